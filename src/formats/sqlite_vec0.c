/* sqlite_vec0.c: the rows of a virtual table vec0, read from its shadow tables: sqlite-vec itself is not needed. */
#include "sqlite_parts.h"

#ifdef SX_HAVE_SQLITE3
#include <math.h>
#include <string.h>
#include <strings.h>

enum { TEXT_VIEW = 16, TEXT_HEAD = 4 };		/* a short text and its length */

typedef enum kind { OPTION, KEY, PARTITION, AUXILIARY, VECTOR, FLAG, WHOLE, REAL, TEXT } kind;

/* A column as the table declares it; number counts those of its kind, all metadata being one. */
typedef struct part {
	kind   is;
	char   name[64];
	size_t d, number;
	bool   bytes;			/* a vector of int8 */
	bool   texts;			/* a key */
	sqlite3_stmt *stmt;		/* vectors, metadata: the chunk's blob */
	const unsigned char *blob;
	sx_sqlite_column column;
} part;

typedef struct vec0 {
	sx_sqlite *r;
	part      *part;
	size_t     parts;
	part      *vector;
	sqlite3_stmt *chunks, *id, *auxiliary, *long_text;
	size_t     size;		/* places of the chunk */
	const unsigned char *taken, *rowids;
	float     *points;
} vec0;

/* ---- how the table was made ---- */

static const char *skip_blank(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	return p;
}

static size_t word_length(const char *p)
{
	size_t n = 0;
	while ((p[n] >= 'a' && p[n] <= 'z') || (p[n] >= 'A' && p[n] <= 'Z') || (p[n] >= '0' && p[n] <= '9') || p[n] == '_')
		n++;
	return n;
}

static bool is_word(const char *p, size_t len, const char *words)
{
	for (const char *w = words; *w; w += strcspn(w, " "), w += *w == ' ') {
		size_t n = strcspn(w, " ");
		if (n == len && strncasecmp(p, w, n) == 0)
			return true;
	}
	return false;
}

/* What the word after a column's name makes of it. */
static kind kind_of(const char *type, size_t len, const char *rest)
{
	if (*rest == '[')
		return VECTOR;
	if (strncasecmp(rest, "primary", 7) == 0)
		return KEY;
	if (strncasecmp(rest, "partition", 9) == 0)
		return PARTITION;
	return is_word(type, len, "bool boolean") ? FLAG : is_word(type, len, "int integer int64 integer64") ? WHOLE :
	       is_word(type, len, "float double float64 f64") ? REAL : is_word(type, len, "text") ? TEXT : OPTION;
}

/* "embedding float[768] distance_metric=cosine", "+note text", "year integer", "id text primary key"; all else is an
 * option. False: a vector of another kind than is read here. */
static bool read_part(const char *p, part *out)
{
	bool auxiliary = *p == '+';
	p = skip_blank(p + auxiliary);
	size_t len = word_length(p);
	const char *type = skip_blank(p + len);
	size_t type_len = word_length(type);
	const char *rest = skip_blank(type + type_len);
	*out = (part){ .is = OPTION };
	if (len == 0 || type_len == 0 || len >= sizeof out->name)
		return true;
	memcpy(out->name, p, len);
	out->is = auxiliary ? AUXILIARY : kind_of(type, type_len, rest);
	out->texts = is_word(type, type_len, "text");
	if (out->is != VECTOR)
		return true;
	out->bytes = strncasecmp(type, "int8", 4) == 0 || strncasecmp(type, "i8", 2) == 0;
	for (p = skip_blank(rest + 1); *p >= '0' && *p <= '9' && out->d < 1 << 20; p++)
		out->d = 10 * out->d + (size_t)(*p - '0');
	return out->d > 0 && (out->bytes || strncasecmp(type, "float", 5) == 0 || strncasecmp(type, "f32", 3) == 0);
}

/* The arguments of USING vec0(…), parted by commas. False: it is another virtual table. */
static bool read_parts(vec0 *v, const char *sql)
{
	const char *p = strcasestr(sql, "using");
	p = p ? skip_blank(p + 5) : "";
	if (strncasecmp(p, "vec0", 4) != 0 || *(p = skip_blank(p + 4)) != '(')
		return false;
	size_t most = 1;
	for (const char *q = p; *q; q++)
		most += *q == ',';
	if (most > SX_SQLITE_FIELDS)
		return false;
	v->part = sx_alloc(v->r->load->tmp, most, sizeof *v->part);
	size_t vectors = 0, metadata = 0, partitions = 0, auxiliary = 0;
	for (p++; v->part && *p; p += strcspn(p, ","), p += *p == ',') {
		part *x = &v->part[v->parts];
		p = skip_blank(p);
		bool readable = read_part(p, x);
		if (x->is == OPTION)
			continue;
		x->number = x->is == VECTOR ? vectors++ : x->is == PARTITION ? partitions++ : x->is == AUXILIARY ? auxiliary++ :
		            x->is >= FLAG ? metadata++ : 0;
		x->d = readable ? x->d : 0;
		v->parts++;
	}
	return v->part != NULL;
}

