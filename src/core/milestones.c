/* Registered, first visit, productive, end-to-end; see vorort/milestones.h. */
#include "vorort/milestones.h"

#include <stdlib.h>
#include <string.h>

#include "vorort/text.h"

static const char *const texts[N_MILESTONES] = {"angemeldet", "erster Termin", "produktiv", "Ende-zu-Ende"};

static const struct {
	const char *state;
	Milestone reached; /* MILESTONE_VISIT: none; visits say that */
	guint rank;        /* how far the Anbindung is */
} states[] = {
	{"angemeldet", MILESTONE_REGISTERED, 1},        {"vorbereitung", MILESTONE_VISIT, 2},
	{"im_test", MILESTONE_VISIT, 3},                {"freigabereif", MILESTONE_VISIT, 4},
	{"produktiv_ohne_fv", MILESTONE_PRODUCTIVE, 5}, {"produktiv_mit_fv", MILESTONE_PRODUCTIVE, 6},
	{"ende_zu_ende", MILESTONE_END_TO_END, 7},
};

/* Of the state that is shown now; one that was suspended may have come as far as it likes. */
static guint
rank_of(const char *state)
{
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(states); i++)
		if (strcmp(states[i].state, state) == 0)
			return states[i].rank;
	return strcmp(state, "ausgesetzt") == 0 ? G_MAXUINT : 0;
}

static void
earlier(char *day, const char *other)
{
	if (*other && (!*day || strcmp(other, day) < 0))
		g_strlcpy(day, other, 11);
}

/* The day of the last entry of that state; "" if there is none. */
static void
last_entry(const Record *anbindung, const char *state, char *day)
{
	const char *last = NULL;
	guint i;

	*day = '\0';
	for (i = 0; i < anbindung->values->len; i++) {
		const RecordValue *value = anbindung->values->pdata[i];
		const char *code = g_hash_table_lookup(value->slots, "state"), *date = g_hash_table_lookup(value->slots, "state_date");

		if (value->is_hidden || g_strcmp0(code, state) != 0 || (last && strcmp(value->op, last) < 0))
			continue;
		last = value->op;
		g_strlcpy(day, date && *date ? date : value->at ? value->at : "", 11);
	}
}

static void
read_states(const Record *anbindung, Milestones *m)
{
	guint now = rank_of(record_get(anbindung, "state"));
	gsize i;

	for (i = 0; i < G_N_ELEMENTS(states); i++) {
		char day[11];

		if (states[i].reached == MILESTONE_VISIT || states[i].rank > now)
			continue;
		last_entry(anbindung, states[i].state, day);
		earlier(m->day[states[i].reached], day);
	}
	earlier(m->day[MILESTONE_PRODUCTIVE], m->day[MILESTONE_END_TO_END]);
}

void
milestones_of(const Record *anbindung, const GPtrArray *visits, Milestones *m)
{
	static const char *const held[] = {"laeuft", "unterbrochen", "durchgefuehrt", "nachbereitet", NULL};
	guint i;

	memset(m, 0, sizeof *m);
	read_states(anbindung, m);
	for (i = 0; visits && i < visits->len; i++) {
		const Record *visit = visits->pdata[i];

		if (!visit->is_retracted && g_strv_contains(held, record_get(visit, "status")))
			earlier(m->day[MILESTONE_VISIT], record_get(visit, "date"));
	}
}

static gboolean
read_date(const char *iso, GDate *date)
{
	if (!text_is_date(iso))
		return FALSE;
	g_date_clear(date, 1);
	g_date_set_dmy(date, (GDateDay)atoi(iso + 8), (GDateMonth)atoi(iso + 5), (GDateYear)atoi(iso));
	return TRUE;
}

int
milestones_days(const Milestones *m, Milestone from, Milestone to)
{
	GDate a, b;

	return read_date(m->day[from], &a) && read_date(m->day[to], &b) ? g_date_days_between(&a, &b) : G_MININT;
}

const char *
milestone_text(Milestone milestone)
{
	return texts[milestone];
}

char *
milestones_text(const Milestones *m)
{
	GString *s = g_string_new(NULL);
	int i, last = -1;

	for (i = 0; i < N_MILESTONES; i++) {
		g_autofree char *day = text_date(m->day[i]);

		g_string_append_printf(s, "%s%s %s", i ? " · " : "", texts[i], *day ? day : "–");
		if (!*day)
			continue;
		if (last >= 0) {
			int days = milestones_days(m, (Milestone)last, (Milestone)i);

			g_string_append_printf(s, days == 1 ? " (%d Tag)" : " (%d Tage)", days);
		}
		last = i;
	}
	return g_string_free(s, FALSE);
}
