/* test_dictionary.c: planted families of atoms, and what they reconstruct against the rows made in full. */
#include "support.h"

#include "analyses/circles/circle_scores.h"
#include "analyses/dictionaries/atom_clusters.h"
#include "numeric/kmeans.h"
#include "base/rng.h"

enum { D = 64, FAMILIES = 6, ALONE = 100, ROWS = 3000, ATOMS = 7 + 8 + 9 + 10 + 11 + 12 + ALONE };

static size_t first_of(size_t family)
{
	size_t at = 0;
	for (size_t f = 0; f < family; f++)
		at += 7 + f;
	return at;
}

static void to_unit(double *v, size_t d)
{
	double sum = 0;
	for (size_t j = 0; j < d; j++)
		sum += v[j] * v[j];
	for (size_t j = 0; j < d; j++)
		v[j] /= sqrt(sum);
}

/* Six families of 7 … 12 atoms, each round the circle of a cone of its own, and atoms of no family; all of length 1. */
static sx_space *dictionary(uint64_t seed)
{
	float *p;
	sx_space *s = sx_space_new("D", ATOMS, D, &p, NULL);
	sx_rng rng = sx_rng_seed(seed);
	for (size_t f = 0; f < FAMILIES; f++) {
		double base[3][D], v[D];
		for (size_t k = 0; k < 3 * D; k++)
			base[k / D][k % D] = sx_rng_normal(&rng) / 8;
		for (size_t a = 0; a < 7 + f; a++) {
			double t = 2 * M_PI * (double)a / (double)(7 + f);
			for (size_t j = 0; j < D; j++)
				v[j] = base[0][j] + cos(t) * base[1][j] + sin(t) * base[2][j];
			to_unit(v, D);
			for (size_t j = 0; j < D; j++)
				p[(first_of(f) + a) * D + j] = (float)v[j];
		}
	}
	for (size_t a = first_of(FAMILIES); a < ATOMS; a++) {
		double v[D];
		for (size_t j = 0; j < D; j++)
			v[j] = sx_rng_normal(&rng);
		to_unit(v, D);
		for (size_t j = 0; j < D; j++)
			p[a * D + j] = (float)v[j];
	}
	return s;
}

/* Every row: two neighbours of one family, from one to the other in parts, amplitude 2 to 4; and three other atoms. The last
 * family's atoms are independent of one another. */
static sx_space *activations(uint64_t seed)
{
	float *p;
	sx_space *s = sx_space_new("Z", ROWS, ATOMS, &p, NULL);
	sx_rng rng = sx_rng_seed(seed);
	for (size_t i = 0; i < ROWS; i++) {
		size_t f = sx_rng_below(&rng, FAMILIES), n = 7 + f, a = sx_rng_below(&rng, n);
		double part = sx_rng_unit(&rng), size = 2 + 2 * sx_rng_unit(&rng);
		float *at = p + i * ATOMS;
		if (f + 1 < FAMILIES) {
			at[first_of(f) + a] = (float)(size * (1 - part));
			at[first_of(f) + (a + 1) % n] = (float)(size * part);
		} else {
			for (size_t k = 0; k < n; k++)
				at[first_of(f) + k] = sx_rng_unit(&rng) < 0.2 ? (float)(-2 * log(1 - sx_rng_unit(&rng))) : 0;
		}
		for (int k = 0; k < 3; k++)
			at[first_of(FAMILIES) + sx_rng_below(&rng, ALONE)] = (float)sx_rng_unit(&rng);
	}
	return s;
}

/* How many families are clusters, whole and alone. */
static size_t recovered(const sx_atoms *t)
{
	size_t good = 0;
	for (size_t f = 0; f < FAMILIES; f++)
		for (size_t c = 0; c < t->count; c++) {
			bool same = t->start[c + 1] - t->start[c] == 7 + f;
			for (size_t a = 0; same && a < 7 + f; a++)
				same = t->atom[t->start[c] + a] == first_of(f) + a;
			good += same;
		}
	return good;
}

static void graph_finds_families(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++)
		for (size_t k = 2; k <= 4; k++) {
			sx_space *s = dictionary(seed);
			sx_arena *a = sx_arena_new(0);
			sx_job job = { .threads = 2 };
			sx_atoms t;
			assert_true(sx_atoms_graph(s, k, 0.5, &job, a, &t, NULL));
			assert_int_equal(recovered(&t), FAMILIES);
			assert_true(t.count <= FAMILIES + 2);	/* two of the others may be alike by chance */
			/* without the cut the others chain the families together */
			assert_true(sx_atoms_graph(s, k, -1, &job, a, &t, NULL));
			assert_int_equal(recovered(&t), 0);
			sx_arena_free(a);
			sx_space_unref(s);
		}
}

