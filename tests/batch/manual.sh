# The manual knows every option of the program and of the session, and every variable that the program reads.
set -u
fail() {
	echo "manual.sh: $1"
	exit 1
}
for o in $(./sextant --no-config --csv -c set | sed -n '2,$s/,.*//p'); do
	grep -qE "^\.(It )?Cm $o( |$)" man/sextant-config.5 || fail "sextant-config(5) does not tell of set $o"
done
for v in $(grep -hoE '(getenv|sx_xdg_path)\("[A-Z_]+"' $(find tui -name '*.c') | sed 's/.*("//; s/"//' | grep -v SLURM_JOB_ID | sort -u); do
	grep -qE "Ev (.*[ ,])?$v\$|Ev (.*, )?$v( |,)" man/sextant-config.5 || fail "sextant-config(5) does not tell of \$$v"
done
for o in $(./sextant --help | grep -oE -- '--[a-z-]+[= ]' | tr -d '= -' | sort -u); do
	tr -d '\\-' <man/sextant.1 | grep -qE "Fl (Fl )?.*$o" || fail "sextant(1) does not tell of --$o"
done
exit 0
