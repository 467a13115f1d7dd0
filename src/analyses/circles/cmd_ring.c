/* cmd_ring.c: the command ring: the rows of one plane in the order of their angle. */
#include "circle_scores.h"
#include "ring_table.h"
#include "command/options.h"
#include "rows/row_axes.h"

enum { SPACE, X, Y, WORDS, WHERE, DROP };

static const sx_param params[] = {
	[SPACE] = SX_OPT_SPACE,
	[X]     = { .name = "x", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL, .help = "x axis, as in plot (pc1)" },
	[Y]     = { .name = "y", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL, .help = "up (pc2)" },
	[WORDS] = SX_OPT_WORDS,
	[WHERE] = SX_OPT_WHERE,
	[DROP]  = SX_OPT_DROP,
};

static const double *axis(const sx_call *call, const char *name, sx_err *err)
{
	sx_row_axis a;
	if (!sx_row_axis_get(call->arg[SPACE].space[0], name, call->job, call->tmp, &a, err))
		return NULL;
	if (a.num == NULL)
		sx_fail(err, SX_EUSAGE, "column '%.60s' is text and cannot be an axis", name);
	return a.num;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_space *s = call->arg[SPACE].space[0];
	const char *x_name = call->arg[X].text ? call->arg[X].text : "pc1", *y_name = call->arg[Y].text ? call->arg[Y].text : "pc2";
	size_t n = sx_space_rows(s);
	double *white[4], ratio;
	for (size_t i = 0; i < SX_COUNT(white); i++)
		if ((white[i] = sx_alloc(call->tmp, n, sizeof *white[i])) == NULL)
			return sx_fail_memory(err, "a ring", (double)n * 32);
	const double *x = axis(call, x_name, err), *y = x ? axis(call, y_name, err) : NULL;
	if (!y || !sx_plane_whiten(x, y, n, white[0], white[1], &ratio, err))
		return false;
	sx_plane_angles(white[0], white[1], n, white[2], white[3]);
	sx_put(out, "kappa", sx_plane_kappa(white[0], white[1], n));
	sx_put(out, "axis_ratio", ratio);
	sx_record_text(out, "x", x_name);
	sx_record_text(out, "y", y_name);
	return sx_ring_table(out, s, white[2], white[3], call->tmp) || sx_fail_memory(err, "a ring", (double)n * 16);
}

static const sx_figure ring_figures[] = {
	{ "kappa", "1 or more", "2", "E r^4 / (E r^2)^2 of the whitened plane: 1 a circle, 4/3 a disc, 2 Gaussian points" },
	{ "axis_ratio", "0 to 1", NULL, "the smaller over the larger standard deviation before whitening: 1 is round, near 0 a "
		"line" },
	{ "ring", "table", NULL, "rows by angle (radians), with their radius, whose mean square is 1" },
};

const sx_command sx_cmd_ring = {
	.name = "ring", .group = "look", .summary = "Draw the rows of a plane as a ring, in order of angle",
	.about = "The plane of two axes is whitened, so that both axes have unit variance, and up to 60 rows, evenly chosen in "
		"order of angle, are drawn at their angle and radius. kappa is E r^4 / (E r^2)^2, by which circles ranks: 1 on "
		"a circle, 2 for Gaussian points; axis_ratio is the smaller spread over the larger before whitening. The "
		"command circles tests whether a plane is a circle.\nCost: the axes, then n log n.",
	.example = "ring demo pc1 pc2", SX_PARAMS(params), .run = run,
	SX_FIGURES(ring_figures),
};