/* The weights held whole and their eigenvectors all found, then the same k-means. */
static void plain_cut(const sx_space *s, size_t groups, sx_arena *a, sx_atoms *out)
{
	sx_mat m = sx_space_mat(s);
	double *w = sx_alloc(a, m.n * m.n, sizeof *w), *value = sx_alloc(a, m.n, sizeof *value);
	double *vector = sx_alloc(a, m.n * m.n, sizeof *vector), *degree = sx_alloc(a, m.n, sizeof *degree);
	float *x = sx_alloc(a, m.n * groups, sizeof *x);
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.n; j++) {
			double dot = 0;
			for (size_t c = 0; c < m.d; c++)
				dot += (double)m.p[i * m.d + c] * (double)m.p[j * m.d + c];
			w[i * m.n + j] = i == j ? 0 : 1 - acos(fmin(fmax(dot, -1), 1)) / M_PI;
			degree[i] += w[i * m.n + j];
		}
	for (size_t i = 0; i < m.n * m.n; i++)
		w[i] /= sqrt(degree[i / m.n] * degree[i % m.n]);
	assert_true(sx_eigh(m.n, w, value, vector, NULL));
	near(value[0], 1, 1e-12, 0);
	for (size_t i = 0; i < m.n; i++)
		for (size_t v = 0; v < groups; v++)
			x[i * groups + v] = (float)(vector[v * m.n + i] / sqrt(degree[i]));
	sx_kmeans found;
	sx_job job = { .threads = 2 };
	assert_true(sx_kmeans_run((sx_mat){ x, m.n, groups, groups }, groups, 10, &job, a, &found, NULL));
	assert_true(sx_atoms_group(found.label, m.n, groups, a, out, NULL));
}

/* Cuts made from blocks are those made whole; the same for any number of threads. */
static void cuts_are_exact(void **state)
{
	(void)state;
	static const size_t groups[] = { 2, 6, 7 };
	for (uint64_t seed = 1; seed <= 3; seed++)
		for (size_t c = 0; c < SX_COUNT(groups); c++) {
			sx_space *s = dictionary(seed);
			sx_arena *a = sx_arena_new(0);
			sx_atoms t[3];
			for (int threads = 1; threads <= 2; threads++) {
				sx_job job = { .threads = threads };
				assert_true(sx_atoms_cut(s, groups[c], &job, a, &t[threads], NULL));
			}
			plain_cut(s, groups[c], a, &t[0]);
			for (int i = 1; i <= 2; i++)
				assert_true(t[0].count == t[i].count && memcmp(t[0].start, t[i].start, (t[0].count + 1) * sizeof(size_t)) == 0 &&
				            memcmp(t[0].atom, t[i].atom, t[0].start[t[0].count] * sizeof(size_t)) == 0);
			sx_arena_free(a);
			sx_space_unref(s);
		}
}

/* The family of a cluster of the table, by its first atom; FAMILIES for the others. */
static size_t family_of(const sx_result *r, size_t cluster)
{
	for (size_t f = 0; f < FAMILIES; f++)
		if (field(r, "clusters", "first_atom")->num[cluster] == (double)first_of(f))
			return f;
	return FAMILIES;
}

/* The rows that family f reconstructs, made in full. */
static sx_space *in_full(const sx_space *d, const sx_space *z, size_t f, bool unit)
{
	static float x[ROWS * D];
	size_t n = 0;
	sx_mat atoms = sx_space_mat(d), active = sx_space_mat(z);
	for (size_t i = 0; i < ROWS; i++) {
		double sum[D] = { 0 };
		bool any = false;
		for (size_t a = first_of(f); a < first_of(f + 1); a++) {
			any |= active.p[i * ATOMS + a] != 0;
			for (size_t j = 0; j < D; j++)
				sum[j] += (double)active.p[i * ATOMS + a] * (double)atoms.p[a * D + j];
		}
		if (!any)
			continue;
		if (unit)
			to_unit(sum, D);
		for (size_t j = 0; j < D; j++)
			x[n * D + j] = (float)sum[j];
		n++;
	}
	return from_points("full", n, D, x);
}

/* The planes of each family are those of its rows made in full, judged by the command for planes; the best cluster's space has
 * their scores. Rows that are brought to length 1 lie on circles; as they are, on cones; the last family is no feature. */
