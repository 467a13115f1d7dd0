# The main paths inside GNU screen.
set -u
. tests/need.sh
need screen screen
. tests/tmux.sh
mkdir -m 700 "$scratch/screens"
type "SCREENDIR=$scratch/screens screen -U -c /dev/null sh"
wait_for '^\$\|^#\|^ready>'
type "PS1='inner> '; stty -a | sed 1d >$scratch/before; clear"
wait_for '^inner> *$'
type "./sextant --no-config samples/glove-5k.npy"
wait_for '5,000 rows'
key /
tm send-keys -l monday
wait_for 'monday  0.3541'
key Enter
key c
wait_for 'color norm'
key 2
wait_for 'row  label'
key 1
wait_for 'norm '
key b L L J J Enter
wait_for 'select glove-5k --inside'
tm resize-window -x 120 -y 40
wait_for 'nearest'
key Q
wait_for '^inner> *$'
tm resize-window -x 80 -y 24
type "stty -a | sed 1d >$scratch/after; echo done"
wait_for '^done'
cmp -s "$scratch/before" "$scratch/after" || fail "the terminal is not as it was: $(diff "$scratch/before" "$scratch/after")"
exit 0
