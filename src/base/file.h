/* file.h: files as bytes: read or mapped whole; written atomically.
 *
 * A file is mapped, or read into memory on network file systems, where mapping is many times slower. If another program truncates
 * a mapped file while it is in use, the run that reads it fails (mapped_guard.h); --io read avoids maps. Every error message is
 * "PATH: WHAT" (sx_file_fail in base.h). */
#ifndef SX_FILE_H
#define SX_FILE_H

#include "base.h"
#include "job.h"

/* Sets how files are opened from now on. SX_IO_AUTO maps, but reads on network file systems. */
typedef enum sx_io { SX_IO_AUTO, SX_IO_MAP, SX_IO_READ } sx_io;
void sx_file_io(sx_io mode);

/* While on, every writer refuses to open (--read-only). */
void sx_file_read_only(bool on);

/* A reference-counted file. The fields are read-only. bytes is never NULL, and nothing past bytes + size may be touched. */
typedef struct sx_file {
	const char          *path;
	const unsigned char *bytes;
	size_t               size;
	bool                 mapped, owned;	/* neither: bytes is "" */
	bool                 piped;	/* standard input: there are no companion files */
	int                  refs;	/* changed atomically */
} sx_file;

/* Opens a regular file, or "-", standard input to its end. Anything else is refused without being opened, so that a FIFO cannot
 * hang the program. The job, which may be NULL, gets progress where the file must be read, and its memory is the ceiling. */
sx_file *sx_file_open(const char *path, sx_job *, sx_err *err);
/* A file over a copy of bytes: for tests and for members of archives. path is the name in messages. */
sx_file *sx_file_from(const char *path, const void *bytes, size_t size, sx_err *err);
/* A file over malloc'ed bytes, of which it takes ownership, also on failure. */
sx_file *sx_file_own(const char *path, void *bytes, size_t size, sx_err *err);
sx_file *sx_file_ref(sx_file *);
void     sx_file_unref(sx_file *);	/* NULL does nothing */

/* ---- writing (writer.c) ---- */

/* Writes to PATH.XXXXXX, which replaces PATH at the end: a reader sees the old file or the new one. The first error is kept, and
 * flush or commit reports it; after it, add does nothing and returns false. */
typedef struct sx_writer sx_writer;

sx_writer *sx_writer_open(const char *path, sx_err *err);
bool       sx_writer_add(sx_writer *, const void *bytes, size_t len);
size_t     sx_writer_bytes(const sx_writer *);		/* bytes added so far */
/* Flushes all bytes to disk without renaming, so that several files can be ready before the first is renamed. */
bool       sx_writer_flush(sx_writer *, sx_err *err);
/* Flushes, renames the file into place and frees the writer; on failure, also if a mapped file was truncated since the writer was
 * opened (mapped_guard.h), it abandons the file. */
bool       sx_writer_commit(sx_writer *, sx_err *err);
/* Commits two files that belong together, points and their labels, as one: whenever the program is killed, sx_pair_path finds
 * beside the points the labels written with them, or none. */
bool       sx_writer_commit_pair(sx_writer *points, sx_writer *beside, sx_err *err);
/* The file that belongs to path: `beside`, or BESIDE.INODE of path where a commit was cut short. NULL: out of memory. */
char      *sx_pair_path(const char *path, const char *beside, sx_arena *);
void       sx_writer_abandon(sx_writer *);		/* NULL does nothing */

#endif
