/* fixtures.h: what tests of analyses against closed forms share.
 *
 * X5 = G(200, 5, 42), X50 = G(200, 50, 7), A = G(200, 8, 1) of support.h: the figures beside them were computed in double by an
 * independent program on the double fixture; a space holds float32, so the tolerance is what that rounding moves. */
#ifndef SX_TEST_FIXTURES_H
#define SX_TEST_FIXTURES_H

#include "support.h"

enum { THREADS = 2 };
static const double FLOAT_INPUT = 2e-6;		/* relative; each input is off by at most 2^-25 */

static inline sx_session *with(sx_space *space)
{
	sx_session *s = sx_session_new();
	give(s, space);
	return s;
}

#endif
