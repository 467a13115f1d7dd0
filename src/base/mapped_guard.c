/* mapped_guard.c: the SIGBUS handler that protects reads of mapped files. It uses nothing but atomics and mmap. */
#include "mapped_guard.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* A handler cannot lock: slots are only added, in blocks that stay, and a slot is free while its start is 0. */
typedef struct slot {
	atomic_uintptr_t start;
	atomic_size_t    size;
	const char      *path;
	atomic_uint      lost;		/* the number of the loss; 0: whole */
} slot;

enum { BLOCK = 64 };

typedef struct block {
	slot slot[BLOCK];
	_Atomic(struct block *) next;
} block;

static block first;
static atomic_uint losses;
static uintptr_t page;
static struct sigaction before;		/* whoever caught SIGBUS until now */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;	/* around begin and end, never in the handler */

static slot *find(uintptr_t at)
{
	for (block *b = &first; b; b = atomic_load(&b->next))
		for (size_t i = 0; i < BLOCK; i++) {
			uintptr_t start = atomic_load(&b->slot[i].start);
			if (start && at >= start && at - start < atomic_load(&b->slot[i].size))
				return &b->slot[i];
		}
	return NULL;
}

/* ---- the handler ---- */

/* All that follows is gone too: one mapping spares a fault for every page. */
static bool put_zeros(slot *s, uintptr_t at)
{
	uintptr_t from = at & ~(page - 1), end = atomic_load(&s->start) + atomic_load(&s->size);
	if (atomic_load(&s->lost) == 0)
		atomic_store(&s->lost, atomic_fetch_add(&losses, 1) + 1);
	return mmap((void *)from, end - from, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
}

static void pass_on(int sig, siginfo_t *info, void *context)
{
	if (before.sa_flags & SA_SIGINFO)
		before.sa_sigaction(sig, info, context);
	else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN)
		signal(sig, SIG_DFL);	/* the same instruction faults again, and ends the program */
	else
		before.sa_handler(sig);
}

static void caught(int sig, siginfo_t *info, void *context)
{
	slot *s = info->si_code > 0 ? find((uintptr_t)info->si_addr) : NULL;	/* 0 and below: sent by a process */
	if (s == NULL || !put_zeros(s, (uintptr_t)info->si_addr))
		pass_on(sig, info, context);
}

/* Again with every file: the screen, which came later, may have put its own handler in our place. */
static void install(void)
{
	struct sigaction now, ours = { .sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	sigemptyset(&ours.sa_mask);
	if (sigaction(SIGBUS, NULL, &now) != 0 || ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == caught))
		return;
	before = now;
	(void)!sigaction(SIGBUS, &ours, NULL);
}

/* ---- what is guarded ---- */

static slot *free_slot(void)
{
	for (block *b = &first;; b = atomic_load(&b->next)) {
		for (size_t i = 0; i < BLOCK; i++)
			if (atomic_load(&b->slot[i].start) == 0)
				return &b->slot[i];
		if (atomic_load(&b->next) == NULL)
			atomic_store(&b->next, calloc(1, sizeof *b));
		if (atomic_load(&b->next) == NULL)
			return NULL;
	}
}

bool sx_guard_begin(const void *bytes, size_t size, const char *path)
{
	pthread_mutex_lock(&lock);
	if (page == 0)
		page = (uintptr_t)sysconf(_SC_PAGESIZE);
	slot *s = free_slot();
	if (s) {
		install();
		s->path = path;
		atomic_store(&s->size, size);
		atomic_store(&s->lost, 0);
		atomic_store(&s->start, (uintptr_t)bytes);
	}
	pthread_mutex_unlock(&lock);
	return s != NULL;
}

void sx_guard_end(const void *bytes)
{
	pthread_mutex_lock(&lock);
	slot *s = find((uintptr_t)bytes);
	if (s)
		atomic_store(&s->start, 0);
	pthread_mutex_unlock(&lock);
}

/* ---- what was lost ---- */

static bool fail_cut(const char *path, sx_err *err)
{
	return sx_file_fail(err, SX_EIO, path, "was truncated while in use; load it again");
}

unsigned sx_guard_losses(void)
{
	return atomic_load(&losses);
}

bool sx_guard_since(unsigned since, sx_err *err)
{
	if (atomic_load(&losses) == since)
		return true;
	bool ok = sx_fail(err, SX_EIO, "a file was truncated while in use; load it again");
	pthread_mutex_lock(&lock);
	for (block *b = &first; b; b = atomic_load(&b->next))
		for (size_t i = 0; i < BLOCK; i++)
			if (atomic_load(&b->slot[i].start) && atomic_load(&b->slot[i].lost) > since)
				ok = fail_cut(b->slot[i].path, err);
	pthread_mutex_unlock(&lock);
	return ok;
}

bool sx_guard_whole(const void *byte, sx_err *err)
{
	if (atomic_load(&losses) == 0)
		return true;
	pthread_mutex_lock(&lock);
	slot *s = find((uintptr_t)byte);
	bool ok = s == NULL || atomic_load(&s->lost) == 0 || fail_cut(s->path, err);
	pthread_mutex_unlock(&lock);
	return ok;
}
