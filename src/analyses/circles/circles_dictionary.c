/* circles_dictionary.c: the search of `circles` over a dictionary: planes of what each cluster of atoms reconstructs, ranked by
 * irreducibility. */
#include "circles_parts.h"
#include "analyses/dictionaries/atom_clusters.h"
#include "numeric/stats.h"
#include "rows/row_tables.h"

#include <math.h>
#include <string.h>

enum { MOST = 20000, COMPONENTS = 5, LEAST = 100, SHOWN = 500 };

/* A scored cluster, with k - 1 planes. */
typedef struct judged {
	size_t  rows, k;
	double  rank;		/* the mean of (1 - M) S over its planes; -infinity where it has none */
	sx_ring ring[COMPONENTS - 1];
	double  axis_ratio[COMPONENTS - 1];
	bool    bad[COMPONENTS - 1], failed;
} judged;

typedef struct study {
	const sx_call *call;
	sx_result *out;
	sx_space  *dictionary, *activations;
	sx_atoms   atoms;
	sx_activity active;
	judged    *found;	/* of each cluster */
	size_t    *order, ranked;
} study;

static double number(const study *s, int which)
{
	return s->call->arg[which].num;
}

static bool part_of(const study *s, size_t cluster, sx_arena *a, sx_part *part, sx_err *err)
{
	const sx_part_of of = { .atoms = &s->atoms, .dictionary = s->dictionary, .active = &s->active, .cluster = cluster,
	                        .components = COMPONENTS, .most = MOST, .unit = number(s, SX_CIRCLES_UNIT) != 0 };
	return sx_part_make(&of, a, part, err);
}

/* (1 - M) S: neither two independent features nor a mixture of two lines. */
static double irreducibility(const sx_ring *r)
{
	return (1 - r->mixture) * r->separability;
}

static void judge_planes(const sx_part *part, judged *j, double *work)
{
	double *x = work, *y = x + part->rows, sum = 0, root = sqrt((double)part->rows);
	size_t good = 0;
	for (size_t c = 0; c + 1 < part->k; c++) {
		for (size_t i = 0; i < part->rows; i++) {
			x[i] = part->score[i * part->k + c] * root / part->length[c];
			y[i] = part->score[i * part->k + c + 1] * root / part->length[c + 1];
		}
		j->axis_ratio[c] = part->length[c + 1] / part->length[c];
		j->bad[c] = j->axis_ratio[c] * j->axis_ratio[c] < SX_PLANE_DEGENERATE ||
		            !sx_plane_scores(x, y, part->rows, y + part->rows, &j->ring[c], NULL);
		if (j->bad[c])
			continue;
		sum += irreducibility(&j->ring[c]);
		good++;
	}
	if (good)
		j->rank = sum / (double)good;
}

static void judge(void *ctx, size_t lo, size_t hi, int thread)
{
	study *s = ctx;
	(void)thread;
	for (size_t c = lo; c < hi; c++) {
		judged *j = &s->found[c];
		sx_part part;
		j->rank = -INFINITY;
		sx_arena *own = sx_arena_new(0);
		j->failed = own == NULL || !part_of(s, c, own, &part, NULL);
		if (!j->failed) {
			j->rows = part.rows;
			j->k = part.k;
		}
		double *work = !j->failed && part.k && part.rows >= LEAST ?
		               sx_alloc(own, 2 * part.rows + sx_plane_work(part.rows), sizeof *work) : NULL;
		if (work)
			judge_planes(&part, j, work);
		sx_arena_free(own);
	}
}

/* ---- telling ---- */

static const char *space_name(const study *s, size_t place)
{
	return (double)place < number(s, SX_CIRCLES_SPACES)
	       ? sx_printf(s->call->tmp, "%s.c%zu", sx_space_name(s->dictionary), place + 1) : "";
}

