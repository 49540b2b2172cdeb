/* The commands that apply on every screen; their table is given to tui_new(). */
#pragma once

#include "command.h"

extern const Command global_commands[];
