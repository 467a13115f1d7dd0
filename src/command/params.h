/* params.h: looks up parameters by name, and words their limits. */
#ifndef SX_PARAMS_H
#define SX_PARAMS_H

#include "command.h"

/* Compares names, with '-' and '_' equal: Lua names cannot contain '-'. */
bool sx_same_name(const char *a, const char *b);

/* The index of a parameter by name, SIZE_MAX where there is none; '-' and '_' are equal. */
size_t sx_param_index(const sx_command *, const char *name);

/* Whether the parameter has limits (lo, hi). */
bool sx_param_limited(const sx_param *);
/* Appends `from` and the limits of a parameter that has them: "1 to 4", "at least 1" or "at most 4". */
void sx_param_limits(const sx_param *, const char *from, sx_buf *);

#endif
