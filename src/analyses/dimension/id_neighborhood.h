/* id_neighborhood.h: per-row statistics from the inner products of the k neighbours, for estimators of dimension. */
#ifndef SX_ID_NEIGHBORHOOD_H
#define SX_ID_NEIGHBORHOOD_H

#include "id_parts.h"

typedef struct sx_hood sx_hood;

struct sx_hood {
	sx_id  *e;
	size_t  k, d, side;		/* size of the product matrix; min(k, d) if products of columns are allowed */
	bool    columns;		/* products of columns instead of neighbours, with the same eigenvalues */
	bool    centred;		/* centre on the mean of the neighbours, not on the row */
	/* Computes the statistics of one row in out. product (side × side) may be overwritten; scratch holds 4 side; r are the
	 * row's distances. */
	void  (*figure)(const sx_hood *, double *product, double *scratch, const double *r, double *out);
	size_t  figures;
	bool    pulls;			/* out then continues with the derivative of each statistic with respect to the weight of each neighbour */
	double  most;			/* an upper bound, for statistics that need one */
	double *out, *scratch;		/* n × stride, and threads × size: set by sx_hood_all */
	size_t  stride, size;
};

/* Computes each statistic for all rows: one array of n for each. The caller sets e, figure, figures, columns, centred, pulls and
 * most. Cost n k² d. */
bool sx_hood_all(sx_hood *, const char *what, double **line, sx_err *);

/* The factor by which the interval of a statistic's mean is wider than for independent rows; needs pulls. The contribution of a
 * point to the sum is its own value plus its derivative in each statistic that reads it; the factor is the root of the sum of
 * their squares over that of the own values alone, at least 1 (the infinitesimal jackknife, on average no smaller than the truth:
 * Efron, Stein 1981). For a sample, whose neighbourhoods share few points, it is 1. Cost n k. */
double sx_hood_wide(const sx_hood *, size_t figure, const double *line);

/* Figures of a neighbourhood with their pulls: ESS by sines and by cosines; the participation ratio. */
void   sx_hood_ess(const sx_hood *, double *product, double *scratch, const double *distance, double *out);
void   sx_hood_participation(const sx_hood *, double *product, double *scratch, const double *distance, double *out);
/* The mean |sin| (or |cos|) of the angle of two directions in m dimensions; and the m at which such a reference has a value. */
double sx_id_mean_sine(double m);
double sx_id_mean_cosine(double m);
double sx_id_where(double (*reference)(double), double value, double *slope);

#endif
