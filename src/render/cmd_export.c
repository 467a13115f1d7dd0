/* cmd_export.c: the command export: writes a result to a file, in the format of the file's extension. */
#include "export_file.h"
#include "command/session.h"

#include <stdlib.h>
#include <string.h>

enum { RESULT, PATH, TABLE };

static const sx_param params[] = {
	[RESULT] = { .name = "result", .kind = SX_KIND_TEXT, .flags = SX_POSITIONAL | SX_REQUIRED,
	             .help = "last, a number from history, or the name of a command for its latest result" },
	[PATH]   = { .name = "path", .kind = SX_KIND_PATH, .flags = SX_POSITIONAL | SX_REQUIRED,
	             .help = "the file: .svg .png .json .csv .tsv .md .html .gp .txt" },
	[TABLE]  = { .name = "table", .kind = SX_KIND_TEXT, .help = "which table or series to draw; default: the first with a "
		"picture" },
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

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	const char *path = call->arg[PATH].text;
	const sx_result *r = chosen(call->session, call->arg[RESULT].text, err);
	size_t bytes;
	if (r == NULL || !sx_export_file(r, path, call->arg[TABLE].text, &bytes, err))
		return false;
	sx_put_text(out, "path", path);
	sx_put(out, "bytes", (double)bytes);
	return true;
}

static const sx_figure export_figures[] = {
	{ "path", "text", NULL, "the file written" },
	{ "bytes", "0 or more", NULL, "its length" },
};

const sx_command sx_cmd_export = {
	.name = "export", .group = "spaces", .summary = "Write a result to a file (SVG, PNG, HTML, JSON, CSV, gnuplot)",
	.about = "The extension determines the format: .svg and .png a picture, .html a self-contained page, .json everything "
		"as --json prints it, .csv and .tsv the main table, .gp a gnuplot script with its data, .md and .txt text for "
		"people. The file is written atomically.",
	.example = "export last /tmp/sextant-example.json", .flags = SX_ACTS | SX_OUTSIDE, SX_PARAMS(params), .run = run,
	SX_FIGURES(export_figures), .before = "hubness demo", .varies = true,
};
