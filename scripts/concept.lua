#!/usr/bin/env sextant
-- A concept direction by difference in means, and its removal (Marks, Tegmark 2023, The geometry of truth; Ravfogel et al. 2020,
-- Null it out): countries against other nouns in GloVe.
--   sextant scripts/concept.lua
-- What to see: the difference of two means, learnt on half of the words, tells nearly all of the other half apart; once it is
-- projected out, the same kind of probe does little better than chance, though neighbours hardly change.

local g = sx.load("samples/glove-5k.npy", {as = "words"})
local function read(path)
	local rows = {}
	for word in io.lines(path) do
		local ok, row = pcall(sx.row, g, word)
		if ok then rows[#rows + 1] = row end
	end
	return rows
end
local countries = read("samples/wordsets/countries.txt")
local other = {}
for i, row in ipairs(sx.permutation(1500, 1)) do
	if #other < 2 * #countries then other[i] = row + 500 end
end

-- odd places learn, even places judge
local function half(rows, odd)
	local out = {}
	for i, row in ipairs(rows) do if (i % 2 == 1) == odd then out[#out + 1] = row end end
	return out
end

local function probe(m)
	local a, b = m:pick(half(countries, true)):mean(), m:pick(half(other, true)):mean()
	local direction, middle = (a - b):normalize(), (a + b) / 2
	local function share(rows, sign)
		return ((m:pick(half(rows, false)) - middle):outer(direction) * sign):gt(0):mean(0)
	end
	return (share(countries, 1) + share(other, -1)) / 2, direction
end

local m = g:matrix():copy()
local accuracy, direction = probe(m)
local without = m - m:outer(direction) * direction
local left = probe(without)
local kept = sx.overlap(g, sx.points(without, "without"), {k = 10}).scalars.neighborhood_overlap
print(string.format("%d countries, %d other words: %.2f told apart by the difference of means", #countries, #other, accuracy))
print(string.format("without that direction %.2f, chance 0.50; %.2f of all words' neighbours are kept", left, kept))
assert(accuracy > 0.9 and left < accuracy - 0.1 and kept > 0.8, "the direction should carry the concept, and little else")
