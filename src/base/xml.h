/* xml.h: escapes text for SVG and HTML. */
#ifndef SX_XML_H
#define SX_XML_H

#include "base.h"

/* Appends text in which markup characters become character references; control characters are left out. */
void sx_xml_text(sx_buf *, const char *utf8);

#endif
