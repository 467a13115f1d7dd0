/* reduction_chain.c: parses and applies chains of hubness reductions. */
#include "reduction_chain.h"
#include "command/command.h"

#include <stdio.h>
#include <string.h>

enum { NO_RESHAPE = -1 };

static const struct step { const char *name; int reshape; sx_secondary_kind secondary; } steps[] = {
	{ "mutual_proximity_normal", NO_RESHAPE, SX_MP_NORMAL }, { "mutual_proximity_gamma", NO_RESHAPE, SX_MP_GAMMA },
	{ "mutual_proximity_empirical", NO_RESHAPE, SX_MP_EMPIRICAL }, { "local_scaling", NO_RESHAPE, SX_LOCAL_SCALING },
	{ "nicdm", NO_RESHAPE, SX_NICDM }, { "csls", NO_RESHAPE, SX_CSLS }, { "dis_sim_local", NO_RESHAPE, SX_DIS_SIM_LOCAL },
	{ "dis_sim_global", NO_RESHAPE, SX_DIS_SIM_GLOBAL }, { "localized_centering", NO_RESHAPE, SX_LOCALIZED_CENTERING },
	{ "f_norm", SX_F_NORM, SX_SECONDARY_NONE }, { "f_uniform", SX_F_UNIFORM, SX_SECONDARY_NONE },
	{ "z_score", SX_ROW_Z, SX_SECONDARY_NONE }, { "center", SX_COL_CENTER, SX_SECONDARY_NONE },
	{ "rowz", SX_ROW_Z, SX_SECONDARY_NONE }, { "colcenter", SX_COL_CENTER, SX_SECONDARY_NONE },
	{ "colz", SX_COL_Z, SX_SECONDARY_NONE }, { "rowcenter", SX_ROW_CENTER, SX_SECONDARY_NONE },
	{ "unit", SX_UNIT, SX_SECONDARY_NONE }, { "weighted_centering", SX_WEIGHTED_CENTER, SX_SECONDARY_NONE },
};

enum { COMMON = 13 };

const char *sx_chain_common(size_t i)
{
	return i < COMMON ? steps[i].name : i == COMMON ? "f_norm+mutual_proximity_normal" : NULL;
}

static bool unknown_method(const char *word, size_t len, sx_err *err)
{
	char copy[64];
	const char *names[SX_COUNT(steps)];
	snprintf(copy, sizeof copy, "%.*s", (int)(len < 60 ? len : 60), word);
	for (size_t i = 0; i < SX_COUNT(steps); i++)
		names[i] = steps[i].name;
	const char *near = sx_nearest(copy, names, SX_COUNT(names));
	return sx_fail(err, SX_EUSAGE, near ? "--method: unknown method '%s'; did you mean %s?"
	                                    : "--method: unknown method '%s'; 'help dehub' lists them", copy, near);
}

static const struct step *find_step(const char *name, size_t len)
{
	for (size_t i = 0; i < SX_COUNT(steps); i++)
		if (strlen(steps[i].name) == len && strncmp(steps[i].name, name, len) == 0)
			return &steps[i];
	return NULL;
}

bool sx_chain_read(const char *text, sx_chain *c, sx_err *err)
{
	*c = (sx_chain){ 0 };
	if (strcmp(text, "none") == 0)
		return true;
	for (const char *p = text;; p++) {
		size_t len = strcspn(p, "+");
		const struct step *s = find_step(p, len);
		if (s == NULL)
			return unknown_method(p, len, err);
		if (c->secondary != SX_SECONDARY_NONE)
			return sx_fail(err, SX_EUSAGE, "--method: nothing can follow a secondary distance in '%.60s'", text);
		if (s->reshape != NO_RESHAPE && c->nreshape == SX_COUNT(c->reshape))
			return sx_fail(err, SX_EUSAGE, "--method: the chain '%.60s' is too long", text);
		if (s->reshape != NO_RESHAPE)
			c->reshape[c->nreshape++] = (sx_reshape)s->reshape;
		c->secondary = s->secondary;
		p += len;
		if (*p == '\0')
			return true;
	}
}

