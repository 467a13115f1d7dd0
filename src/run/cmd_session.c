/* cmd_session.c: the command session: saves a session to a file and loads it. */
#include "session_file.h"
#include "base/file.h"

#include <string.h>

enum { WHAT, FILE_PATH };
enum { SAVE, LOAD };

static const sx_param params[] = {
	[WHAT] = { .name = "what", .kind = SX_KIND_CHOICE, .choices = "save|load", .flags = SX_POSITIONAL | SX_REQUIRED,
	           .help = "save the commands so far, or run those of a file" },
	[FILE_PATH] = { .name = "path", .kind = SX_KIND_PATH, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "the session file" },
};

static bool save(const sx_call *call, sx_result *out, sx_err *err)
{
	const char *path = call->arg[FILE_PATH].text;
	sx_buf b = { 0 };
	size_t kept, left_out;
	sx_session_write(call->session, call->job ? call->job->seed : 0, &b, &kept, &left_out);
	bool ok = sx_buf_ok(&b) || sx_fail_memory(err, "the session", (double)b.cap);
	sx_writer *w = ok ? sx_writer_open(path, err) : NULL;
	if (w)
		sx_writer_add(w, b.text, b.len);
	ok = w && sx_writer_commit(w, err);
	sx_buf_free(&b);
	if (!ok)
		return false;
	sx_put(out, "commands", (double)kept);
	sx_put_text(out, "path", path);
	if (left_out)
		sx_note(out, "%zu commands that write files or run code are included as comments only", left_out);
	return true;
}

static bool run_one(const sx_call *call, sx_job *job, const sx_session_line *line, sx_err *err)
{
	sx_result *r = sx_result_new();
	bool ok = r ? sx_run(call->session, line->text, job, r, err) : sx_fail_memory(err, "a result", sizeof *r);
	ok = ok && sx_session_keep(call->session, r, err);
	if (!ok && err && err->code != SX_ECANCEL) {
		sx_err inner = *err;
		sx_file_fail(err, inner.code, call->arg[FILE_PATH].text, "line %zu: %s: %.150s", line->number,
		             r && r->command ? r->command : "", inner.msg);
	}
	sx_result_unref(r);
	return ok;
}

static bool run_lines(const sx_call *call, const sx_session_line *line, size_t n, uint64_t seed, sx_result *out,
                      sx_err *err)
{
	sx_job job = call->job ? *call->job : (sx_job){ 0 };
	job.seed = seed;
	for (size_t i = 0; i < n; i++) {
		job.from = (double)i / (double)n;
		job.span = 1 / (double)n;
		if (!run_one(call, &job, &line[i], err))
			return false;
	}
	sx_put(out, "commands", (double)n);
	return true;
}

enum { LARGEST = 64 << 20 };

static bool load(const sx_call *call, sx_result *out, sx_err *err)
{
	const char *path = call->arg[FILE_PATH].text;
	sx_session_lines lines = { .seed = call->job ? call->job->seed : 0 };
	sx_file *f = sx_file_open(path, call->job, err);
	bool ok = f && (f->size <= LARGEST || sx_file_fail(err, SX_EFORMAT, path, "a session file cannot have %zu bytes", f->size)) &&
	          sx_session_parse(call->session, path, (const char *)f->bytes, f->size, call->tmp, &lines, err);
	sx_file_unref(f);
	sx_mark *before = ok ? sx_session_mark(call->session, call->tmp, err) : NULL;
	ok = before && run_lines(call, lines.line, lines.n, lines.seed, out, err);
	if (before)
		sx_session_unmark(before, !ok);
	return ok;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	return call->arg[WHAT].num == SAVE ? save(call, out, err) : load(call, out, err);
}

static const sx_figure session_figures[] = {
	{ "path", "text", NULL, "the file" },
	{ "commands", "0 or more", NULL, "number of lines saved or run" },
};

const sx_command sx_cmd_session = {
	.name = "session", .group = "program", .summary = "Save the commands so far, or run those of a file",
	.about =
		"save writes the commands that succeeded, each as sx.line [[COMMAND]] on a line of its own, and the seed. load "
		"runs them again, in order and with that seed: the same files give the same results. If one fails, or on "
		"cancellation, everything is restored to its state before: spaces, columns, results and options.\nA session "
		"file may come from anywhere. It is parsed strictly in this form, and nothing is run if any line is neither a "
		"comment nor of this form, or contains a command that writes files or runs code (save, export, lua, run, "
		"source, session). Such commands are saved as comments.",
	.example = "session save /tmp/sextant-example.session", .flags = SX_ACTS | SX_ANY_DATA | SX_OUTSIDE, SX_PARAMS(params),
	.run = run,
	SX_FIGURES(session_figures), .varies = true,
};
