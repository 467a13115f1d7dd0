/* intervals.c: Wilson's interval of a share, and a bootstrap of a mean that allows for a value not seen. */
#include "intervals.h"
#include "stats.h"
#include "base/rng.h"

#include <math.h>

enum { MOST = 1000, LEAST = 200 };
static const double Z = 1.959963984540054, DRAWS = 2e7;	/* values weighted in all resamples, about */

void sx_wilson(double share, double n, double *low, double *high)
{
	double z2 = Z * Z / n, mid = (share + z2 / 2) / (1 + z2);
	double half = Z * sqrt(share * (1 - share) / n + z2 / (4 * n)) / (1 + z2);
	*low = share > 0 ? fmax(0, mid - half) : 0;
	*high = share < 1 ? fmin(1, mid + half) : 1;
}

/* Exponential weights are a Dirichlet's once they are divided by their sum. */
static void resample(const double *v, size_t n, double below, double above, sx_rng *rng, double *low, double *high)
{
	double last = -log(1 - sx_rng_unit(rng)), weight = last, sum = 0;
	for (size_t i = 0; i < n; i++) {
		double w = -log(1 - sx_rng_unit(rng));
		weight += w;
		sum += w * v[i];
	}
	*low = (sum + last * below) / weight;
	*high = (sum + last * above) / weight;
}

void sx_mean_interval(const double *v, size_t n, double below, double above, uint64_t seed, double *low, double *high)
{
	double lows[MOST], highs[MOST], mean = sx_mean(v, n);
	size_t draws = (size_t)fmax(LEAST, fmin(MOST, DRAWS / ((double)n + 1)));
	for (size_t b = 0; b < draws; b++) {
		sx_rng rng = sx_rng_open(seed, "mean.interval", b);
		resample(v, n, below, above, &rng, &lows[b], &highs[b]);
	}
	*low = fmin(mean, sx_quantile(lows, draws, 0.025));
	*high = fmax(mean, sx_quantile(highs, draws, 0.975));
}
