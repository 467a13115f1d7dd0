/* workbench_options.c: options of the workbench. The table is data alone and stands beside the session's host, since batch, scripts
 * and the prompt know these options too; what a value does on the screen is in screen_options.c. */
#include "workbench_options.h"

/* The plot may show any of the spaces; before there is one, as in init.lua, the row is taken on trust. */
static bool is_row(sx_session *s, const char *word, sx_err *err)
{
	size_t n = sx_session_spaces(s), row;
	for (size_t i = 0; i < n; i++)
		if (sx_space_find(sx_session_space_at(s, i), word, &row, NULL))
			return true;
	if (n == 0 || *word == '\0')
		return true;
	const sx_space *at = sx_session_current(s) ? sx_session_current(s) : sx_session_space_at(s, 0);
	return sx_fail(err, SX_EINPUT, "cursor: no row here is '%.60s'; a label, or a number: %s has rows 0 to %zu", word,
	               sx_space_name(at), sx_space_rows(at) - 1);
}

const sx_option sx_workbench_options[] = {
	{ "refine", "yes", "while idle, the workbench refines sampled results", NULL, false, NULL },
	{ "ask", "60", "seconds: the workbench asks before commands that are likely to take longer; 0: never", NULL, false, NULL },
	{ "background", "auto", "background of the terminal: light, dark, or auto (from COLORFGBG)", "auto|light|dark", true, NULL },
	{ "glyphs", "auto", "glyphs of plots: braille, sextant, half, quadrant, ascii, or image if the terminal supports it",
	  "auto|braille|sextant|half|quadrant|ascii|image", true, NULL },
	{ "still", "off", "the plot as an image over the whole screen, in terminals that show images, until a key", "on|off", true, NULL },
	{ "view", "plot", "the view that the workbench shows", "plot|table|results|spaces|help", true, NULL },
	{ "cursor", "", "row under the crosshair of the plot: a label, or #12", NULL, true, is_row },
	{ "scale", "own", "scale of the axes of the plot: independent, or equal", "own|equal", true, NULL },
	{ "shapes", "auto", "marks instead of dots for classes; auto: if there is no colour", "auto|on|off", true, NULL },
	{ "inspector", "auto", "the inspector of the row at the cursor; auto: if there is room beside the plot",
	  "auto|on|off", true, NULL },
	{ "elsewhere", "none", "where else the inspector looks for neighbours: none, picture, or a space", NULL, true, NULL },
	{ "beside", "none", "a space to plot beside this one, or none", NULL, true, NULL },
	{ "strip", "off", "small pictures of the layers below the plot", "on|off", true, NULL },
	{ "figure", "", "metric drawn over the layers in that strip; empty: the first that two layers have", NULL, true, NULL },
	{ "result", "", "number of the result that the results view shows", NULL, true, NULL },
	{ "picture", "0", "number of the picture of that result; 0: its text", NULL, true, NULL },
	{ "pinned", "none", "number of the result pinned on the left of the results view, or none", NULL, true, NULL },
};
const size_t sx_workbench_option_count = SX_COUNT(sx_workbench_options);
