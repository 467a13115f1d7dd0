/* layout_tsne.c: t-SNE with the Barnes-Hut tree. */
#include "layout_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 256, DEPTH = 48 };

/* ---- affinities: p(j | i) of the nearest rows with a given perplexity, made symmetric ---- */

typedef struct affinity { size_t *start; uint32_t *to; double *p; } affinity;

/* The precision at which the entropy of the row's affinities is ln perplexity, by halving. */
static void row_affinities(const double *distance, size_t k, double perplexity, double *p)
{
	double low = 0, high = INFINITY, beta = 1, want = log(perplexity);
	double scale = distance[k - 1] > 0 ? distance[k - 1] * distance[k - 1] : 1;
	for (int round = 0; round < 200; round++) {
		double sum = 0, weighted = 0;
		for (size_t j = 0; j < k; j++) {
			double d2 = (distance[j] * distance[j] - distance[0] * distance[0]) / scale;
			p[j] = exp(-beta * d2);
			sum += p[j];
			weighted += beta * d2 * p[j];
		}
		double entropy = log(sum) + weighted / sum;
		for (size_t j = 0; j < k; j++)
			p[j] /= sum;
		if (fabs(entropy - want) < 1e-10)
			break;
		if (entropy > want)
			low = beta;
		else
			high = beta;
		beta = isinf(high) ? 2 * beta : (low + high) / 2;
	}
}

typedef struct link { uint32_t to; double p; } link;

static int by_end(const void *a, const void *b)
{
	const link *x = a, *y = b;
	return (x->to > y->to) - (x->to < y->to);
}

/* (p(j | i) + p(i | j)) / 2n, in ascending order of j in every row. */
static bool affinities(const sx_knn *t, double perplexity, sx_arena *tmp, affinity *out)
{
	size_t n = t->n, k = t->k, *at = sx_alloc(tmp, n + 1, sizeof *at);
	double *p = sx_alloc(tmp, n * k, sizeof *p);
	link *all = sx_alloc(tmp, 2 * n * k, sizeof *all);
	out->start = sx_alloc(tmp, n + 1, sizeof *out->start);
	out->to = sx_alloc(tmp, 2 * n * k, sizeof *out->to);
	out->p = sx_alloc(tmp, 2 * n * k, sizeof *out->p);
	if (!at || !p || !all || !out->start || !out->to || !out->p)
		return false;
	for (size_t i = 0; i < n; i++) {
		row_affinities(t->distance + i * t->ld, k, perplexity, p + i * k);
		at[i + 1] += k;
		for (size_t j = 0; j < k; j++)
			at[t->index[i * t->ld + j] + 1]++;
	}
	for (size_t i = 0; i < n; i++)
		at[i + 1] += at[i];
	size_t *end = out->start;
	memcpy(end, at, n * sizeof *end);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < k; j++) {
			uint32_t other = t->index[i * t->ld + j];
			double half = p[i * k + j] / (2 * (double)n);
			all[end[i]++] = (link){ other, half };
			all[end[other]++] = (link){ (uint32_t)i, half };
		}
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		size_t from = at[i], to = at[i + 1];
		qsort(all + from, to - from, sizeof *all, by_end);
		out->start[i] = kept;
		for (size_t e = from; e < to; e++) {
			if (e > from && all[e].to == all[e - 1].to) {
				out->p[kept - 1] += all[e].p;
			} else {
				out->to[kept] = all[e].to;
				out->p[kept++] = all[e].p;
			}
		}
	}
	out->start[n] = kept;
	return true;
}

/* ---- the tree of squares ---- */

typedef struct square {
	double x, y, half;	/* centre and half side */
	double mx, my, rows;	/* mean and number of rows in it */
	uint32_t child[4];	/* 0: none */
} square;

/* The same squares in the order in which they are looked at, each before what is in it: memory is read forwards. */
typedef struct step_in {
	double   mx, my, rows, side2;	/* side2: of the whole side, squared; of a leaf below 0 */
	uint32_t beyond;		/* the first that is not in it */
} step_in;

typedef struct tree { square *q; size_t count, room; step_in *walk; size_t steps, walk_room; } tree;

static bool grow_tree(tree *t)
{
	if (t->count + 4 < t->room)
		return true;
	size_t more = t->room ? 2 * t->room : 1024;
	square *q = realloc(t->q, more * sizeof *q);
	if (q == NULL)
		return false;
	t->q = q;
	t->room = more;
	return true;
}

