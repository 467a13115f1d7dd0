/* workbench.h: what the parts of the workbench share, and the services they call.
 *
 * The workbench takes keys and gives a grid of cells; it knows no terminal, so that the loop and the screen tests drive it the
 * same way. It is made of parts: views, and what views have in common. A part is a row of functions (sx_part) and a state of its
 * own. Parts draw what they hold; whatever must be computed they ask of the engine, as a command. All of this runs on the main
 * thread. */
#ifndef SX_WORKBENCH_H
#define SX_WORKBENCH_H

#include "ask_line.h"
#include "changes.h"
#include "plot.h"
#include "price_question.h"
#include "refine_sample.h"
#include "result_list.h"
#include "screen_options.h"
#include "tutorial.h"
#include "engine/engine.h"
#include "terminal/keys.h"

/* The views, in the order of their keys. */
typedef enum sx_pane {
	SX_PANE_PLOT, SX_PANE_TABLE, SX_PANE_RESULTS, SX_PANE_SPACES, SX_PANE_HELP, SX_PANES,
} sx_pane;

enum { SX_INSPECTOR_W = 26 };	/* columns of the inspector, with its rule */

/* Who takes the answers to a kind of question (sx_slot): each is handed over, failed ones too. The answer is lent. */
typedef struct sx_slot_row {
	sx_slot slot;
	void  (*answer)(sx_app *, const sx_answer *);
} sx_slot_row;

/* A part of the workbench. Functions that are NULL do nothing. */
typedef struct sx_part {
	const char *name;				/* of a view, as the option view has it; NULL: it is no view */
	bool (*open)(sx_app *);				/* makes its state, in a->arena; false: out of memory */
	void (*close)(sx_app *);
	void (*enter)(sx_app *);			/* the view is about to be shown */
	void (*draw)(sx_app *, sx_cells *, sx_arena *frame);
	bool (*act)(sx_app *, sx_action);		/* false: it has no use for that action */
	void (*settle)(sx_app *);			/* asks for what the view needs and has not */
	const sx_screen_option *option;
	size_t                  noptions;
	const sx_slot_row      *slot;
	size_t                  nslots;
} sx_part;
#define SX_PART_OPTIONS(list) .option = (list), .noptions = SX_COUNT(list)
#define SX_PART_SLOTS(list)   .slot = (list), .nslots = SX_COUNT(list)

/* What is asked of the engine about the picture, and what is known of the answer. */
typedef struct sx_picture_asked {
	sx_kept_ask last;		/* what keys asked last, until its answer is here */
	bool        open;		/* its answer is not here */
	uint64_t    id;			/* of the question in SX_SLOT_PLOT; 0: none */
	uint64_t    refresh_id;		/* of the last question for the same picture, of what has changed */
	uint64_t    stay_id;		/* plots up to this question were asked by keys and change no view */
} sx_picture_asked;

struct sx_app {
	const sx_setup *setup;
	sx_engine *engine;
	sx_names  *names;		/* as of the last answer; NULL before the first */
	sx_arena  *arena;		/* the states of the parts; lives as long as the workbench */
	const sx_part *const *part;	/* views first, by sx_pane */
	size_t     nparts;

	/* what the terminal can do, and what is to be drawn on it */
	bool       light_terminal;	/* it says that its background is light */
	bool       utf8, quit, redraw;	/* redraw: the terminal must be drawn anew */
	int        colors;		/* how many the screen has; 0: none */
	sx_glyphs  glyphs;
	bool       can_image, image;	/* the terminal shows images; and the plot is to be one */
	bool       can_still, still;	/* the terminal shows images in one way or another; and one is over the whole screen */
	int        image_w, image_h, image_y;	/* cells of it in the last frame, and its first line; 0: none */
	int        w, h, pane_w, pane_h;
	int        strip_rows;		/* lines above the status line that a part wants (the tutorial); 0: none */
	sx_pane    pane, before;	/* before: the one that help came from */
	int        inspector;		/* -1: as the width suggests, 0 off, 1 on */
	int        shapes;		/* marks of classes: -1 where there is no colour, 0 off, 1 on */

	/* the status line, and the questions of the user */
	sx_buf     said;		/* the last command, or what went wrong */
	char       took[24];
	bool       alert;
	char      *last_line;		/* what the user ran last; NULL: nothing */
	uint64_t   asked;		/* the user's last question */
	uint64_t   read_id, view_id;	/* the one whose answer is to be read; of which the picture */
	int        waiting;		/* of the user's questions, how many are not answered */

	/* the picture that all views speak of: its points, the cursor and what is selected */
	sx_plot    plot;
	sx_picture_asked picture;
	double     rest_at;		/* when the cursor will have rested; 0: nothing to look up */
	struct { size_t from; char text[128]; } search;	/* where the cursor was before; and what was last looked for */
	bool       cursor_wanted;	/* it was set before there were points */
	bool       pressed, dragging;	/* the button of the mouse is down; and a box is drawn with it */
	int        press_x, press_y;	/* where it was pressed */

	/* parts of this wing */
	sx_result_list      results;	/* all there are */
	sx_ask_line         line;
	sx_changes          changes;
	sx_screen_values    looks;
	sx_price_question   price;
	sx_refine           refine;
	sx_tutorial         tutorial;

	/* states of the views: each is known to its own file alone */
	struct sx_table_view   *table;
	struct sx_results_view *sheets;
	struct sx_spaces_view  *list;
	struct sx_help_view    *help;
	struct sx_inspector    *inspected;
	struct sx_beside       *beside;
	struct sx_strip        *strip;
	struct sx_planes       *planes;
};

/* ---- services: status and questions ---- */

/* What the status line says; alert: in the colour of errors. */
void sx_app_say(sx_app *, bool alert, const char *fmt, ...) SX_PRINTF(3, 4);
/* Runs a line as if typed: commands separated by ';' go over one by one, so that each has its answer. */
void sx_app_run(sx_app *, const char *line);
/* Runs what was built, where memory sufficed for it, and frees it. */
void sx_app_run_buf(sx_app *, sx_buf *line);
/* Asks a quiet question; the number of its answer, 0: out of memory. Frees the line. */
uint64_t sx_app_ask_buf(sx_app *, sx_slot, sx_buf *line);

/* ---- services: the picture ---- */

void sx_app_plot(sx_app *, const sx_plot_ask *);	/* draws anew, as a command */
/* The picture to change: what is shown, or what was asked for already, so that quick keys add up. */
sx_plot_ask sx_app_asked(const sx_app *);
void sx_app_refresh(sx_app *);			/* the same picture of what has changed, without a word */
void sx_app_plot_say(sx_app *);			/* the status line: the command that draws what is seen */
void sx_app_cursor_moved(sx_app *);		/* once it has rested its neighbours are looked up */
bool sx_app_rested(const sx_app *);		/* it has */

/* ---- services: the screen ---- */

const sx_part *sx_app_view(const sx_app *, sx_pane);
void sx_app_show(sx_app *, sx_pane);
void sx_app_lay_out(sx_app *);			/* sizes of the pane, after any of what they depend on changed */
int  sx_app_strip_height(const sx_app *);	/* lines of the strip above the status line; 0: none, or the screen is too low */
bool sx_app_inspects(const sx_app *);		/* the inspector is on the screen */
uint32_t sx_app_glyph(const sx_app *, uint32_t utf8, char ascii);

#endif
