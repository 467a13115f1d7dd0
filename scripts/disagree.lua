#!/usr/bin/env sextant
-- Where two layers disagree (Huh et al. 2024, The Platonic representation hypothesis, measure such overlaps between models): which
-- tokens have other neighbours after the last block than before it, and whether it is the token or the place that decides.
--   sextant scripts/disagree.lua
-- What to see: of, the, god and the colon keep six tenths of their neighbours, i, ye, for and not eight tenths. Which word it is
-- explains nearly half of the difference between tokens, more than any words would by chance.

sx.line [[load samples/gpt/acts.npy --layer 3 --labels samples/gpt/acts.tokens.txt --as before]]
sx.line [[load samples/gpt/acts.npy --layer 4 --labels samples/gpt/acts.tokens.txt --as after]]
local r = sx.compare("before", "after", {methods = {"mutual_knn", "procrustes_similarity", "cka_debiased"}, paired_by = "row"})
print(string.format("neighbours kept %.3f (chance %.3f)   debiased CKA %.3f", r.scalars.mutual_knn, r.scalars.mutual_knn_chance,
	r.scalars.cka_debiased))

local g = sx.space("before")
local kept, sum, count = g:column("moved_overlap"), {}, {}
for i = 1, g.rows do
	local word = g:label(i)
	sum[word], count[word] = (sum[word] or 0) + kept[i], (count[word] or 0) + 1
end
local words = {}
for word, n in pairs(count) do if n >= 8 then words[#words + 1] = {word = word, n = n, kept = sum[word] / n} end end
table.sort(words, function(a, b) if a.kept ~= b.kept then return a.kept < b.kept end return a.word < b.word end)
for i = 1, 5 do print(string.format("moved most   %-8s %3d times, %.2f kept", words[i].word, words[i].n, words[i].kept)) end
for i = #words, #words - 4, -1 do print(string.format("moved least  %-8s %3d times, %.2f kept", words[i].word, words[i].n, words[i].kept)) end

-- how much of the difference between tokens the word explains: between words over all, and after shuffling them
local function explained(order)
	local total, within, mean = 0, 0, {}
	for i = 1, g.rows do
		local w = g:label(order[i])
		mean[w] = mean[w] or {0, 0}
		mean[w][1], mean[w][2] = mean[w][1] + kept[i], mean[w][2] + 1
	end
	for i = 1, g.rows do
		local w = mean[g:label(order[i])]
		within = within + (kept[i] - w[1] / w[2]) ^ 2
		total = total + (kept[i] - r.scalars.mutual_knn) ^ 2
	end
	return 1 - within / total
end
local same = {}
for i = 1, g.rows do same[i] = i end
local real, null = explained(same), explained(sx.permutation(g.rows, 1))
print(string.format("the word explains %.2f of it, shuffled words %.2f", real, null))
assert(r.scalars.mutual_knn > 0.5 and real > null + 0.1, "which token it is should matter")
