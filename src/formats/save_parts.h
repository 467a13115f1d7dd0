/* save_parts.h: what the writers of formats share, private to cmd_save.c and save_*.c. */
#ifndef SX_SAVE_PARTS_H
#define SX_SAVE_PARTS_H

#include "base/file.h"
#include "command/command.h"

typedef struct sx_save {
	const sx_call  *call;
	const sx_space *space;
	sx_mat          m;
	const char     *path;
	sx_writer      *w;
	sx_writer      *beside;		/* of the labels in a file of their own, flushed; NULL: none */
	sx_buf          row;		/* what is written next */
	size_t          changed;	/* labels and texts that could not be written as they are */
	sx_result      *out;
	sx_err         *err;
} sx_save;

/* Called for every row; asks the host now and then whether to go on. */
bool sx_save_tick(sx_save *, size_t row);
/* Adds a text to the row with its line ends, if any, made spaces; counts it as changed then. */
void sx_save_line_text(sx_save *, const char *text);

/* Writes the row out and clears it. */
bool sx_save_row(sx_save *);
/* The columns to write: all but one that only repeats the labels, whose name *label becomes then. NULL: failed. */
const sx_field **sx_save_fields(sx_save *, size_t *count, const char **label);

/* The points as float32 in C order: all of what follows a header. */
bool sx_save_points(sx_save *);

/* The fewest digits that read back to the same float. */
void sx_save_float(sx_buf *, float);

bool sx_save_table(sx_save *, char delim);
bool sx_save_vec(sx_save *);
bool sx_save_w2v(sx_save *);
bool sx_save_safetensors_head(sx_save *);
bool sx_save_npz(sx_save *);
bool sx_save_jsonl(sx_save *);
/* PATH/tensors.tsv, and metadata.tsv beside it. */
bool sx_save_is_projector(const char *path);
bool sx_save_projector(sx_save *);

#endif
