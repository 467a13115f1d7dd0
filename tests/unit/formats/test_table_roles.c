/* test_table_roles.c: which columns of a table become dimensions, and tables that are easily read as something else. */
#include "loading.h"

#include <math.h>

/* A table, what it is read as, and what is said of it. */
typedef struct role_case {
	const char *name, *text, *dims, *columns;	/* dims and columns as typed; NULL: not */
	size_t      n, d;
	float       first, last;	/* of the first row and of the last, their last values */
	const char *label;		/* of the first row; NULL: none */
	const char *fields;		/* columns of metadata, separated by spaces */
	const char *says;		/* in a note; NULL: there is no note */
} role_case;

static const role_case cases[] = {
	/* lists of numbers in the cells, as pandas writes a column of lists or of arrays */
	{ "t01", "id,text,embedding\n0,hello,\"[0.1, 0.2, 0.3]\"\n1,bye,\"[0.5, 0.2, -0.3]\"\n2,ok,\"[1e-3, 0.2, 0.7]\"\n", NULL, NULL,
	  3, 3, .3F, .7F, "hello", "id text", "vectors are column embedding; columns id, text" },
	{ "t02", ",text,ada\n0,hello,\"[0.1 0.2\n 0.3]\"\n1,bye,\"[0.5 0.2\n -0.3]\"\n", NULL, NULL,
	  2, 3, .3F, -.3F, "hello", "index text", "vectors are column ada; columns index, text" },
	{ "pgvector", "word\tyear\tv\na\t1990\t[1,2]\nb\t2000\t[3,4]\n", NULL, NULL, 2, 2, 2, 4, "a", "word year", "column v;" },
	{ "no brackets", "word,v\na,0.5 1 2\nb,1 2 3.5\n", NULL, NULL, 2, 3, 2, 3.5F, "a", "word", "column v" },
	{ "braces", "word;v\na;{0.5,1}\nb;{1,3.5}\n", NULL, NULL, 2, 2, 1, 3.5F, "a", "word", "column v" },
	{ "two of them", "w,u,v\na,\"[1,2]\",\"[3,4]\"\nb,\"[5,6]\",\"[7,8]\"\n", "u", NULL, 2, 2, 2, 6, "a", "w v", "column u" },
	{ "missing", "w,v\na,\"[1,2]\"\nb,\nc,\"[5,6]\"\n", NULL, NULL, 3, 2, 2, 6, "a", "w", "column v" },
	/* indices */
	{ "t03", "\"V1\" \"V2\" \"V3\"\n\"1\" 0.1 0.2 0.3\n\"2\" 0.4 0.5 0.6\n\"3\" 0.4 0.5 0.9\n", NULL, NULL,
	  3, 3, .3F, .9F, NULL, "row", "dimensions V1, V2, V3; columns row" },
	{ "t04", "Unnamed: 0,x,y\n0,0.1,0.2\n1,0.5,0.2\n2,0.5,0.1\n", NULL, NULL,
	  3, 2, .2F, .1F, NULL, "Unnamed: 0", "columns Unnamed: 0" },
	{ "id", "id,x,y\n17,1,2\n4,3,4\n", NULL, NULL, 2, 2, 2, 4, NULL, "id", "dimensions x, y; columns id" },
	{ "counts", "n,x,y\n1,5,2\n2,3,4\n3,3,9\n", NULL, NULL, 3, 2, 2, 9, NULL, "n", "dimensions x, y; columns n" },
	{ "bare count", "0,5.5,2\n1,3,4\n2,3,9\n", NULL, NULL, 3, 2, 2, 9, NULL, "column0", "columns column0" },
	{ "all there is", "n\n1\n2\n3\n", NULL, NULL, 3, 1, 1, 3, NULL, "", "dimension n" },
	/* names of one stem */
	{ "run", "title,year,v0,v1,v2,rating\na,1990,1,2,3,7\nb,2000,4,5,6,8\n", NULL, NULL, 2, 3, 3, 6, "a", "title year rating",
	  "dimensions v0, v1, v2; columns title, year, rating" },
	{ "long run", "w,e.0,e.1,e.2,e.3,e.4,e.5,e.6,e.7,e.8,year\na,1,2,3,4,5,6,7,8,9,1990\nb,1,2,3,4,5,6,7,8,0,1991\n", NULL, NULL,
	  2, 9, 9, 0, "a", "w year", "dimensions e.0 \342\200\246 e.8 (9); columns w, year" },
	{ "numbers", "word,0,1,2,3\na,1.5,2,3,4\nb,1,2,3,5\n", NULL, NULL, 2, 4, 4, 5, "a", "word", "dimensions 0, 1, 2, 3" },
	{ "numbers alone", "0,1,2\n.5,.25,.5\n.5,.5,.75\n", NULL, NULL, 2, 3, .5F, .75F, NULL, "", "dimensions 0, 1, 2" },
	{ "pair", "x1,x2,year\n1,2,1990\n3,4,1991\n", NULL, NULL, 2, 2, 2, 4, NULL, "year", "dimensions x1, x2; columns year" },
	{ "no run", "a,b,c,q1,q2\n1,2,3,4,5\n3,4,5,6,9\n", NULL, NULL, 2, 5, 5, 9, NULL, "", "dimensions a, b, c, q1, q2" },
	/* asked */
	{ "dims", "x1,x2,year\n1,2,1990\n3,4,1991\n", "x1,year", NULL, 2, 2, 1990, 1991, NULL, "x2", "dimensions x1, year; columns x2" },
	{ "range", "id,a,b,c\n1,2,3,4\n2,3,4,6\n", "a..b", NULL, 2, 2, 3, 4, NULL, "id c", "dimensions a, b; columns id, c" },
	{ "columns", "a,b,c\n1,2,3\n2,3,6\n", NULL, "c", 2, 2, 2, 3, NULL, "c", "dimensions a, b; columns c" },
	/* lines that begin with # */
	{ "t05", "#love\t0.1\t0.2\t0.3\n#peace\t0.5\t0.2\t0.9\n#war\t0.5\t0.1\t-0.3\nking\t0.1\t0.3\t0.5\n", NULL, NULL,
	  4, 3, .3F, .5F, "#love", "", NULL },
	{ "all tags", "#love,0.5\n#war,0.25\n", NULL, NULL, 2, 1, .5F, .25F, "#love", "", NULL },
	{ "savetxt", "# x,y\n1,2\n3,4\n", NULL, NULL, 2, 2, 2, 4, NULL, "", "dimensions x, y" },
	{ "remarks", "# by hand, on a Monday, late\n# and more\n1,2\n3,4\n", NULL, NULL, 2, 2, 2, 4, NULL, "", NULL },
	/* commas that are no decimal commas */
	{ "lists of ids", "w\tids\tx\na\t1,2\t0.5\nb\t3,4\t0.25\n", NULL, NULL,
	  2, 1, .5F, .25F, "a", "w ids", "dimension x; columns w, ids" },
};

