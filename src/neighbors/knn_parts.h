/* knn_parts.h: what the files of the neighbour search share. */
#ifndef SX_KNN_PARTS_H
#define SX_KNN_PARTS_H

#include "knn_search.h"
#include "panels.h"

/* One side of the search, packed for products: centred, scaled, or unit rows. */
typedef struct sx_knn_side {
	sx_mat    raw;		/* the stored points */
	const sx_space *space;	/* the space of the rows, for messages; NULL: external points */
	sx_panels x;
	float    *a;		/* padded to whole panels: the bound of pair (i, j) is a[i] + a[j] - 2 x[i]·x[j] */
	double   *inv;		/* cosine: 1 / norm of each stored row */
} sx_knn_side;

typedef struct sx_knn_near { double key; uint32_t row; } sx_knn_near;
typedef struct sx_candidate { float bound; uint32_t row; } sx_candidate;

typedef struct sx_engine {
	sx_metric metric;
	const sx_knn_side *of;	/* the rows to search among … */
	const sx_knn_side *by;	/* … and the n query rows; the same side for a table of all pairs */
	const size_t  *self;	/* the row of `of` that equals query i, SIZE_MAX for none; NULL: row i, if of == by */
	size_t    n, d;
	double    unit;		/* unit of the bounds: 1 / (squared distance, 1 - cos, or inner product) */
	size_t    k;		/* neighbours wanted */
	size_t    keep, cap;	/* candidates kept after a cull; capacity for each row */
	sx_candidate *candidate;	/* n × cap */
	uint32_t *count;	/* n */
	float    *w;		/* padded to whole panels: the threshold below which a new candidate enters; every discarded row is at or above it */
	uint32_t *index;	/* n × k: the result */
	double   *distance;
} sx_engine;

/* Packs both sides. Errors: a row of zeros under cosine; out of memory; cancelled. */
bool sx_knn_prepare(sx_engine *, sx_knn_side *of, sx_knn_side *by, sx_job *, sx_arena *, sx_err *err);
/* Allocates the buffers of the engine. */
bool sx_knn_room(sx_engine *, sx_arena *, sx_err *err);

/* The state of one thread while it compares blocks. */
enum { SX_HANDS = 96 };
typedef struct sx_meeting {
	sx_engine *e;
	bool  both;
	int32_t *scratch;	/* cap */
	float   *least;		/* SX_HANDS values for each row of a block */
	size_t i0;
} sx_meeting;

/* Sets the initial thresholds of panels pi … of `by`, from their bounds with panels pj … of `of`. */
void sx_knn_first_bars(sx_meeting *, size_t pi, size_t ni, size_t pj, size_t nj);
/* Compares one pair of blocks: candidates enter the lists of the rows of pi …, and, if both is true, of pj …. */
void sx_knn_meet(sx_meeting *, size_t pi, size_t ni, size_t pj, size_t nj, bool both);
/* Discards all but the `keep` best candidates of a row; scratch holds cap. */
void sx_knn_cull(sx_engine *, size_t row, int32_t *scratch);

/* True if row j of `of` is query i itself. */
static inline bool sx_knn_is_self(const sx_engine *e, size_t i, size_t j)
{
	return e->self ? e->self[i] == j : e->of == e->by && i == j;
}

/* Measures the candidates in double, sorts and certifies them; then searches again for the rows that fail. *again counts those. */
bool sx_knn_refine(sx_engine *, sx_job *, sx_arena *tmp, size_t *again, sx_err *err);

/* A table to fill: index and distance are n × k. */
typedef struct sx_knn_lines {
	size_t n, k, again;
	uint32_t *index;
	double   *distance;
} sx_knn_lines;

/* Allocates the table in the arena. (knn_search.c) */
bool sx_knn_lines_new(sx_arena *, size_t n, size_t k, sx_knn_lines *, sx_err *err);
/* Finds the k rows of `of` nearest to those of `by`; by NULL: all pairs of `of`. self as in sx_engine. */
bool sx_knn_compute(sx_metric, sx_knn_side *of, sx_knn_side *by, const size_t *self, sx_knn_lines *, sx_job *, sx_err *err);
/* The filled table as an sx_knn; `searched` is the number of rows searched among. */
sx_knn sx_knn_table_of(const sx_knn_lines *, size_t searched);

/* Fills t, the table of a subset, from the table of the whole space; *done is false if that would not pay, and t must be computed.
 * (knn_subset.c) */
bool sx_knn_from_whole(const sx_space *part, sx_metric, const sx_knn *all, sx_knn_lines *, sx_job *, bool *done, sx_err *err);

#endif
