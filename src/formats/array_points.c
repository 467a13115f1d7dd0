/* array_points.c: the rows of an array as the points of a space: pointed to where they can be, else converted once, in
 * parallel blocks of rows. */
#include "array_space.h"

typedef struct source {
	const sx_array *a;
	const unsigned char *from;	/* the first row taken, where rows are even */
	size_t  first, n, d;		/* rows taken, dimensions */
	size_t  ld, step;		/* bytes from row to row, where they are even; from value to value */
	bool    even;
	float  *out;
	size_t  beyond;			/* values too large for a float; added to atomically */
} source;

/* Whether rows lie at even distances, though they have several axes. */
static bool rows_even(const sx_array *a, size_t *ld)
{
	size_t i = a->naxes - 1, inner = 1;
	*ld = a->naxes > 1 ? a->stride[a->naxes - 2] : 0;
	bool first = true;
	while (i-- > 0) {
		if (a->axis[i] == 1)
			continue;
		if (first)
			*ld = a->stride[i];
		else if (a->stride[i] != *ld * inner)
			return false;
		inner *= a->axis[i];
		first = false;
	}
	return true;
}

static void add_beyond(source *s, size_t more)
{
	if (more)
		__atomic_add_fetch(&s->beyond, more, __ATOMIC_RELAXED);
}

/* Rows whose values lie side by side; where rows do too, all at once. */
static void even_block(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	source *s = ctx;
	const sx_array *a = s->a;
	size_t beyond = 0, row = s->d / sx_store_block(a->store) * sx_store_size(a->store);
	if (s->ld == row)
		beyond = sx_convert(a->store, s->from + lo * row, s->step, (hi - lo) * s->d, a->swap, s->out + lo * s->d);
	else
		for (size_t i = lo; i < hi; i++)
			beyond += sx_convert(a->store, s->from + i * s->ld, s->step, s->d, a->swap, s->out + i * s->d);
	add_beyond(s, beyond);
}

/* Fortran order: what lies side by side is a column. A strip of rows at a time keeps both sides in the cache. */
static void column_block(void *ctx, size_t lo, size_t hi, int thread)
{
	enum { STRIP = 64 };
	(void)thread;
	source *s = ctx;
	float strip[STRIP];
	size_t beyond = 0;
	for (size_t i = lo; i < hi; i += STRIP) {
		size_t rows = hi - i < STRIP ? hi - i : STRIP;
		for (size_t j = 0; j < s->d; j++) {
			beyond += sx_convert(s->a->store, s->from + i * s->ld + j * s->step, s->ld, rows, s->a->swap, strip);
			for (size_t r = 0; r < rows; r++)
				s->out[(i + r) * s->d + j] = strip[r];
		}
	}
	add_beyond(s, beyond);
}

static size_t row_at(const sx_array *a, size_t row)
{
	size_t at = 0;
	for (size_t i = a->naxes - 1; i-- > 0; row /= a->axis[i])
		at += row % a->axis[i] * a->stride[i];
	return at;
}

static void uneven_block(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	source *s = ctx;
	const sx_array *a = s->a;
	size_t beyond = 0;
	for (size_t i = lo; i < hi; i++)
		beyond += sx_convert(a->store, a->data + row_at(a, s->first + i), s->step, s->d, a->swap, s->out + i * s->d);
	add_beyond(s, beyond);
}

/* ---- which of them ---- */

static bool convert_all(source *s, sx_job *job)
{
	bool columns = s->even && s->step != sx_store_size(s->a->store);
	return sx_for(job, "converting values", s->n, 65536 / s->d + 1,
	              !s->even ? uneven_block : columns ? column_block : even_block, s);
}

/* Whether the bytes are the points: a float must begin at a multiple of its size. */
static bool is_plain(const source *s)
{
	const sx_array *a = s->a;
	return a->store == SX_F32 && !a->swap && s->even && (s->step == sizeof(float) || s->d == 1) &&
	       s->ld % sizeof(float) == 0 && (uintptr_t)s->from % sizeof(float) == 0;
}

static void file_release(void *file)
{
	sx_file_unref(file);
}

static sx_space *borrow(sx_load *l, const char *name, const source *s, sx_err *err)
{
	size_t ld = s->ld / sizeof(float);
	sx_mat m = { (const float *)(const void *)s->from, s->n, s->d, ld > s->d ? ld : s->d };
	l->borrowed = true;
	l->mapped = s->a->file->mapped;
	return sx_space_adopt(name, m, file_release, sx_file_ref(s->a->file), err);
}

static sx_space *convert_new(sx_load *l, const char *name, source *s, sx_err *err)
{
	sx_space *space = sx_load_points(l, s->n, s->d, &s->out, err);
	if (space && !convert_all(s, l->job))
		sx_fail_cancel(err);
	else if (space && sx_space_rename(space, name, err))
		return space;
	sx_space_unref(space);
	return NULL;
}

sx_space *sx_array_points(sx_load *l, const char *name, const sx_array *a, size_t first, size_t n, size_t *beyond,
                          sx_err *err)
{
	source s = { .a = a, .first = first, .n = n, .d = a->axis[a->naxes - 1], .step = a->stride[a->naxes - 1] };
	s.even = rows_even(a, &s.ld);
	s.from = a->data + (s.even ? first * s.ld : 0);
	sx_space *space = is_plain(&s) ? borrow(l, name, &s, err) : convert_new(l, name, &s, err);
	*beyond += s.beyond;
	return space;
}
