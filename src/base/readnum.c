/* readnum.c: parses decimal numbers: by one product in double where that is provably exact, else by the C library on a copy.
 *
 * A float has 24 bits and a double 53. The value m * 10^e, with up to 19 digits in m, takes one conversion and one
 * multiplication or division, with an error of at most four units in the last place of the double. Rounded to a float it is
 * therefore correct, unless the 29 discarded bits lie within a few units of half way: in that case, about once in 30 million,
 * and for subnormal or huge values, strtof decides. (Clinger 1990; the margin replaces an exact product.) */
#include "readnum.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double power[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
	1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31,
	1e32, 1e33, 1e34, 1e35, 1e36, 1e37, 1e38, 1e39, 1e40, 1e41, 1e42, 1e43, 1e44, 1e45, 1e46, 1e47,
	1e48, 1e49, 1e50, 1e51, 1e52, 1e53, 1e54, 1e55, 1e56, 1e57, 1e58, 1e59, 1e60,
};

enum {
	WORTH = 19,		/* digits that fit 64 bits */
	EXACT = 22,		/* powers of ten that are exact in double */
	MOST_POWER = SX_COUNT(power) - 1,
};

typedef struct decimal {
	uint64_t    m;		/* the first WORTH significant digits */
	int64_t     exp;	/* the value is m * 10^exp, but for the digits left out */
	bool        negative, cut;
	const char *first, *stop;	/* the digits as they stand, with a point perhaps */
	int64_t     tail;	/* the power of ten of the last digit */
} decimal;

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits into m as long as they fit; how many there are is for the caller to mind. */
static const char *digits(const char *p, const char *end, uint64_t *m)
{
	uint64_t v = *m;
	for (; p < end && is_digit(*p); p++)
		v = 10 * v + (uint64_t)(*p - '0');
	*m = v;
	return p;
}

/* More digits than 64 bits hold, or zeros in front: take the significant ones, and mind where they end. */
static void take_again(decimal *d)
{
	int taken = 0;
	int64_t left_out = 0;
	d->m = 0;
	for (const char *p = d->first; p < d->stop; p++) {
		if (*p == '.')
			continue;
		if (taken == WORTH) {
			left_out++;
			d->cut |= *p != '0';
		} else if (taken || *p != '0') {
			d->m = 10 * d->m + (uint64_t)(*p - '0');
			taken++;
		}
	}
	d->exp = d->tail + left_out;
}

/* The exponent at p, which is 'e'. Saturates far beyond any double, far below any text's length. */
static const char *exponent(const char *p, const char *end, int64_t *out)
{
	const char *q = p + 1;
	bool negative = q < end && *q == '-';
	if (q < end && (*q == '-' || *q == '+'))
		q++;
	if (q >= end || !is_digit(*q))
		return p;
	int64_t v = 0;
	for (; q < end && is_digit(*q); q++)
		if (v < INT64_MAX / 100)
			v = 10 * v + (*q - '0');
	*out = negative ? -v : v;
	return q;
}

/* p is behind the sign. NULL: no digits here. */
static const char *scan(const char *p, const char *end, decimal *d)
{
	d->first = p;
	p = digits(p, end, &d->m);
	ptrdiff_t count = p - d->first, after = 0;
	if (p < end && *p == '.') {
		const char *q = digits(p + 1, end, &d->m);
		after = q - (p + 1);
		count += after;
		p = count ? q : p;
	}
	if (count == 0)
		return NULL;
	d->stop = p;
	int64_t e = 0;
	if (p < end && (*p == 'e' || *p == 'E'))
		p = exponent(p, end, &e);
	d->exp = d->tail = e - after;
	if (count > WORTH)
		take_again(d);
	return p;
}

/* ---- the slow and certain way ---- */

enum { KEPT = 800 };	/* digits that can decide a double, and some */

/* The number as DIGITSeEXP: no point, hence the same in every locale. Digits beyond KEPT matter only by not
 * being 0. False: so large or so small that the exponent decides alone. */
