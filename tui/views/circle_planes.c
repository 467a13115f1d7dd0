/* circle_planes.c: draws the planes of a result of circles as a list, and the rows of the chosen plane in the order of their
 * angle. */
#include "circle_planes.h"
#include "views.h"
#include "engine/environment.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LIST_W = 46, RING_LINE = 256 };
static const char NO_SPACE[] = "no space of it: --spaces N";

struct sx_planes {
	sx_result *ring;		/* of a plane, as line asked; NULL: not there */
	uint64_t   id;
	char       line[RING_LINE], why[160];
};

bool sx_planes_are(const sx_result *r)
{
	const sx_frame *t = sx_result_frame(r, "planes");
	return strcmp(r->command, "circles") == 0 && t && sx_frame_field(t, "plane") && sx_frame_field(t, "kappa");
}

size_t sx_planes_count(const sx_result *r)
{
	return sx_result_frame(r, "planes")->rows;
}

static const char *param(const sx_result *r, const char *name)
{
	for (size_t i = 0; i < r->nparams; i++)
		if (strcmp(r->param[i].name, name) == 0)
			return r->param[i].kind == SX_SCALAR_TEXT ? r->param[i].text : r->param[i].num != 0 ? "yes" : NULL;
	return NULL;
}

/* The space that holds a plane's coordinates, where it is one of its own; "" where none was made; NULL: components. */
static const char *space_of(const sx_result *r, size_t plane)
{
	const sx_field *f = sx_frame_field(sx_result_frame(r, "planes"), "space");
	return f && f->type == SX_TEXT ? f->text[plane - 1] : NULL;
}

/* "3-4" is the plane of pc3 and pc4, or of dimensions 2 and 3 of a space of its own: "COMMAND SPACE X Y". */
static bool line_of(const sx_result *r, const char *command, size_t plane, sx_buf *b)
{
	int i, j;
	const sx_field *f = sx_frame_field(sx_result_frame(r, "planes"), "plane");
	const char *space = space_of(r, plane);
	if (f->type != SX_TEXT || sscanf(f->text[plane - 1], "%d-%d", &i, &j) != 2 || (space && !*space))
		return false;
	sx_buf_printf(b, "%s ", command);
	sx_quote(b, space ? space : r->space);
	if (space)
		sx_buf_printf(b, " d%d d%d", i - 1, j - 1);
	else
		sx_buf_printf(b, " pc%d pc%d", i, j);
	static const char *const rows[] = { "where", "words" };
	for (size_t k = 0; k < SX_COUNT(rows) && !space; k++)
		if (param(r, rows[k])) {
			sx_buf_printf(b, " --%s ", rows[k]);
			sx_quote(b, param(r, rows[k]));
		}
	if (param(r, "drop-nonfinite") && !space)
		sx_buf_puts(b, " --drop-nonfinite");
	return sx_buf_ok(b) && b->len < RING_LINE;
}

static void drop_ring(sx_app *a, const char *line, const char *why)
{
	snprintf(a->planes->line, sizeof a->planes->line, "%s", line);
	snprintf(a->planes->why, sizeof a->planes->why, "%s", why);
	sx_result_unref(a->planes->ring);
	a->planes->ring = NULL;
}

void sx_planes_open(sx_app *a, const sx_result *r, size_t plane)
{
	sx_buf plot = { 0 }, line = { 0 };
	if (line_of(r, "plot", plane, &plot)) {
		sx_buf_puts(&line, "use ");
		sx_quote(&line, space_of(r, plane) ? space_of(r, plane) : r->space);
		sx_buf_printf(&line, "; %s", plot.text);
	}
	if (line.len && sx_buf_ok(&line)) {
		sx_app_run(a, line.text);
		sx_app_show(a, SX_PANE_PLOT);
	} else {
		sx_app_say(a, true, "%s", NO_SPACE);
	}
	sx_buf_free(&plot);
	sx_buf_free(&line);
}

void sx_planes_settle(sx_app *a, const sx_result *r, size_t plane)
{
	sx_buf line = { 0 };
	if (!line_of(r, "ring", plane, &line)) {
		drop_ring(a, "", NO_SPACE);
	} else if (strcmp(line.text, a->planes->line) != 0) {
		drop_ring(a, line.text, "");
		a->planes->id = sx_engine_ask(a->engine, SX_SLOT_RING, line.text);
	}
	sx_buf_free(&line);
}

