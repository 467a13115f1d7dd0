/* linear_head.c: fits and applies linear classifiers: ridge and logistic regression in one form. */
#include "linear_head.h"
#include "analyses/probes/linear_probe.h"
#include "linear/linear_map.h"

#include <math.h>

static bool fit_ridge(const sx_lines *x, const size_t *code, sx_job *job, sx_arena *a, sx_head *h, sx_err *err)
{
	float *y;
	sx_mapping m;
	sx_space *target = sx_space_new("classes", x->n, h->classes, &y, err);
	if (target == NULL)
		return false;
	for (size_t i = 0; i < x->n; i++)
		y[i * h->classes + code[i]] = 1;
	sx_lines lines = sx_lines_of(target);
	bool ok = sx_mapping_linear(x, &lines, true, -1, job, a, &m, err);
	sx_space_unref(target);
	if (ok) {
		h->mean = m.from;
		h->weight = m.w;
		h->bias = m.to;
	}
	return ok;
}

static double size_of(const sx_lines *x, const double *mean)
{
	double sum = 0;
	for (size_t i = 0; i < x->n; i++) {
		const float *row = sx_line(x, i);
		for (size_t j = 0; j < x->m.d; j++)
			sum += ((double)row[j] - mean[j]) * ((double)row[j] - mean[j]);
	}
	return sqrt(sum / (double)x->n);
}

/* The probe needs a class for every row of the matrix, and the training rows. */
static bool fit_logistic(const sx_lines *x, const size_t *code, sx_job *job, sx_arena *a, sx_head *h, sx_err *err)
{
	size_t d = h->d, c = h->classes, *all = sx_alloc(a, x->m.n, sizeof *all), *row = sx_alloc(a, x->n, sizeof *row);
	double *w = sx_alloc(a, c * (d + 1), sizeof *w), loss;
	h->weight = sx_alloc(a, d * c, sizeof *h->weight);
	h->bias = sx_alloc(a, c, sizeof *h->bias);
	h->mean = sx_lines_mean(x, a);
	if (!all || !row || !w || !h->weight || !h->bias || !h->mean)
		return sx_fail_memory(err, "a classifier", (double)(c * d) * 16);
	for (size_t i = 0; i < x->n; i++) {
		row[i] = x->row ? x->row[i] : i;
		all[row[i]] = code[i];
	}
	double size = size_of(x, h->mean);
	sx_probe p = { .m = x->m, .row = row, .n = x->n, .code = all, .classes = c, .mean = h->mean, .scale = size > 0 ? 1 / size : 1,
	               .l2 = 1e-4, .flat = 1e-4, .steps = 200 };
	if (!sx_probe_fit(&p, 0, 0, job, w, &loss, err))
		return false;
	for (size_t k = 0; k < c; k++) {
		for (size_t j = 0; j < d; j++)
			h->weight[j * c + k] = w[k * (d + 1) + j] * p.scale;
		h->bias[k] = w[k * (d + 1) + d];
	}
	return true;
}

bool sx_head_fit(const sx_lines *x, const size_t *code, size_t classes, sx_head_kind kind, sx_job *job, sx_arena *a, sx_head *out,
                 sx_err *err)
{
	*out = (sx_head){ .d = x->m.d, .classes = classes };
	return (kind == SX_HEAD_RIDGE ? fit_ridge : fit_logistic)(x, code, job, a, out, err);
}

bool sx_head_accuracy(const sx_head *h, const sx_lines *x, const size_t *code, sx_job *job, sx_arena *tmp, double *out, sx_err *err)
{
	size_t c = h->classes, right = 0;
	float *score = sx_alloc(tmp, x->n * c, sizeof *score);
	sx_lines l = *x;
	if (score == NULL)
		return sx_fail_memory(err, "scores", (double)(x->n * c) * 4);
	l.mean = h->mean;
	if (!sx_lines_times(&l, h->weight, c, h->bias, job, tmp, score, err))
		return false;
	for (size_t i = 0; i < x->n; i++) {
		size_t top = 0;
		for (size_t k = 1; k < c; k++)
			if (score[i * c + k] > score[i * c + top])
				top = k;
		right += top == code[i];
	}
	*out = (double)right / (double)x->n;
	return true;
}
