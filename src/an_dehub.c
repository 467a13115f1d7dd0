/* an_dehub.c: hubness before and after a reduction (Feldbauer, Flexer 2019; Nielsen, Hansen 2024).
 *
 * A method is a chain: transforms of the space, then at most one secondary distance over all pairs, exactly. Each is a
 * row of the tables below. Cost: see secondary.h; for all methods about a dozen passes of n² d. */
#include "classes.h"
#include "knn.h"
#include "occurrence.h"
#include "options.h"
#include "reshape.h"
#include "secondary.h"
#include "tables.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SPACE, METHOD, K, METRIC, HUB_SIZE, LABELS, WHERE, DROP, AS };

static const sx_param params[] = {
	[SPACE]    = SX_OPT_SPACE,
	[METHOD]   = { .name = "method", .kind = SX_KIND_TEXT, .dflt = "mutual_proximity_normal",
	               .help = "mutual_proximity_normal, mutual_proximity_gamma, mutual_proximity_empirical, local_scaling, nicdm, csls, "
	                       "dis_sim_local, dis_sim_global, localized_centering, f_norm, f_uniform, z_score, center; a chain such "
	                       "as f_norm+nicdm; or all" },
	[K]        = SX_OPT_K("10"),
	[METRIC]   = { .name = "metric", .kind = SX_KIND_CHOICE, .dflt = "euclidean", .choices = "euclidean|cosine",
	               .help = "the distance that is reduced" },
	[HUB_SIZE] = { .name = "hub-size", .kind = SX_KIND_REAL, .dflt = "2", .lo = 1e-9, .hi = 1e9,
	               .help = "a hub is in at least this many times k lists" },
	[LABELS]   = { .name = "labels", .kind = SX_KIND_COLUMN,
	               .help = "column of classes: adds the error of the k-nearest-neighbour vote" },
	[WHERE]    = SX_OPT_WHERE,
	[DROP]     = SX_OPT_DROP,
	[AS]       = { .name = "as", .kind = SX_KIND_NAME,
	               .help = "keep what was made: the transformed space NAME, or NAME.indices and NAME.distances of the lists" },
};

static const struct { const char *name; int reshape; sx_secondary secondary; } steps[] = {
	{ "mutual_proximity_normal", -1, SX_MP_NORMAL }, { "mutual_proximity_gamma", -1, SX_MP_GAMMA },
	{ "mutual_proximity_empirical", -1, SX_MP_EMPIRICAL }, { "local_scaling", -1, SX_LOCAL_SCALING },
	{ "nicdm", -1, SX_NICDM }, { "csls", -1, SX_CSLS }, { "dis_sim_local", -1, SX_DIS_SIM_LOCAL },
	{ "dis_sim_global", -1, SX_DIS_SIM_GLOBAL }, { "localized_centering", -1, SX_LOCALIZED_CENTERING },
	{ "f_norm", SX_F_NORM, SX_SECONDARY_NONE }, { "f_uniform", SX_F_UNIFORM, SX_SECONDARY_NONE },
	{ "z_score", SX_Z_SCORE, SX_SECONDARY_NONE }, { "center", SX_CENTER, SX_SECONDARY_NONE },
};

typedef struct chain {
	int          reshape[8];
	size_t       nreshape;
	sx_secondary secondary;
} chain;

typedef struct outcome {
	sx_hub_scores hubs;
	double        error, mean;	/* NaN: no classes */
	uint32_t     *index;
	double       *distance;
} outcome;

typedef struct study {
	const sx_call *call;
	sx_result *out;
	size_t  n, k, classes;
	size_t *code;		/* NULL: no classes */
	double *n_k, *scratch;
} study;

/* ---- reading a chain ---- */

