/* side_likeness.c: how similar the two spaces side by side are: the metrics of the last comparison, and a colour that shows
 * which rows moved. */
#include "side_likeness.h"
#include "legend.h"
#include "side_by_side.h"
#include "engine/environment.h"

#include <stdio.h>
#include <string.h>

enum { ROOMY = 100, LEGEND = 50, CLASSES = 16, BLOCKS = 4 };

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
	for (size_t i = a->results.n; i-- > 0;) {
		const sx_result *r = a->results.at[i];
		if ((strcmp(r->command, "compare") != 0 && strcmp(r->command, "overlap") != 0) || !r->space)
			continue;
		if ((strcmp(r->space, x) == 0 && names_space(r, y)) || (strcmp(r->space, y) == 0 && names_space(r, x)))
			return r;
	}
	return NULL;
}

/* An interval or an error belongs to the figure before it and is left to the results. */
static bool is_extra(const char *name)
{
	static const char *const ends[] = { "_low", "_high", "_se", "_null", "_p" };
	size_t len = strlen(name);
	for (size_t i = 0; i < SX_COUNT(ends); i++)
		if (len > strlen(ends[i]) && strcmp(name + len - strlen(ends[i]), ends[i]) == 0)
			return true;
	return false;
}

/* With what chance alone would give, where that is known and has room. */
static int draw_scalar(const sx_scalar *v, const sx_scalar *chance, sx_cells *c, int x, int y, int stop)
{
	char value[32], text[128];
	if (v == NULL || v->kind != SX_SCALAR_NUM || is_extra(v->name))
		return x;
	int n = snprintf(text, sizeof text, "%s %s", v->name, sx_number_short(value, v->num));
	if (chance && chance->kind == SX_SCALAR_NUM)
		snprintf(text + n, sizeof text - (size_t)n, " (chance %.2g)", chance->num);
	if (x + sx_text_width(text) + 1 > stop)
		text[n] = '\0';
	int w = sx_text_width(text);
	return x + w + 1 > stop ? x : x + sx_cells_text(c, x, y, w, SX_INK_TEXT, text) + 3;
}

/* Whole figures, as many as fit: of compare's many those that say most. Returns where they end. */
static int draw_figures(const sx_result *r, sx_cells *c, int x, int y, int stop)
{
	bool many = strcmp(r->command, "compare") == 0;
	if (many) {
		x = draw_scalar(sx_result_scalar(r, "cka_debiased"), NULL, c, x, y, stop);
		x = draw_scalar(sx_result_scalar(r, "mutual_knn"), sx_result_scalar(r, "mutual_knn_chance"), c, x, y, stop);
	}
	for (size_t i = 0; !many && i < r->nscalars; i++)
		x = draw_scalar(&r->scalar[i], NULL, c, x, y, stop);
	return x;
}

/* Room for what the colour says: in narrow screens its name and a short ramp. */
static int legend_width(const sx_app *a, const sx_cells *c)
{
	const sx_plot *p = &a->plot;
	char lo[32], hi[32];
	if (p->color_name == NULL || c->w >= ROOMY)
		return p->color_name ? LEGEND : 0;
	int ends = (int)(strlen(sx_number_short(lo, p->lo)) + strlen(sx_number_short(hi, p->hi)));
	return sx_text_width(p->color_name) + 2 + (p->class_of ? CLASSES : ends + 2 + BLOCKS) + 4;
}

/* moved most: bank, apple, may */
static int draw_movers(const sx_app *a, const sx_result *r, sx_cells *c, int x, int y, int stop)
{
	const sx_frame *t = sx_result_frame(r, "moved_most");
	const sx_field *label = t ? sx_frame_field(t, "label") : NULL;
	const sx_field *overlap = t ? sx_frame_field(t, "moved_overlap") : NULL;
	size_t n = 0;
	while (t && n < t->rows && n < 6 && !(overlap && overlap->num[n] >= 1))	/* who kept all neighbours did not move */
		n++;
	if (label == NULL || label->type != SX_TEXT || n == 0 || x + 26 > stop)
		return x;
	x += sx_cells_text(c, x, y, stop - x, SX_INK_DIM, "moved most: ");
	for (size_t i = 0; i < n; i++) {
		char text[64];
		snprintf(text, sizeof text, "%s%.40s", i ? ", " : "", label->text[i]);
		int w = sx_text_width(text);
		if (x + w + 2 > stop)
			return x + sx_cells_text(c, x, y, 3, SX_INK_DIM, a->utf8 ? "\342\200\246" : "...") + 3;
		x += sx_cells_text(c, x, y, w, SX_INK_TEXT, text);
	}
	return x + 3;
}

/* The figures, or how to have some; and what the colour of both says. */
void sx_beside_figures(const sx_app *a, sx_cells *c, int y)
{
	char text[200];
	int x = 1, stop = c->w - legend_width(a, c);
	const sx_result *r = last_of(a, a->plot.space, sx_beside_space(a));
	if (r) {
		if (c->w >= ROOMY)		/* else the figures' own names must do */
			x += sx_cells_text(c, x, y, c->w - 2, SX_INK_DIM, r->command) + 3;
		x = draw_figures(r, c, x, y, stop);
		x = draw_movers(a, r, c, x, y, stop);
	} else {
		snprintf(text, sizeof text, "similarity: O runs compare %.60s %.60s", a->plot.space, sx_beside_space(a));
		x += sx_cells_cut(c, x, y, stop - 2, SX_INK_DIM, text, a->utf8) + 3;
	}
	if (a->plot.color_name && x + 12 < c->w)
		sx_legend_color(a, c, x, y, c->w - 1);
}

/* The column of the shown space that says how many neighbours a row keeps; NULL: none yet. */
static const char *disagreement(const sx_app *a)
{
	static const char *const columns[] = { "moved_overlap", "overlap" };
	const sx_result *r = last_of(a, a->plot.space, sx_beside_space(a));
	for (size_t k = 0; r && strcmp(r->space, a->plot.space) == 0 && k < SX_COUNT(columns); k++)
		for (size_t i = 0; i < r->ncolumns; i++)
			if (strcmp(r->column[i].name, columns[k]) == 0)
				return columns[k];
	return NULL;
}

void sx_beside_disagree(sx_app *a)
{
	if (!*sx_beside_space(a) || a->plot.result == NULL) {
		sx_app_say(a, false, "| shows another space beside this one; then this key colours rows by how their neighbours "
			"differ");
		return;
	}
	sx_plot_ask ask = sx_app_asked(a);
	ask.color = disagreement(a);
	if (ask.color == NULL) {
		sx_buf line = { 0 };
		sx_buf_puts(&line, "compare ");
		sx_quote(&line, a->plot.space);
		sx_buf_putc(&line, ' ');
		sx_quote(&line, sx_beside_space(a));
		sx_buf_puts(&line, " --methods cka_debiased,mutual_knn");
		sx_app_run_buf(a, &line);
		ask.color = "moved_overlap";
	}
	sx_app_plot(a, &ask);
}
