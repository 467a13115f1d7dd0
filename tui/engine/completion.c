/* completion.c: finds what the word at the cursor can become. */
#include "completion.h"
#include "environment.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { MOST = 400, MOST_LABELS = 50, MOST_WORDS = 64 };

typedef struct completion {
	const sx_names *names;
	sx_arena       *arena;
	sx_matches     *out;
	char           *word[MOST_WORDS];	/* words before the one at the cursor, without quotes */
	size_t          nwords;
	char           *part;			/* the word at the cursor, without quotes */
	const sx_name_command *command;
} completion;

/* ---- collecting ---- */

static void add_text(completion *c, const char *text)
{
	sx_matches *m = c->out;
	if (m->n >= MOST || text == NULL)
		return;
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->word[i], text) == 0)
			return;
	if (m->word == NULL)
		m->word = sx_alloc(c->arena, MOST, sizeof *m->word);
	if (m->word)
		m->word[m->n++] = text;
}

static void add(completion *c, const char *prefix, const char *word)
{
	if (strncmp(word, c->part + strlen(prefix), strlen(c->part) - strlen(prefix)) != 0)
		return;
	sx_buf b = { 0 };
	sx_buf_puts(&b, prefix);
	sx_quote(&b, word);
	add_text(c, sx_buf_ok(&b) ? sx_strdup(c->arena, b.text) : NULL);
	sx_buf_free(&b);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort(completion *c)
{
	if (c->out->n)
		qsort(c->out->word, c->out->n, sizeof *c->out->word, by_name);
}

/* ---- what a parameter may be ---- */

static void add_choices(completion *c, const char *prefix, const char *choices, bool several)
{
	const char *typed = c->part + strlen(prefix), *comma = several ? strrchr(typed, ',') : NULL;
	const char *head = comma ? sx_strndup(c->arena, c->part, (size_t)(comma + 1 - c->part)) : prefix;
	char *copy = sx_strdup(c->arena, choices ? choices : ""), *rest;
	for (char *w = copy ? strtok_r(copy, "|", &rest) : NULL; head && w; w = strtok_r(NULL, "|", &rest))
		add(c, head, w);
}

static const sx_name_space *asked_space(const completion *c)
{
	for (size_t i = 1; i < c->nwords; i++)
		if (sx_names_space(c->names, c->word[i]))
			return sx_names_space(c->names, c->word[i]);
	return sx_names_current(c->names);
}

static void add_labels(completion *c, const char *prefix)
{
	const sx_name_space *s = asked_space(c);
	size_t before = c->out->n, len = strlen(c->part) - strlen(prefix);
	if (s == NULL || !s->labels)
		return;
	for (size_t i = 0; i < s->rows && c->out->n < before + MOST_LABELS; i++)
		if (strncmp(sx_space_label(s->space, i), c->part + strlen(prefix), len) == 0)
			add(c, prefix, sx_space_label(s->space, i));
}

static void add_columns(completion *c, const char *prefix)
{
	const sx_name_space *s = asked_space(c);
	for (size_t i = 0; s && i < s->ncolumns; i++)
		add(c, prefix, s->column[i]);
	for (size_t i = 1; s && i <= 4 && i <= s->dims; i++)
		add(c, prefix, sx_printf(c->arena, "pc%zu", i));
}

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void add_file(completion *c, const char *prefix, const char *folder, const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s%s", folder, name);
	bool down = is_folder(path);
	if (down && strlen(path) + 1 < sizeof path)
		strcat(path, "/");
	size_t before = c->out->n;
	add(c, prefix, path);
	if (c->out->n > before)
		c->out->partial = down;
}

static void add_files(completion *c, const char *prefix)
{
	const char *typed = c->part + strlen(prefix), *slash = strrchr(typed, '/');
	const char *folder = slash ? sx_strndup(c->arena, typed, (size_t)(slash + 1 - typed)) : "";
	DIR *d = folder ? opendir(*folder ? folder : ".") : NULL;
	bool hidden = slash ? slash[1] == '.' : *typed == '.';
	for (struct dirent *e; d && (e = readdir(d)) != NULL;)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && (e->d_name[0] != '.' || hidden))
			add_file(c, prefix, folder, e->d_name);
	if (d)
		closedir(d);
	sort(c);
}

static void add_spaces(completion *c, const char *prefix)
{
	for (size_t i = 0; c->names && i < c->names->nspaces; i++)
		add(c, prefix, c->names->space[i].name);
}

