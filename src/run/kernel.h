/* kernel.h - what a system's kernel does with threads and POSIX 2008 has no word for: what they are
 * called, which processor they run on, how many wait. Where it does none of it nothing happens, and
 * all goes on as before, more slowly or less visibly. */
#ifndef THRUM_RUN_KERNEL_H
#define THRUM_RUN_KERNEL_H

#include <pthread.h>
#include <stdint.h>

/* What of a thread's name the system has room for: its last bytes. */
enum { KERNEL_NAME_SIZE = 16 };
void kernel_shorten_name(char shown[KERNEL_NAME_SIZE], const char *name);
/* What the system calls the calling thread, where it shows threads (`top -H`). */
void kernel_name_thread(const char *name);

/* A processor for others to be kept on: the one before, where the calling thread may still use
 * that, else the one that it runs on; -1: the system lets nobody choose. */
int kernel_choose_processor(int before);
/* Keeps a thread on one processor; -1: on any that the calling thread may use. */
void kernel_keep_on(pthread_t thread, int processor);

/* That thousands of threads will wait at once, in the whole process; where the system does not
 * make room by itself and can be told. Takes effect at once, once is enough. */
void kernel_expect_many(void);

/* A condition whose time limits are told by the monotonic clock, and waiting at it until an instant
 * of it (base/monotonic.h). */
void kernel_condition(pthread_cond_t *condition);
void kernel_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t instant);

#endif
