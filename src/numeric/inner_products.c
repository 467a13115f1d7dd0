/* inner_products.c: walks over blocks of inner products of all pairs of rows. */
#include "inner_products.h"
#include "linalg.h"

enum { BLOCK = 128 };

typedef struct walk {
	const sx_pair_walk *of;
	double *scratch;	/* threads × size: two blocks of rows and their products */
	size_t  size;
} walk;

static void load(const sx_pair_walk *w, const size_t *rows, size_t lo, size_t n, double *out)
{
	for (size_t i = 0; i < n; i++, out += w->m.d) {
		const float *x = w->m.p + (rows ? rows[lo + i] : lo + i) * w->m.ld;
		for (size_t j = 0; j < w->m.d; j++)
			out[j] = (double)x[j] - (w->mean ? w->mean[j] : 0);
	}
}

static void stripe(void *ctx, size_t lo, size_t hi, int thread)
{
	const walk *own = ctx;
	const sx_pair_walk *w = own->of;
	double *a = own->scratch + (size_t)thread * own->size, *b = a + BLOCK * w->m.d, *product = b + BLOCK * w->m.d;
	size_t na = hi - lo;
	load(w, w->rows, lo, na, a);
	for (size_t b0 = w->rows ? 0 : lo; b0 < w->m.n; b0 += BLOCK) {
		size_t nb = w->m.n - b0 < BLOCK ? w->m.n - b0 : BLOCK;
		load(w, NULL, b0, nb, b);
		sx_dgemm(false, true, na, nb, w->m.d, 1, a, w->m.d, b, w->m.d, 0, product, nb);
		w->body(w->ctx, &(sx_pair_block){ lo, na, b0, nb, w->rows == NULL && b0 == lo, product, thread });
	}
}

bool sx_pairs(const sx_pair_walk *of, sx_job *job, sx_arena *tmp, sx_err *err)
{
	walk w = { .of = of, .size = BLOCK * (2 * of->m.d + BLOCK) };
	w.scratch = sx_alloc(tmp, (size_t)sx_threads(job) * w.size, sizeof *w.scratch);
	if (w.scratch == NULL)
		return sx_fail_memory(err, "blocks of pairs", (double)w.size * 8);
	return sx_for(job, of->what, of->rows ? of->nrows : of->m.n, BLOCK, stripe, &w) || sx_fail_cancel(err);
}
