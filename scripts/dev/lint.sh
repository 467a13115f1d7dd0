#!/bin/sh
# Holds the tree to its own rules: who may include and call whom, where threads, streams and BLAS may appear, how files are called
# and how long they get. lint.sh BUILD_FOLDER reads the calls from the objects there; without objects it says that it did not.
set -u
cd "$(dirname "$0")/../.." || exit 1
bad=0
complain() {
	echo "lint: $1" >&2
	bad=1
}
# none PATTERN WHAT FILES...: no line of the files matches the pattern
none() {
	pattern=$1 what=$2
	shift 2
	[ $# -gt 0 ] || { complain "no files for: $what"; return; }	# grep would read stdin
	found=$(grep -nE "$pattern" "$@" 2>/dev/null | head -n 5)
	[ -z "$found" ] || complain "$what:
$found"
}

core=$(find src -name '*.[ch]' -o -name '*.def')
sources=$(find src -name '*.c')
rest=$(find lua tui -name '*.[ch]')
public=$(${CC:-cc} -std=c11 -Isrc -MM src/sextant.h | tr -d '\\' | tr ' ' '\n' | grep '^src/')
none '#include <(curses|ncurses|readline|lua|lauxlib)' 'src/ knows no terminal and no Lua' $core
none '(^|[^a-z_])(printf|puts|putchar|perror|exit|getenv) *\(|stdout|stderr' 'src/ prints nowhere and ends nothing' $sources
none '#include <(cblas|lapacke|json|omp|pthread|gsl|lua|curses|hdf5|sqlite3|zip)' 'public headers include the C library only' $public
none '#include <(cblas|lapacke)' 'BLAS and LAPACK only in linalg.c' $(echo "$core $rest" | tr ' ' '\n' | grep -v '^src/numeric/linalg.c$')
none '#pragma omp parallel|#include <omp' 'OpenMP only in par.c' $(echo "$core $rest" | tr ' ' '\n' | grep -v '^src/base/par.c$')
none '#include <pcre2' 'PCRE2 only in pattern.c' $(echo "$core $rest" | tr ' ' '\n' | grep -v '^src/base/pattern.c$')
none '#include <json' 'json-c only where JSON is read or written' $(echo "$sources" | grep -vE '_json\.c$')
for f in lua/*.[ch]; do
	extra=$(grep -E '#include "' "$f" | grep -vE '"(sextant|sxlua|binding)\.h"')
	[ -z "$extra" ] || complain "$f: $extra"
done
# What tui/ may include of others. Beside the library's promise (sextant.h) and Lua's, two headers that are the program's own.
allowed=' sextant.h sxlua.h command/doctor.h run/example.h '
for f in $(find tui -name '*.[ch]'); do
	extra=$(grep -E '#include "' "$f" | sed -E 's/.*"(.*)".*/\1/' | while read -r h; do
		case $allowed in *" $h "*) continue ;; esac
		[ -f "tui/$h" ] || [ -f "$(dirname "$f")/$h" ] || echo "$h"; done)
	[ -z "$extra" ] || complain "$f includes $extra, which is none of tui/'s business"
done
none 'readline/' 'readline only in line_editor.c' $(find tui -name '*.[ch]' | grep -v '^tui/terminal/line_editor.c$')
none '#include <pthread' 'threads only in engine.c' $(find tui -name '*.[ch]' | grep -v '^tui/engine/engine.c$')
for f in $(find src tui lua -name '*.[ch]'); do
	lines=$(wc -l <"$f")
	[ "$lines" -le 600 ] || complain "$f: $lines lines; one file, one purpose"
done
none '.{133,}' 'lines over 132 columns' $core $rest $(find tests -name '*.c')
none '(^|[^a-z_])skip\(\)' 'a skipped test says why: skip_because' $(find tests -name '*.c')
none '[ 	]+$' 'space at the end of a line' $core $rest $(find tests -name '*.c') scripts/*.lua
none '\b(TODO|FIXME|XXX)\b' 'unfinished words' $core $rest
twice=$(grep -hE '^SX_CLONES' $sources | sed -E 's/^[^(]* \**([a-z_0-9]+)\(.*/\1/' | sort | uniq -d)
[ -z "$twice" ] || complain "two cloned functions are called $twice"
git ls-files | grep -E '\.(o|a|d)$' && complain 'built files are committed'
for d in $(find src tui lua -type d ! -path src/formats); do
	n=$(find "$d" -maxdepth 1 -name '*.c' | wc -l)
	[ "$n" -le 30 ] || complain "$d: $n sources; a family hides in it"
done
twice=$(find src -name '*.[ch]' | sed 's|.*/||' | sort | uniq -d)
[ -z "$twice" ] || complain "two files of src/ are called $twice"
elsewhere=$(grep -rlE '^const sx_command sx_cmd_' src | grep -vE '/cmd_[a-z_]+\.c$')
[ -z "$elsewhere" ] || complain "commands outside cmd_NAME.c: $elsewhere"
scripts/dev/wings.sh >&2 || bad=1
for w in $(awk '!/^#/ { sub(/^analyses\//, "", $1); print $1 }' src/WINGS tui/WINGS); do
	grep -qE "(\`|[ /])$w(/|\`|,| |$)" ARCHITECTURE.md || complain "ARCHITECTURE.md does not name the wing $w"
done
build=${1:-build/cc}
if [ -d "$build/src" ]; then
	scripts/dev/circles.sh "$build" >&2 || complain 'files call each other in a circle (above)'
else
	echo "lint: nothing is built in $build: circles of calls were not looked for" >&2
fi
scripts/dev/includes.sh >&2 || bad=1
[ $bad = 0 ] && echo 'lint: clean'
exit $bad
