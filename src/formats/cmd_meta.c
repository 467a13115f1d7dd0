/* cmd_meta.c: meta [SPACE] FILE: columns from a file for a space that is loaded. */
#include "metadata_join.h"
#include "command/options.h"

enum { SPACE, FILE_PATH, ON };

static const sx_param params[] = {
	[SPACE] = SX_OPT_SPACE,
	[FILE_PATH] = { .name = "file", .kind = SX_KIND_PATH, .flags = SX_POSITIONAL | SX_REQUIRED,
	                .help = "a table of text or JSON Lines" },
	[ON] = { .name = "on", .kind = SX_KIND_TEXT,
	         .help = "the column of the file whose values are the labels, or those of the space's column of that "
	                 "name; left out, line by line" },
};

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *s = call->arg[SPACE].space[0];
	sx_meta ask = { .path = call->arg[FILE_PATH].text, .on = call->arg[ON].text, .total = sx_space_rows(s),
	                .job = call->job, .tmp = call->tmp, .out = out };
	size_t before = sx_space_fields(s);
	if (!sx_meta_join(s, &ask, err))
		return false;
	sx_put(out, "rows", (double)sx_space_rows(s));
	sx_put(out, "columns_added", (double)(sx_space_fields(s) - before));
	return true;
}

static const sx_figure meta_figures[] = {
	{ "matched_rows unmatched_rows", "0 to rows", NULL,
	  "with --on: rows that found a line, and rows that did not and got missing values" },
	{ "unused_lines", "0 or more", "0", "lines of the file that no row asked for" },
	{ "rows columns_added", "0 or more", NULL, "rows of the space, and columns it has more than before" },
};

const sx_command sx_cmd_meta = {
	.name = "meta", .summary = "Add columns of metadata from a file",
	.about =
		"The file is a table of text, with or without a header, or JSON Lines; what each column holds (whole numbers, "
		"numbers, text) follows from its values. A column of the space of the same name is replaced. A column called "
		"label, word, token, text or name gives the labels where the space has none.\n"
		"Without --on the file has a line for each row, in their order, and another count is refused. With --on "
		"COLUMN, rows and lines are matched by key: matched_rows and unmatched_rows count rows, unused_lines the lines "
		"that no row asked for. Rows without a match get missing values. Where a key is repeated its first line "
		"counts.",
	.example = "meta demo samples/wordsets/sets.tsv --on word", .group = "spaces", SX_PARAMS(params),
	.flags = SX_ACTS | SX_ANY_DATA, .run = run,
	SX_FIGURES(meta_figures),
};
