/* shown.h - streams for people: whatever is written to one goes through utf8_add_visible, line
 * breaks and tabs aside, so that no control character of a file's name, of an option's value or of
 * a text reaches a terminal. All that thrum says on its standard streams goes through these.
 *
 *     shown_streams();
 *     fprintf(shown_errors(), "thrum: no such file: %s\n", name);
 *
 * What has to reach the descriptors as it is, is written to them directly. */
#ifndef THRUM_BASE_SHOWN_H
#define THRUM_BASE_SHOWN_H

#include <stdio.h>

/* Makes them, before anything is written. Where the system lets them stand in the place of stdout
 * and stderr they do, so that what a library writes there goes through them too. */
void shown_streams(void);

/* In the place of stdout and stderr; these themselves before shown_streams. */
FILE *shown_output(void);
FILE *shown_errors(void);

#endif
