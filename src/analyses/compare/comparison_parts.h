/* comparison_parts.h: the state of one run of `compare`, shared by its files. */
#ifndef SX_COMPARISON_PARTS_H
#define SX_COMPARISON_PARTS_H

#include "measures.h"
#include "rows/row_pairing.h"

typedef struct sx_comparison {
	const sx_call *call;
	sx_result     *out;
	sx_err        *err;
	size_t         m;		/* spaces */
	sx_space     **asked;
	sx_pairing     pairing;
	sx_space     **paired;		/* m: the spaces restricted to the paired rows */
	sx_measured   *side;		/* m */
	sx_comparison_run of;
	sx_job         job;		/* the job of the current part */
	const double  *method;		/* indices in sx_likenesses */
	size_t         methods;
	size_t         draws;		/* random pairings for the null */
	bool           draws_given;	/* asked for: whatever they cost */
	bool          *skip;		/* methods: not computed; NULL: all are */
	size_t         done, all;	/* parts of the work, for progress */
} sx_comparison;

static inline const sx_measure_of_likeness *sx_comparison_measure(const sx_comparison *w, size_t i)
{
	return &sx_likenesses[(size_t)w->method[i]];
}

/* Computes all measures of sides a and b, where row i of a corresponds to row map[i] of b (NULL: to row i); few_map does the same
 * for the subset of few rows. moved, unless NULL, gets three values for each row. out holds one entry for each measure. */
bool sx_comparison_pair(sx_comparison *, size_t a, size_t b, const size_t *map, const size_t *few_map, double *moved[3],
                        sx_likeness *out);

/* What a measure would be if the rows were paired at random. kind NULL: not known; NaN: not known. */
typedef struct sx_chance {
	const char *kind;		/* of the mean: "closed form", "permutation" */
	double      mean, low, high, p;	/* 95 % range, two-sided p */
	bool        beyond;		/* the measure is beyond chance, on the side of likeness, at SX_CHANCE_LEVEL */
} sx_chance;

#define SX_CHANCE_LEVEL 0.025		/* one side of the two-sided 5 % */

/* Computes the chance of every measure and adds NAME_null, NAME_p and NAME_null_kind; and the sentence that follows from value,
 * interval and chance. (compare_chance.c) */
bool sx_comparison_chance(sx_comparison *, const sx_likeness *found, sx_chance *out);
const char *sx_comparison_reading(const sx_measure_of_likeness *, const sx_likeness *, const sx_chance *);

bool sx_comparison_of_two(sx_comparison *);	/* (compare_two.c) */
bool sx_comparison_of_many(sx_comparison *);	/* (compare_many.c) */

#endif
