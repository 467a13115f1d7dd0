/* cmd_dehub.c: the command dehub: hubness before and after a reduction (Feldbauer, Flexer 2019; Nielsen, Hansen 2024).
 *
 * A method is a chain: transforms of the space, then at most one secondary distance over all pairs, computed exactly. Each is a
 * row of the tables below. Cost: see secondary_distance.h; all methods together take about a dozen passes of n² d. */
#include "dehub_parts.h"
#include "command/options.h"
#include "linear/price_terms.h"
#include "neighbors/neighbor_budget.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	SPACE, METHOD, K, METRIC, AGAINST, SPACES, QUERIES, SPLIT, LABELS, VOTE, K_MAX, NEIGHBORHOOD, POWER, SELF, RANDOM,
	CANDIDATES, TIES, FORCE, CONVENTION, HUB_SIZE, WHERE, DROP, AS,
};

static const sx_param params[] = {
	[SPACE]    = SX_OPT_SPACE,
	[METHOD]   = { .name = "method", .kind = SX_KIND_TEXT, .dflt = "mutual_proximity_normal",
	               .help = SX_CHAIN_NAMES "; a chain such as f_norm+nicdm; none; or all" },
	[K]        = { .name = "k", .kind = SX_KIND_INTS, .dflt = "10", .lo = 1, .hi = 1e9,
	               .help = "number of neighbours, at most rows - 1; the metrics use the first; several give one row each" },
	[METRIC]   = { .name = "metric", .kind = SX_KIND_CHOICE, .dflt = "euclidean", .choices = "euclidean|cosine",
	               .help = "the distance to correct" },
	[AGAINST]  = { .name = "against", .kind = SX_KIND_TEXT, .dflt = "none",
	               .help = "with classes: the method that McNemar's test compares with" },
	[SPACES]   = { .name = "spaces", .kind = SX_KIND_SPACES, .help = "further spaces, separated by commas, for the tables" },
	[QUERIES]  = SX_OPT_QUERY_SPACE,
	[SPLIT]    = SX_OPT_SPLIT,
	[LABELS]   = { .name = "labels", .kind = SX_KIND_COLUMN, .flags = SX_CLASSES,
	               .help = "column of classes: adds the error of the k-nearest-neighbour vote" },
	[VOTE]     = { .name = "vote", .kind = SX_KIND_CHOICE, .dflt = "auto", .choices = "auto|uniform|distance",
	               .help = "weights of votes: uniform, or 1 / distance; auto is uniform, except distance for the error of "
	                       "queries; always uniform where distances can be negative" },
	[K_MAX]    = { .name = "k-max", .kind = SX_KIND_INT, .lo = 1, .hi = 1e5, .help = "adds the error of the vote for each k "
		"from 1 to this" },
	[NEIGHBORHOOD] = { .name = "neighborhood", .kind = SX_KIND_INT, .lo = 1, .hi = 1e9,
	               .help = "size of a neighbourhood in local_scaling, nicdm, csls, dis_sim_local (k) and "
	               	"localized_centering (40)" },
	[POWER]    = { .name = "power", .kind = SX_KIND_REAL, .dflt = "1", .lo = 1e-9, .hi = 1e3,
	               .help = "exponent of the affinity in localized_centering and of the weights in weighted_centering" },
	[SELF]     = { .name = "self-included", .kind = SX_KIND_FLAG, .dflt = "no",
	               .help = "localized_centering counts a row as part of its own neighbourhood" },
	[RANDOM]   = { .name = "random", .kind = SX_KIND_FLAG, .dflt = "no",
	               .help = "f_norm and f_uniform use sorted random draws, as published, instead of quantiles" },
	[CANDIDATES] = { .name = "candidates", .kind = SX_KIND_INT, .lo = 1, .hi = 1e9,
	               .help = "only rerank this many nearest rows, and estimate moments from them: an approximation" },
	[TIES]     = { .name = "ties", .kind = SX_KIND_CHOICE, .dflt = "row", .choices = "row|distance",
	               .help = "order of ties in the secondary distance: by row number, or by the primary distance" },
	[FORCE]    = { .name = "force", .kind = SX_KIND_FLAG, .dflt = "no",
	               .help = "allow empirical mutual proximity of more than 5000 rows" },
	[CONVENTION] = { .name = "convention", .kind = SX_KIND_CHOICE, .dflt = "sextant",
	               .choices = "sextant|paper|toolbox|scikit-hubness",
	               .help = "which variants of the formulas: sextant's own; Nielsen and Hansen's paper (moments from the k + "
	                       "100 nearest; transforms fitted on queries too); hub-toolbox; scikit-hubness 0.30" },
	[HUB_SIZE] = { .name = "hub-size", .kind = SX_KIND_REAL, .dflt = "2", .lo = 1e-9, .hi = 1e9,
	               .help = "a hub is in at least this many times k neighbour lists" },
	[WHERE]    = SX_OPT_WHERE,
	[DROP]     = SX_OPT_DROP,
	[AS]       = { .name = "as", .kind = SX_KIND_NAME,
	               .help = "keep the result: the transformed space NAME, or the neighbour lists as NAME.indices and "
	               	"NAME.distances" },
};

