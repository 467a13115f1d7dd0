/* safetensors_json.h: the header of a safetensors file, and the index of a sharded one. Private to its loader. */
#ifndef SX_SAFETENSORS_JSON_H
#define SX_SAFETENSORS_JSON_H

#include "tensor_choice.h"

enum { SX_SAFETENSORS_DEPTH = 8, SX_SAFETENSORS_HEADER = 100000000 };

/* Reads the header of so many bytes; data is the number of bytes behind it. The tensors live in l->tmp, in the order
 * of their places; every byte of the data belongs to exactly one of them. */
bool sx_safetensors_header(const sx_load *, const char *text, size_t len, size_t data, sx_tensor **out, size_t *n,
                           sx_err *err);

/* Reads the index of a sharded model: the name of the tensor meant and of the file beside the index that holds it. */
bool sx_safetensors_index(const sx_load *, const char **tensor, const char **shard, sx_err *err);

#endif
