/* text_table_fill.c: the second pass over a text table: its values, and names that mean something. */
#include "text_table.h"
#include "base/readnum.h"

#include <math.h>
#include <string.h>
#include <strings.h>

typedef struct fill { const sx_texttable *t; const sx_sink *sink; } fill;

static void put(const sx_sink *k, size_t row, sx_span s)
{
	if (k->span) {
		k->span[row] = s;
		return;
	}
	s = sx_span_trim(s);
	const char *end = s.p + s.len;
	float f;
	double v;
	if (k->list) {
		for (size_t j = sx_cell_list(s, k->f + row * k->step, k->list); j < k->list; j++)	/* a missing list */
			k->f[row * k->step + j] = NAN;
	} else if (k->f)
		k->f[row * k->step] = sx_read_float(s.p, end, &f) == end ? f : NAN;
	else if (k->num)
		k->num[row] = sx_read_double(s.p, end, &v) == end ? v : (double)NAN;
}

static void fill_record(const fill *x, const sx_walk *w, size_t row)
{
	const sx_sink *k = x->sink;
	const char *p = w->p, *q;
	char delim = x->t->delim;
	float v;
	for (size_t i = 0; i < x->t->columns; i++, k++, p++) {
		/* mostly a number with a delimiter behind it: then nobody need look for the field's end */
		if (k->f && k->list == 0 && delim != ' ' && (q = sx_read_float(p, w->stop, &v)) && (q == w->stop || *q == delim)) {
			k->f[row * k->step] = v;
			p = q;
		} else {
			sx_span field;
			p = sx_record_field(p, w->stop, delim, &field);
			put(k, row, field);
		}
		if (p >= w->stop)
			return;
	}
}

static void fill_block(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	const fill *x = ctx;
	for (size_t b = lo; b < hi; b++) {
		sx_walk w = sx_walk_open(&x->t->pieces, b);
		while (sx_walk_next(&w))
			if (w.row >= x->t->header && w.row - x->t->header < x->t->rows)
				fill_record(x, &w, w.row - x->t->header);
	}
}

bool sx_texttable_fill(const sx_texttable *t, const sx_sink *sink, sx_err *err)
{
	fill x = { t, sink };
	return sx_for(t->job, "reading numbers", t->pieces.count, 1, fill_block, &x) || sx_fail_cancel(err);
}

/* ---- names that mean something ---- */

static bool is_dim_name(const char *name, size_t n)
{
	size_t v = 0;
	if (*name != 'd' || name[1] == '\0' || (name[1] == '0' && name[2]))
		return false;
	for (const char *p = name + 1; *p; p++) {
		if (*p < '0' || *p > '9' || v > SX_MOST_COLUMNS)
			return false;
		v = 10 * v + (size_t)(*p - '0');
	}
	return v == n;
}

size_t sx_texttable_dims(const sx_texttable *t)
{
	size_t from = 0;
	while (from < t->columns && !is_dim_name(t->column[from].name, 0))
		from++;
	for (size_t i = from; i < t->columns; i++)
		if (!is_dim_name(t->column[i].name, i - from))
			return t->columns;
	return from;
}

bool sx_is_label_name(const char *name)
{
	static const char *const names[] = {
		"label", "word", "token", "text", "name", "labels", "words", "tokens", "texts", "names", "vocab", "vocabulary",
	};
	for (size_t j = 0; j < SX_COUNT(names); j++)
		if (strcasecmp(name, names[j]) == 0)
			return true;
	return false;
}

size_t sx_texttable_labels(const sx_texttable *t)
{
	for (size_t i = 0; i < t->columns; i++)
		if (sx_is_label_name(t->column[i].name))
			return i;
	return t->column[0].cells == SX_CELLS_TEXT ? 0 : SIZE_MAX;
}
