/* example.h: the example of a command: running it, and its output as text. */
#ifndef SX_EXAMPLE_H
#define SX_EXAMPLE_H

#include "render/render.h"
#include "command/session.h"

/* The bundled sample as space demo, which all examples ask. It is read from the folder samples. */
bool sx_example_load(sx_session *, sx_job *, sx_err *err);
/* Runs what the example needs and the example, in a session that has the space demo. */
bool sx_example_run(sx_session *, const sx_command *, sx_job *, sx_result *, sx_err *err);
/* What it gave, 70 columns wide and without what is not the same on every machine. */
void sx_example_text(const sx_result *, sx_buf *);
/* The same as stored in examples.def, which `sextant --examples` writes; NULL: none. */
const char *sx_example_stored(const sx_command *);
/* A line of examples.def. */
void sx_example_write(const char *name, const char *text, sx_buf *);

#endif
