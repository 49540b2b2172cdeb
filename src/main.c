/* The program: prepares the process and leaves the rest to the command line, which opens the terminal interface if nothing is asked. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "vorort/app.h"
#include "vorort/cli.h"
#include "vorort/tui.h"

/*
 * A descriptor 0, 1 or 2 that is closed would be given to the next file opened, and output would end up in the database. They are opened
 * the wrong way round, so that reading and writing still fail as the caller wanted it.
 */
static void
occupy_standard_descriptors(void)
{
	int fd, got;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		got = fcntl(fd, F_GETFD) < 0 ? open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) : fd;
		if (got != fd)
			_exit(EXIT_FAILURE);
	}
}

int
main(int argc, char **argv)
{
	occupy_standard_descriptors();
	setlocale(LC_ALL, "");
	umask(077);
	signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of writing, told at the end */
	g_set_prgname("vorort");
	if (argc > 0 && app_is_askpass(argv[0]))
		return app_askpass(argc, argv);
	return cli_main(argc, argv, tui_main);
}
