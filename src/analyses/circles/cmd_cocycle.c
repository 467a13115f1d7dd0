/* cmd_cocycle.c: the command cocycle: persistent cohomology (H1) on landmarks, and the circular coordinate of each row. */
#include "cohomology.h"
#include "command/options.h"
#include "neighbors/knn_search.h"
#include "neighbors/landmarks.h"

#include <math.h>
#include <string.h>

enum { SPACE, LANDMARKS, LOOP, PRIME, NULLS, NULL_KIND, WORDS, WHERE, DROP };

static const sx_param params[] = {
	[SPACE]     = SX_OPT_SPACE,
	[LANDMARKS] = { .name = "landmarks", .kind = SX_KIND_INT, .dflt = "200", .lo = 4, .hi = 400,
	                .help = "number of landmark rows, chosen far apart, on which loops are computed" },
	[LOOP]      = { .name = "loop", .kind = SX_KIND_INT, .dflt = "1", .lo = 1, .hi = 1000,
	                .help = "the loop that gives the rows their angle: 1 for the longest bar" },
	[PRIME]     = { .name = "prime", .kind = SX_KIND_INT, .dflt = "47", .lo = 3, .hi = 127,
	                .help = "coefficients are integers modulo this prime" },
	[NULLS]     = SX_OPT_NULL,
	[NULL_KIND] = SX_OPT_NULL_KIND,
	[WORDS]     = SX_OPT_WORDS,
	[WHERE]     = SX_OPT_WHERE,
	[DROP]      = SX_OPT_DROP,
};

enum { SHOWN = 20 };
static const double ALPHA = 0.9, RATIO = 2, SECOND = 0.5;	/* the scale along the bar; the limits of a ring */

static bool is_prime(unsigned p)
{
	for (unsigned f = 2; f * f <= p; f++)
		if (p % f == 0)
			return false;
	return p > 1;
}

static double length(const sx_bar *b)
{
	return b->death - b->birth;
}

static bool bars_table(const sx_barcode *bars, sx_arena *tmp, sx_result *out)
{
	size_t rows = bars->count < SHOWN ? bars->count : SHOWN;
	double *v = sx_alloc(tmp, 5 * (rows + 1), sizeof *v);
	if (v == NULL)
		return false;
	double *loop = v, *birth = v + rows, *death = v + 2 * rows, *ratio = v + 3 * rows, *long_ = v + 4 * rows;
	for (size_t b = 0; b < rows; b++) {
		const sx_bar *bar = &bars->bar[b];
		loop[b] = (double)b + 1;
		birth[b] = bar->birth;
		death[b] = bar->death;
		ratio[b] = bar->death / bar->birth;
		long_[b] = length(bar);
	}
	sx_table(out, "bars", SX_PLAIN, rows);
	sx_table_ints(out, "loop", loop);
	sx_table_nums(out, "birth", birth);
	sx_table_nums(out, "death", death);
	sx_table_nums(out, "ratio", ratio);
	sx_table_nums(out, "persistence", long_);
	sx_table(out, "diagram", SX_SCATTER, rows);
	sx_table_even(out);
	sx_table_nums(out, "birth", birth);
	sx_table_nums(out, "death", death);
	return true;
}

static void figures(const sx_barcode *bars, const sx_landmarks *marks, sx_result *out)
{
	sx_put(out, "landmarks_used", (double)marks->count);
	sx_put(out, "landmark_cover", marks->cover);
	sx_put(out, "loops", (double)bars->count);
	sx_put(out, "enclosing_radius", bars->radius);
	if (bars->count == 0) {
		static const char *const names[] = { "ratio", "persistence", "second_share", "birth", "death" };
		for (size_t f = 0; f < SX_COUNT(names); f++)
			sx_put_none(out, names[f], "there is no loop at any scale");
		sx_put_bool(out, "is_ring", false);
		return;
	}
	const sx_bar *first = &bars->bar[0];
	double ratio = first->death / first->birth, second = bars->count > 1 ? length(&bars->bar[1]) / length(first) : 0;
	sx_put(out, "ratio", ratio);
	sx_put(out, "persistence", length(first));
	sx_put(out, "second_share", second);
	sx_put(out, "birth", first->birth);
	sx_put(out, "death", first->death);
	sx_put_bool(out, "is_ring", ratio >= RATIO && second <= SECOND);
}

