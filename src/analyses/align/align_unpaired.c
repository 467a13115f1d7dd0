/* align_unpaired.c: aligns two spaces without pairs: candidate pairs from profiles of cosines, then Procrustes and CSLS in
 * alternation. */
#include "align_unpaired.h"
#include "neighbors/knn_search.h"
#include "numeric/linalg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { QUANTILES = 100, BINS = 4096, BLOCK = 128, PATIENCE = 3 };

typedef struct half {
	const sx_lines *lines;
	size_t    n, d, p;
	double   *mean, *basis;		/* d; p × d, or NULL where p = d */
	double    size;			/* root mean square length about the mean */
	sx_space *unit;			/* n × p */
	float    *x;			/* its points */
} half;

typedef struct blind {
	half      a, b;
	sx_job   *job;
	sx_arena *tmp;
	sx_err   *err;
	size_t    k;
	double   *w;		/* p × p */
	sx_space *turned;	/* a's rows times w */
	float    *y;
	size_t   *from, *to, pairs;
	double    csls;
} blind;

/* ---- rows centred, cut, of unit length ---- */

/* The leading p eigenvectors of the covariance, by rows. */
static bool principal(const blind *w, half *h)
{
	size_t d = h->d;
	double *gram = sx_alloc(w->tmp, d * d, sizeof *gram), *value = sx_alloc(w->tmp, d, sizeof *value);
	h->basis = sx_alloc(w->tmp, d * d, sizeof *h->basis);
	sx_lines l = *h->lines;
	l.mean = h->mean;
	if (!gram || !value || !h->basis)
		return sx_fail_memory(w->err, "principal directions", (double)(d * d) * 16);
	return sx_cross(&l, NULL, w->job, w->tmp, gram, w->err) && sx_eigh(d, gram, value, h->basis, w->err);
}

static void unit_rows(half *h, const double *row, float *to)
{
	double square = 0;
	for (size_t j = 0; j < h->p; j++)
		square += row[j] * row[j];
	for (size_t j = 0; j < h->p; j++)
		to[j] = (float)(square > 0 ? row[j] / sqrt(square) : 0);
}

static bool prepare(blind *w, half *h, const sx_lines *lines, size_t p)
{
	*h = (half){ .lines = lines, .n = lines->n, .d = lines->m.d, .p = p, .mean = sx_lines_mean(lines, w->tmp) };
	double *row = sx_alloc(w->tmp, h->d + p, sizeof *row), *cut = row ? row + h->d : NULL, sum = 0;
	sx_lines l = *lines;
	l.mean = h->mean;
	if (!h->mean || !row)
		return sx_fail_memory(w->err, "rows", (double)h->d * 16);
	if ((p < h->d && !principal(w, h)) || (h->unit = sx_space_new("unit", h->n, p, &h->x, w->err)) == NULL)
		return false;
	for (size_t i = 0; i < h->n; i++) {
		sx_lines_load(&l, i, i + 1, row);
		for (size_t j = 0; j < h->d; j++)
			sum += row[j] * row[j];
		if (h->basis)
			sx_dgemm(false, true, 1, p, h->d, 1, row, h->d, h->basis, h->d, 0, cut, p);
		unit_rows(h, h->basis ? cut : row, h->x + i * p);
	}
	h->size = sqrt(sum / (double)h->n);
	return h->size > 0 || sx_fail(w->err, SX_EINPUT, "all rows of a space are equal: there is nothing to align");
}

/* ---- the start: quantiles of each row's cosines ---- */

typedef struct profile {
	const half *h;
	float      *scratch;	/* threads × BLOCK × BLOCK */
	uint32_t   *bins;	/* threads × BLOCK × BINS */
	float      *out;	/* n × QUANTILES */
} profile;

/* The values at (l + 1/2) / QUANTILES of the counts, linear within a bin. */
static void quantiles(const uint32_t *bins, size_t total, float *out)
{
	double below = 0;
	size_t bin = 0;
	for (size_t l = 0; l < QUANTILES; l++) {
		double want = ((double)l + 0.5) / QUANTILES * (double)total;
		while (bin < BINS - 1 && below + bins[bin] < want)
			below += bins[bin++];
		double within = bins[bin] ? (want - below) / bins[bin] : 0.5;
		out[l] = (float)(2 * ((double)bin + within) / BINS - 1);
	}
}

