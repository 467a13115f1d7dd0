# Saving that is cut off: by SIGKILL at several moments, by what is no file, in a read-only folder. The old file stays
# whole, and a later save works.
set -u
sx="./sextant --no-config"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "saving.sh: $1" >&2
	exit 1
}
# refused PATH SAYS: saving there fails with status 1 and a message
refused() {
	$sx -c "load samples/glove-5k.npy --as g; save g '$1'" >"$scratch/out" 2>"$scratch/err"
	[ $? = 1 ] || fail "saving to $1 did not give status 1"
	grep -q -- "$2" "$scratch/err" || fail "no '$2' for $1: $(cat "$scratch/err")"
	[ "$(wc -l <"$scratch/err")" = 1 ] || fail "more than one line for $1: $(cat "$scratch/err")"
}

# ---- killed: once the new file is begun, after ever longer waits ----
cut=0
for ending in tsv jsonl npz; do
	mkdir "$scratch/$ending"
	file=$scratch/$ending/g.$ending
	$sx -c "load samples/glove-5k.npy --as g --limit 50; save g $file" >/dev/null 2>&1 || fail "cannot save $ending"
	cp "$file" "$scratch/old"
	for wait in 0 0.005 0.01 0.02 0.04 0.08; do
		$sx -c "load samples/glove-5k.npy --as g; save g $file" >/dev/null 2>&1 &
		pid=$! tries=0
		until ls "$file".?????? >/dev/null 2>&1 || [ $tries = 400 ]; do tries=$((tries + 1)); sleep 0.002; done
		sleep "$wait"
		kill -9 $pid 2>/dev/null
		wait $pid 2>/dev/null
		if ls "$file".?????? >/dev/null 2>&1; then
			cut=$((cut + 1))
			cmp -s "$file" "$scratch/old" || fail "$ending: the old file was changed by a save that was killed"
		else	# it was done before: then the new one is whole
			$sx --json -c "load $file" 2>/dev/null | grep -q '"rows":5000' || fail "$ending: a file half written"
			cp "$scratch/old" "$file"
		fi
		rm -f "$scratch/wreck"
		for wreck in "$file".??????; do [ ! -e "$wreck" ] || mv "$wreck" "$scratch/wreck"; done
		[ ! -e "$scratch/wreck" ] || mv "$scratch/wreck" "$file.abcdef"	# a wreck of any name is in nobody's way
		$sx -c "load samples/glove-5k.npy --as g; save g $file" >/dev/null 2>"$scratch/err" || fail "a wreck blocks: $(cat "$scratch/err")"
		$sx --json -c "load $file" | grep -q '"rows":5000' || fail "$ending: the save after a kill is not whole"
		rm -f "$file".??????
		cp "$scratch/old" "$file"
	done
done
[ $cut -gt 0 ] || fail "no save was killed before it was done"

# ---- killed at every rename of a pair: the points never lie beside the labels of others ----
cat >"$scratch/dies.c" <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
static int due(void)
{
	static int count;
	return ++count == atoi(getenv("DIES_AT"));
}
int rename(const char *from, const char *to)
{
	int (*real)(const char *, const char *) = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
	if (due())
		raise(SIGKILL);
	return real(from, to);
}
END
${CC:-cc} -shared -fPIC -o "$scratch/dies.so" "$scratch/dies.c" -ldl || fail "the library that kills is not built"
$sx -c "load samples/digits.npy --as d; sample d 50 --as old; sample d 60 --as many; sample many 50 --as new; save old $scratch/old.npy
	save new $scratch/new.npy" >/dev/null || fail "no points to save"
for pair in pair.npy tensors.tsv; do
	for which in old new; do	# what a whole pair shows
		rm -rf "$scratch/pair"; mkdir "$scratch/pair"
		$sx -c "save $which $scratch/pair/$pair" "$scratch/$which.npy" >/dev/null || fail "cannot save $pair"
		$sx -q --csv -c "head --rows 50" "$scratch/pair/$pair" >"$scratch/is.$which" 2>/dev/null || fail "cannot load $pair"
	done
	cmp -s "$scratch/is.old" "$scratch/is.new" && fail "$pair: old and new show the same"
	done=no was_old=0
	for at in 1 2 3 4 5 6; do
		rm -rf "$scratch/pair"; mkdir "$scratch/pair"
		$sx -c "save old $scratch/pair/$pair" "$scratch/old.npy" >/dev/null || fail "cannot save $pair"
		DIES_AT=$at LD_PRELOAD="$scratch/dies.so" $sx -c "save new $scratch/pair/$pair" "$scratch/new.npy" >/dev/null 2>&1 && done=yes
		$sx -q --csv -c "head --rows 50" "$scratch/pair/$pair" >"$scratch/is" 2>/dev/null || fail "$pair, killed at $at: unreadable"
		cmp -s "$scratch/is" "$scratch/is.old" && was_old=$((was_old + 1))
		cmp -s "$scratch/is" "$scratch/is.old" || cmp -s "$scratch/is" "$scratch/is.new" ||
			fail "$pair, killed at rename $at: points and labels are not those of one save"
	done
	[ $done = yes ] && [ $was_old -gt 1 ] || fail "$pair: the saves were not killed ($done, $was_old)"
done

# ---- the source is truncated while it is mapped: the old file stays ----
cp samples/glove-5k.npy "$scratch/source.npy"
cp samples/glove-5k.npy "$scratch/kept.npy"
cat >"$scratch/cut.lua" <<'END'
local from, to = arg[1], arg[2]
sx.load(from, { as = 'cut' })
os.execute('truncate -s 300000 ' .. from)
print(pcall(sx.line, 'save cut ' .. to))
END
$sx "$scratch/cut.lua" "$scratch/source.npy" "$scratch/kept.npy" >"$scratch/out" 2>&1
grep -q 'false.*truncated while in use' "$scratch/out" || fail "a truncated source is not told: $(cat "$scratch/out")"
cmp -s samples/glove-5k.npy "$scratch/kept.npy" || fail "a save from a truncated source changed the old file"

# ---- labels that cannot be read ----
if [ "$(id -u)" = 0 ]; then
	as="setpriv --reuid=65534 --regid=65534 --clear-groups"
	chmod 755 "$scratch"
else
	as=
fi
cp samples/glove-5k.npy "$scratch/shut.npy"
cp samples/glove-5k.labels.txt "$scratch/shut.labels.txt"
chmod 644 "$scratch/shut.npy"
chmod 000 "$scratch/shut.labels.txt"
if [ -z "$as" ] || $as test -x ./sextant; then
	$as $sx -c "head shut" "$scratch/shut.npy" >"$scratch/out" 2>"$scratch/err" && fail "unreadable labels are dropped in silence"
	grep -q 'shut.labels.txt: Permission denied; --labels none' "$scratch/err" || fail "unreadable labels: $(cat "$scratch/err")"
	$as $sx -c "load $scratch/shut.npy --labels none" >/dev/null || fail "--labels none reads them"
fi

# ---- not to be written to ----
ln -s /dev/full "$scratch/full.npy"
refused "$scratch/full.npy" 'is not a regular file'
refused "$scratch/nowhere/g.npy" 'No such file or directory'
$sx -c 'load samples/glove-5k.npy --as g; head g' >/dev/full 2>"$scratch/err"
[ $? = 1 ] || fail "output to a full device gave another status than 1"
grep -q 'No space left' "$scratch/err" || fail "a full output is not told: $(cat "$scratch/err")"

mkdir "$scratch/fixed"
chmod 555 "$scratch/fixed"
[ "$(id -u)" = 0 ] || refused "$scratch/fixed/g.npy" 'Permission denied'
