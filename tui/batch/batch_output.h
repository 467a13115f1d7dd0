/* batch_output.h: where results go in batch: standard output, or a file that appears whole or not at all. */
#ifndef SX_BATCH_OUTPUT_H
#define SX_BATCH_OUTPUT_H

#include "engine/startup_options.h"

typedef struct sx_output {
	const sx_setup   *setup;
	struct sx_writer *writer;	/* NULL: standard output */
	sx_style          style;
	int               error;	/* errno of the first output that was lost; 0: none was */
} sx_output;

bool sx_output_open(sx_output *, const sx_setup *, sx_err *err);
void sx_output_text(sx_output *, const char *text, size_t len);
/* rows: of a table shown as text, 0: all. */
void sx_output_result(sx_output *, const sx_result *, size_t rows);
/* keep false: the file is not written. Nor is it where an output was lost; then, and where standard output did not take everything,
 * false. */
bool sx_output_close(sx_output *, bool keep, sx_err *err);

#endif
