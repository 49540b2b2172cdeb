/* The terminal interface, as main() sees it. */
#pragma once

/*
 * Opens the terminal interface on the data in @data_dir (NULL: as usual) and returns when the user leaves it. @start_screen is the name of
 * the screen to begin with (NULL: the overview). Returns the exit status of the program; messages have been printed by then.
 */
int tui_main(const char *data_dir, const char *start_screen);
