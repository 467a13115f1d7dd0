/* id_decimation.c: estimators from the growth of neighbour distances as rows are decimated. Both read the one neighbour table:
 * the nearest row of a random subset is the first entry of a row's list that is in the subset. */
#include "id_parts.h"
#include "base/rng.h"

#include <math.h>
#include <string.h>

/* ---- the length of the neighbour graph: Costa, Hero 2004 ---- */

enum { SIZES = 8, LINKS = 2 };	/* subsets of n/8 … n rows; neighbours that a row is joined to */

typedef struct lengths {
	size_t  n;
	double  size[SIZES];
	double *mean;		/* n × SIZES: the expected length of a row's links in a subset of that size */
} lengths;

/* weight[j]: the probability that the (j+1)-th neighbour is one of a row's links, if p of n rows are drawn, including the row. The
 * exact probability instead of an average over draws avoids sampling noise. The mass beyond the list goes to its end. */
static void chances(double n, double p, size_t near, double *weight)
{
	double found[LINKS] = { 1 }, sum = 0;	/* chance that so many links are found by now */
	for (size_t j = 0; j < near; j++) {
		double next[LINKS] = { 0 };
		weight[j] = 0;
		for (size_t c = 0; c < LINKS; c++) {
			double in = fmax(0, fmin(1, (p - 1 - (double)c) / (n - 1 - (double)j)));
			weight[j] += found[c] * in;
			next[c] += found[c] * (1 - in);
			if (c + 1 < LINKS)
				next[c + 1] += found[c] * in;
		}
		for (size_t c = 0; c < LINKS; c++)
			found[c] = next[c];
		sum += weight[j];
	}
	weight[near - 1] += LINKS - sum;
}

/* L(p) = c p^(1 - 1/m): the slope of ln L on ln p. */
static void growth(const void *ctx, const uint32_t *count, double *out)
{
	const lengths *w = ctx;
	double sum[SIZES] = { 0 }, x = 0, y = 0, xx = 0, xy = 0;
	for (size_t i = 0; i < w->n; i++)
		for (size_t s = 0; s < SIZES; s++)
			sum[s] += (count ? (double)count[i] : 1) * w->mean[i * SIZES + s];
	for (size_t s = 0; s < SIZES; s++) {
		double a = log(w->size[s]), b = a + log(sum[s]);
		x += a / SIZES;
		y += b / SIZES;
		xx += a * a / SIZES;
		xy += a * b / SIZES;
	}
	double slope = (xy - x * y) / (xx - x * x);
	*out = slope < 1 ? 1 / (1 - slope) : INFINITY;
}

/* What a row adds to the slope; two links in an eighth of the rows reach about sixteen neighbours, which share them. */
static double sharing(sx_id *e, const lengths *w)
{
	double sum[SIZES] = { 0 }, x = 0, *psi = sx_alloc(e->call->tmp, w->n, sizeof *psi);
	if (psi == NULL)
		return 1;
	for (size_t s = 0; s < SIZES; s++) {
		x += log(w->size[s]) / SIZES;
		for (size_t i = 0; i < w->n; i++)
			sum[s] += w->mean[i * SIZES + s];
	}
	for (size_t i = 0; i < w->n; i++)
		for (size_t s = 0; s < SIZES; s++)
			psi[i] += (log(w->size[s]) - x) * (w->mean[i * SIZES + s] / sum[s] - 1 / (double)w->n);
	return sx_id_sharing(e, psi, e->near < 8 * LINKS ? e->near : 8 * LINKS);
}

static bool length_series(sx_id *e, const lengths *w)
{
	double y[SIZES] = { 0 };
	for (size_t s = 0; s < SIZES; s++)
		for (size_t i = 0; i < w->n; i++)
			y[s] += w->mean[i * SIZES + s] * w->size[s] / (double)w->n;
	sx_table(e->out, "knn_graph_length", SX_LINE, SIZES);
	sx_table_log(e->out, true, true);
	sx_table_nums(e->out, "rows", w->size);
	sx_table_nums(e->out, "length", y);
	return true;
}

