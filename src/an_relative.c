/* an_relative.c: rows described by their similarity to anchors (Moschella et al. 2023).
 *
 * r_ij = cos(x_i, a_j): unchanged by rotation, reflection and by any positive scale of a row; changed by translation.
 * Cost n d anchors, in double. */
#include "linalg.h"
#include "options.h"
#include "rng.h"
#include "stats.h"
#include "tables.h"
#include "textlines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SPACE, ANCHORS, SIMILARITY, CENTER, WHERE, DROP, AS };
enum { COSINE, DOT, EUCLIDEAN };

static const sx_param params[] = {
	[SPACE]      = SX_OPT_SPACE,
	[ANCHORS]    = { .name = "anchors", .kind = SX_KIND_TEXT, .dflt = "last",
	                 .help = "last (the column anchor), a number of rows chosen at random, or a file of labels or row numbers" },
	[SIMILARITY] = { .name = "similarity", .kind = SX_KIND_CHOICE, .dflt = "cosine", .choices = "cosine|dot|euclidean",
	                 .help = "cosine, inner product / root of dimensions, or distance" },
	[CENTER]     = { .name = "center", .kind = SX_KIND_FLAG, .dflt = "no", .help = "take the mean of the rows off first" },
	[WHERE]      = SX_OPT_WHERE,
	[DROP]       = SX_OPT_DROP,
	[AS]         = SX_OPT_AS,
};

/* ---- which anchors ---- */

static bool last_anchors(const sx_call *call, const sx_space *s, size_t **rows, size_t *m, sx_err *err)
{
	const sx_field *f = sx_space_field(s, "anchor");
	size_t n = sx_space_rows(s);
	double *down = sx_alloc(call->tmp, n, sizeof *down);
	size_t *order = sx_alloc(call->tmp, n, sizeof *order);
	if (f == NULL || f->type == SX_TEXT)
		return sx_fail(err, SX_EINPUT, "%s: no anchors are chosen yet; run anchors first, or give --anchors N or a file",
		               sx_space_name(s));
	if (!down || !order)
		return sx_fail_memory(err, "anchors", (double)n * 16);
	for (size_t i = 0; i < n; i++)
		down[i] = isnan(f->num[i]) ? -INFINITY : -f->num[i];
	if (!sx_order_down(down, n, order, call->tmp))
		return sx_fail_memory(err, "anchors", (double)n * 16);
	for (*m = 0; *m < n && isfinite(down[order[*m]]);)
		(*m)++;
	*rows = order;
	return *m > 0 || sx_fail(err, SX_EINPUT, "%s: none of the chosen rows is an anchor", sx_space_name(s));
}

static bool random_anchors(const sx_call *call, const sx_space *s, size_t m, size_t **rows, sx_err *err)
{
	size_t n = sx_space_rows(s), *scratch = sx_alloc(call->tmp, n, sizeof *scratch);
	if (m == 0 || m > n)
		return sx_fail(err, SX_EINPUT, "%s: %zu anchors of %zu rows cannot be chosen", sx_space_name(s), m, n);
	*rows = sx_alloc(call->tmp, m, sizeof **rows);
	if (!scratch || !*rows)
		return sx_fail_memory(err, "anchors", (double)n * 8);
	sx_rng rng = sx_rng_open(call->job->seed, "anchors", 0);
	sx_rng_sample(&rng, n, m, scratch, *rows);
	return true;
}

static bool file_anchors(const sx_call *call, const sx_space *s, const char *path, size_t **rows, size_t *m, sx_err *err)
{
	const char *const *line;
	if (!sx_file_lines(path, call->job, call->tmp, &line, m, err))
		return false;
	*rows = sx_alloc(call->tmp, *m, sizeof **rows);
	if (*rows == NULL)
		return sx_fail_memory(err, "anchors", (double)*m * 8);
	for (size_t i = 0; i < *m; i++)
		if (!sx_space_find(s, line[i], &(*rows)[i], err))
			return false;
	return *m > 0 || sx_fail(err, SX_EINPUT, "%s: it names no anchors", path);
}

static bool find_anchors(const sx_call *call, const sx_space *s, size_t **rows, size_t *m, sx_err *err)
{
	const char *text = call->arg[ANCHORS].text;
	char *end;
	unsigned long long count = strtoull(text, &end, 10);
	if (strcmp(text, "last") == 0)
		return last_anchors(call, s, rows, m, err);
	if (*text >= '0' && *text <= '9' && *end == '\0') {
		*m = (size_t)count;
		return random_anchors(call, s, *m, rows, err);
	}
	return file_anchors(call, s, text, rows, m, err);
}

/* ---- similarities ---- */

enum { BLOCK = 256 };

typedef struct relative {
	sx_mat  m;
	size_t  a;
	int     kind;
	double *mean;		/* d */
	double *anchor;		/* a × d: centred; unit for the cosine */
	double *square;		/* a: squared norms */
	double *x, *y;		/* threads × BLOCK × d, × a */
	float  *out;		/* n × a */
	size_t *zero;		/* threads: 1 + a row without direction; 0: none */
} relative;

/* A centred row; returns its squared norm. */
static double load_row(const relative *r, size_t i, double *x)
{
	double square = 0;
	for (size_t j = 0; j < r->m.d; j++) {
		x[j] = (double)r->m.p[i * r->m.ld + j] - r->mean[j];
		square += x[j] * x[j];
	}
	return square;
}

