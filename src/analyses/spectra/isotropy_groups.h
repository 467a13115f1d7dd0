/* isotropy_groups.h: the part of `isotropy` that reads a column of groups. */
#ifndef SX_ISOTROPY_GROUPS_H
#define SX_ISOTROPY_GROUPS_H

#include "command/command.h"

/* Adds mean_cosine_within and _between (over pairs of rows of the same group, and of two groups), step_distance (the mean distance
 * of consecutive rows of a group), group_distance (the mean distance between group means), and the tables groups and
 * group_outliers. Cost n d, and groups² d. */
bool sx_isotropy_groups(const sx_call *, sx_space *, const char *column, sx_result *, sx_err *);

#endif
