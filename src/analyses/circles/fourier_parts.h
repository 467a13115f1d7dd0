/* fourier_parts.h: the parameters of `fourier`, shared by its files. */
#ifndef SX_FOURIER_PARTS_H
#define SX_FOURIER_PARTS_H

#include "command/command.h"

enum {
	SX_FOURIER_SPACE, SX_FOURIER_INDEX, SX_FOURIER_PAIRS, SX_FOURIER_ALPHA, SX_FOURIER_NULLS, SX_FOURIER_PLANES, SX_FOURIER_WORDS,
	SX_FOURIER_WHERE, SX_FOURIER_DROP, SX_FOURIER_PARAMS
};

/* The part for activations on all pairs. (fourier_units.c) */
bool sx_fourier_pairs(const sx_call *, sx_result *, sx_err *err);

#endif
