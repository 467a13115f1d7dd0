/* agreement.c: computes the adjusted Rand index and adjusted mutual information. */
#include "agreement.h"
#include "special.h"

#include <math.h>

typedef struct counts {
	size_t  na, nb, n;
	double *both;		/* na × nb */
	double *a, *b;
} counts;

static double pairs(double n)
{
	return n * (n - 1) / 2;
}

static double rand_index(const counts *c)
{
	double both = 0, a = 0, b = 0, all = pairs((double)c->n);
	for (size_t i = 0; i < c->na * c->nb; i++)
		both += pairs(c->both[i]);
	for (size_t i = 0; i < c->na; i++)
		a += pairs(c->a[i]);
	for (size_t j = 0; j < c->nb; j++)
		b += pairs(c->b[j]);
	double chance = all > 0 ? a * b / all : 0, most = (a + b) / 2;
	return most == chance ? 1 : (both - chance) / (most - chance);
}

static double entropy(const double *part, size_t parts, double n)
{
	double sum = 0;
	for (size_t i = 0; i < parts; i++)
		if (part[i] > 0)
			sum -= part[i] / n * log(part[i] / n);
	return sum;
}

static double information(const counts *c)
{
	double sum = 0, n = (double)c->n;
	for (size_t i = 0; i < c->na; i++)
		for (size_t j = 0; j < c->nb; j++) {
			double x = c->both[i * c->nb + j];
			if (x > 0)
				sum += x / n * log(n * x / (c->a[i] * c->b[j]));
		}
	return sum;
}

/* The mean of x/n ln(n x / a b) over the hypergeometric distribution of the overlap of parts of a and b rows. */
static double expected_pair(double a, double b, double n)
{
	double low = fmax(1, a + b - n), high = fmin(a, b), sum = 0;
	double fixed = sx_log_gamma(a + 1) + sx_log_gamma(b + 1) + sx_log_gamma(n - a + 1) + sx_log_gamma(n - b + 1) - sx_log_gamma(n + 1);
	for (double x = low; x <= high; x++)
		sum += x / n * log(n * x / (a * b)) *
		       exp(fixed - sx_log_gamma(x + 1) - sx_log_gamma(a - x + 1) - sx_log_gamma(b - x + 1) - sx_log_gamma(n - a - b + x + 1));
	return sum;
}

static double mutual(const counts *c)
{
	double n = (double)c->n, chance = 0;
	double most = (entropy(c->a, c->na, n) + entropy(c->b, c->nb, n)) / 2;
	for (size_t i = 0; i < c->na; i++)
		for (size_t j = 0; j < c->nb; j++)
			chance += expected_pair(c->a[i], c->b[j], n);
	double above = most - chance;
	return fabs(above) < 1e-15 ? 1 : (information(c) - chance) / above;
}

bool sx_agreement_of(const size_t *a, size_t na, const size_t *b, size_t nb, size_t n, sx_arena *tmp, sx_agreement *out)
{
	size_t cells;
	counts c = { .na = na, .nb = nb, .n = n };
	if (!sx_mul(na, nb, &cells))
		return false;
	c.both = sx_alloc(tmp, cells, sizeof *c.both);
	c.a = sx_alloc(tmp, na, sizeof *c.a);
	c.b = sx_alloc(tmp, nb, sizeof *c.b);
	if (!c.both || !c.a || !c.b)
		return false;
	for (size_t i = 0; i < n; i++) {
		c.both[a[i] * nb + b[i]]++;
		c.a[a[i]]++;
		c.b[b[i]]++;
	}
	*out = (sx_agreement){ rand_index(&c), mutual(&c) };
	return true;
}
