/* special.h: special functions, from GSL. The one file that knows it. */
#ifndef SX_SPECIAL_H
#define SX_SPECIAL_H

/* The upper regularised incomplete gamma function Q(a, x), a > 0; 1 for x <= 0. */
double sx_gamma_q(double a, double x);
/* The standard normal quantile, 0 < p < 1, and upper tail. */
double sx_normal_quantile(double p);
double sx_normal_upper(double z);

#endif
