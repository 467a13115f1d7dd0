/* cmd_circles.c: the command circles: searches the planes of a space for circular features.
 *
 * Every plane of the leading components, or of the class means, is scored on whitened coordinates (circle_scores.h). The
 * smallest kurtosis of the radius is compared with its exact null, which includes the search over planes (circles_whiten.c). A
 * circle must also satisfy limits on its shape (the ring rule). A known order of the rows gives further evidence
 * (circles_order.c), and the clusters of a dictionary are another source of planes (circles_dictionary.c). Cost: the spectrum,
 * then n components for each null sample and about 0.6 µs n for each plane. */
#include "circles_parts.h"
#include "command/options.h"
#include "linear/price_terms.h"

#include <math.h>
#include <string.h>

static const sx_param params[SX_CIRCLES_PARAMS] = {
	[SX_CIRCLES_SPACE]       = SX_OPT_SPACE,
	[SX_CIRCLES_PLANES]      = { .name = "planes", .kind = SX_KIND_CHOICE, .dflt = "adjacent", .choices = "adjacent|all|labels",
	                             .help = "planes 1-2, 2-3, … as in the paper, every pair of components, or planes spanned "
	                                     "by class means" },
	[SX_CIRCLES_LABELS]      = { .name = "labels", .kind = SX_KIND_COLUMN, .flags = SX_CLASSES,
	                             .help = "with --planes labels: the column of the classes" },
	[SX_CIRCLES_COMPONENTS]  = { .name = "components", .kind = SX_KIND_INT, .dflt = "8", .lo = 2, .hi = 64,
	                             .help = "number of leading components to search; at most the rank, or rows - 2" },
	[SX_CIRCLES_DRAWS]       = { .name = "null", .kind = SX_KIND_INT, .dflt = "499", .lo = 19, .hi = 100000,
	                             .help = "number of null samples" },
	[SX_CIRCLES_ALPHA]       = { .name = "alpha", .kind = SX_KIND_REAL, .dflt = "0.01", .lo = 1e-6, .hi = 0.5,
	                             .help = "significance level of a circle" },
	[SX_CIRCLES_ORDER]       = { .name = "order", .kind = SX_KIND_COLUMN,
	                             .help = "numeric column, or row, with the known order of the rows: tests whether they "
	                             	"follow it round a circle" },
	[SX_CIRCLES_DICTIONARY]  = { .name = "dictionary", .kind = SX_KIND_SPACE, .dflt = "none",
	                             .help = "search what clusters of this dictionary reconstruct instead: a space whose rows "
	                             	"are the atoms" },
	[SX_CIRCLES_ACTIVATIONS] = { .name = "activations", .kind = SX_KIND_SPACE, .dflt = "none",
	                             .help = "with --dictionary: rows of activations, one value for each atom, most of them 0" },
	[SX_CIRCLES_RULE]        = { .name = "rule", .kind = SX_KIND_CHOICE, .dflt = "graph", .choices = "graph|spectral",
	                             .help = "how atoms are clustered: connected components of the graph of similar atoms, or "
	                             	"spectral clustering of all angles" },
	[SX_CIRCLES_NEAREST]     = { .name = "nearest", .kind = SX_KIND_INT, .dflt = "2", .lo = 1, .hi = 100,
	                             .help = "rule graph: number of most similar atoms that an atom is linked to" },
	[SX_CIRCLES_SIMILARITY]  = { .name = "similarity", .kind = SX_KIND_REAL, .dflt = "0.5", .lo = -1, .hi = 1,
	                             .help = "rule graph: smallest cosine of a link" },
	[SX_CIRCLES_CLUSTERS]    = { .name = "clusters", .kind = SX_KIND_INT, .lo = 2, .hi = 1e6,
	                             .help = "rule spectral: number of clusters; default: a 25th of the atoms" },
	[SX_CIRCLES_UNIT]        = { .name = "unit", .kind = SX_KIND_FLAG, .dflt = "no",
	                             .help = "scale reconstructed points to length 1 first: a cone becomes its circle" },
	[SX_CIRCLES_SPACES]      = { .name = "spaces", .kind = SX_KIND_INT, .dflt = "5", .lo = 0, .hi = 1000,
	                             .help = "with --dictionary: number of leading clusters to keep as spaces" },
	[SX_CIRCLES_FIT]         = { .name = "fit", .kind = SX_KIND_FLAG, .dflt = "no",
	                             .help = "also fit a circle to the best plane, and draw it with the rows" },
	[SX_CIRCLES_WORDS]       = SX_OPT_WORDS,
	[SX_CIRCLES_WHERE]       = SX_OPT_WHERE,
	[SX_CIRCLES_DROP]        = SX_OPT_DROP,
	[SX_CIRCLES_AS]          = { .name = "as", .kind = SX_KIND_NAME,
	                             .help = "make a space of this name from the searched coordinates" },
};

