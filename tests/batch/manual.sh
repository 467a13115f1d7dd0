# The manual knows every option of the program and of the session, and every variable that the program reads; as HTML each
# command has its place.
set -u
fail() {
	echo "manual.sh: $1"
	exit 1
}
for o in $(./sextant --no-config --csv -c set | sed -n '2,$s/,.*//p'); do
	grep -qE "^\.(It )?Cm $o( |$)" man/sextant-config.5 || fail "sextant-config(5) does not tell of set $o"
done
for v in $(grep -hoE '(getenv|sx_xdg_path)\("[A-Z_]+"' tui/*.c | sed 's/.*("//; s/"//' | grep -v SLURM_JOB_ID | sort -u); do
	grep -qE "Ev (.*[ ,])?$v\$|Ev (.*, )?$v( |,)" man/sextant-config.5 || fail "sextant-config(5) does not tell of \$$v"
done
for o in $(./sextant --help | grep -oE -- '--[a-z-]+[= ]' | tr -d '= -' | sort -u); do
	tr -d '\\-' <man/sextant.1 | grep -qE "Fl (Fl )?.*$o" || fail "sextant(1) does not tell of --$o"
done
command -v mandoc >/dev/null 2>&1 || exit 0
scripts/html.sh >/dev/null || fail 'make html failed'
for c in hubness id compare plot load keys bind; do
	grep -q "id=\"$c\"" build/html/sextant-commands.7.html || fail "$c has no place in the HTML"
done
for page in build/html/*.html; do
	for link in $(grep -oE 'href="[a-z.0-9-]+\.html' "$page" | sed 's/href="//' | sort -u); do
		[ -e "build/html/$link" ] || fail "$page leads to $link, which is not there"
	done
done
exit 0
