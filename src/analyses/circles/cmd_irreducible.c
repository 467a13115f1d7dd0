/* cmd_irreducible.c: the command irreducible: tests of separability and mixture on planes of principal components (Engels et al.
 * 2024). */
#include "circle_scores.h"
#include "command/options.h"
#include "linear/spectrum.h"
#include "numeric/stats.h"

#include <math.h>
#include <stdio.h>

enum { SPACE, COMPONENTS, PLANES, EPSILON, CONVENTION, CUT, WORDS, WHERE, DROP };
enum { SEXTANT, PAPER, DEMO };

static const sx_param params[] = {
	[SPACE]      = SX_OPT_SPACE,
	[COMPONENTS] = { .name = "components", .kind = SX_KIND_INT, .dflt = "5", .lo = 2, .hi = 1000,
	                 .help = "number of leading components to search" },
	[PLANES]     = { .name = "planes", .kind = SX_KIND_CHOICE, .dflt = "adjacent", .choices = "adjacent|all",
	                 .help = "planes of consecutive components as in the paper, or of every pair" },
	[EPSILON]    = { .name = "epsilon", .kind = SX_KIND_REAL, .dflt = "0.1", .lo = 0.001, .hi = 0.999,
	                 .help = "half width of the line of a mixture, in root mean squares" },
	[CONVENTION] = { .name = "convention", .kind = SX_KIND_CHOICE, .dflt = "sextant", .choices = "sextant|paper|paper-demo",
	                 .help = "whitened coordinates, bias-corrected, with the exact mixture; or both indices as in the "
	                         "paper's feature search; or as in its two-dimensional demonstration" },
	[CUT]        = { .name = "cut", .kind = SX_KIND_REAL, .dflt = "0", .lo = 0, .hi = 1e30,
	                 .help = "paper: leave out points within this distance of the centre" },
	[WORDS]      = SX_OPT_WORDS,
	[WHERE]      = SX_OPT_WHERE,
	[DROP]       = SX_OPT_DROP,
};

typedef struct pair { size_t i, j; double s, m; bool bad; } pair;

typedef struct search {
	const sx_call *call;
	size_t  n, k, planes;
	double *score;		/* k × n: raw scores, or whitened ones */
	double *work;		/* threads × sx_plane_work(n) */
	pair   *plane;
} search;

static int convention(const search *s)
{
	return (int)s->call->arg[CONVENTION].num;
}

/* Components as circles_parts.h wants them: at most n - 2, and none that is rounding. */
static bool scores(search *s, sx_space *space, sx_err *err)
{
	sx_spectrum p;
	size_t want = (size_t)s->call->arg[COMPONENTS].num;
	sx_arena *tmp = s->call->tmp;
	s->n = sx_space_rows(space);
	if (s->n < 4)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows are too few; at least 4 are needed", sx_space_name(space), s->n);
	if (!sx_spectrum_get(space, true, false, SX_SOLVER_AUTO, want, s->call->job, &p, err))
		return false;
	while (s->k < p.r && s->k < want && s->k < s->n - 2 && p.singular[s->k] > 1e-5 * p.singular[0])
		s->k++;
	if (s->k < 2)
		return sx_fail(err, SX_EINPUT, "%s: all rows lie on a line or a point; there is no plane", sx_space_name(space));
	float *raw = sx_alloc(tmp, s->n * s->k, sizeof *raw);
	s->score = sx_alloc(tmp, s->n * s->k, sizeof *s->score);
	s->plane = sx_alloc(tmp, s->k * s->k, sizeof *s->plane);
	s->work = sx_alloc(tmp, (size_t)sx_threads(s->call->job) * sx_plane_work(s->n), sizeof *s->work);
	if (!raw || !s->score || !s->plane || !s->work)
		return sx_fail_memory(err, "scores", (double)(s->n * s->k) * 12);
	if (!sx_spectrum_scores(space, &p, 0, s->k, s->call->job, raw, s->k, err))
		return false;
	for (size_t c = 0; c < s->k; c++)
		for (size_t i = 0; i < s->n; i++)
			s->score[c * s->n + i] = (double)raw[i * s->k + c] *
			                         (convention(s) == SEXTANT ? sqrt((double)s->n) / p.singular[c] : 1);
	bool all = s->call->arg[PLANES].num == 1;
	for (size_t i = 0; i < s->k; i++)
		for (size_t j = i + 1; j < s->k && (all || j == i + 1); j++)
			s->plane[s->planes++] = (pair){ .i = i, .j = j };
	return true;
}

static void judge(void *ctx, size_t lo, size_t hi, int thread)
{
	search *s = ctx;
	double *work = s->work + (size_t)thread * sx_plane_work(s->n), epsilon = s->call->arg[EPSILON].num;
	uint64_t seed = s->call->job->seed;
	for (size_t p = lo; p < hi; p++) {
		pair *at = &s->plane[p];
		const double *x = s->score + at->i * s->n, *y = s->score + at->j * s->n;
		switch (convention(s)) {
		case PAPER:
			at->s = sx_plane_separability_paper(x, y, s->n, s->call->arg[CUT].num, work);
			at->m = sx_plane_mixture_paper(x, y, s->n, epsilon, false, seed, p, work);
			break;
		case DEMO:
			at->s = sx_plane_separability_demo(x, y, s->n, work);
			at->m = sx_plane_mixture_paper(x, y, s->n, epsilon, true, seed, p, work);
			break;
		default:
			at->s = sx_plane_separability(x, y, s->n, work, NULL);
			at->m = sx_plane_mixture(x, y, s->n, epsilon, work);
		}
		at->bad = !isfinite(at->s) || (convention(s) != SEXTANT && at->m < 0.01);
	}
}

