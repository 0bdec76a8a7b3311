/* session_words.h - words about threads (session_words.c), objects (session_objects.c) and about
 * who waits for whom (session_why.c). With the monitor held. */
#ifndef THRUM_SHELL_SESSION_WORDS_H
#define THRUM_SHELL_SESSION_WORDS_H

#include "core/step.h"
#include "run/lab.h"
#include "shell/session.h"

/* session_words.c */
enum thread_look view_look(const struct machine *m, const struct lab *lab, uint32_t thread);
void view_add_reason(struct lab *lab, const struct machine *m, uint32_t thread, struct buffer *out);
const char *view_word(enum thread_look look);
/* Nanoseconds that somebody has waited, below which it reads 0.0 s and is no news. */
#define WORTH_TELLING 100000000
/* "4.1 s", "1 min 5 s", "12 ms". */
void view_add_time(int64_t nanoseconds, struct buffer *out);
/* The same of what is left: rounded up, so that it is over at 0. */
void view_add_time_left(int64_t nanoseconds, struct buffer *out);
/* "alice", "alice and bob", "alice, bob, carol and 7 more". */
void view_add_threads(const struct machine *m, const uint32_t *threads, size_t shown, size_t all,
                      struct buffer *out);
/* Whether a name can be typed without quotes; and a thread's name as it is typed. */
bool view_is_bare(const char *name);
void view_add_typed_name(const struct machine *m, uint32_t thread, struct buffer *out);
/* The thread that bears a name, or NO_THREAD; timers included. */
uint32_t view_find_thread(const struct machine *m, const char *name);
/* "there is no thread called alise; did you mean alice?" */
void view_add_no_thread(const struct machine *m, const char *name, struct buffer *out);

/* session_objects.c */
bool objects_shows(const struct machine *m, uint32_t entity);
void objects_add_kind(const struct machine *m, uint32_t entity, struct buffer *out);
/* True if somebody waits for it. */
bool objects_add_value(struct lab *lab, const struct machine *m, uint32_t entity,
                       struct buffer *out);

/* session_why.c: lines, ended by newlines. */
void why_add(struct lab *lab, const struct machine *m, uint32_t thread, struct buffer *out);

#endif
