/* id_danco.c: the estimator DANCo (Ceruti, Bassis, Rozza, Lombardi, Casiraghi, Campadelli 2014), with its own calibration.
 *
 * Two distributions are fitted to the k neighbours of every row: that of the ratio r_1 / r_{k+1}, whose dimension is that of
 * MiND_ML, and that of the angles between neighbours, a von Mises distribution (nu, tau) for each row. The estimate is the m
 * whose uniform ball of as many points has the most similar pair of distributions. (scikit-dimension calibrates with k as the
 * bound of the dimension, so its estimates above k are wrong.) The interval resamples the statistics of the rows and refits m
 * each time (id_danco_interval.c).
 * Cost: a neighbour table and n k² d for each m up to the cap. */
#include "id_danco_parts.h"
#include "id_neighborhood.h"
#include "base/rng.h"

#include <math.h>

/* The concentration whose mean resultant length is r (Fisher 1993, Statistical Analysis of Circular Data, 4.40). */
double sx_danco_concentration(double r)
{
	double r3 = r * r * r;
	if (r < 0.53)
		return 2 * r + r3 + 5 * r3 * r * r / 6;
	return r < 0.85 ? -0.4 + 1.39 * r + 0.43 / (1 - r) : 1 / (r3 - 4 * r * r + 3 * r);
}

double sx_danco_concentration_slope(double r)
{
	double r2 = r * r, tail = r2 * r - 4 * r2 + 3 * r;
	if (r < 0.53)
		return 2 + 3 * r2 + 25 * r2 * r2 / 6;
	return r < 0.85 ? 1.39 + 0.43 / ((1 - r) * (1 - r)) : -(3 * r2 - 8 * r + 3) / (tail * tail);
}

/* Neighbours in one direction, as at the ends of a curve, have no finite concentration: w->most bounds it, else a few such
 * rows would be the whole mean. Pulls are derivatives by the weight of a neighbour, as in ess. */
void sx_danco_hood(const sx_hood *w, double *g, double *scratch, const double *distance, double *out)
{
	(void)distance;
	double *cosines = scratch, *sines = scratch + w->k, c = 0, s = 0, pairs = (double)w->k * ((double)w->k - 1) / 2;
	for (size_t i = 0; i < 2 * w->k; i++)
		scratch[i] = 0;
	for (size_t i = 0; i < w->k; i++)
		for (size_t j = i + 1; j < w->k; j++) {
			double cosine = fmax(-1, fmin(1, g[i * w->k + j] / sqrt(g[i * w->k + i] * g[j * w->k + j])));
			double sine = sqrt(1 - cosine * cosine);
			c += cosine / pairs;
			s += sine / pairs;
			cosines[i] += cosine / pairs;
			cosines[j] += cosine / pairs;
			sines[i] += sine / pairs;
			sines[j] += sine / pairs;
		}
	double r = sqrt(c * c + s * s), tau = r < 1 - 1e-9 ? sx_danco_concentration(r) : INFINITY;
	double slope = tau < w->most ? sx_danco_concentration_slope(r) : 0;
	out[0] = atan2(s, c);
	out[1] = fmin(tau, w->most);
	for (size_t i = 0; i < w->k; i++) {
		double dc = cosines[i] - 2 * c / (double)w->k, ds = sines[i] - 2 * s / (double)w->k;
		out[2 * (i + 1)] = r > 0 ? (c * ds - s * dc) / (r * r) : 0;
		out[2 * (i + 1) + 1] = r > 0 ? slope * (c * dc + s * ds) / r : 0;
	}
}

/* The distribution of ratios has no bound of its own: the cap is that of the search, with some margin. */
static bool read_laws(sx_id *e, double cap, sx_danco_reading *out, sx_err *err)
{
	double *angle[2], *ratio = sx_alloc(e->call->tmp, e->n, sizeof *ratio), *psi = sx_alloc(e->call->tmp, e->n, sizeof *psi);
	sx_hood w = { .e = e, .figure = sx_danco_hood, .figures = 2, .pulls = true, .most = cap };
	if (!ratio || !psi)
		return sx_fail_memory(err, "ratios", (double)e->n * 16);
	if (!sx_hood_all(&w, "danco", angle, err))
		return false;
	*out = (sx_danco_reading){ .ratio = ratio, .row = { psi, angle[0], angle[1] }, .n = e->n };
	for (size_t i = 0; i < e->n; i++) {
		ratio[i] = log(e->distance[i * e->ld] / e->distance[i * e->ld + e->k]);
		out->law.nu += angle[0][i] / (double)e->n;
		out->law.tau += angle[1][i] / (double)e->n;
	}
	out->law.d = sx_mind_best(ratio, e->n, e->k, cap);
	sx_mind_influence(ratio, e->n, e->k, out->law.d, psi);
	out->wide[0] = sx_id_sharing(e, psi, e->k);
	for (size_t f = 0; f < 2; f++)
		out->wide[f + 1] = sx_hood_wide(&w, f, angle[f]);
	return true;
}

