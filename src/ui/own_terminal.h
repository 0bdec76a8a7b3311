/* own_terminal.h - a terminal that nobody sees, for what is recorded without one. */
#ifndef THRUM_UI_OWN_TERMINAL_H
#define THRUM_UI_OWN_TERMINAL_H

#include <stdbool.h>

/* Standard input and output become a terminal of that size, which takes all that is drawn. Before
 * anything else is done with them, and while there is one thread. False: the system has none. */
bool own_terminal_open(int rows, int columns);

#endif
