/* neighbor_graph.h: the neighbour table as an undirected graph: two rows are linked where one lists the other. */
#ifndef SX_NEIGHBOR_GRAPH_H
#define SX_NEIGHBOR_GRAPH_H

#include "knn_search.h"

/* The neighbours of row i are to[start[i]] … to[start[i + 1] - 1], ascending. */
typedef struct sx_links {
	size_t    n;
	size_t   *start;	/* n + 1 */
	uint32_t *to;
} sx_links;

/* Makes the graph from a table of all rows. Memory is lent by the arena: 8 n + 8 n k bytes at most. */
bool sx_links_make(const sx_knn *, sx_arena *, sx_links *out, sx_err *err);

/* Computes the `count` eigenvectors of D^-1/2 A D^-1/2 with the largest eigenvalues, as columns of out (n × count), of unit
 * length: the spectral embedding of Ng, Jordan, Weiss 2001. Chebyshev-filtered subspace iteration (Zhou, Saad et al. 2006), which
 * also finds multiple eigenvalues (a disconnected graph has the eigenvalue 1 for each component). worst: the largest residual |S v
 * - λ v|. */
bool sx_links_spectrum(const sx_links *, size_t count, sx_job *, sx_arena *, double *out, double *value, double *worst,
                       sx_err *err);

#endif
