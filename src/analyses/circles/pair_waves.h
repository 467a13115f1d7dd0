/* pair_waves.h: the energy of activations on all pairs (a, b) of 0 … p - 1 by two frequencies, one dimension at a time.
 *
 * F(k, l) = sum over pairs of x(a, b) exp(-2 pi i (k a + l b) / p), after the mean is removed. With c = p / 2 rounded down, the
 * energy of a dimension is stored for k = 0 … c and l = -c … c, with both members of a conjugate pair added. */
#ifndef SX_PAIR_WAVES_H
#define SX_PAIR_WAVES_H

#include "base/base.h"

/* The kinds of terms of one frequency k: w a, w b, w (a + b), w (a - b), 2 w a, 2 w b, 2 w (a + b), w = 2 pi k / p. */
enum { SX_PAIR_KINDS = 7 };
extern const char *const sx_pair_kind[SX_PAIR_KINDS];

typedef struct sx_pair_waves {
	size_t  p, c;
	double *wave;		/* (2 c + 1) × p: the constant, then cosine and sine of every frequency */
} sx_pair_waves;

bool   sx_pair_waves_make(size_t p, sx_arena *, sx_pair_waves *out);
/* Computes the energy of one dimension x (p × p, centred in place) in power ((c + 1) × (2 c + 1), l from -c), which sums to the
 * returned total; returns 0 and leaves power untouched where x does not vary. scratch holds sx_pair_work(p). Cost 4 p³. */
size_t sx_pair_work(size_t p);
double sx_pair_power(const sx_pair_waves *, double *x, double *power, double *scratch);
/* The energy of the terms of frequency k; a wave that belongs to two kinds counts once. kinds, unless NULL, gets the parts. */
double sx_pair_terms(const sx_pair_waves *, const double *power, size_t k, double kinds[SX_PAIR_KINDS]);

#endif
