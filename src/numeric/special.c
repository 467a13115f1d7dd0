/* special.c: special functions, nearly all from GSL, whose errors become return values: its own handler would end the program. */
#include "special.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_lambert.h>
#include <gsl/gsl_sf_log.h>
#include <math.h>

double sx_log_gamma(double x)
{
	int sign;
	return lgamma_r(x, &sign);
}

double sx_gamma_q(double a, double x)
{
	gsl_sf_result r;
	if (x <= 0)
		return 1;
	gsl_error_handler_t *before = gsl_set_error_handler_off();
	int status = gsl_sf_gamma_inc_Q_e(a, x, &r);
	gsl_set_error_handler(before);
	return status == GSL_SUCCESS ? r.val : status == GSL_EUNDRFLW ? 0 : NAN;
}

/* With x = a (1 + u) the density is sqrt(a / 2π) exp(a (ln(1 + u) - u)) / (x Γ*(a)): no large terms cancel. */
double sx_gamma_density(double a, double x)
{
	gsl_sf_result power = { .val = log(x / a) - (x - a) / a }, star;
	gsl_error_handler_t *before = gsl_set_error_handler_off();
	int status = gsl_sf_gammastar_e(a, &star);
	if (x > a / 2)		/* below, u is near -1 and the logarithm of the quotient is the better one */
		status |= gsl_sf_log_1plusx_mx_e((x - a) / a, &power);
	gsl_set_error_handler(before);
	return status == GSL_SUCCESS ? sqrt(a / 6.283185307179586477) * exp(a * power.val) / (x * star.val) : NAN;
}

double sx_binomial_half(unsigned k, unsigned n)
{
	return gsl_cdf_binomial_P(k, 0.5, n);
}

double sx_beta_quantile(double p, double a, double b)
{
	gsl_error_handler_t *before = gsl_set_error_handler_off();
	double v = a > 0 && b > 0 ? gsl_cdf_beta_Pinv(p, a, b) : (double)NAN;
	gsl_set_error_handler(before);
	return v;
}

double sx_normal_quantile(double p)
{
	return gsl_cdf_ugaussian_Pinv(p);
}

double sx_normal_upper(double z)
{
	return erfc(z * 0.70710678118654752440) / 2;
}

static double quietly(int (*f)(double, gsl_sf_result *), double x)
{
	gsl_sf_result r = { .val = NAN };
	gsl_error_handler_t *before = gsl_set_error_handler_off();
	int status = f(x, &r);
	gsl_set_error_handler(before);
	return status == GSL_SUCCESS ? r.val : (double)NAN;
}

double sx_lambert_w(double x)
{
	return quietly(gsl_sf_lambert_W0_e, x);
}

double sx_bessel_i0(double x)
{
	return quietly(gsl_sf_bessel_I0_scaled_e, x);
}

double sx_bessel_i1(double x)
{
	return quietly(gsl_sf_bessel_I1_scaled_e, x);
}

double sx_f_upper(double f, double a, double b)
{
	return gsl_cdf_fdist_Q(f, a, b);
}
