/* cmd_circle_probe.c: the command circle-probe: fits, by least squares, a plane in which rows lie at the angle of a cyclic
 * label, and edits rows in it.
 *
 * Engels et al. 2024, circular probes and interventions. X are the scores on the leading components (centred), T the cosine and
 * sine of 2 pi y / period; B = argmin |X B - T|² without a constant. Components are orthogonal, so that B and the leverages
 * are sums. Leave-one-out errors are e / (1 - h). Cost: the spectrum, n k. */
#include "circle_probe_parts.h"
#include "command/options.h"
#include "rows/row_axes.h"
#include "rows/row_tables.h"

#include <math.h>
#include <string.h>

static const sx_param params[SX_PROBE_PARAMS] = {
	[SX_PROBE_SPACE]      = SX_OPT_SPACE,
	[SX_PROBE_COLUMN]     = { .name = "column", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL | SX_REQUIRED,
	                          .help = "the cyclic label as a number; row is the order of the rows" },
	[SX_PROBE_PERIOD]     = { .name = "period", .kind = SX_KIND_REAL, .lo = 1e-9, .hi = 1e12,
	                          .help = "period of the label; default: its largest value plus one" },
	[SX_PROBE_COMPONENTS] = { .name = "components", .kind = SX_KIND_INT, .dflt = "5", .lo = 2, .hi = 1000,
	                          .help = "number of leading components to use" },
	[SX_PROBE_TO]         = { .name = "to", .kind = SX_KIND_REAL, .lo = -1e12, .hi = 1e12,
	                          .help = "edit the rows as if this were their label: see --edits" },
	[SX_PROBE_OTHERS]     = { .name = "others", .kind = SX_KIND_CHOICE, .dflt = "keep", .choices = "keep|mean",
	                          .help = "for the edit plane: keep all other directions, or set them to those of the mean row" },
	[SX_PROBE_EDITS]      = { .name = "edits", .kind = SX_KIND_CHOICES, .dflt = "plane",
	                          .choices = "plane|components|whole|mean|without|only",
	                          .help = "with --to: move rows in the plane; replace the components, or the whole row, by "
	                                  "those of a row with that label; replace rows by the mean row; set the plane to its "
	                                  "mean; set everything but the plane to its mean" },
	[SX_PROBE_READOUT]    = { .name = "readout", .kind = SX_KIND_SPACE, .dflt = "none",
	                          .help = "with --to: a space with one row for each label value, whose products with the edited "
	                          	"rows are logits" },
	[SX_PROBE_WHERE]      = SX_OPT_WHERE,
	[SX_PROBE_DROP]       = SX_OPT_DROP,
	[SX_PROBE_AS]         = { .name = "as", .kind = SX_KIND_NAME, .help = "name of the space of the plane; default: "
		"SPACE.probe" },
};


static bool scores(sx_circle_probe *s, sx_err *err)
{
	size_t want = (size_t)s->call->arg[SX_PROBE_COMPONENTS].num;
	s->n = sx_space_rows(s->space);
	if (!sx_spectrum_get(s->space, true, false, SX_SOLVER_AUTO, want, s->call->job, &s->p, err))
		return false;
	while (s->k < s->p.r && s->k < want && s->p.singular[s->k] > 1e-5 * s->p.singular[0])
		s->k++;
	if (s->k < 2 || s->n <= s->k + 1)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows with %zu components that vary; a probe needs at least 2 "
			"components, and more rows than components",
		               sx_space_name(s->space), s->n, s->k);
	float *raw = sx_alloc(s->call->tmp, s->n * s->k, sizeof *raw);
	s->x = sx_alloc(s->call->tmp, s->n * s->k, sizeof *s->x);
	if (!raw || !s->x)
		return sx_fail_memory(err, "scores", (double)(s->n * s->k) * 12);
	if (!sx_spectrum_scores(s->space, &s->p, 0, s->k, s->call->job, raw, s->k, err))
		return false;
	for (size_t i = 0; i < s->n * s->k; i++)
		s->x[i] = (double)raw[i];
	return true;
}

