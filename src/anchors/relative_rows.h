/* relative_rows.h: relative representations: rows described by their similarity to anchors (Moschella et al. 2023). */
#ifndef SX_RELATIVE_ROWS_H
#define SX_RELATIVE_ROWS_H

#include "linear/cross_products.h"

/* In the order of the choices of --similarity. COSINE: cosine of row and anchor. DOT: inner product / root of d. EUCLIDEAN:
 * distance. BASIS: the least-squares coefficients of the row on the anchors (the minimum-norm solution), an exact change of basis
 * where the anchors span the space. */
typedef enum sx_similarity { SX_SIM_COSINE, SX_SIM_DOT, SX_SIM_EUCLIDEAN, SX_SIM_BASIS } sx_similarity;

/* Computes out (lines × anchors) in float. Lines and anchors are centred on the means in their sx_lines. *zero gets 1 + the number
 * of a line without direction, which has no cosine and becomes 0; 0: there is none. Cost n d anchors. */
bool sx_relate(const sx_lines *, const sx_lines *anchors, sx_similarity, sx_job *, sx_arena *tmp, float *out, size_t *zero,
               sx_err *err);

#endif