static void score_planes(void *ctx, size_t lo, size_t hi, int thread)
{
	sx_circles *s = ctx;
	double *work = s->work + (size_t)thread * (sx_plane_work(s->n) + s->n);
	for (size_t p = lo; p < hi; p++) {
		sx_tried *at = &s->plane[p];
		const double *x = s->frame + at->i * s->n, *y = s->frame + at->j * s->n;
		at->bad = !sx_plane_scores(x, y, s->n, work, &at->ring, &at->why);
		if (s->position == NULL)
			continue;
		sx_plane_angles(x, y, s->n, s->angle + p * s->n, NULL);
		at->agreement = sx_angle_agreement(s->angle + p * s->n, s->turn, s->n);
		at->order = sx_order_fraction(s->angle + p * s->n, s->position, s->n, work);
	}
}

static void draw_null(void *ctx, size_t lo, size_t hi, int thread)
{
	sx_circles *s = ctx;
	for (size_t b = lo; b < hi; b++)
		sx_circles_null(s, b, s->scratch + (size_t)thread * s->per_thread);
}

static bool score(sx_circles *s, sx_err *err)
{
	size_t threads = (size_t)sx_threads(s->call->job), draws = (size_t)s->call->arg[SX_CIRCLES_DRAWS].num;
	sx_job first = sx_job_part(s->call->job, 0, 0.1), second = sx_job_part(s->call->job, 0.1, 0.8);
	s->work = sx_alloc(s->call->tmp, threads * (sx_plane_work(s->n) + s->n), sizeof *s->work);
	s->null = sx_alloc(s->call->tmp, draws, sizeof *s->null);
	s->scratch = sx_alloc(s->call->tmp, threads * s->per_thread, sizeof *s->scratch);
	s->angle = sx_alloc(s->call->tmp, s->position ? s->m * s->n : 0, sizeof *s->angle);
	if (!s->work || !s->null || !s->scratch || !s->angle)
		return sx_fail_memory(err, "the null", (double)(threads * s->per_thread) * 8);
	if (!sx_for(&first, "planes", s->m, 1, score_planes, s) || !sx_for(&second, "null of the search", draws, 1, draw_null, s))
		return sx_fail_cancel(err);
	for (size_t p = 0; p < s->m; p++)
		s->plane[p].p = s->plane[p].bad ? NAN : sx_p_lower(s->plane[p].ring.kappa, s->null, draws);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_circles s = { .call = call, .out = out, .space = call->arg[SX_CIRCLES_SPACE].space[0] };
	bool dictionary = call->arg[SX_CIRCLES_DICTIONARY].count > 0;
	if (dictionary != (call->arg[SX_CIRCLES_ACTIVATIONS].count > 0))
		return sx_fail(err, SX_EUSAGE, "--dictionary and --activations go together");
	if (dictionary)
		return sx_circles_dictionary(call, out, err);
	return sx_circles_frame(&s, err) && sx_circles_order_get(&s, err) && score(&s, err) && sx_circles_tell(&s, err) &&
	       sx_circles_order_tell(&s, err);
}

static const sx_reading circles_readings[] = {
	{ "circles_found", "0 or more", false, { { 1, "no plane of the leading components is a ring" },
	 { INFINITY, "planes that are rings: see circles" } } },
};

static void price(const sx_call *call, sx_price *out)
{
	const sx_value *v = call->arg;
	sx_mat m = sx_space_mat(v[SX_CIRCLES_SPACE].space[0]);
	double k = v[SX_CIRCLES_COMPONENTS].num, planes = v[SX_CIRCLES_PLANES].num == SX_PLANES_ALL ? k * (k - 1) / 2 : k - 1;
	if (v[SX_CIRCLES_DICTIONARY].count) {
		sx_mat d = sx_space_mat(v[SX_CIRCLES_DICTIONARY].space[0]);
		out->flop = (double)d.n * (double)d.n * (double)d.d * (v[SX_CIRCLES_RULE].num == 0 ? 1 : 20);
		return;
	}
	sx_price_spectrum(out, m, (size_t)k, SX_SOLVER_AUTO);
	out->flop += 600 * (double)m.n * k * v[SX_CIRCLES_DRAWS].num + 5e4 * (double)m.n * planes;
	if (v[SX_CIRCLES_DRAWS].num > 99) {
		sx_price less = { 0 };
		sx_price_spectrum(&less, m, (size_t)k, SX_SOLVER_AUTO);
		strcpy(out->cheaper, "--null 99");
		out->cheaper_flop = less.flop + (out->flop - less.flop) * 99 / v[SX_CIRCLES_DRAWS].num;
	}
}

