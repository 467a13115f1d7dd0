/* startup_options.c: the command line, from one table that --help prints too. */
#include "startup_options.h"
#include "environment.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { JSON = 256, CSV, TSV, MEMORY, SEED, IO, COLOR, GLYPHS, NO_MOUSE, READ_ONLY, NO_CONFIG, PICTURES, MDOC, KEYS, SIZE,
       DUMP, EXAMPLES, COMPLETION, TUTORIAL, TUTORIAL_MDOC };

/* help NULL: for tests and for building, not shown. */
static const struct {
	int key;
	const char *name, *value, *help, *choices;
} table[] = {
	{ 'c', "command", "TEXT", "run commands, print, exit; may be repeated; ';' or newline separates commands", NULL },
	{ 'f', "file", "FILE", "the same, commands from FILE ('-': standard input)", NULL },
	{ 'i', "interactive", NULL, "a prompt without curses, for dumb terminals and pipes", NULL },
	{ JSON, "json", NULL, "print one JSON object per result, one a line", NULL },
	{ CSV, "csv", NULL, "print the main table of each result as CSV", NULL },
	{ TSV, "tsv", NULL, "the same, separated by tabs", NULL },
	{ 'o', "output", "FILE", "write results to FILE, atomically", NULL },
	{ 't', "threads", "N", "threads (default: the cores this process may use)", NULL },
	{ MEMORY, "memory", "SIZE", "memory ceiling of one command, such as 4G (default: 60 % of what is available)", NULL },
	{ SEED, "seed", "N", "seed of every random choice (default 0)", NULL },
	{ IO, "io", "map|read", "map files or read them (default: map, but read on network file systems)",
	  "map|read" },
	{ COLOR, "color", "WHICH", "auto, truecolor, 256, 16, 8 or none", "auto|truecolor|256|16|8|none" },
	{ GLYPHS, "glyphs", "WHICH", "auto, sextant, braille, half, quadrant, ascii or image",
	  "auto|sextant|braille|half|quadrant|ascii|image" },
	{ NO_MOUSE, "no-mouse", NULL, "leave the mouse to the terminal", NULL },
	{ PICTURES, "pictures", NULL, "draw pictures even if not printing to a terminal", NULL },
	{ READ_ONLY, "read-only", NULL, "write nothing anywhere but to standard output", NULL },
	{ NO_CONFIG, "no-config", NULL, "read no configuration", NULL },
	{ 'k', "keep-going", NULL, "continue after a failed command", NULL },
	{ 'q', "quiet", NULL, "say less on standard error", NULL },
	{ 'v', "verbose", NULL, "say more on standard error", NULL },
	{ 'h', "help", NULL, "print this", NULL },
	{ 'V', "version", NULL, "print the version (with -v also that of the linear algebra library)", NULL },
	{ TUTORIAL, "tutorial", NULL, "the workbench on the bundled sample, step by step", NULL },
	{ COMPLETION, "completion", "SHELL", "print completion for bash, zsh or fish", "bash|zsh|fish" },
	{ MDOC, "mdoc", NULL, NULL, NULL },
	{ TUTORIAL_MDOC, "mdoc-tutorial", NULL, NULL, NULL },
	{ EXAMPLES, "examples", NULL, NULL, NULL },
	{ KEYS, "keys", "FILE", NULL, NULL },
	{ SIZE, "size", "WxH", NULL, NULL },
	{ DUMP, "dump", NULL, NULL, NULL },
};

sx_setup_option sx_setup_option_at(size_t i)
{
	size_t shown = 0;
	for (size_t at = 0; at < SX_COUNT(table); at++)
		if (table[at].help && shown++ == i)
			return (sx_setup_option){ table[at].key < 256 ? (char)table[at].key : '\0', table[at].name, table[at].value,
			                          table[at].choices, table[at].help };
	return (sx_setup_option){ 0 };
}

void sx_setup_help(sx_buf *b)
{
	sx_buf_puts(b, "Usage: sextant [OPTION]... [FILE]...             the workbench, each FILE loaded as a space\n"
	               "       sextant [OPTION]... -c COMMANDS [FILE]... run commands, print, exit\n"
	               "       sextant [OPTION]... SCRIPT.lua [ARG]...   run a Lua script\n"
	               "Explore and measure the geometry of embeddings.\n\n");
	for (size_t i = 0; i < SX_COUNT(table); i++) {
		if (table[i].help == NULL)
			continue;
		char left[64], letter[8] = "    ";
		if (table[i].key < 256)
			snprintf(letter, sizeof letter, "-%c, ", table[i].key);
		snprintf(left, sizeof left, "%s--%s%s%s", letter, table[i].name, table[i].value ? "=" : "",
		         table[i].value ? table[i].value : "");
		sx_buf_printf(b, "  %-24s %s\n", left, table[i].help);
	}
	sx_buf_puts(b, "\nFor the commands: sextant -c help. Exit status: 0 success, 1 a command failed, 2 usage error,\n130 "
	               "interrupted.\n");
}

/* ---- values ---- */

