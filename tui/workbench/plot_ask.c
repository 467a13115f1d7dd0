/* plot_ask.c: turns a picture into the command that draws it. */
#include "plot.h"
#include "engine/environment.h"

#include <string.h>

static const sx_scalar *param(const sx_plot *p, const char *name)
{
	const sx_result *r = p->result;
	for (size_t i = 0; r && i < r->nparams; i++)
		if (strcmp(r->param[i].name, name) == 0)
			return &r->param[i];
	return NULL;
}

static const char *text(const sx_plot *p, const char *name)
{
	const sx_scalar *s = param(p, name);
	return s && s->kind == SX_SCALAR_TEXT ? s->text : NULL;
}

sx_plot_ask sx_plot_asked(const sx_plot *p)
{
	const sx_scalar *circle = param(p, "circle"), *angle = param(p, "like-turn"), *mirror = param(p, "like-mirror");
	sx_plot_ask ask = {
		.space = p->space, .x = text(p, "x"), .y = text(p, "y"), .z = text(p, "z"), .color = p->color_name,
		.show = text(p, "show"), .path = text(p, "path"), .arrow = text(p, "arrow"), .circle = circle && circle->num != 0,
		.turn = p->turn, .tilt = p->tilt, .like = text(p, "like"), .like_turn = angle ? angle->num : 0,
		.like_mirror = mirror && mirror->num != 0, .zoomed = p->zoomed, .view = p->view,
	};
	if (ask.show && strcmp(ask.show, "all") == 0)
		ask.show = NULL;
	if (ask.like && strcmp(ask.like, "none") == 0)
		ask.like = NULL;
	return ask;
}

static void add(sx_buf *b, const char *option, const char *value)
{
	if (value == NULL)
		return;
	sx_buf_printf(b, " %s%s", option, *option ? " " : "");
	sx_quote(b, value);
}

static void add_angle(sx_buf *b, const char *option, double degrees)
{
	if (degrees != 0)
		sx_buf_printf(b, " %s %g", option, degrees);
}

void sx_plot_line(const sx_plot_ask *ask, sx_buf *b)
{
	sx_buf_puts(b, "plot");
	add(b, "", ask->space);
	add(b, "", ask->x);
	add(b, "", ask->y);
	add(b, "--z", ask->z);
	if (ask->z) {
		add_angle(b, "--turn", ask->turn);
		add_angle(b, "--tilt", ask->tilt);
	}
	add(b, "--color", ask->color);
	add(b, "--show", ask->show);
	add(b, "--path", ask->path);
	add(b, "--arrow", ask->arrow);
	add(b, "--like", ask->like);
	if (ask->like)
		add_angle(b, "--like-turn", ask->like_turn);
	if (ask->like && ask->like_mirror)
		sx_buf_puts(b, " --like-mirror");
	if (ask->zoomed)
		sx_buf_printf(b, " --view=%.6g,%.6g,%.6g,%.6g", ask->view.x0, ask->view.y0, ask->view.x1, ask->view.y1);
	if (ask->circle)
		sx_buf_puts(b, " --circle");
}

void sx_plot_command(const sx_plot *p, const char *name, sx_buf *line)
{
	sx_buf_printf(line, "%s ", name);
	sx_quote(line, p->space);
	sx_buf_putc(line, ' ');
}
