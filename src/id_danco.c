/* id_danco.c: DANCo (Ceruti, Bassis, Rozza, Lombardi, Casiraghi, Campadelli 2014), by its own calibration.
 *
 * Two laws are read from every row's k neighbours: of the ratio r_1 / r_{k+1}, whose dimension is that of MiND_ML, and of
 * the angles between neighbours, a von Mises law (nu, tau) a row. The answer is the m whose uniform ball of as many points
 * has the nearest pair of laws. (scikit-dimension calibrates with k as the bound of the dimension: answers above k are wrong.)
 * Cost: a neighbour table and n k² d for each m up to the cap. */
#include "id.h"
#include "id_hood.h"
#include "rng.h"
#include "special.h"

#include <math.h>

typedef struct laws { double d, nu, tau; } laws;

/* The concentration whose mean resultant length is r (Fisher 1993, Statistical Analysis of Circular Data, 4.40). */
static double concentration(double r)
{
	double r3 = r * r * r;
	if (r < 0.53)
		return 2 * r + r3 + 5 * r3 * r * r / 6;
	return r < 0.85 ? -0.4 + 1.39 * r + 0.43 / (1 - r) : 1 / (r3 - 4 * r * r + 3 * r);
}

static void angles(const sx_hood *w, double *g, double *scratch, const double *distance, double *out)
{
	(void)scratch;
	(void)distance;
	double c = 0, s = 0, pairs = (double)w->k * ((double)w->k - 1) / 2;
	for (size_t i = 0; i < w->k; i++)
		for (size_t j = i + 1; j < w->k; j++) {
			double cosine = fmax(-1, fmin(1, g[i * w->k + j] / sqrt(g[i * w->k + i] * g[j * w->k + j])));
			c += cosine / pairs;
			s += sqrt(1 - cosine * cosine) / pairs;
		}
	out[0] = atan2(s, c);
	out[1] = concentration(fmin(sqrt(c * c + s * s), 1 - 1e-9));
}

static bool read_laws(sx_id *e, double cap, laws *out, sx_err *err)
{
	double *line[2], *ratio = sx_alloc(e->call->tmp, e->n, sizeof *ratio);
	sx_hood w = { .e = e, .figure = angles, .figures = 2 };
	if (ratio == NULL)
		return sx_fail_memory(err, "ratios", (double)e->n * 8);
	if (!sx_hood_all(&w, "danco", line, err))
		return false;
	*out = (laws){ 0 };
	for (size_t i = 0; i < e->n; i++) {
		ratio[i] = log(e->distance[i * e->ld] / e->distance[i * e->ld + e->k]);
		out->nu += line[0][i] / (double)e->n;
		out->tau += line[1][i] / (double)e->n;
	}
	out->d = sx_mind_best(ratio, e->n, e->k, cap);
	return true;
}

/* The divergence of the law of ratios at dimension a from that at b. With u = r^a, whose law is Beta(1, k), all but the mean
 * of ln(1 - u^q) - ln(1 - u) is closed; that is smooth and taken by midpoints, where the alternating sum of the paper
 * would lose its digits for k above 30. */
static double of_ratios(double a, double b, size_t k)
{
	enum { POINTS = 2048 };
	double q = b / a, harmonic = 0, sum = 0;
	for (size_t i = 1; i <= k; i++)
		harmonic += 1 / (double)i;
	for (size_t i = 0; i < POINTS; i++) {
		double rest = pow(((double)i + 0.5) / POINTS, 1 / (double)k), u = 1 - rest;
		sum += log(-expm1(q * log(u))) - log(rest);
	}
	return -log(q) - (1 - q) * harmonic - ((double)k - 1) * sum / POINTS;
}

static double log_bessel(double t)
{
	return log(sx_bessel_i0(t)) + t;
}

