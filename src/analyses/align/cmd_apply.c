/* cmd_apply.c: the command apply: applies a linear map made by align to the rows of a space. */
#include "command/options.h"
#include "linear/linear_map.h"
#include "rows/row_tables.h"

enum { SPACE, MAP, WHERE, DROP, AS };

static const sx_param params[] = {
	[SPACE] = SX_OPT_SPACE,
	[MAP]   = { .name = "map", .kind = SX_KIND_SPACE, .flags = SX_REQUIRED,
	              .help = "a map made by align: a row for each dimension, then the offset" },
	[WHERE] = SX_OPT_WHERE,
	[DROP]  = SX_OPT_DROP,
	[AS]    = SX_OPT_AS,
};

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	float *p;
	sx_mapping m;
	sx_space *s = call->arg[SPACE].space[0];
	sx_lines all = sx_lines_of(s);
	if (!sx_mapping_read(call->arg[MAP].space[0], call->tmp, &m, err))
		return false;
	if (m.d != all.m.d)
		return sx_fail(err, SX_EINPUT, "%s has %zu dimensions, the map %s needs %zu", sx_space_name(s), all.m.d,
		               sx_space_name(call->arg[MAP].space[0]), m.d);
	sx_space *made = sx_space_new(sx_made_name(call, s, AS, "mapped"), all.n, m.e, &p, err);
	if (made == NULL)
		return false;
	if (!sx_mapping_apply(&m, &all, call->job, call->tmp, p, err) || !sx_space_copy_meta(made, s, err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(out, made);
	return true;
}

static const sx_figure apply_figures[] = {
	{ "SPACE.mapped", "space", NULL, "the mapped rows" },
};

const sx_command sx_cmd_apply = {
	.name = "apply", .group = "compare", .summary = "Apply a map fitted by align to other rows",
	.plain = "Applies a map that align fitted. The rows need not be those it was fitted on.",
	.about = "x becomes x W + c, where W is all rows of the map but the last, and c the last. Maps are spaces: save and "
		"load them like any other. Cost: n d e. Trap: the map is not valid for rows unlike those it was fitted on.",
	.example = "apply demo --map demo.map", .cite = "Schönemann 1966, Psychometrika 31",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(apply_figures), .before = "align demo demo",
};