static bool whole(const char *what, const char *text, double hi, double *out, sx_err *err)
{
	char *end;
	errno = 0;
	*out = strtod(text, &end);
	if (end == text || *end || errno || *out < 0 || *out > hi || *out != (double)(uint64_t)*out)
		return sx_fail(err, SX_EUSAGE, "--%s: '%.40s' is not a usable whole number", what, text);
	return true;
}

/* 4G, 500M, 1.5 GB: by 1024, as memory is sold. */
static bool memory_size(const char *text, size_t *out, sx_err *err)
{
	static const char units[] = "kmgt";
	char *end;
	double value = strtod(text, &end);
	bool ok = end != text && value > 0;
	while (*end == ' ')
		end++;
	const char *unit = *end ? strchr(units, *end | 0x20) : NULL;
	for (const char *u = units; unit && u <= unit; u++)
		value *= 1024;
	end += unit != NULL;
	end += unit && *end == 'i';
	end += *end == 'B' || *end == 'b';
	if (!ok || *end || value > 1e18 || value < 1)
		return sx_fail(err, SX_EUSAGE, "--memory: '%.40s' is not a size such as 500M or 4G", text);
	*out = (size_t)value;
	return true;
}

static bool word_of(const char *what, const char *text, const char *const *words, size_t n, int *out, sx_err *err)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(text, words[i]) == 0) {
			*out = (int)i;
			return true;
		}
	sx_buf list = { 0 };
	for (size_t i = 0; i < n; i++)
		sx_buf_printf(&list, "%s%s", i ? ", " : "", words[i]);
	sx_fail(err, SX_EUSAGE, "--%s: '%.40s' must be one of %s", what, text, sx_buf_ok(&list) ? list.text : "its words");
	sx_buf_free(&list);
	return false;
}

static bool set_colors(sx_setup *s, const char *text, sx_err *err)
{
	static const char *const words[] = { "auto", "truecolor", "256", "16", "8", "none" };
	int which;
	if (!word_of("color", text, words, SX_COUNT(words), &which, err))
		return false;
	s->colors = (sx_colors)which;
	return true;
}

static const char *const glyph_words[] = { "auto", "sextant", "braille", "half", "quadrant", "ascii" };

const char *sx_glyphs_name(sx_glyphs g)
{
	return glyph_words[g + 1];
}

int sx_glyphs_named(const char *name)
{
	for (size_t i = 1; i < SX_COUNT(glyph_words); i++)
		if (strcmp(glyph_words[i], name) == 0)
			return (int)i - 1;
	return -1;
}

static bool set_glyphs(sx_setup *s, const char *text, sx_err *err)
{
	s->image = strcmp(text, "image") == 0;
	if (s->image)
		return true;
	if (!word_of("glyphs", text, glyph_words, SX_COUNT(glyph_words), &s->glyphs, err))
		return false;
	s->glyphs--;
	return true;
}

static bool set_io(sx_setup *s, const char *text, sx_err *err)
{
	static const char *const words[] = { "map", "read" };
	int which;
	s->io = text;
	return word_of("io", text, words, SX_COUNT(words), &which, err);
}

static bool set_shell(sx_setup *s, const char *text, sx_err *err)
{
	static const char *const words[] = { "bash", "zsh", "fish" };
	int which;
	s->shell = text;
	s->mode = SX_MODE_COMPLETION;
	return word_of("completion", text, words, SX_COUNT(words), &which, err);
}

static bool set_size(sx_setup *s, const char *text, sx_err *err)
{
	if (sscanf(text, "%dx%d", &s->width, &s->height) == 2 && s->width > 0 && s->height > 0 &&
	    s->width <= 1000 && s->height <= 1000)
		return true;
	return sx_fail(err, SX_EUSAGE, "--size: '%.40s' is not WIDTHxHEIGHT", text);
}

static bool set_number(sx_setup *s, int key, const char *text, sx_err *err)
{
	double value;
	if (key == 't') {
		if (!whole("threads", text, 4096, &value, err))
			return false;
		s->threads = (int)value;
		return value > 0 || sx_fail(err, SX_EUSAGE, "--threads: at least 1");
	}
	if (!whole("seed", text, 9007199254740992.0, &value, err))
		return false;
	s->seed = (uint64_t)value;
	return true;
}

/* ---- options ---- */

static bool set_flag(sx_setup *s, int key)
{
	switch (key) {
	case 'i':       s->mode = SX_MODE_PROMPT; break;
	case JSON:      s->format = SX_FORMAT_JSON; break;
	case CSV:       s->format = SX_FORMAT_CSV; break;
	case TSV:       s->format = SX_FORMAT_TSV; break;
	case NO_MOUSE:  s->no_mouse = true; break;
	case PICTURES:  s->pictures = true; break;
	case READ_ONLY: s->read_only = true; break;
	case NO_CONFIG: s->no_config = true; break;
	case 'k':       s->keep_going = true; break;
	case 'q':       s->loud--; break;
	case 'v':       s->loud++; break;
	case 'h':       s->mode = SX_MODE_HELP; break;
	case 'V':       s->mode = SX_MODE_VERSION; break;
	case MDOC:      s->mode = SX_MODE_MDOC; break;
	case TUTORIAL_MDOC: s->mode = SX_MODE_TUTORIAL_MDOC; break;
	case TUTORIAL:  s->tutorial = s->no_config = true; break;
	case EXAMPLES:  s->mode = SX_MODE_EXAMPLES; break;
	case DUMP:      s->mode = SX_MODE_DUMP; break;
	default:        return false;
	}
	return true;
}

