#!/bin/sh
# Holds the tree to its own rules: who may include whom, where threads, streams and BLAS may appear, how long files get.
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
	found=$(grep -nE "$pattern" "$@" 2>/dev/null | head -n 5)
	[ -z "$found" ] || complain "$what:
$found"
}

core=$(ls src/*.c src/*.h src/*.def)
headers=$(ls src/*.h)
none '#include <(curses|ncurses|readline|lua|lauxlib)' 'src/ knows no terminal and no Lua' $core
none '(^|[^a-z_])(printf|puts|putchar|perror|exit|getenv) *\(|stdout|stderr' 'src/ prints nowhere and ends nothing' $(ls src/*.c)
none '#include <[a-z_/]+\.h>' 'public headers include std* only' $(grep -LE '^$^' $headers | xargs grep -lE '#include <(cblas|lapacke|json|omp|pthread)' 2>/dev/null)
none '#include <(cblas|lapacke)' 'BLAS and LAPACK only in linalg.c' $(ls src/*.c src/*.h lua/*.[ch] tui/*.[ch] | grep -v '^src/linalg.c$')
none '#pragma omp parallel|#include <omp' 'OpenMP only in par.c' $(ls src/*.c lua/*.c tui/*.c | grep -v '^src/par.c$')
none '#include <pcre2' 'PCRE2 only in pattern.c' $(ls src/*.c src/*.h lua/*.[ch] tui/*.[ch] | grep -v '^src/pattern.c$')
none '#include <json' 'json-c only where JSON is read or written' $(ls src/*.c | grep -vE '_json\.c$')
none '#include "[a-z_]+\.h"' 'lua/ sees sextant.h and its own headers' $(ls lua/*.[ch] | xargs grep -lE '#include "' | xargs grep -LE '#include "(sextant|sxlua|sxpriv)\.h"')
for f in lua/*.[ch]; do
	none '#include "' "lua/ sees sextant.h and its own headers" /dev/null
	extra=$(grep -E '#include "' "$f" | grep -vE '"(sextant|sxlua|sxpriv)\.h"')
	[ -z "$extra" ] || complain "$f: $extra"
done
for f in tui/*.[ch]; do
	extra=$(grep -E '#include "' "$f" | sed -E 's/.*"(.*)".*/\1/' | while read -r h; do
		[ "$h" = sextant.h ] || [ "$h" = sxlua.h ] || [ -f "tui/$h" ] || echo "$h"; done)
	[ -z "$extra" ] || complain "$f includes $extra, which is none of tui/'s business"
done
none 'readline/' 'readline only in line.c' $(ls tui/*.[ch] | grep -v '^tui/line.c$')
none '#include <pthread' 'threads only in engine.c' $(ls tui/*.[ch] | grep -v '^tui/engine.c$')
for f in src/*.[ch] tui/*.[ch] lua/*.[ch]; do
	lines=$(wc -l <"$f")
	[ "$lines" -le 600 ] || complain "$f: $lines lines; one file, one purpose"
done
none '.{133,}' 'lines over 132 columns' src/*.[ch] tui/*.[ch] lua/*.[ch] tests/*/*.c
none '[ 	]+$' 'space at the end of a line' src/*.[ch] tui/*.[ch] lua/*.[ch] tests/*/*.c scripts/*.lua
none '\b(TODO|FIXME|XXX)\b' 'unfinished words' $core tui/*.[ch] lua/*.[ch]
twice=$(grep -hE '^SX_CLONES' src/*.c | sed -E 's/^[^(]* \**([a-z_0-9]+)\(.*/\1/' | sort | uniq -d)
[ -z "$twice" ] || complain "two cloned functions are called $twice"
git ls-files | grep -E '\.(o|a|d)$' && complain 'built files are committed'
[ $bad = 0 ] && echo 'lint: clean'
exit $bad
