/* screen.c: drives the terminal by curses. What the crash handler writes is prepared at the start. */
#include "screen.h"
#include "frame_pace.h"
#include "images.h"
#include "pasted_text.h"
#include "engine/environment.h"

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

enum { LARGE = 200 };		/* cells: some two thousand bytes */
enum { DIRECT = 1 << 24, MOST_PAIRS = 32000 };
enum { ANSWER = KEY_MAX + 1, IMAGES, PASTE, PASTED };	/* keys of ours: answers of the terminal, and a pasted text's begin and end */

/* The terminal is one global thing, and a crash handler can reach nothing else. */
static struct {
	struct termios before;
	bool     have_before, in;
	char     leave[256];
	size_t   leave_len;
	int      colors;		/* 0, 8, 16, 256 or DIRECT */
	SCREEN  *screen;
	sx_cells shown;			/* what curses holds */
	short    pair[64 * 1024];	/* by colour of 5 + 6 + 5 bits, or by colour number: 0 not made yet */
	int      pairs;
	sx_mouse mouse;
	bool     light, motion, asked, images, sixel;
	bool     attributes;		/* in the middle of the terminal's answer which it has; the first is its level */
	unsigned attribute, nattributes;
	bool     pasting;		/* in the middle of a pasted text */
	size_t   written;		/* cells of this frame, and bytes of its image */
} me;

/* ---- leaving ---- */

static void add_leave(const char *capability)
{
	const char *s = tigetstr(capability);
	if (s == NULL || s == (const char *)-1)
		return;
	while (*s && me.leave_len + 1 < sizeof me.leave) {
		const char *end = s[0] == '$' && s[1] == '<' ? strchr(s, '>') : NULL;
		if (end)		/* padding is for terminals of another age */
			s = end + 1;
		else
			me.leave[me.leave_len++] = *s++;
	}
}

static void add_leave_text(const char *s)
{
	size_t len = strlen(s);
	if (me.leave_len + len < sizeof me.leave) {
		memcpy(me.leave + me.leave_len, s, len);
		me.leave_len += len;
	}
}

/* Restores what can be restored with a few system calls, and dies of the same signal. What the terminal still answers is read
 * first, or the shell would take it for typing: its next command would not be found. */
static void crash(int sig)
{
	if (me.in) {
		me.in = false;		/* a second fault dies at once */
		sx_pace_drain();
		tcsetattr(STDIN_FILENO, TCSANOW, &me.before);
		ssize_t n = write(STDOUT_FILENO, me.leave, me.leave_len);
		(void)n;
	}
	signal(sig, SIG_DFL);
	raise(sig);
}

static void catch_crashes(void)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL, SIGQUIT };
	struct sigaction act = { .sa_handler = crash, .sa_flags = SA_NODEFER };
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < SX_COUNT(fatal); i++)
		sigaction(fatal[i], &act, NULL);
}

/* Curses asks for presses and releases alone; a drag is told on the way too. */
static void watch_motion(bool on)
{
	if (!me.motion)
		return;
	fputs(on ? "\033[?1002h" : "\033[?1002l", stdout);
	fflush(stdout);
}

/* Pasted text then comes between two marks, and no line of it is taken for keys. Terminals that cannot pass over the question. */
static void watch_paste(bool on)
{
	fputs(on ? SX_PASTE_ON : SX_PASTE_OFF, stdout);
	fflush(stdout);
}

void sx_screen_leave(void)
{
	if (!me.in)
		return;
	me.in = false;
	watch_motion(false);
	watch_paste(false);
	sx_pace_drain();
	move(LINES - 1, 0);	/* where the shell's prompt comes in terminals that do not bring back what was there */
	clrtoeol();
	refresh();
	endwin();
	if (me.have_before)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &me.before);
}

/* ---- colours ---- */

static bool wants_truecolor(const sx_setup *s)
{
	const char *c = getenv("COLORTERM");
	return s->colors == SX_COLORS_TRUE ||
	       (s->colors == SX_COLORS_AUTO && c && (strcmp(c, "truecolor") == 0 || strcmp(c, "24bit") == 0));
}

