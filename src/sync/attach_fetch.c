/*
 * Fetching an attachment when it is opened: the branch of its author first, then a few others, for any device may carry it. git can fetch
 * branches only whole (folders know no --filter); what was fetched stays in the mirror, so that the next attachment costs what is new.
 */
#include <string.h>

#include "attach.h"

#define OTHERS_MAX 8 /* branches that are fetched on the off chance */

typedef struct Search {
	Session *session;
	const SyncAttachment *wanted;
	GString *whys; /* what lay in its place */
} Search;

/* --- branches ------------------------------------------------------------------------------------------------------------- */

/* "att/" and a device: whatever else is called so is foreign, and never becomes an argument of git. */
static gboolean
is_branch(const char *name)
{
	return g_str_has_prefix(name, ATTACH_PREFIX) && strlen(name) == strlen(ATTACH_PREFIX) + STAMP_DEVICE_LEN &&
	       stamp_word_is_valid(name + strlen(ATTACH_PREFIX), STAMP_DEVICE_LEN);
}

/* "<id>\trefs/heads/att/<device>" */
static void
take_line(const char *line, GHashTable *branches)
{
	g_auto(GStrv) parts = g_strsplit(line, "\t", 2);
	git_oid id;

	if (g_strv_length(parts) == 2 && g_str_has_prefix(parts[1], "refs/heads/") && is_branch(parts[1] + strlen("refs/heads/")) &&
	    git_oid_fromstrp(&id, parts[0]) == 0)
		g_hash_table_replace(branches, g_strdup(parts[1] + strlen("refs/heads/")), g_memdup2(&id, sizeof id));
}

GHashTable *
attach_branches(Session *session, const char *pattern, GError **error)
{
	static const char *const options[] = { "--refs", NULL };
	g_autofree char *spec = g_strconcat("refs/heads/", pattern, NULL), *said = NULL;
	g_auto(GStrv) lines = NULL;
	GHashTable *branches;
	guint i;

	if (!transport_ask(session->transport, SYNC_PHASE_ATTACH, "ls-remote", options, spec, &said, error))
		return NULL;
	branches = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	lines = g_strsplit(said, "\n", -1);
	for (i = 0; lines[i]; i++)
		take_line(lines[i], branches);
	return branches;
}

gboolean
attach_fetch_branch(Session *session, const char *branch, GError **error)
{
	static const char *const options[] = { "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules",
		                               "--no-show-forced-updates", "--progress", NULL };
	g_autofree char *ref = remote_ref(session->remote, branch);
	g_autofree char *spec = g_strdup_printf("+refs/heads/%s:%s", branch, ref);

	return transport_ask(session->transport, SYNC_PHASE_ATTACH, "fetch", options, spec, NULL, error);
}

/* --- looking -------------------------------------------------------------------------------------------------------------- */

static GBytes *
look(Search *search, const char *branch, const git_oid *commit)
{
	g_autofree char *why = NULL;
	GBytes *bytes = attach_read(search->session->mirror, commit, search->wanted, &why);

	if (why)
		g_string_append_printf(search->whys, " Zweig %s: %s.", branch, why);
	return bytes;
}

/* What any remote has brought before; no remote needs to be there for that. */
static gboolean
look_in_mirror(const SyncHost *host, const char *data_dir, const SyncAttachment *wanted, GBytes **bytes, GError **error)
{
	g_autoptr(Session) session = session_open(host, data_dir, NULL, error);
	g_autoptr(GPtrArray) refs = session ? mirror_refs(session->mirror, "refs/remotes/r/") : NULL;
	guint i;

	for (i = 0; refs && i < refs->len && !*bytes; i++) {
		const char *ref = refs->pdata[i], *branch = strlen(ref) > 32 ? ref + 32 : "";
		g_autofree char *why = NULL;
		git_oid commit;

		if (is_branch(branch) && mirror_ref(session->mirror, ref, &commit))
			*bytes = attach_read(session->mirror, &commit, wanted, &why);
	}
	return session != NULL;
}

/* Fetches the branch unless it is here as it stands there. FALSE on error; *@bytes NULL: it does not have the file. */
static gboolean
look_there(Search *search, const char *branch, const git_oid *there, GBytes **bytes, GError **error)
{
	git_oid here;

	if (!session_branch_commit(search->session, branch, &here) || !git_oid_equal(&here, there)) {
		if (!session_goes_on(search->session, error) || !attach_fetch_branch(search->session, branch, error) ||
		    !session_branch_commit(search->session, branch, &here))
			return FALSE;
	}
	*bytes = look(search, branch, &here);
	return TRUE;
}

static gboolean
look_at_others(Search *search, GHashTable *branches, GBytes **bytes, GError **error)
{
	g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(branches), (GCompareFunc)strcmp);
	GList *name;
	guint n = 0;

	for (name = names; name && !*bytes && n < OTHERS_MAX; name = name->next, n++)
		if (!look_there(search, name->data, g_hash_table_lookup(branches, name->data), bytes, error))
			return FALSE;
	return TRUE;
}

static gboolean
look_at_remote(Search *search, const char *device, GBytes **bytes, GError **error)
{
	g_autofree char *author = g_strconcat(ATTACH_PREFIX, device, NULL);
	g_autoptr(GHashTable) branches = attach_branches(search->session, ATTACH_PREFIX "*", error);
	const git_oid *there = branches ? g_hash_table_lookup(branches, author) : NULL;

	if (!branches || (there && !look_there(search, author, there, bytes, error)))
		return FALSE;
	g_hash_table_remove(branches, author);
	return *bytes || look_at_others(search, branches, bytes, error);
}

static GBytes *
fetch(const SyncHost *host, const SyncOptions *options, const char *device, const SyncAttachment *wanted, GError **error)
{
	g_autoptr(Session) session = session_open(host, options->data_dir, options, error);
	g_autoptr(GString) whys = g_string_new(NULL);
	Search search = { session, wanted, whys };
	GBytes *bytes = NULL;

	if (!session)
		return NULL;
	session_progress(session, SYNC_PHASE_ATTACH, 0, 0);
	if (!look_at_remote(&search, device, &bytes, error))
		return NULL;
	if (!bytes)
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_NOT_THERE, "Sie liegt nicht in %s.%s", session->remote->shown, whys->str);
	return bytes;
}

GBytes *
sync_attachment_fetch(const SyncHost *host, const SyncOptions *options, const char *device, const SyncAttachment *wanted, GError **error)
{
	GBytes *bytes = NULL;

	if (!look_in_mirror(host, options->data_dir, wanted, &bytes, error))
		return NULL;
	return bytes ? bytes : fetch(host, options, device, wanted, error);
}
