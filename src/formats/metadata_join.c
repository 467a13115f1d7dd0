/* metadata_join.c: joining a file's columns to the rows of a space. */
#include "metadata_join.h"
#include "label_files.h"
#include "metadata_table.h"
#include "text_table.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

typedef struct join {
	const sx_meta *ask;
	sx_space      *space;
	sx_metatable   table;
	size_t        *line;	/* of each row of the space; SIZE_MAX: no match */
	size_t         matched, unused, doubled;
	sx_err        *err;
} join;

static bool short_of(const join *j, double bytes)
{
	char size[32];
	return sx_file_fail(j->err, SX_EMEMORY, j->ask->path, "joining it needs %s, more than --memory allows or the "
	                    "machine has", sx_bytes(size, bytes));
}

/* ---- by row ---- */

static bool match_rows(join *j)
{
	size_t n = sx_space_rows(j->space), total = j->ask->total, rows = j->table.rows;
	if (total ? rows != total : rows < j->ask->first + n)
		return sx_file_fail(j->err, SX_EINPUT, j->ask->path, "%zu rows of metadata for %zu rows; --on COLUMN joins by "
		                    "key", rows, total ? total : n);
	for (size_t i = 0; i < n; i++)
		j->line[i] = j->ask->first + i;
	j->matched = n;
	return true;
}

/* ---- by key ---- */

typedef struct hash {
	const char *const *key;
	size_t  *slot;		/* a line + 1; 0: free */
	uint8_t *used;		/* a line that matched */
	size_t   mask;
} hash;

static size_t *find_slot(const hash *h, const char *key)
{
	uint64_t x = 14695981039346656037U;
	for (const char *p = key; *p; p++)
		x = (x ^ (unsigned char)*p) * 1099511628211U;
	size_t i = (size_t)(x ^ x >> 29) & h->mask;
	while (h->slot[i] && strcmp(h->key[h->slot[i] - 1], key) != 0)
		i = (i + 1) & h->mask;
	return &h->slot[i];
}

static bool make_hash(join *j, hash *h)
{
	size_t n = j->table.rows, size = 16;
	while (size < 2 * n)
		size *= 2;
	*h = (hash){ .key = j->table.key_text, .mask = size - 1, .slot = sx_alloc(j->ask->tmp, size, sizeof *h->slot),
	             .used = sx_alloc(j->ask->tmp, n, 1) };
	if (h->slot == NULL || h->used == NULL)
		return short_of(j, (double)size * sizeof *h->slot);
	for (size_t i = 0; i < n; i++) {
		size_t *slot = find_slot(h, h->key[i]);
		j->doubled += *slot != 0;
		if (*slot == 0)
			*slot = i + 1;
	}
	return true;
}

static bool no_column(const join *j)
{
	sx_buf names = { 0 };
	for (size_t i = 0; i < j->table.fields && names.len < 90; i++)
		sx_buf_printf(&names, "%s%.40s", i ? ", " : "", j->table.field[i].name);
	sx_file_fail(j->err, SX_EUSAGE, j->ask->path, "no column is called '%.40s'; there are %s", j->ask->on,
	             names.text ? names.text : "none");
	sx_buf_free(&names);
	return false;
}

/* The space's side of the key: a column of that name, else its labels. */
static bool match_keys(join *j)
{
	const sx_field *f = sx_space_field(j->space, j->ask->on);
	hash h;
	if (j->table.key_text == NULL)
		return no_column(j);
	if (f == NULL && !sx_space_has_labels(j->space))
		return sx_fail(j->err, SX_EUSAGE, "--on %.60s: the space has neither labels nor a column of that name",
		               j->ask->on);
	if (!make_hash(j, &h))
		return false;
	for (size_t i = 0; i < sx_space_rows(j->space); i++) {
		char number[32];
		const char *key = f ? sx_cell_text(f, i, number) : sx_space_label(j->space, i);
		size_t line = *find_slot(&h, key);
		j->line[i] = line - 1;		/* 0, no match, becomes SIZE_MAX */
		j->matched += line != 0;
		if (line)
			h.used[line - 1] = 1;
	}
	for (size_t i = 0; i < j->table.rows; i++)
		j->unused += !h.used[i];
	if (j->matched)
		return true;
	return sx_file_fail(j->err, SX_EINPUT, j->ask->path, "no value of column '%.40s' is %s of the space: %zu lines, "
	                    "%zu rows", j->ask->on, f ? "in the column of that name" : "a label", j->table.rows,
	                    sx_space_rows(j->space));
}

/* ---- columns ---- */

/* A file's field in the order of the space's rows, in scratch. */
static bool in_order(const join *j, const sx_field *from, sx_field *to)
{
	size_t n = sx_space_rows(j->space);
	*to = *from;
	double *num = from->type == SX_TEXT ? NULL : sx_alloc(j->ask->tmp, n, sizeof *num);
	const char **text = from->type == SX_TEXT ? sx_alloc(j->ask->tmp, n, sizeof *text) : NULL;
	if (num == NULL && text == NULL)
		return short_of(j, (double)n * sizeof *num);
	for (size_t i = 0; i < n; i++) {
		size_t line = j->line[i];
		if (num)
			num[i] = line == SIZE_MAX ? NAN : from->num[line];
		else
			text[i] = line == SIZE_MAX ? "" : from->text[line];
	}
	to->num = num;
	to->text = text;
	return true;
}

static bool take_labels(join *j, const sx_field *f)
{
	size_t n = sx_space_rows(j->space);
	const char **text = sx_alloc(j->ask->tmp, n, sizeof *text);
	for (size_t i = 0; text && i < n; i++) {
		char number[32];
		text[i] = f->text ? f->text[i] : sx_strdup(j->ask->tmp, sx_cell_text(f, i, number));
		if (text[i] == NULL)
			text = NULL;
	}
	return text ? sx_space_set_labels(j->space, text, j->err) : short_of(j, (double)n * sizeof *text);
}

