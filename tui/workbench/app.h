/* app.h: the workbench without its terminal: keys in, a grid of cells out.
 *
 * Views draw what they hold and compute layout, nothing else; whatever must be computed is asked of the
 * engine, as a command. The terminal loop and the screen tests drive this the same way. */
#ifndef SX_APP_H
#define SX_APP_H

#include "engine/completion.h"
#include "engine/engine.h"
#include "terminal/keys.h"
#include "views/plot.h"

typedef enum sx_pane {
	SX_PANE_PLOT, SX_PANE_TABLE, SX_PANE_RESULTS, SX_PANE_SPACES, SX_PANE_HELP, SX_PANES,
} sx_pane;
typedef enum sx_asking {
	SX_ASKING_NOTHING, SX_ASKING_COMMAND, SX_ASKING_SEARCH, SX_ASKING_X, SX_ASKING_Y, SX_ASKING_Z,
	SX_ASKING_PATH, SX_ASKING_ARROW, SX_ASKING_FILE, SX_ASKING_FILTER,
} sx_asking;

/* Where the inspector looks for neighbours beside the space. */
typedef enum sx_elsewhere { SX_NOWHERE, SX_IN_PICTURE, SX_IN_SPACE } sx_elsewhere;
enum { SX_LOOKS = 16 };		/* room for options of the screen */
enum { SX_FILM = 256 };		/* most layers of a strip */
enum { SX_INSPECTED = 40 };	/* most neighbours shown */

/* Lines of text that scroll: the results and the help. A line too long for the page goes on below, indented. */
typedef struct sx_scroll_line {
	const char *start;
	int         len, indent;
	bool        more;		/* goes on from the line above */
} sx_scroll_line;
typedef struct sx_scroll {
	sx_buf          text;
	sx_scroll_line *line;
	size_t          nlines, cap, top;
	int             w;		/* the width it was cut for */
} sx_scroll;

/* A result as it is read: its text, or one of its pictures. */
typedef struct sx_sheet {
	sx_scroll  text;
	sx_result *of;			/* what text is of, borrowed; NULL: to be written */
	int        w;			/* and for which width */
	size_t     picture;		/* 0: the text; of circles the plane, else the picture, from 1 */
} sx_sheet;

