/* cmd_rows.c: commands that make a new space: filter, sample, center, standardize, normalize. */
#include "row_tables.h"
#include "base/rng.h"
#include "command/options.h"

#include <math.h>
#include <string.h>

/* ---- filter, sample ---- */

enum { SPACE, WHERE, WORDS, AS };

static const sx_param filter_params[] = {
	[SPACE] = SX_OPT_SPACE,
	[WHERE] = { .name = "where", .kind = SX_KIND_EXPR,
	            .help = "Lua expression of the columns, row, label and norm that is true for the rows to keep" },
	[WORDS] = SX_OPT_WORDS,
	[AS]    = SX_OPT_AS,
};

/* sx_apply has chosen the rows already: what arrives is a copy of them. */
static bool run_filter(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *part = call->arg[SPACE].space[0];
	size_t n = sx_space_rows(part), *rows = sx_alloc(call->tmp, n, sizeof *rows);
	if (!call->arg[WHERE].text && !call->arg[WORDS].text)
		return sx_fail(err, SX_EUSAGE, "say which rows: an expression, or --words with a file of labels");
	if (rows == NULL)
		return sx_fail_memory(err, "rows", (double)n * 8);
	for (size_t i = 0; i < n; i++)
		rows[i] = i;
	sx_space *made = sx_space_subset(part, sx_made_name(call, part, AS, "filter"), rows, n, err);
	if (made == NULL)
		return false;
	sx_put(out, "rows", (double)n);
	sx_give(out, made);
	return true;
}

static const sx_figure filter_figures[] = {
	{ "rows", "0 to rows", NULL, "number of rows kept" },
};

const sx_command sx_cmd_filter = {
	.name = "filter", .group = "change", .summary = "Filter rows by an expression or words, as a new space",
	.about = "The expression is Lua; all columns and row, label and norm are variables. The new space keeps the row numbers "
		"of the original one.",
	.example = "filter demo --where 'norm > 5' --as long", .flags = SX_ANY_DATA, SX_PARAMS(filter_params), .run = run_filter,
	SX_FIGURES(filter_figures),
};

enum { S_SPACE, S_ROWS, S_AS };

static const sx_param sample_params[] = {
	[S_SPACE] = SX_OPT_SPACE,
	[S_ROWS]  = { .name = "rows", .kind = SX_KIND_INT, .flags = SX_POSITIONAL | SX_REQUIRED, .lo = 1, .hi = 1e12, .help = "how many" },
	[S_AS]    = SX_OPT_AS,
};

static bool run_sample(const sx_call *call, sx_result *out, sx_err *err)
{
	uint64_t seed = call->job ? call->job->seed : 0;
	sx_space *s = call->arg[S_SPACE].space[0];
	size_t n = sx_space_rows(s), m = (size_t)call->arg[S_ROWS].num;
	if (m > n)
		return sx_fail(err, SX_EINPUT, "%s: cannot sample %zu of %zu rows without replacement", sx_space_name(s), m, n);
	size_t *scratch = sx_alloc(call->tmp, n, sizeof *scratch), *rows = sx_alloc(call->tmp, m, sizeof *rows);
	bool *in = sx_alloc(call->tmp, n, sizeof *in);
	if (!scratch || !rows || !in)
		return sx_fail_memory(err, "rows", (double)n * 17);
	sx_rng rng = sx_rng_open(seed, "sample", 0);
	sx_rng_sample(&rng, n, m, scratch, rows);
	for (size_t i = 0; i < m; i++)
		in[rows[i]] = true;
	for (size_t i = 0, at = 0; i < n; i++)		/* in their old order */
		if (in[i])
			rows[at++] = i;
	sx_space *made = sx_space_subset(s, sx_made_name(call, s, S_AS, "sample"), rows, m, err);
	if (made == NULL)
		return false;
	sx_record_num(out, "seed", (double)seed);
	sx_put(out, "rows", (double)m);
	sx_give(out, made);
	return true;
}

static const sx_figure sample_figures[] = {
	{ "rows", "1 to rows", NULL, "rows drawn" },
};

const sx_command sx_cmd_sample = {
	.name = "sample", .group = "change", .summary = "Random sample of rows, as a new space",
	.about = "Without replacement, in their original order; the same seed gives the same rows.",
	.example = "sample demo 100 --as some", .flags = SX_ANY_DATA, SX_PARAMS(sample_params), .run = run_sample,
	SX_FIGURES(sample_figures),
};

/* ---- center, standardize, normalize ---- */

enum { T_SPACE, T_WHERE, T_DROP, T_AS };

static const sx_param transform_params[] = {
	[T_SPACE] = SX_OPT_SPACE, [T_WHERE] = SX_OPT_WHERE, [T_DROP] = SX_OPT_DROP, [T_AS] = SX_OPT_AS,
};

