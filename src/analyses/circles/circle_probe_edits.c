/* circle_probe_edits.c: interventions on the plane of a circular probe, and their baselines (Engels et al. 2024). */
#include "circle_probe_parts.h"
#include "base/rng.h"

#include <math.h>

typedef struct edits {
	sx_circle_probe *s;
	double  *q, r[3];	/* k × 2 orthonormal, and R of B = Q R */
	double  *way;		/* 2 × d: the plane's directions in the space */
	double   z[2];		/* position of the target label */
	size_t  *like, likes;	/* rows with the target label */
} edits;

/* One line of the table. */
typedef struct told { double moved, error, gain; } told;

/* B = Q R: q (k × 2) orthonormal, r the three numbers of R. */
static bool orthonormal(const sx_circle_probe *s, double *q, double r[3])
{
	double a = 0, c = 0, d = 0;
	for (size_t j = 0; j < s->k; j++)
		a += s->b[2 * j] * s->b[2 * j];
	r[0] = sqrt(a);
	for (size_t j = 0; j < s->k; j++) {
		q[2 * j] = s->b[2 * j] / r[0];
		c += q[2 * j] * s->b[2 * j + 1];
	}
	r[1] = c;
	for (size_t j = 0; j < s->k; j++) {
		q[2 * j + 1] = s->b[2 * j + 1] - c * q[2 * j];
		d += q[2 * j + 1] * q[2 * j + 1];
	}
	r[2] = sqrt(d);
	for (size_t j = 0; j < s->k; j++)
		q[2 * j + 1] /= r[2];
	return r[0] > 0 && r[2] > 1e-12 * r[0];
}

/* In the plane's coordinates z = Q' x, label y has the position z with z R = t(y), so z = t(y) R^-1. */
static void place_of(const double r[3], double angle, double z[2])
{
	z[0] = cos(angle) / r[0];
	z[1] = (sin(angle) - z[0] * r[1]) / r[2];
}

static bool prepare(edits *e, sx_err *err)
{
	sx_circle_probe *s = e->s;
	size_t d = sx_space_dims(s->space);
	double to = s->call->arg[SX_PROBE_TO].num;
	e->q = sx_alloc(s->call->tmp, 2 * s->k, sizeof *e->q);
	e->way = sx_alloc(s->call->tmp, 2 * d, sizeof *e->way);
	e->like = sx_alloc(s->call->tmp, s->n, sizeof *e->like);
	if (!e->q || !e->way || !e->like)
		return sx_fail_memory(err, "edits", (double)(s->n + 2 * d) * 8);
	if (!orthonormal(s, e->q, e->r))
		return sx_fail(err, SX_EINPUT, "the probe has no plane to move rows in: its two directions are parallel");
	place_of(e->r, 2 * M_PI * to / s->period, e->z);
	for (size_t j = 0; j < s->k; j++)
		for (size_t c = 0; c < d; c++) {
			e->way[c] += e->q[2 * j] * s->p.vectors[j * d + c];
			e->way[d + c] += e->q[2 * j + 1] * s->p.vectors[j * d + c];
		}
	for (size_t i = 0; i < s->n; i++)
		if (fabs(remainder(s->label[i] - to, s->period)) < 1e-9 * s->period)
			e->like[e->likes++] = i;
	return true;
}

/* ---- one row ---- */

/* The position in the plane: z = Q' x. */
static void at_plane(const edits *e, size_t i, double at[2])
{
	at[0] = at[1] = 0;
	for (size_t j = 0; j < e->s->k; j++)
		for (size_t w = 0; w < 2; w++)
			at[w] += e->s->x[i * e->s->k + j] * e->q[2 * j + w];
}

/* base + (to - from) in the plane. */
static void move(const edits *e, const double to[2], const double from[2], const double *base, float *out)
{
	size_t d = sx_space_dims(e->s->space);
	for (size_t c = 0; c < d; c++)
		out[c] = (float)(base[c] + (to[0] - from[0]) * e->way[c] + (to[1] - from[1]) * e->way[d + c]);
}

