/* load_npy.c: numpy arrays of any real type, byte order and axis order.
 *
 * The last axis is the dimensions, all others together the rows, the first outermost. float32, little-endian,
 * C order is not converted but pointed to. All else is converted once, in parallel blocks of rows. */
#include "load.h"
#include "npy.h"

#include <float.h>
#include <math.h>
#include <string.h>

typedef struct source {
	const sx_npy *head;
	const unsigned char *data;
	float  *out;
	size_t  n, d, whole;	/* rows taken, dimensions, rows there */
	size_t  beyond;		/* values too large for a float; added to atomically */
} source;

/* ---- values: step bytes apart, count of them, to floats beside one another ---- */

typedef size_t (*convert)(const unsigned char *p, size_t step, size_t count, bool swap, float *out);

#define SWAP8(u)  (u)
#define SWAP16(u) __builtin_bswap16(u)
#define SWAP32(u) __builtin_bswap32(u)
#define SWAP64(u) __builtin_bswap64(u)

/* Nothing in a file is aligned. value is an expression of the bits u, in the machine's order. */
#define CONVERT(name, bits, value) \
	static size_t name(const unsigned char *p, size_t step, size_t count, bool swap, float *out) \
	{ \
		for (size_t i = 0; i < count; i++, p += step) { \
			uint##bits##_t u; \
			memcpy(&u, p, sizeof u); \
			if (swap) \
				u = SWAP##bits(u); \
			out[i] = (value); \
		} \
		return 0; \
	}

/* Half precision: 5 bits of exponent, 10 of mantissa; without an exponent the unit is 2^-24. */
static float half(uint16_t h)
{
	unsigned exp = (h >> 10) & 31, mant = h & 1023;
	uint32_t bits = exp == 31 ? 0x7F800000U | mant << 13 : (exp + 112) << 23 | mant << 13;
	float v = (float)mant * 0x1p-24F;
	if (exp)
		memcpy(&v, &bits, sizeof v);
	return h & 0x8000 ? -v : v;
}

static float single(uint32_t u)
{
	float v;
	memcpy(&v, &u, sizeof v);
	return v;
}

CONVERT(from_b1, 8, u ? 1.0F : 0.0F)
CONVERT(from_u1, 8, (float)u)
CONVERT(from_u2, 16, (float)u)
CONVERT(from_u4, 32, (float)u)
CONVERT(from_u8, 64, (float)u)
CONVERT(from_i1, 8, (float)(int8_t)u)
CONVERT(from_i2, 16, (float)(int16_t)u)
CONVERT(from_i4, 32, (float)(int32_t)u)
CONVERT(from_i8, 64, (float)(int64_t)u)
CONVERT(from_f2, 16, half(u))
CONVERT(from_f4, 32, single(u))

/* From half way between the largest float and the next power of two on, a double rounds to infinity. */
static size_t from_f8(const unsigned char *p, size_t step, size_t count, bool swap, float *out)
{
	size_t beyond = 0;
	for (size_t i = 0; i < count; i++, p += step) {
		uint64_t u;
		double v;
		memcpy(&u, p, sizeof u);
		if (swap)
			u = SWAP64(u);
		memcpy(&v, &u, sizeof v);
		bool far = fabs(v) >= 0x1.ffffffp127;
		beyond += far && !isinf(v);
		out[i] = far ? copysignf(INFINITY, (float)copysign(1, v)) : (float)v;
	}
	return beyond;
}

static convert converter(const sx_npy *h)
{
	static const struct { char kind; size_t size; convert f; } table[] = {
		{ 'b', 1, from_b1 },
		{ 'u', 1, from_u1 }, { 'u', 2, from_u2 }, { 'u', 4, from_u4 }, { 'u', 8, from_u8 },
		{ 'i', 1, from_i1 }, { 'i', 2, from_i2 }, { 'i', 4, from_i4 }, { 'i', 8, from_i8 },
		{ 'f', 2, from_f2 }, { 'f', 4, from_f4 }, { 'f', 8, from_f8 },
	};
	for (size_t i = 0; i < SX_COUNT(table); i++)
		if (table[i].kind == h->kind && table[i].size == h->size)
			return table[i].f;
	return NULL;
}

/* ---- rows ---- */

static bool swaps(const sx_npy *h)
{
	const uint16_t one = 1;
	unsigned char low;
	memcpy(&low, &one, 1);
	return h->big == (low == 1);
}

static void add_beyond(source *s, size_t more)
{
	if (more)
		__atomic_add_fetch(&s->beyond, more, __ATOMIC_RELAXED);
}

static void c_block(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	source *s = ctx;
	const sx_npy *h = s->head;
	add_beyond(s, converter(h)(s->data + lo * s->d * h->size, h->size, (hi - lo) * s->d, swaps(h),
	                           s->out + lo * s->d));
}

/* Two axes: what lies side by side in the file is a column. A strip of rows at a time keeps both sides in the
 * cache. */
static void fortran_block(void *ctx, size_t lo, size_t hi, int thread)
{
	enum { STRIP = 64 };
	(void)thread;
	source *s = ctx;
	const sx_npy *h = s->head;
	convert f = converter(h);
	float strip[STRIP];
	size_t beyond = 0;
	for (size_t i = lo; i < hi; i += STRIP) {
		size_t rows = hi - i < STRIP ? hi - i : STRIP;
		for (size_t j = 0; j < s->d; j++) {
			beyond += f(s->data + (j * s->whole + i) * h->size, h->size, rows, swaps(h), strip);
			for (size_t r = 0; r < rows; r++)
				s->out[(i + r) * s->d + j] = strip[r];
		}
	}
	add_beyond(s, beyond);
}

