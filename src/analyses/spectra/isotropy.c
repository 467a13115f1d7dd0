/* isotropy.c: mean cosine and its parts, moments of the dimensions, the partition function, outlier dimensions. */
#include "isotropy.h"
#include "linear/spectrum.h"
#include "numeric/linalg.h"
#include "numeric/stats.h"

#include <math.h>
#include <string.h>

enum { LANES = 16, BLOCK = 128, STRIPE = 2048 };

/* ---- sums over rows, in lanes that do not depend on threads ---- */

typedef struct sums {
	sx_mat      m;
	const bool *zeroed;
	const double *mean;	/* NULL in the first pass */
	size_t      width;	/* figures of a lane: 3 d + 4 */
	double     *lane;	/* LANES × width */
} sums;

static double value(const sums *w, const float *x, size_t j)
{
	return w->zeroed && w->zeroed[j] ? 0 : (double)x[j];
}

/* Pass 1: sum x, sum u, sum u², then of the norms. Pass 2: squares, fourth powers, sum of unit centred rows. */
static void add_row(const sums *w, const float *x, double *out)
{
	size_t d = w->m.d;
	double square = 0, *tail = out + 3 * d;
	for (size_t j = 0; j < d; j++) {
		double v = value(w, x, j) - (w->mean ? w->mean[j] : 0);
		square += v * v;
	}
	double scale = square > 0 ? 1 / sqrt(square) : 0;
	tail[0] += !(square > 0);
	tail[1] += sqrt(square);
	tail[2] += square;
	for (size_t j = 0; j < d; j++) {
		double v = value(w, x, j) - (w->mean ? w->mean[j] : 0), u = v * scale;
		out[j] += w->mean ? v * v : v;
		out[d + j] += w->mean ? v * v * v * v : u * u;
		out[2 * d + j] += u;
	}
}

static void add_lanes(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	const sums *w = ctx;
	for (size_t l = lo; l < hi; l++)
		for (size_t i = w->m.n * l / LANES; i < w->m.n * (l + 1) / LANES; i++)
			add_row(w, w->m.p + i * w->m.ld, w->lane + l * w->width);
}

static bool add_all(sums *w, sx_job *job, sx_err *err)
{
	memset(w->lane, 0, LANES * w->width * sizeof *w->lane);
	if (!sx_for(job, "directions", LANES, 1, add_lanes, w))
		return sx_fail_cancel(err);
	for (size_t l = 1; l < LANES; l++)
		for (size_t j = 0; j < w->width; j++)
			w->lane[j] += w->lane[l * w->width + j];
	return true;
}

static double of_pairs(const double *unit_sum, size_t d, double n)
{
	double square = 0;
	for (size_t j = 0; j < d; j++)
		square += unit_sum[j] * unit_sum[j];
	return n > 1 ? (square - n) / (n * (n - 1)) : (double)NAN;
}

bool sx_directions_get(sx_mat m, const bool *zeroed, sx_job *job, sx_arena *tmp, sx_directions *out, sx_err *err)
{
	size_t d = m.d;
	double n = (double)m.n;
	sums w = { .m = m, .zeroed = zeroed, .width = 3 * d + 3 };
	w.lane = sx_alloc(tmp, LANES * w.width, sizeof *w.lane);
	*out = (sx_directions){ .n = m.n, .d = d };
	double **each[] = { &out->mean, &out->sd, &out->kurtosis, &out->part };
	bool ok = w.lane != NULL;
	for (size_t i = 0; i < SX_COUNT(each); i++)
		ok &= (*each[i] = sx_alloc(tmp, d, sizeof(double))) != NULL;
	if (!ok)
		return sx_fail_memory(err, "sums of dimensions", (double)d * 8 * (3 * LANES + 4));
	if (!add_all(&w, job, err))
		return false;
	double some = n - w.lane[3 * d];
	out->zeros = (size_t)w.lane[3 * d];
	out->mean_norm = w.lane[3 * d + 1] / n;
	out->norm_sd = sqrt(fmax(0, w.lane[3 * d + 2] / n - out->mean_norm * out->mean_norm));
	out->mean_cosine = of_pairs(w.lane + 2 * d, d, some);
	for (size_t j = 0; j < d; j++) {
		double u = w.lane[2 * d + j];
		out->mean[j] = w.lane[j] / n;
		out->part[j] = (u * u - w.lane[d + j]) / (some * (some - 1));
	}
	w.mean = out->mean;
	if (!add_all(&w, job, err))
		return false;
	out->zeros_centred = (size_t)w.lane[3 * d];
	out->mean_cosine_centred = of_pairs(w.lane + 2 * d, d, n - w.lane[3 * d]);
	for (size_t j = 0; j < d; j++) {
		double m2 = w.lane[j] / n;
		out->sd[j] = sqrt(m2);
		out->kurtosis[j] = m2 > 1e-24 * out->mean[j] * out->mean[j] ? w.lane[d + j] / n / (m2 * m2) - 3 : (double)NAN;
	}
	return true;
}

