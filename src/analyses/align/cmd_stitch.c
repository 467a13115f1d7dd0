/* cmd_stitch.c: the command stitch: trains a classifier on one space and uses it on another without retraining (Moschella et al.
 * 2023).
 *
 * The authors' encoders and decoders are networks trained end to end. With saved rows only the head can be tested: a linear
 * classifier trained on relative coordinates of one space and tested on those of the other. Cost: for each draw of anchors n d
 * anchors and a fit. */
#include "linear_head.h"
#include "anchors/relative_rows.h"
#include "base/rng.h"
#include "command/options.h"
#include "linear/linear_map.h"
#include "numeric/intervals.h"
#include "numeric/stats.h"
#include "rows/row_pairing.h"
#include "rows/row_tables.h"
#include "space/class_codes.h"

#include <math.h>

enum { A, B, LABELS, PAIRED_BY, HEAD, ANCHORS, DRAWS, TRAIN, CENTER, WHERE };

static const sx_param params[] = {
	[A]         = SX_OPT_SPACE,
	[B]         = { .name = "other", .kind = SX_KIND_SPACE, .flags = SX_POSITIONAL | SX_REQUIRED,
	                .help = "the space on which the classifier of the first is tested" },
	[LABELS]    = { .name = "labels", .kind = SX_KIND_COLUMN, .flags = SX_REQUIRED, .help = "column of classes of the first space" },
	[PAIRED_BY] = SX_OPT_PAIRED_BY,
	[HEAD]      = { .name = "head", .kind = SX_KIND_CHOICE, .dflt = "ridge", .choices = "ridge|logistic",
	                .help = "ridge regression on one-hot classes, or multinomial logistic regression" },
	[ANCHORS]   = { .name = "anchors", .kind = SX_KIND_INT, .dflt = "300", .lo = 2, .hi = 1e6,
	                .help = "number of anchors, drawn from the training rows; at most all of them" },
	[DRAWS]     = { .name = "draws", .kind = SX_KIND_INT, .dflt = "5", .lo = 1, .hi = 1000, .help = "draws of anchors" },
	[TRAIN]     = { .name = "train", .kind = SX_KIND_REAL, .dflt = "0.8", .lo = 0.01, .hi = 0.99,
	                .help = "share of the pairs used for training; accuracy is measured on the others" },
	[CENTER]    = { .name = "center", .kind = SX_KIND_FLAG, .dflt = "no", .help = "center both spaces before relative "
		"coordinates" },
	[WHERE]     = SX_OPT_WHERE,
};

/* The variants, in the order of the table. */
enum { OWN_A, OWN_B, ABSOLUTE, ALIGNED, RELATIVE_OWN, RELATIVE_OTHER, TRIALS };
static const struct { const char *name, *what; } trial[TRIALS] = {
	{ "own_a", "trained and tested on the first space" },
	{ "own_b", "trained and tested on the second space: an upper bound" },
	{ "absolute", "trained on the first, tested on the second as it is" },
	{ "aligned", "the same, with the second rotated onto the first by Procrustes on the anchors" },
	{ "relative_own", "trained and tested on the first in relative coordinates" },
	{ "relative", "trained on the first, tested on the second, both in relative coordinates" },
};

typedef struct study {
	const sx_call *call;
	sx_job        *job;	/* of what is under way */
	sx_arena      *tmp;	/* of one draw */
	sx_err        *err;
	sx_space      *space[2];
	sx_pairing     pairing;
	size_t        *row[2], *code, classes;	/* pairs in random order, training pairs first */
	size_t         ntrain, ntest;
	double        *hits[TRIALS];		/* draws */
	sx_head        head[2];		/* classifiers of the original spaces */
} study;

static sx_lines lines_of(const study *w, int side, bool test)
{
	return (sx_lines){ .m = sx_space_mat(w->space[side]), .row = w->row[side] + (test ? w->ntrain : 0),
	                   .n = test ? w->ntest : w->ntrain };
}

/* ---- pairs and classes ---- */

