/* sextant.h: all that a front end, Lua or another program sees of libsextant. */
#ifndef SEXTANT_H
#define SEXTANT_H

#define SX_VERSION "0.1.0"

#include "base.h"
#include "cells.h"
#include "command.h"
#include "cross.h"
#include "doctor.h"
#include "example.h"
#include "file.h"
#include "job.h"
#include "knn.h"
#include "linalg.h"
#include "manual.h"
#include "render.h"
#include "result.h"
#include "rng.h"
#include "session.h"
#include "space.h"
#include "stats.h"

#endif