/* ---- results of one method ---- */

static void put_error(sx_dehub *s, const sx_outcome *before, const sx_outcome *after)
{
	sx_put(s->out, "before_knn_error", before->error);
	sx_put(s->out, "after_knn_error", after->error);
	if (before->error > 0)
		sx_put(s->out, "knn_error_reduction", sx_dehub_reduction(before->error, after->error));
	else
		sx_put_none(s->out, "knn_error_reduction", "there was no error before");
}

static bool put_cross_validation(sx_dehub *s, const sx_outcome *before, const sx_outcome *after)
{
	double k[SX_CV_MOST + 1], none[SX_CV_MOST + 1], with[SX_CV_MOST + 1];
	size_t n = 0;
	for (size_t i = SX_CV_LEAST; i <= SX_CV_MOST && i <= after->listed; i++, n++) {
		k[n] = (double)i;
		with[n] = after->cv[i];
		none[n] = before->cv[i];
	}
	sx_table(s->out, "cross_validation", SX_LINE, n);
	sx_table_ints(s->out, "k", k);
	sx_table_nums(s->out, "after_error", with);
	sx_table_nums(s->out, "before_error", none);
	sx_put(s->out, "before_test_error", before->test_error);
	sx_put(s->out, "after_test_error", after->test_error);
	sx_put(s->out, "before_test_k", (double)before->test_k);
	sx_put(s->out, "after_test_k", (double)after->test_k);
	if (before->test_error > 0)
		sx_put(s->out, "test_error_reduction", sx_dehub_reduction(before->test_error, after->test_error));
	else
		sx_put_none(s->out, "test_error_reduction", "there was no error before");
	sx_note(s->out, "test errors are those of the queries, k from %d to %d by stratified %d-fold cross-validation on the index, "
	        "votes %s", SX_CV_LEAST, SX_CV_MOST, SX_CV_FOLDS, after->weighted ? "by 1 / distance" : "of one each");
	return true;
}

static bool put_error_series(sx_dehub *s, const sx_outcome *before, const sx_outcome *after, sx_err *err)
{
	double *k = sx_alloc(s->call->tmp, s->k_max, sizeof *k);
	if (k == NULL)
		return sx_fail_memory(err, "a series", (double)s->k_max * 8);
	for (size_t i = 0; i < s->k_max; i++)
		k[i] = (double)(i + 1);
	sx_table(s->out, "knn_error_by_k", SX_LINE, s->k_max);
	sx_table_ints(s->out, "k", k);
	sx_table_nums(s->out, "after_error", after->by_k);
	sx_table_nums(s->out, "before_error", before->by_k);
	return true;
}

