/* cmd_align.c: the command align: maps one space into another and evaluates the map on held-out rows.
 *
 * Methods: Procrustes (Schönemann 1966), ridge and least squares from pairs; relative coordinates (Moschella et al. 2023), which
 * need no fit; and, without pairs, align_unpaired.h and gromov_wasserstein.h. Cost: n d e + d³ for a fit, 2 m g d for m held-out
 * rows against a gallery of g. */
#include "align_parts.h"
#include "base/rng.h"
#include "command/options.h"

#include <math.h>
#include <string.h>

static const sx_param params[] = {
	[SX_ALIGN_FROM] = SX_OPT_SPACE,
	[SX_ALIGN_TO] = { .name = "to", .kind = SX_KIND_SPACE, .flags = SX_POSITIONAL | SX_REQUIRED,
	                     .help = "the target space" },
	[SX_ALIGN_METHOD] = { .name = "method", .kind = SX_KIND_CHOICE, .dflt = "procrustes",
	                     .choices = "procrustes|ridge|affine|relative|unsupervised|gw",
	                     .help = "orthogonal Procrustes; ridge; least squares; relative representations; a rotation found "
	                             "without pairs; or Gromov-Wasserstein matching, without pairs, as a baseline" },
	[SX_ALIGN_TRAIN] = { .name = "train", .kind = SX_KIND_REAL, .dflt = "0.8", .lo = 0.01, .hi = 0.99,
	                     .help = "share of the pairs used for fitting; the others are held out for evaluation" },
	[SX_ALIGN_SPLIT] = { .name = "split", .kind = SX_KIND_CHOICE, .dflt = "random", .choices = "random|first",
	                     .help = "which pairs are used for fitting: a random share, or the first" },
	[SX_ALIGN_PAIRED_BY] = { .name = "paired-by", .kind = SX_KIND_TEXT, .dflt = "auto",
	                     .help = "how rows are paired: by row number, label or a column; auto: by label where labels are "
	                             "shared, else by row number; none: unpaired (unsupervised, gw)" },
	[SX_ALIGN_GALLERY] = { .name = "gallery", .kind = SX_KIND_CHOICE, .dflt = "test", .choices = "test|all",
	                     .help = "the gallery of each query: the held-out rows, or all rows of the target space" },
	[SX_ALIGN_LAMBDA] = { .name = "lambda", .kind = SX_KIND_REAL, .lo = 0, .hi = 1e300,
	                     .help = "ridge penalty; default: chosen by generalised cross-validation on the training pairs" },
	[SX_ALIGN_SCALE] = { .name = "scale", .kind = SX_KIND_FLAG, .dflt = "no", .help = "let procrustes change the scale too" },
	[SX_ALIGN_ANCHORS] = { .name = "anchors", .kind = SX_KIND_INT, .dflt = "300", .lo = 2, .hi = 1e6,
	                     .help = "number of anchors for relative, the first training pairs; at most all of them" },
	[SX_ALIGN_CENTER] = { .name = "center", .kind = SX_KIND_FLAG, .dflt = "yes",
	                     .help = "center both spaces first (unsupervised always does)" },
	[SX_ALIGN_K] = { .name = "k", .kind = SX_KIND_INT, .dflt = "10", .lo = 1, .hi = 1e4,
	                     .help = "number of neighbours for CSLS (unsupervised)" },
	[SX_ALIGN_HEAD] = { .name = "head", .kind = SX_KIND_INT, .dflt = "15000", .lo = 10, .hi = 1e9,
	                     .help = "number of rows of each space that unsupervised uses: the first, in word vectors the most "
	                     	"frequent" },
	[SX_ALIGN_ROUNDS] = { .name = "rounds", .kind = SX_KIND_INT, .dflt = "40", .lo = 1, .hi = 1e4,
	                     .help = "largest number of rounds (unsupervised)" },
	[SX_ALIGN_EPSILON] = { .name = "epsilon", .kind = SX_KIND_REAL, .dflt = "1e-3", .lo = 1e-6, .hi = 1e3,
	                     .help = "entropic regularisation of gw, in units of the mean distance" },
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
		                : sx_fail(w->err, SX_EUSAGE, "only --method unsupervised and gw work without pairs");
	if (!w->paired) {
		sx_note(w->out, "no pairs are known, so confidence is the only evaluation%s%s", why.code ? ": " : "", why.msg);
		return true;
	}
	sx_pairing_tell(&w->pairing, w->space, w->out);
	if (w->pairing.count < 4)
		return sx_fail(w->err, SX_EINPUT, "%zu pairs are too few to fit on some and evaluate on others", w->pairing.count);
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
	{ "confidence", "-1 to 1", "0", "1 if maps fitted to two halves agree; gw: 1 - transport_cost / transport_cost_null; below 0.5 "
		"a map found without pairs is not reliable" },
	{ "top1 top5", "0 to 1", "top1_chance", "share of held-out rows whose counterpart is ranked first, or among the first "
		"five" },
	{ "mrr", "0 to 1", "ln n / n", "mean reciprocal rank of the counterpart" },
	{ "mean_cosine", "-1 to 1", "0", "mean cosine of a mapped row with its counterpart" },
	{ "mean_rank median_rank", "1 to gallery", "gallery / 2", "rank of the counterpart" },
	{ "top1_chance", "0 to 1", NULL, "1 / gallery" },
	{ "lambda", "0 or more", NULL, "ridge: the penalty that was used, chosen or given" },
	{ "start_pairs matched_pairs csls", "0 or more", NULL,
	  "without pairs: number of initial pairs, of final mutual best matches, and their mean CSLS" },
	{ "transport_cost rounds", "0 or more", NULL,
	  "gw: transport cost, comparable only on the same rows; number of rounds" },
	{ "transport_cost_null", "0 or more", NULL, "gw: mean transport cost to three spaces of Gaussian rows with the "
		"mean and covariance of the second" },
	{ "farthest", "table", NULL, "held-out rows with the worst ranks" },
	{ "aligned_rank aligned_cosine", "column", NULL, "for each paired row: rank of its counterpart, and cosine with it" },
	{ "SPACE.aligned SPACE.map", "space", NULL, "the mapped rows, and the map for apply" },
};

