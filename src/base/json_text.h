/* json_text.h: texts as JSON strings. */
#ifndef SX_JSON_TEXT_H
#define SX_JSON_TEXT_H

#include "base.h"

/* Adds the text in quotes, escaped. JSON is UTF-8: each byte that is not becomes U+FFFD, and the result is false. */
bool sx_json_put(sx_buf *, const char *text);

#endif
