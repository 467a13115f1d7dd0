/* file.c: a whole file as bytes, mapped or read. */
#include "file.h"
#include "mapped_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

static sx_io io_mode = SX_IO_AUTO;

void sx_file_io(sx_io mode)
{
	io_mode = mode;
}

static bool fail_errno(sx_err *err, const char *path)
{
	return sx_file_fail(err, errno == ENOMEM ? SX_EMEMORY : SX_EIO, path, "%s", strerror(errno));
}

/* ---- opening ---- */

/* Where pages come over a wire. The numbers are those of statfs(2). */
static bool is_remote(int fd)
{
#ifdef __linux__
	static const unsigned long remote[] = {
		0x6969,		/* NFS */
		0x517B,		/* SMB */
		0xFF534D42,	/* CIFS */
		0xFE534D42,	/* SMB 2 */
		0x65735546,	/* FUSE */
		0x0BD00BD0,	/* Lustre */
		0x47504653,	/* GPFS */
		0x01021997,	/* 9p */
		0x00C36400,	/* Ceph */
		0x19830326,	/* BeeGFS */
		0x5346414F,	/* AFS */
	};
	struct statfs fs;
	if (fstatfs(fd, &fs) != 0)
		return false;
	for (size_t i = 0; i < SX_COUNT(remote); i++)
		if (((unsigned long)fs.f_type & 0xFFFFFFFFUL) == remote[i])
			return true;
#else
	(void)fd;
#endif
	return false;
}

static bool is_regular(const struct stat *st, const char *path, sx_err *err)
{
	if (S_ISREG(st->st_mode))
		return true;
	return sx_file_fail(err, SX_EIO, path, "is %s, not a file",
	                    S_ISDIR(st->st_mode) ? "a folder" : S_ISFIFO(st->st_mode) ? "a pipe" :
	                    S_ISSOCK(st->st_mode) ? "a socket" : "a device");
}