const sx_command sx_cmd_align = {
	.name = "align", .group = "compare", .summary = "Align spaces (Procrustes, ridge, unsupervised, ...)",
	.plain = "Fits a map from one space to another, from pairs of rows or without any. The map is evaluated on rows that it "
		"was not fitted on.",
	.about = "Fits a map from the first space to the second on a share of the paired rows (--train), maps the others, and "
		"ranks their counterparts: top1 and top5, the shares ranked first or among the first five; mrr, the mean "
		"reciprocal rank without a cut-off; mean_cosine with the counterpart; top1_chance is 1 / gallery. Ties count "
		"half. The space A.aligned holds all rows of the first in the coordinates of the second, A.map the map: a row "
		"for each dimension, then the offset. Save it, and map other rows with apply.\nprocrustes rotates (into a "
		"subspace, where dimensions differ) and preserves distances; ridge and affine may stretch, and fit better with "
		"many pairs; relative describes both spaces by their cosines with anchors and needs no map. unsupervised uses "
		"no pairs: it starts from rows with similar distributions of cosines within their own space, and alternates "
		"Procrustes and CSLS. gw matches at most 2,000 rows of each space by their distances alone and maps each row to "
		"the mean of its matches; it is an optimal-transport baseline, and gives no map. For these two, known pairs "
		"serve for evaluation only.\nconfidence: 1 if maps fitted to two halves of the pairs (unsupervised: to two "
		"random halves of the rows) agree on these rows, about 0 if they are unrelated. For gw it is 1 - the transport "
		"cost over that of unrelated Gaussian rows: 1 for a rotated copy, about 0 for unrelated rows (0 within 0.25 on normal rows, "
		"120 x 6 and 120 x 5: tests/unit/align/test_align); spaces of alike clusters can exceed it without a right match. Below 0.5 a "
		"map found without pairs is not reliable, and a note says so.\nIntervals: top1 and top5 Wilson's, mean ranks and mrr a "
		"bootstrap over the held-out rows in which a rank that was not seen may be twice the worst, or half the best."
		"\nCost: n d e + d^3; rounds of n m d (unsupervised). Traps: metrics on the "
		"training rows are optimistic; words in another order or language need --paired-by.",
	.example = "align demo rest --train 0.5",
	.cite = "Schönemann 1966, Psychometrika 31; Lample et al. 2018, ICLR (CSLS, refinement); Moschella et al. 2023, ICLR; "
		"Golub, Heath, Wahba 1979 (GCV); Peyré, Cuturi, Solomon 2016, ICML (gw)",
	SX_PARAMS(params), .run = run, .price = price,
	SX_FIGURES(align_figures), .before = "abtt demo --components 2 --as rest",
};
