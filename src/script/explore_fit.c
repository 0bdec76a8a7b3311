/* explore_fit.c - what a search may use of this process: see explore_options.h. Apart from the
 * options themselves, for a page has those too, and neither processes nor threads. */
#include "script/explore_options.h"

#include "base/system.h"
#include "run/background.h"

#include <sys/resource.h>

static void *begin_beside(void (*function)(void *context), void *context)
{
    return background_start(function, context);
}

static void finish_beside(void *help)
{
    background_free(help);
}

static void find_helper(struct explore_options *o)
{
    /* Some 2 ms of searching. */
    static const struct explore_helper helper = {begin_beside, finish_beside, 400};
    uint32_t jobs = o->jobs ? o->jobs : system_processors();
    o->helper = jobs > 1 ? &helper : NULL;
}

void explore_options_fit(struct explore_options *o)
{
    struct rlimit granted;
    find_helper(o);
    if (getrlimit(RLIMIT_AS, &granted) != 0 || granted.rlim_cur == RLIM_INFINITY)
        return;
    uint64_t taken = system_memory_taken(), most_of_all = (uint64_t)granted.rlim_cur;
    /* A table that grows is there twice for a moment. */
    uint64_t most = most_of_all > taken ? (most_of_all - taken) / 4 + 1 : 1;
    if (!o->limit_memory || most < o->limit_memory)
        o->limit_memory = most;
}
