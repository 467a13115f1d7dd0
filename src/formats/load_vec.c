/* load_vec.c: word vectors as text: a word and its numbers on each line.
 *
 * word2vec and fastText put a line `words dimensions` first, GloVe does not. Words may hold spaces (GloVe
 * 840B has ". . ." and "at name@domain.com"), so the numbers are counted from the line's end. There are no
 * quotes: `"` is a word. */
#include "load.h"
#include "word_lines.h"
#include "base/record.h"

typedef struct bad_line { const char *p, *stop; size_t line; } bad_line;

typedef struct body {
	const sx_pieces *pieces;
	size_t    d;
	float    *points;
	sx_span  *word;
	bad_line *bad;		/* one for each piece */
} body;

static void read_block(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	const body *b = ctx;
	for (size_t i = lo; i < hi; i++) {
		sx_walk w = sx_walk_open(b->pieces, i);
		while (sx_walk_next(&w))
			if (!sx_word_line(w.p, w.stop, b->d, b->points + w.row * b->d, &b->word[w.row])) {
				b->bad[i] = (bad_line){ w.p, w.stop, w.line };
				break;
			}
	}
}

static bool fail_line(const sx_load *l, const bad_line *x, size_t d, sx_err *err)
{
	size_t field;
	sx_span text = { 0 };
	if (sx_word_fault(x->p, x->stop, d, &field, &text))
		return sx_file_fail(err, SX_EFORMAT, l->file->path, "line %zu has %zu fields, %zu were expected: a word and "
		                    "%zu numbers", x->line, field, d + 1, d);
	return sx_file_fail(err, SX_EFORMAT, l->file->path, "line %zu: field %zu, '%.*s', is no number", x->line,
	                    field, text.len > 40 ? 40 : (int)text.len, text.p);
}

/* ---- the whole ---- */

static bool check_header(const sx_load *l, const sx_survey *v, size_t d, sx_err *err)
{
	if (d == 0)
		return sx_file_fail(err, SX_EFORMAT, l->file->path, v->lines ? "no numbers stand behind the words" :
		                    "holds no rows");
	if (v->header && v->d != d)
		return sx_file_fail(err, SX_EFORMAT, l->file->path, "the header promises %zu dimensions, the lines below "
		                    "have %zu", v->d, d);
	return true;
}

static bool check_count(const sx_load *l, const sx_survey *v, const sx_pieces *t, sx_err *err)
{
	if (!v->header || !t->whole || t->rows == v->n)
		return true;
	if (t->rows < v->n && l->limit <= t->rows) {	/* as many as were asked for are there */
		sx_load_note(l, "the header promises %zu words, %zu are there", v->n, t->rows);
		return true;
	}
	if (t->rows < v->n)
		return sx_file_fail(err, SX_EFORMAT, l->file->path, "truncated, or the header is wrong: it promises %zu words, %zu are "
		                    "there; --limit %zu takes those", v->n, t->rows, t->rows);
	sx_load_note(l, "the header promises %zu words, %zu are there and were loaded", v->n, t->rows);
	return true;
}

static bool add_words(const sx_load *l, sx_space *s, const sx_span *word, size_t n, sx_err *err)
{
	const char **label = sx_alloc(l->tmp, n, sizeof *label);
	if (label == NULL)
		return sx_load_short(l, (double)n * sizeof *label, err);
	for (size_t i = 0; i < n; i++)
		if ((label[i] = sx_span_text(&word[i], l->tmp)) == NULL)
			return sx_load_short(l, (double)word[i].len, err);
	return sx_space_set_labels(s, label, err);
}

static bool read_body(const sx_load *l, const sx_pieces *t, sx_space *s, float *points, sx_err *err)
{
	body b = { .pieces = t, .d = sx_space_dims(s), .points = points };
	b.word = sx_alloc(l->tmp, t->rows, sizeof *b.word);
	b.bad = sx_alloc(l->tmp, t->count, sizeof *b.bad);
	if (b.word == NULL || b.bad == NULL)
		return sx_load_short(l, (double)t->rows * sizeof *b.word, err);
	if (!sx_for(l->job, "reading words", t->count, 1, read_block, &b))
		return sx_fail_cancel(err);
	for (size_t i = 0; i < t->count; i++)
		if (b.bad[i].line)
			return fail_line(l, &b.bad[i], b.d, err);
	return add_words(l, s, b.word, t->rows, err);
}

static sx_space *load(sx_load *l, sx_err *err)
{
	sx_survey v;
	float *points;
	const char *end, *text = sx_load_text(l->file, &end);
	if (!sx_load_is_text(l->file)) {
		sx_file_fail(err, SX_EFORMAT, l->file->path, "is not text; word2vec's binary form is called w2v "
		             "here");
		return NULL;
	}
	sx_survey_text(&v, text, end);
	size_t d = sx_survey_dims(&v);
	sx_pieces t = { .text = v.body, .end = end, .line = v.header ? 2 : 1, .delim = ' ', .plain = true,
	                .limit = l->limit };
	if (!check_header(l, &v, d, err) || !sx_pieces_cut(&t, l->job, l->tmp, err) || !check_count(l, &v, &t, err))
		return NULL;
	sx_space *s = sx_load_points(l, t.rows, d, &points, err);
	if (s && !read_body(l, &t, s, points, err)) {
		sx_space_unref(s);
		return NULL;
	}
	l->total = t.whole ? t.rows : 0;
	return s;
}

/* Without a header a list of words with numbers may as well be a table; it is ours if it is parted by spaces
 * and begins without names of columns. */
static int probe(const sx_file *f)
{
	sx_survey v;
	const char *end, *text = sx_load_text(f, &end);
	if (!sx_load_is_text(f))
		return SX_PROBE_NO;
	sx_survey_text(&v, text, end);
	size_t d = sx_survey_dims(&v);
	if (d == 0 || v.numbers[0] < d || !sx_survey_has(&v, d + 1) || (!v.worded && !(v.header && d > 1)))
		return SX_PROBE_NO;
	if (v.header)
		return v.d == d ? SX_PROBE_SHAPE + 10 : SX_PROBE_MAYBE + 5;
	return d > 1 && !v.tabs ? SX_PROBE_SHAPE : SX_PROBE_NO;
}

const sx_loader sx_loader_vec = {
	.name = "vec", .about = "word vectors as text: word2vec, fastText, GloVe", .endings = "vec glove",
	.probe = probe, .load = load,
};
