/* secondary_distance.h: secondary distances that reduce hubness, and the nearest neighbours under them.
 *
 * Each is a function of the distance of a pair and of figures of its two rows. Lists are made for the rows of a space among
 * themselves, or for the rows of another space, queries, over the rows of an index; then a query's figures come from its
 * distances to the index, and those of the index rows from the index alone. All pairs are visited in blocks of rows, in
 * double; no n × n matrix is stored but for empirical mutual proximity. Sources: mutual proximity, Schnitzer et al. 2012;
 * local scaling, Zelnik-Manor and Perona 2004; NICDM, Jegou et al. 2010; CSLS, Lample et al. 2018; DisSim, Hara et al. 2016;
 * localised centring, Hara et al. 2015.
 * Cost: m n d flop for m queries (n² d without), and as much again for n index rows where figures need all distances (normal
 * and gamma mutual proximity); memory (m + n) d and a block for each thread in double, gamma 2 to 5 KB a row besides.
 * Empirical mutual proximity compares n³ / 2 pairs of 16-bit ranks, 16 at a time, and holds 4 n² bytes (100 MB at 5000
 * rows); with queries it counts m n² pairs of floats. */
#ifndef SX_SECONDARY_DISTANCE_H
#define SX_SECONDARY_DISTANCE_H

#include "neighbors/knn_search.h"

typedef enum sx_secondary_kind {
	SX_SECONDARY_NONE,
	SX_MP_NORMAL, SX_MP_GAMMA, SX_MP_EMPIRICAL,
	SX_LOCAL_SCALING, SX_NICDM, SX_CSLS,
	SX_DIS_SIM_LOCAL, SX_DIS_SIM_GLOBAL, SX_LOCALIZED_CENTERING,
} sx_secondary_kind;

/* Whose variant of a formula. The order of neighbours is the same but for what is said here.
 * PAPER (Nielsen, Hansen 2024): mutual proximity takes its moments from the k + 100 nearest and a zero to the row itself.
 * TOOLBOX (hub-toolbox): NICDM times the geometric mean over all rows; empirical counts over n; localised centring counts a
 * row to its own neighbourhood; neighbourhoods of 7 for local scaling and NICDM.
 * SCIKIT_HUBNESS (0.30): local scaling is 1 + d²/(r r'); a row's own side of NICDM is a mean over k + 1 with a zero; the own
 * centroid of local DisSim is the mean of its neighbours' centroids, and the least value is moved to 0; empirical counts over
 * n; neighbourhoods of 5. */
typedef enum sx_convention { SX_OWN, SX_PAPER, SX_TOOLBOX, SX_SCIKIT_HUBNESS } sx_convention;

typedef struct sx_secondary_spec {
	sx_secondary_kind kind;
	sx_metric     metric;		/* CSLS and localised centring are of cosines whatever it is, the DisSims of
					 * Euclidean distances */
	size_t        k;		/* neighbours that the formulas speak of */
	size_t        listed;		/* neighbours listed; 0: k */
	size_t        size;		/* rows of a neighbourhood; 0: k, or 40 for localised centring as in its source, or the
					 * convention's */
	double        power;		/* of the local affinity in localised centring; 0: 1 */
	bool          self;		/* localised centring: a row belongs to its own neighbourhood */
	bool          ties_by_distance;	/* equal secondary distances: the nearer row first, not the lower */
	bool          force;		/* more than SX_MP_EMPIRICAL_MOST rows after all */
	size_t        candidates;	/* 0: all pairs. Else the order of the candidates nearest by the first distance only, whose
					 * distances also give the moments: an approximation */
	sx_convention convention;
} sx_secondary_spec;

enum { SX_MP_EMPIRICAL_MOST = 5000, SX_MP_EMPIRICAL_LIMIT = 65535 };	/* rows; forced */

/* What is answered, memory of the caller's: index and distance are m × listed, nearest first, ties to the lower row. */
typedef struct sx_secondary_lists {
	uint32_t *index;
	double   *distance;
	double    mean;		/* filled in: of the secondary distance over all pairs visited */
} sx_secondary_lists;

/* Neighbours of the queries' rows in the index; queries NULL: of the index rows, none its own neighbour. */
bool sx_secondary_knn(sx_space *index_space, sx_space *queries, const sx_secondary_spec *, sx_job *, sx_arena *tmp,
                      sx_secondary_lists *, sx_err *err);

#endif
