/* measure.h: a command run on a space for its figures alone: nothing is attached, no session is needed. */
#ifndef SX_MEASURE_H
#define SX_MEASURE_H

#include "chance/null_spaces.h"

/* The command's defaults hold but for what `more` says. With draws, its figures are measured on null spaces too, where
 * the command can (SX_OPT_NULL). The result must be fresh. */
bool sx_measure(const sx_command *, sx_space *, const sx_arg *more, size_t nmore, sx_null_kind, size_t draws, sx_job *,
                sx_result *, sx_err *err);

#endif
