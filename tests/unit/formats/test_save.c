/* test_save.c: load and save as commands: round trips, names and places, and files that stay whole when a
 * save fails. */
#include "loading.h"
#include "formats/npy.h"

#include <dirent.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#ifdef SX_HAVE_LIBZIP
#define ENDING_NPZ "npz"
#else
#define ENDING_NPZ "npy"
#endif

static sx_session *session;
static told last;

static bool line(const char *fmt, const char *path)
{
	return run_line(session, NULL, &last, fmt, path);
}

/* Files in the folder: a temporary one that stays behind would show. */
static size_t files(void)
{
	DIR *d = opendir(folder);
	size_t n = 0;
	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

/* Hard floats, labels that need quotes, and columns of every type. */
static void add_fixture(const char *name, bool labels)
{
	static const char *const label[] = { "the", "a\tb", "say \"hi\"", "c,d", "\"", " e", "#f", "" };
	static const double whole[] = { 1, -2, 3, 4, 5, 6, 7, (double)NAN }, real[] = { .5, 1e-300, 3, 4, 5, 6, 7, 8 };
	float *p;
	sx_space *s = sx_space_new(name, 8, 3, &p, NULL);
	assert_non_null(s);
	sx_rng r = sx_rng_open(3, "test.save", 0);
	for (size_t i = 0; i < 24; i++) {
		uint32_t bits = (uint32_t)sx_rng_u64(&r);
		memcpy(&p[i], &bits, sizeof bits);
	}
	p[0] = 0.1F;
	p[1] = -0.0F;
	p[2] = NAN;
	p[3] = -INFINITY;
	p[4] = 1e-45F;
	p[5] = 3.4028235e38F;
	for (size_t i = 6; i < 24; i++)
		p[i] = isfinite(p[i]) ? p[i] : 1;
	if (labels) {
		assert_true(sx_space_set_labels(s, label, NULL));
		assert_true(sx_space_add_field(s, &(sx_field){ .name = "whole", .type = SX_INTEGER, .num = whole }, NULL));
		assert_true(sx_space_add_field(s, &(sx_field){ .name = "real", .type = SX_REAL, .num = real }, NULL));
		assert_true(sx_space_add_field(s, &(sx_field){ .name = "word", .type = SX_TEXT, .text = label }, NULL));
		assert_true(sx_space_add_field(s, &(sx_field){ .name = "kind", .type = SX_TEXT, .text = label }, NULL));
	}
	assert_true(sx_session_add(session, s, true, NULL));
	sx_space_unref(s);
}

static int open_session(void **state)
{
	(void)state;
	session = sx_session_new();
	return session ? 0 : -1;
}

static int close_session(void **state)
{
	(void)state;
	sx_session_free(session);
	sx_file_read_only(false);
	return 0;
}

static bool same_floats(const sx_space *a, const sx_space *b)
{
	sx_mat x = sx_space_mat(a), y = sx_space_mat(b);
	if (x.n != y.n || x.d != y.d)
		return false;
	for (size_t i = 0; i < x.n * x.d; i++) {
		float u = x.p[i / x.d * x.ld + i % x.d], v = y.p[i / y.d * y.ld + i % y.d];
		if (memcmp(&u, &v, sizeof u) != 0 && !(isnan(u) && isnan(v)))
			return false;
	}
	return true;
}

/* ---- round trips ---- */

static void check_labels(const sx_space *a, const sx_space *b)
{
	for (size_t i = 0; i < sx_space_rows(a); i++)
		assert_string_equal(sx_space_label(a, i), sx_space_label(b, i));
}

static void check_table_back(const char *path)
{
	add_fixture("made", true);
	assert_true(line("save made '%s'", path));
	assert_int_equal(last.total, 8);
	assert_true(line("load '%s' --as back", path));
	const sx_space *a = sx_session_space(session, "made"), *b = sx_session_space(session, "back");
	assert_true(same_floats(a, b));
	check_labels(a, b);
	assert_int_equal(sx_space_fields(b), 4);
	for (size_t i = 0; i < 8; i++) {
		double u = sx_space_field(a, "whole")->num[i], v = sx_space_field(b, "whole")->num[i];
		assert_true(u == v || (isnan(u) && isnan(v)));
		assert_true(sx_space_field(a, "real")->num[i] == sx_space_field(b, "real")->num[i]);
		assert_string_equal(sx_space_field(a, "kind")->text[i], sx_space_field(b, "kind")->text[i]);
	}
	assert_int_equal(sx_space_field(b, "whole")->type, SX_INTEGER);
	assert_int_equal(sx_space_field(b, "real")->type, SX_REAL);
	assert_true(holds(last.notes, "2 values in 2 rows are NaN or infinite"));
	assert_true(line("save back '%s'", path));
	assert_true(line("load '%s' --as again", path));
	assert_int_equal(sx_space_fields(sx_session_space(session, "again")), 4);
}

static void test_tsv(void **state)
{
	(void)state;
	check_table_back(path_of("round.tsv"));
}

static void test_csv(void **state)
{
	(void)state;
	check_table_back(path_of("round.csv"));
}

static void test_vec(void **state)
{
	(void)state;
	add_fixture("made", true);
	assert_true(line("save '%s'", path_of("round.vec")));
	assert_true(holds(last.notes, "labels hold spaces"));
	assert_true(line("load '%s' --as back", path_of("round.vec")));
	assert_true(same_floats(sx_session_space(session, "made"), sx_session_space(session, "back")));
	check_labels(sx_session_space(session, "made"), sx_session_space(session, "back"));
	add_fixture("bare", false);
	assert_true(line("save bare '%s'", path_of("bare.vec")));
	assert_true(holds(last.notes, "row numbers stand for words"));
	assert_true(line("load '%s' --as back", path_of("bare.vec")));
	assert_string_equal(sx_space_label(sx_session_space(session, "back"), 7), "7");
	assert_true(same_floats(sx_session_space(session, "bare"), sx_session_space(session, "back")));
}

static void test_npy(void **state)
{
	size_t size;
	(void)state;
	add_fixture("made", true);
	assert_true(line("save made '%s'", path_of("round.npy")));
	assert_true(holds(last.notes, "labels written to"));
	char *text = get_file(path_of("round.npy"), &size);
	assert_int_equal(size, 128 + 96);
	assert_memory_equal(text, "\223NUMPY\001\000v\000", 10);
	assert_memory_equal(text + 10, "{'descr': '<f4', 'fortran_order': False, 'shape': (8, 3), }  ", 60);
	assert_int_equal(text[127], '\n');
	free(text);
	assert_true(line("load '%s'", path_of("round.npy")));
	assert_true(holds(last.notes, "labels taken from"));
	assert_true(same_floats(sx_session_space(session, "made"), sx_session_space(session, "round")));
	check_labels(sx_session_space(session, "made"), sx_session_space(session, "round"));
	assert_ptr_equal(sx_session_current(session), sx_session_space(session, "round"));
	assert_true(line("save round '%s'", path_of("round.npy")));	/* over the file that is mapped */
	assert_true(same_floats(sx_session_space(session, "made"), sx_session_space(session, "round")));
	add_fixture("bare", false);
	assert_true(line("save bare '%s'", path_of("round.npy")));
	assert_true(holds(last.notes, "load will take it"));
}

/* The header grows with the shape and stays 128 bytes long. */
static void test_npy_header(void **state)
{
	static const size_t sizes[] = { 1, 9, 10, 12345, 999999999, (size_t)1 << 40 };
	char head[SX_NPY_HEADER];
	sx_npy h;
	(void)state;
	for (size_t i = 0; i < SX_COUNT(sizes); i++) {
		sx_err err = { SX_OK, "" };
		sx_npy_write(head, sizes[i], 3);
		assert_true(sx_npy_head((const unsigned char *)head, sizeof head, "x", &h, &err));
		assert_true(h.axis[0] == sizes[i] && h.axis[1] == 3 && h.data == SX_NPY_HEADER);
	}
}

static void test_line_ends_in_labels(void **state)
{
	static const char *const label[] = { "two\nlines", "one" };
	float *p;
	(void)state;
	sx_space *s = sx_space_new("made", 2, 1, &p, NULL);
	assert_true(s && sx_space_set_labels(s, label, NULL) && sx_session_add(session, s, true, NULL));
	sx_space_unref(s);
	static const char *const names[] = { "ends.npy", "ends.tsv", "ends.vec", "ends.csv" };
	for (size_t i = 0; i < SX_COUNT(names); i++) {
		assert_true(line("save made '%s'", path_of(names[i])));
		assert_true(line("load '%s' --as back", path_of(names[i])));
		const char *back = sx_space_label(sx_session_space(session, "back"), 0);
		assert_string_equal(back, i == 3 ? "two\nlines" : "two lines");
	}
}

/* ---- load as a command ---- */

static void test_load_names(void **state)
{
	(void)state;
	put_text("my file.csv", "1,2\n3,4\n");
	assert_true(line("load '%s'", path_of("my file.csv")));
	assert_non_null(sx_session_space(session, "my_file"));
	assert_true(line("load '%s'", path_of("my file.csv")));
	assert_non_null(sx_session_space(session, "my_file-2"));
	assert_true(line("load '%s' --as z", path_of("my file.csv")));
	assert_string_equal(sx_space_name(sx_session_current(session)), "z");
	assert_true(holds(sx_space_origin(sx_session_current(session)), "my file.csv (csv)"));
	assert_true(line("load '%s' --as z --limit 1", path_of("my file.csv")));
	assert_int_equal(sx_space_rows(sx_session_current(session)), 1);
	assert_int_equal(sx_session_spaces(session), 3);
	assert_false(line("load '%s' --format tiff", path_of("my file.csv")));
	assert_true(holds(last.err.msg, "npy, npz, safetensors, gguf, w2v, projector, jsonl, vec, csv, raw"));
	assert_false(line("load '%s' --format npy", path_of("my file.csv")));
	assert_false(line("load", ""));
	assert_int_equal(sx_session_spaces(session), 3);
}

static void test_load_reports(void **state)
{
	sx_err err = { SX_OK, "" };
	char text[900];
	(void)state;
	put_text("r.csv", "word,x,y\na,1,nan\nb,3,4\n");
	sx_result *r = sx_result_new();
	snprintf(text, sizeof text, "load '%s' --as reported", path_of("r.csv"));
	assert_true(sx_run(session, text, NULL, r, &err));
	assert_true(sx_result_scalar(r, "rows")->num == 2 && sx_result_scalar(r, "dims")->num == 2);
	assert_true(sx_result_scalar(r, "nonfinite")->num == 1);
	assert_int_equal(sx_result_scalar(r, "mapped")->kind, SX_SCALAR_BOOL);
	assert_true(sx_result_scalar(r, "mapped")->num == 0);
	assert_string_equal(sx_result_scalar(r, "format")->text, "csv");
	assert_string_equal(sx_result_scalar(r, "labels")->text, "in the file");
	assert_true(holds(sx_result_scalar(r, "path")->text, "/r.csv"));
	assert_int_equal(r->nmade, 1);
	sx_result_unref(r);
}

/* ---- writing whole or not at all ---- */

static void test_refusals(void **state)
{
	char path[700];
	(void)state;
	add_fixture("made", true);
	size_t before = files();
	assert_false(line("save made '%s'", path_of("x.doc")));
	assert_true(holds(last.err.msg, "x.doc: its ending should be npy, npz, safetensors, tsv, csv, vec, bin or jsonl"));
	assert_false(line("save made '%s'", path_of("x")));
	assert_false(line("save made '%s'", path_of("no/such/x.npy")));
	assert_true(holds(last.err.msg, "No such file or directory"));
	snprintf(path, sizeof path, "%s", path_of("folder.npy"));
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(line("save made '%s'", path));
	assert_true(holds(last.err.msg, "is a folder"));
	snprintf(path, sizeof path, "%s", path_of("link.tsv"));
	assert_int_equal(symlink("/dev/null", path), 0);
	assert_false(line("save made '%s'", path));
	assert_true(holds(last.err.msg, "is not a regular file"));
	unlink(path);
	sx_file_read_only(true);
	assert_false(line("save made '%s'", path_of("x.npy")));
	assert_true(holds(last.err.msg, "x.npy: not written because of --read-only"));
	sx_file_read_only(false);
	assert_int_equal(files(), before + 1);
}

static void test_places(void **state)
{
	char link[700], file[700];
	struct stat st;
	(void)state;
	add_fixture("made", true);
	snprintf(file, sizeof file, "%s", put_text("target.tsv", "old"));
	snprintf(link, sizeof link, "%s", path_of("via.tsv"));
	assert_int_equal(chmod(file, 0640), 0);
	assert_int_equal(symlink("target.tsv", link), 0);
	assert_true(line("save made '%s'", link));
	assert_true(lstat(link, &st) == 0 && S_ISLNK(st.st_mode));
	assert_true(stat(file, &st) == 0 && st.st_size > 100);
	assert_int_equal(st.st_mode & 0777, 0640);
	mode_t was = umask(027);
	assert_true(line("save made '%s'", path_of("new.tsv")));
	umask(was);
	assert_true(stat(path_of("new.tsv"), &st) == 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

/* A stop, and a disk that is full, leave the old file and nothing else. */
static void check_untouched(const char *name, const char *ending, sx_job *job)
{
	char path[700], full[32];
	size_t size;
	snprintf(full, sizeof full, "%s.%s", name, ending);
	snprintf(path, sizeof path, "%s", put_text(full, "old"));
	size_t before = files();
	assert_false(run_line(session, job, &last, "save made '%s'", path));
	assert_int_equal(files(), before);
	char *text = get_file(path, &size);
	assert_string_equal(text, "old");
	free(text);
}

static void test_stopped(void **state)
{
	static const char *const endings[] = { "npy", "tsv", "csv", "vec", "safetensors", "bin", ENDING_NPZ };
	sx_job job = { .threads = 1, .tick = stop_at_once };
	(void)state;
	add_fixture("made", true);
	for (size_t i = 0; i < SX_COUNT(endings); i++) {
		check_untouched("stopped", endings[i], &job);
		assert_int_equal(last.err.code, SX_ECANCEL);
	}
}

static void fill_disk(void)
{
	static const char *const endings[] = { "npy", "tsv", "csv", "vec", "safetensors", "bin", ENDING_NPZ };
	struct rlimit most = { 4096, 4096 };
	float *p;
	sx_space *s = sx_space_new("made", 2000, 10, &p, NULL);
	signal(SIGXFSZ, SIG_IGN);
	if (s == NULL || !sx_session_add(session, s, true, NULL) || setrlimit(RLIMIT_FSIZE, &most) != 0)
		_exit(2);
	sx_rng r = sx_rng_open(4, "test.save.full", 0);		/* noise: it must be large deflated too */
	for (size_t i = 0; i < 20000; i++)
		p[i] = (float)sx_rng_normal(&r);
	sx_space_unref(s);
	for (size_t i = 0; i < SX_COUNT(endings); i++) {
		check_untouched("full", endings[i], NULL);
		assert_true(holds(last.err.msg, "File too large"));
	}
	_exit(0);
}

/* In a child, as a limit on the size of files cannot be taken back. */
static void test_disk_full(void **state)
{
	int status;
	(void)state;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		fill_disk();
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void test_writer(void **state)
{
	sx_err err = { SX_OK, "" };
	size_t before = files(), size;
	(void)state;
	sx_writer *w = sx_writer_open(path_of("w"), &err);
	assert_non_null(w);
	assert_true(sx_writer_add(w, "abc", 3) && sx_writer_add(w, "", 0));
	assert_false(is_there(path_of("w")));
	assert_int_equal(files(), before + 1);
	sx_writer_abandon(w);
	assert_int_equal(files(), before);
	w = sx_writer_open(path_of("w"), &err);
	assert_non_null(w);
	assert_true(sx_writer_add(w, "abc", 3));
	assert_true(sx_writer_flush(w, &err));
	assert_true(sx_writer_flush(w, &err));
	assert_false(is_there(path_of("w")));
	assert_int_equal(sx_writer_bytes(w), 3);
	assert_true(sx_writer_commit(w, &err));
	char *text = get_file(path_of("w"), &size);
	assert_string_equal(text, "abc");
	free(text);
	assert_int_equal(files(), before + 1);
	sx_writer_abandon(NULL);
}

#define COMMAND_TEST(f) cmocka_unit_test_setup_teardown(f, open_session, close_session)

int main(void)
{
	const struct CMUnitTest tests[] = {
		COMMAND_TEST(test_tsv), COMMAND_TEST(test_csv), COMMAND_TEST(test_vec), COMMAND_TEST(test_npy),
		cmocka_unit_test(test_npy_header), COMMAND_TEST(test_line_ends_in_labels), COMMAND_TEST(test_load_names),
		COMMAND_TEST(test_load_reports), COMMAND_TEST(test_refusals), COMMAND_TEST(test_places),
		COMMAND_TEST(test_stopped), COMMAND_TEST(test_disk_full), cmocka_unit_test(test_writer),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
