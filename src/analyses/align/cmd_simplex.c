/* cmd_simplex.c: the command simplex: rotates a space so that its classes point at the vertices of a regular simplex.
 *
 * CoReS (Biondi et al. 2023) trains models against such a fixed classifier, so that the features of every version point the same
 * way and need no alignment. Afterwards the class means of any space can be rotated onto the vertices (Procrustes): this
 * measures how near the space is to such a classifier, and gives two versions common coordinates without paired rows. Cost n d +
 * K d min(K, d). */
#include "command/options.h"
#include "linear/cross_products.h"
#include "linear/linear_map.h"
#include "numeric/simplex.h"
#include "rows/row_tables.h"
#include "space/class_codes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SPACE, LABELS, RESERVE, WHERE, DROP, AS };

static const sx_param params[] = {
	[SPACE]   = SX_OPT_SPACE,
	[LABELS]  = { .name = "labels", .kind = SX_KIND_COLUMN, .flags = SX_REQUIRED | SX_CLASSES, .help = "column of classes" },
	[RESERVE] = { .name = "reserve", .kind = SX_KIND_INT, .dflt = "0", .lo = 0, .hi = 1e5,
	              .help = "additional vertices reserved for future classes" },
	[WHERE]   = SX_OPT_WHERE,
	[DROP]    = SX_OPT_DROP,
	[AS]      = SX_OPT_AS,
};

typedef struct study {
	const sx_call *call;
	sx_space *space;
	sx_lines  lines;		/* about the mean of the class means */
	size_t   *code, classes, vertices, e;	/* e: dimensions of the simplex */
	size_t   *first;		/* classes: a row of each */
	double   *mean;			/* classes × d: of the classes */
	double   *middle;		/* d: their mean */
	double   *vertex;		/* vertices × e */
	double   *w;			/* d × e */
} study;

/* ---- class means and the rotation ---- */

static bool ready(study *w, sx_err *err)
{
	sx_arena *tmp = w->call->tmp;
	size_t d = w->lines.m.d, k = w->classes, *count = sx_alloc(tmp, k, sizeof *count);
	w->first = sx_alloc(tmp, k, sizeof *w->first);
	w->mean = sx_alloc(tmp, k * d, sizeof *w->mean);
	w->middle = sx_alloc(tmp, d, sizeof *w->middle);
	w->vertex = sx_alloc(tmp, w->vertices * w->e, sizeof *w->vertex);
	w->w = sx_alloc(tmp, d * w->e, sizeof *w->w);
	if (!count || !w->first || !w->mean || !w->middle || !w->vertex || !w->w)
		return sx_fail_memory(err, "class means", (double)(k * d + d * w->e) * 8);
	for (size_t i = w->lines.n; i-- > 0;) {
		const float *x = sx_line(&w->lines, i);
		for (size_t j = 0; j < d; j++)
			w->mean[w->code[i] * d + j] += (double)x[j];
		count[w->code[i]]++;
		w->first[w->code[i]] = i;
	}
	for (size_t c = 0; c < k; c++)
		for (size_t j = 0; j < d; j++) {
			w->mean[c * d + j] /= (double)count[c];
			w->middle[j] += w->mean[c * d + j] / (double)k;
		}
	for (size_t i = 0; i < k * d; i++)
		w->mean[i] -= w->middle[i % d];
	w->lines.mean = w->middle;
	sx_simplex(w->vertices, w->vertex);
	return true;
}

/* The rotation of the class means, at unit length, onto their vertices. */
static bool turn(study *w, sx_err *err)
{
	size_t d = w->lines.m.d, e = w->e;
	double *cross = sx_alloc(w->call->tmp, d * e, sizeof *cross);
	if (cross == NULL)
		return sx_fail_memory(err, "a turn", (double)(d * e) * 8);
	for (size_t c = 0; c < w->classes; c++) {
		const double *mean = w->mean + c * d, *vertex = w->vertex + c * e;
		double square = 0;
		for (size_t j = 0; j < d; j++)
			square += mean[j] * mean[j];
		if (square == 0)
			return sx_fail(err, SX_EINPUT, "the mean of a class equals that of all classes: it has no direction");
		for (size_t j = 0; j < d; j++)
			for (size_t l = 0; l < e; l++)
				cross[j * e + l] += mean[j] / sqrt(square) * vertex[l];
	}
	return sx_turn_of(cross, d, e, w->call->job, w->call->tmp, w->w, NULL, err);
}

