/* allocator.c - how long mimalloc, which the static program has (make-static), keeps memory that is
 * free before the system gets it back. By itself it waits 25 ms: a run of a lesson takes longer
 * than that, and each one would have its pages made anew, for a fifth of all its time.
 */
#include <mimalloc.h>

__attribute__((constructor)) static void keep_what_is_free(void)
{
    enum { SHORT = 500, LONG = 2000 }; /* milliseconds */
#if MI_MALLOC_VERSION < 210
    mi_option_set(mi_option_decommit_delay, SHORT);
    mi_option_set(mi_option_segment_decommit_delay, LONG);
#else
    mi_option_set(mi_option_purge_delay, SHORT);
#endif
}
