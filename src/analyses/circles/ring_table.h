/* ring_table.h: a table of rows in the order of their angle, drawn as a ring. */
#ifndef SX_RING_TABLE_H
#define SX_RING_TABLE_H

#include "command/result.h"

/* Adds the table `ring`: at most 60 rows, evenly chosen in the order of their angle. angle and radius hold one value for each row
 * of the space. False: tmp is short. */
bool sx_ring_table(sx_result *, const sx_space *, const double *angle, const double *radius, sx_arena *tmp);

#endif
