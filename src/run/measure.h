/* measure.h: runs a command on a space for its metrics alone: nothing is attached to the space, and no session is needed. */
#ifndef SX_MEASURE_H
#define SX_MEASURE_H

#include "chance/null_spaces.h"

/* The command's defaults hold but for what `more` says. With draws, its figures are measured on null spaces too, where
 * the command can (SX_OPT_NULL). */
typedef struct sx_measurement {
	const sx_command *command;
	const sx_catalog *catalog;	/* for a command that runs others */
	sx_space         *space;
	const sx_arg     *more;
	size_t            nmore;
	sx_null_kind      kind;		/* of the null spaces */
	size_t            draws;
} sx_measurement;

/* The result must be fresh. */
bool sx_measure(const sx_measurement *, sx_job *, sx_result *, sx_err *err);

#endif
