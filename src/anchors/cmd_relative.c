/* cmd_relative.c: the command relative: the relative representation of a space (Moschella et al. 2023).
 *
 * r_ij = cos(x_i, a_j): invariant to rotation, reflection and positive scaling of a row, but not to translation. Cost n d
 * anchors, in double. */
#include "anchor_rows.h"
#include "relative_rows.h"
#include "command/options.h"
#include "rows/row_pairing.h"
#include "rows/row_tables.h"

#include <math.h>

enum { SPACE, ANCHORS, OF, SIMILARITY, CENTER, STANDARDIZE, STEP, WHERE, DROP, AS };

static const sx_param params[] = {
	[SPACE]      = SX_OPT_SPACE,
	[ANCHORS]    = { .name = "anchors", .kind = SX_KIND_TEXT, .dflt = "last",
	                 .help = "last (the column anchor), a number of rows chosen at random, or a file of labels or row numbers" },
	[OF]         = { .name = "anchors-of", .kind = SX_KIND_SPACE, .dflt = "none",
	                 .help = "another space: the anchors are its anchors' counterparts here, in their order (parallel anchors)" },
	[SIMILARITY] = { .name = "similarity", .kind = SX_KIND_CHOICE, .dflt = "cosine", .choices = "cosine|dot|euclidean|basis",
	                 .help = "cosine, inner product / root of dimensions, distance, or least-squares coefficients on the "
	                 	"anchors" },
	[CENTER]     = { .name = "center", .kind = SX_KIND_FLAG, .dflt = "no", .help = "center the rows first" },
	[STANDARDIZE] = { .name = "standardize", .kind = SX_KIND_FLAG, .dflt = "no",
	                 .help = "standardise the similarities to each anchor (ddof 0), since cosines concentrate in high "
	                 	"dimension" },
	[STEP]       = { .name = "step", .kind = SX_KIND_REAL, .dflt = "0", .lo = 0, .hi = 1e6,
	                 .help = "round similarities to multiples of this, to tolerate small differences between spaces; 0: no "
	                 	"rounding" },
	[WHERE]      = SX_OPT_WHERE,
	[DROP]       = SX_OPT_DROP,
	[AS]         = SX_OPT_AS,
};

/* The rows here that are the other space's anchors. */
static bool parallel_anchors(const sx_call *call, sx_space *s, size_t **rows, size_t *m, sx_err *err)
{
	sx_pairing p;
	sx_space *other = call->arg[OF].space[0], *both[] = { other, s };
	size_t *there, left = 0;
	if (!sx_anchors_read(call->arg[ANCHORS].text, other, call->job, call->tmp, &there, m, err) ||
	    !sx_pairing_make(both, 2, "auto", call->tmp, &p, err))
		return false;
	size_t *here = sx_alloc(call->tmp, sx_space_rows(other), sizeof *here);
	*rows = sx_alloc(call->tmp, *m, sizeof **rows);
	if (!here || !*rows)
		return sx_fail_memory(err, "anchors", (double)sx_space_rows(other) * 8);
	for (size_t i = 0; i < p.count; i++)
		here[p.row[0][i]] = p.row[1][i] + 1;
	for (size_t i = 0; i < *m; i++) {
		if (here[there[i]] == 0)
			left++;
		else
			(*rows)[i - left] = here[there[i]] - 1;
	}
	return left == 0 || sx_fail(err, SX_EINPUT, "%zu of the %zu anchors of %s have no counterpart in %s", left, *m,
	                            sx_space_name(other), sx_space_name(s));
}

static bool name_dims(const sx_call *call, sx_space *made, const sx_space *s, const size_t *rows, size_t m, sx_err *err)
{
	const char **name = sx_alloc(call->tmp, m, sizeof *name);
	for (size_t a = 0; name && a < m; a++) {
		const char *label = sx_space_label(s, rows[a]);
		name[a] = label ? label : sx_printf(call->tmp, "#%zu", sx_space_parent_row(s, rows[a]));
	}
	return name ? sx_space_set_dim_names(made, name, err) : sx_fail_memory(err, "names", (double)m * 16);
}

