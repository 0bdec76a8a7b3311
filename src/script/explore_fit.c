/* explore_fit.c - what a search may use of this process: see explore_options.h. Apart from the
 * options themselves, for a page has those too, and neither processes nor threads. */
#include "script/explore_options.h"

#include "base/granted.h"
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

/* So that no more than this is ever taken. A table that grows is there twice for a moment. */
static void keep_within(struct explore_options *o, uint64_t bytes)
{
    uint64_t most = bytes / 4 + 1;
    if (!o->limit_memory || most < o->limit_memory)
        o->limit_memory = most;
}

void explore_options_fit(struct explore_options *o)
{
    struct rlimit space;
    find_helper(o);
    uint64_t granted = granted_memory("");
    if (granted)
        keep_within(o, granted);
    if (getrlimit(RLIMIT_AS, &space) != 0 || space.rlim_cur == RLIM_INFINITY)
        return;
    uint64_t taken = system_memory_taken(), most_of_all = (uint64_t)space.rlim_cur;
    keep_within(o, most_of_all > taken ? most_of_all - taken : 0);
}
