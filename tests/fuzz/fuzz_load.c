/* fuzz_load.c: one target for every format, for libFuzzer and for AFL++ (afl-clang-fast -fsanitize=fuzzer).
 *
 * SX_FUZZ_FORMAT names the format: one of loaders.def, or auto, meta, session. A file is loaded as the command load
 * would, within 64 MB, and the space is walked through. HDF5 is read in a process of its own, whose crashes are libhdf5's; its
 * other ends, which a sanitizer's are, count. */
#include "base/json_scan.h"
#include "formats/label_files.h"
#include "formats/load.h"
#include "formats/metadata_table.h"
#include "run/session_file.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *format;

static void walk(sx_space *s, sx_job *job)
{
	sx_flaws f;
	size_t letters = 0;
	sx_space_flaws(s, job, &f, NULL);
	for (size_t i = 0; i < sx_space_rows(s) && sx_space_has_labels(s); i++)
		letters += strlen(sx_space_label(s, i));
	for (size_t k = 0; k < sx_space_fields(s); k++)
		for (size_t i = 0; i < sx_space_rows(s); i++) {
			char number[32];
			letters += strlen(sx_cell_text(sx_space_field_at(s, k), i, number));
		}
	if (letters == SIZE_MAX)
		abort();
	sx_space_unref(s);
}

static void must_say(bool ok, const sx_err *err)
{
	static const char ended[] = "nowhere/x: is damaged: reading it ended";
	bool strange = strncmp(err->msg, ended, strlen(ended)) == 0;
	if (!ok && (err->code == SX_OK || *err->msg == '\0' || strchr(err->msg, '\n') || strange))
		abort();
}

static void try_load(sx_file *f, sx_job *job, sx_arena *tmp, size_t limit)
{
	sx_err err = { SX_OK, "" };
	sx_load l = { .file = f, .name = "x", .limit = limit, .job = job, .tmp = tmp, .out = sx_result_new() };
	const sx_loader *loader = sx_loader_for(f, format, &err);
	sx_space *s = loader ? sx_load_by(loader, &l, &err) : NULL;
	must_say(s != NULL, &err);
	if (s)
		walk(s, job);
	sx_load_drop_more(&l);
	sx_result_unref(l.out);
}

static void try_meta(const sx_file *f, sx_job *job, sx_arena *tmp, size_t expect)
{
	sx_err err = { SX_OK, "" };
	sx_metatable m = { .file = f, .limit = SIZE_MAX, .expect = expect, .key = expect ? NULL : "word", .job = job, .tmp = tmp };
	must_say(sx_metatable_read(&m, &err), &err);
}

static void try_session(const sx_file *f, sx_arena *tmp)
{
	sx_err err = { SX_OK, "" };
	sx_session *s = sx_session_new();
	sx_session_lines lines = { 0 };
	must_say(sx_session_parse(s, "x", (const char *)f->bytes, f->size, tmp, &lines, &err), &err);
	sx_session_free(s);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	format = getenv("SX_FUZZ_FORMAT");
	format = format ? format : "auto";
	return 0;
}

/* What takes longer is stopped, as Ctrl-C would: libhdf5 may loop for ever. */
static bool in_time(void *ctx, double share, const char *what)
{
	const time_t *until = ctx;
	(void)share;
	(void)what;
	return time(NULL) < *until;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	time_t until = time(NULL) + 3;
	sx_job job = { .threads = 1, .memory = 64 << 20, .tick = in_time, .ctx = &until };
	sx_arena *tmp = sx_arena_new(job.memory);
	sx_file *f = sx_file_from("nowhere/x", data, size, NULL);
	if (f && tmp && strcmp(format, "meta") == 0)
		try_meta(f, &job, tmp, size % 3);
	else if (f && tmp && strcmp(format, "session") == 0)
		try_session(f, tmp);
	else if (f && tmp)
		try_load(f, &job, tmp, size % 7 ? SIZE_MAX : 2);
	sx_file_unref(f);
	sx_arena_free(tmp);
	return 0;
}
