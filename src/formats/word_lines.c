/* word_lines.c: lines of a word and its numbers. */
#include "word_lines.h"
#include "base/readnum.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *p, const char *stop)
{
	while (p < stop && is_blank(*p))
		p++;
	return p;
}

static const char *skip_field(const char *p, const char *stop)
{
	while (p < stop && !is_blank(*p))
		p++;
	return p;
}

/* A number with a blank or the line's end behind it. */
static const char *number(const char *p, const char *stop, float *out)
{
	const char *q = sx_read_float(p, stop, out);
	return q && (q == stop || is_blank(*q)) ? q : NULL;
}

/* ---- one line ---- */

static const char *numbers(const char *p, const char *stop, size_t d, float *out)
{
	for (size_t j = 0; j < d; j++) {
		const char *q = skip_blanks(p, stop);
		if (q == p || (p = number(q, stop, &out[j])) == NULL)
			return NULL;
	}
	return skip_blanks(p, stop) == stop ? stop : NULL;
}

/* The end of what stands before the last d fields, or NULL where there are fewer. */
static const char *before_last(const char *p, const char *stop, size_t d)
{
	while (stop > p && is_blank(stop[-1]))
		stop--;
	for (size_t j = 0; j < d; j++) {
		const char *was = stop;
		while (stop > p && !is_blank(stop[-1]))
			stop--;
		if (stop == was || stop == p)
			return NULL;
		while (stop > p && is_blank(stop[-1]))
			stop--;
	}
	return stop;
}

bool sx_word_line(const char *p, const char *stop, size_t d, float *out, sx_span *word)
{
	const char *q = skip_field(p, stop);
	if (numbers(q, stop, d, out) == NULL) {	/* a word with spaces, or a bad line */
		q = before_last(p, stop, d);
		if (q == NULL || numbers(q, stop, d, out) == NULL)
			return false;
	}
	*word = (sx_span){ p, (size_t)(q - p), false };
	return true;
}

bool sx_word_fault(const char *p, const char *stop, size_t d, size_t *field, sx_span *text)
{
	size_t fields = 0;
	float v;
	for (const char *q = p; q < stop; q = skip_blanks(skip_field(q, stop), stop))
		fields++;
	*field = fields;
	if (fields < d + 1)
		return true;
	for (size_t i = 0; i < fields; i++) {
		*field = i + 1;
		*text = (sx_span){ p, (size_t)(skip_field(p, stop) - p), false };
		if (i >= fields - d && number(p, stop, &v) == NULL)
			break;
		p = skip_blanks(p + text->len, stop);
	}
	return false;
}

/* ---- a first look ---- */

static bool whole(const char **p, const char *stop, size_t *out)
{
	const char *q = *p;
	for (*out = 0; q < stop && *q >= '0' && *q <= '9' && *out < SIZE_MAX / 100; q++)
		*out = 10 * *out + (size_t)(*q - '0');
	bool ok = q > *p && (q == stop || is_blank(*q));
	*p = skip_blanks(q, stop);
	return ok;
}

static bool is_header(sx_survey *v, const char *p, const char *stop)
{
	return whole(&p, stop, &v->n) && p < stop && whole(&p, stop, &v->d) && p == stop;
}

static void survey_line(sx_survey *v, const char *p, const char *stop)
{
	size_t fields = 0, numbers = 0;
	float x;
	for (; p < stop; p = skip_blanks(skip_field(p, stop), stop)) {
		bool is_number = number(p, stop, &x) != NULL;
		v->worded |= fields == 0 && !is_number && !is_blank(*p);
		numbers = is_number && fields ? numbers + 1 : 0;
		fields++;
	}
	v->fields[v->lines] = fields;
	v->numbers[v->lines++] = numbers;
}

static const char *line_stop(const char *p, const char *end, const char **next)
{
	const char *stop = sx_record_end(p, end, ' ');
	*next = stop < end ? stop + 1 : stop;
	return stop > p && stop[-1] == '\r' ? stop - 1 : stop;
}

bool sx_survey_header(const char *p, const char *end)
{
	sx_survey v;
	const char *next;
	return is_header(&v, p, line_stop(p, end, &next));
}

void sx_survey_text(sx_survey *v, const char *text, const char *end)
{
	enum { SAMPLE = 1 << 20 };
	const char *p = text, *next, *far = end - text > SAMPLE ? text + SAMPLE : end;
	*v = (sx_survey){ .body = text };
	for (bool first = true; p < far && v->lines < SX_SURVEYED; p = next, first = false) {
		const char *stop = line_stop(p, far, &next);
		if (stop == far && far < end) {
			if (v->lines)
				return;
			stop = line_stop(p, far = end, &next);
		}
		if (first && is_header(v, p, stop)) {
			v->header = true;
			v->body = next;
		} else if (!sx_record_is_blank(p, stop, ' ')) {
			v->tabs |= memchr(p, '\t', (size_t)(stop - p)) != NULL;
			survey_line(v, p, stop);
		}
	}
}

/* The most frequent value, of equally frequent ones the largest. */
static size_t mode(const size_t *v, size_t n)
{
	size_t best = 0, most = 0;
	for (size_t i = 0; i < n; i++) {
		size_t times = 0;
		for (size_t j = 0; j < n; j++)
			times += v[j] == v[i];
		if (times > most || (times == most && v[i] > best)) {
			most = times;
			best = v[i];
		}
	}
	return best;
}

static bool any(const size_t *v, size_t n, size_t wanted)
{
	while (n && v[n - 1] != wanted)
		n--;
	return n > 0;
}

bool sx_survey_has(const sx_survey *v, size_t fields)
{
	return any(v->fields, v->lines, fields);
}

size_t sx_survey_dims(const sx_survey *v)
{
	return v->header && any(v->numbers, v->lines, v->d) ? v->d : mode(v->numbers, v->lines);
}
