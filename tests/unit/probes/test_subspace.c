/* test_subspace.c: the probe against plain gradient descent, and the accuracy of random subspaces against its closed form. */
#include "support.h"
#include "analyses/probes/linear_probe.h"

enum { THREADS = 2 };

static void set_class(sx_space *s, const double *code)
{
	sx_err err = { 0 };
	sx_field f = { .name = "class", .type = SX_INTEGER, .num = code };
	assert_true(sx_space_add_field(s, &f, &err));
}

/* The loss after many small steps down the slopes, in three plain loops. */
static double descend(const sx_probe *p, double *weights)
{
	size_t d = p->m.d, all = sx_probe_weights(p);
	double loss = 0, slope[32];
	assert_true(all <= 32 && p->classes <= 8);
	for (size_t step = 0; step < 20000; step++) {
		loss = 0;
		memset(slope, 0, sizeof slope);
		for (size_t i = 0; i < p->n; i++) {
			double score[8] = { 0 }, sum = 0;
			const float *x = p->m.p + p->row[i] * p->m.ld;
			for (size_t c = 0; c < p->classes; c++) {
				score[c] = weights[c * (d + 1) + d];
				for (size_t j = 0; j < d; j++)
					score[c] += weights[c * (d + 1) + j] * ((double)x[j] - p->mean[j]) * p->scale;
				sum += exp(score[c]);
			}
			loss += (log(sum) - score[p->code[p->row[i]]]) / (double)p->n;
			for (size_t c = 0; c < p->classes; c++) {
				double r = (exp(score[c]) / sum - (c == p->code[p->row[i]])) / (double)p->n;
				for (size_t j = 0; j < d; j++)
					slope[c * (d + 1) + j] += r * ((double)x[j] - p->mean[j]) * p->scale;
				slope[c * (d + 1) + d] += r;
			}
		}
		for (size_t a = 0; a < all; a++)
			if (a % (d + 1) != d) {
				loss += p->l2 / 2 * weights[a] * weights[a];
				slope[a] += p->l2 * weights[a];
			}
		for (size_t a = 0; a < all; a++)
			weights[a] -= 0.5 * slope[a];
	}
	return loss;
}

static void probe_is_at_its_least(void **state)
{
	(void)state;
	enum { N = 90, D = 3, C = 3, ALL = C * (D + 1) };
	sx_space *s = gaussian("s", N, D, 11);
	size_t row[N], code[N];
	double mean[D] = { 0.1, -0.2, 0 }, own[ALL], plain[ALL] = { 0 }, within[ALL], loss, part;
	for (size_t i = 0; i < N; i++) {
		row[i] = i;
		code[i] = i % C;
		((float *)(uintptr_t)sx_space_mat(s).p)[i * D + i % C] += 1;
	}
	sx_probe p = { .m = sx_space_mat(s), .row = row, .n = N, .code = code, .classes = C, .mean = mean, .scale = 0.7, .l2 = 0.01,
	               .flat = 1e-6, .steps = 500 };
	sx_job job = { .threads = THREADS, .seed = 3 };
	sx_err err = { 0 };
	assert_true(sx_probe_fit(&p, 0, 0, &job, own, &loss, &err));
	near(loss, descend(&p, plain), 0, 1e-9);
	for (size_t a = 0; a < ALL; a++)
		if (a % (D + 1) != D)		/* the biases have no penalty: one number may be added to all of them */
			near(own[a], plain[a], 0, 1e-3);
	/* A subspace of all dimensions holds every setting of the weights; smaller ones, nested, do ever worse. */
	assert_true(sx_probe_fit(&p, ALL, 0, &job, within, &part, &err));
	near(part, loss, 0, 1e-5);
	double before = INFINITY;
	for (size_t dims = 1; dims <= ALL; dims++) {
		assert_true(sx_probe_fit(&p, dims, 0, &job, within, &part, &err));
		assert_true(part <= before + 1e-5 && part >= loss - 1e-9);
		before = part;
	}
	sx_space_unref(s);
}

/* classes of N / classes rows each, their means at `far` along an axis of their own; two classes: at +far and -far. */
static sx_space *apart(const char *name, size_t n, size_t d, size_t classes, double far)
{
	sx_space *s = gaussian(name, n, d, 17);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	double *code = malloc(n * sizeof *code);
	assert_non_null(code);
	for (size_t i = 0; i < n; i++) {
		code[i] = (double)(i % classes);
		p[i * d + (classes == 2 ? 0 : i % classes)] += (float)(classes == 2 && i % 2 ? -far : far);
	}
	set_class(s, code);
	free(code);
	return s;
}

