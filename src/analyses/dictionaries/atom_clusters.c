/* atom_clusters.c: clusters the atoms of a dictionary: by connected pieces of a neighbour graph, or from given groups. */
#include "atom_clusters.h"
#include "neighbors/knn_search.h"

#include <math.h>
#include <string.h>

/* ---- clusters ---- */

bool sx_atoms_group(const size_t *group, size_t n, size_t groups, sx_arena *a, sx_atoms *out, sx_err *err)
{
	size_t *size = sx_alloc(a, groups, sizeof *size), *number = sx_alloc(a, groups, sizeof *number), *at;
	*out = (sx_atoms){ .atom = sx_alloc(a, n, sizeof *out->atom), .start = sx_alloc(a, groups + 1, sizeof *out->start) };
	if (!size || !number || !out->atom || !out->start)
		return sx_fail_memory(err, "clusters of atoms", (double)(n + 3 * groups) * 8);
	for (size_t i = 0; i < n; i++)
		size[group[i]]++;
	for (size_t g = 0; g < groups; g++) {
		number[g] = SIZE_MAX;
		out->alone += size[g] == 1;
		out->large += size[g] > SX_CLUSTER_MOST;
	}
	for (size_t i = 0; i < n; i++) {
		size_t g = group[i];
		if (number[g] != SIZE_MAX || size[g] < 2 || size[g] > SX_CLUSTER_MOST)
			continue;
		number[g] = out->count++;
		out->start[out->count] = out->start[out->count - 1] + size[g];
	}
	at = size;
	for (size_t c = 0; c < out->count; c++)
		at[c] = out->start[c];
	for (size_t i = 0; i < n; i++)
		if (number[group[i]] != SIZE_MAX)
			out->atom[at[number[group[i]]]++] = i;
	return true;
}

static size_t root(size_t *up, size_t i)
{
	while (up[i] != i)
		i = up[i] = up[up[i]];
	return i;
}

bool sx_atoms_graph(sx_space *dictionary, size_t k, double least, sx_job *job, sx_arena *a, sx_atoms *out, sx_err *err)
{
	sx_knn t;
	size_t n = sx_space_rows(dictionary), *up = sx_alloc(a, n, sizeof *up);
	if (up == NULL)
		return sx_fail_memory(err, "pieces of the graph", (double)n * 8);
	if (!sx_knn_get(dictionary, SX_COSINE, k, job, &t, err))
		return false;
	for (size_t i = 0; i < n; i++)
		up[i] = i;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < k; j++)
			if (1 - t.distance[i * t.ld + j] > least)
				up[root(up, i)] = root(up, t.index[i * t.ld + j]);
	for (size_t i = 0; i < n; i++)
		up[i] = root(up, i);
	return sx_atoms_group(up, n, n, a, out, err);
}

/* ---- activity ---- */

/* cluster and slot of every atom; SIZE_MAX where it has none. */
typedef struct places { size_t *cluster; uint32_t *slot; } places;

static bool places_of(const sx_atoms *s, size_t n, sx_arena *a, places *p)
{
	*p = (places){ sx_alloc(a, n, sizeof *p->cluster), sx_alloc(a, n, sizeof *p->slot) };
	if (!p->cluster || !p->slot)
		return false;
	for (size_t i = 0; i < n; i++)
		p->cluster[i] = SIZE_MAX;
	for (size_t c = 0; c < s->count; c++)
		for (size_t i = s->start[c]; i < s->start[c + 1]; i++) {
			p->cluster[s->atom[i]] = c;
			p->slot[s->atom[i]] = (uint32_t)(i - s->start[c]);
		}
	return true;
}

/* One pass over the activations: counts, or, where entry is not NULL, enters. at: the next place of each cluster. */
static bool scan(const sx_space *activations, const places *p, sx_job *job, size_t *at, sx_active *entry, double from)
{
	sx_mat z = sx_space_mat(activations);
	sx_job part = sx_job_part(job, from, 0.5);
	for (size_t i = 0; i < z.n; i++) {
		const float *v = z.p + i * z.ld;
		if (i % 256 == 0 && !sx_tick(&part, (double)i / (double)z.n, "active atoms"))
			return false;
		for (size_t j = 0; j < z.d; j++) {
			if (v[j] == 0 || p->cluster[j] == SIZE_MAX)
				continue;
			size_t to = at[p->cluster[j]]++;
			if (entry)
				entry[to] = (sx_active){ (uint32_t)i, p->slot[j], v[j] };
		}
	}
	return true;
}

bool sx_atoms_activity(const sx_atoms *s, const sx_space *activations, size_t atoms, sx_job *job, sx_arena *a, sx_activity *out,
                       sx_err *err)
{
	places p;
	size_t *at = sx_alloc(a, s->count, sizeof *at), total = 0;
	*out = (sx_activity){ .start = sx_alloc(a, s->count + 1, sizeof *out->start) };
	if (!at || !out->start || !places_of(s, atoms, a, &p))
		return sx_fail_memory(err, "active atoms", (double)atoms * 12);
	if (!scan(activations, &p, job, at, NULL, 0))
		return sx_fail_cancel(err);
	for (size_t c = 0; c < s->count; c++) {
		total += at[c];
		out->start[c + 1] = total;
		at[c] = out->start[c];
	}
	out->entry = sx_alloc(a, total, sizeof *out->entry);
	if (out->entry == NULL)
		return sx_fail_memory(err, "active atoms", (double)total * sizeof *out->entry);
	return scan(activations, &p, job, at, out->entry, 0.5) || sx_fail_cancel(err);
}
