/* loop.c: the main loop: waits for a key, the engine or a signal, takes all there is, and draws once. */
#include "loop.h"
#include "app.h"
#include "batch/batch.h"
#include "terminal/pasted_text.h"
#include "terminal/screen.h"
#include "views/plot_image.h"
#include "workbench/light_background.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Signals set a flag and write a byte, so that none is lost between looking and waiting. */
static volatile sig_atomic_t got_int, got_stop, got_end, got_winch;
static int signal_pipe[2];

static void note(int sig)
{
	int saved = errno;
	if (sig == SIGINT)
		got_int = 1;
	else if (sig == SIGTSTP)
		got_stop = 1;
	else if (sig == SIGWINCH)
		got_winch = 1;
	else
		got_end = sig;
	ssize_t n = write(signal_pipe[1], "!", 1);
	(void)n;
	errno = saved;
}

static void leave_image(sx_app *a);

static bool watch_signals(sx_err *err)
{
	static const int caught[] = { SIGINT, SIGTSTP, SIGWINCH, SIGTERM, SIGHUP };
	struct sigaction act = { .sa_handler = note, .sa_flags = SA_RESTART };
	if (pipe(signal_pipe) != 0)
		return sx_fail(err, SX_EIO, "cannot make a pipe: %s", strerror(errno));
	for (int i = 0; i < 2; i++) {
		fcntl(signal_pipe[i], F_SETFL, O_NONBLOCK);
		fcntl(signal_pipe[i], F_SETFD, FD_CLOEXEC);
	}
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < SX_COUNT(caught); i++)
		sigaction(caught[i], &act, NULL);
	signal(SIGPIPE, SIG_IGN);
	return true;
}

/* Leaves the screen, stops as the shell expects, and comes back when told to go on. */
static void suspend(sx_app *a)
{
	sigset_t only;
	struct sigaction old, dfl = { .sa_handler = SIG_DFL };
	got_stop = 0;
	leave_image(a);
	sx_screen_leave();
	sigemptyset(&dfl.sa_mask);
	sigaction(SIGTSTP, &dfl, &old);
	sigemptyset(&only);
	sigaddset(&only, SIGTSTP);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &only, NULL);
	sigaction(SIGTSTP, &old, NULL);
	sx_screen_back();
	got_winch = 1;
	a->redraw = true;
}

static void resize(sx_app *a)
{
	int w, h;
	got_winch = 0;
	sx_screen_size(&w, &h);
	sx_app_size(a, w, h);
}

/* True: something changed on the screen. */
static bool take_signals(sx_app *a)
{
	char drain[64];
	bool any = got_int || got_stop || got_winch || got_end;
	while (read(signal_pipe[0], drain, sizeof drain) > 0)
		;
	if (got_int) {
		got_int = 0;
		sx_app_interrupt(a);
	}
	if (got_stop)
		suspend(a);
	if (got_winch)
		resize(a);
	a->quit = a->quit || got_end;
	return any;
}

static void take_mouse(sx_app *a)
{
	sx_mouse m = sx_screen_mouse();
	sx_app_mouse(a, &m);
}

/* Keys that wait are all taken before the screen is drawn, so that a held key never falls behind. */
static bool take_keys(sx_app *a)
{
	bool any = false;
	for (int key; !a->quit && (key = sx_screen_key()) != 0; any = true) {
		if (key == SX_KEY_RESIZED)
			resize(a);
		else if (key == SX_KEY_MOUSE)
			take_mouse(a);
		else if (key == SX_KEY_PASTE)
			sx_app_paste(a, sx_paste_text());
		else
			sx_app_key(a, key);
	}
	return any;
}

static sx_ink plain(sx_ink ink)
{
	return ink;
}

/* Sixel covers the cells; what they say comes again on top of it. */
static void write_over(const sx_cells *c, int w, int h, sx_buf *out)
{
	for (int i = 0; i < w * h; i++) {
		int x = i % w, y = i / w;
		sx_cell at = c->at[y * c->w + x];
		if (at.ch == ' ' || at.ch == 0)
			continue;
		if (x == 0 || c->at[y * c->w + x - 1].ch == ' ')
			sx_buf_printf(out, "\033[%d;%dH\033[%dm", y + 1, x + 1, at.ink == SX_INK_ACCENT ? 1 : 0);
		sx_cell_utf8(&at, out);
	}
	sx_buf_puts(out, "\033[0m");
}