static bool plain(const decimal *d, char out[KEPT + 32], bool *huge)
{
	int n = 0;
	bool more = false;
	int64_t dropped = 0;
	for (const char *p = d->first; p < d->stop; p++) {
		if (*p == '.' || (n == 0 && *p == '0'))
			continue;
		if (n < KEPT) {
			out[n++] = *p;
		} else {
			more |= *p != '0';
			dropped++;
		}
	}
	int64_t exp = d->tail + dropped, size = exp + n;
	if (more) {
		out[n++] = '1';
		exp--;
	}
	*huge = size > 400;
	if (*huge || size < -500)
		return false;
	snprintf(out + n, 32, "e%d", (int)exp);
	return true;
}

static float slow_float(const decimal *d)
{
	char text[KEPT + 32];
	bool huge;
	if (!plain(d, text, &huge))
		return huge ? INFINITY : 0.0F;
	return strtof(text, NULL);
}

static double slow_double(const decimal *d)
{
	char text[KEPT + 32];
	bool huge;
	if (!plain(d, text, &huge))
		return huge ? (double)INFINITY : 0.0;
	return strtod(text, NULL);
}

/* ---- the fast way ---- */

/* Whether every double within the error of x is cut to the same float. */
static bool decides(double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof bits);
	int64_t low = (int64_t)(bits & 0x1FFFFFFF) - 0x10000000;
	return (low > 8 || low < -8) && x > 2 * (double)FLT_MIN && x < (double)FLT_MAX / 2;
}

static float to_float(const decimal *d)
{
	if (d->m == 0)
		return 0;
	if (d->exp >= -MOST_POWER && d->exp <= MOST_POWER) {
		double x = d->exp < 0 ? (double)d->m / power[-d->exp] : (double)d->m * power[d->exp];
		if (decides(x))
			return (float)x;
	}
	return slow_float(d);
}

static double to_double(const decimal *d)
{
	if (d->m == 0)
		return 0;
	if (!d->cut && d->m <= (uint64_t)1 << 53 && d->exp >= -EXACT && d->exp <= EXACT)
		return d->exp < 0 ? (double)d->m / power[-d->exp] : (double)d->m * power[d->exp];
	return slow_double(d);
}

/* ---- words, and the whole ---- */

static bool starts(const char *p, const char *end, const char *word)
{
	for (; *word; p++, word++)
		if (p >= end || (*p | 0x20) != *word)
			return false;
	return true;
}

static const char *word(const char *p, const char *end, double *out)
{
	static const struct { const char *name; double value; } words[] = {
		{ "nan", (double)NAN }, { "infinity", (double)INFINITY }, { "inf", (double)INFINITY },
	};
	for (size_t i = 0; i < SX_COUNT(words); i++)
		if (starts(p, end, words[i].name)) {
			*out = words[i].value;
			return p + strlen(words[i].name);
		}
	return NULL;
}

static const char *sign(const char *p, const char *end, bool *negative)
{
	*negative = p < end && *p == '-';
	return p + (p < end && (*p == '-' || *p == '+'));
}

const char *sx_read_float(const char *p, const char *end, float *out)
{
	decimal d = { 0 };
	double special;
	p = sign(p, end, &d.negative);
	const char *q = scan(p, end, &d);
	float v = 0;
	if (q)
		v = to_float(&d);
	else if ((q = word(p, end, &special)) != NULL)
		v = (float)special;
	else
		return NULL;
	*out = d.negative ? -v : v;
	return q;
}

const char *sx_read_double(const char *p, const char *end, double *out)
{
	decimal d = { 0 };
	double v = 0;
	p = sign(p, end, &d.negative);
	const char *q = scan(p, end, &d);
	if (q)
		v = to_double(&d);
	else if ((q = word(p, end, &v)) == NULL)
		return NULL;
	*out = d.negative ? -v : v;
	return q;
}