static bool set_option(sx_setup *s, int key, char *text, sx_err *err)
{
	if (set_flag(s, key))
		return true;
	switch (key) {
	case 'c':
	case 'f':    s->source[s->nsources++] = (sx_source){ key == 'f', text }; return true;
	case 'o':    s->output = text; return true;
	case KEYS:   s->keys = text; s->mode = SX_MODE_DUMP; return true;
	case 't':
	case SEED:   return set_number(s, key, text, err);
	case MEMORY: return memory_size(text, &s->memory, err);
	case IO:     return set_io(s, text, err);
	case COLOR:  return set_colors(s, text, err);
	case GLYPHS: return set_glyphs(s, text, err);
	case COMPLETION: return set_shell(s, text, err);
	default:     return set_size(s, text, err);
	}
}

static bool is_script(const char *path)
{
	size_t len = strlen(path);
	return len > 4 && strcmp(path + len - 4, ".lua") == 0;
}

static bool bad_option(char *const *argv, int c, sx_err *err)
{
	const char *word = argv[optind - 1];
	if (c == ':')
		return sx_fail(err, SX_EUSAGE, "%.80s: a value is missing", word);
	if (optopt && optopt < 256 && strncmp(word, "--", 2) != 0)
		return sx_fail(err, SX_EUSAGE, "unknown option -%c; --help lists them", optopt);
	return sx_fail(err, SX_EUSAGE, "unknown option %.80s; --help lists them", word);
}

/* Fills the tables of getopt_long. */
static void make_tables(char letters[2 + 2 * SX_COUNT(table) + 1], struct option longs[SX_COUNT(table) + 1])
{
	char *p = letters;
	*p++ = '-';		/* operands come in their order, so that a script can end the options */
	*p++ = ':';
	for (size_t i = 0; i < SX_COUNT(table); i++) {
		int takes = table[i].value ? required_argument : no_argument;
		longs[i] = (struct option){ table[i].name, takes, NULL, table[i].key };
		if (table[i].key < 256) {
			*p++ = (char)table[i].key;
			if (table[i].value)
				*p++ = ':';
		}
	}
	*p = '\0';
	longs[SX_COUNT(table)] = (struct option){ 0 };
}

/* A script takes the rest of the command line as its own. */
static bool operand(sx_setup *s, int argc, char *const *argv, char *word)
{
	if (s->nfiles == 0 && s->nsources == 0 && is_script(word)) {
		s->script = word;
		s->script_argv = argv + optind - 1;
		s->script_argc = argc - optind + 1;
		return true;
	}
	s->file[s->nfiles++] = word;
	return false;
}

static bool check(sx_setup *s, sx_err *err)
{
	if (s->mode == SX_MODE_WORKBENCH)
		s->mode = s->script ? SX_MODE_SCRIPT : s->nsources ? SX_MODE_BATCH : SX_MODE_WORKBENCH;
	if (s->output && s->read_only)
		return sx_fail(err, SX_EUSAGE, "--output and --read-only contradict each other");
	bool screen = s->mode == SX_MODE_WORKBENCH;
	if (!screen || (isatty(STDOUT_FILENO) && isatty(STDIN_FILENO) && !s->output && s->format == SX_FORMAT_TEXT))
		return true;
	if (s->nfiles)
		return sx_fail(err, SX_EUSAGE, "the workbench needs a terminal; without one: sextant -c COMMANDS FILE...");
	return sx_fail(err, SX_EUSAGE, "the workbench needs a terminal; without one use -c COMMANDS, -f FILE or -i; "
	               "--help says more");
}

bool sx_setup_parse(sx_setup *s, int argc, char *const *argv, sx_arena *a, sx_err *err)
{
	char letters[2 + 2 * SX_COUNT(table) + 1];
	struct option longs[SX_COUNT(table) + 1];
	*s = (sx_setup){ .memory = sx_memory_default(), .glyphs = -1, .width = 80, .height = 24 };
	s->source = sx_alloc(a, (size_t)argc, sizeof *s->source);
	s->file = sx_alloc(a, (size_t)argc, sizeof *s->file);
	if (s->source == NULL || s->file == NULL)
		return sx_fail_memory(err, "the command line", argc);
	make_tables(letters, longs);
	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, letters, longs, NULL)) != -1;) {
		if (c == 1 && operand(s, argc, argv, optarg))
			return check(s, err);
		if (c == 1)
			continue;
		if (c == '?' || c == ':')
			return bad_option(argv, c, err);
		if (!set_option(s, c, optarg, err))
			return false;
	}
	while (optind < argc)		/* after "--" */
		s->file[s->nfiles++] = argv[optind++];
	return check(s, err);
}