/* The reduction against none, or against the method that --against names. */
static bool put_mcnemar(sx_dehub *s, const sx_outcome *before, const sx_outcome *after, sx_err *err)
{
	const char *against = s->call->arg[AGAINST].text;
	sx_chain c;
	sx_outcome other = *before;
	if (strcmp(against, "none") != 0 && !(sx_chain_read(against, &c, err) && sx_dehub_assess(s, &c, &other, NULL, err)))
		return false;
	sx_mcnemar t = sx_mcnemar_test(after->right, other.right, s->m);
	sx_put(s->out, "mcnemar_p", t.p);
	sx_put(s->out, "mcnemar_only_after_right", (double)t.only_a);
	sx_put(s->out, "mcnemar_only_before_right", (double)t.only_b);
	if (isfinite(t.low) && isfinite(t.high)) {
		sx_put_range(s->out, "accuracy_difference", t.difference, t.low, t.high);
	} else {
		sx_put(s->out, "accuracy_difference", t.difference);
		sx_note(s->out, "accuracy_difference has no range: %s", t.difference == 0 ? "no row is classified differently"
		                                                                       : "every row is classified differently");
	}
	sx_note(s->out, "McNemar's exact test compares with %s on %zu rows", against, s->m);
	return true;
}

static bool put_classes(sx_dehub *s, const sx_outcome *before, const sx_outcome *after, sx_err *err)
{
	put_error(s, before, after);
	if (after->test_k)
		put_cross_validation(s, before, after);
	return put_mcnemar(s, before, after, err) && (s->k_max == 0 || put_error_series(s, before, after, err));
}

static bool give_lists(sx_dehub *s, const sx_outcome *o, sx_err *err)
{
	for (int which = 0; which < 2; which++) {
		float *p;
		const char *name = sx_printf(s->call->tmp, "%s.%s", s->call->arg[AS].text, which ? "distances" : "indices");
		sx_space *made = name ? sx_space_new(name, s->m, s->k, &p, err) : NULL;
		if (made == NULL)
			return false;
		for (size_t i = 0; i < s->m * s->k; i++) {
			size_t at = i / s->k * o->listed + i % s->k;
			p[i] = which ? (float)o->distance[at] : (float)sx_space_parent_row(s->halves.index, o->index[at]);
		}
		sx_give(s->out, made);
	}
	return true;
}

/* The spaces for --as: the lists of a secondary distance, else the transformed space, and its queries. */
static bool give(sx_dehub *s, const sx_chain *c, const sx_outcome *o, const sx_reduced *made, sx_err *err)
{
	const char *as = s->call->arg[AS].text;
	if (as == NULL || (c->nreshape == 0 && c->secondary == SX_SECONDARY_NONE))
		return true;
	if (c->secondary != SX_SECONDARY_NONE)
		return give_lists(s, o, err);
	if (!sx_space_rename(made->index, as, err))
		return false;
	sx_give(s->out, sx_space_ref(made->index));
	const char *name = made->queries ? sx_printf(s->call->tmp, "%s.queries", as) : NULL;
	if (name && !sx_space_rename(made->queries, name, err))
		return false;
	if (name)
		sx_give(s->out, sx_space_ref(made->queries));
	return true;
}

static void note_scope(sx_dehub *s, const sx_chain *c)
{
	bool paper = s->spec.convention == SX_PAPER && (c->secondary == SX_MP_NORMAL || c->secondary == SX_MP_GAMMA);
	if (c->secondary == SX_SECONDARY_NONE)
		sx_note(s->out, "all pairs, exactly");
	else if (s->spec.candidates)
		sx_note(s->out, "an approximation: each row's %zu nearest candidates only", s->spec.candidates);
	else if (paper)
		sx_note(s->out, "an approximation, as published: each row's k + 100 nearest candidates only");
	else
		sx_note(s->out, "all pairs, exactly: a full secondary distance");
}

