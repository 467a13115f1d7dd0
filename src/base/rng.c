/* rng.c: the splitmix64 generator, and samples drawn from it. */
#include "rng.h"

#include <math.h>
#include <string.h>

#define TAU 6.283185307179586476925286766559

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

sx_rng sx_rng_seed(uint64_t seed)
{
	return (sx_rng){ .state = seed };
}

sx_rng sx_rng_open(uint64_t seed, const char *purpose, uint64_t item)
{
	uint64_t name = 0xCBF29CE484222325u;	/* FNV-1a of the purpose */
	for (const char *p = purpose; *p; p++)
		name = (name ^ (unsigned char)*p) * 0x100000001B3u;
	return (sx_rng){ .state = mix(mix(mix(seed) ^ name) + item) };
}

uint64_t sx_rng_u64(sx_rng *r)
{
	return mix(r->state += 0x9E3779B97F4A7C15u);
}

double sx_rng_unit(sx_rng *r)
{
	return (double)(sx_rng_u64(r) >> 11) * 0x1p-53;
}

double sx_rng_normal(sx_rng *r)
{
	if (r->has_spare) {
		r->has_spare = false;
		return r->spare;
	}
	double u1 = sx_rng_unit(r), u2 = sx_rng_unit(r);
	double radius = sqrt(-2 * log1p(-u1));
	r->spare = radius * sin(TAU * u2);
	r->has_spare = true;
	return radius * cos(TAU * u2);
}

/* ---- many normals ---- */

static inline double double_of(uint64_t bits)
{
	double v;
	memcpy(&v, &bits, sizeof v);
	return v;
}

static inline uint64_t bits_of(double v)
{
	uint64_t bits;
	memcpy(&bits, &v, sizeof bits);
	return bits;
}

#define ONE 0x3FF0000000000000u

/* ln v, 0 < v <= 1, to 2 in the last place: v = 2^e m with m about 1, ln m = 2 artanh((m - 1) / (m + 1)). */
static inline double log_of(double v)
{
	/* The exponent as a double without a conversion of integers, which has no vectors: it is the low bits of 2^52 + it. */
	uint64_t bits = bits_of(v) + (ONE - 0x3FE6A09E667F3BCDu);
	double e = double_of(bits >> 52 | 0x4330000000000000u) - (0x1p52 + 1023);
	double m = double_of((bits & 0xFFFFFFFFFFFFFu) + 0x3FE6A09E667F3BCDu), s = (m - 1) / (m + 1), z = s * s;
	double w = z * z, odd = 1. / 19, even = 1. / 17;	/* two chains of half the length */
	odd = odd * w + 1. / 15;
	even = even * w + 1. / 13;
	odd = odd * w + 1. / 11;
	even = even * w + 1. / 9;
	odd = odd * w + 1. / 7;
	even = even * w + 1. / 5;
	double sum = (odd * w + 1. / 3) + z * even;
	return e * 0.693147180559945309417 + 2 * (s + s * z * sum);
}

/* cos and sin of 2 pi u, 0 <= u < 1: Taylor series within an eighth of a turn of the nearest quarter. Products with constants,
 * since one division takes as long as all of them. */
static inline void turn_of(double u, double *cosine, double *sine)
{
	double quarter = (4 * u + 0x1.8p52) - 0x1.8p52, x = TAU * (u - quarter / 4), z = x * x;
	double c = 1. / 20922789888000;
	c = c * z - 1. / 87178291200;
	c = c * z + 1. / 479001600;
	c = c * z - 1. / 3628800;
	c = c * z + 1. / 40320;
	c = c * z - 1. / 720;
	c = c * z + 1. / 24;
	c = c * z - 1. / 2;
	double s = -1. / 1307674368000;
	s = s * z + 1. / 6227020800;
	s = s * z - 1. / 39916800;
	s = s * z + 1. / 362880;
	s = s * z - 1. / 5040;
	s = s * z + 1. / 120;
	s = s * z - 1. / 6;
	c = 1 + z * c;
	s = x + x * (z * s);
	double co = quarter == 1 ? -s : quarter == 3 ? s : c, si = quarter == 1 || quarter == 3 ? c : s;
	*cosine = quarter == 2 ? -co : co;
	*sine = quarter == 2 || quarter == 3 ? -si : si;
}

enum { PAIRS = 128 };

/* Box and Muller of 2 PAIRS counters from a state on; first all first ones, then all second ones. */
SX_CLONES static void box_muller(uint64_t state, double *restrict first, double *restrict second)
{
#pragma omp simd
	for (uint64_t i = 0; i < PAIRS; i++) {
		uint64_t a = mix(state + (2 * i + 1) * 0x9E3779B97F4A7C15u), b = mix(state + (2 * i + 2) * 0x9E3779B97F4A7C15u);
		double u = 2 - double_of(a >> 12 | ONE), c, s, radius = sqrt(-2 * log_of(u));	/* 0 < u <= 1 */
		turn_of(double_of(b >> 12 | ONE) - 1, &c, &s);
		first[i] = radius * c;
		second[i] = radius * s;
	}
}

void sx_rng_normals(sx_rng *r, double *out, size_t n)
{
	double block[2 * PAIRS];
	for (size_t at = 0; at < n; at += 2 * PAIRS) {
		size_t here = n - at < 2 * PAIRS ? n - at : 2 * PAIRS;
		box_muller(r->state, block, block + PAIRS);
		r->state += 2 * PAIRS * 0x9E3779B97F4A7C15u;
		memcpy(out + at, block, here * sizeof *out);
	}
}

uint64_t sx_rng_below(sx_rng *r, uint64_t n)
{
	uint64_t skip = -n % n;		/* 2^64 mod n: the outputs that would favour small results */
	for (;;) {
		uint64_t x = sx_rng_u64(r);
		if (x >= skip)
			return x % n;
	}
}

void sx_rng_shuffle(sx_rng *r, size_t *items, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = sx_rng_below(r, i), keep = items[i - 1];
		items[i - 1] = items[j];
		items[j] = keep;
	}
}

void sx_rng_sample(sx_rng *r, size_t n, size_t m, size_t *scratch_n, size_t *out_m)
{
	for (size_t i = 0; i < n; i++)
		scratch_n[i] = i;
	for (size_t i = 0; i < m; i++) {
		size_t j = i + sx_rng_below(r, n - i);
		out_m[i] = scratch_n[j];
		scratch_n[j] = scratch_n[i];
	}
}
