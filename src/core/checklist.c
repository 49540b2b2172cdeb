/* Checklists in memory: life, search, titles. Reading and writing files is src/checklist; the check of typed answers is checklist_field.c. */
#include "vorort/checklist.h"

#include <string.h>

#include "vorort/words.h"

/* --- life -------------------------------------------------------------------------------------------------------------------- */

void
checklist_field_free(ChecklistField *field)
{
	if (!field)
		return;
	g_free(field->name);
	g_free(field->question);
	g_free(field->unit);
	g_strfreev(field->choices);
	g_strfreev(field->expected);
	g_free(field->prefix);
	g_free(field->suggests);
	g_free(field);
}

void
checklist_huerde_free(ChecklistHuerde *huerde)
{
	if (!huerde)
		return;
	g_free(huerde->text);
	g_strfreev(huerde->categories);
	g_strfreev(huerde->punkte);
	g_free(huerde);
}

void
checklist_source_free(ChecklistSource *source)
{
	if (!source)
		return;
	g_free(source->confidence);
	g_free(source->text);
	g_free(source);
}

static void
free_strings(char **const *strings, gsize n)
{
	gsize i;

	for (i = 0; i < n; i++)
		g_clear_pointer(strings[i], g_free);
}

static void
free_lists(GPtrArray **const *lists, gsize n)
{
	gsize i;

	for (i = 0; i < n; i++)
		g_clear_pointer(lists[i], g_ptr_array_unref);
}

void
checklist_step_free(ChecklistStep *step)
{
	if (!step)
		return;
	free_strings((char **const[]){&step->id, &step->title, &step->task, &step->criterion, &step->hint, &step->duty, &step->level,
	                              &step->responsible, &step->evidence, &step->repeat, &step->probe}, 11);
	free_lists((GPtrArray **const[]){&step->huerden, &step->fields, &step->sources}, 3);
	condition_free(step->when);
	g_strfreev(step->needs);
	g_strfreev(step->present);
	g_strfreev(step->nl);
	g_strfreev(step->envs);
	g_free(step);
}

void
checklist_parameter_free(ChecklistParameter *parameter)
{
	if (!parameter)
		return;
	g_free(parameter->name);
	g_free(parameter->question);
	g_strfreev(parameter->values);
	g_strfreev(parameter->labels);
	g_free(parameter->preset);
	g_free(parameter);
}

void
checklist_excuse_free(ChecklistExcuse *excuse)
{
	if (!excuse)
		return;
	g_free(excuse->nl);
	g_free(excuse->reason);
	g_free(excuse);
}

void
checklist_free(Checklist *checklist)
{
	if (!checklist)
		return;
	free_strings((char **const[]){&checklist->leistung, &checklist->version, &checklist->title, &checklist->date,
	                              &checklist->sha256}, 5);
	free_lists((GPtrArray **const[]){&checklist->parameters, &checklist->excused, &checklist->steps}, 3);
	g_strfreev(checklist->dropped);
	g_free(checklist);
}

void
leistung_fact_free(LeistungFact *fact)
{
	if (!fact)
		return;
	g_free(fact->fact);
	g_free(fact->confidence);
	g_free(fact->text);
	g_free(fact);
}

void
leistung_vollzug_free(LeistungVollzug *vollzug)
{
	if (!vollzug)
		return;
	free_strings((char **const[]){&vollzug->land, &vollzug->stelle, &vollzug->confidence, &vollzug->text}, 4);
	g_strfreev(vollzug->levels);
	g_free(vollzug);
}

void
katalog_value_free(KatalogValue *value)
{
	if (!value)
		return;
	free_strings((char **const[]){&value->key, &value->title, &value->value, &value->confidence, &value->text}, 5);
	g_free(value);
}

void
katalog_host_free(KatalogHost *host)
{
	if (!host)
		return;
	free_strings((char **const[]){&host->target, &host->purpose, &host->confidence, &host->text}, 4);
	g_free(host);
}

