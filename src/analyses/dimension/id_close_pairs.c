/* id_close_pairs.c: estimators that count close pairs among all pairs: correlation dimension and Fisher separability. */
#include "id_parts.h"
#include "linear/spectrum.h"
#include "numeric/inner_products.h"
#include "numeric/special.h"
#include "numeric/stats.h"

#include <math.h>

enum { GUESSES = 4096 };

/* Counts of pairs of each line, sorted into bins by a list of thresholds. */
typedef struct counting {
	sx_id          *e;
	size_t          lines, bins;
	const double   *edge;		/* bins, of the squared distance, ascending; NULL: shares of a unit product */
	size_t          guess[GUESSES + 1];	/* a bin at or before that of squared distances in each slice of 0 … the last edge */
	double          slices;		/* slices a unit of squared distance */
	const double   *square;		/* rows: squared lengths about the mean */
	const size_t   *rows;
	uint32_t       *count;		/* threads × lines × bins */
} counting;

static size_t bin_of_distance(const counting *w, double square)
{
	size_t bin = w->guess[square > 0 ? (size_t)(square * w->slices) : 0];
	while (bin < w->bins && w->edge[bin] <= square)		/* the first edge above it */
		bin++;
	return bin;
}

/* bin b: the product reaches 0.60 + 0.02 b and no more. */
static size_t bin_of_product(const counting *w, double product)
{
	if (product < 0.6)
		return w->bins;
	size_t b = (size_t)((product - 0.6) * 50 + 1e-9);
	return b < w->bins ? b : w->bins - 1;
}

static void prepare_guesses(counting *w)
{
	size_t bin = 0;
	w->slices = GUESSES / w->edge[w->bins - 1];
	for (size_t i = 0; i <= GUESSES; i++) {		/* one slice early: square * slices may round up */
		while (i > 0 && bin < w->bins - 1 && w->edge[bin] <= ((double)i - 1) / w->slices)
			bin++;
		w->guess[i] = bin;
	}
}

static void count_block(void *ctx, const sx_pair_block *b)
{
	counting *w = ctx;
	uint32_t *count = w->count + (size_t)b->thread * w->lines * w->bins;
	for (size_t i = 0; i < b->na; i++) {
		size_t line = b->a0 + i, row = w->rows ? w->rows[line] : line;
		for (size_t j = b->diagonal ? i + 1 : 0; j < b->nb; j++) {
			size_t other = b->b0 + j;
			double p = b->product[i * b->nb + j];
			if (w->edge && w->square[row] + w->square[other] - 2 * p >= w->edge[w->bins - 1])
				continue;
			size_t bin = w->edge ? bin_of_distance(w, w->square[row] + w->square[other] - 2 * p) : bin_of_product(w, p);
			if (bin == w->bins || other == row)
				continue;
			count[line * w->bins + bin]++;
			if (w->rows == NULL)
				count[other * w->bins + bin]++;
		}
	}
}

/* The counts of all threads, in the first one's place. Whole numbers: the order of the sum does not matter. */
static bool count_pairs(counting *w, sx_mat m, const double *mean, const char *what, sx_err *err)
{
	sx_id *e = w->e;
	size_t threads = (size_t)sx_threads(e->call->job), all = w->lines * w->bins;
	w->count = sx_alloc(e->call->tmp, threads * all, sizeof *w->count);
	if (w->count == NULL)
		return sx_fail_memory(err, what, (double)threads * (double)all * 4);
	const sx_pair_walk walk = { .m = m, .mean = mean, .rows = w->rows, .nrows = w->lines, .what = what, .body = count_block,
	                            .ctx = w };
	if (!sx_pairs(&walk, e->call->job, e->call->tmp, err))
		return false;
	for (size_t t = 1; t < threads; t++)
		for (size_t i = 0; i < all; i++)
			w->count[i] += w->count[t * all + i];
	return true;
}

/* ---- the correlation dimension: Grassberger, Procaccia 1983; radii as Hein and Audibert 2005 ---- */

enum { RADII = 32 };

typedef struct slope {
	const double *near, *far;	/* pairs of each line within the two radii */
	size_t        n;
	double        span;		/* ln(R2 / R1) */
} slope;

static void slope_of(const void *ctx, const uint32_t *count, double *out)
{
	const slope *s = ctx;
	double a = 0, b = 0;
	for (size_t i = 0; i < s->n; i++) {
		double c = count ? (double)count[i] : 1;
		a += c * s->near[i];
		b += c * s->far[i];
	}
	*out = log(b / a) / s->span;
}

static double median_distance(const sx_id *e, size_t j, double *scratch)
{
	for (size_t i = 0; i < e->n; i++)
		scratch[i] = e->distance[i * e->ld + j];
	return sx_quantile(scratch, e->n, 0.5);
}

