/* knn_parts.h: what the files of the neighbour search share. */
#ifndef SX_KNN_PARTS_H
#define SX_KNN_PARTS_H

#include "knn_search.h"
#include "panels.h"

/* A set of points made ready to be multiplied: centred, scaled, or unit rows, packed. */
typedef struct sx_knn_side {
	sx_mat    raw;		/* the stored points */
	const sx_space *space;	/* whose rows they are, for messages; NULL: points from elsewhere */
	sx_panels x;
	float    *a;		/* whole panels: the bound of pair (i, j) is a[i] + a[j] - 2 x[i]·x[j] */
	double   *inv;		/* cosine: 1 / norm of each stored row */
} sx_knn_side;

typedef struct sx_knn_near { double key; uint32_t row; } sx_knn_near;
typedef struct sx_candidate { float bound; uint32_t row; } sx_candidate;

typedef struct sx_engine {
	sx_metric metric;
	const sx_knn_side *of;	/* the rows that are searched … */
	const sx_knn_side *by;	/* … and the n rows whose neighbours are wanted; the same for a table of all pairs */
	const size_t  *self;	/* the row of `of` that a row of `by` is, SIZE_MAX for none; NULL: row i is row i, if of == by */
	size_t    n, d;
	double    unit;		/* bounds are in units of: 1 / (squared distance, 1 - cos, or inner product) */
	size_t    k;		/* neighbours wanted */
	size_t    keep, cap;	/* candidates kept after a cull; room for a row */
	sx_candidate *candidate;	/* n × cap */
	uint32_t *count;	/* n */
	float    *w;		/* whole panels: what a newcomer must be below; everything thrown away is not below it */
	uint32_t *index;	/* n × k: the answer */
	double   *distance;
} sx_engine;

/* Packs both sides. Errors: a row of zeros under cosine; memory; stopped. */
bool sx_knn_prepare(sx_engine *, sx_knn_side *of, sx_knn_side *by, sx_job *, sx_arena *, sx_err *err);
/* Gives the engine its buffers. */
bool sx_knn_room(sx_engine *, sx_arena *, sx_err *err);

/* What one thread needs to meet blocks. */
enum { SX_HANDS = 96 };
typedef struct sx_meeting {
	sx_engine *e;
	bool  both;
	int32_t *scratch;	/* cap */
	float   *least;		/* SX_HANDS for each row of a block */
	size_t i0;
} sx_meeting;

/* First bars for panels pi … of `by`, from their bounds with panels pj … of `of`. */
void sx_knn_first_bars(sx_meeting *, size_t pi, size_t ni, size_t pj, size_t nj);
/* Candidates from one pair of blocks enter the lists of the rows of pi …, and, if both is true, of pj …. */
void sx_knn_meet(sx_meeting *, size_t pi, size_t ni, size_t pj, size_t nj, bool both);
/* Throws away all but the keep best candidates of a row; scratch holds cap. */
void sx_knn_cull(sx_engine *, size_t row, int32_t *scratch);

/* True where row j of `of` is row i of `by`. */
static inline bool sx_knn_is_self(const sx_engine *e, size_t i, size_t j)
{
	return e->self ? e->self[i] == j : e->of == e->by && i == j;
}

/* Measures the candidates in double, sorts, certifies; then searches the rows that fail again. */
bool sx_knn_refine(sx_engine *, sx_job *, sx_arena *tmp, size_t *again, sx_err *err);

/* A table to be filled: index and distance are n × k. */
typedef struct sx_knn_lines {
	size_t n, k, again;
	uint32_t *index;
	double   *distance;
} sx_knn_lines;

/* Room for it in the arena. (knn_search.c) */
bool sx_knn_lines_new(sx_arena *, size_t n, size_t k, sx_knn_lines *, sx_err *err);
/* The k rows of `of` nearest to those of by, NULL for all pairs of them; self as in sx_engine. */
bool sx_knn_compute(sx_metric, sx_knn_side *of, sx_knn_side *by, const size_t *self, sx_knn_lines *, sx_job *, sx_err *err);
/* The filled lines as an answer; so many rows were searched. */
sx_knn sx_knn_table_of(const sx_knn_lines *, size_t searched);

/* Fills t, the table of part, from the table of the whole; done is false where that would not pay, and t must be
 * computed. (knn_subset.c) */
bool sx_knn_from_whole(const sx_space *part, sx_metric, const sx_knn *all, sx_knn_lines *, sx_job *, bool *done, sx_err *err);

#endif
