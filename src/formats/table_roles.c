/* table_roles.c: roles of the columns of a table, by what is asked, by what cells hold, and by names. */
#include "table_roles.h"
#include "base/spelling.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_number(const sx_textcolumn *c)
{
	return c->cells == SX_CELLS_WHOLE || c->cells == SX_CELLS_REAL;
}

static bool is_vectors(const sx_textcolumn *c)
{
	return c->cells == SX_CELLS_TEXT && c->width > 0;
}

const char *sx_table_column_name(const sx_texttable *t, size_t i, sx_arena *tmp)
{
	const char *name = t->column[i].name;
	if (*name)
		return name;
	return i == 0 && t->header ? "index" : sx_printf(tmp, "column%zu", i);
}

/* ---- names ---- */

/* The stem and the number at the end of a name: "dim_3" is "dim_" and 3, "7" is "" and 7. False: it ends in no number. */
static bool numbered(const char *name, size_t *stem, size_t *number)
{
	size_t len = strlen(name), at = len;
	while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9' && len - at < 7)
		at--;
	*stem = at;
	*number = 0;
	for (size_t i = at; i < len; i++)
		*number = 10 * *number + (size_t)(name[i] - '0');
	return at < len;
}

/* How many columns from here on have this one's stem and the next number each. */
static size_t run_from(const sx_texttable *t, size_t from)
{
	size_t stem, number, i = from;
	if (!numbered(t->column[from].name, &stem, &number) || !is_number(&t->column[from]))
		return 0;
	for (i++; i < t->columns && is_number(&t->column[i]); i++) {
		size_t s, k;
		if (!numbered(t->column[i].name, &s, &k) || s != stem || k != number + (i - from) ||
		    memcmp(t->column[i].name, t->column[from].name, stem) != 0)
			break;
	}
	return i - from;
}

/* Two columns are a run only where few others hold numbers: x1, x2, year is one, and a, b, q1, q2 is none. */
static size_t longest_run(const sx_texttable *t, size_t numbers, size_t *from)
{
	size_t best = 0;
	for (size_t i = 0; t->header && i < t->columns;) {
		size_t n = run_from(t, i);
		if (n > best) {
			best = n;
			*from = i;
		}
		i += n ? n : 1;
	}
	return best > 2 || (best == 2 && 2 * best > numbers) ? best : 0;
}

static bool is_index_name(const char *name)
{
	static const char *const names[] = { "id", "idx", "index", "row", "rowid", "row_id" };
	for (size_t i = 0; i < SX_COUNT(names); i++)
		if (strcasecmp(name, names[i]) == 0)
			return true;
	return strncasecmp(name, "Unnamed", 7) == 0;
}

static bool is_called_index(const sx_texttable *t, size_t i)
{
	const char *name = t->column[i].name;
	return t->header && (*name ? is_index_name(name) : i == 0);
}

/* Without a header only the first column is thought to count rows. */
static bool is_index(const sx_texttable *t, size_t i)
{
	return is_called_index(t, i) || (t->column[i].counts && t->rows > 2 && (t->header || i == 0));
}

/* ---- what is asked: "v0..v31", "x,y", "v0..v31,bias" ---- */

static bool find_column(const sx_load *l, const sx_texttable *t, const char *name, const char *option, size_t *at, sx_err *err)
{
	const char **names = sx_alloc(l->tmp, t->columns, sizeof *names);
	if (names == NULL)
		return sx_load_short(l, (double)t->columns * sizeof *names, err);
	for (size_t i = 0; i < t->columns; i++) {
		names[i] = sx_table_column_name(t, i, l->tmp);
		if (names[i] == NULL)
			return sx_load_short(l, 16, err);
		if (strcmp(names[i], name) == 0) {
			*at = i;
			return true;
		}
	}
	const char *near = sx_nearest(name, names, t->columns);
	return sx_file_fail(err, SX_EUSAGE, l->file->path, near ? "%s: no column is called '%.60s'; did you mean '%.60s'?" :
	                    "%s: no column is called '%.60s'%.0s", option, name, near ? near : "");
}

