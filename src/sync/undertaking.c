/*
 * Step (3): fetch, and make sure that the remote belongs to this undertaking before anything is taken from it.
 *
 * vorort.json names undertaking and founder. It is written once, as the first file of main, by whoever meets an empty remote.
 */
#include <jansson.h>
#include <string.h>

#include "key.h"
#include "path.h"
#include "session.h"

#define FILE_NAME "vorort.json"
#define POSITION_CARD "vorort.json"
#define ATTEMPTS 4

typedef struct Card {
	char *undertaking, *founder;
	git_oid id; /* blob */
} Card;

static void
card_clear(Card *card)
{
	g_free(card->undertaking);
	g_free(card->founder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Card, card_clear)

typedef enum { CARD_FINE, CARD_MISSING, CARD_BAD, CARD_NEWER } CardState;

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static CardState
card_parse(GBytes *bytes, Card *card)
{
	json_t *json = json_loadb(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), JSON_REJECT_DUPLICATES, NULL);
	const char *undertaking, *founder, *key;
	char id[STAMP_DEVICE_LEN + 1];
	guint8 public_key[KEY_PUBLIC_LEN];
	CardState state = CARD_BAD;
	json_int_t format = 0;

	if (json_unpack(json, "{s:I}", "format", &format) == 0 && format > 1)
		state = CARD_NEWER;
	else if (format == 1 && json_unpack(json, "{s:s, s:s, s:s}", "undertaking", &undertaking, "founder", &founder, "founder_key",
	                                    &key) == 0 &&
	         undertaking_id_is_valid(undertaking) && key_public_parse(key, public_key)) {
		key_device_id(public_key, id);
		if (strcmp(id, founder) == 0) {
			card->undertaking = g_strdup(undertaking);
			card->founder = g_strdup(founder);
			state = CARD_FINE;
		}
	}
	json_decref(json);
	return state;
}

gboolean
undertaking_file_is_valid(GBytes *bytes, const char *undertaking)
{
	g_auto(Card) card = { 0 };

	return card_parse(bytes, &card) == CARD_FINE && strcmp(card.undertaking, undertaking) == 0;
}

static CardState
card_read(Session *session, const git_oid *main_tree, Card *card)
{
	g_autoptr(GBytes) bytes = NULL;

	if (!tree_find(session->mirror, main_tree, FILE_NAME, &card->id))
		return CARD_MISSING;
	bytes = mirror_blob_read(session->mirror, &card->id, path_max_size(PATH_VORORT), NULL);
	return bytes ? card_parse(bytes, card) : CARD_BAD;
}

/* Where the mirror is lost, the layer above still has vorort.json as it was written. Caller frees, NULL: it does not. */
static char *
card_kept_above(Session *session)
{
	const SyncHost *host = session->host;
	g_autofree char *text = host->get_position(host->data, POSITION_CARD);
	g_autoptr(GBytes) bytes = text ? g_bytes_new_static(text, strlen(text)) : NULL;

	return bytes && undertaking_file_is_valid(bytes, host->undertaking(host->data)) ? g_steal_pointer(&text) : NULL;
}

gboolean
undertaking_is_settled(Session *session)
{
	const SyncHost *host = session->host;
	g_autofree char *kept = card_kept_above(session);
	git_oid id;

	return kept || host->has_sealed(host->data) || known_get(session->known, FILE_NAME, &id);
}

/* --- founding ------------------------------------------------------------------------------------------------------------- */

static void
keep_card_above(Session *session)
{
	const SyncHost *host = session->host;
	g_autofree char *kept = card_kept_above(session), *text = NULL;
	g_autoptr(GBytes) bytes = NULL;
	git_oid id;

	if (kept || !known_get(session->known, FILE_NAME, &id) ||
	    !(bytes = mirror_blob_read(session->mirror, &id, path_max_size(PATH_VORORT), NULL)))
		return;
	text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	host->set_position(host->data, POSITION_CARD, text);
}

