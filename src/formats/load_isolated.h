/* load_isolated.h: a loader run in a process of its own, for a library that damaged files make crash or loop for ever.
 *
 * The process is a fork of this one, so the loader sees what it would see here. The points go into memory that both
 * share and are not copied; the rest comes through a pipe. Stopping the run kills the process. */
#ifndef SX_LOAD_ISOLATED_H
#define SX_LOAD_ISOLATED_H

#include "load.h"

/* What read(l, err) gives, labels, columns, notes and l->total included. read makes the points by sx_load_points, makes
 * no other spaces, and uses no threads. A process that crashes is an error of the file. */
sx_space *sx_load_isolated(sx_space *(*read)(sx_load *, sx_err *), sx_load *l, sx_err *err);

#endif
