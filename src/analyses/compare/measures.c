/* measures.c: the table of similarity measures that compare offers. */
#include "measures.h"

#include <math.h>

#define ALIKE(low, mid, high) \
	{ { low, "little in common" }, { mid, "some structure in common" }, { high, "alike" }, { INFINITY, "nearly the same" } }
#define APART(low, mid, high) \
	{ { low, "nearly the same" }, { mid, "alike" }, { high, "some structure in common" }, { INFINITY, "little in common" } }

const sx_measure_of_likeness sx_likenesses[] = {
	{ "cka_linear", "0 to 1", "CKA of the Gram matrices, biased upwards if there are fewer rows than dimensions", 0, SX_OF_PRODUCTS,
	  ALIKE(0.3, 0.6, 0.9), sx_cka_linear },
	{ "cka_rbf", "0 to 1", "CKA of a Gaussian kernel whose width is the median distance", 0, SX_OF_KERNELS,
	  ALIKE(0.3, 0.6, 0.9), sx_cka_rbf },
	{ "cka_debiased", "to 1; 0 for independent spaces", "CKA without the bias", 0, SX_OF_PRODUCTS,
	  ALIKE(0.2, 0.5, 0.9), sx_cka_debiased },
	{ "svcca", "0 to 1", "mean canonical correlation of the components that hold 99 % of the variance", 0, SX_OF_SPECTRA,
	  ALIKE(0.3, 0.6, 0.9), sx_svcca },
	{ "pwcca", "0 to 1", "canonical correlations weighted by how much they explain of the smaller space", 0, SX_OF_SPECTRA,
	  ALIKE(0.4, 0.7, 0.95), sx_pwcca },
	{ "rsa", "-1 to 1; 0 for independent spaces", "rank correlation of dissimilarities of pairs of rows", 0, SX_OF_PAIRS,
	  ALIKE(0.2, 0.5, 0.9), sx_rsa },
	{ "procrustes_similarity", "0 to 1", "variance of one space explained by the best rotation of the other", 0, SX_OF_SPECTRA,
	  ALIKE(0.4, 0.7, 0.95), sx_procrustes_similarity },
	{ "procrustes_distance", "0 to 2", "squared distance after the best rotation, both of unit size", 2, SX_OF_SPECTRA,
	  APART(0.1, 0.6, 1.2), sx_procrustes_distance },
	{ "linear_r2_ab", "to 1; 0 where nothing is predicted", "variance of the second predicted by ridge regression on the "
		"first", 0, SX_OF_PRODUCTS,
	  ALIKE(0.2, 0.5, 0.9), sx_linear_r2_ab },
	{ "linear_r2_ba", "to 1; 0 where nothing is predicted", "variance of the first predicted by ridge regression on the "
		"second", 0, SX_OF_PRODUCTS,
	  ALIKE(0.2, 0.5, 0.9), sx_linear_r2_ba },
	{ "mutual_knn", "0 to 1", "shared nearest neighbours", 0, SX_OF_LISTS,
	  ALIKE(0.1, 0.3, 0.7), sx_mutual_knn },
	{ "cknna", "to 1", "debiased CKA of nearest neighbours alone", 0, SX_OF_LISTS,
	  ALIKE(0.1, 0.3, 0.7), sx_cknna },
	{ "cycle_knn", "0 to 1", "rows found again from their neighbours in the second", 0, SX_OF_LISTS,
	  ALIKE(0.3, 0.6, 0.9), sx_cycle_knn },
	{ "lcs_knn", "0 to 1", "longest common subsequence of the neighbour lists, over k", 0, SX_OF_LISTS,
	  ALIKE(0.1, 0.3, 0.7), sx_lcs_knn },
	{ "edit_knn", "0 to 1", "1 - edit distance of the lists of neighbours, over k", 0, SX_OF_LISTS,
	  ALIKE(0.05, 0.2, 0.6), sx_edit_knn },
	{ "relative_cosine", "-1 to 1", "cosine of the rows' relative representations", 0, SX_OF_ANCHORS,
	  ALIKE(0.3, 0.6, 0.9), sx_relative_cosine },
	{ "relative_jaccard", "0 to 1", "Jaccard index of the neighbours of the relative representations", 0, SX_OF_ANCHORS,
	  ALIKE(0.1, 0.3, 0.7), sx_relative_jaccard },
	{ "relative_mrr", "0 to 1", "reciprocal rank of the counterpart by relative representations", 0, SX_OF_ANCHORS,
	  ALIKE(0.1, 0.4, 0.8), sx_relative_mrr },
	{ "information_imbalance_ab", "0 to 1", "how poorly neighbourhoods in the first predict those in the second: 1 not at "
		"all", 1, SX_OF_RANKS,
	  APART(0.1, 0.4, 0.8), sx_imbalance_ab },
	{ "information_imbalance_ba", "0 to 1", "how poorly neighbourhoods in the second predict those in the first: 1 not at "
		"all", 1, SX_OF_RANKS,
	  APART(0.1, 0.4, 0.8), sx_imbalance_ba },
};
