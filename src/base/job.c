/* job.c: reports progress to the host and asks whether to go on. */
#include "job.h"

bool sx_tick(sx_job *job, double share, const char *what)
{
	if (job == NULL || job->tick == NULL)
		return true;
	if (share >= 0 && job->span > 0)
		share = job->from + share * job->span;
	return job->tick(job->ctx, share, what);
}

sx_job sx_job_part(const sx_job *job, double from, double span)
{
	sx_job part = *job;
	double whole = job->span > 0 ? job->span : 1;
	part.from = (job->span > 0 ? job->from : 0) + from * whole;
	part.span = span * whole;
	return part;
}
