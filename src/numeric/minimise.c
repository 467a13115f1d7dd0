/* minimise.c: minimises a smooth function by BFGS, from GSL. */
#include "minimise.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <math.h>
#include <string.h>

/* GSL asks for value and gradient apart at one place: both are computed at once and the last place is kept. */
typedef struct search {
	sx_objective f;
	void   *ctx;
	size_t  n;
	double *at, *gradient, value;
	bool    fresh, stopped;
} search;

static void evaluate(search *w, const gsl_vector *x)
{
	if (w->fresh && memcmp(w->at, x->data, w->n * sizeof *w->at) == 0)
		return;
	memcpy(w->at, x->data, w->n * sizeof *w->at);
	w->fresh = true;
	w->value = w->stopped ? (double)NAN : w->f(w->ctx, w->at, w->gradient);
	w->stopped = w->stopped || isnan(w->value);
}

static double value_of(const gsl_vector *x, void *ctx)
{
	search *w = ctx;
	evaluate(w, x);
	return w->value;
}

static void gradient_of(const gsl_vector *x, void *ctx, gsl_vector *g)
{
	search *w = ctx;
	evaluate(w, x);
	memcpy(g->data, w->gradient, w->n * sizeof *g->data);
}

static void both(const gsl_vector *x, void *ctx, double *value, gsl_vector *g)
{
	*value = value_of(x, ctx);
	gradient_of(x, ctx, g);
}

static void walk(search *w, gsl_multimin_fdfminimizer *m, double *x, double flat, size_t steps, double *least)
{
	gsl_multimin_function_fdf f = { .f = value_of, .df = gradient_of, .fdf = both, .n = w->n, .params = w };
	gsl_vector_view start = gsl_vector_view_array(x, w->n);
	gsl_error_handler_t *before = gsl_set_error_handler_off();
	int status = gsl_multimin_fdfminimizer_set(m, &f, &start.vector, 1, 0.1);
	for (size_t i = 0; i < steps && status == GSL_SUCCESS && !w->stopped; i++) {
		if (gsl_multimin_test_gradient(m->gradient, flat) == GSL_SUCCESS)
			break;
		status = gsl_multimin_fdfminimizer_iterate(m);
	}
	gsl_set_error_handler(before);
	memcpy(x, m->x->data, w->n * sizeof *x);
	*least = m->f;
}

bool sx_minimise(sx_objective f, void *ctx, size_t n, double *x, double flat, size_t steps, double *least, sx_err *err)
{
	sx_arena *own = sx_arena_new(0);
	search w = { .f = f, .ctx = ctx, .n = n };
	gsl_error_handler_t *before = gsl_set_error_handler_off();
	gsl_multimin_fdfminimizer *m = gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, n);
	gsl_set_error_handler(before);
	w.at = sx_alloc(own, n, sizeof *w.at);
	w.gradient = sx_alloc(own, n, sizeof *w.gradient);
	bool ok = m && w.at && w.gradient;
	if (ok)
		walk(&w, m, x, flat, steps, least);
	if (m)
		gsl_multimin_fdfminimizer_free(m);
	sx_arena_free(own);
	if (!ok)
		return sx_fail_memory(err, "the search for a minimum", (double)n * 80);
	return !w.stopped || sx_fail_cancel(err);
}