/* ---- what may be done to similarities ---- */

static void standardize(float *v, size_t n, size_t m, size_t a)
{
	double mean = 0, square = 0;
	for (size_t i = 0; i < n; i++)
		mean += (double)v[i * m + a] / (double)n;
	for (size_t i = 0; i < n; i++)
		square += ((double)v[i * m + a] - mean) * ((double)v[i * m + a] - mean) / (double)n;
	for (size_t i = 0; i < n; i++)
		v[i * m + a] = (float)(square > 0 ? ((double)v[i * m + a] - mean) / sqrt(square) : 0);
}

static void finish(const sx_call *call, float *v, size_t n, size_t m)
{
	double step = call->arg[STEP].num;
	for (size_t a = 0; call->arg[STANDARDIZE].num != 0 && a < m; a++)
		standardize(v, n, m, a);
	for (size_t i = 0; step > 0 && i < n * m; i++)
		v[i] = (float)(step * nearbyint((double)v[i] / step));
}

static bool fill(const sx_call *call, sx_space *space, const size_t *rows, size_t m, float *v, sx_err *err)
{
	size_t zero;
	sx_lines l = sx_lines_of(space), anchors = { .m = l.m, .row = rows, .n = m };
	if (call->arg[CENTER].num != 0 && (l.mean = sx_lines_mean(&l, call->tmp)) == NULL)
		return sx_fail_memory(err, "the mean", (double)l.m.d * 8);
	anchors.mean = l.mean;
	if (!sx_relate(&l, &anchors, (sx_similarity)call->arg[SIMILARITY].num, call->job, call->tmp, v, &zero, err))
		return false;
	if (zero)
		return sx_fail_zero_row(space, zero - 1, err);
	finish(call, v, l.n, m);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0];
	size_t *rows = NULL, m, n = sx_space_rows(space);
	float *v;
	if (!(call->arg[OF].count ? parallel_anchors(call, space, &rows, &m, err)
	                          : sx_anchors_read(call->arg[ANCHORS].text, space, call->job, call->tmp, &rows, &m, err)))
		return false;
	sx_space *made = sx_space_new(sx_made_name(call, space, AS, "relative"), n, m, &v, err);
	if (made == NULL)
		return false;
	if (!fill(call, space, rows, m, v, err) || !sx_space_copy_meta(made, space, err) ||
	    !name_dims(call, made, space, rows, m, err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(out, made);
	sx_put(out, "anchors", (double)m);
	if (!sx_table_rows(out, "anchors", SX_PLAIN, space, rows, m, call->tmp))
		return sx_fail_memory(err, "the table", (double)m * 16);
	return true;
}

static const sx_figure relative_figures[] = {
	{ "anchors", "1 or more", NULL, "number of dimensions of the new space" },
	{ "anchors", "table", NULL, "the anchor rows" },
	{ "SPACE.relative", "space", NULL, "similarities to the anchors" },
};

const sx_command sx_cmd_relative = {
	.name = "relative", .group = "compare", .summary = "Relative representation: similarities of rows to anchors",
	.plain = "Describes each row by its similarity to chosen anchor rows instead of by its coordinates. Spaces of different "
		"models can then be compared.",
	.about = "Makes a space whose dimensions are anchors and whose entries are similarities. With the cosine it is "
		"invariant to rotation, reflection and the scale of rows, so the relative spaces of two models can be compared "
		"even if the models cannot. It is not invariant to translation: --center both spaces where a shift is expected. "
		"Dimensions carry the anchors' labels. --anchors-of OTHER takes the rows that are OTHER's anchors (by label, or "
		"by number where labels do not help), so that both relative spaces have the same dimensions. --similarity basis "
		"loses nothing where the anchors span the space; it is an exact change of basis there.\nCost: n d anchors. "
		"Trap: more anchors than dimensions add no new directions.",
	.example = "relative demo --anchors 50",
	.cite = "Moschella et al. 2023, ICLR, Relative representations enable zero-shot latent space communication",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(relative_figures), .before = "anchors demo --count 5",
};
