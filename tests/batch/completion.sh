# Completion for each shell is printed and knows the commands; completion-SHELL.sh tries it in the shell.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "completion.sh: $1"
	exit 1
}
for shell in bash zsh fish; do
	./sextant --completion $shell >"$scratch/$shell" || fail "$shell: not printed"
	for c in hubness circle-probe undo; do
		grep -qw -- "$c" "$scratch/$shell" || fail "$shell: the command $c is missing"
	done
done
./sextant --completion tcsh 2>"$scratch/err" && fail 'tcsh has none'
grep -q 'one of bash, zsh, fish' "$scratch/err" || fail 'an unknown shell is not told'
exit 0
