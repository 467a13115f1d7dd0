/* word_rows.c: finds the rows whose labels a file lists. */
#include "word_rows.h"
#include "base/text_lines.h"

#include <stdlib.h>
#include <string.h>

typedef struct word { const char *text; size_t line, row; } word;

static int by_text(const void *a, const void *b)
{
	return strcmp(((const word *)a)->text, ((const word *)b)->text);
}

static int by_line(const void *a, const void *b)
{
	size_t x = ((const word *)a)->line, y = ((const word *)b)->line;
	return (x > y) - (x < y);
}

static bool read_words(const char *path, sx_job *job, sx_arena *a, word **out, size_t *words, sx_err *err)
{
	const char *const *line;
	size_t n;
	if (!sx_file_lines(path, job, a, &line, &n, err))
		return false;
	*out = sx_alloc(a, n, sizeof **out);
	if (*out == NULL)
		return sx_fail_memory(err, "words", (double)n * sizeof **out);
	*words = 0;
	for (size_t i = 0; i < n; i++)
		if (*line[i]) {
			(*out)[*words] = (word){ line[i], *words, SIZE_MAX };
			++*words;
		}
	qsort(*out, *words, sizeof **out, by_text);
	for (size_t i = 1; i < *words; i++)
		if (strcmp((*out)[i].text, (*out)[i - 1].text) == 0)
			return sx_fail(err, SX_EFORMAT, "%s: '%.60s' is listed twice", path, (*out)[i].text);
	return true;
}

bool sx_word_rows_get(const sx_space *s, const char *path, sx_job *job, sx_arena *a, sx_word_rows *out, sx_err *err)
{
	word *w;
	*out = (sx_word_rows){ 0 };
	if (!sx_space_has_labels(s))
		return sx_fail(err, SX_EINPUT, "%s has no labels to match words with", sx_space_name(s));
	if (!read_words(path, job, a, &w, &out->words, err))
		return false;
	for (size_t i = 0; i < sx_space_rows(s); i++) {
		word key = { .text = sx_space_label(s, i) }, *found = bsearch(&key, w, out->words, sizeof *w, by_text);
		if (found && found->row == SIZE_MAX)
			found->row = i;
	}
	qsort(w, out->words, sizeof *w, by_line);
	out->rows = sx_alloc(a, out->words, sizeof *out->rows);
	out->line = sx_alloc(a, out->words, sizeof *out->line);
	if (!out->rows || !out->line)
		return sx_fail_memory(err, "words", (double)out->words * 16);
	for (size_t i = 0; i < out->words; i++) {
		if (w[i].row == SIZE_MAX) {
			out->first_missing = out->missing++ ? out->first_missing : w[i].text;
			continue;
		}
		out->line[out->count] = (double)i;
		out->rows[out->count++] = w[i].row;
	}
	if (out->count == 0)
		return sx_fail(err, SX_EINPUT, "%s: none of its %zu words labels a row of %s", path, out->words, sx_space_name(s));
	return true;
}
