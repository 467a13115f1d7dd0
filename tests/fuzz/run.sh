#!/bin/sh
# Fuzzes each format that has a seed corpus for FUZZ_SECONDS (10): tests/fuzz/run.sh PROGRAM. FORMATS names some.
# What it finds stays in build/fuzz/FORMAT; a seed that fails is left there as crash-*.
set -u
cd "$(dirname "$0")/../.." || exit 1
program=$1
seconds=${FUZZ_SECONDS:-10}
failed=
for folder in tests/fuzz/corpus/*/; do
	format=$(basename "$folder")
	[ -z "${FORMATS:-}" ] || case " $FORMATS " in *" $format "*) ;; *) continue ;; esac
	work=build/fuzz/$format longest=4096 options=
	case $format in hdf5 | sqlite) longest=65536 ;; esac
	[ "$format" != hdf5 ] || options=-malloc_limit_mb=1000000	# libhdf5 asks for what a file claims, and is told no
	mkdir -p "$work"
	if SX_FUZZ_FORMAT=$format ASAN_OPTIONS=allocator_may_return_null=1:suppressions=tests/fuzz/libhdf5.supp "$program" -max_total_time="$seconds" \
		-max_len="$longest" -timeout=10 -rss_limit_mb=2048 $options -artifact_prefix="$work/" "$work" "$folder" >"$work.log" 2>&1; then
		echo "ok    $format  $(grep -o 'Done [0-9]* runs' "$work.log" | tail -n 1)"
	else
		failed="$failed $format"
		echo "FAIL  $format"
		tail -n 30 "$work.log"
	fi
done
[ -z "$failed" ] || { echo "fuzz: failed:$failed" >&2; exit 1; }
