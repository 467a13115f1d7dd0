/* special.h: special functions, all but one from GSL. */
#ifndef SX_SPECIAL_H
#define SX_SPECIAL_H

/* ln Γ(x), x > 0. (The C library's lgamma stores the sign in a global variable, a data race between threads.) */
double sx_log_gamma(double x);

/* The upper regularised incomplete gamma function Q(a, x), a > 0; 1 for x <= 0. */
double sx_gamma_q(double a, double x);
/* The density x^(a-1) e^-x / Γ(a), x > 0, to a few units in the last place also for large a. */
double sx_gamma_density(double a, double x);
/* The standard normal quantile, 0 < p < 1, and upper tail. */
double sx_normal_quantile(double p);
double sx_normal_upper(double z);
/* The probability of at most k successes in n fair trials; and the quantile of the beta distribution, NaN where it has none. */
double sx_binomial_half(unsigned k, unsigned n);
double sx_beta_quantile(double p, double a, double b);
/* The upper tail of Fisher's F. */
double sx_f_upper(double f, double a, double b);
/* Lambert's W: the w >= -1 with w e^w = x; x >= -1/e. */
double sx_lambert_w(double x);
/* The modified Bessel functions of orders 0 and 1, times e^-x, x >= 0. */
double sx_bessel_i0(double x);
double sx_bessel_i1(double x);

#endif
