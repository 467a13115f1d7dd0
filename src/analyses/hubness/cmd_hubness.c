/* cmd_hubness.c: the command hubness: hubness of the k-nearest-neighbour graph (Radovanovic, Nanopoulos, Ivanovic 2010).
 *
 * N_k(j) counts the rows that have j among their k nearest. In many dimensions a few rows, hubs, are in very many lists and
 * others, anti-hubs, in none. The metrics are those of scikit-hubness (Feldbauer, Rattei, Flexer 2020); a row does not count
 * itself, by index, unless requested. Cost: the neighbour table, then n k; with m queries m n d flop in double. */
#include "occurrence.h"
#include "occurrence_sample.h"
#include "secondary_distance.h"
#include "command/options.h"
#include "linear/price_terms.h"
#include "neighbors/distinct_rows.h"
#include "neighbors/neighbor_budget.h"
#include "neighbors/neighbor_vote.h"
#include "numeric/stats.h"
#include "rows/index_queries.h"
#include "rows/row_tables.h"
#include "space/class_codes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SPACE, K, METRIC, QUERIES, BUDGET, GRAPH, ASKING, SPLIT, HUB_SIZE, SELF, CONVENTION, LABELS, TOP, NULLS, NULL_KIND,
       WHERE, DROP };

static const sx_param params[] = {
	[SPACE]    = SX_OPT_SPACE,
	[K]        = { .name = "k", .kind = SX_KIND_INTS, .dflt = "10", .lo = 1, .hi = 1e9,
	               .help = "number of neighbours, at most rows - 1; several give one row each in table by_k" },
	[METRIC]   = SX_OPT_METRIC,
	[QUERIES]  = SX_OPT_QUERIES,
	[BUDGET]   = SX_OPT_BUDGET,
	[GRAPH]  = SX_OPT_GRAPH,
	[ASKING]   = SX_OPT_QUERY_SPACE,
	[SPLIT]    = SX_OPT_SPLIT,
	[HUB_SIZE] = { .name = "hub-size", .kind = SX_KIND_REAL, .dflt = "2", .lo = 1e-9, .hi = 1e9,
	               .help = "a hub is in at least this many times k neighbour lists" },
	[SELF]     = { .name = "self-included", .kind = SX_KIND_FLAG, .dflt = "no",
	               .help = "a row counts as its own first neighbour, followed by the k - 1 nearest others" },
	[CONVENTION] = { .name = "convention", .kind = SX_KIND_CHOICE, .dflt = "sextant", .choices = "sextant|paper|scikit-hubness",
	               .help = "which variants of the formulas: scikit-hubness (0.30) includes the row itself; so does Nielsen "
	                       "and Hansen's paper, which calls a row in no list but its own an anti-hub, and one in more than "
	                       "k + 1 lists a hub" },
	[LABELS]   = { .name = "labels", .kind = SX_KIND_COLUMN,
	               .help = "column of classes: adds knn_error and bad_k_occurrence" },
	[TOP]      = { .name = "top", .kind = SX_KIND_INT, .dflt = "20", .lo = 1, .hi = 1e6, .help = "number of rows in the "
		"tables" },
	[NULLS]    = SX_OPT_NULL,
	[NULL_KIND] = SX_OPT_NULL_KIND,
	[WHERE]    = SX_OPT_WHERE,
	[DROP]     = SX_OPT_DROP,
};

enum { AS_PAPER = 1 };		/* among the conventions */

/* One run: m lists of neighbours among n index rows, and N_k at the first k. */
typedef struct study {
	const sx_call *call;
	sx_result *out;
	sx_index_queries halves;
	size_t    m, n, ld, all;
	sx_knn    t;			/* what index and distance are of */
	const uint32_t *index;
	const double   *distance;
	bool      self;			/* self is the first neighbour */
	double   *n_k, *scratch;
	const double *copies;		/* n: other rows that are equal */
} study;

static size_t first_k(const study *s)
{
	return (size_t)s->call->arg[K].list[0];
}

