/* doctor_checks.h: the findings that the program adds to the command doctor. */
#ifndef SX_DOCTOR_CHECKS_H
#define SX_DOCTOR_CHECKS_H

#include "sextant.h"
#include "command/doctor.h"

void sx_front_doctor(sx_finding *, size_t *n);

#endif
