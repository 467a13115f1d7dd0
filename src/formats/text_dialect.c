/* text_dialect.c: what a cell is, and which character parts cells. */
#include "text_table.h"
#include "base/readnum.h"

#include <string.h>

/* ---- cells ---- */

static bool is_missing(const sx_span *s)
{
	static const struct { size_t len; const char *word; } words[] = {
		{ 2, "NA" }, { 3, "N/A" }, { 4, "null" }, { 4, "NULL" }, { 4, "None" },
	};
	for (size_t i = 0; i < SX_COUNT(words); i++)
		if (words[i].len == s->len && memcmp(s->p, words[i].word, s->len) == 0)
			return true;
	return s->len == 0;
}

static bool is_whole(const sx_span *s)
{
	size_t i = s->len && (*s->p == '-' || *s->p == '+');
	if (s->len - i > 15)
		return false;
	while (i < s->len && s->p[i] >= '0' && s->p[i] <= '9')
		i++;
	return i == s->len;
}

sx_text_cells sx_cell_kind(sx_span s)
{
	float v;
	s = sx_span_trim(s);
	if (sx_read_float(s.p, s.p + s.len, &v) == s.p + s.len)
		return is_whole(&s) ? SX_CELLS_WHOLE : SX_CELLS_REAL;
	return is_missing(&s) ? SX_CELLS_EMPTY : SX_CELLS_TEXT;
}

bool sx_cell_has_comma(sx_span s)
{
	s = sx_span_trim(s);
	const char *p = s.p, *end = s.p + s.len, *comma = memchr(s.p, ',', s.len);
	if (comma == NULL)
		return false;
	p += *p == '-';
	bool digits = p < comma && comma + 1 < end;
	for (; digits && p < end; p++)
		digits = p == comma || (*p >= '0' && *p <= '9');
	return digits;
}

static const char *skip_between(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r' || *p == ',' || *p == ';'))
		p++;
	return p;
}

size_t sx_cell_list(sx_span s, float *to, size_t most)
{
	static const char open[] = "[({", close[] = "])}";
	s = sx_span_trim(s);
	const char *p = s.p, *end = s.p + s.len, *bracket = s.len ? strchr(open, *p) : NULL;
	bool fraction = false;
	size_t n = 0;
	if (bracket && *bracket) {
		if (s.len < 3 || end[-1] != close[bracket - open])
			return 0;
		p++;
		end--;
	} else {
		bracket = NULL;
	}
	for (p = skip_between(p, end); p < end; n++) {
		float v;
		const char *q = sx_read_float(p, end, &v);
		if (q == NULL || (q < end && skip_between(q, end) == q))
			return 0;
		fraction |= memchr(p, '.', (size_t)(q - p)) != NULL;
		if (to && n < most)
			to[n] = v;
		p = skip_between(q, end);
	}
	return bracket || (n > 2 && fraction) ? n : 0;
}

/* ---- delimiters ---- */

enum { SAMPLE = 1 << 20, LINES = 32 };

typedef struct trial {
	char   delim;
	bool   even;		/* all records have the same number of fields, more than one */
	size_t fields;		/* of the first */
	size_t cells, numbers, commas;
} trial;

static void try_record(trial *t, const char *p, const char *stop, bool first)
{
	sx_span field;
	size_t n = 1;
	for (;; n++, p++) {
		p = sx_record_field(p, stop, t->delim, &field);
		sx_text_cells kind = sx_cell_kind(field);
		t->cells++;
		t->numbers += kind == SX_CELLS_WHOLE || kind == SX_CELLS_REAL;
		t->commas += sx_cell_has_comma(field);
		if (p >= stop)
			break;
	}
	if (first)
		t->fields = n;
	t->even = n > 1 && n == t->fields && (first || t->even);
}

static trial try_delim(const char *p, const char *end, char delim)
{
	trial t = { .delim = delim };
	for (int lines = 0; p < end && lines < LINES;) {
		const char *stop = sx_record_end(p, end, delim);
		if (!sx_record_is_blank(p, stop, delim))
			try_record(&t, p, stop, lines++ == 0);
		p = stop < end ? stop + 1 : stop;
	}
	return t;
}

static bool is_better(const trial *a, const trial *b)
{
	if (a->even != b->even)
		return a->even;
	if (a->numbers != b->numbers)
		return a->numbers > b->numbers;
	return a->fields > b->fields;
}

/* Whole lines, where there is more than one. */
static const char *sample_end(const char *text, const char *end)
{
	if (end - text <= SAMPLE)
		return end;
	for (const char *p = text + SAMPLE; p > text; p--)
		if (*p == '\n')
			return p;
	return text + SAMPLE;
}

char sx_dialect(const char *text, const char *end)
{
	static const char candidates[] = { '\t', ',', ';', '|', ' ' };
	trial best = { .delim = ',' };
	end = sample_end(text, end);
	for (size_t i = 0; i < SX_COUNT(candidates); i++) {
		trial t = try_delim(text, end, candidates[i]);
		if (t.even && t.delim != ',' && 2 * t.commas >= t.cells)
			return '\0';
		if (is_better(&t, &best))
			best = t;
	}
	return best.fields > 1 || best.even ? best.delim : ',';
}
