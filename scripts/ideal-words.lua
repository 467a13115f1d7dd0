#!/usr/bin/env sextant
-- Ideal words (Trager et al. 2023, Linear spaces of meanings): how far a vector for a pair of concepts is the sum of a vector for
-- each. The pairs here are token and position of a small language model: its input is such a sum by construction.
--   sextant scripts/ideal-words.lua
-- What to see: the sum explains the whole of the embedding and less and less of each layer after it; against shuffled tokens
-- and positions every layer still holds a part that is sum.

local stack = sx.line [[load samples/gpt/acts.npy --layers all --as layer]].spaces
local tokens = {}
for word in io.lines("samples/gpt/acts.tokens.txt") do tokens[#tokens + 1] = word end
local positions = 64

-- Least squares of x on indicators of token and position, by taking means off in turns until nothing is left to take.
local function explained(x, token, n)
	local y, total = x:center(), x:center():norm() ^ 2
	local ids, names = {}, 0
	local id = {}
	for i = 1, n do
		if not ids[token[i]] then names = names + 1 ids[token[i]] = names end
		id[i] = ids[token[i]]
	end
	local to_token, to_place = sx.matrix(names, n), sx.matrix(positions, n)
	for i = 1, n do
		to_token:set(id[i], i, 1)
		to_place:set((i - 1) % positions + 1, i, 1)
	end
	local count_t, count_p = to_token:sum(2), to_place:sum(2)
	for _ = 1, 20 do
		y = y - to_token:cross(to_token:matmul(y) / count_t)
		y = y - to_place:cross(to_place:matmul(y) / count_p)
	end
	return 1 - y:norm() ^ 2 / total
end

local shuffled, r2 = {}, {}
for i, j in ipairs(sx.permutation(#tokens, 2)) do shuffled[i] = tokens[j] end
for i, g in ipairs(stack) do
	local m = g:matrix():copy()
	r2[i] = explained(m, tokens, g.rows)
	print(string.format("layer %d   sum of token and position explains %.3f   shuffled tokens %.3f", i - 1, r2[i], explained(m, shuffled, g.rows)))
end
assert(r2[1] > 0.9999, "the embedding is that sum")
for i = 2, #r2 do assert(r2[i] < r2[i - 1] - 0.01, "each layer should mix them further") end
