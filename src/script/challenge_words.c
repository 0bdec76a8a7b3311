/* challenge_words.c - see challenge_words.h. */
#include "script/challenge_words.h"

#include <inttypes.h>

const char *challenge_words_deed(enum explore_kind kind)
{
    static const char *const deeds[EXPLORE_KINDS] = {
        [EXPLORE_ASSERTION] = "fail its assertion",
        [EXPLORE_INVARIANT] = "break its invariant",
        [EXPLORE_CRITICAL] = "let two threads into the critical section",
        [EXPLORE_ERROR] = "end with an error",
        [EXPLORE_DEADLOCK] = "end in a deadlock",
        [EXPLORE_ENDLESS] = "go on for ever",
        [EXPLORE_RACE] = "come to a race",
    };
    return deeds[kind];
}

void challenge_words_goal(const struct challenge *c, enum explore_kind kind, uint64_t taken,
                          struct buffer *out)
{
    buffer_printf(out, "make it %s", challenge_words_deed(kind));
    if (!c)
        return;
    uint64_t best = challenge_best(c);
    buffer_printf(out, " · %" PRIu64 " step%s so far, %" PRIu64 " %s enough", taken,
                  taken == 1 ? "" : "s", best, best == 1 ? "is" : "are");
}

void challenge_words_won(const struct challenge *c, bool shown, struct buffer *out)
{
    uint64_t taken = challenge_taken(c), best = challenge_best(c);
    if (shown)
        buffer_printf(out, "That is a shortest way, in %" PRIu64 " step%s.", best,
                      best == 1 ? "" : "s");
    else if (taken == best)
        buffer_printf(out, "That is it, in %" PRIu64 " step%s: it cannot be done in fewer.", taken,
                      taken == 1 ? "" : "s");
    else
        buffer_printf(out, "That is it, in %" PRIu64 " steps. %" PRIu64 " are enough.", taken,
                      best);
}

void challenge_words_hint(const char *step, uint64_t left, struct buffer *out)
{
    buffer_printf(out, "Hint: `%s` (%" PRIu64 " step%s to go, with this one)", step, left,
                  left == 1 ? "" : "s");
}
