/* id_local.c: TwoNN on the neighbours of each row alone: how the finest scale varies over the space. */
#include "dimension.h"
#include "id_hood.h"
#include "stats.h"

#include <math.h>

/* The ratios of the k neighbours' own two nearest among them; scratch is 4 k. Rows at one place have no ratio. */
static void fit_among(const sx_hood *w, double *g, double *scratch, const double *distance, double *out)
{
	(void)distance;
	size_t k = w->k, n = 0;
	for (size_t i = 0; i < k; i++) {
		double first = INFINITY, second = INFINITY;
		for (size_t j = 0; j < k; j++) {
			double square = g[i * k + i] + g[j * k + j] - 2 * g[i * k + j];
			if (j == i || square >= second)
				continue;
			second = square < first ? first : square;
			first = fmin(first, square);
		}
		if (first > 0)
			scratch[n++] = log(second / first) / 2;
	}
	sx_sort(scratch, n);
	sx_twonn_rise(scratch + k, n);
	*out = n >= 3 ? sx_twonn_fit(scratch, scratch + k, NULL, n, w->e->call->arg[ID_DISCARD].num) : (double)NAN;
}

bool sx_id_local_twonn(sx_id *e, sx_err *err)
{
	static const sx_id_mean mean[] = { { SX_ID_MEAN, "local_twonn", 1 }, { SX_ID_MEDIAN, "local_twonn_median", 1 } };
	double *line;
	sx_hood w = { .e = e, .figure = fit_among, .figures = 1 };
	if (e->k < 4) {
		sx_put_none(e->out, "local_twonn", "fewer than four neighbours have no line through their ratios: take a larger --k");
		return true;
	}
	return sx_hood_all(&w, "local twonn", &line, err) &&
	       sx_id_local(e, "local_twonn", line, mean, 2, "among the k neighbours", err);
}
