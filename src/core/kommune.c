/*
 * Kommunen: their ids, names and the words for their kind; see vorort/kommune.h. The keys are built as in the record description of
 * GV100AD: AGS = Land 2, Regierungsbezirk 1, Kreis 2, Gemeinde 3; in the ARS the four digits of the Verband stand before the Gemeinde.
 */
#include "vorort/kommune.h"

#include <string.h>

#include "vorort/words.h"

G_DEFINE_QUARK(kommune-error-quark, kommune_error)

enum { LEN_KREIS = 5, LEN_AGS = 8, LEN_VERBAND = 9, LEN_ARS = 12, LEN_NAME = 50 };

static const struct {
	const char *prefix;
	gsize digits;
} kinds[] = {
	{ "ags:", LEN_AGS },
	{ "verband:", LEN_VERBAND },
	{ "kreis:", LEN_KREIS },
};

/* Textkennzeichen of the record kinds 40, 50 and 60. */
static const struct {
	const char *art, *text;
} arten[] = {
	{ "41", "Kreisfreie Stadt" },
	{ "42", "Stadtkreis" },
	{ "43", "Kreis" },
	{ "44", "Landkreis" },
	{ "45", "Regionalverband" },
	{ "50", "Verbandsfreie Gemeinde" },
	{ "51", "Amt" },
	{ "52", "Samtgemeinde" },
	{ "53", "Verbandsgemeinde" },
	{ "54", "Verwaltungsgemeinschaft" },
	{ "55", "Kirchspielslandgemeinde" },
	{ "56", "Verwaltungsverband" },
	{ "57", "Verwaltungsgemeinschaft (Trägermodell)" },
	{ "58", "Erfüllende Gemeinde" },
	{ "60", "Markt" },
	{ "61", "Kreisfreie Stadt" },
	{ "62", "Stadtkreis" },
	{ "63", "Stadt" },
	{ "64", "Gemeinde" },
	{ "65", "Gemeindefreies Gebiet (bewohnt)" },
	{ "66", "Gemeindefreies Gebiet (unbewohnt)" },
	{ "67", "Große Kreisstadt" },
};

void
kommune_free(Kommune *kommune)
{
	if (!kommune)
		return;
	g_free(kommune->id);
	g_free(kommune->name);
	g_free(kommune->art);
	g_free(kommune->ars);
	g_free(kommune->kreis);
	g_free(kommune->verband);
	g_free(kommune->plz);
	g_free(kommune->stand);
	g_free(kommune);
}

Kommune *
kommune_copy(const Kommune *kommune)
{
	Kommune *copy = g_new0(Kommune, 1);

	*copy = *kommune;
	copy->id = g_strdup(kommune->id);
	copy->name = g_strdup(kommune->name);
	copy->art = g_strdup(kommune->art);
	copy->ars = g_strdup(kommune->ars);
	copy->kreis = g_strdup(kommune->kreis);
	copy->verband = g_strdup(kommune->verband);
	copy->plz = g_strdup(kommune->plz);
	copy->stand = g_strdup(kommune->stand);
	return copy;
}

void
verzeichnis_free(Verzeichnis *verzeichnis)
{
	if (!verzeichnis)
		return;
	g_free(verzeichnis->stand);
	g_free(verzeichnis->quelle);
	g_clear_pointer(&verzeichnis->kommunen, g_ptr_array_unref);
	g_free(verzeichnis);
}

/* @text is exactly @len digits and begins with a Land, 01 to 16. */
static gboolean
is_key(const char *text, gsize len)
{
	int land;

	if (strlen(text) != len || strspn(text, "0123456789") != len)
		return FALSE;
	land = (text[0] - '0') * 10 + (text[1] - '0');
	return land >= 1 && land <= 16;
}

gboolean
kommune_id_is_valid(const char *id)
{
	gsize i;

	if (!id)
		return FALSE;
	for (i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_prefix(id, kinds[i].prefix))
			return is_key(id + strlen(kinds[i].prefix), kinds[i].digits);
	return FALSE;
}

/* A 12-digit key belongs to a Gemeinde; with a Verband and no Gemeinde it means the Verband itself. */
static char *
id_from_ars(const char *ars)
{
	if (strncmp(ars + 5, "0000", 4) != 0 && strcmp(ars + 9, "000") == 0)
		return g_strdup_printf("verband:%.9s", ars);
	return g_strdup_printf("ags:%.5s%.3s", ars, ars + 9);
}