static bool labels(sx_circle_probe *s, sx_err *err)
{
	const char *name = s->call->arg[SX_PROBE_COLUMN].text;
	sx_row_axis axis;
	double top = -INFINITY;
	s->angle = sx_alloc(s->call->tmp, s->n, sizeof *s->angle);
	if (s->angle == NULL)
		return sx_fail_memory(err, "angles", (double)s->n * 8);
	if (!sx_row_axis_get(s->space, name, s->call->job, s->call->tmp, &axis, err))
		return false;
	if (axis.num == NULL)
		return sx_fail(err, SX_EINPUT, "%s holds no numbers", name);
	for (size_t i = 0; i < s->n; i++) {
		if (!isfinite(axis.num[i]))
			return sx_fail(err, SX_EINPUT, "%s is missing at row %zu; leave such rows out with --where", name, i);
		top = fmax(top, axis.num[i]);
	}
	s->period = s->call->arg[SX_PROBE_PERIOD].given ? s->call->arg[SX_PROBE_PERIOD].num : top + 1;
	if (!(s->period > 0))
		return sx_fail(err, SX_EUSAGE, "%s is nowhere above -1; give --period", name);
	s->label = axis.num;
	for (size_t i = 0; i < s->n; i++)
		s->angle[i] = 2 * M_PI * axis.num[i] / s->period;
	return true;
}

static double target(const sx_circle_probe *s, size_t i, int which)
{
	return which ? sin(s->angle[i]) : cos(s->angle[i]);
}

static bool fit(sx_circle_probe *s)
{
	s->b = sx_alloc(s->call->tmp, 2 * s->k, sizeof *s->b);
	for (size_t j = 0; s->b && j < s->k; j++)
		for (int w = 0; w < 2; w++) {
			for (size_t i = 0; i < s->n; i++)
				s->b[2 * j + (size_t)w] += s->x[i * s->k + j] * target(s, i, w);
			s->b[2 * j + (size_t)w] /= s->p.singular[j] * s->p.singular[j];
		}
	return s->b != NULL;
}

static double between(double a, double b)
{
	return fabs(remainder(a - b, 2 * M_PI)) * 180 / M_PI;
}

/* R² about the mean, averaged over cosine and sine; the same by leave-one-out; the errors of the angles. */
static bool judge(sx_circle_probe *s)
{
	double n = (double)s->n, r2 = 0, loo = 0, error = 0, error_loo = 0, mean[2] = { 0, 0 };
	double *predicted = sx_alloc(s->call->tmp, s->n, sizeof *predicted), sse[2] = { 0, 0 }, press[2] = { 0, 0 }, sst[2] = { 0, 0 };
	if (predicted == NULL)
		return false;
	for (size_t i = 0; i < s->n; i++)
		for (int w = 0; w < 2; w++)
			mean[w] += target(s, i, w) / n;
	for (size_t i = 0; i < s->n; i++) {
		double at[2] = { 0, 0 }, without[2], leverage = 0;
		for (size_t j = 0; j < s->k; j++) {
			double x = s->x[i * s->k + j];
			leverage += x * x / (s->p.singular[j] * s->p.singular[j]);
			at[0] += x * s->b[2 * j];
			at[1] += x * s->b[2 * j + 1];
		}
		for (int w = 0; w < 2; w++) {
			double t = target(s, i, w), e = t - at[w], out = leverage < 1 ? e / (1 - leverage) : INFINITY;
			without[w] = t - out;
			sse[w] += e * e;
			press[w] += out * out;
			sst[w] += (t - mean[w]) * (t - mean[w]);
		}
		predicted[i] = atan2(at[1], at[0]);
		error += between(predicted[i], s->angle[i]) / n;
		error_loo += between(atan2(without[1], without[0]), s->angle[i]) / n;
	}
	for (int w = 0; w < 2; w++) {
		r2 += (1 - sse[w] / sst[w]) / 2;
		loo += (1 - press[w] / (sst[w] * n * n / ((n - 1) * (n - 1)))) / 2;
	}
	sx_put(s->out, "r2", r2);
	sx_put(s->out, "r2_loo", loo);
	sx_put(s->out, "angle_error", error);
	sx_put(s->out, "angle_error_loo", error_loo);
	sx_record_num(s->out, "period", s->period);
	sx_note(s->out, "random features have an r2 of about %.2f at these sizes; r2_loo below 0 is worse than predicting the mean",
	        (double)s->k / (n - 1));
	sx_column(s->out, "predicted_angle", predicted);
	return true;
}

