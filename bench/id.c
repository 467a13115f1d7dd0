/* id.c: what the estimators of dimension read where the dimension is known.
 *
 *   id coverage [SEEDS]   planted manifolds: the mean reading and how often the 95 % interval holds the truth, and, as an
 *                         interval cannot mend a bias, how often it holds the estimator's own mean
 *   id bias               normal clouds: reading / truth by rows and dimension, the table of src/id_bias.c */
#include "sextant.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const figures[] = { "twonn", "twonn_fit", "mle", "mle_mean", "mle_median", "mle_unbiased", "hill",
	"hill_geometric", "mom", "mom_median", "mada", "mada_median", "mind_ml", "tle", "tle_median", "ess", "ess_median", "corrint",
	"fishers", "knn_graph" };
enum { FIGURES = SX_COUNT(figures), SEEDS_MOST = 200 };

/* ---- manifolds ---- */

typedef void (*point)(sx_rng *, size_t dims, float *out);

static void normal(sx_rng *r, size_t dims, float *out)
{
	for (size_t j = 0; j < dims; j++)
		out[j] = (float)sx_rng_normal(r);
}

static void on_unit(sx_rng *r, size_t dims, double length, float *out)
{
	double v[64], square = 0;
	for (size_t j = 0; j < dims; j++) {
		v[j] = sx_rng_normal(r);
		square += v[j] * v[j];
	}
	for (size_t j = 0; j < dims; j++)
		out[j] = (float)(v[j] / sqrt(square) * length);
}

static void sphere(sx_rng *r, size_t dims, float *out)
{
	on_unit(r, dims, 1, out);
}

static void ball(sx_rng *r, size_t dims, float *out)
{
	on_unit(r, dims / 2, pow(sx_rng_unit(r), 2 / (double)dims), out);	/* in the first half of the dimensions */
}

static void roll(sx_rng *r, size_t dims, float *out)
{
	double t = 4.71 * (1 + 2 * sx_rng_unit(r));
	(void)dims;
	out[0] = (float)(t * cos(t));
	out[1] = (float)(21 * sx_rng_unit(r));
	out[2] = (float)(t * sin(t));
}

static void moebius(sx_rng *r, size_t dims, float *out)
{
	double a = 6.283185307179586 * sx_rng_unit(r), w = 2 * sx_rng_unit(r) - 1;
	(void)dims;
	out[0] = (float)((1 + w / 2 * cos(a / 2)) * cos(a));
	out[1] = (float)((1 + w / 2 * cos(a / 2)) * sin(a));
	out[2] = (float)(w / 2 * sin(a / 2));
}

static void affine(sx_rng *r, size_t dims, float *out)
{
	double u[3] = { sx_rng_unit(r), sx_rng_unit(r), sx_rng_unit(r) };
	for (size_t j = 0; j < dims; j++)
		out[j] = (float)(u[j % 3] + 0.5 * u[(j + 1) % 3] * (double)j - 0.3 * u[(j + 2) % 3]);
}

/* A curve in noise a hundred times thinner than the distance of its points: neighbours see the curve. */
static void curve(sx_rng *r, size_t dims, float *out)
{
	double t = 6.283185307179586 * sx_rng_unit(r);
	for (size_t j = 0; j < dims; j++)
		out[j] = (float)((j % 2 ? sin : cos)(t * (double)(j / 2 + 1)) + 1e-5 * sx_rng_normal(r));
}

static const struct { const char *name; point f; size_t dims; double truth; } planted[] = {
	{ "sphere 10 in 11", sphere, 11, 10 }, { "sphere 2 in 3", sphere, 3, 2 }, { "ball 5 in 10", ball, 10, 5 },
	{ "swiss roll", roll, 3, 2 }, { "moebius band", moebius, 3, 2 }, { "affine 3 in 5", affine, 5, 3 },
	{ "curve in noise", curve, 6, 1 },
};

static sx_space *draw(point f, size_t n, size_t dims, uint64_t seed)
{
	float *p;
	sx_space *s = sx_space_new("x", n, dims, &p, NULL);
	sx_rng rng = sx_rng_seed(seed);
	for (size_t i = 0; s && i < n; i++) {
		for (size_t j = 0; j < dims; j++)
			p[i * dims + j] = 0;
		f(&rng, dims, p + i * dims);
	}
	return s;
}

