/* json_text.c: texts as JSON strings. */
#include "json_text.h"
#include "utf8.h"

#include <string.h>

static void put_escaped(sx_buf *b, char ch)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	const char *at = strchr(plain, ch);
	if (at)
		sx_buf_printf(b, "\\%c", letter[at - plain]);
	else
		sx_buf_printf(b, "\\u%04x", (unsigned)ch);
}

bool sx_json_put(sx_buf *b, const char *text)
{
	bool whole = true;
	sx_buf_putc(b, '"');
	for (const char *p = text, *from = p; *p; from = p) {
		char utf8[5];
		uint32_t ch = sx_utf8_next(&p);
		whole &= ch != 0xFFFD || p - from > 1;
		if (ch < ' ' || ch == '"' || ch == '\\')
			put_escaped(b, (char)ch);
		else
			sx_buf_add(b, utf8, (size_t)sx_utf8_put(utf8, ch));
	}
	sx_buf_putc(b, '"');
	return whole;
}
