/* cmd_save.c: save [SPACE] PATH: a space as a file, its format by the path's ending.
 *
 * Everything goes through a writer, so that a full disk or a stop leaves the old file as it was. */
#include "label_files.h"
#include "npy.h"
#include "save_parts.h"

#include <string.h>
#include <unistd.h>

enum { SPACE, PATH };

static const sx_param params[] = {
	[SPACE] = { .name = "space", .kind = SX_KIND_SPACE, .flags = SX_POSITIONAL,
	            .help = "the space; left out, the current one" },
	[PATH] = { .name = "path", .kind = SX_KIND_PATH, .flags = SX_POSITIONAL | SX_REQUIRED,
	           .help = "the file; its ending is the format: npy, npz, safetensors, tsv, csv, vec, bin or jsonl" },
};

/* ---- labels beside the points ---- */

static bool save_labels(sx_save *s, sx_writer *w)
{
	sx_buf *b = &s->row;
	for (size_t i = 0; i < s->m.n; i++) {
		sx_save_line_text(s, sx_space_label(s->space, i));
		sx_buf_putc(b, '\n');
		if (!sx_buf_ok(b))
			return sx_fail_memory(s->err, s->path, (double)b->cap);
		sx_writer_add(w, b->text, b->len);
		sx_buf_clear(b);
	}
	return sx_writer_flush(w, s->err);
}

/* Both files lie ready on the disk before either takes its place. */
static bool save_beside(sx_save *s)
{
	char *beside = sx_labels_path(s->path, ".labels.txt", s->call->tmp);
	if (beside == NULL)
		return sx_fail_memory(s->err, s->path, (double)strlen(s->path));
	if (!sx_space_has_labels(s->space)) {
		if (access(beside, F_OK) == 0)
			sx_note(s->out, "the space has no labels, but %s is there: load will take it if its lines fit", beside);
		return sx_save_points(s);
	}
	s->beside = sx_save_points(s) ? sx_writer_open(beside, s->err) : NULL;
	if (s->beside == NULL || !save_labels(s, s->beside))
		return false;
	if (s->changed)
		sx_note(s->out, "%zu labels hold line ends, which became spaces", s->changed);
	sx_note(s->out, "labels written to %s", beside);
	return true;
}

static bool save_npy(sx_save *s)
{
	char head[SX_NPY_HEADER];
	sx_npy_write(head, s->m.n, s->m.d);
	sx_writer_add(s->w, head, sizeof head);
	return save_beside(s);
}

static bool save_safetensors(sx_save *s)
{
	return sx_save_safetensors_head(s) && save_beside(s);
}

/* ---- the command ---- */

static bool save_tsv(sx_save *s)
{
	return sx_save_table(s, '\t');
}

static bool save_csv(sx_save *s)
{
	return sx_save_table(s, ',');
}

static bool (*writer_for(const char *path))(sx_save *)
{
	static const struct { const char *ending; bool (*write)(sx_save *); } formats[] = {
		{ "npy", save_npy }, { "tsv", save_tsv }, { "csv", save_csv }, { "vec", sx_save_vec },
		{ "npz", sx_save_npz }, { "safetensors", save_safetensors }, { "bin", sx_save_w2v },
		{ "jsonl", sx_save_jsonl },
	};
	char ending[16];
	if (sx_save_is_projector(path))
		return sx_save_projector;
	sx_load_ending(path, ending);
	for (size_t i = 0; i < SX_COUNT(formats); i++)
		if (strcmp(formats[i].ending, ending) == 0)
			return formats[i].write;
	return NULL;
}

static bool write_all(sx_save *s, bool (*write)(sx_save *))
{
	s->w = sx_writer_open(s->path, s->err);
	if (s->w == NULL)
		return false;
	bool ok = write(s);
	sx_buf_free(&s->row);
	size_t bytes = sx_writer_bytes(s->w);
	if (!ok) {
		sx_writer_abandon(s->beside);
		sx_writer_abandon(s->w);
		return false;
	}
	if (!(s->beside ? sx_writer_commit_pair(s->w, s->beside, s->err) : sx_writer_commit(s->w, s->err)))
		return false;
	sx_put(s->out, "rows", (double)s->m.n);
	sx_put(s->out, "dims", (double)s->m.d);
	sx_put(s->out, "bytes", (double)bytes);
	sx_put_text(s->out, "path", s->path);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_save s = { .call = call, .space = call->arg[SPACE].space[0], .path = call->arg[PATH].text, .out = out,
	              .err = err };
	s.m = sx_space_mat(s.space);
	bool (*write)(sx_save *) = writer_for(s.path);
	if (write == NULL)
		return sx_file_fail(err, SX_EUSAGE, s.path, "its ending should be npy, npz, safetensors, tsv, csv, vec, bin or jsonl");
	return write_all(&s, write);
}

static const sx_figure save_figures[] = {
	{ "path", "text", NULL, "the file written" },
	{ "rows dims bytes", "0 or more", NULL, "what it holds" },
};

const sx_command sx_cmd_save = {
	.name = "save", .summary = "Write a space to a file",
	.about =
		"The ending of the path is the format. The file is written beside its place and renamed once it is complete, "
		"so that an old file of that name is replaced whole or not at all, together with the file of labels beside it.\n"
		"npy: float32 in C order, rows by dimensions; labels go to X.labels.txt beside X.npy, where load finds them. "
		"Columns of metadata are not kept.\n"
		"safetensors: one tensor called points; labels go beside it in the same way. npz: the arrays points and labels "
		"in one archive, the points stored as they are, so that load can map them.\n"
		"tsv, csv: a header, then labels, columns and dimensions; dimensions without a name are called d0, d1 and so "
		"on, by which load tells them from columns. Floats have as few digits as read back to the same value.\n"
		"vec: the text form of word2vec, a line of counts and then a word and its numbers on each line; row numbers "
		"stand for labels where there are none. bin: the binary form; a space in a label becomes an underscore.\n"
		"tensors.tsv: by this name the Embedding Projector's pair, with metadata.tsv beside it.\n"
		"jsonl: an object a row: its label, its columns, and its vector under the key embedding.",
	.example = "save demo /tmp/demo.tsv", .group = "spaces", SX_PARAMS(params), .flags = SX_ANY_DATA | SX_OUTSIDE, .run = run,
	SX_FIGURES(save_figures), .varies = true,
};