static void prepare_midpoints(sx_danco_midpoints *p, size_t k)
{
	*p = (sx_danco_midpoints){ .k = k };
	for (size_t i = 1; i <= k; i++)
		p->harmonic += 1 / (double)i;
	for (size_t i = 0; i < SX_DANCO_POINTS; i++) {
		double rest = pow(((double)i + 0.5) / SX_DANCO_POINTS, 1 / (double)k);
		p->log_u[i] = log(1 - rest);
		p->log_rest[i] = log(rest);
	}
}

/* Uniform points of the unit ball of dimension m. */
static sx_space *ball(size_t n, size_t m, uint64_t seed, sx_err *err)
{
	float *p;
	sx_space *s = sx_space_new("ball", n, m, &p, err);
	sx_rng rng = sx_rng_open(seed, "id.danco", m);
	for (size_t i = 0; s && i < n; i++) {
		double v[SX_DANCO_MOST], square = 0, length = pow(sx_rng_unit(&rng), 1 / (double)m);
		for (size_t j = 0; j < m; j++) {
			v[j] = sx_rng_normal(&rng);
			square += v[j] * v[j];
		}
		for (size_t j = 0; j < m; j++)
			p[i * m + j] = (float)(v[j] / sqrt(square) * length);
	}
	return s;
}

/* The distributions of an m-dimensional ball, and their sampling error: computed as for data, from as many points. On a line some
 * of several thousand points are equal in float; as with data, duplicates are removed. */
static bool calibrate(const sx_id *data, size_t m, double cap, sx_danco_ball *out, sx_err *err)
{
	sx_knn t;
	sx_danco_reading own;
	sx_call call = *data->call;
	sx_unique u;
	sx_space *s = ball(data->points.n, m, call.job->seed, err);
	call.tmp = sx_arena_new(0);
	bool ok = s && call.tmp && sx_unique_get(s, &u, err) && sx_knn_get(u.unique, SX_EUCLIDEAN, data->k + 1, call.job, &t, err);
	if (ok) {
		sx_id e = { .call = &call, .points = sx_space_mat(u.unique), .n = t.n, .k = data->k, .near = t.k, .ld = t.ld,
		            .index = t.index, .distance = t.distance };
		ok = read_laws(&e, cap, &own, err);
		if (ok)
			sx_danco_spread(&own, out);
	}
	sx_space_unref(s);
	sx_arena_free(call.tmp);
	return ok;
}

static bool calibrate_all(sx_id *e, size_t cap, double bound, sx_danco_ball *balls, sx_err *err)
{
	sx_job *job = e->call->job;
	for (size_t m = 1; m <= cap; m++) {
		sx_job part = job ? sx_job_part(job, (double)(m - 1) / (double)cap, 1 / (double)cap) : (sx_job){ 0 };
		sx_call call = *e->call;
		sx_id inner = *e;
		call.job = &part;
		inner.call = &call;
		if (!calibrate(&inner, m, bound, &balls[m - 1], err))
			return false;
	}
	return true;
}

static size_t divergences(const sx_danco *w, double *x, double *kl)
{
	sx_danco_angle own = sx_danco_angle_of(w->data.law.nu, w->data.law.tau);
	size_t best = 0;
	for (size_t i = 0; i < w->cap; i++) {
		const sx_danco_ball *b = &w->ball[i];
		x[i] = (double)i + 1;
		kl[i] = sx_danco_of_ratios(&w->points, b->law.d / w->data.law.d) + sx_danco_of_angles(&own, &b->angle);
		best = kl[i] < kl[best] ? i : best;
	}
	return best;
}

bool sx_id_danco(sx_id *e, sx_err *err)
{
	const sx_value *given = &e->call->arg[SX_ID_CAP];
	size_t cap = (size_t)fmin(given->given ? given->num : fmin((double)e->points.d, 200), SX_DANCO_MOST);
	double x[SX_DANCO_MOST], kl[SX_DANCO_MOST], bound = 2 * (double)cap + 10, low[2], high[2];
	sx_danco w = { .e = e, .cap = cap, .bound = bound, .ball = sx_alloc(e->call->tmp, cap, sizeof *w.ball) };
	if (w.ball == NULL)
		return sx_fail_memory(err, "calibration", (double)cap * sizeof *w.ball);
	prepare_midpoints(&w.points, e->k);
	if (!read_laws(e, bound, &w.data, err) || !calibrate_all(e, cap, bound, w.ball, err) || !sx_danco_draw(&w, low, high, err))
		return false;
	size_t best = divergences(&w, x, kl);
	sx_id_add(e, "danco", sx_danco_refine(kl, best, cap), low[0], high[0], "1st to k+1-th neighbour");
	sx_put_range(e->out, "danco_whole", (double)best + 1, low[1], high[1]);
	if (low[0] == high[0])
		sx_note(e->out, "danco: every resample gives %g; 1, 2 and the cap are whole numbers, so the interval has no "
			"width", low[0]);
	if (best + 1 == cap)
		sx_note(e->out, "danco: the nearest ball is that of the largest dimension tried, %zu (--cap)", cap);
	sx_table(e->out, "danco_divergence", SX_LINE, cap);
	sx_table_ints(e->out, "dimension", x);
	sx_table_nums(e->out, "divergence", kl);
	return true;
}
