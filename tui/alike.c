/* alike.c: how alike the two spaces side by side are: the figures of the last command that compared them, and a colour that
 * shows which rows moved. */
#include "app.h"
#include "system.h"

#include <stdio.h>
#include <string.h>

enum { ROOMY = 100 };

static bool names_space(const sx_result *r, const char *space)
{
	for (size_t i = 0; i < r->nparams; i++)
		if (r->param[i].kind == SX_SCALAR_TEXT && r->param[i].text && strcmp(r->param[i].text, space) == 0)
			return true;
	return false;
}

/* The last result of compare or overlap about these two, whichever way round. NULL: none. */
static const sx_result *last_of(const sx_app *a, const char *x, const char *y)
{
	for (size_t i = a->nresults; i-- > 0;) {
		const sx_result *r = a->result[i];
		if ((strcmp(r->command, "compare") != 0 && strcmp(r->command, "overlap") != 0) || !r->space)
			continue;
		if ((strcmp(r->space, x) == 0 && names_space(r, y)) || (strcmp(r->space, y) == 0 && names_space(r, x)))
			return r;
	}
	return NULL;
}

static bool same_rows(const sx_app *a)
{
	const sx_name_space *s = sx_names_space(a->names, a->twin_space);
	return s && s->rows == a->plot.total;
}

/* An interval or an error belongs to the figure before it and is left to the results. */
static bool is_extra(const char *name)
{
	static const char *const ends[] = { "_low", "_high", "_se" };
	size_t len = strlen(name);
	for (size_t i = 0; i < SX_COUNT(ends); i++)
		if (len > strlen(ends[i]) && strcmp(name + len - strlen(ends[i]), ends[i]) == 0)
			return true;
	return false;
}

/* Whole figures, as many as fit. Returns where they end. */
static int draw_scalars(const sx_result *r, sx_cells *c, int x, int y)
{
	for (size_t i = 0; i < r->nscalars; i++) {
		char value[32], text[128];
		if (r->scalar[i].kind != SX_SCALAR_NUM || is_extra(r->scalar[i].name))
			continue;
		snprintf(text, sizeof text, "%s %s", r->scalar[i].name, sx_number_short(value, r->scalar[i].num));
		int w = sx_text_width(text);
		if (x + w + 1 > c->w)
			break;
		x += sx_cells_text(c, x, y, w, SX_INK_TEXT, text) + 3;
	}
	return x;
}

/* The figures, or how to have some; and what the colour of both says. */
void sx_twin_figures(const sx_app *a, sx_cells *c, int y)
{
	char text[200];
	int x = 1;
	const sx_result *r = last_of(a, a->plot.space, a->twin_space);
	if (r) {
		if (c->w >= ROOMY)		/* else the figures' own names must do */
			x += sx_cells_text(c, x, y, c->w - 2, SX_INK_DIM, r->command) + 3;
		x = draw_scalars(r, c, x, y);
	} else {
		if (same_rows(a))
			snprintf(text, sizeof text, "how alike?  O runs overlap %.60s %.60s", a->plot.space, a->twin_space);
		else
			snprintf(text, sizeof text, "other rows than in %.60s: nothing to compare", a->twin_space);
		x += sx_cells_cut(c, x, y, c->w - 2, SX_INK_DIM, text, a->utf8) + 3;
	}
	if (a->plot.color_name && x + 12 < c->w)
		sx_legend_color(a, c, x, y, c->w - 1);
}

/* The column of the shown space that says how many neighbours a row keeps; NULL: none yet. */
static const char *disagreement(const sx_app *a)
{
	static const char *const columns[] = { "moved_overlap", "overlap" };
	const sx_result *r = last_of(a, a->plot.space, a->twin_space);
	for (size_t k = 0; r && strcmp(r->space, a->plot.space) == 0 && k < SX_COUNT(columns); k++)
		for (size_t i = 0; i < r->ncolumns; i++)
			if (strcmp(r->column[i].name, columns[k]) == 0)
				return columns[k];
	return NULL;
}

void sx_twin_disagree(sx_app *a)
{
	if (!*a->twin_space || a->plot.result == NULL) {
		sx_app_say(a, false, "| puts another space beside this one; then this colours rows by how their neighbours differ");
		return;
	}
	if (!same_rows(a)) {
		sx_app_say(a, false, "%s has other rows than %s: their neighbours cannot be compared", a->twin_space, a->plot.space);
		return;
	}
	sx_plot_ask ask = sx_app_asked(a);
	ask.color = disagreement(a);
	if (ask.color == NULL) {
		sx_buf line = { 0 };
		sx_buf_puts(&line, "overlap ");
		sx_quote(&line, a->plot.space);
		sx_buf_putc(&line, ' ');
		sx_quote(&line, a->twin_space);
		if (sx_buf_ok(&line))
			sx_app_run(a, line.text);
		sx_buf_free(&line);
		ask.color = "overlap";
	}
	sx_app_plot(a, &ask);
}
