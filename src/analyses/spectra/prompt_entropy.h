/* prompt_entropy.h: the part of `spectrum` that reads a column of prompts. */
#ifndef SX_PROMPT_ENTROPY_H
#define SX_PROMPT_ENTROPY_H

#include "command/command.h"

typedef struct sx_prompts {
	const char *column;
	double      order;		/* of Renyi's entropy; 1: Shannon's */
	int         normalizer;		/* 0: min(ln N, ln D), 1: ln N, 2: ln D, 3: ln N ln D */
	bool        clamp;		/* take negative inner products for 0, as the published code does */
} sx_prompts;

/* Each prompt's rows (tokens), centred and scaled to length 1 within it, as one matrix: puts prompt_entropy (the mean of the
 * prompts' entropies), _sd (ddof 1), _normalized, and dataset_entropy, of one row a prompt, the mean of its scaled tokens;
 * table prompts. Cost n d min(tokens, d). */
bool sx_prompts_measure(const sx_call *, sx_space *, const sx_prompts *, sx_result *, sx_err *);

#endif
