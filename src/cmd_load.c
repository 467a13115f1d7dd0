/* cmd_load.c: load PATH. */
#include "labels.h"
#include "load.h"
#include "session.h"

#include <string.h>

enum { PATH, AS, LABELS, FORMAT, LIMIT };

static const sx_param params[] = {
	[PATH] = { .name = "path", .kind = SX_KIND_PATH, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "the file" },
	[AS] = { .name = "as", .kind = SX_KIND_NAME,
	         .help = "name of the space; left out, the file's name without its ending" },
	[LABELS] = { .name = "labels", .kind = SX_KIND_PATH,
	             .help = "a text file with one label a row, or none; left out, one that lies beside the file" },
	[FORMAT] = { .name = "format", .kind = SX_KIND_CHOICE, .dflt = "auto", .choices = "auto"
#define SX_LOADER(name) "|" #name
#include "loaders.def"
#undef SX_LOADER
	             , .help = "what the file is, where neither its content nor its ending tells" },
	[LIMIT] = { .name = "limit", .kind = SX_KIND_INT, .lo = 1, .hi = 1e15,
	            .help = "load no more than so many rows, the first" },
};

/* Counting flaws reads every page of a mapped file. Up to here that is quicker than anybody notices. */
enum { CHECKED = 64 << 20 };

static bool add_labels(sx_space *s, const sx_load *l, const char *asked, const char **source, sx_err *err)
{
	*source = NULL;
	if (asked && strcmp(asked, "none") == 0)
		return true;
	if (asked) {
		*source = asked;
		return sx_labels_read(s, l, asked, err);
	}
	if (!sx_space_has_labels(s))
		return sx_labels_beside(s, l, source, err);
	*source = "in the file";
	return true;
}

static bool report_flaws(sx_space *s, const sx_load *l, sx_err *err)
{
	sx_mat m = sx_space_mat(s);
	sx_flaws f;
	if (m.n > CHECKED / m.d) {
		sx_put_none(l->out, "nonfinite", "a large file: whether values are NaN or infinite is checked at first use");
		return true;
	}
	if (!sx_space_flaws(s, l->job, &f, err))
		return false;
	sx_put(l->out, "nonfinite", (double)f.count);
	if (f.count)
		sx_note(l->out, "%zu values in %zu rows are NaN or infinite, the first at row %zu, dimension %zu", f.count,
		        f.rows, f.row, f.dim);
	return true;
}

static bool report(sx_space *s, const sx_load *l, const char *format, const char *labels, sx_err *err)
{
	sx_put_text(l->out, "name", sx_space_name(s));
	sx_put(l->out, "rows", (double)sx_space_rows(s));
	sx_put(l->out, "dims", (double)sx_space_dims(s));
	sx_put_text(l->out, "format", format);
	sx_put_text(l->out, "path", l->file->path);
	sx_put_bool(l->out, "mapped", l->borrowed && l->file->mapped);
	sx_put_text(l->out, "labels", labels ? labels : "none");
	return report_flaws(s, l, err);
}

static bool set_origin(sx_space *s, const sx_load *l, const char *format, sx_err *err)
{
	char *words = sx_printf(l->tmp, "loaded from %s (%s)", l->file->path, format);
	return words ? sx_space_set_origin(s, words, err) : sx_load_short(l, (double)strlen(l->file->path), err);
}

/* The session gets the space last, when nothing can fail any more. */
static bool finish(const sx_call *call, sx_space *s, const sx_load *l, const char *format, sx_err *err)
{
	const char *labels;
	if (!add_labels(s, l, call->arg[LABELS].text, &labels, err) || !set_origin(s, l, format, err) ||
	    !report(s, l, format, labels, err))
		return false;
	if (l->out->broken)
		return sx_fail_memory(err, "the result", 1);
	if (!sx_session_add(call->session, s, true, err))
		return false;
	sx_give(l->out, sx_space_ref(s));
	return true;
}

static bool load(const sx_call *call, sx_load *l, sx_err *err)
{
	const char *as = call->arg[AS].text;
	l->name = as ? as : sx_session_free_name(call->session, l->file->path, l->tmp);
	if (l->name == NULL || *l->name == '\0')
		return as ? sx_fail(err, SX_EUSAGE, "--as: the name is empty") : sx_load_short(l, 1, err);
	const sx_loader *loader = sx_loader_for(l->file, call->arg[FORMAT].text, err);
	sx_space *s = loader ? loader->load(l, err) : NULL;
	bool ok = s && finish(call, s, l, loader->name, err);
	sx_space_unref(s);
	return ok;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_value *limit = &call->arg[LIMIT];
	sx_load l = { .limit = limit->text ? (size_t)limit->num : SIZE_MAX, .job = call->job, .tmp = call->tmp,
	              .out = out };
	l.file = sx_file_open(call->arg[PATH].text, call->job, err);
	bool ok = l.file && load(call, &l, err);
	sx_file_unref(l.file);
	return ok;
}

const sx_command sx_cmd_load = {
	.name = "load", .summary = "Open a file of vectors as a space",
	.about =
		"The format follows from the content, then from the ending of the name; --format overrides both.\n"
		"npy: arrays saved by numpy, of any real type, byte order and axis order, with 1 to 5 axes. The last axis is "
		"the dimensions; the others together are the rows, the first outermost, and each row's place on them is kept "
		"in columns: context and position for 3 axes, axis0, axis1 and so on for more. float32 in C order is mapped: "
		"opening costs no copy, and the file must stay as it is while it is open. All else is converted once.\n"
		"csv: tables parted by tab, comma, semicolon, bar or spaces, with or without a header, with quotes where a "
		"field needs them. Columns of numbers are dimensions, columns of text are metadata. A column called label, "
		"word, token, text or name, or else a first column of text, holds the labels. Where the last columns are "
		"called d0, d1 and so on, as save writes them, these alone are dimensions. Empty cells and NA are NaN.\n"
		"vec: word vectors as text, as word2vec, fastText and GloVe write them, with or without the line of counts.\n"
		"Labels: for X.npy they are taken from X.labels.txt, X.txt or X.tsv beside it if the count of lines fits; a "
		"note says so. A tsv with a header line gives columns of metadata. --labels FILE names another file, which "
		"must fit; --labels none takes none.\n"
		"Values that are NaN or infinite are counted here; analyses refuse them. A load that fails changes nothing.",
	.example = "load samples/glove-5k.npy --as demo", .group = "spaces", SX_PARAMS(params),
	.flags = SX_ACTS | SX_ANY_DATA, .run = run,
};