void sx_reduced_free(sx_reduced *r)
{
	sx_space_unref(r->index);
	sx_space_unref(r->queries);
	*r = (sx_reduced){ 0 };
}

/* Rows from … of a space as one of their own, with the labels and columns of those they were made from. */
static sx_space *part_of(const sx_space *whole, size_t from, const sx_space *meta, const char *name, sx_err *err)
{
	float *p;
	sx_mat m = sx_space_mat(whole);
	sx_space *made = sx_space_new(name, sx_space_rows(meta), m.d, &p, err);
	if (made == NULL)
		return NULL;
	for (size_t i = 0; i < sx_space_rows(meta); i++)
		memcpy(p + i * m.d, m.p + (from + i) * m.ld, m.d * sizeof *p);
	if (sx_space_copy_meta(made, meta, err))
		return made;
	sx_space_unref(made);
	return NULL;
}

static sx_space *joined(const sx_space *a, const sx_space *b, const char *name, sx_err *err)
{
	float *p;
	sx_mat x = sx_space_mat(a), y = sx_space_mat(b);
	if (x.d != y.d) {
		sx_fail(err, SX_EINPUT, "%s has %zu dimensions and %s has %zu; queries must have the dimensions of the index", sx_space_name(b),
		        y.d, sx_space_name(a), x.d);
		return NULL;
	}
	sx_space *made = sx_space_new(name, x.n + y.n, x.d, &p, err);
	for (size_t i = 0; made && i < x.n + y.n; i++)
		memcpy(p + i * x.d, i < x.n ? x.p + i * x.ld : y.p + (i - x.n) * y.ld, x.d * sizeof *p);
	return made;
}

/* Learnt on the index and the queries as one. */
static sx_reduced reshape_together(const sx_reduced *r, const sx_reshape_spec *spec, const char *name, sx_job *job, size_t *flat,
                                   sx_err *err)
{
	sx_reduced next = { 0 };
	sx_space *both = joined(r->index, r->queries, name, err);
	sx_space *made = both ? sx_reshape_make(both, both, spec, name, job, flat, err) : NULL;
	if (made) {
		next.index = part_of(made, 0, r->index, name, err);
		next.queries = next.index ? part_of(made, sx_space_rows(r->index), r->queries, name, err) : NULL;
	}
	sx_space_unref(made);
	sx_space_unref(both);
	return next;
}

static sx_reduced reshape_apart(const sx_reduced *r, const sx_reshape_spec *spec, const char *name, sx_job *job, size_t *flat,
                                sx_err *err)
{
	size_t none;
	sx_reduced next = { sx_reshape_make(r->index, r->index, spec, name, job, flat, err), NULL };
	if (next.index && r->queries)
		next.queries = sx_reshape_make(r->index, r->queries, spec, name, job, &none, err);
	return next;
}

bool sx_chain_transform(const sx_chain *c, const sx_chain_how *how, const sx_reduced *from, sx_job *job, sx_result *out,
                        sx_reduced *r, sx_err *err)
{
	sx_space *queries = from->queries;
	const char *name = sx_space_name(from->index);
	*r = (sx_reduced){ sx_space_ref(from->index), queries ? sx_space_ref(queries) : NULL };
	for (size_t i = 0; i < c->nreshape; i++) {
		sx_reshape_spec spec = { c->reshape[i], how->random, how->power };
		size_t flat = 0;
		sx_reduced next = how->together && queries ? reshape_together(r, &spec, name, job, &flat, err)
		                                           : reshape_apart(r, &spec, name, job, &flat, err);
		sx_reduced_free(r);
		*r = next;
		if (next.index == NULL || (queries && next.queries == NULL)) {
			sx_reduced_free(r);
			return false;
		}
		bool rows = spec.kind == SX_ROW_Z || spec.kind == SX_ROW_CENTER;
		if (flat && out)
			sx_note(out, "%zu constant %s became zeros", flat, rows ? "rows" : "dimensions");
	}
	return true;
}
