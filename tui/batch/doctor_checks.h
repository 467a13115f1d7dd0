/* doctor_checks.h: what the front end adds to doctor: the terminal, the limits of the job, the file system. */
#ifndef SX_DOCTOR_CHECKS_H
#define SX_DOCTOR_CHECKS_H

#include "sextant.h"

void sx_front_doctor(sx_finding *, size_t *n);

#endif
