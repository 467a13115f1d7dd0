/* cmd_overlap.c: the command overlap: how many neighbours two spaces of the same rows share, and whether neighbours share a
 * label. Cost: one neighbour table for each space. */
#include "neighbor_budget.h"
#include "chance/null_spaces.h"
#include "command/options.h"
#include "rows/row_pairing.h"
#include "rows/row_tables.h"
#include "space/class_codes.h"

#include <math.h>
#include <stdlib.h>

enum { A, B, K, METRIC, LABELS, FRACTION, QUERIES, BUDGET, NULLS, NULL_KIND, WHERE };

static const sx_param overlap_params[] = {
	[A]         = SX_OPT_SPACE,
	[B]         = { .name = "other", .kind = SX_KIND_SPACE, .dflt = "none", .flags = SX_POSITIONAL,
	                .help = "a space with the same rows in the same order; optional with --labels" },
	[K]         = SX_OPT_K("10"),
	[METRIC]    = SX_OPT_METRIC,
	[LABELS]    = { .name = "labels", .kind = SX_KIND_COLUMN, .help = "column of classes: adds label_overlap" },
	[FRACTION]  = { .name = "class-fraction", .kind = SX_KIND_REAL, .lo = 1e-9, .hi = 1,
	                .help = "label_overlap uses this share of the size of a row's class as the number of neighbours, "
	                	"instead of k" },
	[QUERIES]   = SX_OPT_QUERIES,
	[BUDGET]    = SX_OPT_BUDGET,
	[NULLS]     = SX_OPT_NULL,
	[NULL_KIND] = SX_OPT_NULL_KIND,
	[WHERE]     = SX_OPT_WHERE,
};

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* How many numbers two lists share; sorted into the scratch of 2 k. */
static size_t shared(const uint32_t *a, const uint32_t *b, size_t k, uint32_t *scratch)
{
	size_t count = 0;
	for (size_t i = 0; i < k; i++) {
		scratch[i] = a[i];
		scratch[k + i] = b[i];
	}
	qsort(scratch, k, sizeof *scratch, by_number);
	qsort(scratch + k, k, sizeof *scratch, by_number);
	for (size_t i = 0, j = k; i < k && j < 2 * k;) {
		count += scratch[i] == scratch[j];
		bool next = scratch[i] <= scratch[j];
		j += scratch[i] >= scratch[j];
		i += next;
	}
	return count;
}

static bool neighborhoods(const sx_call *call, const sx_knn *a, sx_space *other, sx_result *out, sx_err *err)
{
	sx_knn b;
	size_t k = (size_t)call->arg[K].num;
	if (!sx_knn_sample(other, (sx_metric)call->arg[METRIC].num, k, a->rows ? a->n : a->of, call->job, &b, err))
		return false;
	double *line = sx_alloc(call->tmp, a->n, sizeof *line);
	uint32_t *scratch = sx_alloc(call->tmp, 2 * k, sizeof *scratch);
	if (!line || !scratch)
		return sx_fail_memory(err, "overlaps", (double)a->n * 8);
	for (size_t i = 0; i < a->n; i++)	/* both samples are the head of one random order of the rows */
		line[i] = (double)shared(a->index + i * a->ld, b.index + (b.rows ? i : sx_knn_line_row(a, i)) * b.ld, k, scratch) /
		          (double)k;
	sx_put_mean(out, "neighborhood_overlap", line, a);
	sx_put(out, "chance", (double)k / ((double)a->of - 1));
	return sx_column_of_lines(out, "overlap", line, a, call->tmp) || sx_fail_memory(err, "a column", (double)a->of * 8);
}

/* The mean over the rows that could be judged; the error of a sample as sx_put_mean gives it, where all could. */
static void put_judged(sx_result *out, const double *line, const sx_knn *t, size_t judged)
{
	double sum = 0;
	if (judged == t->n) {
		sx_put_mean(out, "label_overlap", line, t);
		return;
	}
	for (size_t i = 0; i < t->n; i++)
		sum += isnan(line[i]) ? 0 : line[i];
	sx_put(out, "label_overlap", sum / (double)judged);
}

