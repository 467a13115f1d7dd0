# plot ... > FILE: what is on the screen as a file; sessions and --read-only keep it from writing.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "picture.sh: $1" >&2
	exit 1
}
sx() {
	./sextant --no-config "$@" samples/glove-5k.npy
}
sx -c "mark monday; mark tuesday; plot pc1 pc2 --color norm --view=-1,-1,0.5,2 > '$scratch/a b.svg'; plot d0 d1 >$scratch/a.csv;
	plot pc1 pc2 --view=-1,-1,0.5,2 --to $scratch/a.json; plot pc1 pc2 --color norm --view=-1,-1,0.5,2 > $scratch/a.gp" >/dev/null ||
	fail 'plot > FILE failed'
# The points of the view and no others, the same in every form; two of them ringed.
n=$(./sextant --no-config --csv -c 'plot pc1 pc2' samples/glove-5k.npy | awk -F, 'NR > 1 && $(NF-1) >= -1 && $(NF-1) <= 0.5 && $NF >= -1 && $NF <= 2' | wc -l)
[ "$n" -gt 100 ] || fail "the view holds $n points"
[ "$(grep -c '<circle' "$scratch/a b.svg")" = "$n" ] || fail "the .svg has not the $n points of the view"
[ "$(grep -c 'stroke="#d55e00"' "$scratch/a b.svg")" = 2 ] || fail 'the selection is not in the .svg'
[ "$(wc -l <"$scratch/a.csv")" = 5001 ] || fail 'the .csv has not all rows'
head -n 1 "$scratch/a.csv" | grep -q '^row,label,x,y,selected' || fail 'the .csv lacks the selection'
grep -q '"view_x0":-1[,}]' "$scratch/a.json" || fail 'the .json lacks the camera'
grep -q '^set xrange \[-1:0.5\]' "$scratch/a.gp" && grep -q '^3051 "instance" ' "$scratch/a.gp" || fail 'the .gp lacks view or data'
sx -c "hubness; export last $scratch/h.gp; circles --null 19; export last $scratch/c.gp" >/dev/null || fail 'export to .gp failed'
grep -q '^set logscale x' "$scratch/h.gp" && grep -q '^set polar' "$scratch/c.gp" || fail 'a series or a ring is not drawn so'

# What is wrong is refused before anything is written.
for line in "plot > $scratch/x.doc" 'plot >' "plot --view 1,2,3 > $scratch/x.svg" "plot --view 1,0,0,1 > $scratch/x.svg"; do
	sx -c "$line" >/dev/null 2>&1 && fail "'$line' was taken"
done
sx --read-only -c "plot > $scratch/x.svg" >/dev/null 2>&1 && fail '--read-only wrote'
for line in "plot > $scratch/x.svg" "plot --to $scratch/x.svg" "plot pc1 pc2 to=$scratch/x.svg"; do
	printf 'sx.line [[%s]]\n' "$line" >"$scratch/s.lua"
	sx -c "session load $scratch/s.lua" >/dev/null 2>&1 && fail "a session file ran '$line'"
done
[ -e "$scratch/x.svg" ] && fail 'something was written'
sx -c "plot > $scratch/b.svg; info; session save $scratch/t.lua" >/dev/null || fail 'session save failed'
grep -q '^-- left out: plot' "$scratch/t.lua" && grep -q '^sx.line \[\[info' "$scratch/t.lua" || fail 'the session keeps what writes'

# The key: what is in view, though it was zoomed by keys.
printf '++W%s<Enter>' "$scratch/k.svg" >"$scratch/keys"
sx --keys "$scratch/keys" --dump --size 80x24 | grep -q 'plot glove-5k pc1 pc2 --view=.* > ' || fail 'W does not say its command'
k=$(grep -c '<circle' "$scratch/k.svg")
[ "$k" -gt 10 ] && [ "$k" -lt 5000 ] || fail "W wrote $k points"
exit 0
