/* load_isolated.c: both ends of the pipe between this process and the one that reads. */
#include "load_isolated.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { NOTE = 'n', SHARE = 'p', FAILED = 'e', MADE = 's' };
enum { PATIENCE = 50, LONGEST = 1 << 28, MOST_NOTES = 10000 };	/* ms between questions; bytes of a text */

typedef struct head { uint64_t rows, dims, total, fields; bool labels; } head;

/* ---- the process that reads ---- */

static void put(FILE *to, const void *bytes, size_t len)
{
	(void)!fwrite(bytes, 1, len, to);	/* if nobody listens any more, this process is about to be killed */
}

static void put_text(FILE *to, const char *text)
{
	uint32_t len = (uint32_t)strnlen(text ? text : "", LONGEST);
	put(to, &len, sizeof len);
	put(to, text, len);
}

static void put_field(FILE *to, const sx_field *f, size_t n)
{
	put_text(to, f->name);
	put(to, &f->type, sizeof f->type);
	put(to, &f->category, sizeof f->category);
	for (size_t i = 0; f->text && i < n; i++)
		put_text(to, f->text[i]);
	if (f->num)
		put(to, f->num, n * sizeof *f->num);
}

static void put_space(FILE *to, const sx_load *l, const sx_space *s)
{
	head h = { .rows = sx_space_rows(s), .dims = sx_space_dims(s), .total = l->total, .fields = sx_space_fields(s),
	           .labels = sx_space_has_labels(s) };
	for (size_t i = 0; l->out && i < l->out->nnotes; i++) {
		fputc(NOTE, to);
		put_text(to, l->out->note[i]);
	}
	fputc(MADE, to);
	put(to, &h, sizeof h);
	for (size_t i = 0; h.labels && i < h.rows; i++)
		put_text(to, sx_space_label(s, i));
	for (size_t i = 0; i < h.fields; i++)
		put_field(to, sx_space_field_at(s, i), h.rows);
}

static bool pass_share(void *ctx, double share, const char *what)
{
	FILE *to = ctx;
	(void)what;
	fputc(SHARE, to);
	put(to, &share, sizeof share);
	fflush(to);
	return true;
}

/* Handlers of this program would speak for it; Ctrl-C goes to both, and is the other's to see to. */
static void be_alone(void)
{
	static const int plain[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTERM, SIGHUP, SIGTSTP };
	const struct rlimit none = { 0, 0 };
	for (size_t i = 0; i < SX_COUNT(plain); i++)
		signal(plain[i], SIG_DFL);
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_DFL);
	setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

static void read_alone(sx_space *(*read)(sx_load *, sx_err *), const sx_load *asked, int shared, int pipe)
{
	FILE *to = fdopen(pipe, "wb");
	sx_load l = *asked;
	sx_job job = { .threads = 1, .memory = l.job ? l.job->memory : 0, .tick = pass_share, .ctx = to };
	sx_err err = { SX_OK, "" };
	be_alone();
	l.job = &job;
	l.shared = shared;
	l.out = sx_result_new();
	sx_space *s = to && l.out ? read(&l, &err) : NULL;
	if (s) {
		put_space(to, &l, s);
	} else if (to) {
		fputc(FAILED, to);
		put(to, &err, sizeof err);
	}
	if (to)
		fclose(to);
	_exit(0);
}

/* ---- this process ---- */

typedef struct listener {
	sx_load *l;
	sx_err  *err;
	pid_t    pid;
	int      pipe, shared;
	double   share;
	bool     silent;	/* the pipe ended too soon */
	unsigned char buffer[1 << 16];
	size_t   at, end;
} listener;

/* Waits for more while the run may go on. */
static bool refill(listener *x)
{
	struct pollfd p = { .fd = x->pipe, .events = POLLIN };
	for (;;) {
		if (!sx_tick(x->l->job, x->share, "reading the file"))
			return sx_fail_cancel(x->err);
		if (poll(&p, 1, PATIENCE) <= 0)
			continue;
		ssize_t got = read(x->pipe, x->buffer, sizeof x->buffer);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		x->silent = got <= 0;
		x->at = 0;
		x->end = got > 0 ? (size_t)got : 0;
		return got > 0;
	}
}

static bool take(listener *x, void *to, size_t len)
{
	for (size_t done = 0; done < len;) {
		if (x->at == x->end && !refill(x))
			return false;
		size_t n = x->end - x->at < len - done ? x->end - x->at : len - done;
		memcpy((char *)to + done, x->buffer + x->at, n);
		x->at += n;
		done += n;
	}
	return true;
}

static const char *take_text(listener *x)
{
	uint32_t len;
	char *text = take(x, &len, sizeof len) && len <= LONGEST ? sx_alloc(x->l->tmp, (size_t)len + 1, 1) : NULL;
	return text && take(x, text, len) ? text : NULL;
}

