/* cmd_load.c: load PATH. */
#include "label_files.h"
#include "load.h"
#include "many_files.h"
#include "metadata_join.h"
#include "base/mapped_guard.h"
#include "command/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PATH, AS, LABELS, FORMAT, LIMIT, ROWS, TENSOR, LAYER, LAYERS, AXIS, SHAPE, META, ON, DIMS, COLUMNS, DTYPE };

static const sx_param params[] = {
	[PATH] = { .name = "path", .kind = SX_KIND_PATH, .flags = SX_POSITIONAL | SX_REQUIRED,
	           .help = "the file, or - for standard input" },
	[AS] = { .name = "as", .kind = SX_KIND_NAME,
	         .help = "name of the space; left out, the file's name without its ending" },
	[LABELS] = { .name = "labels", .kind = SX_KIND_PATH,
	             .help = "a text file with one label a row, or none; left out, one that lies beside the file" },
	[FORMAT] = { .name = "format", .kind = SX_KIND_TEXT, .dflt = "auto", .choices = "auto"
#define SX_LOADER(name) "|" #name
#include "loaders.def"
#undef SX_LOADER
	             , .help = "what the file is, where neither its content nor its ending tells" },
	[LIMIT] = { .name = "limit", .kind = SX_KIND_INT, .lo = 1, .hi = 1e15,
	            .help = "load no more than so many rows, the first" },
	[ROWS] = { .name = "rows", .kind = SX_KIND_TEXT,
	           .help = "load these rows alone: A..B, both counted from 0 and both taken, or one number" },
	[TENSOR] = { .name = "tensor", .kind = SX_KIND_TEXT,
	             .help = "which array of a file that holds several (npz, safetensors, gguf, hdf5, sqlite)" },
	[LAYER] = { .name = "layer", .kind = SX_KIND_INT, .lo = 0, .hi = 1e15,
	            .help = "load this layer alone, counted from 0: the place on the axis called layer" },
	[LAYERS] = { .name = "layers", .kind = SX_KIND_TEXT,
	             .help = "make a space of each layer, NAME.0, NAME.1 and so on: all, or A..B" },
	[AXIS] = { .name = "axis", .kind = SX_KIND_TEXT,
	           .help = "names of the array's axes before the dimensions, parted by commas; left out, "
	                   "context,position,layer as far as they go" },
	[SHAPE] = { .name = "shape", .kind = SX_KIND_TEXT,
	            .help = "the shape of a raw file, as in 5000,100; makes the format raw" },
	[META] = { .name = "meta", .kind = SX_KIND_PATH,
	           .help = "a file of metadata, one line a row or joined by --on; see meta" },
	[ON] = { .name = "on", .kind = SX_KIND_TEXT,
	         .help = "the column of the --meta file whose values are the labels; left out, line by line" },
	[DIMS] = { .name = "dims", .kind = SX_KIND_TEXT,
	           .help = "which columns of a table are the dimensions: NAME..NAME, or names separated by commas" },
	[COLUMNS] = { .name = "columns", .kind = SX_KIND_TEXT,
	              .help = "columns of a table that stay metadata though they hold numbers: names separated by commas" },
	[DTYPE] = { .name = "dtype", .kind = SX_KIND_CHOICE,
	            .choices = "float32|float64|float16|bfloat16|int8|uint8|int16|uint16|int32|uint32|int64|uint64|bool",
	            .help = "the type of values that do not say it themselves: raw files, blobs of SQLite" },
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
		return l->file->piped || sx_labels_beside(s, l, source, err);
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
	if (l->nmore || l->numbered)
		sx_put(l->out, "layers", (double)l->nmore + 1);
	sx_put_text(l->out, "format", format);
	sx_put_text(l->out, "path", l->file->path);
	sx_put_bool(l->out, "mapped", l->borrowed && l->mapped);
	sx_put_text(l->out, "labels", labels ? labels : "none");
	return report_flaws(s, l, err);
}

/* at: how many layers behind the first asked for. */
static bool set_origin(sx_space *s, const sx_load *l, const char *format, size_t at, sx_err *err)
{
	const char *tensor = l->tensor ? l->tensor : "", *layer = "";
	if (l->layered)
		layer = sx_printf(l->tmp, ", layer %zu", l->layer_first + at);
	char *words = layer ? sx_printf(l->tmp, "loaded from %s (%s%s%s%s)", l->file->path, format, *tensor ? " " : "",
	                                tensor, layer) : NULL;
	return words ? sx_space_set_origin(s, words, err) : sx_load_short(l, (double)strlen(l->file->path), err);
}

/* The other layers stand on the same rows: they share its labels. */
static bool finish_more(const sx_space *s, const sx_load *l, const char *format, sx_err *err)
{
	for (size_t i = 0; i < l->nmore; i++)
		if (!set_origin(l->more[i], l, format, i + 1, err) || !sx_space_copy_meta(l->more[i], s, err))
			return false;
	return true;
}

