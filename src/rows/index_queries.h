/* index_queries.h: an index and its queries, from the options --query-space and --split that several commands share. */
#ifndef SX_INDEX_QUERIES_H
#define SX_INDEX_QUERIES_H

#include "command/command.h"

#define SX_OPT_QUERY_SPACE \
	{ .name = "query-space", .kind = SX_KIND_SPACE, .dflt = "none", \
	  .help = "a space whose rows are the queries; the space itself is the index" }
#define SX_OPT_SPLIT \
	{ .name = "split", .kind = SX_KIND_REAL, .lo = 0.01, .hi = 0.99, \
	  .help = "use this share of the rows, drawn at random, as queries and the others as the index" }

/* queries NULL: the rows of the index among themselves. rows, unless NULL: the rows of the original space that became the index,
 * in order. */
typedef struct sx_index_queries {
	sx_space *index, *queries;
	size_t   *rows;
} sx_index_queries;

/* Makes index and queries from the values of --query-space and --split. It holds references; free it with sx_index_queries_free. */
bool sx_index_queries_get(const sx_call *, sx_space *, const sx_value *queries, const sx_value *split, sx_index_queries *,
                          sx_err *err);
void sx_index_queries_free(sx_index_queries *);
/* Expands a column of the index to the original space of `all` rows: NaN at queries. NULL: tmp is short. */
const double *sx_index_queries_column(const sx_call *, const sx_index_queries *, size_t all, const double *of_index);

#endif
