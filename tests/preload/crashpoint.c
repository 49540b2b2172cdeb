/*
 * A library to be preloaded (LD_PRELOAD) that lets the N-th change of a file go wrong: what writes, syncs, renames, links, removes, truncates
 * or makes a folder is counted over a program and all that it starts. Other than regular files (pipes, terminals) do not count.
 *
 *   CRASH_COUNTER  file of 16 bytes, shared by all processes: number of calls so far, pid of the first process
 *   CRASH_AT       N, from 1; 0 or unset: only count
 *   CRASH_MODE     kill  the power is gone before call N: nobody changes anything any more
 *                  torn  the same, but half of what call N writes is there
 *                  full  from call N on the disk is full: whatever needs space fails with ENOSPC
 *                  eio   call N alone fails with EIO
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

typedef struct Shared {
	uint64_t n;
	int64_t first;
} Shared;

typedef enum { MODE_KILL, MODE_TORN, MODE_FULL, MODE_EIO } Mode;

static Shared *shared;
static uint64_t at;
static Mode mode;

__attribute__((constructor)) static void
begin(void)
{
	static const char *const modes[] = {"kill", "torn", "full", "eio"};
	const char *path = getenv("CRASH_COUNTER"), *number = getenv("CRASH_AT"), *name = getenv("CRASH_MODE");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	unsigned i;

	if (fd < 0)
		return;
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (shared == MAP_FAILED)
		abort();
	if (!shared->first)
		shared->first = getpid();
	at = number ? strtoull(number, NULL, 10) : 0;
	for (i = 0; name && i < sizeof modes / sizeof *modes; i++)
		if (strcmp(modes[i], name) == 0)
			mode = (Mode)i;
}

static _Noreturn void
die(void)
{
	kill((pid_t)shared->first, SIGKILL);
	kill(getpid(), SIGKILL);
	_exit(137);
}

/* Counts a call. TRUE: it is to fail with errno. @half: it is a write that can be torn; *half becomes TRUE if it is to be. */
static int
goes_wrong(int needs_space, int *half)
{
	uint64_t n;

	if (!shared)
		return 0;
	n = __atomic_add_fetch(&shared->n, 1, __ATOMIC_SEQ_CST);
	if (!at || n < at)
		return 0;
	if (mode == MODE_TORN && n == at && half) {
		*half = 1;
		return 0;
	}
	if (mode == MODE_KILL || mode == MODE_TORN)
		die();
	if (mode == MODE_FULL && needs_space) {
		errno = ENOSPC;
		return 1;
	}
	if (mode == MODE_EIO && n == at) {
		errno = EIO;
		return 1;
	}
	return 0;
}

static int
is_file(int fd)
{
	struct stat st;
	int before = errno, is = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);

	errno = before;
	return is;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* --- writing ---------------------------------------------------------------------------------------------------------- */

ssize_t
write(int fd, const void *data, size_t len)
{
	int half = 0;

	if (is_file(fd) && goes_wrong(1, &half))
		return -1;
	if (!half)
		return NEXT(write)(fd, data, len);
	NEXT(write)(fd, data, len / 2);
	die();
}

ssize_t
pwrite(int fd, const void *data, size_t len, off_t offset)
{
	int half = 0;

	if (is_file(fd) && goes_wrong(1, &half))
		return -1;
	if (!half)
		return NEXT(pwrite)(fd, data, len, offset);
	NEXT(pwrite)(fd, data, len / 2, offset);
	die();
}

ssize_t
pwrite64(int fd, const void *data, size_t len, off64_t offset)
{
	int half = 0;

	if (is_file(fd) && goes_wrong(1, &half))
		return -1;
	if (!half)
		return NEXT(pwrite64)(fd, data, len, offset);
	NEXT(pwrite64)(fd, data, len / 2, offset);
	die();
}

ssize_t
writev(int fd, const struct iovec *parts, int n)
{
	return is_file(fd) && goes_wrong(1, NULL) ? -1 : NEXT(writev)(fd, parts, n);
}

int
ftruncate(int fd, off_t len)
{
	return is_file(fd) && goes_wrong(0, NULL) ? -1 : NEXT(ftruncate)(fd, len);
}

int
ftruncate64(int fd, off64_t len)
{
	return is_file(fd) && goes_wrong(0, NULL) ? -1 : NEXT(ftruncate64)(fd, len);
}

/* --- syncing ---------------------------------------------------------------------------------------------------------- */

int
fsync(int fd)
{
	return goes_wrong(0, NULL) ? -1 : NEXT(fsync)(fd);
}

int
fdatasync(int fd)
{
	return goes_wrong(0, NULL) ? -1 : NEXT(fdatasync)(fd);
}

/* --- names ------------------------------------------------------------------------------------------------------------ */

int
rename(const char *from, const char *to)
{
	return goes_wrong(0, NULL) ? -1 : NEXT(rename)(from, to);
}

int
link(const char *from, const char *to)
{
	return goes_wrong(1, NULL) ? -1 : NEXT(link)(from, to);
}

int
unlink(const char *path)
{
	return goes_wrong(0, NULL) ? -1 : NEXT(unlink)(path);
}

int
mkdir(const char *path, mode_t rights)
{
	return goes_wrong(1, NULL) ? -1 : NEXT(mkdir)(path, rights);
}

int
rmdir(const char *path)
{
	return goes_wrong(0, NULL) ? -1 : NEXT(rmdir)(path);
}
