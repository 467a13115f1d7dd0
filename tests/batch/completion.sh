# Completion in the shells that are installed: options, their values, commands, files.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "completion.sh: $1"
	exit 1
}
# has LIST WORD: a line of the list is the word
has() {
	printf '%s\n' "$1" | grep -qxF -- "$2" || fail "$3: no $2 in: $(printf '%s' "$1" | tr '\n' ' ' | cut -c1-200)"
}
for shell in bash zsh fish; do
	./sextant --completion $shell >"$scratch/$shell" || fail "$shell: not printed"
	for c in hubness circle-probe undo; do
		grep -qw -- "$c" "$scratch/$shell" || fail "$shell: the command $c is missing"
	done
done
./sextant --completion tcsh 2>"$scratch/err" && fail 'tcsh has none'
grep -q 'none of bash, zsh, fish' "$scratch/err" || fail 'an unknown shell is not told'

if command -v bash >/dev/null 2>&1; then
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
fi
if command -v fish >/dev/null 2>&1; then
	words() {
		HOME=$scratch XDG_CONFIG_HOME=$scratch XDG_DATA_HOME=$scratch \
			fish --no-config -c "source $scratch/fish; complete -C '$1'" 2>/dev/null | cut -f1
	}
	has "$(words 'sextant --col')" --color fish
	has "$(words 'sextant --color t')" truecolor fish
	has "$(words 'sextant -c hubn')" hubness fish
	has "$(words 'sextant samples/glove-5k.n')" samples/glove-5k.npy fish
fi
if command -v zsh >/dev/null 2>&1; then
	zsh -n "$scratch/zsh" || fail 'zsh does not read it'
	mkdir "$scratch/fpath" && cp "$scratch/zsh" "$scratch/fpath/_sextant"
	cat >"$scratch/typed" <<-'END'
		# types what $1 holds and a tab, and waits until $2 shows
		zmodload zsh/zpty
		zpty z "PS1='%% ' TERM=dumb HOME=$HOME zsh -f -i"
		zpty -w z "fpath=($HOME/fpath \$fpath); autoload -Uz compinit; compinit -u -d $HOME/dump; echo rea''dy"
		zpty -r z out '*ready*'
		zpty -n -w z "$1"$'\t'
		zpty -r z out "*$2*"
		print found
		zpty -d z
	END
	words() {
		HOME=$scratch timeout 30 zsh -f "$scratch/typed" "$1" "$2" 2>/dev/null
	}
	[ "$(words 'sextant --glyp' 'sextant --glyphs=')" = found ] || fail 'zsh: no --glyphs'
	[ "$(words 'sextant -c hubn' 'hubness ')" = found ] || fail 'zsh: no hubness'
fi
exit 0
