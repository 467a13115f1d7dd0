/* command.h: a command is a row of data and one function.
 *
 * From the row come parsing, limits, help, completion, the Lua function, the entry in the manual and a test of its example. An
 * analysis is one file that ends in one `const sx_command` and is listed in commands.def. */
#ifndef SX_COMMAND_H
#define SX_COMMAND_H

#include "result.h"
#include "base/base.h"
#include "base/job.h"
#include "base/spelling.h"
#include "space/space.h"

typedef struct sx_session sx_session;

typedef enum sx_kind {
	SX_KIND_SPACE,		/* a loaded space; by default the current one */
	SX_KIND_SPACES,		/* one or more spaces; takes all remaining positional words */
	SX_KIND_INT,
	SX_KIND_INTS,		/* 5,10,50  or  1..10  or  0..100..5 */
	SX_KIND_REAL,
	SX_KIND_FLAG,		/* --center, --no-center */
	SX_KIND_CHOICE,		/* one word of choices, "a|b|c" */
	SX_KIND_CHOICES,	/* several words of choices, separated by commas; "all" is every one */
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

/* Values of sx_param.flags. SX_LIMITED: lo and hi are limits even where both are 0. */
enum { SX_OPTIONAL = 0, SX_POSITIONAL = 1, SX_REQUIRED = 2, SX_LIMITED = 4, SX_CLASSES = 8 };

typedef struct sx_param {
	const char *name;
	sx_kind     kind;
	const char *dflt;	/* parsed like typed text; NULL: no default */
	double      lo, hi;	/* inclusive limits of a number, either may be infinite; 0 and 0: none */
	const char *choices;	/* for CHOICE, CHOICES; for TEXT the values that always exist: scripts may add others */
	const char *help;	/* one clause, no full stop */
	unsigned    flags;
} sx_param;

/* A parsed argument. text is the typed text (or the default) for every kind; NULL when there is neither. */
typedef struct sx_value {
	bool          given;
	const char   *text;
	double        num;		/* INT, REAL, FLAG (0, 1), CHOICE (its index), ROW */
	const double *list;		/* INTS, CHOICES (indices) */
	sx_space    **space;		/* SPACE, SPACES; held for the length of the run */
	size_t        count;		/* of list or space */
} sx_value;

typedef struct sx_command sx_command;

/* The commands of a program, in the order in which help lists them. */
typedef struct sx_catalog {
	const sx_command *const *command;
	size_t                   n;
} sx_catalog;
extern const sx_catalog sx_all_commands;	/* those of commands.def (catalog.c) */
const sx_command *sx_catalog_find(const sx_catalog *, const char *name);	/* NULL: there is none of that name */

typedef struct sx_call {
	const sx_command *command;
	const sx_value   *arg;		/* one for each parameter, in the order of the parameters */
	sx_job           *job;
	sx_arena         *tmp;		/* scratch, freed after the run, limited by job->memory */
	sx_session       *session;	/* NULL unless the command is flagged SX_ACTS */
	const sx_catalog *catalog;	/* all commands of the program, for those that run others */
} sx_call;

/* How `report` interprets one of a command's metrics: the sentence of the first level whose bound is above the value (or, with
 * per_dim, above value / dims). The last bound is INFINITY. For values that are good, put the usual case first. */
typedef struct sx_level { double below; const char *says; } sx_level;
typedef struct sx_reading {
	const char *figure, *range;	/* range: "0 to 1" */
	bool        per_dim;
	sx_level    level[4];
} sx_reading;

/* Describes one or more items of a command's results, for help, the manual and completion. name: one or several, separated by
 * spaces; '*' stands for any part of a name. Beside NAME there may be NAME_low, _high, _se, _null, _null_low, _null_high,
 * _null_kind and _p, which need no row. range: of a number, or NULL for that of its reading; "table", "series", "column" or "space"
 * for anything else. */
typedef struct sx_figure {
	const char *name, *range;
	const char *null;	/* the value expected by chance, or without the structure; NULL: there is none */
	const char *reads;	/* what it is and how to interpret it; no full stop */
} sx_figure;

/* The estimated cost of a run, from its arguments alone. */
typedef struct sx_price {
	double flop;		/* in flop of a large single-precision product; slower work counts for more */
	double bytes;		/* working memory beyond the points; 0: negligible */
	char   cheaper[64];	/* options that would make it cheaper: "--queries 2000"; "": there are none */
	double cheaper_flop;
	double seconds, cheaper_seconds;	/* filled in by sx_price_line from the rate of the machine */
} sx_price;

enum {
	SX_ACTS     = 1,	/* changes the session: load, drop, use */
	SX_ANY_DATA = 2,	/* accepts values that are NaN or infinite */
	SX_FRONT    = 4,	/* carried out by the front end: quit */
	SX_WHOLE    = 16,	/* evaluates --where itself: it receives the whole space */
	SX_UNLOGGED = 32,	/* not recorded in the log: undo */
	SX_OUTSIDE  = 8,	/* writes files or runs code: refused in session files, which may come from anywhere */
};

struct sx_command {
	const char     *name, *summary;	/* summary: one line, imperative, no full stop */
	const char     *plain;		/* its purpose in two sentences without a formula; NULL: the summary suffices */
	const char     *about;		/* what it measures, the formula, how to interpret it, cost, pitfalls; paragraphs */
	const char     *example;	/* a line that the tests run */
	const char     *cite;		/* the source of the method; NULL for housekeeping */
	const char     *group;		/* chapter of the help: "look", "measure", "change", "program", … */
	const sx_param *param;
	size_t          nparams;
	unsigned        flags;
	bool          (*run)(const sx_call *, sx_result *, sx_err *);
	void          (*price)(const sx_call *, sx_price *);	/* estimates the cost; the price is all 0 before. NULL: the cost is
								 * negligible */
	void           *data;		/* for commands made at run time */
	const sx_reading *reading;	/* its metrics in `report`; NULL: none */
	size_t          nreadings;
	const char     *report_table;	/* a table whose first rows `report` shows too; NULL: none */
	const char     *report_with[2];	/* an option and its value, to save time in `report`; NULL: the defaults */
	const sx_figure *figure;	/* describes everything its results may hold */
	size_t          nfigures;
	const char     *before;		/* lines, separated by ';', to run before the example; NULL: none */
	bool            varies;		/* the output of the example varies, or it acts outside the program: not shown in the manual */
};

#define SX_READINGS(a) .reading = (a), .nreadings = SX_COUNT(a)
#define SX_FIGURES(a) .figure = (a), .nfigures = SX_COUNT(a)
#define SX_PARAMS(a) .param = (a), .nparams = SX_COUNT(a)

/* An argument before it is parsed: name NULL is positional. Either text or a space. */
typedef struct sx_arg {
	const char *name, *text;
	sx_space   *space;
} sx_arg;

/* sx_figure_is: whether the row describes an item of that name. sx_figure_find: the row of a command that does, NULL if none; kind
 * is "table", "series", "column" or "space", or NULL for numbers and texts. The others: reading and range of a row. */
bool              sx_figure_is(const sx_figure *, const char *name);
const sx_figure  *sx_figure_find(const sx_command *, const char *name, const char *kind);
const sx_reading *sx_figure_reading(const sx_command *, const sx_figure *);	/* NULL: it has none */
const char       *sx_figure_range(const sx_command *, const sx_figure *);

/* Parses arguments, checks limits, runs, and on success attaches columns and new spaces to the session. On failure
 * nothing is left behind. The result must be fresh. */
bool sx_apply(sx_session *, const sx_command *, const sx_arg *, size_t nargs, sx_job *, sx_result *, sx_err *);

/* Parses one line and applies it. An empty line or a comment succeeds with command NULL in the result. */
bool sx_run(sx_session *, const char *line, sx_job *, sx_result *, sx_err *);

/* Estimates the cost of a line on a machine of `rate` flop a second (sx_machine_rate). False: the cost is not known, or the line
 * cannot run. */
bool   sx_price_line(const sx_session *, const char *line, double rate, sx_price *out);
/* Measures the machine's rate: flop a second of single-precision matrix products on all threads of the job. Takes some 50 ms. */
double sx_machine_rate(sx_job *);

/* Finds the next command in a text whose commands are separated by ';' or newline, respecting quotes and comments. Returns its
 * start and sets *len, or NULL at the end; *text advances. */
const char *sx_next_line(const char **text, size_t *len);

/* Appends the commands of a text of several lines as one line, separated by "; ", without comments. False: whatever follows a line
 * of Lua is left out, since that one ends only where a line does. */
bool sx_join_lines(const char *text, sx_buf *out);

/* Returns the end of the character at p, in a line that ends at stop (NULL: at its zero byte). *quote, 0 at the start of a line,
 * is the open quote: inside "..." a backslash escapes the next character, which is then part of this one; inside '...' nothing is
 * special. A step that changes *quote passed a quote. Everything that reads lines uses this function. */
const char *sx_line_step(const char *p, const char *stop, char *quote);

/* Names used by other programs, and how to do the same here; NULL: not known. Case, '-' and '_' do not matter. */
typedef struct sx_synonym { const char *theirs, *ours; } sx_synonym;
const sx_synonym *sx_synonym_find(const char *word);
const sx_synonym *sx_synonym_at(size_t i);	/* NULL past the last */

#endif
