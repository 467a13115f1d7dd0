#!/bin/sh
# Prints README.md with what the program says put in anew: the block after "<!-- $ COMMAND -->" is the command and what it
# prints, without the line of parameters and seconds; after "<!-- screen NAME -->" it is tests/screens/NAME.screen.
#   scripts/dev/readme.sh >README.new && mv README.new README.md
set -eu
cd "$(dirname "$0")/../.."
SX=${SEXTANT:-./sextant}
export LC_ALL=C.UTF-8
sextant() { "$SX" --no-config "$@"; }
said() {
	eval "$1" </dev/null 2>&1 | sed -E '/  [0-9.]+ m?s$/d'
}
state=text
while IFS= read -r line; do
	case $state in
	text)
		printf '%s\n' "$line"
		case $line in
		'<!-- $ '*' -->') command=${line#'<!-- $ '} command=${command%' -->'} state=run ;;
		'<!-- screen '*' -->') command=${line#'<!-- screen '} command=${command%' -->'} state=screen ;;
		esac ;;
	run)		# the opening fence
		printf '```\n$ %s\n' "$command"
		said "$command"
		state=skip ;;
	screen)
		printf '```\n'
		cat "tests/screens/$command.screen"
		state=skip ;;
	skip)
		if [ "$line" = '```' ]; then
			printf '```\n'
			state=text
		fi ;;
	esac
done <README.md