static bool clusters_table(study *s)
{
	size_t n = s->ranked < SHOWN ? s->ranked : SHOWN;
	double *v = sx_alloc(s->call->tmp, 5 * (n + 1), sizeof *v);
	const char **name = sx_alloc(s->call->tmp, n, sizeof *name);
	if (!v || !name)
		return false;
	for (size_t r = 0; r < n; r++) {
		size_t c = s->order[r];
		v[r] = (double)r + 1;
		v[n + r] = (double)(s->atoms.start[c + 1] - s->atoms.start[c]);
		v[2 * n + r] = (double)s->found[c].rows;
		v[3 * n + r] = (double)s->atoms.atom[s->atoms.start[c]];
		v[4 * n + r] = s->found[c].rank;
		if ((name[r] = space_name(s, r)) == NULL)
			return false;
	}
	sx_table(s->out, "clusters", SX_PLAIN, n);
	static const char *const names[] = { "cluster", "atoms", "rows", "first_atom", "irreducibility" };
	for (size_t f = 0; f < SX_COUNT(names); f++)
		(f < 4 ? sx_table_ints : sx_table_nums)(s->out, names[f], v + f * n);
	sx_table_texts(s->out, "space", name);
	return true;
}

enum { FIELDS = 10 };

static double field(const judged *j, size_t plane, size_t cluster, size_t f)
{
	const sx_ring *r = &j->ring[plane];
	const double v[FIELDS] = { (double)cluster, irreducibility(r), r->separability, r->mixture, r->kappa, r->hole, r->radius_cv,
		r->rayleigh[1], r->rao, j->axis_ratio[plane] };
	return f && j->bad[plane] ? NAN : v[f];
}

/* The planes of the leading clusters, cluster by cluster. */
static bool planes_table(study *s)
{
	static const char *const names[FIELDS] = { "cluster", "irreducibility", "separability", "mixture", "kappa", "hole", "radius_cv",
		"rayleigh2", "rao", "axis_ratio" };
	size_t n = 0, at = 0, clusters = s->ranked < SHOWN ? s->ranked : SHOWN;
	sx_arena *tmp = s->call->tmp;
	for (size_t r = 0; r < clusters; r++)
		n += s->found[s->order[r]].k - 1;
	double *v = sx_alloc(tmp, FIELDS * (n + 1), sizeof *v);
	const char **plane = sx_alloc(tmp, n, sizeof *plane), **why = sx_alloc(tmp, n, sizeof *why);
	const char **space = sx_alloc(tmp, n, sizeof *space);
	if (!v || !plane || !why || !space)
		return false;
	for (size_t r = 0; r < clusters; r++) {
		const judged *j = &s->found[s->order[r]];
		for (size_t p = 0; p + 1 < j->k; p++, at++) {
			const char *objection = j->bad[p] ? "degenerate" : sx_ring_objection(&j->ring[p], 0, 1, j->rows);
			plane[at] = sx_printf(tmp, "%zu-%zu", p + 1, p + 2);
			why[at] = objection ? objection : j->ring[p].rao > SX_RING_SPOTS ? "shape of separate spots" : "shape of a ring";
			space[at] = space_name(s, r);
			if (!plane[at] || !space[at])
				return false;
			for (size_t f = 0; f < FIELDS; f++)
				v[f * n + at] = field(j, p, r + 1, f);
		}
	}
	sx_table(s->out, "planes", SX_PLAIN, n);
	sx_table_texts(s->out, "plane", plane);
	for (size_t f = 0; f < FIELDS; f++)
		(f ? sx_table_nums : sx_table_ints)(s->out, names[f], v + f * n);
	sx_table_texts(s->out, "verdict", why);
	sx_table_texts(s->out, "space", space);
	return true;
}

/* The atoms of the clusters that became spaces. */
static bool atoms_table(study *s)
{
	size_t spaces = (size_t)number(s, SX_CIRCLES_SPACES), clusters = s->ranked < spaces ? s->ranked : spaces, n = 0;
	const sx_atoms *t = &s->atoms;
	for (size_t r = 0; r < clusters; r++)
		n += t->start[s->order[r] + 1] - t->start[s->order[r]];
	size_t *rows = sx_alloc(s->call->tmp, n, sizeof *rows), at = 0;
	double *cluster = sx_alloc(s->call->tmp, n, sizeof *cluster);
	if (!rows || !cluster)
		return false;
	for (size_t r = 0; r < clusters; r++)
		for (size_t i = t->start[s->order[r]]; i < t->start[s->order[r] + 1]; i++, at++) {
			rows[at] = t->atom[i];
			cluster[at] = (double)r + 1;
		}
	if (!sx_table_rows(s->out, "atoms", SX_PLAIN, s->dictionary, rows, n, s->call->tmp))
		return false;
	sx_table_ints(s->out, "cluster", cluster);
	return true;
}

