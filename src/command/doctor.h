/* doctor.h: findings of `doctor`: the library's own checks, and those that only the front end can make. */
#ifndef SX_DOCTOR_H
#define SX_DOCTOR_H

#include "session.h"

typedef struct sx_finding {
	const char *what;		/* a constant */
	char        found[160];
	bool        good;
} sx_finding;

enum { SX_FINDINGS = 40 };

/* Adds a finding; does nothing when *n is SX_FINDINGS. */
void sx_found(sx_finding *list, size_t *n, const char *what, bool good, const char *fmt, ...) SX_PRINTF(5, 6);

/* A callback that adds the front end's checks: terminal, limits of the machine. NULL: none. */
typedef void sx_doctor(sx_finding *list, size_t *n);
void sx_session_set_doctor(sx_session *, sx_doctor *);
sx_doctor *sx_session_doctor(const sx_session *);

#endif
