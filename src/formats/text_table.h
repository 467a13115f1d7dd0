/* text_table.h: CSV and its kin, looked through once for its shape and types, then read into whatever the
 * caller lends. Both passes run in parallel over pieces of whole records. */
#ifndef SX_TEXT_TABLE_H
#define SX_TEXT_TABLE_H

#include "base/base.h"
#include "base/file.h"
#include "base/job.h"
#include "base/record.h"

enum { SX_MOST_COLUMNS = 1 << 20 };

/* Empty: no row has anything there. Whole: whole numbers that a double holds, and missing values. */
typedef enum sx_text_cells { SX_CELLS_EMPTY, SX_CELLS_WHOLE, SX_CELLS_REAL, SX_CELLS_TEXT } sx_text_cells;

typedef struct sx_textcolumn {
	const char *name;	/* "" without a header */
	sx_text_cells cells;
	size_t      numbers, texts;	/* rows that hold a number, rows that hold neither a number nor nothing */
	size_t      text_line;	/* the first of the latter */
	size_t      width;	/* every text is a list of so many numbers, "[0.1, 0.2]"; 0: they are not */
	bool        counts;	/* row i holds i, or i + 1 */
	bool        commas;	/* no number has a point, and every text is one with a comma, 0,5 */
	bool        cut;	/* a text is a list that numpy cut short when it printed it */
} sx_textcolumn;

typedef enum sx_heading { SX_HEADING_FIND, SX_HEADING_YES, SX_HEADING_NO } sx_heading;

typedef struct sx_texttable {
	/* asked */
	const sx_file *file;
	size_t         limit;		/* most rows */
	sx_heading     heading;
	sx_job        *job;
	sx_arena      *tmp;		/* the table lives in it */
	/* answered */
	char           delim;
	bool           header, whole;	/* whole: the limit cut nothing off */
	size_t         columns, rows;
	sx_textcolumn *column;
	sx_pieces      pieces;
} sx_texttable;

/* Finds delimiter, header, columns and their types. Comment lines ('#') at the top and blank lines are left out; a line of as many
 * cells as the table has is no comment. A record with more or fewer fields than the first is an error that names its line. */
bool sx_texttable_open(sx_texttable *, sx_err *err);

/* Where one column goes; at most one is set. Missing and unreadable numbers become NaN. */
typedef struct sx_sink {
	float   *f;		/* step floats from row to row */
	size_t   step;
	size_t   list;		/* f takes so many numbers from each cell; 0: the cell is one */
	double  *num;
	sx_span *span;
} sx_sink;
bool sx_texttable_fill(const sx_texttable *, const sx_sink *, sx_err *err);	/* (text_table_fill.c) */

/* The columns d0, d1, … up to the last, as sextant writes them: the index of d0, or columns where there are
 * none. */
size_t sx_texttable_dims(const sx_texttable *);
/* The column that holds labels: the first whose name says so, else a first column of text; SIZE_MAX: none. */
size_t sx_texttable_labels(const sx_texttable *);
bool   sx_is_label_name(const char *);	/* label, word, token, text, name, or more than one of them, or vocab, in any case */

/* What a cell holds: SX_CELLS_EMPTY for nothing and for NA, N/A, null, NULL and None. (text_dialect.c) */
sx_text_cells sx_cell_kind(sx_span);
/* The numbers of a cell that is a list of them: "[0.1, 0.2]", "(1 2 3)", "0.1 0.2 0.3" (without brackets at least three). How
 * many; 0: it is no list. At most `most` are written to `to`, which may be NULL. (text_dialect.c) */
size_t sx_cell_list(sx_span, float *to, size_t most);
/* 0,5 or -12,25: no number here, and a sign that the file was written for another country. */
bool   sx_cell_has_comma(sx_span);
/* The delimiter among tab , ; | space: that which cuts all records into the same number of fields, most of them
 * numbers. '\0': the numbers have a comma for a point. */
char sx_dialect(const char *text, const char *end);

#endif