static double of_angles(const laws *a, const laws *b)
{
	double pull = sx_bessel_i1(a->tau) / sx_bessel_i0(a->tau);
	return log_bessel(b->tau) - log_bessel(a->tau) + pull * (a->tau - b->tau * cos(a->nu - b->nu));
}

/* Uniform points of the unit ball of dimension m. */
static sx_space *ball(size_t n, size_t m, uint64_t seed, sx_err *err)
{
	float *p;
	sx_space *s = sx_space_new("ball", n, m, &p, err);
	sx_rng rng = sx_rng_open(seed, "id.danco", m);
	for (size_t i = 0; s && i < n; i++) {
		double v[1024], square = 0, length = pow(sx_rng_unit(&rng), 1 / (double)m);
		for (size_t j = 0; j < m; j++) {
			v[j] = sx_rng_normal(&rng);
			square += v[j] * v[j];
		}
		for (size_t j = 0; j < m; j++)
			p[i * m + j] = (float)(v[j] / sqrt(square) * length);
	}
	return s;
}

enum { MOST = 1024 };

/* The laws of a ball of m dimensions: the same reading of as many points. */
static bool calibrate(const sx_id *data, size_t m, double cap, laws *out, sx_err *err)
{
	sx_knn t;
	sx_call call = *data->call;
	sx_space *s = ball(data->points.n, m, call.job->seed, err);
	call.tmp = sx_arena_new(0);
	bool ok = s && call.tmp && sx_knn_get(s, SX_EUCLIDEAN, data->k + 1, call.job, &t, err);
	if (ok) {
		sx_id e = { .call = &call, .points = sx_space_mat(s), .n = t.n, .k = data->k, .near = t.k, .ld = t.ld,
		            .index = t.index, .distance = t.distance };
		ok = read_laws(&e, cap, out, err);
	}
	sx_space_unref(s);
	sx_arena_free(call.tmp);
	return ok;
}

/* The lowest point of the parabola through the least and its two neighbours. In one dimension all angles are 0 or pi, so
 * that the divergence from it is no part of a smooth curve. */
static double refine(const double *kl, size_t best, size_t cap)
{
	if (best <= 1 || best + 1 >= cap)
		return (double)best + 1;
	double left = kl[best - 1] - kl[best], right = kl[best + 1] - kl[best];
	return (double)best + 1 + (left - right) / (2 * (left + right));
}

bool sx_id_danco(sx_id *e, sx_err *err)
{
	const sx_value *given = &e->call->arg[ID_CAP];
	size_t cap = (size_t)fmin(given->given ? given->num : fmin((double)e->points.d, 200), MOST), best = 0;
	double x[MOST], kl[MOST], bound = 2 * (double)cap + 10;
	laws data, own;
	sx_job *job = e->call->job;
	if (!read_laws(e, bound, &data, err))
		return false;
	for (size_t m = 1; m <= cap; m++) {
		sx_job part = job ? sx_job_part(job, (double)(m - 1) / (double)cap, 1 / (double)cap) : (sx_job){ 0 };
		sx_call call = *e->call;
		sx_id inner = *e;
		call.job = &part;
		inner.call = &call;
		if (!calibrate(&inner, m, bound, &own, err))
			return false;
		x[m - 1] = (double)m;
		kl[m - 1] = of_ratios(data.d, own.d, e->k) + of_angles(&data, &own);
		best = kl[m - 1] < kl[best] ? m - 1 : best;
	}
	sx_id_add(e, "danco", refine(kl, best, cap), NAN, NAN, "1st to k+1-th neighbour");
	sx_put(e->out, "danco_whole", (double)best + 1);
	if (best + 1 == cap)
		sx_note(e->out, "danco: the nearest ball is that of the largest dimension tried, %zu (--cap)", cap);
	sx_table(e->out, "danco_divergence", SX_LINE, cap);
	sx_table_ints(e->out, "dimension", x);
	sx_table_nums(e->out, "divergence", kl);
	return true;
}
