/* secondary.h: secondary distances that reduce hubness, over all pairs, and the neighbours by them.
 *
 * Each is a function of the distance of a pair and of figures of its two rows. All pairs are visited in blocks of rows;
 * no n × n matrix is stored. Sources: mutual proximity, Schnitzer et al. 2012; local scaling, Zelnik-Manor and Perona
 * 2004; NICDM, Jegou et al. 2010; CSLS, Lample et al. 2018; DisSim, Hara et al. 2016; localised centring, Hara et al. 2015.
 * Cost: two passes of n² d flop in double (mutual proximity), else one; empirical mutual proximity n³. */
#ifndef SX_SECONDARY_H
#define SX_SECONDARY_H

#include "knn.h"

typedef enum sx_secondary {
	SX_SECONDARY_NONE,
	SX_MP_NORMAL, SX_MP_GAMMA, SX_MP_EMPIRICAL,
	SX_LOCAL_SCALING, SX_NICDM, SX_CSLS,
	SX_DIS_SIM_LOCAL, SX_DIS_SIM_GLOBAL, SX_LOCALIZED_CENTERING,
} sx_secondary;

enum { SX_MP_EMPIRICAL_MOST = 5000 };	/* rows */

/* Neighbours by a secondary distance: index and distance are n × k, nearest first, ties to the lower row. mean, unless
 * NULL: of the secondary distance over all ordered pairs. CSLS and localised centring are of cosines whatever the
 * metric, the DisSims of Euclidean distances. k is also the size of the neighbourhoods (40 for localised centring, as in its
 * source). */
bool sx_secondary_knn(sx_space *, sx_metric, sx_secondary, size_t k, sx_job *, sx_arena *tmp, uint32_t *index,
                      double *distance, double *mean, sx_err *err);

#endif
