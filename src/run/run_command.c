/* run_command.c: runs a command: parses the line, guards the data, and attaches the result only after success. */
#include "run_command_parts.h"
#include "base/mapped_guard.h"
#include "chance/null_spaces.h"
#include "neighbors/knn_subset.h"
#include "space/class_codes.h"
#include "space/word_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct apply {
	sx_session       *session;
	const sx_command *command;
	sx_job           *job;
	sx_arena         *arena;	/* arguments */
	sx_value         *value;
	sx_space         *asked;	/* the whole space of the command; NULL: none */
	size_t           *rows;		/* the rows of `asked` that `part` holds */
	sx_space         *part;		/* its chosen rows, when --where or --drop-nonfinite chose */
	sx_result        *out;
	sx_err           *err;
} apply;

/* ---- rows ---- */

static sx_value *named_value(apply *a, const char *name)
{
	size_t i = sx_param_index(a->command, name);
	return i == SIZE_MAX ? NULL : &a->value[i];
}

static bool keep_where(apply *a, const char *expr, bool *keep)
{
	const sx_hooks *h = sx_session_hooks(a->session);
	if (h->where == NULL)
		return sx_fail(a->err, SX_EUSAGE, "--where needs Lua, which this program was started without");
	return h->where(h->ctx, a->asked, expr, keep, a->job, a->err);
}

static void keep_finite(const sx_space *s, bool *keep)
{
	sx_mat m = sx_space_mat(s);
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; keep[i] && j < m.d; j++)
			keep[i] = isfinite(m.p[i * m.ld + j]);
}

static bool take_part(apply *a, size_t *rows, size_t m, const char *why)
{
	a->rows = rows;
	a->part = sx_space_subset(a->asked, sx_space_name(a->asked), rows, m, a->err);
	if (a->part)
		sx_note(a->out, "%s: %zu of %zu rows", why, m, sx_space_rows(a->asked));
	return a->part != NULL;
}

static bool take_kept(apply *a, const bool *keep, const char *why)
{
	size_t n = sx_space_rows(a->asked), m = 0;
	size_t *rows = sx_alloc(a->arena, n, sizeof *rows);
	if (rows == NULL)
		return sx_fail_memory(a->err, "choosing rows", (double)n * sizeof *rows);
	for (size_t i = 0; i < n; i++)
		if (keep[i])
			rows[m++] = i;
	if (m == n)
		return true;
	if (m == 0)
		return sx_fail(a->err, SX_EINPUT, "%s: none of %zu rows is left", why, n);
	return take_part(a, rows, m, why) && sx_knn_part_of(a->part, a->asked, rows, a->err);
}

/* --words: the rows of a list, in its order, with a column line that says where on it each stands. */
static bool take_words(apply *a, const char *path, const bool *keep)
{
	sx_word_rows w;
	size_t m = 0;
	if (!sx_word_rows_get(a->asked, path, a->job, a->arena, &w, a->err))
		return false;
	for (size_t i = 0; i < w.count; i++)
		if (keep[w.rows[i]]) {
			w.line[m] = w.line[i];
			w.rows[m++] = w.rows[i];
		}
	if (m == 0)
		return sx_fail(a->err, SX_EINPUT, "--words and --where: none of %zu rows is left", w.count);
	if (w.missing)
		sx_note(a->out, "%zu of %zu words are not labels of any row; the first is '%s'", w.missing, w.words, w.first_missing);
	sx_field line = { .name = "line", .type = SX_INTEGER, .num = w.line };
	return take_part(a, w.rows, m, "words") && sx_space_add_field(a->part, &line, a->err);
}

/* The columns of classes that the command was given: rows without a class are left out of it. */
static bool keep_classes(apply *a, bool *keep)
{
	const sx_command *c = a->command;
	for (size_t i = 0; i < c->nparams; i++)
		if ((c->param[i].flags & SX_CLASSES) && a->value[i].text && !sx_classes_keep(a->asked, a->value[i].text, keep, a->err))
			return false;
	return true;
}

static bool has_classes(const apply *a)
{
	for (size_t i = 0; i < a->command->nparams; i++)
		if ((a->command->param[i].flags & SX_CLASSES) && a->value[i].text)
			return true;
	return false;
}

/* --where, --words and --drop-nonfinite, and classes: the command sees a copy of the chosen rows. */
static bool choose_rows(apply *a)
{
	sx_value *where = named_value(a, "where"), *drop = named_value(a, "drop-nonfinite"), *words = named_value(a, "words");
	bool by_expr = where && where->text && !(a->command->flags & SX_WHOLE), by_value = drop && drop->num != 0;
	bool by_words = words && words->text, by_class = has_classes(a);
	if (a->asked == NULL || (!by_expr && !by_value && !by_words && !by_class))
		return true;
	size_t n = sx_space_rows(a->asked);
	bool *keep = sx_alloc(a->arena, n, sizeof *keep);
	if (keep == NULL)
		return sx_fail_memory(a->err, "choosing rows", (double)n);
	memset(keep, true, n);
	if (by_expr && !keep_where(a, where->text, keep))
		return false;
	if (by_value)
		keep_finite(a->asked, keep);
	if (by_class && !keep_classes(a, keep))
		return false;
	if (by_words)
		return take_words(a, words->text, keep);
	return take_kept(a, keep, by_expr ? "where" : by_value ? "rows with NaN or infinite values left out" :
	                 "rows without a class left out");
}

