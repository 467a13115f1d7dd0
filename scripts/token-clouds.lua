#!/usr/bin/env sextant
-- The geometry of tokens (Viswanathan et al. 2025): the tokens of each prompt are a cloud of their own in every layer. How alike they
-- point, how many dimensions they fill, and which neighbours they keep, the mean over prompts; and what is left of the dimension
-- when each dimension of the layer is shuffled by itself, which keeps spreads and destroys what dimensions have to do with one another.
--   sextant scripts/token-clouds.lua [ACTS.npy [COLUMN]]      activations with layers, and the column that names the prompt
-- What to see: in this small model the first block takes the tokens of a prompt closest together, and they widen again from layer to
-- layer, while they point ever more the same way; shuffled, they would fill five times the dimensions.

local path, column = arg[1] or "samples/gpt/acts.npy", arg[2] or "context"
local stack = sx.line("load " .. path .. " --layers all --as layer").spaces
local prompts, seen = {}, {}
for _, p in ipairs(stack[1]:column(column)) do
	if not seen[p] then seen[p] = true; prompts[#prompts + 1] = p end
end

-- Mean and standard error over the prompts that have the figure.
local function over(values)
	local n, sum, square = 0, 0, 0
	for _, v in pairs(values) do n, sum = n + 1, sum + v end
	for _, v in pairs(values) do square = square + (v - sum / n) ^ 2 end
	return sum / n, math.sqrt(square / (n - 1) / n)
end

local dimension, cosine, shuffled = {}, {}, {}
for i, g in ipairs(stack) do
	local id, null, cos, kept = {}, {}, {}, {}
	for j, p in ipairs(prompts) do
		local where = column .. " == " .. p
		local r = sx.id(g, {method = "twonn", where = where, null = 4}).scalars
		id[j], null[j] = r.twonn, r.twonn_null
		cos[j] = sx.isotropy(g, {where = where}).scalars.mean_cosine
		if i > 1 then
			sx.filter(g, {where = where, as = "now"})
			sx.filter(stack[i - 1], {where = where, as = "before"})
			kept[j] = sx.overlap("before", {other = "now", k = 10}).scalars.neighborhood_overlap
		end
	end
	local d, error = over(id)
	dimension[i], shuffled[i], cosine[i] = d, over(null), over(cos)
	print(string.format("layer %d   twonn %5.2f +- %.2f   shuffled %5.2f   mean cosine %5.2f   neighbours kept %s", i - 1, d, error,
		shuffled[i], cosine[i], i > 1 and string.format("%.2f", (over(kept))) or "-"))
	if not arg[1] then assert(d < shuffled[i], "tokens should fill fewer dimensions than shuffled ones") end
end
if not arg[1] then
	for i = 3, #stack do assert(dimension[i] > dimension[2], "the first block should be the narrowest") end
	for i = 2, #stack do assert(cosine[i] > cosine[1], "tokens of a prompt should come to point the same way") end
end
