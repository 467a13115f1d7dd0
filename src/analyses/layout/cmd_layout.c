/* cmd_layout.c: the command layout: t-SNE or UMAP, with trustworthiness and continuity of each row. */
#include "layout_parts.h"
#include "base/rng.h"
#include "command/options.h"
#include "linear/spectrum.h"
#include "numeric/stats.h"
#include "rows/row_tables.h"

#include <math.h>
#include <string.h>

enum { SPACE, METHOD, PERPLEXITY, K, DISTANCE, STEPS, METRIC, CHECK, AT, WHERE, DROP, AS };
enum { TSNE, UMAP };

static const sx_param params[] = {
	[SPACE]      = SX_OPT_SPACE,
	[METHOD]     = { .name = "method", .kind = SX_KIND_CHOICE, .dflt = "tsne", .choices = "tsne|umap", .flags = SX_POSITIONAL,
	                 .help = "t-SNE or UMAP" },
	[PERPLEXITY] = { .name = "perplexity", .kind = SX_KIND_REAL, .dflt = "30", .lo = 2, .hi = 1e4,
	                 .help = "tsne: perplexity, the effective number of neighbours" },
	[K]          = { .name = "k", .kind = SX_KIND_INT, .dflt = "15", .lo = 2, .hi = 1e4, .help = "umap: number of neighbours" },
	[DISTANCE]   = { .name = "min-distance", .kind = SX_KIND_REAL, .dflt = "0.1", .lo = 0, .hi = 10,
	                 .help = "umap: smallest distance of linked rows" },
	[STEPS]      = { .name = "steps", .kind = SX_KIND_INT, .dflt = "1000", .lo = 10, .hi = 1e6, .help = "number of gradient "
		"steps" },
	[METRIC]     = { .name = "metric", .kind = SX_KIND_CHOICE, .dflt = "euclidean", .choices = "euclidean|cosine",
	                 .help = "distance metric" },
	[CHECK]      = { .name = "check", .kind = SX_KIND_INT, .dflt = "2000", .lo = 1, .hi = 1e9,
	                 .help = "number of random rows on which the layout is evaluated; at most all rows" },
	[AT]         = { .name = "at", .kind = SX_KIND_INT, .dflt = "10", .lo = 1, .hi = 1e4, .help = "number of neighbours for "
		"the evaluation" },
	[WHERE]      = SX_OPT_WHERE,
	[DROP]       = SX_OPT_DROP,
	[AS]         = SX_OPT_AS,
};

typedef struct study {
	const sx_call *call;
	sx_result *out;
	sx_space  *space;
	sx_metric  metric;
	sx_knn     t;
	size_t     n;
	double    *at;		/* n × 2 */
} study;

static double number(const study *s, int which)
{
	return s->call->arg[which].num;
}

/* The first two principal components; a second of noise-free zeros where there is but one. */
static bool start(study *s, sx_err *err)
{
	sx_spectrum p;
	s->at = sx_alloc(s->call->tmp, 2 * s->n, sizeof *s->at);
	float *score = sx_alloc(s->call->tmp, 2 * s->n, sizeof *score);
	if (!s->at || !score)
		return sx_fail_memory(err, "the layout", (double)s->n * 24);
	if (!sx_spectrum_get(s->space, true, false, SX_SOLVER_AUTO, 2, s->call->job, &p, err) ||
	    !sx_spectrum_scores(s->space, &p, 0, p.r < 2 ? p.r : 2, s->call->job, score, 2, err))
		return false;
	for (size_t i = 0; i < 2 * s->n; i++)
		s->at[i] = (double)score[i];
	/* repeated rows would never separate: each is moved by a tiny amount */
	double size = 0;
	for (size_t i = 0; i < 2 * s->n; i++)
		size = fmax(size, fabs(s->at[i]));
	for (size_t i = 0; i < s->n; i++) {
		sx_rng rng = sx_rng_open(s->call->job->seed, "layout", i);
		s->at[2 * i] += 1e-6 * (size > 0 ? size : 1) * sx_rng_normal(&rng);
		s->at[2 * i + 1] += 1e-6 * (size > 0 ? size : 1) * sx_rng_normal(&rng);
	}
	return true;
}

