/* ring_table.c: writes the table of rows in the order of their angle, drawn as a ring. */
#include "ring_table.h"
#include "numeric/stats.h"
#include "rows/row_tables.h"

enum { ROUND = 60 };		/* labels drawn round the ring */

bool sx_ring_table(sx_result *out, const sx_space *space, const double *angle, const double *radius, sx_arena *tmp)
{
	size_t n = sx_space_rows(space), m = n < ROUND ? n : ROUND, rows[ROUND];
	double a[ROUND], r[ROUND], *down = sx_alloc(tmp, n, sizeof *down);
	size_t *order = sx_alloc(tmp, n, sizeof *order);
	for (size_t i = 0; down && i < n; i++)
		down[i] = -angle[i];
	if (!down || !order || !sx_order_down(down, n, order, tmp))
		return false;
	for (size_t i = 0; i < m; i++) {
		rows[i] = order[i * n / m];
		a[i] = angle[rows[i]];
		r[i] = radius[rows[i]];
	}
	if (!sx_table_rows(out, "ring", SX_RING, space, rows, m, tmp))
		return false;
	sx_table_nums(out, "angle", a);
	sx_table_nums(out, "radius", r);
	return true;
}
