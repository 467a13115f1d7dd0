/* keys.h: keys as numbers, with their names, and the action that each does. */
#ifndef SX_KEYS_H
#define SX_KEYS_H

#include "sextant.h"

/* A key is a Unicode code point (controls included), or one of these, or ALT + a code point. */
enum {
	SX_KEY_BASE = 0x200000, SX_KEY_UP, SX_KEY_DOWN, SX_KEY_LEFT, SX_KEY_RIGHT, SX_KEY_S_UP, SX_KEY_S_DOWN, SX_KEY_S_LEFT,
	SX_KEY_S_RIGHT, SX_KEY_HOME, SX_KEY_END, SX_KEY_PGUP, SX_KEY_PGDN, SX_KEY_DELETE, SX_KEY_S_TAB, SX_KEY_RESIZED, SX_KEY_MOUSE,
	SX_KEY_PASTE,
	SX_KEY_ALT = 0x400000,
};
enum { SX_KEY_TAB = '\t', SX_KEY_ENTER = '\r', SX_KEY_ESC = 27, SX_KEY_BACKSPACE = 127 };

typedef enum sx_action {
	SX_DO_NOTHING,
#define SX_KEY(keys, action, command, help) SX_DO_##action,
#include "keys.def"
#undef SX_KEY
} sx_action;

typedef struct sx_binding {
	const char *keys, *command, *help, *name;	/* name of the action, as in keys.def */
	sx_action   action;
} sx_binding;

size_t            sx_bindings(void);
const sx_binding *sx_binding_at(size_t i);

sx_action sx_key_action(int key);

/* Keys bound at run time, the latest first. Bound on the engine thread and read on the other: a list that only grows. */
typedef struct sx_bound {
	const struct sx_bound *next;
	int         key;
	sx_action   action;	/* SX_DO_NOTHING: line is a command */
	const char *name, *line;
} sx_bound;
bool            sx_key_bind(const char *key, const char *does, sx_err *err);
const sx_bound *sx_key_bound(int key);		/* NULL: not bound */
const sx_bound *sx_key_bounds(void);

typedef enum sx_mouse_what {
	SX_MOUSE_PRESS, SX_MOUSE_RELEASE, SX_MOUSE_WHEEL_UP, SX_MOUSE_WHEEL_DOWN, SX_MOUSE_MOVE,
} sx_mouse_what;
typedef struct sx_mouse {
	sx_mouse_what what;
	int           x, y;	/* cells from the upper left */
} sx_mouse;
/* "a", "Esc", "C-c", "S-Up", "M-b"; len bytes of it. 0: no such key. */
int       sx_key_named(const char *name, size_t len);
/* The bytes a terminal would send, for readline; returns how many, 0 for keys it does not know. */
size_t    sx_key_bytes(int key, char out[16]);

#endif
