/* noticing.h - what a lab or a run notices by looking back: data races, variables that are touched
 * without the lock that guards them, locks taken in two orders. In words, once for each cause.
 *
 *     struct noticing *n = noticing_new("explore", tell, context);
 *     noticing_follow(n, m, true);     // from here on; with the monitor
 *     noticing_free(n);
 *
 * It follows the machine (core/step.h), step by step; guarded by the monitor. */
#ifndef THRUM_WATCH_NOTICING_H
#define THRUM_WATCH_NOTICING_H

#include "core/step.h"
#include "watch/guards.h"

/* What can be noticed: its number, its word in `quiet`, and what that is. */
#define NOTICINGS(X)                                                                               \
    X(RACE, "race", "data races")                                                                  \
    X(GUARD, "guard", "variables touched without the lock that guards them")                       \
    X(ORDER, "order", "locks taken in two orders")

enum noticing_kind {
#define X(kind, ...) NOTICING_##kind,
    NOTICINGS(X)
#undef X
        NOTICING_KINDS
};

#define NOTICING_ALL ((1u << NOTICING_KINDS) - 1)

extern const char *const noticing_words[NOTICING_KINDS + 1]; /* ended by NULL */
extern const char *const noticing_names[NOTICING_KINDS];

struct noticed {
    enum noticing_kind kind;
    uint32_t pc;              /* where it was noticed */
    uint32_t thread;          /* whose step it was */
    uint32_t entity, element; /* of a race, a guard: the variable; of an order the lock taken */
    uint32_t before;          /* the place of what came before */
    const char *text;         /* valid during the call */
};

struct noticing;

/* `explore`: what is typed to see all that can happen, as it stands in the text. */
struct noticing *noticing_new(const char *explore,
                              void (*tell)(void *context, const struct machine *m,
                                           const struct noticed *noticed),
                              void *context);
void noticing_free(struct noticing *n);
/* Follows the machine from here on, or no machine any more. */
void noticing_follow(struct noticing *n, struct machine *m, bool follows);
/* Whether a kind is told. */
void noticing_set_quiet(struct noticing *n, enum noticing_kind kind, bool quiet);
bool noticing_is_quiet(const struct noticing *n, enum noticing_kind kind);
/* Somebody types, who has seen what was done until then: that comes before what the next thing done
 * from outside begins. From the first time on, what is done from outside without that is the rest
 * of what was typed, and comes behind nothing. */
void noticing_typed(struct noticing *n);
/* The lock of a variable as far as it was seen. */
struct guard_seen noticing_guard(const struct noticing *n, uint32_t entity);
/* The same of all of them, by entity; malloc'd. And where the state is put back to where that was
 * so, and nothing else is known of what came before: that it was. A lock is told then only where
 * what is seen from there on does not speak against it. */
struct guard_seen *noticing_guards(const struct noticing *n, uint32_t *count);
void noticing_remember_guards(struct noticing *n, const struct guard_seen *seen, uint32_t count);
/* What may be told again is as if nothing had been. */
void noticing_forget_told(struct noticing *n);

#endif
