/* pasted_text.c: keeps what was pasted until its end, which a slow line may bring in parts, or never. */
#include "pasted_text.h"
#include "sextant.h"
#include "engine/environment.h"

#include <string.h>

enum { LATE = 5 };		/* seconds */

static struct {
	sx_buf text;
	bool   open;
	double last;		/* when a character came */
} me;

void sx_paste_begin(void)
{
	sx_buf_clear(&me.text);
	me.open = true;
	me.last = sx_seconds();
}

bool sx_paste_open(void)
{
	me.open = me.open && sx_seconds() - me.last < LATE;
	return me.open;
}

/* An end in parts is given by curses as characters. */
static bool has_ended(void)
{
	const size_t len = sizeof SX_PASTE_END - 1;
	char *end = me.text.len >= len ? me.text.text + me.text.len - len : NULL;
	if (end == NULL || memcmp(end, SX_PASTE_END, len) != 0)
		return false;
	*end = '\0';
	me.text.len -= len;
	return true;
}

void sx_paste_add(uint32_t ch)
{
	char utf8[5];
	me.last = sx_seconds();
	if (ch == 0)
		return;
	sx_buf_add(&me.text, utf8, (size_t)sx_utf8_put(utf8, ch));
	me.open = sx_buf_ok(&me.text) && !has_ended();
}

void sx_paste_end(void)
{
	me.open = false;
}

const char *sx_paste_text(void)
{
	return sx_buf_ok(&me.text) && me.text.text ? me.text.text : "";
}
