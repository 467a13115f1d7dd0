/* main.c: starts what the command line asked for. */
#include "batch/batch.h"
#include "batch/cmd_keys.h"
#include "batch/doctor_checks.h"
#include "batch/example_runs.h"
#include "batch/shell_completion.h"
#include "drive/loop.h"
#include "engine/environment.h"
#include "workbench/tutorial.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANUAL_DATE "November 23, 2026"

static const sx_command *const own_commands[] = { &sx_cmd_keys, &sx_cmd_bind };
static const sx_front front = { own_commands, SX_COUNT(own_commands), sx_front_doctor };

static int print_and_free(sx_buf *b)
{
	bool ok = sx_buf_ok(b) && b->text && fputs(b->text, stdout) >= 0 && fflush(stdout) == 0;
	sx_buf_free(b);
	return ok ? SX_EXIT_OK : SX_EXIT_FAILED;
}

static int print_help(void)
{
	sx_buf b = { 0 };
	sx_setup_help(&b);
	return print_and_free(&b);
}

static int print_version(const sx_setup *s)
{
	sx_buf b = { 0 };
	sx_buf_printf(&b, "sextant %s\n", SX_VERSION);
	if (s->loud > 0)
		sx_buf_printf(&b, "%s\n", sx_blas_flavour());
	return print_and_free(&b);
}

static int print_manual(void)
{
	sx_buf b = { 0 };
	sx_session *s = sx_session_new();
	if (s && sx_host_add_front(&front, s, NULL))
		sx_manual_mdoc(sx_session_catalog(s), MANUAL_DATE, &b);
	int status = print_and_free(&b);
	sx_session_free(s);
	return status;
}

static int print_tutorial(void)
{
	sx_buf b = { 0 };
	sx_tutorial_mdoc(MANUAL_DATE, &b);
	return print_and_free(&b);
}

static int print_completion(const sx_setup *s)
{
	sx_buf b = { 0 };
	sx_shell_completion(s->shell, &b);
	return print_and_free(&b);
}

static int start(const sx_setup *s)
{
	switch (s->mode) {
	case SX_MODE_HELP:    return print_help();
	case SX_MODE_VERSION: return print_version(s);
	case SX_MODE_MDOC:    return print_manual();
	case SX_MODE_TUTORIAL_MDOC: return print_tutorial();
	case SX_MODE_EXAMPLES: return sx_examples_main(s);
	case SX_MODE_COMPLETION: return print_completion(s);
	case SX_MODE_BATCH:   return sx_batch_main(s);
	case SX_MODE_SCRIPT:  return sx_script_main(s);
	case SX_MODE_PROMPT:  return sx_prompt_main(s);
	case SX_MODE_DUMP:    return sx_dump_main(s);
	default:              return sx_workbench_main(s);
	}
}

int main(int argc, char **argv)
{
	sx_failure f = { 0 };
	sx_setup setup;
	sx_blas_start();
	setlocale(LC_CTYPE, "");	/* and nothing else: numbers keep their point */
	sx_arena *a = sx_arena_new(0);
	if (a == NULL || !sx_setup_parse(&setup, argc, argv, a, &f.err)) {
		sx_complain(&f);
		sx_arena_free(a);
		return SX_EXIT_USAGE;
	}
	setup.front = &front;
	if (setup.io)
		sx_file_io(strcmp(setup.io, "map") == 0 ? SX_IO_MAP : SX_IO_READ);
	sx_file_read_only(setup.read_only);
	int status = start(&setup);
	sx_arena_free(a);
	return status;
}
