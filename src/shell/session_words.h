/* session_words.h - what a thread looks like at a glance, and the thread that a name means
 * (session_words.c). All else that is said of threads and their waits is in watch/words.h, of
 * objects in watch/objects.h. With the monitor held. */
#ifndef THRUM_SHELL_SESSION_WORDS_H
#define THRUM_SHELL_SESSION_WORDS_H

#include "core/step.h"
#include "run/lab.h"
#include "shell/session.h"

/* session_words.c */
enum thread_look session_thread_look(const struct drive *d, uint32_t thread);
const char *session_look_word(enum thread_look look);
/* The thread that bears a name, or NO_THREAD; timers included. */
uint32_t session_find_thread(const struct machine *m, const char *name);
/* "there is no thread called alise; did you mean alice?" */
void session_add_no_thread(const struct machine *m, const char *name, struct buffer *out);

/* session_threads.c: a state's sign and tone. */
struct pane_cell session_look_sign(enum thread_look look);

#endif
