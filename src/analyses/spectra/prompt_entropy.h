/* prompt_entropy.h: the part of `spectrum` that reads a column of prompts. */
#ifndef SX_PROMPT_ENTROPY_H
#define SX_PROMPT_ENTROPY_H

#include "command/command.h"

typedef struct sx_prompts {
	const char *column;
	double      order;		/* the order of the Rényi entropy; 1: Shannon */
	int         normalizer;		/* 0: min(ln N, ln D), 1: ln N, 2: ln D, 3: ln N ln D */
	bool        clamp;		/* replace negative inner products by 0, as the published code does */
} sx_prompts;

/* Takes the rows (tokens) of each prompt, centred and scaled to length 1 within it, as one matrix. Adds prompt_entropy (the mean
 * of the prompts' entropies), _sd (ddof 1), _normalized, and dataset_entropy, for which each prompt is one row, the mean of its
 * scaled tokens; and the table prompts. Cost n d min(tokens, d). */
bool sx_prompts_measure(const sx_call *, sx_space *, const sx_prompts *, sx_result *, sx_err *);

#endif
