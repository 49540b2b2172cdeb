/* Stamps in their sortable text form; see vorort/stamp.h. */
#include "vorort/stamp.h"

#include <string.h>

/* By hand: an import writes several a entry. */
const char *
stamp_format(const Stamp *stamp, char *text)
{
	char digits[24], *p = digits + sizeof digits, *out = text + 1;
	gint64 n = stamp->n;
	gsize len;

	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	len = (gsize)(digits + sizeof digits - p);
	text[0] = (char)('a' + len - 1);
	memcpy(out, p, len);
	out += len;
	*out++ = '-';
	out = g_stpcpy(out, stamp->device);
	*out++ = '-';
	g_stpcpy(out, stamp->run);
	return text;
}

gboolean
stamp_word_is_valid(const char *text, gsize len)
{
	gsize i;

	for (i = 0; i < len; i++)
		if (!(text[i] >= 'a' && text[i] <= 'z') && !(text[i] >= '2' && text[i] <= '7'))
			return FALSE;
	return text[len] == '\0';
}

/* The digits after the length letter; no leading zero, so that each stamp has one text form only. */
static gboolean
parse_number(const char **text, gint64 *n)
{
	const char *p = *text;
	int len, i;

	if (*p < 'a' || *p > 'p')
		return FALSE;
	len = *p++ - 'a' + 1;
	for (*n = 0, i = 0; i < len; i++, p++) {
		if (!g_ascii_isdigit(*p) || (i == 0 && *p == '0'))
			return FALSE;
		*n = *n * 10 + (*p - '0');
	}
	*text = p;
	return *n <= STAMP_N_MAX;
}

gboolean
stamp_parse(const char *text, Stamp *stamp)
{
	Stamp s;

	if (!text || !parse_number(&text, &s.n))
		return FALSE;
	if (strlen(text) != 2 + STAMP_DEVICE_LEN + STAMP_RUN_LEN || text[0] != '-' || text[1 + STAMP_DEVICE_LEN] != '-')
		return FALSE;
	memcpy(s.device, text + 1, STAMP_DEVICE_LEN);
	s.device[STAMP_DEVICE_LEN] = '\0';
	memcpy(s.run, text + 2 + STAMP_DEVICE_LEN, STAMP_RUN_LEN + 1);
	if (!stamp_word_is_valid(s.device, STAMP_DEVICE_LEN) || !stamp_word_is_valid(s.run, STAMP_RUN_LEN))
		return FALSE;
	if (stamp)
		*stamp = s;
	return TRUE;
}

int
stamp_compare(const Stamp *a, const Stamp *b)
{
	int c;

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	c = strcmp(a->device, b->device);
	return c ? c : strcmp(a->run, b->run);
}