/* ---- figures ---- */

static double cosine_with(const double *v, const float *x, size_t n)
{
	double xy = 0, xx = 0, vv = 0;
	for (size_t j = 0; j < n; j++) {
		xy += v[j] * (double)x[j];
		xx += (double)x[j] * (double)x[j];
		vv += v[j] * v[j];
	}
	return xx > 0 && vv > 0 ? xy / sqrt(xx * vv) : 0;
}

static double cosine_between(const double *x, const double *y, size_t n)
{
	double xy = 0, xx = 0, yy = 0;
	for (size_t j = 0; j < n; j++) {
		xy += x[j] * y[j];
		xx += x[j] * x[j];
		yy += y[j] * y[j];
	}
	return xy / sqrt(xx * yy);
}

/* Cosines of rows with their vertex, by class, and whether another vertex is nearer. */
static bool put_rows(study *w, const float *turned, sx_result *out, sx_err *err)
{
	sx_arena *tmp = w->call->tmp;
	size_t n = w->lines.n, k = w->classes;
	double *own = sx_alloc(tmp, n, sizeof *own), *mean = sx_alloc(tmp, k, sizeof *mean), *rows = sx_alloc(tmp, k, sizeof *rows);
	double right = 0, sum = 0;
	if (!own || !mean || !rows)
		return sx_fail_memory(err, "cosines", (double)n * 8);
	for (size_t i = 0; i < n; i++) {
		bool best = true;
		own[i] = cosine_with(w->vertex + w->code[i] * w->e, turned + i * w->e, w->e);
		for (size_t c = 0; c < k; c++)
			best = best && (c == w->code[i] || cosine_with(w->vertex + c * w->e, turned + i * w->e, w->e) < own[i]);
		right += best;
		sum += own[i];
		mean[w->code[i]] += own[i];
		rows[w->code[i]]++;
	}
	for (size_t c = 0; c < k; c++)
		mean[c] /= rows[c];
	sx_put(out, "vertex_cosine", sum / (double)n);
	sx_put(out, "vertex_accuracy", right / (double)n);
	sx_column(out, "vertex_cosine", own);
	if (!sx_table_classes(out, "classes", "class", w->space, w->call->arg[LABELS].text, w->first, k, tmp))
		return sx_fail_memory(err, "the table", (double)k * 16);
	sx_table_ints(out, "rows", rows);
	sx_table_nums(out, "vertex_cosine", mean);
	return true;
}

/* Mean and spread of the cosines between class means: -1 / (K - 1) and 0 in a simplex. */
static void put_means(const study *w, sx_result *out)
{
	size_t d = w->lines.m.d, k = w->classes;
	double sum = 0, square = 0, count = (double)k * ((double)k - 1) / 2;
	for (size_t a = 0; a < k; a++)
		for (size_t b = a + 1; b < k; b++) {
			double c = cosine_between(w->mean + a * d, w->mean + b * d, d);
			sum += c;
			square += c * c;
		}
	sx_put(out, "classes", (double)k);
	sx_put(out, "mean_cosine_between", sum / count);
	sx_put(out, "cosine_between_sd", sqrt(fmax(0, square / count - sum / count * (sum / count))));
	sx_put(out, "cosine_between_ideal", -1 / ((double)k - 1));
}

/* ---- spaces ---- */