static void check_fields(const role_case *c, const sx_space *s)
{
	char all[200] = "";
	for (size_t i = 0; i < sx_space_fields(s); i++) {
		strcat(all, i ? " " : "");
		strcat(all, sx_space_field_at(s, i)->name);
	}
	if (strcmp(all, c->fields) != 0)
		fail_msg("%s: columns '%s', not '%s'", c->name, all, c->fields);
}

static sx_space *load_as(const char *text, const char *dims, const char *columns, told *t)
{
	sx_load l = { .file = sx_file_from("t.csv", text, strlen(text), NULL), .name = "x", .limit = SIZE_MAX, .tmp = sx_arena_new(0),
	              .out = sx_result_new(), .dims = dims, .columns = columns };
	*t = (told){ 0 };
	const sx_loader *loader = sx_loader_for(l.file, NULL, &t->err);
	sx_space *s = loader ? sx_load_by(loader, &l, &t->err) : NULL;
	take_notes(t, l.out);
	sx_result_unref(l.out);
	sx_arena_free(l.tmp);
	sx_file_unref(l.file);
	return s;
}

static void test_roles(void **state)
{
	(void)state;
	for (size_t i = 0; i < SX_COUNT(cases); i++) {
		const role_case *c = &cases[i];
		told t;
		sx_space *s = load_as(c->text, c->dims, c->columns, &t);
		if (s == NULL)
			fail_msg("%s: %s", c->name, t.err.msg);
		if (sx_space_rows(s) != c->n || sx_space_dims(s) != c->d)
			fail_msg("%s: %zu x %zu", c->name, sx_space_rows(s), sx_space_dims(s));
		if (value(s, 0, c->d - 1) != c->first || value(s, c->n - 1, c->d - 1) != c->last)
			fail_msg("%s: %g and %g", c->name, (double)value(s, 0, c->d - 1), (double)value(s, c->n - 1, c->d - 1));
		if (c->label == NULL ? sx_space_has_labels(s) : !sx_space_has_labels(s) || strcmp(sx_space_label(s, 0), c->label) != 0)
			fail_msg("%s: label '%s'", c->name, sx_space_has_labels(s) ? sx_space_label(s, 0) : "(none)");
		check_fields(c, s);
		if (c->says ? strstr(t.notes, c->says) == NULL : *t.notes != '\0')
			fail_msg("%s: notes '%s'", c->name, t.notes);
		sx_space_unref(s);
	}
}

