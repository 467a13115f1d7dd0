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

static const char *behind_line(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));
	return nl ? nl + 1 : end;
}

/* Several cells, the last of them a number. */
static bool is_vector_line(const char *text, const char *end)
{
	char delim = sx_dialect(text, end);
	record r = next_record(text, end, delim, 0);
	sx_span cell = { 0 };
	size_t n = 0;
	for (const char *p = r.p; p <= r.stop && n < r.fields; n++)
		p = sx_record_field(p, r.stop, delim, &cell) + 1;
	sx_text_cells kind = sx_cell_kind(cell);
	return n > 1 && (kind == SX_CELLS_WHOLE || kind == SX_CELLS_REAL);
}

/* Comments in front of everything; the header of numpy.savetxt is one. Finds the delimiter by what is behind them. Lines just
 * before the table that have as many cells as it are no comments: names of columns, or labels such as #love. */
static const char *skip_comments(sx_texttable *t, const char *text, const char *end, size_t *line)
{
	const char *body = text, *kept;
	while (body < end && *body == '#')
		body = behind_line(body, end);
	if (body == end && is_vector_line(text, end))		/* nothing but words such as #love */
		body = text;
	t->delim = sx_dialect(body, end);
	size_t fields = next_record(body, end, t->delim, 0).fields, lines = 0, kept_lines = 0;
	kept = body;
	for (const char *p = text; p < body; p = behind_line(p, body)) {
		bool cells = fields > 1 && sx_record_count(p, body, t->delim) == fields;
		kept = !cells ? body : kept == body ? p : kept;
		kept_lines = !cells ? 0 : kept_lines + 1;
		lines++;
	}
	*line += lines - kept_lines;
	return kept;
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

/* ---- the first pass: types ---- */

typedef struct tally {
	size_t numbers, fractions, texts, text_line;
	size_t lists, width, commas, cuts;	/* of the texts; width: SIZE_MAX where lists differ in it */
	size_t counts[3];			/* numbers that are the record's number - 1, + 0, + 1 */
} tally;

typedef struct bad_line { size_t line, fields; } bad_line;

typedef struct look {
	const sx_texttable *t;
	size_t    head;		/* fields of the first record: R has one fewer there */
	tally    *tally;	/* columns for each thread */
	bad_line *bad;		/* one for each piece */
} look;

static void merge_width(tally *y, size_t width)
{
	y->width = y->width == 0 || y->width == width ? width : width ? SIZE_MAX : y->width;
}

static void add_text(tally *y, sx_span s, size_t line)
{
	size_t list = sx_cell_list(s, NULL, 0);
	y->texts++;
	y->lists += list > 0;
	y->commas += list == 0 && sx_cell_has_comma(s);
	y->cuts += s.len > 3 && *sx_span_trim(s).p == '[' && memmem(s.p, s.len, "...", 3) != NULL;
	if (list)
		merge_width(y, list);
	if (y->text_line == 0 || line < y->text_line)
		y->text_line = line;
}

/* number: of its record, 0 for the first, which may be a header. */
static void add_cell(tally *y, sx_span s, size_t number, size_t line)
{
	sx_text_cells kind = sx_cell_kind(s);
	double v;
	y->numbers += kind == SX_CELLS_WHOLE || kind == SX_CELLS_REAL;
	y->fractions += kind == SX_CELLS_REAL;
	if (kind == SX_CELLS_TEXT)
		add_text(y, s, line);
	s = sx_span_trim(s);
	if (kind == SX_CELLS_WHOLE && sx_read_double(s.p, s.p + s.len, &v))
		for (size_t i = 0; i < SX_COUNT(y->counts); i++)
			y->counts[i] += v == (double)number + (double)i - 1;
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
				add_cell(cell, field, w->row, w->line);
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
		s->lists += y->lists;
		s->commas += y->commas;
		s->cuts += y->cuts;
		for (size_t c = 0; c < SX_COUNT(s->counts); c++)
			s->counts[c] += y->counts[c];
		if (y->width)
			merge_width(s, y->width);
		if (y->text_line && (s->text_line == 0 || y->text_line < s->text_line))
			s->text_line = y->text_line;
	}
	return check_ragged(t, k.bad, err);
}

/* ---- header and columns ---- */

/* "label,0,1,2" and ",0,1,2": a frame that pandas wrote without names of its own. The numbers count from 0 and stand above numbers;
 * where nothing else is in the line they are three at least, and fractions stand below each. */
static bool counts_up(const sx_texttable *t, const heading *h, const tally *sum)
{
	size_t n = 0, others = 0, whole = 0;
	for (size_t i = 0; i < h->count; i++) {
		const tally *y = &sum[i + t->columns - h->count];
		const sx_span *s = &h->cell[i];
		double v;
		if (h->kind[i] != SX_CELLS_WHOLE) {
			others++;
			if (h->kind[i] == SX_CELLS_REAL)
				return false;
			continue;
		}
		if (!sx_read_double(s->p, s->p + s->len, &v) || v != (double)n++ || y->texts)
			return false;
		whole += y->fractions == 0;
	}
	return n > 0 && (others ? n > 1 || h->cell[0].len == 0 : n > 2 && whole == 0);
}

