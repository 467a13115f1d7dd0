# Completion in fish: options, their values, commands, files.
set -u
. tests/need.sh
need fish fish
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "completion-fish.sh: $1"
	exit 1
}
# has LIST WORD: a line of the list is the word
has() {
	printf '%s\n' "$1" | grep -qxF -- "$2" || fail "$3: no $2 in: $(printf '%s' "$1" | tr '\n' ' ' | cut -c1-200)"
}
./sextant --completion fish >"$scratch/fish" || fail 'not printed'
words() {
	HOME=$scratch XDG_CONFIG_HOME=$scratch XDG_DATA_HOME=$scratch \
		fish --no-config -c "source $scratch/fish; complete -C '$1'" 2>/dev/null | cut -f1
}
has "$(words 'sextant --col')" --color fish
has "$(words 'sextant --color t')" truecolor fish
has "$(words 'sextant -c hubn')" hubness fish
has "$(words 'sextant samples/glove-5k.n')" samples/glove-5k.npy fish
exit 0
