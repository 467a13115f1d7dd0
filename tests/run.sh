#!/bin/sh
# Runs every test there is: tests/run.sh BUILD_FOLDER. The last line counts them.
set -u
cd "$(dirname "$0")/.." || exit 1
build=${1:-build/cc}
export LC_ALL=C.UTF-8 TMPDIR="${TMPDIR:-/tmp}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export HOME="$scratch" XDG_CONFIG_HOME="$scratch/config" XDG_STATE_HOME="$scratch/state" XDG_DATA_HOME="$scratch/data"
passed=0 failed=0

# try NAME COMMAND...: shows the output of what fails
try() {
	name=$1
	shift
	if "$@" >"$scratch/out" 2>&1 </dev/null; then
		passed=$((passed + 1))
		echo "ok    $name"
	else
		failed=$((failed + 1))
		echo "FAIL  $name"
		sed 's/^/      /' "$scratch/out"
	fi
}

for t in "$build"/tests/unit/*/test_* "$build"/tests/properties/test_* "$build"/tests/reference/test_*; do
	[ -x "$t" ] && [ -f "$t" ] && case $t in *.d | *.o) ;; *) try "${t#"$build"/tests/}" "$t" ;; esac
done
for t in tests/lua/*.lua; do
	try "$t" ./sextant "$t"
done
for t in scripts/*.lua; do
	try "$t" ./sextant "$t"
done
for t in tests/batch/*.sh; do
	try "$t" sh "$t"
done
[ -x tests/screens/run.sh ] && try tests/screens/run.sh tests/screens/run.sh
try 'examples are fresh' sh -c './sextant --examples | diff - src/run/examples.def'
try 'lint' scripts/dev/lint.sh
if command -v mandoc >/dev/null 2>&1; then
	try 'manual is fresh' sh -c './sextant --mdoc | diff - man/sextant-commands.7'
	try 'tutorial page is fresh' sh -c './sextant --mdoc-tutorial | diff - man/sextant-tutorial.7'
	for m in man/*.[1-9]; do
		try "mandoc $m" sh -c "out=\$(mandoc -T lint -W style $m 2>&1 | grep -v \"referenced manual not found\"); [ -z \"\$out\" ] || { echo \"\$out\"; exit 1; }"
	done
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
