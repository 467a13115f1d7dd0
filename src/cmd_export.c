/* cmd_export.c: a result as a file: picture, JSON, CSV, Markdown or text, by the file's ending. */
#include "file.h"
#include "render.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

enum { RESULT, PATH, TABLE };

static const sx_param params[] = {
	[RESULT] = { .name = "result", .kind = SX_KIND_TEXT, .flags = SX_POSITIONAL | SX_REQUIRED,
	             .help = "last, a number of history, or a command's name for its latest result" },
	[PATH]   = { .name = "path", .kind = SX_KIND_PATH, .flags = SX_POSITIONAL | SX_REQUIRED,
	             .help = "the file: .svg .png .json .csv .tsv .md .html .txt" },
	[TABLE]  = { .name = "table", .kind = SX_KIND_TEXT, .help = "which table or series a picture shows; left out, the first picture" },
};

static const sx_result *chosen(const sx_session *s, const char *what, sx_err *err)
{
	size_t n = sx_session_results(s), last = n;
	char *end;
	unsigned long number = strtoul(what, &end, 10);
	while (last > 0 && strcmp(sx_session_result_at(s, last - 1)->command, "export") == 0)
		last--;		/* an export is not what one exports next */
	if (last == 0)
		sx_fail(err, SX_EINPUT, "there is no result yet");
	else if (strcmp(what, "last") == 0)
		return sx_session_result_at(s, last - 1);
	else if (*what && !*end && number >= 1 && number <= n)
		return sx_session_result_at(s, number - 1);
	else if (*what && !*end)
		sx_fail(err, SX_EINPUT, "there is no result %lu; there are %zu", number, n);
	for (size_t i = n; i-- > 0 && *end;)
		if (strcmp(sx_session_result_at(s, i)->command, what) == 0)
			return sx_session_result_at(s, i);
	if (n && *end)
		sx_fail(err, SX_EINPUT, "no result of '%.60s' yet; 'history' lists the results", what);
	return NULL;
}

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
	else if (strcmp(ending, ".txt") == 0)
		sx_render_text(r, &style, b);
	else
		return sx_fail(err, SX_EUSAGE, "'%.20s' is no ending it can write; there are .svg .png .json .csv .tsv .md .html .txt", ending);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	const char *path = call->arg[PATH].text, *dot = strrchr(path, '.');
	const sx_result *r = chosen(call->session, call->arg[RESULT].text, err);
	sx_buf b = { 0 };
	if (r == NULL)
		return false;
	bool ok = render(r, dot ? dot : "", call->arg[TABLE].text, &b, err);
	if (ok && !sx_buf_ok(&b))
		ok = sx_fail_memory(err, "the file", (double)b.len);
	sx_writer *w = ok ? sx_writer_open(path, err) : NULL;
	ok = w != NULL;
	if (ok) {
		sx_writer_add(w, b.text ? b.text : "", b.len);
		ok = sx_writer_commit(w, err);
	}
	if (ok) {
		sx_put_text(out, "path", path);
		sx_put(out, "bytes", (double)b.len);
	}
	sx_buf_free(&b);
	return ok;
}

const sx_command sx_cmd_export = {
	.name = "export", .group = "spaces", .summary = "Write a result to a file",
	.about = "The ending says the form: .svg and .png a picture, .html a page with everything in it, .json all of it as "
		"--json prints it, .csv and .tsv the main "
		"table, .md and .txt for people. The file is written whole or not at all.",
	.example = "export last /tmp/sextant-example.json", .flags = SX_ACTS | SX_OUTSIDE, SX_PARAMS(params), .run = run,
};
