/* price_question.c: what a long run takes, what takes less, and the answer to that. */
#include "workbench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *time_text(char out[32], double s)
{
	if (s < 100)
		snprintf(out, 32, "about %.0f s", s < 1 ? 1 : s);
	else if (s < 5400)
		snprintf(out, 32, "about %.0f min", s / 60);
	else if (s < 36 * 3600)
		snprintf(out, 32, "about %.1f h", s / 3600);
	else
		snprintf(out, 32, "about %.0f days", s / 86400);
	return out;
}

static const char *size_text(char out[32], double bytes)
{
	if (bytes < 1e9)
		snprintf(out, 32, "%.0f MB", bytes < 1e6 ? 1 : bytes / 1e6);
	else
		snprintf(out, 32, "%.1f GB", bytes / 1e9);
	return out;
}

void sx_price_take(sx_app *a, const sx_answer *n)
{
	free(a->price.line);
	a->price.line = strdup(n->line);
	a->price.price = n->price;
	a->price.open = a->price.line != NULL;
	if (!a->price.open)
		sx_engine_decide(a->engine, NULL);
}

void sx_price_drop(sx_app *a)
{
	a->price.open = false;
	free(a->price.line);
	a->price.line = NULL;
}

static void run_anyway(sx_app *a, bool cheaper)
{
	sx_buf line = { 0 };
	sx_buf_puts(&line, a->price.line);
	if (cheaper)
		sx_buf_printf(&line, " %s", a->price.price.cheaper);
	if (sx_buf_ok(&line))
		a->asked = sx_engine_decide(a->engine, line.text);
	sx_buf_free(&line);
	sx_price_drop(a);
}

/* Enter is no answer: it may come from a line typed ahead. */
bool sx_price_key(sx_app *a, int key)
{
	if (!a->price.open)
		return false;
	if (key == 'y' || (key == 's' && *a->price.price.cheaper)) {
		run_anyway(a, key == 's');
	} else if (key == 'n' || key == 'q' || key == SX_KEY_ESC || key == 3) {
		sx_price_drop(a);
		sx_engine_decide(a->engine, NULL);
		a->waiting -= a->waiting > 0;
		sx_app_say(a, false, "not run");
	}
	return true;
}

void sx_price_draw(const sx_app *a, sx_cells *c, int y)
{
	char seconds[32], bytes[32], less[32], text[160];
	snprintf(text, sizeof text, "%s%s%s   y run", time_text(seconds, a->price.price.seconds), a->price.price.bytes > 0 ? ", " : "",
	         a->price.price.bytes > 0 ? size_text(bytes, a->price.price.bytes) : "");
	size_t len = strlen(text);
	if (*a->price.price.cheaper)
		snprintf(text + len, sizeof text - len, "   s %s, %s", a->price.price.cheaper, time_text(less, a->price.price.cheaper_seconds));
	len = strlen(text);
	snprintf(text + len, sizeof text - len, "   n leave it");
	int w = sx_text_width(text), x = 1;
	x += sx_cells_text(c, x, y, c->w - w - 4 > 8 ? c->w - w - 4 : 8, SX_INK_DIM, a->price.line) + 2;
	sx_cells_text(c, x, y, c->w - x, SX_INK_ALERT, text);
}
