/* cmd_keys.h: the commands keys and bind, which the program adds to each session. */
#ifndef SX_CMD_KEYS_H
#define SX_CMD_KEYS_H

#include "sextant.h"

extern const sx_command sx_cmd_keys, sx_cmd_bind;

#endif
