/* helix.h: a line and a circle fitted to scores against an ordered number: s(t) = a + b t + c cos wt + e sin wt, with the period
 * 2 pi / w searched. */
#ifndef SX_HELIX_H
#define SX_HELIX_H

#include "base/job.h"

/* Scores (n × k, row-major) against t (n). The part explained by the constant and t is removed once, so that each frequency costs
 * two projections; a frequency whose waves are nearly collinear with the constant and t (condition above 1e8) is skipped. */
typedef struct sx_helix {
	size_t  n, k;
	double *t;		/* n */
	double *rest;		/* n × k: residual scores after the constant and the line */
	double *one, *line;	/* n: the constant and the line, orthonormal */
	double *slope;		/* k: of the line alone, per unit of t */
	double  total, left;	/* sums of squares: about the mean, and after the line */
} sx_helix;

/* Memory is lent by the arena. Errors: fewer than 6 rows; t does not vary; the scores do not; memory. */
bool sx_helix_make(const double *score, const double *t, size_t n, size_t k, sx_arena *, sx_helix *out, sx_err *err);

/* The sum of squares that a wave of frequency w explains beyond the line, -1 where it is skipped; of component j alone, or of all
 * (j = SIZE_MAX). t may be a permutation of the numbers. scratch holds 2 n. */
double sx_helix_gain(const sx_helix *, double w, size_t j, double *scratch);

/* The best of a grid of 2,000 frequencies, refined by golden section. The grid goes from a period of three times the range of t to
 * twice its finest step. */
double sx_helix_search(const sx_helix *, size_t j, sx_job *, double *gain, double *scratch);
/* The limits of that grid. */
void   sx_helix_range(const sx_helix *, double *from, double *to);

/* The vectors b, c and e of the fit at w: k each. */
void   sx_helix_wave(const sx_helix *, double w, double *b, double *c, double *e, double *scratch);

#endif
