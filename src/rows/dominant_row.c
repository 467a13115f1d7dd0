/* dominant_row.c: tells of a row that is far longer than the rest. */
#include "dominant_row.h"
#include "numeric/stats.h"

#include <math.h>

/* Times the median, and half of the sum of squares: the longest of 20,000 rows of Student's t with 3 degrees of freedom is up to
 * 130 times the median in one dimension, but far from half. */
static const double FAR = 100, SHARE = 0.5;

bool sx_dominant_row_tell(const sx_space *s, sx_arena *tmp, sx_result *out)
{
	sx_mat m = sx_space_mat(s);
	double *norm = sx_alloc(tmp, m.n, sizeof *norm), squares = 0, most = -1;
	size_t row = 0;
	char times[32];
	if (norm == NULL)
		return false;
	for (size_t i = 0; i < m.n; i++) {
		double sum = 0;
		for (size_t j = 0; j < m.d; j++)
			sum += (double)m.p[i * m.ld + j] * (double)m.p[i * m.ld + j];
		norm[i] = sqrt(sum);
		squares += sum;
		if (norm[i] > most) {
			most = norm[i];
			row = i;
		}
	}
	double median = m.n ? sx_quantile(norm, m.n, 0.5) : 0;
	if (median > 0 && most > FAR * median && most * most > SHARE * squares)
		sx_note(out, "row %zu is %s times longer than the median row and holds %.3g %% of the sum of squares: leave it out before "
		        "reading what rests on means, variances or distances", sx_space_parent_row(s, row),
		        sx_number_short(times, most / median), 100 * most * most / squares);
	return true;
}
