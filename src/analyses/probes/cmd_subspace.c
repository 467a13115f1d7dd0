/* cmd_subspace.c: the command subspace: how many random directions of its weight space a linear probe needs.
 *
 * After Li et al. 2018 and Aghajanyan et al. 2021, who train networks in random subspaces of their parameters; here the
 * parameters are those of a linear classifier on fixed rows. Cost: one fit for each number of directions and each draw, each
 * some tens of steps of n d classes. */
#include "linear_probe.h"
#include "base/rng.h"
#include "command/options.h"
#include "space/class_codes.h"

#include <math.h>

enum { SPACE, LABELS, DIMS, DRAWS, TEST, L2, STEPS, WHERE, DROP };

static const sx_param params[] = {
	[SPACE]  = SX_OPT_SPACE,
	[LABELS] = { .name = "labels", .kind = SX_KIND_COLUMN, .flags = SX_REQUIRED | SX_CLASSES, .help = "column of classes" },
	[DIMS]   = { .name = "dims", .kind = SX_KIND_INTS, .lo = 1, .hi = 1e6,
	             .help = "dimensions of the subspaces, increasing; default: 1, 2, 4 ... until every draw reaches its target" },
	[DRAWS]  = { .name = "draws", .kind = SX_KIND_INT, .dflt = "3", .lo = 1, .hi = 100, .help = "number of random subspaces "
		"of each dimension" },
	[TEST]   = { .name = "test", .kind = SX_KIND_REAL, .dflt = "0.25", .lo = 0.01, .hi = 0.9,
	             .help = "share of random rows held out to measure accuracy" },
	[L2]     = { .name = "l2", .kind = SX_KIND_REAL, .dflt = "1e-4", .lo = 0, .hi = 1e6,
	             .help = "L2 penalty: half of it times the sum of squared weights is added to the mean cross-entropy" },
	[STEPS]  = { .name = "steps", .kind = SX_KIND_INT, .dflt = "200", .lo = 1, .hi = 1e6, .help = "largest number of steps "
		"of a fit" },
	[WHERE]  = SX_OPT_WHERE,
	[DROP]   = SX_OPT_DROP,
};

enum { MOST = 64 };		/* counts of directions */

typedef struct study {
	const sx_call *call;
	sx_result *out;
	sx_probe  probe;
	const size_t *test;
	size_t    ntest, all, draws;
	double   *weights, *scratch;
	double    chance, full;
	double    dims[MOST], mean[MOST], low[MOST], high[MOST];
	size_t    count;
	double    reached[100];		/* by draw: the least dimension at the target; 0: none */
} study;

/* Centred, and scaled by one factor to average variance 1: invariant to rotation and to units. */
static bool scale_rows(study *w, sx_err *err)
{
	sx_mat m = w->probe.m;
	double square = 0, *mean = sx_alloc(w->call->tmp, m.d, sizeof *mean);
	if (mean == NULL)
		return sx_fail_memory(err, "the mean", (double)m.d * 8);
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++)
			mean[j] += (double)m.p[i * m.ld + j] / (double)m.n;
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++)
			square += pow((double)m.p[i * m.ld + j] - mean[j], 2);
	if (!(square > 0))
		return sx_fail(err, SX_EINPUT, "%s: all rows are equal, so nothing distinguishes the classes", w->out->space);
	w->probe.mean = mean;
	w->probe.scale = sqrt((double)m.n * (double)m.d / square);
	return true;
}

/* Chance: accuracy on the test rows of always predicting the most frequent class of the training rows. */
static bool split(study *w, sx_err *err)
{
	size_t n = w->probe.m.n, ntest = (size_t)round(w->call->arg[TEST].num * (double)n), best = 0, hits = 0;
	size_t *row = sx_alloc(w->call->tmp, n, sizeof *row), *count = sx_alloc(w->call->tmp, w->probe.classes, sizeof *count);
	if (!row || !count)
		return sx_fail_memory(err, "the split", (double)n * 8);
	if (ntest < 1 || n - ntest < 2)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows are too few to train on some and test on others", w->out->space, n);
	sx_rng rng = sx_rng_open(w->call->job->seed, "subspace split", 0);
	for (size_t i = 0; i < n; i++)
		row[i] = i;
	sx_rng_shuffle(&rng, row, n);
	w->test = row;
	w->ntest = ntest;
	w->probe.row = row + ntest;
	w->probe.n = n - ntest;
	for (size_t i = ntest; i < n; i++)
		count[w->probe.code[row[i]]]++;
	for (size_t c = 1; c < w->probe.classes; c++)
		best = count[c] > count[best] ? c : best;
	for (size_t i = 0; i < ntest; i++)
		hits += w->probe.code[row[i]] == best;
	w->chance = (double)hits / (double)ntest;
	return true;
}

