/* chart_heat.c: draws a matrix as a heat map in character cells. */
#include "heat_scale.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 2, NUMBER = 6, NAME_MOST = 14, LEGEND = 12 };

/* Where the matrix lies: names of rows take `left`, each column `wide` of which the first BLOCK are colour. */
typedef struct plan {
	const sx_frame *t;
	sx_axis r;
	int     left, wide;
	size_t  rows, columns;	/* that there is room for */
	bool    values;
} plan;

static int widest(const sx_frame *t, bool rows)
{
	int most = 1;
	char scratch[32];
	for (size_t i = 0; i < (rows ? t->rows : sx_heat_columns(t)); i++) {
		int w = sx_text_width(rows ? sx_heat_row(t, i, scratch) : sx_heat_column(t, i)->name);
		most = w > most ? w : most;
	}
	return most < NAME_MOST ? most : NAME_MOST;
}

/* Values where all columns fit with them; else colours alone. The names and the scale take a line each. */
static bool lay_out(plan *p, const sx_view *v, const sx_frame *t)
{
	size_t columns = sx_heat_columns(t);
	p->t = t;
	p->left = widest(t, true) + 1;
	p->left = p->left < v->w / 3 ? p->left : v->w / 3;
	int room = v->w - p->left, name = widest(t, false) + 1;
	p->wide = name > BLOCK + NUMBER ? name : BLOCK + NUMBER;
	p->values = (int)columns * p->wide <= room;
	if (!p->values)
		p->wide = BLOCK;
	p->columns = (size_t)(room / p->wide) < columns ? (size_t)(room / p->wide) : columns;
	p->rows = v->h < 3 ? 0 : (size_t)(v->h - 2) < t->rows ? (size_t)(v->h - 2) : t->rows;
	return p->rows > 0 && p->columns > 0 && sx_heat_range(t, &p->r);
}

static double share(const plan *p, double v)
{
	return (v - p->r.lo) / (p->r.hi - p->r.lo);
}

static void colour(sx_cells *to, const sx_view *v, int x, int y, double s)
{
	uint32_t ch = !isfinite(s) ? ' ' : v->ascii ? (uint32_t)" .:-=+*#%@"[(int)(s * 9.99)] : 0x2588;
	for (int k = 0; k < BLOCK; k++)
		sx_cells_put(to, x + k, y, ch, isfinite(s) ? sx_viridis(s) : SX_INK_DIM);
}

static void draw_names(const plan *p, sx_cells *to, const sx_view *v)
{
	for (size_t c = 0; p->values && c < p->columns; c++)
		sx_cells_text(to, v->x + p->left + (int)c * p->wide, v->y, p->wide - 1, SX_INK_DIM, sx_heat_column(p->t, c)->name);
	for (size_t i = 0; i < p->rows; i++) {
		char scratch[32];
		sx_cells_text(to, v->x, v->y + 1 + (int)i, p->left - 1, SX_INK_DIM, sx_heat_row(p->t, i, scratch));
	}
}

static void draw_values(const plan *p, sx_cells *to, const sx_view *v)
{
	for (size_t c = 0; c < p->columns; c++)
		for (size_t i = 0; i < p->rows; i++) {
			double value = sx_heat_column(p->t, c)->num[i];
			int x = v->x + p->left + (int)c * p->wide, y = v->y + 1 + (int)i;
			char text[32];
			colour(to, v, x, y, share(p, value));
			if (p->values)
				sx_cells_text(to, x + BLOCK + 1, y, p->wide - BLOCK - 1, SX_INK_TEXT, sx_heat_number(value, text));
		}
}

/* The scale, and what there was no room for. */
static void draw_legend(const plan *p, sx_cells *to, const sx_view *v)
{
	char text[32];
	int y = v->y + 1 + (int)p->rows, x = v->x + p->left;
	x += sx_cells_text(to, x, y, v->x + v->w - x, SX_INK_DIM, sx_heat_number(p->r.lo, text)) + 1;
	for (int k = 0; k < LEGEND && x + k + BLOCK <= v->x + v->w; k++)
		colour(to, v, x + k, y, k / (double)(LEGEND - 1));
	x += LEGEND + BLOCK;
	x += sx_cells_text(to, x, y, v->x + v->w - x, SX_INK_DIM, sx_heat_number(p->r.hi, text));
	if (p->rows < p->t->rows || p->columns < sx_heat_columns(p->t))
		sx_cells_text(to, x + 2, y, v->x + v->w - x - 2, SX_INK_ALERT, "a part: more than fits");
}

bool sx_heat_draw(sx_cells *to, const sx_view *v, const sx_frame *t, sx_err *err)
{
	plan p;
	if (!lay_out(&p, v, t))
		return sx_fail(err, SX_EINPUT, "%s: nothing to draw", t->name);
	draw_names(&p, to, v);
	draw_values(&p, to, v);
	draw_legend(&p, to, v);
	return true;
}
