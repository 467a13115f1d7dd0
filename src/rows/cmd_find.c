/* cmd_find.c: the command find: finds rows by label. */
#include "row_tables.h"
#include "base/pattern.h"
#include "command/options.h"

enum { F_SPACE, F_TEXT, F_LIMIT };

static const sx_param find_params[] = {
	[F_SPACE] = SX_OPT_SPACE,
	[F_TEXT]  = { .name = "text", .kind = SX_KIND_TEXT, .flags = SX_POSITIONAL | SX_REQUIRED,
	              .help = "part of a label, ignoring case, or /REGEX/ as in Perl, or /REGEX/i ignoring case" },
	[F_LIMIT] = { .name = "limit", .kind = SX_KIND_INT, .dflt = "1000", .lo = 1, .hi = 1e9, .help = "largest number of rows "
		"listed" },
};

static bool run_find(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_space *s = call->arg[F_SPACE].space[0];
	size_t n = sx_space_rows(s), most = (size_t)call->arg[F_LIMIT].num, m = 0, found = 0;
	size_t *rows = sx_alloc(call->tmp, most < n ? most : n, sizeof *rows);
	sx_pattern p;
	if (!sx_space_has_labels(s))
		return sx_fail(err, SX_EINPUT, "%s: it has no labels to search; load it with --labels", sx_space_name(s));
	if (rows == NULL)
		return sx_fail_memory(err, "rows found", (double)n * 8);
	if (!sx_pattern_read(&p, call->arg[F_TEXT].text, call->tmp, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (sx_pattern_matches(&p, sx_space_label(s, i)) && found++ < most)
			rows[m++] = i;
	if (!sx_pattern_close(&p, err))
		return false;
	sx_put(out, "found", (double)found);
	return sx_table_rows(out, "rows", SX_PLAIN, s, rows, m, call->tmp) || sx_fail_memory(err, "the table", (double)m * 16);
}

static const sx_figure find_figures[] = {
	{ "found", "0 to rows", NULL, "number of matching labels" },
	{ "rows", "table", NULL, "those rows" },
};

const sx_command sx_cmd_find = {
	.name = "find", .group = "look", .summary = "Find rows by label, part of it or a regular expression",
	.about = "Plain text matches any part of a label, ignoring case; text between slashes is a regular expression as in "
		"Perl (PCRE2, labels as UTF-8), with i after the last slash to ignore case.",
	.example = "find demo '/^mon/'", .flags = SX_ANY_DATA, SX_PARAMS(find_params), .run = run_find,
	SX_FIGURES(find_figures),
};