/* Every pair is counted in two lists, so the influence of a row is twice that of its own list: deviations are doubled (Hoeffding
 * 1948), unless the lists are a sample, whose pairs mostly reach outside it. */
static bool put_slope(sx_id *e, const counting *w, double r1, double r2, sx_err *err)
{
	double value, low, high, twice = w->rows ? 1 : 2;
	double *near = sx_alloc(e->call->tmp, e->n, sizeof *near), *far = sx_alloc(e->call->tmp, e->n, sizeof *far);
	if (!near || !far)
		return sx_fail_memory(err, "counts", (double)e->n * 16);
	for (size_t i = 0; i < e->n; i++)
		for (size_t b = 0; b < w->bins; b++) {
			near[i] += w->edge[b] <= r1 * r1 ? w->count[i * w->bins + b] : 0;
			far[i] += w->edge[b] <= r2 * r2 ? w->count[i * w->bins + b] : 0;
		}
	slope s = { near, far, e->n, log(r2 / r1) };
	if (!sx_id_draw(e, &(sx_id_resampled){ slope_of, &s, e->n, 1 }, &value, &low, &high, err))
		return false;
	sx_id_add(e, "corrint", value, value - twice * (value - low), value + twice * (high - value),
	          sx_printf(e->call->tmp, "%.4g to %.4g", r1, r2));
	return true;
}

static bool curve(sx_id *e, const counting *w)
{
	double x[RADII + 2], y[RADII + 2], sum = 0, all = (double)e->n * ((double)e->points.n - 1);
	size_t m = 0;
	for (size_t b = 0; b < w->bins; b++) {
		for (size_t i = 0; i < e->n; i++)
			sum += w->count[i * w->bins + b];
		if (sum > 0) {
			x[m] = log(w->edge[b]) / 2;
			y[m++] = log(sum / all);
		}
	}
	sx_table(e->out, "corrint_curve", SX_LINE, m);
	sx_table_nums(e->out, "ln R", x);
	sx_table_nums(e->out, "ln C", y);
	return true;
}

static double lengths(const sx_id *e, double *mean, double *square)
{
	sx_mat m = e->points;
	double most = 0;
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++)
			mean[j] += (double)m.p[i * m.ld + j] / (double)m.n;
	for (size_t i = 0; i < m.n; i++) {
		for (size_t j = 0; j < m.d; j++) {
			double v = (double)m.p[i * m.ld + j] - mean[j];
			square[i] += v * v;
		}
		most = fmax(most, square[i]);
	}
	return sqrt(most);
}

/* Strictly closer than R: a pair at R itself, which is how R was chosen, is never let in by rounding. */
bool sx_id_corrint(sx_id *e, sx_err *err)
{
	sx_arena *tmp = e->call->tmp;
	double edge[RADII + 2], *mean = sx_alloc(tmp, e->points.d, sizeof *mean);
	double *square = sx_alloc(tmp, e->points.n, sizeof *square), *scratch = sx_alloc(tmp, e->n, sizeof *scratch);
	if (!mean || !square || !scratch)
		return sx_fail_memory(err, "lengths of rows", (double)e->points.n * 16);
	const sx_value *near = &e->call->arg[SX_ID_NEAR];
	size_t first_k = near->given ? (size_t)near->num : e->k / 2;
	if (first_k >= e->k)
		return sx_fail(err, SX_EUSAGE, "--k-near %zu is not below --k %zu", first_k, e->k);
	sx_record_num(e->out, "k-near", (double)first_k);
	double r1 = median_distance(e, first_k - 1, scratch), r2 = median_distance(e, e->k - 1, scratch);
	double first = fmax(median_distance(e, 0, scratch) / 2, r1 / 1000), last = 2 * lengths(e, mean, square);
	if (!(r1 < r2)) {
		sx_put_none(e->out, "corrint", "the median distances of the nearer and the k-th neighbour are equal");
		return true;
	}
	for (size_t i = 0; i < RADII; i++) {
		double r = first * pow(last / first, (double)i / (RADII - 1));
		edge[i] = r * r;
	}
	edge[RADII] = r1 * r1 * (1 - 1e-12);
	edge[RADII + 1] = r2 * r2 * (1 - 1e-12);
	sx_sort(edge, RADII + 2);
	counting w = { .e = e, .lines = e->n, .bins = RADII + 2, .edge = edge, .square = square, .rows = e->line_row };
	prepare_guesses(&w);
	return count_pairs(&w, e->points, mean, "pairs", err) && put_slope(e, &w, r1, r2, err) && curve(e, &w);
}

