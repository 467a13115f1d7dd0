/* keys.c: names of keys, and the table of keys.def. */
#include "keys.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const sx_binding bindings[] = {
#define SX_KEY(keys, action, command, help) { keys, command, help, #action, SX_DO_##action },
#include "keys.def"
#undef SX_KEY
};

/* bytes: as xterm sends them. */
static const struct { const char *name; int key; const char *bytes; } named[] = {
	{ "Enter", SX_KEY_ENTER, "\r" }, { "Esc", SX_KEY_ESC, "\033" }, { "Tab", SX_KEY_TAB, "\t" }, { "Space", ' ', " " },
	{ "BS", SX_KEY_BACKSPACE, "\177" }, { "Up", SX_KEY_UP, "\033[A" }, { "Down", SX_KEY_DOWN, "\033[B" },
	{ "Right", SX_KEY_RIGHT, "\033[C" }, { "Left", SX_KEY_LEFT, "\033[D" }, { "Home", SX_KEY_HOME, "\033[H" },
	{ "End", SX_KEY_END, "\033[F" }, { "Del", SX_KEY_DELETE, "\033[3~" }, { "PgUp", SX_KEY_PGUP, "" },
	{ "PgDn", SX_KEY_PGDN, "" }, { "S-Up", SX_KEY_S_UP, "" }, { "S-Down", SX_KEY_S_DOWN, "" },
	{ "S-Left", SX_KEY_S_LEFT, "" }, { "S-Right", SX_KEY_S_RIGHT, "" }, { "S-Tab", SX_KEY_S_TAB, "" }, { "lt", '<', "<" },
};

size_t sx_bindings(void)
{
	return SX_COUNT(bindings);
}

const sx_binding *sx_binding_at(size_t i)
{
	return &bindings[i];
}

int sx_key_named(const char *name, size_t len)
{
	for (size_t i = 0; i < SX_COUNT(named); i++)
		if (strlen(named[i].name) == len && strncmp(named[i].name, name, len) == 0)
			return named[i].key;
	if (len == 3 && name[0] == 'C' && name[1] == '-')
		return name[2] & 0x1F;
	if (len == 3 && name[0] == 'M' && name[1] == '-')
		return SX_KEY_ALT + (unsigned char)name[2];
	const char *p = name;
	uint32_t ch = len ? sx_utf8_next(&p) : 0;
	return p == name + len ? (int)ch : 0;
}

/* ---- bound at run time ---- */

static _Atomic(const sx_bound *) bounds;

const sx_bound *sx_key_bounds(void)
{
	return atomic_load(&bounds);
}

const sx_bound *sx_key_bound(int key)
{
	const sx_bound *b = sx_key_bounds();
	while (b && b->key != key)
		b = b->next;
	return b;
}

/* "zoom-in" is ZOOM_IN. */
static bool is_action(const char *name, const char *word)
{
	for (; *name && *word; name++, word++)
		if (*name != (*word == '-' ? '_' : *word >= 'a' && *word <= 'z' ? *word - 32 : *word))
			return false;
	return *name == *word;
}

bool sx_key_bind(const char *key, const char *does, sx_err *err)
{
	int k = sx_key_named(key, strlen(key));
	if (k == 0)
		return sx_fail(err, SX_EUSAGE, "no key is called '%.40s'; use a character, Enter, C-x, M-x, S-Up and so on", key);
	sx_bound *b = calloc(1, sizeof *b);
	char *name = strdup(key), *line = strdup(does);
	if (!b || !name || !line) {
		free(b);
		free(name);
		free(line);
		return sx_fail_memory(err, "a key", sizeof *b);
	}
	*b = (sx_bound){ .next = sx_key_bounds(), .key = k, .name = name, .line = line };
	for (size_t i = 0; i < SX_COUNT(bindings); i++)
		if (is_action(bindings[i].name, does))
			b->action = bindings[i].action;
	atomic_store(&bounds, b);
	return true;
}

sx_action sx_key_action(int key)
{
	const sx_bound *own = sx_key_bound(key);
	if (own)
		return own->action;

	for (size_t i = 0; i < SX_COUNT(bindings); i++)
		for (const char *p = bindings[i].keys; *p;) {
			size_t len = strcspn(p, " ");
			if (sx_key_named(p, len) == key)
				return bindings[i].action;
			p += len + (p[len] == ' ');
		}
	return SX_DO_NOTHING;
}

size_t sx_key_bytes(int key, char out[16])
{
	for (size_t i = 0; i < SX_COUNT(named); i++)
		if (named[i].key == key)
			return (size_t)snprintf(out, 16, "%s", named[i].bytes);
	if (key > SX_KEY_ALT && key < SX_KEY_ALT + 128)
		return (size_t)snprintf(out, 16, "\033%c", key - SX_KEY_ALT);
	return key < SX_KEY_BASE ? (size_t)sx_utf8_put(out, (uint32_t)key) : 0;
}