static void profile_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	profile *w = ctx;
	const half *h = w->h;
	float *cosine = w->scratch + (size_t)thread * BLOCK * BLOCK;
	uint32_t *bins = w->bins + (size_t)thread * BLOCK * BINS;
	memset(bins, 0, (hi - lo) * BINS * sizeof *bins);
	for (size_t j0 = 0; j0 < h->n; j0 += BLOCK) {
		size_t m = h->n - j0 < BLOCK ? h->n - j0 : BLOCK;
		sx_gemm_nt(hi - lo, m, h->p, 1, h->x + lo * h->p, h->p, h->x + j0 * h->p, h->p, cosine, m);
		for (size_t i = lo; i < hi; i++)
			for (size_t j = 0; j < m; j++) {
				double c = ((double)cosine[(i - lo) * m + j] + 1) / 2 * BINS;
				if (j0 + j != i)
					bins[(i - lo) * BINS + (size_t)fmin(fmax(c, 0), BINS - 1)]++;
			}
	}
	for (size_t i = lo; i < hi; i++)
		quantiles(bins + (i - lo) * BINS, h->n - 1, w->out + i * QUANTILES);
}

static sx_space *profiles(blind *w, const half *h)
{
	size_t threads = (size_t)sx_threads(w->job);
	profile p = { .h = h, .scratch = sx_alloc(w->tmp, threads * BLOCK * BLOCK, sizeof(float)),
	              .bins = sx_alloc(w->tmp, threads * BLOCK * BINS, sizeof(uint32_t)) };
	sx_space *s = sx_space_new("profiles", h->n, QUANTILES, &p.out, w->err);
	if (s && p.scratch && p.bins && sx_for(w->job, "profiles of cosines", h->n, BLOCK, profile_rows, &p))
		return s;
	if (s)
		p.scratch && p.bins ? sx_fail_cancel(w->err) : sx_fail_memory(w->err, "profiles", (double)(threads * BLOCK * BINS) * 4);
	sx_space_unref(s);
	return NULL;
}

/* Standardises each quantile over both spaces. */
static void level(sx_space *s, sx_space *t)
{
	sx_mat a = sx_space_mat(s), b = sx_space_mat(t);
	float *p = (float *)(uintptr_t)a.p, *q = (float *)(uintptr_t)b.p;
	double n = (double)(a.n + b.n);
	for (size_t l = 0; l < QUANTILES; l++) {
		double mean = 0, square = 0;
		for (size_t i = 0; i < a.n + b.n; i++)
			mean += (double)(i < a.n ? p[i * QUANTILES + l] : q[(i - a.n) * QUANTILES + l]) / n;
		for (size_t i = 0; i < a.n + b.n; i++) {
			float *v = i < a.n ? p + i * QUANTILES + l : q + (i - a.n) * QUANTILES + l;
			square += ((double)*v - mean) * ((double)*v - mean) / n;
			*v = (float)((double)*v - mean);
		}
		for (size_t i = 0; square > 0 && i < a.n + b.n; i++) {
			float *v = i < a.n ? p + i * QUANTILES + l : q + (i - a.n) * QUANTILES + l;
			*v = (float)((double)*v / sqrt(square));
		}
	}
}

/* Mutual best matches. */
static void keep_mutual(blind *w, const uint32_t *forth, const uint32_t *back)
{
	w->pairs = 0;
	for (size_t i = 0; i < w->a.n; i++)
		if (back[forth[i]] == i) {
			w->from[w->pairs] = i;
			w->to[w->pairs++] = forth[i];
		}
}

static bool first_pairs(blind *w)
{
	sx_space *a = profiles(w, &w->a), *b = a ? profiles(w, &w->b) : NULL;
	sx_knn forth, back;
	bool ok = a && b;
	if (ok)
		level(a, b);
	ok = ok && sx_knn_of(b, &(sx_knn_asked){ sx_space_mat(a), NULL, SX_EUCLIDEAN, 1 }, w->job, w->tmp, &forth, w->err) &&
	     sx_knn_of(a, &(sx_knn_asked){ sx_space_mat(b), NULL, SX_EUCLIDEAN, 1 }, w->job, w->tmp, &back, w->err);
	if (ok)		/* one neighbour a line */
		keep_mutual(w, forth.index, back.index);
	sx_space_unref(a);
	sx_space_unref(b);
	return ok && (w->pairs > 0 || sx_fail(w->err, SX_EINPUT, "no row's distribution of cosines matches that of a row in the "
		"other space: there are no pairs to start from"));
}

