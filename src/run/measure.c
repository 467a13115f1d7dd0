/* measure.c: meanings in measure.h. */
#include "measure.h"
#include "run_command.h"

#include <string.h>

static bool run(const sx_command *c, const sx_value *value, sx_space *space, sx_null_kind kind, size_t draws, sx_job *job,
                sx_arena *tmp, sx_result *r, sx_err *err)
{
	double share = 1 / (1 + (double)draws);
	sx_job first = sx_job_part(job, 0, share), rest = sx_job_part(job, share, 1 - share);
	sx_call call = { .command = c, .arg = value, .job = draws ? &first : job, .tmp = tmp };
	r->rows = sx_space_rows(space);
	r->dims = sx_space_dims(space);
	if (!c->run(&call, r, err))
		return false;
	call.job = &rest;
	return draws == 0 || sx_null_measure(&call, space, kind, draws, r, err);
}

bool sx_measure(const sx_command *c, sx_space *space, const sx_arg *more, size_t nmore, sx_null_kind kind, size_t draws,
                sx_job *job, sx_result *r, sx_err *err)
{
	sx_arena *tmp = sx_arena_new(job->memory);
	sx_arg *arg = sx_alloc(tmp, nmore + 1, sizeof *arg);
	sx_value *value = sx_alloc(tmp, c->nparams + 1, sizeof *value);
	bool ok = (arg && value) || sx_fail_memory(err, c->name, 64);
	if (ok) {
		arg[0] = (sx_arg){ .space = space };
		if (nmore)
			memcpy(arg + 1, more, nmore * sizeof *arg);
		ok = sx_values_bind(NULL, c, arg, nmore + 1, tmp, value, err) &&
		     run(c, value, space, kind, sx_param_index(c, "null-kind") == SIZE_MAX ? 0 : draws, job, tmp, r, err);
		sx_values_release(c, value);
	}
	sx_arena_free(tmp);
	return ok;
}
