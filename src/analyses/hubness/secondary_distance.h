/* secondary_distance.h: secondary distances that reduce hubness, and the nearest neighbours under them.
 *
 * A secondary distance is a function of the distance of a pair and of statistics of its two rows. Neighbours are computed for the
 * rows of a space among themselves, or for queries from another space over the rows of an index; the statistics of a query then
 * come from its distances to the index, and those of the index rows from the index alone. All pairs are visited in blocks of rows,
 * in double; no n × n matrix is stored except for empirical mutual proximity. Sources: mutual proximity, Schnitzer et al. 2012;
 * local scaling, Zelnik-Manor and Perona 2004; NICDM, Jegou et al. 2010; CSLS, Lample et al. 2018; DisSim, Hara et al. 2016;
 * localised centring, Hara et al. 2015.
 *
 * Cost: m n d flop for m queries (n² d without), and as much again for n index rows where the statistics need all distances
 * (normal and gamma mutual proximity); memory (m + n) d and a block for each thread in double, and for gamma 2 to 5 KB a row.
 * Empirical mutual proximity compares n³ / 2 pairs of 16-bit ranks, 16 at a time, and holds 4 n² bytes (100 MB at 5000 rows); with
 * queries it counts m n² pairs of floats. */
#ifndef SX_SECONDARY_DISTANCE_H
#define SX_SECONDARY_DISTANCE_H

#include "neighbors/knn_search.h"

typedef enum sx_secondary_kind {
	SX_SECONDARY_NONE,
	SX_MP_NORMAL, SX_MP_GAMMA, SX_MP_EMPIRICAL,
	SX_LOCAL_SCALING, SX_NICDM, SX_CSLS,
	SX_DIS_SIM_LOCAL, SX_DIS_SIM_GLOBAL, SX_LOCALIZED_CENTERING,
} sx_secondary_kind;

/* Which variant of a formula is used. The order of neighbours differs only as stated here. PAPER (Nielsen, Hansen 2024): mutual
 * proximity takes its moments from the k + 100 nearest and a zero for the row itself.
 * TOOLBOX (hub-toolbox): NICDM is multiplied by the geometric mean over all rows; empirical counts are divided by n; localised
 * centring counts a row as part of its own neighbourhood; neighbourhoods of 7 for local scaling and NICDM.
 * SCIKIT_HUBNESS (0.30): local scaling is 1 + d²/(r r'); a row's own term of NICDM is a mean over k + 1 with a zero; the own
 * centroid of local DisSim is the mean of its neighbours' centroids, and the least value is shifted to 0; empirical counts are
 * divided by n; neighbourhoods of 5. */
typedef enum sx_convention { SX_OWN, SX_PAPER, SX_TOOLBOX, SX_SCIKIT_HUBNESS } sx_convention;

typedef struct sx_secondary_spec {
	sx_secondary_kind kind;
	sx_metric     metric;		/* CSLS and localised centring always use cosines, the DisSims Euclidean distances */
	size_t        k;		/* the k of the formulas */
	size_t        listed;		/* neighbours to list; 0: k */
	size_t        size;		/* rows of a neighbourhood; 0: k, or 40 for localised centring as in its source, or that of the convention */
	double        power;		/* exponent of the local affinity in localised centring; 0: 1 */
	bool          self;		/* localised centring: a row is part of its own neighbourhood */
	bool          ties_by_distance;	/* ties: the row with the smaller primary distance first, not the lower index */
	bool          force;		/* allow more than SX_MP_EMPIRICAL_MOST rows */
	size_t        candidates;	/* 0: all pairs. Otherwise an approximation: only so many candidates nearest by the primary
					 * distance are reordered, and their distances also give the moments */
	sx_convention convention;
} sx_secondary_spec;

enum { SX_MP_EMPIRICAL_MOST = 5000, SX_MP_EMPIRICAL_LIMIT = 65535 };	/* limits on rows: by default; with force */

/* The answer, in memory of the caller: index and distance are m × listed, nearest first, ties by row number. */
typedef struct sx_secondary_lists {
	uint32_t *index;
	double   *distance;
	double    mean;		/* output: mean secondary distance over all pairs visited */
} sx_secondary_lists;

/* Finds the neighbours of the queries among the index rows; queries NULL: of the index rows, none its own neighbour. */
bool sx_secondary_knn(sx_space *index_space, sx_space *queries, const sx_secondary_spec *, sx_job *, sx_arena *tmp,
                      sx_secondary_lists *, sx_err *err);

#endif
