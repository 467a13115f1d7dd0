/* text_table.c: the first pass over a text table: its shape, its header, what its columns hold. */
#include "text_table.h"
#include "load.h"
#include "base/readnum.h"

#include <string.h>

static bool short_of(const sx_texttable *t, double bytes, sx_err *err)
{
	char size[32];
	return sx_file_fail(err, SX_EMEMORY, t->file->path, "reading the table needs %s, more than --memory allows or "
	                    "the machine has", sx_bytes(size, bytes));
}

/* ---- the first two records ---- */

typedef struct record { const char *p, *stop, *next; size_t line, fields; } record;

/* The next record that is not blank, without its line end as sx_walk_next has it; no fields: there is none. */
static record next_record(const char *p, const char *end, char delim, size_t line)
{
	while (p < end) {
		const char *stop = sx_record_end(p, end, delim);
		const char *next = stop < end ? stop + 1 : stop;
		if (!sx_record_is_blank(p, stop, delim)) {
			stop -= stop > p && stop[-1] == '\r';
			return (record){ p, stop, next, line, sx_record_count(p, stop, delim) };
		}
		p = next;
		line++;
	}
	return (record){ end, end, end, line, 0 };
}

/* Comments in front of everything; the header of numpy.savetxt is one. */
static const char *skip_comments(const char *p, const char *end, size_t *line)
{
	while (p < end && *p == '#') {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		p = nl ? nl + 1 : end;
		++*line;
	}
	return p;
}

typedef struct heading {
	sx_span  *cell;
	sx_text_cells *kind;
	size_t    count;
} heading;

static bool cut_heading(const sx_texttable *t, const record *r, heading *h, sx_err *err)
{
	h->count = r->fields;
	h->cell = sx_alloc(t->tmp, h->count, sizeof *h->cell);
	h->kind = sx_alloc(t->tmp, h->count, sizeof *h->kind);
	if (h->cell == NULL || h->kind == NULL)
		return short_of(t, (double)h->count * (sizeof *h->cell + sizeof *h->kind), err);
	const char *p = r->p;
	for (size_t i = 0; i < h->count; i++, p++) {
		p = sx_record_field(p, r->stop, t->delim, &h->cell[i]);
		h->cell[i] = sx_span_trim(h->cell[i]);
		h->kind[i] = sx_cell_kind(h->cell[i]);
	}
	return true;
}

static bool all_text(const heading *h)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->kind[i] != SX_CELLS_TEXT)
			return false;
	return true;
}

/* ",0,1,2": a frame that pandas wrote with its index and without names. */
static bool counts_up(const heading *h)
{
	for (size_t i = 1; i < h->count; i++) {
		double v;
		const sx_span *s = &h->cell[i];
		if (h->kind[i] != SX_CELLS_WHOLE || !sx_read_double(s->p, s->p + s->len, &v) || v != (double)(i - 1))
			return false;
	}
	return h->count > 1 && h->cell[0].len == 0;
}

/* ---- the first pass: types ---- */

typedef struct tally { size_t numbers, fractions, texts, text_line; } tally;

typedef struct bad_line { size_t line, fields; } bad_line;

typedef struct look {
	const sx_texttable *t;
	size_t    head;		/* fields of the first record: R has one fewer there */
	tally    *tally;	/* columns for each thread */
	bad_line *bad;		/* one for each piece */
} look;

static void add_cell(tally *y, sx_text_cells kind, size_t line)
{
	y->numbers += kind == SX_CELLS_WHOLE || kind == SX_CELLS_REAL;
	y->fractions += kind == SX_CELLS_REAL;
	y->texts += kind == SX_CELLS_TEXT;
	if (kind == SX_CELLS_TEXT && (y->text_line == 0 || line < y->text_line))
		y->text_line = line;
}

/* The end of a field that is a number, or NULL: then nobody need look for the field's end first. */
static const char *plain_number(const char *p, const char *stop, char delim)
{
	float v;
	const char *q = delim == ' ' ? NULL : sx_read_float(p, stop, &v);
	return q && (q == stop || *q == delim) ? q : NULL;
}

/* Counts the fields of one record; a ragged one is told by its count. Once a column is known to hold
 * fractions, its numbers need no closer look. */
static size_t look_at(const sx_texttable *t, const sx_walk *w, tally *y)
{
	sx_span field;
	const char *p = w->p, *q;
	for (size_t n = 0;; p++) {
		tally *cell = n < t->columns && w->row > 0 ? &y[n] : NULL;
		n++;
		if (cell && cell->fractions && (q = plain_number(p, w->stop, t->delim)) != NULL) {
			cell->numbers++;
			p = q;
		} else {
			p = sx_record_field(p, w->stop, t->delim, &field);
			if (cell)
				add_cell(cell, sx_cell_kind(field), w->line);
		}
		if (p >= w->stop)
			return n;
	}
}

static void look_block(void *ctx, size_t lo, size_t hi, int thread)
{
	look *k = ctx;
	tally *y = k->tally + (size_t)thread * k->t->columns;
	for (size_t b = lo; b < hi; b++) {
		sx_walk w = sx_walk_open(&k->t->pieces, b);
		while (sx_walk_next(&w)) {
			size_t n = look_at(k->t, &w, y);
			if (n != (w.row ? k->t->columns : k->head) && k->bad[b].line == 0)
				k->bad[b] = (bad_line){ w.line, n };
		}
	}
}

