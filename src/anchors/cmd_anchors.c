/* cmd_anchors.c: the command anchors: chooses the anchor rows of a relative representation (Moschella et al. 2023). */
#include "anchor_rows.h"
#include "command/options.h"
#include "numeric/linalg.h"
#include "rows/row_tables.h"

#include <math.h>

enum { SPACE, METHOD, COUNT, START, BY, FROM, WHERE, DROP };
enum { RANDOM, FARTHEST, KMEANS, LABELS, NAMED, SELECTED, FIRST };

static const sx_param params[] = {
	[SPACE]  = SX_OPT_SPACE,
	[METHOD] = { .name = "method", .kind = SX_KIND_CHOICE, .dflt = "random",
	             .choices = "random|farthest|kmeans|labels|file|selected|first",
	             .help = "random rows; farthest-point sampling by angle; the rows nearest to k-means centres; equal numbers "
	                     "from each class of --by; rows listed in a file; rows marked in --by; the first rows (most "
	                     "frequent words)" },
	[COUNT]  = { .name = "count", .kind = SX_KIND_INT, .lo = 1, .hi = 1e6, .help = "number of anchors; default: 300, or all "
		"rows if fewer" },
	[START]  = { .name = "start", .kind = SX_KIND_ROW, .help = "first row of farthest; default: the one nearest the mean "
		"direction" },
	[BY]     = { .name = "by", .kind = SX_KIND_COLUMN,
	             .help = "column of classes (labels) or of marks (selected; default: selected)" },
	[FROM]   = { .name = "from", .kind = SX_KIND_PATH, .help = "a file of labels or row numbers, one a line (file)" },
	[WHERE]  = SX_OPT_WHERE,
	[DROP]   = SX_OPT_DROP,
};

typedef struct farthest {
	sx_mat  m;
	double *inv;		/* n: 1 / norm */
	double *near;		/* n: largest cosine with an anchor so far */
	size_t  latest;
} farthest;

/* ---- cosines with the newest anchor ---- */

SX_CLONES static double row_dot(const float *restrict x, const float *restrict y, size_t d)
{
	double sum = 0;
	#pragma omp simd reduction(+:sum)
	for (size_t j = 0; j < d; j++)
		sum += (double)x[j] * (double)y[j];
	return sum;
}

static void approach(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	farthest *f = ctx;
	const float *a = f->m.p + f->latest * f->m.ld;
	for (size_t i = lo; i < hi; i++) {
		double c = row_dot(f->m.p + i * f->m.ld, a, f->m.d) * f->inv[i] * f->inv[f->latest];
		if (c > f->near[i])
			f->near[i] = c;
	}
}

static bool norms(farthest *f, const sx_space *s, sx_err *err)
{
	for (size_t i = 0; i < f->m.n; i++) {
		double square = row_dot(f->m.p + i * f->m.ld, f->m.p + i * f->m.ld, f->m.d);
		if (square == 0)
			return sx_fail_zero_row(s, i, err);
		f->inv[i] = 1 / sqrt(square);
		f->near[i] = -INFINITY;
	}
	return true;
}

/* ---- choosing ---- */

static size_t nearest_to_mean(const farthest *f, double *mean)
{
	size_t best = 0;
	double top = -INFINITY;
	for (size_t i = 0; i < f->m.n; i++)
		for (size_t j = 0; j < f->m.d; j++)
			mean[j] += (double)f->m.p[i * f->m.ld + j] * f->inv[i];
	for (size_t i = 0; i < f->m.n; i++) {
		double c = 0;
		for (size_t j = 0; j < f->m.d; j++)
			c += (double)f->m.p[i * f->m.ld + j] * f->inv[i] * mean[j];
		if (c > top) {
			top = c;
			best = i;
		}
	}
	return best;
}

/* Each step takes the row whose nearest anchor is farthest; ties to the lower row. Stops when all rows are covered. */
static bool choose_farthest(const sx_call *call, farthest *f, size_t m, size_t *rows, size_t *chosen, sx_err *err)
{
	const sx_value *start = &call->arg[START];
	double *mean = sx_alloc(call->tmp, f->m.d, sizeof *mean);
	if (mean == NULL)
		return sx_fail_memory(err, "anchors", (double)f->m.d * 8);
	size_t next = start->given ? (size_t)start->num : nearest_to_mean(f, mean);
	for (*chosen = 0; *chosen < m;) {
		f->latest = rows[(*chosen)++] = next;
		sx_job part = *call->job;
		part.from = (double)*chosen / (double)m;
		part.span = 1 / (double)m;
		if (!sx_for(&part, "anchors", f->m.n, 4096, approach, f))
			return sx_fail_cancel(err);
		double least = INFINITY;
		for (size_t i = 0; i < f->m.n; i++)
			if (f->near[i] < least) {
				least = f->near[i];
				next = i;
			}
		if (least >= 1 - 1e-12)
			break;
	}
	return true;
}

/* ---- what the set is worth ---- */

static bool coverage(const sx_call *call, farthest *f, const size_t *rows, size_t m, sx_result *out, sx_err *err)
{
	double sum = 0;
	for (size_t a = 0; a < m; a++) {
		f->latest = rows[a];
		if (!sx_for(call->job, "coverage", f->m.n, 4096, approach, f))
			return sx_fail_cancel(err);
	}
	for (size_t i = 0; i < f->m.n; i++)
		sum += f->near[i];
	sx_put(out, "coverage", sum / (double)f->m.n);
	return true;
}

