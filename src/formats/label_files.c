/* label_files.c: labels and metadata columns from a text file beside the points. */
#include "label_files.h"
#include "text_table.h"

#include <string.h>
#include <sys/stat.h>

/* A text file with one line a row, as it lies in memory. */
typedef struct lines {
	const sx_file *file;
	const char *text, *end;
	size_t      count;
	size_t      blank;	/* of them, the last ones that hold nothing */
	bool        tabs;	/* in the first line */
	bool        headed;	/* the first line names a lone column: it says label, word or so, or the file is a .tsv */
} lines;

static const char *line_end(const lines *x, const char *p)
{
	const char *nl = memchr(p, '\n', (size_t)(x->end - p));
	return nl ? nl : x->end;
}

/* The last line need not end. False: stopped. */
static bool count_lines(lines *x, const sx_file *f, sx_job *job)
{
	enum { STEP = 1 << 24 };
	*x = (lines){ .file = f };
	x->text = sx_load_text(f, &x->end);
	x->tabs = memchr(x->text, '\t', (size_t)(line_end(x, x->text) - x->text)) != NULL;
	for (const char *p = x->text, *stop; p < x->end; p = stop) {
		stop = x->end - p > STEP ? p + STEP : x->end;
		if (!sx_tick(job, (double)(p - x->text) / (double)f->size, "counting labels"))
			return false;
		for (; p < stop && (p = memchr(p, '\n', (size_t)(stop - p))) != NULL; p++)
			x->count++;
	}
	x->count += x->end > x->text && x->end[-1] != '\n';
	for (const char *p = x->end; p > x->text && (p[-1] == '\n' || p[-1] == '\r') && x->blank < x->count; p--)
		x->blank += p[-1] == '\n';
	x->blank -= x->blank > 0;	/* the end of the last line that holds something */
	char ending[16], first[16] = "";
	size_t len = (size_t)(line_end(x, x->text) - x->text);
	len -= len && x->text[len - 1] == '\r';
	if (len < sizeof first)
		memcpy(first, x->text, len);
	x->headed = !x->tabs && (sx_is_label_name(first) || strcmp(sx_load_ending(f->path, ending), "tsv") == 0);
	return true;
}

/* With --limit the rows may be fewer than the lines; how many the file holds is not always known. */
static bool fits(const sx_space *s, const sx_load *l, size_t count)
{
	return l->total ? count == l->total : count >= l->first + sx_space_rows(s);
}

static size_t rows_of(const sx_space *s, const sx_load *l)
{
	return l->total ? l->total : l->first + sx_space_rows(s);
}

static bool short_of(const char *path, double bytes, sx_err *err)
{
	char size[32];
	return sx_file_fail(err, SX_EMEMORY, path, "reading labels needs %s, more than --memory allows or the "
	                    "machine has", sx_bytes(size, bytes));
}

/* ---- plain lines ---- */

/* The first line is the name of a column of texts. */
static bool add_named(sx_space *s, const sx_load *l, const lines *x, const char *const *text, sx_err *err)
{
	size_t len = (size_t)(line_end(x, x->text) - x->text);
	len -= len && x->text[len - 1] == '\r';
	const char *name = sx_strndup(l->tmp, x->text, len);
	if (name == NULL)
		return short_of(x->file->path, (double)len, err);
	if (sx_is_label_name(name))
		return sx_space_set_labels(s, text, err);
	return sx_space_add_field(s, &(sx_field){ .name = name, .type = SX_TEXT, .text = text }, err);
}

static bool take_lines(sx_space *s, const sx_load *l, const lines *x, bool header, sx_err *err)
{
	size_t n = sx_space_rows(s);
	const char **label = sx_alloc(l->tmp, n, sizeof *label), *p = x->text;
	if (label == NULL)
		return short_of(x->file->path, (double)n * sizeof *label, err);
	for (size_t i = 0; i < l->first + header; i++)
		p = line_end(x, p) + 1;
	for (size_t i = 0; i < n; i++) {
		const char *nl = line_end(x, p);
		size_t len = (size_t)(nl - p);
		if (memchr(p, '\0', len))
			return sx_file_fail(err, SX_EFORMAT, x->file->path, "line %zu holds a zero byte: this is no text", l->first + i + 1);
		len -= len && p[len - 1] == '\r';
		if ((label[i] = sx_strndup(l->tmp, p, len)) == NULL)
			return short_of(x->file->path, (double)len, err);
		p = nl < x->end ? nl + 1 : nl;
	}
	return header ? add_named(s, l, x, label, err) : sx_space_set_labels(s, label, err);
}

