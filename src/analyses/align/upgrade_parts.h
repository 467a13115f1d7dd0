/* upgrade_parts.h: the state of one run of `upgrade`, shared by its files. */
#ifndef SX_UPGRADE_PARTS_H
#define SX_UPGRADE_PARTS_H

#include "command/command.h"
#include "linear/cross_products.h"
#include "retrieval/class_recall.h"

typedef struct sx_upgrading {
	const sx_call *call;
	sx_job        *job;		/* of the part under way */
	sx_result     *out;
	sx_err        *err;
	sx_space      *space[2];	/* old, new */
	size_t        *row[2], n;	/* the paired items in random order, training items first */
	size_t        *code, classes;	/* classes of the items */
	size_t         ntrain, nqueries;	/* the queries are the first items after the training items */
	size_t        *self;		/* nqueries: the index of each query's own item */
	double        *w;		/* d_new × d_old: the rotation */
	sx_space      *turned;		/* n × d_old: rotated new rows, in the order of the items */
	bool           by_top1;		/* the score: top1, else mean average precision */
	size_t         steps, anchors;	/* of the gallery that is backfilled in steps */
	const double  *extra;		/* nextra: numbers of additional dimensions to keep */
	size_t         nextra;
} sx_upgrading;

/* The items as lines of the old (0) or new (1) space. (upgrade_score.c) */
sx_lines sx_upgrading_lines(const sx_upgrading *, int side);
/* The mean score of the queries from one model in a gallery from another. each, unless NULL, gets the score of each query. */
bool sx_upgrading_score(sx_upgrading *, const sx_lines *query_things, const sx_lines *gallery, sx_recall *each, double *score);

/* Measures the gallery as new rows replace old ones, and with added dimensions. (upgrade_backfill.c) */
bool sx_upgrading_backfill(sx_upgrading *);
bool sx_upgrading_extra(sx_upgrading *);

#endif
