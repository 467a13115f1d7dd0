/* environment.h: what the machine and the environment say: memory limits, folders, locale, signals. */
#ifndef SX_ENVIRONMENT_H
#define SX_ENVIRONMENT_H

#include "sextant.h"

#include <signal.h>

/* 60 % of what this process may still take, by /proc/meminfo and its control group; 0 when nothing is known. */
size_t sx_memory_default(void);

/* $VARIABLE/sextant/FILE, or ~/FALLBACK/sextant/FILE. NULL: there is no home. */
const char *sx_xdg_path(const char *variable, const char *fallback, const char *file, sx_arena *);
/* Where a bundled sample is: below the current folder, beside the program, or where it was installed. */
const char *sx_sample_path(const char *name, char *out, size_t size);
/* Creates the folders above a file, for the user only. */
void        sx_make_folders(const char *path);

bool sx_locale_is_utf8(void);
int  sx_terminal_width(int fd);		/* 80 when it cannot be had */

/* Adds a word so that the command language reads it back as it is. */
void sx_quote(sx_buf *, const char *word);

/* SIGINT, SIGTERM and SIGHUP set the flag; the second SIGINT in a row kills. */
extern volatile sig_atomic_t sx_stop_signal;
void sx_stop_watch(void);

#endif
