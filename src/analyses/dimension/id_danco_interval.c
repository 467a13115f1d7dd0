/* id_danco_interval.c: the interval of DANCo: resamples the statistics of the rows, and the calibration error of each ball.
 *
 * For each resample only three statistics matter: d, the mean nu and the mean tau, with deviations widened for shared
 * neighbours. Each ball is one sample of its dimension, whose fit has errors like those of the data: they are drawn from a
 * normal distribution with the covariance of its per-row statistics, widened in the same way. Then m is chosen and refined
 * again.
 * Cost of a resample: n for the statistics and cap for the choice, for which the divergence of ratios is tabulated. */
#include "id_danco_parts.h"
#include "base/rng.h"
#include "numeric/stats.h"

#include <math.h>

void sx_danco_spread(const sx_danco_reading *r, sx_danco_ball *out)
{
	double mean[] = { 0, r->law.nu, r->law.tau }, n = (double)r->n, (*c)[SX_DANCO_FIGURES] = out->root;
	*out = (sx_danco_ball){ .law = r->law, .angle = sx_danco_angle_of(r->law.nu, r->law.tau) };
	for (size_t l = 0; l < r->n; l++)
		for (size_t i = 0; i < SX_DANCO_FIGURES; i++)
			for (size_t j = 0; j <= i; j++)
				c[i][j] += (r->row[i][l] - mean[i]) * (r->row[j][l] - mean[j]) * r->wide[i] * r->wide[j] / (n * n);
	for (size_t i = 0; i < SX_DANCO_FIGURES; i++)		/* Cholesky factorisation; a statistic without variance has a row of zeros */
		for (size_t j = 0; j <= i; j++) {
			for (size_t k = 0; k < j; k++)
				c[i][j] -= c[i][k] * c[j][k];
			if (i == j)
				c[i][i] = sqrt(fmax(c[i][i], 0));
			else
				c[i][j] = c[j][j] > 0 ? c[i][j] / c[j][j] : 0;
		}
}

/* ---- the divergence of ratios as a table over ln q ---- */

enum { PER_UNIT = 16, NODES = 8 };

void sx_danco_table_fill(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	sx_danco_table *t = ctx;
	for (size_t i = lo; i < hi; i++)
		t->value[i] = sx_danco_of_ratios(t->points, exp(t->from + (double)i / PER_UNIT));
}

/* The polynomial through the eight nodes about it, whose error is below 1e-9; beyond the table, the divergence itself. */
double sx_danco_table_at(const sx_danco_table *t, double log_q)
{
	double at = (log_q - t->from) * PER_UNIT, first = floor(at) - 3, sum = 0;
	if (!(first >= 0 && first + NODES <= (double)t->n))
		return sx_danco_of_ratios(t->points, exp(log_q));
	const double *v = t->value + (size_t)first;
	double u = at - first;
	static const double below[NODES] = { -5040, 720, -240, 144, -144, 240, -720, 5040 };
	for (size_t i = 0; i < NODES; i++) {
		double all = 1;
		for (size_t j = 0; j < NODES; j++)
			all *= j == i ? 1 : u - (double)j;
		sum += all / below[i] * v[i];
	}
	return sum;
}

/* ---- draws ---- */

static void figures(const void *ctx, const uint32_t *count, double *out)
{
	const sx_danco *w = ctx;
	const sx_danco_reading *r = &w->data;
	double nu = 0, tau = 0, n = (double)r->n;
	out[0] = log(sx_mind_near(r->ratio, count, r->n, w->points.k, w->bound, r->law.d));
	for (size_t i = 0; i < r->n; i++) {
		double c = count ? (double)count[i] : 1;
		nu += c * r->row[1][i];
		tau += c * r->row[2][i];
	}
	out[1] = nu / n;
	out[2] = tau / n;
}

void sx_danco_widen(sx_danco_draws *d)
{
	for (size_t f = 0; f < SX_DANCO_FIGURES; f++)
		for (size_t b = 0; b < d->b; b++) {
			double *v = &d->drawn[f * d->b + b];
			*v = d->value[f] + d->w->data.wide[f] * (*v - d->value[f]);
			*v = f == 2 ? fmax(*v, 0) : *v;
		}
}