typedef struct sx_app {
	const sx_setup *setup;
	sx_engine *engine;
	sx_names  *names;		/* as of the last answer; NULL before the first */
	bool       light_terminal;	/* it says that its background is light */
	bool       utf8, quit, redraw;	/* redraw: the terminal must be drawn anew */
	int        colors;		/* how many the screen has; 0: none */
	sx_glyphs  glyphs;
	bool       can_image, image;	/* the terminal shows images; and the plot is to be one */
	bool       can_still, still;	/* the terminal shows images in one way or another; and one is over the whole screen */
	int        image_w, image_h, image_y;	/* cells of it in the last frame, and its first line; 0: none */
	char       look[SX_LOOKS][64];	/* screen_options.c: the session's options of the screen as last seen */
	bool       cursor_wanted;	/* it was set before there were points */
	int        looks_told;		/* of those that keys changed, how many the session has not heard of */
	int        w, h, pane_w, pane_h;
	sx_pane    pane, before;	/* before: the one that help came from */

	/* the status line */
	sx_buf     said;		/* the last command, or what went wrong */
	char       took[24];
	bool       alert;
	uint64_t   asked, read_id, view_id;	/* the last question of the user; whose answer he wants to read; of which the picture */
	int        waiting;		/* of the user's questions, how many are not answered */

	/* the line at the bottom */
	sx_asking  asking;
	sx_arena  *match_arena;
	sx_matches matches;
	bool       show_matches;
	size_t     search_from;
	char       searched[128];

	/* views */
	sx_plot    plot;
	sx_result *near;		/* neighbours of near_row */
	size_t     near_row;
	bool       pressed, dragging;	/* the button is down; and a box is drawn with it */
	int        press_x, press_y;	/* where the mouse was pressed */
	sx_elsewhere elsewhere;
	char       other_space[64];
	sx_result *other;		/* neighbours of other_row in other_space */
	size_t     other_row, seen_row, nseen, seen[SX_INSPECTED];	/* seen: nearest in the picture */
	double     seen_far[SX_INSPECTED];
	uint64_t   other_id;
	uint64_t   near_id, plot_id, table_id;
	double     rest_at;		/* when the cursor will have rested; 0: nothing to look up */
	char      *last_line;		/* what the user ran last */
	int        shapes;		/* -1: where there is no colour; 0 off, 1 on */
	sx_plot_ask asked_plot;		/* what keys asked last, until its answer is here */
	char       asked_text[9][128];
	bool       plot_asked;
	uint64_t   refresh_id, stay_id;		/* stay_id: plots up to this one were asked by keys and change no view */
	int        inspector;		/* -1: as the width suggests, 0 off, 1 on */

	/* side_by_side.c */
	sx_plot    twin;
	char       twin_space[64], twin_asked[256], twin_why[160];	/* "": none is beside the plot */
	uint64_t   twin_id;
	size_t    *twin_of;		/* of each point of plot the point of twin; SIZE_MAX: none */
	double    *twin_selected;
	const sx_result *twin_for[2];	/* which pictures those are about */
	bool       twin_borrows;	/* the twin's colours are those of the plot */

	/* layer_strip.c */
	bool       film_wanted;
	sx_result *film[SX_FILM];	/* pictures of the layers from 0 on, each turned to the one before */
	size_t     nfilm;
	uint64_t   film_id;
	char       film_base[64];	/* the stack they are of */
	char       film_figure[64];	/* drawn over layers; "": the first there is */

	/* refine_sample.c */
	sx_result *refined;		/* the result that grows; NULL: none */
	sx_space  *refined_space;	/* held: its name may come to mean another */
	uint64_t   refine_id;		/* the question under way; 0: none */
	bool       refine_stopped;

	/* a line whose price was too high to run it unasked */
	bool       dear;
	char      *dear_line;
	sx_price   price;

	sx_result **result;
	size_t     nresults, cap_results, at_result;
	sx_sheet   sheet[2];		/* of the result at at_result, and of the one beside it */
	size_t     beside;		/* which result is on the left, from 1; 0: none */
	sx_result *ring;		/* of a plane of circles, as ring_line asked */
	uint64_t   ring_id;
	char       ring_line[256], ring_why[160];
	sx_scroll  help;
	size_t     at_space;

	/* tutorial.c */
	size_t     lesson;		/* the step, from 1; 0: no tutorial */
	bool       lesson_done;		/* the one before was done, not skipped */
	char       lesson_ran[48];	/* the command that ran last in this step */

	sx_result *table;
	char       table_sort[128], table_match[128];	/* "": none */
	bool       table_down, table_find, table_found;	/* the page asked for, and the one got, are those of a row */
	size_t     table_find_row;
	size_t     table_column;	/* that the cursor is in */
	char       table_space[64];
	size_t     table_from, table_rows, table_got_from, table_got_rows, table_cursor;
} sx_app;

bool sx_app_open(sx_app *, const sx_setup *, sx_err *err);
bool sx_app_close(sx_app *);		/* false: the engine hangs, _exit is left */
void sx_app_size(sx_app *, int w, int h);
void sx_app_key(sx_app *, int key);
void sx_app_mouse(sx_app *, const sx_mouse *);
void sx_app_interrupt(sx_app *);		/* Ctrl-C */
bool sx_app_news(sx_app *);			/* takes what the engine answered; true: something changed */
/* Seconds until something is due without a key (the cursor's rest); below 0: nothing is. */
double sx_app_due(sx_app *);
void sx_app_draw(sx_app *, sx_cells *, sx_arena *frame);

/* ---- for the parts of the workbench ---- */