static bool wants_none(const sx_setup *s)
{
	const char *no = getenv("NO_COLOR");
	return s->colors == SX_COLORS_NONE || (s->colors == SX_COLORS_AUTO && no && *no);
}

/* A description with direct colour, where one is installed: "xterm-256color" has "xterm-direct". */
static SCREEN *open_direct(const sx_setup *s)
{
	const char *term = getenv("TERM");
	char name[64];
	int rc;
	if (term == NULL || !wants_truecolor(s) || wants_none(s))
		return NULL;
	snprintf(name, sizeof name, "%.*s-direct", (int)strcspn(term, "-"), term);
	if (setupterm(name, STDOUT_FILENO, &rc) != OK)
		return NULL;
	return newterm(name, stdout, stdin);
}

static int color_count(const sx_setup *s)
{
	static const int asked[] = { [SX_COLORS_256] = 256, [SX_COLORS_16] = 16, [SX_COLORS_8] = 8 };
	if (wants_none(s) || !has_colors() || COLORS < 8)
		return 0;
	int have = COLORS >= DIRECT ? DIRECT : COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
	int want = s->colors == SX_COLORS_AUTO || s->colors == SX_COLORS_TRUE ? have : asked[s->colors];
	return want < have && have != DIRECT ? want : have;
}

static int cube(unsigned v)
{
	return v < 48 ? 0 : v < 115 ? 1 : (int)(v - 35) / 40;
}

/* The nearest of xterm's 256: the cube, or the ramp of greys for what is nearly grey. */
static int color_256(unsigned r, unsigned g, unsigned b)
{
	unsigned most = r > g ? r > b ? r : b : g > b ? g : b, least = r < g ? r < b ? r : b : g < b ? g : b;
	if (most - least < 14) {
		int grey = (int)(r + g + b) / 3;
		return grey < 8 ? 16 : grey > 238 ? 231 : 232 + (grey - 8) / 10;
	}
	return 16 + 36 * cube(r) + 6 * cube(g) + cube(b);
}

/* Of eight or sixteen: each channel on or off, bright where it is. */
static int color_few(unsigned r, unsigned g, unsigned b)
{
	unsigned most = r > g ? r > b ? r : b : g > b ? g : b, half = most / 2 + 16;
	int which = (r > half) + 2 * (g > half) + 4 * (b > half);
	return which + (me.colors == 16 && most > 150 ? 8 : 0);
}

static int color_of(unsigned r, unsigned g, unsigned b)
{
	if (me.colors == DIRECT)
		return (int)(r << 16 | g << 8 | b);
	return me.colors == 256 ? color_256(r, g, b) : color_few(r, g, b);
}

static int pair_for(unsigned r, unsigned g, unsigned b)
{
	int color = color_of(r, g, b);
	unsigned key = me.colors == DIRECT ? (r >> 3) << 11 | (g >> 2) << 5 | b >> 3 : (unsigned)color;
	if (me.pair[key] == 0 && me.pairs < MOST_PAIRS && me.pairs + 1 < COLOR_PAIRS &&
	    init_extended_pair(me.pairs + 1, color, -1) == OK)
		me.pair[key] = (short)++me.pairs;
	return me.pair[key];
}

static attr_t role(sx_ink ink, int *pair)
{
	*pair = 0;
	switch (ink) {
	case SX_INK_DIM:
		if (me.colors >= 16)
			*pair = me.colors == 16 ? pair_for(160, 160, 160) : pair_for(122, 126, 136);
		return me.colors >= 256 ? A_NORMAL : A_DIM;
	case SX_INK_ACCENT:
		if (me.colors)
			*pair = me.light ? pair_for(165, 85, 0) : pair_for(255, 190, 90);
		return A_BOLD;
	case SX_INK_ALERT:
		if (me.colors)
			*pair = me.light ? pair_for(190, 0, 0) : me.colors >= 256 ? pair_for(255, 95, 95) : pair_for(255, 0, 0);
		return A_BOLD;
	case SX_INK_SELECT: return A_REVERSE;
	default:            return A_NORMAL;
	}
}

