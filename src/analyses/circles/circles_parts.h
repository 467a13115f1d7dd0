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
	size_t     n, k, m;	/* number of rows, of columns of the frame, and of planes */
	double    *frame;	/* k columns of n, whitened */
	double    *length;	/* k: singular values of the components; NULL for means of classes */
	double    *null, *scratch;	/* null samples; scratch of each thread */
	size_t     per_thread;
	sx_tried  *plane;
	double    *angle;	/* m × n, if an order is known */
	const double *position;	/* n: the known order, or NULL */
	size_t    *place, places;	/* n: the rank of each row's position among the distinct positions; their number */
	double    *turn;	/* n: that rank as an angle */
	double    *work;	/* threads × (sx_plane_work(n) + n) */
	sx_planes  which;
	size_t    *code, classes;	/* classes of the column of labels, or NULL */
	size_t     whole;	/* number of columns of the frame in which the class means were sought */
} sx_circles;

/* The whitened frame, of principal components or of the class means in them, and the null. (circles_whiten.c) */
bool sx_circles_frame(sx_circles *, sx_err *err);
void sx_circles_null(sx_circles *, size_t draw, double *scratch);

/* The known order of the rows, and metrics of how well it is followed, against random orders. (circles_order.c) */
bool sx_circles_order_get(sx_circles *, sx_err *err);
bool sx_circles_order_tell(sx_circles *, sx_err *err);

/* Writes the result. (circles_result.c) */
bool sx_circles_tell(sx_circles *, sx_err *err);

/* The search over the clusters of a dictionary. (circles_dictionary.c) */
bool sx_circles_dictionary(const sx_call *, sx_result *, sx_err *err);

#endif
