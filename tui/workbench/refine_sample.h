/* refine_sample.h: a result from a sample grows while nothing else is asked: it is asked again with twice the queries, up to the
 * exact answer, and takes the older one's place. */
#ifndef SX_REFINE_SAMPLE_H
#define SX_REFINE_SAMPLE_H

#include "engine/engine.h"

typedef struct sx_app sx_app;
struct sx_part;

typedef struct sx_refine {
	sx_result *result;	/* the one that grows; NULL: none */
	sx_space  *space;	/* held: its name may come to mean another */
	uint64_t   id;		/* of the question under way; 0: none */
	bool       stopped;
} sx_refine;

void sx_refine_take(sx_app *, sx_result *);		/* what a line of the user gave */
void sx_refine_settle(sx_app *);			/* asks for more where it may */
bool sx_refine_stop(sx_app *);				/* false: nothing is refined */
/* "refining, 400 of 5,000 rows", or nothing. */
void sx_refine_text(const sx_app *, const sx_result *, sx_buf *);

extern const struct sx_part sx_refine_part;

#endif
