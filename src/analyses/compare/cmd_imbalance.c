/* cmd_imbalance.c: the command imbalance: the information imbalance between two spaces of the same rows, in both directions. */
#include "imbalance.h"
#include "command/options.h"
#include "rows/row_pairing.h"

enum { A, B, K, METRIC, NULLS, NULL_KIND, WHERE };

static const sx_param params[] = {
	[A]         = SX_OPT_SPACE,
	[B]         = { .name = "other", .kind = SX_KIND_SPACE, .flags = SX_POSITIONAL | SX_REQUIRED,
	                .help = "a space with the same rows in the same order" },
	[K]         = SX_OPT_K("1"),
	[METRIC]    = { .name = "metric", .kind = SX_KIND_CHOICE, .dflt = "euclidean", .choices = "euclidean|cosine",
	                .help = "distance metric: Euclidean, or 1 - cosine" },
	[NULLS]     = SX_OPT_NULL,
	[NULL_KIND] = SX_OPT_NULL_KIND,
	[WHERE]     = SX_OPT_WHERE,
};

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	double ab, ba;
	size_t k = (size_t)call->arg[K].num;
	sx_metric metric = (sx_metric)call->arg[METRIC].num;
	sx_space *a = call->arg[A].space[0];
	sx_space *b = sx_pairing_other(a, call->arg[B].space[0], call->arg[WHERE].text != NULL, call->tmp, err);
	sx_imbalance_of there = { .from = a, .to = b, .k = k, .metric = metric }, back = { .from = b, .to = a, .k = k, .metric = metric };
	bool ok = b && sx_imbalance(&there, call->job, call->tmp, &ab, err) && sx_imbalance(&back, call->job, call->tmp, &ba, err);
	sx_space_unref(b);
	if (!ok)
		return false;
	sx_put(out, "information_imbalance_ab", ab);
	sx_put(out, "information_imbalance_ba", ba);
	return true;
}

static const sx_figure imbalance_figures[] = {
	{ "information_imbalance_ab", "(k+1)/n to about 1", "1",
	  "twice the mean rank, in the second space, of the k nearest in the first, over n; 0: the first predicts the second "
	  "fully" },
	{ "information_imbalance_ba", "(k+1)/n to about 1", "1",
	  "the reverse direction; low ab and high ba: the first contains more information" },
};

const sx_command sx_cmd_imbalance = {
	.name = "imbalance", .group = "measure", .summary = "Information imbalance of two spaces, in both directions",
	.plain = "Measures how well neighbourhood ranks in one space predict those in another, in both directions. The two "
		"values show whether one space contains more information.",
	.about = "information_imbalance_ab: twice the mean rank, in the second space, of a row's k nearest in the first, "
		"divided by the number of rows: (k+1)/n if both have the same neighbours, about 1 if the first predicts nothing "
		"of the second; _ba is the reverse direction. A low ab with a high ba means that the first space contains all "
		"the information of the second and more.\nCost: a neighbour table of each space and two passes over all pairs, "
		"n^2 (d + k) each. Ties go to the lower index. Trap: many equal distances make ranks depend on the order of the "
		"rows.",
	.example = "imbalance demo rest", .cite = "Glielmo et al. 2022, PNAS Nexus 1",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(imbalance_figures), .before = "abtt demo --components 2 --as rest",
};