void sx_put_mean_cosine(sx_result *out, const char *name, const sx_directions *d)
{
	if (isfinite(d->mean_cosine))
		sx_put(out, name, d->mean_cosine);
	else
		sx_put_none(out, name, "fewer than two rows have a direction");
}

/* ---- the partition function ---- */

typedef struct partition {
	sx_mat        m;
	const double *vectors;
	size_t        r, size;
	double       *scratch;	/* threads × size */
	double       *part;	/* stripes × r × 2 signs × (largest exponent, sum) */
} partition;

/* log-sum-exp as it comes: at[0] is the largest exponent, at[1] the sum of exp(t - at[0]). */
static void add_exponent(double *at, double t)
{
	if (at[1] == 0 || t > at[0]) {
		at[1] = at[1] == 0 ? 1 : at[1] * exp(at[0] - t) + 1;
		at[0] = t;
	} else {
		at[1] += exp(t - at[0]);
	}
}

static void partition_block(void *ctx, size_t lo, size_t hi, int thread)
{
	partition *w = ctx;
	double *x = w->scratch + (size_t)thread * w->size, *y = x + BLOCK * w->m.d, *part = w->part + lo / STRIPE * w->r * 4;
	for (size_t i = lo; i < hi; i += BLOCK) {
		size_t n = hi - i < BLOCK ? hi - i : BLOCK;
		for (size_t a = 0; a < n; a++)
			for (size_t j = 0; j < w->m.d; j++)
				x[a * w->m.d + j] = (double)w->m.p[(i + a) * w->m.ld + j];
		sx_dgemm(false, true, n, w->r, w->m.d, 1, x, w->m.d, w->vectors, w->m.d, 0, y, w->r);
		for (size_t a = 0; a < n; a++)
			for (size_t c = 0; c < w->r; c++) {
				add_exponent(part + 4 * c, y[a * w->r + c]);
				add_exponent(part + 4 * c + 2, -y[a * w->r + c]);
			}
	}
}

static void extremes(const partition *w, size_t stripes, double n, sx_partition *out)
{
	double least = INFINITY, most = -INFINITY;
	for (size_t c = 0; c < 2 * w->r; c++) {
		double top = -INFINITY, sum = 0;
		for (size_t s = 0; s < stripes; s++)
			top = fmax(top, w->part[(s * w->r * 2 + c) * 2]);
		for (size_t s = 0; s < stripes; s++)
			sum += w->part[(s * w->r * 2 + c) * 2 + 1] * exp(w->part[(s * w->r * 2 + c) * 2] - top);
		double f = top + log(sum);
		least = fmin(least, f);
		most = fmax(most, f);
	}
	if (w->r < w->m.d) {		/* a direction that no row has: F = n */
		least = fmin(least, log(n));
		most = fmax(most, log(n));
	}
	out->ratio = exp(least - most);
}

