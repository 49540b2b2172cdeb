/* Other people's programs that make other formats of our HTML. */
#pragma once

#include "vorort/report.h"

/* The document as @format ("docx", "pdf"). REPORT_ERROR_MISSING if the program is not installed. */
GBytes *report_convert(const char *html, const char *format, GError **error);