/* The file behind the name may change between stat and open: O_NONBLOCK keeps a FIFO from hanging us then. */
static int open_regular(const char *path, struct stat *st, sx_err *err)
{
	if (stat(path, st) != 0) {
		fail_errno(err, path);
		return -1;
	}
	if (!is_regular(st, path, err))
		return -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, st) != 0) {
		fail_errno(err, path);
	} else if (is_regular(st, path, err)) {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static sx_file *file_new(const char *path, size_t size, sx_err *err)
{
	size_t len = strlen(path) + 1;
	sx_file *f = calloc(1, sizeof *f + len);
	if (f == NULL) {
		sx_fail_memory(err, path, (double)(sizeof *f + len));
		return NULL;
	}
	memcpy(f + 1, path, len);
	f->path = (const char *)(f + 1);
	f->bytes = (const unsigned char *)"";
	f->size = size;
	f->refs = 1;
	return f;
}

enum { STEP = 16 << 20 };	/* bytes between two questions whether to go on */

static bool read_all(sx_file *f, int fd, unsigned char *to, sx_job *job, sx_err *err)
{
	for (size_t done = 0; done < f->size;) {
		size_t want = f->size - done < STEP ? f->size - done : STEP;
		ssize_t got = read(fd, to + done, want);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_errno(err, f->path);
		if (got == 0)
			return sx_file_fail(err, SX_EIO, f->path,
			                    "was truncated while it was read: %zu of %zu bytes", done, f->size);
		done += (size_t)got;
		if (!sx_tick(job, (double)done / (double)f->size, "reading the file"))
			return sx_fail_cancel(err);
	}
	return true;
}

static bool read_in(sx_file *f, int fd, sx_job *job, sx_err *err)
{
	bool fits = job == NULL || job->memory == 0 || f->size <= job->memory;
	unsigned char *to = fits ? malloc(f->size) : NULL;
	if (to == NULL) {
		char size[32];
		return sx_file_fail(err, SX_EMEMORY, f->path, "reading it needs %s, more than --memory allows or the "
		                    "machine has", sx_bytes(size, (double)f->size));
	}
	f->bytes = to;
	f->owned = true;
	return read_all(f, fd, to, job, err);
}

static bool map_in(sx_file *f, int fd)
{
	void *p = mmap(NULL, f->size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return false;
	if (!sx_guard_begin(p, f->size, f->path)) {
		munmap(p, f->size);
		errno = ENOMEM;
		return false;
	}
	f->bytes = p;
	f->mapped = true;
	return true;
}

static bool fill(sx_file *f, int fd, sx_job *job, sx_err *err)
{
	if (f->size == 0)
		return true;
	if (io_mode == SX_IO_READ || (io_mode == SX_IO_AUTO && is_remote(fd)))
		return read_in(f, fd, job, err);
	if (map_in(f, fd))
		return true;
	return io_mode == SX_IO_MAP ? fail_errno(err, f->path) : read_in(f, fd, job, err);
}

/* ---- standard input ---- */

typedef struct pile { unsigned char *bytes; size_t size, room; } pile;

static const char piped_name[] = "standard input";

/* Room for more, within what the job may use. Twice as much each time, but never beyond the ceiling. */
static bool pile_grow(pile *p, const sx_job *job, sx_err *err)
{
	size_t most = job && job->memory ? job->memory : SIZE_MAX / 2;
	size_t room = p->room ? 2 * p->room : 1 << 16;
	room = room < most ? room : most;
	unsigned char *grown = room > p->room ? realloc(p->bytes, room) : NULL;
	if (grown == NULL) {
		char size[32];
		return sx_file_fail(err, SX_EMEMORY, piped_name, "holds more than %s, which --memory allows or the machine has",
		                    sx_bytes(size, (double)p->size));
	}
	p->bytes = grown;
	p->room = room;
	return true;
}

static bool pile_read(pile *p, sx_job *job, sx_err *err)
{
	for (;;) {
		if (p->size == p->room && !pile_grow(p, job, err))
			return false;
		size_t want = p->room - p->size < STEP ? p->room - p->size : STEP;
		ssize_t got = read(STDIN_FILENO, p->bytes + p->size, want);
		if (got == 0)
			return true;
		if (got < 0 && errno != EINTR)
			return fail_errno(err, piped_name);
		p->size += got > 0 ? (size_t)got : 0;
		if (!sx_tick(job, -1, "reading standard input"))
			return sx_fail_cancel(err);
	}
}

static sx_file *open_piped(sx_job *job, sx_err *err)
{
	pile p = { 0 };
	if (isatty(STDIN_FILENO)) {
		sx_file_fail(err, SX_EUSAGE, piped_name, "is a terminal; redirect a file or a pipe into it");
		return NULL;
	}
	if (!pile_read(&p, job, err)) {
		free(p.bytes);
		return NULL;
	}
	sx_file *f = sx_file_own(piped_name, p.bytes, p.size, err);
	if (f)
		f->piped = true;
	return f;
}

/* ---- the whole ---- */

sx_file *sx_file_open(const char *path, sx_job *job, sx_err *err)
{
	struct stat st;
	if (strcmp(path, "-") == 0)
		return open_piped(job, err);
	int fd = open_regular(path, &st, err);
	if (fd < 0)
		return NULL;
	sx_file *f = file_new(path, (size_t)st.st_size, err);
	if (f && !fill(f, fd, job, err)) {
		sx_file_unref(f);
		f = NULL;
	}
	close(fd);
	return f;
}

sx_file *sx_file_own(const char *path, void *bytes, size_t size, sx_err *err)
{
	sx_file *f = file_new(path, size, err);
	if (f && bytes && size) {
		f->bytes = bytes;
		f->owned = true;
	} else {
		free(bytes);
	}
	return f;
}

sx_file *sx_file_from(const char *path, const void *bytes, size_t size, sx_err *err)
{
	sx_file *f = file_new(path, size, err);
	unsigned char *copy = f && size ? malloc(size) : NULL;
	if (copy) {
		memcpy(copy, bytes, size);
		f->bytes = copy;
		f->owned = true;
	} else if (f && size) {
		sx_file_unref(f);
		f = NULL;
		sx_fail_memory(err, path, (double)size);
	}
	return f;
}

sx_file *sx_file_ref(sx_file *f)
{
	__atomic_add_fetch(&f->refs, 1, __ATOMIC_RELAXED);
	return f;
}

static void let_go(sx_file *f)
{
	void *p = (void *)(uintptr_t)f->bytes;
	if (f->mapped) {
		sx_guard_end(p);
		munmap(p, f->size);
	} else if (f->owned) {
		free(p);
	}
	free(f);
}

void sx_file_unref(sx_file *f)
{
	if (f && __atomic_sub_fetch(&f->refs, 1, __ATOMIC_ACQ_REL) == 0)
		let_go(f);
}
