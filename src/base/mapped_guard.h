/* mapped_guard.h: survives files that another program truncates while they are mapped here.
 *
 * Touching a page that is gone raises SIGBUS. The guard puts zeros in the place of the lost pages, so that the
 * program lives on, and remembers which file it was: the run under way fails at its end, and so does every later
 * one that is asked about points in that file. Faults elsewhere go to whoever caught them before. */
#ifndef SX_MAPPED_GUARD_H
#define SX_MAPPED_GUARD_H

#include "base.h"

/* From now on the bytes, which are a private mapping of the file, are guarded; until sx_guard_end, which must come
 * before they are unmapped. path lives as long. False: out of memory, nothing is guarded. */
bool sx_guard_begin(const void *bytes, size_t size, const char *path);
void sx_guard_end(const void *bytes);

/* How often a file was found cut short so far. */
unsigned sx_guard_losses(void);
/* Fails with the path of a file that was found cut short after so many losses. One that is closed by now counts. */
bool sx_guard_since(unsigned losses, sx_err *err);
/* Fails if the byte lies in a file that was cut short. */
bool sx_guard_whole(const void *byte, sx_err *err);

#endif