/* A table of index rows with N_k and the number of equal rows: after a reduction the last hubs are often duplicates. */
static bool rows_table(study *s, const char *name, const size_t *rows, size_t m, double *value)
{
	if (!sx_table_rows(s->out, name, SX_PLAIN, s->halves.index, rows, m, s->call->tmp))
		return false;
	for (size_t i = 0; i < m; i++)
		value[i] = s->n_k[rows[i]];
	sx_table_ints(s->out, "k_occurrence", value);
	for (size_t i = 0; i < m; i++)
		value[i] = s->copies[rows[i]];
	sx_table_ints(s->out, "equal_rows", value);
	return true;
}

/* Hubs from the top, anti-hubs in row order. */
static bool tables(study *s)
{
	size_t n = s->n, most = (size_t)s->call->arg[TOP].num, anti = 0, k = first_k(s);
	double least = s->self && s->call->arg[CONVENTION].num == AS_PAPER ? 1 : 0;
	size_t *order = sx_alloc(s->call->tmp, n, sizeof *order);
	double *value = sx_alloc(s->call->tmp, n, sizeof *value);
	if (!order || !value || !sx_order_down(s->n_k, n, order, s->call->tmp) ||
	    !rows_table(s, "hubs", order, n < most ? n : most, value))
		return false;
	for (size_t i = 0; i < n && anti < most; i++)
		if (s->n_k[i] <= least)
			order[anti++] = i;
	if (!rows_table(s, "antihubs", order, anti, value))
		return false;
	for (size_t i = 0; i < anti && s->halves.queries == NULL; i++)
		value[i] = s->distance[order[i] * s->ld + k - 1];
	if (s->halves.queries == NULL)
		sx_table_nums(s->out, "kth_distance", value);
	return true;
}

/* How many other rows equal each. */
static bool count_copies(study *s, sx_err *err)
{
	sx_unique u;
	double *copies = sx_alloc(s->call->tmp, s->n, sizeof *copies), *of = sx_alloc(s->call->tmp, s->n, sizeof *of);
	if (!copies || !of)
		return sx_fail_memory(err, "equal rows", (double)s->n * 16);
	if (!sx_unique_get(s->halves.index, &u, err))
		return false;
	for (size_t i = 0; i < s->n; i++)
		of[u.of[i]]++;
	for (size_t i = 0; i < s->n; i++)
		copies[i] = of[u.of[i]] - 1;
	s->copies = copies;
	return true;
}

/* Rows with another row at distance 0. */
static bool duplicates(study *s)
{
	size_t most = (size_t)s->call->arg[TOP].num, m = 0, all = 0;
	size_t *rows = sx_alloc(s->call->tmp, most, sizeof *rows);
	double *value = sx_alloc(s->call->tmp, most, sizeof *value), *of = sx_alloc(s->call->tmp, most, sizeof *of);
	if (!rows || !value || !of)
		return false;
	for (size_t i = 0; i < s->n; i++) {
		if (s->distance[i * s->ld] != 0)
			continue;
		if (m < most) {
			rows[m] = i;
			value[m] = s->n_k[i];
			of[m++] = (double)sx_space_parent_row(s->halves.index, s->index[i * s->ld]);
		}
		all++;
	}
	if (all == 0)
		return true;
	if (!sx_table_rows(s->out, "duplicates", SX_PLAIN, s->halves.index, rows, m, s->call->tmp))
		return false;
	sx_table_ints(s->out, "equal_to", of);
	sx_table_ints(s->out, "k_occurrence", value);
	sx_note(s->out, "%zu rows equal another row, and are neighbours at distance 0", all);
	return true;
}

/* Drawn with logarithmic axes, as is usual for power laws; rows in no list are omitted. */
static bool histogram(study *s, double top)
{
	size_t bins = (size_t)top + 1;
	double *x = sx_alloc(s->call->tmp, bins, sizeof *x), *y = sx_alloc(s->call->tmp, bins, sizeof *y);
	if (!x || !y)
		return false;
	for (size_t i = 0; i < s->n; i++)
		y[(size_t)s->n_k[i]]++;
	for (size_t b = 0; b < bins; b++)
		x[b] = (double)b;
	sx_table(s->out, "occurrence_histogram", SX_BARS, bins);
	sx_table_log(s->out, true, true);
	sx_table_ints(s->out, "N_k", x);
	sx_table_ints(s->out, "rows", y);
	return true;
}

