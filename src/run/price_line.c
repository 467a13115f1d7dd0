/* price_line.c: estimates what a command line will cost, and measures the speed of the machine. */
#include "run_command_parts.h"
#include "numeric/linalg.h"

bool sx_price_line(const sx_session *s, const char *line, double rate, sx_price *out)
{
	sx_arena *a = sx_arena_new(0);
	sx_words w;
	*out = (sx_price){ 0 };
	const sx_command *c = a && sx_line_cut(s, line, a, &w, NULL) && w.name ? sx_command_find(s, w.name, NULL) : NULL;
	sx_value *v = c && c->price ? sx_alloc(a, c->nparams + 1, sizeof *v) : NULL;
	bool ok = v && sx_values_bind(s, c, w.arg, w.nargs, a, v, NULL);
	if (ok) {
		sx_call call = { .command = c, .arg = v };
		c->price(&call, out);
		out->seconds = out->flop / rate;
		out->cheaper_seconds = out->cheaper_flop / rate;
	}
	if (v)
		sx_values_release(c, v);
	sx_arena_free(a);
	return ok;
}

/* ---- the machine ---- */

enum { SIDE = 256, ROUNDS = 24 };

typedef struct bench {
	const float *in;
	float       *out;	/* SIDE² for each thread */
} bench;

static void multiply(void *ctx, size_t lo, size_t hi, int thread)
{
	bench *b = ctx;
	for (size_t i = lo; i < hi; i++)
		sx_gemm_nt(SIDE, SIDE, SIDE, 1, b->in, SIDE, b->in, SIDE, b->out + (size_t)thread * SIDE * SIDE, SIDE);
}

double sx_machine_rate(sx_job *job)
{
	sx_job quiet = { .threads = job->threads };
	size_t threads = (size_t)sx_threads(&quiet), rounds = ROUNDS * threads;
	sx_arena *a = sx_arena_new(0);
	float *in = sx_alloc(a, SIDE * SIDE, sizeof *in);
	bench b = { in, sx_alloc(a, threads * SIDE * SIDE, sizeof *in) };
	double rate = 1e10;	/* where not even that much memory is left */
	for (size_t i = 0; in && i < SIDE * SIDE; i++)
		in[i] = (float)(i % 7) - 3;
	if (in && b.out) {
		sx_for(&quiet, "", threads, 1, multiply, &b);	/* wakes the threads */
		double start = sx_seconds();
		sx_for(&quiet, "", rounds, 1, multiply, &b);
		rate = 2.0 * SIDE * SIDE * SIDE * (double)rounds / (sx_seconds() - start);
	}
	sx_arena_free(a);
	return rate;
}
