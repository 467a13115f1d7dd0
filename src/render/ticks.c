/* ticks.c: axes, linear and logarithmic, and the round values of their ticks. */
#include "cell_grid.h"

#include <math.h>

double sx_axis_at(const sx_axis *a, double value)
{
	return !a->log ? value : value > 0 ? log10(value) : (double)NAN;
}

sx_axis sx_axis_of(const double *v, size_t n, bool log)
{
	sx_axis a = { INFINITY, -INFINITY, log };
	for (size_t i = 0; i < n; i++) {
		double at = sx_axis_at(&a, v[i]);
		if (isfinite(at)) {
			a.lo = fmin(a.lo, at);
			a.hi = fmax(a.hi, at);
		}
	}
	return a;
}

static void widen(sx_axis *a, double length)
{
	double middle = (a->lo + a->hi) / 2;
	a->lo = middle - length / 2;
	a->hi = middle + length / 2;
}

void sx_axis_even(sx_axis *x, sx_axis *y, double width, double height)
{
	double unit = fmax((x->hi - x->lo) / width, (y->hi - y->lo) / height);
	widen(x, unit * width);
	widen(y, unit * height);
}

/* A step of 1, 2 or 5 times a power of ten. */
static double round_step(double lo, double hi, int n)
{
	double raw = (hi - lo) / (n > 0 ? n : 1);
	if (!(raw > 0) || !isfinite(raw))
		return 1;
	double power = pow(10, floor(log10(raw))), part = raw / power;
	return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

static size_t plain_ticks(const sx_axis *a, double step, double *at, double *value)
{
	size_t n = 0;
	for (double t = ceil(a->lo / step - 1e-9) * step; t <= a->hi + step * 1e-9 && n < SX_TICKS; t += step) {
		at[n] = t;
		value[n++] = fabs(t) < step * 1e-9 ? 0 : t;
	}
	return n;
}

/* Powers of ten; where fewer than three lie on the axis, their multiples by 2 and 5 too. */
static size_t log_ticks(const sx_axis *a, int most, double *at, double *value)
{
	static const double part[] = { 1, 2, 5 };
	double decades = floor(a->hi + 1e-9) - ceil(a->lo - 1e-9) + 1;
	double step = fmax(1, ceil(decades / (most > 0 ? most : 1)));
	size_t parts = decades < 3 ? 3 : 1, n = 0;
	for (double t = floor(a->lo); t <= a->hi + 1e-9; t += step)
		for (size_t p = 0; p < parts && n < SX_TICKS; p++) {
			double place = t + log10(part[p]);
			if (place < a->lo - 1e-9 || place > a->hi + 1e-9)
				continue;
			at[n] = place;
			value[n++] = part[p] * pow(10, t);
		}
	return n;
}

size_t sx_axis_ticks(const sx_axis *a, int n, double at[SX_TICKS], double value[SX_TICKS])
{
	return a->log ? log_ticks(a, n, at, value) : plain_ticks(a, round_step(a->lo, a->hi, n), at, value);
}