static bool tell(sx_dehub *s, const sx_chain *c, const sx_outcome *before, const sx_outcome *after, sx_err *err)
{
	char name[40];
	sx_occurrence_put(s->out, "before_", &before->hubs);
	sx_occurrence_put(s->out, "after_", &after->hubs);
	if (before->hubs.k_skewness > 0)
		sx_put(s->out, "hubness_reduction", sx_dehub_reduction(before->hubs.k_skewness, after->hubs.k_skewness));
	else
		sx_put_none(s->out, "hubness_reduction", "the skewness was not above 0 before: there was no hubness to reduce");
	if (isfinite(after->mean) && c->secondary != SX_SECONDARY_NONE)
		sx_put(s->out, "mean_distance", after->mean);
	snprintf(name, sizeof name, "dehub_occurrence_%zu", s->k);
	sx_occurrence_count(after->index, s->m, s->k, after->listed, s->n, s->n_k);
	const double *column = sx_index_queries_column(s->call, &s->halves, s->out->rows, s->n_k);
	if (column == NULL)
		return sx_fail_memory(err, "a column", (double)s->out->rows * 8);
	sx_column(s->out, name, column);
	note_scope(s, c);
	return s->code == NULL || put_classes(s, before, after, err);
}

/* ---- all pairs of a space and a k ---- */

typedef struct survey {
	sx_dehub     *s;
	const char  **method;
	size_t        nmethods;
	sx_dehub_row *row;
	size_t        nrows, total;	/* table rows done, and in total */
	bool          one;		/* a single method: the first pair is reported in full */
} survey;

static bool study_method(survey *v, const char *space, size_t i, sx_outcome *before, sx_err *err)
{
	sx_dehub *s = v->s;
	sx_job *job = s->call->job, whole = *job;
	double span = whole.span > 0 ? whole.span : 1;
	sx_chain c;
	sx_outcome o;
	sx_reduced made = { 0 };
	bool first = v->one && v->nrows == 1 && i == 1;
	sx_result *out = s->out;
	s->out = first ? out : NULL;		/* notes of transforms only once */
	job->from = whole.from + span * (double)v->nrows / (double)v->total;
	job->span = span / (double)v->total;
	bool ok = sx_chain_read(v->method[i], &c, err) && sx_dehub_assess(s, &c, &o, first ? &made : NULL, err);
	job->from = whole.from;
	job->span = whole.span;
	s->out = out;
	if (ok && i == 0)
		*before = o;
	if (ok)
		v->row[v->nrows++] = (sx_dehub_row){ space, v->method[i], s->k, o.hubs, o.test_k ? o.test_error : o.error,
			before->hubs.k_skewness, before->test_k ? before->test_error : before->error };
	ok = ok && (!first || (tell(s, &c, before, &o, err) && give(s, &c, &o, &made, err)));
	sx_reduced_free(&made);
	return ok;
}

static bool study_space(survey *v, sx_space *space, sx_err *err)
{
	sx_index_queries h;
	const sx_call *call = v->s->call;
	sx_outcome before = { 0 };
	if (!sx_index_queries_get(call, space, &call->arg[QUERIES], &call->arg[SPLIT], &h, err))
		return false;
	bool ok = true;
	for (size_t j = 0; ok && j < call->arg[K].count; j++) {
		ok = sx_dehub_begin(v->s, &h, (size_t)call->arg[K].list[j], err);
		for (size_t i = 0; ok && i < v->nmethods; i++)
			ok = study_method(v, sx_space_name(space), i, &before, err);
	}
	if (ok && v->nrows == v->nmethods * call->arg[K].count && !v->one)
		sx_occurrence_put(v->s->out, "before_", &v->row[0].hubs);
	sx_index_queries_free(&h);
	return ok;
}

enum { MOST_METHODS = 20 };

/* none first; then one method, or all that are compared. */
static void choose_methods(survey *v, const char *method, size_t rows)
{
	v->method[v->nmethods++] = "none";
	v->one = strcmp(method, "all") != 0;
	if (v->one)
		v->method[v->nmethods++] = method;
	for (size_t i = 0; !v->one && sx_chain_common(i); i++) {
		const char *name = sx_chain_common(i);
		bool large = rows > SX_MP_EMPIRICAL_MOST && !v->s->spec.force && v->s->spec.candidates == 0;
		if (large && strcmp(name, "mutual_proximity_empirical") == 0)
			sx_note(v->s->out, "mutual_proximity_empirical is left out: %zu rows, but at most %d without --force", rows,
			        SX_MP_EMPIRICAL_MOST);
		else
			v->method[v->nmethods++] = name;
	}
}