/* The session gets the spaces last, when nothing can fail any more. */
static bool finish(const sx_call *call, sx_space *s, const sx_load *l, const char *format, sx_err *err)
{
	const char *labels;
	if (!add_labels(s, l, call->arg[LABELS].text, &labels, err) ||
	    !sx_meta_load(s, l, call->arg[META].text, call->arg[ON].text, err) || !set_origin(s, l, format, 0, err))
		return false;
	sx_space_categorise(s);
	if (!finish_more(s, l, format, err) || !report(s, l, format, labels, err))
		return false;
	if (l->out->broken)
		return sx_fail_memory(err, "the result", 1);
	if (!sx_guard_whole(l->file->bytes, err) || !sx_session_add(call->session, s, true, err))
		return false;
	sx_give(l->out, sx_space_ref(s));
	for (size_t i = 0; i < l->nmore; i++)
		sx_give(l->out, sx_space_ref(l->more[i]));
	return true;
}

/* ---- what is asked ---- */

/* "3", "A..B", both taken, in order. */
static bool read_range(const char *text, const char *option, size_t *first, size_t *last, sx_err *err)
{
	char *end;
	errno = 0;
	bool ok = *text >= '0' && *text <= '9';
	*first = *last = ok ? strtoull(text, &end, 10) : 0;
	if (ok && strncmp(end, "..", 2) == 0 && end[2] >= '0' && end[2] <= '9')
		*last = strtoull(end + 2, &end, 10);
	if (ok && errno == 0 && *end == '\0' && *first <= *last && *last < SIZE_MAX / 2)
		return true;
	return sx_fail(err, SX_EUSAGE, "--%s: '%.60s' is not of the form A..B with A no greater than B", option, text);
}

static bool read_layers(const sx_call *call, sx_load *l, sx_err *err)
{
	const sx_value *one = &call->arg[LAYER];
	const char *many = call->arg[LAYERS].text;
	if (one->text && many)
		return sx_fail(err, SX_EUSAGE, "--layer and --layers exclude each other");
	l->layered = one->text || many;
	l->numbered = many != NULL;
	if (one->text)
		l->layer_first = l->layer_last = (size_t)one->num;
	else if (many && strcmp(many, "all") == 0)
		l->layer_last = SIZE_MAX;
	else if (many)
		return read_range(many, "layers", &l->layer_first, &l->layer_last, err);
	return true;
}

static bool read_rows(const sx_call *call, sx_load *l, sx_err *err)
{
	const sx_value *limit = &call->arg[LIMIT];
	size_t last, most = limit->text ? (size_t)limit->num : SIZE_MAX;
	l->limit = most;
	if (call->arg[ROWS].text == NULL)
		return true;
	if (!read_range(call->arg[ROWS].text, "rows", &l->first, &last, err))
		return false;
	l->exact = true;
	l->limit = last - l->first + 1 < most ? last - l->first + 1 : most;
	return true;
}

/* With --layers names get numbers, and none may be in the way. */
static const char *free_name(const sx_call *call, const sx_load *l)
{
	const char *path = l->file->piped ? "stdin" : l->file->path;
	if (sx_shards_meant(path) && (path = sx_shards_folder(path, l->tmp)) == NULL)
		return NULL;
	const char *stem = sx_session_free_name(call->session, path, l->tmp), *name = stem;
	for (int i = 2; l->numbered && name; i++) {
		const char *first = sx_printf(l->tmp, "%s.%zu", name, l->layer_first);
		if (first == NULL || sx_session_space(call->session, first) == NULL)
			return first ? name : NULL;
		name = sx_printf(l->tmp, "%s-%d", stem, i);
	}
	return name;
}

/* *format is "auto" or what is asked for, then what it was. */
static sx_space *load_points(sx_load *l, const char **format, sx_err *err)
{
	if (sx_shards_meant(l->file->path))
		return sx_shards_load(l, l->file->path, *format, format, err);
	const sx_loader *loader = sx_loader_for(l->file, *format, err);
	*format = loader ? loader->name : *format;
	return loader ? sx_load_by(loader, l, err) : NULL;
}

/* A loader made by a script goes before those of the program: who wrote it knows better. *format is its name then. */
static sx_space *load_scripted(const sx_call *call, const sx_load *l, const char **format, sx_err *err)
{
	const sx_hooks *h = sx_session_hooks(call->session);
	const char *by = NULL;
	sx_space *s = h->load && !l->file->piped ? h->load(h->ctx, l->file->path, *format, l->name, l->job, &by, err) : NULL;
	if (by)
		*format = sx_strdup(l->tmp, by);
	return s;
}