static void take_ring(sx_app *a, const sx_answer *n)
{
	struct sx_planes *p = a->planes;
	if (n->id != p->id)
		return;
	if (n->ok && n->result) {
		sx_result_unref(p->ring);
		p->ring = sx_result_ref(n->result);
	} else if (!n->ok && n->failure.err.code == SX_ECANCEL) {
		p->line[0] = '\0';		/* asked again */
	} else if (!n->ok) {
		snprintf(p->why, sizeof p->why, "%.159s", n->failure.err.msg);
	}
}

/* ---- drawing ---- */

/* Planes of a dictionary have no p-value; which cluster they are of stands in its place. */
static bool has_p(const sx_frame *t)
{
	return sx_frame_field(t, "p_value") != NULL;
}

static void draw_plane(const sx_result *r, size_t i, bool here, sx_cells *c, int y)
{
	const char *const columns[] = { "plane", "kappa", has_p(sx_result_frame(r, "planes")) ? "p_value" : "cluster", "verdict" };
	static const int at[] = { 1, 7, 15, 24, LIST_W };
	const sx_frame *t = sx_result_frame(r, "planes");
	for (int x = 0; here && x < LIST_W - 1; x++)
		sx_cells_put(c, x, y, ' ', SX_INK_SELECT);
	for (size_t k = 0; k < SX_COUNT(columns); k++) {
		const sx_field *f = sx_frame_field(t, columns[k]);
		char number[32];
		if (f == NULL)
			continue;
		const char *text = f->type == SX_TEXT ? f->text[i] : isnan(f->num[i]) ? "-" : sx_number_short(number, f->num[i]);
		sx_cells_text(c, at[k], y, at[k + 1] - at[k] - 1, here ? SX_INK_SELECT : SX_INK_TEXT, text);
	}
}

static int draw_list(const sx_result *r, size_t plane, sx_cells *c, int y)
{
	size_t n = sx_planes_count(r), room = c->h > y + 6 ? (size_t)(c->h - y - 6) : 1, top = plane > room ? plane - room : 0;
	sx_cells_text(c, 1, y++, LIST_W - 2, SX_INK_DIM, has_p(sx_result_frame(r, "planes")) ? "plane kappa   p        verdict"
	                                                                                     : "plane kappa   cluster  verdict");
	for (size_t i = top; i < n && i < top + room; i++)
		draw_plane(r, i, i + 1 == plane, c, y++);
	return y + 1;
}

/* The labels once round, as the ring shows them. */
static void draw_order(const sx_frame *t, sx_cells *c, int y)
{
	const sx_field *label = sx_frame_field(t, "label") ? sx_frame_field(t, "label") : sx_frame_field(t, "row");
	int x = 1;
	sx_cells_text(c, 1, y++, LIST_W - 2, SX_INK_DIM, "in order of angle");
	for (size_t i = 0; label && i < t->rows && y < c->h; i++) {
		char number[32];
		const char *text = sx_cell_text(label, i, number);
		int w = sx_text_width(text);
		if (x + w > LIST_W - 2 && x > 1) {
			x = 1;
			y++;
		}
		if (y < c->h)
			x += sx_cells_text(c, x, y, LIST_W - 2 - x, SX_INK_TEXT, text) + 1;
	}
}

void sx_planes_draw(const sx_app *a, const sx_result *r, size_t plane, sx_cells *c, int y)
{
	int below = draw_list(r, plane, c, y);
	const sx_frame *t = a->planes->ring ? sx_result_frame(a->planes->ring, "ring") : NULL;
	sx_view v = { LIST_W, y, c->w - LIST_W - 1, c->h - y, a->glyphs, !a->utf8 };
	sx_err err = { 0 };
	if (t == NULL)
		sx_cells_text(c, LIST_W, y + 1, c->w - LIST_W - 1, *a->planes->why ? SX_INK_ALERT : SX_INK_DIM,
		              *a->planes->why ? a->planes->why : "...");
	else if (!sx_chart_draw(c, &v, t, &err))
		sx_cells_text(c, LIST_W, y + 1, c->w - LIST_W - 1, SX_INK_DIM, err.msg);
	if (t)
		draw_order(t, c, below);
}

static const sx_slot_row slots[] = { { SX_SLOT_RING, take_ring } };

static bool open_planes(sx_app *a)
{
	a->planes = sx_alloc(a->arena, 1, sizeof *a->planes);
	return a->planes != NULL;
}

static void close_planes(sx_app *a)
{
	sx_result_unref(a->planes->ring);
}

const sx_part sx_planes_part = { .open = open_planes, .close = close_planes, SX_PART_SLOTS(slots) };
