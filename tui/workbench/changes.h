/* changes.h: what u takes back and U brings back: lines that changed the session, and what was changed in the picture. */
#ifndef SX_CHANGES_H
#define SX_CHANGES_H

#include "plot.h"
#include "engine/engine.h"

/* The words of what was asked may go with the result they came from: here they are kept. It must not be moved in memory. */
typedef struct sx_kept_ask {
	sx_plot_ask ask;
	char        text[9][128];
} sx_kept_ask;

void sx_kept_ask_set(sx_kept_ask *, const sx_plot_ask *);

enum { SX_MOST_CHANGES = 64 };

typedef struct sx_change {
	uint64_t    id;		/* of the question that made it */
	uint64_t    by;		/* of the one that undid it */
	bool        picture;	/* what the plot shows of a space, before and after; else a line that changed the session */
	sx_kept_ask before, after;
} sx_change;

typedef struct sx_changes {
	sx_change *done[SX_MOST_CHANGES], *undone[SX_MOST_CHANGES];	/* last in first out */
	size_t     ndone, nundone;
	bool       going;	/* what is drawn now goes back or forth, and is no change of its own */
	uint64_t   start;	/* up to this question the files of the call were loaded, which is no change */
} sx_changes;

/* The user's question of that number draws another picture. What is looked at (zoom, turn) is no change, as the cursor is none. */
void sx_changes_picture(sx_changes *, uint64_t id, const sx_plot_ask *before, const sx_plot_ask *after);
void sx_changes_answer(sx_changes *, const sx_answer *);	/* to a question of the user's */
/* The last change done or undone, for whoever moves it from one list to the other; NULL: there is none. */
sx_change *sx_changes_take(sx_changes *, bool undone);
void       sx_changes_put(sx_changes *, bool undone, sx_change *);
void       sx_changes_free(sx_changes *);

#endif
