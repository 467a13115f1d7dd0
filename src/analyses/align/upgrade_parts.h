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
	size_t        *row[2], n;	/* things in random order, those fitted on first */
	size_t        *code, classes;	/* of things */
	size_t         ntrain, nqueries;	/* queries are the first things behind those fitted on */
	size_t        *self;		/* nqueries: their own places */
	double        *w;		/* d_new × d_old: the turn */
	sx_space      *turned;		/* n × d_old: new things turned, in the order of things */
	bool           by_top1;		/* the score: top1, else mean average precision */
	size_t         steps, anchors;	/* of the gallery that is filled bit by bit */
	const double  *extra;		/* nextra: further dimensions to keep */
	size_t         nextra;
} sx_upgrading;

/* (upgrade_score.c) Things of the old (0) or new (1) space. */
sx_lines sx_upgrading_lines(const sx_upgrading *, int side);
/* Mean score of the queries of one set of things among all of another. each, unless NULL, gets the queries' own. */
bool sx_upgrading_score(sx_upgrading *, const sx_lines *query_things, const sx_lines *gallery, sx_recall *each, double *score);

/* The gallery filled with new rows bit by bit, and dimensions added. (upgrade_backfill.c) */
bool sx_upgrading_backfill(sx_upgrading *);
bool sx_upgrading_extra(sx_upgrading *);

#endif