static bool prepare(study *w, sx_err *err)
{
	const sx_value *arg = w->call->arg;
	sx_space *space = arg[SPACE].space[0];
	size_t *code;
	w->probe = (sx_probe){ .m = sx_space_mat(space), .l2 = arg[L2].num, .flat = 1e-4, .steps = (size_t)arg[STEPS].num };
	if (!sx_classes_get(space, arg[LABELS].text, w->call->tmp, &code, &w->probe.classes, err))
		return false;
	if (w->probe.classes < 2)
		return sx_fail(err, SX_EINPUT, "column %s of %s has a single value", arg[LABELS].text, sx_space_name(space));
	w->probe.code = code;
	w->all = sx_probe_weights(&w->probe);
	w->draws = (size_t)arg[DRAWS].num;
	w->weights = sx_alloc(w->call->tmp, w->all, sizeof *w->weights);
	w->scratch = sx_alloc(w->call->tmp, w->probe.m.d + 1 + w->probe.classes, sizeof *w->scratch);
	if (!w->weights || !w->scratch)
		return sx_fail_memory(err, "weights", (double)w->all * 8);
	return scale_rows(w, err) && split(w, err);
}

static bool one_fit(study *w, size_t dims, size_t draw, sx_job *job, double *accuracy, double *loss, sx_err *err)
{
	if (!sx_probe_fit(&w->probe, dims, draw, job, w->weights, loss, err))
		return false;
	*accuracy = sx_probe_accuracy(&w->probe, w->weights, w->test, w->ntest, w->scratch);
	return true;
}

static double target(const study *w)
{
	return w->chance + 0.9 * (w->full - w->chance);
}

/* Progress: how many doublings there will be is not known, so each of them is an eighth of what is left. */
static bool one_dimension(study *w, size_t dims, sx_err *err)
{
	double left = pow(7. / 8, (double)w->count + 1);
	size_t at = w->count++;
	w->dims[at] = (double)dims;
	w->low[at] = INFINITY;
	w->high[at] = -INFINITY;
	for (size_t s = 0; s < w->draws; s++) {
		double accuracy, loss, part = left / 8 / (double)w->draws;
		sx_job job = sx_job_part(w->call->job, 1 - left + (double)s * part, part);
		if (!one_fit(w, dims, s, &job, &accuracy, &loss, err))
			return false;
		w->mean[at] += accuracy / (double)w->draws;
		w->low[at] = fmin(w->low[at], accuracy);
		w->high[at] = fmax(w->high[at], accuracy);
		if (w->reached[s] == 0 && accuracy >= target(w))
			w->reached[s] = (double)dims;
	}
	return true;
}

static bool wants_more(const study *w)
{
	bool all = w->mean[w->count - 1] >= target(w);
	for (size_t s = 0; s < w->draws; s++)
		all &= w->reached[s] > 0;
	return !all;
}

static bool curve(study *w, sx_err *err)
{
	const sx_value *given = &w->call->arg[DIMS];
	if (given->given) {
		if (given->count > MOST)
			return sx_fail(err, SX_EUSAGE, "--dims: %zu dimensions, but at most %d", given->count, MOST);
		for (size_t i = 0; i < given->count; i++)
			if (i > 0 && given->list[i] <= given->list[i - 1])
				return sx_fail(err, SX_EUSAGE, "--dims must be increasing");
			else if (given->list[i] > (double)w->all)
				return sx_fail(err, SX_EUSAGE, "--dims: %.0f is more than the %zu weights", given->list[i], w->all);
		for (size_t i = 0; i < given->count; i++)
			if (!one_dimension(w, (size_t)given->list[i], err))
				return false;
		return true;
	}
	for (size_t dims = 1; w->full > w->chance && dims < w->all; dims *= 2) {
		if (!one_dimension(w, dims, err))
			return false;
		if (!wants_more(w))
			return true;
	}
	for (size_t s = 0; s < w->draws; s++)
		if (w->reached[s] == 0)
			w->reached[s] = (double)w->all;
	w->dims[w->count] = (double)w->all;	/* all of the weights: nothing is left to draw */
	w->mean[w->count] = w->low[w->count] = w->high[w->count] = w->full;
	w->count++;
	return true;
}