/* Keys are often written in groups: "06 4 35 014". */
static char *
without_blanks(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text; text++)
		if (!g_ascii_isspace(*text))
			g_string_append_c(out, *text);
	return g_string_free(out, FALSE);
}

char *
kommune_id_from_key(const char *typed)
{
	g_autofree char *key = typed ? without_blanks(typed) : NULL;
	gsize i;

	if (!key)
		return NULL;
	for (i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (is_key(key, kinds[i].digits))
			return g_strconcat(kinds[i].prefix, key, NULL);
	if (is_key(key, LEN_ARS))
		return id_from_ars(key);
	return kommune_id_is_valid(key) ? g_steal_pointer(&key) : NULL;
}

const char *
kommune_id_land(const char *id)
{
	const char *colon = strchr(id, ':');

	return colon ? colon + 1 : "";
}

/* TRUE if what follows the first comma goes on with a list of names ("…, Bösenbrunn, Eichigt und Triebel/V") and is no title. */
static gboolean
is_list_of_names(const char *rest)
{
	return strstr(rest, " und ") && !strstr(rest, "stadt") && !strstr(rest, "Stadt");
}

char *
kommune_short_name(const char *name)
{
	const char *comma = strstr(name, ", ");

	if (!comma || is_list_of_names(comma))
		return g_strdup(name);
	return g_strndup(name, (gsize)(comma - name));
}

static gboolean
is_cut_from(const char *cut, const char *whole)
{
	return g_utf8_strlen(cut, -1) == LEN_NAME && g_str_has_prefix(whole, cut);
}

gboolean
kommune_same_name(const char *a, const char *b)
{
	return strcmp(a, b) == 0 || is_cut_from(a, b) || is_cut_from(b, a);
}

/* Town types of the BBSR: a Mittelstadt has 20,000 inhabitants or more, a Großstadt 100,000. */
static const struct {
	const char *size;
	gint64 least, most;
} sizes[] = {{"klein", 1, 19999}, {"mittel", 20000, 99999}, {"gross", 100000, G_MAXINT64}};

const char *
kommune_size(gint64 einwohner)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(sizes); i++)
		if (einwohner >= sizes[i].least && einwohner <= sizes[i].most)
			return sizes[i].size;
	return NULL;
}

void
kommune_size_limits(const char *size, gint64 *least, gint64 *most)
{
	gsize i;

	*least = 0;
	*most = G_MAXINT64;
	for (i = 0; i < G_N_ELEMENTS(sizes); i++)
		if (g_strcmp0(size, sizes[i].size) == 0) {
			*least = sizes[i].least;
			*most = sizes[i].most;
		}
}

const char *
kommune_art_text(const char *art)
{
	gsize i;

	for (i = 0; art && i < G_N_ELEMENTS(arten); i++)
		if (strcmp(arten[i].art, art) == 0)
			return arten[i].text;
	return "";
}

static const struct {
	gint64 below;
	const char *text;
} classes[] = {{1, ""},          {5000, "unter 5 Tsd."},   {10000, "5–10 Tsd."}, {20000, "10–20 Tsd."},
	       {50000, "20–50 Tsd."}, {100000, "50–100 Tsd."}, {G_MAXINT64, "über 100 Tsd."}};

const char *
kommune_class(gint64 einwohner)
{
	gsize i = 0;

	while (einwohner >= classes[i].below && i + 1 < G_N_ELEMENTS(classes))
		i++;
	return classes[i].text;
}

char *
kommune_unnamed(const char *id, const char *art, gint64 einwohner)
{
	g_autofree char *code = g_strndup(kommune_id_land(id), 2);
	const Word *land = words_find(WORDS_LAND, code);
	const char *kind = kommune_art_text(art), *people = kommune_class(einwohner);

	if (!*kind)
		kind = g_str_has_prefix(id, "kreis:") ? "Kreis" : g_str_has_prefix(id, "verband:") ? "Verband" : "Kommune";
	return g_strdup_printf("%s%s%s%s%s", kind, *people ? ", " : "", people, land ? ", " : "", land ? land->glyph : "");
}