static bool check_finite(apply *a, sx_space *s)
{
	sx_flaws f;
	if (!sx_space_flaws(s, a->job, &f, a->err))
		return false;
	if (f.count == 0)
		return true;
	size_t drop = sx_param_index(a->command, "drop-nonfinite");
	return sx_fail(a->err, SX_EINPUT, "%s: %zu values in %zu rows are NaN or infinite, the first at row %zu, dimension %zu%s",
	               sx_space_name(s), f.count, f.rows, f.row, f.dim,
	               drop == SIZE_MAX ? "" : "; --drop-nonfinite leaves such rows out");
}

static bool guard_spaces(apply *a)
{
	for (size_t i = 0; i < a->command->nparams; i++) {
		const sx_param *p = &a->command->param[i];
		if (p->kind != SX_KIND_SPACE && p->kind != SX_KIND_SPACES)
			continue;
		for (size_t j = 0; j < a->value[i].count; j++) {
			sx_space **at = &a->value[i].space[j];
			if (a->part && *at == a->asked) {
				sx_space_unref(*at);
				*at = sx_space_ref(a->part);
			}
			if (!(a->command->flags & SX_ANY_DATA) && !check_finite(a, *at))
				return false;
		}
	}
	return true;
}

static sx_space *asked_space(const sx_command *c, const sx_value *v)
{
	for (size_t i = 0; i < c->nparams; i++)
		if ((c->param[i].kind == SX_KIND_SPACE || c->param[i].kind == SX_KIND_SPACES) && v[i].count)
			return v[i].space[0];
	return NULL;
}

/* ---- the parameters in force ---- */

static void add_param(apply *a, const sx_param *p, const sx_value *v)
{
	sx_scalar s = { .name = p->name, .kind = SX_SCALAR_TEXT, .text = v->text };
	switch (p->kind) {
	case SX_KIND_INT:
	case SX_KIND_REAL: s.kind = SX_SCALAR_NUM; s.num = v->num; break;
	case SX_KIND_FLAG: s.kind = SX_SCALAR_BOOL; s.num = v->num; break;
	case SX_KIND_INTS:
		s.kind = v->count == 1 ? SX_SCALAR_NUM : SX_SCALAR_NUMS;
		s.num = v->num;
		s.nums = v->list;
		s.count = v->count;
		break;
	default: break;
	}
	if (s.kind != SX_SCALAR_TEXT)
		s.text = NULL;
	sx_record(a->out, s);
}

/* The spaces except that of the command, which the result names itself. */
static void add_spaces(apply *a, const sx_param *p, const sx_value *v)
{
	sx_buf names = { 0 };
	for (size_t j = 0; j < v->count; j++)
		if (v->space[j] != a->asked)
			sx_buf_printf(&names, "%s%s", names.len ? "," : "", sx_space_name(v->space[j]));
	if (names.len && sx_buf_ok(&names))
		sx_record_text(a->out, p->name, names.text);
	a->out->broken = a->out->broken || !sx_buf_ok(&names);
	sx_buf_free(&names);
}

static void add_params(apply *a)
{
	for (size_t i = 0; i < a->command->nparams; i++) {
		const sx_param *p = &a->command->param[i];
		const sx_value *v = &a->value[i];
		if (p->kind == SX_KIND_SPACE || p->kind == SX_KIND_SPACES) {
			add_spaces(a, p, v);
		} else if (v->text) {
			add_param(a, p, v);
		}
	}
	if (a->command->cite)
		sx_record_num(a->out, "seed", a->job ? (double)a->job->seed : 0);
}

/* ---- attaching ---- */

static bool attach_column(apply *a, const sx_field *f)
{
	if (a->part == NULL)
		return sx_space_add_field(a->asked, f, a->err);
	size_t n = sx_space_rows(a->asked);
	double *whole = sx_alloc(a->arena, n, sizeof *whole);
	if (whole == NULL)
		return sx_fail_memory(a->err, "a column", (double)n * sizeof *whole);
	for (size_t i = 0; i < n; i++)
		whole[i] = NAN;
	for (size_t i = 0; i < sx_space_rows(a->part); i++)
		whole[a->rows[i]] = f->num[i];
	sx_field wide = { .name = f->name, .type = f->type, .num = whole };
	return sx_space_add_field(a->asked, &wide, a->err);
}

