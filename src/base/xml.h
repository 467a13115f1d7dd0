/* xml.h: escapes text for SVG and HTML. */
#ifndef SX_XML_H
#define SX_XML_H

#include "base.h"

/* What would be markup becomes a character reference; control characters are left out. */
void sx_xml_text(sx_buf *, const char *utf8);

#endif
