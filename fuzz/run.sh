#!/usr/bin/env bash
# Runs the fuzz targets for a bounded time each: run.sh SECONDS [TARGET …]. Works on the stable toolchain.
#
# A finding is left as crash-* or timeout-* in target/fuzz/found; run the target's program with that file to see it again. Inputs worth
# keeping are in corpus/TARGET; what a run discovers goes to target/fuzz/corpus/TARGET.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
seconds=${1:?usage: run.sh SECONDS [TARGET ...]}
shift
work=$(realpath ..)/target/fuzz
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    for file in src/bin/*.rs; do targets+=("$(basename "$file" .rs)"); done
fi
# Edge counters and comparisons as libFuzzer wants them.
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0 -Ccodegen-units=4"
# An explicit target keeps the counters out of build scripts and macros, which run in the compiler.
host=$(rustc -vV | sed -n 's/^host: //p')
CARGO_TARGET_DIR=$work cargo build --locked --release --target "$host"
mkdir -p "$work/found"
for target in "${targets[@]}"; do
    mkdir -p "$work/corpus/$target" "corpus/$target"
    log=$work/$target.log
    if ! "$work/$host/release/$target" "$work/corpus/$target" "corpus/$target" -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=1024 \
        -malloc_limit_mb=256 -artifact_prefix="$work/found/$target-" -print_final_stats=1 >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        echo "error: $target has found something: $work/found" >&2
        exit 1
    fi
    echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs, $(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1) edges"
done
rm -rf /dev/shm/lichtweg-fuzz-*
