/* rng.h: seeded random numbers that do not depend on the number of threads.
 *
 * splitmix64 (Steele, Lea, Flood 2014) hashes a counter, so a stream can be opened at any point. A stream is named by (seed,
 * purpose, item): whoever works on item i opens stream i, so results do not depend on which thread did the work. */
#ifndef SX_RNG_H
#define SX_RNG_H

#include "base.h"

typedef struct sx_rng {
	uint64_t state;
	double   spare;		/* the second normal of a Box-Muller pair */
	bool     has_spare;
} sx_rng;

/* Opens the plain stream of a seed (used by test fixtures), and the named stream that everything else uses. */
sx_rng   sx_rng_seed(uint64_t seed);
sx_rng   sx_rng_open(uint64_t seed, const char *purpose, uint64_t item);

uint64_t sx_rng_u64(sx_rng *);
double   sx_rng_unit(sx_rng *);			/* uniform on [0, 1), 53 bits */
double   sx_rng_normal(sx_rng *);		/* mean 0, variance 1 */
/* Fills out with n standard normals, several times faster than one by one; the values differ from those of sx_rng_normal. They are
 * made 256 at a time, and the rest of the last batch is discarded. */
void     sx_rng_normals(sx_rng *, double *out, size_t n);
uint64_t sx_rng_below(sx_rng *, uint64_t n);	/* uniform on 0 … n-1 without bias; n > 0 */

/* Shuffles items (Fisher-Yates); and draws m <= n of 0 … n-1 without replacement, the start of a random order. */
void     sx_rng_shuffle(sx_rng *, size_t *items, size_t n);
void     sx_rng_sample(sx_rng *, size_t n, size_t m, size_t *scratch_n, size_t *out_m);

#endif
