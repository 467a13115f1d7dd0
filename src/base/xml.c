/* xml.c: escapes text for SVG and HTML. */
#include "xml.h"
#include "utf8.h"

void sx_xml_text(sx_buf *b, const char *s)
{
	while (*s) {
		uint32_t ch = sx_utf8_next(&s);
		char utf8[5];
		if (ch == '<' || ch == '&' || ch == '>' || ch == '"')
			sx_buf_printf(b, "&#%u;", (unsigned)ch);
		else if (ch >= ' ')
			sx_buf_add(b, utf8, (size_t)sx_utf8_put(utf8, ch));
	}
}
