/* screen_dump.c: drives the workbench by a file of keys and prints its last screen as text, for the screen tests. */
#include "app.h"
#include "loop.h"
#include "batch/batch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Answers may lead to new questions; the cursor rests at once. */
static void settle(sx_app *a)
{
	do
		sx_engine_wait(a->engine);
	while (sx_app_news(a) || sx_app_due(a) >= 0);
}

/* The next key of the text: a character, or a name in <…>. Newlines, and lines that begin with "# ", are
 * nothing. */
static int next_key(const char **text)
{
	const char *p = *text;
	if (*p == '<' && strchr(p, '>') && strcspn(p, "\n") > strcspn(p, ">")) {
		const char *end = strchr(p, '>');
		*text = end + 1;
		return sx_key_named(p + 1, (size_t)(end - p - 1));
	}
	uint32_t ch = sx_utf8_next(text);
	return ch == '\n' ? 0 : (int)ch;
}

/* Drawn as the loop does, after each key; printed or not. */
static void show(sx_app *a, bool print)
{
	sx_arena *frame = sx_arena_new(0);
	sx_cells grid;
	sx_buf text = { 0 };
	if (frame && sx_cells_new(&grid, a->w, a->h, frame, NULL)) {
		sx_app_draw(a, &grid, frame);
		for (int y = 0; print && y < grid.h; y++) {
			sx_cells_row(&grid, y, &text);
			sx_buf_putc(&text, '\n');
		}
	}
	if (sx_buf_ok(&text) && text.text)
		fputs(text.text, stdout);
	sx_buf_free(&text);
	sx_arena_free(frame);
}

/* "<press 40,10>", "<release 40,10>", "<wheel-up 40,10>", "<wheel-down 40,10>", "<move 40,10>". */
static bool next_mouse(const char **text, sx_mouse *m)
{
	static const char *const names[] = { "<press", "<release", "<wheel-up", "<wheel-down", "<move" };
	for (size_t i = 0; i < SX_COUNT(names); i++) {
		int used = 0;
		size_t len = strlen(names[i]);
		if (strncmp(*text, names[i], len) == 0 && sscanf(*text + len, " %d,%d>%n", &m->x, &m->y, &used) == 2 && used) {
			m->what = (sx_mouse_what)i;
			*text += len + (size_t)used;
			return true;
		}
	}
	return false;
}

/* "<paste TEXT>", where \\n begins a new line. False: it is none. */
static bool next_paste(const char **text, sx_buf *out)
{
	size_t len = strncmp(*text, "<paste ", 7) == 0 ? strcspn(*text, ">\n") : 0;
	if (len == 0 || (*text)[len] != '>')
		return false;
	for (const char *p = *text + 7; p < *text + len; p++) {
		bool newline = p[0] == '\\' && p[1] == 'n';
		sx_buf_putc(out, newline ? '\n' : *p);
		p += newline;
	}
	*text += len + 1;
	return true;
}

static bool take_paste(sx_app *a, const char **text)
{
	sx_buf pasted = { 0 };
	bool any = next_paste(text, &pasted);
	if (any && sx_buf_ok(&pasted) && pasted.text)
		sx_app_paste(a, pasted.text);
	sx_buf_free(&pasted);
	return any;
}

static void type_keys(sx_app *a, const char *text)
{
	bool fresh = true;		/* at the start of a line */
	while (*text && !a->quit) {
		if (fresh && strncmp(text, "# ", 2) == 0) {
			text += strcspn(text, "\n");
			continue;
		}
		fresh = *text == '\n';
		sx_mouse mouse;
		bool moused = next_mouse(&text, &mouse), pasted = !moused && take_paste(a, &text);
		int key = moused || pasted ? 0 : next_key(&text);
		if (moused)
			sx_app_mouse(a, &mouse);
		else if (key)
			sx_app_key(a, key);
		else if (!pasted)
			continue;
		settle(a);
		show(a, false);
	}
}

static bool read_keys(const char *path, sx_buf *out, sx_err *err)
{
	FILE *in = fopen(path, "r");
	if (in == NULL)
		return sx_fail(err, SX_EIO, "%.180s: %s", path, strerror(errno));
	for (int c; (c = getc(in)) != EOF;)
		sx_buf_putc(out, (char)c);
	fclose(in);
	return sx_buf_ok(out) || sx_fail_memory(err, "the keys", (double)out->len);
}

int sx_dump_main(const sx_setup *s)
{
	sx_failure f = { 0 };
	sx_buf keys = { 0 };
	sx_app app;
	bool ok = (s->keys == NULL || read_keys(s->keys, &keys, &f.err)) && sx_app_open(&app, s, &f.err);
	if (!ok) {
		sx_complain(&f);
		sx_buf_free(&keys);
		return SX_EXIT_FAILED;
	}
	app.colors = 256;
	settle(&app);
	show(&app, false);
	if (keys.text)
		type_keys(&app, keys.text);
	settle(&app);
	show(&app, true);
	sx_app_close(&app);
	sx_buf_free(&keys);
	return fflush(stdout) == 0 ? SX_EXIT_OK : SX_EXIT_FAILED;
}
