/* space.h: points with labels and columns.
 *
 * A space is n rows × d dimensions of float32, row-major. Once shared it never changes, except for columns of metadata added
 * beside the points and for memoised results; both happen on the engine thread only. Spaces are reference-counted: whoever keeps
 * one holds a reference. */
#ifndef SX_SPACE_H
#define SX_SPACE_H

#include "base/base.h"
#include "base/job.h"
#include "base/mat.h"

typedef enum sx_type { SX_INTEGER, SX_REAL, SX_TEXT } sx_type;

/* A named column, of a space's metadata or of a table. */
typedef struct sx_field {
	const char *name;
	sx_type     type;
	const double      *num;		/* SX_INTEGER, SX_REAL; NaN means missing */
	const char *const *text;	/* SX_TEXT */
	bool        category;		/* SX_TEXT: the values are categories, shared by many rows */
} sx_field;

/* A text column is categorical if it has at most SX_MOST_CATEGORIES values, not counting missing ones, and on average at least
 * SX_ROWS_A_CATEGORY non-missing rows for each value. */
enum { SX_MOST_CATEGORIES = 1024, SX_ROWS_A_CATEGORY = 4 };

/* Marks a text column as categorical if this rule holds; never the reverse. (category_columns.c) */
void        sx_field_categorise(sx_field *, size_t rows);
/* "integer", "real", "category", "text" */
const char *sx_field_type(const sx_field *);

enum { SX_AXES = 5 };		/* most axes an array of activations may have */

typedef struct sx_space sx_space;

/* A space that takes over the points, mapped or allocated: release(arg) runs when the last reference goes, and also on failure.
 * The result holds one reference. */
sx_space *sx_space_adopt(const char *name, sx_mat m, void (*release)(void *), void *arg, sx_err *err);
/* A new space of zeros; *points is writable until the space is shared. */
sx_space *sx_space_new(const char *name, size_t n, size_t d, float **points, sx_err *err);
/* As sx_space_new, but in an unnamed temporary file, whose pages the system may write out: for spaces larger than the memory
 * ceiling. Falls back to memory where no such file can be made. (spill_file.c) */
sx_space *sx_space_new_aside(const char *name, size_t n, size_t d, float **points, sx_err *err);
/* A copy of the chosen rows of a space, with labels and columns; it remembers their original row numbers. */
sx_space *sx_space_subset(const sx_space *, const char *name, const size_t *rows, size_t m, sx_err *err);

/* Copies labels, columns and original row numbers from a space with as many rows, for transforms. */
bool      sx_space_copy_meta(sx_space *to, const sx_space *from, sx_err *err);

sx_space *sx_space_ref(sx_space *);
void      sx_space_unref(sx_space *);	/* NULL does nothing */

const char *sx_space_name(const sx_space *);
bool        sx_space_rename(sx_space *, const char *name, sx_err *err);
sx_mat      sx_space_mat(const sx_space *);	/* valid as long as the caller's reference */
size_t      sx_space_rows(const sx_space *);
size_t      sx_space_dims(const sx_space *);

/* Labels: every row has one, or none has. Setting copies them. sx_space_label is NULL where there are none. */
bool        sx_space_set_labels(sx_space *, const char *const *labels, sx_err *err);
const char *sx_space_label(const sx_space *, size_t row);
bool        sx_space_has_labels(const sx_space *);
/* Finds a row by label, or by number ("12", "#12"); labels take precedence over numbers, and the first of equal labels wins. In a
 * subset "#12" is the original row number, which its tables show. */
bool        sx_space_find(const sx_space *, const char *label_or_number, size_t *row, sx_err *err);

/* Columns. Adding one copies it, and replaces a column of the same name. */
bool            sx_space_add_field(sx_space *, const sx_field *, sx_err *err);
/* Marks all text columns that are categorical by the rule (sx_field_categorise), after loading a file. */
void            sx_space_categorise(sx_space *);
size_t          sx_space_fields(const sx_space *);
const sx_field *sx_space_field_at(const sx_space *, size_t i);
const sx_field *sx_space_field(const sx_space *, const char *name);	/* NULL: no such column */

/* The mutable part of a shared space, as it was when kept. Until it is released, a replaced column gets new memory instead of
 * being overwritten. The arrays live in the arena. */
typedef struct sx_space_state {
	const char *name, *origin;
	const char *const *labels, *const *dim_names;
	sx_field   *field;
	size_t      nfields;
} sx_space_state;
bool        sx_space_keep(sx_space *, sx_arena *, sx_space_state *out);	/* false: out of memory, and nothing is kept */
bool        sx_space_is(const sx_space *, const sx_space_state *);	/* true if nothing has changed since */
void        sx_space_let_go(sx_space *, const sx_space_state *);

/* Names of the dimensions, if any (such as the anchors of a relative space). Copied. */
bool        sx_space_set_dim_names(sx_space *, const char *const *names, sx_err *err);
const char *sx_space_dim_name(const sx_space *, size_t dim);	/* NULL: none */

/* The shape of the array that the rows came from (contexts × positions × …), and a description of how the space was made. */
void        sx_space_set_shape(sx_space *, const size_t *axes, size_t naxes);
size_t      sx_space_shape(const sx_space *, size_t axes[SX_AXES]);	/* the number of axes; 0: a plain table */
bool        sx_space_set_origin(sx_space *, const char *words, sx_err *err);
const char *sx_space_origin(const sx_space *);

/* The original row of a row of a subset, in the space it was taken from, or the row itself; and the name of that space. */
size_t      sx_space_parent_row(const sx_space *, size_t row);
/* Fails with the message for a row of zeros, which has no direction. Returns false. */
bool        sx_fail_zero_row(const sx_space *, size_t row, sx_err *err);
/* Writes the rows scaled to length 1 to out (rows × dims, contiguous); lengths are summed in double. Fails on a row of zeros. */
bool        sx_space_unit_rows(const sx_space *, float *out, sx_err *err);
const char *sx_space_parent(const sx_space *);	/* NULL: not a subset */

/* Counts values that are NaN or infinite and finds the first. The answer is remembered, so only the first call reads the points.
 * False: cancelled. */
typedef struct sx_flaws { size_t count, rows, row, dim; } sx_flaws;
bool        sx_space_flaws(sx_space *, sx_job *, sx_flaws *out, sx_err *err);

/* Memoised results: found by key, and freed with the space by release. */
void *sx_space_memo(const sx_space *, const char *key);
bool  sx_space_memoise(sx_space *, const char *key, void *thing, void (*release)(void *), sx_err *err);

#endif
