/* hdbscan.h: HDBSCAN* (Campello, Moulavi, Sander 2013): clusters that persist over levels of density, and noise.
 *
 * The mutual reachability of two rows is the largest of their distance and of both core distances (to the s-th neighbour,
 * self not counted). Its minimum spanning tree (Prim, distances made as they are needed: no n × n matrix) is cut into a
 * tree of clusters of at least `least` rows; the clusters with the most excess of mass are taken. Cost n² d; memory n. */
#ifndef SX_HDBSCAN_H
#define SX_HDBSCAN_H

#include "neighbors/knn_search.h"

enum { SX_NOISE = -1 };

typedef struct sx_density {
	int    *label;		/* n: 0 … clusters - 1 by first row, or SX_NOISE */
	size_t  clusters;
	double *persistence;	/* of each cluster: the sum of 1/distance over which its rows belong to it */
} sx_density;

/* core: n core distances. Memory is lent by the arena. */
bool sx_density_run(const sx_space *, sx_metric, const double *core, size_t least, sx_job *, sx_arena *, sx_density *out,
                    sx_err *err);

#endif