/* ---- a table with a header ---- */

static bool add_texts(sx_space *s, const sx_load *l, const char *name, bool labels, const sx_span *span,
                      sx_err *err)
{
	size_t n = sx_space_rows(s);
	const char **text = sx_alloc(l->tmp, n, sizeof *text);
	if (text == NULL)
		return short_of(name, (double)n * sizeof *text, err);
	for (size_t i = 0; i < n; i++)
		if ((text[i] = sx_span_text(&span[i], l->tmp)) == NULL)
			return short_of(name, (double)span[i].len, err);
	sx_field f = { .name = name, .type = SX_TEXT, .text = text };
	if (labels && !sx_space_set_labels(s, text, err))
		return false;
	return (labels && strcmp(name, "label") == 0) || sx_space_add_field(s, &f, err);
}

/* Column by column, so that a wide table takes no more scratch than its widest column needs twice. */
static bool take_column(sx_space *s, const sx_load *l, const sx_texttable *t, size_t i, sx_err *err)
{
	const sx_textcolumn *c = &t->column[i];
	bool labels = i == sx_texttable_labels(t), is_text = labels || c->cells == SX_CELLS_TEXT;
	sx_sink *sink = sx_alloc(l->tmp, t->columns, sizeof *sink);
	void *to = sx_alloc(l->tmp, t->rows, is_text ? sizeof *sink->span : sizeof *sink->num);
	if (sink == NULL || to == NULL)
		return short_of(t->file->path, (double)t->rows * sizeof *sink->span, err);
	if (is_text)
		sink[i].span = to;
	else
		sink[i].num = to;
	const char *name = *c->name ? c->name : sx_printf(l->tmp, "column%zu", i);
	if (name == NULL || !sx_texttable_fill(t, sink, err))
		return name ? false : short_of(t->file->path, 16, err);
	if (is_text)
		return add_texts(s, l, name, labels, (sx_span *)to + l->first, err);
	sx_field f = { .name = name, .type = c->cells == SX_CELLS_WHOLE ? SX_INTEGER : SX_REAL,
	               .num = (double *)to + l->first };
	return sx_space_add_field(s, &f, err);
}

/* Dimensions that were written beside the labels are not taken: the points are here. */
static bool take_table(sx_space *s, const sx_load *l, const lines *x, sx_err *err)
{
	size_t rows = l->first + sx_space_rows(s);
	sx_texttable t = { .file = x->file, .limit = rows, .heading = SX_HEADING_YES, .job = l->job,
	                   .tmp = l->tmp };
	if (!sx_texttable_open(&t, err))
		return false;
	if (t.delim != '\t' || t.rows != rows)
		return sx_file_fail(err, SX_EFORMAT, x->file->path, "%zu rows below its header, %zu were expected", t.rows,
		                    rows);
	size_t columns = sx_texttable_dims(&t);
	for (size_t i = 0; i < columns; i++)
		if (!take_column(s, l, &t, i, err))
			return false;
	return true;
}

/* ---- which file ---- */

/* How the lines fit the rows: one a row, one more for names above, or not. Blank lines at the end count for nothing where that
 * makes them fit. */
typedef enum fit { NOT, LINES, HEADED_LINES, TABLE } fit;

static fit how(const sx_space *s, const sx_load *l, const lines *x)
{
	for (size_t blank = 0; blank <= x->blank; blank += x->blank ? x->blank : 1) {
		size_t count = x->count - blank;
		if (x->tabs && count > 1 && fits(s, l, count - 1))
			return TABLE;
		if (fits(s, l, count))
			return LINES;
		if (x->headed && count > 1 && fits(s, l, count - 1))
			return HEADED_LINES;
	}
	return NOT;
}

