/* load_w2v.c: word2vec's binary form: a line `words dimensions`, then each word, a space and its float32, with a
 * line end behind them (word2vec) or none (gensim). A word is what stands before the first space. */
#include "load.h"
#include "word_lines.h"

#include <string.h>

typedef struct reader {
	const sx_load *l;
	const unsigned char *p, *end;
	size_t n, d, bytes;	/* as the header has them; bytes of a word's numbers */
} reader;

static bool truncated(const reader *r, size_t row, sx_err *err)
{
	return sx_file_fail(err, SX_EFORMAT, r->l->file->path, "truncated: the header promises %zu words, %zu are there "
	                    "whole", r->n, row);
}

/* Two counts are no longer: a large file without a line end is not read through. */
static size_t header_room(const sx_file *f)
{
	return f->size < 64 ? f->size : 64;
}

/* Every word takes a byte and its numbers at least: so n is no larger than the file, whatever the header says. */
static bool read_header(reader *r, sx_err *err)
{
	sx_survey v;
	const char *path = r->l->file->path, *text = (const char *)r->p;
	const char *nl = memchr(text, '\n', header_room(r->l->file));
	if (nl == NULL || !sx_survey_header(text, nl))
		return sx_file_fail(err, SX_EFORMAT, path, "does not begin with a line of two counts, words and dimensions");
	sx_survey_text(&v, text, nl + 1);
	r->n = v.n;
	r->d = v.d;
	r->p = (const unsigned char *)nl + 1;
	if (r->n == 0 || r->d == 0)
		return sx_file_fail(err, SX_EFORMAT, path, "holds no rows: the header says %zu words of %zu dimensions", r->n,
		                    r->d);
	size_t there = (size_t)(r->end - r->p), need;
	if (!sx_mul(r->d, sizeof(float), &r->bytes) || r->bytes == SIZE_MAX || !sx_mul(r->n, r->bytes + 1, &need))
		return sx_file_fail(err, SX_EFORMAT, path, "the counts in the header, %zu words of %zu dimensions, are larger "
		                    "than any memory", r->n, r->d);
	return need <= there || sx_file_fail(err, SX_EFORMAT, path, "truncated: the header promises at least %zu bytes of "
	                                     "data, %zu are there", need, there);
}

static bool read_word(reader *r, size_t row, const char **label, sx_err *err)
{
	while (r->p < r->end && *r->p == '\n')
		r->p++;
	const unsigned char *blank = r->p < r->end ? memchr(r->p, ' ', (size_t)(r->end - r->p)) : NULL;
	if (blank == NULL)
		return truncated(r, row, err);
	size_t len = (size_t)(blank - r->p);
	if (memchr(r->p, '\0', len) || memchr(r->p, '\n', len))
		return sx_file_fail(err, SX_EFORMAT, r->l->file->path, "word %zu, at byte %zu, is no text: the file is damaged",
		                    row, (size_t)(r->p - r->l->file->bytes));
	*label = sx_strndup(r->l->tmp, (const char *)r->p, len);
	r->p = blank + 1;
	if (*label == NULL)
		return sx_load_short(r->l, (double)len, err);
	return (size_t)(r->end - r->p) >= r->bytes || truncated(r, row, err);
}

static bool read_rows(reader *r, size_t n, float *points, const char **label, sx_err *err)
{
	for (size_t i = 0; i < n; i++) {
		if (i % 4096 == 0 && !sx_tick(r->l->job, (double)i / (double)n, "reading words"))
			return sx_fail_cancel(err);
		if (!read_word(r, i, &label[i], err))
			return false;
		memcpy(points + i * r->d, r->p, r->bytes);
		r->p += r->bytes;
	}
	return true;
}

static void note_rest(reader *r)
{
	while (r->p < r->end && *r->p == '\n')
		r->p++;
	if (r->p < r->end)
		sx_load_note(r->l, "%zu bytes behind the last word were left out", (size_t)(r->end - r->p));
}

static sx_space *load(sx_load *l, sx_err *err)
{
	reader r = { .l = l, .p = l->file->bytes, .end = l->file->bytes + l->file->size };
	float *points;
	if (!read_header(&r, err))
		return NULL;
	size_t n = r.n < l->limit ? r.n : l->limit;
	sx_space *s = sx_load_points(l, n, r.d, &points, err);
	const char **label = s ? sx_alloc(l->tmp, n, sizeof *label) : NULL;
	if (s && label == NULL)
		sx_load_short(l, (double)n * sizeof *label, err);
	if (label && read_rows(&r, n, points, label, err) && sx_space_set_labels(s, label, err)) {
		if (n == r.n)
			note_rest(&r);
		l->total = r.n;
		return s;
	}
	sx_space_unref(s);
	return NULL;
}

static int probe(const sx_file *f)
{
	const char *text = (const char *)f->bytes, *nl = memchr(text, '\n', header_room(f));
	return nl && !sx_load_is_text(f) && sx_survey_header(text, nl) ? SX_PROBE_SHAPE : SX_PROBE_NO;
}

const sx_loader sx_loader_w2v = {
	.name = "w2v", .about = "word vectors in word2vec's binary form", .endings = "bin w2v", .probe = probe, .load = load,
};
