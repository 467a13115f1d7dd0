#!/usr/bin/env sextant
-- Neural collapse (Papyan, Han, Donoho 2020): while a network learns, the features of a class fall onto their mean, and its answers
-- become those of the nearest mean. A network of one hidden layer is trained here on handwritten digits, by Adam, on the
-- matrix functions alone: 1,500 steps over 1,797 pictures take some two seconds.
--   sextant scripts/collapse.lua
-- What to see: NC1, the spread within classes against that between them, falls to less than a quarter; NC4, the share of pictures
-- whose answer is that of the nearest class mean, rises to one. NC2, means at equal lengths and angles, is hardly met: one small layer
-- has no reason to spread them further once all answers are right.

local g = sx.load("samples/digits.npy", {as = "digits"})
local x = (g:matrix():copy() - 8) / 8
local n, d, classes, width = x.rows, x.cols, 10, 24
local rate, decay, steps = 0.003, 5e-4, 1500

local truth, class = sx.matrix(n, classes), {}
for i = 1, n do
	class[i] = tonumber(g:label(i)) + 1
	truth:set(i, class[i], 1)
end
local mean_of = (truth / truth:sum(1)):t()		-- classes x n: its product with the features are their means

local function collapse(features, answer)
	local z = features:center()
	local means = mean_of:matmul(z)
	local within = z - means:pick(class)
	local sw, sb = within:gram() / n, means:gram() / classes
	local nearest, agree = (-z:distances(means)):argmax(), nil
	agree = nearest:eq(answer):mean(0)
	local u, cosines = means:normalize(), {}
	local c = u:outer(u)
	for i = 1, classes do for j = i + 1, classes do cosines[#cosines + 1] = c:get(i, j) end end
	return sw:matmul(sb:pinv()):trace() / classes, sx.matrix(cosines):std(0), agree
end

local p = {
	w1 = sx.normal(d, width, 1) * math.sqrt(2 / d), b1 = sx.matrix(1, width),
	w2 = sx.normal(width, classes, 2) * math.sqrt(1 / width), b2 = sx.matrix(1, classes),
}
local first, second, seen = {}, {}, {}
for name, v in pairs(p) do first[name], second[name] = v * 0, v * 0 end

for step = 0, steps do
	local before = x:matmul(p.w1) + p.b1
	local features = before:maximum(0)
	local score = features:matmul(p.w2) + p.b2
	if step == 0 or step == 50 or step == 150 or step == 500 or step == steps then
		local answer = score:argmax()
		local nc1, nc2, nc4 = collapse(features, answer)
		local right = answer:eq(sx.matrix(class):t()):mean(0)
		print(string.format("step %4d   right %.3f   NC1 %.3f   NC2 (sd of cosines) %.3f   NC4 %.3f", step, right, nc1, nc2, nc4))
		seen[#seen + 1] = {nc1 = nc1, nc4 = nc4, right = right}
	end
	local e = (score - score:max(2)):exp()
	local slope = (e / e:sum(2) - truth) / n
	local back = slope:outer(p.w2) * before:gt(0)
	local grad = {w2 = features:cross(slope) + p.w2 * decay, b2 = slope:sum(1), w1 = x:cross(back) + p.w1 * decay, b1 = back:sum(1)}
	for name, v in pairs(grad) do
		first[name] = first[name] * 0.9 + v * 0.1
		second[name] = second[name] * 0.999 + v ^ 2 * 0.001
		local a, b = first[name] / (1 - 0.9 ^ (step + 1)), second[name] / (1 - 0.999 ^ (step + 1))
		p[name] = p[name] - a / (b:sqrt() + 1e-8) * rate
	end
	sx.tick(step / steps, "training")
end
local start, stop = seen[1], seen[#seen]
assert(stop.right > 0.99 and stop.nc1 < start.nc1 / 4 and stop.nc4 > 0.97, "classes should collapse onto their means")