static bool by_k(const sx_call *call, const sx_hub_scores *s, const sx_value *k, sx_result *out)
{
	size_t m = k->count;
	double *v = sx_alloc(call->tmp, m, sizeof *v);
	if (v == NULL)
		return false;
	sx_table(out, "by_k", SX_PLAIN, m);
	sx_table_ints(out, "k", k->list);
	static const struct { const char *name; size_t at; } field[] = {
#define FIELD(name) { #name, offsetof(sx_hub_scores, name) }
		FIELD(k_skewness), FIELD(robinhood), FIELD(gini), FIELD(atkinson), FIELD(antihub_occurrence), FIELD(hub_occurrence),
		FIELD(groupie_ratio), FIELD(max_k_occurrence),
#undef FIELD
	};
	for (size_t f = 0; f < SX_COUNT(field); f++) {
		for (size_t i = 0; i < m; i++)
			memcpy(&v[i], (const char *)&s[i] + field[f].at, sizeof *v);
		sx_table_nums(out, field[f].name, v);
	}
	return true;
}

/* With self included the list is the row and its k - 1 nearest. */
static bool one_k(study *s, size_t k, sx_hub_scores *scores, sx_err *err)
{
	char name[40];
	double mean = (double)k * (double)s->m / (double)s->n;
	bool paper = s->call->arg[CONVENTION].num == AS_PAPER;
	sx_occurrence_count(s->index, s->m, k - s->self, s->ld, s->n, s->n_k);
	for (size_t i = 0; s->self && i < s->n; i++)
		s->n_k[i]++;
	*scores = sx_occurrence_score(s->n_k, s->n, mean, paper ? (double)k + 2 : s->call->arg[HUB_SIZE].num * (double)k,
	                              paper && s->self, s->scratch);
	snprintf(name, sizeof name, "k_occurrence_%zu", k);
	const double *column = sx_index_queries_column(s->call, &s->halves, s->all, s->n_k);
	if (column == NULL)
		return sx_fail_memory(err, "a column", (double)s->all * 8);
	sx_column(s->out, name, column);
	return true;
}

/* Appearances in lists of rows of another class, as a share of all; and the error of the vote. */
static bool by_class(study *s, size_t k, sx_err *err)
{
	size_t *code, classes, bad = 0;
	sx_arena *tmp = s->call->tmp;
	if (!sx_classes_join(s->halves.index, s->halves.queries, s->call->arg[LABELS].text, tmp, &code, &classes, err))
		return false;
	double *votes = sx_alloc(tmp, classes, sizeof *votes), *bad_k = sx_alloc(tmp, s->n, sizeof *bad_k);
	if (!votes || !bad_k)
		return sx_fail_memory(err, "votes", (double)s->n * 8);
	sx_ballot b = { .m = s->m, .ld = s->ld, .classes = classes, .index = s->index, .distance = s->distance, .code = code,
	                .truth = s->halves.queries ? code + s->n : code };
	size_t judged = 0;
	for (size_t i = 0; i < s->m; i++)
		for (size_t j = 0; j < k; j++) {
			uint32_t other = s->index[i * s->ld + j];
			bool known = code[other] != SX_NO_CLASS && b.truth[i] != SX_NO_CLASS;
			judged += known;
			bad_k[other] += known && code[other] != b.truth[i];
			bad += known && code[other] != b.truth[i];
		}
	if (judged == 0)
		return sx_fail(err, SX_EINPUT, "column %s: no two neighbours both have a class", s->call->arg[LABELS].text);
	sx_classes_tell(code, s->n, s->call->arg[LABELS].text, s->out);
	sx_put(s->out, "knn_error", sx_vote_error(&b, k, votes, NULL));
	sx_put(s->out, "bad_k_occurrence", (double)bad / (double)judged);
	char name[48];
	snprintf(name, sizeof name, "bad_k_occurrence_%zu", k);
	const double *column = sx_index_queries_column(s->call, &s->halves, s->all, bad_k);
	if (column == NULL)
		return sx_fail_memory(err, "a column", (double)s->all * 8);
	sx_column(s->out, name, column);
	return true;
}