static bool unknown_method(const char *word, size_t len, sx_err *err)
{
	char copy[64];
	const char *names[SX_COUNT(steps)];
	snprintf(copy, sizeof copy, "%.*s", (int)(len < 60 ? len : 60), word);
	for (size_t i = 0; i < SX_COUNT(steps); i++)
		names[i] = steps[i].name;
	const char *near = sx_nearest(copy, names, SX_COUNT(names));
	return sx_fail(err, SX_EUSAGE, near ? "--method: '%s' is no method; did you mean %s?"
	                                    : "--method: '%s' is no method; 'help dehub' lists them", copy, near);
}

static bool read_chain(const char *text, chain *c, sx_err *err)
{
	*c = (chain){ 0 };
	for (const char *p = text;; p++) {
		size_t len = strcspn(p, "+"), i = 0;
		while (i < SX_COUNT(steps) && !(strlen(steps[i].name) == len && strncmp(steps[i].name, p, len) == 0))
			i++;
		if (i == SX_COUNT(steps))
			return unknown_method(p, len, err);
		if (c->secondary != SX_SECONDARY_NONE)
			return sx_fail(err, SX_EUSAGE, "--method: nothing can follow a secondary distance in '%.60s'", text);
		if (steps[i].reshape >= 0 && c->nreshape == SX_COUNT(c->reshape))
			return sx_fail(err, SX_EUSAGE, "--method: the chain '%.60s' is too long", text);
		if (steps[i].reshape >= 0)
			c->reshape[c->nreshape++] = steps[i].reshape;
		c->secondary = steps[i].secondary;
		p += len;
		if (*p == '\0')
			return true;
	}
}

/* ---- one chain ---- */

static bool assess(study *s, outcome *o, sx_err *err)
{
	sx_occurrence_count(o->index, s->n, s->k, s->k, s->n_k);
	o->hubs = sx_occurrence_score(s->n_k, s->n, (double)s->k, s->call->arg[HUB_SIZE].num, s->scratch);
	o->error = NAN;
	if (s->code == NULL)
		return true;
	size_t *votes = sx_alloc(s->call->tmp, s->classes, sizeof *votes);
	if (votes == NULL)
		return sx_fail_memory(err, "votes", (double)s->classes * 8);
	o->error = sx_vote_error(o->index, s->n, s->k, s->k, s->code, s->classes, votes);
	return true;
}

static bool lists_of(study *s, sx_space *space, sx_secondary kind, outcome *o, sx_err *err)
{
	sx_metric metric = (sx_metric)s->call->arg[METRIC].num;
	sx_arena *tmp = s->call->tmp;
	o->index = sx_alloc(tmp, s->n * s->k, sizeof *o->index);
	o->distance = sx_alloc(tmp, s->n * s->k, sizeof *o->distance);
	if (!o->index || !o->distance)
		return sx_fail_memory(err, "lists", (double)(s->n * s->k) * 12);
	if (kind != SX_SECONDARY_NONE) {
		sx_arena *own = sx_arena_new(s->call->job->memory);
		bool ok = own && sx_secondary_knn(space, metric, kind, s->k, s->call->job, own, o->index, o->distance, &o->mean, err);
		sx_arena_free(own);
		return ok && assess(s, o, err);
	}
	sx_knn t;
	if (!sx_knn_get(space, metric, s->k, s->call->job, &t, err))
		return false;
	for (size_t i = 0; i < s->n; i++) {
		memcpy(o->index + i * s->k, t.index + i * t.ld, s->k * sizeof *o->index);
		memcpy(o->distance + i * s->k, t.distance + i * t.ld, s->k * sizeof *o->distance);
	}
	o->mean = NAN;
	return assess(s, o, err);
}

/* The transformed space; the original where the chain has no transform. The caller unrefs it. */
static sx_space *transformed(study *s, sx_space *space, const chain *c, const char *name, sx_err *err)
{
	sx_space *now = sx_space_ref(space);
	for (size_t i = 0; now && i < c->nreshape; i++) {
		size_t flat;
		sx_space *next = sx_reshape_make(now, (sx_reshape)c->reshape[i], name, s->call->job, &flat, err);
		if (flat && s->out)
			sx_note(s->out, "%zu constant %s became zeros", flat, c->reshape[i] == SX_Z_SCORE ? "rows" : "dimensions");
		sx_space_unref(now);
		now = next;
	}
	return now;
}

