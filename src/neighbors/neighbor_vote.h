/* neighbor_vote.h: k-nearest-neighbour classification, its error, and McNemar's test of two classifiers. */
#ifndef SX_NEIGHBOR_VOTE_H
#define SX_NEIGHBOR_VOTE_H

#include "base/job.h"

/* Neighbour lists, the classes of the rows they name (code, 0 … classes - 1), and the true classes of the rows that have the lists
 * (truth). index and distance are m × ld. */
typedef struct sx_ballot {
	size_t m, ld, classes;
	const uint32_t *index;
	const double   *distance;
	const size_t   *code, *truth;
	bool            weighted;	/* votes weigh 1 / distance; if some distances are 0 or negative, those rows alone vote,
					 * with equal weights. Otherwise all votes weigh 1. Ties: the class of the nearest of the
					 * tied rows. */
} sx_ballot;

/* Classifies by the k nearest rows; right[i] says whether row i is classified correctly. votes holds classes. Returns the error
 * rate. Rows without a class (SX_NO_CLASS) neither vote nor are judged; NaN if none has one. */
double sx_vote_error(const sx_ballot *, size_t k, double *votes, bool *right);

/* The error rate if rows of the same fold do not vote: fold[i] for the row with list i and for the rows it names. The lists should
 * be long enough to contain k rows of other folds; otherwise fewer vote. */
double sx_vote_error_folds(const sx_ballot *, size_t k, const size_t *fold, double *votes);

/* Makes stratified folds 0 … folds - 1: the rows of each class, in a random order of this seed, are dealt out in turn. Cost n
 * classes. scratch holds n. */
void   sx_vote_folds(const size_t *code, size_t n, size_t classes, size_t folds, uint64_t seed, size_t *scratch, size_t *fold);

/* McNemar's exact test of two classifiers on the same n rows: only_a and only_b count rows that only one of them classifies
 * correctly. p is twice the binomial tail, at most 1. difference is that of their accuracies, a - b, with its 95 % range from the
 * beta distribution with the moments of the difference; NaN if there is none (no row differs, or all do). */
typedef struct sx_mcnemar { size_t only_a, only_b; double p, difference, low, high; } sx_mcnemar;
sx_mcnemar sx_mcnemar_test(const bool *a, const bool *b, size_t n);

#endif
