/* test_examples.c: every command's own example runs on the fixture, every default lies in its limits, every analysis
 * names its source, and help, the manual and each renderer take whatever comes out. */
#include "run/example.h"
#include "support.h"

#include "sxlua.h"

static sx_session *fresh(sx_lua **lua)
{
	sx_err err = { 0 };
	sx_session *s = sx_session_new();
	*lua = sx_lua_open(s, &err);
	if (*lua == NULL)
		fail_msg("%s", err.msg);
	sx_result *r = must(s, "load samples/glove-5k.npy --as demo --limit 400", 2);
	assert_true(sx_session_keep(s, r, &err));
	sx_result_unref(r);
	return s;
}

static void render_all(const sx_result *r)
{
	sx_buf b = { 0 };
	sx_style style[] = { { .width = 80, .utf8 = true, .glyphs = SX_GLYPHS_BRAILLE, .pictures = true }, { .width = 40, .rows = 5 } };
	for (size_t i = 0; i < SX_COUNT(style); i++)
		sx_render_text(r, &style[i], &b);
	sx_render_json(r, &b);
	sx_render_csv(r, ',', &b);
	sx_render_markdown(r, &b);
	for (size_t i = 0; i < r->nframes; i++) {
		sx_err err = { 0 };
		if (!sx_render_svg(r, &r->frame[i], &b, &err))
			assert_true(err.msg[0] != '\0');
	}
	assert_true(sx_buf_ok(&b) && b.len > 0);
	sx_buf_free(&b);
}

static size_t untold(const sx_command *c, const char *kind, const char *name)
{
	print_error("%s: the %s %s is not in its table\n", c->name, kind, name);
	return 1;
}

/* How much of a result does not stand in the command's table of figures; range ends such as _low need no row. */
static size_t not_told(const sx_command *c, const sx_result *r)
{
	size_t bad = 0;
	for (size_t i = 0; i < r->nscalars; i++)
		if (!sx_figure_find(c, r->scalar[i].name, NULL))
			bad += untold(c, "figure", r->scalar[i].name);
	for (size_t i = 0; i < r->nframes; i++)
		if (!sx_figure_find(c, r->frame[i].name, "table") && !sx_figure_find(c, r->frame[i].name, "series"))
			bad += untold(c, "table", r->frame[i].name);
	for (size_t i = 0; i < r->ncolumns; i++)
		if (!sx_figure_find(c, r->column[i].name, "column"))
			bad += untold(c, "column", r->column[i].name);
	return bad;
}

static void examples_run(void **state)
{
	(void)state;
	size_t bad = 0;
	for (size_t i = 0; i < sx_all_commands.n; i++) {
		const sx_command *c = sx_all_commands.command[i];
		sx_err err = { 0 };
		sx_job job = { .threads = 2, .memory = (size_t)1 << 30 };
		sx_lua *lua;
		if (c->example == NULL)
			fail_msg("%s has no example", c->name);
		sx_session *s = fresh(&lua);
		sx_result *r = sx_result_new();
		if (!sx_example_run(s, c, &job, r, &err))
			fail_msg("%s: %s", c->example, err.msg);
		assert_string_equal(r->command, c->name);
		bad += not_told(c, r);
		render_all(r);
		sx_result_unref(r);
		sx_lua_close(lua);
		sx_session_free(s);
	}
	remove("/tmp/sextant-example.json");
	remove("/tmp/sextant-example.session");
	remove("/tmp/demo.tsv");
	assert_int_equal(bad, 0);
}

