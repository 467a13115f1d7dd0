/* command_line.c: parses a command line: words, quotes, comments, options. */
#include "run_command_parts.h"

#include <stdlib.h>
#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

const char *sx_line_step(const char *p, const char *stop, char *quote)
{
	bool more = stop ? p + 1 < stop : p[1] != '\0';
	if (*quote == '"' && *p == '\\' && more)
		return p + 2;
	if (*quote == '\0' && (*p == '\'' || *p == '"'))
		*quote = *p;
	else if (*p == *quote)
		*quote = '\0';
	return p + 1;
}

/* The end of the word at p: quotes hide what is in them. */
static const char *word_end(const char *p, const char *stop)
{
	char quote = 0;
	while (p < stop && (quote || !is_space(*p)))
		p = sx_line_step(p, stop, &quote);
	return p;
}

/* '#' at the start of a word, unless a row number follows ("#12"). */
static bool starts_comment(const char *p, char before)
{
	return *p == '#' && is_space(before) && !(p[1] >= '0' && p[1] <= '9');
}

static bool is_lua(const char *p)
{
	return strncmp(p, "lua", 3) == 0 && is_space(p[3]);
}

const char *sx_next_line(const char **text, size_t *len)
{
	const char *p = *text;
	while (is_space(*p) || *p == ';')
		p++;
	if (*p == '\0')
		return NULL;
	const char *start = p;
	bool raw = is_lua(p);	/* Lua has ';', '#' and quotes of its own */
	char quote = 0;
	while (*p && *p != '\n') {
		if (!raw && !quote && *p == ';')
			break;
		if (!raw && !quote && starts_comment(p, p == start ? ' ' : p[-1]))
			p += strcspn(p, "\n");
		else
			p = raw ? p + 1 : sx_line_step(p, NULL, &quote);
	}
	*len = (size_t)(p - start);
	*text = *p ? p + 1 : p;
	return start;
}

/* How much of a command is neither comment nor the blanks before it. */
static size_t without_comment(const char *line, size_t len)
{
	const char *p = line, *stop = line + len;
	char quote = 0;
	while (p < stop && (quote || !starts_comment(p, p == line ? ' ' : p[-1])))
		p = sx_line_step(p, stop, &quote);
	while (p > line && is_space(p[-1]))
		p--;
	return (size_t)(p - line);
}

bool sx_join_lines(const char *text, sx_buf *out)
{
	size_t len;
	bool lua = false, first = true;
	for (const char *p; (p = sx_next_line(&text, &len)) != NULL;) {
		size_t n = is_lua(p) ? len : without_comment(p, len);
		if (n == 0)
			continue;
		if (lua)
			return false;
		sx_buf_puts(out, first ? "" : "; ");
		sx_buf_add(out, p, n);
		lua = is_lua(p);
		first = false;
	}
	return true;
}

/* A word without its quotes. */
static char *unquote(const char *p, const char *stop, sx_arena *a)
{
	char *out = sx_alloc(a, (size_t)(stop - p) + 1, 1), *to = out;
	for (char quote = 0; out && p < stop;) {
		char was = quote;
		p = sx_line_step(p, stop, &quote);
		if (quote == was)
			*to++ = p[-1];
	}
	return out;
}

static bool quotes_close(const char *p, const char *stop)
{
	char quote = 0;
	while (p < stop)
		p = sx_line_step(p, stop, &quote);
	return quote == 0;
}

/* name=value without quotes before the '=': the third way to write an option, if the command has one of that name. */
static const char *option_equals(const sx_command *c, const char *p, const char *stop, sx_arena *a, const char **name)
{
	const char *eq = p;
	while (eq < stop && (*eq == '-' || *eq == '_' || (*eq >= 'a' && *eq <= 'z') || (*eq >= '0' && *eq <= '9')))
		eq++;
	if (eq == p || eq >= stop || *eq != '=')
		return NULL;
	*name = sx_strndup(a, p, (size_t)(eq - p));
	return *name && sx_param_index(c, *name) != SIZE_MAX ? eq + 1 : NULL;
}

/* Whether an option takes the next word: all do but flags. */
static bool takes_value(const sx_command *c, const char *name)
{
	size_t i = sx_param_index(c, name);
	return i == SIZE_MAX ? false : c->param[i].kind != SX_KIND_FLAG;
}

static const char *skip_space(const char *p, const char *stop)
{
	while (p < stop && is_space(*p))
		p++;
	return p;
}

