/* sextant.h: all that a front end, Lua or another program sees of libsextant. */
#ifndef SEXTANT_H
#define SEXTANT_H

#define SX_VERSION "0.1.0"

#include "base/base.h"
#include "render/cell_grid.h"
#include "command/command.h"
#include "linear/cross_products.h"
#include "command/doctor.h"
#include "run/example.h"
#include "base/file.h"
#include "base/job.h"
#include "neighbors/knn_search.h"
#include "numeric/linalg.h"
#include "run/manual.h"
#include "render/render.h"
#include "command/result.h"
#include "base/rng.h"
#include "command/session.h"
#include "space/space.h"
#include "numeric/stats.h"

#endif
