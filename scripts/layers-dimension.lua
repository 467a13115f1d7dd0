#!/usr/bin/env sextant
-- Rise and fall of dimension over layers (Ansuini et al. 2019; Valeriani et al. 2023): how many dimensions the tokens of a small
-- language model fill, layer by layer, and what their neighbours have in common from one layer to the next.
--   sextant scripts/layers-dimension.lua
-- What to see: large models rise to a peak and fall again. In four blocks the linear dimension does so, with its peak before the
-- last; the local one, by TwoNN, only rises, and is four times smaller. Neighbours change most at the first block.

local stack = sx.line [[load samples/gpt/acts.npy --layers all --as layer]].spaces
local local_d, linear_d, overlap = {}, {}, {}
for i, g in ipairs(stack) do
	local id = sx.id(g, {method = "twonn,lpca"}).scalars
	local_d[i], linear_d[i] = id.twonn, id.lpca
	overlap[i] = i > 1 and sx.overlap(stack[i - 1], g, {k = 10}).scalars.neighborhood_overlap or nil
	print(string.format("layer %d   twonn %5.2f (%5.2f to %5.2f)   participation ratio %5.2f   neighbours kept %s", i - 1, id.twonn,
		id.twonn_low, id.twonn_high, id.lpca, overlap[i] and string.format("%.2f", overlap[i]) or "-"))
end
local least, at = math.huge, 0
for i = 2, #stack do if overlap[i] < least then least, at = overlap[i], i - 1 end end
print(string.format("neighbours change most at layer %d (%.2f kept)", at, least))
assert(at == 1, "the first block should change neighbours most")
for i = 2, #stack do assert(local_d[i] > local_d[i - 1], "the local dimension should rise") end
assert(linear_d[4] > linear_d[5] and linear_d[4] > linear_d[1], "the linear dimension should rise and fall")
