/* ask_line.h: the line at the bottom, where commands, searches and axes are typed. Who opens it says what becomes of the text. */
#ifndef SX_ASK_LINE_H
#define SX_ASK_LINE_H

#include "engine/completion.h"

typedef struct sx_app sx_app;

/* What a line is for: a row of its owner. */
typedef struct sx_ask {
	const char *prompt;
	bool        commands;		/* what it takes: several lines that are pasted become one, separated by "; " */
	const char *completes;		/* Tab completes the text as if this stood before it, "" for a line of its own; NULL: it does not */
	void (*typed)(sx_app *, const char *text);	/* after each key; NULL: nothing */
	void (*taken)(sx_app *, const char *text);	/* Enter; the text has no blanks at its end, and may be empty */
	void (*left)(sx_app *);				/* given up; NULL: nothing */
} sx_ask;

typedef struct sx_ask_line {
	const sx_ask *open;		/* NULL: no line is open */
	sx_arena     *match_arena;
	sx_matches    matches;
	bool          show_matches;
} sx_ask_line;

void sx_ask_open(sx_app *, const sx_ask *, const char *text);
void sx_ask_key(sx_app *, int key);
/* Pasted text goes into the line that is open, and never past it: Enter remains to be pressed. */
void sx_ask_paste(sx_app *, const char *text);
void sx_ask_close(sx_app *);

#endif