static void write_image(sx_app *a, const sx_cells *c, sx_buf *out)
{
	sx_ink (*paint)(sx_ink) = sx_app_light(a) ? sx_light_ink : plain;
	int cell_w, cell_h, w = a->image_w, h = a->image_h;
	bool told = sx_screen_cell(&cell_w, &cell_h), kitty = sx_screen_images();
	if (!told && !kitty) {		/* kitty's protocol scales to the cells; sixel must not be too large */
		cell_w = 6;
		cell_h = 12;
	}
	sx_image m;
	int high = kitty ? h * cell_h : h * cell_h / SX_SIXEL_LINE * SX_SIXEL_LINE;
	bool painted = sx_plot_image(&a->plot, w * cell_w, high, paint, &m);
	if (painted && kitty) {
		sx_image_kitty(&m, 0, a->image_y, w, h, out);
	} else if (painted) {
		sx_image_sixel(&m, sx_app_light(a), out);
		sx_buf_puts(out, "\0337");
		write_over(c, w, h, out);
		sx_buf_puts(out, "\0338");
	}
	free(m.rgba);
}

/* The image of the last frame stays until it differs: a step of the cursor sends none. */
static void show_image(sx_app *a, const sx_cells *c)
{
	static unsigned serial;
	static int w, h;
	static const void *of;
	sx_buf out = { 0 };
	bool same = w == a->image_w && (w == 0 || (h == a->image_h && serial == a->plot.serial && of == a->plot.result));
	if (same && !a->redraw)
		return;
	if (w && !a->image_w && sx_screen_images())
		sx_image_kitty_remove(&out);
	w = a->image_w;
	h = a->image_h;
	serial = a->plot.serial;
	of = a->plot.result;
	if (w)
		write_image(a, c, &out);
	if (sx_buf_ok(&out) && out.len)
		sx_screen_raw(out.text, out.len);
	sx_buf_free(&out);
}

static void leave_image(sx_app *a)
{
	a->image_w = 0;
	show_image(a, NULL);
}

static void draw(sx_app *a)
{
	sx_arena *frame = sx_arena_new(0);
	sx_cells grid;
	if (frame && sx_cells_new(&grid, a->w, a->h, frame, NULL)) {
		a->can_image = sx_screen_images();
		a->can_still = a->can_image || sx_screen_sixel();
		sx_app_draw(a, &grid, frame);
		sx_screen_light(sx_app_light(a));
		sx_screen_show(&grid, a->redraw);
		show_image(a, &grid);
		sx_screen_sent();
		a->redraw = false;
	}
	sx_arena_free(frame);
}

static bool behind;		/* what is on the screen is older than what is known */

/* How long to sleep: until the cursor has rested; not at all while a bar moves on; else for ever. */
static int patience(sx_app *a)
{
	sx_doing d;
	double due = sx_app_due(a);
	sx_engine_doing(a->engine, &d);
	int ms = due >= 0 ? (int)(due * 1e3) + 1 : -1;
	if (d.id && d.slot == SX_SLOT_USER && (ms < 0 || ms > 200))
		ms = 200;
	if (behind && (ms < 0 || ms > 200))	/* until the terminal answers, or no longer will */
		ms = 200;
	return ms;
}

static bool terminal_gone(const struct pollfd *p)
{
	return p->revents & (POLLHUP | POLLERR | POLLNVAL);
}

static void turn(sx_app *a)
{
	struct pollfd p[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = sx_engine_fd(a->engine), .events = POLLIN },
	                      { .fd = signal_pipe[0], .events = POLLIN } };
	int n = poll(p, SX_COUNT(p), patience(a));
	if (n > 0 && terminal_gone(&p[0]))
		a->quit = true;
	bool changed = (n == 0 && !behind) || (n > 0 && p[1].revents);	/* progress moved, though nothing is answered */
	changed |= take_signals(a);
	changed |= take_keys(a);
	changed |= sx_app_news(a);
	behind |= changed;
	if (behind && !a->quit && !sx_screen_busy()) {
		behind = false;
		draw(a);
	}
}

static int run(sx_app *a)
{
	int w, h;
	a->colors = sx_screen_colors();
	sx_screen_size(&w, &h);
	sx_app_size(a, w, h);
	draw(a);
	while (!a->quit)
		turn(a);
	leave_image(a);
	sx_screen_leave();
	bool closed = sx_app_close(a);
	if (got_end) {
		signal((int)got_end, SIG_DFL);
		raise((int)got_end);
	}
	if (!closed)
		_exit(SX_EXIT_OK);
	return SX_EXIT_OK;
}

/* The engine starts first: its threads must not take signals, and files load while the screen comes up. */
int sx_workbench_main(const sx_setup *s)
{
	sx_failure f = { 0 };
	sx_app app;
	if (!sx_app_open(&app, s, &f.err)) {
		sx_complain(&f);
		return SX_EXIT_FAILED;
	}
	if (!sx_screen_open(s, &f.err) || !watch_signals(&f.err)) {
		sx_screen_leave();
		sx_app_close(&app);
		sx_complain(&f);
		return SX_EXIT_USAGE;
	}
	return run(&app);
}
