/* many_files.c: many files of the same dimensions, one below the other. */
#include "many_files.h"
#include "label_files.h"

#include <dirent.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_SHARDS = 100000 };

typedef struct list {
	const char **path;
	size_t       n, cap;
} list;

typedef struct shards {
	sx_load    *load;
	const char *path, *format;
	list        files;
	sx_space  **part;
	size_t      rows, dims;
	size_t      flat;	/* of the files, how many hold one vector: an array of one axis */
	sx_err     *err;
} shards;

bool sx_shards_meant(const char *path)
{
	struct stat st;
	if (stat(path, &st) == 0)
		return S_ISDIR(st.st_mode);
	return strpbrk(path, "*?[") != NULL;
}

char *sx_shards_folder(const char *path, sx_arena *a)
{
	struct stat st;
	size_t len = strlen(path);
	if (stat(path, &st) != 0)	/* a pattern: what is before its last slash */
		while (len && path[len - 1] != '/')
			len--;
	while (len > 1 && path[len - 1] == '/')
		len--;
	return len ? sx_strndup(a, path, len) : sx_strdup(a, "shards");
}

/* ---- which files ---- */

/* "part-2" before "part-10". */
static int by_number(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	return strverscmp(x, y);
}

static bool add_path(shards *s, const char *path)
{
	list *f = &s->files;
	if (f->n == MOST_SHARDS)
		return sx_file_fail(s->err, SX_EINPUT, s->path, "more than %d files", MOST_SHARDS);
	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 64;
		const char **more = sx_alloc(s->load->tmp, f->cap, sizeof *more);
		if (more && f->n)
			memcpy(more, f->path, f->n * sizeof *more);
		f->path = more;
	}
	char *copy = f->path ? sx_strdup(s->load->tmp, path) : NULL;
	if (copy == NULL)
		return sx_fail_memory(s->err, "the list of files", (double)f->cap * sizeof *f->path);
	f->path[f->n++] = copy;
	return true;
}

static bool list_pattern(shards *s)
{
	glob_t g = { 0 };
	int code = glob(s->path, GLOB_NOSORT, NULL, &g);
	bool ok = code == 0 || sx_file_fail(s->err, SX_EIO, s->path, code == GLOB_NOSPACE ? "too many files" :
	                                    "no file has such a name");
	for (size_t i = 0; ok && i < g.gl_pathc; i++)
		ok = add_path(s, g.gl_pathv[i]);
	globfree(&g);
	return ok;
}

/* What lies beside data and is none: labels, descriptions. */
static bool is_aside(const char *name, const char *ending)
{
	static const char *const aside[] = { "", "txt", "md", "json", "yaml", "yml", "py", "html", "log" };
	size_t len = strlen(name);
	for (size_t i = 0; i < SX_COUNT(aside); i++)
		if (strcmp(ending, aside[i]) == 0)
			return true;
	return *name == '.' || (len > 0 && name[len - 1] == '~');
}

/* All of one ending: what else is there would be vectors of another kind, or metadata. */
static bool list_folder(shards *s, DIR *d)
{
	char ending[16], kind[16] = "";
	bool store = false;
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		struct stat st;
		char *path = sx_printf(s->load->tmp, "%s%s%s", s->path, s->path[strlen(s->path) - 1] == '/' ? "" : "/", e->d_name);
		if (path == NULL)
			return sx_fail_memory(s->err, "the list of files", (double)strlen(s->path));
		store |= strcmp(e->d_name, ".zgroup") == 0 || strcmp(e->d_name, ".zarray") == 0 || strcmp(e->d_name, "zarr.json") == 0;
		if (is_aside(e->d_name, sx_load_ending(e->d_name, ending)) || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
			continue;
		if (*kind && strcmp(kind, ending) != 0)
			return sx_file_fail(s->err, SX_EINPUT, s->path, "holds files in .%s and in .%s; name some of them, as in "
			                    "'%.40s/*.%s'", kind, ending, s->path, kind);
		memcpy(kind, ending, sizeof kind);
		if (!add_path(s, path))
			return false;
	}
	return s->files.n > 0 || sx_file_fail(s->err, SX_EINPUT, s->path, store ? "is a Zarr store; save the array as npy" :
	                                      "is a folder without files of vectors");
}

static bool list_files(shards *s)
{
	DIR *d = opendir(s->path);
	bool ok = d ? list_folder(s, d) : list_pattern(s);
	if (d)
		closedir(d);
	if (ok)
		qsort(s->files.path, s->files.n, sizeof *s->files.path, by_number);
	return ok;
}

/* ---- each file ---- */

