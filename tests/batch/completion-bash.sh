# Completion in bash: options, their values, commands, files.
set -u
. tests/need.sh
need bash bash
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "completion-bash.sh: $1"
	exit 1
}
# has LIST WORD: a line of the list is the word
has() {
	printf '%s\n' "$1" | grep -qxF -- "$2" || fail "$3: no $2 in: $(printf '%s' "$1" | tr '\n' ' ' | cut -c1-200)"
}
./sextant --completion bash >"$scratch/bash" || fail 'not printed'
words() {
	bash --norc -c '. "$0"; COMP_WORDS=(sextant "$@"); COMP_CWORD=$#; _sextant; printf "%s\n" "${COMPREPLY[@]}"' \
		"$scratch/bash" "$@" 2>/dev/null
}
has "$(words --col)" --color bash
has "$(words --color t)" truecolor bash
has "$(words --color = 25)" 256 bash
has "$(words -c hubn)" hubness bash
has "$(words --json -c circle-)" circle-probe bash
has "$(words samples/glove-5k.n)" samples/glove-5k.npy bash
has "$(words -o samples/REA)" samples/README.md bash
[ "$(words --seed '')" = '' ] || fail 'bash: a seed is no file'
exit 0