static bool prepare(study *w, sx_result *out)
{
	const sx_value *arg = w->call->arg;
	sx_arena *keep = w->call->tmp;
	size_t *code, n;
	if (!sx_pairing_make(w->space, 2, arg[PAIRED_BY].text, keep, &w->pairing, w->err) ||
	    !sx_classes_get(w->space[0], arg[LABELS].text, keep, &code, &w->classes, w->err))
		return false;
	sx_pairing_tell(&w->pairing, w->space, out);
	n = sx_pairing_with_class(&w->pairing, code);
	sx_classes_tell(code, sx_space_rows(w->space[0]), arg[LABELS].text, out);
	size_t *order = sx_alloc(keep, n, sizeof *order);
	w->code = sx_alloc(keep, n, sizeof *w->code);
	for (int s = 0; s < 2; s++)
		w->row[s] = sx_alloc(keep, n, sizeof *w->row[s]);
	if (!order || !w->code || !w->row[0] || !w->row[1])
		return sx_fail_memory(w->err, "pairs", (double)n * 32);
	sx_rng rng = sx_rng_open(w->job->seed, "stitch.split", 0);
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	sx_rng_shuffle(&rng, order, n);
	for (size_t i = 0; i < n; i++) {
		for (int s = 0; s < 2; s++)
			w->row[s][i] = w->pairing.row[s][order[i]];
		w->code[i] = code[w->row[0][i]];
	}
	w->ntrain = (size_t)lround(arg[TRAIN].num * (double)n);
	w->ntest = n - w->ntrain;
	return (w->ntrain >= 2 && w->ntest >= 1 && w->classes >= 2) ||
	       sx_fail(w->err, SX_EINPUT, "%zu pairs of %zu classes are too few to train on some and test on others", n, w->classes);
}

static double chance(const study *w)
{
	double most = 0;
	for (size_t c = 0; c < w->classes; c++) {
		double count = 0;
		for (size_t i = 0; i < w->ntest; i++)
			count += w->code[w->ntrain + i] == c;
		most = fmax(most, count);
	}
	return most / (double)w->ntest;
}

/* ---- heads ---- */

static bool train(study *w, const sx_lines *x, sx_arena *keep, sx_head *head)
{
	return sx_head_fit(x, w->code, w->classes, (sx_head_kind)w->call->arg[HEAD].num, w->job, keep, head, w->err);
}

static bool attempt(study *w, const sx_head *head, const sx_lines *x, double *out)
{
	return sx_head_accuracy(head, x, w->code + w->ntrain, w->job, w->tmp, out, w->err);
}

static bool as_they_stand(study *w, size_t draw)
{
	sx_lines b = lines_of(w, 1, true);
	for (int s = 0; s < 2; s++) {
		sx_lines x = lines_of(w, s, false), y = lines_of(w, s, true);
		if ((draw == 0 && !train(w, &x, w->call->tmp, &w->head[s])) || !attempt(w, &w->head[s], &y, &w->hits[OWN_A + s][draw]))
			return false;
	}
	w->hits[ABSOLUTE][draw] = NAN;
	return w->head[0].d != b.m.d || attempt(w, &w->head[0], &b, &w->hits[ABSOLUTE][draw]);
}

/* ---- variants that use anchors ---- */

static bool turned(study *w, const sx_lines anchors[2], double *out)
{
	sx_mapping m;
	sx_lines b = lines_of(w, 1, true);
	float *p;
	if (!sx_mapping_turn(&anchors[1], &anchors[0], true, false, w->job, w->tmp, &m, w->err))
		return false;
	sx_space *moved = sx_space_new("moved", b.n, m.e, &p, w->err);
	bool ok = moved && sx_mapping_apply(&m, &b, w->job, w->tmp, p, w->err);
	sx_lines x = ok ? sx_lines_of(moved) : b;
	ok = ok && attempt(w, &w->head[0], &x, out);
	sx_space_unref(moved);
	return ok;
}