static bool attach(apply *a)
{
	if (a->out->broken)
		return sx_fail_memory(a->err, "the result", (double)sx_arena_used(a->out->arena));
	for (size_t i = 0; i < a->out->ncolumns; i++)
		if (!attach_column(a, &a->out->column[i]))
			return false;
	for (size_t i = 0; i < a->out->nmade; i++)
		if (a->session && !sx_session_add(a->session, a->out->made[i], false, a->err))
			return false;
	return true;
}

/* ---- the run ---- */

/* Metrics of points that are lost are meaningless. Commands that act on the session, such as drop, are exempt: they remove such a
 * space. */
static bool files_whole(apply *a, unsigned losses)
{
	if (!sx_guard_since(losses, a->err))
		return false;
	for (size_t i = 0; i < a->command->nparams && !(a->command->flags & SX_ACTS); i++) {
		const sx_param *p = &a->command->param[i];
		if (p->kind == SX_KIND_SPACE || p->kind == SX_KIND_SPACES)
			for (size_t j = 0; j < a->value[i].count; j++)
				if (!sx_guard_whole(sx_space_mat(a->value[i].space[j]).p, a->err))
					return false;
	}
	return true;
}

static bool run(apply *a)
{
	size_t memory = a->job ? a->job->memory : 0;
	sx_arena *tmp = sx_arena_new(memory);
	if (tmp == NULL)
		return sx_fail_memory(a->err, a->command->name, 1);
	sx_call call = { .command = a->command, .arg = a->value, .job = a->job, .tmp = tmp,
	                 .session = a->command->flags & SX_ACTS ? a->session : NULL,
	                 .catalog = sx_session_catalog(a->session) };
	size_t kind = sx_param_index(a->command, "null-kind"), count = sx_param_index(a->command, "null");
	size_t draws = kind == SIZE_MAX ? 0 : (size_t)a->value[count].num;
	double share = 1 / (1 + (double)draws), start = sx_seconds();
	sx_job first = a->job ? sx_job_part(a->job, 0, share) : (sx_job){ 0 };
	sx_job rest = a->job ? sx_job_part(a->job, share, 1 - share) : (sx_job){ 0 };
	call.job = draws > 0 ? &first : a->job;
	bool ok = a->command->run(&call, a->out, a->err);
	call.job = &rest;
	if (ok && draws > 0)
		ok = sx_null_measure(&call, a->part ? a->part : a->asked, (sx_null_kind)a->value[kind].num, draws, a->out, a->err);
	a->out->seconds = sx_seconds() - start;
	sx_arena_free(tmp);
	return ok;
}

static bool prepare(apply *a)
{
	a->asked = asked_space(a->command, a->value);
	if (a->asked) {
		a->out->space = sx_strdup(a->out->arena, sx_space_name(a->asked));
		sx_space_ref(a->asked);
	}
	if (!choose_rows(a))
		return false;
	if (a->asked) {
		a->out->rows = sx_space_rows(a->part ? a->part : a->asked);
		a->out->dims = sx_space_dims(a->asked);
	}
	add_params(a);
	return guard_spaces(a);
}

bool sx_apply(sx_session *s, const sx_command *c, const sx_arg *arg, size_t nargs, sx_job *job, sx_result *out,
              sx_err *err)
{
	apply a = { .session = s, .command = c, .job = job, .arena = sx_arena_new(0), .out = out, .err = err };
	unsigned losses = sx_guard_losses();
	a.value = sx_alloc(a.arena, c->nparams + 1, sizeof *a.value);
	out->command = sx_strdup(out->arena, c->name);
	bool ok = a.value && out->command ? sx_values_bind(s, c, arg, nargs, a.arena, a.value, err)
	                                  : sx_fail_memory(err, c->name, 1);
	ok = ok && prepare(&a) && run(&a) && files_whole(&a, losses) && attach(&a);
	if (!ok)
		sx_guard_since(losses, err);	/* whatever went wrong, this is why */
	if (a.value)
		sx_values_release(c, a.value);
	sx_space_unref(a.part);
	sx_space_unref(a.asked);
	sx_arena_free(a.arena);
	return ok;
}

bool sx_run(sx_session *s, const char *line, sx_job *job, sx_result *out, sx_err *err)
{
	sx_arena *a = sx_arena_new(0);
	sx_words w;
	bool ok = a ? sx_line_cut(s, line, a, &w, err) : sx_fail_memory(err, "the command line", 1);
	const sx_command *c = ok && w.name ? sx_command_find(s, w.name, err) : NULL;
	if (ok && w.name)
		ok = c && sx_apply(s, c, w.arg, w.nargs, job, out, err);
	if (ok && c)
		out->line = sx_strdup(out->arena, line);
	sx_arena_free(a);
	return ok;
}
