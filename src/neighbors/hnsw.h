/* hnsw.h: a C interface to the part of hnswlib (Malkov, Yashunin 2018, IEEE TPAMI 42) that is used here. Optional at build time. */
#ifndef SX_HNSW_H
#define SX_HNSW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sx_hnsw sx_hnsw;

/* An empty graph for n points of d, by squared distance or by inner product. links: neighbours kept by a node on each level; build
 * and search: beam widths. NULL: out of memory. */
sx_hnsw *sx_hnsw_new(size_t n, size_t d, bool inner_product, size_t links, size_t build, size_t search, uint64_t seed);
void     sx_hnsw_free(sx_hnsw *);
/* Adds a row. Rows must be added in order, by one thread: the graph depends on their order. False: out of memory. */
bool     sx_hnsw_add(sx_hnsw *, size_t row, const float *x);
/* Finds at most k rows near x, in any order; returns how many. Thread-safe. */
size_t   sx_hnsw_search(const sx_hnsw *, const float *x, size_t k, uint32_t *rows);

#ifdef __cplusplus
}
#endif

#endif
