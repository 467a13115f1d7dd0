/* mapped_guard.h: survives files that another program truncates while they are mapped here.
 *
 * Touching a page that is gone raises SIGBUS. The handler maps zeros over the lost pages, so that the program lives on, and
 * remembers the file: the current run fails at its end, and so does every later run on points in that file. Faults elsewhere go to
 * the previous handler. */
#ifndef SX_MAPPED_GUARD_H
#define SX_MAPPED_GUARD_H

#include "base.h"

/* Guards the bytes, a private mapping of the file, until sx_guard_end, which must come before they are unmapped. path must live as
 * long. False: out of memory, and nothing is guarded. */
bool sx_guard_begin(const void *bytes, size_t size, const char *path);
void sx_guard_end(const void *bytes);

/* How many truncated files were found so far. */
unsigned sx_guard_losses(void);
/* Fails, with its path, if a file was found truncated after the count stood at `losses`; also if it has been closed since. */
bool sx_guard_since(unsigned losses, sx_err *err);
/* Fails if the byte lies in a file that was truncated. */
bool sx_guard_whole(const void *byte, sx_err *err);

#endif