/* ---- the angle of every row ---- */

/* A row gets the angle of its nearest landmark, corrected towards those of the other landmarks within alpha / 2, with weights that
 * vanish at that distance (Perea 2020). Such landmarks are joined by edges, along which the smooth part of a turn is known. */
static double row_turn(const sx_landmarks *marks, const sx_mat *m, size_t row, double reach, const double *turn,
                       const double *smooth, size_t *far)
{
	size_t near = marks->nearest[row];
	double sum = 0, weights = 0;
	for (size_t l = 0; l < marks->count; l++) {
		double d = sx_distance(SX_EUCLIDEAN, m->p + row * m->ld, m->p + marks->row[l] * m->ld, m->d);
		if (d < reach) {
			weights += reach - d;
			sum += (reach - d) * smooth[near * marks->count + l];
		}
	}
	*far += weights == 0;
	double t = turn[near] + (weights > 0 ? sum / weights : 0);
	return t - floor(t);
}

typedef struct rows {
	const sx_landmarks *marks;
	const sx_mat *m;
	double    reach;
	const double *turn, *smooth;
	double   *out;
	size_t   *far;			/* a count for each block */
} rows;

enum { GRAIN = 512 };

static void turn_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	rows *r = ctx;
	for (size_t i = lo; i < hi; i++)
		r->out[i] = 2 * M_PI * row_turn(r->marks, r->m, i, r->reach, r->turn, r->smooth, &r->far[lo / GRAIN]);
}

static bool spread(const sx_call *call, const sx_landmarks *marks, const sx_mat *m, double alpha, const double *turn,
                   const double *smooth, sx_result *out, sx_err *err)
{
	rows r = { marks, m, alpha / 2, turn, smooth, sx_alloc(call->tmp, m->n, sizeof(double)),
		   sx_alloc(call->tmp, m->n / GRAIN + 1, sizeof(size_t)) };
	if (!r.out || !r.far)
		return sx_fail_memory(err, "angles", (double)m->n * 8);
	if (!sx_for(call->job, "angles of all rows", m->n, GRAIN, turn_rows, &r))
		return sx_fail_cancel(err);
	size_t far = 0;
	for (size_t b = 0; b <= m->n / GRAIN; b++)
		far += r.far[b];
	sx_column(out, "circular_coordinate", r.out);
	if (far)
		sx_note(out, "%zu rows are farther than %.4g from every landmark: they get the angle of the nearest one", far, alpha / 2);
	return true;
}

static bool coordinate(const sx_call *call, const sx_mat *m, const sx_landmarks *marks, const sx_bar *bar, sx_result *out,
                       sx_err *err)
{
	static const unsigned others[] = { 0, 61, 89, 127 };	/* 0: the one asked for */
	size_t n = marks->count;
	double alpha = bar->birth + ALPHA * length(bar);
	double *turn = sx_alloc(call->tmp, n, sizeof *turn), *smooth = sx_alloc(call->tmp, n * n, sizeof *smooth);
	if (!turn || !smooth)
		return sx_fail_memory(err, "angles", (double)n * (double)n * 8);
	for (size_t p = 0; p < SX_COUNT(others); p++) {
		unsigned prime = others[p] ? others[p] : (unsigned)call->arg[PRIME].num;
		sx_lift lift = { .distance = marks->distance, .n = n, .prime = prime, .bar = bar, .alpha = alpha };
		if (!sx_cohomology_angle(&lift, call->job, turn, smooth, err))
			return false;
		if (!lift.closes)
			continue;
		sx_record_num(out, "prime", prime);
		sx_record_num(out, "alpha", alpha);
		return spread(call, marks, m, alpha, turn, smooth, out, err);
	}
	sx_note(out, "the cocycle does not lift to the integers for four primes: there are no angles");
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0];
	sx_mat m = sx_space_mat(space);
	unsigned prime = (unsigned)call->arg[PRIME].num;
	size_t loop = (size_t)call->arg[LOOP].num;
	sx_landmarks marks;
	sx_barcode bars;
	if (!is_prime(prime))
		return sx_fail(err, SX_EINPUT, "--prime %u is not prime; 47 is", prime);
	if (m.n < 4)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows: a loop needs at least 4", sx_space_name(space), m.n);
	size_t most = (size_t)call->arg[LANDMARKS].num < m.n ? (size_t)call->arg[LANDMARKS].num : m.n;
	if (!sx_landmarks_choose(&m, most, call->job, call->tmp, &marks, err) ||
	    !sx_cohomology_bars(marks.distance, marks.count, prime, call->job, call->tmp, &bars, err))
		return false;
	figures(&bars, &marks, out);
	if (!bars_table(&bars, call->tmp, out))
		return sx_fail_memory(err, "the table", SHOWN * 40);
	if (marks.count < m.n)
		sx_note(out, "%zu of %zu rows are landmarks; every row is within %.4g of a landmark", marks.count, m.n, marks.cover);
	if (loop > bars.count && loop > 1)
		return sx_fail(err, SX_EINPUT, "--loop %zu: there are %zu loops", loop, bars.count);
	return bars.count == 0 || coordinate(call, &m, &marks, &bars.bar[loop - 1], out, err);
}

