/* secondary_distance.c: neighbours by a secondary distance, computed by blocks of rows. */
#include "secondary_parts.h"

#include <math.h>
#include <string.h>

/* ---- all pairs ---- */

/* Columns by tiles, so that the tables of gamma distributions of a tile stay in the cache while all rows pass. */
static void convert(sx_secondary *p, size_t lo, size_t hi, double *block)
{
	enum { TILE = 64 };
	size_t n = p->over.m.n;
	for (size_t j0 = 0; j0 < n; j0 += TILE)
		for (size_t i = lo; i < hi; i++) {
			double *row = block + (i - lo) * n;
			for (size_t j = j0; j < n && j < j0 + TILE; j++)
				row[j] = p->same && j == i ? INFINITY : sx_secondary_of(p, i, j, row[j]);
		}
}

static void all_pairs_block(void *ctx, size_t lo, size_t hi, int thread)
{
	sx_secondary *p = ctx;
	size_t n = p->over.m.n;
	double *near = p->block + (size_t)thread * 2 * p->grain * n, *out = near + p->grain * n;
	sx_secondary_distances(p, &p->own, lo, hi, near);
	if (p->spec.kind == SX_MP_EMPIRICAL) {
		sx_secondary_count(p, lo, hi, thread, near, out);
	} else {
		memcpy(out, near, (hi - lo) * n * sizeof *out);
		convert(p, lo, hi, out);
	}
	for (size_t i = lo; i < hi; i++)
		sx_secondary_best(p, i, out + (i - lo) * n, NULL, n, p->spec.ties_by_distance ? near + (i - lo) * n : NULL);
}

/* ---- rows made ready ---- */

static bool load_side(const sx_secondary *p, sx_secondary_side *s, const double *mean, sx_err *err)
{
	for (size_t i = 0; i < s->m.n; i++) {
		double *x = s->x + i * p->d;
		for (size_t j = 0; j < p->d; j++) {
			x[j] = (double)s->m.p[i * s->m.ld + j] - mean[j];
			s->square[i] += x[j] * x[j];
		}
		if (p->metric != SX_COSINE)
			continue;
		if (s->square[i] == 0)
			return sx_fail_zero_row(s->space, i, err);
		for (size_t j = 0; j < p->d; j++)
			x[j] /= sqrt(s->square[i]);
	}
	return true;
}

static bool side_room(const sx_secondary *p, sx_secondary_side *s, sx_arena *tmp)
{
	s->x = sx_alloc(tmp, s->m.n * p->d, sizeof *s->x);
	s->square = sx_alloc(tmp, s->m.n, sizeof *s->square);
	s->a = sx_alloc(tmp, s->m.n, sizeof *s->a);
	s->b = sx_alloc(tmp, s->m.n, sizeof *s->b);
	s->least = sx_alloc(tmp, s->m.n, sizeof *s->least);
	s->most = sx_alloc(tmp, s->m.n, sizeof *s->most);
	s->gamma = sx_alloc(tmp, p->spec.kind == SX_MP_GAMMA ? s->m.n : 1, sizeof *s->gamma);
	return s->x && s->square && s->a && s->b && s->least && s->most && s->gamma;
}

/* Where both sides are the same rows they share all but a, which some conventions take differently on a row's own side. */
static bool load_rows(sx_secondary *p, sx_arena *tmp, sx_err *err)
{
	size_t n = p->over.m.n;
	double *mean = sx_alloc(tmp, p->d, sizeof *mean), *own_a = sx_alloc(tmp, p->own.m.n, sizeof *own_a);
	if (!mean || !own_a || !side_room(p, &p->over, tmp) || (!p->same && !side_room(p, &p->own, tmp)))
		return sx_fail_memory(err, "rows in double", (double)n * (double)p->d * 8);
	for (size_t i = 0; p->metric == SX_EUCLIDEAN && i < n; i++)
		for (size_t j = 0; j < p->d; j++)
			mean[j] += (double)p->over.m.p[i * p->over.m.ld + j] / (double)n;
	if (!load_side(p, &p->over, mean, err))
		return false;
	if (!p->same)
		return load_side(p, &p->own, mean, err);
	p->own = p->over;
	p->own.a = own_a;
	return true;
}

static bool room(sx_secondary *p, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t threads = (size_t)sx_threads(job), n = p->over.m.n;
	bool triples = p->spec.kind == SX_MP_EMPIRICAL && !p->same;
	p->sum = sx_alloc(tmp, p->own.m.n, sizeof *p->sum);
	p->block = sx_alloc(tmp, threads * 2 * p->grain * n, sizeof *p->block);
	p->other = sx_alloc(tmp, triples ? threads * SX_SECONDARY_BLOCK * n : 1, sizeof *p->other);
	return (p->sum && p->block && p->other) ||
	       sx_fail_memory(err, "secondary distances", 2 * (double)p->grain * (double)threads * (double)n * 8);
}