/* ---- CSLS ---- */

typedef struct best { double value; uint32_t index; } best;

typedef struct matching {
	const blind *w;
	const double *ra, *rb;	/* mean cosines with the nearest on the other side */
	float *scratch;		/* threads × BLOCK × BLOCK */
	best  *forth;		/* a.n */
	best  *back;		/* threads × b.n */
} matching;

static void better(best *at, double value, size_t index)
{
	if (value > at->value || (value == at->value && index < at->index))
		*at = (best){ value, (uint32_t)index };
}

static void match_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	matching *m = ctx;
	const half *b = &m->w->b;
	float *cosine = m->scratch + (size_t)thread * BLOCK * BLOCK;
	best *back = m->back + (size_t)thread * b->n;
	for (size_t j0 = 0; j0 < b->n; j0 += BLOCK) {
		size_t n = b->n - j0 < BLOCK ? b->n - j0 : BLOCK;
		sx_gemm_nt(hi - lo, n, b->p, 1, m->w->y + lo * b->p, b->p, b->x + j0 * b->p, b->p, cosine, n);
		for (size_t i = lo; i < hi; i++)
			for (size_t j = 0; j < n; j++) {
				double v = 2 * (double)cosine[(i - lo) * n + j] - m->ra[i] - m->rb[j0 + j];
				better(&m->forth[i], v, j0 + j);
				better(&back[j0 + j], v, i);
			}
	}
}

/* Mean cosine of each query with its k nearest rows of the space: 1 - distance of unit rows. */
static double *nearness(blind *w, sx_space *s, sx_space *queries, sx_arena *tmp)
{
	sx_knn t;
	size_t k = w->k < sx_space_rows(s) ? w->k : sx_space_rows(s) - 1, n = sx_space_rows(queries);
	double *r = sx_alloc(tmp, n, sizeof *r);
	if (r == NULL) {
		sx_fail_memory(w->err, "CSLS", (double)n * 8);
		return NULL;
	}
	if (!sx_knn_of(s, &(sx_knn_asked){ sx_space_mat(queries), NULL, SX_DOT, k }, w->job, tmp, &t, w->err))
		return NULL;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < k; j++)
			r[i] += -t.distance[i * t.ld + j] / (double)k;
	return r;
}

static bool match(blind *w, sx_arena *tmp)
{
	size_t threads = (size_t)sx_threads(w->job), na = w->a.n, nb = w->b.n;
	matching m = { .w = w, .scratch = sx_alloc(tmp, threads * BLOCK * BLOCK, sizeof(float)), .forth = sx_alloc(tmp, na, sizeof(best)),
	               .back = sx_alloc(tmp, threads * nb, sizeof(best)) };
	uint32_t *forth = sx_alloc(tmp, na, sizeof *forth), *back = sx_alloc(tmp, nb, sizeof *back);
	if (!m.scratch || !m.forth || !m.back || !forth || !back)
		return sx_fail_memory(w->err, "CSLS", (double)(na + threads * nb) * 16);
	if ((m.ra = nearness(w, w->b.unit, w->turned, tmp)) == NULL || (m.rb = nearness(w, w->turned, w->b.unit, tmp)) == NULL)
		return false;
	for (size_t i = 0; i < na + threads * nb; i++)
		*(i < na ? &m.forth[i] : &m.back[i - na]) = (best){ -INFINITY, UINT32_MAX };
	if (!sx_for(w->job, "CSLS", na, BLOCK, match_rows, &m))
		return sx_fail_cancel(w->err);
	for (size_t j = 0; j < nb; j++)
		for (size_t t = 1; t < threads; t++)
			better(&m.back[j], m.back[t * nb + j].value, m.back[t * nb + j].index);
	for (size_t i = 0; i < na; i++)
		forth[i] = m.forth[i].index;
	for (size_t j = 0; j < nb; j++)
		back[j] = m.back[j].index;
	keep_mutual(w, forth, back);
	w->csls = 0;
	for (size_t i = 0; i < w->pairs; i++)
		w->csls += m.forth[w->from[i]].value / (double)w->pairs;
	return true;
}

/* ---- rounds ---- */

