/* occurrence.c: k-occurrence and its measures. */
#include "occurrence.h"
#include "stats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void sx_occurrence_count(const uint32_t *index, size_t n, size_t k, size_t ld, double *n_k)
{
	memset(n_k, 0, n * sizeof *n_k);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < k; j++)
			n_k[index[i * ld + j]]++;
}

/* The mean of N_k is k whatever the data. */
sx_hub_scores sx_occurrence_score(const double *n_k, size_t n, double k, double hub_size, double *scratch)
{
	sx_hub_scores s = { 0 };
	double away = 0, roots = 0, rows = (double)n, total = rows * k;
	for (size_t i = 0; i < n; i++) {
		away += fabs(n_k[i] - k);
		roots += sqrt(n_k[i]);
		s.antihub_occurrence += n_k[i] == 0;
		s.hub_occurrence += n_k[i] >= hub_size * k ? n_k[i] : 0;
		s.max_k_occurrence = fmax(s.max_k_occurrence, n_k[i]);
	}
	s.k_skewness = sx_skewness(n_k, n, &s.flat);
	s.robinhood = away / (2 * total);
	s.atkinson = 1 - (roots / rows) * (roots / rows) / k;
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

static size_t elected(const uint32_t *list, size_t k, const size_t *label, size_t *votes, size_t classes)
{
	size_t best = 0;
	memset(votes, 0, classes * sizeof *votes);
	for (size_t j = 0; j < k; j++)
		best = votes[label[list[j]]]++ + 1 > best ? votes[label[list[j]]] : best;
	for (size_t j = 0; j < k; j++)
		if (votes[label[list[j]]] == best)
			return label[list[j]];
	return SIZE_MAX;
}

double sx_vote_error(const uint32_t *index, size_t n, size_t k, size_t ld, const size_t *label, size_t classes,
                     size_t *votes)
{
	size_t wrong = 0;
	for (size_t i = 0; i < n; i++)
		wrong += elected(index + i * ld, k, label, votes, classes) != label[i];
	return (double)wrong / (double)n;
}