/* Two classes at a distance of 2 m: in a subspace of k of d dimensions the best weights lean by cos² ~ Beta(k / 2, (d - k) / 2)
 * from the line between them, and the accuracy is Phi(m cos). Its mean and variance over subspaces, by the midpoint rule. */
static void closed_form(double m, double k, double d, double *mean, double *variance)
{
	double weight = 0, one = 0, two = 0;
	for (double x = 0.0005; x < 1; x += 0.001) {
		double w = pow(x, k / 2 - 1) * pow(1 - x, (d - k) / 2 - 1), phi = 0.5 * erfc(-m * sqrt(x / 2));
		weight += w;
		one += w * phi;
		two += w * phi * phi;
	}
	*mean = one / weight;
	*variance = two / weight - *mean * *mean;
}

/* Within three standard deviations: of 1000 held-out rows, which all draws share, and of 10 subspaces. */
static void two_classes(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, apart("two", 4000, 64, 2, 2.5));
	sx_result *r = must(s, "subspace two --labels class --draws 10", THREADS);
	for (size_t i = 2; i < 6; i++) {
		double mean, variance;
		closed_form(2.5, field(r, "subspace_accuracy", "dimensions")->num[i], 64, &mean, &variance);
		near(field(r, "subspace_accuracy", "accuracy")->num[i], mean, 0, 3 * sqrt(mean * (1 - mean) / 1000 + variance / 10));
	}
	near(figure(r, "full_accuracy"), 0.9938, 0, 0.0075);	/* Phi(2.5), three standard deviations of 1000 rows */
	near(figure(r, "chance"), 0.5, 0, 0.05);
	near(figure(r, "d90"), 32, 0, 0);	/* Phi(2.5 sqrt(k / 64)): 0.894 at 16, 0.961 at 32; the target is 0.944 */
	near(figure(r, "weights"), 130, 0, 0);
	near(figure(r, "d90_share"), 32. / 130, 1e-12, 0);
	near(figure(r, "target_accuracy"), figure(r, "chance") + 0.9 * (figure(r, "full_accuracy") - figure(r, "chance")), 1e-12, 0);
	sx_result *one = must(s, "subspace two --labels class --draws 1 --dims 4,8", 1);
	sx_result *two = must(s, "subspace two --labels class --draws 1 --dims 4,8", THREADS);
	for (size_t i = 0; i < 2; i++)
		near(field(one, "subspace_accuracy", "accuracy")->num[i], field(two, "subspace_accuracy", "accuracy")->num[i], 0, 0);
	sx_result_unref(two);
	near(figure(one, "full_loss"), figure(r, "full_loss"), 0, 0);
	sx_result_unref(one);
	sx_result_unref(r);
	sx_session_free(s);
}

/* The more directions the classes differ along, the more a subspace must hold; and what cannot be learnt has no d90. */
static void more_directions(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, apart("three", 3000, 32, 3, 5));
	give(s, apart("twelve", 3000, 32, 12, 5));
	double three = ask(s, "subspace three --labels class", "d90"), twelve = ask(s, "subspace twelve --labels class", "d90");
	if (!(twelve >= 2 * three))
		fail_msg("d90 of 3 classes %g, of 12 classes %g", three, twelve);
	sx_space *noise = apart("noise", 60, 2, 2, 0);
	give(s, noise);
	sx_result *r = must(s, "subspace noise --labels class", THREADS);
	assert_true(isfinite(figure(r, "full_accuracy")));
	assert_true(!isnan(figure(r, "d90")) == (figure(r, "full_accuracy") > figure(r, "chance")));
	sx_result_unref(r);
	must_fail(s, "subspace noise --labels class --dims 7", SX_EUSAGE, "6 weights");
	must_fail(s, "subspace noise --labels class --dims 4,2", SX_EUSAGE, "increasing");
	must_fail(s, "subspace noise --labels nosuch", SX_EUSAGE, "nosuch");
	sx_session_free(s);
}

static bool stop_late(void *ctx, double share, const char *what)
{
	(void)what;
	(void)ctx;
	return share < 0.1;
}

static void stops(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, apart("two", 2000, 64, 2, 3));
	sx_job job = { .threads = 2, .tick = stop_late };
	sx_err err = { 0 };
	sx_result *r = sx_result_new();
	assert_false(sx_run(s, "subspace two --labels class", &job, r, &err));
	assert_int_equal(err.code, SX_ECANCEL);
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(probe_is_at_its_least),
		cmocka_unit_test(two_classes),
		cmocka_unit_test(more_directions),
		cmocka_unit_test(stops),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("subspace", tests, NULL, NULL);
}