static bool give_plane(sx_circle_probe *s, sx_err *err)
{
	float *to;
	sx_space *made = sx_space_new(sx_made_name(s->call, s->space, SX_PROBE_AS, "probe"), s->n, 2, &to, err);
	static const char *const name[] = { "cosine", "sine" };
	if (made == NULL)
		return false;
	for (size_t i = 0; i < s->n; i++)
		for (size_t w = 0; w < 2; w++) {
			double sum = 0;
			for (size_t j = 0; j < s->k; j++)
				sum += s->x[i * s->k + j] * s->b[2 * j + w];
			to[2 * i + w] = (float)sum;
		}
	if (!sx_space_copy_meta(made, s->space, err) || !sx_space_set_dim_names(made, name, err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(s->out, made);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_circle_probe s = { .call = call, .out = out, .space = call->arg[SX_PROBE_SPACE].space[0] };
	if (!scores(&s, err) || !labels(&s, err))
		return false;
	if (!fit(&s) || !judge(&s))
		return sx_fail_memory(err, "the probe", (double)s.n * 8);
	return give_plane(&s, err) && (!call->arg[SX_PROBE_TO].given || sx_probe_edits(&s, err));
}

static const sx_figure circle_probe_figures[] = {
	{ "r2", "0 to 1", "components / n", "share of the cosine and sine explained on the training rows: optimistic" },
	{ "r2_loo", "at most 1", "0 or less", "the same by leave-one-out" },
	{ "angle_error angle_error_loo", "0 to 180", "90", "mean error of the predicted angle in degrees" },
	{ "edits", "table", NULL,
	  "with --to: each edit, how far rows moved, the angle error afterwards, and the gain of the target logit" },
	{ "predicted_angle", "column", NULL, "in radians" },
	{ "SPACE.probe SPACE.moved", "space", NULL, "the predicted cosine and sine of each row; with --to, the edited rows" },
};

const sx_command sx_cmd_circle_probe = {
	.name = "circle-probe", .group = "measure", .summary = "Circular probe of a cyclic label, and edits in its plane",
	.plain = "Tests whether a cyclic label, such as the hour or the day, lies on a circle in the space. It fits that circle "
		"to labelled rows and measures how well held-out rows land on it.",
	.about = "Least squares from the leading components to the cosine and sine of 2 pi label / period, without a constant. "
		"r2: the mean of both; r2_loo: by leave-one-out, more reliable when rows are few; angle_error and "
		"angle_error_loo: the mean error of the predicted angle in degrees, 90 by chance. Column predicted_angle, in "
		"radians; a space of the two predictions. --to LABEL edits the rows as if they had that label, a space for each "
		"of --edits: plane (SPACE.moved), which moves rows in the plane alone, with all other directions kept or set to "
		"the mean; and the baselines: components and whole, which take the leading components, or all, of a random row "
		"with that label; mean, the mean row; without and only, the rows without their plane and with nothing else. "
		"Table edits: how far rows moved, the probe's angle_error from the target label afterwards, and with --readout "
		"how much the target label's logit gained over that of each row's own label (logit_gain).\nCost: the spectrum, "
		"n k. Trap: with as many components as rows r2 is 1 for any label; look at r2_loo.",
	.example = "circle-probe demo row --components 3", .cite = "Engels, Michaud, Liao, Gurnee, Tegmark 2024",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(circle_probe_figures),
};
