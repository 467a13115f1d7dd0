/* load_jsonl.c: JSON Lines, an object a line with a list of numbers in it. All other keys are metadata. */
#include "json_lines.h"
#include "load.h"
#include "text_table.h"

#include <string.h>
#include <strings.h>

/* The key that holds labels: the first whose name says so, else id; keys: none. */
static size_t label_key(const sx_jsonlines *t)
{
	size_t id = t->keys;
	for (size_t i = 0; i < t->keys; i++) {
		const sx_jsonkey *k = &t->key[i];
		char name[8];
		if (k->texts + k->numbers == 0 || k->name.escaped || k->name.len >= sizeof name)
			continue;
		memcpy(name, k->name.p, k->name.len);
		name[k->name.len] = '\0';
		if (sx_is_label_name(name))
			return i;
		if (id == t->keys && strcasecmp(name, "id") == 0)
			id = i;
	}
	return id;
}

static bool add_field(const sx_load *l, sx_space *s, const sx_jsonkey *k, const sx_field *f, bool labels, sx_err *err)
{
	if (f->num == NULL && f->text == NULL) {
		sx_load_note(l, "key '%.60s' holds lists or objects: left out", f->name);
		return true;
	}
	if (labels && !sx_space_set_labels(s, f->text, err))
		return false;
	/* a column called label would say again what every row has; numbers that are labels stay numbers too */
	return (labels && (strcmp(f->name, "label") == 0 || k->texts == 0)) || sx_space_add_field(s, f, err);
}

static bool add_fields(const sx_load *l, sx_space *s, const sx_jsonlines *t, const sx_field *field, size_t labels,
                       sx_err *err)
{
	for (size_t i = 0; i < t->keys; i++)
		if (!add_field(l, s, &t->key[i], &field[i], i == labels, err))
			return false;
	return true;
}

static sx_space *load(sx_load *l, sx_err *err)
{
	sx_jsonlines t = { .file = l->file, .limit = l->limit, .vectors = true, .wanted = l->tensor, .job = l->job,
	                   .tmp = l->tmp };
	float *points;
	if (!sx_load_is_text(l->file)) {
		sx_file_fail(err, SX_EFORMAT, l->file->path, l->file->size ? "is no text" : "holds no rows");
		return NULL;
	}
	if (!sx_jsonlines_open(&t, err))
		return NULL;
	sx_field *field = sx_alloc(l->tmp, t.keys, sizeof *field);
	if (field == NULL) {
		sx_load_short(l, (double)t.keys * sizeof *field, err);
		return NULL;
	}
	size_t labels = label_key(&t);
	const char *as_text = labels < t.keys ? sx_json_text(&t.key[labels].name, l->tmp) : NULL;
	sx_space *s = sx_load_points(l, t.rows, t.dims, &points, err);
	if (s && sx_jsonlines_read(&t, points, as_text, field, err) && add_fields(l, s, &t, field, labels, err)) {
		l->total = t.whole ? t.rows : 0;
		return s;
	}
	sx_space_unref(s);
	return NULL;
}

/* The first line that is not blank begins with an object and a key, and ends with one. */
static int probe(const sx_file *f)
{
	const char *end, *p = sx_load_text(f, &end);
	if (!sx_load_is_text(f))
		return SX_PROBE_NO;
	while (p < end && (*p == '\n' || *p == '\r' || *p == ' '))
		p++;
	if (p == end)
		return SX_PROBE_NO;
	const char *nl = memchr(p, '\n', (size_t)(end - p)), *q = p + 1;
	nl = nl ? nl : end;
	while (nl > p && (nl[-1] == '\r' || nl[-1] == ' '))
		nl--;
	while (q < nl && *q == ' ')
		q++;
	return *p == '{' && q < nl && *q == '"' && nl[-1] == '}' ? SX_PROBE_SHAPE + 10 : SX_PROBE_NO;
}

const sx_loader sx_loader_jsonl = {
	.name = "jsonl", .about = "JSON Lines: an object a line with a list of numbers in it", .endings = "jsonl ndjson json",
	.asks = SX_LOAD_TENSOR, .probe = probe, .load = load,
};
