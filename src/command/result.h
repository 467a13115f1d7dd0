/* result.h: the result of a command: named scalars, tables, series, notes, columns and new spaces.
 *
 * A command writes with the functions below; renderers read the structs. Writers copy their arguments and report no error: a
 * result that ran out of memory is marked broken, and sx_apply reports it once. After sx_apply a result does not change, so any
 * thread may read it. */
#ifndef SX_RESULT_H
#define SX_RESULT_H

#include "base/base.h"
#include "space/space.h"

typedef struct sx_result sx_result;

/* How a table is drawn. SX_LINE and SX_BARS are series: first column x, second y; so is SX_SCATTER, unless it has columns named x
 * and y. SX_RING has angle and radius; SX_HEAT is all numbers. */
typedef enum sx_look { SX_PLAIN, SX_LINE, SX_BARS, SX_SCATTER, SX_HEAT, SX_RING } sx_look;

/* The type of a metric or of a parameter. */
typedef enum sx_scalar_kind { SX_SCALAR_NUM, SX_SCALAR_BOOL, SX_SCALAR_TEXT, SX_SCALAR_NUMS, SX_SCALAR_NONE } sx_scalar_kind;

typedef struct sx_scalar {
	const char     *name;
	sx_scalar_kind  kind;
	double          num;		/* NUM, BOOL (0 or 1) */
	const char     *text;		/* TEXT */
	const double   *nums;		/* NUMS */
	size_t          count;
} sx_scalar;

/* ---- writing ---- */

void sx_put(sx_result *, const char *name, double value);
void sx_put_bool(sx_result *, const char *name, bool value);
void sx_put_text(sx_result *, const char *name, const char *value);
void sx_put_range(sx_result *, const char *name, double value, double low, double high);	/* adds _low and _high */
void sx_put_none(sx_result *, const char *name, const char *why);	/* null, with a note that gives the reason */

/* Opens a table with so many rows; the columns added next belong to it. */
void sx_table(sx_result *, const char *name, sx_look look, size_t rows);
/* Requests logarithmic axes for the open table; values not above 0 are then omitted from the picture. */
void sx_table_log(sx_result *, bool x, bool y);
/* Requests equal scales on both axes of the open table's picture. */
void sx_table_even(sx_result *);
/* Requests that text output show all rows of the open table. */
void sx_table_whole(sx_result *);
void sx_table_nums(sx_result *, const char *column, const double *values);
void sx_table_ints(sx_result *, const char *column, const double *values);
void sx_table_texts(sx_result *, const char *column, const char *const *values);

/* Adds a column to the space, one value for each row, once the run has succeeded. */
void sx_column(sx_result *, const char *name, const double *per_row);
/* Hands over a new space, which is added to the session once the run has succeeded. */
void sx_give(sx_result *, sx_space *made);
void sx_note(sx_result *, const char *fmt, ...) SX_PRINTF(2, 3);
/* Records a choice that the command made itself (ddof, a solver) among the parameters. */
void sx_record_text(sx_result *, const char *name, const char *value);
void sx_record_num(sx_result *, const char *name, double value);
void sx_record(sx_result *, sx_scalar);

/* ---- reading ---- */

/* A frame is a table of a finished result. */
typedef struct sx_frame {
	const char *name;
	sx_look     look;
	bool        log_x, log_y;	/* logarithmic axes in its picture */
	bool        even;		/* equal scales on both axes */
	bool        whole;		/* text output shows all rows, with room for sentences */
	size_t      rows, nfields, cap;
	sx_field   *field;
} sx_frame;

struct sx_result {
	sx_arena   *arena;
	const char *command, *space;	/* the command's name; the name of its space (NULL: none) */
	const char *line;		/* the command as it can be typed again */
	size_t      rows, dims;		/* size of that space as used; rows is the length of a column */
	double      seconds;
	bool        broken;

	sx_scalar  *scalar, *param;
	size_t      nscalars, nparams;
	sx_frame   *frame;
	size_t      nframes;
	sx_field   *column;
	size_t      ncolumns;
	const char **note;
	size_t      nnotes;
	sx_space  **made;
	size_t      nmade;

	size_t      cap_scalar, cap_param, cap_frame, cap_column, cap_note, cap_made;
	int         refs;		/* changed atomically */
};

sx_result *sx_result_new(void);		/* NULL: out of memory. One reference */
sx_result *sx_result_ref(sx_result *);
void       sx_result_unref(sx_result *);	/* NULL does nothing */

const sx_scalar *sx_result_scalar(const sx_result *, const char *name);	/* NULL: no such metric */
const sx_frame  *sx_result_frame(const sx_result *, const char *name);
const sx_field  *sx_frame_field(const sx_frame *, const char *name);
/* The x and y of a table's picture, unless it is a ring or a heat map: for a scatter its columns x and y, where it has them, else
 * the first two columns. False: one is missing or is text. */
bool             sx_frame_xy(const sx_frame *, const sx_field **x, const sx_field **y);
/* The main table, shown first and written by --csv: the first that is not a series, else the first. NULL: none. */
const sx_frame  *sx_result_main_frame(const sx_result *);
bool             sx_look_is_series(sx_look);

/* A cell as text: sx_number or the text itself; a missing number is "". */
const char *sx_cell_text(const sx_field *, size_t row, char out[32]);

#endif
