#!/bin/sh
# The browser tests against the real program: it makes a demo city, plans and serves it, and is stopped in the end. Usage: run.sh BINARY [OPTION OF node --test]...
# LICHTWEG_SHOTS=DIR keeps pictures of the views; LICHTWEG_SCALE makes the city smaller or larger; CHROMIUM names the browser.
set -eu
binary=${1:?usage: run.sh BINARY [OPTION OF node --test]...}
shift
binary=$(realpath "$binary")
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci --no-audit --no-fund
work=$(mktemp -d)
port=$(node -e 'const s=require("node:net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
server=
stop() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM
"$binary" demo --out "$work/city" --seed 1 --scale "${LICHTWEG_SCALE:-1}" --listen "127.0.0.1:$port" >"$work/serve.log" 2>&1 &
server=$!
export LICHTWEG_URL="http://127.0.0.1:$port"
node -e '
  const until = Date.now() + 240000
  const ask = async () => {
    try { if ((await fetch(process.env.LICHTWEG_URL + "/healthz")).ok) return } catch {}
    try { process.kill(+process.argv[1], 0) } catch { console.error("the server has ended"); process.exit(1) }
    if (Date.now() > until) { console.error("the server does not come up"); process.exit(1) }
    setTimeout(ask, 200)
  }
  ask()
' "$server" || { cat "$work/serve.log" >&2; exit 1; }
code=0
node --test --test-concurrency=1 --test-reporter=spec "$@" views.test.mjs runs.test.mjs access.test.mjs || code=$?
[ "$code" = 0 ] || tail -n 40 "$work/serve.log" >&2
exit "$code"
