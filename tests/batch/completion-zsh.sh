# Completion in zsh: what a typed tab puts in.
set -u
. tests/need.sh
need zsh zsh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "completion-zsh.sh: $1"
	exit 1
}
./sextant --completion zsh >"$scratch/zsh" || fail 'not printed'
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
exit 0
