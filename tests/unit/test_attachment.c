/* What an attachment is by its content, and what its name may become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vorort/attachment.h"

static void
media_is_by_content(void **state)
{
	static const struct {
		const char *content;
		gsize len;
		const char *media, *extension;
	} cases[] = {
		{"", 0, "text/plain", ".txt"},
		{"%PDF-1.7", 8, "application/pdf", ".pdf"},
		{"%PDF", 4, "text/plain", ".txt"},
		{"\x89PNG\r\n\x1a\n", 8, "image/png", ".png"},
		{"\xff\xd8\xff\xe0", 4, "image/jpeg", ".jpg"},
		{"RIFF\x01\x00\x00\x00WEBPVP8 ", 16, "image/webp", ".webp"},
		{"PK\x03\x04", 4, "application/zip", ".zip"},
		{"<?xml version", 13, "application/xml", ".xml"},
		{"Größe: 3\n\tZeile\r\n", 19, "text/plain", ".txt"},
		{"null\0byte", 9, "application/octet-stream", ".bin"},
		{"\x1b[31m", 5, "application/octet-stream", ".bin"},
		{"\xff\xfe", 2, "application/octet-stream", ".bin"},
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		assert_string_equal(attachment_media(cases[i].content, cases[i].len), cases[i].media);
		assert_string_equal(attachment_extension(cases[i].media), cases[i].extension);
	}
	/* What another laptop says is no part of a path. */
	assert_string_equal(attachment_extension("text/../../x"), ".bin");
	assert_string_equal(attachment_extension(""), ".bin");
}

static void
titles_are_printable(void **state)
{
	static const char *const cases[][2] = {
		{"/dort/Bild 1.png", "Bild 1.png"}, {"bild.png", "bild.png"}, {"a/b\033[31m.png", "b␛[31m.png"}, {"a/b\nc", "b⏎c"}, {"a/\xff.png", "�.png"},
	};
	gsize i;

	(void)state;
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *title = attachment_title(cases[i][0]);

		assert_string_equal(title, cases[i][1]);
	}
}

static void
hashes_may_stand_in_a_path(void **state)
{
	g_autofree char *good = g_strnfill(64, 'a'), *slash = g_strnfill(64, 'a'), *large = g_strnfill(64, 'A'), *longer = g_strnfill(65, 'a');

	(void)state;
	slash[3] = '/';
	assert_true(attachment_hash_is_valid(good));
	assert_false(attachment_hash_is_valid(slash));
	assert_false(attachment_hash_is_valid(large));
	assert_false(attachment_hash_is_valid(longer));
	assert_false(attachment_hash_is_valid(""));
}

static void
sizes_are_readable(void **state)
{
	g_autofree char *bytes = attachment_size_text(1023), *one = attachment_size_text(1024), *most = attachment_size_text(ATTACHMENT_MAX);

	(void)state;
	assert_string_equal(bytes, "1023 Bytes");
	assert_string_equal(one, "1 KiB");
	assert_string_equal(most, "2048 KiB");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(media_is_by_content),
		cmocka_unit_test(titles_are_printable),
		cmocka_unit_test(hashes_may_stand_in_a_path),
		cmocka_unit_test(sizes_are_readable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