static bool survey_all(sx_dehub *s, sx_err *err)
{
	const sx_call *call = s->call;
	const char *method[MOST_METHODS];
	const sx_value *more = &call->arg[SPACES];
	sx_space *space = call->arg[SPACE].space[0];
	survey v = { .s = s, .method = method };
	size_t rows = sx_space_rows(space);
	for (size_t i = 0; i < more->count; i++)
		rows = sx_space_rows(more->space[i]) > rows ? sx_space_rows(more->space[i]) : rows;
	choose_methods(&v, call->arg[METHOD].text, rows);
	size_t pairs = (1 + more->count) * call->arg[K].count;
	v.total = pairs * v.nmethods;
	v.row = sx_alloc(call->tmp, v.total, sizeof *v.row);
	if (v.row == NULL)
		return sx_fail_memory(err, "rows", (double)v.total * 64);
	if (!study_space(&v, space, err))
		return false;
	for (size_t i = 0; i < more->count; i++)
		if (!study_space(&v, more->space[i], err))
			return false;
	if (!v.one || pairs > 1)
		sx_dehub_methods(s->out, v.row, v.nrows, pairs > 1, call->arg[LABELS].text != NULL, call->tmp);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_value *a = call->arg;
	sx_dehub s = { .call = call, .out = out, .how = { .random = a[RANDOM].num != 0, .power = a[POWER].num },
	               .hub_size = a[HUB_SIZE].num,
	               .labels = a[LABELS].text, .vote = (sx_dehub_vote)a[VOTE].num, .k_max = a[K_MAX].text ? (size_t)a[K_MAX].num : 0 };
	s.spec = (sx_secondary_spec){ .metric = (sx_metric)a[METRIC].num, .size = a[NEIGHBORHOOD].text ? (size_t)a[NEIGHBORHOOD].num : 0,
	                              .self = a[SELF].num != 0, .ties_by_distance = a[TIES].num != 0, .force = a[FORCE].num != 0,
	                              .candidates = a[CANDIDATES].text ? (size_t)a[CANDIDATES].num : 0,
	                              .convention = (sx_convention)a[CONVENTION].num };
	s.how.together = s.spec.convention == SX_PAPER;
	if (s.k_max && s.labels == NULL)
		return sx_fail(err, SX_EUSAGE, "--k-max: errors need classes; name their column with --labels");
	return survey_all(&s, err);
}

enum { DEAR = 3, DEAR_PAIR = 500 };	/* flop of a pair in double: products, then what a method does with it */

/* Passes over all pairs; --candidates needs the neighbour table alone. Measured at 6000 x 1500 and 8000 x 100. */
static void price(const sx_call *call, sx_price *out)
{
	const sx_value *v = call->arg;
	const char *method = v[METHOD].text;
	double n = (double)sx_space_rows(v[SPACE].space[0]), d = (double)sx_space_dims(v[SPACE].space[0]);
	bool all = strcmp(method, "all") == 0;
	size_t near = v[CANDIDATES].given ? (size_t)v[CANDIDATES].num : 10;
	sx_neighbors_price(v[SPACE].space[0], (sx_metric)v[METRIC].num, near, NULL, NULL, out);
	if (v[CANDIDATES].given)
		return;
	out->flop += (all ? 22 : strstr(method, "mutual_proximity") ? 3 : 1) * (DEAR * d + DEAR_PAIR) * n * n;
	if (all || strstr(method, "empirical"))
		out->bytes = fmax(out->bytes, 4 * n * n);
	if (!all) {
		strcpy(out->cheaper, "--candidates 200");
		out->cheaper_flop = 2 * n * n * d;
	}
}

