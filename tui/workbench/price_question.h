/* price_question.h: before a long run, the question what to do: y runs it, s takes the cheaper way, n leaves it. Drawn in place of
 * the status line. */
#ifndef SX_PRICE_QUESTION_H
#define SX_PRICE_QUESTION_H

#include "engine/engine.h"

typedef struct sx_app sx_app;

typedef struct sx_price_question {
	bool     open;
	char    *line;		/* that was not run yet */
	sx_price price;
} sx_price_question;

void sx_price_take(sx_app *, const sx_answer *);	/* an answer that says what the line would cost */
bool sx_price_key(sx_app *, int key);			/* false: no price is asked about */
void sx_price_draw(const sx_app *, sx_cells *, int y);
void sx_price_drop(sx_app *);

#endif
