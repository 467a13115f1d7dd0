/* hdbscan.h: HDBSCAN* (Campello, Moulavi, Sander 2013): clusters that persist over levels of density, and noise.
 *
 * The mutual reachability of two rows is the maximum of their distance and both core distances (to the s-th neighbour, not
 * counting the row itself). Its minimum spanning tree (Prim's algorithm, with distances computed on demand: no n × n matrix) is
 * condensed into a tree of clusters of at least `least` rows, from which the clusters with the largest excess of mass are
 * selected. Cost n² d; memory n. */
#ifndef SX_HDBSCAN_H
#define SX_HDBSCAN_H

#include "neighbors/knn_search.h"

enum { SX_NOISE = -1 };

typedef struct sx_density {
	int    *label;		/* n labels: 0 … clusters - 1 in order of their first row, or SX_NOISE */
	size_t  clusters;
	double *persistence;	/* of each cluster: the range of 1/distance over which its rows belong to it, summed over the rows */
} sx_density;

/* Clusters the rows. core: n core distances. Memory is lent by the arena. */
bool sx_density_run(const sx_space *, sx_metric, const double *core, size_t least, sx_job *, sx_arena *, sx_density *out,
                    sx_err *err);

#endif