static attr_t look(sx_ink ink, int *pair)
{
	if (ink < SX_INK_ROLES)
		return role(ink, pair);
	*pair = me.colors ? pair_for(ink >> 16 & 255, ink >> 8 & 255, ink & 255) : 0;
	return A_NORMAL;
}

/* ---- coming in ---- */

/* Or Control-S, which searches the history forward and is easily pressed, would freeze the screen until Control-Q. Curses is told,
 * so that the mode comes back with the others after a suspension. */
static void free_flow_keys(void)
{
	struct termios now;
	if (tcgetattr(STDIN_FILENO, &now) != 0)
		return;
	now.c_iflag &= ~(tcflag_t)IXON;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &now) == 0)
		def_prog_mode();
}

static void set_modes(void)
{
	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(25);
	curs_set(0);
	free_flow_keys();
	define_key(SX_PACE_ANSWER, ANSWER);
	define_key(SX_IMAGES_ANSWER, IMAGES);
	define_key(SX_PASTE_BEGIN, PASTE);
	define_key(SX_PASTE_END, PASTED);
}

static void watch_mouse(void)
{
	mouseinterval(0);
	if (mousemask(BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON4_PRESSED | BUTTON5_PRESSED | REPORT_MOUSE_POSITION, NULL) == 0)
		return;
	me.motion = true;
	add_leave_text("\033[?1002l\033[?1000l\033[?1006l");
}

static void save_leave(void)
{
	static const char *const capabilities[] = { "sgr0", "cnorm", "rmkx", "oc", "rmcup" };
	me.leave_len = 0;
	for (size_t i = 0; i < SX_COUNT(capabilities); i++)
		if (strcmp(capabilities[i], "oc") != 0)
			add_leave(capabilities[i]);
	add_leave_text(SX_PASTE_OFF);
}

bool sx_screen_open(const sx_setup *s, sx_err *err)
{
	me.have_before = tcgetattr(STDIN_FILENO, &me.before) == 0;
	me.screen = open_direct(s);
	if (me.screen == NULL)
		me.screen = newterm(NULL, stdout, stdin);
	if (me.screen == NULL) {
		const char *term = getenv("TERM");
		return sx_fail(err, SX_EUSAGE, "terminal '%.40s' is not known to curses; set TERM, or use -i",
		               term ? term : "");
	}
	set_term(me.screen);
	me.in = true;
	if (tigetstr("cup") == NULL) {
		sx_screen_leave();
		return sx_fail(err, SX_EUSAGE, "this terminal cannot move its cursor; use -i");
	}
	if (!wants_none(s) && start_color() == OK)
		use_default_colors();
	me.colors = color_count(s);
	set_modes();
	save_leave();
	if (!s->no_mouse)
		watch_mouse();
	catch_crashes();
	refresh();		/* curses turns the mouse on with its first output */
	watch_motion(true);
	watch_paste(true);
	return true;
}

int sx_screen_colors(void)
{
	return me.colors;
}

static void forget(void)
{
	free(me.shown.at);
	me.shown = (sx_cells){ 0 };
}

void sx_screen_light(bool light)
{
	if (light != me.light)
		forget();
	me.light = light;
}

void sx_screen_back(void)
{
	me.in = true;
	reset_prog_mode();
	clearok(stdscr, TRUE);
	refresh();
	watch_motion(true);
	watch_paste(true);
	forget();
}

void sx_screen_size(int *w, int *h)
{
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
		if (size.ws_row != LINES || size.ws_col != COLS)
			resizeterm(size.ws_row, size.ws_col);
	*w = COLS;
	*h = LINES;
}

/* ---- showing ---- */