/* One argument at p, which is not a space; returns where to go on, NULL when memory is short or it makes no sense. */
static const char *cut_arg(const sx_command *c, const char *p, const char *stop, sx_arena *a, sx_arg *out, sx_err *err)
{
	const char *end = word_end(p, stop), *name = NULL, *value;
	*out = (sx_arg){ 0 };
	if (end - p > 2 && p[0] == '-' && p[1] == '-') {
		const char *eq = memchr(p, '=', (size_t)(end - p));
		out->name = name = sx_strndup(a, p + 2, (size_t)((eq ? eq : end) - p - 2));
		if (eq) {
			out->text = unquote(eq + 1, end, a);
		} else if (name && takes_value(c, name)) {
			const char *next = skip_space(end, stop);
			if (next >= stop) {
				sx_fail(err, SX_EUSAGE, "--%.60s: a value is missing", name);
				return NULL;
			}
			end = word_end(next, stop);
			out->text = unquote(next, end, a);
		}
	} else if ((value = option_equals(c, p, end, a, &name)) != NULL) {
		out->name = name;
		out->text = unquote(value, end, a);
	} else {
		out->text = unquote(p, end, a);
	}
	if (out->name == NULL && out->text == NULL) {
		sx_fail_memory(err, "the command line", (double)(stop - p));
		return NULL;
	}
	return end;
}

static bool has_rest(const sx_command *c)
{
	for (size_t i = 0; i < c->nparams; i++)
		if (c->param[i].kind == SX_KIND_REST)
			return true;
	return false;
}

/* Where a comment begins, or the line ends. */
static const char *line_stop(const char *line)
{
	const char *p = line;
	char quote = 0;
	while (*p && (quote || !starts_comment(p, p == line ? ' ' : p[-1])))
		p = sx_line_step(p, NULL, &quote);
	return p;
}

static bool cut_rest(const char *p, const char *stop, sx_arena *a, sx_words *out, sx_err *err)
{
	while (stop > p && is_space(stop[-1]))
		stop--;
	out->arg = sx_alloc(a, 1, sizeof *out->arg);
	char *text = sx_strndup(a, p, (size_t)(stop - p));
	if (out->arg == NULL || text == NULL)
		return sx_fail_memory(err, "the command line", (double)(stop - p));
	out->nargs = *text != '\0';
	out->arg[0].text = text;
	return true;
}

/* "> FILE" and ">FILE" at a word's start are --to FILE of a command that has such an option. */
static const char *cut_to(const char *p, const char *stop, sx_arena *a, sx_arg *out, sx_err *err)
{
	const char *from = skip_space(p + 1, stop), *end = word_end(from, stop);
	*out = (sx_arg){ .name = "to", .text = end > from ? unquote(from, end, a) : NULL };
	if (out->text == NULL)
		sx_fail(err, SX_EUSAGE, "after > a file is missing");
	return out->text ? end : NULL;
}

bool sx_line_cut(const sx_session *s, const char *line, sx_arena *a, sx_words *out, sx_err *err)
{
	*out = (sx_words){ 0 };
	const char *stop = line + strlen(line), *code = line_stop(line);
	const char *p = skip_space(line, stop);
	if (p >= code)
		return true;
	const char *end = p;
	while (end < stop && !is_space(*end))
		end++;
	out->name = sx_strndup(a, p, (size_t)(end - p));
	const sx_command *c = out->name ? sx_command_find(s, out->name, err) : NULL;
	if (c == NULL)
		return out->name ? false : sx_fail_memory(err, "the command line", (double)(stop - line));
	p = skip_space(end, stop);
	if (has_rest(c))
		return cut_rest(p, stop, a, out, err);
	stop = code;
	if (!quotes_close(line, stop))
		return sx_fail(err, SX_EUSAGE, "a quote is not closed");
	out->arg = sx_alloc(a, (size_t)(stop > p ? stop - p : 0) / 2 + 2, sizeof *out->arg);
	if (out->arg == NULL)
		return sx_fail_memory(err, "the command line", (double)(stop - line));
	for (p = skip_space(p, stop); p < stop; p = skip_space(p, stop)) {
		sx_arg *arg = &out->arg[out->nargs++];
		bool to = *p == '>' && sx_param_index(c, "to") != SIZE_MAX;
		p = to ? cut_to(p, stop, a, arg, err) : cut_arg(c, p, stop, a, arg, err);
		if (p == NULL)
			return false;
	}
	return true;
}