/* Hubs tend to be near the mean, or long under the inner product: the rank correlations say which. */
static bool correlations(const sx_call *call, const sx_space *space, const double *n_k, sx_result *out)
{
	sx_mat m = sx_space_mat(space);
	double *norm = sx_alloc(call->tmp, m.n, sizeof *norm), *away = sx_alloc(call->tmp, m.n, sizeof *away);
	double *mean = sx_alloc(call->tmp, m.d, sizeof *mean);
	if (!norm || !away || !mean)
		return false;
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++)
			mean[j] += (double)m.p[i * m.ld + j] / (double)m.n;
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++) {
			double v = (double)m.p[i * m.ld + j];
			norm[i] += v * v;
			away[i] += (v - mean[j]) * (v - mean[j]);
		}
	double a, b;
	if (!sx_spearman(n_k, norm, m.n, call->tmp, &a) || !sx_spearman(n_k, away, m.n, call->tmp, &b))
		return false;
	if (isfinite(a))
		sx_put(out, "norm_correlation", a);
	else
		sx_put_none(out, "norm_correlation", "one of the two is constant");
	if (isfinite(b))
		sx_put(out, "center_correlation", b);
	else
		sx_put_none(out, "center_correlation", "one of the two is constant");
	return true;
}

/* One table of the largest k serves all. */
static bool get_lists(study *s, size_t most, sx_err *err)
{
	const sx_call *call = s->call;
	sx_metric metric = (sx_metric)call->arg[METRIC].num;
	sx_space *asking = s->halves.queries;
	const sx_neighbors_of near = { .call = call, .space = s->halves.index, .metric = metric, .k = most,
	                               .queries = &call->arg[QUERIES], .budget = &call->arg[BUDGET], .out = s->out };
	bool ok = asking ? sx_knn_of(s->halves.index, &(sx_knn_asked){ sx_space_mat(asking), NULL, metric, most }, call->job, call->tmp,
	                             &s->t, err)
	                 : sx_neighbors_get(&near, &s->t, err);
	s->n = s->t.of;
	s->m = s->t.n;
	s->index = s->t.index;
	s->distance = s->t.distance;
	s->ld = s->t.ld;
	return ok;
}

/* ---- from a sample of the rows ---- */

/* The hubs by estimated N_k, each with its standard error: N_k is n times the share p of lines that list the row. */
static bool sampled_hubs(study *s)
{
	size_t n = s->n, most = (size_t)s->call->arg[TOP].num, shown = n < most ? n : most;
	size_t *order = sx_alloc(s->call->tmp, n, sizeof *order);
	double *value = sx_alloc(s->call->tmp, shown, sizeof *value), all = (double)n, m = (double)s->m;
	if (!order || !value || !sx_order_down(s->n_k, n, order, s->call->tmp) ||
	    !rows_table(s, "hubs", order, shown, value))
		return false;
	for (size_t i = 0; i < shown; i++) {
		double p = s->n_k[order[i]] / all;
		value[i] = all * sqrt(p * (1 - p) / (m - 1) * (1 - m / all));
	}
	sx_table_nums(s->out, "k_occurrence_se", value);
	return true;
}

static bool sampled_by_k(study *s, const sx_estimate *e)
{
	const sx_value *k = &s->call->arg[K];
	double *value = sx_alloc(s->call->tmp, k->count, sizeof *value), *error = sx_alloc(s->call->tmp, k->count, sizeof *error);
	for (size_t i = 0; value && error && i < k->count; i++) {
		value[i] = e[i].value;
		error[i] = e[i].error;
	}
	sx_table(s->out, "by_k", SX_PLAIN, k->count);
	sx_table_ints(s->out, "k", k->list);
	sx_table_nums(s->out, "k_skewness", value);
	sx_table_nums(s->out, "k_skewness_se", error);
	return value && error;
}