static void put_cell(int x, int y, sx_cell cell, bool wide)
{
	wchar_t text[2 + SX_MARKS] = { (wchar_t)cell.ch };
	cchar_t c;
	int pair;
	attr_t attr = look(cell.ink, &pair);
	if (cell.ch == 0 || (wide && x == COLS - 1))
		return;
	for (int i = 0; i < SX_MARKS; i++)
		text[1 + i] = (wchar_t)cell.mark[i];
	if (setcchar(&c, text, attr, 0, &pair) == OK)
		mvadd_wch(y, x, &c);
}

static bool same_size(const sx_cells *c)
{
	return me.shown.at && me.shown.w == c->w && me.shown.h == c->h;
}

static bool keep_size(const sx_cells *c)
{
	if (same_size(c))
		return true;
	forget();
	me.shown.at = calloc((size_t)c->w * (size_t)c->h, sizeof *me.shown.at);
	me.shown.w = c->w;
	me.shown.h = c->h;
	erase();
	return me.shown.at != NULL;
}

/* Only where what cannot do it passes over it in silence: terminals of xterm's kind do; tmux, screen and the console are
 * none. */
static void ask_for_images(void)
{
	const char *term = getenv("TERM");
	if (me.asked || !term || strncmp(term, "xterm", 5) != 0 || getenv("TMUX") || getenv("STY"))
		return;
	me.asked = true;
	if (sx_images_built())
		sx_screen_raw(SX_IMAGES_ASK, sizeof SX_IMAGES_ASK - 1);
	if (sx_images_sixel_built())
		sx_screen_raw(SX_IMAGES_ATTRIBUTES, sizeof SX_IMAGES_ATTRIBUTES - 1);
}

void sx_screen_show(const sx_cells *c, bool anew)
{
	sx_pace_begin();
	if (anew) {
		forget();
		clearok(stdscr, TRUE);
	}
	if (!keep_size(c))
		return;
	for (int y = 0; y < c->h; y++)
		for (int x = 0; x < c->w; x++) {
			int i = y * c->w + x;
			if (memcmp(&c->at[i], &me.shown.at[i], sizeof c->at[i]) == 0)	/* it has no padding */
				continue;
			put_cell(x, y, c->at[i], x + 1 < c->w && c->at[i + 1].ch == 0);
			me.shown.at[i] = c->at[i];
			me.written++;
		}
	wnoutrefresh(stdscr);
	doupdate();
	ask_for_images();
}

void sx_screen_sent(void)
{
	sx_pace_sent(me.written > LARGE);
	me.written = 0;
}

bool sx_screen_images(void)
{
	return me.images;
}

bool sx_screen_sixel(void)
{
	return me.sixel;
}

/* Half as wide as high where the terminal does not tell (false). */
bool sx_screen_cell(int *w, int *h)
{
	struct winsize size;
	*w = 8;
	*h = 16;
	bool told = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_xpixel >= 4 * size.ws_col &&
	            size.ws_ypixel >= 4 * size.ws_row && size.ws_col && size.ws_row;
	if (told) {
		*w = size.ws_xpixel / size.ws_col;
		*h = size.ws_ypixel / size.ws_row;
	}
	return told;
}

void sx_screen_raw(const char *bytes, size_t n)
{
	me.written += n;
	fwrite(bytes, 1, n, stdout);
	fflush(stdout);
}

bool sx_screen_busy(void)
{
	return sx_pace_busy();
}

/* ---- keys ---- */

static int special(wint_t k)
{
	static const struct { wint_t curses; int key; } table[] = {
		{ KEY_UP, SX_KEY_UP }, { KEY_DOWN, SX_KEY_DOWN }, { KEY_LEFT, SX_KEY_LEFT }, { KEY_RIGHT, SX_KEY_RIGHT },
		{ KEY_SR, SX_KEY_S_UP }, { KEY_SF, SX_KEY_S_DOWN }, { KEY_SLEFT, SX_KEY_S_LEFT }, { KEY_SRIGHT, SX_KEY_S_RIGHT },
		{ KEY_HOME, SX_KEY_HOME }, { KEY_END, SX_KEY_END }, { KEY_PPAGE, SX_KEY_PGUP }, { KEY_NPAGE, SX_KEY_PGDN },
		{ KEY_DC, SX_KEY_DELETE }, { KEY_BTAB, SX_KEY_S_TAB }, { KEY_RESIZE, SX_KEY_RESIZED },
		{ KEY_BACKSPACE, SX_KEY_BACKSPACE }, { KEY_ENTER, SX_KEY_ENTER },
	};
	for (size_t i = 0; i < SX_COUNT(table); i++)
		if (table[i].curses == k)
			return table[i].key;
	return SX_KEY_BASE;		/* a key nothing is bound to */
}