bool sx_id_knn_graph(sx_id *e, sx_err *err)
{
	double n = (double)e->points.n, value, low, high;
	lengths w = { .n = e->n, .mean = sx_alloc(e->call->tmp, e->n * SIZES, sizeof *w.mean) };
	double *weight = sx_alloc(e->call->tmp, e->near, sizeof *weight);
	if (!w.mean || !weight)
		return sx_fail_memory(err, "lengths", (double)e->n * SIZES * 8);
	for (size_t s = 0; s < SIZES; s++) {
		w.size[s] = fmax(LINKS + 2, round(n * pow(8, (double)s / (SIZES - 1) - 1)));
		chances(n, w.size[s], e->near, weight);
		for (size_t i = 0; i < e->n; i++)
			for (size_t j = 0; j < e->near; j++)
				w.mean[i * SIZES + s] += weight[j] * e->distance[i * e->ld + j];
	}
	if (!sx_id_draw(e, &(sx_id_resampled){ growth, &w, w.n, 1 }, &value, &low, &high, err))
		return false;
	double wide = sharing(e, &w);
	sx_id_add(e, "knn_graph", value, value - wide * (value - low), value + wide * (high - value), "n/8 to n rows");
	return length_series(e, &w);
}

/* ---- decimation: TwoNN on halves, quarters … of the rows (Facco et al. 2017) ---- */

enum { LEVELS = 16, FEWEST = 11 };	/* a part has at least so many rows */

typedef struct thinning {
	sx_id  *e;
	size_t *order, *place;	/* a random order of the rows, and where each row is in it: its part is place mod parts */
	size_t  parts;
	double *log_mu, *reach;	/* of each line: ln(r2 / r1) and (r1 + r2) / 2 within its part */
} thinning;

/* The two nearest rows of the same part: from the list, or, where that holds fewer, among all of the part. */
static void two_nearest(const thinning *w, size_t line, double r[2])
{
	const sx_id *e = w->e;
	size_t row = sx_id_row(e, line), own = w->place[row] % w->parts, found = 0;
	for (size_t j = 0; j < e->near && found < 2; j++)
		if (w->place[e->index[line * e->ld + j]] % w->parts == own)
			r[found++] = e->distance[line * e->ld + j];
	if (found == 2)
		return;
	r[0] = r[1] = INFINITY;
	for (size_t at = own; at < e->points.n; at += w->parts) {
		size_t i = w->order[at];
		if (i == row)
			continue;
		double v = sx_distance(SX_EUCLIDEAN, e->points.p + row * e->points.ld, e->points.p + i * e->points.ld, e->points.d);
		if (v < r[0]) {
			r[1] = r[0];
			r[0] = v;
		} else if (v < r[1]) {
			r[1] = v;
		}
	}
}

static void keep_two(const thinning *w, size_t line, double first, double second)
{
	w->log_mu[line] = first > 0 ? log(second / first) : (double)NAN;
	w->reach[line] = (first + second) / 2;
}

static void thin_block(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	const thinning *w = ctx;
	for (size_t i = lo; i < hi; i++) {
		double r[2];
		two_nearest(w, i, r);
		keep_two(w, i, r[0], r[1]);
	}
}

enum { SMALL = 50, LONE = 10000 };	/* rows: fewer are looked through as they are; fewer are too few for threads to wait on */

/* If lists seldom contain two rows of the same part, each part gets a neighbour table of its own, which costs n² d / parts of fast
 * products. */
static bool by_tables(const thinning *w, sx_err *err)
{
	sx_id *e = w->e;
	sx_mat m = e->points;
	for (size_t part = 0; part < w->parts; part++) {
		sx_knn t;
		float *p;
		size_t n = 0, count = (m.n - part + w->parts - 1) / w->parts;
		sx_job job = sx_job_part(e->call->job, (double)part / (double)w->parts, 1 / (double)w->parts);
		if (count < LONE)
			job.threads = 1;
		sx_space *s = sx_space_new("part", count, m.d, &p, err);
		for (size_t at = part; s && at < m.n; at += w->parts)
			memcpy(p + n++ * m.d, m.p + w->order[at] * m.ld, m.d * sizeof *p);
		bool ok = s && sx_knn_get(s, SX_EUCLIDEAN, 2, &job, &t, err);
		for (size_t i = 0; ok && i < count; i++)
			keep_two(w, w->order[part + i * w->parts], t.distance[i * t.ld], t.distance[i * t.ld + 1]);
		sx_space_unref(s);
		if (!ok)
			return false;
	}
	return true;
}

static bool thin(thinning *w, sx_err *err)
{
	const sx_id *e = w->e;
	if (e->line_row == NULL && w->parts > 1 && e->near < 6 * w->parts && e->n / w->parts >= SMALL)
		return by_tables(w, err);
	return sx_for(e->call->job, "decimation", e->n, 64, thin_block, w) || sx_fail_cancel(err);
}

/* The mean over parts, with its standard error from per-row statistics as if they were independent. The spread over so few parts
 * is less reliable: with two parts its interval covers the mean of new clouds 70 times of 100. */
