/* params.c: parameters and commands by name. */
#include "params.h"

#include <stdint.h>

bool sx_same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
			return false;
	return *a == *b;
}

size_t sx_param_index(const sx_command *c, const char *name)
{
	for (size_t i = 0; i < c->nparams; i++)
		if (sx_same_name(c->param[i].name, name))
			return i;
	return SIZE_MAX;
}
