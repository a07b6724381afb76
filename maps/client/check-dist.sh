#!/bin/sh
# Types, unit tests, and the proof that the committed `dist/` is what this source builds. Usage: check-dist.sh (after `npm ci`).
set -eu
cd "$(dirname "$0")"
npx --no-install tsc --noEmit
./run-tests.sh
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
npx --no-install vite build --logLevel warn --outDir "$built/dist" --emptyOutDir
if ! diff -rq "$built/dist" ../dist; then
  echo "maps/dist differs from what maps/client builds" >&2
  echo "hint: run \`npm ci && npm run build\` in maps/client and commit maps/dist" >&2
  exit 1
fi
echo "maps/dist is what maps/client builds"
