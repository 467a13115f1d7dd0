#!/usr/bin/env sextant
-- The position spiral, and what a token's activation is made of (Song, Zhong 2023, Uncovering hidden geometry in transformers via
-- disentangling position and context): h = mean + position + context + residual, the sums of squares of an analysis of variance.
--   sextant scripts/position.lua
-- What to see: the position table is a slow curve in five dimensions; the share of the position falls from a third in the
-- embedding to little above chance in the last layer, while the residual, what the token itself brings, holds most everywhere.

local stack = sx.line [[load samples/gpt/acts.npy --layers all --as layer]].spaces
local contexts, positions = 16, 64

-- with rows in the order context, position
local function split(m)
	local x = m:center()
	local pos, con = sx.matrix(positions, x.cols), sx.matrix(contexts, x.cols)
	local by_pos, by_con = sx.matrix(positions, x.rows), sx.matrix(contexts, x.rows)
	for c = 1, contexts do
		for p = 1, positions do
			by_pos:set(p, (c - 1) * positions + p, 1 / contexts)
			by_con:set(c, (c - 1) * positions + p, 1 / positions)
		end
	end
	pos, con = by_pos:matmul(x), by_con:matmul(x)
	local total = x:norm() ^ 2
	local position, context = contexts * pos:norm() ^ 2 / total, positions * con:norm() ^ 2 / total
	return position, context, 1 - position - context, pos
end

local share = {}
for i, g in ipairs(stack) do
	local position, context, residual = split(g:matrix():copy())
	share[i] = position
	print(string.format("layer %d   position %.3f   context %.3f   residual %.3f", i - 1, position, context, residual))
end
print(string.format("by chance a position would hold %.3f", (positions - 1) / (contexts * positions - 1)))

local table_ = sx.load("samples/gpt/wpe.npy", {as = "wpe"})
local c = sx.pca(table_, {components = 6}).tables.components
print(string.format("position table: five components hold %.3f, the sixth %.3f", c[5].cumulative, c[6].explained_variance_ratio))
local scores = sx.space("wpe.pca"):matrix():columns(1, 3)
local steps = (scores:slice(2, positions) - scores:slice(1, positions - 1)):norm(2)
local far = scores:distances(scores):mean(0)
print(string.format("a step along it is %.2f of the mean distance of two positions: a curve", steps:mean(0) / far))
assert(share[1] > 0.3 and share[#share] < 0.1, "the position should be forgotten on the way up")
assert(c[5].cumulative > 0.95 and steps:mean(0) < 0.35 * far, "the position table should be a smooth curve in five dimensions")
