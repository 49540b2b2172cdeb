/*
 * Finding a Kommune while somebody types. All that can be chosen are held in memory, folded, the largest first, and looked through whole for
 * every key: some 12,000 short texts take about a millisecond. Made from the table when first needed and dropped when that changes, by
 * another process, too: meta 'kommunen' tells.
 */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

typedef struct Entry {
	Kommune *kommune;
	char *name;  /* " bad muenchen" or " bad muenchen\n bad munchen": a blank before every word */
	char *title; /* the same of the name without its title */
	const char *rest; /* Kreis and Land in the same form; owned by ->around */
	char *keys;  /* " 06435014 064350014014 63450" */
} Entry;

struct KommunenIndex {
	GArray *entries;  /* of Entry, the largest Kommune first */
	GHashTable *around; /* "06 Main-Kinzig-Kreis" -> its form: many share one */
	char *made_of;    /* meta 'kommunen' */
};

typedef struct Query {
	GPtrArray *words;    /* of char *, " munchen": each with a blank before it */
	char *whole;         /* all of them: " bad hom" */
	const char *land;    /* two digits, "" if none */
} Query;

enum { TIER_EXACT, TIER_BEGINNING, TIER_WORDS, TIER_NAME, TIER_OTHER, N_TIERS };

/* --- folded forms ------------------------------------------------------------------------------------------------------------------ */

/* Only ä, ö, ü have two forms. */
static gboolean
has_umlaut(const char *text)
{
	const char *p;

	for (p = text; *p; p = g_utf8_next_char(p))
		if ((guchar)*p >= 0x80 && (g_utf8_get_char(p) == 0x0308 || g_utf8_strchr("äöüÄÖÜ", -1, g_utf8_get_char(p))))
			return TRUE;
	return FALSE;
}

char *
kommunen_fold(const char *text)
{
	return g_str_is_ascii(text) ? g_ascii_strdown(text, -1) : text_fold(text);
}

char *
kommunen_fold_plain(const char *text)
{
	g_autofree char *apart = has_umlaut(text) ? g_utf8_normalize(text, -1, G_NORMALIZE_ALL) : NULL;
	g_auto(GStrv) parts = g_strsplit(apart ? apart : "", "\xCC\x88", -1); /* U+0308, the two dots */
	g_autofree char *bare = g_strjoinv("", parts);

	return apart ? text_fold(bare) : NULL;
}

/* Takes over @folded: only letters and digits, one blank before each word. */
static char *
as_words(char *folded)
{
	GString *out = g_string_new(NULL);
	gboolean is_start = TRUE;
	const char *p;

	for (p = folded; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!g_unichar_isalnum(c)) {
			is_start = TRUE;
			continue;
		}
		if (is_start)
			g_string_append_c(out, ' ');
		is_start = FALSE;
		g_string_append_unichar(out, c);
	}
	g_free(folded);
	return g_string_free(out, FALSE);
}

static char *
both_forms(const char *text)
{
	g_autofree char *folded = as_words(kommunen_fold(text)), *bare = kommunen_fold_plain(text);
	g_autofree char *plain = bare ? as_words(g_steal_pointer(&bare)) : NULL;

	return plain ? g_strjoin("\n", folded, plain, NULL) : g_steal_pointer(&folded);
}

/* --- the index --------------------------------------------------------------------------------------------------------------------- */

static void
clear_entry(gpointer data)
{
	Entry *entry = data;

	kommune_free(entry->kommune);
	g_free(entry->name);
	g_free(entry->title);
	g_free(entry->keys);
}

void
kommunen_forget(Store *store)
{
	if (!store->kommunen)
		return;
	g_array_unref(store->kommunen->entries);
	g_hash_table_unref(store->kommunen->around);
	g_free(store->kommunen->made_of);
	g_clear_pointer(&store->kommunen, g_free);
}

Kommune *
kommunen_read_row(sqlite3_stmt *stmt)
{
	Kommune *k = g_new0(Kommune, 1);

	k->id = g_strdup(sql_column(stmt, 0));
	k->name = g_strdup(sql_column(stmt, 1));
	k->art = g_strdup(sql_column(stmt, 2));
	k->ars = g_strdup(sql_column(stmt, 3));
	k->kreis = g_strdup(sql_column(stmt, 4));
	k->verband = g_strdup(sql_column(stmt, 5));
	k->plz = g_strdup(sql_column(stmt, 6));
	k->einwohner = sqlite3_column_int64(stmt, 7);
	k->stand = g_strdup(sql_column(stmt, 8));
	k->is_current = sqlite3_column_int(stmt, 9) != 0;
	return k;
}

static const char *
around(struct KommunenIndex *index, const Kommune *k)
{
	g_autofree char *code = g_strndup(kommune_id_land(k->id), 2), *key = g_strjoin(" ", code, k->kreis, NULL);
	g_autofree char *text = NULL;
	char *forms = g_hash_table_lookup(index->around, key);

	if (forms)
		return forms;
	text = g_strjoin(" ", k->kreis, words_text(WORDS_LAND, code), NULL);
	forms = both_forms(text);
	g_hash_table_insert(index->around, g_steal_pointer(&key), forms);
	return forms;
}

static Entry
make_entry(struct KommunenIndex *index, Kommune *k)
{
	g_autofree char *short_name = kommune_short_name(k->name);
	Entry entry = {k, both_forms(k->name), NULL, around(index, k), NULL};

	entry.title = strcmp(short_name, k->name) == 0 ? g_strdup(entry.name) : both_forms(short_name);
	entry.keys = g_strdup_printf(" %s %s %s", strchr(k->id, ':') + 1, k->ars, k->plz);
	return entry;
}

