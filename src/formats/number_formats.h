/* number_formats.h: numbers as files store them, made float32. Private to the loaders of arrays. */
#ifndef SX_NUMBER_FORMATS_H
#define SX_NUMBER_FORMATS_H

#include "base/base.h"

typedef enum sx_store {
	SX_F32, SX_F64, SX_F16, SX_BF16,
	SX_I8, SX_I16, SX_I32, SX_I64,
	SX_U8, SX_U16, SX_U32, SX_U64,
	SX_BOOL,
	SX_Q8_0,	/* ggml: blocks of a half, the scale, and 32 signed bytes */
	SX_STORES,	/* none of them */
} sx_store;

const char *sx_store_name(sx_store);	/* "float32", as numpy says */
sx_store    sx_store_named(const char *name);	/* SX_STORES: none has that name */
size_t      sx_store_size(sx_store);	/* bytes of a value, or of a block of them */
size_t      sx_store_block(sx_store);	/* values in a block; 1 where they stand alone */
bool        sx_store_is_blocked(sx_store);

/* Whether values in this byte order must be turned round on this machine. */
bool        sx_swaps(bool big_endian);

/* count values (of blocked kinds: whole blocks), step bytes apart, to floats beside one another. Nothing need be
 * aligned. Returns how many finite values are beyond the range of float32; they become infinite. */
size_t      sx_convert(sx_store, const unsigned char *p, size_t step, size_t count, bool swap, float *out);

/* One value as a double, exact up to 2^53; of kinds that are not blocked. */
double      sx_store_value(sx_store, const unsigned char *p, bool swap);

#endif
