# The workbench in a real terminal, tmux: the main paths, then what must leave the terminal as it was: signals, a crash,
# suspension, a storm of new sizes; and how many bytes a key costs. Waits for what is on the screen, never for a time.
set -u
. tests/tmux.sh
start() {
	rm -f "$scratch/pid"
	type "clear; sh -c 'echo \$\$ >$scratch/pid; exec ./sextant --no-config $* samples/glove-5k.npy'"
	wait_for '5,000 rows '
	wait_file "$scratch/pid"
}
stty_is_as_it_was() {
	rm -f "$scratch/after"
	type "stty -a >$scratch/after.new; mv $scratch/after.new $scratch/after"
	wait_file "$scratch/after"
	cmp -s "$scratch/before" "$scratch/after" || fail "after $1 the terminal is not as it was: $(diff "$scratch/before" "$scratch/after")"
	tm set-buffer pasted
	tm paste-buffer -p		# with marks, if they are still asked for
	wait_for '^ready> .*pasted'
	screen | grep -q '^ready> .*200~' && fail "after $1 the terminal still marks what is pasted"
	key C-u
}

type "stty -a >$scratch/before.new; mv $scratch/before.new $scratch/before"
wait_file "$scratch/before"

# ---- the main paths ----
start
key /
tm send-keys -l monday
wait_for 'monday  0.3541'
key Enter
key Space
wait_for 'mark glove-5k #174'
key b
wait_for 'box: move'
key L L J J Enter
wait_for 'select glove-5k --inside'
key f
wait_for 'of 5,000 rows shown'
key u		# the picture goes back, and what is selected stays
wait_for '^ 5,000 rows .* selected'
key f
wait_for 'of 5,000 rows shown'
key c d		# the second before the first is answered
wait_for 'color norm --show selected --circle'
key C d F 2
wait_for 'row  label'
key C-s 1	# Control-S stops no screen
wait_for 'brightness = density'
key q
wait_for '^ready> *$'
stty_is_as_it_was 'q'

# ---- pasted lines are no keys ----
start
tm set-buffer "$(printf 'q\nspaces\n')"
tm paste-buffer -p
wait_for 'press : first'
key :
tm set-buffer "$(printf 'info\nspaces\n')"
tm paste-buffer -p
wait_for ':info; spaces *$'
key Enter
wait_for '^ spaces  '
key Q
wait_for '^ready> *$'
stty_is_as_it_was 'a paste'

# ---- labels keep their marks ----
type 'clear; ./sextant --no-config tests/screens/marks.csv'
wait_for 'brightness = density'
key 2
wait_for "$(printf ' e\314\201te\314\201 ')"
wait_for "$(printf ' n\314\203u ')"
key Q
wait_for '^ready> *$'

# ---- the mouse: a box grows while it is dragged ----
start
tm send-keys -l "$(printf '\033[M ?)')"		# as the terminal of tmux tells the mouse: press, move, let go
wait_for 'judge  -0.9366'
tm send-keys -l "$(printf '\033[M@N-')"
wait_for 'box: release'
tm send-keys -l "$(printf '\033[M#S/')"
wait_for 'select glove-5k --inside'
type ':set background light'
wait_for 'darkness = density'
key Q
wait_for '^ready> *$'
stty_is_as_it_was 'a drag'

# ---- whatever ends it ----
for signal in TERM HUP SEGV ABRT QUIT; do
	start
	kill -$signal "$(cat "$scratch/pid")"
	wait_for '^ready> *$'
	stty_is_as_it_was "SIG$signal"
done

# ---- suspended, and back ----
start
before=$(screen)
kill -TSTP "$(cat "$scratch/pid")"
wait_for '^ready> *$'
stty_is_as_it_was 'suspension'
type fg
wait_for '5,000 rows '
wait_for ': command'
[ "$(screen)" = "$before" ] || fail 'after fg the screen is another'
key C-s 2
wait_for 'row  label'
key 1
wait_for 'brightness = density'
before=$(screen)

# ---- a storm of sizes ----
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	tm resize-window -x $((30 + 9 * i % 170)) -y $((6 + 7 * i % 60))
done
tm resize-window -x 80 -y 24
until_s=$(($(date +%s) + 20))
while [ "$(screen)" != "$before" ]; do
	[ "$(date +%s)" -lt $until_s ] || fail 'after many sizes the screen is another'
done

# ---- bytes ----
# bytes PATTERN KEY...: what the keys send until the pattern shows
bytes() {
	pattern=$1
	shift
	rm -f "$scratch/bytes"
	tm pipe-pane "cat >$scratch/bytes"
	key "$@"
	wait_for "$pattern"
	wait_file "$scratch/bytes"
	tm pipe-pane
	wc -c <"$scratch/bytes"
}
wait_for ' the  0.2105'
n=$(bytes ' eligible  \| [a-z]*  0.2[0-9]* ' l)
[ "$n" -lt 500 ] || fail "a step of the cursor sends $n bytes"
tm resize-window -x 200 -y 50
wait_for 'nearest'
wait_for 'cosine'
n=$(bytes '^ :$' C-l :)
[ "$n" -lt 40000 ] || fail "drawing 200 x 50 anew sends $n bytes"
key BSpace
key Q
wait_for '^ready> *$'
exit 0
