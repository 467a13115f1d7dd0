# Files that mean harm, each within a time limit: what is refused is refused in one line without a control character.
set -u
sx="$PWD/sextant --no-config"
samples=$PWD/samples
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "hostile.sh: $1" >&2
	exit 1
}
# run STATUS SAYS LINE: within 20 seconds; SAYS is looked for in both outputs
run() {
	timeout 20 $sx --memory 256M -c "$3" >"$scratch/out" 2>"$scratch/err" </dev/null
	got=$?
	[ $got = "$1" ] || fail "'$3' gave status $got, not $1: $(cat "$scratch/err")"
	cat "$scratch/out" "$scratch/err" | grep -q -- "$2" || fail "'$3' does not say '$2': $(cat "$scratch/err")"
	[ "$(wc -l <"$scratch/err")" -le 1 ] || fail "'$3' says more than one line: $(cat "$scratch/err")"
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$scratch/out" "$scratch/err" && fail "'$3' prints control characters"
	LC_ALL=C grep -q "$(printf '\302[\200-\237]')" "$scratch/out" "$scratch/err" && fail "'$3' prints C1 control characters"
	return 0
}
cd "$scratch" || exit 1

# ---- quotes and nesting: time must grow with the size alone ----
awk 'BEGIN { print "word,x,y"; for (i = 0; i < 200000; i++) print "\"a" i ",1,2" }' >open.csv
run 0 '200,000' 'load open.csv; info'
awk 'BEGIN { print "word,x,y"; for (i = 0; i < 200000; i++) printf "\"a\n\"\"b%d,1,2\n", i }' >doubled.csv
run 1 'doubled.csv: line 2 has 1 fields' 'load doubled.csv'
awk 'BEGIN { printf "word,x,y\n\""; for (i = 0; i < 1000000; i++) print "a"; print "\",1,2\nb,3,4" }' >long.csv
run 0 'rows *2$' 'load long.csv --as a'
awk 'BEGIN { printf "{\"v\":[1,2],\"deep\":"; for (i = 0; i < 1000000; i++) printf "["; print "" }' >deep.jsonl
run 1 'nested deeper than' 'load deep.jsonl --format jsonl'
awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "[" }' >projector_config.json
run 1 'projector_config.json' 'load projector_config.json --format projector'
awk 'BEGIN { for (i = 0; i < 500000; i++) printf "{\"a\":" }' >deep.json
size=$(wc -c <deep.json)
{
	printf "\\$(printf %03o $((size % 256)))\\$(printf %03o $((size / 256 % 256)))\\$(printf %03o $((size / 65536 % 256)))\\000\\000\\000\\000\\000"
	cat deep.json
} >deep.safetensors
run 1 'deep.safetensors: ' 'load deep.safetensors'

# ---- names ----
awk 'BEGIN { print "word\tx\tk\033[5m"; printf "\033[2Jevil\t1\t\033]0;t\007\n\302\2332Jevil\t2\tq\n"
	for (i = 0; i < 100; i++) print "w" i "\t" i "\tk" }' >escapes.tsv
run 0 '2Jevil' 'load escapes.tsv --as e; head e --rows 3; columns e; info e'
run 1 'no row is labelled' "$(printf 'load escapes.tsv --as e; neighbors e "\033[2J\302\2332J"')"
odd=$(printf 'a\033[2Jb\302\233c.tsv')
cp escapes.tsv "$odd"
run 0 'rows' "load '$odd'; spaces; info"
run 1 'no file has such a name' "load '${odd}x'"	# its [ makes it a pattern
printf '{"weight_map": {"t": "../escapes.tsv", "u": "/etc/passwd"}, "metadata": {}}' >model.safetensors.index.json
run 1 'model.safetensors.index.json' 'load model.safetensors.index.json --tensor t'
run 1 'model.safetensors.index.json' 'load model.safetensors.index.json --tensor u'
run 0 'rows' "load '$samples/glove-5k.npy' --limit 9 --as '../../x'; info ../../x"
[ ! -e ../../x ] || fail "a name became a path"

# ---- links and pipes ----
ln -s two.npy one.npy
ln -s one.npy two.npy
run 1 'Too many levels of symbolic links' 'load one.npy'
run 1 'Too many levels of symbolic links' "load '$samples/glove-5k.npy' --as g; save g one.npy"
mkdir folder
ln -s ../folder folder/itself
ln -s nothing folder/gone.npy
mkfifo folder/pipe.npy
run 1 'folder without files of vectors' 'load folder'
ln -s "$samples/glove-5k.npy" folder/real.npy
run 0 '5,000' 'load folder'
run 1 'is a pipe, not a file' 'load folder/pipe.npy'
run 1 'is a pipe, not a file' 'load folder/real.npy --labels folder/pipe.npy'
run 1 'is a pipe, not a file' 'load folder/real.npy --meta folder/pipe.npy'
run 1 'is a pipe, not a file' 'session load folder/pipe.npy'
run 1 'is not a regular file' 'load folder/real.npy --as g; save g folder/pipe.npy'
mkfifo folder/real.labels.txt	# found beside it, and passed over
run 0 '5,000' 'load folder/real.npy'
