#!/bin/sh
# The share of the lines of src/ that tests/unit reaches; the goal is 90 %. The files that lack most come first. What tests/reference and
# tests/properties reach is not counted: their figures take ten minutes where every line is counted.
set -eu
cd "$(dirname "$0")/../.."
find build -path 'build/*-cov/*' -name '*.gcda' -delete 2>/dev/null || true
JOBS=${JOBS:-$(nproc)} make cov=1 WING="$(cd tests/unit && echo */ | tr -d /)" unit
gcovr --root . --filter src/ --object-directory build/cc-cov --csv --output build/coverage.csv build/cc-cov/src
awk -F, 'NR > 1 { all += $2; met += $3; print $2 - $3, $3 "/" $2, $1 | "sort -rn | head -n 15 | cut -d\" \" -f2-" }
	END { close("sort -rn | head -n 15 | cut -d\" \" -f2-"); printf "coverage: %.1f %% of %d lines of src/\n", 100 * met / all, all }' build/coverage.csv
