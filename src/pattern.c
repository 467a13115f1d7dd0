/* pattern.c: plain text in either case, or a regular expression. */
#include "pattern.h"

#include <string.h>

bool sx_pattern_read(sx_pattern *p, const char *text, sx_arena *tmp, sx_err *err)
{
	size_t len = strlen(text);
	*p = (sx_pattern){ .text = text, .is_regex = len > 2 && text[0] == '/' && text[len - 1] == '/' };
	if (!p->is_regex)
		return true;
	char why[120], *body = sx_strndup(tmp, text + 1, len - 2);
	int code = body ? regcomp(&p->regex, body, REG_EXTENDED | REG_NOSUB) : REG_ESPACE;
	if (code == 0)
		return true;
	regerror(code, &p->regex, why, sizeof why);
	return sx_fail(err, SX_EUSAGE, "%.60s: %s", text, why);
}

bool sx_pattern_matches(const sx_pattern *p, const char *label)
{
	return p->is_regex ? regexec(&p->regex, label, 0, NULL, 0) == 0 : strcasestr(label, p->text) != NULL;
}

void sx_pattern_free(sx_pattern *p)
{
	if (p->is_regex)
		regfree(&p->regex);
}
