/* load.h: file formats. A loader is one file that ends in one `const sx_loader` and is named in loaders.def. */
#ifndef SX_LOAD_H
#define SX_LOAD_H

#include "base/base.h"
#include "base/file.h"
#include "base/job.h"
#include "command/result.h"
#include "space/space.h"

/* One load: what is asked, and what the loader finds out beside the points. */
typedef struct sx_load {
	sx_file    *file;	/* a loader that leaves the points in it takes a reference */
	const char *name;	/* of the space */
	size_t      first;	/* the row to begin with */
	size_t      limit;	/* most rows from there; SIZE_MAX: all */
	bool        exact;	/* as many must be there: --rows, not --limit */
	const char *tensor, *shape, *axes;	/* --tensor, --shape, --axis as typed; NULL: not given */
	const char *dims, *columns;	/* --dims and --columns: which columns of a table are which; NULL: by the table */
	const char *dtype;	/* --dtype: what values are that do not say it, a name that sx_store_named knows; NULL: not given */
	bool        layered, numbered;	/* one layer or several are asked for; names get numbers */
	size_t      layer_first, layer_last;	/* layer_last SIZE_MAX: to the last */
	sx_job     *job;	/* NULL: alone */
	int         shared;	/* the file in memory that the points go to (load_isolated.h); 0: none */
	sx_arena   *tmp;	/* scratch, freed by whoever asks: loaders have no cleanup code */
	sx_result  *out;	/* takes notes */

	size_t      total;	/* rows in the file; 0: unknown, as the limit was met first */
	bool        flat;	/* the array has one axis, whose values became rows of one dimension */
	bool        borrowed;	/* the points lie in the file's bytes: nothing was copied */
	bool        mapped;	/* and those are mapped */
	sx_space  **more;	/* the other layers */
	size_t      nmore;
} sx_load;

enum { SX_PROBE_NO = 0, SX_PROBE_MAYBE = 10, SX_PROBE_SHAPE = 50, SX_PROBE_MAGIC = 100 };

/* What a format can be asked. */
enum { SX_LOAD_TENSOR = 1, SX_LOAD_AXES = 2, SX_LOAD_SHAPE = 4, SX_LOAD_COLUMNS = 8, SX_LOAD_DTYPE = 16 };

typedef struct sx_loader {
	const char *name, *about;	/* about: one clause for the help */
	const char *endings;		/* words parted by spaces, lower case: they break ties between probes */
	unsigned    asks;	/* SX_LOAD_AXES: also takes first and limit by itself */
	int       (*probe)(const sx_file *);	/* how sure it is by the content: an SX_PROBE_ number or between */
	/* Every message begins with the file's path. NULL leaves nothing behind but scratch. */
	sx_space *(*load)(sx_load *, sx_err *err);
} sx_loader;

/* The loader for a file: the surest by content, then by the path's ending; or the one called format, unless
 * that is NULL or "auto". NULL: none, and the message says what the file seems to be. */
const sx_loader *sx_loader_for(const sx_file *, const char *format, sx_err *err);
/* Loads by it. Refuses what the format cannot be asked, and sees to the rows where the loader does not. NULL leaves
 * nothing behind but scratch; success may leave spaces in more, which are the caller's. */
sx_space *sx_load_by(const sx_loader *, sx_load *, sx_err *err);

/* ---- for loaders (load_help.c) ---- */

/* Points to be filled, n * d of them checked against the memory the job may use. */
sx_space *sx_load_points(const sx_load *, size_t n, size_t d, float **points, sx_err *err);
/* The points that lie in a file in memory (load_isolated.h), bytes long, as a space that lets go of them. */
sx_space *sx_load_in_shared(int file, size_t bytes, const char *name, size_t n, size_t d, sx_err *err);
/* The rows asked for of so many: the first, and how many. False, with a message: they are not there. */
bool      sx_load_window(const sx_load *, size_t total, size_t *first, size_t *n, sx_err *err);
/* SX_EMEMORY with the file's path. Returns false. */
bool      sx_load_short(const sx_load *, double bytes, sx_err *err);
void      sx_load_drop_more(sx_load *);	/* the other layers */
void      sx_load_note(const sx_load *, const char *fmt, ...) SX_PRINTF(2, 3);	/* out may be NULL */
/* The text behind a UTF-8 byte order mark, and its end. */
const char *sx_load_text(const sx_file *, const char **end);
/* Whether the first bytes look like text in UTF-8 or a code page: no zero byte, hardly a control character. */
bool      sx_load_is_text(const sx_file *);
/* What a file is that is known and cannot be read ("is ..."); NULL: nothing known. (foreign_files.c) */
const char *sx_load_foreign(const sx_file *);
/* The ending of a path in lower case, without its point; "" where there is none. */
const char *sx_load_ending(const char *path, char out[16]);

/* Two that other loaders try. */
extern const sx_loader sx_loader_vec, sx_loader_csv;

#endif
