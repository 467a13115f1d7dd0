/* params.h: looks up parameters by name, and words their limits. */
#ifndef SX_PARAMS_H
#define SX_PARAMS_H

#include "command.h"

/* '-' and '_' are one letter: Lua names cannot hold '-'. */
bool sx_same_name(const char *a, const char *b);

/* The index of a parameter by name, SIZE_MAX where there is none; '-' and '_' are one letter. */
size_t sx_param_index(const sx_command *, const char *name);

/* Whether lo and hi are limits. */
bool sx_param_limited(const sx_param *);
/* FROM "1 to 4", or "at least 1" or "at most 4", of one that is limited. */
void sx_param_limits(const sx_param *, const char *from, sx_buf *);

#endif