static bool condition(const sx_call *call, const farthest *f, const size_t *rows, size_t m, sx_result *out, sx_err *err)
{
	size_t d = f->m.d, r = m < d ? m : d;
	double *a = sx_alloc(call->tmp, m * d, sizeof *a), *s = sx_alloc(call->tmp, r, sizeof *s);
	if (!a || !s)
		return sx_fail_memory(err, "the anchors' matrix", (double)m * (double)d * 8);
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < d; j++)
			a[i * d + j] = (double)f->m.p[rows[i] * f->m.ld + j] * f->inv[rows[i]];
	if (!sx_svd(m, d, a, s, NULL, NULL, err))
		return false;
	if (s[r - 1] > 1e-14 * s[0])
		sx_put(out, "condition", s[0] / s[r - 1]);
	else
		sx_put_none(out, "condition", "the anchors do not span their number of directions: the condition number is "
			"infinite");
	return true;
}

static bool tell(const sx_call *call, const sx_space *space, const size_t *rows, size_t m, sx_result *out)
{
	size_t n = sx_space_rows(space);
	double *order = sx_alloc(call->tmp, m, sizeof *order), *column = sx_alloc(call->tmp, n, sizeof *column);
	if (!order || !column)
		return false;
	for (size_t i = 0; i < n; i++)
		column[i] = NAN;
	for (size_t i = 0; i < m; i++)
		column[rows[i]] = order[i] = (double)i;
	sx_column(out, "anchor", column);
	if (!sx_table_rows(out, "anchors", SX_PLAIN, space, rows, m, call->tmp))
		return false;
	sx_table_ints(out, "order", order);
	return true;
}

static bool choose(const sx_call *call, farthest *f, size_t *m, size_t **rows, sx_err *err)
{
	const sx_space *s = call->arg[SPACE].space[0];
	const char *by = call->arg[BY].text, *from = call->arg[FROM].text;
	size_t want = *m;
	switch ((int)call->arg[METHOD].num) {
	case RANDOM: return sx_anchors_random(s, *m, call->job, call->tmp, rows, err);
	case FARTHEST: return choose_farthest(call, f, want, *rows, m, err);
	case KMEANS: return sx_anchors_kmeans(s, call->job, call->tmp, rows, m, err);
	case LABELS: return by ? sx_anchors_strata(s, by, *m, call->job, call->tmp, rows, err)
	                       : sx_fail(err, SX_EUSAGE, "--method labels needs --by COLUMN");
	case NAMED: return from ? sx_anchors_file(from, s, call->job, call->tmp, rows, m, err)
	                        : sx_fail(err, SX_EUSAGE, "--method file needs --from FILE");
	case SELECTED: return sx_anchors_selected(s, by ? by : "selected", call->tmp, rows, m, err);
	case FIRST:
		for (size_t i = 0; i < *m; i++)
			(*rows)[i] = i;
		return true;
	default: return false;
	}
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_space *space = call->arg[SPACE].space[0];
	const sx_value *count = &call->arg[COUNT];
	farthest f = { .m = sx_space_mat(space) };
	size_t n = f.m.n, m = count->given ? (size_t)count->num : n < 300 ? n : 300, chosen = m;
	if (m > n)
		return sx_fail(err, SX_EINPUT, "%s: %zu anchors cannot be chosen from %zu rows", sx_space_name(space), m, n);
	f.inv = sx_alloc(call->tmp, n, sizeof *f.inv);
	f.near = sx_alloc(call->tmp, n, sizeof *f.near);
	size_t *rows = sx_alloc(call->tmp, m, sizeof *rows);
	if (!f.inv || !f.near || !rows)
		return sx_fail_memory(err, "anchors", (double)n * 16);
	if (!norms(&f, space, err) || !choose(call, &f, &chosen, &rows, err))
		return false;
	if (chosen < m && call->arg[METHOD].num == FARTHEST)
		sx_note(out, "%zu anchors cover every row: no other direction is left", chosen);
	sx_put(out, "count", (double)chosen);
	sx_record_num(out, "count", (double)chosen);
	return coverage(call, &f, rows, chosen, out, err) && condition(call, &f, rows, chosen, out, err) &&
	       (tell(call, space, rows, chosen, out) || sx_fail_memory(err, "the table", (double)n * 8));
}

static const sx_figure anchors_figures[] = {
	{ "count", "1 to rows", NULL, "anchors chosen" },
	{ "coverage", "-1 to 1", NULL, "mean cosine of a row with its nearest anchor" },
	{ "condition", "1 or more", "1", "largest over smallest singular value of the anchors at unit length: a large value "
		"loses directions" },
	{ "anchors", "table", NULL, "in the order chosen" },
	{ "anchor", "column", NULL, "position of each anchor in that order, else missing" },
};

const sx_command sx_cmd_anchors = {
	.name = "anchors", .group = "compare", .summary = "Anchors of a relative representation (random, farthest, ...)",
	.plain = "Chooses anchor rows, by which all rows can then be described. It measures how well they cover the space.",
	.about = "Metrics: coverage, the mean over all rows of the cosine with the nearest anchor (1: every direction has an "
		"anchor); condition, the largest over the smallest singular value of the anchors at unit length (small: the "
		"relative space keeps all directions). The order of the anchors becomes the column anchor, which relative "
		"reads. Farthest-point choice needs no seed; it starts at the row nearest the mean direction unless --start "
		"names another. In the workbench, mark rows (Space) and choose them with --method selected.\nCost: n d count. "
		"Traps: random anchors may be nearly parallel, see condition; farthest anchors are often outliers.",
	.example = "anchors demo --method farthest --count 20", .cite = "Moschella et al. 2023, ICLR, Relative representations",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(anchors_figures),
};
