/* loop.h: runs the workbench on a terminal, or without one for the screen tests. */
#ifndef SX_LOOP_H
#define SX_LOOP_H

#include "engine/startup_options.h"

int sx_workbench_main(const sx_setup *);
int sx_dump_main(const sx_setup *);

#endif
