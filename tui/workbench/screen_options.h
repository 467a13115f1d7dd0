/* screen_options.h: how the screen looks, as options of the session. A key changes one at once, even while a command runs, and
 * tells the session in the background; set changes it from a line, and init.lua before the first picture. Which function takes a
 * value, the part says that owns the option. */
#ifndef SX_SCREEN_OPTIONS_H
#define SX_SCREEN_OPTIONS_H

#include "engine/engine.h"

typedef struct sx_app sx_app;

enum { SX_SCREEN_OPTIONS = 24 };		/* most there can be */

typedef struct sx_screen_option {
	const char *name;
	void (*take)(sx_app *, const char *value);
	void (*typed)(sx_app *, const char *value);	/* after take, where a user typed it: says what cannot be had; NULL: nothing */
} sx_screen_option;

/* The options of all parts, with their values as last seen. */
typedef struct sx_screen_values {
	const sx_screen_option *option[SX_SCREEN_OPTIONS];
	char   value[SX_SCREEN_OPTIONS][64];
	size_t n;
	int    told;		/* of those that keys changed, how many the session has not heard of */
} sx_screen_values;

void sx_look_open(sx_app *);				/* gathers the options of the parts */
/* What a key does: at once, and the status line shows the command. */
void sx_look_set(sx_app *, const char *option, const char *value);
void sx_look_setf(sx_app *, const char *option, const char *fmt, ...) SX_PRINTF(3, 4);
void sx_look_news(sx_app *, const sx_answer *);		/* what set or a script changed */
int  sx_look_three_ways(const char *value);		/* on 1, off 0, auto -1 */

#endif
