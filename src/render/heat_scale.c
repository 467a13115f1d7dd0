/* heat_scale.c: ranges, names and number formats of heat maps. */
#include "heat_scale.h"

#include <math.h>
#include <stdio.h>

bool sx_heat_range(const sx_frame *t, sx_axis *out)
{
	*out = (sx_axis){ INFINITY, -INFINITY, false };
	for (size_t i = 0; i < sx_heat_columns(t); i++) {
		sx_axis one = sx_axis_of(sx_heat_column(t, i)->num, t->rows, false);
		if (isfinite(one.lo))
			*out = (sx_axis){ fmin(out->lo, one.lo), fmax(out->hi, one.hi), false };
	}
	if (!isfinite(out->lo))
		return false;
	if (out->lo == out->hi) {
		out->lo -= 0.5;
		out->hi += 0.5;
	}
	return true;
}

size_t sx_heat_columns(const sx_frame *t)
{
	size_t n = 0;
	for (size_t f = 0; f < t->nfields; f++)
		n += t->field[f].type != SX_TEXT;
	return n;
}

const sx_field *sx_heat_column(const sx_frame *t, size_t i)
{
	for (size_t f = 0; f < t->nfields; f++)
		if (t->field[f].type != SX_TEXT && i-- == 0)
			return &t->field[f];
	return NULL;
}

const char *sx_heat_row(const sx_frame *t, size_t row, char scratch[32])
{
	for (size_t f = 0; f < t->nfields; f++)
		if (t->field[f].type == SX_TEXT)
			return t->field[f].text[row] ? t->field[f].text[row] : "";
	if (t->rows == sx_heat_columns(t))
		return sx_heat_column(t, row)->name;
	snprintf(scratch, 32, "%zu", row);
	return scratch;
}

const char *sx_heat_number(double v, char out[32])
{
	double a = fabs(v);
	if (isnan(v))
		snprintf(out, 32, "-");
	else if (a != 0 && (a < 0.001 || a >= 1e5))
		snprintf(out, 32, "%.0e", v);
	else
		snprintf(out, 32, "%.*f", a < 0.1 && a > 0 ? 3 : a < 10 ? 2 : a < 100 ? 1 : 0, v);
	return out;
}
