/* engine.c: the engine thread, its queues of questions and answers, and the one lock around both. */
#include "engine.h"
#include "environment.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

typedef struct question {
	struct question *next;
	uint64_t id;
	sx_slot  slot;
	char    *line;
	bool     agreed;	/* whatever it costs */
	sx_result *older;	/* that the answer takes the place of in the session; NULL: none */
} question;

struct sx_engine {
	const sx_setup *setup;
	pthread_t       thread;
	pthread_mutex_t lock;
	pthread_cond_t  asked, idle;
	int             pipe[2];
	atomic_bool     cancel;		/* read by the tick, without the lock */
	double          woken;		/* engine thread only: when progress last woke the loop */
	/* the rest under the lock */
	question       *first;
	sx_answer      *news, **news_end;
	sx_doing        doing;
	sx_names       *names;
	uint64_t        last_id;
	bool            ending, ready, gone;
	bool            held;		/* a dear line waits for a word, and the user's others behind it */
};

static void question_free(question *q)
{
	if (q)
		sx_result_unref(q->older);
	if (q)
		free(q->line);
	free(q);
}

static void wake(sx_engine *e)
{
	ssize_t n;
	do
		n = write(e->pipe[1], "!", 1);
	while (n < 0 && errno == EINTR);	/* a full pipe wakes as well */
}

/* ---- on the engine thread ---- */

static bool tick(void *ctx, double share, const char *what)
{
	sx_engine *e = ctx;
	double now = sx_seconds();
	if (now - e->woken > 0.1) {
		e->woken = now;
		pthread_mutex_lock(&e->lock);
		e->doing.share = share;
		snprintf(e->doing.what, sizeof e->doing.what, "%s", what ? what : "");
		pthread_mutex_unlock(&e->lock);
		wake(e);
	}
	return !atomic_load_explicit(&e->cancel, memory_order_relaxed);
}

/* Where the first question hangs that may run now. */
static question **runnable(sx_engine *e)
{
	question **at = &e->first;
	while (*at && e->held && (*at)->slot == SX_SLOT_USER)
		at = &(*at)->next;
	return at;
}

static question *next_question(sx_engine *e)
{
	pthread_mutex_lock(&e->lock);
	while (*runnable(e) == NULL && !e->ending)
		pthread_cond_wait(&e->asked, &e->lock);
	question **at = runnable(e), *q = e->ending ? NULL : *at;
	if (q) {
		*at = q->next;
		e->doing = (sx_doing){ .id = q->id, .slot = q->slot, .started = sx_seconds(), .share = -1 };
		snprintf(e->doing.line, sizeof e->doing.line, "%s", q->line);
		atomic_store(&e->cancel, false);
	}
	pthread_mutex_unlock(&e->lock);
	return q;
}

/* The names are taken before the answer is told, so that who reads the answer finds them new. Nobody is woken by what the screen
 * shows already. */
static void tell(sx_engine *e, sx_answer *answer, sx_names *names)
{
	pthread_mutex_lock(&e->lock);
	if (names) {
		sx_names *old = e->names;
		e->names = names;
		sx_names_unref(old);
	}
	if (answer) {
		*e->news_end = answer;
		e->news_end = &answer->next;
	}
	e->held = e->held || (answer && answer->dear);
	e->doing = (sx_doing){ 0 };
	if (*runnable(e) == NULL)
		pthread_cond_broadcast(&e->idle);
	bool known = answer && answer->slot == SX_SLOT_LOOK && answer->ok;
	pthread_mutex_unlock(&e->lock);
	if (!known)
		wake(e);
}

static sx_answer *answer_new(const question *q)
{
	sx_answer *a = calloc(1, sizeof *a);
	if (a) {
		a->id = q->id;
		a->slot = q->slot;
		a->line = strdup(q->line);
	}
	return a;
}

static void answer_question(sx_engine *e, sx_host *h, const question *q)
{
	sx_answer *a = answer_new(q);
	sx_failure ignored;
	sx_result *r = NULL;
	double start = sx_seconds();
	e->woken = start;
	bool dear = a && q->slot == SX_SLOT_USER && !q->agreed && sx_host_dear(h, q->line, &a->price);
	bool ok = dear || sx_host_run(h, q->line, q->slot == SX_SLOT_USER, &r, a ? &a->failure : &ignored);
	if (ok && q->older && r)
		sx_session_replace(h->session, q->older, r);
	if (a) {
		a->dear = dear;
		a->ok = ok;
		a->changed = !dear && h->changed;
		a->result = r;
		a->quits = ok && sx_host_quits(h, r);
		a->seconds = sx_seconds() - start;
	} else {
		sx_result_unref(r);
	}
	tell(e, a, sx_names_take(h->session));
}