static void add_commands(completion *c)
{
	for (size_t i = 0; c->names && i < c->names->ncommands; i++)
		add(c, "", c->names->command[i].name);
	sort(c);
}

/* Names from elsewhere, where nothing of ours begins so: what takes their place. */
static void add_synonyms(completion *c)
{
	size_t len = strlen(c->part);
	for (size_t i = 0; len && sx_synonym_at(i); i++)
		if (strncasecmp(sx_synonym_at(i)->theirs, c->part, len) == 0)
			add_text(c, sx_synonym_at(i)->ours);
	sort(c);
}

/* Figures, where no command begins so. */
static void add_figures(completion *c)
{
	for (size_t i = 0; *c->part && i < sx_all_commands.n; i++) {
		const sx_command *command = sx_all_commands.command[i];
		for (size_t f = 0; f < command->nfigures; f++) {
			char *names = sx_strdup(c->arena, command->figure[f].name), *rest;
			for (char *w = names ? strtok_r(names, " ", &rest) : NULL; w; w = strtok_r(NULL, " ", &rest))
				if (!strchr(w, '*'))
					add(c, "", w);
		}
	}
	sort(c);
}

static void add_value(completion *c, const char *prefix, const sx_name_param *p)
{
	switch (p->kind) {
	case SX_KIND_SPACE:
	case SX_KIND_SPACES:  add_spaces(c, prefix); break;
	case SX_KIND_TEXT:	/* where it has choices, they are those that are always there */
	case SX_KIND_CHOICE:  add_choices(c, prefix, p->choices, false); break;
	case SX_KIND_CHOICES: add_choices(c, prefix, p->choices, true); break;
	case SX_KIND_FLAG:    add_choices(c, prefix, "yes|no", false); break;
	case SX_KIND_ROW:     add_labels(c, prefix); break;
	case SX_KIND_COLUMN:
	case SX_KIND_EXPR:    add_columns(c, prefix); break;
	case SX_KIND_PATH:    add_files(c, prefix); break;
	case SX_KIND_COMMAND:
		add_commands(c);
		if (c->out->n == 0)
			add_figures(c);
		break;
	case SX_KIND_OPTION:
		for (size_t i = 0; i < c->names->noptions; i++)
			add(c, prefix, c->names->option[i].name);
		break;
	default: break;
	}
}

/* ---- which parameter the cursor is at ---- */

static const sx_name_param *param_named(const sx_name_command *cmd, const char *name, size_t len)
{
	for (size_t i = 0; i < cmd->nparams; i++)
		if (strlen(cmd->param[i].name) == len && strncmp(cmd->param[i].name, name, len) == 0)
			return &cmd->param[i];
	return NULL;
}

/* The option whose value the word at the cursor is, as in "--metric cos". */
static const sx_name_param *waiting_option(const completion *c)
{
	const char *last = c->nwords > 1 ? c->word[c->nwords - 1] : "";
	if (strncmp(last, "--", 2) != 0 || strchr(last, '='))
		return NULL;
	const sx_name_param *p = param_named(c->command, last + 2, strlen(last + 2));
	return p && p->kind != SX_KIND_FLAG ? p : NULL;
}

static bool later_positional(const sx_name_command *cmd, size_t i)
{
	while (++i < cmd->nparams)
		if (cmd->param[i].flags & SX_POSITIONAL)
			return true;
	return false;
}

/* An optional space is passed over by a word that names none, as the parser does. */
static bool skips(const completion *c, size_t i, const char *word)
{
	const sx_name_param *p = &c->command->param[i];
	return p->kind == SX_KIND_SPACE && !(p->flags & SX_REQUIRED) && later_positional(c->command, i) &&
	       !(word && sx_names_space(c->names, word));
}

/* The index of the positional parameter that the words so far leave open. */
static size_t open_positional(const completion *c)
{
	const sx_name_command *cmd = c->command;
	size_t at = 0;
	for (size_t w = 1; w <= c->nwords; w++) {
		while (at < cmd->nparams && !(cmd->param[at].flags & SX_POSITIONAL))
			at++;
		if (w == c->nwords || at == cmd->nparams)
			break;
		const char *word = c->word[w];
		if (strncmp(word, "--", 2) == 0) {
			const sx_name_param *p = param_named(cmd, word + 2, strlen(word + 2));
			w += p && p->kind != SX_KIND_FLAG && w + 1 < c->nwords;
			continue;
		}
		if (skips(c, at, word)) {
			at++;
			w--;
		} else if (cmd->param[at].kind != SX_KIND_SPACES) {
			at++;
		}
	}
	return at;
}

