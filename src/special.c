/* special.c: special functions. GSL's own handler would end the program, so its errors are turned into values here. */
#include "special.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

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

double sx_normal_quantile(double p)
{
	return gsl_cdf_ugaussian_Pinv(p);
}

double sx_normal_upper(double z)
{
	return erfc(z * 0.70710678118654752440) / 2;
}
