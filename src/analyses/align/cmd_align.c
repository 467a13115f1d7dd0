/* cmd_align.c: the command align: maps one space into another and evaluates the map on held-out rows.
 *
 * Procrustes (Schönemann 1966), ridge and least squares from pairs; relative coordinates (Moschella et al. 2023), which fit
 * nothing; and align_unpaired.h, which knows no pair. Cost: n d e + d³ for a fit, 2 m g d for m rows held out against a gallery of
 * g. */
#include "align_parts.h"
#include "base/rng.h"
#include "command/options.h"

#include <math.h>
#include <string.h>

static const sx_param params[] = {
	[SX_ALIGN_FROM] = SX_OPT_SPACE,
	[SX_ALIGN_TO] = { .name = "to", .kind = SX_KIND_SPACE, .flags = SX_POSITIONAL | SX_REQUIRED,
	                     .help = "the space to be carried into" },
	[SX_ALIGN_METHOD] = { .name = "method", .kind = SX_KIND_CHOICE, .dflt = "procrustes",
	                     .choices = "procrustes|ridge|affine|relative|unsupervised|gw",
	                     .help = "a turn; a ridge; least squares; similarities to anchors; a turn found without any pair; or a "
	                             "transport of distances, without any pair, as a baseline (Gromov-Wasserstein)" },
	[SX_ALIGN_TRAIN] = { .name = "train", .kind = SX_KIND_REAL, .dflt = "0.8", .lo = 0.01, .hi = 0.99,
	                     .help = "share of the pairs that the map is fitted on; the others judge it" },
	[SX_ALIGN_SPLIT] = { .name = "split", .kind = SX_KIND_CHOICE, .dflt = "random", .choices = "random|first",
	                     .help = "which pairs are fitted on: a random share, or the first" },
	[SX_ALIGN_PAIRED_BY] = { .name = "paired-by", .kind = SX_KIND_TEXT, .dflt = "auto",
	                     .help = "row, label or a column says which rows belong together; auto: labels where shared, else rows; none: "
	                             "nothing does (unsupervised)" },
	[SX_ALIGN_GALLERY] = { .name = "gallery", .kind = SX_KIND_CHOICE, .dflt = "test", .choices = "test|all",
	                     .help = "a row looks for its own among the rows held out, or among all rows of the other space" },
	[SX_ALIGN_LAMBDA] = { .name = "lambda", .kind = SX_KIND_REAL, .lo = 0, .hi = 1e300,
	                     .help = "of the ridge; left out, that of least generalised cross-validation on the pairs fitted on" },
	[SX_ALIGN_SCALE] = { .name = "scale", .kind = SX_KIND_FLAG, .dflt = "no", .help = "let procrustes change the size too" },
	[SX_ALIGN_ANCHORS] = { .name = "anchors", .kind = SX_KIND_INT, .dflt = "300", .lo = 2, .hi = 1e6,
	                     .help = "anchors of relative, the first of the pairs fitted on; at most those" },
	[SX_ALIGN_CENTER] = { .name = "center", .kind = SX_KIND_FLAG, .dflt = "yes",
	                     .help = "take both means off first (unsupervised always does)" },
	[SX_ALIGN_K] = { .name = "k", .kind = SX_KIND_INT, .dflt = "10", .lo = 1, .hi = 1e4,
	                     .help = "neighbours of CSLS (unsupervised)" },
	[SX_ALIGN_HEAD] = { .name = "head", .kind = SX_KIND_INT, .dflt = "15000", .lo = 10, .hi = 1e9,
	                     .help = "unsupervised looks at so many rows of either space: the first, in word vectors the commonest" },
	[SX_ALIGN_ROUNDS] = { .name = "rounds", .kind = SX_KIND_INT, .dflt = "40", .lo = 1, .hi = 1e4,
	                     .help = "most rounds (unsupervised)" },
	[SX_ALIGN_EPSILON] = { .name = "epsilon", .kind = SX_KIND_REAL, .dflt = "1e-3", .lo = 1e-6, .hi = 1e3,
	                     .help = "how much the transport of gw is blurred, in mean distances" },
	[SX_ALIGN_WHERE] = SX_OPT_WHERE,
	[SX_ALIGN_DROP] = SX_OPT_DROP,
	[SX_ALIGN_AS] = SX_OPT_AS,
};

/* ---- which pairs ---- */

static bool split(sx_alignment *w)
{
	const sx_value *arg = w->arg;
	size_t n = w->pairing.count, *order = sx_alloc(w->call->tmp, n, sizeof *order);
	for (int s = 0; s < 2; s++) {
		w->train[s] = sx_alloc(w->call->tmp, n, sizeof *w->train[s]);
		w->test[s] = sx_alloc(w->call->tmp, n, sizeof *w->test[s]);
		if (!order || !w->train[s] || !w->test[s])
			return sx_fail_memory(w->err, "a split", (double)n * 40);
	}
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	if (arg[SX_ALIGN_SPLIT].num == 0) {
		sx_rng rng = sx_rng_open(w->call->job->seed, "align.split", 0);
		sx_rng_shuffle(&rng, order, n);
	}
	w->ntrain = sx_align_blind(arg[SX_ALIGN_METHOD].num) ? 0 : (size_t)lround(arg[SX_ALIGN_TRAIN].num * (double)n);
	w->ntest = n - w->ntrain;
	for (size_t i = 0; i < n; i++)
		for (int s = 0; s < 2; s++)
			*(i < w->ntrain ? &w->train[s][i] : &w->test[s][i - w->ntrain]) = w->pairing.row[s][order[i]];
	return true;
}

