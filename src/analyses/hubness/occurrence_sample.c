/* occurrence_sample.c: estimates the skewness of k-occurrence from the neighbour lists of a sample of rows. */
#include "occurrence_sample.h"

#include <math.h>

enum { GROUPS = 32 };

/* n (n-1) … (n-r+1) / m (m-1) … (m-r+1) */
static double scale_up(double n, double m, int r)
{
	double product = 1;
	for (int i = 0; i < r; i++)
		product *= (n - i) / (m - i);
	return product;
}

/* The skewness of N from counts c of m lines over n rows. */
static double skewness_of(const uint32_t *c, size_t n, double m, double k)
{
	double second = 0, third = 0, all = (double)n;
	for (size_t j = 0; j < n; j++) {
		double x = c[j];
		second += x * (x - 1);
		third += x * (x - 1) * (x - 2);
	}
	second *= scale_up(all, m, 2) / all;
	third *= scale_up(all, m, 3) / all;
	double squares = second + k, cubes = third + 3 * second + k, variance = squares - k * k;
	return variance > 0 ? (cubes - 3 * k * squares + 2 * k * k * k) / pow(variance, 1.5) : NAN;
}

typedef struct jackknife {
	const sx_knn *t;
	size_t    k;
	const uint32_t *all;	/* of: counts of the whole sample */
	uint32_t *c;		/* threads × of */
	double    without[GROUPS];
} jackknife;

static void leave_out(void *ctx, size_t lo, size_t hi, int thread)
{
	jackknife *w = ctx;
	const sx_knn *t = w->t;
	uint32_t *c = w->c + (size_t)thread * t->of;
	for (size_t g = lo; g < hi; g++) {
		size_t left = 0;
		for (size_t j = 0; j < t->of; j++)
			c[j] = w->all[j];
		for (size_t i = g; i < t->n; i += GROUPS, left++)
			for (size_t j = 0; j < w->k; j++)
				c[t->index[i * t->ld + j]]--;
		w->without[g] = skewness_of(c, t->of, (double)(t->n - left), (double)w->k);
	}
}

bool sx_occurrence_sample(const sx_knn *t, size_t k, sx_job *job, sx_arena *tmp, sx_estimate *skewness, double *n_k,
                          sx_err *err)
{
	if (t->n < 2 * GROUPS)
		return sx_fail(err, SX_EINPUT, "a sample of %zu rows is too small for a standard error; use at least %d", t->n, 2 * GROUPS);
	uint32_t *all = sx_alloc(tmp, t->of, sizeof *all);
	jackknife w = { .t = t, .k = k, .all = all, .c = sx_alloc(tmp, (size_t)sx_threads(job) * t->of, sizeof *w.c) };
	if (!all || !w.c)
		return sx_fail_memory(err, "k-occurrence", (double)t->of * 4);
	for (size_t i = 0; i < t->n; i++)
		for (size_t j = 0; j < k; j++)
			all[t->index[i * t->ld + j]]++;
	if (!sx_for(job, "standard errors", GROUPS, 1, leave_out, &w))
		return sx_fail_cancel(err);
	double mean = 0, squares = 0, share = (double)t->n / (double)t->of;
	for (size_t g = 0; g < GROUPS; g++)
		mean += w.without[g] / GROUPS;
	for (size_t g = 0; g < GROUPS; g++)
		squares += (w.without[g] - mean) * (w.without[g] - mean);
	*skewness = (sx_estimate){ skewness_of(all, t->of, (double)t->n, (double)k),
	                           sqrt(squares * (GROUPS - 1) / GROUPS * (1 - share)) };
	for (size_t j = 0; j < t->of; j++)
		n_k[j] = all[j] / share;
	return true;
}