/* Planes that are neither separable nor a mixture come first; the paper leaves out planes on which its optimiser failed. */
static double rank_of(const pair *p)
{
	return p->bad ? -INFINITY : (1 - p->m) * p->s;
}

static bool table(search *s, sx_result *out)
{
	size_t m = s->planes;
	sx_arena *tmp = s->call->tmp;
	double *rank = sx_alloc(tmp, m, sizeof *rank), *v = sx_alloc(tmp, m, sizeof *v);
	size_t *order = sx_alloc(tmp, m, sizeof *order);
	const char **name = sx_alloc(tmp, m, sizeof *name);
	if (!rank || !v || !order || !name)
		return false;
	for (size_t p = 0; p < m; p++)
		rank[p] = rank_of(&s->plane[p]);
	if (!sx_order_down(rank, m, order, tmp))
		return false;
	const pair *best = &s->plane[order[0]];
	for (size_t p = 0; p < m; p++)
		if ((name[p] = sx_printf(tmp, "%zu-%zu", s->plane[order[p]].i + 1, s->plane[order[p]].j + 1)) == NULL)
			return false;
	sx_put(out, "planes_tested", (double)m);
	sx_put_text(out, "best_plane", name[0]);
	if (isfinite(best->s))
		sx_put(out, "separability_index", best->s);
	else
		sx_put_none(out, "separability_index", "no point of the plane is left");
	sx_put(out, "mixture_index", best->m);
	sx_table(out, "planes", SX_PLAIN, m);
	sx_table_texts(out, "plane", name);
	for (int f = 0; f < 3; f++) {
		for (size_t p = 0; p < m; p++) {
			const pair *at = &s->plane[order[p]];
			v[p] = f == 0 ? at->s : f == 1 ? at->m : at->bad ? NAN : rank_of(at);
		}
		sx_table_nums(out, f == 0 ? "separability" : f == 1 ? "mixture" : "irreducibility", v);
	}
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	search s = { .call = call };
	if (!scores(&s, call->arg[SPACE].space[0], err))
		return false;
	if (!sx_for(call->job, "planes", s.planes, 1, judge, &s))
		return sx_fail_cancel(err);
	if (convention(&s) != SEXTANT)
		sx_note(out, "the paper's mixture index climbs from a random start: another --seed may give another value; "
		        "planes below 0.01 are left out of the ranking as there");
	else if (s.n < 200)
		sx_note(out, "%zu rows are few: below about 200, both indices are far above their limits even for Gaussian "
			"points", s.n);
	return table(&s, out) || sx_fail_memory(err, "planes", (double)s.planes * 40);
}

static const sx_figure irreducible_figures[] = {
	{ "planes_tested", "1 or more", NULL, "number of planes ranked" },
	{ "best_plane", "text", NULL, "the plane with the largest (1 - M) S" },
	{ "separability_index", "0 or more", "0", "separability index: bits of mutual information left in the best rotation; "
		"1.4 on a circle" },
	{ "mixture_index", "0 to 1", "0.08",
	  "mixture index: largest share of rows near one line; 0.23 on a circle, towards 1 for mutually exclusive features" },
	{ "planes", "table", NULL, "every plane, best first" },
};

const sx_command sx_cmd_irreducible = {
	.name = "irreducible", .group = "measure", .summary = "Irreducible features: separability and mixture of planes",
	.plain = "Tests whether the two coordinates of a plane form one irreducible feature, as on a circle, or two separate "
		"features. Planes are ranked by two indices.",
	.about = "separability_index S: the minimum mutual information, in bits, of the two coordinates over all rotations; low "
		"where the plane holds two independent features. mixture_index M: the largest share of points within epsilon "
		"root mean squares of some line; high where it holds two features of which one is active at a time. Of a circle "
		"S is 1.4 and M 0.23, of Gaussian points 0 and 0.08 at large n. Planes are ranked by irreducibility, (1 - M) S. "
		"The default works on whitened coordinates, corrects the bias of S and scans M exactly; --convention paper "
		"gives the values of the paper's feature search, paper-demo those of its two-dimensional demonstration, whose S "
		"has other bins and is not comparable.\nCost: the spectrum; for each plane 25 n, or with a paper's convention "
		"10^4 n. Trap: with few points S is too high even after bias correction: Gaussian points read 0.4 to 0.7 at n = "
		"50, up to 0.3 at 100, up to 0.1 at 200, below 0.01 at 1000.",
	.example = "irreducible demo --components 4", .cite = "Engels, Michaud, Liao, Gurnee, Tegmark 2024", SX_PARAMS(params), .run = run,
	SX_FIGURES(irreducible_figures),
};
