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
	["a square matrix is wanted"] = function() return sx.matrix(2, 3):eigh() end,
	["row 3 of 2"] = function() return m:get(3, 1) end,
	["does not have 2 values"] = function() return sx.matrix{{1, 2}, {3}} end,
	["a size of at least 1"] = function() return sx.matrix(0, 3) end,
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
