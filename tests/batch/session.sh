# Sessions from outside: what is saved gives the same figures when it is loaded, and a file that is cut short while it
# is in use ends in one line and status 1.
set -u
sx="./sextant --no-config"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "session.sh: $1" >&2
	exit 1
}
commands='load samples/glove-5k.npy --as glove --limit 2000; pca glove --components 3; sample glove 500 --as some;
hubness some --k 5; circles some --null 49; color some k_occurrence_5'
plain() {
	sed 's/"seconds":[^}]*//' "$1"
}
$sx --seed 7 --json -c "$commands; session save $scratch/s.lua" >"$scratch/before" || fail "saving failed"
grep -q '^sx.line \[\[hubness some --k 5\]\]$' "$scratch/s.lua" || fail "the file is not as it was: $(cat "$scratch/s.lua")"
$sx --json -c "session load $scratch/s.lua" >"$scratch/after" || fail "loading failed"
plain "$scratch/before" | head -n 6 >"$scratch/a"
plain "$scratch/after" | head -n 6 >"$scratch/b"
grep -q '"k_skewness"' "$scratch/a" && cmp -s "$scratch/a" "$scratch/b" || fail "the figures differ"

printf 'sx.line [[load samples/glove-5k.npy]]\nsx.line [[lua os.exit(3)]]\n' >"$scratch/bad.lua"
$sx --json -c "session load $scratch/bad.lua" >"$scratch/out" 2>"$scratch/err"
[ $? = 1 ] && [ ! -s "$scratch/out" ] || fail "a session with Lua in it was not refused"
grep -q "bad.lua: line 2: 'lua' is not for session files" "$scratch/err" || fail "no line is named: $(cat "$scratch/err")"
$sx --read-only -c "session save $scratch/none.lua" 2>/dev/null && fail "--read-only wrote a session"
[ ! -e "$scratch/none.lua" ] || fail "--read-only left a session"

cp samples/glove-5k.npy "$scratch/short.npy"
cat >"$scratch/cut.lua" <<LUA
local s = sx.load("$scratch/short.npy", {as = "short", labels = "none"})
io.open("$scratch/short.npy", "w"):close()
sx.pca(s)
LUA
$sx "$scratch/cut.lua" >"$scratch/out" 2>"$scratch/err"
[ $? = 1 ] || fail "a file that was cut short gave another status than 1"
grep -q 'short.npy: was truncated while in use; load it again' "$scratch/err" || fail "not said: $(cat "$scratch/err")"
