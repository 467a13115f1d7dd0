/* row_axes.c: resolves the name of an axis to one value for each row. */
#include "row_axes.h"
#include "base/spelling.h"
#include "command/command.h"
#include "linear/spectrum.h"
#include "space/row_directions.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The number behind a prefix: "pc12" with "pc" gives 12; SIZE_MAX if it is not of that form. */
static size_t number_after(const char *name, const char *prefix)
{
	size_t len = strlen(prefix);
	if (strncmp(name, prefix, len) != 0 || name[len] < '0' || name[len] > '9')
		return SIZE_MAX;
	char *end;
	unsigned long long v = strtoull(name + len, &end, 10);
	return *end ? SIZE_MAX : (size_t)v;
}

static bool component(sx_space *s, size_t pc, sx_job *job, sx_arena *tmp, double *v, sx_row_axis *out, sx_err *err)
{
	size_t n = sx_space_rows(s);
	sx_spectrum p;
	float *score = sx_alloc(tmp, n, sizeof *score);
	if (score == NULL)
		return sx_fail_memory(err, "scores", (double)n * 4);
	if (!sx_spectrum_get(s, true, false, SX_SOLVER_AUTO, pc > 10 ? pc : 10, job, &p, err))
		return false;
	if (pc < 1 || pc > p.r)
		return sx_fail(err, SX_EINPUT, "pc%zu: %s has %zu components", pc, sx_space_name(s), p.r);
	if (!sx_spectrum_scores(s, &p, pc - 1, 1, job, score, 1, err))
		return false;
	for (size_t i = 0; i < n; i++)
		v[i] = (double)score[i];
	double share = p.total > 0 ? 100 * p.singular[pc - 1] * p.singular[pc - 1] / p.total : 0;
	out->label = sx_printf(tmp, "pc%zu  %.1f %%", pc, share);
	return true;
}

static size_t dimension(const sx_space *s, const char *name)
{
	for (size_t j = 0; j < sx_space_dims(s); j++) {
		const char *own = sx_space_dim_name(s, j);
		if (own && strcmp(own, name) == 0)
			return j;
	}
	return number_after(name, "d");
}

static bool unknown(const sx_space *s, const char *name, sx_err *err)
{
	const char *names[128] = { "row", "norm", "pc1", "pc2", "d0" };
	size_t n = 5;
	for (size_t f = 0; f < sx_space_fields(s) && n < SX_COUNT(names); f++)
		names[n++] = sx_space_field_at(s, f)->name;
	const char *near = sx_nearest(name, names, n);
	return sx_fail(err, SX_EUSAGE, near ? "%s has no column '%.60s'; did you mean %s?"
	                                    : "%s has no column '%.60s'; 'columns' lists them, pc1 and d0 work too",
	               sx_space_name(s), name, near);
}

static bool computed(sx_space *s, const char *name, sx_job *job, sx_arena *tmp, double *v, sx_row_axis *out, sx_err *err)
{
	sx_mat m = sx_space_mat(s);
	size_t pc = number_after(name, "pc"), d;
	out->label = sx_strdup(tmp, name);
	if (strcmp(name, "row") == 0) {
		for (size_t i = 0; i < m.n; i++)
			v[i] = (double)i;
	} else if (strcmp(name, "norm") == 0) {
		for (size_t i = 0; i < m.n; i++) {
			for (size_t j = 0; j < m.d; j++)
				v[i] += (double)m.p[i * m.ld + j] * (double)m.p[i * m.ld + j];
			v[i] = sqrt(v[i]);
		}
	} else if (pc != SIZE_MAX) {
		return component(s, pc, job, tmp, v, out, err);
	} else if ((d = dimension(s, name)) < m.d) {
		for (size_t i = 0; i < m.n; i++)
			v[i] = (double)m.p[i * m.ld + d];
	} else if (sx_meaning_is(name)) {
		sx_meaning w;
		return sx_meaning_read(s, name, tmp, &w, err) && sx_meaning_project(s, &w, tmp, v, err);
	} else {
		return unknown(s, name, err);
	}
	return true;
}

bool sx_row_axis_get(sx_space *s, const char *name, sx_job *job, sx_arena *tmp, sx_row_axis *out, sx_err *err)
{
	const sx_field *f = sx_space_field(s, name);
	bool score = number_after(name, "pc") != SIZE_MAX;	/* shows its share of variance, which the column lacks */
	*out = (sx_row_axis){ 0 };
	if (f && !(score && f->type != SX_TEXT)) {
		*out = (sx_row_axis){ f->type == SX_TEXT ? NULL : f->num, f->type == SX_TEXT ? f->text : NULL, f->name };
		return true;
	}
	double *v = sx_alloc(tmp, sx_space_rows(s), sizeof *v);
	out->num = v;
	return v ? computed(s, name, job, tmp, v, out, err)
	         : sx_fail_memory(err, "an axis", (double)sx_space_rows(s) * 8);
}
