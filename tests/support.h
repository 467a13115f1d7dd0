/* support.h: what the tests share: cmocka in the right order, a near() for doubles, fixtures, commands run by line. */
#ifndef SX_TEST_SUPPORT_H
#define SX_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numeric/linalg.h"
#include "skip.h"
#include "sextant.h"

/* |v - want| <= abs + rel |want|; both NaN is equal. Debian 12's cmocka compares floats only. */
static inline void near_at(double v, double want, double rel, double abs_, const char *what, const char *file, int line)
{
	if ((isnan(v) && isnan(want)) || fabs(v - want) <= abs_ + rel * fabs(want))
		return;
	print_error("%s:%d: %s is %.17g, not %.17g (rel %g, abs %g)\n", file, line, what, v, want, rel, abs_);
	_fail(file, line);
}
#define near(v, want, rel, abs_) near_at((v), (want), (rel), (abs_), #v, __FILE__, __LINE__)
#define near_named(v, want, rel, abs_, what) near_at((v), (want), (rel), (abs_), (what), __FILE__, __LINE__)

/* G(n, d, seed) of the shared fixtures: splitmix64 normals, row by row. */
static inline sx_space *gaussian(const char *name, size_t n, size_t d, uint64_t seed)
{
	float *p;
	sx_space *s = sx_space_new(name, n, d, &p, NULL);
	sx_rng rng = sx_rng_seed(seed);
	assert_non_null(s);
	for (size_t i = 0; i < n * d; i++)
		p[i] = (float)sx_rng_normal(&rng);
	return s;
}

static inline sx_space *from_points(const char *name, size_t n, size_t d, const float *points)
{
	float *p;
	sx_space *s = sx_space_new(name, n, d, &p, NULL);
	assert_non_null(s);
	memcpy(p, points, n * d * sizeof *p);
	return s;
}

/* Gives a space to the session and lets go of it. */
static inline void give(sx_session *s, sx_space *space)
{
	sx_err err = { 0 };
	if (!sx_session_add(s, space, true, &err))
		fail_msg("%s", err.msg);
	sx_space_unref(space);
}

/* Runs a line that must succeed; the caller unrefs the result. */
static inline sx_result *must(sx_session *s, const char *line, int threads)
{
	sx_err err = { 0 };
	sx_job job = { .threads = threads };
	sx_result *r = sx_result_new();
	if (!sx_run(s, line, &job, r, &err))
		fail_msg("%s: %s", line, err.msg);
	return r;
}

/* Runs a line that must fail with this code and with this text in its message. */
static inline void must_fail(sx_session *s, const char *line, sx_code code, const char *text)
{
	sx_err err = { 0 };
	sx_job job = { .threads = 2 };
	sx_result *r = sx_result_new();
	bool ok = sx_run(s, line, &job, r, &err);
	sx_result_unref(r);
	if (ok)
		fail_msg("%s: it should have failed", line);
	if (err.code != code || strstr(err.msg, text) == NULL)
		fail_msg("%s: code %d, not %d, or no '%s' in: %s", line, (int)err.code, (int)code, text, err.msg);
}

/* A figure of a result that must be there. */
static inline double figure(const sx_result *r, const char *name)
{
	const sx_scalar *s = sx_result_scalar(r, name);
	if (s == NULL)
		fail_msg("%s has no figure %s", r->command, name);
	return s->kind == SX_SCALAR_NONE ? NAN : s->num;
}

static inline const sx_field *field(const sx_result *r, const char *table, const char *column)
{
	const sx_frame *t = sx_result_frame(r, table);
	const sx_field *f = t ? sx_frame_field(t, column) : NULL;
	if (f == NULL)
		fail_msg("%s has no %s in table %s", r->command, column, table);
	return f;
}

/* One figure of one line. */
static inline double ask(sx_session *s, const char *line, const char *name)
{
	sx_result *r = must(s, line, 2);
	double v = figure(r, name);
	sx_result_unref(r);
	return v;
}

#endif
