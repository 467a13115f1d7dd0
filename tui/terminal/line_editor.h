/* line_editor.h: readline, as a line inside the workbench and as a plain prompt. Only line_editor.c knows readline. */
#ifndef SX_LINE_EDITOR_H
#define SX_LINE_EDITOR_H

#include "engine/completion.h"
#include "engine/startup_options.h"

/* ---- one line inside our own loop: readline edits, we draw; it touches no terminal ---- */
void        sx_line_open(const char *prompt, const char *text);
void        sx_line_close(void);
void        sx_line_feed(const char *bytes, size_t len);
char       *sx_line_taken(void);	/* the line that Enter ended, once; free it. NULL: not yet */
const char *sx_line_prompt(void);	/* readline's, while it searches its history */
const char *sx_line_text(void);
size_t      sx_line_cursor(void);	/* in bytes */
/* Puts a text in the place of the bytes from start to the cursor. */
void        sx_line_replace(size_t start, const char *text);

void        sx_line_paste(const char *text);	/* at the cursor; into what is looked for, while the history is searched */

/* ---- a plain prompt ---- */
/* names is asked at each Tab, and lends. NULL at end of input; free what it returns. "" after Ctrl-C. */
char *sx_line_read(const char *prompt, const sx_names *(*names)(void *ctx), void *ctx);

/* ---- history: kept in the state folder unless --no-config or --read-only ---- */
void sx_history_open(const sx_setup *);
void sx_history_add(const char *line);
void sx_history_close(void);

#endif
