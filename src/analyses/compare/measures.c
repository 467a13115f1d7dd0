/* measures.c: the table of similarity measures that compare offers. */
#include "measures.h"

#include <math.h>

#define ALIKE(low, mid, high) \
	{ { low, "little in common" }, { mid, "some structure in common" }, { high, "alike" }, { INFINITY, "nearly the same" } }
#define APART(low, mid, high) \
	{ { low, "nearly the same" }, { mid, "alike" }, { high, "some structure in common" }, { INFINITY, "little in common" } }

const sx_measure_of_likeness sx_likenesses[] = {
	{ "cka_linear", "0 to 1", "CKA of the Gram matrices, biased upwards if there are fewer rows than dimensions", false,
	  ALIKE(0.3, 0.6, 0.9), sx_cka_linear },
	{ "cka_rbf", "0 to 1", "CKA of a Gaussian kernel whose width is the median distance", false, ALIKE(0.3, 0.6, 0.9), sx_cka_rbf },
	{ "cka_debiased", "to 1; 0 for independent spaces", "CKA without the bias", false, ALIKE(0.2, 0.5, 0.9), sx_cka_debiased },
	{ "svcca", "0 to 1", "mean canonical correlation of the components that hold 99 % of the variance", false,
	  ALIKE(0.3, 0.6, 0.9), sx_svcca },
	{ "pwcca", "0 to 1", "canonical correlations weighted by how much they explain of the smaller space", false, ALIKE(0.4, 0.7, 0.95),
	  sx_pwcca },
	{ "rsa", "-1 to 1; 0 for independent spaces", "rank correlation of dissimilarities of pairs of rows", false, ALIKE(0.2, 0.5, 0.9),
	  sx_rsa },
	{ "procrustes_similarity", "0 to 1", "variance of one space explained by the best rotation of the other", false,
	  ALIKE(0.4, 0.7, 0.95), sx_procrustes_similarity },
	{ "procrustes_distance", "0 to 2", "squared distance after the best rotation, both of unit size", true, APART(0.1, 0.6, 1.2),
	  sx_procrustes_distance },
	{ "linear_r2_ab", "to 1; 0 where nothing is predicted", "variance of the second predicted by ridge regression on the "
		"first", false,
	  ALIKE(0.2, 0.5, 0.9), sx_linear_r2_ab },
	{ "linear_r2_ba", "to 1; 0 where nothing is predicted", "variance of the first predicted by ridge regression on the "
		"second", false,
	  ALIKE(0.2, 0.5, 0.9), sx_linear_r2_ba },
	{ "mutual_knn", "0 to 1", "shared nearest neighbours", false, ALIKE(0.1, 0.3, 0.7), sx_mutual_knn },
	{ "cknna", "to 1", "debiased CKA of nearest neighbours alone", false, ALIKE(0.1, 0.3, 0.7), sx_cknna },
	{ "cycle_knn", "0 to 1", "rows found again from their neighbours in the second", false, ALIKE(0.3, 0.6, 0.9),
	  sx_cycle_knn },
	{ "lcs_knn", "0 to 1", "longest common subsequence of the neighbour lists, over k", false, ALIKE(0.1, 0.3, 0.7), sx_lcs_knn },
	{ "edit_knn", "0 to 1", "1 - edit distance of the lists of neighbours, over k", false, ALIKE(0.05, 0.2, 0.6), sx_edit_knn },
	{ "relative_cosine", "-1 to 1", "cosine of the rows' relative representations", false, ALIKE(0.3, 0.6, 0.9), sx_relative_cosine },
	{ "relative_jaccard", "0 to 1", "Jaccard index of the neighbours of the relative representations", false, ALIKE(0.1, 0.3, 0.7),
	  sx_relative_jaccard },
	{ "relative_mrr", "0 to 1", "reciprocal rank of the counterpart by relative representations", false, ALIKE(0.1, 0.4, 0.8),
	  sx_relative_mrr },
	{ "information_imbalance_ab", "0 to 1", "how poorly neighbourhoods in the first predict those in the second: 1 not at "
		"all", true, APART(0.1, 0.4, 0.8),
	  sx_imbalance_ab },
	{ "information_imbalance_ba", "0 to 1", "how poorly neighbourhoods in the second predict those in the first: 1 not at "
		"all", true, APART(0.1, 0.4, 0.8),
	  sx_imbalance_ba },
};
