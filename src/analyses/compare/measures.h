/* measures.h: measures of similarity between two spaces of the same rows.
 *
 * Each measure is a row of sx_measures. What a space brings to every comparison (mean, Gram matrix, spectrum, neighbours,
 * ranks of its distances) is computed once, in its side; what a pair's measures share (the cross product) once, in the
 * pair. A permuted pairing of the same sides is the null. */
#ifndef SX_MEASURES_H
#define SX_MEASURES_H

#include "command/command.h"
#include "linear/cross_products.h"
#include "neighbors/knn_search.h"

/* What all comparisons of a run share. */
typedef struct sx_comparison_run {
	sx_job    *job;
	sx_arena  *tmp;		/* for the sides: lives as long as they do */
	size_t     n;		/* rows, the same in all spaces */
	size_t     k;
	sx_metric  metric;	/* of neighbours and of the kernel of CKNNA */
	size_t    *anchor, anchors;	/* rows */
	size_t    *probe, probes;	/* random rows that standard errors are taken from */
	size_t    *few, nfew;		/* random rows for what walks over all pairs in double; all rows if n allows */
	uint32_t (*couple)[2];		/* pairs of rows for ranks and the median distance, grouped by the first */
	size_t     couples;
	bool       detail;		/* standard errors and figures of rows are wanted */
} sx_comparison_run;

/* (measure_sides.c) Fills in all that rows decide: probes, few, couples. anchor is the caller's. */
bool sx_comparison_run_start(sx_comparison_run *, sx_err *err);

typedef struct sx_measured {
	const sx_comparison_run *of;
	sx_space *space;
	sx_lines  lines;	/* all rows about the mean */
	double   *square, total;	/* squared lengths of the rows about the mean, and their sum */
	double   *gram, gram_norm;	/* d × d and its Frobenius norm; NULL until asked for */
	double   *rank;		/* couples: ranks of their dissimilarities, mean 0, length 1; NULL until asked for */
	double    scale;	/* median squared distance of the couples; 0 until asked for */
	sx_space *few;		/* the few rows; NULL until asked for */
} sx_measured;

bool sx_measured_start(sx_measured *, const sx_comparison_run *, sx_space *, sx_err *err);
void sx_measured_end(sx_measured *);
bool sx_measured_gram(sx_measured *, sx_err *err);
bool sx_measured_few(sx_measured *, sx_err *err);

/* Two sides whose row i is row map[i] of the second (NULL: row i). */
typedef struct sx_pair {
	sx_measured  *a, *b;
	const size_t *map, *few_map;	/* few_map: of the few rows among themselves */
	sx_lines      x, y;	/* lines of either about their means, in the order of the first */
	sx_arena     *tmp;	/* for this pair alone */
	double       *cross;	/* d × e; NULL until asked for */
	struct sx_likeness *turn;	/* Procrustes; NULL until asked for */
	struct sx_likeness *relative;	/* cosine, Jaccard, MRR; NULL until asked for */
	double       *moved_overlap, *moved_cosine, *moved_rank;	/* n each, or NULL: figures of rows */
} sx_pair;

bool sx_pair_start(sx_pair *, sx_measured *a, sx_measured *b, const size_t *map, const size_t *few_map, sx_arena *, sx_err *err);
bool sx_pair_cross(sx_pair *, sx_err *err);

/* A figure, its standard error (NaN: none is known), or why there is none. */
typedef struct sx_likeness { double value, se; char none[160]; } sx_likeness;

/* Of n values the mean, and its standard error. */
double sx_likeness_mean(const double *v, size_t n, double *mean);
/* There are too few rows for so many neighbours, and *out says so. */
bool   sx_likeness_short(const sx_comparison_run *, sx_likeness *out);

typedef struct sx_measure_of_likeness {
	const char *name, *range, *what;	/* what: one clause */
	bool        apart;	/* 0 is the same, more is less alike */
	sx_level    level[4];	/* plain readings */
	bool      (*run)(sx_pair *, sx_likeness *, sx_err *);
} sx_measure_of_likeness;

extern const sx_measure_of_likeness sx_likenesses[];

/* The measures. Sources and conventions stand in the files. (measures_linear.c, measures_canonical.c) */
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
