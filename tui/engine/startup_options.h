/* startup_options.h: what the command line asked for. */
#ifndef SX_STARTUP_OPTIONS_H
#define SX_STARTUP_OPTIONS_H

#include "sextant.h"
#include "command/doctor.h"

typedef enum sx_mode {
	SX_MODE_WORKBENCH, SX_MODE_BATCH, SX_MODE_PROMPT, SX_MODE_SCRIPT, SX_MODE_DUMP, SX_MODE_HELP, SX_MODE_VERSION,
	SX_MODE_MDOC, SX_MODE_TUTORIAL_MDOC, SX_MODE_EXAMPLES, SX_MODE_COMPLETION,
} sx_mode;
typedef enum sx_format { SX_FORMAT_TEXT, SX_FORMAT_JSON, SX_FORMAT_CSV, SX_FORMAT_TSV } sx_format;
typedef enum sx_colors {
	SX_COLORS_AUTO, SX_COLORS_TRUE, SX_COLORS_256, SX_COLORS_16, SX_COLORS_8, SX_COLORS_NONE,
} sx_colors;

/* Commands come as text or from a file, in the order they were given. */
typedef struct sx_source {
	bool        is_file;
	const char *text;
} sx_source;

/* What the program adds to each session: its own commands, and what only it can tell the doctor. */
typedef struct sx_front {
	const sx_command *const *command;
	size_t      ncommands;
	sx_doctor  *doctor;
} sx_front;

typedef struct sx_setup {
	const sx_front *front;		/* NULL: nothing is added */
	sx_mode     mode;
	sx_format   format;
	sx_source  *source;
	size_t      nsources;
	const char **file;		/* to load */
	size_t      nfiles;
	const char *script;		/* with its arguments, script first */
	char *const *script_argv;
	int         script_argc;
	const char *output;
	int         threads;
	size_t      memory;
	uint64_t    seed;
	const char *io;
	sx_colors   colors;
	bool        image;		/* plots as images, where the terminal shows them */
	int         glyphs;		/* an sx_glyphs, or -1: the best there are */
	bool        no_mouse, read_only, no_config, keep_going, pictures, mono;
	int         loud;		/* -q below 0, -v above */
	const char *keys;		/* screen tests: a file of keys, NULL none */
	int         width, height;
	const char *shell;		/* whose completion is to be printed */
	bool        tutorial;
} sx_setup;

/* False: the call was wrong. Everything in *out lives as long as argv and the arena. */
bool sx_setup_parse(sx_setup *out, int argc, char *const *argv, sx_arena *, sx_err *err);
const char *sx_glyphs_name(sx_glyphs);
int         sx_glyphs_named(const char *name);		/* -1: auto, or no such glyphs */
/* The options as --help lists them; name NULL past the last. */
typedef struct sx_setup_option { char letter; const char *name, *value, *choices, *help; } sx_setup_option;
sx_setup_option sx_setup_option_at(size_t i);
/* What --help prints. */
void sx_setup_help(sx_buf *);

#endif
