/* objects.h - what is to be known of an object or a variable, in a line: its value, who holds it,
 * who waits for it. With the monitor held. Nothing ends in a newline. */
#ifndef THRUM_WATCH_OBJECTS_H
#define THRUM_WATCH_OBJECTS_H

#include "core/step.h"

struct drive;

/* Whether it is shown among the objects: not a function, nor a condition's own lock. */
bool objects_shows(const struct machine *m, uint32_t entity);
/* "mutex", "shared". */
void objects_add_kind(const struct machine *m, uint32_t entity, struct buffer *out);
/* "held by alice · bob waits", "3". True if somebody waits for it. */
bool objects_add_value(const struct drive *d, uint32_t entity, struct buffer *out);

#endif
