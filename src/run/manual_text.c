/* manual_text.c: wraps paragraphs of help. */
#include "manual_parts.h"

#include <string.h>

void sx_manual_wrap(const char *text, int indent, sx_buf *b)
{
	int at = 0;
	while (*text) {
		size_t len = strcspn(text, " \n");
		if (at && at + 1 + (int)len > 76 - indent) {
			sx_buf_putc(b, '\n');
			at = 0;
		}
		if (at) {
			sx_buf_putc(b, ' ');
			at++;
		} else {
			sx_buf_pad(b, ' ', indent);
		}
		sx_buf_add(b, text, len);
		at += (int)len;
		text += len;
		for (; *text == ' ' || *text == '\n'; text++)
			if (*text == '\n') {
				sx_buf_puts(b, "\n\n");
				at = 0;
			}
	}
	sx_buf_putc(b, '\n');
}
