/* leiden.c: community detection by the Leiden algorithm. The only file that includes igraph. */
#include "leiden.h"

#ifndef SX_HAVE_IGRAPH

bool sx_leiden(const sx_links *g, double resolution, uint64_t seed, size_t *label, size_t *communities, double *modularity,
               sx_err *err)
{
	(void)g;
	(void)resolution;
	(void)seed;
	(void)label;
	(void)communities;
	(void)modularity;
	return sx_fail(err, SX_EUSAGE, "this sextant was built without igraph, so it has no --method leiden (to build with it: "
	               "apt install libigraph-dev, make); hdbscan, kmeans and spectral need nothing");
}

#else

#include <igraph/igraph.h>

enum { ROUNDS = 10 };

/* Errors come back as codes instead of ending the program. */
static bool make_graph(const sx_links *l, igraph_t *g)
{
	igraph_vector_int_t ends;
	if (igraph_vector_int_init(&ends, 0) != IGRAPH_SUCCESS)
		return false;
	bool ok = igraph_vector_int_reserve(&ends, (igraph_integer_t)l->start[l->n]) == IGRAPH_SUCCESS;
	for (size_t i = 0; ok && i < l->n; i++)
		for (size_t e = l->start[i]; ok && e < l->start[i + 1]; e++)
			if (l->to[e] > i)
				ok = igraph_vector_int_push_back(&ends, (igraph_integer_t)i) == IGRAPH_SUCCESS &&
				     igraph_vector_int_push_back(&ends, (igraph_integer_t)l->to[e]) == IGRAPH_SUCCESS;
	ok = ok && igraph_create(g, &ends, (igraph_integer_t)l->n, IGRAPH_UNDIRECTED) == IGRAPH_SUCCESS;
	igraph_vector_int_destroy(&ends);
	return ok;
}

/* Modularity is the constant Potts quality with the degrees as node weights and the resolution over twice the links. */
static bool partition(const igraph_t *g, double resolution, igraph_vector_int_t *label, igraph_integer_t *count, double *quality)
{
	igraph_vector_t degree;
	igraph_vector_int_t whole;
	bool ok = igraph_vector_init(&degree, 0) == IGRAPH_SUCCESS && igraph_vector_int_init(&whole, 0) == IGRAPH_SUCCESS;
	ok = ok && igraph_degree(g, &whole, igraph_vss_all(), IGRAPH_ALL, IGRAPH_LOOPS) == IGRAPH_SUCCESS &&
	     igraph_vector_resize(&degree, igraph_vector_int_size(&whole)) == IGRAPH_SUCCESS;
	for (igraph_integer_t i = 0; ok && i < igraph_vector_int_size(&whole); i++)
		VECTOR(degree)[i] = (double)VECTOR(whole)[i];
	double twice = 2 * (double)igraph_ecount(g);
	ok = ok && igraph_community_leiden(g, NULL, &degree, resolution / twice, 0.01, false, ROUNDS, label, count, quality) ==
	           IGRAPH_SUCCESS;
	igraph_vector_destroy(&degree);
	igraph_vector_int_destroy(&whole);
	return ok;
}

bool sx_leiden(const sx_links *l, double resolution, uint64_t seed, size_t *label, size_t *communities, double *modularity,
               sx_err *err)
{
	igraph_t g;
	igraph_vector_int_t found;
	igraph_integer_t count = 0;
	igraph_set_error_handler(igraph_error_handler_ignore);
	igraph_rng_seed(igraph_rng_default(), (igraph_uint_t)seed + 1);
	if (!make_graph(l, &g))
		return sx_fail_memory(err, "the graph", (double)l->start[l->n] * 32);
	bool ok = igraph_vector_int_init(&found, 0) == IGRAPH_SUCCESS && partition(&g, resolution, &found, &count, modularity);
	for (size_t i = 0; ok && i < l->n; i++)
		label[i] = (size_t)VECTOR(found)[i];
	*communities = (size_t)count;
	igraph_vector_int_destroy(&found);
	igraph_destroy(&g);
	return ok || sx_fail(err, SX_EMEMORY, "igraph could not cluster the graph");
}

#endif