static bool load_part(shards *s, size_t i)
{
	sx_load l = { .limit = SIZE_MAX, .job = s->load->job, .tensor = s->load->tensor, .name = s->load->name,
	              .shape = s->load->shape, .axes = s->load->axes, .dims = s->load->dims,
	              .columns = s->load->columns, .dtype = s->load->dtype, .layered = s->load->layered,
	              .layer_first = s->load->layer_first, .layer_last = s->load->layer_last };
	const char *labels;
	l.file = sx_file_open(s->files.path[i], l.job, s->err);
	l.tmp = l.file ? sx_arena_new(l.job ? l.job->memory : 0) : NULL;
	const sx_loader *loader = l.tmp ? sx_loader_for(l.file, s->format, s->err) : NULL;
	s->part[i] = loader ? sx_load_by(loader, &l, s->err) : NULL;
	bool ok = s->part[i] && (sx_space_has_labels(s->part[i]) || sx_labels_beside(s->part[i], &l, &labels, s->err));
	if (l.file && l.tmp == NULL)
		sx_fail_memory(s->err, "the scratch of a file", 1);
	if (loader)
		s->format = loader->name;
	s->flat += l.flat;
	sx_load_drop_more(&l);
	sx_arena_free(l.tmp);
	sx_file_unref(l.file);
	return ok;
}

/* What the whole needs is known only when the last file is open; what is known to be too much stops it before. */
static bool fits(shards *s, size_t i)
{
	size_t d = s->flat ? sx_space_rows(s->part[i]) : sx_space_dims(s->part[i]), memory = s->load->job ? s->load->job->memory : 0;
	char size[32];
	if (i && d != s->dims)
		return sx_file_fail(s->err, SX_EINPUT, s->files.path[i], "has %zu dimensions, the files before it %zu", d, s->dims);
	s->dims = d;
	s->rows += s->flat ? 1 : sx_space_rows(s->part[i]);
	double bytes = (double)s->rows * (double)d * sizeof(float);
	return memory == 0 || bytes <= (double)memory ||
	       sx_file_fail(s->err, SX_EMEMORY, s->path, "%zu of its %zu files need %s together, more than --memory allows",
	                    i + 1, s->files.n, sx_bytes(size, bytes));
}

/* A vector a file: its values are not rows but the dimensions of one. */
static bool check_flat(const shards *s, size_t i)
{
	if (s->flat == 0 || s->flat == i + 1)
		return true;
	return sx_file_fail(s->err, SX_EINPUT, s->files.path[i], "and the files before it differ: some hold one vector (one axis), others "
	                    "a matrix");
}

static bool load_parts(shards *s)
{
	s->part = sx_alloc(s->load->tmp, s->files.n, sizeof *s->part);
	if (s->part == NULL)
		return sx_fail_memory(s->err, "the list of files", (double)s->files.n * sizeof *s->part);
	for (size_t i = 0; i < s->files.n; i++) {
		if (!sx_tick(s->load->job, (double)i / (double)s->files.n, "opening files"))
			return sx_fail_cancel(s->err);
		if (!load_part(s, i) || !check_flat(s, i) || !fits(s, i))
			return false;
	}
	return true;
}

/* ---- into one ---- */

static bool join_labels(const shards *s, sx_space *to)
{
	const char **text = sx_alloc(s->load->tmp, s->rows, sizeof *text);
	size_t at = 0;
	if (text == NULL)
		return sx_fail_memory(s->err, "labels", (double)s->rows * sizeof *text);
	for (size_t i = 0; i < s->files.n; i++)
		for (size_t r = 0; r < sx_space_rows(s->part[i]); r++)
			if ((text[at++] = sx_space_label(s->part[i], r)) == NULL)
				return true;
	return sx_space_set_labels(to, text, s->err);
}

/* A column that every file has, as text where one of them has text. */
static bool join_field(const shards *s, sx_space *to, const sx_field *first)
{
	double *num = sx_alloc(s->load->tmp, s->rows, sizeof *num);
	const char **text = sx_alloc(s->load->tmp, s->rows, sizeof *text);
	sx_field all = { .name = first->name, .type = first->type, .category = first->category };
	size_t at = 0;
	if (num == NULL || text == NULL)
		return sx_fail_memory(s->err, "columns", (double)s->rows * sizeof *num);
	for (size_t i = 0; i < s->files.n; i++) {
		const sx_field *f = sx_space_field(s->part[i], first->name);
		if (f == NULL || (f->type == SX_TEXT) != (first->type == SX_TEXT))
			return true;
		all.type = f->type == SX_REAL ? SX_REAL : all.type;
		for (size_t r = 0; r < sx_space_rows(s->part[i]); r++, at++)
			if (f->type == SX_TEXT)
				text[at] = f->text[r];
			else
				num[at] = f->num[r];
	}
	all.num = all.type == SX_TEXT ? NULL : num;
	all.text = all.type == SX_TEXT ? text : NULL;
	return sx_space_add_field(to, &all, s->err);
}

