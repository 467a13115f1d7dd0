/* export_file.h: writes a result to a file, in the format of the file's extension. */
#ifndef SX_EXPORT_FILE_H
#define SX_EXPORT_FILE_H

#include "command/result.h"

/* Writes the result to path, atomically. Extensions: .svg .png .json .csv .tsv .md .html .gp .txt. table: the table whose picture
 * is drawn, NULL for the first that has one. *bytes gets the size. */
bool sx_export_file(const sx_result *, const char *path, const char *table, size_t *bytes, sx_err *err);

#endif
