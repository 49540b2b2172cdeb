/*
 * Time and chance of the soak: the clock of the laptop whose turn it is, no waiting, and keys, salts and stamps from the seed.
 *
 * The functions of the C library, GLib and libsodium are replaced for the whole program: a definition in the program comes before those of
 * its libraries. Whatever was seeded once runs the same way again.
 */
#pragma once

#include <glib.h>
#include <sodium.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static gint64 clock_offset; /* seconds: how wrong the clock is that everybody looks at now */
static GRand *dice;         /* what happens */
static GRand *secrets;      /* keys, salts, random words */

/* --- time ----------------------------------------------------------------------------------------------------------------- */

int
gettimeofday(struct timeval *tv, void *zone)
{
	struct timespec now;

	(void)zone;
	syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
	tv->tv_sec = now.tv_sec + clock_offset;
	tv->tv_usec = now.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *into)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	if (into)
		*into = now.tv_sec;
	return now.tv_sec;
}

/* Laptops that meet wait a moment; here their turns are drawn. */
void
g_usleep(gulong microseconds)
{
	(void)microseconds;
}

/* --- chance --------------------------------------------------------------------------------------------------------------- */

static const char *
secrets_name(void)
{
	return "soak";
}

static uint32_t
secrets_random(void)
{
	return g_rand_int(secrets);
}

static void
secrets_fill(void *const buffer, const size_t size)
{
	guint8 *p = buffer;
	size_t i;

	for (i = 0; i < size; i++)
		p[i] = (guint8)g_rand_int(secrets);
}

static struct randombytes_implementation secrets_from_seed = {
	.implementation_name = secrets_name, .random = secrets_random, .buf = secrets_fill,
};

/* Before each event: what it draws depends on @seed alone, so that an event can be left out and the others stay as they are. */
static void
chance_seed(guint32 seed)
{
	if (!dice) {
		randombytes_set_implementation(&secrets_from_seed);
		dice = g_rand_new();
		secrets = g_rand_new();
	}
	g_rand_set_seed(dice, seed);
	g_rand_set_seed(secrets, seed ^ 0x5eed5eed);
	g_random_set_seed(seed);
}

static guint
chance_below(guint n)
{
	return n ? (guint)g_rand_int_range(dice, 0, (gint32)n) : 0;
}

static gboolean
chance_one_in(guint n)
{
	return chance_below(n) == 0;
}
