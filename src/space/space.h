/* space.h: points with labels and columns.
 *
 * A space is n rows × d dimensions of float32, row-major. It never changes once it is shared, but for columns of
 * metadata set beside the points and for what is memoised on it; both happen on the engine thread only. Spaces are
 * counted: whoever keeps one holds a reference. */
#ifndef SX_SPACE_H
#define SX_SPACE_H

#include "base/base.h"
#include "base/mat.h"
#include "base/job.h"

typedef enum sx_type { SX_INTEGER, SX_REAL, SX_TEXT } sx_type;

/* A named column, of a space's metadata or of a table. */
typedef struct sx_field {
	const char *name;
	sx_type     type;
	const double      *num;		/* SX_INTEGER, SX_REAL; NaN means missing */
	const char *const *text;	/* SX_TEXT */
	bool        category;		/* SX_TEXT: values that many rows share */
} sx_field;

/* A text is taken for a category if it has at most so many values, the missing one apart, and at least so many rows a
 * value on average that are not missing. */
enum { SX_MOST_CATEGORIES = 1024, SX_ROWS_A_CATEGORY = 4 };

/* Makes a category of a text that is one by this rule; never the other way round. (category_columns.c) */
void        sx_field_categorise(sx_field *, size_t rows);
/* "integer", "real", "category", "text" */
const char *sx_field_type(const sx_field *);

enum { SX_AXES = 5 };		/* most axes an array of activations may have */

typedef struct sx_space sx_space;

/* Takes over the points, mapped or allocated: release(arg) runs when the last reference goes, and also when this
 * fails. The result holds one reference. */
sx_space *sx_space_adopt(const char *name, sx_mat m, void (*release)(void *), void *arg, sx_err *err);
/* A space of zeros; *points are writable until the space is shared. */
sx_space *sx_space_new(const char *name, size_t n, size_t d, float **points, sx_err *err);
/* The same in a file without a name, whose pages the system may put aside: for what does not fit in the memory that may be
 * worked in. In memory all the same where no such file can be had. (spill_file.c) */
sx_space *sx_space_new_aside(const char *name, size_t n, size_t d, float **points, sx_err *err);
/* The chosen rows of a space, copied with labels and columns; remembers where they came from. */
sx_space *sx_space_subset(const sx_space *, const char *name, const size_t *rows, size_t m, sx_err *err);

/* Copies labels, columns and the place of the rows from a space with as many rows: a transform keeps its metadata. */
bool      sx_space_copy_meta(sx_space *to, const sx_space *from, sx_err *err);

sx_space *sx_space_ref(sx_space *);
void      sx_space_unref(sx_space *);	/* NULL does nothing */

const char *sx_space_name(const sx_space *);
bool        sx_space_rename(sx_space *, const char *name, sx_err *err);
sx_mat      sx_space_mat(const sx_space *);	/* lives as long as your reference */
size_t      sx_space_rows(const sx_space *);
size_t      sx_space_dims(const sx_space *);

/* Labels: all or none. Setting copies them. sx_space_label is NULL where there are none. */
bool        sx_space_set_labels(sx_space *, const char *const *labels, sx_err *err);
const char *sx_space_label(const sx_space *, size_t row);
bool        sx_space_has_labels(const sx_space *);
/* The row with this label, or numbered so ("12", "#12"); labels win over numbers, the first of equal labels wins. In a
 * subset "#12" is the number that its tables show, that of the space it was taken from. */
bool        sx_space_find(const sx_space *, const char *label_or_number, size_t *row, sx_err *err);

/* Columns. Adding copies, and replaces one of the same name. */
bool            sx_space_add_field(sx_space *, const sx_field *, sx_err *err);
/* Texts that are categories by the rule become so. For what a file brought; sx_field_categorise has the rule. */
void            sx_space_categorise(sx_space *);
size_t          sx_space_fields(const sx_space *);
const sx_field *sx_space_field_at(const sx_space *, size_t i);
const sx_field *sx_space_field(const sx_space *, const char *name);	/* NULL: no such column */

/* What can change of a shared space, as it was when kept. Until let go, figures that replace others take new memory
 * instead of the same. A state puts them back; NULL lets go only. The arrays live in the arena. */
typedef struct sx_space_state {
	const char *name, *origin;
	const char *const *labels, *const *dim_names;
	sx_field   *field;
	size_t      nfields;
} sx_space_state;
bool        sx_space_keep(sx_space *, sx_arena *, sx_space_state *out);	/* false: out of memory, nothing is kept */
bool        sx_space_is(const sx_space *, const sx_space_state *);	/* nothing of it has changed since */
void        sx_space_let_go(sx_space *, const sx_space_state *);

/* Names of the dimensions, where they have any (the anchors of a relative space). Copied. */
bool        sx_space_set_dim_names(sx_space *, const char *const *names, sx_err *err);
const char *sx_space_dim_name(const sx_space *, size_t dim);	/* NULL: none */

/* The shape of the array the rows came from (contexts × positions × …), and how the space was made, in words. */
void        sx_space_set_shape(sx_space *, const size_t *axes, size_t naxes);
size_t      sx_space_shape(const sx_space *, size_t axes[SX_AXES]);	/* the number of axes; 0: a plain table */
bool        sx_space_set_origin(sx_space *, const char *words, sx_err *err);
const char *sx_space_origin(const sx_space *);

/* The row of the space this subset was taken from, or the row itself; and that space's name. */
size_t      sx_space_parent_row(const sx_space *, size_t row);
/* The failure of whatever needs a direction of every row. Returns false. */
bool        sx_fail_zero_row(const sx_space *, size_t row, sx_err *err);
/* The rows brought to length 1, lengths summed in double, to out (rows × dims, none between rows). A row of zeros fails. */
bool        sx_space_unit_rows(const sx_space *, float *out, sx_err *err);
const char *sx_space_parent(const sx_space *);	/* NULL: not a subset */

/* Counts values that are NaN or infinite and finds the first; remembered, so only the first call costs a pass.
 * False: stopped. */
typedef struct sx_flaws { size_t count, rows, row, dim; } sx_flaws;
bool        sx_space_flaws(sx_space *, sx_job *, sx_flaws *out, sx_err *err);

/* What was computed once and is worth keeping: found by key, freed with the space by release. */
void *sx_space_memo(const sx_space *, const char *key);
bool  sx_space_memoise(sx_space *, const char *key, void *thing, void (*release)(void *), sx_err *err);

#endif
