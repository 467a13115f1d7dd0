/* tensor_choice.h: which of several named arrays is meant. Private to the loaders of files that hold many. */
#ifndef SX_TENSOR_CHOICE_H
#define SX_TENSOR_CHOICE_H

#include "array_space.h"

typedef struct sx_tensor {
	const char *name;
	const char *type;		/* as the file calls it */
	sx_store    store;		/* SX_STORES: a type that cannot be read */
	size_t      axis[SX_AXES], naxes;	/* naxes may be more than axis holds */
	size_t      begin, end;		/* its bytes, as the file counts them */
} sx_tensor;

/* The one --tensor names; else the one called preferred (may be NULL), if it is there; else the only one with two axes
 * or more; else the only one. NULL: none, and the message lists them. kind is what the file calls them. */
const sx_tensor *sx_tensor_pick(const sx_load *, const sx_tensor *, size_t n, const char *preferred, const char *kind,
                                sx_err *err);

#endif