/* A little behind the main thread, so that keys are answered at once while all cores compute. Linux has
 * a niceness a thread, which the threads made later inherit; elsewhere it would be the whole program's. */
static void step_back(void)
{
#ifdef __linux__
	if (setpriority(PRIO_PROCESS, 0, 5) != 0)
		return;		/* then keys may take a few milliseconds longer */
#endif
}

static void *run(void *arg)
{
	sx_engine *e = arg;
	step_back();
	sx_host h;
	question start = { .line = "start" };
	sx_answer *a = answer_new(&start);
	bool ok = a && sx_host_open(&h, e->setup, tick, e, &a->failure);
	if (a)
		a->ok = ok && a->failure.err.code == SX_OK;
	tell(e, a, ok ? sx_names_take(h.session) : NULL);
	pthread_mutex_lock(&e->lock);
	e->ready = true;		/* only now, or who waits for that finds no names */
	pthread_cond_broadcast(&e->idle);
	pthread_mutex_unlock(&e->lock);
	for (question *q; ok && (q = next_question(e)) != NULL; question_free(q))
		answer_question(e, &h, q);
	if (ok)
		sx_host_close(&h);
	pthread_mutex_lock(&e->lock);
	e->gone = true;
	pthread_cond_broadcast(&e->idle);
	pthread_mutex_unlock(&e->lock);
	return NULL;
}

/* ---- on the main thread ---- */

static void free_questions(sx_engine *e)
{
	for (question *q; (q = e->first) != NULL;) {
		e->first = q->next;
		question_free(q);
	}
	e->held = false;
}

/* Signals are for the main thread: the engine and the threads it makes inherit a full mask. */
static bool start_thread(sx_engine *e, sx_err *err)
{
	sigset_t all, before;
	sigfillset(&all);
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	sigdelset(&all, SIGFPE);
	sigdelset(&all, SIGABRT);
	sigdelset(&all, SIGILL);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_t attr;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, (size_t)8 << 20);
	int rc = pthread_create(&e->thread, &attr, run, e);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc == 0 || sx_fail(err, SX_EIO, "cannot start a thread: %s", strerror(rc));
}

sx_engine *sx_engine_start(const sx_setup *setup, sx_err *err)
{
	sx_engine *e = calloc(1, sizeof *e);
	if (e == NULL || pipe(e->pipe) != 0) {
		sx_fail(err, SX_EIO, "cannot start the engine: %s", strerror(errno));
		free(e);
		return NULL;
	}
	for (int i = 0; i < 2; i++) {
		fcntl(e->pipe[i], F_SETFL, O_NONBLOCK);
		fcntl(e->pipe[i], F_SETFD, FD_CLOEXEC);
	}
	e->setup = setup;
	e->news_end = &e->news;
	pthread_mutex_init(&e->lock, NULL);
	pthread_cond_init(&e->asked, NULL);
	pthread_cond_init(&e->idle, NULL);
	if (!start_thread(e, err)) {
		free(e);
		return NULL;
	}
	return e;
}

/* Three seconds: more than any block between two ticks should take. */
static bool wait_end(sx_engine *e)
{
	struct timespec until;
	int rc = 0;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 3;
	while (!e->gone && rc == 0)
		rc = pthread_cond_timedwait(&e->idle, &e->lock, &until);
	return e->gone;
}

bool sx_engine_stop(sx_engine *e)
{
	pthread_mutex_lock(&e->lock);
	e->ending = true;
	atomic_store(&e->cancel, true);
	pthread_cond_signal(&e->asked);
	bool gone = wait_end(e);
	pthread_mutex_unlock(&e->lock);
	if (!gone)
		return false;
	pthread_join(e->thread, NULL);
	free_questions(e);
	for (sx_answer *a; (a = sx_engine_next(e)) != NULL;)
		sx_answer_free(a);
	sx_names_unref(e->names);
	pthread_mutex_destroy(&e->lock);
	pthread_cond_destroy(&e->asked);
	pthread_cond_destroy(&e->idle);
	close(e->pipe[0]);
	close(e->pipe[1]);
	free(e);
	return true;
}

int sx_engine_fd(const sx_engine *e)
{
	return e->pipe[0];
}

