/* plane_procrustes.c: the closed form of orthogonal Procrustes in the plane. */
#include "plane_procrustes.h"

#include <math.h>

typedef struct sums {
	double n, x, y, u, v, xx, uu, xu, yv, xv, yu;
} sums;

static void add(sums *s, double x, double y, double u, double v)
{
	s->xx += x * x + y * y;
	s->uu += u * u + v * v;
	s->xu += x * u;
	s->yv += y * v;
	s->xv += x * v;
	s->yu += y * u;
}

static bool is_whole(double x, double y, double u, double v)
{
	return isfinite(x) && isfinite(y) && isfinite(u) && isfinite(v);
}

/* Rotated by t, x'·u sums to cos t (xu + yv) + sin t (xv - yu); with a reflection, y changes its sign. Each is largest at the
 * angle of those two sums, where it is their length. */
sx_turn2 sx_turn_to(const double *x, const double *y, const double *u, const double *v, size_t n)
{
	sums s = { 0 };
	for (size_t i = 0; i < n; i++)
		if (is_whole(x[i], y[i], u[i], v[i])) {
			s.n++;
			s.x += x[i];
			s.y += y[i];
			s.u += u[i];
			s.v += v[i];
		}
	for (size_t i = 0; i < n; i++)
		if (is_whole(x[i], y[i], u[i], v[i]))
			add(&s, x[i] - s.x / s.n, y[i] - s.y / s.n, u[i] - s.u / s.n, v[i] - s.v / s.n);
	double straight = hypot(s.xu + s.yv, s.xv - s.yu), mirrored = hypot(s.xu - s.yv, s.xv + s.yu), size = sqrt(s.xx * s.uu);
	sx_turn2 t = { .mirrored = mirrored > straight * (1 + 1e-12) };
	t.angle = t.mirrored ? atan2(s.xv + s.yu, s.xu - s.yv) : atan2(s.xv - s.yu, s.xu + s.yv);
	t.likeness = size > 0 ? fmax(straight, mirrored) / size : 0;
	return t;
}

void sx_turn_apply(const sx_turn2 *t, double *x, double *y, size_t n)
{
	double mx = 0, my = 0, c = cos(t->angle), s = sin(t->angle), whole = 0;
	for (size_t i = 0; i < n; i++)
		if (isfinite(x[i]) && isfinite(y[i])) {
			mx += x[i];
			my += y[i];
			whole++;
		}
	for (size_t i = 0; i < n; i++) {
		double a = x[i] - mx / whole, b = (y[i] - my / whole) * (t->mirrored ? -1 : 1);
		x[i] = c * a - s * b;
		y[i] = s * a + c * b;
	}
}