sx_mouse sx_screen_mouse(void)
{
	return me.mouse;
}

static int mouse_key(void)
{
	MEVENT e;
	if (getmouse(&e) != OK)
		return SX_KEY_BASE;
	sx_mouse_what what = e.bstate & BUTTON4_PRESSED ? SX_MOUSE_WHEEL_UP : e.bstate & BUTTON5_PRESSED ? SX_MOUSE_WHEEL_DOWN
	                     : e.bstate & BUTTON1_RELEASED ? SX_MOUSE_RELEASE
	                     : e.bstate & BUTTON1_PRESSED ? SX_MOUSE_PRESS : SX_MOUSE_MOVE;
	me.mouse = (sx_mouse){ what, e.x, e.y };
	return SX_KEY_MOUSE;
}

/* Numbers parted by ';' up to a 'c'; what has not come yet comes with the next key. */
static void read_attributes(void)
{
	wint_t k;
	while (me.attributes && get_wch(&k) == OK) {
		if (k >= '0' && k <= '9') {
			me.attribute = (me.attribute * 10 + (unsigned)k - '0') % 100000;
			continue;
		}
		me.sixel |= me.attribute == SX_IMAGES_SIXEL && me.nattributes > 0;
		me.nattributes++;
		me.attribute = 0;
		me.attributes = k == ';';
	}
}

/* What follows Esc: of an answer, or with Alt; 0: it was an answer. */
static int after_escape(void)
{
	wint_t k, next;
	if (get_wch(&k) != OK)
		return SX_KEY_ESC;
	if (k != '[' || get_wch(&next) != OK)
		return SX_KEY_ALT + (int)k;
	me.attributes = next == '?';
	me.nattributes = 0;
	if (!me.attributes) {
		unget_wch((wchar_t)next);
		return SX_KEY_ALT + (int)k;
	}
	read_attributes();
	return 0;
}

/* Takes what has come of a pasted text: SX_KEY_PASTE once it is whole; 0: not yet. */
static int read_paste(void)
{
	wint_t k;
	int kind;
	while (sx_paste_open() && (kind = get_wch(&k)) != ERR) {
		if (kind != KEY_CODE_YES)
			sx_paste_add((uint32_t)k);
		else if (k == PASTED)
			sx_paste_end();
		else if (k == ANSWER)
			sx_pace_answered();
		else if (k == KEY_RESIZE)
			return SX_KEY_RESIZED;
	}
	me.pasting = sx_paste_open();
	return me.pasting ? 0 : SX_KEY_PASTE;
}

static int begin_paste(void)
{
	sx_paste_begin();
	me.pasting = true;
	return read_paste();
}

int sx_screen_key(void)
{
	wint_t k;
	if (me.pasting)
		return read_paste();
	read_attributes();
	int kind = get_wch(&k);
	while (kind == KEY_CODE_YES && (k == ANSWER || k == IMAGES)) {
		if (k == ANSWER)
			sx_pace_answered();
		me.images |= k == IMAGES;
		kind = get_wch(&k);
	}
	if (kind == ERR)
		return 0;
	if (kind == KEY_CODE_YES && k == PASTE)
		return begin_paste();
	if (kind == KEY_CODE_YES)
		return k == KEY_MOUSE ? mouse_key() : special(k);
	if (k == SX_KEY_ESC) {
		int key = after_escape();
		return key ? key : sx_screen_key();
	}
	return k == '\n' ? SX_KEY_ENTER : k == 0 ? SX_KEY_BASE : (int)k;
}
