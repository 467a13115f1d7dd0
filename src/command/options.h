/* options.h: parameters that many commands share. Use: [METRIC] = SX_OPT_METRIC. */
#ifndef SX_OPTIONS_H
#define SX_OPTIONS_H

#include "command.h"

#define SX_OPT_SPACE \
	{ .name = "space", .kind = SX_KIND_SPACE, .flags = SX_POSITIONAL, \
	  .help = "the space; default: the current one" }
#define SX_OPT_K(default_k) \
	{ .name = "k", .kind = SX_KIND_INT, .dflt = default_k, .lo = 1, .hi = 1e9, \
	  .help = "number of neighbours, at most rows - 1" }
#define SX_OPT_METRIC_AS(default_metric) \
	{ .name = "metric", .kind = SX_KIND_CHOICE, .dflt = default_metric, .choices = "euclidean|cosine|dot", \
	  .help = "distance metric: Euclidean, 1 - cosine, or the negative inner product" }
#define SX_OPT_METRIC SX_OPT_METRIC_AS("euclidean")
#define SX_OPT_QUERIES \
	{ .name = "queries", .kind = SX_KIND_INT, .lo = 1, .hi = 1e15, \
	  .help = "search the neighbours (among all rows) of a random sample of this many rows; default: all rows, within --budget" }
#define SX_OPT_BUDGET \
	{ .name = "budget", .kind = SX_KIND_REAL, .dflt = "4e13", .lo = 1, .hi = 1e300, \
	  .help = "largest n^2 d for which the neighbours of all rows are searched; beyond it, those of a sample" }
#define SX_OPT_GRAPH \
	{ .name = "graph", .kind = SX_KIND_CHOICE, .dflt = "exact", .choices = "exact|hnsw", \
	  .help = "exact neighbours, or approximate ones from an HNSW graph, with its recall measured" }
#define SX_OPT_NULL \
	{ .name = "null", .kind = SX_KIND_INT, .dflt = "0", .lo = 0, .hi = 1e5, \
	  .help = "number of null samples of the same shape: adds NAME_null, its 95 % range and NAME_p" }
#define SX_OPT_NULL_KIND \
	{ .name = "null-kind", .kind = SX_KIND_CHOICE, .dflt = "shuffle", .choices = "shuffle|gaussian", \
	  .help = "null samples: shuffle each dimension independently, or Gaussian surrogates of the same covariance" }
#define SX_OPT_WHERE \
	{ .name = "where", .kind = SX_KIND_EXPR, \
	  .help = "only rows for which this Lua expression of the columns, row, label and norm is true" }
#define SX_OPT_WORDS \
	{ .name = "words", .kind = SX_KIND_PATH, \
	  .help = "only the rows whose labels are lines of this file, in its order; column line has the line numbers" }
#define SX_OPT_DROP \
	{ .name = "drop-nonfinite", .kind = SX_KIND_FLAG, .dflt = "no", \
	  .help = "leave out rows with NaN or infinite values instead of failing" }
#define SX_OPT_AS \
	{ .name = "as", .kind = SX_KIND_NAME, .help = "name of the new space; default: SPACE.command" }

#endif