static sx_space *relate(study *w, int side, const sx_lines *anchors)
{
	float *p;
	size_t zero, n = w->pairing.count;
	sx_lines all = { .m = sx_space_mat(w->space[side]), .row = w->row[side], .n = n }, at = *anchors;
	if (w->call->arg[CENTER].num != 0 && (at.mean = all.mean = sx_lines_mean(&all, w->tmp)) == NULL) {
		sx_fail_memory(w->err, "a mean", (double)all.m.d * 8);
		return NULL;
	}
	sx_space *made = sx_space_new("relative", n, anchors->n, &p, w->err);
	if (made && sx_relate(&all, &at, SX_SIM_COSINE, w->job, w->tmp, p, &zero, w->err))
		return made;
	sx_space_unref(made);
	return NULL;
}

static sx_lines half(const study *w, const sx_space *s, const size_t *order, bool test)
{
	return (sx_lines){ .m = sx_space_mat(s), .row = order + (test ? w->ntrain : 0), .n = test ? w->ntest : w->ntrain };
}

static bool relative(study *w, const sx_lines anchors[2], size_t draw)
{
	sx_head head;
	size_t n = w->pairing.count, *order = sx_alloc(w->tmp, n, sizeof *order);
	sx_space *a = order ? relate(w, 0, &anchors[0]) : NULL, *b = a ? relate(w, 1, &anchors[1]) : NULL;
	if (order == NULL)
		sx_fail_memory(w->err, "rows", (double)n * 8);
	for (size_t i = 0; order && i < n; i++)
		order[i] = i;
	bool ok = b != NULL;
	if (ok) {
		sx_lines x = half(w, a, order, false), y = half(w, a, order, true), z = half(w, b, order, true);
		ok = train(w, &x, w->tmp, &head) && attempt(w, &head, &y, &w->hits[RELATIVE_OWN][draw]) &&
		     attempt(w, &head, &z, &w->hits[RELATIVE_OTHER][draw]);
	}
	sx_space_unref(a);
	sx_space_unref(b);
	return ok;
}

static bool one_draw(study *w, size_t draw)
{
	size_t m = (size_t)fmin(w->call->arg[ANCHORS].num, (double)w->ntrain);
	size_t *pick = sx_alloc(w->tmp, m, sizeof *pick), *scratch = sx_alloc(w->tmp, w->ntrain, sizeof *scratch), *row[2];
	sx_lines anchors[2];
	for (int s = 0; s < 2; s++)
		if ((row[s] = sx_alloc(w->tmp, m, sizeof *row[s])) == NULL || !pick || !scratch)
			return sx_fail_memory(w->err, "anchors", (double)w->ntrain * 8);
	sx_rng rng = sx_rng_open(w->job->seed, "stitch.anchors", draw);
	sx_rng_sample(&rng, w->ntrain, m, scratch, pick);
	for (int s = 0; s < 2; s++) {
		for (size_t i = 0; i < m; i++)
			row[s][i] = w->row[s][pick[i]];
		anchors[s] = (sx_lines){ .m = sx_space_mat(w->space[s]), .row = row[s], .n = m };
	}
	return as_they_stand(w, draw) && turned(w, anchors, &w->hits[ALIGNED][draw]) && relative(w, anchors, draw);
}

/* ---- results ---- */

/* The interval holds the draw of the anchors and the test rows: Wilson's, for as many rows as would have both variances. */
static void put(study *w, sx_result *out, int t, double *mean, double *low, double *high)
{
	size_t draws = (size_t)w->call->arg[DRAWS].num;
	double m = sx_mean(w->hits[t], draws), square = 0;
	for (size_t i = 0; i < draws; i++)
		square += (w->hits[t][i] - m) * (w->hits[t][i] - m);
	double rows = (double)w->ntest, one = m * (1 - m), drawn = draws > 1 ? square / ((double)draws - 1) / (double)draws : 0;
	*mean = m;
	sx_wilson(m, one > 0 ? one / (one / rows + drawn) : rows, low, high);
	if (isnan(m))
		sx_put_none(out, trial[t].name, "the spaces differ in dimension, so the classifier cannot be applied");
	else
		sx_put_range(out, trial[t].name, m, *low, *high);
}

