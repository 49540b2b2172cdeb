/* A list of Kommunen in normal form, as it lies in the shared repository. What is accepted is written again byte for byte. */
#include "fuzz.h"
#include "vorort/kommune.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size), again = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Verzeichnis) verzeichnis = verzeichnis_read(bytes, &error);

	if (!verzeichnis) {
		fuzz_message(error);
		return 0;
	}
	g_assert_no_error(error);
	again = verzeichnis_write(verzeichnis);
	fuzz_same(g_bytes_get_data(again, NULL), g_bytes_get_size(again), data, size);
	return 0;
}
