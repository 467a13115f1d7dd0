/* neighbor_budget.h: the neighbour table as an analysis asks for it: of all rows within the budget, and of a sample beyond it.
 *
 * A sample of m query rows against all n costs 2 m n d flop instead of n² d. A mean over rows is then a mean over a simple random
 * sample without replacement; its standard error has the finite-population factor sqrt(1 - m/n) (Cochran 1977, Sampling
 * Techniques, ch. 2). Metrics that need the list of every row are not estimated. */
#ifndef SX_NEIGHBOR_BUDGET_H
#define SX_NEIGHBOR_BUDGET_H

#include "knn_search.h"
#include "command/command.h"

/* Gets the table for a command that has SX_OPT_QUERIES and SX_OPT_BUDGET: queries and budget are the values of these. A sample is
 * reported in a note of out, and as the parameter query_rows. If the command also has SX_OPT_GRAPH, the table is approximate on
 * request: its recall is reported as `recall` and in a note. */
typedef struct sx_neighbors_of {
	const sx_call  *call;
	sx_space       *space;
	sx_metric       metric;
	size_t          k;
	const sx_value *queries, *budget;
	sx_result      *out;
} sx_neighbors_of;
bool sx_neighbors_get(const sx_neighbors_of *, sx_knn *, sx_err *err);

/* Adds the cost of that table: n² d for all rows, 2 m n d for a sample, nothing for a table the space already has. Where all rows
 * are asked for, a sample is offered as cheaper. */
void sx_neighbors_price(const sx_space *, sx_metric, size_t k, const sx_value *queries, const sx_value *budget, sx_price *);

/* The row to which list i of the table belongs. */
static inline size_t sx_knn_line_row(const sx_knn *t, size_t i)
{
	return t->rows ? t->rows[i] : i;
}

/* Adds the mean of a per-row value over the lists of the table as a metric, with NAME_se if the table is a sample. */
void sx_put_mean(sx_result *, const char *name, const double *line, const sx_knn *);
/* Adds the number of rows with a property, from the number of lists whose row has it: a count, or for a sample an estimate with
 * NAME_se. */
void sx_put_count(sx_result *, const char *name, size_t lines, const sx_knn *);
/* Adds a column of the space from values of the lists; rows outside the sample are missing. False: out of memory. */
bool sx_column_of_lines(sx_result *, const char *name, const double *line, const sx_knn *, sx_arena *tmp);

#endif
