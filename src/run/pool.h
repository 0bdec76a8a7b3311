/* pool.h - pthreads, of which a few are kept for the next work when theirs is done: to make one
 * costs more than most threads of a lesson ever do, a system call for its stack and a fault of each
 * page that it touches among it. One pool for the whole process; any thread may use it. */
#ifndef THRUM_RUN_POOL_H
#define THRUM_RUN_POOL_H

#include <pthread.h>
#include <stdbool.h>

/* Has the work done by a pthread that does nothing else meanwhile, and which nobody joins; `thread`
 * is set before the work is seen by another thread than those two. It is kept on that processor;
 * -1: on none (run/kernel.h). False where the system has no room for another pthread. */
bool pool_start(void (*work)(void *argument), void *argument, int processor, pthread_t *thread);

#endif
