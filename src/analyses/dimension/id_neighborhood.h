/* id_neighborhood.h: per-row statistics from the inner products of the k neighbours, for estimators of dimension. */
#ifndef SX_ID_NEIGHBORHOOD_H
#define SX_ID_NEIGHBORHOOD_H

#include "id_parts.h"

typedef struct sx_hood sx_hood;

struct sx_hood {
	sx_id  *e;
	size_t  k, d, side;		/* side: of the products; min(k, d) where they may be of columns */
	bool    columns;		/* products of columns instead of neighbours: the same eigenvalues */
	bool    centred;		/* about the neighbours' mean, not about the row */
	/* product (side × side) may be destroyed; scratch holds 4 side; r are the row's distances; out holds figures. */
	void  (*figure)(const sx_hood *, double *product, double *scratch, const double *r, double *out);
	size_t  figures;
	bool    pulls;			/* out then goes on, for each neighbour: what weight on it adds to each figure */
	double  most;			/* where a figure needs a bound */
	double *out, *scratch;		/* n × stride, threads × size: set by sx_hood_all */
	size_t  stride, size;
};

/* Fills one array of n for each figure. Set e, figure, figures, columns, centred, pulls and most. Cost n k² d. */
bool sx_hood_all(sx_hood *, const char *what, double **line, sx_err *);

/* How much wider the interval of a figure's mean must be than one of independent rows; needs pulls. What a point adds to the
 * sum is its own figure and its pull on each figure that reads it; the root of the sum of the squares of that, over those
 * of the own figures alone, at least 1 (the infinitesimal jackknife, on average no smaller than the truth: Efron, Stein
 * 1981). A sample's lines share few points: 1. Cost n k. */
double sx_hood_wide(const sx_hood *, size_t figure, const double *line);

/* Figures of a neighbourhood with their pulls: ESS by sines and by cosines; the participation ratio. */
void   sx_hood_ess(const sx_hood *, double *product, double *scratch, const double *distance, double *out);
void   sx_hood_participation(const sx_hood *, double *product, double *scratch, const double *distance, double *out);
/* The mean |sin| (or |cos|) of the angle of two directions in m dimensions; and the m at which such a reference has a value. */
double sx_id_mean_sine(double m);
double sx_id_mean_cosine(double m);
double sx_id_where(double (*reference)(double), double value, double *slope);

#endif
