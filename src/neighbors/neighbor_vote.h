/* neighbor_vote.h: k-nearest-neighbour classification, its error, and McNemar's test of two classifiers. */
#ifndef SX_NEIGHBOR_VOTE_H
#define SX_NEIGHBOR_VOTE_H

#include "base/job.h"

/* Lists of neighbours with the classes of the rows they name (code, 0 … classes - 1), and the classes of the rows that
 * have the lists (truth). index and distance are m × ld. */
typedef struct sx_ballot {
	size_t m, ld, classes;
	const uint32_t *index;
	const double   *distance;
	const size_t   *code, *truth;
	bool            weighted;	/* votes weigh 1 / distance; where some distance is 0 or below, those rows vote alone, alike.
					 * Otherwise every vote is one. Equal votes: the class of the nearest of them wins. */
} sx_ballot;

/* right[i]: whether the vote of the k nearest gives row i its class. votes holds classes. Returns the error. */
double sx_vote_error(const sx_ballot *, size_t k, double *votes, bool *right);

/* The error by the votes of lists whose rows in the same fold do not vote: fold[i] of the row with list i and of the rows it
 * names. The lists must be long enough for k others; what is there votes where they are not. */
double sx_vote_error_folds(const sx_ballot *, size_t k, const size_t *fold, double *votes);

/* Folds 0 … folds - 1 that hold each class in even parts: the rows of a class, in a random order of this seed, are dealt out
 * in turn. Cost n classes. scratch holds n. */
void   sx_vote_folds(const size_t *code, size_t n, size_t classes, size_t folds, uint64_t seed, size_t *scratch, size_t *fold);

/* The exact test of McNemar between two classifiers of the same n rows: only_a and only_b rows are right in one alone. p is
 * twice the binomial tail, at most 1. difference is that of their accuracies, a - b, with its 95 % range by the beta quantile
 * whose moments are those of the difference; NaN where there is none (no row differs, or all do). */
typedef struct sx_mcnemar { size_t only_a, only_b; double p, difference, low, high; } sx_mcnemar;
sx_mcnemar sx_mcnemar_test(const bool *a, const bool *b, size_t n);

#endif