static const sx_figure circles_figures[] = {
	{ "planes_tested", "1 or more", NULL, "number of planes searched; the p-value accounts for it" },
	{ "circles_found", NULL, "0", "planes that satisfy the rule for a ring" },
	{ "best_plane", "text", NULL, "the components of the plane with the smallest kappa" },
	{ "kappa", "1 or more", "2", "E r^4 / (E r^2)^2 of it, whitened: 1 circle, 4/3 disc, 2 Gaussian points" },
	{ "p_value", "1 / (null+1) to 1", "above alpha", "share of Gaussian surrogates whose search finds a kappa as low" },
	{ "agreement agreement_p order_rho order_rho_p", "0 to 1", NULL,
	  "with --order: how well angles and components follow it, and how often random orders do as well (p-value)" },
	{ "agreement_plane order_reading", "text", NULL,
	  "with --order: the plane that follows it best, and the interpretation" },
	{ "closure closure_stretches", "0 or more", NULL,
	  "with --order: the distance from the last row to the first over the median step; about 1 for a closed ring" },
	{ "cycle_r2 arch_r2", "0 to 1", NULL, "with --order: share of the variance explained by one turn of a circle, and by an "
		"arch" },
	{ "atoms clustered_atoms atom_clusters clusters_ranked ring_shapes", "0 or more", NULL,
	  "with --dictionary: atoms, those in clusters, clusters, those with planes, and planes shaped like rings" },
	{ "fit_center_x fit_center_y fit_radius", "any", NULL, "with --fit: the circle on the best plane, in units of its axes" },
	{ "fit_residual", "0 or more", NULL, "with --fit: rms distance from that circle over its radius" },
	{ "fit", "table", NULL, "with --fit: rows and circle, for a picture" },
	{ "irreducibility", "0 or more", "0", "with --dictionary: mean of (1 - mixture) separability of the best cluster's planes" },
	{ "clusters", "table", NULL, "with --dictionary: every cluster, best first" },
	{ "planes", "table", NULL, "every plane with its metrics and the verdict in words" },
	{ "ring", "table", NULL, "rows of the best plane by angle" },
	{ "angle radius", "column", NULL, "polar coordinates on the best plane" },
};

const sx_command sx_cmd_circles = {
	.name = "circles", .group = "measure", .summary = "Circular features in planes of components, classes or atoms",
	.plain = "Looks for circular features without labels. Each plane of leading components is scored, and the p-value is "
		"the share of Gaussian surrogates in which the same search finds as good a circle.",
	.about = "Scores each plane on whitened coordinates and ranks by kappa = E r^4 / (E r^2)^2: 1 on a circle, 4/3 on a "
		"disc, 2 for Gaussian points. p_value compares with the smallest kappa of the same search over Gaussian "
		"surrogates of the same shape; it is never 0. A small p only means not Gaussian, so a plane is called a circle "
		"when p <= alpha and kappa <= 1.25, mixture < 0.45, hole < 0.3, rayleigh2 < 0.25 and, from 100 rows on, "
		"separability > 0.2. Other metrics: separability, the minimum mutual information of rotated coordinates in bits "
		"(low: two independent features); mixture (high: two lines of which one is active at a time); rao, 132 degrees "
		"for evenly random angles, above 200 for separate spots; axis_ratio before whitening. The best plane gives "
		"columns angle and radius.\n--planes labels: the means of the classes of --labels, in the whitened components, "
		"span the searched planes, largest spread first; the null keeps the labels, so labels derived from the same "
		"rows (cluster) invalidate p_value. A space SPACE.means holds the rows' coordinates.\n--order, also for the "
		"rows of --words (--order row or line): order_fraction, 1 when the rows go round in that order; agreement, "
		"|mean exp(i (angle - place))| of the best plane, and order_rho, the largest rank correlation of a component, "
		"each with its p against random orders; closure, the distance from the last row to the first over the median "
		"step (about 1 for a closed ring), and closure_stretches, the same for the means of some 12 stretches; cycle_r2 "
		"and arch_r2, the share of the variance explained by one turn of a circle and by an arch; order_reading, the "
		"interpretation. An order that folds through components (an arch) is not a circle.\n--dictionary D "
		"--activations Z: atoms are clustered by --rule graph (connected components of the graph of atoms whose cosine "
		"is above --similarity, 2 to 999 atoms) or spectral (normalised cut of 1 - angle / pi, k-means); each cluster "
		"reconstructs the rows of Z on which it is active, at most 20,000; its planes, of consecutive components up to "
		"5, are ranked by irreducibility, the mean of (1 - mixture) separability. No p-value: such rows are never "
		"Gaussian. The first --spaces clusters become spaces D.cN.\nTraps: principal components of nearly equal "
		"variance mix, which hides circles that share them; half an arc can have a small kappa; varying amplitudes turn "
		"a circle of directions into a cone, see --unit. Cost: the spectrum, n (components + planes) for each null "
		"sample; of a dictionary atoms^2 d, spectral some 20 times that.",
	.example = "circles demo --components 4 --null 99",
	.cite = "Engels, Michaud, Liao, Gurnee, Tegmark 2024, Not All Language Model Features Are One-Dimensionally Linear",
	SX_READINGS(circles_readings), SX_PARAMS(params), .run = run, .price = price,
	SX_FIGURES(circles_figures),
};
