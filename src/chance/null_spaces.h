/* null_spaces.h: null samples: what a metric would be if the space had no structure beyond its margins, or beyond its
 * covariance.
 *
 * Any command that has SX_OPT_NULL and SX_OPT_NULL_KIND gets it: after its run, the same command is run on `draws` null
 * spaces of the same shape, and each figure NAME gains NAME_null (their mean), NAME_null_low and NAME_null_high (their
 * 95 % range) and NAME_p, two-sided, 2 min(1 + #{null >= value}, 1 + #{null <= value}) / (draws + 1), at most 1. */
#ifndef SX_NULL_SPACES_H
#define SX_NULL_SPACES_H

#include "command/command.h"

typedef enum sx_null_kind { SX_NULL_SHUFFLE, SX_NULL_GAUSSIAN } sx_null_kind;	/* in the order of SX_OPT_NULL_KIND */

/* SHUFFLE: every dimension's values in an order of their own, which keeps the margins and breaks all dependence.
 * GAUSSIAN: normal points of the same mean and covariance, which keeps all that is linear. One draw, named by the seed and
 * its number. Cost n d, for GAUSSIAN n d². NULL on failure. */
sx_space *sx_null_space(sx_space *, sx_null_kind, uint64_t draw, sx_job *, sx_err *err);

/* Runs the command of the call on null spaces in the place of `space` and adds the figures to out. */
bool sx_null_measure(const sx_call *call, sx_space *space, sx_null_kind, size_t draws, sx_result *out, sx_err *err);

/* NAME_null with its range and NAME_p, from a figure and its values on so many nulls (sorted in place). Nothing is put where
 * a null has none (NaN). */
void sx_null_put(sx_result *, const char *name, double value, double *null, size_t draws);

#endif
