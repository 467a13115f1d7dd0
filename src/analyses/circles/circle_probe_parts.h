/* circle_probe_parts.h: the state of one run of `circle-probe`, shared by its files. */
#ifndef SX_CIRCLE_PROBE_PARTS_H
#define SX_CIRCLE_PROBE_PARTS_H

#include "command/command.h"
#include "linear/spectrum.h"

enum {
	SX_PROBE_SPACE, SX_PROBE_COLUMN, SX_PROBE_PERIOD, SX_PROBE_COMPONENTS, SX_PROBE_TO, SX_PROBE_OTHERS, SX_PROBE_EDITS,
	SX_PROBE_READOUT, SX_PROBE_WHERE, SX_PROBE_DROP, SX_PROBE_AS, SX_PROBE_PARAMS
};

/* In the order of the choices of --edits. */
typedef enum sx_edit { SX_EDIT_PLANE, SX_EDIT_COMPONENTS, SX_EDIT_WHOLE, SX_EDIT_MEAN, SX_EDIT_WITHOUT, SX_EDIT_ONLY } sx_edit;

typedef struct sx_circle_probe {
	const sx_call *call;
	sx_result *out;
	sx_space  *space;
	sx_spectrum p;
	size_t     n, k;
	double    *x;		/* n × k: scores */
	const double *label;	/* n */
	double    *angle;	/* n: of the label */
	double    *b;		/* k × 2 */
	double     period;
} sx_circle_probe;

/* Makes edited spaces: rows as they would be with another label, or without any; one space and one table row for each edit.
 * (circle_probe_edits.c) */
bool sx_probe_edits(sx_circle_probe *, sx_err *err);

#endif