static const char **take_texts(listener *x, size_t n)
{
	const char **text = sx_alloc(x->l->tmp, n, sizeof *text);
	for (size_t i = 0; text && i < n; i++)
		if ((text[i] = take_text(x)) == NULL)
			return NULL;
	return text;
}

static bool take_field(listener *x, sx_space *s)
{
	size_t n = sx_space_rows(s);
	sx_field f = { .name = take_text(x) };
	if (f.name == NULL || !take(x, &f.type, sizeof f.type) || !take(x, &f.category, sizeof f.category))
		return false;
	double *num = f.type == SX_TEXT ? NULL : sx_alloc(x->l->tmp, n, sizeof *num);
	f.text = f.type == SX_TEXT ? take_texts(x, n) : NULL;
	f.num = num;
	if (f.text == NULL && (num == NULL || !take(x, num, n * sizeof *num)))
		return false;
	return sx_space_add_field(s, &f, x->err);
}

static sx_space *open_points(const listener *x, const head *h)
{
	size_t cells, bytes = 0;
	struct stat st;
	bool there = sx_mul((size_t)h->rows, (size_t)h->dims, &cells) && sx_mul(cells, sizeof(float), &bytes) && bytes > 0 &&
	             fstat(x->shared, &st) == 0 && (uint64_t)st.st_size == bytes;
	return there ? sx_load_in_shared(x->shared, bytes, x->l->name, (size_t)h->rows, (size_t)h->dims, x->err) : NULL;
}

static sx_space *take_space(listener *x)
{
	head h;
	sx_space *s = take(x, &h, sizeof h) ? open_points(x, &h) : NULL;
	const char **label = s && h.labels ? take_texts(x, (size_t)h.rows) : NULL;
	bool ok = s && (!h.labels || (label && sx_space_set_labels(s, label, x->err)));
	for (uint64_t i = 0; ok && i < h.fields; i++)
		ok = take_field(x, s);
	if (ok) {
		x->l->total = (size_t)h.total;
		return s;
	}
	sx_space_unref(s);
	return NULL;
}

/* ---- both ---- */

static sx_space *listen(listener *x)
{
	unsigned char tag;
	sx_err why;
	for (int notes = 0; notes < MOST_NOTES && take(x, &tag, 1);) {
		if (tag == SHARE && take(x, &x->share, sizeof x->share))
			continue;
		const char *note = tag == NOTE ? take_text(x) : NULL;
		if (note) {
			sx_load_note(x->l, "%s", note);
			notes++;
			continue;
		}
		if (tag == MADE)
			return take_space(x);
		if (tag == FAILED && take(x, &why, sizeof why) && x->err)
			*x->err = why;
		break;
	}
	return NULL;
}

/* How it ended, where it did not say so itself. */
static void say_end(const listener *x, int status)
{
	const char *path = x->l->file->path;
	if (WIFSIGNALED(status))
		sx_file_fail(x->err, SX_EFORMAT, path, "is damaged: the library that reads it crashed (%s)",
		             strsignal(WTERMSIG(status)));
	else
		sx_file_fail(x->err, SX_EFORMAT, path, "is damaged: reading it ended with status %d", WEXITSTATUS(status));
}

static sx_space *hear(listener *x)
{
	sx_err none = { SX_OK, "" };
	x->err = x->err ? x->err : &none;
	x->err->code = SX_OK;
	sx_space *s = listen(x);
	int status = 0;
	if (!x->silent)		/* else it ends by itself: how it does is to be told */
		kill(x->pid, SIGKILL);
	while (waitpid(x->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (s == NULL && x->err->code == SX_OK)
		x->silent ? say_end(x, status) : (void)sx_load_short(x->l, (double)sx_arena_used(x->l->tmp), x->err);
	return s;
}

static int open_shared(void)
{
#ifdef __linux__
	return memfd_create("points", MFD_CLOEXEC);
#else
	FILE *f = tmpfile();
	int fd = f ? dup(fileno(f)) : -1;
	if (f)
		fclose(f);
	return fd;
#endif
}

sx_space *sx_load_isolated(sx_space *(*read)(sx_load *, sx_err *), sx_load *l, sx_err *err)
{
	listener *x = sx_alloc(l->tmp, 1, sizeof *x);
	int ends[2] = { -1, -1 }, fd = open_shared();
	sx_space *s = NULL;
	pid_t pid = x && fd >= 0 && pipe(ends) == 0 ? fork() : -1;
	if (pid == 0) {
		close(ends[0]);
		read_alone(read, l, fd, ends[1]);
	}
	if (ends[1] >= 0)
		close(ends[1]);
	if (pid > 0) {
		*x = (listener){ .l = l, .err = err, .pid = pid, .pipe = ends[0], .shared = fd, .share = -1 };
		s = hear(x);
	} else {
		sx_file_fail(err, SX_EIO, l->file->path, "no process can be started to read it: %s", strerror(errno));
	}
	if (ends[0] >= 0)
		close(ends[0]);
	if (fd >= 0)
		close(fd);
	return s;
}
