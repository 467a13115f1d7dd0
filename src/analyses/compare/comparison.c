/* comparison.c: computes all requested measures of one pair of spaces. */
#include "comparison_parts.h"

#include <math.h>
#include <stdio.h>

/* What the data make impossible for one measure (a row without a direction under the cosine) is its reason to be missing, and harms
 * no other. */
static bool set_aside(sx_err *err, sx_likeness *out)
{
	if (err->code != SX_EINPUT)
		return false;
	snprintf(out->none, sizeof out->none, "%s", err->msg);
	*err = (sx_err){ 0 };
	return true;
}

static bool measure_pair(sx_comparison *w, sx_pair *p, sx_likeness *out)
{
	for (size_t i = 0; i < w->methods; i++) {
		const sx_measure_of_likeness *m = sx_comparison_measure(w, i);
		w->job = sx_job_part(w->call->job, (double)w->done / (double)w->all, 1 / (double)w->all);
		w->done++;
		out[i] = (sx_likeness){ .se = NAN, .chance = NAN };
		if (w->skip && w->skip[i])
			continue;
		if (!sx_tick(&w->job, 0, m->name))
			return sx_fail_cancel(w->err);
		if (!m->run(p, &out[i], w->err) && !set_aside(w->err, &out[i]))
			return false;
		if (!isfinite(out[i].value) && !out[i].none[0])
			snprintf(out[i].none, sizeof out[i].none, "the values are so large that the computation overflows");
		if (!isfinite(out[i].se))
			out[i].se = NAN;
		if (out[i].none[0])
			out[i].value = NAN;
	}
	return true;
}

bool sx_comparison_pair(sx_comparison *w, size_t a, size_t b, const size_t *map, const size_t *few_map, double *moved[3],
                        sx_likeness *out)
{
	sx_pair p;
	sx_arena *tmp = sx_arena_new(w->call->job->memory);
	bool ok = sx_pair_start(&p, &w->side[a], &w->side[b], map, few_map, tmp, w->err);
	if (ok && moved) {
		p.moved_overlap = moved[0];
		p.moved_cosine = moved[1];
		p.moved_rank = moved[2];
	}
	ok = ok && measure_pair(w, &p, out);
	sx_arena_free(tmp);
	return ok;
}