static bool add_field(join *j, const sx_field *f, bool *labelled, sx_buf *names)
{
	sx_field ours;
	if (j->ask->on && strcmp(f->name, j->ask->on) == 0)
		return true;	/* the space has it already */
	if (!in_order(j, f, &ours))
		return false;
	bool labels = *labelled && sx_is_label_name(f->name);
	if (labels && !take_labels(j, &ours))
		return false;
	*labelled &= !labels;
	if (labels)
		sx_buf_puts(names, "labels");
	if (labels && ours.text && strcmp(f->name, "label") == 0)
		return true;
	if (names->len < 120)
		sx_buf_printf(names, "%s%s", names->len ? ", " : "", f->name);
	sx_field_categorise(&ours, sx_space_rows(j->space));
	return sx_space_add_field(j->space, &ours, j->err);
}

static bool add_fields(join *j)
{
	sx_buf names = { 0 };
	bool open = !sx_space_has_labels(j->space), ok = true;
	for (size_t i = 0; ok && i < j->table.fields; i++)
		ok = add_field(j, &j->table.field[i], &open, &names);
	if (ok && j->ask->out)
		sx_note(j->ask->out, "taken from %s: %s", j->ask->path, names.len ? names.text : "nothing");
	sx_buf_free(&names);
	return ok;
}

static void report(const join *j)
{
	sx_result *out = j->ask->out;
	if (out == NULL)
		return;
	if (j->ask->on) {
		sx_put(out, "matched_rows", (double)j->matched);
		sx_put(out, "unmatched_rows", (double)(sx_space_rows(j->space) - j->matched));
		sx_put(out, "unused_lines", (double)j->unused);
	}
	if (j->doubled)
		sx_note(out, "%zu lines of %s repeat a key: the first of each is taken", j->doubled, j->ask->path);
	if (j->table.left_out)
		sx_note(out, "%zu keys of %s hold lists or objects: left out", j->table.left_out, j->ask->path);
}

static bool join_file(join *j, const sx_file *f)
{
	const sx_meta *ask = j->ask;
	size_t n = sx_space_rows(j->space);
	bool open = ask->on || ask->total;
	j->table = (sx_metatable){ .file = f, .limit = open ? SIZE_MAX : ask->first + n, .expect = ask->on ? 0 : ask->total,
	                           .key = ask->on, .job = ask->job, .tmp = ask->tmp };
	j->line = sx_alloc(ask->tmp, n, sizeof *j->line);
	if (j->line == NULL)
		return short_of(j, (double)n * sizeof *j->line);
	if (!sx_metatable_read(&j->table, j->err) || !(ask->on ? match_keys(j) : match_rows(j)) || !add_fields(j))
		return false;
	report(j);
	return true;
}

bool sx_meta_join(sx_space *s, const sx_meta *ask, sx_err *err)
{
	join j = { .ask = ask, .space = s, .err = err };
	sx_file *f = sx_file_open(ask->path, ask->job, err);
	bool ok = f && join_file(&j, f);
	sx_file_unref(f);
	return ok;
}

/* ---- for load ---- */

static const char *metadata_beside(const sx_load *l, int folder)
{
	char *path = sx_printf(l->tmp, "%.*smetadata.tsv", folder, l->file->path);
	return path ? sx_pair_path(l->file->path, path, l->tmp) : NULL;
}

/* The Embedding Projector's pair: X/tensors.tsv has X/metadata.tsv beside it; vectors.tsv is what its tutorial
 * calls it. NULL: no such name. */
static const char *projector_path(const sx_load *l)
{
	static const char *const names[] = { "tensors.tsv", "vectors.tsv" };
	size_t len = strlen(l->file->path), tail = strlen(names[0]);
	for (size_t i = 0; i < SX_COUNT(names); i++)
		if (len >= tail && strcmp(l->file->path + len - tail, names[i]) == 0)
			return metadata_beside(l, (int)(len - tail));
	return NULL;
}

/* One column has no header there, and is taken line by line; several have one. */
static bool has_tab(const sx_file *f)
{
	const char *end, *p = sx_load_text(f, &end), *nl = memchr(p, '\n', (size_t)(end - p));
	return memchr(p, '\t', (size_t)((nl ? nl : end) - p)) != NULL;
}

bool sx_meta_projector(sx_space *s, const sx_load *l, const char *path, sx_err *err)
{
	sx_meta ask = { .path = path, .first = l->first, .total = l->total, .job = l->job, .tmp = l->tmp, .out = l->out };
	sx_file *f = sx_file_open(path, l->job, err);
	if (f == NULL)
		return false;
	bool table = has_tab(f);
	sx_file_unref(f);
	if (table)
		return sx_meta_join(s, &ask, err);
	if (!sx_labels_read(s, l, path, err))
		return false;
	sx_load_note(l, "labels taken from %s", path);
	return true;
}

bool sx_meta_load(sx_space *s, const sx_load *l, const char *path, const char *on, sx_err *err)
{
	struct stat st;
	sx_meta ask = { .path = path, .on = on, .first = l->first, .total = l->total, .job = l->job, .tmp = l->tmp,
	                .out = l->out };
	if (on && path == NULL)
		return sx_fail(err, SX_EUSAGE, "--on %.60s: of which file? --meta names it", on);
	if (path)
		return strcmp(path, "none") == 0 || sx_meta_join(s, &ask, err);
	path = l->file->piped ? NULL : projector_path(l);
	return path == NULL || stat(path, &st) != 0 || sx_meta_projector(s, l, path, err);
}
