/* export_file.c: writes a result to a file as picture, JSON, CSV, Markdown, HTML, gnuplot script or text, by the file's
 * extension. */
#include "export_file.h"
#include "render.h"
#include "base/file.h"

#include <string.h>

static bool picture(const sx_result *r, bool pixels, const char *table, sx_buf *b, sx_err *err)
{
	const sx_frame *t = table ? sx_result_frame(r, table) : NULL;
	if (table && t == NULL)
		return sx_fail(err, SX_EINPUT, "the result of %s has no table '%.60s'", r->command, table);
	return (pixels ? sx_render_png : sx_render_svg)(r, t, b, err);
}

static bool render(const sx_result *r, const char *ending, const char *table, sx_buf *b, sx_err *err)
{
	static const sx_style style = { .width = 100, .utf8 = true, .glyphs = SX_GLYPHS_BRAILLE, .pictures = true };
	bool pixels = strcmp(ending, ".png") == 0;
	if (pixels || strcmp(ending, ".svg") == 0)
		return picture(r, pixels, table, b, err);
	if (strcmp(ending, ".json") == 0)
		sx_render_json(r, b);
	else if (strcmp(ending, ".csv") == 0)
		sx_render_csv(r, ',', b);
	else if (strcmp(ending, ".tsv") == 0)
		sx_render_csv(r, '\t', b);
	else if (strcmp(ending, ".md") == 0)
		sx_render_markdown(r, b);
	else if (strcmp(ending, ".html") == 0)
		sx_render_html(r, b);
	else if (strcmp(ending, ".gp") == 0)
		return sx_render_gnuplot(r, table ? sx_result_frame(r, table) : NULL, b, err);
	else if (strcmp(ending, ".txt") == 0)
		sx_render_text(r, &style, b);
	else
		return sx_fail(err, SX_EUSAGE, "cannot write '%.20s'; the extension must be one of .svg .png .json .csv .tsv "
		               ".md .html .gp .txt", ending);
	return true;
}

bool sx_export_file(const sx_result *r, const char *path, const char *table, size_t *bytes, sx_err *err)
{
	const char *dot = strrchr(path, '.');
	sx_buf b = { 0 };
	bool ok = render(r, dot ? dot : "", table, &b, err);
	if (ok && !sx_buf_ok(&b))
		ok = sx_fail_memory(err, "the file", (double)b.len);
	sx_writer *w = ok ? sx_writer_open(path, err) : NULL;
	ok = w != NULL;
	if (ok) {
		sx_writer_add(w, b.text ? b.text : "", b.len);
		ok = sx_writer_commit(w, err);
	}
	*bytes = b.len;
	sx_buf_free(&b);
	return ok;
}
