/* npz_beside.c: arrays of a numpy archive that hold a value for each row of the one that was taken: labels, classes, metadata. */
#include "npz_parts.h"
#include "text_table.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#ifdef SX_HAVE_LIBZIP

/* ---- texts: four bytes a letter, or one, filled up with zeros ---- */

static uint32_t letter(const unsigned char *p, const sx_npy *h)
{
	if (h->letter == 1)
		return *p;
	return h->big ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
	              : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static const char *read_text(sx_npz *a, const unsigned char *p, const sx_npy *h, sx_buf *b)
{
	char utf8[5];
	sx_buf_clear(b);
	for (size_t i = 0; i < h->letters; i++, p += h->letter) {
		uint32_t c = letter(p, h);
		if (c == 0)
			break;
		if (h->letter == 1)
			sx_buf_putc(b, (char)c);	/* bytes are taken for UTF-8 */
		else
			sx_buf_add(b, utf8, (size_t)sx_utf8_put(utf8, c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? 0xFFFD : c));
	}
	return sx_buf_ok(b) ? sx_strndup(a->l->tmp, b->text ? b->text : "", b->len) : NULL;
}

static const char **read_texts(sx_npz *a, const sx_file *f, const sx_npy *h, size_t n)
{
	size_t first = a->l->first, bytes = h->letter * h->letters;
	const char **text = sx_alloc(a->l->tmp, n, sizeof *text);
	sx_buf b = { 0 };
	bool ok = text != NULL;
	for (size_t i = 0; ok && i < n; i++) {
		text[i] = read_text(a, f->bytes + h->data + (first + i) * bytes, h, &b);
		ok = text[i] != NULL;
	}
	sx_buf_free(&b);
	return ok ? text : NULL;
}

/* ---- numbers ---- */

static const double *read_numbers(sx_npz *a, const sx_file *f, const sx_npy *h, size_t n)
{
	size_t size = sx_store_size(h->store);
	bool swap = size > 1 && sx_swaps(h->big);
	double *num = sx_alloc(a->l->tmp, n, sizeof *num);
	for (size_t i = 0; num && i < n; i++)
		num[i] = sx_store_value(h->store, f->bytes + h->data + (a->l->first + i) * size, swap);
	return num;
}

/* ---- one array ---- */

static bool holds_rows(const sx_npz *a, const sx_tensor *t)
{
	return t->naxes && t->axis[0] == a->l->total && (t->naxes == 1 || (t->naxes == 2 && t->axis[1] == 1));
}

/* The array called labels, words and so on, else a lone array of texts, holds the labels. */
static const sx_tensor *label_array(const sx_npz *a)
{
	const sx_tensor *only = NULL;
	size_t fitting = 0;
	for (size_t i = 0; i < a->nbeside; i++) {
		if (!holds_rows(a, &a->beside[i]))
			continue;
		if (sx_is_label_name(a->beside[i].name))
			return &a->beside[i];
		only = &a->beside[i];
		fitting++;
	}
	return fitting == 1 ? only : NULL;
}

static bool add_array(sx_npz *a, const sx_tensor *t, sx_space *s, bool labels)
{
	zip_stat_t st;
	sx_npy h;
	size_t n = sx_space_rows(s), need;
	if (zip_stat_index(a->zip, t->begin, 0, &st) != 0)
		return sx_npz_bad(a, t->name, zip_strerror(a->zip));
	sx_file *f = sx_npz_unpack(a, &st, SIZE_MAX);
	bool ok = f && sx_npy_head(f->bytes, f->size, a->l->file->path, &h, a->err);
	size_t bytes = ok ? h.store == SX_STORES ? h.letter * h.letters : sx_store_size(h.store) : 0;
	if (ok && (!sx_mul(bytes, t->axis[0], &need) || need > f->size - h.data))
		ok = sx_npz_bad(a, t->name, "truncated: it has fewer values than its header promises");
	sx_field field = { .name = t->name, .type = SX_TEXT };
	if (ok && h.store == SX_STORES) {
		field.text = read_texts(a, f, &h, n);
	} else if (ok) {
		field.type = h.store <= SX_BF16 ? SX_REAL : SX_INTEGER;
		field.num = read_numbers(a, f, &h, n);
	}
	if (ok && !field.text && !field.num)
		ok = sx_load_short(a->l, (double)n * 16, a->err);
	ok = ok && (labels ? sx_space_set_labels(s, field.text, a->err) : sx_space_add_field(s, &field, a->err));
	sx_file_unref(f);
	return ok;
}

/* ---- all ---- */

static void add_name(sx_buf *b, const char *name)
{
	if (b->len < 200)
		sx_buf_printf(b, "%s%.60s", b->len ? ", " : "", name);
}

static void note_all(const sx_npz *a, const sx_tensor *taken, const sx_tensor *labels, sx_buf *columns, sx_buf *left)
{
	bool ok = sx_buf_ok(columns) && sx_buf_ok(left);
	if (ok)
		sx_load_note(a->l, "array %.100s%s%.60s%s%s%s%s", taken->name, labels ? "; labels " : "", labels ? labels->name : "",
		             columns->len ? "; columns " : "", columns->len ? columns->text : "", left->len ? "; left out: " : "",
		             left->len ? left->text : "");
	sx_buf_free(columns);
	sx_buf_free(left);
}

bool sx_npz_beside(sx_npz *a, const sx_tensor *taken, sx_space *s)
{
	sx_buf columns = { 0 }, left = { 0 };
	const sx_tensor *labels = label_array(a);
	bool ok = true;
	for (size_t k = 0; ok && k < a->nbeside + a->narrays; k++) {
		const sx_tensor *t = k < a->nbeside ? &a->beside[k] : &a->array[k - a->nbeside];
		bool readable = k < a->nbeside || (t->store < SX_STORES && !sx_store_is_blocked(t->store));
		if (t == taken)
			continue;
		if (!readable || !holds_rows(a, t)) {
			add_name(&left, t->name);
			continue;
		}
		ok = add_array(a, t, s, t == labels);
		if (t != labels)
			add_name(&columns, t->name);
	}
	note_all(a, taken, labels, &columns, &left);
	return ok;
}
#endif
