/* tensor_choice.c: which of several named arrays is meant. */
#include "tensor_choice.h"
#include "base/spelling.h"
#include "command/command.h"

#include <string.h>

/* As many names as a message holds. */
static bool list_them(const sx_load *l, const sx_tensor *t, size_t n, const char *kind, sx_err *err)
{
	sx_buf b = { 0 };
	char shape[80];
	size_t i = 0;
	for (; i < n && (i == 0 || b.len < 90); i++)
		sx_buf_printf(&b, "%s%.40s (%s%s%s)", i ? ", " : "", t[i].name,
		              sx_shape_text(t[i].axis, t[i].naxes < SX_AXES ? t[i].naxes : SX_AXES, shape),
		              t[i].type ? " " : "", t[i].type ? t[i].type : "");
	if (i < n)
		sx_buf_printf(&b, " and %zu more", n - i);
	sx_file_fail(err, SX_EUSAGE, l->file->path, "holds %zu %ss; --tensor picks one: %s", n, kind,
	             sx_buf_ok(&b) && b.text ? b.text : "");
	sx_buf_free(&b);
	return false;
}

static const sx_tensor *by_name(const sx_load *l, const sx_tensor *t, size_t n, const char *kind, sx_err *err)
{
	const char **names = sx_alloc(l->tmp, n, sizeof *names);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(t[i].name, l->tensor) == 0)
			return &t[i];
		if (names)
			names[i] = t[i].name;
	}
	const char *near = names ? sx_nearest(l->tensor, names, n) : NULL;
	if (near)
		sx_file_fail(err, SX_EUSAGE, l->file->path, "no %s is called '%.60s'; did you mean '%.60s'?", kind, l->tensor,
		             near);
	else if (n)
		sx_file_fail(err, SX_EUSAGE, l->file->path, "no %s is called '%.60s'; there are %zu, the first is '%.60s'",
		             kind, l->tensor, n, t[0].name);
	return NULL;
}

static const sx_tensor *only(const sx_tensor *t, size_t n, size_t axes)
{
	const sx_tensor *found = NULL;
	for (size_t i = 0; i < n; i++)
		if (t[i].naxes >= axes) {
			if (found)
				return NULL;
			found = &t[i];
		}
	return found;
}

const sx_tensor *sx_tensor_pick(const sx_load *l, const sx_tensor *t, size_t n, const char *preferred, const char *kind,
                                sx_err *err)
{
	if (n == 0) {
		sx_file_fail(err, SX_EFORMAT, l->file->path, "holds no %s", kind);
		return NULL;
	}
	if (l->tensor)
		return by_name(l, t, n, kind, err);
	for (size_t i = 0; preferred && i < n; i++)
		if (strcmp(t[i].name, preferred) == 0)
			return &t[i];
	const sx_tensor *found = only(t, n, 2);
	if (found == NULL)
		found = only(t, n, 0);
	if (found == NULL)
		list_them(l, t, n, kind, err);
	return found;
}
