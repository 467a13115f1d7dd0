/* leiden.h: communities of a graph by the Leiden algorithm (Traag, Waltman, van Eck 2019), from igraph, which is optional. */
#ifndef SX_LEIDEN_H
#define SX_LEIDEN_H

#include "neighbors/neighbor_graph.h"

/* Maximises modularity at this resolution; label[i] is the community of node i, numbered from 0. Errors: built without igraph; out
 * of memory. It cannot be cancelled; cost: a few passes over the links. */
bool sx_leiden(const sx_links *, double resolution, uint64_t seed, size_t *label, size_t *communities, double *modularity,
               sx_err *err);

#endif