static const sx_reading readings[] = {
	{ "ratio", "1 upwards", false, { { 1.9, "no loop stands out: noise gives 1.1 to 1.9" },
	 { 2.5, "there may be a loop; test it with --null" }, { INFINITY, "one persistent loop: the points surround a hole" } } },
};

static const sx_figure cocycle_figures[] = {
	{ "landmarks_used", "2 or more", NULL, "number of landmarks" },
	{ "landmark_cover", "0 or more", NULL, "largest distance of a row from its landmark; if it is above birth, use more "
		"landmarks" },
	{ "loops", "0 or more", NULL, "number of loops" },
	{ "enclosing_radius", "0 or more", NULL, "scale at which all loops have died" },
	{ "ratio", NULL, "1.1 to 1.9", "death over birth of the most persistent loop" },
	{ "persistence birth death", "0 or more", NULL, "its death minus its birth, and both, in units of distance" },
	{ "second_share", "0 to 1", "near 1", "second longest bar over the longest: near 0 for a single loop" },
	{ "is_ring", "yes or no", "no", "ratio at least 2 and second_share at most 0.5" },
	{ "bars diagram", "table", NULL, "persistence diagram: a point far above the diagonal is a persistent loop" },
	{ "circular_coordinate", "column", NULL, "each row's angle round the loop, 0 to 2 pi" },
};

const sx_command sx_cmd_cocycle = {
	.name = "cocycle", .group = "measure", .summary = "Persistent cohomology (H1): loops and circular coordinates",
	.plain = "Finds loops of any shape: balls grow around the rows, and the holes that stay open longest are loops. Each "
		"row gets its angle round the loop.",
	.about = "Grows balls around the rows and follows each loop from the distance at which it closes (birth) to the "
		"distance at which it is filled (death). A persistent loop is not an accident of sampling. Method: "
		"one-dimensional persistent cohomology of the Vietoris-Rips filtration over Z/prime, up to the enclosing "
		"radius. Metrics: ratio, death over birth of the longest bar (circle without noise 4 to 10, with noise 0.2 of "
		"the radius 2.3 to 4.2, Gaussian points 1.3 to 1.9, on 100 points of a whitened plane); second_share, the "
		"second longest bar as a share of the longest (0 for one loop); is_ring, ratio at least 2 and second_share at "
		"most 0.5; persistence, birth, death, loops, enclosing_radius; landmark_cover, the largest distance of a row "
		"from its landmark. --null adds ratio_p and the rest. The column circular_coordinate is each row's angle from 0 "
		"to 2 pi round the loop chosen by --loop (de Silva et al. 2011; for rows that are not landmarks, Perea "
		"2020).\nCost: n d landmarks for choosing them, then landmarks^3 byte comparisons; landmarks^2 bytes for every "
		"live loop. Traps: several circles in orthogonal planes form a torus, which shows no long bar: project on a "
		"plane first (pca, fourier). Outliers become landmarks; remove them first. The distances are Euclidean: "
		"normalize for angles, whiten a plane.",
	.example = "cocycle demo --landmarks 60",
	.cite = "de Silva, Morozov, Vejdemo-Johansson 2011, Discrete & Computational Geometry 45; Perea 2020, Discrete & Computational "
		"Geometry 64",
	SX_READINGS(readings), SX_PARAMS(params), .run = run,
	SX_FIGURES(cocycle_figures),
};
