/* dehub_parts.h: the state of one run of `dehub` on one space, one k and one chain of reductions. */
#ifndef SX_DEHUB_PARTS_H
#define SX_DEHUB_PARTS_H

#include "occurrence.h"
#include "reduction_chain.h"
#include "command/command.h"
#include "neighbors/neighbor_vote.h"
#include "rows/index_queries.h"

typedef enum sx_dehub_vote { SX_VOTE_AUTO, SX_VOTE_UNIFORM, SX_VOTE_DISTANCE } sx_dehub_vote;

enum { SX_CV_LEAST = 2, SX_CV_MOST = 19, SX_CV_FOLDS = 10 };	/* k and folds of the protocol of Nielsen and Hansen */

typedef struct sx_dehub {
	const sx_call *call;
	sx_result *out;			/* receives the notes of transforms; NULL: none */
	sx_secondary_spec spec;		/* everything except kind and k */
	sx_chain_how how;
	double   hub_size;
	const char *labels;		/* NULL: no classes */
	sx_dehub_vote vote;
	size_t   k_max;			/* 0: no series of errors by k */
	/* the current space and k */
	sx_index_queries halves;
	size_t   n, m, k, classes;	/* n rows of the index, m lists */
	size_t  *code;			/* classes of the index rows, then of the queries; NULL: no classes */
	double  *n_k, *scratch, *votes;
} sx_dehub;

typedef struct sx_outcome {
	sx_hub_scores hubs;
	double    mean;			/* mean secondary distance; NaN: none */
	uint32_t *index;		/* m × listed */
	double   *distance;
	size_t    listed;
	double    error;		/* error of the k-nearest vote, by leave-one-out or over all queries; NaN: no classes */
	bool     *right;		/* m: whether the vote of k (with queries: of test_k) is correct */
	double   *by_k;			/* errors of k = 1 … k_max */
	double    cv[SX_CV_MOST + 1];	/* cross-validated errors by k; test_k 0: there were no queries with classes */
	size_t    test_k;
	double    test_error;
	bool      weighted;		/* the votes of test_error are weighted by distance */
} sx_outcome;

/* Sets the current index and queries, and k; the caller keeps its references. */
bool sx_dehub_begin(sx_dehub *, const sx_index_queries *, size_t k, sx_err *err);
/* Applies a chain and measures the outcome. made, unless NULL, gets the transformed spaces; the caller frees them. */
bool sx_dehub_assess(sx_dehub *, const sx_chain *, sx_outcome *, sx_reduced *made, sx_err *err);
/* The relative decrease of a metric; NaN if it was 0. */
double sx_dehub_reduction(double before, double after);

/* Adds the table of methods, one row for each method, space and k. With one space and one k, a note names the best method; with
 * several, and classes, the gains are tabulated by skewness. (dehub_tables.c) */
typedef struct sx_dehub_row {
	const char   *space, *method;
	size_t        k;
	sx_hub_scores hubs;
	double        error, base_skewness, base_error;
} sx_dehub_row;
void sx_dehub_methods(sx_result *, const sx_dehub_row *, size_t rows, bool many, bool classes, sx_arena *tmp);

#endif
