# Selections, marks and undo: counts against the same expression by filter and against shapes worked out by hand.
set -u
sx="./sextant --no-config"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "select.sh: $1" >&2
	exit 1
}
# A grid of 5 x 5 points (i, j) in rows 5 i + j, so that boxes and polygons can be counted by hand.
for i in 0 1 2 3 4; do
	for j in 0 1 2 3 4; do
		echo "$i,$j"
	done
done >"$scratch/grid.csv"
grid="load $scratch/grid.csv --as grid"
# figure NAME COMMANDS: that scalar of the last result
figure() {
	$sx --json -c "$2" 2>"$scratch/err" | tail -n 1 | grep -o "\"$1\":[^,}]*" | head -n 1 | cut -d: -f2
}
same() {
	[ "$1" = "$2" ] || fail "$3: $1 instead of $2 $(cat "$scratch/err")"
}
same "$(figure selected "$grid; select --x d0 --y d1 --inside 1,1,3,2")" 6 'a box, its border within'
same "$(figure selected "$grid; select --x d0 --y d1 --inside 3,2,1,1")" 6 'the same box from the other corner'
same "$(figure selected "$grid; select --x d0 --y d1 --inside=-0.5,-0.5,2.6,-0.5,-0.5,2.6")" 6 'a triangle'
same "$(figure selected "$grid; select 'row < 10' --x d0 --y d1 --inside 1,1,3,2")" 2 'both must hold'
same "$(figure selected "$grid; select 'row < 10'; select 'row > 7' --how within")" 2 'within'
same "$(figure selected "$grid; select 'row < 10'; select 'row > 7' --how add")" 25 'add'
same "$(figure selected "$grid; select 'row < 10'; select 'row > 7' --how remove")" 8 'remove'
same "$(figure selected "$grid; select 'row < 10'; select --all --how remove")" 0 'none is left'
same "$(figure selected "$grid; select --rows '1,#3,20..24'")" 7 'rows and ranges'
same "$(figure selected "$grid; mark 3; mark 4; mark 3 --off")" 1 'marks'
same "$(figure rows "$grid; select 'row < 10' --as first; filter --where 'first == 1' --as part; info part")" 10 'a filter by it'
same "$(figure selected "$grid; select 'row < 10'; mark 20; undo; select 'selected == 1'")" 10 'undo takes the mark back'
same "$(figure columns "$grid; select 'row < 10'; mark 20; undo 2; info")" 0 'undo of both'
same "$(figure rows "$grid; filter --where 'row < 5' --as grid; undo; info grid")" 25 'undo of a space that was replaced'
same "$(figure selected "$grid; select 'row < 10'; mark 20; undo; redo; select 'selected == 1'")" 11 'redo brings the mark back'
same "$(figure selected "$grid; select 'row < 10'; mark 20; undo 2; redo 2; undo; select 'selected == 1'")" 10 'undo of what was redone'
same "$(figure rows "$grid; filter --where 'row < 5' --as grid; undo; redo; info grid")" 5 'redo of a space that was replaced'
$sx -c "$grid; mark 20; undo; mark 21; redo" >/dev/null 2>"$scratch/err" && fail 'redo after another change'
grep -q 'redo: there is nothing to redo' "$scratch/err" || fail "not said: $(cat "$scratch/err")"
$sx -c "$grid; select 'row < 3'; undo; redo; session save $scratch/r.lua" >/dev/null || fail 'not saved after redo'
same "$(grep -c 'select' "$scratch/r.lua")" 1 'what was redone is in the session'
$sx -c "$grid; undo; undo" >/dev/null 2>"$scratch/err" && fail 'an empty history was undone'
grep -q 'undo: there is nothing to undo' "$scratch/err" || fail "not said: $(cat "$scratch/err")"
$sx -c "$grid; select" >/dev/null 2>"$scratch/err" && fail 'select chose of itself'
$sx -c "$grid; select --x d0 --y d1 --inside 1,2,3" >/dev/null 2>&1 && fail 'three numbers are no box'
$sx -c "$grid; knn --k 4; select 'row < 3' --as knn_distance_4" >/dev/null 2>"$scratch/err" && fail 'figures were overwritten'
grep -q "is not a selection" "$scratch/err" || fail "not said: $(cat "$scratch/err")"
$sx -c "$grid; select 'row < 3'; undo; select 'row < 4'; session save $scratch/s.lua" >/dev/null || fail 'not saved'
grep -q undo "$scratch/s.lua" && fail 'undo is in the session'
same "$(grep -c 'select' "$scratch/s.lua")" 1 'what was undone is in the session'

# Columns of a choice of a choice land in their own rows.
same "$(figure selected "$grid; filter --where 'row > 19' --as last; knn last --where 'row > 20' --k 1; select last 'knn_distance_1 == 1'")" 4 \
	'rows of a part of a part'
exit 0
