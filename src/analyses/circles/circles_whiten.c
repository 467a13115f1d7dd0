/* circles_whiten.c: the whitened coordinates that `circles` searches, and its null samples.
 *
 * Principal components: left singular vectors times sqrt(n). Class means: in the same whitened frame the means of the classes
 * span directions, largest spread first; rotated to these directions, the frame remains white. The null of both is therefore a
 * uniformly random orthonormal frame, in the second case rotated to its own class means with the labels unchanged. It is exact
 * for Gaussian rows of any covariance that are independent of their labels. */
#include "circles_parts.h"
#include "linear/spectrum.h"
#include "numeric/linalg.h"
#include "space/class_codes.h"

#include <math.h>
#include <string.h>

/* ---- principal components ---- */

static bool components(sx_circles *s, sx_err *err)
{
	sx_spectrum p;
	const sx_call *call = s->call;
	size_t want = (size_t)call->arg[SX_CIRCLES_COMPONENTS].num;
	s->n = sx_space_rows(s->space);
	if (s->n < 4)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows are too few to detect a circle; at least 4 are needed",
		               sx_space_name(s->space), s->n);
	if (!sx_spectrum_get(s->space, true, false, SX_SOLVER_AUTO, want, call->job, &p, err))
		return false;
	while (s->k < p.r && s->k < want && s->k < s->n - 2 && p.singular[s->k] > 1e-5 * p.singular[0])
		s->k++;
	if (s->k < 2)
		return sx_fail(err, SX_EINPUT, "%s: the rows lie on a line or a point; there is no plane to search", sx_space_name(s->space));
	float *score = sx_alloc(call->tmp, s->n * s->k, sizeof *score);
	s->frame = sx_alloc(call->tmp, s->n * s->k, sizeof *s->frame);
	s->length = sx_alloc(call->tmp, s->k, sizeof *s->length);
	if (!score || !s->frame || !s->length)
		return sx_fail_memory(err, "scores", (double)(s->n * s->k) * 12);
	if (!sx_spectrum_scores(s->space, &p, 0, s->k, call->job, score, s->k, err))
		return false;
	memcpy(s->length, p.singular, s->k * sizeof *s->length);
	for (size_t c = 0; c < s->k; c++)
		for (size_t i = 0; i < s->n; i++)
			s->frame[c * s->n + i] = (double)score[i * s->k + c] * sqrt((double)s->n) / p.singular[c];
	s->whole = s->k;
	return true;
}

/* ---- means of classes ---- */

static size_t directions(const sx_circles *s)
{
	return s->classes - 1 < s->whole ? s->classes - 1 : s->whole;
}

/* Scratch of a rotation in doubles: means, their products, values, vectors, a row. */
static size_t turn_work(const sx_circles *s)
{
	return s->classes * (s->whole + 1) + 2 * s->whole * s->whole + 2 * s->whole;
}

static void class_means(const sx_circles *s, const double *frame, double *mean, double *count)
{
	memset(mean, 0, s->classes * (s->whole + 1) * sizeof *mean);
	for (size_t i = 0; i < s->n; i++) {
		double *at = mean + s->code[i] * s->whole;
		count[s->code[i]]++;
		for (size_t c = 0; c < s->whole; c++)
			at[c] += frame[c * s->n + i];
	}
	for (size_t g = 0; g < s->classes; g++)
		for (size_t c = 0; c < s->whole; c++)
			mean[g * s->whole + c] /= count[g];
}

/* All classes have the same weight: the spread of the means is about their own mean. */
static void mean_spread(const sx_circles *s, const double *mean, double *middle, double *spread)
{
	memset(spread, 0, s->whole * s->whole * sizeof *spread);
	memset(middle, 0, s->whole * sizeof *middle);
	for (size_t g = 0; g < s->classes; g++)
		for (size_t c = 0; c < s->whole; c++)
			middle[c] += mean[g * s->whole + c] / (double)s->classes;
	for (size_t g = 0; g < s->classes; g++)
		for (size_t a = 0; a < s->whole; a++)
			for (size_t b = 0; b < s->whole; b++)
				spread[a * s->whole + b] += (mean[g * s->whole + a] - middle[a]) * (mean[g * s->whole + b] - middle[b]);
}