static bool choose_vector(vec0 *v, const char *table)
{
	for (size_t i = 0; i < v->parts && v->vector == NULL; i++)
		if (v->part[i].is == VECTOR && v->part[i].d && sx_sqlite_wanted(v->r->load->tensor, table, v->part[i].name))
			v->vector = &v->part[i];
	return v->vector != NULL;
}

bool sx_vec0_find(sx_sqlite *r, const char *table, const char *sql)
{
	vec0 v = { .r = r };
	if (!read_parts(&v, sql) || !choose_vector(&v, table))
		return false;
	r->table = sx_strdup(r->load->tmp, table);
	r->column = sx_strdup(r->load->tmp, v.vector->name);
	r->sql = sx_strdup(r->load->tmp, sql);
	r->d = v.vector->d;
	return r->table && r->column && r->sql;
}

/* ---- the shadow tables ---- */

/* "SELECT what FROM table_suffix tail", the number behind the suffix if it has one. */
static bool open_shadow(const vec0 *v, sqlite3_stmt **to, const char *what, const char *suffix, size_t number,
                        const char *tail)
{
	bool numbered = number != SIZE_MAX;
	char digits[24] = "";
	if (numbered)
		sqlite3_snprintf((int)sizeof digits, digits, "%02d", (int)number);
	char *name = sx_printf(v->r->load->tmp, "%s_%s%s", v->r->table, suffix, digits);
	char *quoted = name ? sx_sqlite_quoted(v->r, name) : NULL;
	char *sql = quoted ? sx_printf(v->r->load->tmp, "SELECT %s FROM %s %s", what, quoted, tail) : NULL;
	return sql ? sx_sqlite_prepare(v->r, to, sql) : sx_sqlite_short(v->r, 100);
}

static bool bad_chunk(const vec0 *v, const char *what)
{
	return sx_file_fail(v->r->err, SX_EFORMAT, v->r->load->file->path, "%.60s: chunk %lld %s", v->r->table,
	                    sqlite3_column_int64(v->chunks, 0), what);
}

/* Steps to the next chunk; size 0: there is none. */
static bool next_chunk(vec0 *v)
{
	int code = sqlite3_step(v->chunks);
	v->size = 0;
	if (code != SQLITE_ROW)
		return code == SQLITE_DONE || sx_sqlite_step(v->r, code);
	sqlite3_int64 size = sqlite3_column_int64(v->chunks, 1);
	v->taken = sqlite3_column_blob(v->chunks, 2);
	v->rowids = sqlite3_column_blob(v->chunks, 3);
	if (size <= 0 || size > 1 << 24 || size % 8 || sqlite3_column_bytes(v->chunks, 2) != size / 8 ||
	    sqlite3_column_bytes(v->chunks, 3) != size * 8 || !v->taken || !v->rowids)
		return bad_chunk(v, "has blobs of the wrong length");
	v->size = (size_t)size;
	return true;
}

static bool is_taken(const vec0 *v, size_t place)
{
	return v->taken[place / 8] >> place % 8 & 1;
}

/* All partitions, then what every table has: columns 0 to 3 are those of next_chunk. */
static bool open_chunks(vec0 *v)
{
	sx_buf what = { 0 };
	sx_buf_puts(&what, "chunk_id, size, validity, rowids");
	for (size_t i = 0; i < v->parts; i++)
		if (v->part[i].is == PARTITION)
			sx_buf_printf(&what, ", partition%02zu", v->part[i].number);
	bool ok = sx_buf_ok(&what) ? open_shadow(v, &v->chunks, what.text, "chunks", SIZE_MAX, "ORDER BY chunk_id")
	                           : sx_sqlite_short(v->r, 100);
	sx_buf_free(&what);
	return ok;
}

static bool count_rows(vec0 *v)
{
	size_t n = 0;
	do {
		if (!next_chunk(v))
			return false;
		for (size_t i = 0; i < v->size; i++)
			n += is_taken(v, i);
	} while (v->size);
	sqlite3_reset(v->chunks);
	v->r->load->total = n;
	v->r->n = n < v->r->load->limit ? n : v->r->load->limit;
	return n > 0 || sx_file_fail(v->r->err, SX_EINPUT, v->r->load->file->path, "%.60s holds no rows", v->r->table);
}