static void tell(study *w, sx_result *out)
{
	double v[3][TRIALS];
	const char *name[TRIALS], *what[TRIALS];
	for (int t = 0; t < TRIALS; t++) {
		put(w, out, t, &v[0][t], &v[1][t], &v[2][t]);
		name[t] = trial[t].name;
		what[t] = trial[t].what;
	}
	sx_put(out, "chance", chance(w));
	sx_record_num(out, "trained_on", (double)w->ntrain);
	sx_record_num(out, "tried_on", (double)w->ntest);
	sx_table(out, "trials", SX_PLAIN, TRIALS);
	sx_table_texts(out, "trial", name);
	sx_table_nums(out, "accuracy", v[0]);
	sx_table_nums(out, "low", v[1]);
	sx_table_nums(out, "high", v[2]);
	sx_table_texts(out, "what", what);
	sx_table_whole(out);
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	study w = { .call = call, .job = call->job, .err = err, .space = { call->arg[A].space[0], call->arg[B].space[0] } };
	size_t draws = (size_t)call->arg[DRAWS].num;
	for (int t = 0; t < TRIALS; t++)
		if ((w.hits[t] = sx_alloc(call->tmp, draws, sizeof *w.hits[t])) == NULL)
			return sx_fail_memory(err, "figures", (double)draws * 8);
	if (!prepare(&w, out))
		return false;
	for (size_t d = 0; d < draws; d++) {
		sx_job part = sx_job_part(call->job, (double)d / (double)draws, 1 / (double)draws);
		w.job = &part;
		w.tmp = sx_arena_new(call->job->memory);
		bool ok = w.tmp && one_draw(&w, d);
		sx_arena_free(w.tmp);
		if (!ok)
			return false;
	}
	tell(&w, out);
	return true;
}

static const sx_figure stitch_figures[] = {
	{ "own_a own_b", "0 to 1", "chance", "each space by itself: an upper bound" },
	{ "absolute", "0 to 1", "chance", "the second space as it is: the baseline" },
	{ "aligned", "0 to 1", "chance", "the second space rotated onto the first by the same anchors" },
	{ "relative_own", "0 to 1", "chance", "the first space in relative coordinates: what these alone lose" },
	{ "relative", "0 to 1", "chance", "zero-shot stitching: trained on the first, tested on the second, both relative" },
	{ "chance", "0 to 1", NULL, "share of the most frequent class" },
	{ "trials", "table", NULL, "the same, with a description of each" },
};

const sx_command sx_cmd_stitch = {
	.name = "stitch", .group = "compare", .summary = "Zero-shot stitching: a classifier of one space on another",
	.plain = "Tests whether a classifier trained on one space works on another. It compares the spaces as they are, aligned "
		"by a rotation, and in relative coordinates.",
	.about = "A linear classifier of --labels is trained on a share of the rows of the first space and tested on the other "
		"rows in the second space. relative: both spaces in relative coordinates of the same anchors (zero-shot "
		"stitching). For comparison: absolute, the second space as it is; aligned, rotated onto the first by Procrustes "
		"on the same anchors, the same information; own_a and own_b, each space by itself, and relative_own, the first "
		"in relative coordinates. chance is the share of the most frequent class. The 95 % intervals cover the draw of "
		"the anchors and of the test rows.\nHow to read it: relative near own_b with absolute near chance means that "
		"the spaces are equal up to a rotation; aligned far above relative means that cosines with anchors lose what "
		"the classifier needs.\nCost: n d anchors and a fit for each draw. Trap: few anchors lose directions that the "
		"classifier needs; with fewer anchors than dimensions aligned rotates the remaining directions as little as "
		"possible, which is right for spaces that share their dimensions and a guess for others.",
	.example = "stitch demo demo --labels cluster --draws 2 --anchors 150",
	.cite = "Moschella et al. 2023, ICLR, Relative representations enable zero-shot latent space communication",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(stitch_figures), .before = "cluster demo --clusters 3",
};
