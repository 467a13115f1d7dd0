/* pattern.c: matches labels against plain text, ignoring case, or against a regular expression. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "pattern.h"

#include <pcre2.h>
#include <string.h>

enum { MOST_STEPS = 1000000 };

static void let_go(sx_pattern *p)
{
	pcre2_match_data_free(p->match);
	pcre2_code_free(p->regex);
	p->match = p->regex = NULL;
}

/* The limit on steps goes before the pattern, which begins at lead. */
static bool compile(sx_pattern *p, const char *body, size_t lead, bool fold, sx_err *err)
{
	uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | (fold ? PCRE2_CASELESS : 0);
	PCRE2_SIZE at;
	int code;
	p->regex = pcre2_compile((PCRE2_SPTR)body, PCRE2_ZERO_TERMINATED, options, &code, &at, NULL);
	if (p->regex == NULL) {
		PCRE2_UCHAR why[120];
		pcre2_get_error_message(code, why, sizeof why);
		return sx_fail(err, SX_EUSAGE, "%.60s: %s, at character %zu", p->text, (const char *)why,
		               (size_t)at > lead ? (size_t)at - lead + 1 : 1);
	}
	p->match = pcre2_match_data_create(1, NULL);
	if (p->match == NULL) {
		let_go(p);
		return sx_fail_memory(err, "a pattern", 64);
	}
	return true;
}

bool sx_pattern_read(sx_pattern *p, const char *text, sx_arena *tmp, sx_err *err)
{
	size_t len = strlen(text);
	bool fold = len > 3 && text[0] == '/' && strcmp(text + len - 2, "/i") == 0;
	len -= fold;
	*p = (sx_pattern){ .text = text };
	if (len < 3 || text[0] != '/' || text[len - 1] != '/')
		return true;
	const char *lead = sx_printf(tmp, "(*LIMIT_MATCH=%d)", MOST_STEPS);
	const char *body = lead ? sx_printf(tmp, "%s%.*s", lead, (int)(len - 2), text + 1) : NULL;
	return body ? compile(p, body, strlen(lead), fold, err) : sx_fail_memory(err, "a pattern", (double)len);
}

bool sx_pattern_matches(sx_pattern *p, const char *label)
{
	if (p->regex == NULL)
		return strcasestr(label, p->text) != NULL;
	if (p->gave_up)
		return false;
	int rc = pcre2_match(p->regex, (PCRE2_SPTR)label, PCRE2_ZERO_TERMINATED, 0, 0, p->match, NULL);
	if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
		p->gave_up = rc;
	return rc >= 0;
}

bool sx_pattern_close(sx_pattern *p, sx_err *err)
{
	PCRE2_UCHAR why[120];
	let_go(p);
	if (p->gave_up == 0)
		return true;
	pcre2_get_error_message(p->gave_up, why, sizeof why);
	return sx_fail(err, SX_EINPUT, "%.60s: %s on a label; rewrite it to backtrack less", p->text, (const char *)why);
}
