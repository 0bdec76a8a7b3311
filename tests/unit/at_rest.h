/* at_rest.h - for unit tests that play a lesson: waits until nothing goes on by itself. */
#ifndef THRUM_TESTS_AT_REST_H
#define THRUM_TESTS_AT_REST_H

#include "base/buffer.h"
#include "shell/session.h"

#include <stdint.h>

/* Pumps the session; `take` takes the lines that there are, and what the lab asks is refused. After
 * so many milliseconds the test fails, with the text, which `take` may change. */
void come_to_rest(struct session *session, int64_t most, void (*take)(void *context), void *context,
                  const struct buffer *text);

#endif
