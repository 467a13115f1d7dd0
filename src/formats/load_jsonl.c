/* load_jsonl.c: JSON with vectors in it: JSON Lines, or a document of arrays or objects. All other keys are metadata. */
#include "json_lines.h"
#include "load.h"
#include "text_table.h"

#include <string.h>
#include <strings.h>

static bool is_id(const char *name, bool exactly)
{
	size_t len = strlen(name);
	if (strcasecmp(name, "id") == 0 || strcasecmp(name, "ids") == 0)
		return true;
	return !exactly && len > 3 && (strcasecmp(name + len - 3, "_id") == 0 || strcasecmp(name + len - 4, "_ids") == 0);
}

/* The key that holds labels: the first whose name says so, else id, else a text called something_id; keys: none. */
static size_t label_key(const sx_jsonlines *t)
{
	size_t best = t->keys;
	int least = 3;
	for (size_t i = 0; i < t->keys; i++) {
		const sx_jsonkey *k = &t->key[i];
		char name[24];
		if (k->texts + k->numbers == 0 || k->name.escaped || k->name.len >= sizeof name)
			continue;
		memcpy(name, k->name.p, k->name.len);
		name[k->name.len] = '\0';
		int rank = sx_is_label_name(name) ? 0 : is_id(name, true) ? 1 : k->texts && is_id(name, false) ? 2 : 3;
		if (rank < least) {
			least = rank;
			best = i;
		}
	}
	return best;
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

/* Where the vectors were found, where that is not plain to see. */
static void note_vectors(const sx_load *l, const sx_jsonlines *t)
{
	const char *base64 = t->vector.base64 ? ", float32 in base64" : "";
	if (t->records.of)
		sx_load_note(l, "one JSON document: vectors are its %ss%s%.80s%s", t->records.of, *t->vector_name ? ", key " : "",
		             t->vector_name, base64);
	else if (t->vector.steps > 1 || t->vector.base64 || t->candidates > 1)
		sx_load_note(l, "vectors are key %.80s%s", t->vector_name, base64);
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
		note_vectors(l, &t);
		return s;
	}
	sx_space_unref(s);
	return NULL;
}

/* It begins with an object and a key, or with a list, and ends as one of them does. */
static int probe(const sx_file *f)
{
	const char *end, *p = sx_load_text(f, &end);
	if (!sx_load_is_text(f))
		return SX_PROBE_NO;
	while (p < end && strchr(" \t\r\n", *p))
		p++;
	while (end > p && strchr(" \t\r\n", end[-1]))
		end--;
	if (end - p < 2 || (*p != '{' && *p != '[') || (end[-1] != '}' && end[-1] != ']'))
		return SX_PROBE_NO;
	const char *q = p + 1;
	while (q < end && strchr(" \t\r\n", *q))
		q++;
	bool object = *p == '{' && (*q == '"' || *q == '}');
	bool list = *p == '[' && (strchr("[{-\"]", *q) || (*q >= '0' && *q <= '9'));
	return object || list ? SX_PROBE_SHAPE + 10 : SX_PROBE_NO;
}

const sx_loader sx_loader_jsonl = {
	.name = "jsonl", .about = "JSON Lines, or a JSON document, of vectors", .endings = "jsonl ndjson json",
	.asks = SX_LOAD_TENSOR, .probe = probe, .load = load,
};
