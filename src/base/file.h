/* file.h: files as bytes: read or mapped whole; written atomically.
 *
 * A file is mapped, or read into memory on network file systems, where maps are many times slower. A mapped
 * file that another program cuts short while it is in use fails the run that reads it (mapped_guard.h); --io read
 * does without maps. Every message is "PATH: WHAT" (sx_file_fail in base.h). */
#ifndef SX_FILE_H
#define SX_FILE_H

#include "base.h"
#include "job.h"

/* How files are opened from now on. SX_IO_AUTO maps, but reads on network file systems. */
typedef enum sx_io { SX_IO_AUTO, SX_IO_MAP, SX_IO_READ } sx_io;
void sx_file_io(sx_io mode);

/* While on, every writer refuses (--read-only). */
void sx_file_read_only(bool on);

/* Counted. The fields are for reading. bytes is never NULL, and nothing behind bytes + size may be touched. */
typedef struct sx_file {
	const char          *path;
	const unsigned char *bytes;
	size_t               size;
	bool                 mapped, owned;	/* neither: bytes is "" */
	bool                 piped;	/* standard input: nothing lies beside it */
	int                  refs;	/* changed atomically */
} sx_file;

/* A regular file, or "-", standard input to its end; anything else is refused without being opened, so that a FIFO
 * cannot hang the program. The job, which may be NULL, is told of progress where the file must be read, and its
 * memory is the ceiling. */
sx_file *sx_file_open(const char *path, sx_job *, sx_err *err);
/* The same over a copy of bytes: for tests and for members of archives. path is what messages name. */
sx_file *sx_file_from(const char *path, const void *bytes, size_t size, sx_err *err);
/* The same over bytes that malloc gave, which it takes over, also on failure. */
sx_file *sx_file_own(const char *path, void *bytes, size_t size, sx_err *err);
sx_file *sx_file_ref(sx_file *);
void     sx_file_unref(sx_file *);	/* NULL does nothing */

/* ---- writing (writer.c) ---- */

/* Bytes go to PATH.XXXXXX beside PATH, which takes its place at the end: a reader sees the old file or the
 * new one. The first error is kept and reported by flush or commit; after it, add does nothing and returns
 * false. */
typedef struct sx_writer sx_writer;

sx_writer *sx_writer_open(const char *path, sx_err *err);
bool       sx_writer_add(sx_writer *, const void *bytes, size_t len);
size_t     sx_writer_bytes(const sx_writer *);		/* added so far */
/* All bytes on the disk, the file not yet in its place: to have several files ready before the first is
 * renamed. */
bool       sx_writer_flush(sx_writer *, sx_err *err);
/* Flushes, puts the file in its place and frees the writer, or abandons it on failure. */
bool       sx_writer_commit(sx_writer *, sx_err *err);
void       sx_writer_abandon(sx_writer *);		/* NULL does nothing */

#endif
