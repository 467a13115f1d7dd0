/* rank_rules.c: rules for the number of linear dimensions of a spectrum. */
#include "rank_rules.h"

#include <math.h>

static double total(const double *l, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += l[i];
	return sum;
}

double sx_participation(const double *l, size_t n)
{
	double sum = total(l, n), squares = 0;
	for (size_t i = 0; i < n; i++)
		squares += l[i] / sum * (l[i] / sum);
	return sum > 0 ? 1 / squares : (double)NAN;
}

double sx_share_entropy(const double *v, size_t n)
{
	double sum = total(v, n), h = 0;
	for (size_t i = 0; i < n; i++)
		h -= v[i] > 0 ? v[i] / sum * log(v[i] / sum) : 0;
	return sum > 0 ? h : (double)NAN;
}

size_t sx_rule_fo(const double *l, size_t n, double share)
{
	size_t count = 0;
	while (count < n && l[count] > share * l[0])
		count++;
	return count;
}

size_t sx_rule_maxgap(const double *l, size_t n)
{
	size_t best = 0;
	double most = 0;
	for (size_t i = 0; i + 1 < n; i++) {
		if (l[i + 1] <= 1e-12 * l[0])
			return l[i] > 1e-12 * l[0] ? i + 1 : best;
		if (l[i] / l[i + 1] > most) {
			most = l[i] / l[i + 1];
			best = i + 1;
		}
	}
	return best;
}

size_t sx_rule_kaiser(const double *l, size_t n)
{
	double mean = total(l, n) / (double)n;
	size_t count = 0;
	while (count < n && l[count] > mean)
		count++;
	return count;
}

size_t sx_rule_broken_stick(const double *l, size_t n)
{
	double sum = total(l, n), stick = 0;
	size_t count = 0;
	for (size_t j = 1; j <= n; j++)
		stick += 1 / (double)j / (double)n;
	while (count < n && l[count] > stick * sum) {
		count++;
		stick -= 1 / (double)count / (double)n;
	}
	return count;
}

size_t sx_rule_share(const double *l, size_t n, double share)
{
	double sum = 0, want = share * total(l, n) * (1 - 1e-12);
	size_t count = 0;
	while (count < n && (count == 0 || sum < want))
		sum += l[count++];
	return count;
}

size_t sx_rule_elbow(const double *l, size_t n)
{
	double most = 0, span = n > 1 ? (double)n - 1 : 1;
	size_t best = 1;
	for (size_t i = 1; i + 1 < n; i++) {
		double below = l[0] + (l[n - 1] - l[0]) * (double)i / span - l[i];
		if (below > most) {
			most = below;
			best = i + 1;
		}
	}
	return best;
}

size_t sx_rule_fan(const double *l, size_t n, double gap, double share, double *scratch_n)
{
	double all = total(l, n), sum = 0, noise = 0;
	size_t rest = 0;
	while (rest < n && (sum += l[rest]) / all <= 0.95)
		rest++;
	for (size_t i = rest; i < n; i++)
		noise += l[i] / (double)(n - rest);
	for (size_t i = 0; i < n; i++)
		scratch_n[i] = l[i] - noise;
	all = total(scratch_n, n);
	sum = 0;
	for (size_t i = 0; i + 1 < n; i++) {
		sum += scratch_n[i];
		if (scratch_n[i] / scratch_n[i + 1] > gap || sum / all > share)
			return i + 1;
	}
	return 0;
}

double sx_power_slope(const double *l, size_t from, size_t to)
{
	double x = 0, y = 0, xx = 0, xy = 0, m = (double)(to - from) + 1;
	for (size_t i = from; i <= to; i++) {
		double a = log((double)i), b = log(l[i - 1]);
		x += a / m;
		y += b / m;
		xx += a * a / m;
		xy += a * b / m;
	}
	return (xy - x * y) / (xx - x * x);
}
