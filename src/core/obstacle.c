/* Rows of the board; see vorort/obstacle.h. */
#include "vorort/obstacle.h"

#include <stddef.h>

static const gsize members[] = {
	offsetof(ObstacleRow, id),       offsetof(ObstacleRow, title),    offsetof(ObstacleRow, anbindung),
	offsetof(ObstacleRow, kommune),  offsetof(ObstacleRow, land),     offsetof(ObstacleRow, leistung),
	offsetof(ObstacleRow, category), offsetof(ObstacleRow, punkte),   offsetof(ObstacleRow, severity),
	offsetof(ObstacleRow, status),   offsetof(ObstacleRow, responsible), offsetof(ObstacleRow, level),
	offsetof(ObstacleRow, steps),    offsetof(ObstacleRow, due),
};

void
obstacle_row_free(ObstacleRow *row)
{
	gsize i;

	if (!row)
		return;
	for (i = 0; i < G_N_ELEMENTS(members); i++)
		g_free(G_STRUCT_MEMBER(char *, row, members[i]));
	g_free(row);
}
