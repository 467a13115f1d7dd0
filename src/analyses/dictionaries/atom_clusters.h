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
	size_t  alone, large;	/* groups of one atom, and of too many, that are no clusters */
	double  worst;		/* cuts: how far the leading eigenvectors are from settled, as a share of their values */
} sx_atoms;

/* The pieces of the graph in which every atom is linked to its k most alike, where their cosine is above `least`. */
bool sx_atoms_graph(sx_space *, size_t k, double least, sx_job *, sx_arena *, sx_atoms *out, sx_err *err);

/* Normalised cut of the full graph with weights 1 - angle / pi into `groups`: the leading eigenvectors of D^-1/2 A D^-1/2, over
 * sqrt(degree), by k-means. A is never held: blocks of it are made anew for every product, n² (d + groups) flop each. */
bool sx_atoms_cut(const sx_space *, size_t groups, sx_job *, sx_arena *, sx_atoms *out, sx_err *err);

/* Clusters from a group number of each atom, below groups. */
bool sx_atoms_group(const size_t *group, size_t n, size_t groups, sx_arena *, sx_atoms *out, sx_err *err);

/* What is not 0 of the columns of clustered atoms: of cluster c entry[start[c]] … , in order of rows. */
typedef struct sx_active { uint32_t row, slot; float value; } sx_active;	/* slot: place among the cluster's atoms */
typedef struct sx_activity {
	size_t    *start;
	sx_active *entry;
} sx_activity;
bool sx_atoms_activity(const sx_atoms *, const sx_space *activations, size_t atoms, sx_job *, sx_arena *, sx_activity *out,
                       sx_err *err);

/* The rows that a cluster reconstructs, x = sum of a_i d_i over its atoms where one at least is active (the first `most`
 * such rows), brought to length 1 on request, on their own principal components, centred: score is rows × k, at most
 * `components`; white columns are score / length sqrt(rows). k is 0 where the rows lie on a line or are fewer than 4.
 * Computed in the span of the atoms: cost atoms² (d + atoms) and rows × rank². */
typedef struct sx_part {
	size_t  rows, k;
	size_t *row;		/* of the activations */
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