/* Lines that put out what the examples do not. */
static const char *const more_lines[] = {
	"hubness demo --k 5,10 --null 2 --labels cluster",
	"hubness demo --queries 100",
	"hubness demo --split 0.2 --labels cluster",
	"isotropy demo --groups cluster",
	"isotropy demo --reference rest",
	"id demo --method all --k 10 --costs",
	"id demo --method twonn --null 2",
	"overlap demo rest --labels cluster --null 2",
	"overlap demo rest --queries 50",
	"dehub demo --method all --k 5",
	"dehub demo --method nicdm --k 5,10 --labels cluster --k-max 12",
	"dehub demo --method nicdm --labels cluster --split 0.2",
	"dehub demo --method nicdm --labels cluster",
	"spectrum demo --prompts cluster",
	"cluster demo --method hdbscan --labels cluster",
	"cluster demo --method spectral --labels cluster",
	"layout demo tsne --steps 20",
	"compare demo rest --methods all --null 2",
	"compare demo rest third --methods cka_debiased,mutual_knn",
	"plot demo --circle --path norm --arrow 'he - she'",
	"plot demo --like rest",
	"plot demo --z pc3 --turn 20",
	"plot demo > /tmp/sextant-plot.svg",
	"head demo --at 3",
	"head demo --match mon",
	"explain demo monday --with rest",
	"circles demo --order row --null 19",
	"circles demo --fit --null 19",
	"circles demo --planes labels --labels cluster --null 19",
	"circle-probe demo row --to 3 --edits all",
	"fourier demo --pairs grid",
	"fourier demo --planes --null 19",
	"helix demo row --null 0",
	"cocycle demo --landmarks 40 --null 3",
	"knn demo --queries 50",
	"knn demo --query-space rest",
	"align demo rest --method unsupervised",
	"align demo rest --method gw",
	"anchors demo --method kmeans --count 5",
	"local-map demo --inputs demo --k 30 --queries 50",
	"subspace demo --labels cluster --draws 2",
	"whiten demo --method pca",
	"set",
	"lua print(1)",
	"session save /tmp/sextant-example.session",
	"imbalance demo rest --k 3",
	"irreducible demo --components 4 --convention paper",
	"relative demo --anchors-of third",
};

static void lines_are_told(const char *const *lines, size_t count)
{
	size_t bad = 0;
	sx_lua *lua;
	sx_session *s = fresh(&lua);
	static const char *const before[] = { "cluster demo --clusters 3", "abtt demo --components 2 --as rest",
		"abtt demo --components 5 --as third", "anchors third --count 20" };
	for (size_t i = 0; i < SX_COUNT(before); i++)
		sx_result_unref(must(s, before[i], 2));
	for (size_t i = 0; i < count; i++) {
		sx_result *r = must(s, lines[i], 2);
		bad += not_told(sx_command_find(s, r->command, NULL), r);
		sx_result_unref(r);
	}
	sx_lua_close(lua);
	sx_session_free(s);
	remove("/tmp/sextant-example.session");
	remove("/tmp/sextant-plot.svg");
	assert_int_equal(bad, 0);
}

static void more_figures_are_told(void **state)
{
	(void)state;
	lines_are_told(more_lines, SX_COUNT(more_lines));
}

static void figures_of_leiden_are_told(void **state)
{
	(void)state;
#ifdef SX_HAVE_IGRAPH
	lines_are_told((const char *const[]){ "cluster demo --method leiden --labels cluster" }, 1);
#else
	skip_because("built without igraph");
#endif
}

static void figures_of_a_graph_are_told(void **state)
{
	(void)state;
#ifdef SX_HAVE_HNSWLIB
	lines_are_told((const char *const[]){ "knn demo --graph hnsw" }, 1);
#else
	skip_because("built without hnswlib");
#endif
}

static void figures_are_well_formed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sx_all_commands.n; i++) {
		const sx_command *c = sx_all_commands.command[i];
		if (!c->nfigures && !(c->flags & SX_FRONT))
			fail_msg("%s has no table of figures", c->name);
		for (size_t f = 0; f < c->nfigures; f++) {
			const sx_figure *g = &c->figure[f];
			if (!g->name || !*g->name || !g->reads || !*g->reads || g->reads[strlen(g->reads) - 1] == '.')
				fail_msg("%s: row %zu has no name or reading, or it ends in a full stop", c->name, f);
			if (!*sx_figure_range(c, g))
				fail_msg("%s: %s has no range", c->name, g->name);
			if (g->range && sx_figure_reading(c, g) && strcmp(g->range, "table") != 0)
				assert_string_equal(g->range, sx_figure_reading(c, g)->range);
		}
		for (size_t k = 0; k < c->nreadings; k++)
			if (!sx_figure_find(c, c->reading[k].figure, NULL))
				fail_msg("%s: %s is read by report but not in the table", c->name, c->reading[k].figure);
	}
	assert_null(sx_figure_find(sx_catalog_find(&sx_all_commands, "hubness"), "k_skewnes", NULL));
	assert_non_null(sx_figure_find(sx_catalog_find(&sx_all_commands, "hubness"), "k_skewness_null_low", NULL));
	assert_null(sx_figure_find(sx_catalog_find(&sx_all_commands, "hubness"), "k_occurrence_10", NULL));	/* a column */
	assert_non_null(sx_figure_find(sx_catalog_find(&sx_all_commands, "hubness"), "k_occurrence_10", "column"));
}