/* The blob of vorort.json: as it was once written, or, for the founder of something new, made now. */
static gboolean
card_for_new_main(Session *session, git_oid *id, GError **error)
{
	const SyncHost *host = session->host;
	g_autofree char *text = card_kept_above(session);
	g_autoptr(GBytes) bytes = NULL;

	if (known_get(session->known, FILE_NAME, id))
		return TRUE;
	if (!text && strcmp(host->founder(host->data), device_key_id(host->key)) != 0) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED,
		            "%s ist leer. Anlegen kann es nur ein Gerät, das das Vorhaben kennt: zuerst mit dem bisherigen Repository "
		            "abgleichen.", session->remote ? session->remote->shown : "Der Spiegel dieses Geräts");
		return FALSE;
	}
	if (!text)
		text = g_strdup_printf("{\"format\":1,\"founder\":\"%s\",\"founder_key\":\"%s\",\"undertaking\":\"%s\"}\n",
		                       device_key_id(host->key), device_key_public(host->key), host->undertaking(host->data));
	bytes = g_bytes_new(text, strlen(text));
	if (!mirror_blob_write(session->mirror, bytes, id, error))
		return FALSE;
	known_put(session->known, FILE_NAME, id);
	return TRUE;
}

gboolean
undertaking_found(Session *session, GError **error)
{
	git_oid card;

	if (!card_for_new_main(session, &card, error) || !known_save(session->known, error))
		return FALSE;
	keep_card_above(session);
	return TRUE;
}

/* Puts vorort.json on main, which is missing or (as many servers create it) holds a README only. */
static gboolean
found(Session *session, gboolean has_main, PushStatus *status, GError **error)
{
	g_autoptr(GHashTable) files = tree_changes_new();
	g_autoptr(GPtrArray) refs = push_refs_new();
	git_oid card, tree, parent, commit, base;
	const char *device = device_key_id(session->host->key);
	PushRef *ref;

	if (!card_for_new_main(session, &card, error))
		return FALSE;
	has_main = has_main && session_branch_commit(session, "main", &parent) && session_branch_tree(session, "main", &base);
	tree_changes_put(files, FILE_NAME, &card);
	if (!tree_change(session->mirror, has_main ? &base : NULL, files, &tree, error) ||
	    !mirror_commit(session->mirror, device, "Vorhaben anlegen\n", &tree, has_main ? &parent : NULL, &commit, error))
		return FALSE;
	ref = push_refs_add(refs, "main", has_main ? &parent : NULL, &commit);
	if (!transport_push(session->transport, SYNC_PHASE_PUSH, refs, NULL, error))
		return FALSE;
	*status = ref->status;
	if (ref->status != PUSH_REFUSED)
		return ref->status != PUSH_OK || known_save(session->known, error);
	g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED,
	            "%s ist leer, und der Zweig main darf von hier nicht angelegt werden (%s). Jemand mit Schreibrecht auf main muss "
	            "zuerst abgleichen.", session->remote->shown, ref->reason);
	return FALSE;
}

/* README, LICENSE, .gitignore and the like: the server made them, no other use of the repository is to be seen. */
static gboolean
has_only_readme(Session *session, const git_oid *main_tree)
{
	git_tree *tree = NULL;
	gsize i, n;
	gboolean is_plain = git_tree_lookup(&tree, session->mirror->repo, main_tree) == 0;

	for (i = 0, n = is_plain ? git_tree_entrycount(tree) : 0; i < n && is_plain; i++) {
		const char *name = git_tree_entry_name(git_tree_entry_byindex(tree, i));

		is_plain = g_str_has_prefix(name, "README") || g_str_has_prefix(name, "LICENSE") || g_str_has_prefix(name, ".git");
	}
	git_tree_free(tree);
	return is_plain;
}

/* --- comparing ------------------------------------------------------------------------------------------------------------ */

static gboolean
has_log(Session *session)
{
	git_tree *tree = NULL;
	gboolean has;

	if (!session->known->has_tree || git_tree_lookup(&tree, session->mirror->repo, &session->known->tree) != 0)
		return FALSE;
	has = git_tree_entry_byname(tree, "log") != NULL;
	git_tree_free(tree);
	return has;
}

static gboolean
adopt(Session *session, const Card *card, GError **error)
{
	const SyncHost *host = session->host;

	if (host->has_sealed(host->data) || has_log(session)) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED,
		            "%s gehört zu einem anderen Vorhaben (%s), und dieses Gerät hat schon Einträge für das eigene. Adresse prüfen, "
		            "oder für das andere Vorhaben ein eigenes Datenverzeichnis anlegen.", session->remote->shown, card->undertaking);
		return FALSE;
	}
	if (!known_reset(session->known, error) || !host->adopt(host->data, card->undertaking, card->founder, error))
		return FALSE;
	known_put(session->known, FILE_NAME, &card->id);
	return known_save(session->known, error);
}

