/* present_check.h - presents lessons and scripts without a room: `thrum present --check`. */
#ifndef THRUM_SHELL_PRESENT_CHECK_H
#define THRUM_SHELL_PRESENT_CHECK_H

#include <stddef.h>

/* `language`: as in struct session_options. Goes through all stops of each, as Space would, on a
 * virtual clock and with a schedule of a seed; a line for each on standard output, what would go
 * wrong in front of a room on standard error with file and line. Returns the status as lesson_test
 * does. */
int present_check(const char *const *names, size_t count, const char *language);
/* Says on standard error why a session that was to present something is over at once. */
struct session;
void present_tell_refusal(struct session *s);

#endif
