/* dominant_row.h: a row so long that it alone decides means, variances and distances, such as padding or an attention sink. */
#ifndef SX_DOMINANT_ROW_H
#define SX_DOMINANT_ROW_H

#include "command/command.h"

/* Notes the longest row of finite points where its norm is more than 100 times the median norm and its square more than half of the
 * sum of squares; nothing otherwise. False: tmp lacks n * 8 bytes. Cost n d. */
bool sx_dominant_row_tell(const sx_space *, sx_arena *tmp, sx_result *out);

#endif