static void finish(const relative *r, double square, const double *y, float *out)
{
	double by = r->kind == COSINE ? 1 / sqrt(square) : 1 / sqrt((double)r->m.d);
	for (size_t a = 0; a < r->a; a++)
		out[a] = (float)(r->kind == EUCLIDEAN ? sqrt(fmax(0, square + r->square[a] - 2 * y[a])) : by * y[a]);
}

static void relate(void *ctx, size_t lo, size_t hi, int thread)
{
	relative *r = ctx;
	double *x = r->x + (size_t)thread * BLOCK * r->m.d, *y = r->y + (size_t)thread * BLOCK * r->a, square[BLOCK];
	for (size_t i = lo; i < hi; i++) {
		square[i - lo] = load_row(r, i, x + (i - lo) * r->m.d);
		if (square[i - lo] == 0 && r->kind == COSINE && r->zero[thread] == 0)
			r->zero[thread] = i + 1;
	}
	sx_dgemm(false, true, hi - lo, r->a, r->m.d, 1, x, r->m.d, r->anchor, r->m.d, 0, y, r->a);
	for (size_t i = lo; i < hi; i++)
		finish(r, square[i - lo], y + (i - lo) * r->a, r->out + i * r->a);
}

static void centre(relative *r)
{
	for (size_t i = 0; i < r->m.n; i++)
		for (size_t j = 0; j < r->m.d; j++)
			r->mean[j] += (double)r->m.p[i * r->m.ld + j] / (double)r->m.n;
}

static bool ready(const sx_call *call, relative *r, const size_t *rows, sx_err *err)
{
	size_t threads = (size_t)sx_threads(call->job), d = r->m.d;
	r->mean = sx_alloc(call->tmp, d, sizeof *r->mean);
	r->anchor = sx_alloc(call->tmp, r->a * d, sizeof *r->anchor);
	r->square = sx_alloc(call->tmp, r->a, sizeof *r->square);
	r->x = sx_alloc(call->tmp, threads * BLOCK * d, sizeof *r->x);
	r->y = sx_alloc(call->tmp, threads * BLOCK * r->a, sizeof *r->y);
	r->zero = sx_alloc(call->tmp, threads, sizeof *r->zero);
	if (!r->mean || !r->anchor || !r->square || !r->x || !r->y || !r->zero)
		return sx_fail_memory(err, "a relative space", (double)(r->a * d) * 8);
	if (call->arg[CENTER].num != 0)
		centre(r);
	for (size_t a = 0; a < r->a; a++) {
		r->square[a] = load_row(r, rows[a], r->anchor + a * d);
		double by = r->kind == COSINE ? 1 / sqrt(r->square[a]) : 1;
		for (size_t j = 0; j < d; j++)
			r->anchor[a * d + j] *= by;
	}
	return true;
}

static bool name_dims(const sx_call *call, sx_space *made, const sx_space *s, const size_t *rows, size_t m, sx_err *err)
{
	const char **name = sx_alloc(call->tmp, m, sizeof *name);
	for (size_t a = 0; name && a < m; a++) {
		const char *label = sx_space_label(s, rows[a]);
		name[a] = label ? label : sx_printf(call->tmp, "#%zu", sx_space_parent_row(s, rows[a]));
	}
	return name ? sx_space_set_dim_names(made, name, err) : sx_fail_memory(err, "names", (double)m * 16);
}

static bool fill(const sx_call *call, relative *r, const sx_space *s, sx_err *err)
{
	if (!sx_for(call->job, "similarities", r->m.n, BLOCK, relate, r))
		return sx_fail_cancel(err);
	for (int t = 0; t < sx_threads(call->job); t++)
		if (r->zero[t])
			return sx_fail_zero_row(s, r->zero[t] - 1, err);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0];
	relative r = { .m = sx_space_mat(space), .kind = (int)call->arg[SIMILARITY].num };
	size_t *rows = NULL;
	if (!find_anchors(call, space, &rows, &r.a, err))
		return false;
	if (!ready(call, &r, rows, err))
		return false;
	sx_space *made = sx_space_new(sx_made_name(call, space, AS, "relative"), r.m.n, r.a, &r.out, err);
	if (made == NULL)
		return false;
	if (!fill(call, &r, space, err) || !sx_space_copy_meta(made, space, err) ||
	    !name_dims(call, made, space, rows, r.a, err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(out, made);
	sx_put(out, "anchors", (double)r.a);
	if (!sx_table_rows(out, "anchors", SX_PLAIN, space, rows, r.a, call->tmp))
		return sx_fail_memory(err, "the table", (double)r.a * 16);
	return true;
}

const sx_command sx_cmd_relative = {
	.name = "relative", .group = "compare", .summary = "Describe rows by their similarity to anchors",
	.about = "Makes a space whose dimensions are anchors and whose entries are similarities. With the cosine it is unchanged by "
		"rotation, reflection and the scale of rows, so the relative spaces of two models can be compared where the models "
		"cannot. It is changed by translation: --center both spaces where a shift is expected. Dimensions carry the anchors' "
		"labels.\nCost: n d anchors.",
	.example = "relative demo --anchors 50",
	.cite = "Moschella et al. 2023, ICLR, Relative representations enable zero-shot latent space communication",
	SX_PARAMS(params), .run = run,
};