void sx_danco_moved(const sx_danco_ball *ball, sx_rng *rng, double *log_d, sx_danco_angle *angle)
{
	double z[SX_DANCO_FIGURES], by[SX_DANCO_FIGURES] = { 0 };
	for (size_t i = 0; i < SX_DANCO_FIGURES; i++) {
		z[i] = sx_rng_normal(rng);
		for (size_t j = 0; j <= i; j++)
			by[i] += ball->root[i][j] * z[j];
	}
	*log_d = log(ball->law.d) + by[0];
	*angle = sx_danco_angle_of(ball->law.nu + by[1], fmax(ball->law.tau + by[2], 0));
}

static void choose_block(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	sx_danco_draws *d = ctx;
	size_t cap = d->w->cap;
	double kl[SX_DANCO_MOST];
	for (size_t b = lo; b < hi; b++) {
		sx_rng rng = sx_rng_open(d->w->e->call->job->seed, "id.danco.draws", b);
		sx_danco_angle own = sx_danco_angle_of(d->drawn[d->b + b], d->drawn[2 * d->b + b]), other;
		size_t best = 0;
		for (size_t i = 0; i < cap; i++) {
			double log_d;
			sx_danco_moved(&d->w->ball[i], &rng, &log_d, &other);
			kl[i] = sx_danco_table_at(&d->ratios, log_d - d->drawn[b]) + sx_danco_of_angles(&own, &other);
			best = kl[i] < kl[best] ? i : best;
		}
		d->answer[b] = sx_danco_refine(kl, best, cap);
		d->whole[b] = (double)best + 1;
	}
}

/* From the least to the most ln q that draws ask for, five errors of a ball's d and four nodes beyond. */
static bool tabulate(sx_danco_draws *d, sx_err *err)
{
	sx_id *e = d->w->e;
	double least = INFINITY, most = -INFINITY, lo = INFINITY, hi = -INFINITY;
	for (size_t b = 0; b < d->b; b++) {
		lo = fmin(lo, d->drawn[b]);
		hi = fmax(hi, d->drawn[b]);
	}
	for (size_t i = 0; i < d->w->cap; i++) {
		const sx_danco_ball *ball = &d->w->ball[i];
		least = fmin(least, log(ball->law.d) - 5 * ball->root[0][0] - hi);
		most = fmax(most, log(ball->law.d) + 5 * ball->root[0][0] - lo);
	}
	sx_danco_table *t = &d->ratios;
	*t = (sx_danco_table){ .points = &d->w->points, .from = least - 4.0 / PER_UNIT };
	t->n = (size_t)((most - least) * PER_UNIT) + 2 * NODES;
	t->value = sx_alloc(e->call->tmp, t->n, sizeof *t->value);
	if (t->value == NULL)
		return sx_fail_memory(err, "a table", (double)t->n * 8);
	return sx_for(e->call->job, "intervals", t->n, 4, sx_danco_table_fill, t) || sx_fail_cancel(err);
}

bool sx_danco_draw(sx_danco *w, double low[2], double high[2], sx_err *err)
{
	sx_id *e = w->e;
	sx_danco_draws d = { .w = w, .b = sx_id_drawings(e) };
	d.drawn = sx_alloc(e->call->tmp, SX_DANCO_FIGURES * d.b, sizeof *d.drawn);
	d.answer = sx_alloc(e->call->tmp, d.b, sizeof *d.answer);
	d.whole = sx_alloc(e->call->tmp, d.b, sizeof *d.whole);
	if (!d.drawn || !d.answer || !d.whole)
		return sx_fail_memory(err, "resampling", (double)d.b * 40);
	if (!sx_id_draws(e, &(sx_id_resampled){ figures, w, w->data.n, SX_DANCO_FIGURES }, d.value, d.drawn, err))
		return false;
	sx_danco_widen(&d);
	if (!tabulate(&d, err))
		return false;
	if (!sx_for(e->call->job, "intervals", d.b, 1, choose_block, &d))
		return sx_fail_cancel(err);
	low[0] = sx_quantile(d.answer, d.b, 0.025);
	high[0] = sx_quantile(d.answer, d.b, 0.975);
	low[1] = floor(sx_quantile(d.whole, d.b, 0.025));
	high[1] = ceil(sx_quantile(d.whole, d.b, 0.975));
	return true;
}
