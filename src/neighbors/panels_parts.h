/* panels_parts.h: the interface of the sieve to panels.c. */
#ifndef SX_PANELS_PARTS_H
#define SX_PANELS_PARTS_H

#include "panels.h"

void sx_sieve_put(const sx_panels *, size_t row, const float *from);
void sx_sieve_scan(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny,
                   const sx_panels_bars *, sx_panels_hit *hit, void *ctx);
void sx_sieve_all(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny,
                  sx_panels_hit *hit, void *ctx);

#endif
