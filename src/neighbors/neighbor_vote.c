/* neighbor_vote.c: k-nearest-neighbour classification and its errors. */
#include "neighbor_vote.h"
#include "base/rng.h"
#include "numeric/special.h"
#include "space/class_codes.h"

#include <math.h>
#include <string.h>

/* The weight of the vote at position l of a list. */
static double weight(const sx_ballot *b, const double *distance, size_t l, bool zeros)
{
	if (!b->weighted)
		return 1;
	if (zeros)
		return distance[l] <= 0;
	return 1 / distance[l];
}

static size_t elected(const sx_ballot *b, size_t row, size_t k, const size_t *fold, double *votes)
{
	const uint32_t *list = b->index + row * b->ld;
	const double *distance = b->distance ? b->distance + row * b->ld : NULL;
	bool zeros = b->weighted && distance[0] <= 0;
	double most = 0;
	memset(votes, 0, b->classes * sizeof *votes);
	size_t end = 0;
	for (size_t used = 0; end < (fold ? b->ld : k) && used < k; end++) {
		if ((fold && fold[list[end]] == fold[row]) || b->code[list[end]] == SX_NO_CLASS)
			continue;
		zeros = fold && b->weighted && used == 0 ? distance[end] <= 0 : zeros;
		votes[b->code[list[end]]] += weight(b, distance, end, zeros);
		used++;
	}
	for (size_t c = 0; c < b->classes; c++)
		most = fmax(most, votes[c]);
	for (size_t l = 0; l < end; l++)
		if (!(fold && fold[list[l]] == fold[row]) && b->code[list[l]] != SX_NO_CLASS && votes[b->code[list[l]]] == most)
			return b->code[list[l]];
	return SIZE_MAX;
}

double sx_vote_error(const sx_ballot *b, size_t k, double *votes, bool *right)
{
	size_t wrong = 0, judged = 0;
	for (size_t i = 0; i < b->m; i++) {
		bool known = b->truth[i] != SX_NO_CLASS, same = known && elected(b, i, k, NULL, votes) == b->truth[i];
		judged += known;
		wrong += known && !same;
		if (right)
			right[i] = same;
	}
	return judged ? (double)wrong / (double)judged : (double)NAN;
}

double sx_vote_error_folds(const sx_ballot *b, size_t k, const size_t *fold, double *votes)
{
	size_t wrong = 0;
	for (size_t i = 0; i < b->m; i++)
		wrong += elected(b, i, k, fold, votes) != b->truth[i];
	return (double)wrong / (double)b->m;
}

void sx_vote_folds(const size_t *code, size_t n, size_t classes, size_t folds, uint64_t seed, size_t *scratch, size_t *fold)
{
	sx_rng rng = sx_rng_open(seed, "folds", 0);
	size_t next = 0;
	for (size_t i = 0; i < n; i++)
		scratch[i] = i;
	sx_rng_shuffle(&rng, scratch, n);
	for (size_t c = 0; c < classes; c++)
		for (size_t i = 0; i < n; i++)
			if (code[scratch[i]] == c)
				fold[scratch[i]] = next++ % folds;
}

sx_mcnemar sx_mcnemar_test(const bool *a, const bool *b, size_t n)
{
	sx_mcnemar t = { .low = NAN, .high = NAN };
	for (size_t i = 0; i < n; i++) {
		t.only_a += a[i] && !b[i];
		t.only_b += b[i] && !a[i];
	}
	double rows = (double)n, x = (double)t.only_a, y = (double)t.only_b, e = (x - y) / rows;
	size_t least = t.only_a < t.only_b ? t.only_a : t.only_b;
	t.p = x + y > 0 ? fmin(1, 2 * sx_binomial_half((unsigned)least, (unsigned)(t.only_a + t.only_b))) : 1;
	t.difference = e;
	double spread = rows * (x + y) - (x - y) * (x - y);
	if (!(spread > 0))
		return t;
	double q = rows * rows * (rows + 1) * (1 + e) * (1 - e) / spread;
	t.low = 2 * sx_beta_quantile(0.025, (1 + e) * (q - 1) / 2, (1 - e) * (q - 1) / 2) - 1;
	t.high = 2 * sx_beta_quantile(0.975, (1 + e) * (q - 1) / 2, (1 - e) * (q - 1) / 2) - 1;
	return t;
}