static bool check(const sx_secondary *p, sx_err *err)
{
	size_t n = p->over.m.n, most = p->same && n ? n - 1 : n, k = p->listed > p->spec.k ? p->listed : p->spec.k;
	const char *name = sx_space_name(p->over.space);
	if (!p->same && p->own.m.d != p->d)
		return sx_fail(err, SX_EINPUT, "%s has %zu dimensions and %s has %zu; queries must have the dimensions of the "
			"index",
		               sx_space_name(p->own.space), p->own.m.d, name, p->d);
	if (k == 0 || k > most || (n < 4 && p->spec.kind != SX_SECONDARY_NONE))
		return sx_fail(err, SX_EINPUT, "%s: k is %zu, but %zu rows have at most %zu neighbours each", name, k, n, most);
	if (p->spec.candidates && (p->spec.candidates < k || p->spec.candidates > most))
		return sx_fail(err, SX_EINPUT, "%s: --candidates is %zu, but must be from k, %zu, to %zu", name, p->spec.candidates, k, most);
	size_t limit = p->spec.force ? SX_MP_EMPIRICAL_LIMIT : SX_MP_EMPIRICAL_MOST;
	if (p->spec.kind == SX_MP_EMPIRICAL && !p->spec.candidates && n > limit)
		return sx_fail(err, SX_EINPUT, "%s: empirical mutual proximity visits every triple of %zu rows; at most %zu; "
		               "use the normal or gamma form, or a sample%s", name, n, limit, p->spec.force ? "" : ", or --force");
	return true;
}

/* scikit-hubness moves the least value of local DisSim to 0. */
static void to_zero(sx_secondary *p)
{
	double least = INFINITY;
	size_t m = p->own.m.n, k = p->listed;
	for (size_t i = 0; i < m; i++)
		least = fmin(least, p->distance[i * k]);
	for (size_t i = 0; i < m * k; i++)
		p->distance[i] -= least;
	for (size_t i = 0; i < m; i++)
		p->sum[i] -= least * (double)(p->spec.candidates ? p->spec.candidates : p->over.m.n - p->same);
}

static bool visit(sx_secondary *p, sx_job *job, sx_arena *tmp, sx_err *err)
{
	if (!sx_secondary_figures(p, job, tmp, err))
		return false;
	if (p->spec.candidates) {
		if (!sx_secondary_candidates(p, job, tmp, err))
			return false;
	} else {
		if (p->spec.kind == SX_MP_EMPIRICAL && p->same && !sx_secondary_rank(p, job, tmp, err))
			return false;
		if (!sx_for(job, "secondary distances", p->own.m.n, p->grain, all_pairs_block, p))
			return sx_fail_cancel(err);
	}
	if (p->bad)
		return sx_fail(err, SX_EINPUT, "%s: the gamma distribution does not fit some row's distances", sx_space_name(p->over.space));
	if (p->spec.convention == SX_SCIKIT_HUBNESS && p->spec.kind == SX_DIS_SIM_LOCAL)
		to_zero(p);
	return true;
}

/* The default size of a neighbourhood. */
static size_t default_size(const sx_secondary_spec *s, size_t most)
{
	bool scaling = s->kind == SX_LOCAL_SCALING || s->kind == SX_NICDM;
	size_t size = s->size ? s->size : s->kind == SX_LOCALIZED_CENTERING ? 40
	            : s->convention == SX_TOOLBOX && scaling ? 7
	            : s->convention == SX_SCIKIT_HUBNESS && (scaling || s->kind == SX_DIS_SIM_LOCAL) ? 5 : s->k;
	return size < most ? size : most;
}

bool sx_secondary_knn(sx_space *index_space, sx_space *queries, const sx_secondary_spec *spec, sx_job *job, sx_arena *tmp,
                      sx_secondary_lists *out, sx_err *err)
{
	sx_secondary p = { .spec = *spec, .metric = spec->metric, .same = queries == NULL, .index = out->index, .distance = out->distance,
	               .factor = 1, .listed = spec->listed ? spec->listed : spec->k };
	p.over = (sx_secondary_side){ .space = index_space, .m = sx_space_mat(index_space) };
	p.own = queries ? (sx_secondary_side){ .space = queries, .m = sx_space_mat(queries) } : p.over;
	p.d = p.over.m.d;
	if (spec->kind == SX_CSLS || spec->kind == SX_LOCALIZED_CENTERING)
		p.metric = SX_COSINE;
	if (spec->kind == SX_DIS_SIM_LOCAL || spec->kind == SX_DIS_SIM_GLOBAL)
		p.metric = SX_EUCLIDEAN;
	p.grain = spec->kind == SX_MP_EMPIRICAL && !p.same ? SX_SECONDARY_TRIPLES : SX_SECONDARY_BLOCK;
	size_t n = p.over.m.n;
	p.size = default_size(spec, p.same && n ? n - 1 : n);
	if (spec->convention == SX_PAPER && (spec->kind == SX_MP_NORMAL || spec->kind == SX_MP_GAMMA) && !spec->candidates)
		p.spec.candidates = p.listed + 100 < n - p.same ? p.listed + 100 : n - p.same;
	if (!check(&p, err) || !load_rows(&p, tmp, err) || !room(&p, job, tmp, err) || !visit(&p, job, tmp, err))
		return false;
	double sum = 0, pairs = (double)p.own.m.n * (double)(p.spec.candidates ? p.spec.candidates : n - p.same);
	for (size_t i = 0; i < p.own.m.n; i++)
		sum += p.sum[i];
	out->mean = sum / pairs;
	return true;
}
