# Refining a sample, and prices, in a real terminal: what timing decides.
set -u
. tests/tmux.sh
# Rows of which the exact answer takes seconds: windows on a pool of normal numbers.
cat >"$scratch/large.lua" <<'LUA'
local pool, f = {}, io.open(arg[1], "wb")
for i = 1, 50000 do pool[i] = string.pack("<f", math.sqrt(-2 * math.log(1 - math.random())) * math.cos(2 * math.pi * math.random())) end
pool = table.concat(pool)
for i = 0, 59999 do f:write(pool:sub(4 * (i * 7919 % 49800) + 1, 4 * (i * 7919 % 49800 + 200))) end
f:close()
f = io.open(arg[2], "wb")
f:write(pool:sub(1, 4 * 500 * 3 * 20))
f:close()
LUA
./sextant "$scratch/large.lua" "$scratch/large.f32" "$scratch/stack.f32" || fail 'no rows'
type "exec ./sextant --no-config samples/glove-5k.npy"
wait_for '5,000 rows '

# A line typed while a result grows is answered, and the result goes on growing to the end.
type ':hubness --k 10 --queries 80'
wait_for 'k_skewness_se'
type ':info'
wait_for 'info   rows'
key [
wait_for 'robinhood  *0.3241'

# Stopped, it stays a sample and says so.
type ":load $scratch/large.f32 --shape 60000,200 --as large"
wait_for ' large  60,000'
type ':hubness --k 11 --queries 100'
key 3
wait_for 'refining, [0-9,]* of 60,000 rows'
key C-c
wait_for 'refining stopped'
wait_for 'a sample, [0-9,]* of 60,000 rows'

# A dear line asks first, and those behind it wait.
type ':set ask 0.01'
wait_for 'set ask 0.01'
type ':knn large --k 12; info'
wait_for 'about [0-9]* s.*y run   s --queries 2000'
key n
wait_for 'info   rows'
type ':knn large --k 12'
wait_for 'y run'
key s
wait_for 'knn large --k 12 --queries 2000   mean_kth'

# A stop drops the user's lines, not the questions of the screen: the pictures that wait behind a long run are drawn after it.
type ":load $scratch/stack.f32 --shape 500,3,20 --axis position,layer --layers all --as st"
wait_for 'st.2'
type ':use st.0'
key 1
wait_for '500 rows '
type ':knn large --k 12'
wait_for 'y run'
key y
wait_for 'C cancels'
key w
wait_for ' st.0  *st.1 '
key C-c
wait_for 'nothing was changed'
until screen | sed '1,/ st.0  *st.1 /d' | LC_ALL=C grep -q "$(printf '\342\243')"; do	# a cell of braille
	[ "$(date +%s)" -lt $((until_s + 20)) ] || fail 'no small pictures'
done
key Q
exit 0
