/* isotropy_groups.h: the part of `isotropy` that reads a column of groups. */
#ifndef SX_ISOTROPY_GROUPS_H
#define SX_ISOTROPY_GROUPS_H

#include "command/command.h"

/* Puts mean_cosine_within and _between (over pairs of rows of one group and of two), step_distance (the mean distance of a
 * group's rows that follow one another), group_distance (the mean distance of two groups' means), and tables groups and
 * group_outliers. Cost n d, and groups² d. */
bool sx_isotropy_groups(const sx_call *, sx_space *, const char *column, sx_result *, sx_err *);

#endif
