/* FILTER: the same words for every list (design 6). */
#pragma once

#include <glib.h>

#include "vorort/obstacle.h"
#include "vorort/record.h"

#include "cli.h"

enum { /* CliCommand.filters */
	FILTER_LAND = 1 << 0,
	FILTER_KOMMUNE = 1 << 1,
	FILTER_LEISTUNG = 1 << 2,
	FILTER_KREIS = 1 << 3,
	FILTER_SIZE = 1 << 4,
	FILTER_FIRST_MOVER = 1 << 5,
	FILTER_CATEGORY = 1 << 6,
	FILTER_PUNKT = 1 << 7,
	FILTER_SEVERITY = 1 << 8,
	FILTER_STATUS = 1 << 9,
	FILTER_RESPONSIBLE = 1 << 10,
	FILTER_LEVEL = 1 << 11,
	FILTER_STEP = 1 << 12,
	FILTER_PHASE = 1 << 13,
	FILTER_FACHVERFAHREN = 1 << 14,
	FILTER_ANBINDUNG = 1 << 15,
	FILTER_DUE = 1 << 16,
	FILTER_TEXT = 1 << 17,
	FILTER_OPEN = 1 << 18,
	FILTER_DIFF = 1 << 19,
	FILTER_PLACE = FILTER_LAND | FILTER_KOMMUNE | FILTER_LEISTUNG | FILTER_KREIS | FILTER_SIZE | FILTER_FIRST_MOVER,
	FILTER_ALL = (1 << 20) - 1,
};

/* The filter options, one for each bit in its order; ends with a NULL name. --stelle is the same as --responsible. */
extern const CliOption filter_options[];

/* The filter that was given; its strings belong to @cli. Checks Leistung and Anbindung. */
gboolean filter_read(Cli *cli, ObstacleFilter *filter, GError **error);

/* TRUE if a record of any type passes. */
gboolean filter_matches(Cli *cli, const ObstacleFilter *filter, const Record *record);
/* TRUE if one of the Anbindungen in @list (comma separated) is at a place that the filter asks for, or it asks for none. */
gboolean filter_matches_place(Cli *cli, const ObstacleFilter *filter, const char *list);
/* TRUE if every word of @needle (NULL: none) occurs in @text, umlauts and case aside. */
gboolean filter_has_words(const char *text, const char *needle);