/* The share of a row's neighbours that have its label; DADApy weighs each row by one over the size of its class. */
static bool labels(const sx_call *call, const sx_knn *t, const size_t *code, const size_t *size, sx_result *out, sx_err *err)
{
	double *line = sx_alloc(call->tmp, t->n, sizeof *line), sum = 0, weights = 0, chance = 0;
	size_t all = sx_space_rows(call->arg[A].space[0]), some = all - sx_classes_missing(code, all), judged = 0;
	if (line == NULL)
		return sx_fail_memory(err, "overlaps", (double)t->n * 8);
	for (size_t i = 0; i < t->n; i++) {
		size_t own = code[sx_knn_line_row(t, i)], k = (size_t)call->arg[K].num, known = 0, same = 0;
		if (own != SX_NO_CLASS && call->arg[FRACTION].given)
			k = (size_t)fmax(1, floor((double)size[own] * call->arg[FRACTION].num));
		for (size_t j = 0; own != SX_NO_CLASS && j < k; j++) {
			size_t other = code[t->index[i * t->ld + j]];
			known += other != SX_NO_CLASS;
			same += other == own;
		}
		line[i] = known ? (double)same / (double)known : (double)NAN;
		if (known == 0)		/* without a class, or among none that has one */
			continue;
		judged++;
		sum += line[i] / (double)size[own];
		weights += 1 / (double)size[own];
		chance += ((double)size[own] - 1) / ((double)some - 1);
	}
	if (judged == 0)
		return sx_fail(err, SX_EINPUT, "column %s: no row with a class has a neighbour with one", call->arg[LABELS].text);
	sx_classes_tell(code, all, call->arg[LABELS].text, out);
	put_judged(out, line, t, judged);
	sx_put(out, "label_overlap_weighted", sum / weights);
	sx_put(out, "label_chance", chance / (double)judged);
	return sx_column_of_lines(out, "label_overlap", line, t, call->tmp) || sx_fail_memory(err, "a column", (double)t->of * 8);
}

static bool class_sizes(const sx_call *call, size_t **code, size_t **size, size_t *most, sx_err *err)
{
	size_t classes, n = sx_space_rows(call->arg[A].space[0]);
	if (!sx_classes_get(call->arg[A].space[0], call->arg[LABELS].text, call->tmp, code, &classes, err))
		return false;
	if ((*size = sx_alloc(call->tmp, classes, sizeof **size)) == NULL)
		return sx_fail_memory(err, "classes", (double)classes * 8);
	for (size_t i = 0; i < n; i++)
		if ((*code)[i] != SX_NO_CLASS)
			(*size)[(*code)[i]]++;
	for (size_t c = 0; c < classes; c++)
		*most = (*size)[c] > *most ? (*size)[c] : *most;
	return true;
}

static bool run_overlap(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_knn t;
	size_t *code = NULL, *size = NULL, most = 0, k = (size_t)call->arg[K].num;
	bool by_class = call->arg[LABELS].text != NULL, pair = call->arg[B].count > 0;
	if (!by_class && !pair)
		return sx_fail(err, SX_EUSAGE, "give a second space, or a column of classes with --labels");
	if (by_class && !class_sizes(call, &code, &size, &most, err))
		return false;
	if (by_class && call->arg[FRACTION].given && (double)most * call->arg[FRACTION].num > (double)k)
		k = (size_t)((double)most * call->arg[FRACTION].num);
	const sx_neighbors_of near = { .call = call, .space = call->arg[A].space[0], .metric = (sx_metric)call->arg[METRIC].num, .k = k,
	                               .queries = &call->arg[QUERIES], .budget = &call->arg[BUDGET], .out = out };
	if (!sx_neighbors_get(&near, &t, err))
		return false;
	sx_space *a = call->arg[A].space[0], *other = NULL;
	if (pair && (other = sx_pairing_other(a, call->arg[B].space[0], call->arg[WHERE].text != NULL, call->tmp, err)) == NULL)
		return false;
	bool ok = (!pair || neighborhoods(call, &t, other, out, err)) && (!by_class || labels(call, &t, code, size, out, err));
	sx_space_unref(other);
	return ok;
}

static const sx_figure overlap_figures[] = {
	{ "neighborhood_overlap", "0 to 1", "chance", "mean share of a row's k nearest neighbours common to both spaces" },
	{ "chance", "0 to 1", NULL, "k / (n-1), the value for unrelated spaces" },
	{ "label_overlap label_overlap_weighted", "0 to 1", "label_chance",
	  "with --labels: share of the k nearest of the same class; weighted: all classes have the same weight" },
	{ "label_chance", "0 to 1", NULL, "the value for shuffled classes" },
	{ "overlap label_overlap", "column", NULL, "the share of each row: rows with low values moved" },
};

const sx_command sx_cmd_overlap = {
	.name = "overlap", .group = "measure", .summary = "Neighbourhood overlap of two spaces, or with labels",
	.plain = "Compares the nearest neighbours in two spaces of the same rows. With classes it measures instead how often "
		"neighbours share a class.",
	.about = "neighborhood_overlap: the mean share of a row's k nearest in one space that are among its k nearest in the "
		"other, from chance, k / (n-1), to 1; column overlap of the first space has the share of each row. With "
		"--labels: label_overlap, the mean share of the k nearest with the row's own class, label_chance the value for "
		"shuffled classes, and label_overlap_weighted, where all classes have the same weight. With --class-fraction "
		"the number of neighbours is that share of the size of a row's class.\nCost: a neighbour table of each space. "
		"Trap: hubs are in many lists of both spaces and raise the overlap; see hubness.",
	.example = "overlap demo rest --k 10", .cite = "Doimo et al. 2020, NeurIPS; Huh et al. 2024, ICML",
	SX_PARAMS(overlap_params), .run = run_overlap,
	SX_FIGURES(overlap_figures), .before = "abtt demo --components 2 --as rest",
};