static sx_space *prototypes(const study *w, const char *name, sx_err *err)
{
	float *p;
	sx_space *s = sx_space_new(name, w->vertices, w->e, &p, err);
	for (size_t i = 0; s && i < w->vertices * w->e; i++)
		p[i] = (float)w->vertex[i];
	return s;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	study w = { .call = call, .space = call->arg[SPACE].space[0] };
	float *p;
	w.lines = sx_lines_of(w.space);
	if (!sx_classes_get(w.space, call->arg[LABELS].text, call->tmp, &w.code, &w.classes, err))
		return false;
	if (w.classes < 2)
		return sx_fail(err, SX_EINPUT, "%s has a single value: a simplex needs two classes", call->arg[LABELS].text);
	w.vertices = w.classes + (size_t)call->arg[RESERVE].num;
	w.e = w.vertices - 1;
	if (!ready(&w, err) || !turn(&w, err))
		return false;
	sx_space *made = sx_space_new(sx_made_name(call, w.space, AS, "simplex"), w.lines.n, w.e, &p, err);
	if (made == NULL)
		return false;
	sx_give(out, made);
	if (!sx_lines_times(&w.lines, w.w, w.e, NULL, call->job, call->tmp, p, err) || !sx_space_copy_meta(made, w.space, err))
		return false;
	sx_space *vertices = prototypes(&w, sx_printf(call->tmp, "%s.vertices", sx_space_name(made)), err);
	if (vertices == NULL)
		return false;
	sx_give(out, vertices);
	put_means(&w, out);
	if (w.e > w.lines.m.d)
		sx_note(out, "%zu vertices need %zu dimensions, the space has %zu: not all can be matched", w.vertices, w.e, w.lines.m.d);
	return put_rows(&w, p, out, err);
}

static const sx_figure simplex_figures[] = {
	{ "classes", "2 or more", NULL, "classes of the labels" },
	{ "mean_cosine_between", "-1 to 1", "cosine_between_ideal", "mean cosine of two centred class means" },
	{ "cosine_between_sd", "0 or more", "0", "0: all classes are equidistant" },
	{ "cosine_between_ideal", "-1 to 0", NULL, "-1 / (K-1)" },
	{ "vertex_cosine", "-1 to 1", "0", "mean cosine of a row with its vertex: 1 is neural collapse" },
	{ "vertex_accuracy", "0 to 1", "1 / K", "share of rows nearest to their own vertex" },
	{ "classes", "table", NULL, "each class with its mean cosine" },
	{ "vertex_cosine", "column", NULL, "the same for each row" },
	{ "SPACE.simplex SPACE.simplex.vertices", "space", NULL, "the rotated rows, and the vertices" },
};

const sx_command sx_cmd_simplex = {
	.name = "simplex", .group = "compare", .summary = "Rotate a space onto fixed class prototypes (regular simplex)",
	.plain = "Rotates the rows so that their classes point at the vertices of a regular simplex, all equally far apart. How "
		"near they come measures neural collapse.",
	.about = "The prototypes of a fixed classifier: K unit vectors in K - 1 dimensions, any two with cosine -1 / (K-1). The "
		"class means, centred and scaled to unit length, are rotated onto them (Procrustes), and all rows with them. "
		"vertex_cosine is the mean cosine of a row with its vertex (1: the space is one that such a classifier "
		"trained), also as a column; vertex_accuracy the share of rows nearest to their own vertex; mean_cosine_between "
		"and cosine_between_sd those of the class means, cosine_between_ideal that of a simplex. Vertices are assigned "
		"to classes in ascending order of their values, so that two versions of a model, each rotated this way, share "
		"coordinates without pairs of rows: compare or upgrade their spaces. --reserve keeps vertices for future "
		"classes.\nSpaces: SPACE.simplex, the rows; SPACE.simplex.vertices.\nCost: n d K. Trap: the rotation is "
		"evaluated on the rows it was fitted on.",
	.example = "simplex demo --labels cluster",
	.cite = "Pernici et al. 2021, IEEE TNNLS, Regular polytope networks; Biondi et al. 2023, TPAMI, CoReS",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(simplex_figures), .before = "cluster demo --clusters 3",
};
