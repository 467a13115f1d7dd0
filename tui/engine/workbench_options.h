/* workbench_options.h: what the front end adds to the options of a session: how the screen looks, and what it does unasked. */
#ifndef SX_WORKBENCH_OPTIONS_H
#define SX_WORKBENCH_OPTIONS_H

#include "sextant.h"

extern const sx_option sx_workbench_options[];
extern const size_t    sx_workbench_option_count;

#endif
