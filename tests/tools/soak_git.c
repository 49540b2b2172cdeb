/* The soak over the real transport, git as child processes: a hundred times slower, so fewer schedules; only time and chance are made up. */
#define SOAK_GIT
#include "soak.c"
