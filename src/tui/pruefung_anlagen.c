/* Prüflauf: the attachments of the present step: of all its results; a new one belongs to the result that counts. */
#include "anlagen.h"
#include "pruefung.h"

#define NO_RESULT "Bitte zuerst ein Ergebnis festhalten: Die Datei gehört zu ihm."

unsigned
pruefung_attachments(Pruefung *p)
{
	const StepView *view = pruefung_view(p);
	const StepResult *known = pruefung_result(view, pruefung_env(p, view->step), p->instance);
	g_autoptr(GPtrArray) history = app_step_history(p->app, p->anbindung, view->step->id, NULL), things = g_ptr_array_new();
	g_autofree char *title = g_strdup_printf("%s %s", view->step->id, view->step->title);
	AnlagenArg arg = {.title = title, .on = known ? known->id : NULL, .why_not = NO_RESULT};
	guint i;

	for (i = 0; history && i < history->len; i++)
		if (!((const Record *)history->pdata[i])->is_retracted)
			g_ptr_array_add(things, ((const Record *)history->pdata[i])->id);
	g_ptr_array_add(things, NULL);
	arg.things = (const char *const *)things->pdata;
	tui_push(p->tui, &anlagen_screen, &arg);
	return TUI_HANDLED;
}