/* ---- FisherS: Albergante, Bac, Zinovyev 2019 ---- */

enum { ALPHAS = 20 };

/* The dimension of the sphere whose uniform points are as often inseparable at alpha; there is none for p = 0. */
static double sphere_like(double p, double alpha)
{
	double w = log1p(-alpha * alpha), a2 = alpha * alpha;
	return p > 0 ? sx_lambert_w(-w / (2 * acos(-1) * p * p * a2 * (1 - a2))) / -w : (double)NAN;
}

typedef struct separable {
	const uint32_t *count;	/* n × ALPHAS */
	size_t          n, at;
	double          of;	/* rows, the peer's divisor, one more than there are others */
} separable;

static void sphere_at(const void *ctx, const uint32_t *count, double *out)
{
	const separable *s = ctx;
	double sum = 0, total = 0;
	for (size_t i = 0; i < s->n; i++) {
		double c = count ? (double)count[i] : 1;
		for (size_t b = s->at; b < ALPHAS; b++)
			sum += c * (double)s->count[i * ALPHAS + b];
		total += c;
	}
	*out = sphere_like(sum / (total * s->of), 0.6 + 0.02 * (double)s->at);
}

static bool profile(sx_id *e, separable *s, sx_err *err)
{
	double x[ALPHAS], y[ALPHAS], value, low, high;
	size_t last = 0, m = 0;
	for (size_t a = 0; a < ALPHAS; a++) {
		s->at = a;
		sphere_at(s, NULL, &value);
		if (!isfinite(value))
			continue;
		x[m] = 0.6 + 0.02 * (double)a;
		y[m++] = value;
		last = a;
	}
	if (m == 0) {
		sx_put_none(e->out, "fishers", "all rows are separable already at alpha = 0.6: too few rows for the dimension");
		return true;
	}
	double want = 0.9 * (0.6 + 0.02 * (double)last), best = floor((want - 0.6) / 0.02 + 0.5);
	s->at = best > 0 ? (size_t)best : 0;
	if (!sx_id_draw(e, &(sx_id_resampled){ sphere_at, s, s->n, 1 }, &value, &low, &high, err))
		return false;
	sx_id_add(e, "fishers", value, value - 2 * (value - low), value + 2 * (high - value),
	          sx_printf(e->call->tmp, "global, alpha %.2f", 0.6 + 0.02 * (double)s->at));
	sx_table(e->out, "fishers_profile", SX_LINE, m);
	sx_table_nums(e->out, "alpha", x);
	sx_table_nums(e->out, "dimension", y);
	return true;
}

/* Scores on the directions above the largest eigenvalue / condition, to unit variance, then to unit length. */
static float *on_the_sphere(sx_id *e, size_t *kept, sx_err *err)
{
	sx_spectrum s;
	sx_space *space = e->u.unique;
	double condition = e->call->arg[SX_ID_CONDITION].num;
	if (!sx_spectrum_get(space, true, false, SX_SOLVER_FULL, 1, e->call->job, &s, err))
		return NULL;
	size_t k = 0, n = s.n;
	while (k < s.rank && s.singular[k] * s.singular[k] * condition > s.singular[0] * s.singular[0])
		k++;
	*kept = k;
	if (k == 0)
		return NULL;
	float *x = sx_alloc(e->call->tmp, n * k, sizeof *x);
	if (x == NULL)
		sx_fail_memory(err, "scores", (double)n * (double)k * 4);
	if (x == NULL || !sx_spectrum_scores(space, &s, 0, k, e->call->job, x, k, err))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		double square = 0;
		for (size_t j = 0; j < k; j++) {
			double v = (double)x[i * k + j] / s.singular[j];
			square += v * v;
		}
		for (size_t j = 0; j < k; j++)
			x[i * k + j] = square > 0 ? (float)((double)x[i * k + j] / s.singular[j] / sqrt(square)) : 0;
	}
	return x;
}

bool sx_id_fishers(sx_id *e, sx_err *err)
{
	size_t kept = 1, n = e->points.n;
	float *x = on_the_sphere(e, &kept, err);
	if (x == NULL && kept == 0) {
		sx_put_none(e->out, "fishers", "no direction is left: all rows are equal, or --condition is too small");
		return true;
	}
	if (x == NULL)
		return false;
	bool sample = e->line_row != NULL;
	counting w = { .e = e, .lines = sample ? e->n : n, .bins = ALPHAS, .rows = e->line_row };
	if (!count_pairs(&w, (sx_mat){ x, n, kept, kept }, NULL, "separability", err))
		return false;
	sx_put(e->out, "fishers_components", (double)kept);
	separable s = { .count = w.count, .n = w.lines, .of = (double)n };
	return profile(e, &s, err);
}
