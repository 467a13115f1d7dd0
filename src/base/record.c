/* record.c: parses records and fields of delimited text, and cuts the text into pieces. */
#include "record.h"

#include <string.h>

/* ---- fields ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

/* A line end, with or without '\r', or the end of the text. */
static bool at_line_end(const char *p, const char *end)
{
	return p >= end || *p == '\n' || (*p == '\r' && (p + 1 == end || p[1] == '\n'));
}

static bool is_delim(char c, char delim)
{
	return c == delim || (delim == ' ' && c == '\t');
}

/* The quote that closes the one at p, or NULL. */
static const char *closing_quote(const char *p, const char *end, char delim, bool *doubled)
{
	bool lines = delim != '\t' && delim != ' ';
	*doubled = false;
	if (!lines) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		end = nl ? nl : end;
	}
	for (const char *q = p + 1; q < end && (q = memchr(q, '"', (size_t)(end - q))) != NULL; q++) {
		if (q + 1 < end && q[1] == '"') {
			*doubled = true;
			q++;
			continue;
		}
		if (!at_line_end(q + 1, end) && !is_delim(q[1], delim))
			return NULL;
		/* Two lone quotes, lines apart, each before a delimiter: `",0.1` … `",0.2`. */
		bool lone = p + 1 < q && p[1] == delim && memchr(p, '\n', (size_t)(q - p));
		return lone ? NULL : q;
	}
	return NULL;
}

static const char *plain_field(const char *p, const char *end, char delim, sx_span *out)
{
	const char *q = p;
	while (q < end && *q != '\n' && !is_delim(*q, delim))
		q++;
	*out = (sx_span){ p, (size_t)(q - p), false };
	if (out->len && q[-1] == '\r' && (q == end || *q == '\n'))
		out->len--;
	return q;
}

const char *sx_record_field(const char *p, const char *end, char delim, sx_span *out)
{
	bool doubled;
	if (delim == ' ')
		p = skip_blanks(p, end);
	const char *close = p < end && *p == '"' ? closing_quote(p, end, delim, &doubled) : NULL, *q;
	if (close) {
		*out = (sx_span){ p + 1, (size_t)(close - p) - 1, doubled };
		q = close + 1;
		q += q < end && *q == '\r' && at_line_end(q, end);
	} else {
		q = plain_field(p, end, delim, out);
	}
	if (delim != ' ')
		return q;
	const char *next = skip_blanks(q, end);		/* blanks before a line end part nothing */
	if (at_line_end(next, end))
		return next + (next < end && *next == '\r');
	return next > q ? next - 1 : q;
}

const char *sx_record_end(const char *p, const char *end, char delim)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));
	nl = nl ? nl : end;
	if (delim == '\t' || delim == ' ' || memchr(p, '"', (size_t)(nl - p)) == NULL)
		return nl;
	sx_span field;
	for (;; p++) {
		p = sx_record_field(p, end, delim, &field);
		if (p >= end || *p == '\n')
			return p;
	}
}

bool sx_record_is_blank(const char *p, const char *stop, char delim)
{
	while (p < stop && (*p == ' ' || *p == '\r' || (*p == '\t' && delim != '\t')))
		p++;
	return p == stop;
}

size_t sx_record_count(const char *p, const char *end, char delim)
{
	sx_span field;
	for (size_t n = 1;; n++, p++) {
		p = sx_record_field(p, end, delim, &field);
		if (p >= end || *p == '\n')
			return n;
	}
}

char *sx_span_text(const sx_span *s, sx_arena *a)
{
	char *text = sx_strndup(a, s->p, s->len), *to = text;
	if (text && s->doubled) {
		for (const char *p = text; *p; p++) {
			*to++ = *p;
			p += p[0] == '"' && p[1] == '"';
		}
		*to = '\0';
	}
	return text;
}

sx_span sx_span_trim(sx_span s)
{
	while (s.len && is_blank(*s.p)) {
		s.p++;
		s.len--;
	}
	while (s.len && is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

/* ---- pieces ---- */

enum { PIECE = 1 << 18 };	/* bytes: enough to be worth a thread's while, few enough to stop soon */

static const char *record_end(const sx_pieces *t, const char *p, size_t *lines)
{
	*lines = 1;
	if (t->plain)
		return sx_record_end(p, t->end, ' ');
	const char *stop = sx_record_end(p, t->end, t->delim);
	for (const char *nl = p; (nl = memchr(nl, '\n', (size_t)(stop - nl))) != NULL; nl++)
		++*lines;
	return stop;
}

bool sx_pieces_cut(sx_pieces *t, sx_job *job, sx_arena *a, sx_err *err)
{
	size_t size = (size_t)(t->end - t->text), line = t->line, lines;
	t->piece = sx_alloc(a, size / PIECE + 2, sizeof *t->piece);
	if (t->piece == NULL)
		return sx_fail_memory(err, "cutting the text", (double)(size / PIECE) * sizeof *t->piece);
	const char *p = t->text, *due = p;
	t->rows = t->count = 0;
	for (; p < t->end && t->rows < t->limit; line += lines) {
		if (p >= due) {
			if (!sx_tick(job, (double)(p - t->text) / (double)size, "counting lines"))
				return sx_fail_cancel(err);
			t->piece[t->count++] = (sx_piece){ p, t->rows, line };
			due = (size_t)(t->end - p) > PIECE ? p + PIECE : t->end;
		}
		const char *stop = record_end(t, p, &lines);
		t->rows += !sx_record_is_blank(p, stop, t->delim);
		p = stop < t->end ? stop + 1 : stop;
	}
	t->piece[t->count] = (sx_piece){ p, t->rows, line };
	t->whole = p == t->end;
	return true;
}

sx_walk sx_walk_open(const sx_pieces *t, size_t piece)
{
	const sx_piece *from = &t->piece[piece];
	return (sx_walk){ .of = t, .next = from->at, .stop_at = from[1].at, .next_line = from->line,
	                  .row = from->row - 1 };
}

bool sx_walk_next(sx_walk *w)
{
	while (w->next < w->stop_at) {
		size_t lines;
		const char *stop = record_end(w->of, w->next, &lines);
		w->p = w->next;
		w->line = w->next_line;
		w->stop = stop > w->p && stop[-1] == '\r' ? stop - 1 : stop;
		w->next = stop < w->of->end ? stop + 1 : stop;
		w->next_line += lines;
		if (!sx_record_is_blank(w->p, stop, w->of->delim)) {
			w->row++;
			return true;
		}
	}
	return false;
}
