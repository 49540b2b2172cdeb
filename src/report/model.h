/* The document inside, as writers see it. All texts are visible already (text_visible()) and not escaped. */
#pragma once

#include "vorort/report.h"

typedef enum { BLOCK_SECTION, BLOCK_PARAGRAPH, BLOCK_NOTE, BLOCK_ITEM, BLOCK_FACT, BLOCK_TABLE, BLOCK_SIGNATURE } BlockKind;

typedef struct Block {
	BlockKind kind;
	guint level;      /* of a section */
	char *title;      /* of a section, name of a fact, caption of a table; else NULL */
	char *text;       /* of all else but sections and tables */
	GPtrArray *heads; /* of char *: of a table */
	GPtrArray *cells; /* of char *, row by row, always whole rows for writers */
} Block;

struct Report {
	char *title, *subtitle; /* subtitle NULL: none */
	GPtrArray *blocks;      /* of Block */
	guint level;            /* of the last section */
};

/* TRUE if the block at @i is the first (last) of several of its kind that belong together. */
gboolean report_is_first(const Report *report, guint i);
gboolean report_is_last(const Report *report, guint i);
/* The rows of a table. */
guint block_n_rows(const Block *table);
const char *block_cell(const Block *table, guint row, guint column);

/* The writers; each appends the whole document. */
void report_write_html(const Report *report, GString *out);
/* Without the h1: pandoc makes a title of the <title> already. */
void report_write_html_for_pandoc(const Report *report, GString *out);
void report_write_markdown(const Report *report, GString *out);
void report_write_text(const Report *report, GString *out);
