/* catalog.c: the list of all commands, from commands.def. It depends on every other part of the library. */
#include "command/session.h"

#define SX_COMMAND(name) extern const sx_command sx_cmd_##name;
#include "commands.def"
#undef SX_COMMAND

static const sx_command *const commands[] = {
#define SX_COMMAND(name) &sx_cmd_##name,
#include "commands.def"
#undef SX_COMMAND
};

const sx_catalog sx_all_commands = { commands, SX_COUNT(commands) };

sx_session *sx_session_new(void)
{
	return sx_session_open(&sx_all_commands);
}
