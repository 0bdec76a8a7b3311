/* warn.h - what is no finding but ought to be known beside them. Each is said once. */
#ifndef THRUM_EXPLORE_WARN_H
#define THRUM_EXPLORE_WARN_H

#include "explore/explore.h"
#include "explore/world.h"

/* A thread ended and holds a lock. */
void warn_held(struct explore_result *r, const struct machine *m, const struct event *e);
/* A notification came before its waiter, which waits now: `notified` is the thread that sent it. */
void warn_notified(struct explore_result *r, const struct machine *m, const char *notified,
                   const char *waits, const struct event *e);
/* Two locks are taken in one order here and in the other there, where no deadlock told of it. */
void warn_orders(struct explore_result *r, struct world *w);

#endif
