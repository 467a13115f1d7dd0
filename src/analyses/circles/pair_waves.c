/* pair_waves.c: computes the two-dimensional spectrum of activations on all pairs, one dimension at a time. */
#include "pair_waves.h"
#include "numeric/linalg.h"

#include <math.h>

const char *const sx_pair_kind[SX_PAIR_KINDS] = { "a", "b", "sum", "difference", "twice_a", "twice_b", "twice_sum" };

bool sx_pair_waves_make(size_t p, sx_arena *a, sx_pair_waves *out)
{
	*out = (sx_pair_waves){ .p = p, .c = p / 2 };
	out->wave = sx_alloc(a, (2 * out->c + 1) * p, sizeof *out->wave);
	for (size_t i = 0; out->wave && i < p; i++) {
		out->wave[i] = 1;
		for (size_t k = 1; k <= out->c; k++) {
			double turn = 2 * M_PI * (double)(k * i % p) / (double)p;
			out->wave[(2 * k - 1) * p + i] = cos(turn);
			out->wave[2 * k * p + i] = 2 * k * i % p == 0 ? 0 : sin(turn);
		}
	}
	return out->wave != NULL;
}

size_t sx_pair_work(size_t p)
{
	return (p + 1) * (2 * p + 1);
}

/* The products with cos or sin of k a times cos or sin of l b, 0 where the sine is of nothing. */
static double product(const sx_pair_waves *w, const double *f, size_t k, size_t l, bool sine_a, bool sine_b)
{
	size_t m = 2 * w->c + 1;
	if ((sine_a && k == 0) || (sine_b && l == 0))
		return 0;
	return f[(k ? 2 * k - !sine_a : 0) * m + (l ? 2 * l - !sine_b : 0)];
}

/* Whether (k, l) is its own conjugate: then it counts once. */
static bool alone(size_t p, size_t k, size_t l)
{
	return 2 * k % p == 0 && 2 * l % p == 0;
}

double sx_pair_power(const sx_pair_waves *w, double *x, double *power, double *scratch)
{
	size_t p = w->p, c = w->c, m = 2 * c + 1;
	double *half = scratch, *f = scratch + m * p, mean = 0, total = 0, raw = 0, pairs = (double)(p * p);
	for (size_t i = 0; i < p * p; i++) {
		mean += x[i];
		raw += x[i] * x[i];
	}
	mean /= pairs;
	for (size_t i = 0; i < p * p; i++) {
		x[i] -= mean;
		total += x[i] * x[i];
	}
	if (!(total > 1e-24 * raw))	/* rounding */
		return 0;
	sx_dgemm(false, false, m, p, p, 1, w->wave, p, x, p, 0, half, p);
	sx_dgemm(false, true, m, m, p, 1, half, p, w->wave, p, 0, f, m);
	for (size_t k = 0; k <= c; k++)
		for (size_t l = 0; l <= c; l++) {
			double cc = product(w, f, k, l, false, false), ss = product(w, f, k, l, true, true);
			double sc = product(w, f, k, l, true, false), cs = product(w, f, k, l, false, true);
			double times = alone(p, k, l) ? 1 : 2, *at = power + k * m + c;
			bool half_l = 2 * l == p, half_k = 2 * k == p;	/* there l and -l, or k and -k, are one */
			at[l] = times * ((cc - ss) * (cc - ss) + (sc + cs) * (sc + cs)) / pairs;
			if (l)	/* where k is its own negative, (k, -l) is the conjugate of (k, l) */
				*(at - l) = k == 0 || half_k || half_l ? 0 : times * ((cc + ss) * (cc + ss) + (sc - cs) * (sc - cs)) / pairs;
		}
	return total;
}

/* The place that stands for (k, l) among those kept. */
static size_t place(const sx_pair_waves *w, size_t k, size_t l)
{
	size_t p = w->p, c = w->c, m = 2 * c + 1;
	k %= p;
	l %= p;
	if (2 * k > p) {	/* the conjugate */
		k = p - k;
		l = (p - l) % p;
	}
	if ((k == 0 || 2 * k == p) && 2 * l > p)
		l = p - l;
	return k * m + (2 * l > p ? c - (p - l) : c + l);
}

double sx_pair_terms(const sx_pair_waves *w, const double *power, size_t k, double kinds[SX_PAIR_KINDS])
{
	size_t p = w->p, seen[SX_PAIR_KINDS];
	const size_t at[SX_PAIR_KINDS][2] = { { k, 0 }, { 0, k }, { k, k }, { k, p - k }, { 2 * k, 0 }, { 0, 2 * k }, { 2 * k, 2 * k } };
	double sum = 0;
	for (size_t i = 0; i < SX_PAIR_KINDS; i++) {
		bool again = false;
		seen[i] = place(w, at[i][0], at[i][1]);
		for (size_t j = 0; j < i; j++)
			again |= seen[j] == seen[i];
		double part = again || seen[i] == w->c ? 0 : power[seen[i]];	/* c: the constant */
		sum += part;
		if (kinds)
			kinds[i] = part;
	}
	return sum;
}
