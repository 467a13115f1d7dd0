/* id_parts.h: what the estimators of intrinsic dimension share. cmd_id.c lists the estimators, one a line.
 *
 * Each reads one neighbour table of the distinct rows (or of a sample of them), and adds estimates: rows of the table `estimates`,
 * which are also metrics of the result. An estimate that is a mean over rows has a 95 % interval, from resampling the statistics
 * of the rows. The rows themselves are never resampled, since that would create neighbours at distance 0. */
#ifndef SX_ID_PARTS_H
#define SX_ID_PARTS_H

#include "command/command.h"
#include "command/options.h"
#include "neighbors/distinct_rows.h"
#include "neighbors/knn_search.h"

enum {	/* the parameters, in the order of cmd_id.c */
	SX_ID_SPACE, SX_ID_METHOD, SX_ID_K, SX_ID_NEAR, SX_ID_DISCARD, SX_ID_RANGE, SX_ID_DRAWS, SX_ID_CAP, SX_ID_CONDITION,
	SX_ID_TAU, SX_ID_SLOW, SX_ID_COSTS, SX_ID_CONVENTION, SX_ID_QUERIES, SX_ID_BUDGET, SX_ID_NULL, SX_ID_NULL_KIND,
	SX_ID_METRIC, SX_ID_WHERE, SX_ID_DROP,
};
typedef enum sx_id_convention { SX_ID_SEXTANT, SX_ID_SKDIM, SX_ID_DADAPY } sx_id_convention;

typedef struct sx_id_estimate {
	const char *name, *scale;
	double      value, low, high;	/* low, high: NaN where there is no interval */
	size_t      method;		/* index in the table of estimators */
	const char *like;		/* the estimate whose known bias applies; NULL: its own */
	double      of;			/* number of rows it was computed from; 0: all */
} sx_id_estimate;

enum { SX_ID_MOST = 64 };

typedef struct sx_id {
	const sx_call *call;
	sx_result     *out;
	sx_unique      u;
	sx_mat         points;		/* the distinct rows; under cosine, scaled to length 1 */
	size_t         n;		/* number of rows whose neighbours are known ("lines") */
	size_t         k;		/* number of neighbours given by --k */
	size_t         near, ld;	/* number of neighbours of a line; stride between lines */
	const uint32_t *index;		/* n × ld */
	const double   *distance;	/* n × ld; under cosine, the chord */
	const size_t   *line_row;	/* the row of each line; NULL: line i is row i */
	size_t         method;		/* index of the running estimator in the table */
	sx_id_estimate row[SX_ID_MOST];
	size_t         rows;
} sx_id;

typedef struct sx_id_method {
	const char *name;
	bool      (*run)(sx_id *, sx_err *);
	size_t    (*needs)(const sx_call *);	/* number of neighbours it needs; NULL: none */
	const char *cost, *bias;	/* descriptions */
	bool        slow;		/* excluded from `all` without --slow */
} sx_id_method;

static inline size_t sx_id_row(const sx_id *e, size_t line)
{
	return e->line_row ? e->line_row[line] : line;
}

static inline sx_id_convention sx_id_by(const sx_id *e)
{
	return (sx_id_convention)e->call->arg[SX_ID_CONVENTION].num;
}

/* sx_id_add adds an estimate, as a row of the table and as a metric; sx_id_add_row as a row only. A value that is not finite
 * becomes null. */
void sx_id_add(sx_id *, const char *name, double value, double low, double high, const char *scale);
void sx_id_add_row(sx_id *, const char *name, double value, double low, double high, const char *scale);
/* Sets, for the estimate added last, whose bias applies to it and how many rows it was computed from. */
void sx_id_like(sx_id *, const char *figure, double rows);

/* Puts near_twins, and says in notes where the rows are no sample of a smooth density: near twins, lattices, estimates above the
 * number of dimensions. After all estimators. (id_model.c) */
void sx_id_check_model(sx_id *);

/* The plateau of a scaling plot: the longest run of three or more scales that lie within their own 95 % interval, or 5 %, of their
 * weighted mean; of equally long runs, the one at the smallest scales. count 0: there is none. (id_gride.c) */
typedef struct sx_id_flat { size_t from, count; double value; } sx_id_flat;
sx_id_flat sx_id_plateau(const double *d, const double *error, size_t m);
/* Adds the plateau as an estimate. All scales use the same rows, so together they are no more precise than the best of them (half:
 * half-widths of their intervals), and the interval is no narrower than the spread within the plateau. */
