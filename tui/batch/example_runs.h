/* example_runs.h: runs the examples of all commands, for src/run/examples.def. */
#ifndef SX_EXAMPLE_RUNS_H
#define SX_EXAMPLE_RUNS_H

#include "engine/startup_options.h"

int sx_examples_main(const sx_setup *);		/* the exit status */

#endif