static bool add_shard(const shards *s, sx_space *to)
{
	double *num = sx_alloc(s->load->tmp, s->rows, sizeof *num);
	size_t at = 0;
	if (num == NULL)
		return sx_fail_memory(s->err, "columns", (double)s->rows * sizeof *num);
	for (size_t i = 0; i < s->files.n; i++)
		for (size_t r = 0; r < sx_space_rows(s->part[i]); r++)
			num[at++] = (double)i;
	sx_field f = { .name = "shard", .type = SX_INTEGER, .num = num };
	return sx_space_add_field(to, &f, s->err);
}

/* Rows that are files are called as those. */
static bool join_names(const shards *s, sx_space *to)
{
	const char **text = sx_alloc(s->load->tmp, s->rows, sizeof *text);
	for (size_t i = 0; text && i < s->files.n; i++) {
		const char *slash = strrchr(s->files.path[i], '/'), *name = slash ? slash + 1 : s->files.path[i], *dot = strrchr(name, '.');
		text[i] = sx_strndup(s->load->tmp, name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
		if (text[i] == NULL)
			text = NULL;
	}
	return text ? sx_space_set_labels(to, text, s->err) : sx_fail_memory(s->err, "labels", (double)s->rows * sizeof *text);
}

static bool join_meta(const shards *s, sx_space *to)
{
	if (s->flat)
		return join_names(s, to);
	if (!join_labels(s, to))
		return false;
	for (size_t i = 0; i < sx_space_fields(s->part[0]); i++)
		if (!join_field(s, to, sx_space_field_at(s->part[0], i)))
			return false;
	return add_shard(s, to);
}

static bool copy_points(shards *s, float *to)
{
	for (size_t i = 0; i < s->files.n; i++) {
		sx_mat m = sx_space_mat(s->part[i]);
		if (!sx_tick(s->load->job, (double)i / (double)s->files.n, "copying files"))
			return sx_fail_cancel(s->err);
		for (size_t r = 0; r < m.n; r++, to += m.d)	/* of a vector, its values one below the other */
			memcpy(to, m.p + r * m.ld, m.d * sizeof *to);
	}
	return true;
}

static sx_space *join(shards *s)
{
	float *points;
	sx_space *to = sx_load_points(s->load, s->rows, s->dims, &points, s->err);
	if (to && copy_points(s, points) && join_meta(s, to))
		return to;
	sx_space_unref(to);
	return NULL;
}

static void list_shards(const shards *s)
{
	if (s->flat) {
		sx_load_note(s->load, "each of %zu files holds one vector: a row a file, labels by their names", s->files.n);
		return;
	}
	double *rows = sx_alloc(s->load->tmp, s->files.n, sizeof *rows);
	double *number = sx_alloc(s->load->tmp, s->files.n, sizeof *number);
	for (size_t i = 0; rows && number && i < s->files.n; i++) {
		rows[i] = (double)sx_space_rows(s->part[i]);
		number[i] = (double)i;
	}
	if (s->load->out == NULL || rows == NULL || number == NULL)
		return;
	sx_table(s->load->out, "shards", SX_PLAIN, s->files.n);
	sx_table_ints(s->load->out, "shard", number);
	sx_table_texts(s->load->out, "path", s->files.path);
	sx_table_ints(s->load->out, "rows", rows);
}

/* --rows and --limit are of the whole; it keeps what is asked for. */
static sx_space *window(const shards *s, sx_space *whole)
{
	const sx_load *l = s->load;
	size_t first, n;
	if (whole == NULL || (l->first == 0 && l->limit >= s->rows))
		return whole;
	size_t *rows = sx_load_window(l, s->rows, &first, &n, s->err) ? sx_alloc(l->tmp, n, sizeof *rows) : NULL;
	for (size_t i = 0; rows && i < n; i++)
		rows[i] = first + i;
	sx_space *part = rows ? sx_space_subset(whole, l->name, rows, n, s->err) : NULL;
	sx_space_unref(whole);
	return part;
}

sx_space *sx_shards_load(sx_load *l, const char *path, const char *format, const char **found, sx_err *err)
{
	shards s = { .load = l, .path = path, .format = format, .err = err };
	sx_space *made = NULL;
	if (list_files(&s) && load_parts(&s)) {
		made = window(&s, join(&s));
		if (made)
			list_shards(&s);
	}
	for (size_t i = 0; s.part && i < s.files.n; i++)
		sx_space_unref(s.part[i]);
	l->total = s.rows;
	*found = s.format;
	return made;
}
