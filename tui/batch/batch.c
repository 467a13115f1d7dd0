/* batch.c: runs commands one by one and prints what they answer. */
#include "batch.h"
#include "engine/environment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sx_complain(const sx_failure *f)
{
	sx_buf b = { 0 };
	sx_failure_text(f, &b);
	fflush(stdout);
	fprintf(stderr, "sextant: %s\n", sx_buf_ok(&b) && b.text ? b.text : f->err.msg);
	sx_buf_free(&b);
}

static void fail(sx_batch *b, const sx_failure *f)
{
	bool cancelled = f->err.code == SX_ECANCEL;
	sx_complain(f);
	b->status = cancelled ? SX_EXIT_INTERRUPTED : SX_EXIT_FAILED;
	b->done = b->done || cancelled || !b->setup->keep_going;
}

bool sx_batch_open(sx_batch *b, const sx_setup *s)
{
	sx_failure f = { 0 };
	*b = (sx_batch){ .setup = s };
	sx_stop_watch();
	sx_progress_init(&b->progress, s->loud >= 0);
	if (!sx_output_open(&b->out, s, &f.err)) {
		b->status = SX_EXIT_FAILED;
		sx_complain(&f);
		return false;
	}
	sx_progress_start(&b->progress);
	bool ok = sx_host_open(&b->host, s, sx_progress_tick, &b->progress, &f);
	if (f.err.code != SX_OK)
		fail(b, &f);
	return ok;
}

/* As many rows as the option rows says, or as the line itself asks for with --rows. */
static void show(sx_batch *b, const sx_result *r)
{
	size_t rows = (size_t)strtoul(sx_session_get(b->host.session, "rows"), NULL, 10);
	for (size_t i = 0; rows && i < r->nparams; i++)
		if (strcmp(r->param[i].name, "rows") == 0 && r->param[i].kind == SX_SCALAR_NUM && r->param[i].num > (double)rows)
			rows = (size_t)r->param[i].num;
	sx_output_result(&b->out, r, rows);
}

static void run_line(sx_batch *b, const char *line)
{
	sx_result *r;
	sx_failure f;
	size_t before = sx_session_results(b->host.session);
	sx_progress_start(&b->progress);
	bool ok = sx_host_run(&b->host, line, true, &r, &f);
	sx_progress_clear(&b->progress);
	size_t now = sx_session_results(b->host.session);
	for (size_t i = before; i + (ok && r ? 1 : 0) < now; i++)	/* what a sourced file answered on its way */
		show(b, sx_session_result_at(b->host.session, i));
	if (!ok)
		fail(b, &f);
	else if (r && sx_host_quits(&b->host, r))
		b->done = true;
	else if (r)
		show(b, r);
	sx_result_unref(ok ? r : NULL);
}

void sx_batch_text(sx_batch *b, const char *text)
{
	size_t len;
	for (const char *at; !b->done && (at = sx_next_line(&text, &len)) != NULL;) {
		char *line = strndup(at, len);
		if (line == NULL) {
			sx_failure f = { 0 };
			sx_fail_memory(&f.err, "a line of commands", (double)len);
			fail(b, &f);
			return;
		}
		run_line(b, line);
		free(line);
	}
}

/* Loading says what it found only when asked to say more: a script's output is its results. */
static void load(sx_batch *b, const char *path)
{
	sx_buf line = { 0 };
	sx_result *r = NULL;
	sx_failure f = { 0 };
	sx_buf_puts(&line, "load ");
	sx_quote(&line, path);
	sx_progress_start(&b->progress);
	bool ok = sx_buf_ok(&line) && sx_host_run(&b->host, line.text, true, &r, &f);
	sx_progress_clear(&b->progress);
	if (!ok)
		fail(b, &f);
	for (size_t i = 0; r && b->setup->loud >= 0 && i < r->nnotes; i++)
		if (b->setup->loud > 0)
			fprintf(stderr, "sextant: load: %s\n", r->note[i]);
	sx_result_unref(r);
	sx_buf_free(&line);
}

void sx_batch_load(sx_batch *b)
{
	for (size_t i = 0; i < b->setup->nfiles && !b->done; i++)
		load(b, b->setup->file[i]);
}

/* Dies of the signal that stopped it, so that a shell's loop stops too; Ctrl-C is the status the
 * contract names. */
int sx_batch_close(sx_batch *b)
{
	sx_failure f = { 0 };
	sx_host_close(&b->host);
	bool keep = b->status == SX_EXIT_OK || (b->status == SX_EXIT_FAILED && b->setup->keep_going);
	if (!sx_output_close(&b->out, keep, &f.err) && b->status == SX_EXIT_OK) {
		sx_complain(&f);
		b->status = SX_EXIT_FAILED;
	}
	int sig = (int)sx_stop_signal;
	if (sig && sig != SIGINT) {
		signal(sig, SIG_DFL);
		raise(sig);
	}
	return b->status;
}

/* ---- files of commands ---- */

static bool read_all(FILE *in, sx_buf *out)
{
	char chunk[8192];
	for (size_t n; (n = fread(chunk, 1, sizeof chunk, in)) > 0;)
		sx_buf_add(out, chunk, n);
	return !ferror(in) && sx_buf_ok(out);
}

/* Standard input is run line by line as it comes, so that another program can hold a conversation. */
static void run_stdin(sx_batch *b)
{
	char *line = NULL;
	size_t cap = 0;
	errno = 0;
	while (!b->done && getline(&line, &cap, stdin) >= 0)
		sx_batch_text(b, line);
	if (!b->done && !feof(stdin)) {
		sx_failure f = { 0 };
		sx_fail(&f.err, SX_EIO, "standard input: %s", strerror(errno ? errno : EIO));
		fail(b, &f);
	}
	free(line);
}

static void run_file(sx_batch *b, const char *path)
{
	sx_buf text = { 0 };
	FILE *in = fopen(path, "r");
	sx_failure f = { 0 };
	if (in == NULL || !read_all(in, &text)) {
		sx_fail(&f.err, SX_EIO, "%.180s: %s", path, strerror(errno));
		fail(b, &f);
		b->done = true;
	} else if (text.text) {
		sx_batch_text(b, text.text);
	}
	if (in)
		fclose(in);
	sx_buf_free(&text);
}

int sx_batch_main(const sx_setup *s)
{
	sx_batch b;
	if (!sx_batch_open(&b, s))
		return b.status;
	sx_batch_load(&b);
	for (size_t i = 0; i < s->nsources && !b.done; i++) {
		if (!s->source[i].is_file)
			sx_batch_text(&b, s->source[i].text);
		else if (strcmp(s->source[i].text, "-") == 0)
			run_stdin(&b);
		else
			run_file(&b, s->source[i].text);
	}
	return sx_batch_close(&b);
}

/* ---- scripts ---- */

static void print(void *ctx, const char *text, size_t len)
{
	sx_batch *b = ctx;
	sx_progress_clear(&b->progress);
	sx_output_text(&b->out, text, len);
}

int sx_script_main(const sx_setup *s)
{
	sx_batch b;
	sx_failure f = { 0 };
	if (!sx_batch_open(&b, s))
		return b.status;
	sx_lua_set_print(b.host.lua, print, &b);
	bool ok = sx_lua_script(b.host.lua, s->script, s->script_argc, s->script_argv, &b.host.job, &f.err);
	sx_progress_clear(&b.progress);
	if (!ok)
		fail(&b, &f);
	if (!ok && s->loud > 0)
		fputs(sx_lua_traceback(b.host.lua), stderr);
	return sx_batch_close(&b);
}
