/* engine.h: the thread that owns the session, Lua and every run.
 *
 * Lines go over as text. What comes back is one queue of answers, and a byte in a pipe to wake whoever
 * polls. */
#ifndef SX_ENGINE_H
#define SX_ENGINE_H

#include "session_host.h"
#include "session_names.h"

/* A slot is who asks. A new question in a quiet slot drops the one that still waits there and stops the
 * one that runs; what the user typed (SX_SLOT_USER) is never dropped, and stops quiet ones. Whatever is asked goes
 * before SX_SLOT_REFINE and stops it. How the screen looks (SX_SLOT_LOOK) is told in order. Cancelling
 * drops what the user typed; the screen's own questions are answered after it. */
typedef enum sx_slot {
	SX_SLOT_USER, SX_SLOT_PLOT, SX_SLOT_NEIGHBORS, SX_SLOT_OTHER, SX_SLOT_TABLE, SX_SLOT_RING, SX_SLOT_BESIDE, SX_SLOT_STRIP,
	SX_SLOT_LOOK, SX_SLOT_REFINE,
	SX_SLOTS,
} sx_slot;

typedef struct sx_answer {
	struct sx_answer *next;
	uint64_t    id;		/* as sx_engine_ask gave it; 0: of the start (init.lua) */
	sx_slot     slot;
	sx_result  *result;	/* yours to unref; NULL: failed, or an empty line */
	bool        ok, quits;
	bool        changed;	/* the session is another: undo takes the line back */
	bool        dear;	/* not run: it costs more than may be spent unasked; sx_engine_decide says what becomes of it */
	sx_price    price;
	sx_failure  failure;
	char       *line;
	double      seconds;
} sx_answer;

typedef struct sx_doing {
	uint64_t id;		/* 0: nothing is running */
	sx_slot  slot;
	double   started, share;	/* share below 0: not known */
	char     line[160], what[80];
} sx_doing;

typedef struct sx_engine sx_engine;

sx_engine *sx_engine_start(const sx_setup *, sx_err *err);
/* Cancels what runs and waits for it. False: it does not listen; the thread goes on, and the program
 * must _exit. */
bool       sx_engine_stop(sx_engine *);
int        sx_engine_fd(const sx_engine *);	/* readable when there may be news */

uint64_t   sx_engine_ask(sx_engine *, sx_slot, const char *line);	/* the question's number */
/* A better result: once it is there, it takes the place of the older one in the session. */
uint64_t   sx_engine_refine(sx_engine *, const char *line, sx_result *older);
/* After a dear answer, for which the user's other lines wait: this line is run instead, at whatever cost, or nothing
 * (NULL). */
uint64_t   sx_engine_decide(sx_engine *, const char *line);
void       sx_engine_cancel(sx_engine *);	/* what runs, and what the user typed that waits */
void       sx_engine_cancel_quiet(sx_engine *, sx_slot);	/* the question of that slot, if it runs or waits */
sx_answer *sx_engine_next(sx_engine *);		/* NULL: no more news; free with sx_answer_free */
void       sx_answer_free(sx_answer *);
void       sx_engine_doing(sx_engine *, sx_doing *out);
sx_names  *sx_engine_names(sx_engine *);	/* one reference; NULL before the engine is up */
/* Until nothing runs or waits: for the screen tests. */
void       sx_engine_wait(sx_engine *);

#endif