static bool is_choice(const sx_command *c, const char *option, const char *value)
{
	for (size_t i = 0; i < c->nparams; i++) {
		const sx_param *p = &c->param[i];
		size_t len = strlen(value);
		if (strcmp(p->name, option) != 0)
			continue;
		if (!p->choices)
			return strcmp(value, "COLUMN") == 0 || strstr(p->help, value) || strstr(c->about, value);
		for (const char *at = p->choices; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
			if (strncmp(at, value, len) == 0 && (at[len] == '|' || at[len] == '\0'))
				return true;
	}
	return false;
}

/* Each name from elsewhere leads to a command that is there, with options that it has. */
static void synonyms_lead_somewhere(void **state)
{
	(void)state;
	for (size_t i = 0; sx_synonym_at(i); i++) {
		char line[128], *rest, *word;
		snprintf(line, sizeof line, "%s", sx_synonym_at(i)->ours);
		const sx_command *c = sx_catalog_find(&sx_all_commands, strtok_r(line, " ", &rest));
		if (!c)
			fail_msg("%s leads to no command", sx_synonym_at(i)->theirs);
		while ((word = strtok_r(NULL, " ", &rest)) != NULL) {
			char *value = strncmp(word, "--", 2) == 0 && strcmp(word, "--no-center") != 0 ? strtok_r(NULL, " ", &rest) : NULL;
			if (value && !is_choice(c, word + 2, value))
				fail_msg("%s: %s takes no %s %s", sx_synonym_at(i)->theirs, c->name, word, value);
		}
	}
	sx_session *s = sx_session_new();
	must_fail(s, "most_similar monday", SX_EUSAGE, "try 'neighbors'");
	must_fail(s, "tsne x", SX_EUSAGE, "try 'layout tsne'");
	must_fail(s, "Linear-CKA x y", SX_EUSAGE, "try 'compare --methods cka_linear'");
	must_fail(s, "k_skewness", SX_EUSAGE, "'hubness' measures it");
	must_fail(s, "help zzzzqqq", SX_EUSAGE, "'help' lists them");
	must_fail(s, "help -k zzzzqqq", SX_EINPUT, "nothing in the manual mentions");
	must_fail(s, "help -k", SX_EUSAGE, "the word to search for is missing");
	must_fail(s, "help pca knn", SX_EUSAGE, "one name at a time");
	sx_session_free(s);
}

static bool page_has(const char *line, const char *first, const char *text)
{
	sx_session *s = sx_session_new();
	sx_result *r = must(s, line, 1);
	const sx_field *f = sx_frame_field(sx_result_frame(r, "page"), "line");
	bool has = strncmp(f->text[0], first, strlen(first)) == 0, any = false;
	for (size_t i = 0; i < sx_result_frame(r, "page")->rows; i++)
		any |= strstr(f->text[i], text) != NULL;
	sx_result_unref(r);
	sx_session_free(s);
	return has && any;
}

static void help_finds(void **state)
{
	(void)state;
	assert_true(page_has("help hubness", "hubness:", "  k_skewness (0 is none; null: 0)"));
	assert_true(page_has("help hubness", "hubness:", "Below 0.7: rows serve as neighbours"));
	assert_true(page_has("help hubness", "hubness:", "antihub_occurrence"));
	assert_true(page_has("help most_similar", "most_similar is 'neighbors' in sextant", "--metric"));
	assert_true(page_has("help k_skewness", "hubness:", "skewness of N_k"));
	assert_true(page_has("help k_skewness_null", "hubness:", "skewness of N_k"));
	assert_true(page_has("help -k hub", "  hubness ", "  explain "));
	assert_true(page_has("help -k HUB", "  hubness ", "  dehub "));
	assert_true(page_has("help -k silhou", "  cluster ", "silhouette: cluster"));
	assert_true(page_has("help -k Aghajanyan", "  subspace ", "Aghajanyan"));
}

static void rows_of_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sx_all_commands.n; i++) {
		const sx_command *c = sx_all_commands.command[i];
		if (!c->summary || !c->about || !c->group || strchr(c->summary, '\n') || c->summary[strlen(c->summary) - 1] == '.')
			fail_msg("%s: summary, about or group is missing or ill-formed", c->name);
		bool measures = strcmp(c->group, "measure") == 0 || strcmp(c->group, "compare") == 0;
		if (strcmp(c->group, "measure") == 0 && c->cite == NULL)
			fail_msg("%s names no source", c->name);
		if (measures && (!c->plain || !strstr(c->plain, ". ") || !strstr(c->about, "Cost:") || !strstr(c->about, "Trap")))
			fail_msg("%s: two plain sentences, the cost or the traps are missing", c->name);
		for (size_t p = 0; p < c->nparams; p++) {
			const sx_param *q = &c->param[p];
			if (!q->name || !q->help || !*q->help || q->help[strlen(q->help) - 1] == '.')
				fail_msg("%s: parameter %zu has no name or help, or its help ends in a full stop", c->name, p);
			if ((q->kind == SX_KIND_CHOICE || q->kind == SX_KIND_CHOICES) && !q->choices)
				fail_msg("%s --%s has no choices", c->name, q->name);
			if (q->dflt && (q->kind == SX_KIND_INT || q->kind == SX_KIND_REAL) && !(q->lo == 0 && q->hi == 0))
				assert_true(atof(q->dflt) >= q->lo && atof(q->dflt) <= q->hi);
		}
	}
}

