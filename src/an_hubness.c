/* an_hubness.c: hubness of the k-nearest-neighbour graph (Radovanovic, Nanopoulos, Ivanovic 2010).
 *
 * N_k(j) counts the rows that list j among their k nearest. In many dimensions a few rows, hubs, stand in a great many
 * lists and others, anti-hubs, in none. The measures are those of scikit-hubness (Feldbauer, Rattei, Flexer 2020); self
 * never counts, by index. Cost: the neighbour table, then n k. */
#include "classes.h"
#include "knn.h"
#include "occurrence.h"
#include "options.h"
#include "stats.h"
#include "tables.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SPACE, K, METRIC, HUB_SIZE, LABELS, TOP, WHERE, DROP };

static const sx_param params[] = {
	[SPACE]    = SX_OPT_SPACE,
	[K]        = { .name = "k", .kind = SX_KIND_INTS, .dflt = "10", .lo = 1, .hi = 1e9,
	               .help = "number of neighbours, at most rows - 1; several give a row each in table by_k" },
	[METRIC]   = SX_OPT_METRIC,
	[HUB_SIZE] = { .name = "hub-size", .kind = SX_KIND_REAL, .dflt = "2", .lo = 1e-9, .hi = 1e9,
	               .help = "a hub is in at least this many times k lists" },
	[LABELS]   = { .name = "labels", .kind = SX_KIND_COLUMN,
	               .help = "column of classes: adds knn_error and bad_k_occurrence" },
	[TOP]      = { .name = "top", .kind = SX_KIND_INT, .dflt = "20", .lo = 1, .hi = 1e6, .help = "rows in the tables" },
	[WHERE]    = SX_OPT_WHERE,
	[DROP]     = SX_OPT_DROP,
};

/* Hubs from the top, anti-hubs in row order. */
static bool tables(const sx_call *call, const sx_space *space, const double *n_k, const sx_knn *t, size_t k,
                   sx_result *out)
{
	size_t n = t->n, most = (size_t)call->arg[TOP].num, m = n < most ? n : most, anti = 0;
	size_t *order = sx_alloc(call->tmp, n, sizeof *order);
	double *value = sx_alloc(call->tmp, n, sizeof *value), *near = sx_alloc(call->tmp, n, sizeof *near);
	if (!order || !value || !near || !sx_order_down(n_k, n, order, call->tmp) ||
	    !sx_table_rows(out, "hubs", SX_PLAIN, space, order, m, call->tmp))
		return false;
	for (size_t i = 0; i < m; i++)
		value[i] = n_k[order[i]];
	sx_table_ints(out, "k_occurrence", value);
	for (size_t i = 0; i < n && anti < most; i++)
		if (n_k[i] == 0)
			order[anti++] = i;
	if (!sx_table_rows(out, "antihubs", SX_PLAIN, space, order, anti, call->tmp))
		return false;
	for (size_t i = 0; i < anti; i++)
		near[i] = t->distance[order[i] * t->ld + k - 1];
	sx_table_nums(out, "kth_distance", near);
	return true;
}

/* Rows with another row at distance 0: after reduction the last hubs are often these, so they stand beside the hubs. */
static bool duplicates(const sx_call *call, const sx_space *space, const double *n_k, const sx_knn *t, sx_result *out)
{
	size_t most = (size_t)call->arg[TOP].num, m = 0, all = 0;
	size_t *rows = sx_alloc(call->tmp, most, sizeof *rows);
	double *value = sx_alloc(call->tmp, most, sizeof *value), *of = sx_alloc(call->tmp, most, sizeof *of);
	if (!rows || !value || !of)
		return false;
	for (size_t i = 0; i < t->n; i++) {
		if (t->distance[i * t->ld] != 0)
			continue;
		if (m < most) {
			rows[m] = i;
			value[m] = n_k[i];
			of[m++] = (double)sx_space_parent_row(space, t->index[i * t->ld]);
		}
		all++;
	}
	if (all == 0)
		return true;
	if (!sx_table_rows(out, "duplicates", SX_PLAIN, space, rows, m, call->tmp))
		return false;
	sx_table_ints(out, "equal_to", of);
	sx_table_ints(out, "k_occurrence", value);
	sx_note(out, "%zu rows equal another row; they are each other's neighbours at distance 0", all);
	return true;
}

