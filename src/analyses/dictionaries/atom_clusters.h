/* atom_clusters.h: clusters of the atoms of a dictionary, and what each cluster reconstructs (Engels et al. 2024). */
#ifndef SX_ATOM_CLUSTERS_H
#define SX_ATOM_CLUSTERS_H

#include "base/job.h"
#include "space/space.h"

/* Clusters of 2 to SX_CLUSTER_MOST atoms, in the order of their first atom: those of cluster c are
 * atom[start[c]] … atom[start[c + 1] - 1], ascending. */
enum { SX_CLUSTER_MOST = 999 };
typedef struct sx_atoms {
	size_t  count;
	size_t *start, *atom;
	size_t  alone, large;	/* number of groups that do not count as clusters: single atoms, and groups above SX_CLUSTER_MOST */
	double  worst;		/* for cuts: the convergence error of the leading eigenvectors, relative to their eigenvalues */
} sx_atoms;

/* Clusters are the connected components of the graph that links every atom to its k most similar ones, where their cosine is above
 * `least`. */
bool sx_atoms_graph(sx_space *, size_t k, double least, sx_job *, sx_arena *, sx_atoms *out, sx_err *err);

/* Normalised cut into `groups` of the full graph with weights 1 - angle / pi: k-means on the leading eigenvectors of D^-1/2 A
 * D^-1/2, divided by sqrt(degree). A is never stored: its blocks are recomputed for every product, n² (d + groups) flop each. */
bool sx_atoms_cut(const sx_space *, size_t groups, sx_job *, sx_arena *, sx_atoms *out, sx_err *err);

/* Clusters from a group number of each atom, below groups. */
bool sx_atoms_group(const size_t *group, size_t n, size_t groups, sx_arena *, sx_atoms *out, sx_err *err);

/* The non-zero activations of clustered atoms: those of cluster c are entry[start[c]] … entry[start[c + 1] - 1], by row. */
typedef struct sx_active { uint32_t row, slot; float value; } sx_active;	/* slot: index among the atoms of the cluster */
typedef struct sx_activity {
	size_t    *start;
	sx_active *entry;
} sx_activity;
bool sx_atoms_activity(const sx_atoms *, const sx_space *activations, size_t atoms, sx_job *, sx_arena *, sx_activity *out,
                       sx_err *err);

/* The points that a cluster reconstructs: x = sum of a_i d_i over its atoms, for rows where at least one is active (the first
 * `most` such rows), scaled to length 1 on request, and centred, in their own principal components. score is rows × k, k at most
 * `components`; the whitened columns are score / length sqrt(rows). k is 0 where the points lie on a line or are fewer than 4.
 * Computed in the span of the atoms: cost atoms² (d + atoms) and rows × rank². */
typedef struct sx_part {
	size_t  rows, k;
	size_t *row;		/* row numbers in the activations */
	double *score, *length;
} sx_part;
typedef struct sx_part_of {
	const sx_atoms    *atoms;
	const sx_space    *dictionary;
	const sx_activity *active;
	size_t             cluster, components, most;
	bool               unit;
} sx_part_of;
bool sx_part_make(const sx_part_of *, sx_arena *, sx_part *out, sx_err *err);

#endif
