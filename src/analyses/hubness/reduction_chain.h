/* reduction_chain.h: hubness reductions by name: a chain of transforms, then at most one secondary distance. */
#ifndef SX_REDUCTION_CHAIN_H
#define SX_REDUCTION_CHAIN_H

#include "reduction_spaces.h"
#include "secondary_distance.h"
#include "command/result.h"

typedef struct sx_chain {
	sx_reshape   reshape[8];
	size_t       nreshape;
	sx_secondary_kind secondary;
} sx_chain;

/* Parses a chain such as "f_norm+nicdm"; "none" is the empty chain. */
bool sx_chain_read(const char *text, sx_chain *, sx_err *err);
/* The methods compared by default, in this order: every secondary distance, the main transforms, and the pair that Nielsen and
 * Hansen (2024) found best. NULL past the last. */
const char *sx_chain_common(size_t i);
/* All names of single methods, separated by commas, for the help. */
#define SX_CHAIN_NAMES "mutual_proximity_normal, mutual_proximity_gamma, mutual_proximity_empirical, local_scaling, nicdm, csls, " \
	"dis_sim_local, dis_sim_global, localized_centering, f_norm, f_uniform, z_score (rowz), center (colcenter), colz, " \
	"rowcenter, unit, weighted_centering"

/* Options of the transforms: see sx_reshape_spec. together: fit them on index and queries together, not on the index alone. */
typedef struct sx_chain_how {
	bool   random, together;
	double power;
} sx_chain_how;

/* Applies the transforms of a chain to index and queries (NULL: none); the same spaces if it has none. The caller owns a reference
 * to each. The new spaces are named after the index. Constant dimensions are reported in a note, unless out is NULL. */
typedef struct sx_reduced { sx_space *index, *queries; } sx_reduced;
bool sx_chain_transform(const sx_chain *, const sx_chain_how *, const sx_reduced *from, sx_job *, sx_result *out, sx_reduced *,
                        sx_err *err);
void sx_reduced_free(sx_reduced *);

#endif
