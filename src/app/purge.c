/*
 * Erased texts leave the history of the shared repository, too: an administrator replaces it by the present state. Everything here can be said
 * before it is done, for it cannot be taken back.
 */
#include <string.h>

#include "sync_host.h"

const char *const app_purge_before =
	"Texte, die eine Leitung gelöscht hat, stehen noch in der Geschichte der Ablage. Dieser Befehl gleicht ab und ersetzt dann main und alle Zweige "
	"in/… durch ihren heutigen Stand ohne Geschichte; gelöschte Anlagen verschwinden aus den Zweigen att/…. Kein Eintrag geht verloren; alle Geräte arbeiten weiter wie bisher und verwerfen die alte "
	"Geschichte mit ihrem nächsten Abgleich. Zurücknehmen lässt es sich nicht.";

const char *const app_purge_after =
	"Jetzt muss die Stelle, die den Server betreut, das Alte dort entfernen; bis dahin kann git es noch herausgeben:\n"
	"  Ordner, SSH:  git reflog expire --expire=now --all && git gc --prune=now\n"
	"  GitLab:       Einstellungen, Allgemein, Erweitert: „Prune unreachable objects“\n"
	"  Gitea:        Verwaltung: „git gc“ für alle Repositories mit --prune=now\n"
	"  Überall:      alte Sicherungen des Servers, Forks und Spiegel\n"
	"Außerdem: Jedes Gerät gleicht einmal ab. Sicherungen (vorort backup), Austauschdateien und Sticks von vorher enthalten den Text noch: Sticks mit "
	"„vorort purge --remote ORDNER“ behandeln, Dateien löschen.";

void
app_purge_clear(AppPurge *report)
{
	g_clear_pointer(&report->remote, g_free);
}

gboolean
app_may_purge(App *app, GError **error)
{
	g_autofree char *role = app_role(app);

	if (strcmp(role, "leitung") != 0)
		g_set_error(error, APP_ERROR, APP_ERROR_NOT_ALLOWED,
			    "Die Geschichte der Ablage verwerfen kann nur eine Leitung. Bitten Sie sie darum.");
	else if (store_n_redacted(app->store) == 0)
		g_set_error(error, APP_ERROR, APP_ERROR_INVALID,
			    "Es ist kein Text gelöscht: In der Geschichte steht nichts, was weg muss. Texte löscht „vorort redact“.");
	else
		return TRUE;
	return FALSE;
}

static gboolean
replace_history(App *app, const AppProgress *progress, AppPurge *report, GError **error)
{
	Host h = {.app = app, .progress = progress};
	SyncHost host = host_make(&h);
	g_autofree char *ca_file = store_setting(app->store, "ca_file"), *cert = store_setting(app->store, "client_cert");
	g_autofree char *key = store_setting(app->store, "client_key");
	SyncOptions options = {.data_dir = app->data_dir, .remote = report->remote, .ca_file = ca_file, .client_cert = cert, .client_key = key};
	g_autoptr(GError) cause = NULL;
	gboolean is_done = sync_purge(&host, &options, &report->n_branches, &cause);

	host_clear(&h);
	if (!is_done)
		g_set_error(error, APP_ERROR, g_error_matches(cause, SYNC_ERROR, SYNC_ERROR_UNREACHABLE) ? APP_ERROR_UNREACHABLE : APP_ERROR_FAILED,
			    "Verwerfen nicht möglich: %s", cause->message);
	return is_done;
}

gboolean
app_purge(App *app, const char *remote, const AppProgress *progress, AppPurge *report, GError **error)
{
	AppSyncReport synced;

	*report = (AppPurge){.remote = remote ? g_strdup(remote) : store_setting(app->store, "remote")};
	/* Before, for who may not is not to wait; and after, for the sync may have brought that somebody else leads now. */
	if (app_may_purge(app, error) && app_sync(app, report->remote, progress, &synced, error)) {
		app_sync_report_clear(&synced);
		report->n_texts = store_n_redacted(app->store);
		if (app_may_purge(app, error) && replace_history(app, progress, report, error) && store_forget(app->store, error))
			return TRUE;
	}
	app_purge_clear(report);
	return FALSE;
}
