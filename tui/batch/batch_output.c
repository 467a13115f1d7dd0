/* batch_output.c: results on standard output or in a file. */
#include "batch_output.h"
#include "engine/environment.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool sx_output_open(sx_output *o, const sx_setup *s, sx_err *err)
{
	bool screen = s->output == NULL && isatty(STDOUT_FILENO), utf8 = sx_locale_is_utf8();
	*o = (sx_output){ .setup = s };
	o->style = (sx_style){ .width = screen ? sx_terminal_width(STDOUT_FILENO) : 80, .utf8 = utf8,
	                       .glyphs = s->glyphs >= 0 ? (sx_glyphs)s->glyphs : utf8 ? SX_GLYPHS_BRAILLE : SX_GLYPHS_ASCII,
	                       .pictures = screen || s->pictures };
	if (s->output == NULL)
		return true;
	o->writer = sx_writer_open(s->output, err);
	return o->writer != NULL;
}

static void lose(sx_output *o, int error)
{
	if (o->error == 0)
		o->error = error ? error : EIO;
}

void sx_output_text(sx_output *o, const char *text, size_t len)
{
	if (o->writer)
		sx_writer_add(o->writer, text, len);
	else if (fwrite(text, 1, len, stdout) != len)
		lose(o, errno);
}

/* A text cut short because memory ended is worse than none: nothing of it is printed. */
void sx_output_result(sx_output *o, const sx_result *r, size_t rows)
{
	o->style.rows = rows;
	sx_buf b = { 0 };
	switch (o->setup->format) {
	case SX_FORMAT_JSON: sx_render_json(r, &b); break;
	case SX_FORMAT_CSV:  sx_render_csv(r, ',', &b); break;
	case SX_FORMAT_TSV:  sx_render_csv(r, '\t', &b); break;
	default:             sx_render_text(r, &o->style, &b); break;
	}
	if (o->setup->format == SX_FORMAT_JSON && b.len && b.text[b.len - 1] != '\n')
		sx_buf_putc(&b, '\n');
	if (!sx_buf_ok(&b))
		lose(o, ENOMEM);
	else if (b.len)
		sx_output_text(o, b.text, b.len);
	if (o->writer == NULL && fflush(stdout) != 0)	/* a reader sees each result when it is there */
		lose(o, errno);
	sx_buf_free(&b);
}

bool sx_output_close(sx_output *o, bool keep, sx_err *err)
{
	if (o->writer && keep && o->error == 0)
		return sx_writer_commit(o->writer, err);
	sx_writer_abandon(o->writer);
	if (fflush(stdout) != 0)
		lose(o, errno);
	if (o->error == 0)
		return true;
	return o->writer ? sx_file_fail(err, SX_EIO, o->setup->output, "not written: %s", strerror(o->error))
	                 : sx_fail(err, SX_EIO, "standard output: %s", strerror(o->error));
}
