/* example.c: runs the example of a command, and writes its output as text. */
#include "example.h"

#include <string.h>

enum { WIDTH = 70, ROWS = 4 };

static bool run_kept(sx_session *s, const char *line, sx_job *job, sx_err *err)
{
	sx_result *r = sx_result_new();
	bool step = r && sx_session_step_open(s, line, NULL);
	bool ok = r ? sx_run(s, line, job, r, err) && sx_session_keep(s, r, err) : sx_fail_memory(err, "a result", sizeof *r);
	const sx_command *c = ok ? sx_command_find(s, r->command, NULL) : NULL;
	if (step)
		sx_session_step_close(s, c && !(c->flags & SX_UNLOGGED));
	sx_result_unref(r);
	return ok;
}

bool sx_example_load(sx_session *s, sx_job *job, sx_err *err)
{
	return run_kept(s, "load samples/glove-5k.npy --as demo --limit 400", job, err);
}

bool sx_example_run(sx_session *s, const sx_command *c, sx_job *job, sx_result *out, sx_err *err)
{
	const char *lines = c->before ? c->before : "", *line;
	size_t len;
	bool ok = true;
	while (ok && (line = sx_next_line(&lines, &len)) != NULL) {
		char one[256];
		if (len >= sizeof one)
			return sx_fail(err, SX_EUSAGE, "%s: a line before the example is too long", c->name);
		memcpy(one, line, len);
		one[len] = '\0';
		ok = run_kept(s, one, job, err);
	}
	return ok && sx_run(s, c->example, job, out, err);
}

void sx_example_text(const sx_result *r, sx_buf *b)
{
	sx_style style = { .width = WIDTH, .rows = ROWS, .glyphs = SX_GLYPHS_ASCII, .bare = true };
	sx_render_text(r, &style, b);
}

static const struct { const char *name, *text; } stored[] = {
#define SX_EXAMPLE(name, text) { name, text },
#include "examples.def"
#undef SX_EXAMPLE
	{ NULL, NULL },
};

const char *sx_example_stored(const sx_command *c)
{
	for (size_t i = 0; stored[i].name; i++)
		if (strcmp(stored[i].name, c->name) == 0)
			return stored[i].text;
	return NULL;
}

void sx_example_write(const char *name, const char *text, sx_buf *b)
{
	sx_buf_printf(b, "SX_EXAMPLE(\"%s\",", name);
	while (*text) {
		size_t len = strcspn(text, "\n");
		sx_buf_puts(b, "\n\t\"");
		for (size_t i = 0; i < len; i++) {
			if (text[i] == '"' || text[i] == '\\')
				sx_buf_putc(b, '\\');
			sx_buf_putc(b, text[i]);
		}
		sx_buf_puts(b, "\\n\"");
		text += len + (text[len] == '\n');
	}
	sx_buf_puts(b, ")\n");
}