/* ---- spaces ---- */

static bool copy_labels(const study *s, const sx_part *part, sx_space *to, sx_err *err)
{
	const char **label = sx_alloc(s->call->tmp, part->rows, sizeof *label);
	if (!sx_space_has_labels(s->activations))
		return true;
	for (size_t i = 0; label && i < part->rows; i++)
		label[i] = sx_space_label(s->activations, part->row[i]);
	return label ? sx_space_set_labels(to, label, err) : sx_fail_memory(err, "labels", (double)part->rows * 8);
}

static bool copy_field(const study *s, const sx_field *f, const sx_part *part, sx_space *to, sx_err *err)
{
	const char **text = sx_alloc(s->call->tmp, part->rows, sizeof *text);
	double *num = sx_alloc(s->call->tmp, part->rows, sizeof *num);
	if (!text || !num)
		return sx_fail_memory(err, "a column", (double)part->rows * 16);
	for (size_t i = 0; i < part->rows; i++)
		if (f->type == SX_TEXT)
			text[i] = f->text[part->row[i]];
		else
			num[i] = f->num[part->row[i]];
	sx_field copy = { f->name, f->type, num, text, f->category };
	return sx_space_add_field(to, &copy, err);
}

/* Adds, to the columns of the activations, the original row of each point. */
static bool copy_columns(const study *s, const sx_part *part, sx_space *to, sx_err *err)
{
	double *row = sx_alloc(s->call->tmp, part->rows, sizeof *row);
	if (row == NULL)
		return sx_fail_memory(err, "a column", (double)part->rows * 8);
	for (size_t i = 0; i < part->rows; i++)
		row[i] = (double)part->row[i];
	sx_field from = { .name = "of_row", .type = SX_INTEGER, .num = row };
	if (!copy_labels(s, part, to, err) || !sx_space_add_field(to, &from, err))
		return false;
	for (size_t f = 0; f < sx_space_fields(s->activations); f++)
		if (!copy_field(s, sx_space_field_at(s->activations, f), part, to, err))
			return false;
	return true;
}

static bool give_space(const study *s, size_t place, sx_err *err)
{
	sx_part part;
	float *to;
	sx_arena *own = sx_arena_new(0);
	bool ok = own ? part_of(s, s->order[place], own, &part, err) : sx_fail_memory(err, "a cluster", MOST);
	sx_space *made = ok ? sx_space_new(space_name(s, place), part.rows, part.k, &to, err) : NULL;
	if (made) {
		for (size_t i = 0; i < part.rows * part.k; i++)
			to[i] = (float)part.score[i];
		ok = copy_columns(s, &part, made, err);
		if (ok)
			sx_give(s->out, made);
		else
			sx_space_unref(made);
	}
	sx_arena_free(own);
	return made && ok;
}

/* ---- the run ---- */

static bool cluster(study *s, sx_job *job, sx_err *err)
{
	size_t n = sx_space_rows(s->dictionary), groups = (size_t)number(s, SX_CIRCLES_CLUSTERS);
	sx_arena *tmp = s->call->tmp;
	if (sx_space_dims(s->activations) != n)
		return sx_fail(err, SX_EINPUT, "%s has %zu values a row, but %s has %zu atoms", sx_space_name(s->activations),
		               sx_space_dims(s->activations), sx_space_name(s->dictionary), n);
	if (number(s, SX_CIRCLES_RULE) == 0)
		return sx_atoms_graph(s->dictionary, (size_t)number(s, SX_CIRCLES_NEAREST), number(s, SX_CIRCLES_SIMILARITY), job, tmp,
		                      &s->atoms, err);
	if (!s->call->arg[SX_CIRCLES_CLUSTERS].given)
		groups = n / 25 > 2 ? n / 25 : 2;
	if (!sx_atoms_cut(s->dictionary, groups, job, tmp, &s->atoms, err))
		return false;
	sx_record_num(s->out, "clusters", (double)groups);
	sx_note(s->out, "spectral: not fully converged: the sum of the leading eigenvalues still changed by a fraction %.1g in "
		"the last pass", s->atoms.worst);
	return true;
}

