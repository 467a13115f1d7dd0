/* measures.h: measures of similarity between two spaces of the same rows.
 *
 * Each measure is a row of sx_likenesses. What depends on one space (mean, Gram matrix, spectrum, neighbours, ranks of its
 * distances) is computed once and kept in its side (sx_measured); what the measures of a pair share (the cross product) is kept in
 * the pair (sx_pair). The null is the same two sides with a permuted pairing. */
#ifndef SX_MEASURES_H
#define SX_MEASURES_H

#include "command/command.h"
#include "linear/cross_products.h"
#include "neighbors/knn_search.h"

/* What all comparisons of one run share. */
typedef struct sx_comparison_run {
	sx_job    *job;
	sx_arena  *tmp;		/* for the sides, which it outlives */
	size_t     n;		/* rows, the same in all spaces */
	size_t     k;
	sx_metric  metric;	/* of neighbours and of the kernel of CKNNA */
	size_t    *anchor, anchors;	/* rows */
	size_t    *probe, probes;	/* random rows for standard errors */
	size_t    *few, nfew;		/* random rows for measures that visit all pairs in double; all rows if n is small enough */
	uint32_t (*couple)[2];		/* random pairs of rows, for ranks of distances and the median distance, grouped by the first row */
	size_t     couples;
	bool       detail;		/* also compute standard errors and per-row values */
} sx_comparison_run;

/* Chooses the random rows: probes, few, couples. The caller sets anchor. (measure_sides.c) */
bool sx_comparison_run_start(sx_comparison_run *, sx_err *err);

typedef struct sx_measured {
	const sx_comparison_run *of;
	sx_space *space;
	sx_lines  lines;	/* all rows, centred */
	double   *square, total;	/* squared lengths of the centred rows, and their sum */
	double   *gram, gram_norm;	/* d × d, and its Frobenius norm; NULL until requested */
	double   *rank;		/* ranks of the dissimilarities of the couples, centred, of length 1; NULL until requested */
	double    scale;	/* median squared distance of the couples; 0 until requested */
	sx_space *few;		/* the space of the few rows; NULL until requested */
} sx_measured;

bool sx_measured_start(sx_measured *, const sx_comparison_run *, sx_space *, sx_err *err);
void sx_measured_end(sx_measured *);
bool sx_measured_gram(sx_measured *, sx_err *err);
bool sx_measured_few(sx_measured *, sx_err *err);

/* Two sides, where row i of the first corresponds to row map[i] of the second (NULL: to row i). */
typedef struct sx_pair {
	sx_measured  *a, *b;
	const size_t *map, *few_map;	/* few_map: the same for the few rows */
	sx_lines      x, y;	/* centred lines of both, in the order of the first */
	sx_arena     *tmp;	/* for this pair alone */
	double       *cross;	/* d × e; NULL until requested */
	struct sx_likeness *turn;	/* Procrustes; NULL until requested */
	struct sx_likeness *relative;	/* cosine, Jaccard, MRR; NULL until requested */
	double       *moved_overlap, *moved_cosine, *moved_rank;	/* n each, or NULL: per-row values */
} sx_pair;

bool sx_pair_start(sx_pair *, sx_measured *a, sx_measured *b, const size_t *map, const size_t *few_map, sx_arena *, sx_err *err);
bool sx_pair_cross(sx_pair *, sx_err *err);

/* The value of a measure with its standard error (NaN: not known), or the reason why there is none. */
typedef struct sx_likeness {
	double value, se;
	double chance;		/* mean over random pairings of the rows, by a formula; NaN: there is none */
	bool   exact;		/* the formula is exact; else it is an approximation or a bound, and pairings are better */
	char   none[256];
} sx_likeness;

/* Computes the mean of n values; returns its standard error. */
double sx_likeness_mean(const double *v, size_t n, double *mean);
/* True, with the reason in *out, if there are too few rows for k neighbours. */
bool   sx_likeness_short(const sx_comparison_run *, sx_likeness *out);

/* What one more pairing of the same sides costs: see price in compare_chance.c. */
typedef enum sx_likeness_work {
	SX_OF_PRODUCTS, SX_OF_SPECTRA, SX_OF_KERNELS, SX_OF_PAIRS, SX_OF_LISTS, SX_OF_RANKS, SX_OF_ANCHORS,
} sx_likeness_work;

typedef struct sx_measure_of_likeness {
	const char *name, *range, *what;	/* what: a description in one clause */
	double      apart;	/* of a dissimilarity, where 0 means equal: what unrelated spaces of many rows have; else 0 */
	sx_likeness_work work;
	sx_level    level[4];	/* plain readings of what is beyond chance */
	bool      (*run)(sx_pair *, sx_likeness *, sx_err *);
} sx_measure_of_likeness;

extern const sx_measure_of_likeness sx_likenesses[];

/* The measures. Sources and conventions are documented in the files. (measures_linear.c, measures_canonical.c) */
bool sx_cka_linear(sx_pair *, sx_likeness *, sx_err *);
bool sx_cka_debiased(sx_pair *, sx_likeness *, sx_err *);
bool sx_svcca(sx_pair *, sx_likeness *, sx_err *);
bool sx_pwcca(sx_pair *, sx_likeness *, sx_err *);
bool sx_procrustes_similarity(sx_pair *, sx_likeness *, sx_err *);
bool sx_procrustes_distance(sx_pair *, sx_likeness *, sx_err *);
bool sx_linear_r2_ab(sx_pair *, sx_likeness *, sx_err *);
bool sx_linear_r2_ba(sx_pair *, sx_likeness *, sx_err *);
/* (measures_distances.c) */
bool sx_cka_rbf(sx_pair *, sx_likeness *, sx_err *);
bool sx_rsa(sx_pair *, sx_likeness *, sx_err *);
/* (measures_nearest.c, measures_ranked.c) */
bool sx_mutual_knn(sx_pair *, sx_likeness *, sx_err *);
bool sx_cknna(sx_pair *, sx_likeness *, sx_err *);
bool sx_cycle_knn(sx_pair *, sx_likeness *, sx_err *);
bool sx_lcs_knn(sx_pair *, sx_likeness *, sx_err *);
bool sx_edit_knn(sx_pair *, sx_likeness *, sx_err *);
bool sx_imbalance_ab(sx_pair *, sx_likeness *, sx_err *);
bool sx_imbalance_ba(sx_pair *, sx_likeness *, sx_err *);
/* (measures_anchored.c) */
bool sx_relative_cosine(sx_pair *, sx_likeness *, sx_err *);
bool sx_relative_jaccard(sx_pair *, sx_likeness *, sx_err *);
bool sx_relative_mrr(sx_pair *, sx_likeness *, sx_err *);

#endif
