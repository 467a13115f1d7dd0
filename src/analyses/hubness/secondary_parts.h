/* secondary_parts.h: what the files of secondary distances share. */
#ifndef SX_SECONDARY_PARTS_H
#define SX_SECONDARY_PARTS_H

#include "secondary_distance.h"
#include "numeric/gamma_table.h"

/* The rows of one side, with their statistics. */
typedef struct sx_secondary_side {
	sx_space *space;
	sx_mat    m;
	double   *x, *square;		/* n × d centred or unit rows, n squared norms */
	double   *a, *b;		/* n: the statistics of each row */
	double   *least, *most;		/* n: the range of each row's distances, for gamma */
	sx_gamma_table *gamma;		/* n, for gamma */
} sx_secondary_side;

typedef struct sx_secondary {
	sx_secondary_spec spec;
	sx_metric metric;
	size_t    d, size, listed;
	bool      same;			/* both sides are the same space: a row is not its own neighbour */
	sx_secondary_side own, over;		/* lists are made for rows of own, over rows of the index */
	size_t    grain;		/* rows of a block */
	double   *block;		/* threads × 2 grain × n distances */
	double   *other;		/* threads × SX_SECONDARY_BLOCK × n, for empirical counts with queries */
	int16_t  *rank;			/* n × n, for empirical counts … */
	uint16_t *both;			/* … and the counts of rows that are farther from both */
	uint32_t *index;		/* m × listed */
	double   *distance, *sum;	/* m × listed, m */
	double    factor;		/* a constant factor of NICDM in some conventions */
	bool      bad;			/* a distribution could not be evaluated */
} sx_secondary;

enum { SX_SECONDARY_BLOCK = 32, SX_SECONDARY_TRIPLES = 256 };

/* Computes the distances of rows lo … hi-1 of a side to all rows of the index. (secondary_block.c) */
void sx_secondary_distances(const sx_secondary *, const sx_secondary_side *, size_t lo, size_t hi, double *out);
/* The secondary distance of own row i and index row j at distance d. Not for empirical counts. */
double sx_secondary_of(sx_secondary *, size_t i, size_t j, double d);
/* Puts the nearest of row i into its list, skipping infinite distances; which, unless NULL, names the rows of the n values,
 * nearest first; near, unless NULL, breaks ties. */
void sx_secondary_best(sx_secondary *, size_t i, const double *row, const uint32_t *which, size_t n, const double *near);

/* Computes the statistics a, b of each row that the kind needs. (secondary_rows.c) */
bool sx_secondary_figures(sx_secondary *, sx_job *, sx_arena *tmp, sx_err *err);

/* Empirical mutual proximity: ranks and counts first, unless there are queries; then blocks of own rows as shares: out is (hi -
 * lo) × n. (secondary_counts.c) */
bool sx_secondary_rank(sx_secondary *, sx_job *, sx_arena *tmp, sx_err *err);
void sx_secondary_count(sx_secondary *, size_t lo, size_t hi, int thread, double *own, double *out);

/* The lists from the nearest candidates only. (secondary_candidates.c) */
bool sx_secondary_candidates(sx_secondary *, sx_job *, sx_arena *tmp, sx_err *err);

/* Neighbours by the primary distance for one side: m × ld, k of them. */
typedef struct sx_secondary_near { const uint32_t *index; const double *distance; size_t ld; } sx_secondary_near;
bool sx_secondary_nearest(sx_secondary *, const sx_secondary_side *, size_t k, sx_job *, sx_arena *tmp,
                          sx_secondary_near *out, sx_err *err);

#endif