static void put_d90(const study *w)
{
	double d90 = 0, least = INFINITY, most = 0;
	static const char none[] = "no subspace reached its target", useless[] = "the probe of all weights is no better than chance";
	for (size_t i = 0; i < w->count && d90 == 0; i++)
		d90 = w->mean[i] >= target(w) ? w->dims[i] : 0;
	for (size_t s = 0; s < w->draws; s++) {
		least = fmin(least, w->reached[s] > 0 ? w->reached[s] : INFINITY);
		most = fmax(most, w->reached[s] > 0 ? w->reached[s] : INFINITY);
	}
	if (!(w->full > w->chance) || d90 == 0) {
		sx_put_none(w->out, "d90", w->full > w->chance ? none : useless);
		return;
	}
	sx_put(w->out, "d90", d90);
	sx_put(w->out, "d90_share", d90 / (double)w->all);
	if (isfinite(least))
		sx_put(w->out, "d90_least", least);
	if (isfinite(most))
		sx_put(w->out, "d90_most", most);
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	study w = { .call = call, .out = out };
	double loss, uncorrected = 0;
	sx_job first = sx_job_part(call->job, 0, 1. / 8);
	if (!prepare(&w, err) || !one_fit(&w, 0, 0, &first, &w.full, &loss, err) || !curve(&w, err))
		return false;
	put_d90(&w);
	for (size_t i = 0; i < w.count && uncorrected == 0; i++)
		uncorrected = w.mean[i] >= 0.9 * w.full ? w.dims[i] : 0;
	if (uncorrected > 0)
		sx_put(out, "d90_uncorrected", uncorrected);
	sx_put(out, "full_accuracy", w.full);
	sx_put(out, "chance", w.chance);
	sx_put(out, "target_accuracy", target(&w));
	sx_put(out, "full_loss", loss);
	sx_put(out, "weights", (double)w.all);
	sx_record_num(out, "classes", (double)w.probe.classes);
	sx_table(out, "subspace_accuracy", SX_LINE, w.count);
	sx_table_log(out, true, false);
	sx_table_ints(out, "dimensions", w.dims);
	sx_table_nums(out, "accuracy", w.mean);
	sx_table_nums(out, "least", w.low);
	sx_table_nums(out, "most", w.high);
	sx_note(out, "a proxy: this restricts the weights of a classifier on these rows, not those of the network that made them");
	return true;
}

static const sx_figure subspace_figures[] = {
	{ "d90", "1 to weights", NULL,
	  "the smallest number of random dimensions that reaches nine tenths of the gain of all weights over chance; none if no "
	  "tested dimension does" },
	{ "d90_least d90_most", "1 to weights", NULL, "the values of the best and the worst draw" },
	{ "d90_uncorrected", "1 to weights", NULL, "the same for 90 % of the uncorrected accuracy" },
	{ "d90_share", "0 to 1", NULL, "d90 over weights" },
	{ "full_accuracy", "0 to 1", "chance", "accuracy on held-out rows with all weights free" },
	{ "chance target_accuracy", "0 to 1", NULL, "share of the most frequent class, and the accuracy that defines d90" },
	{ "full_loss", "0 or more", NULL, "smallest penalised mean cross-entropy on the training rows" },
	{ "weights", "1 or more", NULL, "number of weights of the probe: (dims + 1) classes" },
	{ "subspace_accuracy", "series", NULL, "accuracy by dimension: mean, minimum and maximum over the draws" },
};

const sx_command sx_cmd_subspace = {
	.name = "subspace", .group = "measure", .summary = "Random subspaces of a linear probe's weights (d90)",
	.plain = "Measures how hard it is to decode the classes from the rows. It counts the random directions of weight space "
		"that a linear probe needs to learn nine tenths of what it can.",
	.about = "A multinomial logistic classifier learns the classes of --labels from the rows, once with all its weights and "
		"then with weights W = P t, where P is a fixed random Gaussian / sqrt(dimensions) and t is free. d90: the "
		"smallest number of dimensions at which the mean accuracy of the draws, on held-out rows, reaches "
		"target_accuracy, chance + 90 % of (full_accuracy - chance); d90_least and d90_most are the extremes over "
		"single draws; d90_uncorrected uses 90 % of full_accuracy, a harder target with many classes of equal size than "
		"with few. d90_share is d90 / weights. chance is the share of the most frequent class. full_loss is the "
		"smallest penalised mean cross-entropy. Series subspace_accuracy has the curve. Rows are centred and divided by "
		"one number (average variance 1).\nHow to read: a small d90 means that many settings of the weights work, as "
		"with well-separated classes; for two classes at a distance of 2 m standard deviations in d dimensions, k "
		"dimensions give an accuracy of about Phi(m sqrt(k / d)). Trap: d90 depends on task and space together, and its "
		"resolution is a factor of 2 with the default --dims.\nCost: for each dimension and draw a fit of some tens of "
		"steps, n d classes and weights times dimensions each.",
	.example = "subspace demo --labels cluster --draws 1 --dims 1,4 --l2 0.01",
	.cite = "Li et al. 2018, ICLR; Aghajanyan, Gupta, Zettlemoyer 2021, ACL",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(subspace_figures), .before = "cluster demo --clusters 3",
};