static bool open_by_row(vec0 *v)
{
	sx_buf what = { 0 };
	for (size_t i = 0; i < v->parts; i++)
		if (v->part[i].is == AUXILIARY)
			sx_buf_printf(&what, "%svalue%02zu", what.len ? ", " : "", v->part[i].number);
	bool ok = what.len == 0 || (sx_buf_ok(&what) ? open_shadow(v, &v->auxiliary, what.text, "auxiliary", SIZE_MAX,
	                            "WHERE rowid = ?") : sx_sqlite_short(v->r, 100));
	sx_buf_free(&what);
	for (size_t i = 0; ok && i < v->parts; i++)
		if (v->part[i].is == KEY && v->part[i].texts)
			ok = open_shadow(v, &v->id, "id", "rowids", SIZE_MAX, "WHERE rowid = ?");
	return ok;
}

static bool open_parts(vec0 *v)
{
	bool ok = open_by_row(v);
	for (size_t i = 0; ok && i < v->parts; i++) {
		part *x = &v->part[i];
		if (x == v->vector)
			ok = open_shadow(v, &x->stmt, "vectors", "vector_chunks", x->number, "WHERE rowid = ?");
		else if (x->is >= FLAG)
			ok = open_shadow(v, &x->stmt, "data", "metadatachunks", x->number, "WHERE rowid = ?");
		if (ok && x->is != VECTOR)
			ok = sx_sqlite_column_open(v->r, &x->column, x->name);
	}
	return ok;
}

/* ---- rows ---- */

static size_t bytes_of(const part *x, size_t size)
{
	switch (x->is) {
	case VECTOR: return size * x->d * (x->bytes ? 1 : sizeof(float));
	case FLAG:   return size / 8;
	case TEXT:   return size * TEXT_VIEW;
	default:     return size * 8;
	}
}

/* The blobs of the chunk, held by their statements until the next. */
static bool open_blobs(vec0 *v)
{
	for (size_t i = 0; i < v->parts; i++) {
		part *x = &v->part[i];
		if (x->stmt == NULL)
			continue;
		sqlite3_reset(x->stmt);
		sqlite3_bind_int64(x->stmt, 1, sqlite3_column_int64(v->chunks, 0));
		int code = sqlite3_step(x->stmt);
		if (code != SQLITE_ROW && code != SQLITE_DONE)
			return sx_sqlite_step(v->r, code);
		x->blob = code == SQLITE_ROW ? sqlite3_column_blob(x->stmt, 0) : NULL;
		if (x->blob == NULL || (size_t)sqlite3_column_bytes(x->stmt, 0) != bytes_of(x, v->size))
			return bad_chunk(v, x->is == VECTOR ? "has vectors of the wrong length, or none" :
			                 "has metadata of the wrong length, or none");
	}
	return true;
}

static bool find_row(const vec0 *v, sqlite3_stmt *s, sqlite3_int64 rowid, bool *there)
{
	sqlite3_reset(s);
	sqlite3_bind_int64(s, 1, rowid);
	int code = sqlite3_step(s);
	*there = code == SQLITE_ROW;
	return code == SQLITE_ROW || code == SQLITE_DONE || sx_sqlite_step(v->r, code);
}

/* The whole of a text too long for its place among the others. */
static bool keep_long(vec0 *v, part *x, size_t row, sqlite3_int64 rowid)
{
	bool there = false;
	bool ok = open_shadow(v, &v->long_text, "data", "metadatatext", x->number, "WHERE rowid = ?") &&
	          find_row(v, v->long_text, rowid, &there) &&
	          (!there || sx_sqlite_keep(v->r, &x->column, row, v->long_text, 0));
	sqlite3_finalize(v->long_text);
	v->long_text = NULL;
	return ok && (there || bad_chunk(v, "has a long text that is not there"));
}

static bool keep_metadata(vec0 *v, part *x, size_t row, size_t place, sqlite3_int64 rowid)
{
	int64_t whole;
	double real;
	int32_t len;
	switch (x->is) {
	case FLAG:
		return sx_sqlite_keep_number(v->r, &x->column, row, x->blob[place / 8] >> place % 8 & 1, false);
	case WHOLE:
		memcpy(&whole, x->blob + place * 8, 8);
		return sx_sqlite_keep_number(v->r, &x->column, row, (double)whole, false);
	case REAL:
		memcpy(&real, x->blob + place * 8, 8);
		return sx_sqlite_keep_number(v->r, &x->column, row, real, true);
	default:
		memcpy(&len, x->blob + place * TEXT_VIEW, TEXT_HEAD);
		if (len > TEXT_VIEW - TEXT_HEAD)
			return keep_long(v, x, row, rowid);
		return len < 0 ? bad_chunk(v, "has a text of a length below 0") :
		       sx_sqlite_keep_text(v->r, &x->column, row, (const char *)x->blob + place * TEXT_VIEW + TEXT_HEAD, (size_t)len);
	}
}