/* Shares of wrong votes and of wrong list places among the lines: means over a sample of rows. */
static bool sampled_classes(study *s, size_t k, sx_err *err)
{
	size_t *code, classes;
	sx_arena *tmp = s->call->tmp;
	if (!sx_classes_join(s->halves.index, NULL, s->call->arg[LABELS].text, tmp, &code, &classes, err))
		return false;
	double *votes = sx_alloc(tmp, classes, sizeof *votes), *wrong = sx_alloc(tmp, s->m, sizeof *wrong);
	size_t *truth = sx_alloc(tmp, s->m, sizeof *truth);
	double *bad = sx_alloc(tmp, s->m, sizeof *bad);
	bool *right = sx_alloc(tmp, s->m, sizeof *right);
	if (!votes || !wrong || !truth || !bad || !right)
		return sx_fail_memory(err, "votes", (double)s->m * 25);
	for (size_t i = 0; i < s->m; i++) {
		truth[i] = code[sx_knn_line_row(&s->t, i)];
		for (size_t j = 0; j < k; j++)
			bad[i] += (code[s->index[i * s->ld + j]] != truth[i]) / (double)k;
	}
	sx_ballot b = { .m = s->m, .ld = s->ld, .classes = classes, .index = s->index, .distance = s->distance, .code = code,
	                .truth = truth };
	sx_vote_error(&b, k, votes, right);
	for (size_t i = 0; i < s->m; i++)
		wrong[i] = !right[i];
	sx_put_mean(s->out, "knn_error", wrong, &s->t);
	sx_put_mean(s->out, "bad_k_occurrence", bad, &s->t);
	return true;
}

static bool measure_sample(study *s, sx_err *err)
{
	static const char *const none[] = { "robinhood", "gini", "atkinson", "antihub_occurrence", "hub_occurrence",
	                                    "groupie_ratio", "max_k_occurrence" };
	const sx_value *k = &s->call->arg[K];
	sx_estimate *e = sx_alloc(s->call->tmp, k->count, sizeof *e);
	if (e == NULL)
		return sx_fail_memory(err, "estimates", (double)k->count * sizeof *e);
	if (s->self)
		return sx_fail(err, SX_EUSAGE, "rows that list themselves need the lists of all rows; add --queries %zu", s->n);
	for (size_t i = k->count; i-- > 0;) {
		char name[40];
		if (!sx_occurrence_sample(&s->t, (size_t)k->list[i], s->call->job, s->call->tmp, &e[i], s->n_k, err))
			return false;
		snprintf(name, sizeof name, "k_occurrence_%zu", (size_t)k->list[i]);
		sx_column(s->out, name, s->n_k);
	}
	sx_put(s->out, "k_skewness", e[0].value);
	sx_put(s->out, "k_skewness_se", e[0].error);
	for (size_t i = 0; i < SX_COUNT(none); i++)
		sx_put_none(s->out, none[i], "it needs the neighbour lists of all rows; a sample thins N_k");
	if (s->call->arg[LABELS].text && !sampled_classes(s, first_k(s), err))
		return false;
	return (sampled_hubs(s) && (k->count == 1 || sampled_by_k(s, e))) ||
	       sx_fail_memory(err, "the tables", (double)s->n * 24);
}

/* ---- from the lists of all rows ---- */

