# A terminal of our own for tests of the workbench: source this. Waits for what is on the screen, never for a time; SIZE is
# "-x 80 -y 24" unless set.
. tests/need.sh
need tmux tmux
scratch=$(mktemp -d)
# A server of our own, without the user's configuration.
tm() {
	env -u TMUX TMUX_TMPDIR="$scratch" tmux -f /dev/null -L t "$@"
}
trap 'tm kill-server 2>/dev/null; rm -rf "$scratch"' EXIT
fail() {
	echo "$0: $1" >&2
	tm capture-pane -p >&2
	exit 1
}
screen() {
	tm capture-pane -p
}
# wait_for PATTERN: until a line of the screen matches; the deadline is far beyond what anything here takes
wait_for() {
	until_s=$(($(date +%s) + 20))
	while ! screen | grep -q -- "$1"; do
		[ "$(date +%s)" -lt $until_s ] || fail "'$1' does not appear"
	done
}
wait_file() {
	until_s=$(($(date +%s) + 20))
	while [ ! -s "$1" ]; do
		[ "$(date +%s)" -lt $until_s ] || fail "$1 is not written"
	done
}
key() {
	tm send-keys "$@"
}
# type TEXT: and Enter
type() {
	tm send-keys -l "$1"
	tm send-keys Enter
}
# shellcheck disable=SC2086
env -u TMUX LC_ALL=C.UTF-8 ENV= TMUX_TMPDIR="$scratch" tmux -f /dev/null -L t -u new-session -d ${SIZE--x 80 -y 24} sh || skip 'tmux does not start'
type "PS1='ready> '; clear"
wait_for '^ready> *$'