void
katalog_free(Katalog *katalog)
{
	if (!katalog)
		return;
	free_strings((char **const[]){&katalog->note, &katalog->date, &katalog->dvdv_source}, 3);
	free_lists((GPtrArray **const[]){&katalog->leistungen, &katalog->vorhaben, &katalog->hosts}, 3);
	g_strfreev(katalog->dvdv_prefixes);
	g_free(katalog);
}

void
leistung_free(Leistung *leistung)
{
	if (!leistung)
		return;
	free_strings((char **const[]){&leistung->key, &leistung->short_name, &leistung->name, &leistung->number, &leistung->themenfeld, &leistung->land,
	                              &leistung->ozg_id, &leistung->ebene, &leistung->standard, &leistung->routing, &leistung->identity,
	                              &leistung->payment, &leistung->note, &leistung->reason},
	             14);
	free_lists((GPtrArray **const[]){&leistung->facts, &leistung->vollzug}, 2);
	g_strfreev(leistung->laws);
	g_strfreev(leistung->links);
	g_strfreev(leistung->schluessel);
	g_strfreev(leistung->transport);
	g_strfreev(leistung->fachverfahren);
	g_free(leistung);
}

/* --- search ------------------------------------------------------------------------------------------------------------------ */

const ChecklistStep *
checklist_step(const Checklist *checklist, const char *id)
{
	guint i;

	for (i = 0; i < checklist->steps->len; i++) {
		const ChecklistStep *step = checklist->steps->pdata[i];

		if (g_strcmp0(step->id, id) == 0)
			return step;
	}
	return NULL;
}

gboolean
checklist_step_has_field(const ChecklistStep *step, const char *name)
{
	guint i;

	for (i = 0; i < step->fields->len; i++)
		if (g_strcmp0(((const ChecklistField *)step->fields->pdata[i])->name, name) == 0)
			return TRUE;
	return FALSE;
}

const ChecklistParameter *
checklist_parameter(const Checklist *checklist, const char *name)
{
	guint i;

	for (i = 0; i < checklist->parameters->len; i++) {
		const ChecklistParameter *parameter = checklist->parameters->pdata[i];

		if (g_strcmp0(parameter->name, name) == 0)
			return parameter;
	}
	return NULL;
}

const char **
checklist_builtin_values(const char *name)
{
	gboolean is_land = strcmp(name, "land") == 0;
	GPtrArray *values;
	const Word *word;

	if (!is_land && strcmp(name, "groesse") != 0)
		return NULL;
	values = g_ptr_array_new();
	for (word = words(is_land ? WORDS_LAND : WORDS_SIZE); word->code; word++)
		g_ptr_array_add(values, (void *)(is_land ? word->glyph : word->code));
	g_ptr_array_add(values, NULL);
	return (const char **)g_ptr_array_free(values, FALSE);
}

gboolean
checklist_step_applies(const ChecklistStep *step, ConditionLookup lookup, void *data)
{
	return !step->when || condition_holds(step->when, lookup, data);
}

/* --- titles ------------------------------------------------------------------------------------------------------------------ */

const char *
checklist_phase_title(char phase)
{
	const Word *word = words_find(WORDS_PHASE, (const char[]){phase, '\0'});

	return word ? word->text : NULL;
}

const char *
checklist_nl_title(const char *nl)
{
	const Word *word = words_find(WORDS_NL, nl);

	return word ? word->text : NULL;
}

const char *
checklist_punkt_title(const char *punkt)
{
	const Word *word = words_find(WORDS_PUNKT, punkt);

	return word ? word->text : NULL;
}

const char *const *
checklist_field_types(void)
{
	static const char *const types[N_FIELD_TYPES + 1] = {
		[FIELD_TEXT] = "text", [FIELD_NUMBER] = "zahl", [FIELD_DATE] = "datum", [FIELD_CHOICE] = "auswahl",
		[FIELD_YES_NO] = "janein", [FIELD_AGS] = "ags", [FIELD_ARS] = "ars", [FIELD_LEISTUNGSSCHLUESSEL] = "leistungsschluessel",
		[FIELD_OE_ID] = "oe_id", [FIELD_DVDV] = "dvdv", [FIELD_UUID] = "uuid", [FIELD_URL] = "url",
	};

	return types;
}
