/*
 * Bundled demand (§ 2 (3) c of the Kooperationsvereinbarung): which Kommunen use which Fachverfahren of which Hersteller in which version, and
 * what its interface lacks. The Anbindung says the product; Hersteller, version and gap are those of the Stelle that it names or that serves it.
 */
#include <string.h>

#include "internal.h"
#include "vorort/text.h"

void
fachverfahren_free(Fachverfahren *f)
{
	char *const texts[] = {f->name, f->hersteller, f->version};
	GPtrArray *const lists[] = {f->gaps, f->kommunen, f->laender, f->leistungen};
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	for (i = 0; i < G_N_ELEMENTS(lists); i++)
		g_ptr_array_unref(lists[i]);
	g_free(f);
}

static Fachverfahren *
fachverfahren_new(const char *name, const char *hersteller, const char *version)
{
	Fachverfahren *f = g_new0(Fachverfahren, 1);
	GPtrArray **const lists[] = {&f->gaps, &f->kommunen, &f->laender, &f->leistungen};
	gsize i;

	f->name = g_strdup(name);
	f->hersteller = g_strdup(hersteller);
	f->version = g_strdup(version);
	for (i = 0; i < G_N_ELEMENTS(lists); i++)
		*lists[i] = g_ptr_array_new_with_free_func(g_free);
	return f;
}

static void
add_once(GPtrArray *list, const char *text)
{
	if (*text && !g_ptr_array_find_with_equal_func(list, text, g_str_equal, NULL))
		g_ptr_array_add(list, g_strdup(text));
}

/* Names are typed by people: case and umlauts do not make two products of one. */
static gboolean
is_same(const char *a, const char *b)
{
	g_autofree char *x = text_fold(a), *y = text_fold(b);

	return strcmp(g_strstrip(x), g_strstrip(y)) == 0;
}

static Fachverfahren *
find_or_add(GPtrArray *all, const char *name, const char *hersteller, const char *version)
{
	guint i;

	for (i = 0; i < all->len; i++) {
		Fachverfahren *f = all->pdata[i];

		if (is_same(f->name, name) && is_same(f->hersteller, hersteller) && is_same(f->version, version))
			return f;
	}
	g_ptr_array_add(all, fachverfahren_new(name, hersteller, version));
	return all->pdata[all->len - 1];
}

/*
 * The Stelle whose product it is: the one that the Anbindung names for it, else one of the others that offers a product of that name, a
 * Hersteller before a KIT that operates it. Borrowed from @stellen, NULL if none.
 */
static const Record *
stelle_of_product(const GPtrArray *stellen, const char *product, const char *named)
{
	const Record *found = NULL;
	guint i;

	for (i = 0; i < stellen->len; i++) {
		const Record *stelle = stellen->pdata[i];
		const char *offered = record_get(stelle, "product");
		gboolean is_named = strcmp(stelle->id, named) == 0;

		if (!*offered || (*product ? !is_same(offered, product) : !is_named))
			continue;
		if (is_named)
			return stelle;
		if (!found || (strcmp(record_get(stelle, "kind"), "hersteller") == 0 && strcmp(record_get(found, "kind"), "hersteller") != 0))
			found = stelle;
	}
	return found;
}

static void
add_place(App *app, Fachverfahren *f, const char *anbindung)
{
	g_autofree char *id = g_strndup(anbindung, strcspn(anbindung, "/")), *land = g_strndup(kommune_id_land(id), 2);
	g_autoptr(Kommune) kommune = store_kommune(app->store, id, NULL);

	f->n_anbindungen++;
	add_once(f->kommunen, kommune ? kommune->name : id);
	add_once(f->laender, land);
	add_once(f->leistungen, strchr(anbindung, '/') + 1);
}

static gboolean
add_anbindung(App *app, GPtrArray *all, const char *id, GError **error)
{
	g_autoptr(Record) record = app_record(app, id, error);
	g_autoptr(GPtrArray) stellen = record ? app_stellen_of(app, record, error) : NULL;
	const char *product = record ? record_get_keyed(record, "param", "fachverfahren", "param") : "";
	const char *named = record ? record_get_keyed(record, "stelle", "fachverfahren", "stelle") : "";
	const Record *stelle = stellen ? stelle_of_product(stellen, product, named) : NULL;
	gboolean is_made_by = stelle && strcmp(record_get(stelle, "kind"), "hersteller") == 0;
	Fachverfahren *f;

	if (!stellen)
		return FALSE;
	f = find_or_add(all, stelle ? record_get(stelle, "product") : product, is_made_by ? record_get(stelle, "name") : "",
			stelle ? record_get(stelle, "version") : "");
	add_once(f->gaps, stelle ? record_get(stelle, "interface_gap") : "");
	add_place(app, f, id);
	return TRUE;
}

/* Most wanted first; what nobody has named yet comes last. */
static gint
by_demand(gconstpointer a, gconstpointer b)
{
	const Fachverfahren *x = *(Fachverfahren *const *)a, *y = *(Fachverfahren *const *)b;

	if (!*x->name != !*y->name)
		return *x->name ? -1 : 1;
	if (x->kommunen->len != y->kommunen->len)
		return x->kommunen->len > y->kommunen->len ? -1 : 1;
	return g_strcmp0(x->name, y->name) ? g_strcmp0(x->name, y->name) : g_strcmp0(x->version, y->version);
}

GPtrArray *
app_fachverfahren(App *app, const char *land, const char *leistung, GError **error)
{
	g_autoptr(GPtrArray) ids = store_list(app->store, "anbindung", NULL, 0, error);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)fachverfahren_free);
	guint i;

	for (i = ids ? ids->len : 0; i > 0; i--) {
		const char *id = ids->pdata[i - 1], *slash = strchr(id, '/');

		if ((land && strncmp(kommune_id_land(id), land, 2) != 0) || (leistung && strcmp(slash + 1, leistung) != 0))
			continue;
		if (!add_anbindung(app, all, id, error))
			return NULL;
	}
	g_ptr_array_sort(all, by_demand);
	return ids ? g_steal_pointer(&all) : NULL;
}
