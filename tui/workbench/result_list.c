/* result_list.c: a list of results, each held by a reference. */
#include "result_list.h"

#include <stdlib.h>

bool sx_result_list_add(sx_result_list *l, sx_result *r)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 16;
		sx_result **more = realloc(l->at, cap * sizeof *more);
		if (more == NULL)
			return false;
		l->at = more;
		l->cap = cap;
	}
	l->at[l->n++] = sx_result_ref(r);
	return true;
}

void sx_result_list_replace(sx_result_list *l, const sx_result *old, sx_result *with)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->at[i] == old) {
			sx_result *was = l->at[i];
			l->at[i] = sx_result_ref(with);
			sx_result_unref(was);
			l->replaced++;
		}
}

void sx_result_list_free(sx_result_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		sx_result_unref(l->at[i]);
	free(l->at);
	*l = (sx_result_list){ 0 };
}
