/* npz_sparse.c: sparse matrices as scipy.sparse.save_npz writes them, made dense. Every index is checked: a file from elsewhere may
 * hold any. */
#include "npz_parts.h"

#include <string.h>

#ifdef SX_HAVE_LIBZIP

/* One of the arrays, unpacked. */
typedef struct list {
	sx_file *file;
	sx_npy   head;
	size_t   n;
} list;

typedef struct sparse {
	sx_npz *a;
	list    data, major, minor;	/* of CSR and CSC indptr and indices, of COO row and col */
	bool    coo, columns;		/* columns: CSC */
	size_t  rows, dims, n;		/* n: rows that are taken */
	float  *points;
} sparse;

static const sx_tensor *member(const sx_npz *a, const char *name)
{
	for (size_t i = 0; i < a->narrays + a->nbeside; i++) {
		const sx_tensor *t = i < a->narrays ? &a->array[i] : &a->beside[i - a->narrays];
		if (strcmp(t->name, name) == 0)
			return t;
	}
	return NULL;
}

bool sx_npz_is_sparse(const sx_npz *a)
{
	bool rows = member(a, "indices") && member(a, "indptr"), pairs = member(a, "row") && member(a, "col");
	return member(a, "data") && member(a, "shape") && member(a, "format") && (rows || pairs);
}

static bool bad(const sparse *m, const char *what)
{
	return sx_file_fail(m->a->err, SX_EFORMAT, m->a->l->file->path, "is a sparse matrix of scipy, and %s", what);
}

static bool open_list(sparse *m, const char *name, list *l)
{
	const sx_tensor *t = member(m->a, name);
	zip_stat_t st;
	size_t bytes;
	if (t == NULL || t->naxes != 1 || t->store >= SX_STORES || sx_store_is_blocked(t->store) ||
	    zip_stat_index(m->a->zip, t->begin, 0, &st) != 0)
		return bad(m, "one of its lists is missing or no list of numbers");
	l->file = sx_npz_unpack(m->a, &st, SIZE_MAX);
	if (l->file == NULL || !sx_npy_head(l->file->bytes, l->file->size, m->a->l->file->path, &l->head, m->a->err))
		return false;
	l->n = l->head.axis[0];
	if (l->head.store >= SX_STORES || !sx_mul(l->n, sx_store_size(l->head.store), &bytes) || bytes > l->file->size - l->head.data)
		return bad(m, "one of its lists is truncated");
	return true;
}

static double value(const list *l, size_t i)
{
	size_t size = sx_store_size(l->head.store);
	return sx_store_value(l->head.store, l->file->bytes + l->head.data + i * size, size > 1 && sx_swaps(l->head.big));
}

/* A whole number of at most so much; SIZE_MAX: it is none. */
static size_t whole(const list *l, size_t i, size_t most)
{
	double v = value(l, i);
	return v >= 0 && v <= (double)most && v == (double)(size_t)v ? (size_t)v : SIZE_MAX;
}

/* "csr", "csc" or "coo", a text of numpy without axes: its letters stand in the bytes, with or without zeros between. */
static bool read_format(sparse *m)
{
	zip_stat_t st;
	const sx_tensor *t = member(m->a, "format");
	sx_file *f = zip_stat_index(m->a->zip, t->begin, 0, &st) == 0 ? sx_npz_unpack(m->a, &st, 4096) : NULL;
	char word[4] = "";
	size_t n = 0, from = f && f->size > 10 ? 10 + (f->bytes[8] | (size_t)f->bytes[9] << 8) : SIZE_MAX;
	for (size_t i = from; f && i < f->size && n < 3; i++)
		if (f->bytes[i])
			word[n++] = (char)f->bytes[i];
	sx_file_unref(f);
	m->coo = strcmp(word, "coo") == 0;
	m->columns = strcmp(word, "csc") == 0;
	if (m->coo || m->columns || strcmp(word, "csr") == 0)
		return true;
	return f ? bad(m, "of a kind not read here (csr, csc and coo are); save its toarray()") : false;
}

