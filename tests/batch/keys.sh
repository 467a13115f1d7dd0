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
grep -q '^i,inspector,set inspector on|off,' "$scratch/keys" || fail 'the command of a key is not listed'
echo 'sx.bind("wxyz", "zoom-in")' >"$scratch/sextant/init.lua"
XDG_CONFIG_HOME=$scratch ./sextant -c keys 2>&1 >/dev/null | grep -q "init.lua.*no key is called 'wxyz'" || fail 'an unknown key was taken'
cat >"$scratch/sextant/init.lua" <<'END'
sx.set("inspector", "on"); sx.set("scale", "equal"); sx.set("cursor", "monday")
sx.bind("M-b", "set beside few"); sx.bind("M-i", "set inspector off")
END
# screen KEYS: the last screen
screen() {
	printf '%s' "$1" >"$scratch/typed"
	LC_ALL=C.UTF-8 XDG_CONFIG_HOME=$scratch ./sextant --size 80x24 --keys "$scratch/typed" --dump samples/glove-5k.npy || fail "$1 failed"
}
screen '' >"$scratch/screen"
grep -q ' nearest *cosine' "$scratch/screen" || fail 'init.lua shows no inspector'
grep -q '◆ monday' "$scratch/screen" || fail 'init.lua moves no cursor'
screen ':set<Enter>3' | grep -q 'inspector *on' || fail 'the session does not know of the inspector'
screen '<M-i>' | grep -q nearest && fail 'a bound key does not hide the inspector'
screen 'i:mark monday<Enter>:set scale own<Enter>iu' >"$scratch/screen"
grep -q nearest "$scratch/screen" && grep -q ' undo .*steps 1' "$scratch/screen" || fail 'undo goes back on the look of the screen'
screen 'i:set inspector off<Enter>:set inspector on<Enter>i:set inspector on<Enter>' | grep -q nearest || fail 'a line loses to a key before it'
screen ':set cursor nosuch<Enter>' | grep -q "no row here is 'nosuch'" || fail 'a cursor on a row that is not there'
screen ':set result 99<Enter>' | grep -q "no result '99'" || fail 'a result that is not there'
screen ':sample 20 --as few<Enter>:use glove-5k<Enter><M-b>' | grep -q 'few  pc2' || fail 'a bound line puts nothing beside'
printf 'sx.line [[bind q save x /tmp/x]]\n' >"$scratch/s.lua"
./sextant --no-config -c "session load $scratch/s.lua" 2>/dev/null && fail 'a session file bound a key'
exit 0
