/* secondary_parts.h: what the files of secondary distances share. */
#ifndef SX_SECONDARY_PARTS_H
#define SX_SECONDARY_PARTS_H

#include "numeric/gamma_table.h"
#include "secondary_distance.h"

/* Rows with what is known of each. */
typedef struct sx_secondary_side {
	sx_space *space;
	sx_mat    m;
	double   *x, *square;		/* n × d centred or unit rows, n squared norms */
	double   *a, *b;		/* n: figures of each row */
	double   *least, *most;		/* n: range of its distances, for gamma */
	sx_gamma_table *gamma;		/* n, for gamma */
} sx_secondary_side;

typedef struct sx_secondary {
	sx_secondary_spec spec;
	sx_metric metric;
	size_t    d, size, listed;
	bool      same;			/* both sides are one: a row is no neighbour of itself */
	sx_secondary_side own, over;		/* lists of own rows, over rows of the index */
	size_t    grain;		/* rows of a block */
	double   *block;		/* threads × 2 grain × n distances */
	double   *other;		/* threads × SX_SECONDARY_BLOCK × n, for empirical counts with queries */
	int16_t  *rank;			/* n × n, for empirical counts … */
	uint16_t *both;			/* … which these are: the rows farther from both */
	uint32_t *index;		/* m × listed */
	double   *distance, *sum;	/* m × listed, m */
	double    factor;		/* NICDM of a convention */
	bool      bad;			/* a distribution could not be evaluated */
} sx_secondary;

enum { SX_SECONDARY_BLOCK = 32, SX_SECONDARY_TRIPLES = 256 };

/* (secondary_block.c) Distances of rows lo … hi-1 of a side to all rows of the index. */
void sx_secondary_distances(const sx_secondary *, const sx_secondary_side *, size_t lo, size_t hi, double *out);
/* The secondary distance of own row i and index row j at distance d. Not for empirical counts. */
double sx_secondary_of(sx_secondary *, size_t i, size_t j, double d);
/* The k least of a row into the lists, infinite ones passed over; which, unless NULL, holds the rows that the n values are
 * of, nearest first; near, unless NULL, parts equal ones. */
void sx_secondary_best(sx_secondary *, size_t i, const double *row, const uint32_t *which, size_t n, const double *near);

/* secondary_rows.c: the figures a, b of each row that the kind needs. */
bool sx_secondary_figures(sx_secondary *, sx_job *, sx_arena *tmp, sx_err *err);

/* secondary_counts.c: empirical mutual proximity. Ranks and counts first, unless there are queries; then blocks of own rows
 * as shares: out is (hi - lo) × n. */
bool sx_secondary_rank(sx_secondary *, sx_job *, sx_arena *tmp, sx_err *err);
void sx_secondary_count(sx_secondary *, size_t lo, size_t hi, int thread, double *own, double *out);

/* secondary_candidates.c: the same from the nearest candidates only. */
bool sx_secondary_candidates(sx_secondary *, sx_job *, sx_arena *tmp, sx_err *err);

/* Neighbours by the plain distance, for a side: m × ld, k of them. */
typedef struct sx_secondary_near { const uint32_t *index; const double *distance; size_t ld; } sx_secondary_near;
bool sx_secondary_nearest(sx_secondary *, const sx_secondary_side *, size_t k, sx_job *, sx_arena *tmp,
                          sx_secondary_near *out, sx_err *err);

#endif