static bool apply_chain(study *s, sx_space *space, const chain *c, outcome *o, sx_err *err)
{
	const char *as = s->call->arg[AS].text;
	sx_space *now = transformed(s, space, c, as ? as : sx_space_name(space), err);
	bool ok = now && lists_of(s, now, c->secondary, o, err);
	if (ok && as && c->nreshape && c->secondary == SX_SECONDARY_NONE)
		sx_give(s->out, sx_space_ref(now));
	sx_space_unref(now);
	return ok;
}

/* ---- telling ---- */

static double reduction(double before, double after)
{
	return before != 0 ? 1 - after / before : NAN;
}

static void put_error(study *s, const outcome *before, const outcome *after)
{
	if (s->code == NULL)
		return;
	sx_put(s->out, "before_knn_error", before->error);
	sx_put(s->out, "after_knn_error", after->error);
	if (before->error > 0)
		sx_put(s->out, "knn_error_reduction", reduction(before->error, after->error));
	else
		sx_put_none(s->out, "knn_error_reduction", "there was no error before");
}

static bool give_lists(study *s, const sx_space *space, const outcome *o, sx_err *err)
{
	for (int which = 0; which < 2; which++) {
		float *p;
		const char *name = sx_printf(s->call->tmp, "%s.%s", s->call->arg[AS].text, which ? "distances" : "indices");
		sx_space *made = name ? sx_space_new(name, s->n, s->k, &p, err) : NULL;
		if (made == NULL)
			return false;
		for (size_t i = 0; i < s->n * s->k; i++)
			p[i] = which ? (float)o->distance[i] : (float)sx_space_parent_row(space, o->index[i]);
		sx_give(s->out, made);
	}
	return true;
}

static bool one_method(study *s, sx_space *space, const outcome *before, sx_err *err)
{
	chain c;
	outcome after = { 0 };
	char name[40];
	if (!read_chain(s->call->arg[METHOD].text, &c, err) || !apply_chain(s, space, &c, &after, err))
		return false;
	sx_occurrence_put(s->out, "before_", &before->hubs);
	sx_occurrence_put(s->out, "after_", &after.hubs);
	sx_put(s->out, "hubness_reduction", reduction(before->hubs.k_skewness, after.hubs.k_skewness));
	if (isfinite(after.mean))
		sx_put(s->out, "mean_distance", after.mean);
	put_error(s, before, &after);
	snprintf(name, sizeof name, "dehub_occurrence_%zu", s->k);
	sx_occurrence_count(after.index, s->n, s->k, s->k, s->n_k);
	sx_column(s->out, name, s->n_k);
	sx_note(s->out, "all pairs, exactly%s", c.secondary == SX_SECONDARY_NONE ? "" : ": a full secondary distance");
	if (s->call->arg[AS].text && c.secondary != SX_SECONDARY_NONE)
		return give_lists(s, space, &after, err);
	return true;
}

enum { FIELDS = 6, MOST = 16 };

static void methods_table(study *s, const char *const *name, const outcome *o, size_t m)
{
	static const char *const field[FIELDS] = { "k_skewness", "robinhood", "antihub_occurrence", "max_k_occurrence",
		"hubness_reduction", "knn_error" };
	double v[MOST];
	sx_table(s->out, "methods", SX_PLAIN, m);
	sx_table_texts(s->out, "method", name);
	for (size_t f = 0; f < FIELDS; f++) {
		if (f + 1 == FIELDS && s->code == NULL)
			break;
		for (size_t i = 0; i < m; i++) {
			const sx_hub_scores *h = &o[i].hubs;
			const double value[FIELDS] = { h->k_skewness, h->robinhood, h->antihub_occurrence, h->max_k_occurrence,
				reduction(o[0].hubs.k_skewness, h->k_skewness), o[i].error };
			v[i] = value[f];
		}
		sx_table_nums(s->out, field[f], v);
	}
}