static void over_parts(const thinning *w, double *d, double *error, double *distance, double *scratch)
{
	double *sum = scratch, *rows = scratch + w->parts, mean = 0, square = 0, parts = 0, log_mu = 0, total = 0;
	for (size_t p = 0; p < 2 * w->parts; p++)
		scratch[p] = 0;
	*distance = 0;
	for (size_t i = 0; i < w->e->n; i++) {
		size_t part = w->place[sx_id_row(w->e, i)] % w->parts;
		*distance += w->reach[i] / (double)w->e->n;
		if (isnan(w->log_mu[i]))
			continue;
		sum[part] += w->log_mu[i];
		rows[part]++;
		total++;
		log_mu += w->log_mu[i];
		square += w->log_mu[i] * w->log_mu[i];
	}
	for (size_t p = 0; p < w->parts; p++)
		if (rows[p] >= 2 && sum[p] > 0) {
			mean += (rows[p] - 1) / sum[p];
			parts++;
		}
	*d = mean / parts;
	*error = *d * sqrt(fmax(square * total / (log_mu * log_mu) - 1, 0) / total);
}

/* Within a part the two nearest share rows as the two nearest of all do. */
static double part_sharing(sx_id *e, const double *log_mu)
{
	double mean = 0, rows = 0, *psi = sx_alloc(e->call->tmp, e->n, sizeof *psi);
	for (size_t i = 0; i < e->n; i++) {
		mean += isnan(log_mu[i]) ? 0 : log_mu[i];
		rows += !isnan(log_mu[i]);
	}
	for (size_t i = 0; psi && i < e->n; i++)
		psi[i] = isnan(log_mu[i]) ? 0 : log_mu[i] - mean / rows;
	return psi ? sx_id_sharing(e, psi, 2) : 1;
}

static void put_plateau(sx_id *e, const double *d, const double *error, const double *half, const double *rows, size_t m)
{
	sx_id_flat p = sx_id_plateau(d, error, m);
	if (p.count == 0) {
		sx_put_none(e->out, "decimation", m < 3 ? "a plateau needs three sizes, for which there are too few rows"
		                                        : "no plateau: no three sizes in a row agree; see series decimation");
		return;
	}
	sx_id_add_plateau(e, "decimation", &p, d, half, sx_printf(e->call->tmp, "%.0f to %.0f rows", rows[p.from],
	                  rows[p.from + p.count - 1]));
	sx_id_like(e, "twonn", rows[p.from + p.count / 2]);
}

bool sx_id_decimation(sx_id *e, sx_err *err)
{
	size_t n = e->points.n, m = 0;
	sx_arena *tmp = e->call->tmp;
	double rows[LEVELS], d[LEVELS], error[LEVELS], half[LEVELS], distance[LEVELS], wide = 1;
	thinning w = { .e = e, .parts = 1, .place = sx_alloc(tmp, n, sizeof *w.place) };
	w.order = sx_alloc(tmp, n, sizeof *w.order);
	w.log_mu = sx_alloc(tmp, e->n, sizeof *w.log_mu);
	w.reach = sx_alloc(tmp, e->n, sizeof *w.reach);
	double *scratch = sx_alloc(tmp, 2 * (size_t)1 << LEVELS, sizeof *scratch);
	if (!w.place || !w.order || !w.log_mu || !w.reach || !scratch)
		return sx_fail_memory(err, "decimation", (double)n * 32);
	for (size_t i = 0; i < n; i++)
		w.order[i] = i;
	sx_rng rng = sx_rng_open(e->call->job->seed, "id.decimation", 0);
	sx_rng_shuffle(&rng, w.order, n);
	for (size_t i = 0; i < n; i++)
		w.place[w.order[i]] = i;
	for (; m < LEVELS && (m == 0 || e->n / w.parts >= FEWEST); m++, w.parts *= 2) {
		if (!thin(&w, err))
			return false;
		rows[m] = (double)(n / w.parts);
		over_parts(&w, &d[m], &error[m], &distance[m], scratch);
		if (m == 0)
			wide = part_sharing(e, w.log_mu);
		error[m] *= wide;
		half[m] = 1.96 * error[m];
		if (m == 0)
			continue;
		sx_id_add_row(e, sx_printf(tmp, "twonn of n/%zu", w.parts), d[m], d[m] - half[m], d[m] + half[m],
		              sx_printf(tmp, "%.4g", distance[m]));
		sx_id_like(e, "twonn", rows[m]);
	}
	put_plateau(e, d, error, half, rows, m);
	sx_table(e->out, "decimation", SX_LINE, m);
	sx_table_log(e->out, true, false);
	sx_table_ints(e->out, "rows", rows);
	sx_table_nums(e->out, "dimension", d);
	sx_table_nums(e->out, "error", error);
	sx_table_nums(e->out, "distance", distance);
	return true;
}
