/* example.h: the example of a command: running it, and its output as text. */
#ifndef SX_EXAMPLE_H
#define SX_EXAMPLE_H

#include "command/session.h"
#include "render/render.h"

/* Loads the bundled sample as the space demo, which all examples use. It is read from the folder samples. */
bool sx_example_load(sx_session *, sx_job *, sx_err *err);
/* Runs a command's example, and before it the lines that it needs, in a session that has the space demo. */
bool sx_example_run(sx_session *, const sx_command *, sx_job *, sx_result *, sx_err *err);
/* Appends the example's output, 70 columns wide, without what differs between machines. */
void sx_example_text(const sx_result *, sx_buf *);
/* The output stored in examples.def, which `sextant --examples` writes; NULL: none. */
const char *sx_example_stored(const sx_command *);
/* Appends a line of examples.def. */
void sx_example_write(const char *name, const char *text, sx_buf *);

#endif
