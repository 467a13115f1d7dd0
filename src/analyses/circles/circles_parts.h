/* circles_parts.h: the state of one run of `circles`, shared by its files. */
#ifndef SX_CIRCLES_PARTS_H
#define SX_CIRCLES_PARTS_H

#include "circle_scores.h"
#include "command/command.h"

enum {
	SX_CIRCLES_SPACE, SX_CIRCLES_PLANES, SX_CIRCLES_LABELS, SX_CIRCLES_COMPONENTS, SX_CIRCLES_DRAWS, SX_CIRCLES_ALPHA,
	SX_CIRCLES_ORDER, SX_CIRCLES_DICTIONARY, SX_CIRCLES_ACTIVATIONS, SX_CIRCLES_RULE, SX_CIRCLES_NEAREST,
	SX_CIRCLES_SIMILARITY, SX_CIRCLES_CLUSTERS, SX_CIRCLES_UNIT, SX_CIRCLES_SPACES, SX_CIRCLES_FIT, SX_CIRCLES_WORDS, SX_CIRCLES_WHERE,
	SX_CIRCLES_DROP, SX_CIRCLES_AS, SX_CIRCLES_PARAMS
};

typedef struct sx_tried {
	size_t  i, j;		/* columns of the frame, from 0 */
	sx_ring ring;
	double  p, axis_ratio, order, agreement;
	bool    bad;
	sx_err  why;
} sx_tried;

typedef struct sx_circles {
	const sx_call *call;
	sx_result *out;
	sx_space  *space;
	size_t     n, k, m;	/* rows, columns of the frame, planes */
	double    *frame;	/* k columns of n: white */
	double    *length;	/* k: singular values of the components; NULL for means of classes */
	double    *null, *scratch;	/* draws; threads × what a draw takes */
	size_t     per_thread;
	sx_tried  *plane;
	double    *angle;	/* m × n, where an order is known */
	const double *position;	/* n: the known order, or NULL */
	size_t    *place, places;	/* n: where each row's position stands among the distinct ones; their number */
	double    *turn;	/* n: that place as an angle */
	double    *work;	/* threads × (sx_plane_work(n) + n) */
	sx_planes  which;
	size_t    *code, classes;	/* of the column of labels, or NULL */
	size_t     whole;	/* columns of the frame that the means of classes were sought in */
} sx_circles;

/* circles_whiten.c: the white frame of principal components, or of the means of classes in it, and the null. */
bool sx_circles_frame(sx_circles *, sx_err *err);
void sx_circles_null(sx_circles *, size_t draw, double *scratch);

/* circles_order.c: the known order of the rows. Figures of it, with random orders in the null's place. */
bool sx_circles_order_get(sx_circles *, sx_err *err);
bool sx_circles_order_tell(sx_circles *, sx_err *err);

/* circles_result.c */
bool sx_circles_tell(sx_circles *, sx_err *err);

/* circles_dictionary.c: planes of the parts of a dictionary. */
bool sx_circles_dictionary(const sx_call *, sx_result *, sx_err *err);

#endif
