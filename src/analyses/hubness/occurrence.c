/* occurrence.c: computes k-occurrence (N_k) and the hubness metrics derived from it. */
#include "occurrence.h"
#include "numeric/stats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void sx_occurrence_count(const uint32_t *index, size_t m, size_t k, size_t ld, size_t n, double *n_k)
{
	memset(n_k, 0, n * sizeof *n_k);
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < k; j++)
			n_k[index[i * ld + j]]++;
}

sx_hub_scores sx_occurrence_score(const double *n_k, size_t n, double mean, double hub, double antihub, double *scratch)
{
	sx_hub_scores s = { 0 };
	double away = 0, roots = 0, rows = (double)n, total = rows * mean;
	for (size_t i = 0; i < n; i++) {
		away += fabs(n_k[i] - mean);
		roots += sqrt(n_k[i]);
		s.antihub_occurrence += n_k[i] <= antihub;
		s.hub_occurrence += n_k[i] >= hub ? n_k[i] : 0;
		s.max_k_occurrence = fmax(s.max_k_occurrence, n_k[i]);
	}
	s.k_skewness = sx_skewness(n_k, n, &s.flat);
	s.robinhood = away / (2 * total);
	s.atkinson = 1 - (roots / rows) * (roots / rows) / mean;
	s.antihub_occurrence /= rows;
	s.hub_occurrence /= total;
	s.groupie_ratio = s.max_k_occurrence / total;
	memcpy(scratch, n_k, n * sizeof *scratch);
	s.gini = sx_gini(scratch, n);
	return s;
}

void sx_occurrence_put(sx_result *out, const char *prefix, const sx_hub_scores *s)
{
	const struct { const char *name; double value; } figure[] = {
		{ "k_skewness", s->k_skewness }, { "robinhood", s->robinhood }, { "gini", s->gini }, { "atkinson", s->atkinson },
		{ "antihub_occurrence", s->antihub_occurrence }, { "hub_occurrence", s->hub_occurrence },
		{ "groupie_ratio", s->groupie_ratio }, { "max_k_occurrence", s->max_k_occurrence } };
	for (size_t i = 0; i < SX_COUNT(figure); i++) {
		char name[64];
		snprintf(name, sizeof name, "%s%s", prefix, figure[i].name);
		sx_put(out, name, figure[i].value);
	}
}
