/* id_hood.h: a figure of every row from the inner products of its k neighbours, for estimators of dimension. */
#ifndef SX_ID_HOOD_H
#define SX_ID_HOOD_H

#include "id.h"

typedef struct sx_hood sx_hood;

struct sx_hood {
	sx_id  *e;
	size_t  k, d, side;		/* side: of the products; min(k, d) where they may be of columns */
	bool    columns;		/* products of columns instead of neighbours: the same eigenvalues */
	bool    centred;		/* about the neighbours' mean, not about the row */
	/* product (side × side) may be destroyed; scratch holds 4 side; r are the row's distances; out holds figures. */
	void  (*figure)(const sx_hood *, double *product, double *scratch, const double *r, double *out);
	size_t  figures;
	double *out, *scratch;		/* n × figures, threads × size: set by sx_hood_all */
	size_t  size;
};

/* Fills one array of n for each figure. Set e, figure, figures, columns and centred. Cost n k² d. */
bool sx_hood_all(sx_hood *, const char *what, double **line, sx_err *);

#endif
