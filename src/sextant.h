/* sextant.h: the public interface of libsextant, for front ends, Lua and other programs. What it declares is stable; the headers
 * it includes are installed with it. */
#ifndef SEXTANT_H
#define SEXTANT_H

#define SX_VERSION "0.1.0"

#include "base/base.h"
#include "base/file.h"
#include "base/job.h"
#include "base/rng.h"
#include "command/command.h"
#include "command/result.h"
#include "command/session.h"
#include "linear/space_gram.h"
#include "neighbors/knn_search.h"
#include "numeric/matrices.h"
#include "numeric/stats.h"
#include "render/cell_grid.h"
#include "render/render.h"
#include "run/manual.h"
#include "space/space.h"

#endif