/* Rotates a whitened frame (of `whole` columns) to its class means, in place; only the searched directions are correct after. */
static bool turn(const sx_circles *s, double *frame, double *work, sx_err *err)
{
	size_t w = s->whole, to = directions(s);
	double *mean = work, *count = mean + s->classes * w, *spread = count + s->classes, *vector = spread + w * w;
	double *value = vector + w * w, *row = value + w;
	class_means(s, frame, mean, count);
	mean_spread(s, mean, row, spread);
	if (!sx_eigh(w, spread, value, vector, err))
		return false;
	for (size_t i = 0; i < s->n; i++) {
		for (size_t c = 0; c < w; c++)
			row[c] = frame[c * s->n + i];
		for (size_t c = 0; c < to; c++) {
			double sum = 0;
			for (size_t a = 0; a < w; a++)
				sum += vector[c * w + a] * row[a];
			frame[c * s->n + i] = sum;
		}
	}
	return true;
}

static bool to_means(sx_circles *s, sx_err *err)
{
	const char *column = s->call->arg[SX_CIRCLES_LABELS].text;
	if (column == NULL)
		return sx_fail(err, SX_EUSAGE, "--planes labels needs the column of the classes: --labels COLUMN");
	if (!sx_classes_get(s->space, column, s->call->tmp, &s->code, &s->classes, err))
		return false;
	if (s->classes < 3)
		return sx_fail(err, SX_EINPUT, "column %s has %zu classes; at least 3 are needed for their means to span a "
			"plane", column, s->classes);
	if (2 * s->classes > s->n)
		return sx_fail(err, SX_EINPUT, "column %s has %zu classes for %zu rows; their means need at least two rows for "
			"each class", column,
		               s->classes, s->n);
	double *work = sx_alloc(s->call->tmp, turn_work(s), sizeof *work);
	if (work == NULL)
		return sx_fail_memory(err, "means of classes", (double)turn_work(s) * 8);
	if (!turn(s, s->frame, work, err))
		return false;
	s->length = NULL;
	s->k = directions(s);
	return true;
}

/* ---- planes and the null ---- */

static bool planes(sx_circles *s, sx_err *err)
{
	bool all = s->which == SX_PLANES_ALL;
	size_t at = 0;
	s->m = all ? s->k * (s->k - 1) / 2 : s->k - 1;
	s->plane = sx_alloc(s->call->tmp, s->m, sizeof *s->plane);
	if (s->plane == NULL)
		return sx_fail_memory(err, "planes", (double)s->m * sizeof *s->plane);
	for (size_t i = 0; i < s->k; i++)
		for (size_t j = i + 1; j < (all ? s->k : i + 2) && j < s->k; j++)
			s->plane[at++] = (sx_tried){ .i = i, .j = j, .axis_ratio = s->length ? s->length[j] / s->length[i] : NAN,
			                             .order = NAN, .agreement = NAN };
	return true;
}

bool sx_circles_frame(sx_circles *s, sx_err *err)
{
	static const sx_planes which[] = { SX_PLANES_ADJACENT, SX_PLANES_ALL, SX_PLANES_ADJACENT };
	size_t choice = (size_t)s->call->arg[SX_CIRCLES_PLANES].num;
	s->which = which[choice];
	if (!components(s, err) || (choice == 2 && !to_means(s, err)))
		return false;
	s->per_thread = s->n * s->whole + (s->code ? turn_work(s) : 0);
	return planes(s, err);
}

void sx_circles_null(sx_circles *s, size_t draw, double *scratch)
{
	sx_null_frame(s->n, s->whole, s->call->job->seed, draw, scratch);
	if (s->code && !turn(s, scratch, scratch + s->n * s->whole, NULL))
		s->null[draw] = 0;	/* counts against the finding */
	else
		s->null[draw] = sx_frame_kappa(scratch, s->n, s->k, s->which, NULL, NULL);
}
