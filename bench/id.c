/* id.c: what the estimators of dimension read where the dimension is known.
 *
 *   id coverage [SEEDS]   planted manifolds: the mean reading and how often the 95 % interval holds the truth, and, as an
 *                         interval cannot mend a bias, how often it holds the estimator's own mean
 *   id speed              seconds of TwoNN on 50,000 x 100 and of the whole battery on 20,000 x 100, with the share of each part
 *   id bias               normal clouds: reading / truth by rows and dimension, the table of src/id_bias.c */
#include "manifolds.h"
#include "sextant.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const figures[] = { "twonn", "twonn_fit", "mle", "mle_mean", "mle_median", "mle_unbiased", "hill",
	"hill_geometric", "mom", "mom_median", "mom_with_last", "mada", "mada_median", "mind_ml", "tle", "tle_median", "ess",
	"ess_median", "ess_cosine", "local_pca", "local_participation", "local_rank", "local_entropy_rank", "local_twonn", "local_twonn_median",
	"corrint", "fishers", "knn_graph", "lpca",
	"gride 2->4", "gride 4->8", "gride 8->16", "gride 16->32", "gride 32->64", "gride", "decimation",
	"danco" };
enum { FIGURES = SX_COUNT(figures), SEEDS_MOST = 200 };

static double number(const sx_frame *t, const char *column, size_t row)
{
	return sx_frame_field(t, column)->num[row];
}

/* Estimates of one cloud: value, low and high of each figure; NaN where there is none. */
static void read_one(const char *line, point f, size_t n, size_t dims, uint64_t seed, double out[FIGURES][3])
{
	sx_err err = { 0 };
	sx_job job = { .seed = seed };		/* danco's balls differ from cloud to cloud: their noise is in its readings */
	sx_session *s = sx_session_new();
	sx_space *x = draw(f, n, dims, seed);
	sx_result *r = sx_result_new();
	if (!s || !x || !r || !sx_session_add(s, x, true, &err) || !sx_run(s, line, &job, r, &err)) {
		fprintf(stderr, "id: %s\n", err.msg);
		exit(1);
	}
	const sx_frame *t = sx_result_frame(r, "estimates");
	for (size_t i = 0; i < FIGURES; i++) {
		out[i][0] = out[i][1] = out[i][2] = NAN;
		for (size_t row = 0; row < t->rows; row++)
			if (strcmp(sx_frame_field(t, "method")->text[row], figures[i]) == 0) {
				out[i][0] = number(t, "dimension", row);
				out[i][1] = number(t, "low", row);
				out[i][2] = number(t, "high", row);
			}
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
			read_one("id x --method all --slow", planted[m].f, 1500, planted[m].dims, 1000 * m + s, v[s]);
		for (size_t i = 0; i < FIGURES; i++) {
			double mean = 0, square = 0, truth = 0, own = 0, k = (double)seeds;
			for (size_t s = 0; s < seeds; s++)
				mean += v[s][i][0] / k;
			for (size_t s = 0; s < seeds; s++) {
				square += (v[s][i][0] - mean) * (v[s][i][0] - mean) / (k - 1);
				truth += v[s][i][1] <= planted[m].truth && planted[m].truth <= v[s][i][2];
				/* a count that is the same at every row has no width, as a note says */
				own += v[s][i][1] < v[s][i][2] ? v[s][i][1] <= mean && mean <= v[s][i][2]
				                               : fabs(v[s][i][0] - mean) < 0.01 * mean;
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
				read_one("id x --method all", normal, rows[a], dims[b], s, v);
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

static void battery(size_t n, const char *line)
{
	sx_err err = { 0 };
	sx_job job = { 0 };
	sx_session *s = sx_session_new();
	sx_space *x = draw(normal, n, 100, 1);
	sx_result *r = sx_result_new();
	if (!s || !x || !r || !sx_session_add(s, x, true, &err) || !sx_run(s, line, &job, r, &err)) {
		fprintf(stderr, "id: %s\n", err.msg);
		exit(1);
	}
	printf("%s on %zu x 100: %.2f s\n", line, n, r->seconds);
	const sx_frame *t = sx_result_frame(r, "costs");
	const sx_field *part = sx_frame_field(t, "part"), *share = sx_frame_field(t, "share"), *seconds = sx_frame_field(t, "seconds");
	for (size_t i = 0; i < t->rows; i++)
		printf("  %-12s %8.3f s %5.1f %%\n", part->text[i], seconds->num[i], 100 * share->num[i]);
	sx_result_unref(r);
	sx_space_unref(x);
	sx_session_free(s);
}

static void speed(void)
{
	battery(50000, "id x --method twonn --costs");
	battery(20000, "id x --method all --costs");
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "bias") == 0)
		bias();
	else if (argc > 1 && strcmp(argv[1], "speed") == 0)
		speed();
	else
		coverage(argc > 2 ? (size_t)fmin(atof(argv[2]), SEEDS_MOST) : 40);
	return 0;
}