static void help_covers_everything(void **state)
{
	(void)state;
	sx_buf list = { 0 }, mdoc = { 0 };
	sx_manual_list(&sx_all_commands, &list);
	sx_manual_mdoc(&sx_all_commands, "November 23, 2026", &mdoc);
	for (size_t i = 0; i < sx_all_commands.n; i++) {
		const sx_command *c = sx_all_commands.command[i];
		sx_buf page = { 0 };
		assert_non_null(strstr(list.text, c->summary));
		sx_manual_command(c, &page);
		for (size_t p = 0; p < c->nparams; p++)
			assert_non_null(strstr(page.text, c->param[p].name));
		sx_buf_free(&page);
	}
	assert_non_null(strstr(mdoc.text, ".Sh SEE ALSO"));
	sx_buf_free(&list);
	sx_buf_free(&mdoc);
}

/* JSON of a result with every awkward thing in it. */
static void json_is_json(void **state)
{
	(void)state;
	sx_result *r = sx_result_new();
	static const double v[] = { 1, NAN, INFINITY, 0.1 };
	static const char *const t[] = { "a\"b", "tab\there", "\xff\xfe", "é" };
	r->command = "test";
	sx_put(r, "x", NAN);
	sx_put(r, "y", 1e300);
	sx_put_bool(r, "z", true);
	sx_put_range(r, "d", 1.5, 1, 2);
	sx_put_none(r, "n", "no reason");
	sx_table(r, "t", SX_PLAIN, 4);
	sx_table_nums(r, "v", v);
	sx_table_texts(r, "t", t);
	sx_buf b = { 0 };
	sx_render_json(r, &b);
	static const char want[] = "{\"command\":\"test\",\"params\":{},\"scalars\":{\"x\":null,\"y\":1e+300,\"z\":true,\"d\":1.5,"
		"\"d_low\":1,\"d_high\":2,\"n\":null},\"tables\":{\"t\":{\"columns\":[\"v\",\"t\"],\"rows\":[[1,\"a\\\"b\"],"
		"[null,\"tab\\there\"],[null,\"\xEF\xBF\xBD\xEF\xBF\xBD\"],[0.1,\"é\"]]}},\"notes\":[\"n: no reason\"],\"seconds\":0}\n";
	assert_string_equal(b.text, want);
	sx_buf_clear(&b);
	sx_render_csv(r, ',', &b);
	assert_string_equal(b.text, "v,t\n1,\"a\"\"b\"\n,tab\there\ninf,\xff\xfe\n0.1,é\n");
	sx_buf_free(&b);
	sx_result_unref(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_run), cmocka_unit_test(rows_of_the_table),
		cmocka_unit_test(more_figures_are_told), cmocka_unit_test(figures_of_leiden_are_told),
		cmocka_unit_test(figures_of_a_graph_are_told), cmocka_unit_test(figures_are_well_formed),
		cmocka_unit_test(synonyms_lead_somewhere), cmocka_unit_test(help_finds),
		 cmocka_unit_test(help_covers_everything),
		cmocka_unit_test(json_is_json),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