/* Runs a command as if typed: the status line shows it. */
void sx_app_run(sx_app *, const char *line);
void sx_app_runf(sx_app *, const char *fmt, ...) SX_PRINTF(2, 3);
void sx_app_plot(sx_app *, const sx_plot_ask *);	/* draws anew, as a command */
/* The picture to change: what is shown, or what was asked for already, so that quick keys add up. */
sx_plot_ask sx_app_asked(const sx_app *);
void sx_app_refresh(sx_app *);			/* the same picture of what has changed, without a word */
void sx_app_say(sx_app *, bool alert, const char *fmt, ...) SX_PRINTF(3, 4);
void sx_app_cursor_moved(sx_app *);
void sx_app_settle(sx_app *);			/* asks what the view needs and has not */
void sx_app_show(sx_app *, sx_pane);
bool sx_app_inspects(const sx_app *);		/* the inspector is on the screen */
uint32_t sx_app_glyph(const sx_app *, uint32_t utf8, char ascii);

/* A view: what it draws, what it does with an action (false: nothing), and what it needs asked. NULL:
 * nothing. */
typedef struct sx_view_ops {
	const char *name;
	void (*draw)(sx_app *, sx_cells *, sx_arena *);
	bool (*act)(sx_app *, sx_action);
	void (*settle)(sx_app *);
} sx_view_ops;
extern const sx_view_ops sx_plot_view, sx_table_view, sx_results_view, sx_spaces_view, sx_help_view;
const sx_view_ops *sx_pane_ops(sx_pane);

/* screen_options.c: how the screen looks: options of the session that keys change too. */
void sx_look_open(sx_app *);
/* What a key does: at once, and the status line shows the command. */
void sx_look_set(sx_app *, const char *option, const char *value);
void sx_look_setf(sx_app *, const char *option, const char *fmt, ...) SX_PRINTF(3, 4);
void sx_look_still(sx_app *);				/* the image over the screen, or why there is none */
void sx_look_news(sx_app *, const sx_answer *);		/* what set or a script changed */
void sx_look_cursor(sx_app *);				/* the row at the cursor, as a command */

/* bars.c: the first line, the status line, the line at the bottom. */
void sx_bar_top(sx_app *, sx_cells *);
void sx_bar_status(sx_app *, sx_cells *);
void sx_bar_line(sx_app *, sx_cells *);
void sx_bar_rule(sx_app *, sx_cells *, int y, int joint);	/* joint: column of a vertical rule, -1 none */
void sx_inspector_draw(sx_app *, sx_cells *);

/* ask_line.c: the line at the bottom. */
void sx_ask_open(sx_app *, sx_asking, const char *text);
void sx_ask_key(sx_app *, int key);
void sx_ask_close(sx_app *);
void sx_ask_again(sx_app *, bool forward);	/* n, N */

/* view_results.c: the latest result's first picture, where it has one. */
void sx_results_picture(sx_app *);
void sx_results_go(sx_app *, const char *number);		/* from 1 */
void sx_results_turn(sx_app *, const char *picture);
void sx_results_pin(sx_app *, const char *number);		/* not a number: none */

/* view_table.c: rows whose labels match; "" all. */
void sx_table_filter(sx_app *, const char *text);
void sx_table_say(sx_app *);				/* the status line: the command that lists what is seen */
void sx_table_click(sx_app *, int line);
void sx_select_box(sx_app *, const sx_box *);		/* view_plot.c */
void sx_plot_still(sx_app *, sx_cells *);		/* the plot over the whole screen, for an image */
void sx_plot_say(sx_app *);				/* the status line: the command that draws what is seen */
int  sx_bar_tab_at(const sx_app *, int x);		/* the pane whose name is there; -1: none */
void sx_legend_draw(const sx_app *, sx_cells *, int y, int stop);	/* legend.c */
void sx_legend_color(const sx_app *, sx_cells *, int x, int y, int stop);

