/* cmd_upgrade.c: the command upgrade: whether the rows of a new model can be searched with, and among, those of the old one.
 *
 * Backward-compatible training (Shen et al. 2020; Biondi et al. 2023, CoReS; Zhou et al. 2023, BT²) requires M(new, old) >
 * M(old, old): queries of the new model among rows of the old one must score better than those of the old model. Here this is
 * measured on saved rows, as they are and after a rotation of the new space (Procrustes), which does not change M(new, new).
 * Cost: some ten searches of 2 q n d flop for q queries among n rows. */
#include "upgrade_parts.h"
#include "base/rng.h"
#include "command/options.h"
#include "linear/linear_map.h"
#include "numeric/intervals.h"
#include "numeric/linalg.h"
#include "rows/row_pairing.h"
#include "rows/row_tables.h"
#include "space/class_codes.h"

#include <math.h>

enum { OLD, NEW, LABELS, PAIRED_BY, TRAIN, QUERIES, SCORE, STEPS, EXTRA, ANCHORS, WHERE };

static const sx_param params[] = {
	[OLD]       = SX_OPT_SPACE,
	[NEW]       = { .name = "new", .kind = SX_KIND_SPACE, .flags = SX_POSITIONAL | SX_REQUIRED,
	                .help = "the space of the same items by the new model" },
	[LABELS]    = { .name = "labels", .kind = SX_KIND_COLUMN, .flags = SX_REQUIRED, .help = "column of classes of the old space" },
	[PAIRED_BY] = SX_OPT_PAIRED_BY,
	[TRAIN]     = { .name = "train", .kind = SX_KIND_REAL, .dflt = "0.5", .lo = 0.01, .hi = 0.99,
	                .help = "share of the items used to fit the rotation; queries are drawn from the others" },
	[QUERIES]   = { .name = "queries", .kind = SX_KIND_INT, .dflt = "1000", .lo = 1, .hi = 1e9, .help = "most queries" },
	[SCORE]     = { .name = "score", .kind = SX_KIND_CHOICE, .dflt = "precision", .choices = "precision|top1",
	                .help = "mean average precision, or the share of queries whose nearest row is of their class" },
	[STEPS]     = { .name = "steps", .kind = SX_KIND_INT, .dflt = "4", .lo = 1, .hi = 100,
	                .help = "number of steps of the backfill" },
	[EXTRA]     = { .name = "extra", .kind = SX_KIND_INTS, .dflt = "0,8,16,32,64", .lo = 0, .hi = 1e6,
	                .help = "additional dimensions of the new space to keep, where it has more than the old" },
	[ANCHORS]   = { .name = "anchors", .kind = SX_KIND_INT, .dflt = "300", .lo = 2, .hi = 1e6,
	                .help = "number of anchors of the relative gallery, drawn from the training items; at most all of them" },
	[WHERE]     = SX_OPT_WHERE,
};

/* ---- things ---- */

static bool order_things(sx_upgrading *w, const sx_pairing *p, const size_t *code)
{
	sx_arena *tmp = w->call->tmp;
	size_t *order = sx_alloc(tmp, w->n, sizeof *order);
	w->code = sx_alloc(tmp, w->n, sizeof *w->code);
	w->self = sx_alloc(tmp, w->n, sizeof *w->self);
	for (int s = 0; s < 2; s++)
		w->row[s] = sx_alloc(tmp, w->n, sizeof *w->row[s]);
	if (!order || !w->code || !w->self || !w->row[0] || !w->row[1])
		return sx_fail_memory(w->err, "things", (double)w->n * 40);
	sx_rng rng = sx_rng_open(w->job->seed, "upgrade.order", 0);
	for (size_t i = 0; i < w->n; i++)
		order[i] = i;
	sx_rng_shuffle(&rng, order, w->n);
	for (size_t i = 0; i < w->n; i++) {
		for (int s = 0; s < 2; s++)
			w->row[s][i] = p->row[s][order[i]];
		w->code[i] = code[w->row[0][i]];
	}
	for (size_t i = 0; i < w->nqueries; i++)
		w->self[i] = w->ntrain + i;
	return true;
}

