/* Files that hold a whole: backups, and bundles for places without a network. */
#include "commands.h"

#include <stdio.h>

#include "vorort/text.h"

#include "output.h"

/* --- backup, restore ------------------------------------------------------------------------------------------------------------------------- */

static void
say(const char *before, const char *value, const char *after)
{
	g_autofree char *visible = text_visible(value, FALSE);

	printf("%s%s%s\n", before, visible, after);
}

gboolean
run_backup(Cli *cli, GError **error)
{
	gboolean with_key = !cli_has(cli, "without-key");

	if (!app_backup(cli->app, cli_word(cli, 0), with_key, error))
		return FALSE;
	say("Sicherung geschrieben: ", cli_word(cli, 0), "");
	if (with_key)
		puts("Sie enthält den Schlüssel dieses Geräts: Wer sie hat, kann in seinem Namen schreiben. Verwahren Sie sie wie einen Schlüssel.");
	else
		puts("Sie enthält keinen Schlüssel: Zurückgespielt arbeitet sie als neues Gerät weiter.");
	return TRUE;
}

static void
print_kept(const AppRestore *report)
{
	say("Was vorher dort lag, ist unverändert in ", report->kept, ".");
	if (report->n_kept > 0)
		printf("Darin sind %d Einträge, die noch nicht abgeglichen sind. So gehen sie nicht verloren: vorort --data %s sync\n",
		       (int)report->n_kept, report->kept);
	else
		puts("Löschen Sie diesen Ordner, wenn Sie ihn nicht mehr brauchen; auch er enthält einen Schlüssel.");
}

gboolean
run_restore(Cli *cli, GError **error)
{
	AppOptions options = {cli_option(cli, "data")};
	AppRestore report;
	g_autofree char *day = NULL;

	if (!app_restore(&options, cli_word(cli, 0), cli_has(cli, "over"), &report, error))
		return FALSE;
	day = g_strndup(report.created, 10);
	say("Zurückgespielt: Stand vom ", day, ".");
	printf("%d Einträge, Gerät ", (int)report.n_ops);
	say("", report.device, report.has_key ? " mit seinem Schlüssel." : " ohne seinen Schlüssel: Es geht als neues Gerät weiter.");
	if (report.kept)
		print_kept(&report);
	puts("Gleichen Sie jetzt ab: vorort sync. Wurde seit der Sicherung weitergearbeitet, geht diese Installation dabei als neues Gerät weiter; "
	     "verloren geht nichts.");
	app_restore_clear(&report);
	return TRUE;
}

/* --- bundle ---------------------------------------------------------------------------------------------------------------------------------- */

gboolean
run_bundle(Cli *cli, GError **error)
{
	g_autofree char *written = NULL;
	g_autoptr(GPtrArray) attachments = NULL;
	AppStatus status = {0};

	if (!app_bundle(cli->app, cli_word(cli, 0), cli_has(cli, "first"), &written, error) || !app_status(cli->app, &status, error))
		return FALSE;
	say("Geschrieben: ", written, "");
	printf("Darin steht alles, was dieses Gerät weiß: %d Einträge. Auf dem anderen Gerät einlesen: vorort sync --remote DATEI\n",
	       (int)(status.n_ops - status.n_waiting));
	attachments = app_list(cli->app, "attachment", NULL, 1, NULL);
	if (attachments && attachments->len)
		puts("Die Dateien der Anlagen stehen nicht darin; sie kommen erst über eine gemeinsame Ablage.");
	return TRUE;
}
