/* zip_stored.h: where a member that is stored as it is lies in a zip archive, to be used in its place. */
#ifndef SX_ZIP_STORED_H
#define SX_ZIP_STORED_H

#include "base/base.h"

/* The first byte of member number i (in the order of the central directory), which has this name and size; NULL: it is
 * not stored plainly, or the archive is not built in the way that can be followed here, also with 64-bit sizes. Every
 * offset is checked, and the member's own header against the directory; its checksum is not. Cost: the directory. */
const unsigned char *sx_zip_stored(const unsigned char *zip, size_t zip_size, size_t i, const char *name, size_t size);

#endif