static const sx_figure dehub_figures[] = {
	{ "before_* after_*", "as in hubness", NULL,
	  "hubness metrics under the original and under the new distance" },
	{ "hubness_reduction", "at most 1", "0", "1 - |after| / before of the skewness: 1 if all is gone, below 0 if it increased; "
		"null without hubness before" },
	{ "mean_distance", "any", NULL, "mean secondary distance over all pairs" },
	{ "knn_error_reduction test_error_reduction", "at most 1", "0", "with --labels: the same for the errors" },
	{ "accuracy_difference", "-1 to 1", "0", "with --labels: accuracy after minus before, with its 95 % interval" },
	{ "mcnemar_only_after_right mcnemar_only_before_right mcnemar_p", "0 or more; p 0 to 1", "p above 0.05",
	  "number of rows that only one of the two classifies correctly, and McNemar's exact test" },
	{ "methods by_k spaces gain_by_skewness knn_error_by_k cross_validation", "table", NULL,
	  "comparison of methods, of several --k or --spaces; the gain by initial skewness; the error by k" },
	{ "dehub_occurrence_*", "column", NULL, "N_k of each row under the new distance" },
};

const sx_command sx_cmd_dehub = {
	.name = "dehub", .group = "measure", .summary = "Hubness reduction (mutual proximity, local scaling, CSLS)",
	.plain = "Some rows are in very many neighbour lists; this corrects the distance or the space so that they are not. It "
		"measures hubness before and after, and, with classes, the accuracy of nearest-neighbour classification.",
	.about = "Replaces the distance, or transforms the space, so that fewer rows are in very many neighbour lists, and "
		"gives the hubness metrics before and after. hubness_reduction is 1 - |after| / before of the skewness. --method "
		"all compares the methods in one table, with the reduction of skewness and error in percent; several --k or "
		"--spaces give one row each, and, with classes, the mean gain by initial skewness of N_k (table "
		"gain_by_skewness).\nMethods: mutual proximity turns a distance into the probability that each row is near the "
		"other, with a normal or gamma distribution fitted to each row's distances, or by counting (empirical); "
		"local_scaling and nicdm divide by the distance to the k-th neighbour or the mean of the k; csls subtracts the "
		"mean cosine of both neighbourhoods; dis_sim subtracts the squared distance to the centre of the k nearest rows "
		"or of all; localized_centering subtracts the similarity to the 40 nearest, to a power; f_norm and f_uniform "
		"transform every dimension to a normal or uniform distribution by rank, then scale rows to length 1; colz and "
		"z_score (rowz) standardise dimensions or rows, center (colcenter) and rowcenter centre them, "
		"weighted_centering subtracts a mean in which hubs have more weight; unit scales rows to length 1. The last "
		"transform may be followed by one secondary distance: f_norm+mutual_proximity_normal.\nWith --labels: "
		"knn_error, the leave-one-out error of the vote of the k nearest (ties go to the nearest), its reduction, and "
		"its curve for k up to --k-max; McNemar's exact test of the rows that only one of two methods classifies "
		"correctly, with the difference of accuracies and its 95 % interval, against none or the method of --against. "
		"With --query-space SPACE, or --split SHARE of the rows as queries, N_k and errors are those of the queries "
		"over the index, everything is fitted on the index, and test_error uses k from 2 to 19 chosen there by "
		"stratified 10-fold cross-validation, with votes weighted by 1 / distance.\ncsls and localized_centering always "
		"use cosines, and the dis_sims Euclidean distances. All pairs are visited, so results are exact, unless "
		"--candidates limits reranking to the nearest rows. Cost: n^2 d in double, twice for mutual proximity; the "
		"empirical form n^3 / 32 and 4 n^2 bytes, for at most 5000 rows unless forced. Traps: the empirical form has "
		"few levels, so many pairs tie; --ties distance orders them by the primary distance.",
	.example = "dehub demo --method f_norm+mutual_proximity_normal",
	.cite = "Schnitzer et al. 2012, JMLR 13; Feldbauer, Flexer 2019, KAIS 59; Nielsen, Hansen 2024, NoDaLiDa (Sentence-BERT)",
	SX_PARAMS(params), .run = run, .price = price,
	SX_FIGURES(dehub_figures),
};
