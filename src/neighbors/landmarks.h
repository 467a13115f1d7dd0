/* landmarks.h: landmarks: a few rows that cover the space (maxmin, de Silva and Carlsson 2004), for methods too expensive for
 * all rows. */
#ifndef SX_LANDMARKS_H
#define SX_LANDMARKS_H

#include "base/job.h"
#include "space/space.h"

/* Chooses landmarks: row 0, then repeatedly the row farthest from all landmarks so far (ties by row number), until there are
 * `most` or every row coincides with one. Returns their number, their rows, and the nearest landmark of every row of the space.
 * Cost n d most. */
typedef struct sx_landmarks {
	size_t  count;
	size_t *row;			/* count */
	uint32_t *nearest;		/* n: the nearest landmark of each row */
	double  cover;			/* covering radius: the largest distance of a row from its landmark */
	double *distance;		/* count × count */
} sx_landmarks;
bool sx_landmarks_choose(const sx_mat *, size_t most, sx_job *, sx_arena *, sx_landmarks *out, sx_err *err);

#endif
