#!/usr/bin/env sextant
-- Hubs of GloVe and their reduction (Schnitzer et al. 2012; Feldbauer, Flexer 2019): some words are among the nearest of hundreds,
-- others of nobody. Secondary distances repair it without moving a point.
--   sextant scripts/reduce-hubs.lua [FILE]
-- What to see: the skewness of the k-occurrence falls from nearly 7 to below 1 by most methods; dis_sim_local only halves it, and
-- still makes words more equal than they were.

local space = sx.load(arg[1] or "samples/glove-5k.npy", {as = "words"})
local methods = {"mutual_proximity_normal", "local_scaling", "nicdm", "csls", "dis_sim_local", "f_norm+mutual_proximity_normal"}
local before

for _, method in ipairs(methods) do
	local s = sx.dehub(space, {method = method}).scalars
	if not before then
		before = s.before_k_skewness
		print(string.format("%-32s skewness %5.2f   Robin Hood %.3f", "as it is", before, s.before_robinhood))
	end
	print(string.format("%-32s skewness %5.2f   Robin Hood %.3f", method, s.after_k_skewness, s.after_robinhood))
	assert(s.after_k_skewness < 0.6 * before and s.after_robinhood < s.before_robinhood, method .. " should make words more equal")
end
assert(before > 6, "GloVe should have hubs")
for _, hub in ipairs(sx.hubness(space).tables.hubs) do
	if hub.k_occurrence > 200 then print(string.format("%-12s is among the ten nearest of %d words", hub.label, hub.k_occurrence)) end
end
