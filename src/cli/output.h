/* Output for people: tables and fields aligned in display columns, everything from data made safe to show. And JSON for programs. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* Columns that @text needs on the screen. */
guint out_width(const char *text);

/* A line of text that may come from anywhere; newlines in it are kept if @has_lines. */
void out_text(const char *text, gboolean has_lines);

/* "  Titel           Wert", the value's further lines below it. Nothing if @value is empty. @indent in columns. */
void out_field(guint indent, const char *title, const char *value);
/* The words with commas between them. @strv may be NULL. */
void out_field_strv(guint indent, const char *title, char **strv);
void out_heading(const char *title);

typedef struct OutTable OutTable;
/* @titles ends with NULL; as many cells must be added for each row. The last column may be of any length, so long texts stand there. */
OutTable *out_table_new(const char *const *titles);
/* Takes over @cell. NULL is shown empty. */
void out_table_add(OutTable *table, char *cell);
/* Prints the table (nothing but @empty if it has no rows) and frees it. */
void out_table_end(OutTable *table, const char *empty);

/* Takes over @json; sorted keys, two blanks, final newline. */
void out_json(json_t *json);
/* Sets @key to @text or null. */
void out_json_set(json_t *object, const char *key, const char *text);
/* An array of the words; @strv may be NULL. */
json_t *out_json_strv(char **strv);
/* An array of the comma separated entries of @list. */
json_t *out_json_list(const char *list);
/* Ends a list that was collected both ways: prints one of them. Takes over both; @table may be NULL (then nothing is printed). */
void out_list_end(OutTable *table, json_t *array, gboolean is_json, const char *empty);
