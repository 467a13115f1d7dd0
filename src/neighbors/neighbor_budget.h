/* neighbor_budget.h: the neighbour table as an analysis asks for it: of all rows within the budget, and of a sample beyond it.
 *
 * A sample of m query rows against all n costs 2 m n d flop instead of n² d. Every mean over rows is then a mean over a
 * simple random sample without replacement; its standard error has the finite-population factor sqrt(1 - m/n)
 * (Cochran 1977, Sampling Techniques, ch. 2). What needs the list of every row is not estimated. */
#ifndef SX_NEIGHBOR_BUDGET_H
#define SX_NEIGHBOR_BUDGET_H

#include "command/command.h"
#include "knn_search.h"

/* The table for a command that has SX_OPT_QUERIES and SX_OPT_BUDGET: queries and budget are its arguments. A sample is
 * noted in out, and recorded as the parameter query_rows. Where the command has SX_OPT_GRAPH too, an approximate table on
 * request: its recall is put as `recall` and noted. */
typedef struct sx_neighbors_of {
	const sx_call  *call;
	sx_space       *space;
	sx_metric       metric;
	size_t          k;
	const sx_value *queries, *budget;
	sx_result      *out;
} sx_neighbors_of;
bool sx_neighbors_get(const sx_neighbors_of *, sx_knn *, sx_err *err);

/* What that table costs: of all rows n² d, of a sample 2 m n d; a table the space has already costs nothing. A sample is
 * offered where all rows are asked. For the price of a command. */
void sx_neighbors_price(const sx_space *, sx_metric, size_t k, const sx_value *queries, const sx_value *budget, sx_price *);

/* The row that line i of the table is about. */
static inline size_t sx_knn_line_row(const sx_knn *t, size_t i)
{
	return t->rows ? t->rows[i] : i;
}

/* The mean of a figure over the lines of the table, under its name; with NAME_se where the table is a sample. */
void sx_put_mean(sx_result *, const char *name, const double *line, const sx_knn *);
/* How many rows have a property, from how many lines do: a count, or an estimate with NAME_se. */
void sx_put_count(sx_result *, const char *name, size_t lines, const sx_knn *);
/* A column of the space from figures of the lines; rows not in the sample have none. False: memory. */
bool sx_column_of_lines(sx_result *, const char *name, const double *line, const sx_knn *, sx_arena *tmp);

#endif
