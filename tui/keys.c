/* keys.c: names of keys, and the table of keys.def. */
#include "keys.h"

#include <stdio.h>
#include <string.h>

static const sx_binding bindings[] = {
#define SX_KEY(keys, action, help) { keys, help, SX_DO_##action },
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

sx_action sx_key_action(int key)
{
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
