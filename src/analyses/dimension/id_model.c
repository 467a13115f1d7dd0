/* id_model.c: whether the neighbour distances are those of points drawn from a smooth density, which all estimators from ratios of
 * distances assume. Near twins and lattices are not, and their estimates mean nothing. */
#include "id_parts.h"

#include <math.h>
#include <string.h>

/* In a smooth density of dimension d the ratio mu of the second distance to the first exceeds x with probability x^-d: above 1000
 * for hardly any row even in one dimension, and for mu below 1.05 the expected share is 1 - 1.05^-d. */
#define TWIN 1000.0
#define TIE 1.05

/* One row of a hundred, and no fewer than five: on a line, where one row of a thousand exceeds 1000 by chance, so many do so in
 * less than one cloud of 5,000 of any size. */
enum { TWINS_SHARE = 100, TWINS_LEAST = 5 };

typedef struct shares { size_t twins, ties; double median; } shares;

static shares count(const sx_id *e)
{
	shares s = { 0, 0, 0 };
	double log_sum = 0;
	for (size_t i = 0; i < e->n; i++) {
		double mu = e->distance[i * e->ld + 1] / e->distance[i * e->ld];
		s.twins += mu > TWIN;
		s.ties += mu < TIE;
		log_sum += mu > TWIN ? log(mu) : 0;
	}
	s.median = s.twins ? exp(log_sum / (double)s.twins) : 0;
	return s;
}

/* The estimates that exceed the number of dimensions, which no set of rows can have, by more than three times the half-width of
 * their 95 % interval. The mean and the median of the estimates of single rows exceed it by their bias alone. */
static bool list_above(const sx_id *e, sx_buf *names)
{
	double d = (double)e->points.d;
	for (size_t i = 0; i < e->rows; i++) {
		const sx_id_estimate *row = &e->row[i];
		double low = row->value - 3 * (row->value - row->low);
		if (low > d && strncmp(row->name, "mle_", 4) != 0 && names->len < 120)
			sx_buf_printf(names, "%s%s", names->len ? ", " : "", row->name);
	}
	return names->len > 0 && sx_buf_ok(names);
}

void sx_id_check_model(sx_id *e)
{
	if (e->n == 0 || e->ld < 2)
		return;
	shares s = count(e);
	sx_buf above = { 0 };
	char ratio[32];
	double expected = 1 - pow(TIE, -(double)e->points.d), tied = (double)s.ties / (double)e->n;
	sx_put(e->out, "near_twins", (double)s.twins);
	if (s.twins >= TWINS_LEAST && s.twins * TWINS_SHARE >= e->n)
		sx_note(e->out, "the model fails: %zu of %zu rows have a near twin, some %s times nearer than their second neighbour; remove "
		        "near-duplicates before reading a dimension", s.twins, e->n, sx_number_short(ratio, s.median));
	if (list_above(e, &above) && tied > expected)
		sx_note(e->out, "the model fails: %s exceed the %zu dimensions of the rows; for %.0f %% of the rows the first two neighbours are "
		        "equally far, as on a lattice", above.text, e->points.d, 100 * tied);
	else if (above.len)
		sx_note(e->out, "the model fails: %s exceed the %zu dimensions of the rows; the rows are no sample of a smooth density",
		        above.text, e->points.d);
	sx_buf_free(&above);
}
