/* examples.h: running the examples of all commands, for src/examples.def. */
#ifndef SX_EXAMPLES_H
#define SX_EXAMPLES_H

#include "setup.h"

int sx_examples_main(const sx_setup *);		/* the exit status */

#endif