static void add_positional(completion *c)
{
	const sx_name_command *cmd = c->command;
	size_t at = open_positional(c);
	if (at >= cmd->nparams)
		return;
	bool may_skip = skips(c, at, NULL);
	add_value(c, "", &cmd->param[at]);
	for (at++; may_skip && at < cmd->nparams; at++)
		if (cmd->param[at].flags & SX_POSITIONAL) {
			add_value(c, "", &cmd->param[at]);
			return;
		}
}

static void add_options(completion *c)
{
	for (size_t i = 0; i < c->command->nparams; i++)
		if (!(c->command->param[i].flags & SX_POSITIONAL))
			add_text(c, strncmp(c->part, sx_printf(c->arena, "--%s", c->command->param[i].name), strlen(c->part)) == 0
			            ? sx_printf(c->arena, "--%s", c->command->param[i].name) : NULL);
}

static void complete_argument(completion *c)
{
	const char *eq = strchr(c->part, '=');
	bool dashes = strncmp(c->part, "--", 2) == 0;
	const sx_name_param *waiting = waiting_option(c);
	if (eq) {
		const char *name = c->part + (dashes ? 2 : 0);
		const sx_name_param *p = param_named(c->command, name, (size_t)(eq - name));
		if (p)
			add_value(c, sx_strndup(c->arena, c->part, (size_t)(eq + 1 - c->part)), p);
	} else if (waiting) {
		add_value(c, "", waiting);
	} else if (dashes) {
		add_options(c);
	} else {
		add_positional(c);
	}
}

/* ---- cutting the line ---- */

static void keep_word(completion *c, const char *text, size_t len)
{
	if (c->nwords < MOST_WORDS && (c->word[c->nwords] = sx_strndup(c->arena, text, len)) != NULL)
		c->nwords++;
}

/* Cuts what stands before the cursor into words; a ';' starts over. Leaves where the last word starts. */
static size_t cut(completion *c, const char *line, size_t cursor)
{
	char *buf = sx_alloc(c->arena, cursor + 1, 1), quote = 0;
	size_t len = 0, start = 0;
	bool open = false;
	for (const char *p = line, *stop = line + cursor; buf && p < stop;) {
		char ch = *p, was = quote;
		bool gap = !quote && (ch == ' ' || ch == '\t' || ch == ';' || ch == '\n');
		if (gap) {
			if (open)
				keep_word(c, buf, len);
			if (ch == ';' || ch == '\n')
				c->nwords = 0;
			len = 0;
			open = false;
			start = (size_t)(++p - line);
			continue;
		}
		open = true;
		p = sx_line_step(p, stop, &quote);
		if (quote == was)
			buf[len++] = p[-1];
	}
	c->part = sx_strndup(c->arena, buf ? buf : "", buf ? len : 0);
	return start;
}

static const char *usage(const completion *c)
{
	sx_buf b = { 0 };
	for (size_t i = 0; i < c->command->nparams; i++) {
		const sx_name_param *p = &c->command->param[i];
		const char *open = p->flags & SX_REQUIRED ? "" : "[", *close = *open ? "]" : "";
		if (p->flags & SX_POSITIONAL)
			sx_buf_printf(&b, "%s%s%s ", open, p->name, close);
		else
			sx_buf_printf(&b, "--%s ", p->name);
	}
	const char *text = sx_printf(c->arena, "%s %s", c->command->name, sx_buf_ok(&b) && b.text ? b.text : "");
	sx_buf_free(&b);
	return text;
}

void sx_complete(const sx_names *names, const char *line, size_t cursor, sx_arena *a, sx_matches *out)
{
	completion c = { .names = names, .arena = a, .out = out };
	*out = (sx_matches){ 0 };
	out->start = cut(&c, line, cursor);
	if (c.part == NULL || names == NULL)
		return;
	c.command = c.nwords ? sx_names_command(names, c.word[0]) : NULL;
	if (c.nwords == 0) {
		add_commands(&c);
		if (out->n == 0)
			add_synonyms(&c);
	}
	else if (c.command) {
		complete_argument(&c);
		out->usage = usage(&c);
	}
	out->partial = out->partial && out->n == 1;
}