/* scroll_text.c */
void sx_scroll_cut(sx_scroll *, int width);	/* after text or width changed */
void sx_scroll_clear(sx_scroll *);
void sx_scroll_free(sx_scroll *);
bool sx_scroll_act(sx_scroll *, sx_action, int height);
void sx_scroll_draw(const sx_scroll *, sx_cells *, int y, int h, sx_ink (*ink)(const char *line, bool first));

/* refine_sample.c: results from samples grow while nothing else is asked. */
void sx_refine_take(sx_app *, sx_result *);		/* what a line of the user gave */
void sx_refine_settle(sx_app *);			/* asks for more where it may */
void sx_refine_answer(sx_app *, const sx_answer *);
bool sx_refine_stop(sx_app *);				/* false: nothing is refined */
void sx_refine_forget(sx_app *);
void sx_refine_text(const sx_app *, const sx_result *, sx_buf *);	/* "refining, 400 of 5,000 rows", or nothing */

/* side_by_side.c: another space beside the plot, with the same cursor and selection. */
void sx_twin_next(sx_app *);
void sx_twin_show(sx_app *, const char *space);		/* "none": none */
void sx_twin_settle(sx_app *);
void sx_twin_answer(sx_app *, const sx_answer *);
void sx_twin_draw(sx_app *, sx_cells *);
void sx_twin_connect(const sx_app *, sx_cells *, int rule);	/* the two places of the row, across the rule between */
void sx_twin_close(sx_app *);

/* side_likeness.c: how alike the two are. */
void sx_twin_disagree(sx_app *);		/* colours by how neighbours differ; asks for that where nobody did */
void sx_twin_figures(const sx_app *, sx_cells *, int y);

/* layer_strip.c: the layers of a stack. */
void sx_film_step(sx_app *, int step);
void sx_film_figure(sx_app *);			/* the next figure over layers */
void sx_film_settle(sx_app *);
void sx_film_answer(sx_app *, const sx_answer *);
bool sx_film_on(const sx_app *);
int  sx_film_height(const sx_app *, const sx_cells *);	/* 0: off */
void sx_film_draw(const sx_app *, sx_cells *, int y, int h);
void sx_film_close(sx_app *);

/* light_background.c: colours on a light background. */
bool   sx_light_terminal(void);
bool   sx_app_light(const sx_app *);
sx_ink sx_light_ink(sx_ink);
void   sx_light_cells(sx_cells *);

/* price_question.c: y, n and s after a price; draws it in place of the status line. */
void sx_price_take(sx_app *, const sx_answer *);
bool sx_price_key(sx_app *, int key);			/* false: no price is asked about */
void sx_price_draw(const sx_app *, sx_cells *, int y);
void sx_price_drop(sx_app *);

/* tutorial.c: a strip above the status line, while the tutorial runs. */
bool sx_tutorial_on(const sx_app *);
int  sx_tutorial_height(const sx_app *);		/* 0: off, or the screen is too low */
void sx_tutorial_ran(sx_app *, const char *command);	/* a line of the user succeeded */
void sx_tutorial_check(sx_app *);			/* goes on if the step was done */
bool sx_tutorial_key(sx_app *, int key);		/* false: not a key of the tutorial */
void sx_tutorial_draw(sx_app *, sx_cells *);

/* circle_planes.c: a result of circles as its planes, the chosen one drawn round. */
bool sx_planes_are(const sx_result *);
size_t sx_planes_count(const sx_result *);
void sx_planes_settle(sx_app *, const sx_result *, size_t plane);	/* asks for the ring of that plane, from 1 */
void sx_planes_open(sx_app *, const sx_result *, size_t plane);	/* plots it */
void sx_planes_draw(const sx_app *, const sx_result *, size_t plane, sx_cells *, int y);

/* view_results.c: keeps a result that the user asked for, and shows it there. */
void sx_results_add(sx_app *, sx_result *);

#endif