static bool pair_up(sx_alignment *w)
{
	const char *by = w->arg[SX_ALIGN_PAIRED_BY].text;
	bool blind = sx_align_blind(w->arg[SX_ALIGN_METHOD].num);
	sx_err why = { 0 };
	w->paired = strcmp(by, "none") != 0 && sx_pairing_make(w->space, 2, by, w->call->tmp, &w->pairing, &why);
	if (!w->paired && !blind)
		return why.code ? sx_fail(w->err, why.code, "%s", why.msg)
		                : sx_fail(w->err, SX_EUSAGE, "only --method unsupervised and gw do without pairs");
	if (!w->paired) {
		sx_note(w->out, "no pairs are known, so only the map's own confidence judges it%s%s", why.code ? ": " : "", why.msg);
		return true;
	}
	sx_pairing_tell(&w->pairing, w->space, w->out);
	if (w->pairing.count < 4)
		return sx_fail(w->err, SX_EINPUT, "%zu pairs are too few to fit on some and to judge on others", w->pairing.count);
	return split(w);
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_alignment w = { .call = call, .arg = call->arg, .out = out, .err = err,
	                   .space = { call->arg[SX_ALIGN_FROM].space[0], call->arg[SX_ALIGN_TO].space[0] } };
	return pair_up(&w) && sx_alignment_fit(&w) && (!w.paired || sx_alignment_judge(&w));
}

static void price(const sx_call *call, sx_price *out)
{
	sx_mat a = sx_space_mat(call->arg[SX_ALIGN_FROM].space[0]), b = sx_space_mat(call->arg[SX_ALIGN_TO].space[0]);
	double n = (double)a.n, m = (double)b.n, d = (double)a.d, e = (double)b.d, head = call->arg[SX_ALIGN_HEAD].num;
	bool blind = call->arg[SX_ALIGN_METHOD].num == SX_ALIGN_UNSUPERVISED;
	out->flop = blind ? 3 * 20 * 6 * fmin(n, head) * fmin(m, head) * fmin(d, e) : 8 * n * d * (d + e);
	out->flop += 0.08 * n * n * d + 40 * d * d * d;
	out->bytes = 4 * n * (e + 100) + 8 * d * e;
}

static const sx_figure align_figures[] = {
	{ "confidence", "-1 to 1", "0", "1 where maps from two halves agree; below 0.5 do not trust an unsupervised map" },
	{ "top1 top5", "0 to 1", "top1_chance", "share of held-out rows that find their own first, or among five" },
	{ "mrr", "0 to 1", "ln n / n", "mean reciprocal rank of their own" },
	{ "mean_cosine", "-1 to 1", "0", "mean cosine of a carried row with its own" },
	{ "mean_rank median_rank", "1 to gallery", "gallery / 2", "rank of their own" },
	{ "top1_chance", "0 to 1", NULL, "1 / gallery" },
	{ "start_pairs matched_pairs csls", "0 or more", NULL,
	  "without pairs: pairs begun with, those that choose each other at the end, and their mean likeness beyond their surroundings" },
	{ "transport_cost rounds", "0 or more", NULL,
	  "by distances alone: the cost of the matching, compared only on the same rows; its rounds" },
	{ "farthest", "table", NULL, "rows that the map carries worst" },
	{ "aligned_rank aligned_cosine", "column", NULL, "of every paired row: rank of its own, and cosine with it" },
	{ "SPACE.aligned SPACE.map", "space", NULL, "the rows carried over, and the map for apply" },
};

const sx_command sx_cmd_align = {
	.name = "align", .group = "compare", .summary = "Carry a space into another and judge the map on rows held out",
	.plain = "Finds the map that carries one space into another, from pairs of rows or without any. It is judged on rows that "
		"it was not fitted on.",
	.about = "Fits a map from the first space into the second on a share of the paired rows (--train) and asks the others, carried "
		"over, for their own: top1 and top5, the shares that find it first or among five; mrr, the mean reciprocal rank without a "
		"cut-off; mean_cosine with their own; top1_chance is 1 / gallery. Ties count half. The space A.aligned holds all rows of the "
		"first in the coordinates of the second, A.map the map: a row for each dimension, then what is added. Save it, and carry "
		"other rows with apply.\n"
		"procrustes turns (where dimensions differ, into a subspace) and leaves distances as they are; ridge and affine may stretch "
		"and fit more with many pairs; relative describes both by their cosines with anchors and needs no map. unsupervised knows "
		"no pair: it starts from rows whose cosines within their own space are distributed alike and refines by Procrustes and "
		"CSLS in turns. gw matches at most 2,000 rows of either by their distances alone and carries each to the mean of those it is "
		"matched with; it is the baseline of optimal transport, and has no map. Where pairs are known they judge these two, and none "
		"was used.\n"
		"confidence: 1 where maps found from two halves of the pairs (unsupervised: from two random parts of the rows) agree on these "
		"rows, about 0 where they have nothing in common. Below 0.5 the unsupervised map is not to be trusted, and it says so.\n"
		"Cost: n d e + d^3; rounds of n m d (unsupervised). Traps: figures of the rows that were fitted on flatter; words in another "
		"order or language need --paired-by.",
	.example = "align demo rest --train 0.5",
	.cite = "Schönemann 1966, Psychometrika 31; Lample et al. 2018, ICLR (CSLS, refinement); Moschella et al. 2023, ICLR; "
		"Golub, Heath, Wahba 1979 (GCV); Peyré, Cuturi, Solomon 2016, ICML (gw)",
	SX_PARAMS(params), .run = run, .price = price,
	SX_FIGURES(align_figures), .before = "abtt demo --components 2 --as rest",
};
