-- Matrices: shapes, products, decompositions against identities, and errors in plain words.
local function same(a, b, tol, what)
	assert(a.rows == b.rows and a.cols == b.cols, what .. ": shapes")
	local d = (a - b):norm()
	assert(d <= tol, string.format("%s differ by %g", what, d))
end

local a, b = sx.normal(7, 5, 1), sx.normal(5, 4, 2)
local c = a:matmul(b)
for i = 1, 7 do
	for j = 1, 4 do
		local s = 0
		for k = 1, 5 do s = s + a:get(i, k) * b:get(k, j) end
		assert(math.abs(s - c:get(i, j)) < 1e-13)
	end
end
same(a:gram(), a:t():matmul(a), 1e-13, "gram and t times m")
same(a:t():t(), a, 0, "t of t")
same(sx.identity(7):matmul(a), a, 0, "identity")

-- eigenvalues descend, vectors are rows, V' diag(w) V gives the matrix back
local g = a:gram()
local w, v = g:eigh()
for i = 2, 5 do assert(w:get(1, i) <= w:get(1, i - 1)) end
same(v:matmul(v:t()), sx.identity(5), 1e-12, "eigenvectors")
same((v:t() * w):matmul(v), g, 1e-11, "eigh")

local u, s, vt = a:svd()
same((u * s):matmul(vt), a, 1e-12, "svd")
for i = 1, 5 do assert(math.abs(s:get(1, i) ^ 2 - w:get(1, i)) < 1e-10) end

local x = g:solve(g:matmul(b))
same(x, b, 1e-9, "solve")
local singular = sx.matrix{{1, 2}, {2, 4}}
local ok, message = pcall(singular.solve, singular, sx.matrix{{1}, {1}})
assert(not ok and message:find("singular", 1, true), message)

-- entry by entry, with a number, a row, the same size
local m = sx.matrix{{1, 2}, {3, 4}}
same(m + 1, sx.matrix{{2, 3}, {4, 5}}, 0, "plus a number")
same(1 - m, sx.matrix{{0, -1}, {-2, -3}}, 0, "a number minus")
same(m * sx.matrix{{10, 100}}, sx.matrix{{10, 200}, {30, 400}}, 0, "times a row")
same(m / m, sx.matrix(2, 2, 1), 0, "over itself")
same(m:map(function(e) return e * e end), m * m, 0, "map")
same(m:center(), sx.matrix{{-1, -1}, {1, 1}}, 0, "center")
same(m:slice(2, 2), m:row(2), 0, "slice")
assert(m:sum() == 10 and m:dot(m) == 30 and m:col(2):totable()[2] == 4 and m:totable()[2][1] == 3)
assert(math.abs(m:normalize():row(1):norm() - 1) < 1e-15)

for what, f in pairs {
	["3 columns meet 2 rows"] = function() return sx.matrix(2, 3):matmul(m) end,
	["do not fit"] = function() return m + sx.matrix(3, 3) end,
	["the matrix must be square"] = function() return sx.matrix(2, 3):eigh() end,
	["row 3 of 2"] = function() return m:get(3, 1) end,
	["does not have 2 values"] = function() return sx.matrix{{1, 2}, {3}} end,
	["the size must be at least 1"] = function() return sx.matrix(0, 3) end,
	["too large"] = function() return sx.matrix(2147483647, 2147483647) end,
} do
	local good, why = pcall(f)
	assert(not good and why:find(what, 1, true), what .. ": " .. tostring(why))
end

-- the fixture stream of the tests, and points as a space
local f = sx.normal(200, 5, 42)
assert(math.abs(f:get(1, 1) - 0.88224891) < 5e-9 and math.abs(f:sum() - 5.8377000234414) < 5e-13)
local space = sx.points(f, "x5")
assert(space.rows == 200 and math.abs(sx.id(space).scalars.twonn - 4.438684733851) < 1e-5)

-- broadcasting both ways, powers, comparisons, functions of entries
local col, row = sx.matrix{{1}, {10}}, sx.matrix{1, 2}
same(m + col, sx.matrix{{2, 3}, {13, 14}}, 0, "plus a column")
same(row + m, sx.matrix{{2, 4}, {4, 6}}, 0, "a row plus")
same(col * row, sx.matrix{{1, 2}, {10, 20}}, 0, "a column times a row")
same(m ^ 2, m * m, 0, "power")
same(-m, 0 - m, 0, "minus")
same(m:gt(2), sx.matrix{{0, 0}, {1, 1}}, 0, "gt")
same(m:le(row), sx.matrix{{1, 1}, {0, 0}}, 0, "le")
same(m:maximum(2.5), sx.matrix{{2.5, 2.5}, {3, 4}}, 0, "maximum")
same((-m):abs(), m, 0, "abs")
same(m:log():exp(), m, 1e-15, "log and exp")
same(m:sqrt() ^ 2, m, 1e-15, "sqrt")

