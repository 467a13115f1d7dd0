/* dehub_study.c: applies one chain of hubness reductions to one space and measures the outcome. */
#include "dehub_parts.h"
#include "space/class_codes.h"

#include <math.h>
#include <string.h>

double sx_dehub_reduction(double before, double after)
{
	return before > 0 ? 1 - fabs(after) / before : (double)NAN;
}

bool sx_dehub_begin(sx_dehub *s, const sx_index_queries *h, size_t k, sx_err *err)
{
	sx_arena *tmp = s->call->tmp;
	s->halves = *h;
	s->n = sx_space_rows(h->index);
	s->m = h->queries ? sx_space_rows(h->queries) : s->n;
	s->k = k;
	s->n_k = sx_alloc(tmp, s->n, sizeof *s->n_k);
	s->scratch = sx_alloc(tmp, s->n, sizeof *s->scratch);
	if (!s->n_k || !s->scratch)
		return sx_fail_memory(err, "k-occurrence", (double)s->n * 16);
	if (s->labels == NULL)
		return true;
	if (!sx_classes_join(h->index, h->queries, s->labels, tmp, &s->code, &s->classes, err))
		return false;
	s->votes = sx_alloc(tmp, s->classes, sizeof *s->votes);
	return s->votes || sx_fail_memory(err, "votes", (double)s->classes * 8);
}

/* ---- lists ---- */

