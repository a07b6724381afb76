#!/bin/sh
# The unit tests: bundled for Node with the same tool that builds the client, then run by Node's own runner.
set -eu
cd "$(dirname "$0")"
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
npx --no-install vite build --config tests/vite.config.ts --logLevel warn --outDir "$built" --emptyOutDir
node --test --test-reporter=spec "$built"/*.test.js
