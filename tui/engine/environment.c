/* environment.c: reads memory limits, folders and the locale, and watches signals. */
#include "environment.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- memory ---- */

/* The first number of a file, or of the line that starts with key. Below 0: not there, or "max". */
static double number_in(const char *path, const char *key)
{
	FILE *f = fopen(path, "r");
	char line[256];
	double found = -1;
	while (f && found < 0 && fgets(line, sizeof line, f)) {
		size_t skip = key ? strlen(key) : 0;
		if (key && strncmp(line, key, skip) != 0)
			continue;
		char *end;
		double value = strtod(line + skip, &end);
		if (end == line + skip)
			break;
		found = value;
	}
	if (f)
		fclose(f);
	return found;
}

static double least(double a, double b)
{
	return b < 0 ? a : a < 0 || b < a ? b : a;
}

/* What a control group leaves: limit minus what it uses, both versions of the interface. */
static double group_leaves(const char *limit_path, const char *used_path)
{
	double limit = number_in(limit_path, NULL), used = number_in(used_path, NULL);
	if (limit < 0 || limit > 1e18)		/* version 1 says "none" by a huge number */
		return -1;
	return used > 0 && used < limit ? limit - used : limit;
}

size_t sx_memory_default(void)
{
	double kb = number_in("/proc/meminfo", "MemAvailable:");
	double left = kb < 0 ? -1 : kb * 1024;
	left = least(left, group_leaves("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"));
	left = least(left, group_leaves("/sys/fs/cgroup/memory/memory.limit_in_bytes",
	                                "/sys/fs/cgroup/memory/memory.usage_in_bytes"));
	return left > 0 ? (size_t)(0.6 * left) : 0;
}

/* ---- folders ---- */

const char *sx_xdg_path(const char *variable, const char *fallback, const char *file, sx_arena *a)
{
	const char *base = getenv(variable), *home = getenv("HOME");
	if (base && *base == '/')
		return sx_printf(a, "%s/sextant/%s", base, file);
	return home && *home ? sx_printf(a, "%s/%s/sextant/%s", home, fallback, file) : NULL;
}

const char *sx_sample_path(const char *name, char *out, size_t size)
{
	char exe[2048];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	exe[n > 0 ? n : 0] = '\0';
	if (strrchr(exe, '/'))
		*strrchr(exe, '/') = '\0';
	snprintf(out, size, "samples/%s", name);
	if (*exe && access(out, R_OK) != 0)
		snprintf(out, size, "%s/samples/%s", exe, name);
	if (*exe && access(out, R_OK) != 0)
		snprintf(out, size, "%s/../share/sextant/samples/%s", exe, name);
	return out;
}

void sx_make_folders(const char *path)
{
	char part[4096];
	for (const char *p = path; (p = strchr(p + 1, '/')) != NULL && (size_t)(p - path) < sizeof part;) {
		snprintf(part, sizeof part, "%.*s", (int)(p - path), path);
		mkdir(part, 0700);
	}
}

/* ---- the terminal, the clock ---- */

bool sx_locale_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int sx_terminal_width(int fd)
{
	struct winsize w;
	return ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 20 ? w.ws_col : 80;
}

void sx_quote(sx_buf *b, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+~^";
	if (*word && *word != '-' && word[strspn(word, plain)] == '\0') {
		sx_buf_puts(b, word);
		return;
	}
	char quote = strchr(word, '\'') ? '"' : '\'';
	sx_buf_putc(b, quote);
	for (; *word; word++) {
		if (quote == '"' && (*word == '"' || *word == '\\'))
			sx_buf_putc(b, '\\');
		sx_buf_putc(b, *word);
	}
	sx_buf_putc(b, quote);
}

/* ---- signals ---- */

volatile sig_atomic_t sx_stop_signal;

static void stop(int sig)
{
	if (sx_stop_signal == SIGINT && sig == SIGINT) {
		signal(sig, SIG_DFL);
		raise(sig);
	}
	sx_stop_signal = sig;
}

void sx_stop_watch(void)
{
	struct sigaction act = { .sa_handler = stop };
	sigemptyset(&act.sa_mask);
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
}
