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

/* "label" names the labels themselves where no column has that name. False: the value is missing. */
static bool value_of(const sx_space *s, const sx_field *f, size_t i, item *out)
{
	*out = (item){ .row = i, .text = f == NULL ? sx_space_label(s, i) : f->type == SX_TEXT ? f->text[i] : NULL };
	if (out->text)
		return *out->text != '\0';
	out->num = f->num[i];
	return !isnan(out->num);
}

/* Appends the values of one space to list[*n], its rows counted from first; those that are missing get no class. */
static bool gather(const sx_space *s, const char *column, size_t first, item *list, size_t *n, size_t *code, sx_err *err)
{
	const sx_field *f = sx_space_field(s, column);
	if (f == NULL && !(strcmp(column, "label") == 0 && sx_space_has_labels(s)))
		return sx_fail(err, SX_EUSAGE, "%s has no column '%.60s'; 'columns' lists them", sx_space_name(s), column);
	for (size_t i = 0; i < sx_space_rows(s); i++) {
		code[first + i] = SX_NO_CLASS;
		if (value_of(s, f, i, &list[*n]))
			list[(*n)++].row = first + i;
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
	size_t some = 0, first_some;
	if (!gather(a, column, 0, list, &some, *code, err))
		return false;
	first_some = some;
	if (b && !gather(b, column, first, list, &some, *code, err))
		return false;
	if (some == 0)
		return sx_fail(err, SX_EINPUT, "column %.60s of %s holds nothing", column, sx_space_name(a));
	if (first_some && first_some < some && (list[0].text == NULL) != (list[first_some].text == NULL))
		return sx_fail(err, SX_EINPUT, "column %s is text in one of %s and %s, and numeric in the other", column,
		               sx_space_name(a), sx_space_name(b));
	qsort(list, some, sizeof *list, compare);
	*classes = 0;
	for (size_t i = 0; i < some; i++) {
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
		if (code[i] != SX_NO_CLASS)
			at[code[i] + 2]++;
	for (size_t c = 0; c < classes; c++)
		at[c + 2] += at[c + 1];
	for (size_t i = 0; i < n; i++)
		if (code[i] != SX_NO_CLASS)
			(*row)[at[code[i] + 1]++] = i;
	return true;
}

size_t sx_classes_missing(const size_t *code, size_t n)
{
	size_t missing = 0;
	for (size_t i = 0; i < n; i++)
		missing += code[i] == SX_NO_CLASS;
	return missing;
}

bool sx_classes_keep(const sx_space *s, const char *column, bool *keep, sx_err *err)
{
	const sx_field *f = sx_space_field(s, column);
	item one;
	if (f == NULL && !(strcmp(column, "label") == 0 && sx_space_has_labels(s)))
		return sx_fail(err, SX_EUSAGE, "%s has no column '%.60s'; 'columns' lists them", sx_space_name(s), column);
	for (size_t i = 0; i < sx_space_rows(s); i++)
		keep[i] = keep[i] && value_of(s, f, i, &one);
	return true;
}
