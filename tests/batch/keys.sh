# Keys bound in init.lua, and the list of keys in batch.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "keys.sh: $1" >&2
	exit 1
}
mkdir -p "$scratch/sextant"
echo 'sx.bind("M-w", "hubness --k 7"); sx.bind("M-z", "zoom-in"); sx.bind("M-w", "hubness --k 8")' >"$scratch/sextant/init.lua"
XDG_CONFIG_HOME=$scratch ./sextant --csv -c keys >"$scratch/keys" || fail 'keys failed'
[ "$(grep -c '^M-w,' "$scratch/keys")" = 1 ] && grep -q '^M-w,hubness --k 8,' "$scratch/keys" || fail 'the last binding does not win'
grep -q '^M-z,zoom-in,' "$scratch/keys" || fail 'an action is not bound'
grep -q '^+ =,zoom-in,' "$scratch/keys" || fail 'the keys of the program are not listed'
echo 'sx.bind("wxyz", "zoom-in")' >"$scratch/sextant/init.lua"
XDG_CONFIG_HOME=$scratch ./sextant -c keys 2>&1 >/dev/null | grep -q "init.lua.*no key is called 'wxyz'" || fail 'an unknown key was taken'
printf 'sx.line [[bind q save x /tmp/x]]\n' >"$scratch/s.lua"
./sextant --no-config -c "session load $scratch/s.lua" 2>/dev/null && fail 'a session file bound a key'
exit 0