static bool rank(study *s, sx_err *err)
{
	size_t n = s->atoms.count, few = 0, flat = 0;
	double *down = sx_alloc(s->call->tmp, n, sizeof *down);
	s->order = sx_alloc(s->call->tmp, n, sizeof *s->order);
	if (!down || !s->order)
		return sx_fail_memory(err, "clusters", (double)n * 16);
	for (size_t c = 0; c < n; c++) {
		const judged *j = &s->found[c];
		if (j->failed)
			return sx_fail_memory(err, "a cluster", MOST * 8. * COMPONENTS);
		down[c] = j->rank;
		few += j->rows < LEAST;
		flat += j->rows >= LEAST && !isfinite(j->rank);
		s->ranked += isfinite(j->rank) != 0;
	}
	if (few)
		sx_note(s->out, "%zu clusters are active on fewer than %d rows, where both indices are biased, and are left out", few, LEAST);
	if (flat)
		sx_note(s->out, "%zu clusters reconstruct a line and are left out", flat);
	return sx_order_down(down, n, s->order, s->call->tmp) || sx_fail_memory(err, "clusters", (double)n * 16);
}

static void figures(study *s)
{
	size_t rings = 0;
	for (size_t r = 0; r < s->ranked; r++) {
		const judged *j = &s->found[s->order[r]];
		for (size_t p = 0; p + 1 < j->k; p++)
			rings += !j->bad[p] && sx_ring_rule(&j->ring[p], 0, 1, j->rows);
	}
	sx_put(s->out, "atoms", (double)sx_space_rows(s->dictionary));
	sx_put(s->out, "clustered_atoms", (double)s->atoms.start[s->atoms.count]);
	sx_put(s->out, "atom_clusters", (double)s->atoms.count);
	sx_put(s->out, "clusters_ranked", (double)s->ranked);
	sx_put(s->out, "ring_shapes", (double)rings);
	if (s->ranked)
		sx_put(s->out, "irreducibility", s->found[s->order[0]].rank);
	else
		sx_put_none(s->out, "irreducibility", "no cluster spans a plane on enough rows");
	if (s->atoms.large)
		sx_note(s->out, "%zu clusters of more than %d atoms are left out", s->atoms.large, SX_CLUSTER_MOST);
	sx_note(s->out, "no p-value: points reconstructed by few atoms are never Gaussian; verdicts concern shape alone, among "
		"all ranked planes");
}

bool sx_circles_dictionary(const sx_call *call, sx_result *out, sx_err *err)
{
	study s = { .call = call, .out = out, .dictionary = call->arg[SX_CIRCLES_DICTIONARY].space[0],
	            .activations = call->arg[SX_CIRCLES_ACTIVATIONS].space[0] };
	sx_job first = sx_job_part(call->job, 0, 0.6), second = sx_job_part(call->job, 0.6, 0.1), third = sx_job_part(call->job, 0.7, 0.3);
	if (!cluster(&s, &first, err) ||
	    !sx_atoms_activity(&s.atoms, s.activations, sx_space_rows(s.dictionary), &second, call->tmp, &s.active, err))
		return false;
	s.found = sx_alloc(call->tmp, s.atoms.count, sizeof *s.found);
	if (s.found == NULL)
		return sx_fail_memory(err, "clusters", (double)s.atoms.count * sizeof *s.found);
	if (!sx_for(&third, "planes of the clusters", s.atoms.count, 1, judge, &s))
		return sx_fail_cancel(err);
	if (!rank(&s, err))
		return false;
	figures(&s);
	if (!planes_table(&s) || !clusters_table(&s) || !atoms_table(&s))
		return sx_fail_memory(err, "the tables", (double)s.ranked * 100);
	for (size_t r = 0; r < s.ranked && (double)r < number(&s, SX_CIRCLES_SPACES); r++)
		if (!give_space(&s, r, err))
			return false;
	return true;
}
