/* id_local.c: local TwoNN: TwoNN on the neighbours of each row, for how the finest scale varies over the space.
 *
 * The interval is a jackknife over groups of points (Quenouille 1956; Tukey 1958): a twentieth of the points is removed from all
 * neighbourhoods and from the mean over rows at once, which accounts for the change of neighbours. Cost n k² (d + 20). */
#include "id_formulas.h"
#include "id_neighborhood.h"
#include "numeric/stats.h"

#include <math.h>

enum { GROUPS = 20 };
static const double t_19 = 2.093;	/* the 97.5 % point of Student's t with GROUPS - 1 degrees of freedom */

static uint32_t group_of(size_t point)
{
	return ((uint32_t)point * UINT32_C(2654435761) >> 8) % GROUPS;	/* at random as to the order of the rows */
}

/* The ratios of the two nearest neighbours of each neighbour within the neighbourhood, with one group left out; scratch is 4 k.
 * Rows at the same position have no ratio. */
static double fit_without(const sx_hood *w, const double *g, const uint32_t *point, uint32_t group, double *scratch)
{
	size_t k = w->k, n = 0;
	for (size_t i = 0; i < k; i++) {
		double first = INFINITY, second = INFINITY;
		if (group_of(point[i]) == group)
			continue;
		for (size_t j = 0; j < k; j++) {
			double square = g[i * k + i] + g[j * k + j] - 2 * g[i * k + j];
			if (j == i || square >= second || group_of(point[j]) == group)
				continue;
			second = square < first ? first : square;
			first = fmin(first, square);
		}
		if (first > 0 && isfinite(second))
			scratch[n++] = log(second / first) / 2;
	}
	sx_sort(scratch, n);
	sx_twonn_rise(scratch + k, n);
	return n >= 3 ? sx_twonn_fit(scratch, scratch + k, NULL, n, w->e->call->arg[SX_ID_DISCARD].num) : (double)NAN;
}

static void fit_among(const sx_hood *w, double *g, double *scratch, const double *distance, double *out)
{
	const uint32_t *point = w->e->index + (distance - w->e->distance);
	for (uint32_t group = 0; group <= GROUPS; group++)	/* first all points: there is no group GROUPS */
		out[group] = fit_without(w, g, point, (group + GROUPS) % (GROUPS + 1), scratch);
}

/* Mean and median over the rows of other groups; v holds n. */
static void middles(const sx_id *e, const double *line, uint32_t group, double *v, double out[2])
{
	size_t n = 0;
	double sum = 0;
	for (size_t i = 0; i < e->n; i++)
		if (isfinite(line[i]) && line[i] > 0 && group_of(sx_id_row(e, i)) != group)
			sum += v[n++] = line[i];
	out[0] = sum / (double)n;
	out[1] = n ? sx_quantile(v, n, 0.5) : (double)NAN;
}

static bool add(sx_id *e, double *const *line, sx_err *err)
{
	static const char *const name[] = { "local_twonn", "local_twonn_median" };
	double all[2], without[GROUPS][2], *v = sx_alloc(e->call->tmp, e->n, sizeof *v);
	size_t left = 0;
	if (v == NULL)
		return sx_fail_memory(err, "per-row statistics", (double)e->n * 8);
	middles(e, line[0], GROUPS, v, all);
	for (uint32_t g = 0; g < GROUPS; g++)
		middles(e, line[g + 1], g, v, without[g]);
	for (size_t f = 0; f < 2; f++) {
		double mean = 0, square = 0;
		for (size_t g = 0; g < GROUPS; g++)
			mean += without[g][f] / GROUPS;
		for (size_t g = 0; g < GROUPS; g++)
			square += (without[g][f] - mean) * (without[g][f] - mean);
		double half = t_19 * sqrt(square * (GROUPS - 1) / GROUPS);
		sx_id_add(e, name[f], all[f], all[f] - half, all[f] + half, "among the k neighbours");
	}
	for (size_t i = 0; i < e->n; i++)
		left += !(isfinite(line[0][i]) && line[0][i] > 0);
	if (left)
		sx_note(e->out, "local_twonn leaves out %zu of %zu rows: too few of their neighbours are distinct", left, e->n);
	return sx_id_column(e, "lid_local_twonn", line[0]) || sx_fail_memory(err, "a column", (double)e->n * 8);
}

bool sx_id_local_twonn(sx_id *e, sx_err *err)
{
	double *line[GROUPS + 1];
	sx_hood w = { .e = e, .figure = fit_among, .figures = GROUPS + 1 };
	if (e->k < 4) {
		sx_put_none(e->out, "local_twonn", "at least four neighbours are needed to fit their ratios: use a larger --k");
		return true;
	}
	return sx_hood_all(&w, "local twonn", line, err) && add(e, line, err);
}
