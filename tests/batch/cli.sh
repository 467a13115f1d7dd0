# The command line from outside: what goes to which stream, and which status comes back.
set -u
sx="./sextant --no-config"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "cli.sh: $1" >&2
	exit 1
}
# status WANT COMMAND...: the exit status; output in $scratch/out, $scratch/err
status() {
	want=$1
	shift
	"$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	got=$?
	[ "$got" = "$want" ] || fail "'$*' gave status $got, not $want: $(cat "$scratch/err")"
}
one_line() {
	[ "$(wc -l <"$scratch/err")" = 1 ] || fail "not one line on standard error: $(cat "$scratch/err")"
	grep -q -- "$1" "$scratch/err" || fail "no '$1' in: $(cat "$scratch/err")"
}

status 0 $sx --json -c 'pca --components 2; hubness --k 5' samples/glove-5k.npy
[ "$(wc -l <"$scratch/out")" = 2 ] || fail "two results should be two lines"
grep -q '^{"command":"pca","space":"glove-5k","rows":5000,"dims":100,' "$scratch/out" || fail "the object begins otherwise"
status 0 $sx --csv -c 'neighbors monday --k 2' samples/glove-5k.npy
grep -q '^row,label,distance,similarity$' "$scratch/out" || fail "the header of the table is not as it was"
./sextant --no-config -c 'head --rows 30' samples/digits.npy >"$scratch/out" || fail "head fails"
[ "$(grep -cE '^ +[0-9]+ ' "$scratch/out")" = 30 ] || fail "of 30 rows that were asked for, fewer are shown"
status 1 $sx -c "rename glove-5k ''" samples/glove-5k.npy
one_line 'rename: the name is empty'
status 0 $sx -c help
grep -q hubness "$scratch/out" || fail "help does not list hubness"
status 0 $sx --version
grep -q '^sextant 0' "$scratch/out" || fail "the version is missing"

status 1 $sx -c 'hubnes' samples/glove-5k.npy
one_line "^sextant: .*did you mean 'hubness'"
status 1 $sx -c 'hubness --k 9999' samples/glove-5k.npy
one_line '^sextant: hubness: .*k is 9999, but 5000 rows'
status 1 $sx -c info nowhere.npy
one_line '^sextant: load: nowhere.npy: '
status 2 $sx --no-such-option
status 2 $sx --threads none -c info

# a failed command stops the rest, unless -k
status 1 $sx -c 'use nothing; info' samples/glove-5k.npy
[ ! -s "$scratch/out" ] || fail "went on after a failure"
status 1 $sx -k -c 'use nothing; info' samples/glove-5k.npy
grep -q '^info' "$scratch/out" || fail "-k did not go on"

# -o is written whole or not at all, --read-only writes nothing
status 0 $sx --json -o "$scratch/r.json" -c info samples/glove-5k.npy
[ ! -s "$scratch/out" ] && grep -q '"command":"info"' "$scratch/r.json" || fail "-o did not take the output"
status 1 $sx -o "$scratch/none.txt" -c 'use nothing' samples/glove-5k.npy
[ ! -e "$scratch/none.txt" ] || fail "a failed run left a file"
status 1 $sx --read-only -c "save $scratch/x.npy" samples/glove-5k.npy
[ ! -e "$scratch/x.npy" ] || fail "--read-only wrote"

# commands from a file, from standard input, at the plain prompt
printf 'info\n# nothing\nspaces; columns\n' >"$scratch/c.sx"
status 0 $sx --json -f "$scratch/c.sx" samples/glove-5k.npy
[ "$(wc -l <"$scratch/out")" = 3 ] || fail "-f ran $(wc -l <"$scratch/out") commands, not 3"
echo 'info' | $sx --json -f - samples/glove-5k.npy >"$scratch/out" || fail "-f - failed"
grep -q '"command":"info"' "$scratch/out" || fail "-f - printed nothing"
printf 'info\nquit\nspaces\n' | TERM=dumb $sx -i samples/glove-5k.npy >"$scratch/out" 2>&1 || fail "-i failed"
grep -q 'glove-5k' "$scratch/out" || fail "-i printed nothing"

# what is saved can be loaded, and is the same
status 0 $sx -c "save $scratch/a.npy; load $scratch/a.npy --as b; save b $scratch/b.tsv; load $scratch/b.tsv --as c; save c $scratch/c.npy" samples/glove-5k.npy
cmp -s "$scratch/a.npy" samples/glove-5k.npy || fail "a saved space differs from its file"
cmp -s "$scratch/a.npy" "$scratch/c.npy" || fail "a space changed on its way through tsv"
status 0 $sx -c "pca; export last $scratch/p.svg; export pca $scratch/p.md" samples/glove-5k.npy
grep -q '</svg>' "$scratch/p.svg" || fail "the picture has no end"
status 0 $sx -c "hubness; export last $scratch/p.html" samples/glove-5k.npy
grep -q '<svg' "$scratch/p.html" && grep -q '</html>' "$scratch/p.html" || fail "the page lacks its picture or its end"
grep -qE '(src|href)=|<script|url\(' "$scratch/p.html" && fail "the page needs something from elsewhere"
if $sx -c "hubness; export last $scratch/p.png" samples/glove-5k.npy >"$scratch/out" 2>"$scratch/err"; then
	head -c 8 "$scratch/p.png" | od -An -tx1 | grep -q '89 50 4e 47 0d 0a 1a 0a' || fail "p.png is no PNG"
else
	one_line 'built without librsvg'
	[ ! -e "$scratch/p.png" ] || fail "a picture that was refused left a file"
fi

# the doctor: nothing is wrong here, and it sees the job's limits
SLURM_JOB_ID=7 SLURM_CPUS_PER_TASK=3 status 0 $sx --json -c doctor
grep -q '"bad":0' "$scratch/out" || fail "the doctor finds something bad: $(cat "$scratch/out")"
grep -q 'job 7, cpus per task 3' "$scratch/out" || fail "the doctor does not see SLURM"

# the same figures for any number of threads
for t in 1 2 3; do
	$sx -t $t --json -c 'pca --components 3; hubness; id; circles --null 49' samples/glove-5k.npy | sed 's/"seconds":[^}]*//' >"$scratch/t$t"
done
cmp -s "$scratch/t1" "$scratch/t2" && cmp -s "$scratch/t1" "$scratch/t3" || fail "threads change figures"

# interrupted: status 130, and soon
cat >"$scratch/loop.lua" <<'LUA'
while true do pcall(function() while true do end end) end
LUA
status 130 timeout --preserve-status -s INT -k 5 0.3 $sx "$scratch/loop.lua"
echo 'coroutine.resume(coroutine.create(function() while true do end end))' >"$scratch/swallow.lua"
status 130 timeout --preserve-status -s INT -k 5 0.3 $sx "$scratch/swallow.lua"

# the Embedding Projector's pair goes out and comes back with its labels and columns
status 0 $sx -c "load samples/glove-5k.npy --as g --limit 40; hubness g --k 3; save g $scratch/tensors.tsv; load $scratch/tensors.tsv --as h; save h $scratch/h.npy; save g $scratch/g.npy; hubness h --k 3 --where 'k_occurrence_3 >= 0'"
cmp -s "$scratch/g.npy" "$scratch/h.npy" || fail "points changed on their way through tensors.tsv"
cmp -s "$scratch/g.labels.txt" "$scratch/h.labels.txt" || fail "labels changed on their way through metadata.tsv"
