/* id_gride.c: GRIDE at growing scale (Denti, Doimo, Laio, Mira 2022), and whether its scaling plot has a plateau. */
#include "dimension.h"
#include "id.h"
#include "stats.h"

#include <math.h>

typedef struct scaling {
	size_t  m;
	double *rank, *d, *error, *distance;	/* error: from the information, as if rows were independent */
	double *half;				/* half of the 95 % interval, widened for shared neighbours */
} scaling;

/* DADApy leaves out ratios beyond q50 + 20 (q95 - q50). */
static size_t without_largest(double *log_mu, size_t n, sx_arena *tmp)
{
	double *mu = sx_alloc(tmp, n, sizeof *mu);
	size_t kept = 0;
	if (mu == NULL)
		return n;
	for (size_t i = 0; i < n; i++)
		mu[i] = exp(log_mu[i]);
	double half = sx_quantile(mu, n, 0.5), top = half + 20 * (sx_quantile(mu, n, 0.95) - half);
	for (size_t i = 0; i < n; i++)
		if (exp(log_mu[i]) < top)
			log_mu[kept++] = log_mu[i];
	return kept;
}

/* Lists beyond 64 neighbours share no more than those: the sum over them would cost more than the table. */
static double widening(const sx_id *e, size_t n1, double d, double *scratch_n)
{
	enum { MOST = 64 };
	for (size_t row = 0; row < e->n; row++) {
		const double *r = e->distance + row * e->ld;
		scratch_n[row] = sx_gride_part(log(r[2 * n1 - 1] / r[n1 - 1]), n1, 2 * n1, d);
	}
	return sx_id_sharing(e, scratch_n, 2 * n1 < MOST ? 2 * n1 : MOST);
}

static bool gride_scales(sx_id *e, scaling *s)
{
	size_t most = (size_t)e->call->arg[ID_RANGE].num;
	bool dadapy = sx_id_by(e) == ID_DADAPY;
	double *log_mu = sx_alloc(e->call->tmp, e->n, sizeof *log_mu);
	for (size_t n2 = 2; n2 <= most && n2 <= e->near; n2 *= 2)
		s->m++;
	double **each[] = { &s->rank, &s->d, &s->error, &s->distance, &s->half };
	for (size_t i = 0; i < SX_COUNT(each); i++)
		if ((*each[i] = sx_alloc(e->call->tmp, s->m, sizeof(double))) == NULL)
			return false;
	if (log_mu == NULL)
		return false;
	for (size_t i = 0, n1 = 1; i < s->m; i++, n1 *= 2) {
		double sum = 0;
		for (size_t row = 0; row < e->n; row++) {
			const double *r = e->distance + row * e->ld;
			log_mu[row] = log(r[2 * n1 - 1] / r[n1 - 1]);
			sum += r[2 * n1 - 1] + r[n1 - 1];
		}
		size_t kept = dadapy ? without_largest(log_mu, e->n, e->call->tmp) : e->n;
		s->rank[i] = (double)(2 * n1);
		s->d[i] = sx_gride(log_mu, kept, n1, 2 * n1, dadapy ? 1 : 0, &s->error[i]);
		s->distance[i] = sum / (2 * (double)e->n);
		s->half[i] = 1.96 * s->error[i] * widening(e, n1, s->d[i], log_mu);
	}
	return true;
}

/* A plateau: three or more scales in a row that agree with their weighted mean within their own 95 % or 5 % of it. The
 * longest one; of equally long ones that of the smallest scales. */
static size_t plateau(const scaling *s, size_t *from, double *value)
{
	size_t best = 0;
	for (size_t lo = 0; lo < s->m; lo++)
		for (size_t hi = lo + 3; hi <= s->m; hi++) {
			double sum = 0, weight = 0;
			bool flat = true;
			for (size_t i = lo; i < hi; i++) {
				double w = 1 / (s->error[i] * s->error[i]);
				sum += w * s->d[i];
				weight += w;
			}
			for (size_t i = lo; i < hi; i++)
				flat &= fabs(s->d[i] - sum / weight) <= fmax(1.96 * s->error[i], 0.05 * sum / weight);
			if (flat && hi - lo > best) {
				best = hi - lo;
				*from = lo;
				*value = sum / weight;
			}
		}
	return best;
}

static void put_plateau(sx_id *e, const scaling *s)
{
	size_t from = 0, length;
	double value = NAN;
	length = plateau(s, &from, &value);
	if (length == 0) {
		sx_put_none(e->out, "gride", "no plateau: the dimension depends on the scale, so there is no single one here");
		sx_put_none(e->out, "plateau", "no three scales in a row agree; see series gride_scaling");
		return;
	}
	double half = s->half[from];		/* the scales read the same rows: together they know no more than the best of them */
	for (size_t i = from; i < from + length; i++)
		half = fmin(half, s->half[i]);
	double low = value - half, high = value + half;		/* and no narrower than the plateau is uneven */
	for (size_t i = from; i < from + length; i++) {
		low = fmin(low, s->d[i]);
		high = fmax(high, s->d[i]);
	}
	sx_put(e->out, "plateau", value);
	sx_id_add(e, "gride", value, low, high, "plateau of the scaling plot");
	sx_note(e->out, "gride: plateau from neighbour %.0f to %.0f", s->rank[from] / 2, s->rank[from + length - 1]);
}

bool sx_id_gride(sx_id *e, sx_err *err)
{
	scaling s = { 0 };
	if (!gride_scales(e, &s))
		return sx_fail_memory(err, "the scaling plot", (double)e->n * 8);
	for (size_t i = 0; i < s.m; i++) {
		const char *name = sx_printf(e->call->tmp, "gride %.0f->%.0f", s.rank[i] / 2, s.rank[i]);
		const char *scale = sx_printf(e->call->tmp, "%.4g", s.distance[i]);
		if (!name || !scale)
			return sx_fail_memory(err, "the scaling plot", 100);
		sx_id_add_row(e, name, s.d[i], s.d[i] - s.half[i], s.d[i] + s.half[i], scale);
	}
	put_plateau(e, &s);
	sx_table(e->out, "gride_scaling", SX_LINE, s.m);
	sx_table_ints(e->out, "neighbour", s.rank);
	sx_table_nums(e->out, "dimension", s.d);
	sx_table_nums(e->out, "error", s.error);
	sx_table_nums(e->out, "distance", s.distance);
	return true;
}