static gboolean
make_index(Store *store, GError **error)
{
	struct KommunenIndex *index = g_new0(struct KommunenIndex, 1);
	g_autoptr(GError) failed = NULL;
	sqlite3_stmt *stmt;

	index->made_of = store_meta(store, "kommunen");
	index->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
	g_array_set_clear_func(index->entries, clear_entry);
	index->around = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	store->kommunen = index;
	stmt = sql_query(store, &failed,
			 "SELECT * FROM kommune WHERE is_current = 1 AND (einwohner > 0 OR art NOT IN ('65', '66')) ORDER BY einwohner DESC, id",
			 "");
	while (stmt && sql_step(store, stmt, &failed)) {
		Entry entry = make_entry(index, kommunen_read_row(stmt));

		g_array_append_val(index->entries, entry);
	}
	if (!failed)
		return TRUE;
	kommunen_forget(store);
	g_propagate_error(error, g_steal_pointer(&failed));
	return FALSE;
}

static gboolean
have_index(Store *store, GError **error)
{
	g_autofree char *now = store->kommunen ? store_meta(store, "kommunen") : NULL;

	if (store->kommunen && g_strcmp0(now, store->kommunen->made_of) == 0)
		return TRUE;
	kommunen_forget(store);
	return make_index(store, error);
}

/* --- matching ---------------------------------------------------------------------------------------------------------------------- */

/* @words with its blank stands at the beginning of one of the forms; @is_whole: and is all of it. */
static gboolean
form_begins(const char *forms, const char *words, gboolean is_whole)
{
	gsize len = strlen(words);
	const char *form = forms;

	while (form) {
		if (strncmp(form, words, len) == 0 && (!is_whole || form[len] == '\0' || form[len] == '\n'))
			return TRUE;
		form = strchr(form, '\n');
		form = form ? form + 1 : NULL;
	}
	return FALSE;
}

static gboolean
matches_elsewhere(const Entry *entry, const char *word)
{
	return strstr(entry->rest, word + 1) || (g_ascii_isdigit(word[1]) && strstr(entry->keys, word));
}

/* How well the words fit: a tier, or N_TIERS if one of them is nowhere. */
static guint
tier_of(const Entry *entry, const Query *q)
{
	gboolean in_name = TRUE, at_words = TRUE;
	guint i;

	for (i = 0; i < q->words->len; i++) {
		const char *word = q->words->pdata[i];
		gboolean is_here = strstr(entry->name, word + 1) != NULL;

		if (!is_here && !matches_elsewhere(entry, word))
			return N_TIERS;
		in_name &= is_here;
		at_words &= is_here && strstr(entry->name, word);
	}
	if (!q->words->len || !in_name)
		return TIER_OTHER;
	if (form_begins(entry->title, q->whole, TRUE))
		return TIER_EXACT;
	return form_begins(entry->name, q->whole, FALSE) ? TIER_BEGINNING : at_words ? TIER_WORDS : TIER_NAME;
}

static void
make_query(Query *q, const char *typed, const char *own_land)
{
	g_auto(GStrv) parts = NULL;
	guint i;

	q->whole = as_words(text_fold(typed));
	q->land = own_land ? own_land : "";
	q->words = g_ptr_array_new_with_free_func(g_free);
	parts = g_strsplit(*q->whole ? q->whole + 1 : "", " ", -1);
	for (i = 0; parts[i]; i++)
		g_ptr_array_add(q->words, g_strconcat(" ", parts[i], NULL));
}

/* The index is in order of size already, so it is enough to lay what fits on piles. */
static GPtrArray *
collect(const struct KommunenIndex *index, const Query *q, guint limit)
{
	GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)kommune_free);
	GPtrArray *piles[N_TIERS][2];
	guint i, j, tier, away;

	for (tier = 0; tier < N_TIERS; tier++)
		for (away = 0; away < 2; away++)
			piles[tier][away] = g_ptr_array_new();
	for (i = 0; i < index->entries->len; i++) {
		const Entry *entry = &g_array_index(index->entries, Entry, i);

		tier = tier_of(entry, q);
		away = strncmp(kommune_id_land(entry->kommune->id), q->land, 2) != 0;
		if (tier < N_TIERS && piles[tier][away]->len < limit)
			g_ptr_array_add(piles[tier][away], entry->kommune);
	}
	for (tier = 0; tier < N_TIERS; tier++)
		for (away = 0; away < 2; away++) {
			for (j = 0; j < piles[tier][away]->len && found->len < limit; j++)
				g_ptr_array_add(found, kommune_copy(piles[tier][away]->pdata[j]));
			g_ptr_array_unref(piles[tier][away]);
		}
	return found;
}

/* "06 4 35 014": a key in groups is one word. */
static char *
key_or_text(const char *typed)
{
	g_autofree char *id = kommune_id_from_key(typed);
	g_auto(GStrv) groups = id && !strchr(typed, ':') ? g_strsplit(typed, " ", -1) : NULL;

	return groups ? g_strjoinv("", groups) : g_strdup(typed);
}

GPtrArray *
store_search_kommunen(Store *store, const char *typed, const char *own_land, guint limit, GError **error)
{
	g_autofree char *text = key_or_text(typed);
	GPtrArray *found;
	Query q;

	if (!have_index(store, error))
		return NULL;
	make_query(&q, text, own_land);
	found = collect(store->kommunen, &q, limit);
	g_ptr_array_unref(q.words);
	g_free(q.whole);
	return found;
}