/* More axes: a row's place follows from its position on each; the first axis runs fastest. */
static void fortran_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	source *s = ctx;
	const sx_npy *h = s->head;
	convert f = converter(h);
	size_t beyond = 0;
	for (size_t i = lo; i < hi; i++) {
		size_t at = 0, left = i, stride = s->whole;
		for (size_t a = h->naxes - 1; a-- > 0; left /= h->axis[a]) {
			stride /= h->axis[a];
			at += left % h->axis[a] * stride;
		}
		beyond += f(s->data + at * h->size, s->whole * h->size, s->d, swaps(h), s->out + i * s->d);
	}
	add_beyond(s, beyond);
}

static bool convert_all(source *s, sx_job *job)
{
	size_t grain = 65536 / s->d + 1;
	bool columns = s->head->fortran && s->head->naxes > 1;
	return sx_for(job, "converting values", s->n, grain,
	              !columns ? c_block : s->head->naxes == 2 ? fortran_block : fortran_rows, s);
}

/* ---- the space ---- */

/* Whether the bytes are the points: a float must begin at a multiple of its size. */
static bool is_plain(const source *s)
{
	const sx_npy *h = s->head;
	return h->kind == 'f' && h->size == 4 && !swaps(h) && (!h->fortran || h->naxes < 2) &&
	       (uintptr_t)s->data % sizeof(float) == 0;
}

static void file_release(void *file)
{
	sx_file_unref(file);
}

static sx_space *borrow(sx_load *l, const source *s, sx_err *err)
{
	sx_mat m = { (const float *)(const void *)s->data, s->n, s->d, s->d };
	l->borrowed = true;
	return sx_space_adopt(l->name, m, file_release, sx_file_ref(l->file), err);
}

static sx_space *convert_new(sx_load *l, source *s, sx_err *err)
{
	char type[16];
	sx_space *space = sx_load_points(l, s->n, s->d, &s->out, err);
	if (space == NULL)
		return NULL;
	if (!convert_all(s, l->job)) {
		sx_space_unref(space);
		sx_fail_cancel(err);
		return NULL;
	}
	bool order = s->head->fortran && s->head->naxes > 1;
	sx_load_note(l, "converted to float32 from %s%s%s", sx_npy_type(s->head, type),
	             s->head->big ? ", big-endian" : "", order ? ", Fortran order" : "");
	if (s->beyond)
		sx_load_note(l, "%zu values are beyond the range of float32 and became infinite", s->beyond);
	return space;
}

/* Where each row stood on one of the axes. */
static bool add_place(sx_load *l, sx_space *space, const source *s, size_t axis, const char *name, sx_err *err)
{
	size_t inner = 1, have = s->head->axis[axis];
	double *place = sx_alloc(l->tmp, s->n, sizeof *place);
	if (place == NULL)
		return sx_load_short(l, (double)s->n * sizeof *place, err);
	for (size_t a = axis + 1; a + 1 < s->head->naxes; a++)
		inner *= s->head->axis[a];
	for (size_t i = 0; i < s->n; i++)
		place[i] = (double)(i / inner % have);
	sx_field field = { .name = name, .type = SX_INTEGER, .num = place };
	return sx_space_add_field(space, &field, err);
}

/* An array of activations: contexts by positions (by layers …) by dimensions. */
static bool add_places(sx_load *l, sx_space *space, const source *s, sx_err *err)
{
	static const char *const three[] = { "context", "position" };
	static const char *const more[] = { "axis0", "axis1", "axis2", "axis3" };
	size_t axes = s->head->naxes;
	if (axes < 3)
		return true;
	for (size_t a = 0; a + 1 < axes; a++)
		if (!add_place(l, space, s, a, axes == 3 ? three[a] : more[a], err))
			return false;
	if (s->n == s->whole)
		sx_space_set_shape(space, s->head->axis, axes);
	return true;
}

static void note_rest(sx_load *l, const sx_npy *h)
{
	size_t rest = l->file->size - h->data - h->count * h->size;
	if (rest)
		sx_load_note(l, "%zu bytes behind the array were left out", rest);
}

static sx_space *load(sx_load *l, sx_err *err)
{
	sx_npy h;
	if (!sx_npy_read(l->file->bytes, l->file->size, l->file->path, &h, err))
		return NULL;
	source s = { .head = &h, .data = l->file->bytes + h.data };
	s.d = h.naxes == 1 ? 1 : h.axis[h.naxes - 1];
	s.whole = l->total = h.count / s.d;
	s.n = s.whole < l->limit ? s.whole : l->limit;
	sx_space *space = is_plain(&s) ? borrow(l, &s, err) : convert_new(l, &s, err);
	if (space && !add_places(l, space, &s, err)) {
		sx_space_unref(space);
		return NULL;
	}
	if (space)
		note_rest(l, &h);
	return space;
}

static int probe(const sx_file *f)
{
	return sx_npy_is(f->bytes, f->size) ? SX_PROBE_MAGIC : SX_PROBE_NO;
}

const sx_loader sx_loader_npy = {
	.name = "npy", .about = "an array saved by numpy", .endings = "npy", .probe = probe, .load = load,
};