static bool load(const sx_call *call, sx_load *l, sx_err *err)
{
	const char *as = call->arg[AS].text, *format = call->arg[FORMAT].text;
	l->name = as ? as : free_name(call, l);
	if (l->name == NULL || *l->name == '\0')
		return as ? sx_fail(err, SX_EUSAGE, "--as: the name is empty") : sx_load_short(l, 1, err);
	if (l->shape && strcmp(format, "auto") == 0)
		format = "raw";
	const char *asked = format;
	sx_space *s = load_scripted(call, l, &format, err);
	if (s == NULL && format == asked)
		s = load_points(l, &format, err);
	bool ok = s && finish(call, s, l, format, err);
	sx_space_unref(s);
	sx_load_drop_more(l);
	return ok;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_load l = { .job = call->job, .tmp = call->tmp, .out = out, .tensor = call->arg[TENSOR].text,
	              .axes = call->arg[AXIS].text, .shape = call->arg[SHAPE].text,
	              .dims = call->arg[DIMS].text, .columns = call->arg[COLUMNS].text, .dtype = call->arg[DTYPE].text };
	if (!read_rows(call, &l, err) || !read_layers(call, &l, err))
		return false;
	const char *path = call->arg[PATH].text;
	bool shards = sx_shards_meant(path);	/* then the file is but its name */
	if (shards && l.numbered)
		return sx_fail(err, SX_EUSAGE, "--layers is for one file; --layer takes the same layer of many");
	l.file = shards ? sx_file_from(path, "", 0, err) : sx_file_open(path, call->job, err);
	bool ok = l.file && load(call, &l, err);
	sx_file_unref(l.file);
	return ok;
}

static const sx_figure load_figures[] = {
	{ "name format path labels", "text", NULL,
	  "the space made, what the file was read as, the file, and the file of labels (none: there is none)" },
	{ "rows dims layers", "1 or more", NULL, "size of the space; layers: how many spaces --layers made" },
	{ "mapped", "yes or no", NULL, "yes: the points stay in the file, which must not change while it is open" },
	{ "nonfinite", "0 or more", "0",
	  "values that are NaN or infinite; analyses refuse their rows unless --drop-nonfinite is given" },
};

const sx_command sx_cmd_load = {
	.name = "load", .summary = "Open a file of vectors as a space",
	.about =
		"The format follows from the content, then from the ending of the name; --format overrides both.\n"
		"npy: arrays saved by numpy, of any real type, byte order and axis order, with 1 to 5 axes. npz: several of "
		"them in one archive, stored or deflated. safetensors: one file, or the index of a sharded one. gguf: "
		"token_embd.weight, with the tokens as labels, or another tensor; F32, F16, BF16 and Q8_0. raw: float32, "
		"little-endian, the shape given by --shape. Where a file holds several arrays that could be meant, --tensor "
		"picks one; without it the error lists them.\n"
		"The last axis of an array is the dimensions; the others together are the rows, the first outermost, and each "
		"row's place on them is kept in columns: context, position and layer as far as they go, or what --axis names. "
		"--layer takes one place on the axis called layer; --layers all makes a space of each. float32 in C order is "
		"mapped, a layer of it too: opening costs no copy, and the file must stay as it is while it is open. All else "
		"is converted once.\n"
		"csv: tables separated by tab, comma, semicolon, bar or spaces, with or without a header, with quotes where a "
		"field needs them. Which columns are the dimensions: a column whose cells are lists of numbers, such as [0.1, 0.2]; "
		"else the longest run of columns whose names are one stem with a rising number (d0 d1 d2, emb_0 emb_1, 0 1 2); else "
		"all columns of numbers but those that count the rows or are called id, index or Unnamed. All other columns are "
		"metadata. A note says what was taken; --dims and --columns say it instead. A column called label, word, token, text "
		"or name, or else a first column of text, holds the labels. Empty cells and NA are NaN.\n"
		"vec: word vectors as text, as word2vec, fastText and GloVe write them, with or without the line of counts. "
		"w2v: the binary form of word2vec.\n"
		"jsonl: JSON Lines, an object a line with a list of numbers in it; the other keys are columns. projector: the "
		"Embedding Projector's config; a lone tensors.tsv takes metadata.tsv beside it. hdf5: X of AnnData, or another "
		"matrix by --tensor, dense or sparse, with obs as labels and columns. sqlite: a table with a column of float32 "
		"blobs, or vec0 of sqlite-vec, --tensor TABLE.COLUMN.\n"
		"A folder, or a pattern in quotes such as 'acts/*.npy', opens all its files as one space with a column shard. "
		"--meta FILE adds columns from a table or JSON Lines, line by line or, with --on COLUMN, by key; see meta.\n"
		"Labels: for X.npy they are taken from X.labels.txt, X.txt or X.tsv beside it if the count of lines fits; a "
		"note says so. A tsv with a header line gives columns of metadata. --labels FILE names another file, which "
		"must fit; --labels none takes none.\n"
		"Values that are NaN or infinite are counted here; analyses refuse them. A load that fails changes nothing.",
	.example = "load samples/glove-5k.npy --as demo", .group = "spaces", SX_PARAMS(params),
	.flags = SX_ACTS | SX_ANY_DATA, .run = run,
	SX_FIGURES(load_figures),
};