/* Row i with the leading components of row j. */
static void take_components(const edits *e, size_t i, size_t j, const double *base, float *out)
{
	const sx_circle_probe *s = e->s;
	size_t d = sx_space_dims(s->space);
	for (size_t c = 0; c < d; c++) {
		double v = base[c];
		for (size_t k = 0; k < s->k; k++)
			v += (s->x[j * s->k + k] - s->x[i * s->k + k]) * s->p.vectors[k * d + c];
		out[c] = (float)v;
	}
}

static void edit_row(const edits *e, sx_edit how, size_t i, double *base, float *out)
{
	static const double nowhere[2] = { 0, 0 };
	const sx_circle_probe *s = e->s;
	sx_mat m = sx_space_mat(s->space);
	sx_rng rng = sx_rng_open(s->call->job->seed, "probe.edit", i);
	size_t other = e->likes ? e->like[sx_rng_below(&rng, e->likes)] : i;
	bool to_mean = how == SX_EDIT_MEAN || how == SX_EDIT_ONLY ||
	               (how == SX_EDIT_PLANE && s->call->arg[SX_PROBE_OTHERS].num != 0);
	double at[2];
	at_plane(e, i, at);
	for (size_t c = 0; c < m.d; c++)
		base[c] = to_mean ? s->p.mean[c] : (double)m.p[(how == SX_EDIT_WHOLE ? other : i) * m.ld + c];
	switch (how) {
	case SX_EDIT_PLANE: move(e, e->z, to_mean ? nowhere : at, base, out); break;
	case SX_EDIT_COMPONENTS: take_components(e, i, other, base, out); break;
	case SX_EDIT_WITHOUT: move(e, nowhere, at, base, out); break;
	case SX_EDIT_ONLY: move(e, at, nowhere, base, out); break;
	default: move(e, nowhere, nowhere, base, out);
	}
}

/* ---- effect of the edit ---- */

/* Angle of an edited row by the probe, in degrees from that of the target label. */
static double error_of(const edits *e, const float *row)
{
	const sx_circle_probe *s = e->s;
	size_t d = sx_space_dims(s->space);
	double t[2] = { 0, 0 };
	for (size_t j = 0; j < s->k; j++) {
		double x = 0;
		for (size_t c = 0; c < d; c++)
			x += ((double)row[c] - s->p.mean[c]) * s->p.vectors[j * d + c];
		t[0] += x * s->b[2 * j];
		t[1] += x * s->b[2 * j + 1];
	}
	return fabs(remainder(atan2(t[1], t[0]) - 2 * M_PI * s->call->arg[SX_PROBE_TO].num / s->period, 2 * M_PI)) * 180 / M_PI;
}

/* (target - own logit) after the edit, minus that before. */
static double gain_of(const edits *e, const sx_mat *readout, size_t i, const float *row)
{
	const sx_circle_probe *s = e->s;
	sx_mat m = sx_space_mat(s->space);
	const float *want = readout->p + (size_t)s->call->arg[SX_PROBE_TO].num * readout->ld;
	const float *own = readout->p + (size_t)s->label[i] * readout->ld;
	double sum = 0;
	for (size_t c = 0; c < m.d; c++)
		sum += ((double)row[c] - (double)m.p[i * m.ld + c]) * ((double)want[c] - (double)own[c]);
	return sum;
}

static told tell_row(const edits *e, const sx_mat *readout, size_t i, const float *row)
{
	sx_mat m = sx_space_mat(e->s->space);
	told t = { 0, error_of(e, row), readout ? gain_of(e, readout, i, row) : NAN };
	for (size_t c = 0; c < m.d; c++)
		t.moved += pow((double)row[c] - (double)m.p[i * m.ld + c], 2);
	t.moved = sqrt(t.moved);
	return t;
}

