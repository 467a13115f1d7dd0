/* id_danco_parts.h: what DANCo and its interval share. */
#ifndef SX_ID_DANCO_PARTS_H
#define SX_ID_DANCO_PARTS_H

#include "id_neighborhood.h"
#include "id_parts.h"
#include "base/rng.h"

enum { SX_DANCO_MOST = 1024, SX_DANCO_POINTS = 2048, SX_DANCO_FIGURES = 3 };

typedef struct sx_danco_laws { double d, nu, tau; } sx_danco_laws;

/* The distribution of angles, with its terms that depend on tau alone: ln I0(tau), I1(tau) / I0(tau). */
typedef struct sx_danco_angle { double nu, tau, log_bessel, pull; } sx_danco_angle;

typedef struct sx_danco_reading {
	sx_danco_laws law;
	size_t        n;
	double       *ratio;				/* n: ln(r_1 / r_{k+1}) */
	double       *row[SX_DANCO_FIGURES];		/* n each: the contribution of each row to ln d (sum 0), its nu and its tau */
	double        wide[SX_DANCO_FIGURES];		/* standard errors relative to those of independent rows */
} sx_danco_reading;

typedef struct sx_danco_ball {
	sx_danco_laws  law;
	sx_danco_angle angle;
	double         root[SX_DANCO_FIGURES][SX_DANCO_FIGURES];	/* maps three standard normals to an error of (ln d, nu, tau) */
} sx_danco_ball;

/* The quadrature points of the distribution of ratios, fixed by k. */
typedef struct sx_danco_midpoints {
	size_t k;
	double harmonic, log_u[SX_DANCO_POINTS], log_rest[SX_DANCO_POINTS];
} sx_danco_midpoints;

typedef struct sx_danco {
	sx_id             *e;
	size_t             cap;
	double             bound;		/* upper bound of the fitted dimension */
	sx_danco_midpoints points;
	sx_danco_reading   data;
	sx_danco_ball     *ball;		/* cap */
} sx_danco;

/* The divergence of the distribution of ratios at dimension a from that at b, with q = b / a. Cost 2048 logarithms.
 * (id_danco_fit.c) */
double sx_danco_of_ratios(const sx_danco_midpoints *, double q);
sx_danco_angle sx_danco_angle_of(double nu, double tau);
double sx_danco_of_angles(const sx_danco_angle *, const sx_danco_angle *);
/* The fractional dimension at the minimum; best is the index of the smallest of cap divergences. */
double sx_danco_refine(const double *divergence, size_t best, size_t cap);

/* Computes the distributions of a calibration ball and the spread of their errors. (id_danco_interval.c) */
void   sx_danco_spread(const sx_danco_reading *, sx_danco_ball *);
/* The concentration whose mean resultant length is r (Fisher 1993), and its derivative. */
double sx_danco_concentration(double r);
double sx_danco_concentration_slope(double r);
/* The figure of a neighbourhood: its nu and tau, and their pulls. */
void   sx_danco_hood(const sx_hood *, double *product, double *scratch, const double *distance, double *out);

/* The divergence of ratios as a table over ln q. */
typedef struct sx_danco_table {
	const sx_danco_midpoints *points;
	double  from;
	size_t  n;
	double *value;
} sx_danco_table;

void   sx_danco_table_fill(void *table, size_t lo, size_t hi, int thread);
double sx_danco_table_at(const sx_danco_table *, double log_q);

typedef struct sx_danco_draws {
	const sx_danco *w;
	sx_danco_table  ratios;
	size_t          b;
	double          value[SX_DANCO_FIGURES];	/* ln d, nu, tau undrawn */
	double         *drawn;				/* FIGURES × b */
	double         *answer, *whole;			/* b */
} sx_danco_draws;

/* What is drawn moves away from the undrawn by as much as its interval is wider; and a ball's laws by their error. */
void   sx_danco_widen(sx_danco_draws *);
void   sx_danco_moved(const sx_danco_ball *, sx_rng *, double *log_d, sx_danco_angle *);

/* Computes 95 % intervals of the dimension and of its integer estimate. */
bool   sx_danco_draw(sx_danco *, double low[2], double high[2], sx_err *err);

#endif
