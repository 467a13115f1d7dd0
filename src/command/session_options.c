/* session_options.c: the options of a session and their values. */
#include "session_parts.h"

#include <stdlib.h>
#include <string.h>

static const sx_option option_table[] = {
	{ "metric", "", "metric used by commands that take --metric and are not given one", NULL, false },
	{ "budget", "4e13", "most n^2 d for which neighbours of all rows are sought", NULL, false },
	{ "rows", "12", "rows of a table shown as text", NULL, false },
	{ "refine", "yes", "whether the workbench refines results from a sample while nothing else is asked", NULL, false },
	{ "ask", "60", "seconds: the workbench asks before it runs what is likely to take longer; 0 never asks", NULL, false },
	{ "background", "auto", "of the terminal: light, dark, or auto, as COLORFGBG says", "auto|light|dark", true },
	{ "glyphs", "auto", "of plots in the workbench: braille, sextant, half, quadrant, ascii, or image where the terminal shows them",
	  "auto|braille|sextant|half|quadrant|ascii|image", true },
	{ "still", "off", "an image of the plot over the whole screen, in terminals that show images, until a key", "on|off", true },
	{ "view", "plot", "which the workbench shows", "plot|table|results|spaces|help", true },
	{ "cursor", "", "row that the crosshair of the plot goes to: a label, or #12", NULL, true },
	{ "scale", "own", "of the plot: each axis its own, or both equal", "own|equal", true },
	{ "shapes", "auto", "marks instead of dots for classes; auto: where there is no colour", "auto|on|off", true },
	{ "inspector", "auto", "what is known of the row at the cursor; auto: where there is room beside the plot", "auto|on|off", true },
	{ "elsewhere", "none", "where the inspector looks for neighbours too: none, picture, or a space", NULL, true },
	{ "beside", "none", "a space whose plot stands beside the plot, or none", NULL, true },
	{ "strip", "off", "small pictures of the layers below the plot", "on|off", true },
	{ "figure", "", "drawn over layers in that strip; empty: the first that two layers have", NULL, true },
	{ "result", "", "number of the result that the results view shows", NULL, true },
	{ "picture", "0", "number of that result's picture; 0: its text", NULL, true },
	{ "pinned", "none", "number of the result that stays on the left of the results view, or none", NULL, true },
};

_Static_assert(SX_COUNT(option_table) <= SX_MOST_OPTIONS, "a session has room for every option");

size_t sx_options(void)
{
	return SX_COUNT(option_table);
}

const sx_option *sx_option_at(size_t i)
{
	return &option_table[i];
}

static size_t option_index(const char *name)
{
	size_t i = 0;
	while (i < SX_COUNT(option_table) && strcmp(option_table[i].name, name) != 0)
		i++;
	return i;
}

const char *sx_session_get(const sx_session *s, const char *option)
{
	size_t i = option_index(option);
	if (i == SX_COUNT(option_table))
		return "";
	return s && s->option[i] ? s->option[i] : option_table[i].dflt;
}

/* One of the words of "a|b|c". */
static bool is_choice(const char *choices, const char *word)
{
	size_t len = strlen(word);
	for (const char *p = choices; *p; p += *p == '|') {
		size_t n = strcspn(p, "|");
		if (n == len && strncmp(p, word, len) == 0)
			return true;
		p += n;
	}
	return false;
}

bool sx_session_set(sx_session *s, const char *option, const char *value, sx_err *err)
{
	size_t i = option_index(option);
	if (i == SX_COUNT(option_table)) {
		const char *names[SX_COUNT(option_table)];
		for (size_t j = 0; j < SX_COUNT(option_table); j++)
			names[j] = option_table[j].name;
		const char *near = sx_nearest(option, names, SX_COUNT(names));
		return sx_fail(err, SX_EUSAGE, "no option is called '%.60s'%s%s", option,
		               near ? "; did you mean " : "; 'set' lists them", near ? near : "");
	}
	if (option_table[i].choices && !is_choice(option_table[i].choices, value))
		return sx_fail(err, SX_EUSAGE, "%s: '%.60s' is none of %s", option, value, option_table[i].choices);
	char *copy = strdup(value);
	if (copy == NULL)
		return sx_fail_memory(err, "an option", (double)strlen(value));
	free(s->option[i]);
	s->option[i] = copy;
	return true;
}
