/* params.h: parameters and commands by name. */
#ifndef SX_PARAMS_H
#define SX_PARAMS_H

#include "command.h"

/* '-' and '_' are one letter: Lua names cannot hold '-'. */
bool sx_same_name(const char *a, const char *b);

/* The index of a parameter by name, SIZE_MAX where there is none; '-' and '_' are one letter. */
size_t sx_param_index(const sx_command *, const char *name);

#endif
