#!/usr/bin/env sextant
-- Relative representations of two seeds (Moschella et al. 2023): the same network trained twice from other starts ends in spaces that
-- cannot be compared number by number; described by their cosines with the same anchors they can.
--   sextant scripts/seeds.lua
-- What to see: number by number the two token tables have nothing in common (cosine 0); relative to 300 anchors a word finds itself
-- half of the time among 410; turned as 1,600 known words say, seven times in ten. Without any pair it fails, and says so. The
-- layers are alike too, the embedding most of all.

local a = sx.load("samples/gpt/wte.npy", {as = "first"})
local b = sx.load("samples/gpt/wte-seed2.npy", {as = "second"})

local function unit(g) return g:matrix():center():normalize() end
local plain = (unit(a) * unit(b)):sum(2):mean(0)
print(string.format("as they stand      mean cosine of a word with itself %6.3f", plain))

local top = {}
for _, method in ipairs {"relative", "procrustes", "ridge", "unsupervised"} do
	local s = sx.align(a, b, {method = method, as = "carried"}).scalars
	top[method] = s
	print(string.format("%-18s top 1 %.3f (%.3f to %.3f)   mrr %.3f   chance %.4f   confidence %s", method, s.top1, s.top1_low, s.top1_high,
		s.mrr, s.top1_chance, s.confidence and string.format("%.2f", s.confidence) or "-"))
end
assert(math.abs(plain) < 0.02, "two seeds should share no coordinates")
assert(top.relative.top1 > 0.45 and top.ridge.top1 > 0.6 and top.procrustes.top1 > 0.6, "and yet be alike")
assert(top.unsupervised.confidence < 0.5, "it should know that it failed")

-- layer by layer: the shape that both seeds share is that of the input
local one = sx.line [[load samples/gpt/acts.npy --layers all --as first]].spaces
local two = sx.line [[load samples/gpt/acts-seed2.npy --layers all --as second]].spaces
local alike = {}
for i = 1, #one do
	local s = sx.compare(one[i], two[i], {methods = {"cka_debiased", "mutual_knn", "relative_cosine"}, paired_by = "row"}).scalars
	alike[i] = s.cka_debiased
	print(string.format("layer %d   debiased CKA %.3f (%.3f to %.3f)   mutual kNN %.3f (chance %.3f)   relative cosine %.3f", i - 1,
		s.cka_debiased, s.cka_debiased_low, s.cka_debiased_high, s.mutual_knn, s.mutual_knn_chance, s.relative_cosine))
end
for i = 1, #one do assert(alike[i] > 0.3, "two seeds should learn alike spaces") end
