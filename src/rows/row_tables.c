/* row_tables.c: writes tables of rows. */
#include "row_tables.h"
#include "space/class_codes.h"

bool sx_table_rows(sx_result *out, const char *name, sx_look look, const sx_space *s, const size_t *rows, size_t m,
                   sx_arena *tmp)
{
	double *number = sx_alloc(tmp, m, sizeof *number);
	const char **label = sx_alloc(tmp, m, sizeof *label);
	if (!number || !label)
		return false;
	for (size_t i = 0; i < m; i++) {
		number[i] = (double)sx_space_parent_row(s, rows[i]);
		label[i] = sx_space_label(s, rows[i]);
	}
	sx_table(out, name, look, m);
	sx_table_ints(out, "row", number);
	if (sx_space_has_labels(s))
		sx_table_texts(out, "label", label);
	return true;
}

void sx_table_copy(sx_result *out, const sx_frame *t, size_t rows)
{
	sx_table(out, t->name, t->look, rows);
	sx_table_log(out, t->log_x, t->log_y);
	if (t->even)
		sx_table_even(out);
	if (t->whole && rows == t->rows)
		sx_table_whole(out);
	for (size_t f = 0; f < t->nfields; f++)
		if (t->field[f].type == SX_TEXT)
			sx_table_texts(out, t->field[f].name, t->field[f].text);
		else
			(t->field[f].type == SX_INTEGER ? sx_table_ints : sx_table_nums)(out, t->field[f].name, t->field[f].num);
}

const char *sx_made_name(const sx_call *call, const sx_space *s, size_t as_index, const char *suffix)
{
	const char *as = call->arg[as_index].text;
	return as ? as : sx_printf(call->tmp, "%s.%s", sx_space_name(s), suffix);
}

bool sx_table_classes(sx_result *out, const char *table, const char *name, const sx_space *s, const char *column,
                      const size_t *rows, size_t m, sx_arena *tmp)
{
	const sx_field *f = sx_space_field(s, column);
	const char **text = sx_alloc(tmp, m, sizeof *text);
	double *number = sx_alloc(tmp, m, sizeof *number);
	if (!text || !number)
		return false;
	for (size_t i = 0; i < m; i++) {
		text[i] = f == NULL ? sx_space_label(s, rows[i]) : f->type == SX_TEXT ? f->text[rows[i]] : NULL;
		number[i] = text[i] ? 0 : f->num[rows[i]];
	}
	sx_table(out, table, SX_PLAIN, m);
	if (m > 0 && text[0])
		sx_table_texts(out, name, text);
	else
		sx_table_nums(out, name, number);
	return true;
}

void sx_classes_tell(const size_t *code, size_t n, const char *column, sx_result *out)
{
	size_t missing = sx_classes_missing(code, n);
	if (missing)
		sx_note(out, "%zu of %zu rows have no value in %.60s and were left out of votes and overlaps", missing, n, column);
}