static size_t neighbours_needed(const study *s, bool tsne)
{
	size_t k = tsne ? (size_t)(3 * number(s, PERPLEXITY)) : (size_t)number(s, K);
	return k < s->n ? k : s->n - 1;
}

static bool lay_out(study *s, bool tsne, sx_job *job, sx_err *err)
{
	size_t steps = (size_t)number(s, STEPS);
	double divergence;
	if (!tsne)
		return sx_layout_umap(&s->t, number(s, DISTANCE), steps, job, s->at, err);
	if (number(s, PERPLEXITY) >= (double)s->t.k)
		return sx_fail(err, SX_EINPUT, "%zu rows are too few for a perplexity of %g; use at most %zu", s->n,
		               number(s, PERPLEXITY), s->t.k / 3);
	if (!sx_layout_tsne(&s->t, number(s, PERPLEXITY), steps, job, s->at, &divergence, err))
		return false;
	sx_put(s->out, "kl_divergence", divergence);
	return true;
}

/* The mean and, if not all rows were evaluated, its standard error. */
static void put_mean(study *s, const char *name, const double *v, size_t m)
{
	double mean = sx_mean(v, m), squares = 0;
	for (size_t i = 0; i < m; i++)
		squares += (v[i] - mean) * (v[i] - mean);
	sx_put(s->out, name, mean);
	if (m < s->n && m > 1)
		sx_put(s->out, strcmp(name, "continuity") ? "trustworthiness_se" : "continuity_se",
		       sqrt(squares / ((double)m * (double)(m - 1)) * (1 - (double)m / (double)s->n)));
}

static bool judge(study *s, sx_job *job, sx_err *err)
{
	sx_arena *tmp = s->call->tmp;
	size_t m = (size_t)number(s, CHECK) < s->n ? (size_t)number(s, CHECK) : s->n, k = (size_t)number(s, AT);
	size_t *all = sx_alloc(tmp, s->n, sizeof *all), *row = sx_alloc(tmp, m, sizeof *row);
	double *trust = sx_alloc(tmp, m, sizeof *trust), *continuity = sx_alloc(tmp, m, sizeof *continuity);
	double *column = sx_alloc(tmp, s->n, sizeof *column);
	if (!all || !row || !trust || !continuity || !column)
		return sx_fail_memory(err, "trustworthiness", (double)s->n * 32);
	sx_rng rng = sx_rng_open(s->call->job->seed, "layout.check", 0);
	sx_rng_sample(&rng, s->n, m, all, row);
	const sx_layout_judged judged = { .space = s->space, .metric = s->metric, .t = &s->t, .k = k, .at = s->at, .row = row, .m = m };
	if (!sx_layout_quality(&judged, job, trust, continuity, err))
		return false;
	put_mean(s, "trustworthiness", trust, m);
	put_mean(s, "continuity", continuity, m);
	for (int which = 0; which < 2; which++) {
		for (size_t i = 0; i < s->n; i++)
			column[i] = NAN;
		for (size_t i = 0; i < m; i++)
			column[row[i]] = which ? continuity[i] : trust[i];
		sx_column(s->out, which ? "continuity" : "trust", column);
	}
	return true;
}

