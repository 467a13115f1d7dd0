/* cmd_project.c: the command project: projects rows onto the span of some directions, or onto its orthogonal complement. */
#include "command/options.h"
#include "linear/moved_space.h"
#include "numeric/linalg.h"
#include "rows/row_tables.h"
#include "space/row_directions.h"

#include <float.h>
#include <string.h>

enum { SPACE, ONTO, OF, AWAY, COORDINATES, WHERE, DROP, AS };

static const sx_param params[] = {
	[SPACE]  = SX_OPT_SPACE,
	[ONTO]   = { .name = "onto", .kind = SX_KIND_TEXT,
	             .help = "rows that are the directions, by label or number, separated by commas; or 'A - B', the difference "
	                     "of two means" },
	[OF]     = { .name = "of", .kind = SX_KIND_SPACE, .dflt = "none",
	             .help = "the space that holds these rows, with the same dimensions; without --onto, all of its rows" },
	[AWAY]   = { .name = "away", .kind = SX_KIND_FLAG, .dflt = "no", .help = "remove the directions instead" },
	[COORDINATES] = { .name = "coordinates", .kind = SX_KIND_FLAG, .dflt = "no",
	             .help = "give coordinates in an orthonormal basis of the span, ordered by singular value" },
	[WHERE]  = SX_OPT_WHERE,
	[DROP]   = SX_OPT_DROP,
	[AS]     = SX_OPT_AS,
};

/* ---- directions ---- */

static void add_rows(sx_mat m, const size_t *row, size_t n, double weight, double *to)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m.d; j++)
			to[j] += weight * (double)m.p[row[i] * m.ld + j] / (double)n;
}

/* One row of the matrix a direction, k × d. */
static bool read_directions(const sx_call *call, const sx_space *of, double **v, size_t *k, sx_err *err)
{
	const char *text = call->arg[ONTO].text;
	sx_mat m = sx_space_mat(of);
	sx_meaning w;
	size_t *rows = NULL;
	bool between = text && sx_meaning_is(text);
	char *copy = text ? sx_strdup(call->tmp, text) : NULL;
	*k = between ? 1 : m.n;
	if (between ? !sx_meaning_read(of, text, call->tmp, &w, err) : copy && !sx_meaning_rows(of, copy, call->tmp, &rows, k, err))
		return false;
	if ((*v = sx_alloc(call->tmp, *k * m.d, sizeof **v)) == NULL)
		return sx_fail_memory(err, "directions", (double)*k * (double)m.d * 8);
	if (between) {
		add_rows(m, w.plus, w.nplus, 1, *v);
		add_rows(m, w.minus, w.nminus, -1, *v);
	}
	for (size_t i = 0; !between && i < *k; i++)
		add_rows(m, rows ? &rows[i] : &i, 1, 1, *v + i * m.d);
	return true;
}

/* Orthonormal rows that span the directions; k becomes how many they are. */
static bool basis(const sx_call *call, double **v, size_t *k, size_t d, sx_err *err)
{
	size_t r = *k < d ? *k : d, rank = 0;
	sx_arena *tmp = call->tmp;
	double *s = sx_alloc(tmp, r, sizeof *s), *u = sx_alloc(tmp, *k * r, sizeof *u), *vt = sx_alloc(tmp, r * d, sizeof *vt);
	if (!s || !u || !vt)
		return sx_fail_memory(err, "a basis", (double)r * (double)d * 8);
	if (!sx_svd(*k, d, *v, s, u, vt, err))
		return false;
	while (rank < r && s[rank] > (double)(*k + d) * FLT_EPSILON * s[0])	/* the rows are float32 */
		rank++;
	*v = vt;
	*k = rank;
	return rank > 0 || sx_fail(err, SX_EINPUT, "the directions are all zero");
}

/* The matrix that rows are multiplied by, d × e. */
static double *matrix(const sx_call *call, const double *v, size_t k, size_t d, size_t *e)
{
	bool coordinates = call->arg[COORDINATES].num != 0;
	*e = coordinates ? k : d;
	if (call->arg[AWAY].num != 0)
		return sx_without(v, k, d, call->tmp);
	double *w = sx_alloc(call->tmp, d * *e, sizeof *w);
	for (size_t j = 0; w && coordinates && j < d; j++)
		for (size_t i = 0; i < k; i++)
			w[j * k + i] = v[i * d + j];
	if (w && !coordinates)
		sx_dgemm(true, false, d, d, k, 1, v, d, v, d, 0, w, d);
	return w;
}

static double squares(sx_mat m)
{
	double sum = 0;
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++)
			sum += (double)m.p[i * m.ld + j] * (double)m.p[i * m.ld + j];
	return sum;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0], *of = call->arg[OF].count ? call->arg[OF].space[0] : space;
	size_t d = sx_space_dims(space), k, e;
	double *v;
	if (!call->arg[ONTO].text && !call->arg[OF].count)
		return sx_fail(err, SX_EUSAGE, "name directions: --onto ROWS, or --of SPACE");
	if (call->arg[AWAY].num != 0 && call->arg[COORDINATES].num != 0)
		return sx_fail(err, SX_EUSAGE, "--away and --coordinates exclude each other");
	if (sx_space_dims(of) != d)
		return sx_fail(err, SX_EINPUT, "%s has %zu dimensions, %s has %zu", sx_space_name(of), sx_space_dims(of),
		               sx_space_name(space), d);
	if (!read_directions(call, of, &v, &k, err) || !basis(call, &v, &k, d, err))
		return false;
	double *w = matrix(call, v, k, d, &e);
	if (w == NULL)
		return sx_fail_memory(err, "a projection", (double)d * (double)d * 8);
	sx_space *made = sx_affine(call, space, sx_made_name(call, space, AS, "project"), NULL, w, e, err);
	if (made == NULL)
		return false;
	sx_give(out, made);
	sx_put(out, "directions", (double)k);
	sx_put(out, "share_kept", squares(sx_space_mat(made)) / squares(sx_space_mat(space)));
	return true;
}

static const sx_figure project_figures[] = {
	{ "directions", "1 to dims", NULL, "dimension of the span" },
	{ "share_kept", "0 to 1", "directions / dims; with --away, 1 minus that", "share of the sum of squares that is kept" },
	{ "SPACE.project", "space", NULL, "the projected rows" },
};

const sx_command sx_cmd_project = {
	.name = "project", .group = "change", .summary = "Projection of rows onto a subspace, or removal of directions",
	.plain = "Keeps only the components of each row along some directions, or removes them. A direction may be the "
		"difference of two words.",
	.about = "Directions are rows of the space, of another (--of), or the difference of the means of two groups of rows ('A "
		"- B'). With V an orthonormal basis of their span, x becomes V'V x, with --coordinates V x, with --away x - V'V "
		"x. The mean is not removed: center first if it should not count. directions is the dimension of the span, "
		"share_kept the share of the sum of squares that is kept.\nCost: n d^2, and k d min(k, d) for the basis. Trap: "
		"--away removes a direction from every row, also where it encodes something else.",
	.example = "project demo --onto 'the - of' --away",
	.cite = "Bolukbasi et al. 2016, NeurIPS (removing a direction between words)",
	SX_PARAMS(params), .run = run, SX_FIGURES(project_figures),
};