static bool keep_part(vec0 *v, part *x, size_t row, size_t place, sqlite3_int64 rowid, bool has_id, bool has_auxiliary)
{
	switch (x->is) {
	case VECTOR:
		return true;
	case KEY:
		return has_id ? sx_sqlite_keep(v->r, &x->column, row, v->id, 0)
		              : sx_sqlite_keep_number(v->r, &x->column, row, x->texts ? NAN : (double)rowid, false);
	case PARTITION:
		return sx_sqlite_keep(v->r, &x->column, row, v->chunks, 4 + (int)x->number);
	case AUXILIARY:
		return has_auxiliary ? sx_sqlite_keep(v->r, &x->column, row, v->auxiliary, (int)x->number)
		                     : sx_sqlite_keep_number(v->r, &x->column, row, NAN, false);
	default:
		return keep_metadata(v, x, row, place, rowid);
	}
}

static bool keep_row(vec0 *v, size_t row, size_t place, sx_sqlite_column *rowids)
{
	size_t d = v->r->d;
	float *to = v->points + row * d;
	int64_t rowid;
	bool has_id = false, has_auxiliary = false;
	memcpy(&rowid, v->rowids + place * 8, 8);
	if (v->vector->bytes)
		for (size_t j = 0; j < d; j++)
			to[j] = (float)(signed char)v->vector->blob[place * d + j];
	else
		memcpy(to, v->vector->blob + place * d * sizeof *to, d * sizeof *to);
	if ((v->id && !find_row(v, v->id, rowid, &has_id)) ||
	    (v->auxiliary && !find_row(v, v->auxiliary, rowid, &has_auxiliary)))
		return false;
	for (size_t i = 0; i < v->parts; i++)
		if (!keep_part(v, &v->part[i], row, place, rowid, has_id, has_auxiliary))
			return false;
	return rowids->name == NULL || sx_sqlite_keep_number(v->r, rowids, row, (double)rowid, false);
}

static bool read_rows(vec0 *v, sx_sqlite_column *rowids)
{
	size_t row = 0;
	while (row < v->r->n) {
		if (!next_chunk(v) || (v->size && !open_blobs(v)))
			return false;
		if (v->size == 0)
			return sx_sqlite_bad(v->r, "has fewer rows than it counts");
		for (size_t i = 0; i < v->size && row < v->r->n; i++)
			if (is_taken(v, i) && !keep_row(v, row++, i, rowids))
				return false;
		if (!sx_tick(v->r->load->job, (double)row / (double)v->r->n, "reading the table"))
			return sx_fail_cancel(v->r->err);
	}
	return true;
}

/* ---- the whole ---- */

static bool add_columns(vec0 *v, const sx_sqlite_column *rowids, sx_space *s)
{
	sx_sqlite_column *c = sx_alloc(v->r->load->tmp, v->parts + 1, sizeof *c);
	int n = 0;
	if (c == NULL)
		return sx_sqlite_short(v->r, (double)v->parts * sizeof *c);
	if (rowids->name)
		c[n++] = *rowids;
	for (size_t i = 0; i < v->parts; i++)
		if (v->part[i].is != VECTOR)
			c[n++] = v->part[i].column;
	return sx_sqlite_add(v->r, c, n, s);
}

/* Without a key of its own the table's rows are known by their numbers. */
static bool open_rowids(vec0 *v, sx_sqlite_column *rowids)
{
	bool keyed = false;
	for (size_t i = 0; i < v->parts; i++)
		keyed |= v->part[i].is == KEY;
	*rowids = (sx_sqlite_column){ 0 };
	return keyed || sx_sqlite_column_open(v->r, rowids, "rowid");
}

static sx_space *load_open(vec0 *v)
{
	sx_sqlite_column rowids;
	if (!open_chunks(v) || !count_rows(v))
		return NULL;
	sx_space *s = sx_load_points(v->r->load, v->r->n, v->r->d, &v->points, v->r->err);
	if (s && open_parts(v) && open_rowids(v, &rowids) && read_rows(v, &rowids) && add_columns(v, &rowids, s))
		return s;
	sx_space_unref(s);
	return NULL;
}

sx_space *sx_vec0_load(sx_sqlite *r)
{
	vec0 v = { .r = r };
	if (!read_parts(&v, r->sql))
		return sx_sqlite_short(r, 100), NULL;
	for (size_t i = 0; i < v.parts && v.vector == NULL; i++)
		if (v.part[i].is == VECTOR && strcmp(v.part[i].name, r->column) == 0)
			v.vector = &v.part[i];
	sx_space *s = load_open(&v);
	for (size_t i = 0; i < v.parts; i++)
		sqlite3_finalize(v.part[i].stmt);
	sqlite3_finalize(v.chunks);
	sqlite3_finalize(v.id);
	sqlite3_finalize(v.auxiliary);
	return s;
}
#endif
