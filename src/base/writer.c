/* writer.c: writes a file atomically: to a temporary file beside it, flushed to disk, then renamed. */
#include "file.h"
#include "mapped_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool read_only;

void sx_file_read_only(bool on)
{
	read_only = on;
}

struct sx_writer {
	FILE  *f;		/* NULL once flushed */
	char  *path;		/* as given, for messages */
	char  *place, *temp;	/* place follows symbolic links */
	int    error;		/* the first errno */
	unsigned losses;	/* truncated mapped files when it was opened: what was read from one later is zeros */
	size_t bytes;
};

static bool fail_errno(sx_err *err, const char *path, int error)
{
	return sx_file_fail(err, SX_EIO, path, "%s", strerror(error));
}

/* A link keeps pointing where it points: the file behind it is the one replaced. */
static char *place_of(const char *path)
{
	struct stat st;
	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		return realpath(path, NULL);
	return strdup(path);
}

/* Checks that the existing file may be replaced. Renaming over /dev/null, or over a file made read-only on purpose, would succeed
 * for some users and surprise them. */
static bool may_replace(const sx_writer *w, mode_t *mode, sx_err *err)
{
	struct stat st;
	if (stat(w->place, &st) != 0)
		return errno == ENOENT || fail_errno(err, w->path, errno);
	if (!S_ISREG(st.st_mode))
		return sx_file_fail(err, SX_EIO, w->path, "is %s", S_ISDIR(st.st_mode) ? "a folder" : "not a regular file");
	if (access(w->place, W_OK) != 0)
		return fail_errno(err, w->path, errno);
	*mode = st.st_mode & 0777;
	return true;
}

/* Not mkstemp: it makes files that only the owner may read, and asking for the umask means changing it for
 * every thread. open(…, 0666) applies it, and the folder's own rules, by itself. */
static int open_temp(char *temp)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	char *tail = temp + strlen(temp) - 6;
	struct timespec t;
	for (int tries = 0; tries < 100; tries++) {
		clock_gettime(CLOCK_REALTIME, &t);
		uint64_t x = ((uint64_t)t.tv_nsec << 20) ^ ((uint64_t)getpid() << 40) ^ (uint64_t)t.tv_sec;
		for (int i = 0; i < 6; i++) {
			x = x * 6364136223846793005U + 1442695040888963407U;
			tail[i] = letters[(x >> 33) % (sizeof letters - 1)];
		}
		int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

static bool open_beside(sx_writer *w, sx_err *err)
{
	mode_t mode = 0;
	if (!may_replace(w, &mode, err))
		return false;
	size_t room = strlen(w->place) + 8;
	w->temp = malloc(room);
	if (w->temp == NULL)
		return sx_fail_memory(err, w->path, (double)room);
	snprintf(w->temp, room, "%s.XXXXXX", w->place);
	int fd = open_temp(w->temp);
	if (fd < 0) {
		int error = errno;
		free(w->temp);
		w->temp = NULL;
		return fail_errno(err, w->path, error);
	}
	if (mode)
		(void)!fchmod(fd, mode);	/* the old file's rights; where that fails, those of the umask */
	w->f = fdopen(fd, "wb");
	if (w->f == NULL) {
		close(fd);
		return sx_fail_memory(err, w->path, BUFSIZ);
	}
	setvbuf(w->f, NULL, _IOFBF, 1 << 18);
	return true;
}

sx_writer *sx_writer_open(const char *path, sx_err *err)
{
	if (read_only) {
		sx_file_fail(err, SX_EUSAGE, path, "not written because of --read-only");
		return NULL;
	}
	sx_writer *w = calloc(1, sizeof *w);
	if (w == NULL) {
		sx_fail_memory(err, path, sizeof *w);
		return NULL;
	}
	w->losses = sx_guard_losses();
	w->path = strdup(path);
	w->place = place_of(path);
	bool ok = w->path && w->place ? open_beside(w, err) : fail_errno(err, path, errno);
	if (ok)
		return w;
	sx_writer_abandon(w);
	return NULL;
}

bool sx_writer_add(sx_writer *w, const void *bytes, size_t len)
{
	if (w->error || w->f == NULL || len == 0)
		return w->error == 0;
	if (fwrite(bytes, 1, len, w->f) != len) {
		w->error = errno ? errno : EIO;
		return false;
	}
	w->bytes += len;
	return true;
}

size_t sx_writer_bytes(const sx_writer *w)
{
	return w->bytes;
}

/* Some file systems do not support fsync; the data are then as safe as they can be. */
static bool cannot_sync(int error)
{
	return error == EINVAL || error == ENOSYS || error == ENOTSUP || error == EROFS;
}

bool sx_writer_flush(sx_writer *w, sx_err *err)
{
	if (w->f == NULL)
		return w->error == 0 || fail_errno(err, w->path, w->error);
	if (w->error == 0 && fflush(w->f) != 0)
		w->error = errno;
	if (w->error == 0 && fsync(fileno(w->f)) != 0 && !cannot_sync(errno))
		w->error = errno;
	if (fclose(w->f) != 0 && w->error == 0)
		w->error = errno;
	w->f = NULL;
	return w->error == 0 || fail_errno(err, w->path, w->error);
}

/* The directory entry must reach the disk too. A failure here is harmless: the file is in place. */
static void sync_folder(const char *place)
{
	const char *slash = strrchr(place, '/');
	char *folder = slash ? strndup(place, slash == place ? 1 : (size_t)(slash - place)) : strdup(".");
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		(void)!fsync(fd);
		close(fd);
	}
	free(folder);
}