static uint32_t child_of(tree *t, uint32_t at, double x, double y)
{
	square *q = &t->q[at];
	int which = (x >= q->x) + 2 * (y >= q->y);
	if (q->child[which] == 0) {
		double h = q->half / 2;
		uint32_t made = (uint32_t)t->count++;
		t->q[made] = (square){ .x = q->x + (which & 1 ? h : -h), .y = q->y + (which & 2 ? h : -h), .half = h };
		t->q[at].child[which] = made;
	}
	return t->q[at].child[which];
}

/* A square with one row is a leaf; when another row arrives, the row moves further down. Rows at the same position share a leaf at
 * DEPTH. */
static bool insert(tree *t, double x, double y)
{
	uint32_t at = 0;
	for (int depth = 0;; depth++) {
		square *q = &t->q[at];
		double rows = q->rows, ox = q->mx, oy = q->my;
		q->mx = (q->mx * rows + x) / (rows + 1);
		q->my = (q->my * rows + y) / (rows + 1);
		q->rows = rows + 1;
		if (rows == 0 || depth == DEPTH)
			return true;
		if (!grow_tree(t))
			return false;
		if (rows == 1) {
			uint32_t old = child_of(t, at, ox, oy);
			t->q[old].mx = ox;
			t->q[old].my = oy;
			t->q[old].rows = 1;
		}
		at = child_of(t, at, x, y);
	}
}

static void lay(tree *t, uint32_t at)
{
	const square *q = &t->q[at];
	step_in *w = &t->walk[t->steps++];
	bool leaf = !(q->child[0] | q->child[1] | q->child[2] | q->child[3]);
	*w = (step_in){ .mx = q->mx, .my = q->my, .rows = q->rows, .side2 = leaf ? -1 : 4 * q->half * q->half };
	for (int c = 3; c >= 0; c--)
		if (q->child[c])
			lay(t, q->child[c]);
	w->beyond = (uint32_t)t->steps;
}

static bool lay_out(tree *t)
{
	if (t->walk_room < t->count) {
		step_in *walk = realloc(t->walk, t->room * sizeof *walk);
		if (walk == NULL)
			return false;
		t->walk = walk;
		t->walk_room = t->room;
	}
	t->steps = 0;
	lay(t, 0);
	return true;
}

static bool plant(tree *t, const double *at, size_t n)
{
	double lo[2] = { INFINITY, INFINITY }, hi[2] = { -INFINITY, -INFINITY };
	for (size_t i = 0; i < 2 * n; i++) {
		lo[i % 2] = fmin(lo[i % 2], at[i]);
		hi[i % 2] = fmax(hi[i % 2], at[i]);
	}
	t->count = 0;
	if (!grow_tree(t))
		return false;
	t->count = 1;
	t->q[0] = (square){ .x = (lo[0] + hi[0]) / 2, .y = (lo[1] + hi[1]) / 2,
	                    .half = fmax(hi[0] - lo[0], hi[1] - lo[1]) / 2 + 1e-30 };
	for (size_t i = 0; i < n; i++)
		if (!insert(t, at[2 * i], at[2 * i + 1]))
			return false;
	return lay_out(t);
}

/* The sums over other rows of 1/(1 + d²) and of its square times the difference; far squares count as one (theta 1/2). */
static void repel(const tree *t, double x, double y, double *sum, double force[2])
{
	for (size_t at = 0; at < t->steps;) {
		const step_in *q = &t->walk[at];
		double dx = x - q->mx, dy = y - q->my, d2 = dx * dx + dy * dy;
		if (q->side2 >= 0 && q->side2 >= 0.25 * d2) {
			at++;
			continue;
		}
		double w = 1 / (1 + d2), rows = d2 > 0 ? q->rows : q->rows - 1;	/* a row does not repel itself */
		*sum += rows * w;
		force[0] += rows * w * w * dx;
		force[1] += rows * w * w * dy;
		at = q->beyond;
	}
}

/* ---- descent ---- */

typedef struct descent {
	size_t   n;
	affinity p;
	tree     tree;
	double  *at, *speed, *gain, *push, *sums;	/* n × 2 but for sums: blocks */
	double   exaggeration, momentum, rate, total;
	bool     last;					/* the loss is wanted */
	double  *loss;					/* blocks */
} descent;

static void repel_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	descent *s = ctx;
	double sum = 0;
	for (size_t i = lo; i < hi; i++) {
		double force[2] = { 0, 0 };
		repel(&s->tree, s->at[2 * i], s->at[2 * i + 1], &sum, force);
		s->push[2 * i] = force[0];
		s->push[2 * i + 1] = force[1];
	}
	s->sums[lo / BLOCK] = sum;
}

