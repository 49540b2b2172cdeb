/* Making a document; see vorort/report.h. What writers read is as plain as it gets: a title and a row of blocks. */
#include "model.h"

#include "vorort/text.h"

static void
block_free(gpointer data)
{
	Block *block = data;

	g_free(block->title);
	g_free(block->text);
	g_clear_pointer(&block->heads, g_ptr_array_unref);
	g_clear_pointer(&block->cells, g_ptr_array_unref);
	g_free(block);
}

/* No blank lines at either end, which no writer would know what to do with. */
static char *
take_text(const char *text, gboolean has_lines)
{
	return g_strstrip(text_visible(text ? text : "", has_lines));
}

Report *
report_new(const char *title, const char *subtitle)
{
	Report *report = g_new0(Report, 1);

	report->title = take_text(title, FALSE);
	report->subtitle = subtitle ? take_text(subtitle, FALSE) : NULL;
	report->blocks = g_ptr_array_new_with_free_func(block_free);
	report->level = 1;
	return report;
}

void
report_free(Report *report)
{
	if (!report)
		return;
	g_free(report->title);
	g_free(report->subtitle);
	g_ptr_array_unref(report->blocks);
	g_free(report);
}

static Block *
add_block(Report *report, BlockKind kind, const char *title, const char *text)
{
	Block *block = g_new0(Block, 1);

	block->kind = kind;
	block->title = title ? take_text(title, FALSE) : NULL;
	block->text = text ? take_text(text, TRUE) : NULL;
	g_ptr_array_add(report->blocks, block);
	return block;
}

void
report_section(Report *report, guint level, const char *title)
{
	Block *block = add_block(report, BLOCK_SECTION, title, NULL);

	report->level = CLAMP(level, 2, MIN(report->level + 1, 6));
	block->level = report->level;
}

void
report_paragraph(Report *report, const char *text)
{
	if (text && *text)
		add_block(report, BLOCK_PARAGRAPH, NULL, text);
}

void
report_printf(Report *report, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	report_paragraph(report, text);
}

void
report_note(Report *report, const char *text)
{
	add_block(report, BLOCK_NOTE, NULL, text);
}

void
report_item(Report *report, const char *text)
{
	add_block(report, BLOCK_ITEM, NULL, text);
}

void
report_fact(Report *report, const char *name, const char *value)
{
	if (value && *value)
		add_block(report, BLOCK_FACT, name, value);
}

void
report_table(Report *report, const char *caption, const char *const *titles)
{
	Block *block = add_block(report, BLOCK_TABLE, caption, NULL);

	block->heads = g_ptr_array_new_with_free_func(g_free);
	block->cells = g_ptr_array_new_with_free_func(g_free);
	for (; *titles; titles++)
		g_ptr_array_add(block->heads, take_text(*titles, FALSE));
}

void
report_cell(Report *report, const char *text)
{
	const Block *block = report->blocks->len ? report->blocks->pdata[report->blocks->len - 1] : NULL;

	g_assert(block && block->kind == BLOCK_TABLE);
	g_ptr_array_add(block->cells, take_text(text, TRUE));
}

void
report_signature(Report *report, const char *function)
{
	add_block(report, BLOCK_SIGNATURE, NULL, function);
}

/* --- for writers ------------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_grouped(const Report *report, guint i, guint other)
{
	const Block *a = report->blocks->pdata[i], *b = report->blocks->pdata[other];

	return a->kind == b->kind && (a->kind == BLOCK_ITEM || a->kind == BLOCK_FACT || a->kind == BLOCK_SIGNATURE);
}

gboolean
report_is_first(const Report *report, guint i)
{
	return i == 0 || !is_grouped(report, i, i - 1);
}

gboolean
report_is_last(const Report *report, guint i)
{
	return i + 1 >= report->blocks->len || !is_grouped(report, i, i + 1);
}

guint
block_n_rows(const Block *table)
{
	return (table->cells->len + table->heads->len - 1) / table->heads->len;
}

const char *
block_cell(const Block *table, guint row, guint column)
{
	guint at = row * table->heads->len + column;

	return at < table->cells->len ? table->cells->pdata[at] : "";
}
