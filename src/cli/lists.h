/* Lists that several commands print. */
#pragma once

#include <glib.h>

#include "vorort/obstacle.h"
#include "vorort/record.h"

#include "cli.h"

/* Records as the table of their type, or as JSON if @cli asks for it. */
gboolean print_records(Cli *cli, const char *type, const GPtrArray *records, GError **error);
/* One record as JSON. */
gboolean print_record_json(Cli *cli, const char *id, GError **error);
/* What refers to @target, as a table below a heading; nothing if there is none. */
gboolean print_links(Cli *cli, const char *target, const char *type, const char *slot, const char *heading, GError **error);

/* Attachments of @on as a table below a heading; nothing if there are none. */
gboolean print_attachments(Cli *cli, const char *on, GError **error);

/* All obstacles that pass. Array of ObstacleRow, newest first. */
GPtrArray *all_obstacles(Cli *cli, const ObstacleFilter *filter, GError **error);
/* The same as a table below a heading; nothing if there is none. */
gboolean print_obstacles(Cli *cli, const ObstacleFilter *filter, const char *heading, GError **error);

/* Steps that apply and pass the filter. */
void print_steps(const StepList *list, const ObstacleFilter *filter);
