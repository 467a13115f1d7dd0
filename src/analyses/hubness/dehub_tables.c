/* dehub_tables.c: the table of `dehub` that compares reduction methods. */
#include "dehub_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double percent(double before, double after)
{
	return 100 * sx_dehub_reduction(before, after);
}

enum { FIELDS = 8, WITHOUT_CLASSES = 6 };

static void methods(sx_result *out, const sx_dehub_row *row, size_t n, bool many, bool classes, const char **text, double *v)
{
	static const char *const field[FIELDS] = { "k_skewness", "robinhood", "antihub_occurrence", "max_k_occurrence",
		"hubness_reduction", "skewness_reduction_percent", "knn_error", "error_reduction_percent" };
	sx_table(out, "methods", SX_PLAIN, n);
	for (size_t i = 0; many && i < n; i++) {
		text[i] = row[i].space;
		v[i] = (double)row[i].k;
	}
	if (many) {
		sx_table_texts(out, "space", text);
		sx_table_ints(out, "k", v);
	}
	for (size_t i = 0; i < n; i++)
		text[i] = row[i].method;
	sx_table_texts(out, "method", text);
	for (size_t f = 0; f < (classes ? FIELDS : WITHOUT_CLASSES); f++) {
		for (size_t i = 0; i < n; i++) {
			const sx_hub_scores *h = &row[i].hubs;
			const double value[FIELDS] = { h->k_skewness, h->robinhood, h->antihub_occurrence, h->max_k_occurrence,
				sx_dehub_reduction(row[i].base_skewness, h->k_skewness), percent(row[i].base_skewness, h->k_skewness),
				row[i].error, percent(row[i].base_error, row[i].error) };
			v[i] = value[f];
		}
		sx_table_nums(out, field[f], v);
	}
}

/* Skewness nearest to 0 is the least hubness: a method can also overshoot below 0. */
static void best(sx_result *out, const sx_dehub_row *row, size_t n, bool classes)
{
	size_t flat = 0, right = 0;
	for (size_t i = 1; i < n; i++) {
		flat = fabs(row[i].hubs.k_skewness) < fabs(row[flat].hubs.k_skewness) ? i : flat;
		right = row[i].error < row[right].error ? i : right;
	}
	double less = percent(row[flat].base_skewness, row[flat].hubs.k_skewness);
	if (isfinite(less))
		sx_note(out, "skewness closest to 0: %s, %.4g, %.3g %% below that without reduction", row[flat].method,
		        row[flat].hubs.k_skewness, less);
	else
		sx_note(out, "hubness_reduction: the skewness was not above 0 before (%.4g): there was no hubness to reduce",
		        row[flat].base_skewness);
	if (classes && row[right].base_error > 0)
		sx_note(out, "smallest error: %s, %.4g, %.3g %% below that without reduction", row[right].method, row[right].error,
		        percent(row[right].base_error, row[right].error));
}

static int bin_of(double skewness)
{
	return skewness <= 2.5 ? 0 : skewness <= 3 ? 1 : 2;
}

/* For each method the mean relative fall of the error, by how skewed N_k was at first. Rows come space by space with the same
 * methods in the same order. */
static void gains(sx_result *out, const sx_dehub_row *row, size_t n, const char **text, double *v)
{
	static const char *const bins[] = { "to 2.5", "2.5 to 3", "above 3" };
	size_t m = 1, at = 0;
	while (m < n && strcmp(row[m].method, row[0].method) != 0)
		m++;
	double *studies = v + n, *gain = v + 2 * n;
	const char **bin = text + n;
	for (size_t j = 0; j < m; j++)
		for (int b = 0; b < (int)SX_COUNT(bins); b++) {
			double sum = 0, count = 0;
			for (size_t i = j; i < n; i += m)
				if (strcmp(row[i].method, "none") != 0 && bin_of(row[i].base_skewness) == b && row[i].base_error > 0) {
					sum += percent(row[i].base_error, row[i].error);
					count++;
				}
			if (count == 0)
				continue;
			text[at] = row[j].method;
			bin[at] = bins[b];
			studies[at] = count;
			gain[at++] = sum / count;
		}
	if (at == 0)
		return;
	sx_table(out, "gain_by_skewness", SX_PLAIN, at);
	sx_table_texts(out, "method", text);
	sx_table_texts(out, "base_skewness", bin);
	sx_table_ints(out, "studies", studies);
	sx_table_nums(out, "error_reduction_percent", gain);
}

void sx_dehub_methods(sx_result *out, const sx_dehub_row *row, size_t n, bool many, bool classes, sx_arena *tmp)
{
	const char **text = sx_alloc(tmp, 2 * n, sizeof *text);
	double *v = sx_alloc(tmp, 3 * n, sizeof *v);
	if (!text || !v) {
		out->broken = true;
		return;
	}
	methods(out, row, n, many, classes, text, v);
	if (!many)
		best(out, row, n, classes);
	else if (classes)
		gains(out, row, n, text, v);
}
