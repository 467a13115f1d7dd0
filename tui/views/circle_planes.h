/* circle_planes.h: a result of circles as the list of its planes, with the ring of the chosen one. */
#ifndef SX_CIRCLE_PLANES_H
#define SX_CIRCLE_PLANES_H

#include "workbench/workbench.h"

bool   sx_planes_are(const sx_result *);		/* it is such a result */
size_t sx_planes_count(const sx_result *);
void   sx_planes_settle(sx_app *, const sx_result *, size_t plane);	/* asks for the ring of that plane, from 1 */
void   sx_planes_open(sx_app *, const sx_result *, size_t plane);	/* plots it */
void   sx_planes_draw(const sx_app *, const sx_result *, size_t plane, sx_cells *, int y);

#endif