/* The scalars and tables are those of the first k. */
static bool measure(study *s, sx_err *err)
{
	const sx_call *call = s->call;
	const sx_value *k = &call->arg[K];
	size_t most = 0;
	for (size_t i = 0; i < k->count; i++)
		most = (size_t)k->list[i] > most ? (size_t)k->list[i] : most;
	if (!get_lists(s, most, err) || !count_copies(s, err))
		return false;
	s->n_k = sx_alloc(call->tmp, s->n, sizeof *s->n_k);
	s->scratch = sx_alloc(call->tmp, s->n, sizeof *s->scratch);
	sx_hub_scores *scores = sx_alloc(call->tmp, k->count, sizeof *scores);
	if (!s->n_k || !s->scratch || !scores)
		return sx_fail_memory(err, "k-occurrence", (double)s->n * 16);
	if (s->t.rows)
		return measure_sample(s, err);
	for (size_t i = k->count; i-- > 0;)		/* the first k last: its N_k is then at hand */
		if (!one_k(s, (size_t)k->list[i], &scores[i], err))
			return false;
	sx_occurrence_put(s->out, "", &scores[0]);
	if (scores[0].flat)
		sx_note(s->out, "all rows are in equally many lists: the skewness is 0 by convention");
	if (call->arg[LABELS].text && !by_class(s, first_k(s), err))
		return false;
	bool twins = call->arg[METRIC].num != SX_DOT && s->halves.queries == NULL;
	bool ok = correlations(call, s->halves.index, s->n_k, s->out) && tables(s) && (!twins || duplicates(s)) &&
	          histogram(s, scores[0].max_k_occurrence) && (k->count == 1 || by_k(call, scores, k, s->out));
	return ok || sx_fail_memory(err, "the tables", (double)s->n * 24);
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0];
	study s = { .call = call, .out = out, .all = sx_space_rows(space) };
	if (!sx_index_queries_get(call, space, &call->arg[ASKING], &call->arg[SPLIT], &s.halves, err))
		return false;
	bool asked = call->arg[SELF].num != 0;
	if (asked && s.halves.queries) {
		sx_index_queries_free(&s.halves);
		return sx_fail(err, SX_EUSAGE, "--self-included: a query is not a row of the index");
	}
	s.self = s.halves.queries == NULL && (asked || call->arg[CONVENTION].num != 0);
	if (s.self)
		sx_note(out, "every row counts as its own first neighbour");
	bool ok = measure(&s, err);
	if (ok && s.halves.queries)
		sx_note(out, "N_k of %zu index rows over %zu queries: its mean is k * queries / rows", s.n, s.m);
	sx_index_queries_free(&s.halves);
	return ok;
}

static const sx_reading hubness_readings[] = {
	{ "k_skewness", "0 is none", false, { { 0.7, "rows serve as neighbours about equally often" },
	 { 2, "some rows are neighbours of many others" },
	 { INFINITY, "hubs dominate the neighbour lists: try dehub" } } },
	{ "antihub_occurrence", "0 to 1", false, { { 0.02, "nearly every row is in some list" },
	 { 0.1, "some rows are in no neighbour list" },
	 { INFINITY, "many rows are in no list: search misses them" } } },
	{ "center_correlation", "-1 to 1", false, { { -0.3, "the hubs are the rows near the mean" },
	 { 0.3, "" },
	 { INFINITY, "the hubs are far from the mean" } } },
};

static void price(const sx_call *call, sx_price *out)
{
	const sx_value *v = call->arg;
	size_t k = 1;
	for (size_t i = 0; i < v[K].count; i++)
		k = v[K].list[i] > (double)k ? (size_t)v[K].list[i] : k;
	if (v[GRAPH].num == 0 && v[ASKING].count == 0 && v[SPLIT].text == NULL)
		sx_neighbors_price(v[SPACE].space[0], (sx_metric)v[METRIC].num, k, &v[QUERIES], &v[BUDGET], out);
	sx_price_times(out, 1 + v[NULLS].num);
}