void sx_id_add_plateau(sx_id *, const char *name, const sx_id_flat *, const double *d, const double *half, const char *scale);

/* A statistic of all lines with integer weights (count NULL: once each): writes m values to out. */
typedef void (*sx_id_statistic)(const void *ctx, const uint32_t *count, double *out);
typedef struct sx_id_resampled {
	sx_id_statistic statistic;
	const void     *ctx;
	size_t          n, m;		/* number of lines; number of values of the statistic */
} sx_id_resampled;
/* Computes the statistic, and its 2.5 and 97.5 % quantiles over --draws resamplings of n lines; each array holds m. Cost n for
 * each resampling. */
bool sx_id_draw(sx_id *, const sx_id_resampled *, double *value, double *low, double *high, sx_err *err);
/* As sx_id_draw, but returns the resampled values themselves: drawn is m × sx_id_drawings. */
bool sx_id_draws(sx_id *, const sx_id_resampled *, double *value, double *drawn, sx_err *err);
static inline size_t sx_id_drawings(const sx_id *e)
{
	return (size_t)e->call->arg[SX_ID_DRAWS].num;
}

/* The factor by which an interval is wider than for independent rows: the root of the sum of psi_i psi_j, over i = j and all pairs
 * of which one is among the k nearest of the other, over the sum of psi_i² alone, at least 1 (the variance of a sum of locally
 * dependent terms). psi: the centred contribution of each line to the sum; 0 where it contributes nothing. For a sample, whose
 * lines are seldom neighbours, it is 1. Cost n k. */
double sx_id_sharing(const sx_id *, const double *psi, size_t k);

/* Kinds of mean over the lines; each is added as NAME and NAME_suffix, as `means` says. */
enum { SX_ID_HARMONIC, SX_ID_MEAN, SX_ID_MEDIAN, SX_ID_GEOMETRIC, SX_ID_MEANS };
typedef struct sx_id_mean { int which; const char *name; double times; } sx_id_mean;
/* Adds estimates that are means of a per-row statistic (NaN or infinite values are left out and counted in a note); the intervals
 * are widened by `wide`, or, where that is 0, by sx_id_sharing. */
bool sx_id_means(sx_id *, const char *method, const double *line, const sx_id_mean *, size_t means, double wide,
                 const char *scale, sx_err *err);
/* As sx_id_means with sx_id_sharing; also adds the column lid_METHOD for all rows, including removed duplicates. */
bool sx_id_local(sx_id *, const char *method, const double *line, const sx_id_mean *, size_t means, const char *scale,
                 sx_err *err);
/* Adds the column alone. */
bool sx_id_column(sx_id *, const char *name, const double *line);

/* The bias of an estimator: the ratio of estimate to truth for the Gaussian cloud of n points whose estimate is `value`, at k =
 * 20. NaN: not known. (id_bias.c) */
double sx_id_bias(const char *figure, double n, double value);

/* The estimators. */
bool sx_id_twonn(sx_id *, sx_err *), sx_id_mle(sx_id *, sx_err *), sx_id_gride(sx_id *, sx_err *);
bool sx_id_hill(sx_id *, sx_err *), sx_id_mom(sx_id *, sx_err *), sx_id_mada(sx_id *, sx_err *);
bool sx_id_mind_ml(sx_id *, sx_err *), sx_id_tle(sx_id *, sx_err *), sx_id_ess(sx_id *, sx_err *);
bool sx_id_local_pca(sx_id *, sx_err *), sx_id_corrint(sx_id *, sx_err *), sx_id_fishers(sx_id *, sx_err *);
bool sx_id_knn_graph(sx_id *, sx_err *), sx_id_decimation(sx_id *, sx_err *), sx_id_lpca(sx_id *, sx_err *);
bool sx_id_danco(sx_id *, sx_err *), sx_id_local_twonn(sx_id *, sx_err *);

/* The maximum-likelihood dimension of MiND_ML in (0, cap]. ratio[i] = ln(r_1 / r_{k+1}) <= 0. */
double sx_mind_best(const double *log_ratio, size_t n, size_t k, double cap);
/* The same for weighted lines (count NULL: once each), quickly from a nearby start. */
double sx_mind_near(const double *log_ratio, const uint32_t *count, size_t n, size_t k, double cap, double start);
/* The contribution of each line to ln m at the optimum, times n; the sum over lines is 0. */
void   sx_mind_influence(const double *log_ratio, size_t n, size_t k, double m, double *out);

#endif
