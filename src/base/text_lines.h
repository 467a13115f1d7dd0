/* text_lines.h: a text file as an array of lines. */
#ifndef SX_TEXT_LINES_H
#define SX_TEXT_LINES_H

#include "job.h"

/* Reads the lines of a file, without their ends (LF or CRLF); a last line without an end counts. They live in the arena. */
bool sx_file_lines(const char *path, sx_job *, sx_arena *, const char *const **lines, size_t *n, sx_err *err);

#endif
