/* null_spaces.h: null samples: what a metric would be if the space had no structure beyond its margins, or beyond its covariance.
 *
 * Any command that has SX_OPT_NULL and SX_OPT_NULL_KIND gets this: after its run, the same command is run on `draws` null samples
 * of the same shape, and each metric NAME gains NAME_null (their mean), NAME_null_low and NAME_null_high (their 95 % range) and
 * NAME_p, two-sided, 2 min(1 + #{null >= value}, 1 + #{null <= value}) / (draws + 1), at most 1. */
#ifndef SX_NULL_SPACES_H
#define SX_NULL_SPACES_H

#include "command/command.h"

typedef enum sx_null_kind { SX_NULL_SHUFFLE, SX_NULL_GAUSSIAN } sx_null_kind;	/* in the order of SX_OPT_NULL_KIND */

/* Makes one null sample, determined by the job's seed and the number of the draw. SHUFFLE: permutes the values of each dimension
 * independently, which keeps the margins and breaks all dependence. GAUSSIAN: Gaussian points of the same mean and covariance,
 * which keep all linear structure. Cost n d, for GAUSSIAN n d². NULL on failure. */
sx_space *sx_null_space(sx_space *, sx_null_kind, uint64_t draw, sx_job *, sx_err *err);

/* Runs the command of the call on null samples in place of `space` and adds the null metrics to out. */
bool sx_null_measure(const sx_call *call, sx_space *space, sx_null_kind, size_t draws, sx_result *out, sx_err *err);

/* Adds NAME_null with its range and NAME_p, from a value and its values on the null samples (sorted in place). Adds nothing if a
 * null value is NaN. */
void sx_null_put(sx_result *, const char *name, double value, double *null, size_t draws);

#endif
