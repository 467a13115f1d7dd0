/* measure.h: runs a command on a space for its metrics alone: nothing is attached to the space, and no session is needed. */
#ifndef SX_MEASURE_H
#define SX_MEASURE_H

#include "chance/null_spaces.h"

/* A run of a command with its defaults, except for the arguments in `more`. With draws, the metrics are measured on null samples
 * too, if the command can (SX_OPT_NULL). */
typedef struct sx_measurement {
	const sx_command *command;
	const sx_catalog *catalog;	/* for a command that runs others */
	sx_space         *space;
	const sx_arg     *more;
	size_t            nmore;
	sx_null_kind      kind;		/* of the null samples */
	size_t            draws;
} sx_measurement;

/* The result must be fresh. */
bool sx_measure(const sx_measurement *, sx_job *, sx_result *, sx_err *err);

#endif
