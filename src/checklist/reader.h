/*
 * Reading with somebody looking on: lint sees the tree and the places while they exist.
 */
#pragma once

#include "check.h"

/* Beside a checklist; its files hold the building blocks. */
#define BLOCK_FOLDER "bausteine"

/* Called once if the file was readable at all; @checklist may be incomplete. */
typedef void (*ReaderVisit)(const Checklist *checklist, const Node *root, GPtrArray *places, void *data);

Checklist *reader_read_file(const char *path, GPtrArray *messages, ReaderVisit visit, void *data);
