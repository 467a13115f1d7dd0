/* measure.c: runs a command on a space for its metrics alone. */
#include "measure.h"
#include "run_command_parts.h"

#include <string.h>

static bool run(const sx_measurement *m, const sx_value *value, size_t draws, sx_job *job, sx_arena *tmp, sx_result *r, sx_err *err)
{
	double share = 1 / (1 + (double)draws);
	sx_job first = sx_job_part(job, 0, share), rest = sx_job_part(job, share, 1 - share);
	sx_call call = { .command = m->command, .arg = value, .job = draws ? &first : job, .tmp = tmp, .catalog = m->catalog };
	r->rows = sx_space_rows(m->space);
	r->dims = sx_space_dims(m->space);
	if (!m->command->run(&call, r, err))
		return false;
	call.job = &rest;
	return draws == 0 || sx_null_measure(&call, m->space, m->kind, draws, r, err);
}

bool sx_measure(const sx_measurement *m, sx_job *job, sx_result *r, sx_err *err)
{
	const sx_command *c = m->command;
	sx_arena *tmp = sx_arena_new(job->memory);
	sx_arg *arg = sx_alloc(tmp, m->nmore + 1, sizeof *arg);
	sx_value *value = sx_alloc(tmp, c->nparams + 1, sizeof *value);
	bool ok = (arg && value) || sx_fail_memory(err, c->name, 64);
	if (ok) {
		arg[0] = (sx_arg){ .space = m->space };
		if (m->nmore)
			memcpy(arg + 1, m->more, m->nmore * sizeof *arg);
		ok = sx_values_bind(NULL, c, arg, m->nmore + 1, tmp, value, err) &&
		     run(m, value, sx_param_index(c, "null-kind") == SIZE_MAX ? 0 : m->draws, job, tmp, r, err);
		sx_values_release(c, value);
	}
	sx_arena_free(tmp);
	return ok;
}