/* Estimates of one cloud: value, low and high of each figure; NaN where there is none. */
static void read_one(point f, size_t n, size_t dims, uint64_t seed, double out[FIGURES][3])
{
	sx_err err = { 0 };
	sx_job job = { 0 };
	sx_session *s = sx_session_new();
	sx_space *x = draw(f, n, dims, seed);
	sx_result *r = sx_result_new();
	char name[64];
	if (!s || !x || !r || !sx_session_add(s, x, true, &err) || !sx_run(s, "id x --method all", &job, r, &err)) {
		fprintf(stderr, "id: %s\n", err.msg);
		exit(1);
	}
	for (size_t i = 0; i < FIGURES; i++)
		for (size_t c = 0; c < 3; c++) {
			snprintf(name, sizeof name, "%s%s", figures[i], c == 0 ? "" : c == 1 ? "_low" : "_high");
			const sx_scalar *v = sx_result_scalar(r, name);
			out[i][c] = v && v->kind == SX_SCALAR_NUM ? v->num : (double)NAN;
		}
	sx_result_unref(r);
	sx_space_unref(x);
	sx_session_free(s);
}

static void coverage(size_t seeds)
{
	static double v[SEEDS_MOST][FIGURES][3];
	printf("%-18s %-16s %8s %8s %8s %8s %10s\n", "1500 rows of", "estimator", "truth", "mean", "sd", "holds", "holds mean");
	for (size_t m = 0; m < SX_COUNT(planted); m++) {
		for (size_t s = 0; s < seeds; s++)
			read_one(planted[m].f, 1500, planted[m].dims, 1000 * m + s, v[s]);
		for (size_t i = 0; i < FIGURES; i++) {
			double mean = 0, square = 0, truth = 0, own = 0, k = (double)seeds;
			for (size_t s = 0; s < seeds; s++)
				mean += v[s][i][0] / k;
			for (size_t s = 0; s < seeds; s++) {
				square += (v[s][i][0] - mean) * (v[s][i][0] - mean) / (k - 1);
				truth += v[s][i][1] <= planted[m].truth && planted[m].truth <= v[s][i][2];
				own += v[s][i][1] <= mean && mean <= v[s][i][2];
			}
			printf("%-18s %-16s %8g %8.3f %8.3f %7.0f%% %9.0f%%\n", planted[m].name, figures[i], planted[m].truth, mean, sqrt(square),
			       100 * truth / k, 100 * own / k);
		}
	}
}

static void bias(void)
{
	static const size_t rows[] = { 250, 1000, 4000, 16000 }, dims[] = { 2, 5, 10, 20, 40, 80 }, seeds[] = { 16, 8, 4, 1 };
	static double sum[FIGURES][4][6], v[FIGURES][3];
	for (size_t a = 0; a < SX_COUNT(rows); a++)
		for (size_t b = 0; b < SX_COUNT(dims); b++)
			for (size_t s = 0; s < seeds[a]; s++) {
				read_one(normal, rows[a], dims[b], s, v);
				for (size_t i = 0; i < FIGURES; i++)
					sum[i][a][b] += v[i][0] / (double)dims[b] / (double)seeds[a];
			}
	for (size_t i = 0; i < FIGURES; i++) {
		printf("\t{ \"%s\", {", figures[i]);
		for (size_t a = 0; a < SX_COUNT(rows); a++) {
			printf(" {");
			for (size_t b = 0; b < SX_COUNT(dims); b++)
				printf(" %.3f%s", isfinite(sum[i][a][b]) ? sum[i][a][b] : 0, b + 1 < SX_COUNT(dims) ? "," : " }");
			printf(a + 1 < SX_COUNT(rows) ? "," : " } },\n");
		}
	}
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "bias") == 0)
		bias();
	else
		coverage(argc > 2 ? (size_t)fmin(atof(argv[2]), SEEDS_MOST) : 40);
	return 0;
}
