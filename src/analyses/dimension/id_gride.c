/* id_gride.c: Gride at increasing scales (Denti, Doimo, Laio, Mira 2022), and the search for a plateau of its scaling plot. */
#include "id_formulas.h"
#include "id_parts.h"
#include "numeric/stats.h"

#include <math.h>

typedef struct scaling {
	size_t  m;
	double *rank, *d, *error, *distance;	/* error: from the information, as if rows were independent */
	double *half;				/* half of the 95 % interval, widened for shared neighbours */
	size_t  largest;			/* ratios of all scales that DADApy leaves out */
} scaling;

/* DADApy leaves out ratios beyond q50 + 20 (q95 - q50). How many of them are left, in kept. */
static size_t without_largest(const double *log_mu, size_t n, double *kept, double *scratch)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		scratch[i] = exp(log_mu[i]);
	double half = sx_quantile(scratch, n, 0.5), top = half + 20 * (sx_quantile(scratch, n, 0.95) - half);
	for (size_t i = 0; i < n; i++)
		if (exp(log_mu[i]) < top)
			kept[count++] = log_mu[i];
	return count;
}

/* Lists beyond 64 neighbours share no more than those of 64, and the sum over them would cost more than the table. */
static double widening(const sx_id *e, size_t n1, double d, double *scratch_n)
{
	enum { MOST = 64 };
	for (size_t row = 0; row < e->n; row++) {
		const double *r = e->distance + row * e->ld;
		scratch_n[row] = r[n1 - 1] > 0 ? sx_gride_part(log(r[2 * n1 - 1] / r[n1 - 1]), n1, 2 * n1, d) : 0;
	}
	return sx_id_sharing(e, scratch_n, 2 * n1 < MOST ? 2 * n1 : MOST);
}

/* Ratios of one scale, how many, and their mean distance. */
static size_t ratios(const sx_id *e, size_t n1, double *log_mu, double *distance)
{
	double sum = 0;
	size_t count = 0;
	for (size_t row = 0; row < e->n; row++) {
		const double *r = e->distance + row * e->ld;
		if (r[n1 - 1] > 0)
			log_mu[count++] = log(r[2 * n1 - 1] / r[n1 - 1]);
		sum += r[2 * n1 - 1] + r[n1 - 1];
	}
	*distance = sum / (2 * (double)e->n);
	return count;
}

/* DADApy's error includes all ratios, also those it leaves out of the estimate. */
static bool gride_scales(sx_id *e, scaling *s)
{
	size_t most = (size_t)e->call->arg[SX_ID_RANGE].num;
	bool dadapy = sx_id_by(e) == SX_ID_DADAPY;
	double *log_mu = sx_alloc(e->call->tmp, e->n, sizeof *log_mu), *kept = sx_alloc(e->call->tmp, e->n, sizeof *kept);
	double *scratch = sx_alloc(e->call->tmp, e->n, sizeof *scratch);
	for (size_t n2 = 2; n2 <= most && n2 <= e->near; n2 *= 2)
		s->m++;
	double **each[] = { &s->rank, &s->d, &s->error, &s->distance, &s->half };
	for (size_t i = 0; i < SX_COUNT(each); i++)
		if ((*each[i] = sx_alloc(e->call->tmp, s->m, sizeof(double))) == NULL)
			return false;
	if (!log_mu || !kept || !scratch)
		return false;
	for (size_t i = 0, n1 = 1; i < s->m; i++, n1 *= 2) {
		s->rank[i] = (double)(2 * n1);
		size_t all = ratios(e, n1, log_mu, &s->distance[i]), count = without_largest(log_mu, all, kept, scratch);
		s->largest += all - count;
		s->d[i] = dadapy ? sx_gride(kept, count, n1, 2 * n1, 1, &s->error[i]) : sx_gride(log_mu, all, n1, 2 * n1, 0, &s->error[i]);
		if (dadapy && isfinite(s->d[i]))
			s->error[i] = sx_gride_error(log_mu, all, n1, 2 * n1, s->d[i]);
		s->half[i] = 1.96 * s->error[i] * widening(e, n1, s->d[i], log_mu);
	}
	return true;
}