static bool take(sx_space *s, const sx_load *l, const lines *x, sx_err *err)
{
	fit f = how(s, l, x);
	if (f == TABLE)
		return take_table(s, l, x, err);
	if (f != NOT)
		return take_lines(s, l, x, f == HEADED_LINES, err);
	return sx_file_fail(err, SX_EINPUT, x->file->path, "%zu labels for %zu rows", x->count, rows_of(s, l));
}

bool sx_labels_read(sx_space *s, const sx_load *l, const char *path, sx_err *err)
{
	sx_file *f = sx_file_open(path, l->job, err);
	if (f == NULL)
		return false;
	lines x;
	bool ok = f->size == 0 || sx_load_is_text(f) || sx_file_fail(err, SX_EFORMAT, path, "is no text");
	ok = ok && (count_lines(&x, f, l->job) || sx_fail_cancel(err)) && take(s, l, &x, err);
	sx_file_unref(f);
	return ok;
}

char *sx_labels_path(const char *path, const char *ending, sx_arena *a)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
	size_t stem = dot && dot > base ? (size_t)(dot - path) : strlen(path);
	return sx_printf(a, "%.*s%s", stem > 65535 ? 65535 : (int)stem, path, ending);
}

/* Vectors in text form often lie beside the same vectors as npy, and have as many lines. */
static bool is_vectors(const sx_file *f)
{
	return sx_loader_vec.probe(f) >= SX_PROBE_SHAPE;
}

typedef enum fate { TAKEN, PASSED, STOPPED } fate;

static fate try_open(sx_space *s, const sx_load *l, const sx_file *f, sx_err *err)
{
	lines x;
	if (!sx_load_is_text(f) || is_vectors(f))
		return PASSED;
	if (!count_lines(&x, f, l->job)) {
		sx_fail_cancel(err);
		return STOPPED;
	}
	if (how(s, l, &x) == NOT) {
		sx_load_note(l, "%s was passed over: %zu lines for %zu rows", f->path, x.count, rows_of(s, l));
		return PASSED;
	}
	sx_err local = { SX_OK, "" };
	if (take(s, l, &x, &local))
		return TAKEN;
	if (local.code == SX_ECANCEL || local.code == SX_EMEMORY) {
		sx_fail(err, local.code, "%s", local.msg);
		return STOPPED;
	}
	sx_load_note(l, "passed over: %s", local.msg);
	return PASSED;
}

/* A file that is there and cannot be read may hold the labels: rows without them, in silence, would not be what the user has. */
static fate try_path(sx_space *s, const sx_load *l, const char *path, sx_err *err)
{
	struct stat st;
	sx_err local = { SX_OK, "" };
	if (strcmp(path, l->file->path) == 0 || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return PASSED;
	sx_file *f = sx_file_open(path, l->job, &local);
	if (f == NULL) {
		sx_fail(err, local.code, "%s; --labels none loads without it", local.msg);
		return STOPPED;
	}
	fate end = try_open(s, l, f, err);
	sx_file_unref(f);
	return end;
}

bool sx_labels_beside(sx_space *s, const sx_load *l, const char **source, sx_err *err)
{
	static const char *const endings[] = { ".labels.txt", ".txt", ".tsv" };
	*source = NULL;
	for (size_t i = 0; i < SX_COUNT(endings); i++) {
		char *path = sx_labels_path(l->file->path, endings[i], l->tmp);
		path = path ? sx_pair_path(l->file->path, path, l->tmp) : NULL;
		if (path == NULL)
			return short_of(l->file->path, (double)strlen(l->file->path), err);
		fate end = try_path(s, l, path, err);
		if (end == STOPPED)
			return false;
		if (end == TAKEN) {
			*source = path;
			sx_load_note(l, "%s taken from %s", sx_space_has_labels(s) ? "labels" : "columns", path);
			return true;
		}
	}
	return true;
}