/* The whole gradient in place of the push; in the last step the loss on the way. */
static void attract_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	descent *s = ctx;
	double loss = 0;
	for (size_t i = lo; i < hi; i++) {
		double pull[2] = { 0, 0 };
		for (size_t e = s->p.start[i]; e < s->p.start[i + 1]; e++) {
			size_t j = s->p.to[e];
			double dx = s->at[2 * i] - s->at[2 * j], dy = s->at[2 * i + 1] - s->at[2 * j + 1];
			double w = 1 / (1 + dx * dx + dy * dy), p = s->p.p[e];
			pull[0] += p * w * dx;
			pull[1] += p * w * dy;
			if (s->last)
				loss += p * log(fmax(p, 1e-300) * s->total / w);
		}
		for (int c = 0; c < 2; c++)
			s->push[2 * i + (size_t)c] = 4 * (s->exaggeration * pull[c] - s->push[2 * i + (size_t)c] / s->total);
	}
	s->loss[lo / BLOCK] = loss;
}

static void move(descent *s)
{
	double mean[2] = { 0, 0 };
	for (size_t i = 0; i < 2 * s->n; i++) {
		bool turned = s->push[i] * s->speed[i] < 0;	/* still going downhill: go faster */
		s->gain[i] = turned ? s->gain[i] + 0.2 : fmax(s->gain[i] * 0.8, 0.01);
		s->speed[i] = s->momentum * s->speed[i] - s->rate * s->gain[i] * s->push[i];
		s->at[i] += s->speed[i];
		mean[i % 2] += s->at[i] / (double)s->n;
	}
	for (size_t i = 0; i < 2 * s->n; i++)
		s->at[i] -= mean[i % 2];
}

static bool step(descent *s, size_t blocks, sx_job *job, double *divergence, sx_err *err)
{
	if (!plant(&s->tree, s->at, s->n))
		return sx_fail_memory(err, "the tree of t-SNE", (double)s->n * 200);
	if (!sx_for(job, "t-SNE", s->n, BLOCK, repel_rows, s))
		return sx_fail_cancel(err);
	s->total = 0;
	for (size_t b = 0; b < blocks; b++)
		s->total += s->sums[b];
	if (!sx_for(job, "t-SNE", s->n, BLOCK, attract_rows, s))
		return sx_fail_cancel(err);
	*divergence = 0;
	for (size_t b = 0; b < blocks; b++)
		*divergence += s->loss[b];
	move(s);
	return true;
}

/* The start, brought to a deviation of 1e-4 along its first axis. */
static void shrink(double *at, size_t n)
{
	double squares = 0;
	for (size_t i = 0; i < n; i++)
		squares += at[2 * i] * at[2 * i] / (double)n;
	for (size_t i = 0; i < 2 * n; i++)
		at[i] *= squares > 0 ? 1e-4 / sqrt(squares) : 1;
}

bool sx_layout_tsne(const sx_knn *t, double perplexity, size_t steps, sx_job *job, double *at, double *divergence, sx_err *err)
{
	sx_arena *tmp = sx_arena_new(job->memory);
	size_t n = t->n, blocks = (n + BLOCK - 1) / BLOCK, early = steps / 4;
	descent s = { .n = n, .at = at, .rate = fmax((double)n / 12, 50), .speed = sx_alloc(tmp, 2 * n, sizeof *s.speed),
	              .gain = sx_alloc(tmp, 2 * n, sizeof *s.gain), .push = sx_alloc(tmp, 2 * n, sizeof *s.push),
	              .sums = sx_alloc(tmp, blocks, sizeof *s.sums), .loss = sx_alloc(tmp, blocks, sizeof *s.loss) };
	bool ok = (s.speed && s.gain && s.push && s.sums && s.loss && affinities(t, perplexity, tmp, &s.p)) ||
	          sx_fail_memory(err, "t-SNE", (double)n * ((double)t->k * 72 + 64));
	for (size_t i = 0; ok && i < 2 * n; i++)
		s.gain[i] = 1;
	if (ok)
		shrink(at, n);
	for (size_t i = 0; ok && i < steps; i++) {
		sx_job part = sx_job_part(job, (double)i / (double)steps, 1 / (double)steps);
		s.exaggeration = i < early ? 12 : 1;
		s.momentum = i < early ? 0.5 : 0.8;
		s.last = i + 1 == steps;
		ok = step(&s, blocks, &part, divergence, err);
	}
	free(s.tree.q);
	free(s.tree.walk);
	sx_arena_free(tmp);
	return ok;
}