static bool check_ragged(const sx_texttable *t, const bad_line *bad, sx_err *err)
{
	for (size_t b = 0; b < t->pieces.count; b++)
		if (bad[b].line)
			return sx_file_fail(err, SX_EFORMAT, t->file->path, "line %zu has %zu fields, line %zu has %zu",
			                    bad[b].line, bad[b].fields, t->pieces.line, t->columns);
	return true;
}

static bool look_through(sx_texttable *t, size_t head, tally *sum, sx_err *err)
{
	size_t threads = (size_t)sx_threads(t->job);
	look k = { .t = t, .head = head };
	k.tally = sx_alloc(t->tmp, threads, t->columns * sizeof *k.tally);
	k.bad = sx_alloc(t->tmp, t->pieces.count, sizeof *k.bad);
	if (k.tally == NULL || k.bad == NULL)
		return short_of(t, (double)threads * (double)t->columns * sizeof *k.tally, err);
	if (!sx_for(t->job, "looking at columns", t->pieces.count, 1, look_block, &k))
		return sx_fail_cancel(err);
	for (size_t i = 0; i < threads * t->columns; i++) {
		tally *s = &sum[i % t->columns], *y = &k.tally[i];
		s->numbers += y->numbers;
		s->fractions += y->fractions;
		s->texts += y->texts;
		if (y->text_line && (s->text_line == 0 || y->text_line < s->text_line))
			s->text_line = y->text_line;
	}
	return check_ragged(t, k.bad, err);
}

/* ---- header and columns ---- */

/* A name above numbers is no number. */
static bool names_numbers(const sx_texttable *t, const heading *h, const tally *sum)
{
	for (size_t i = 0; i < h->count; i++) {
		const tally *y = &sum[i + t->columns - h->count];
		if (h->kind[i] == SX_CELLS_TEXT && y->numbers && !y->texts)
			return true;
	}
	return false;
}

static bool find_header(const sx_texttable *t, const heading *h, const tally *sum)
{
	if (t->heading != SX_HEADING_FIND)
		return t->heading == SX_HEADING_YES;
	return h->count < t->columns || (t->rows > 1 && (counts_up(h) || names_numbers(t, h, sum)));
}

static bool make_columns(sx_texttable *t, const heading *h, tally *sum, sx_err *err)
{
	size_t shift = t->columns - h->count;
	for (size_t i = 0; i < t->columns; i++) {
		bool own = i >= shift;
		sx_textcolumn *c = &t->column[i];
		if (!t->header && own)
			add_cell(&sum[i], h->kind[i - shift], t->pieces.line);
		*c = (sx_textcolumn){ .name = "", .numbers = sum[i].numbers, .texts = sum[i].texts,
		                      .text_line = sum[i].text_line };
		c->cells = c->texts ? SX_CELLS_TEXT : sum[i].fractions ? SX_CELLS_REAL :
		           c->numbers ? SX_CELLS_WHOLE : SX_CELLS_EMPTY;
		if (t->header)
			c->name = own ? sx_span_text(&h->cell[i - shift], t->tmp) : "row";
		if (c->name == NULL)
			return short_of(t, (double)h->cell[i - shift].len, err);
	}
	return true;
}

static bool take_shape(sx_texttable *t, const record *first, heading *h, sx_err *err)
{
	const char *end = (const char *)t->file->bytes + t->file->size;
	record second = next_record(first->next, end, t->delim, first->line + 1);
	t->columns = first->fields;
	if (first->fields > SX_MOST_COLUMNS)
		return sx_file_fail(err, SX_EFORMAT, t->file->path, "line %zu has %zu fields; %d are the most", first->line,
		                    first->fields, SX_MOST_COLUMNS);
	if (!cut_heading(t, first, h, err))
		return false;
	if (second.fields == first->fields + 1 && all_text(h))	/* R writes row names and no name for them */
		t->columns = second.fields;
	t->pieces = (sx_pieces){ .text = first->p, .end = end, .line = first->line, .delim = t->delim,
	                         .limit = t->limit < SIZE_MAX ? t->limit + 1 : SIZE_MAX };
	return sx_pieces_cut(&t->pieces, t->job, t->tmp, err);
}

bool sx_texttable_open(sx_texttable *t, sx_err *err)
{
	const char *end, *text = sx_load_text(t->file, &end);
	size_t line = 1;
	text = skip_comments(text, end, &line);
	t->delim = sx_dialect(text, end);
	if (t->delim == '\0')
		return sx_file_fail(err, SX_EFORMAT, t->file->path, "its numbers have a comma for a decimal point, as in "
		                    "0,5; write them with a point");
	record first = next_record(text, end, t->delim, line);
	if (first.fields == 0)
		return sx_file_fail(err, SX_EFORMAT, t->file->path, "holds no rows");
	heading h = { 0 };
	if (!take_shape(t, &first, &h, err))
		return false;
	tally *sum = sx_alloc(t->tmp, t->columns, sizeof *sum);
	t->column = sx_alloc(t->tmp, t->columns, sizeof *t->column);
	if (sum == NULL || t->column == NULL)
		return short_of(t, (double)t->columns * (sizeof *sum + sizeof *t->column), err);
	t->rows = t->pieces.rows;
	if (!look_through(t, h.count, sum, err))
		return false;
	t->header = find_header(t, &h, sum);
	t->rows -= t->header;
	t->whole = t->pieces.whole && t->rows <= t->limit;
	t->rows = t->rows < t->limit ? t->rows : t->limit;
	return make_columns(t, &h, sum, err);
}
