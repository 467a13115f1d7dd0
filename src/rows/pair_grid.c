/* pair_grid.c: reads which pair (a, b) each row stands for, and checks that all pairs are there. */
#include "pair_grid.h"
#include "row_axes.h"

#include <math.h>
#include <string.h>

static bool by_rows(sx_space *s, sx_pairgrid *g, sx_err *err)
{
	while ((g->p + 1) * (g->p + 1) <= g->n)
		g->p++;
	if (g->p * g->p != g->n)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows are not a grid of all pairs, which has p squared rows; name two "
			"columns: --pairs A,B",
		               sx_space_name(s), g->n);
	for (size_t i = 0; i < g->n; i++) {
		g->a[i] = i / g->p;
		g->b[i] = i % g->p;
	}
	return true;
}

static bool column(sx_space *s, const char *name, sx_job *job, sx_arena *a, size_t *of, size_t *p, sx_err *err)
{
	sx_row_axis axis;
	if (!sx_row_axis_get(s, name, job, a, &axis, err))
		return false;
	if (axis.num == NULL)
		return sx_fail(err, SX_EINPUT, "%s holds no numbers; a pair counts 0, 1, 2, …", name);
	for (size_t i = 0; i < sx_space_rows(s); i++) {
		double v = axis.num[i];
		if (!(v >= 0) || v != floor(v) || v >= 1e5)
			return sx_fail(err, SX_EINPUT, "%s of row %zu is %g: a pair counts 0, 1, 2, …", name, i, v);
		of[i] = (size_t)v;
		*p = of[i] >= *p ? of[i] + 1 : *p;
	}
	return true;
}

bool sx_pairgrid_get(sx_space *s, const char *what, sx_job *job, sx_arena *a, sx_pairgrid *g, sx_err *err)
{
	const char *comma = strchr(what, ',');
	*g = (sx_pairgrid){ .n = sx_space_rows(s) };
	g->a = sx_alloc(a, g->n, sizeof *g->a);
	g->b = sx_alloc(a, g->n, sizeof *g->b);
	char *first = comma ? sx_strndup(a, what, (size_t)(comma - what)) : NULL;
	if (!g->a || !g->b || (comma && !first))
		return sx_fail_memory(err, "pairs", (double)g->n * 16);
	if (strcmp(what, "grid") == 0)
		return by_rows(s, g, err);
	if (comma == NULL)
		return sx_fail(err, SX_EUSAGE, "--pairs '%.60s' is neither grid nor two columns A,B", what);
	return column(s, first, job, a, g->a, &g->p, err) && column(s, comma + 1, job, a, g->b, &g->p, err);
}
