/* class_codes.c: numbers the classes of a column. */
#include "class_codes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct item { double num; const char *text; size_t row; } item;

static int compare(const void *a, const void *b)
{
	const item *x = a, *y = b;
	if (x->text)
		return strcmp(x->text, y->text);
	return (x->num > y->num) - (x->num < y->num);
}

/* "label" names the labels themselves where no column has that name. */
static bool value_of(const sx_space *s, const sx_field *f, size_t i, item *out, sx_err *err)
{
	*out = (item){ .row = i, .text = f == NULL ? sx_space_label(s, i) : f->type == SX_TEXT ? f->text[i] : NULL };
	if (out->text)
		return true;
	out->num = f->num[i];
	return !isnan(out->num) || sx_fail(err, SX_EINPUT, "column %s is missing at row %zu; leave such rows out with --where",
	                                     f->name, i);
}

/* The values of one space from list[at] on, the rows counted from at. */
static bool gather(const sx_space *s, const char *column, item *list, size_t at, sx_err *err)
{
	const sx_field *f = sx_space_field(s, column);
	if (f == NULL && !(strcmp(column, "label") == 0 && sx_space_has_labels(s)))
		return sx_fail(err, SX_EUSAGE, "%s has no column '%.60s'; 'columns' lists them", sx_space_name(s), column);
	for (size_t i = 0; i < sx_space_rows(s); i++) {
		if (!value_of(s, f, i, &list[at + i], err))
			return false;
		list[at + i].row = at + i;
	}
	return true;
}

bool sx_classes_join(const sx_space *a, const sx_space *b, const char *column, sx_arena *tmp, size_t **code, size_t *classes,
                     sx_err *err)
{
	size_t first = sx_space_rows(a), n = first + (b ? sx_space_rows(b) : 0);
	item *list = sx_alloc(tmp, n, sizeof *list);
	*code = sx_alloc(tmp, n, sizeof **code);
	if (!list || !*code)
		return sx_fail_memory(err, "classes", (double)n * 32);
	if (!gather(a, column, list, 0, err) || (b && !gather(b, column, list, first, err)))
		return false;
	if (b && (list[0].text == NULL) != (list[first].text == NULL))
		return sx_fail(err, SX_EINPUT, "column %s is text in one of %s and %s and numbers in the other", column,
		               sx_space_name(a), sx_space_name(b));
	qsort(list, n, sizeof *list, compare);
	*classes = 0;
	for (size_t i = 0; i < n; i++) {
		*classes += i > 0 && compare(&list[i - 1], &list[i]) != 0;
		(*code)[list[i].row] = *classes;
	}
	++*classes;
	return true;
}

bool sx_classes_get(const sx_space *s, const char *column, sx_arena *tmp, size_t **code, size_t *classes, sx_err *err)
{
	return sx_classes_join(s, NULL, column, tmp, code, classes, err);
}

bool sx_classes_rows(const size_t *code, size_t n, size_t classes, sx_arena *tmp, size_t **row, size_t **start, sx_err *err)
{
	*row = sx_alloc(tmp, n, sizeof **row);
	size_t *at = *start = sx_alloc(tmp, classes + 2, sizeof **start);
	if (!*row || !at)
		return sx_fail_memory(err, "classes", (double)n * 8);
	for (size_t i = 0; i < n; i++)		/* two places further on, so that filling moves each start into its own place */
		at[code[i] + 2]++;
	for (size_t c = 0; c < classes; c++)
		at[c + 2] += at[c + 1];
	for (size_t i = 0; i < n; i++)
		(*row)[at[code[i] + 1]++] = i;
	return true;
}