static bool prepare(sx_upgrading *w)
{
	const sx_value *arg = w->call->arg;
	sx_pairing p;
	size_t *code;
	if (!sx_pairing_make(w->space, 2, arg[PAIRED_BY].text, w->call->tmp, &p, w->err) ||
	    !sx_classes_get(w->space[0], arg[LABELS].text, w->call->tmp, &code, &w->classes, w->err))
		return false;
	sx_pairing_tell(&p, w->space, w->out);
	w->n = sx_pairing_with_class(&p, code);
	sx_classes_tell(code, sx_space_rows(w->space[0]), arg[LABELS].text, w->out);
	w->ntrain = (size_t)lround(arg[TRAIN].num * (double)w->n);
	w->nqueries = (size_t)fmin(arg[QUERIES].num, (double)(w->n - w->ntrain));
	if (w->ntrain < 2 || w->nqueries < 1 || w->classes < 2)
		return sx_fail(w->err, SX_EINPUT, "%zu items of %zu classes are too few to fit on some and query with others", w->n, w->classes);
	sx_record_num(w->out, "fitted_on", (double)w->ntrain);
	sx_record_num(w->out, "query_rows", (double)w->nqueries);
	return order_things(w, &p, code);
}

/* Rotates the new space onto the old: a pure rotation, so that cosines among the new rows do not change. */
static bool turn(sx_upgrading *w)
{
	sx_mapping m;
	float *p;
	sx_lines x = sx_upgrading_lines(w, 1), y = sx_upgrading_lines(w, 0), all = x;
	x.n = y.n = w->ntrain;
	if (!sx_mapping_turn(&x, &y, false, false, w->job, w->call->tmp, &m, w->err))
		return false;
	w->w = m.w;
	w->turned = sx_space_new("turned", w->n, m.e, &p, w->err);
	return w->turned && sx_mapping_apply(&m, &all, w->job, w->call->tmp, p, w->err);
}

/* ---- scores ---- */

enum { OLD_OLD, NEW_OLD, OLD_NEW, NEW_NEW, TURNED_OLD, OLD_TURNED, TURNED_TURNED, SEARCHES };
static const struct { const char *name, *query, *gallery; int from, among; } searches[SEARCHES] = {
	{ "old_old", "old", "old", 0, 0 }, { "new_old", "new", "old", 1, 0 }, { "old_new", "old", "new", 0, 1 },
	{ "new_new", "new", "new", 1, 1 }, { "turned_old", "new, turned", "old", 2, 0 }, { "old_turned", "old", "new, turned", 0, 2 },
	{ "turned_turned", "new, turned", "new, turned", 2, 2 } };

typedef struct found { sx_recall each[SEARCHES]; double score[SEARCHES]; } found;

static bool search_all(sx_upgrading *w, found *f)
{
	sx_lines set[] = { sx_upgrading_lines(w, 0), sx_upgrading_lines(w, 1), sx_lines_of(w->turned) };
	for (int s = 0; s < SEARCHES; s++) {
		sx_job part = sx_job_part(w->call->job, 0.5 * s / SEARCHES, 0.5 / SEARCHES);
		w->job = &part;
		if (!sx_upgrading_score(w, &set[searches[s].from], &set[searches[s].among], &f->each[s], &f->score[s]))
			return false;
	}
	w->job = w->call->job;
	return true;
}

/* Of shares Wilson's; of average precisions a bootstrap: one not seen may be half the worst, or halfway from the best to 1. */
static void score_interval(const sx_upgrading *w, const double *each, double score, double *low, double *high)
{
	double *v = sx_alloc(w->call->tmp, w->nqueries, sizeof *v), worst = 1, best = 0;
	size_t n = 0;
	for (size_t i = 0; v && i < w->nqueries; i++)
		if (!isnan(each[i])) {
			worst = fmin(worst, each[i]);
			best = fmax(best, each[i]);
			v[n++] = each[i];
		}
	*low = *high = NAN;
	if (w->by_top1)
		sx_wilson(score, (double)n, low, high);
	else if (n > 0)
		sx_mean_interval(v, n, worst / 2, (1 + best) / 2, w->job->seed, low, high);
}

static void put_scores(sx_upgrading *w, const found *f)
{
	double v[3][SEARCHES];
	const char *query[SEARCHES], *gallery[SEARCHES];
	size_t none = 0, q = w->nqueries;
	for (int s = 0; s < SEARCHES; s++) {
		const double *each = w->by_top1 ? f->each[s].top1 : f->each[s].precision;
		double low, high;
		v[0][s] = sx_recall_mean(f->each[s].precision, q, &none);
		v[1][s] = sx_recall_mean(f->each[s].top1, q, NULL);
		v[2][s] = sx_recall_mean(f->each[s].top5, q, NULL);
		score_interval(w, each, f->score[s], &low, &high);
		sx_put_range(w->out, searches[s].name, f->score[s], low, high);
		query[s] = searches[s].query;
		gallery[s] = searches[s].gallery;
	}
	if (none)
		sx_note(w->out, "%zu of %zu queries have no other item of their class and are left out", none, q);
	sx_table(w->out, "retrieval", SX_PLAIN, SEARCHES);
	sx_table_texts(w->out, "query", query);
	sx_table_texts(w->out, "gallery", gallery);
	sx_table_nums(w->out, "precision", v[0]);
	sx_table_nums(w->out, "top1", v[1]);
	sx_table_nums(w->out, "top5", v[2]);
}