static void approximate(const sx_spectrum *s, const double *mean, double n, sx_partition *out)
{
	double length = 0, low = s->r < s->d ? 0 : s->singular[s->r - 1], high = s->singular[0];
	for (size_t j = 0; j < s->d; j++)
		length += mean[j] * mean[j];
	length = sqrt(length) * n;
	out->first = (n - length) / (n + length);
	out->second = (n - length + low * low / 2) / (n + length + high * high / 2);
}

static sx_space *unit_copy(const sx_space *s, sx_err *err)
{
	sx_mat m = sx_space_mat(s);
	float *p;
	sx_space *made = sx_space_new("unit", m.n, m.d, &p, err);
	for (size_t i = 0; made && i < m.n; i++) {
		double square = 0;
		for (size_t j = 0; j < m.d; j++)
			square += (double)m.p[i * m.ld + j] * (double)m.p[i * m.ld + j];
		for (size_t j = 0; j < m.d; j++)
			p[i * m.d + j] = square > 0 ? (float)((double)m.p[i * m.ld + j] / sqrt(square)) : 0;
	}
	return made;
}

static bool partition_of(sx_space *space, sx_job *job, sx_arena *tmp, sx_partition *out, sx_err *err)
{
	sx_spectrum s;
	sx_directions sum;
	if (!sx_spectrum_get(space, false, false, SX_SOLVER_FULL, 1, job, &s, err) ||
	    !sx_directions_get(sx_space_mat(space), NULL, job, tmp, &sum, err))
		return false;
	size_t stripes = (s.n + STRIPE - 1) / STRIPE;
	partition w = { .m = sx_space_mat(space), .vectors = s.vectors, .r = s.r, .size = BLOCK * (s.d + s.r) };
	w.scratch = sx_alloc(tmp, (size_t)sx_threads(job) * w.size, sizeof *w.scratch);
	w.part = sx_alloc(tmp, stripes * s.r * 4, sizeof *w.part);
	if (!w.scratch || !w.part)
		return sx_fail_memory(err, "the partition function", (double)stripes * (double)s.r * 32);
	if (!sx_for(job, "partition function", s.n, STRIPE, partition_block, &w))
		return sx_fail_cancel(err);
	extremes(&w, stripes, (double)s.n, out);
	approximate(&s, sum.mean, (double)s.n, out);
	return true;
}

bool sx_partition_get(sx_space *space, bool unit, sx_job *job, sx_arena *tmp, sx_partition *out, sx_err *err)
{
	if (!unit)
		return partition_of(space, job, tmp, out, err);
	sx_space *copy = unit_copy(space, err);
	bool ok = copy && partition_of(copy, job, tmp, out, err);
	sx_space_unref(copy);
	return ok;
}

/* ---- outlier dimensions ---- */

size_t sx_outliers_sigma(const double *mean, const double *sd, size_t d, bool *flag)
{
	double least = 1e-6 * sx_mean(sd, d), m = sx_mean(mean, d), square = 0;
	size_t count = 0;
	for (size_t j = 0; j < d; j++)
		square += (mean[j] - m) * (mean[j] - m);
	for (size_t j = 0; j < d; j++)
		count += flag[j] = d > 1 && fabs(mean[j]) > least && fabs(mean[j]) > m + 3 * sqrt(square / ((double)d - 1));
	return count;
}

size_t sx_outliers_robust(const double *mean, const double *sd, size_t d, bool *flag, double *scratch)
{
	size_t count = 0;
	double least = 1e-6 * sx_mean(sd, d);
	memcpy(scratch, mean, d * sizeof *scratch);
	double median = sx_quantile(scratch, d, 0.5);
	for (size_t j = 0; j < d; j++)
		scratch[j] = fabs(mean[j] - median);
	double mad = sx_quantile(scratch, d, 0.5);
	for (size_t j = 0; j < d; j++)
		count += flag[j] = fabs(mean[j]) > least && fabs(mean[j] - median) > 3 * 1.4826 * mad;
	return count;
}
