# tests/run.sh counts and names what is skipped, whole or in part, and in CI takes no reason but the machine's own.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "skips.sh: $1: $(cat "$scratch/out")"
	exit 1
}
mkdir -p "$scratch/tests/unit/x" "$scratch/build/tests/unit/x"
cp tests/run.sh "$scratch/tests/"
# fake NAME COMMANDS: a test that does just that
fake() {
	: >"$scratch/tests/unit/x/$1.c"
	printf '#!/bin/sh\n%s\n' "$2" >"$scratch/build/tests/unit/x/$1"
	chmod +x "$scratch/build/tests/unit/x/$1"
}
run() {
	CI=$1 "$scratch/tests/run.sh" build unit x >"$scratch/out" 2>&1
}
fake test_a 'echo "[ RUN      ] one"; echo "[  REASON  ] built without that"; echo "[  SKIPPED ] one"; echo "[  SKIPPED ] one"'
fake test_b 'echo much; echo "this machine is too small"; exit 77'
run '' || fail 'skipped tests made it fail'
[ "$(tail -n 4 "$scratch/out")" = 'skipped:
      unit/x/test_a one: built without that
      unit/x/test_b: this machine is too small
1 passed, 0 failed, 2 skipped' ] || fail 'not what was skipped'
run true && fail 'CI takes a test that is skipped for want of a library'
[ "$(tail -n 1 "$scratch/out")" = '1 passed, 1 failed, 1 skipped' ] || fail 'CI counts otherwise'
fake test_a 'exit 0'
run true || fail 'CI does not take what the machine cannot do'
fake test_c 'exit 3'
run '' && fail 'a failed test made it pass'
rm "$scratch/build/tests/unit/x/test_c"
run '' && fail 'a test that was not built made it pass'
exit 0
