/* params.c: looks up parameters by name, and words their limits. */
#include "params.h"

#include <math.h>
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

bool sx_param_limited(const sx_param *p)
{
	return p->lo != 0 || p->hi != 0 || (p->flags & SX_LIMITED);
}

void sx_param_limits(const sx_param *p, const char *from, sx_buf *b)
{
	char lo[32], hi[32];
	sx_number(lo, p->lo);
	sx_number(hi, p->hi);
	if (isinf(p->hi))
		sx_buf_printf(b, "at least %s", lo);
	else if (isinf(p->lo))
		sx_buf_printf(b, "at most %s", hi);
	else
		sx_buf_printf(b, "%s%s to %s", from, lo, hi);
}
