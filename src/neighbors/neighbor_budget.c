/* neighbor_budget.c: decides between the neighbours of all rows and those of a sample, and reports metrics accordingly. */
#include "neighbor_budget.h"
#include "knn_approximate.h"
#include "command/params.h"

#include <math.h>
#include <stdio.h>

enum { FEWEST = 200 };		/* default number of query rows of a sample */

static size_t queries_within(double budget, size_t n, size_t d)
{
	double all = (double)n * (double)n * (double)d, m = floor(budget / (2 * (double)n * (double)d));
	return all <= budget ? n : m < FEWEST ? FEWEST : (size_t)m;
}

static void put_with_error(sx_result *out, const char *name, double value, double error)
{
	sx_put(out, name, value);
	sx_put(out, sx_printf(out->arena, "%s_se", name), error);
}

enum { CHECKED = 500 };		/* rows on which the recall of a graph is measured */

static bool from_graph(const sx_neighbors_of *of, sx_knn *t, sx_err *err)
{
	double recall, error;
	sx_job *job = of->call->job;
	if (!sx_knn_graph(of->space, of->metric, of->k, job, t, err) ||
	    !sx_knn_recall(of->space, of->metric, t, CHECKED, job, &recall, &error, err))
		return false;
	put_with_error(of->out, "recall", recall, error);
	sx_note(of->out, "approximate: the graph found %.2f %% (standard error %.2f) of the true neighbours of %d random rows",
	        100 * recall, 100 * error, CHECKED);
	return true;
}

bool sx_neighbors_get(const sx_neighbors_of *of, sx_knn *t, sx_err *err)
{
	size_t n = sx_space_rows(of->space), graph = sx_param_index(of->call->command, "graph");
	if (graph != SIZE_MAX && of->call->arg[graph].num == 1)
		return from_graph(of, t, err);
	size_t within = queries_within(of->budget->num, n, sx_space_dims(of->space));
	size_t m = of->queries->given ? (size_t)of->queries->num : within;
	if (!sx_knn_sample(of->space, of->metric, of->k, m < n ? m : n, of->call->job, t, err))
		return false;
	sx_record_num(of->out, "query_rows", (double)t->n);
	if (t->rows)
		sx_note(of->out, "neighbours of a random sample of %zu of %zu rows, searched among all rows: metrics have "
		        "standard errors or intervals; --queries %zu uses all rows", t->n, n, n);
	return true;
}

enum { OFFERED = 2000 };		/* query rows of the sample offered instead */

void sx_neighbors_price(const sx_space *space, sx_metric metric, size_t k, const sx_value *queries, const sx_value *budget,
                        sx_price *price)
{
	double n = (double)sx_space_rows(space), d = (double)sx_space_dims(space);
	double m = budget ? (double)queries_within(budget->num, (size_t)n, (size_t)d) : n;
	if (queries && queries->given)
		m = fmin(queries->num, n);
	bool whole = m >= floor(n / 2);
	if (sx_knn_has(space, metric, k))
		return;
	price->flop += whole ? n * n * d : 2 * m * n * d;
	price->bytes += 4 * (whole ? n : m) * (d + 5 * (double)k + 120);
	if (queries && whole && n > 4 * OFFERED) {
		snprintf(price->cheaper, sizeof price->cheaper, "--queries %d", OFFERED);
		price->cheaper_flop = 2 * OFFERED * n * d;
	}
}

static double left_out(const sx_knn *t)
{
	return sqrt(1 - (double)t->n / (double)t->of);
}

void sx_put_mean(sx_result *out, const char *name, const double *line, const sx_knn *t)
{
	double sum = 0, squares = 0, n = (double)t->n;
	for (size_t i = 0; i < t->n; i++)
		sum += line[i];
	for (size_t i = 0; i < t->n; i++)
		squares += (line[i] - sum / n) * (line[i] - sum / n);
	if (t->rows)
		put_with_error(out, name, sum / n, sqrt(squares / ((n - 1) * n)) * left_out(t));
	else
		sx_put(out, name, sum / n);
}

void sx_put_count(sx_result *out, const char *name, size_t lines, const sx_knn *t)
{
	double p = (double)lines / (double)t->n, n = (double)t->n;
	if (t->rows)
		put_with_error(out, name, p * (double)t->of, (double)t->of * sqrt(p * (1 - p) / (n - 1)) * left_out(t));
	else
		sx_put(out, name, (double)lines);
}

bool sx_column_of_lines(sx_result *out, const char *name, const double *line, const sx_knn *t, sx_arena *tmp)
{
	double *column = sx_alloc(tmp, t->of, sizeof *column);
	if (column == NULL)
		return false;
	for (size_t i = 0; t->rows && i < t->of; i++)
		column[i] = NAN;
	for (size_t i = 0; i < t->n; i++)
		column[sx_knn_line_row(t, i)] = line[i];
	sx_column(out, name, column);
	return true;
}