static void test_missing_list(void **state)
{
	told t;
	(void)state;
	sx_space *s = load_as("w,v\na,\"[1,2]\"\nb,\nc,\"[5,6]\"\n", NULL, NULL, &t);
	assert_true(isnan(value(s, 1, 0)) && isnan(value(s, 1, 1)) && value(s, 2, 1) == 6);
	sx_space_unref(s);
}

static const struct { const char *text, *dims, *columns, *says; } refused[] = {
	{ "word,x,y\ra,1,2\rb,2,3\r", NULL, NULL, "lines end in CR alone" },
	{ "wort;x;y\nhaus;0,1;0,25\nbaum;1,5;-0,3\nweg;2;3\n", NULL, NULL, "a comma for a decimal point" },
	{ "haus\t0,1\t0,25\nbaum\t1,5\t-0,3\n", NULL, NULL, "a comma for a decimal point" },
	{ "w,u,v\na,\"[1,2]\",\"[3,4]\"\nb,\"[5,6]\",\"[7,8]\"\n", NULL, NULL, "columns 'u' and 'v' both hold vectors; --dims picks one" },
	{ "w,v\na,\"[1,2]\"\nb,\"[5,6,7]\"\n", NULL, NULL, "no column holds numbers alone" },
	{ "w,v\na,\"[1 2 ... 3]\"\nb,\"[5 6 ... 7]\"\n", NULL, NULL, "numpy cut this list short" },
	{ "a,b\n1,2\n3,4\n", "c", NULL, "--dims: no column is called 'c'" },
	{ "alpha,beta\n1,2\n3,4\n", "alpa", NULL, "did you mean 'alpha'" },
	{ "a,b\n1,2\n3,4\n", "b..a", NULL, "column 'b' stands behind 'a'" },
	{ "a,b\n1,x\n3,y\n", "b", NULL, "column 'b' does not hold numbers alone (line 2)" },
	{ "a,b\n1,2\n3,4\n", NULL, "a,b", "no column holds numbers alone" },
	{ "id,text\n1,x\n2,y\n", NULL, NULL, "no column holds numbers alone" },
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SX_COUNT(refused); i++) {
		told t;
		assert_null(load_as(refused[i].text, refused[i].dims, refused[i].columns, &t));
		assert_true(holds(t.err.msg, refused[i].says));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roles), cmocka_unit_test(test_missing_list), cmocka_unit_test(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
