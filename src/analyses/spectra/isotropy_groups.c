/* isotropy_groups.c: isotropy of groups of rows: cosines within and between groups, outlier dimensions of each, steps and group
 * means. */
#include "isotropy_groups.h"
#include "isotropy.h"
#include "rows/row_tables.h"
#include "space/class_codes.h"

#include <math.h>
#include <stdio.h>

typedef struct groups {
	const sx_call *call;
	sx_space *space;
	size_t  count, d;
	size_t *row;		/* rows in the order of their groups, and within a group in their original order */
	size_t *start;		/* count + 1 */
	double *rows, *cosine, *outliers, *step;	/* count */
	double *flagged;	/* d: groups in which the dimension is an outlier */
	double *mean;		/* count × d */
} groups;

static bool make_room(groups *g, sx_err *err)
{
	sx_arena *tmp = g->call->tmp;
	double **each[] = { &g->rows, &g->cosine, &g->outliers, &g->step };
	bool ok = true;
	for (size_t i = 0; i < SX_COUNT(each); i++)
		ok &= (*each[i] = sx_alloc(tmp, g->count, sizeof(double))) != NULL;
	ok &= (g->flagged = sx_alloc(tmp, g->d, sizeof *g->flagged)) != NULL;
	ok &= (g->mean = sx_alloc(tmp, g->count * g->d, sizeof *g->mean)) != NULL;
	return ok || sx_fail_memory(err, "means of groups", (double)g->count * (double)g->d * 8);
}

static double distance(sx_mat m, size_t a, size_t b)
{
	double square = 0;
	for (size_t j = 0; j < m.d; j++) {
		double t = (double)m.p[a * m.ld + j] - (double)m.p[b * m.ld + j];
		square += t * t;
	}
	return sqrt(square);
}

/* Adds to the squared lengths of the groups' sums of unit rows, and to their counts of pairs. */
typedef struct pairs { double square, ordered, squared_rows; } pairs;

static bool one_group(groups *g, size_t c, bool *flag, pairs *sum, sx_err *err)
{
	sx_directions dir;
	sx_mat m = sx_space_mat(g->space);
	const size_t *row = g->row + g->start[c];
	size_t n = g->start[c + 1] - g->start[c];
	sx_space *part = sx_space_subset(g->space, "group", row, n, err);
	bool ok = part && sx_directions_get(sx_space_mat(part), NULL, g->call->job, g->call->tmp, &dir, err);
	sx_space_unref(part);
	if (!ok)
		return false;
	double some = (double)(n - dir.zeros);
	g->rows[c] = (double)n;
	g->cosine[c] = dir.mean_cosine;
	g->outliers[c] = (double)sx_outliers_sigma(dir.mean, dir.sd, g->d, flag);
	for (size_t j = 0; j < g->d; j++) {
		g->flagged[j] += flag[j];
		g->mean[c * g->d + j] = dir.mean[j];
	}
	for (size_t i = 1; i < n; i++)
		g->step[c] += distance(m, row[i - 1], row[i]) / ((double)n - 1);
	if (n < 2)
		g->step[c] = NAN;
	sum->ordered += some * (some - 1);
	sum->squared_rows += some * some;
	sum->square += some > 1 ? dir.mean_cosine * some * (some - 1) + some : some;
	return true;
}

static bool between_means(const groups *g, double *mean, sx_err *err)
{
	double sum = 0;
	for (size_t a = 0; a < g->count; a++) {
		for (size_t b = 0; b < a; b++) {
			double square = 0;
			for (size_t j = 0; j < g->d; j++)
				square += pow(g->mean[a * g->d + j] - g->mean[b * g->d + j], 2);
			sum += sqrt(square);
		}
		if (!sx_tick(g->call->job, (double)a / (double)g->count, "means of groups"))
			return sx_fail_cancel(err);
	}
	*mean = 2 * sum / ((double)g->count * ((double)g->count - 1));
	return true;
}

static bool tables(const groups *g, const char *column, sx_result *out, sx_err *err)
{
	size_t *first = sx_alloc(g->call->tmp, g->count, sizeof *first), some = 0;
	double *number = sx_alloc(g->call->tmp, g->d, sizeof *number);
	for (size_t c = 0; first && c < g->count; c++)
		first[c] = g->row[g->start[c]];
	if (!first || !number || !sx_table_classes(out, "groups", "group", g->space, column, first, g->count, g->call->tmp))
		return sx_fail_memory(err, "the table of groups", (double)g->count * 24);
	sx_table_ints(out, "rows", g->rows);
	sx_table_nums(out, "mean_cosine", g->cosine);
	sx_table_ints(out, "outlier_dimensions", g->outliers);
	sx_table_nums(out, "step_distance", g->step);
	for (size_t j = 0; j < g->d; j++)
		if (g->flagged[j] > 0) {
			number[some] = (double)j;
			g->flagged[some++] = g->flagged[j];
		}
	sx_table(out, "group_outliers", SX_PLAIN, some);
	sx_table_ints(out, "dimension", number);
	sx_table_ints(out, "groups", g->flagged);
	return true;
}

bool sx_isotropy_groups(const sx_call *call, sx_space *space, const char *column, sx_result *out, sx_err *err)
{
	groups g = { .call = call, .space = space, .d = sx_space_dims(space) };
	size_t *code;
	pairs sum = { 0 };
	sx_directions all;
	bool *flag = sx_alloc(call->tmp, g.d, sizeof *flag);
	if (!flag || !sx_classes_get(space, column, call->tmp, &code, &g.count, err))
		return flag ? false : sx_fail_memory(err, "dimensions", (double)g.d);
	if (g.count < 2)
		return sx_fail(err, SX_EINPUT, "column %s of %s has a single value", column, sx_space_name(space));
	if (!make_room(&g, err) || !sx_classes_rows(code, sx_space_rows(space), g.count, call->tmp, &g.row, &g.start, err) ||
	    !sx_directions_get(sx_space_mat(space), NULL, call->job, call->tmp, &all, err))
		return false;
	double some = (double)(all.n - all.zeros), apart = 0, step = 0, steps = 0;
	for (size_t c = 0; c < g.count; c++) {
		if (!one_group(&g, c, flag, &sum, err))
			return false;
		step += isnan(g.step[c]) ? 0 : g.step[c] * (g.rows[c] - 1);
		steps += g.rows[c] - 1;
	}
	if (sum.ordered > 0)
		sx_put(out, "mean_cosine_within", (sum.square - some) / sum.ordered);
	else
		sx_put_none(out, "mean_cosine_within", "no group has two rows with a direction");
	if (some * some > sum.squared_rows)
		sx_put(out, "mean_cosine_between",
		       (all.mean_cosine * some * (some - 1) + some - sum.square) / (some * some - sum.squared_rows));
	if (!between_means(&g, &apart, err))
		return false;
	if (steps > 0)
		sx_put(out, "step_distance", step / steps);
	sx_put(out, "group_distance", apart);
	return tables(&g, column, out, err);
}
