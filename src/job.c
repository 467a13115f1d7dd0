/* job.c: asking the host. */
#include "job.h"

bool sx_tick(sx_job *job, double share, const char *what)
{
	if (job == NULL || job->tick == NULL)
		return true;
	if (share >= 0 && job->span > 0)
		share = job->from + share * job->span;
	return job->tick(job->ctx, share, what);
}