static void drop_waiting(sx_engine *e, sx_slot slot)
{
	for (question **at = &e->first, *q; (q = *at) != NULL;) {
		if (q->slot != slot) {
			at = &q->next;
			continue;
		}
		*at = q->next;
		question_free(q);
	}
}

static question *question_new(sx_slot slot, const char *line)
{
	question *q = calloc(1, sizeof *q);
	char *copy = strdup(line);
	if (q == NULL || copy == NULL) {
		free(q);
		free(copy);
		return NULL;
	}
	*q = (question){ .slot = slot, .line = copy };
	return q;
}

/* Before what is refined, which has time. */
static uint64_t put_in_line(sx_engine *e, question *q, bool front)
{
	question **at = &e->first;
	while (!front && *at && (q->slot == SX_SLOT_REFINE || (*at)->slot != SX_SLOT_REFINE))
		at = &(*at)->next;
	q->id = ++e->last_id;
	q->next = *at;
	*at = q;
	pthread_cond_signal(&e->asked);
	return q->id;
}

static uint64_t ask(sx_engine *e, question *q)
{
	if (q == NULL)
		return 0;
	pthread_mutex_lock(&e->lock);
	sx_slot doing = e->doing.slot;
	if (q->slot != SX_SLOT_USER && q->slot != SX_SLOT_LOOK)
		drop_waiting(e, q->slot);
	if (e->doing.id && doing != SX_SLOT_USER && (q->slot == SX_SLOT_USER || q->slot == doing || doing == SX_SLOT_REFINE))
		atomic_store(&e->cancel, true);
	uint64_t id = put_in_line(e, q, false);
	pthread_mutex_unlock(&e->lock);
	return id;
}

uint64_t sx_engine_ask(sx_engine *e, sx_slot slot, const char *line)
{
	return ask(e, question_new(slot, line));
}

uint64_t sx_engine_refine(sx_engine *e, const char *line, sx_result *older)
{
	question *q = question_new(SX_SLOT_REFINE, line);
	if (q)
		q->older = sx_result_ref(older);
	return ask(e, q);
}

uint64_t sx_engine_decide(sx_engine *e, const char *line)
{
	question *q = line ? question_new(SX_SLOT_USER, line) : NULL;
	uint64_t id = 0;
	pthread_mutex_lock(&e->lock);
	e->held = false;
	if (q) {
		q->agreed = true;
		id = put_in_line(e, q, true);
	}
	pthread_cond_signal(&e->asked);
	pthread_mutex_unlock(&e->lock);
	return id;
}

void sx_engine_cancel_quiet(sx_engine *e, sx_slot slot)
{
	pthread_mutex_lock(&e->lock);
	drop_waiting(e, slot);
	if (e->doing.id && e->doing.slot == slot)
		atomic_store(&e->cancel, true);
	pthread_mutex_unlock(&e->lock);
}

void sx_engine_cancel(sx_engine *e)
{
	pthread_mutex_lock(&e->lock);
	drop_waiting(e, SX_SLOT_USER);		/* quiet ones stay: who asked would wait for ever, and the screen be half told */
	drop_waiting(e, SX_SLOT_REFINE);
	e->held = false;
	if (e->doing.id)
		atomic_store(&e->cancel, true);
	pthread_mutex_unlock(&e->lock);
}

sx_answer *sx_engine_next(sx_engine *e)
{
	char drain[64];
	while (read(e->pipe[0], drain, sizeof drain) > 0)
		;
	pthread_mutex_lock(&e->lock);
	sx_answer *a = e->news;
	if (a && (e->news = a->next) == NULL)
		e->news_end = &e->news;
	pthread_mutex_unlock(&e->lock);
	return a;
}

void sx_answer_free(sx_answer *a)
{
	if (a == NULL)
		return;
	sx_result_unref(a->result);
	free(a->line);
	free(a);
}

void sx_engine_doing(sx_engine *e, sx_doing *out)
{
	pthread_mutex_lock(&e->lock);
	*out = e->doing;
	pthread_mutex_unlock(&e->lock);
}

sx_names *sx_engine_names(sx_engine *e)
{
	pthread_mutex_lock(&e->lock);
	sx_names *n = sx_names_ref(e->names);
	pthread_mutex_unlock(&e->lock);
	return n;
}

void sx_engine_wait(sx_engine *e)
{
	pthread_mutex_lock(&e->lock);
	while (!e->ready || *runnable(e) || e->doing.id)
		pthread_cond_wait(&e->idle, &e->lock);
	pthread_mutex_unlock(&e->lock);
}