static void planes_of_families(void **state)
{
	(void)state;
	for (int unit = 0; unit < 2; unit++) {
		sx_session *s = sx_session_new();
		give(s, dictionary(1));
		give(s, activations(2));
		sx_result *r = must(s, unit ? "circles --dictionary D --activations Z --unit" : "circles --dictionary D --activations Z", 2);
		const sx_field *cluster = field(r, "planes", "cluster"), *kappa = field(r, "planes", "kappa");
		size_t seen = 0;
		double mean[20] = { 0 }, planes[20] = { 0 };
		for (size_t p = 0; p < sx_result_frame(r, "planes")->rows; p++) {
			double want = (1 - field(r, "planes", "mixture")->num[p]) * field(r, "planes", "separability")->num[p];
			near(field(r, "planes", "irreducibility")->num[p], want, 1e-12, 0);
			mean[(size_t)cluster->num[p] - 1] += want;
			planes[(size_t)cluster->num[p] - 1]++;
		}
		for (size_t c = 0; c < sx_result_frame(r, "clusters")->rows; c++)
			near(field(r, "clusters", "irreducibility")->num[c], mean[c] / planes[c], 1e-12, 0);
		for (size_t p = 0; p < sx_result_frame(r, "planes")->rows; p++) {
			size_t c = (size_t)cluster->num[p] - 1, f = family_of(r, c);
			if (f >= FAMILIES - 1 || strcmp(field(r, "planes", "plane")->text[p], "1-2") != 0)
				continue;
			seen++;
			if (unit)
				assert_true(kappa->num[p] < 1.05);
			else
				assert_true(kappa->num[p] > 1.1 && kappa->num[p] < 1.25);
			give(s, in_full(sx_session_space(s, "D"), sx_session_space(s, "Z"), f, unit));
			sx_result *q = must(s, "irreducible full --components 2", 2);
			near(field(r, "clusters", "rows")->num[c], (double)sx_space_rows(sx_session_space(s, "full")), 0, 0);
			near(field(r, "planes", "separability")->num[p], figure(q, "separability_index"), 0, 0.01);
			near(field(r, "planes", "mixture")->num[p], figure(q, "mixture_index"), 0, 0.004);
			sx_result_unref(q);
			q = must(s, "circles full --components 2 --null 19", 2);
			near(kappa->num[p], figure(q, "kappa"), 1e-5, 0);
			sx_result_unref(q);
			if (c == 0) {
				q = must(s, "circles D.c1 --components 2 --null 19", 2);
				near(kappa->num[p], figure(q, "kappa"), 1e-5, 0);
				assert_non_null(sx_space_field(sx_session_space(s, "D.c1"), "of_row"));
				sx_result_unref(q);
			}
		}
		assert_int_equal(seen, FAMILIES - 1);
		sx_result_unref(r);
		sx_session_free(s);
	}
}

/* By rank: every family of neighbours before the one of independent atoms. */
static void ranked_by_irreducibility(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, dictionary(1));
	give(s, activations(2));
	sx_result *r = must(s, "circles --dictionary D --activations Z --spaces 1", 1);
	sx_result *two = must(s, "circles --dictionary D --activations Z --spaces 1", 2);
	const sx_field *rank = field(r, "clusters", "irreducibility");
	size_t n = sx_result_frame(r, "clusters")->rows, place[FAMILIES + 1] = { 0 };
	for (size_t c = 0; c < n; c++) {
		place[family_of(r, c)] = c;
		assert_true(c == 0 || rank->num[c] <= rank->num[c - 1]);
		assert_true(rank->num[c] == field(two, "clusters", "irreducibility")->num[c]);
	}
	for (size_t f = 0; f + 1 < FAMILIES; f++)
		assert_true(place[f] < place[FAMILIES - 1] && rank->num[place[f]] > 0.2);
	assert_true(rank->num[place[FAMILIES - 1]] < 0.1);
	assert_non_null(sx_session_space(s, "D.c1"));
	assert_null(sx_session_space(s, "D.c2"));
	sx_result_unref(two);
	sx_result_unref(r);
	r = must(s, "circles --dictionary D --activations Z --rule spectral --clusters 6", 2);
	near(figure(r, "clustered_atoms"), ATOMS, 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

static void edges(void **state)
{
	(void)state;
	static float d[] = { 1, 0, 2, 0, 0, 1, 0, -1 }, z[4 * 200];
	for (size_t i = 0; i < 200; i++) {
		z[4 * i] = (float)(i % 7);
		z[4 * i + 1] = (float)(i % 3);
	}
	sx_session *s = sx_session_new();
	give(s, from_points("D", 4, 2, d));
	give(s, from_points("Z", 200, 4, z));
	sx_result *r = must(s, "circles --dictionary D --activations Z --nearest 1", 2);
	near(figure(r, "atom_clusters"), 1, 0, 0);	/* two parallel atoms: a line */
	near(figure(r, "clusters_ranked"), 0, 0, 0);
	assert_true(isnan(figure(r, "irreducibility")));
	sx_result_unref(r);
	must_fail(s, "circles --dictionary D", SX_EUSAGE, "go together");
	must_fail(s, "circles --activations Z", SX_EUSAGE, "go together");
	must_fail(s, "circles --dictionary Z --activations D", SX_EINPUT, "D has 2 values a row, but Z has 200 atoms");
	must_fail(s, "circles --dictionary D --activations Z --rule spectral --clusters 4", SX_EINPUT, "cannot be cut");
	d[0] = 0;
	give(s, from_points("D", 4, 2, d));
	must_fail(s, "circles --dictionary D --activations Z --nearest 1", SX_EINPUT, "zero");
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(graph_finds_families), cmocka_unit_test(cuts_are_exact), cmocka_unit_test(planes_of_families),
		cmocka_unit_test(ranked_by_irreducibility), cmocka_unit_test(edges),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("dictionary", tests, NULL, NULL);
}
