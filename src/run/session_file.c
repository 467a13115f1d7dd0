/* session_file.c: writes and parses session files. */
#include "session_file.h"
#include "run_command_parts.h"
#include "base/file.h"

#include <string.h>

static const char HEAD[] = "-- sextant session 1, seed ", CALL[] = "sx.line [";

/* ---- writing ---- */

enum { DEEPEST = 12 };

/* "]==]" */
static size_t closing(char out[DEEPEST + 3], size_t level)
{
	out[0] = ']';
	memset(out + 1, '=', level);
	memcpy(out + 1 + level, "]", 2);
	return level + 2;
}

/* As many '=' as keep the text, and where it meets the bracket, from ending it too soon. */
static void put_call(sx_buf *b, const char *text)
{
	char end[DEEPEST + 3];
	size_t start = b->len, level = 0, len = strlen(text);
	for (bool ends = true; ends && level < DEEPEST; level += ends) {
		b->len = start;
		sx_buf_puts(b, CALL);
		sx_buf_pad(b, '=', (int)level);
		sx_buf_putc(b, '[');
		size_t at = b->len;
		sx_buf_puts(b, text);
		sx_buf_add(b, end, closing(end, level));
		ends = sx_buf_ok(b) && strstr(b->text + at, end) != b->text + at + len;
	}
	sx_buf_putc(b, '\n');
}

/* A line of a command that draws may write what it draws. */
static bool writes(const sx_session *s, const sx_command *c, const char *line)
{
	sx_arena *a = sx_param_index(c, "to") == SIZE_MAX ? NULL : sx_arena_new(0);
	sx_words w;
	bool to = a != NULL && !sx_line_cut(s, line, a, &w, NULL);	/* what cannot be read is not trusted */
	for (size_t i = 0; a && !to && i < w.nargs; i++)
		to = w.arg[i].name && strcmp(w.arg[i].name, "to") == 0;
	sx_arena_free(a);
	return to;
}

static bool may_hold(const sx_session *s, const sx_command *c, const char *line)
{
	return c && !(c->flags & (SX_OUTSIDE | SX_FRONT)) && !writes(s, c, line);
}

void sx_session_write(const sx_session *s, uint64_t seed, sx_buf *b, size_t *kept, size_t *left_out)
{
	sx_buf_printf(b, "%s%llu\n", HEAD, (unsigned long long)seed);
	*kept = *left_out = 0;
	for (size_t i = 0; i < sx_session_results(s); i++) {
		const sx_result *r = sx_session_result_at(s, i);
		bool plain = r->line && *r->line && strpbrk(r->line, "\n\r") == NULL;
		const sx_command *c = r->command ? sx_command_find(s, r->command, NULL) : NULL;
		if (plain && may_hold(s, c, r->line)) {
			put_call(b, r->line);
			++*kept;
		} else if (plain && c && !(c->flags & SX_FRONT) && strcmp(c->name, "session") != 0) {
			sx_buf_printf(b, "-- left out: %s\n", r->line);
			++*left_out;
		}
	}
}

/* ---- reading ---- */

typedef struct reader {
	const sx_session *session;
	const char       *path;
	sx_arena         *arena;
	uint64_t         *seed;
	size_t            number;
	sx_err           *err;
} reader;

static bool bad(const reader *r, const char *what)
{
	return sx_file_fail(r->err, SX_EFORMAT, r->path, "line %zu: %s", r->number, what);
}

static char *no_call(const reader *r, const char *what)
{
	bad(r, what);
	return NULL;
}

/* "sx.line [==[TEXT]==]" and nothing else. NULL, with a message: it is not. */
static char *cut_call(const reader *r, const char *p, const char *stop)
{
	char end[DEEPEST + 3];
	size_t head = strlen(CALL), level = 0;
	if ((size_t)(stop - p) < head || memcmp(p, CALL, head) != 0)
		return no_call(r, "neither a comment nor of the form sx.line [[COMMAND]]");
	for (p += head; p < stop && *p == '=' && level < DEEPEST; p++)
		level++;
	size_t len = closing(end, level);
	if (p == stop || *p++ != '[')
		return no_call(r, "its brackets do not match: sx.line [[COMMAND]]");
	const char *close = memmem(p, (size_t)(stop - p), end, len);
	if (close == NULL || close + len != stop)
		return no_call(r, "its brackets do not match: sx.line [[COMMAND]]");
	if (memchr(p, '\0', (size_t)(close - p)))
		return no_call(r, "contains a zero byte");
	char *text = sx_strndup(r->arena, p, (size_t)(close - p));
	if (text == NULL)
		sx_fail_memory(r->err, "a line", (double)(close - p));
	return text;
}

/* One command, known, and none that writes files or runs code. */
static bool check_call(const reader *r, const char *text)
{
	size_t len, name;
	const char *at = text, *first = sx_next_line(&at, &len);
	if (first == NULL || *first == '#')
		return bad(r, "contains no command");
	if (sx_next_line(&at, &name) != NULL)
		return bad(r, "contains more than one command");
	for (name = 0; name < len && (unsigned char)first[name] > ' '; name++)
		;
	char *word = sx_strndup(r->arena, first, name);
	const sx_command *c = word ? sx_command_find(r->session, word, r->err) : NULL;
	if (word == NULL)
		return sx_fail_memory(r->err, "a line", (double)name);
	if (c == NULL)
		return sx_file_fail(r->err, SX_EUSAGE, r->path, "line %zu: unknown command '%.40s'", r->number, word);
	return may_hold(r->session, c, text) ||
	       sx_file_fail(r->err, SX_EUSAGE, r->path, "line %zu: '%s' is not for session files: it writes "
	                    "files, runs code or ends the program", r->number, c->name);
}

static void read_head(const reader *r, const char *p, const char *stop)
{
	size_t head = strlen(HEAD);
	uint64_t seed = 0;
	if ((size_t)(stop - p) <= head || memcmp(p, HEAD, head) != 0 || stop - p > (ptrdiff_t)head + 20)
		return;
	for (p += head; p < stop && *p >= '0' && *p <= '9'; p++)
		seed = 10 * seed + (uint64_t)(*p - '0');
	if (p == stop)
		*r->seed = seed;
}

/* True with *text NULL: a comment or nothing. */
static bool read_line(const reader *r, const char *p, const char *stop, char **text)
{
	*text = NULL;
	while (stop > p && (stop[-1] == ' ' || stop[-1] == '\t' || stop[-1] == '\r'))
		stop--;
	if (stop - p >= 2 && p[0] == '-' && p[1] == '-') {
		read_head(r, p, stop);
		return true;
	}
	if (p == stop)
		return true;
	*text = cut_call(r, p, stop);
	return *text && check_call(r, *text);
}

bool sx_session_parse(const sx_session *s, const char *path, const char *text, size_t size, sx_arena *a, sx_session_lines *out,
                      sx_err *err)
{
	reader r = { s, path, a, &out->seed, 0, err };
	const char *end = text + size;
	size_t most = 1;
	for (const char *p = text; (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
		most++;
	out->line = sx_alloc(a, most, sizeof *out->line);
	out->n = 0;
	if (out->line == NULL)
		return sx_fail_memory(err, "the lines", (double)most * sizeof *out->line);
	for (const char *p = text, *nl; p < end; p = nl + 1) {
		char *one;
		nl = memchr(p, '\n', (size_t)(end - p));
		nl = nl ? nl : end;
		r.number++;
		if (!read_line(&r, p, nl, &one))
			return false;
		if (one)
			out->line[out->n++] = (sx_session_line){ one, r.number };
	}
	return true;
}