typedef struct column { double mean, sd; } column;

static void moments(sx_mat m, column *c)
{
	for (size_t i = 0; i < m.n; i++)	/* about the first row: the mean of a constant is that constant */
		for (size_t j = 0; j < m.d; j++)
			c[j].mean += ((double)m.p[i * m.ld + j] - (double)m.p[j]) / (double)m.n;
	for (size_t j = 0; j < m.d; j++)
		c[j].mean += (double)m.p[j];
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++) {
			double t = (double)m.p[i * m.ld + j] - c[j].mean;
			c[j].sd += t * t / (double)m.n;
		}
	for (size_t j = 0; j < m.d; j++)
		c[j].sd = sqrt(c[j].sd);
}

static size_t flat_columns(column *c, size_t d)
{
	size_t flat = 0;
	for (size_t j = 0; j < d; j++)
		if (!(c[j].sd > 1e-12 * fabs(c[j].mean))) {
			c[j].sd = 1;
			flat++;
		}
	return flat;
}

static bool move_columns(const sx_call *call, const sx_space *s, bool scale, float *p, sx_result *out, sx_err *err)
{
	sx_mat m = sx_space_mat(s);
	column *c = sx_alloc(call->tmp, m.d, sizeof *c);
	if (c == NULL)
		return sx_fail_memory(err, "means", (double)m.d * 16);
	moments(m, c);
	size_t flat = scale ? flat_columns(c, m.d) : 0;
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++)
			p[i * m.d + j] = (float)(((double)m.p[i * m.ld + j] - c[j].mean) / (scale ? c[j].sd : 1));
	if (flat)
		sx_note(out, "%zu dimensions are constant and became 0", flat);
	if (scale)
		sx_record_num(out, "ddof", 0);
	return true;
}

static bool dim_names(sx_space *made, const sx_space *s, const sx_call *call, sx_err *err)
{
	size_t d = sx_space_dims(s);
	const char **name = sx_alloc(call->tmp, d, sizeof *name);
	if (sx_space_dim_name(s, 0) == NULL)
		return true;
	for (size_t j = 0; name && j < d; j++)
		name[j] = sx_space_dim_name(s, j);
	return name ? sx_space_set_dim_names(made, name, err) : sx_fail_memory(err, "names", (double)d * 8);
}

static bool transform(const sx_call *call, const char *suffix, sx_result *out, sx_err *err)
{
	const sx_space *s = call->arg[T_SPACE].space[0];
	float *p;
	sx_space *made = sx_space_new(sx_made_name(call, s, T_AS, suffix), sx_space_rows(s), sx_space_dims(s), &p, err);
	if (made == NULL)
		return false;
	bool unit = strcmp(suffix, "normalize") == 0, scale = strcmp(suffix, "standardize") == 0;
	bool ok = unit ? sx_space_unit_rows(s, p, err) : move_columns(call, s, scale, p, out, err);
	if (!ok || !sx_space_copy_meta(made, s, err) || !dim_names(made, s, call, err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(out, made);
	return true;
}

static bool run_center(const sx_call *call, sx_result *out, sx_err *err)	{ return transform(call, "center", out, err); }
static bool run_standardize(const sx_call *call, sx_result *out, sx_err *err)	{ return transform(call, "standardize", out, err); }
static bool run_normalize(const sx_call *call, sx_result *out, sx_err *err)	{ return transform(call, "normalize", out, err); }

static const sx_figure center_figures[] = {
	{ "SPACE.center", "space", NULL, "each dimension with mean 0" },
};

const sx_command sx_cmd_center = {
	.name = "center", .group = "change", .summary = "Center: subtract the mean of each dimension",
	.about = "Makes a new space; labels and columns are kept.",
	.example = "center demo --as centred", SX_PARAMS(transform_params), .run = run_center,
	SX_FIGURES(center_figures),
};
static const sx_figure standardize_figures[] = {
	{ "SPACE.standardize", "space", NULL, "each dimension with zero mean and unit variance; a note counts constant ones" },
};

const sx_command sx_cmd_standardize = {
	.name = "standardize", .group = "change", .summary = "Standardise: zero mean and unit variance in each dimension",
	.about = "The standard deviation has ddof 0. Constant dimensions become 0 and are counted.",
	.example = "standardize demo --as scaled", SX_PARAMS(transform_params), .run = run_standardize,
	SX_FIGURES(standardize_figures),
};
static const sx_figure normalize_figures[] = {
	{ "SPACE.normalize", "space", NULL, "every row with unit length" },
};

const sx_command sx_cmd_normalize = {
	.name = "normalize", .group = "change", .summary = "Normalise: scale each row to unit length",
	.about = "A row of zeros has no direction and is an error.",
	.example = "normalize demo --as unit", SX_PARAMS(transform_params), .run = run_normalize,
	SX_FIGURES(normalize_figures),
};
