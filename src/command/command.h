/* command.h: a command is a row of data and one function.
 *
 * The row gives parsing, limits, help, completion, the Lua function, the manual's chapter and a test of its example.
 * An analysis is one file that ends in one `const sx_command` and is named in commands.def. */
#ifndef SX_COMMAND_H
#define SX_COMMAND_H

#include "base/base.h"
#include "base/spelling.h"
#include "base/job.h"
#include "result.h"
#include "space/space.h"

typedef struct sx_session sx_session;

typedef enum sx_kind {
	SX_KIND_SPACE,		/* a loaded space; left out, the current one */
	SX_KIND_SPACES,		/* one or more of them; takes all positional words that remain */
	SX_KIND_INT,
	SX_KIND_INTS,		/* 5,10,50  or  1..10  or  0..100..5 */
	SX_KIND_REAL,
	SX_KIND_FLAG,		/* --center, --no-center */
	SX_KIND_CHOICE,		/* one word of choices, "a|b|c" */
	SX_KIND_CHOICES,	/* several of them, parted by commas; "all" is every one */
	SX_KIND_TEXT,
	SX_KIND_REST,		/* the rest of the line as typed */
	SX_KIND_ROW,		/* a row of the space, by label or number */
	SX_KIND_COLUMN,		/* a column of the space, a component (pc1) or a dimension (d0) */
	SX_KIND_PATH,
	SX_KIND_NAME,		/* a name for something new */
	SX_KIND_EXPR,		/* a row expression in Lua */
	SX_KIND_COMMAND,	/* the name of a command */
	SX_KIND_OPTION,		/* the name of a session option */
} sx_kind;

/* sx_param.flags. SX_LIMITED: lo and hi are limits also where both are 0. */
enum { SX_OPTIONAL = 0, SX_POSITIONAL = 1, SX_REQUIRED = 2, SX_LIMITED = 4 };

typedef struct sx_param {
	const char *name;
	sx_kind     kind;
	const char *dflt;	/* read like typed text; NULL: not given */
	double      lo, hi;	/* limits of a number, both within, either may be infinite; 0 and 0: none */
	const char *choices;	/* of CHOICE, CHOICES; of TEXT those that are always there: scripts may add others */
	const char *help;	/* one clause, no full stop */
	unsigned    flags;
} sx_param;

/* A parsed argument. text is what was typed (or the default) for every kind; NULL when there is neither. */
typedef struct sx_value {
	bool          given;
	const char   *text;
	double        num;		/* INT, REAL, FLAG (0, 1), CHOICE (its index), ROW */
	const double *list;		/* INTS, CHOICES (indices) */
	sx_space    **space;		/* SPACE, SPACES; held for the length of the run */
	size_t        count;		/* of list or space */
} sx_value;

typedef struct sx_command sx_command;

/* The commands of a program, in the order of its help. */
typedef struct sx_catalog {
	const sx_command *const *command;
	size_t                   n;
} sx_catalog;
extern const sx_catalog sx_all_commands;	/* those of commands.def (catalog.c) */
const sx_command *sx_catalog_find(const sx_catalog *, const char *name);	/* NULL: none is called so */

typedef struct sx_call {
	const sx_command *command;
	const sx_value   *arg;		/* one for each parameter, in their order */
	sx_job           *job;
	sx_arena         *tmp;		/* scratch, freed after the run, limited by job->memory */
	sx_session       *session;	/* NULL unless the command is flagged SX_ACTS */
	const sx_catalog *catalog;	/* all commands of the program, for those that run others */
} sx_call;

/* How one of a command's figures reads in `report`: the plain sentence of the first level whose bound is above the value
 * (or, per dimension, above value / dims). The last bound is INFINITY; for good figures put the usual case first. */
typedef struct sx_level { double below; const char *says; } sx_level;
typedef struct sx_reading {
	const char *figure, *range;	/* range: "0 to 1" */
	bool        per_dim;
	sx_level    level[4];
} sx_reading;

/* What a command answers, for help, the manual and completion. name: one or several, parted by spaces; '*' stands for
 * any part of a name. Beside NAME there may be NAME_low, _high, _se, _null, _null_low, _null_high and _p, which need no row.
 * range: of a number; NULL: that of its reading; "table", "series", "column" or "space" for what is more than one. */
typedef struct sx_figure {
	const char *name, *range;
	const char *null;	/* what chance, or nothing of the kind, gives; NULL: there is no such value */
	const char *reads;	/* what it is and how to read it; no full stop */
} sx_figure;

/* What a run is likely to cost, from its arguments alone. */
typedef struct sx_price {
	double flop;		/* in flop of a large product in single precision: slower work counts for more */
	double bytes;		/* of working memory beyond the points; 0: not worth a word */
	char   cheaper[64];	/* options to add for less: "--queries 2000"; "": there is nothing cheaper */
	double cheaper_flop;
	double seconds, cheaper_seconds;	/* put by who knows the machine */
} sx_price;

