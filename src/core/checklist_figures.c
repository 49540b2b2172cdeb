/* What a typical visit with a checklist has to do; see checklist_figures(). */
#include <string.h>

#include "vorort/checklist.h"
#include "vorort/words.h"

typedef struct Typical {
	const Checklist *checklist;
	const char *transport;
} Typical;

static const char *
typical_value(const char *name, void *data)
{
	const Typical *typical = data;
	const ChecklistParameter *parameter = checklist_parameter(typical->checklist, name);

	if (typical->transport && strcmp(name, "transport") == 0)
		return typical->transport;
	return parameter ? parameter->preset : NULL;
}

static void
count_step(ChecklistFigures *figures, const ChecklistStep *step)
{
	guint i;

	figures->n_steps++;
	figures->n_muss += g_strcmp0(step->duty, "muss") == 0 ? 1 : 0;
	figures->minutes += (guint)step->minutes;
	figures->lead_days = MAX(figures->lead_days, (guint)step->lead_days);
	for (i = 0; step->nl && step->nl[i]; i++)
		figures->nl[words_index(WORDS_NL, step->nl[i])]++;
	for (i = 0; i < step->sources->len; i++) {
		const char *confidence = ((ChecklistSource *)step->sources->pdata[i])->confidence;

		figures->sources[CLAMP(*confidence - 'A', 0, 2)]++;
	}
}

void
checklist_figures(const Checklist *checklist, const char *transport, ChecklistFigures *figures)
{
	Typical typical = {checklist, transport};
	guint i;

	*figures = (ChecklistFigures){0};
	for (i = 0; i < checklist->steps->len; i++)
		if (checklist_step_applies(checklist->steps->pdata[i], typical_value, &typical))
			count_step(figures, checklist->steps->pdata[i]);
}