-- sums and statistics, all of it, down the columns, along the rows
same(m:sum(1), sx.matrix{4, 6}, 0, "sum down")
same(m:sum(2), sx.matrix{{3}, {7}}, 0, "sum along")
same(m:mean(2), sx.matrix{{1.5}, {3.5}}, 0, "mean along")
same(m:mean(), sx.matrix{2, 3}, 0, "mean row")
assert(m:mean(0) == 2.5 and m:min() == 1 and m:max() == 4 and m:quantile(0.5) == 2.5)
same(m:std(), sx.matrix{math.sqrt(2), math.sqrt(2)}, 1e-15, "std")
same(m:norm(2), sx.matrix{{math.sqrt(5)}, {5}}, 1e-15, "norms of rows")
same(m:argmax(), sx.matrix{{2}, {2}}, 0, "argmax")
same(m:argmax(1), sx.matrix{2, 2}, 0, "argmax down")
assert(table.concat(sx.matrix{3, 1, 2}:order(), " ") == "2 3 1" and table.concat(sx.matrix{3, 1, 2}:order(true), " ") == "1 3 2")
assert(math.abs(sx.pearson(sx.matrix{1, 2, 3}, sx.matrix{2, 4, 7}) - 0.99339926779878) < 1e-12)
assert(sx.spearman(sx.matrix{1, 2, 3}, sx.matrix{2, 4, 7}) == 1)

-- parts put together and taken apart
same(sx.rbind(m, row), sx.matrix{{1, 2}, {3, 4}, {1, 2}}, 0, "rbind")
same(sx.cbind(m, col), sx.matrix{{1, 2, 1}, {3, 4, 10}}, 0, "cbind")
same(m:pick{2, 1, 2}, sx.matrix{{3, 4}, {1, 2}, {3, 4}}, 0, "pick")
same(a:columns(2, 3), sx.cbind(a:col(2), a:col(3)), 0, "columns")
same(m:reshape(1, 4), sx.matrix{1, 2, 3, 4}, 0, "reshape")
same(sx.linspace(0, 1, 3), sx.matrix{0, 0.5, 1}, 0, "linspace")
local p = sx.permutation(50, 3)
local seen = {}
for _, i in ipairs(p) do seen[i] = true end
assert(#p == 50 and #seen == 50)
local uni = sx.uniform(1000, 1, 5)
assert(uni:min() >= 0 and uni:max() < 1 and math.abs(uni:mean(0) - 0.5) < 0.03)

-- more linear algebra
same(a:cross(a), a:gram(), 1e-13, "cross")
same(a:outer(a), a:matmul(a:t()), 1e-13, "outer")
same(a:orth():gram(), sx.identity(5), 1e-13, "orth")
same(a:matmul(a:pinv()):matmul(a), a, 1e-12, "pinv")
same(a:solve(a:matmul(b)), b, 1e-12, "least squares")
same(sx.matrix{2, 3}:diag(), sx.matrix{{2, 0}, {0, 3}}, 0, "diag")
same(m:diag(), sx.matrix{1, 4}, 0, "diagonal")
assert(m:trace() == 5)
local far = a:distances(a)
for i = 1, 7 do assert(math.abs(far:get(i, i)) < 1e-7 and math.abs(far:get(1, i) - (a:row(1) - a:row(i)):norm()) < 1e-7) end
local index, distance = a:knn(3)
for i = 1, 7 do
	local near = far:row(i):order()
	for j = 1, 3 do assert(index:get(i, j) == near[j + 1] and math.abs(distance:get(i, j) - far:get(i, near[j + 1])) < 1e-6) end
end

-- functions of rows
same(a:maprows(function(r) return r:norm() end), a:norm(2), 1e-15, "maprows to numbers")
same(a:maprows(function(r) return r * 2 end), a * 2, 0, "maprows to rows")
same(a:maprows(function(r, i) return i end), sx.linspace(1, 7, 7):t(), 0, "maprows and their numbers")
assert(math.abs(a:reduce(function(so_far, r) return so_far + r:sum() end, 0) - a:sum()) < 1e-12)

-- the rows of a space, borrowed: the same answers as their copy, and no way to change them
local r, copy = space:matrix(), space:matrix():copy()
assert(tostring(r) == "matrix 200 x 5 of x5" and r.rows == 200 and r.cols == 5)
same(r:row(7), copy:row(7), 0, "row")
same(r:slice(3, 9), copy:slice(3, 9), 0, "slice")
same(r:pick{9, 1}, copy:pick{9, 1}, 0, "pick")
same(space:matrix{9, 1}, copy:pick{9, 1}, 0, "listed rows")
same(r:mean(), copy:mean(), 1e-15, "mean")
same(r:gram(), copy:gram(), 1e-10, "gram")
same(r:matmul(b), copy:matmul(b), 1e-13, "matmul")
same(r:center(), copy:center(), 0, "center")
same(r + 1, copy + 1, 0, "sum")
same(1 - r, 1 - copy, 0, "difference")
same(r:maprows(function(v) return v:norm() end), copy:norm(2), 1e-13, "maprows")
assert(r:get(3, 2) == copy:get(3, 2))
for what, f in pairs {
	["are read-only"] = function() r:set(1, 1, 0) end,
	["row 0 of 200"] = function() return r:row(0) end,
	["5 columns meet 2 rows"] = function() return r:matmul(m) end,
	["matrix 2 has 1 columns, the first has 2"] = function() return sx.rbind(m, col) end,
	["do not fill a matrix of 3 x 3"] = function() return m:reshape(3, 3) end,
	["gave 2 values, the first gave 1"] = function() return a:maprows(function(v, i) return i == 1 and 0 or sx.matrix{1, 2} end) end,
	["7 neighbours need more than 7 rows"] = function() return a:knn(7) end,
	["a share from 0 to 1"] = function() return m:quantile(2) end,
} do
	local good, why = pcall(f)
	assert(not good and why:find(what, 1, true), what .. ": " .. tostring(why))
end