static bool readout_of(const sx_circle_probe *s, sx_mat *m, sx_err *err)
{
	sx_space *r = s->call->arg[SX_PROBE_READOUT].space[0];
	double to = s->call->arg[SX_PROBE_TO].num;
	*m = sx_space_mat(r);
	if (m->d != sx_space_dims(s->space))
		return sx_fail(err, SX_EINPUT, "%s has %zu dimensions, %s has %zu", sx_space_name(r), m->d, sx_space_name(s->space),
		               sx_space_dims(s->space));
	for (size_t i = 0; i <= s->n; i++) {
		double v = i < s->n ? s->label[i] : to;
		if (!(v >= 0 && v < (double)m->n && v == floor(v)))
			return sx_fail(err, SX_EINPUT, "label %g is no row of %s, whose rows are the labels 0 to %zu", v, sx_space_name(r), m->n - 1);
	}
	return true;
}

static bool make(const edits *e, sx_edit how, const char *name, const sx_mat *readout, told *mean, sx_err *err)
{
	sx_circle_probe *s = e->s;
	size_t d = sx_space_dims(s->space);
	float *to;
	double *base = sx_alloc(s->call->tmp, d, sizeof *base);
	sx_space *made = base && name ? sx_space_new(name, s->n, d, &to, err) : NULL;
	if (made == NULL)
		return base && name ? false : sx_fail_memory(err, "edits", (double)d * 8);
	*mean = (told){ 0, 0, 0 };
	for (size_t i = 0; i < s->n; i++) {
		edit_row(e, how, i, base, to + i * d);
		told t = tell_row(e, readout, i, to + i * d);
		mean->moved += t.moved / (double)s->n;
		mean->error += t.error / (double)s->n;
		mean->gain += t.gain / (double)s->n;
	}
	if (!sx_space_copy_meta(made, s->space, err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(s->out, made);
	return true;
}

bool sx_probe_edits(sx_circle_probe *s, sx_err *err)
{
	static const char *const edit[] = { "plane", "components", "whole", "mean", "without", "only" };
	const sx_value *chosen = &s->call->arg[SX_PROBE_EDITS];
	edits e = { .s = s };
	sx_mat readout;
	bool reads = s->call->arg[SX_PROBE_READOUT].count > 0;
	const char *name[SX_COUNT(edit)];
	double moved[SX_COUNT(edit)], error[SX_COUNT(edit)], gain[SX_COUNT(edit)];
	if (!prepare(&e, err) || (reads && !readout_of(s, &readout, err)))
		return false;
	for (size_t i = 0; i < chosen->count; i++) {
		sx_edit how = (sx_edit)chosen->list[i];
		told t = { 0, 0, 0 };
		if (e.likes == 0 && (how == SX_EDIT_COMPONENTS || how == SX_EDIT_WHOLE))
			return sx_fail(err, SX_EINPUT, "--edits %s: no row has the label %g", edit[how], s->call->arg[SX_PROBE_TO].num);
		if (!sx_tick(s->call->job, (double)i / (double)chosen->count, "edits"))
			return sx_fail_cancel(err);
		const char *made = sx_printf(s->call->tmp, "%s.%s", sx_space_name(s->space), how == SX_EDIT_PLANE ? "moved" : edit[how]);
		if (!make(&e, how, made, reads ? &readout : NULL, &t, err))
			return false;
		name[i] = edit[how];
		moved[i] = t.moved;
		error[i] = t.error;
		gain[i] = t.gain;
	}
	sx_table(s->out, "edits", SX_PLAIN, chosen->count);
	sx_table_texts(s->out, "edit", name);
	sx_table_nums(s->out, "moved", moved);
	sx_table_nums(s->out, "angle_error", error);
	if (reads)
		sx_table_nums(s->out, "logit_gain", gain);
	return true;
}