/* The criterion, strictly and with ties, and the share of the new model's gain that queries have at once. */
static void put_criterion(sx_upgrading *w, const found *f, int search, const char *prefix)
{
	sx_arena *a = w->out->arena;
	double was = f->score[OLD_OLD], now = f->score[search], best = f->score[NEW_NEW];
	const char *gain = sx_printf(a, "%supdate_gain", prefix);
	sx_put_bool(w->out, sx_printf(a, "%scompatible", prefix), now > was);
	sx_put_bool(w->out, sx_printf(a, "%scompatible_or_tied", prefix), now >= was);
	if (best > was)
		sx_put(w->out, gain, (now - was) / (best - was));
	else
		sx_put_none(w->out, gain, "the new model is no better than the old among its own rows");
}

/* ---- pairs of items ---- */

enum { COUPLES = 20000 };

static double cosine(const sx_lines *a, size_t i, const sx_lines *b, size_t j)
{
	const float *x = sx_line(a, i), *y = sx_line(b, j);
	size_t d = a->m.d < b->m.d ? a->m.d : b->m.d;
	double xy = 0, xx = 0, yy = 0;
	for (size_t l = 0; l < d; l++)
		xy += (double)x[l] * (double)y[l];
	for (size_t l = 0; l < a->m.d; l++)
		xx += (double)x[l] * (double)x[l];
	for (size_t l = 0; l < b->m.d; l++)
		yy += (double)y[l] * (double)y[l];
	return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

/* For random pairs of held-out items: how often the new row of the first is no farther from the old row of the second than its old
 * row is, if they are of the same class, and no nearer, if not. */
static void put_inequalities(sx_upgrading *w, const sx_lines *set, const char *prefix)
{
	sx_lines old = sx_upgrading_lines(w, 0);
	sx_rng rng = sx_rng_open(w->job->seed, "upgrade.couples", 0);
	double held[2] = { 0 }, count[2] = { 0 };
	size_t from = w->ntrain, m = w->n - w->ntrain;
	for (int i = 0; m > 1 && i < COUPLES; i++) {
		size_t a = from + sx_rng_below(&rng, m), b = from + sx_rng_below(&rng, m);
		bool same = w->code[a] == w->code[b];
		if (a == b)
			continue;
		double before = cosine(&old, a, &old, b), after = cosine(set, a, &old, b);
		held[same] += same ? after >= before : after <= before;
		count[same]++;
	}
	for (int same = 0; same < 2; same++) {
		const char *name = sx_printf(w->out->arena, same ? "%ssame_class_kept" : "%sother_class_kept", prefix);
		if (count[same] > 0)
			sx_put(w->out, name, held[same] / count[same]);
		else
			sx_put_none(w->out, name, "no such pair was sampled");
	}
}

/* ---- classes ---- */

static bool put_classes(sx_upgrading *w, const found *f)
{
	static const int shown[] = { OLD_OLD, NEW_OLD, NEW_NEW, TURNED_OLD };
	sx_arena *tmp = w->call->tmp;
	double *sum = sx_alloc(tmp, w->classes, sizeof *sum), *count = sx_alloc(tmp, w->classes, sizeof *count);
	double *rows = sx_alloc(tmp, w->classes, sizeof *rows);
	size_t *first = sx_alloc(tmp, w->classes, sizeof *first);
	if (!sum || !count || !rows || !first)
		return sx_fail_memory(w->err, "the table", (double)w->classes * 32);
	for (size_t i = w->n; i-- > 0;) {
		first[w->code[i]] = w->row[0][i];
		rows[w->code[i]]++;
	}
	if (!sx_table_classes(w->out, "classes", "class", w->space[0], w->call->arg[LABELS].text, first, w->classes, tmp))
		return sx_fail_memory(w->err, "the table", (double)w->classes * 16);
	sx_table_ints(w->out, "rows", rows);
	for (size_t s = 0; s < SX_COUNT(shown); s++) {
		const sx_recall *each = &f->each[shown[s]];
		const double *v = w->by_top1 ? each->top1 : each->precision;
		for (size_t c = 0; c < w->classes; c++)
			sum[c] = count[c] = 0;
		for (size_t i = 0; i < w->nqueries; i++)
			if (!isnan(v[i])) {
				sum[w->code[w->ntrain + i]] += v[i];
				count[w->code[w->ntrain + i]]++;
			}
		for (size_t c = 0; c < w->classes; c++)
			sum[c] = count[c] > 0 ? sum[c] / count[c] : (double)NAN;
		sx_table_nums(w->out, searches[shown[s]].name, sum);
	}
	return true;
}

static bool measure(sx_upgrading *w)
{
	found f;
	if (!turn(w) || !search_all(w, &f))
		return false;
	sx_lines raw = sx_upgrading_lines(w, 1), turned = sx_lines_of(w->turned);
	put_scores(w, &f);
	put_criterion(w, &f, NEW_OLD, "");
	put_criterion(w, &f, TURNED_OLD, "turned_");
	put_inequalities(w, &raw, "");
	put_inequalities(w, &turned, "turned_");
	if (raw.m.d != turned.m.d)
		sx_note(w->out, "the spaces have %zu and %zu dimensions: without a rotation, rows of the smaller are padded "
			"with zeros", turned.m.d,
		        raw.m.d);
	return put_classes(w, &f) && sx_upgrading_backfill(w) && sx_upgrading_extra(w);
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_upgrading w = { .call = call, .job = call->job, .out = out, .err = err, .by_top1 = call->arg[SCORE].num != 0,
	                   .space = { call->arg[OLD].space[0], call->arg[NEW].space[0] }, .steps = (size_t)call->arg[STEPS].num,
	                   .anchors = (size_t)call->arg[ANCHORS].num, .extra = call->arg[EXTRA].list, .nextra = call->arg[EXTRA].count };
	bool ok = prepare(&w) && measure(&w);
	sx_space_unref(w.turned);
	return ok;
}

static const sx_figure upgrade_figures[] = {
	{ "old_old new_old old_new new_new", "0 to 1", "that of the classes",
	  "score of queries of one model in a gallery of the other" },
	{ "turned_old old_turned turned_turned", "0 to 1", "as above", "the same after the new space is rotated onto the old" },
	{ "compatible turned_compatible", "yes or no", "no", "new_old > old_old; look at the intervals too" },
	{ "compatible_or_tied turned_compatible_or_tied", "yes or no", "no", "the same, counting ties" },
	{ "update_gain turned_update_gain", "at most 1", "0",
	  "share of the new model's advantage that is gained before the gallery is re-embedded; none if there is no advantage" },
	{ "same_class_kept other_class_kept turned_same_class_kept turned_other_class_kept", "0 to 1", NULL,
	  "how often a new row is no farther from old rows of its class, and no nearer to rows of other classes, than the old "
	  "row was" },
	{ "retrieval", "table", NULL, "every search with its scores" },
	{ "classes", "table", NULL, "scores by class" },
	{ "backfill", "series", NULL, "score while the gallery is backfilled with new rows; it should not drop" },
	{ "extra", "series", NULL, "score by the number of additional directions kept" },
};

const sx_command sx_cmd_upgrade = {
	.name = "upgrade", .group = "compare", .summary = "Backward compatibility of a new model with an old gallery",
	.plain = "Measures whether rows of a new model can query, and be queried by, rows of the old one. This tells whether a "
		"gallery must be re-embedded.",
	.about = "M(queries, gallery) is the mean average precision (or --score top1) with which held-out items retrieve others "
		"of their class by cosine, excluding themselves: old_old, new_old, old_new, new_new; turned_old, old_turned and "
		"turned_turned after the new space is rotated onto the old (Procrustes on a share of the items). compatible: "
		"new_old > old_old, the criterion of backward compatibility; compatible_or_tied counts a tie. update_gain = "
		"(new_old - old_old) / (new_new - old_old): the share of the new model's advantage that its queries gain before "
		"the gallery is re-embedded. same_class_kept and other_class_kept: how often a new row is no farther from old "
		"rows of its class, and no nearer to those of others, than the old row was.\nTable classes has the scores by "
		"class. backfill: the score of new queries while the gallery is backfilled with new rows, as they are, rotated, "
		"and relative to anchors. extra, where the new space has more dimensions: the score among new rows by the "
		"number of directions kept besides those rotated onto the old, and the share of the new rows' squared length "
		"that is left out.\nA rotation that keeps all dimensions does not change new_new. Cost: some ten searches of 2 "
		"q n d flop. Traps: the criterion ignores error bars, so look at the intervals; both models must have embedded "
		"the same items.",
	.example = "upgrade demo rest --labels cluster --queries 50",
	.cite = "Shen et al. 2020, CVPR (BCT); Biondi et al. 2023, TPAMI (CoReS); Zhou et al. 2023, ICCV (BT2)",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(upgrade_figures), .before = "cluster demo --clusters 3; abtt demo --components 2 --as rest",
};