static bool turn(blind *w, sx_arena *tmp)
{
	size_t p = w->a.p;
	sx_lines x = { sx_space_mat(w->a.unit), w->from, NULL, w->pairs }, y = { sx_space_mat(w->b.unit), w->to, NULL, w->pairs };
	sx_lines all = sx_lines_of(w->a.unit);
	double *cross = sx_alloc(tmp, p * p, sizeof *cross);
	if (cross == NULL)
		return sx_fail_memory(w->err, "a turn", (double)(p * p) * 8);
	return sx_cross(&x, &y, w->job, tmp, cross, w->err) && sx_turn_of(cross, p, p, w->job, tmp, w->w, NULL, w->err) &&
	       sx_lines_times(&all, w->w, p, NULL, w->job, tmp, w->y, w->err);
}

static bool round_once(blind *w)
{
	sx_arena *tmp = sx_arena_new(w->job->memory);
	sx_space_unref(w->turned);	/* a space memoises its neighbours */
	w->turned = sx_space_new("turned", w->a.n, w->a.p, &w->y, w->err);
	bool ok = tmp && w->turned && turn(w, tmp) && match(w, tmp);
	sx_arena_free(tmp);
	return ok;
}

/* Stops when the mean CSLS has not grown for some rounds; the last rotation is that of the last pairs. */
static bool refine(blind *w, size_t most, sx_blind *out)
{
	double top = -INFINITY;
	sx_job *whole = w->job, part;
	for (size_t waited = 0; out->rounds < most && waited < PATIENCE; out->rounds++) {
		part = sx_job_part(whole, (double)out->rounds / (double)most, 1 / (double)most);
		w->job = &part;
		if (!round_once(w))
			return false;
		if (w->pairs == 0)
			return sx_fail(w->err, SX_EINPUT, "no two rows are mutual best matches: the spaces have no common shape");
		waited = w->csls > top + 1e-4 ? 0 : waited + 1;
		top = fmax(top, w->csls);
	}
	w->job = whole;
	return true;
}

/* Converts a rotation of unit rows to a map of rows as stored: size_b / size_a Va' W Vb. */
static bool compose(blind *w, sx_mapping *m)
{
	size_t d = w->a.d, e = w->b.d, p = w->a.p;
	double by = w->b.size / w->a.size, *half_way = sx_alloc(w->tmp, d * p, sizeof *half_way);
	*m = (sx_mapping){ .d = d, .e = e, .from = w->a.mean, .to = w->b.mean, .w = sx_alloc(w->tmp, d * e, sizeof *m->w) };
	if (!half_way || !m->w)
		return sx_fail_memory(w->err, "a map", (double)(d * e) * 8);
	if (w->a.basis)
		sx_dgemm(true, false, d, p, p, by, w->a.basis, d, w->w, p, 0, half_way, p);
	for (size_t i = 0; !w->a.basis && i < d * p; i++)
		half_way[i] = by * w->w[i];
	if (w->b.basis)
		sx_dgemm(false, false, d, e, p, 1, half_way, p, w->b.basis, e, 0, m->w, e);
	else
		memcpy(m->w, half_way, d * e * sizeof *m->w);
	return true;
}

bool sx_blind_align(const sx_lines *a, const sx_lines *b, size_t k, size_t most, sx_job *job, sx_arena *tmp, sx_blind *out,
                    sx_err *err)
{
	size_t p = a->m.d < b->m.d ? a->m.d : b->m.d;
	blind w = { .job = job, .tmp = tmp, .err = err, .k = k, .w = sx_alloc(tmp, p * p, sizeof *w.w),
	            .from = sx_alloc(tmp, a->n, sizeof *w.from), .to = sx_alloc(tmp, a->n, sizeof *w.to) };
	*out = (sx_blind){ 0 };
	bool ok = (w.w && w.from && w.to) || sx_fail_memory(err, "an alignment", (double)(p * p) * 8);
	ok = ok && prepare(&w, &w.a, a, p) && prepare(&w, &w.b, b, p) && first_pairs(&w);
	out->start = w.pairs;
	ok = ok && refine(&w, most, out) && compose(&w, &out->map);
	out->matched = w.pairs;
	out->csls = w.csls;
	sx_space_unref(w.a.unit);
	sx_space_unref(w.b.unit);
	sx_space_unref(w.turned);
	return ok;
}
