/* sqlite_blobs.c: what the blobs of a table hold: float32, float64, files of npy, or what --dtype says. */
#include "sqlite_parts.h"

#ifdef SX_HAVE_SQLITE3
#include "npy.h"

#include <math.h>
#include <string.h>

static double as_float(const unsigned char *p)
{
	return sx_store_value(SX_F32, p, sx_swaps(false));
}

static double as_double(const unsigned char *p)
{
	return sx_store_value(SX_F64, p, sx_swaps(false));
}

/* No component of a vector that anybody keeps: not finite, or of a size that none has. */
static bool is_wild(double v)
{
	return !isfinite(v) || fabs(v) > 1e9 || (v != 0 && fabs(v) < 1e-12);
}

/* The low half of a double, read as a float, is of any size, or zero where the double is a short fraction; the doubles are tame.
 * A sparse float32 vector has zeros in the low halves too, but then mostly in the high ones as well. */
static bool is_float64(const unsigned char *p, size_t bytes)
{
	size_t n = bytes / 8, wild = 0, zero = 0, full = 0;
	if (bytes % 8 || n == 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		double low = as_float(p + 8 * i);
		if (is_wild(as_double(p + 8 * i)))
			return false;
		wild += is_wild(low);
		zero += low == 0;
		full += as_float(p + 8 * i + 4) != 0;
	}
	return 3 * wild > n || (zero + wild == n && 2 * full > n);
}

static bool all_tame(const unsigned char *p, size_t bytes)
{
	for (size_t i = 0; i + 4 <= bytes; i += 4)
		if (!isfinite(as_float(p + i)))
			return false;
	return true;
}

bool sx_sqlite_blob_open(sx_sqlite *r, const unsigned char *blob, size_t bytes)
{
	sx_npy h;
	r->store = SX_F32;
	r->head = 0;
	r->told = NULL;
	if (sx_npy_is(blob, bytes)) {
		if (!sx_npy_head(blob, bytes, r->load->file->path, &h, NULL) || h.store >= SX_STORES || h.naxes != 1 || h.big)
			return false;
		r->store = h.store;
		r->head = h.data;
		r->told = "each is a file of npy";
	} else if (r->load->dtype) {
		r->store = sx_store_named(r->load->dtype);
		r->told = sx_store_name(r->store);
	} else if (is_float64(blob, bytes)) {
		r->store = SX_F64;
		r->told = "float64, since as float32 half of the values would make no sense; --dtype float32 reads them so";
	} else if (!all_tame(blob, bytes)) {
		r->told = "float32, but some are not finite; --dtype says what they are";
	}
	size_t size = sx_store_size(r->store);
	r->d = (bytes - r->head) / size;
	return bytes > r->head && (bytes - r->head) % size == 0;
}

bool sx_sqlite_blob_read(const sx_sqlite *r, const unsigned char *blob, size_t bytes, float *to)
{
	size_t size = sx_store_size(r->store);
	if (bytes != r->head + r->d * size || (r->head && !sx_npy_is(blob, bytes)))
		return false;
	sx_convert(r->store, blob + r->head, size, r->d, size > 1 && sx_swaps(false), to);
	return true;
}
#endif
