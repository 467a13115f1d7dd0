/* landmarks.h: landmarks: a few rows that cover the space (maxmin, de Silva and Carlsson 2004), for methods too expensive for
 * all rows. */
#ifndef SX_LANDMARKS_H
#define SX_LANDMARKS_H

#include "space/space.h"
#include "base/job.h"

/* Rows far from one another: row 0, then each time the row farthest from all before (ties to the lower row), until `most`
 * are had or all rows lie on one. Gives their number, their rows, and for every row of the space its nearest landmark.
 * Cost n d most. */
typedef struct sx_landmarks {
	size_t  count;
	size_t *row;			/* count */
	uint32_t *nearest;		/* n: the landmark that a row is nearest to */
	double  cover;			/* largest distance of a row from its landmark */
	double *distance;		/* count × count */
} sx_landmarks;
bool sx_landmarks_choose(const sx_mat *, size_t most, sx_job *, sx_arena *, sx_landmarks *out, sx_err *err);

#endif