static bool flush_whole(sx_writer *w, sx_err *err)
{
	return sx_writer_flush(w, err) && sx_guard_since(w->losses, err);
}

/* The temporary file becomes `to`, and is no longer removed with the writer. */
static bool put(sx_writer *w, const char *to, sx_err *err)
{
	if (rename(w->temp, to) != 0)
		return fail_errno(err, w->path, errno);
	free(w->temp);
	w->temp = NULL;
	return true;
}

bool sx_writer_commit(sx_writer *w, sx_err *err)
{
	bool ok = flush_whole(w, err) && put(w, w->place, err);
	if (ok)
		sync_folder(w->place);
	sx_writer_abandon(w);
	return ok;
}

/* ---- two files as one ---- */

/* BESIDE.INODE names the file that belongs to points of that inode, which a rename does not change. NULL: out of memory. */
static char *name_of_pair(const char *beside, uintmax_t inode)
{
	size_t room = strlen(beside) + 24;
	char *name = malloc(room);
	if (name)
		snprintf(name, room, "%s.%ju", beside, inode);
	return name;
}

static uintmax_t inode_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? (uintmax_t)st.st_ino : 0;
}

/* The labels take the name of the pair, new and old, before the points change, and their own name after that: at no moment do
 * points lie beside the labels of others. */
static bool put_pair(sx_writer *points, sx_writer *beside, const char *with_new, const char *with_old, sx_err *err)
{
	bool had = access(beside->place, F_OK) == 0;
	if (!put(beside, with_new, err))
		return false;
	if (had && rename(beside->place, with_old) != 0)
		had = fail_errno(err, beside->path, errno);
	else if (put(points, points->place, err)) {
		if (rename(with_new, beside->place) != 0)
			return fail_errno(err, beside->path, errno);
		if (had)
			unlink(with_old);
		return true;
	}
	if (had)
		(void)!rename(with_old, beside->place);
	unlink(with_new);
	return false;
}

bool sx_writer_commit_pair(sx_writer *points, sx_writer *beside, sx_err *err)
{
	bool ok = flush_whole(points, err) && flush_whole(beside, err);
	char *with_new = ok ? name_of_pair(beside->place, inode_of(points->temp)) : NULL;
	char *with_old = ok ? name_of_pair(beside->place, inode_of(points->place)) : NULL;
	if (ok)
		ok = with_new && with_old ? put_pair(points, beside, with_new, with_old, err) : fail_errno(err, points->path, ENOMEM);
	if (ok)
		sync_folder(points->place);
	free(with_new);
	free(with_old);
	sx_writer_abandon(beside);
	sx_writer_abandon(points);
	return ok;
}

char *sx_pair_path(const char *path, const char *beside, sx_arena *a)
{
	char *cut = access(beside, F_OK) == 0 ? NULL : sx_printf(a, "%s.%ju", beside, inode_of(path));
	return cut && access(cut, F_OK) == 0 ? cut : sx_strdup(a, beside);
}

void sx_writer_abandon(sx_writer *w)
{
	if (w == NULL)
		return;
	if (w->f)
		fclose(w->f);
	if (w->temp) {
		unlink(w->temp);
		free(w->temp);
	}
	free(w->place);
	free(w->path);
	free(w);
}