static bool read_shape(sparse *m)
{
	list shape = { 0 };
	bool ok = open_list(m, "shape", &shape);
	if (ok && shape.n == 2) {
		m->rows = whole(&shape, 0, SIZE_MAX / 2);
		m->dims = whole(&shape, 1, SIZE_MAX / 2);
	}
	sx_file_unref(shape.file);
	if (!ok)
		return false;
	return (m->rows && m->dims && m->rows < SIZE_MAX && m->dims < SIZE_MAX) || bad(m, "its shape cannot be");
}

/* Entries at one place are added, as scipy does. */
static bool put(sparse *m, size_t row, size_t dim, size_t entry)
{
	size_t first = m->a->l->first;
	if (row >= m->rows || dim >= m->dims)
		return bad(m, "an index lies outside its shape");
	if (row >= first && row - first < m->n)
		m->points[(row - first) * m->dims + dim] += (float)value(&m->data, entry);
	return true;
}

static bool read_pairs(sparse *m)
{
	for (size_t e = 0; e < m->data.n; e++) {
		if (e % 65536 == 0 && !sx_tick(m->a->l->job, (double)e / (double)m->data.n, "reading entries"))
			return sx_fail_cancel(m->a->err);
		if (!put(m, whole(&m->major, e, m->rows), whole(&m->minor, e, m->dims), e))
			return false;
	}
	return true;
}

static bool read_lines(sparse *m)
{
	size_t lines = m->columns ? m->dims : m->rows, at = 0;
	if (m->major.n != lines + 1)
		return bad(m, "indptr does not fit its shape");
	for (size_t i = 0; i < lines; i++) {
		size_t to = whole(&m->major, i + 1, m->data.n);
		if (whole(&m->major, i, m->data.n) != at || to < at || to == SIZE_MAX)
			return bad(m, "indptr does not rise to the number of entries");
		if (i % 1024 == 0 && !sx_tick(m->a->l->job, (double)i / (double)lines, "reading entries"))
			return sx_fail_cancel(m->a->err);
		for (; at < to; at++) {
			size_t other = whole(&m->minor, at, m->columns ? m->rows : m->dims);
			if (!put(m, m->columns ? other : i, m->columns ? i : other, at))
				return false;
		}
	}
	return true;
}

static sx_space *read_open(sparse *m)
{
	sx_load *l = m->a->l;
	size_t first;
	if (!read_format(m) || !read_shape(m) || !open_list(m, "data", &m->data) || !open_list(m, m->coo ? "row" : "indptr", &m->major) ||
	    !open_list(m, m->coo ? "col" : "indices", &m->minor) || !sx_load_window(l, m->rows, &first, &m->n, m->a->err))
		return NULL;
	if (m->minor.n != m->data.n || (m->coo && m->major.n != m->data.n)) {
		bad(m, "its lists differ in length");
		return NULL;
	}
	sx_space *s = sx_load_points(l, m->n, m->dims, &m->points, m->a->err);
	if (s && (m->coo ? read_pairs(m) : read_lines(m))) {
		l->total = m->rows;
		sx_load_note(l, "a sparse matrix of scipy (%s, %zu entries) was made dense", m->coo ? "COO" : m->columns ? "CSC" : "CSR",
		             m->data.n);
		return s;
	}
	sx_space_unref(s);
	return NULL;
}

sx_space *sx_npz_sparse(sx_npz *a)
{
	sparse m = { .a = a };
	if (a->l->layered || a->l->axes) {
		bad(&m, "has no axes to choose from");
		return NULL;
	}
	sx_space *s = read_open(&m);
	sx_file_unref(m.data.file);
	sx_file_unref(m.major.file);
	sx_file_unref(m.minor.file);
	return s;
}
#endif
