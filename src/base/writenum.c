/* writenum.c: prints floats as the shortest text that reads back as the same float.
 *
 * A float needs 6 to 9 digits. Where 6 suffice, a shorter form is the same with trailing zeros, so four attempts suffice. They
 * run in double arithmetic, which is accurate enough to verify itself: 30 ns for each number. */
#include "readnum.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FEWEST = 6, MOST = 9 };

static const double power[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
};

/* Whether reading m * 10^-scale, with one rounding, gives v. Half way between two floats the rounded quotient cannot decide; then
 * one more digit is used. */
static bool reads_back(double m, int scale, float v)
{
	double x = scale < 0 ? m * power[-scale] : m / power[scale];
	uint64_t bits;
	memcpy(&bits, &x, sizeof bits);
	return (scale <= 0 || (bits & 0x1FFFFFFF) != 0x10000000) && (float)x == v;
}

static size_t put_digits(char *out, uint64_t v, int least)
{
	char back[24];
	int n = 0;
	for (; v || n < least; v /= 10)
		back[n++] = (char)('0' + v % 10);
	for (int i = 0; i < n; i++)
		out[i] = back[n - 1 - i];
	return (size_t)n;
}

/* m * 10^-scale without an exponent, zeros behind the point dropped. */
static size_t put_fixed(char *out, uint64_t m, int scale)
{
	for (; scale > 0 && m % 10 == 0; scale--)
		m /= 10;
	for (; scale < 0; scale++)
		m *= 10;
	uint64_t unit = (uint64_t)power[scale];
	size_t n = put_digits(out, m / unit, 1);
	if (scale == 0)
		return n;
	out[n++] = '.';
	return n + put_digits(out + n, m % unit, scale);
}

/* For the very large and very small; of these, subnormal floats may need one digit only. */
static size_t put_printf(char *out, float v)
{
	size_t len = 0;
	for (int digits = 1; digits <= MOST; digits++) {
		float back;
		len = (size_t)snprintf(out, 24, "%.*e", digits - 1, (double)v);
		char *point = strpbrk(out, ".,");	/* the locale's */
		if (point)
			*point = '.';
		if (sx_read_float(out, out + len, &back) && back == v)
			break;
	}
	char *e = strchr(out, 'e'), *stop = e;
	while (stop > out && stop[-1] == '0')
		stop--;
	stop -= stop > out && stop[-1] == '.';
	memmove(stop, e, strlen(e) + 1);
	return strlen(out);
}

static size_t put_positive(char *out, float v)
{
	double x = (double)v;
	if (x < 1e-5 || x >= 1e9)
		return put_printf(out, v);
	int before = x < 1 ? x < 1e-4 ? -4 : x < 1e-3 ? -3 : x < 1e-2 ? -2 : x < 1e-1 ? -1 : 0 : 1;
	while (before >= 1 && x >= power[before])
		before++;
	for (int digits = FEWEST; digits <= MOST; digits++) {
		int scale = digits - before;
		double m = rint(scale < 0 ? x / power[-scale] : x * power[scale]);
		if (reads_back(m, scale, v))
			return put_fixed(out, (uint64_t)m, scale);
	}
	return put_printf(out, v);
}

size_t sx_write_float(char out[32], float v)
{
	size_t n = 0;
	if (isnan(v)) {
		n = strlen(strcpy(out, "nan"));
	} else {
		if (signbit(v))
			out[n++] = '-';
		float size = fabsf(v);
		if (size == 0 || isinf(size))
			n += strlen(strcpy(out + n, size == 0 ? "0" : "inf"));
		else
			n += put_positive(out + n, size);
	}
	out[n] = '\0';
	return n;
}