/* A name above numbers is no number, and one above lists no list. */
static bool names_numbers(const sx_texttable *t, const heading *h, const tally *sum)
{
	for (size_t i = 0; i < h->count; i++) {
		const tally *y = &sum[i + t->columns - h->count];
		if (h->kind[i] == SX_CELLS_TEXT && ((y->numbers && !y->texts) ||
		    (y->lists && y->lists == y->texts && !sx_cell_list(h->cell[i], NULL, 0))))
			return true;
	}
	return false;
}

/* "0,5" below a name: the names stay names in a table whose numbers cannot be read. */
static bool names_commas(const heading *h, const tally *sum)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->kind[i] == SX_CELLS_TEXT && !sx_cell_has_comma(h->cell[i]) && sum[i].commas && sum[i].commas == sum[i].texts)
			return true;
	return false;
}

static bool find_header(const sx_texttable *t, const heading *h, const tally *sum)
{
	if (t->heading != SX_HEADING_FIND)
		return t->heading == SX_HEADING_YES;
	return h->count < t->columns || (t->rows > 1 && (counts_up(t, h, sum) || names_numbers(t, h, sum) ||
	                                                 (h->count == t->columns && names_commas(h, sum))));
}

static bool make_columns(sx_texttable *t, const heading *h, tally *sum, sx_err *err)
{
	size_t shift = t->columns - h->count;
	for (size_t i = 0; i < t->columns; i++) {
		bool own = i >= shift;
		const tally *y = &sum[i];
		sx_textcolumn *c = &t->column[i];
		if (!t->header && own)
			add_cell(&sum[i], h->cell[i - shift], 0, t->pieces.line);
		size_t lines = t->pieces.rows - t->header;
		*c = (sx_textcolumn){ .name = "", .numbers = y->numbers, .texts = y->texts, .text_line = y->text_line,
		                      .width = y->texts && y->lists == y->texts && !y->numbers && y->width < SIZE_MAX ? y->width : 0,
		                      .counts = lines && (y->counts[t->header ? 0 : 1] == lines || y->counts[t->header ? 1 : 2] == lines),
		                      .commas = y->commas && y->commas == y->texts && !y->fractions, .cut = y->cuts > 0 };
		c->cells = c->texts ? SX_CELLS_TEXT : sum[i].fractions ? SX_CELLS_REAL :
		           c->numbers ? SX_CELLS_WHOLE : SX_CELLS_EMPTY;
		if (t->header)
			c->name = own ? sx_span_text(&h->cell[i - shift], t->tmp) : "row";
		if (c->name == NULL)
			return short_of(t, (double)h->cell[i - shift].len, err);
		if (i == 0 && *c->name == '#')		/* "# x,y", as numpy.savetxt writes names */
			c->name += 1 + strspn(c->name + 1, " \t");
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

/* ---- texts that would be read as something else ---- */

static bool ends_in_cr(const char *text, const char *end)
{
	const char *cr = memchr(text, '\r', (size_t)(end - text));
	return cr && cr + 1 < end && memchr(text, '\n', (size_t)(end - text)) == NULL;
}

static bool has_commas(const sx_texttable *t, sx_err *err)
{
	return sx_file_fail(err, SX_EFORMAT, t->file->path, "its numbers have a comma for a decimal point, as in 0,5; write them with a "
	                    "point");
}

/* Numbers with a decimal comma are texts here; where they are most of the numbers, the table was written for another country. */
static bool check_cells(const sx_texttable *t, sx_err *err)
{
	size_t commas = 0, numbers = 0, points = 0;
	for (size_t i = 0; i < t->columns; i++) {
		const sx_textcolumn *c = &t->column[i];
		commas += c->commas;
		points += c->cells == SX_CELLS_REAL;
		numbers += c->cells == SX_CELLS_WHOLE && !c->counts;
		if (c->cut)
			return sx_file_fail(err, SX_EFORMAT, t->file->path, "column '%.60s', line %zu: numpy cut this list short (...) when it "
			                    "printed it; save the whole array", c->name, c->text_line);
	}
	return commas == 0 || points || commas < numbers || has_commas(t, err);
}

bool sx_texttable_open(sx_texttable *t, sx_err *err)
{
	const char *end, *text = sx_load_text(t->file, &end);
	size_t line = 1;
	if (ends_in_cr(text, end))
		return sx_file_fail(err, SX_EFORMAT, t->file->path, "its lines end in CR alone, as old Macs wrote them; tr '\\r' '\\n' mends "
		                    "that");
	text = skip_comments(t, text, end, &line);
	if (t->delim == '\0')
		return has_commas(t, err);
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
	return make_columns(t, &h, sum, err) && check_cells(t, err);
}