static size_t at_most(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Neighbours of queries (NULL: of the index itself) by the secondary distance, listed for each. */
static bool make_lists(sx_dehub *s, sx_space *index, sx_space *queries, sx_secondary_kind kind, size_t listed, sx_outcome *o,
                       sx_err *err)
{
	sx_secondary_spec spec = s->spec;
	sx_arena *tmp = s->call->tmp;
	size_t m = sx_space_rows(queries ? queries : index);
	spec.kind = kind;
	spec.k = s->k;
	spec.power = s->how.power;
	spec.listed = o->listed = listed;
	if (kind == SX_SECONDARY_NONE)
		spec.candidates = 0;
	if (spec.candidates && spec.candidates < listed)
		spec.candidates = listed;
	o->index = sx_alloc(tmp, m * listed, sizeof *o->index);
	o->distance = sx_alloc(tmp, m * listed, sizeof *o->distance);
	if (!o->index || !o->distance)
		return sx_fail_memory(err, "lists", (double)(m * listed) * 12);
	if (kind != SX_SECONDARY_NONE || queries) {
		sx_arena *own = sx_arena_new(s->call->job->memory);
		sx_secondary_lists lists = { .index = o->index, .distance = o->distance };
		bool ok = own && sx_secondary_knn(index, queries, &spec, s->call->job, own, &lists, err);
		o->mean = ok ? lists.mean : o->mean;
		sx_arena_free(own);
		return ok;
	}
	sx_knn t;
	if (!sx_knn_get(index, spec.metric, listed, s->call->job, &t, err))
		return false;
	for (size_t i = 0; i < m; i++) {
		memcpy(o->index + i * listed, t.index + i * t.ld, listed * sizeof *o->index);
		memcpy(o->distance + i * listed, t.distance + i * t.ld, listed * sizeof *o->distance);
	}
	o->mean = NAN;
	return true;
}

/* ---- votes ---- */

/* Distances that can be negative cannot be used as weights. */
static bool weighs(const sx_dehub *s, sx_secondary_kind kind, bool otherwise)
{
	bool sign = kind == SX_CSLS || kind == SX_DIS_SIM_LOCAL || kind == SX_DIS_SIM_GLOBAL || kind == SX_LOCALIZED_CENTERING;
	return !sign && (s->vote == SX_VOTE_AUTO ? otherwise : s->vote == SX_VOTE_DISTANCE);
}

static sx_ballot ballot(const sx_dehub *s, const sx_outcome *o, bool queries, bool weighted)
{
	return (sx_ballot){ .m = queries ? s->m : s->n, .ld = o->listed, .classes = s->classes, .index = o->index,
	                    .distance = o->distance, .code = s->code, .truth = queries ? s->code + s->n : s->code,
	                    .weighted = weighted };
}

/* Chooses k by stratified cross-validation on the index, then computes the error of the queries. Distances are those of the whole
 * index for every fold; lists are four times as long as the largest k, so that rows of the same fold can be skipped. */
static bool protocol(sx_dehub *s, const sx_reduced *r, sx_secondary_kind kind, sx_outcome *o, sx_err *err)
{
	sx_outcome own = { 0 };
	sx_arena *tmp = s->call->tmp;
	size_t *scratch = sx_alloc(tmp, s->n, sizeof *scratch), *fold = sx_alloc(tmp, s->n, sizeof *fold);
	if (!scratch || !fold)
		return sx_fail_memory(err, "folds", (double)s->n * 16);
	if (!make_lists(s, r->index, NULL, kind, at_most(s->n - 1, 4 * SX_CV_MOST + 20), &own, err))
		return false;
	o->weighted = weighs(s, kind, true);
	sx_vote_folds(s->code, s->n, s->classes, SX_CV_FOLDS, s->call->job->seed, scratch, fold);
	sx_ballot b = ballot(s, &own, false, o->weighted), test = ballot(s, o, true, o->weighted);
	o->test_k = SX_CV_LEAST;
	for (size_t k = SX_CV_LEAST; k <= at_most(SX_CV_MOST, o->listed); k++) {
		o->cv[k] = sx_vote_error_folds(&b, k, fold, s->votes);
		if (o->cv[k] < o->cv[o->test_k])
			o->test_k = k;
	}
	o->test_error = sx_vote_error(&test, o->test_k, s->votes, o->right);
	return true;
}

static bool votes(sx_dehub *s, const sx_reduced *r, sx_secondary_kind kind, sx_outcome *o, sx_err *err)
{
	bool queries = s->halves.queries != NULL;
	sx_ballot b = ballot(s, o, queries, weighs(s, kind, false));
	o->right = sx_alloc(s->call->tmp, s->m, sizeof *o->right);
	o->by_k = sx_alloc(s->call->tmp, s->k_max, sizeof *o->by_k);
	if (!o->right || !o->by_k)
		return sx_fail_memory(err, "votes", (double)s->m);
	for (size_t k = 1; k <= s->k_max; k++) {
		if (!sx_tick(s->call->job, -1, "votes"))
			return sx_fail_cancel(err);
		o->by_k[k - 1] = sx_vote_error(&b, k, s->votes, NULL);
	}
	o->error = sx_vote_error(&b, s->k, s->votes, o->right);
	return !queries || protocol(s, r, kind, o, err);
}

bool sx_dehub_assess(sx_dehub *s, const sx_chain *c, sx_outcome *o, sx_reduced *made, sx_err *err)
{
	sx_reduced r;
	const sx_index_queries *h = &s->halves;
	*o = (sx_outcome){ .error = NAN, .mean = NAN, .test_error = NAN };
	const sx_reduced rows = { h->index, h->queries };
	if (!sx_chain_transform(c, &s->how, &rows, s->call->job, s->out, &r, err))
		return false;
	size_t listed = s->k > s->k_max || s->code == NULL ? s->k : s->k_max;
	if (s->code && h->queries && listed < SX_CV_MOST)
		listed = at_most(SX_CV_MOST, s->n - 1);
	bool ok = make_lists(s, r.index, r.queries, c->secondary, listed, o, err);
	if (ok) {
		double mean = (double)s->k * (double)s->m / (double)s->n;
		sx_occurrence_count(o->index, s->m, s->k, o->listed, s->n, s->n_k);
		o->hubs = sx_occurrence_score(s->n_k, s->n, mean, s->hub_size * (double)s->k, 0, s->scratch);
	}
	ok = ok && (s->code == NULL || votes(s, &r, c->secondary, o, err));
	if (ok && made)
		*made = r;
	else
		sx_reduced_free(&r);
	return ok;
}