/* Every single method and the chain that its study found best, f_norm then mutual proximity. */
static bool all_methods(study *s, sx_space *space, const outcome *before, sx_err *err)
{
	const char *name[MOST] = { "none" };
	outcome o[MOST] = { *before };
	size_t m = 1;
	sx_job *job = s->call->job, whole = *job;
	for (size_t i = 0; i <= SX_COUNT(steps); i++) {
		const char *method = i < SX_COUNT(steps) ? steps[i].name : "f_norm+mutual_proximity_normal";
		chain c;
		if (i < SX_COUNT(steps) && steps[i].secondary == SX_MP_EMPIRICAL && s->n > SX_MP_EMPIRICAL_MOST) {
			sx_note(s->out, "mutual_proximity_empirical is left out: %zu rows, at most %d", s->n, SX_MP_EMPIRICAL_MOST);
			continue;
		}
		job->from = whole.from + (whole.span > 0 ? whole.span : 1) * (double)i / (SX_COUNT(steps) + 1);
		job->span = (whole.span > 0 ? whole.span : 1) / (SX_COUNT(steps) + 1);
		bool ok = read_chain(method, &c, err) && apply_chain(s, space, &c, &o[m], err);
		job->from = whole.from;
		job->span = whole.span;
		if (!ok)
			return false;
		name[m++] = method;
	}
	sx_occurrence_put(s->out, "before_", &before->hubs);
	methods_table(s, name, o, m);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0];
	study s = { .call = call, .out = out, .n = sx_space_rows(space), .k = (size_t)call->arg[K].num };
	outcome before = { 0 };
	s.n_k = sx_alloc(call->tmp, s.n, sizeof *s.n_k);
	s.scratch = sx_alloc(call->tmp, s.n, sizeof *s.scratch);
	if (!s.n_k || !s.scratch)
		return sx_fail_memory(err, "k-occurrence", (double)s.n * 16);
	if (call->arg[LABELS].text && !sx_classes_get(space, call->arg[LABELS].text, call->tmp, &s.code, &s.classes, err))
		return false;
	if (!lists_of(&s, space, SX_SECONDARY_NONE, &before, err))
		return false;
	return strcmp(call->arg[METHOD].text, "all") == 0 ? all_methods(&s, space, &before, err)
	                                                  : one_method(&s, space, &before, err);
}

const sx_command sx_cmd_dehub = {
	.name = "dehub", .group = "measure", .summary = "Reduce hubness and say by how much",
	.about = "Replaces the distance, or transforms the space, so that fewer rows stand in very many neighbour lists, and gives the "
		"figures of hubness before and after. hubness_reduction is 1 - after / before of the skewness. With --labels also the "
		"leave-one-out error of the vote of the k nearest and its reduction (on equal votes the nearest wins).\n"
		"Methods: mutual proximity turns a distance into the probability that both rows see the other as near, with a normal "
		"or gamma law fitted to each row's distances or by counting; local_scaling and nicdm divide by the distance to the "
		"k-th neighbour or the mean of the k; csls takes off the mean cosine of both neighbourhoods; dis_sim takes off the "
		"squared distance to the centre of the k nearest or of all; localized_centering the similarity to the 40 nearest; "
		"f_norm and f_uniform give every dimension one law by rank, then rows length 1; z_score and center are the simple "
		"ones. The last transform may be followed by one secondary distance: f_norm+mutual_proximity_normal.\n"
		"csls and localized_centering are of cosines and the dis_sims of Euclidean distances, whatever --metric says. All "
		"pairs are visited, so nothing is approximate. Cost: n^2 d in double, twice for mutual proximity; the empirical form "
		"n^3, for at most 5000 rows.",
	.example = "dehub demo --method f_norm+mutual_proximity_normal",
	.cite = "Schnitzer et al. 2012, JMLR 13; Feldbauer, Flexer 2019, KAIS 59; Nielsen, Hansen 2024, NoDaLiDa (Sentence-BERT)",
	SX_PARAMS(params), .run = run,
};