/* Sets the role of every column that a list names. */
static bool set_asked(const sx_load *l, const sx_texttable *t, sx_table_roles *r, const char *list, bool dims, sx_err *err)
{
	const char *option = dims ? "--dims" : "--columns";
	char *text = sx_strdup(l->tmp, list), *rest = NULL;
	if (text == NULL)
		return sx_load_short(l, (double)strlen(list), err);
	for (char *word = strtok_r(text, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		char *dots = strstr(word, "..");
		size_t from, to;
		if (dots)
			*dots = '\0';
		if (!find_column(l, t, word, option, &from, err) || !find_column(l, t, dots ? dots + 2 : word, option, &to, err))
			return false;
		if (to < from)
			return sx_file_fail(err, SX_EUSAGE, l->file->path, "%s: column '%.60s' stands behind '%.60s'", option, word, dots + 2);
		for (size_t i = from; i <= to; i++) {
			const sx_textcolumn *c = &t->column[i];
			if (dims && !is_number(c) && !is_vectors(c))
				return sx_file_fail(err, SX_EINPUT, l->file->path, "--dims: column '%.60s' does not hold numbers alone (line %zu)",
				                    sx_table_column_name(t, i, l->tmp), c->text_line);
			r->role[i] = !dims ? (c->cells == SX_CELLS_TEXT ? SX_ROLE_TEXTS : SX_ROLE_NUMBERS) :
			             is_vectors(c) ? SX_ROLE_VECTOR : SX_ROLE_DIMENSION;
		}
	}
	return true;
}

/* ---- choosing ---- */

static sx_table_role metadata_role(const sx_texttable *t, size_t i)
{
	const sx_textcolumn *c = &t->column[i];
	if (c->cells == SX_CELLS_TEXT)
		return SX_ROLE_TEXTS;
	return c->cells == SX_CELLS_EMPTY && (*c->name == '\0') ? SX_ROLE_NOTHING : SX_ROLE_NUMBERS;
}

/* By what cells hold and what columns are called. */
static void choose_unasked(const sx_texttable *t, sx_table_roles *r)
{
	size_t from = 0, numbers = 0, vectors = 0, left = 0;
	for (size_t i = 0; i < t->columns; i++) {
		bool index = is_number(&t->column[i]) && is_index(t, i);
		numbers += is_number(&t->column[i]) && !index;
		vectors += is_vectors(&t->column[i]);
	}
	size_t run = longest_run(t, numbers, &from);
	for (size_t i = 0; i < t->columns; i++) {
		const sx_textcolumn *c = &t->column[i];
		bool in_run = run && i >= from && i < from + run;
		r->role[i] = metadata_role(t, i);
		if (vectors)
			r->role[i] = is_vectors(c) ? SX_ROLE_VECTOR : r->role[i];
		else if (is_number(c) && i != r->labels && (run ? in_run : !is_index(t, i)))
			r->role[i] = SX_ROLE_DIMENSION;
		left += r->role[i] == SX_ROLE_DIMENSION || r->role[i] == SX_ROLE_VECTOR;
	}
	for (size_t i = 0; left < 2 && !run && !vectors && i < t->columns; i++)	/* of x and y, x may well count */
		if (is_number(&t->column[i]) && i != r->labels && !is_called_index(t, i) && (left == 0 || t->header))
			r->role[i] = SX_ROLE_DIMENSION;
}

static bool choose_asked(const sx_load *l, const sx_texttable *t, sx_table_roles *r, sx_err *err)
{
	for (size_t i = 0; l->dims && i < t->columns; i++)
		r->role[i] = metadata_role(t, i);
	if (l->dims && !set_asked(l, t, r, l->dims, true, err))
		return false;
	return l->columns == NULL || set_asked(l, t, r, l->columns, false, err);
}

static bool no_dimension(const sx_load *l, const sx_texttable *t, sx_err *err)
{
	if (t->rows == 0)
		return sx_file_fail(err, SX_EFORMAT, l->file->path, "holds no rows below its header");
	return sx_file_fail(err, SX_EFORMAT, l->file->path, "no column holds numbers alone (%zu rows, %zu column%s)", t->rows, t->columns,
	                    t->columns == 1 ? "" : "s");
}

/* One column of lists at most, and no dimensions beside it. */
static bool count_dims(const sx_load *l, const sx_texttable *t, sx_table_roles *r, sx_err *err)
{
	r->dims = 0;
	r->vector = SIZE_MAX;
	for (size_t i = 0; i < t->columns; i++) {
		if (r->role[i] == SX_ROLE_DIMENSION)
			r->dims++;
		if (r->role[i] != SX_ROLE_VECTOR)
			continue;
		if (r->vector != SIZE_MAX)
			return sx_file_fail(err, SX_EUSAGE, l->file->path, "columns '%.60s' and '%.60s' both hold vectors; --dims picks one",
			                    t->column[r->vector].name, t->column[i].name);
		r->vector = i;
	}
	if (r->vector != SIZE_MAX && r->dims)
		return sx_file_fail(err, SX_EUSAGE, l->file->path, "--dims: a column of vectors and columns of numbers do not go together");
	if (r->vector != SIZE_MAX)
		r->dims = t->column[r->vector].width;
	return (r->dims > 0 && t->rows > 0) || no_dimension(l, t, err);
}

/* ---- what was taken ---- */

enum { SHOWN = 8, MOST_NOTES = 5 };	/* of a table gone wrong, a million columns may deserve a note */

/* "v0 … v31" where there are many, else all of them. */
static void list_names(const sx_texttable *t, const sx_table_roles *r, bool dims, sx_arena *tmp, sx_buf *b)
{
	size_t total = 0, n = 0, last = 0;
	for (size_t i = 0; i < t->columns; i++) {
		bool is_dim = r->role[i] == SX_ROLE_DIMENSION || r->role[i] == SX_ROLE_VECTOR;
		if (r->role[i] != SX_ROLE_NOTHING && is_dim == dims) {
			total++;
			last = i;
		}
	}
	for (size_t i = 0; i < t->columns; i++) {
		bool is_dim = r->role[i] == SX_ROLE_DIMENSION || r->role[i] == SX_ROLE_VECTOR;
		if (r->role[i] == SX_ROLE_NOTHING || is_dim != dims)
			continue;
		const char *name = sx_table_column_name(t, i, tmp);
		n++;
		if (total <= SHOWN || n == 1)
			sx_buf_printf(b, "%s%.60s", n > 1 ? ", " : "", name ? name : "?");
		else if (i == last)
			sx_buf_printf(b, " \342\200\246 %.60s (%zu)", name ? name : "?", total);
	}
}

/* Where names or other columns are there, some of them could have been meant otherwise. */
static void note_taken(const sx_load *l, const sx_texttable *t, const sx_table_roles *r)
{
	sx_buf dims = { 0 }, columns = { 0 };
	list_names(t, r, true, l->tmp, &dims);
	list_names(t, r, false, l->tmp, &columns);
	bool lone = columns.len && r->labels != SIZE_MAX && strchr(columns.text, ',') == NULL;	/* the labels, which the result names */
	bool listed = r->vector != SIZE_MAX;
	if ((t->header || (columns.len && !lone)) && sx_buf_ok(&dims) && sx_buf_ok(&columns))
		sx_load_note(l, "%s %s%s%s", listed ? "vectors are column" : r->dims > 1 ? "dimensions" : "dimension", dims.text,
		             columns.len ? "; columns " : "", columns.len ? columns.text : "");
	sx_buf_free(&dims);
	sx_buf_free(&columns);
}

/* A column that is nearly all numbers, or empty, was perhaps meant to be a dimension. */
static void note_odd(const sx_load *l, const sx_texttable *t, const sx_table_roles *r)
{
	int notes = 0;
	for (size_t i = 0; i < t->columns && notes < MOST_NOTES; i++) {
		const sx_textcolumn *c = &t->column[i];
		bool odd = c->cells == SX_CELLS_TEXT && c->numbers > c->texts && i != r->labels;
		bool empty = c->cells == SX_CELLS_EMPTY && *c->name && i != r->labels;
		char name[80];
		if (!odd && !empty)
			continue;
		notes++;
		if (*c->name)
			snprintf(name, sizeof name, "'%.60s'", c->name);
		else
			snprintf(name, sizeof name, "%zu", i);
		if (odd)
			sx_load_note(l, "column %s is text, hence no dimension: %zu of %zu cells are no numbers, the first on line %zu", name,
			             c->texts, t->rows, c->text_line);
		else
			sx_load_note(l, "column %s is empty, hence no dimension", name);
	}
}

bool sx_table_roles_choose(const sx_load *l, const sx_texttable *t, sx_table_roles *r, sx_err *err)
{
	r->labels = sx_texttable_labels(t);
	r->role = sx_alloc(l->tmp, t->columns, sizeof *r->role);
	if (r->role == NULL)
		return sx_load_short(l, (double)t->columns * sizeof *r->role, err);
	choose_unasked(t, r);
	if (!choose_asked(l, t, r, err))
		return false;
	if (r->labels != SIZE_MAX && (r->role[r->labels] == SX_ROLE_DIMENSION || r->role[r->labels] == SX_ROLE_VECTOR))
		r->labels = SIZE_MAX;
	if (r->labels != SIZE_MAX)
		r->role[r->labels] = SX_ROLE_TEXTS;
	if (!count_dims(l, t, r, err))
		return false;
	note_odd(l, t, r);
	note_taken(l, t, r);
	return true;
}
