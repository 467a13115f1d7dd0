/* result_list.h: the results that the user asked for, in order; each is held. */
#ifndef SX_RESULT_LIST_H
#define SX_RESULT_LIST_H

#include "sextant.h"

typedef struct sx_result_list {
	sx_result **at;
	size_t      n, cap;
	unsigned    replaced;	/* how often one took another's place: an address alone may come to mean another result */
} sx_result_list;

bool sx_result_list_add(sx_result_list *, sx_result *);	/* takes a reference; false: out of memory */
void sx_result_list_replace(sx_result_list *, const sx_result *old, sx_result *with);
void sx_result_list_free(sx_result_list *);

#endif
