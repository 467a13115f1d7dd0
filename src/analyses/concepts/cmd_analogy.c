/* cmd_analogy.c: the command analogy: A is to B as C is to what? (Mikolov et al. 2013; Levy, Goldberg 2014).
 *
 * On unit rows: 3CosAdd maximises cos(d, b - a + c), 3CosMul cos(d,b) cos(d,c) / (cos(d,a) + 0.001) with cosines shifted to 0 …
 * 1, PairDirection cos(b - a, d - c). The three query words are never the answer. Cost n d. */
#include "command/options.h"
#include "numeric/stats.h"
#include "rows/row_tables.h"

#include <math.h>

enum { SPACE, A, B, C, METHOD, K };
enum { ADD, MUL, DIRECTION };

static const sx_param params[] = {
	[SPACE]  = SX_OPT_SPACE,
	[A]      = { .name = "a", .kind = SX_KIND_ROW, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "A is to B …" },
	[B]      = { .name = "b", .kind = SX_KIND_ROW, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "… as" },
	[C]      = { .name = "c", .kind = SX_KIND_ROW, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "C is to the answer" },
	[METHOD] = { .name = "method", .kind = SX_KIND_CHOICE, .dflt = "3cosadd", .choices = "3cosadd|3cosmul|pairdirection",
	             .help = "the score to maximise" },
	[K]      = { .name = "k", .kind = SX_KIND_INT, .dflt = "5", .lo = 1, .hi = 1e6, .help = "number of answers" },
};

typedef struct analogy {
	sx_mat  m;
	int     method;
	double *a, *b, *c;	/* unit rows */
	double *score;		/* n */
} analogy;

static bool unit_row(sx_mat m, size_t i, double *out)
{
	double square = 0;
	for (size_t j = 0; j < m.d; j++)
		square += (double)m.p[i * m.ld + j] * (double)m.p[i * m.ld + j];
	for (size_t j = 0; j < m.d; j++)
		out[j] = (double)m.p[i * m.ld + j] / sqrt(square);
	return square > 0;
}

typedef struct sums { double dd, da, db, dc, direction, length; } sums;

/* Inner products of one row with the three, and with b - a of its way from c, in one pass. */
static sums products(const analogy *q, const float *x)
{
	sums s = { 0 };
	for (size_t j = 0; j < q->m.d; j++)
		s.dd += (double)x[j] * (double)x[j];
	double by = s.dd > 0 ? 1 / sqrt(s.dd) : 0;
	for (size_t j = 0; j < q->m.d; j++) {
		double d = by * (double)x[j], way = d - q->c[j];
		s.da += d * q->a[j];
		s.db += d * q->b[j];
		s.dc += d * q->c[j];
		s.direction += way * (q->b[j] - q->a[j]);
		s.length += way * way;
	}
	return s;
}

static double between_0_and_1(double cosine)
{
	return (cosine + 1) / 2;
}

static void score_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	analogy *q = ctx;
	double target = 0, step = 0;
	for (size_t j = 0; j < q->m.d; j++) {
		double t = q->b[j] - q->a[j];
		step += t * t;
		target += (t + q->c[j]) * (t + q->c[j]);
	}
	for (size_t i = lo; i < hi; i++) {
		sums s = products(q, q->m.p + i * q->m.ld);
		if (s.dd == 0)
			q->score[i] = -INFINITY;	/* a row of zeros has no direction */
		else if (q->method == ADD)
			q->score[i] = target > 0 ? (s.db - s.da + s.dc) / sqrt(target) : 0;
		else if (q->method == MUL)
			q->score[i] = between_0_and_1(s.db) * between_0_and_1(s.dc) / (between_0_and_1(s.da) + 0.001);
		else
			q->score[i] = step > 0 && s.length > 0 ? s.direction / sqrt(step * s.length) : -INFINITY;
	}
}

static bool ready(const sx_call *call, analogy *q, const sx_space *space, sx_err *err)
{
	double **row[] = { &q->a, &q->b, &q->c };
	for (size_t i = 0; i < SX_COUNT(row); i++) {
		size_t at = (size_t)call->arg[A + i].num;
		*row[i] = sx_alloc(call->tmp, q->m.d, sizeof **row[i]);
		if (*row[i] == NULL)
			return sx_fail_memory(err, "an analogy", (double)q->m.d * 8);
		if (!unit_row(q->m, at, *row[i]))
			return sx_fail_zero_row(space, at, err);
	}
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_space *space = call->arg[SPACE].space[0];
	analogy q = { .m = sx_space_mat(space), .method = (int)call->arg[METHOD].num };
	size_t n = q.m.n, k = (size_t)call->arg[K].num, m = 0;
	size_t *order = sx_alloc(call->tmp, n, sizeof *order);
	q.score = sx_alloc(call->tmp, n, sizeof *q.score);
	double *value = sx_alloc(call->tmp, k < n ? k : n, sizeof *value);
	if (!order || !q.score || !value)
		return sx_fail_memory(err, "an analogy", (double)n * 24);
	if (!ready(call, &q, space, err))
		return false;
	if (!sx_for(call->job, "analogy", n, 4096, score_rows, &q))
		return sx_fail_cancel(err);
	for (int i = A; i <= C; i++)
		q.score[(size_t)call->arg[i].num] = -INFINITY;
	if (!sx_order_down(q.score, n, order, call->tmp))
		return sx_fail_memory(err, "an analogy", (double)n * 16);
	for (; m < k && m < n && isfinite(q.score[order[m]]); m++)
		value[m] = q.score[order[m]];
	if (!sx_table_rows(out, "answers", SX_PLAIN, space, order, m, call->tmp))
		return sx_fail_memory(err, "the table", (double)m * 16);
	sx_table_nums(out, "score", value);
	return true;
}

static const sx_figure analogy_figures[] = {
	{ "answers", "table", NULL,
	  "best first; score by --method: 3cosadd up to 3, 3cosmul and pairdirection up to 1 for an exact answer" },
};

const sx_command sx_cmd_analogy = {
	.name = "analogy", .group = "look", .summary = "A is to B as C is to what? (3CosAdd, 3CosMul, PairDirection)",
	.about = "On rows of length 1. 3cosadd: the cosine with b - a + c. 3cosmul: cos(d,b) cos(d,c) / (cos(d,a) + 0.001) with "
		"the cosines shifted to the range 0 to 1. pairdirection: the cosine of d - c with b - a. The three query rows "
		"are excluded; otherwise the answer would mostly be one of them.\nCost: n d.",
	.example = "analogy demo he his she", .cite = "Mikolov, Yih, Zweig 2013, NAACL; Levy, Goldberg 2014, CoNLL",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(analogy_figures),
};
