/*
 * The end of a bulk: all rows of the projection, entity by entity in the order of their ids.
 *
 * Two sorted streams are merged: the log itself, of which an add with a stamp as id says what its entity is at first, and the notes of the
 * bulk: changes, natural keys, results as values of their Anbindung. Nothing is hidden here and no authority is known: see bulk.c.
 */
#include <string.h>

#include "internal.h"

typedef struct Place {
	char *field, *key, *op, *slots;
	GStrv base;         /* stamps, or NULL */
	gboolean is_head;
} Place;

typedef struct Gathering {
	char *entity, *type;
	gboolean is_added;  /* by the op whose stamp is its id: ->type is final */
	GPtrArray *places;
	gboolean has_retracted, has_several; /* something that only the ordinary way can judge */
} Gathering;

static void
place_free(gpointer data)
{
	Place *place = data;

	g_free(place->field);
	g_free(place->key);
	g_free(place->op);
	g_free(place->slots);
	g_strfreev(place->base);
	g_free(place);
}

static void
gathering_clear(Gathering *g)
{
	g_clear_pointer(&g->entity, g_free);
	g_clear_pointer(&g->type, g_free);
	g_clear_pointer(&g->places, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gathering, gathering_clear)

static int
compare_places(gconstpointer a, gconstpointer b)
{
	const Place *x = *(Place *const *)a, *y = *(Place *const *)b;
	int c = strcmp(x->field, y->field);

	c = c ? c : strcmp(x->key, y->key);
	return c ? c : strcmp(x->op, y->op);
}

static gboolean
is_same_place(const Place *x, const Place *y)
{
	return strcmp(x->field, y->field) == 0 && strcmp(x->key, y->key) == 0;
}

/* --- heads: as in heads.c where nothing is hidden ------------------------------------------------------------------------------------ */

/* [from, end) is one field. */
static void
find_heads(GPtrArray *places, guint from, guint end)
{
	g_autoptr(GHashTable) parents = NULL;
	guint i, j;

	for (i = from; i < end; i++) {
		const Place *place = places->pdata[i];

		for (j = 0; place->base && place->base[j]; j++) {
			if (!parents)
				parents = g_hash_table_new(g_str_hash, g_str_equal);
			g_hash_table_add(parents, place->base[j]);
		}
	}
	for (i = from; i < end; i++) {
		Place *place = places->pdata[i];

		place->is_head = !parents || !g_hash_table_contains(parents, place->op);
	}
}

/* --- writing ------------------------------------------------------------------------------------------------------------------------- */

typedef struct Edge {
	const char *parent, *child;
} Edge;

static int
compare_edges(gconstpointer a, gconstpointer b)
{
	const Edge *x = a, *y = b;
	int c = strcmp(x->parent, y->parent);

	return c ? c : strcmp(x->child, y->child);
}

static gboolean
write_edges(Store *store, const Gathering *g, guint from, guint end, GError **error)
{
	g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(Edge));
	const Place *first = g->places->pdata[from];
	guint i, j;

	for (i = from; i < end; i++) {
		const Place *place = g->places->pdata[i];

		for (j = 0; place->base && place->base[j]; j++) {
			Edge edge = {place->base[j], place->op};

			g_array_append_val(edges, edge);
		}
	}
	g_array_sort(edges, compare_edges);
	for (i = 0; i < edges->len; i++) {
		const Edge *edge = &g_array_index(edges, Edge, i);

		if (!sql_run(store, error, "INSERT OR IGNORE INTO edge VALUES (?, ?, ?, ?, ?)", "ttttt", g->entity, first->field, first->key,
			     edge->parent, edge->child))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_value(Store *store, const Gathering *g, const Place *place, gboolean is_shown, GError **error)
{
	return sql_run(store, error, "INSERT INTO value (entity, field, key, op, slots, is_head, is_shown) VALUES (?, ?, ?, ?, ?, ?, ?)", "tttttii",
		       g->entity, place->field, place->key, place->op, place->slots, (gint64)place->is_head, (gint64)is_shown);
}

static gboolean
write_field(Store *store, Gathering *g, const Entity *type, guint from, guint end, GError **error)
{
	const Place *shown = NULL;
	guint i, n_heads = 0;

	find_heads(g->places, from, end);
	for (i = from; i < end; i++)
		if (((Place *)g->places->pdata[i])->is_head) {
			shown = g->places->pdata[i]; /* the greatest stamp: they are sorted */
			n_heads++;
		}
	for (i = from; i < end; i++)
		if (!write_value(store, g, g->places->pdata[i], g->places->pdata[i] == (gpointer)shown, error))
			return FALSE;
	g->has_several |= n_heads > 1;
	g->has_retracted |= strcmp(((Place *)g->places->pdata[from])->field, "retracted") == 0;
	return write_edges(store, g, from, end, error) &&
	       (!shown || heads_link(store, type, shown->slots, g->entity, shown->field, shown->key, error));
}

static const char *
first_add(const Gathering *g)
{
	guint i;

	for (i = 0; i < g->places->len; i++) {
		const Place *place = g->places->pdata[i];

		if (strcmp(place->field, "add") == 0)
			return place->op;
	}
	return NULL;
}

static gboolean
write_entity(Store *store, Gathering *g, GError **error)
{
	const Entity *type = entity_find(g->type);
	guint from = 0, end;

	g_ptr_array_sort(g->places, compare_places);
	if (!sql_run(store, error, "INSERT INTO entity (id, type, created) VALUES (?, ?, ?)", "ttt", g->entity, g->type, first_add(g)))
		return FALSE;
	for (; from < g->places->len; from = end) {
		for (end = from + 1; end < g->places->len && is_same_place(g->places->pdata[from], g->places->pdata[end]); end++)
			;
		if (!write_field(store, g, type, from, end, error))
			return FALSE;
	}
	return g->has_several || g->has_retracted ? derive_entity(store, g->entity, error) : derive_list_row(store, g->type, g->entity, error);
}

/* --- the two streams ----------------------------------------------------------------------------------------------------------------- */

typedef struct Streams {
	sqlite3_stmt *ops, *notes;
	gboolean has_op, has_note;
	Op *op;             /* the add that comes next */
	GError *failed;
} Streams;

static void
streams_clear(Streams *s)
{
	if (s->ops)
		sqlite3_reset(s->ops);
	if (s->notes)
		sqlite3_reset(s->notes);
	g_clear_pointer(&s->op, op_free);
	g_clear_error(&s->failed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Streams, streams_clear)

static gboolean
creates_by_stamp(const Op *op)
{
	return op && !op->field && op->entity->id_rule == ID_STAMP;
}

/* From the first key of a line; most changes need not be decoded. */
static gboolean
may_create(const char *line)
{
	const char *dot = strchr(line, '.');

	return dot && strncmp(dot, ".add\"", 5) == 0;
}

static void
next_op(Store *store, Streams *s)
{
	do {
		g_clear_pointer(&s->op, op_free);
		s->has_op = sql_step(store, s->ops, &s->failed);
		if (s->has_op && may_create(sql_column(s->ops, 1)))
			s->op = op_decode(sql_column(s->ops, 1), (gsize)sqlite3_column_bytes(s->ops, 1), sql_column(s->ops, 0), NULL);
	} while (s->has_op && !creates_by_stamp(s->op));
}

static void
next_note(Store *store, Streams *s)
{
	s->has_note = sql_step(store, s->notes, &s->failed);
}

static gboolean
gather_own(Store *store, const Op *op, const char *entity, const char *field, const char *key, GError **error)
{
	char id[STAMP_TEXT_SIZE];
	Place *place;

	(void)error;
	if (entity != op->entity_id)
		return TRUE;
	place = g_new0(Place, 1);
	place->field = g_strdup(field);
	place->key = g_strdup(key);
	place->op = g_strdup(stamp_format(&op->stamp, id));
	place->slots = apply_place_json(op, field);
	g_ptr_array_add(store->gathered, place);
	return TRUE;
}

/* See is_of_other_kind() in apply.c. */
static void
gather_note(Gathering *g, sqlite3_stmt *row)
{
	const char *base = sql_column(row, 6), *type = sql_column(row, 1);
	Place *place;

	if (g->is_added && strcmp(type, g->type) != 0 && strcmp(sql_column(row, 2), "result") != 0)
		return;
	if (!g->is_added && (!g->type || strcmp(type, g->type) < 0)) {
		g_free(g->type);
		g->type = g_strdup(type);
	}
	place = g_new0(Place, 1);
	place->field = g_strdup(sql_column(row, 2));
	place->key = g_strdup(sql_column(row, 3));
	place->op = g_strdup(sql_column(row, 4));
	place->slots = g_strdup(sql_column(row, 5));
	if (*base)
		place->base = g_strsplit(base, ",", -1);
	g_ptr_array_add(g->places, place);
}

/* Everything of the entity that comes next. FALSE: there is none, or s->failed. */
static gboolean
gather(Store *store, Streams *s, Gathering *g)
{
	if (s->failed || (!s->has_op && !s->has_note))
		return FALSE;
	g->places = g_ptr_array_new_with_free_func(place_free);
	if (s->has_op && (!s->has_note || strcmp(s->op->entity_id, sql_column(s->notes, 0)) <= 0)) {
		g->entity = g_strdup(s->op->entity_id);
		g->type = g_strdup(s->op->entity->name);
		g->is_added = TRUE;
		store->gathered = g->places;
		apply_foreach_place(store, s->op, gather_own, NULL);
		next_op(store, s);
	} else {
		g->entity = g_strdup(sql_column(s->notes, 0));
	}
	while (!s->failed && s->has_note && strcmp(sql_column(s->notes, 0), g->entity) == 0) {
		gather_note(g, s->notes);
		next_note(store, s);
	}
	return !s->failed;
}

gboolean
bulk_write_rows(Store *store, GError **error)
{
	g_auto(Streams) s = {0};
	gboolean is_done = TRUE;

	s.ops = sql_query(store, error, "SELECT device, line FROM op WHERE state = 'applied' ORDER BY id", "");
	s.notes = s.ops ? sql_query(store, error, "SELECT * FROM temp.bulk_place ORDER BY entity, field, key, op", "") : NULL;
	if (!s.notes)
		return FALSE;
	next_op(store, &s);
	next_note(store, &s);
	while (is_done) {
		g_auto(Gathering) g = {0};

		if (!gather(store, &s, &g))
			break;
		is_done = write_entity(store, &g, error);
	}
	if (!s.failed)
		return is_done;
	g_propagate_error(error, g_steal_pointer(&s.failed));
	return FALSE;
}