static bool give(study *s, const char *method, sx_err *err)
{
	float *p;
	const char *name[2] = { sx_printf(s->call->tmp, "%s1", method), sx_printf(s->call->tmp, "%s2", method) };
	const char *as = sx_made_name(s->call, s->space, AS, method);
	double *column = sx_alloc(s->call->tmp, s->n, sizeof *column);
	if (!name[0] || !name[1] || !as || !column)
		return sx_fail_memory(err, "the layout", (double)s->n * 8);
	sx_space *made = sx_space_new(as, s->n, 2, &p, err);
	if (made == NULL)
		return false;
	for (size_t i = 0; i < 2 * s->n; i++)
		p[i] = (float)s->at[i];
	if (!sx_space_copy_meta(made, s->space, err) || !sx_space_set_dim_names(made, name, err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(s->out, made);
	for (size_t c = 0; c < 2; c++) {
		for (size_t i = 0; i < s->n; i++)
			column[i] = s->at[2 * i + c];
		sx_column(s->out, name[c], column);
	}
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	study s = { .call = call, .out = out, .space = call->arg[SPACE].space[0], .metric = (sx_metric)call->arg[METRIC].num };
	bool tsne = call->arg[METHOD].num == TSNE;
	sx_job first = sx_job_part(call->job, 0, 0.2), second = sx_job_part(call->job, 0.2, 0.6),
	       third = sx_job_part(call->job, 0.8, 0.2);
	s.n = sx_space_rows(s.space);
	if (s.n < 4)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows are too few to lay out", sx_space_name(s.space), s.n);
	size_t k = neighbours_needed(&s, tsne), judged = (size_t)number(&s, AT);
	if (2 * judged >= s.n)
		return sx_fail(err, SX_EINPUT, "%zu rows cannot be evaluated with %zu neighbours; use --at below %zu", s.n, judged,
		               (s.n + 1) / 2);
	if (!sx_knn_get(s.space, s.metric, k > judged ? k : judged, &first, &s.t, err))
		return false;
	s.t.k = k;
	if (!start(&s, err) || !lay_out(&s, tsne, &second, err) || !judge(&s, &third, err))
		return false;
	sx_note(out, "distances between clusters and their sizes in such a picture mean little; column trust is low for rows "
	        "placed beside rows that are not their neighbours in the space");
	return give(&s, tsne ? "tsne" : "umap", err);
}

static const sx_figure layout_figures[] = {
	{ "trustworthiness", "0 to 1", "0.5", "trustworthiness: 1 if neighbours in the picture are neighbours in the space" },
	{ "continuity", "0 to 1", "0.5", "continuity: 1 if neighbours in the space are neighbours in the picture" },
	{ "kl_divergence", "0 or more", NULL, "tsne: the loss it minimises; comparable only at the same perplexity" },
	{ "trust continuity", "column", NULL, "the same for each row: do not interpret the picture where trust is low" },
	{ "tsne* umap*", "column", NULL, "coordinates, for plot" },
};

const sx_command sx_cmd_layout = {
	.name = "layout", .group = "look", .summary = "t-SNE and UMAP layouts, with trustworthiness and continuity",
	.about = "A picture that preserves neighbourhoods, for looking only. Metrics: trustworthiness, 1 if all neighbours in "
		"the picture are neighbours in the space, and continuity, 1 if all neighbours in the space are neighbours in "
		"the picture (both by rank, about 0.5 for a random picture), over --check rows; kl_divergence for tsne. Columns "
		"trust and continuity have the values of each row: colour by trust to see where the picture is misleading. "
		"Columns tsne1, tsne2 (or umap1, umap2), and a space of them.\nStarts from the first two components, uses exact "
		"neighbours, and is the same for any number of threads. umap moves all rows at once by the mean of their "
		"forces, where the authors' program moves one at a time.\nTraps: sizes of clusters, gaps and empty regions mean "
		"little; another seed, perplexity or k gives another picture.\nCost: the neighbour table; steps x n log n "
		"(tsne) or steps x n k (umap); check x n d.",
	.example = "layout demo umap --steps 50",
	.cite = "van der Maaten, Hinton 2008, JMLR 9; van der Maaten 2014, JMLR 15; McInnes, Healy, Melville 2018; Venna, Kaski 2001",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(layout_figures), .varies = true,
};