enum {
	SX_ACTS     = 1,	/* changes the session: load, drop, use */
	SX_ANY_DATA = 2,	/* does not mind values that are NaN or infinite */
	SX_FRONT    = 4,	/* carried out by the front end: quit */
	SX_WHOLE    = 16,	/* reads --where itself: the space comes whole */
	SX_UNLOGGED = 32,	/* is no part of what was done: undo */
	SX_OUTSIDE  = 8,	/* writes files or runs code: not for session files, which may come from anywhere */
};

struct sx_command {
	const char     *name, *summary;	/* summary: one line, imperative, no full stop */
	const char     *plain;		/* what it is for, in two sentences without a formula; NULL: the summary does */
	const char     *about;		/* what it measures, the formula, how to read it, cost, traps; paragraphs */
	const char     *example;	/* a line that the tests run */
	const char     *cite;		/* the source of the method; NULL for housekeeping */
	const char     *group;		/* chapter of the help: "look", "measure", "change", "program", … */
	const sx_param *param;
	size_t          nparams;
	unsigned        flags;
	bool          (*run)(const sx_call *, sx_result *, sx_err *);
	void          (*price)(const sx_call *, sx_price *);	/* NULL: not worth a word. The price is all 0 before */
	void           *data;		/* for commands made at run time */
	const sx_reading *reading;	/* what it adds to `report`; NULL: nothing */
	size_t          nreadings;
	const char     *report_table;	/* a table whose first rows go there too; NULL: none */
	const char     *report_with[2];	/* an option and its value in the report, which saves time; NULL: the default */
	const sx_figure *figure;	/* all that its results may hold */
	size_t          nfigures;
	const char     *before;		/* lines, parted by ';', that the example needs to have been run; NULL: none */
	bool            varies;		/* what the example gives is not the same every time, or acts outside: not for the manual */
};

#define SX_READINGS(a) .reading = (a), .nreadings = SX_COUNT(a)
#define SX_FIGURES(a) .figure = (a), .nfigures = SX_COUNT(a)
#define SX_PARAMS(a) .param = (a), .nparams = SX_COUNT(a)

/* An argument before it is parsed: name NULL is positional. Either text or a space. */
typedef struct sx_arg {
	const char *name, *text;
	sx_space   *space;
} sx_arg;

/* Whether the row tells of a figure of that name; and the row of a command that does, NULL if none: kind is "table",
 * "series", "column" or "space", or NULL for numbers and texts. */
bool              sx_figure_is(const sx_figure *, const char *name);
const sx_figure  *sx_figure_find(const sx_command *, const char *name, const char *kind);
const sx_reading *sx_figure_reading(const sx_command *, const sx_figure *);	/* NULL: it has none */
const char       *sx_figure_range(const sx_command *, const sx_figure *);

/* Parses arguments, checks limits, runs, and on success attaches columns and new spaces to the session. On failure
 * nothing is left behind. The result must be fresh. */
bool sx_apply(sx_session *, const sx_command *, const sx_arg *, size_t nargs, sx_job *, sx_result *, sx_err *);

/* Parses one line and applies it. An empty line or a comment succeeds with command NULL in the result. */
bool sx_run(sx_session *, const char *line, sx_job *, sx_result *, sx_err *);

/* What a line is likely to cost on a machine of so many flop a second (sx_machine_rate). False: no price is known, or the
 * line cannot run. */
bool   sx_price_line(const sx_session *, const char *line, double rate, sx_price *out);
/* Flop a second of products of matrices in single precision on all threads of the job, measured anew: some 50 ms. */
double sx_machine_rate(sx_job *);

/* Cuts the next command off a text in which commands are parted by ';' or newline, minding quotes and comments.
 * Returns its start and sets *len, or NULL at the end; *text moves on. */
const char *sx_next_line(const char **text, size_t *len);

/* The end of the character at p, of a line that ends at stop (NULL: at its zero byte). *quote, 0 at the start of a line, is the
 * quote that is open: inside "..." a backslash keeps the next character, which is part of this one; inside '...' nothing is
 * special. A step that changes *quote passed a quote. All that reads lines goes by it. */
const char *sx_line_step(const char *p, const char *stop, char *quote);

/* Names that people know from elsewhere, and how it is done here; NULL: not known. Case, '-' and '_' do not count. */
typedef struct sx_synonym { const char *theirs, *ours; } sx_synonym;
const sx_synonym *sx_synonym_find(const char *word);
const sx_synonym *sx_synonym_at(size_t i);	/* NULL past the last */

#endif