sx_id_flat sx_id_plateau(const double *d, const double *error, size_t m)
{
	sx_id_flat best = { 0, 0, NAN };
	for (size_t lo = 0; lo < m; lo++)
		for (size_t hi = lo + 3; hi <= m; hi++) {
			double sum = 0, weight = 0;
			bool flat = true;
			for (size_t i = lo; i < hi; i++) {
				double w = 1 / (error[i] * error[i]);
				sum += w * d[i];
				weight += w;
			}
			for (size_t i = lo; i < hi; i++)
				flat &= fabs(d[i] - sum / weight) <= fmax(1.96 * error[i], 0.05 * sum / weight);
			if (flat && hi - lo > best.count)
				best = (sx_id_flat){ lo, hi - lo, sum / weight };
		}
	return best;
}

void sx_id_add_plateau(sx_id *e, const char *name, const sx_id_flat *p, const double *d, const double *half, const char *scale)
{
	double least = half[p->from];
	for (size_t i = p->from; i < p->from + p->count; i++)
		least = fmin(least, half[i]);
	double low = p->value - least, high = p->value + least;
	for (size_t i = p->from; i < p->from + p->count; i++) {
		low = fmin(low, d[i]);
		high = fmax(high, d[i]);
	}
	sx_id_add(e, name, p->value, low, high, scale);
}

/* The name of a scale, as the table of known biases has it too. */
static const char *scale_name(sx_id *e, const scaling *s, size_t i)
{
	return sx_printf(e->call->tmp, "gride %.0f->%.0f", s->rank[i] / 2, s->rank[i]);
}

static void put_plateau(sx_id *e, const scaling *s)
{
	sx_id_flat p = sx_id_plateau(s->d, s->error, s->m);
	if (p.count == 0 && s->m < 3) {
		sx_put_none(e->out, "gride", "a plateau needs three scales: use more rows, or a --range of at least 8");
		sx_put_none(e->out, "plateau", "there are fewer than three scales");
		return;
	}
	if (p.count == 0) {
		sx_put_none(e->out, "gride", "no plateau: the dimension depends on the scale, so there is no single one here");
		sx_put_none(e->out, "plateau", "no three scales in a row agree; see series gride_scaling");
		return;
	}
	sx_put(e->out, "plateau", p.value);
	sx_id_add_plateau(e, "gride", &p, s->d, s->half, "plateau of the scaling plot");
	sx_id_like(e, scale_name(e, s, p.from + p.count / 2), 0);
	sx_note(e->out, "gride: plateau from neighbour %.0f to %.0f", s->rank[p.from] / 2, s->rank[p.from + p.count - 1]);
}

bool sx_id_gride(sx_id *e, sx_err *err)
{
	scaling s = { 0 };
	if (!gride_scales(e, &s))
		return sx_fail_memory(err, "the scaling plot", (double)e->n * 8);
	for (size_t i = 0; i < s.m; i++) {
		const char *name = scale_name(e, &s, i);
		const char *scale = sx_printf(e->call->tmp, "%.4g", s.distance[i]);
		if (!name || !scale)
			return sx_fail_memory(err, "the scaling plot", 100);
		sx_id_add_row(e, name, s.d[i], s.d[i] - s.half[i], s.d[i] + s.half[i], scale);
		if (i == 0)		/* the first two neighbours: TwoNN but for n - 1 */
			sx_id_like(e, "twonn", 0);
	}
	put_plateau(e, &s);
	size_t asked = (size_t)e->call->arg[SX_ID_RANGE].num;
	if (s.m > 0 && (asked & (asked - 1)) != 0)
		sx_note(e->out, "gride: --range %zu is not a power of two: scales go up to neighbour %.0f", asked, s.rank[s.m - 1]);
	if (s.largest && sx_id_by(e) != SX_ID_DADAPY)
		sx_note(e->out, "gride: %zu of %zu ratios of all scales are so large that --convention dadapy leaves them out", s.largest,
		        e->n * s.m);
	sx_table(e->out, "gride_scaling", SX_LINE, s.m);
	sx_table_ints(e->out, "neighbour", s.rank);
	sx_table_nums(e->out, "dimension", s.d);
	sx_table_nums(e->out, "error", s.error);
	sx_table_nums(e->out, "distance", s.distance);
	return true;
}