static gboolean
compare(Session *session, const Card *card, GError **error)
{
	const SyncHost *host = session->host;
	git_oid known;

	if (strcmp(card->undertaking, host->undertaking(host->data)) != 0)
		return adopt(session, card, error);
	if (known_get(session->known, FILE_NAME, &known)) {
		/* Written once: another founder would be another leadership. The union puts ours back. */
		if (!git_oid_equal(&known, &card->id))
			session_note(session, "vorort.json wurde auf dem Server verändert und wird wiederhergestellt.");
		return TRUE;
	}
	if (strcmp(card->founder, host->founder(host->data)) != 0) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED, "%s nennt für dieses Vorhaben ein anderes Gründungsgerät. Bei der Leitung "
		            "nachfragen.", session->remote->shown);
		return FALSE;
	}
	known_put(session->known, FILE_NAME, &card->id);
	return known_save(session->known, error);
}

/* TRUE if main was ours at the last look: then a damaged vorort.json is a damage, not another undertaking. */
static gboolean
is_old_acquaintance(Session *session)
{
	g_autofree char *position = session_position(session, "remote");
	git_oid known;

	return g_strcmp0(position, session->host->undertaking(session->host->data)) == 0 && known_get(session->known, FILE_NAME, &known);
}

static gboolean
refuse_main(Session *session, CardState state, GError **error)
{
	static const char *const reasons[] = {
		[CARD_FINE] = "",
		[CARD_MISSING] = "wird schon für etwas anderes benutzt (main ohne vorort.json). Ein leeres Repository angeben.",
		[CARD_BAD] = "hat ein beschädigtes vorort.json. Bei der Stelle nachfragen, die das Repository betreut.",
		[CARD_NEWER] = "hat ein neueres Format: neuere Version nötig. vorort aktualisieren.",
	};

	g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED, "%s %s", session->remote->shown, reasons[state]);
	return FALSE;
}

/* *@is_new: main is to be founded. */
static gboolean
examine_main(Session *session, gboolean *is_new, GError **error)
{
	g_auto(Card) card = { 0 };
	git_oid tree;
	CardState state;

	*is_new = FALSE;
	if (!session_branch_tree(session, "main", &tree))
		return refuse_main(session, CARD_BAD, error);
	state = card_read(session, &tree, &card);
	if (state == CARD_FINE)
		return compare(session, &card, error);
	if (state != CARD_NEWER && is_old_acquaintance(session)) {
		session_note(session, "vorort.json fehlte auf dem Server oder war beschädigt und wird wiederhergestellt.");
		return TRUE;
	}
	*is_new = state == CARD_MISSING && has_only_readme(session, &tree);
	return *is_new || refuse_main(session, state, error);
}

gboolean
contact(Session *session, GError **error)
{
	PushStatus status = PUSH_RACE;
	gboolean has_main, is_new;
	guint attempt;

	for (attempt = 0; attempt < ATTEMPTS && status == PUSH_RACE; attempt++) {
		session_progress(session, SYNC_PHASE_FETCH, 0, 0);
		if (!transport_fetch(session->transport, &has_main, error))
			return FALSE;
		is_new = !has_main;
		if (has_main && !examine_main(session, &is_new, error))
			return FALSE;
		status = PUSH_OK;
		if (is_new && session->remote->kind == REMOTE_FILE) {
			g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED, "Die Datei %s enthält keinen Stand von vorort, oder sie ist unvollständig. "
			            "Es wurde nichts übernommen.", session->remote->shown);
			return FALSE;
		}
		/* Another laptop may found the same remote at this moment: then its main is looked at. */
		if (is_new && !found(session, has_main, &status, error))
			return FALSE;
	}
	if (status != PUSH_OK) {
		g_set_error(error, SYNC_ERROR, SYNC_ERROR_REFUSED, "%s: der Zweig main lässt sich nicht anlegen. Später erneut abgleichen.",
		            session->remote->shown);
		return FALSE;
	}
	session_set_position(session, "remote", session->host->undertaking(session->host->data));
	keep_card_above(session);
	return TRUE;
}
