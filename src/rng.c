/* rng.c: splitmix64, and what is drawn from it. */
#include "rng.h"

#include <math.h>

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