static bool histogram(const sx_call *call, const double *n_k, size_t n, double top, sx_result *out)
{
	size_t bins = (size_t)top + 1;
	double *x = sx_alloc(call->tmp, bins, sizeof *x), *y = sx_alloc(call->tmp, bins, sizeof *y);
	if (!x || !y)
		return false;
	for (size_t i = 0; i < n; i++)
		y[(size_t)n_k[i]]++;
	for (size_t b = 0; b < bins; b++)
		x[b] = (double)b;
	sx_table(out, "occurrence_histogram", SX_BARS, bins);
	sx_table_log(out, true, true);
	sx_table_ints(out, "N_k", x);
	sx_table_ints(out, "rows", y);
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

static void one_k(const sx_call *call, const sx_knn *t, size_t k, sx_hub_scores *s, double *n_k, double *scratch, sx_result *out)
{
	char name[40];
	sx_occurrence_count(t->index, t->n, k, t->ld, n_k);
	*s = sx_occurrence_score(n_k, t->n, (double)k, call->arg[HUB_SIZE].num, scratch);
	snprintf(name, sizeof name, "k_occurrence_%zu", k);
	sx_column(out, name, n_k);
}

/* Appearances in lists of rows of another class, as a share of all; and the error of the vote. */
static bool by_class(const sx_call *call, const sx_space *space, const sx_knn *t, size_t k, sx_result *out, sx_err *err)
{
	size_t *code, classes, bad = 0;
	if (!sx_classes_get(space, call->arg[LABELS].text, call->tmp, &code, &classes, err))
		return false;
	size_t *votes = sx_alloc(call->tmp, classes, sizeof *votes);
	double *bad_k = sx_alloc(call->tmp, t->n, sizeof *bad_k);
	if (!votes || !bad_k)
		return sx_fail_memory(err, "votes", (double)t->n * 8);
	for (size_t i = 0; i < t->n; i++)
		for (size_t j = 0; j < k; j++) {
			uint32_t other = t->index[i * t->ld + j];
			bad_k[other] += code[other] != code[i];
			bad += code[other] != code[i];
		}
	sx_put(out, "knn_error", sx_vote_error(t->index, t->n, k, t->ld, code, classes, votes));
	sx_put(out, "bad_k_occurrence", (double)bad / ((double)t->n * (double)k));
	char name[48];
	snprintf(name, sizeof name, "bad_k_occurrence_%zu", k);
	sx_column(out, name, bad_k);
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
	double a = sx_spearman(n_k, norm, m.n, call->tmp), b = sx_spearman(n_k, away, m.n, call->tmp);
	if (isfinite(a))
		sx_put(out, "norm_correlation", a);
	else
		sx_put_none(out, "norm_correlation", "one of the two does not vary");
	if (isfinite(b))
		sx_put(out, "center_correlation", b);
	else
		sx_put_none(out, "center_correlation", "one of the two does not vary");
	return true;
}

/* The scalars and tables are those of the first k. */
static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0];
	const sx_value *k = &call->arg[K];
	size_t n = sx_space_rows(space), most = 0;
	for (size_t i = 0; i < k->count; i++)
		most = (size_t)k->list[i] > most ? (size_t)k->list[i] : most;
	sx_knn t;
	if (!sx_knn_get(space, (sx_metric)call->arg[METRIC].num, most, call->job, &t, err))
		return false;
	double *n_k = sx_alloc(call->tmp, n, sizeof *n_k), *scratch = sx_alloc(call->tmp, n, sizeof *scratch);
	sx_hub_scores *s = sx_alloc(call->tmp, k->count, sizeof *s);
	if (!n_k || !scratch || !s)
		return sx_fail_memory(err, "k-occurrence", (double)n * 16);
	for (size_t i = k->count; i-- > 0;)		/* the first k last: its N_k is then at hand */
		one_k(call, &t, (size_t)k->list[i], &s[i], n_k, scratch, out);
	sx_occurrence_put(out, "", &s[0]);
	if (s[0].flat)
		sx_note(out, "every row is in equally many lists: skewness is 0 by convention");
	if (call->arg[LABELS].text && !by_class(call, space, &t, (size_t)k->list[0], out, err))
		return false;
	bool ok = correlations(call, space, n_k, out) && tables(call, space, n_k, &t, (size_t)k->list[0], out) &&
	          (call->arg[METRIC].num == SX_DOT || duplicates(call, space, n_k, &t, out)) &&
	          histogram(call, n_k, n, s[0].max_k_occurrence, out) && (k->count == 1 || by_k(call, s, k, out));
	return ok || sx_fail_memory(err, "the tables", (double)n * 24);
}

const sx_command sx_cmd_hubness = {
	.name = "hubness", .group = "measure", .summary = "Measure how unequally rows serve as neighbours",
	.about = "N_k of a row is the number of rows that have it among their k nearest; its mean is k. In many dimensions a few "
		"rows (hubs) are in a great many lists and others (anti-hubs) in none, which spoils search and nearest-neighbour "
		"classification. Figures: k_skewness of N_k (population moments; 0 none, above about 1.4 strong); robinhood, the "
		"share of list places that would have to move to make all equal (0 to 1); gini (0 to 1); atkinson with epsilon 0.5; "
		"antihub_occurrence, the share of rows in no list; hub_occurrence, the share of list places held by rows in at least "
		"hub-size k lists; groupie_ratio, the share held by the largest hub; max_k_occurrence; norm_correlation and "
		"center_correlation, Spearman's rank correlation of N_k with the norm and with the distance to the mean (hubs near "
		"the mean: negative). With --labels: knn_error, the leave-one-out error of the vote of the k nearest, the nearest "
		"winning equal votes, and bad_k_occurrence, the share of list places given to rows of another class.\n"
		"Cost: the neighbour table (see knn), then n k. Traps: a row never counts itself; some libraries count it, which "
		"hides anti-hubs. Small n bounds the skewness by about the root of n.",
	.example = "hubness demo --k 10",
	.cite = "Radovanovic, Nanopoulos, Ivanovic 2010, JMLR 11; Feldbauer, Rattei, Flexer 2020, JOSS 5",
	SX_PARAMS(params), .run = run,
};
