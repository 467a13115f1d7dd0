/* index_queries.c: divides a space into an index and queries, as --query-space and --split ask. */
#include "index_queries.h"
#include "base/rng.h"

#include <math.h>

static bool split(const sx_call *call, sx_space *space, double share, sx_index_queries *h, sx_err *err)
{
	size_t n = sx_space_rows(space), m = (size_t)lrint(share * (double)n), nq = 0, ni = 0;
	if (m == 0 || m >= n)
		return sx_fail(err, SX_EINPUT, "--split: %g of %zu rows leaves no queries or no index", share, n);
	size_t *scratch = sx_alloc(call->tmp, n, sizeof *scratch), *drawn = sx_alloc(call->tmp, n, sizeof *drawn);
	bool *query = sx_alloc(call->tmp, n, sizeof *query);
	h->rows = sx_alloc(call->tmp, n, sizeof *h->rows);
	if (!scratch || !drawn || !query || !h->rows)
		return sx_fail_memory(err, "a split of the rows", (double)n * 32);
	sx_rng rng = sx_rng_open(call->job->seed, "split", 0);
	sx_rng_sample(&rng, n, m, scratch, drawn);
	for (size_t i = 0; i < m; i++)
		query[drawn[i]] = true;
	for (size_t i = 0; i < n; i++)
		if (query[i])
			drawn[nq++] = i;
		else
			h->rows[ni++] = i;
	h->index = sx_space_subset(space, sx_space_name(space), h->rows, ni, err);
	h->queries = h->index ? sx_space_subset(space, sx_space_name(space), drawn, nq, err) : NULL;
	return h->queries != NULL;
}

bool sx_index_queries_get(const sx_call *call, sx_space *space, const sx_value *queries, const sx_value *share, sx_index_queries *h,
                          sx_err *err)
{
	*h = (sx_index_queries){ 0 };
	if (queries->count && share->text)
		return sx_fail(err, SX_EUSAGE, "--query-space and --split exclude each other");
	if (share->text && split(call, space, share->num, h, err))
		return true;
	if (share->text) {
		sx_index_queries_free(h);
		return false;
	}
	h->index = sx_space_ref(space);
	h->queries = queries->count ? sx_space_ref(queries->space[0]) : NULL;
	return true;
}

void sx_index_queries_free(sx_index_queries *h)
{
	sx_space_unref(h->index);
	sx_space_unref(h->queries);
	*h = (sx_index_queries){ 0 };
}

const double *sx_index_queries_column(const sx_call *call, const sx_index_queries *h, size_t all, const double *of_index)
{
	if (h->rows == NULL)
		return of_index;
	double *v = sx_alloc(call->tmp, all, sizeof *v);
	for (size_t i = 0; v && i < all; i++)
		v[i] = NAN;
	for (size_t i = 0; v && i < sx_space_rows(h->index); i++)
		v[h->rows[i]] = of_index[i];
	return v;
}
