/* What the commands run, file by file; the table that ties them to words is commands.c. */
#pragma once

#include <glib.h>

#include "cli.h"
#include "vorort/anlage.h"

/* setup.c: this installation and its whole data */
gboolean run_init(Cli *cli, GError **error);
gboolean run_status(Cli *cli, GError **error);
gboolean run_undo(Cli *cli, GError **error);
gboolean run_redo(Cli *cli, GError **error);
gboolean run_sync(Cli *cli, GError **error);
gboolean run_export(Cli *cli, GError **error);
gboolean run_verify(Cli *cli, GError **error);
gboolean run_rebuild(Cli *cli, GError **error);
gboolean run_redact(Cli *cli, GError **error);
gboolean run_digest(Cli *cli, GError **error);
gboolean run_help(Cli *cli, GError **error);

/* linear.c: the guided run as questions and answers */
gboolean run_linear(Cli *cli, GError **error);

/* report.c */
gboolean run_report(Cli *cli, GError **error);

/* questionnaire.c */
gboolean run_fragebogen_write(Cli *cli, GError **error);
gboolean run_fragebogen_read(Cli *cli, GError **error);

/* backup.c: files that hold a whole */
gboolean run_backup(Cli *cli, GError **error);
gboolean run_restore(Cli *cli, GError **error);
gboolean run_bundle(Cli *cli, GError **error);

/* entity.c: what is the same for all things */
gboolean run_add(Cli *cli, GError **error);
gboolean run_list(Cli *cli, GError **error);
gboolean run_show(Cli *cli, GError **error);
gboolean run_set(Cli *cli, GError **error);
gboolean run_confirm(Cli *cli, GError **error);
gboolean run_recommendation_link(Cli *cli, GError **error);

/* reference.c: Leistungen, checklists, Kommunen */
gboolean run_leistung_list(Cli *cli, GError **error);
gboolean run_leistung_show(Cli *cli, GError **error);
gboolean run_vorhaben_show(Cli *cli, GError **error);
gboolean run_vorhaben_set(Cli *cli, GError **error);
gboolean run_checklist_list(Cli *cli, GError **error);
gboolean run_checklist_show(Cli *cli, GError **error);
gboolean run_checklist_publish(Cli *cli, GError **error);
gboolean run_overview(Cli *cli, GError **error);

/* fieldwork.c: Anbindungen, Termine, Ergebnisse */
gboolean run_anbindung_add(Cli *cli, GError **error);
gboolean run_anbindung_show(Cli *cli, GError **error);
gboolean run_anbindung_steps(Cli *cli, GError **error);
gboolean run_visit_show(Cli *cli, GError **error);
gboolean run_visit_close(Cli *cli, GError **error);
gboolean run_result_add(Cli *cli, GError **error);
gboolean run_result_list(Cli *cli, GError **error);
gboolean run_result_show(Cli *cli, GError **error);
gboolean run_result_retract(Cli *cli, GError **error);

/* revisit.c: from visit to visit */
gboolean run_visit_merge(Cli *cli, GError **error);
gboolean run_visit_claim(Cli *cli, GError **error);
gboolean run_visit_compare(Cli *cli, GError **error);
gboolean run_visit_todo(Cli *cli, GError **error);
gboolean run_result_diff(Cli *cli, GError **error);
gboolean run_result_confirm(Cli *cli, GError **error);
gboolean run_anbindung_suggest(Cli *cli, GError **error);

/* loesungsweg.c */
gboolean run_loesungsweg_add(Cli *cli, GError **error);
gboolean run_loesungsweg_list(Cli *cli, GError **error);

/* attachment.c */
gboolean run_attachment_add(Cli *cli, GError **error);
gboolean run_attachment_list(Cli *cli, GError **error);
gboolean run_attachment_show(Cli *cli, GError **error);
gboolean run_attachment_save(Cli *cli, GError **error);
gboolean run_attachment_retract(Cli *cli, GError **error);
/* What --attach and --geschwaerzt say; caller frees. */
AttachDraft *attachment_drafts(Cli *cli, guint *n);

/* stelle.c */
gboolean run_stelle_serve(Cli *cli, GError **error);
gboolean run_stelle_apply(Cli *cli, GError **error);

/* vollzug.c */
gboolean run_vollzug_list(Cli *cli, GError **error);
gboolean run_vollzug_set(Cli *cli, GError **error);

/* lint.c */
gboolean run_checklist_new(Cli *cli, GError **error);
gboolean run_checklist_lint(Cli *cli, GError **error);
gboolean run_checklist_fmt(Cli *cli, GError **error);

/* diff.c */
gboolean run_checklist_diff(Cli *cli, GError **error);

/* update.c */
gboolean run_anbindung_update(Cli *cli, GError **error);

/* kommune.c */
gboolean run_kommune_import(Cli *cli, GError **error);
gboolean run_kommune_search(Cli *cli, GError **error);
gboolean run_kommune_show(Cli *cli, GError **error);
gboolean run_kommune_successor(Cli *cli, GError **error);

/* obstacle.c */
gboolean run_obstacle_show(Cli *cli, GError **error);
gboolean run_obstacle_defer(Cli *cli, GError **error);
gboolean run_obstacle_list(Cli *cli, GError **error);
gboolean run_obstacle_comment(Cli *cli, GError **error);

/* device.c */
gboolean run_device_list(Cli *cli, GError **error);
gboolean run_device_role(Cli *cli, GError **error);
gboolean run_device_block(Cli *cli, GError **error);
gboolean run_device_unblock(Cli *cli, GError **error);

/* purge.c */
gboolean run_purge(Cli *cli, GError **error);

/* evening.c: quick notes, what waits, the end of the day */
gboolean run_note_sort(Cli *cli, GError **error);
gboolean run_waiting_list(Cli *cli, GError **error);
gboolean run_waiting_date(Cli *cli, GError **error);
gboolean run_waiting_remind(Cli *cli, GError **error);
gboolean run_visit_evening(Cli *cli, GError **error);

/* demo.c */
gboolean run_demo(Cli *cli, GError **error);