static const sx_figure hubness_figures[] = {
	{ "k_skewness", NULL, "0", "skewness of N_k, the number of neighbour lists that contain a row: high with a long tail of "
		"hubs" },
	{ "robinhood", "0 to 1", "0.4 / sqrt(k)", "share of list entries that would have to move for all rows to be equal "
		"(Robin Hood index)" },
	{ "gini", "0 to 1", "0.56 / sqrt(k)", "Gini index of N_k: 0 if all are equal, 1 if one row fills all lists" },
	{ "atkinson", "0 to 1", "0.25 / k", "Atkinson index of N_k (epsilon 0.5), which gives more weight to rarely listed rows" },
	{ "antihub_occurrence", NULL, "0", "share of anti-hubs, rows in no neighbour list: search never finds them" },
	{ "hub_occurrence", "0 to 1", "0", "share of list entries taken by rows in at least hub-size k lists" },
	{ "groupie_ratio", "0 to 1", "1 / n", "share of list entries taken by the largest hub" },
	{ "max_k_occurrence", "k to rows - 1", NULL, "number of lists that contain the largest hub" },
	{ "norm_correlation", "-1 to 1", "0", "Spearman's correlation of N_k with the norm: negative if short rows are hubs" },
	{ "center_correlation", NULL, "0", "Spearman's correlation of N_k with the distance to the mean" },
	{ "knn_error bad_k_occurrence", "0 to 1", "that of the classes",
	  "with --labels: error of the vote of k neighbours; share of list entries of another class" },
	{ "hubs antihubs", "table", NULL, "the rows in the most and in the fewest lists, with the number of rows equal to each" },
	{ "by_k", "table", NULL, "with several --k: the metrics for each" },
	{ "occurrence_histogram", "series", NULL,
	  "number of rows by N_k; a long straight tail on these axes means hubs" },
	{ "k_occurrence_*", "column", NULL, "N_k of each row" },
	{ "bad_k_occurrence_*", "column", NULL, "with --labels: number of lists of rows of other classes that contain each row" },
};

const sx_command sx_cmd_hubness = {
	.name = "hubness", .group = "measure", .summary = "Unequal k-occurrence in neighbour lists (skewness, Gini)",
	.plain = "Counts how often each row is among the nearest neighbours of others. If a few rows are in very many lists, "
		"they dominate search and nearest-neighbour metrics.",
	.about = "N_k of a row is the number of rows that have it among their k nearest; its mean is k. In many dimensions a "
		"few rows (hubs) are in very many lists and others (anti-hubs) in none, which degrades search and "
		"nearest-neighbour classification. Metrics: k_skewness of N_k (population moments; 0 none, above about 1.4 "
		"strong); robinhood, the share of list entries that would have to move to make all rows equal (0 to 1); gini (0 "
		"to 1); atkinson with epsilon 0.5; antihub_occurrence, the share of rows in no list; hub_occurrence, the share "
		"of list entries taken by rows in at least hub-size k lists; groupie_ratio, the share of list entries taken by "
		"the largest hub; max_k_occurrence; norm_correlation and center_correlation, Spearman's rank correlation of N_k "
		"with the norm and with the distance to the mean (hubs near the mean: negative). With --labels: knn_error, the "
		"leave-one-out error of the vote of the k nearest, with ties going to the nearest, and bad_k_occurrence, the "
		"share of list entries of another class. The histogram of N_k is drawn with logarithmic axes, and the tables of "
		"hubs and anti-hubs give the number of other rows equal to each.\nWith --query-space SPACE, or --split SHARE of "
		"the rows as queries, N_k counts the queries that list an index row, and its mean is k queries / rows; "
		"knn_error is then that of the queries.\nBeyond --budget, or with --queries m, a sample of rows queries all "
		"rows: k_skewness is then estimated by unbiased factorial moments with a jackknife standard error (about nine "
		"in ten of its 95 % intervals cover the truth), the hubs have standard errors, and metrics that need the list "
		"of every row are left out.\nCost: the neighbour table (see knn), then n k; one table of the largest k serves "
		"all. Traps: a row never counts itself; some libraries do, which hides anti-hubs (--self-included, "
		"--convention). For small n the skewness is at most about the square root of n.",
	.example = "hubness demo --k 10",
	.cite = "Radovanovic, Nanopoulos, Ivanovic 2010, JMLR 11; Feldbauer, Rattei, Flexer 2020, JOSS 5",
	SX_READINGS(hubness_readings), .report_table = "hubs", SX_PARAMS(params), .run = run, .price = price,
	SX_FIGURES(hubness_figures),
};
