/* upgrade_score.c: scores of `upgrade`: how well queries from one model find rows of their class in a gallery from another. */
#include "upgrade_parts.h"

sx_lines sx_upgrading_lines(const sx_upgrading *w, int side)
{
	return (sx_lines){ .m = sx_space_mat(w->space[side]), .row = w->row[side], .n = w->n };
}

bool sx_upgrading_score(sx_upgrading *w, const sx_lines *things, const sx_lines *gallery, sx_recall *each, double *score)
{
	sx_recall mine;
	sx_lines q = *things;
	size_t none, *row = sx_alloc(w->call->tmp, w->nqueries, sizeof *row);
	if (row == NULL)
		return sx_fail_memory(w->err, "queries", (double)w->nqueries * 8);
	for (size_t i = 0; i < w->nqueries; i++)
		row[i] = things->row ? things->row[w->self[i]] : w->self[i];
	q.row = row;
	q.n = w->nqueries;
	each = each ? each : &mine;
	const sx_recall_asked asked = { .query = &q, .query_code = w->code + w->ntrain, .gallery = gallery, .gallery_code = w->code,
	                                .self = w->self };
	if (!sx_recall_of(&asked, w->job, w->call->tmp, each, w->err))
		return false;
	*score = sx_recall_mean(w->by_top1 ? each->top1 : each->precision, w->nqueries, &none);
	return none < w->nqueries || sx_fail(w->err, SX_EINPUT, "no query has another item of its class in the gallery");
}
