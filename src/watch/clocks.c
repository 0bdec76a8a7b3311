/* clocks.c - see clocks.h. */
#include "watch/clocks.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A leaf has the numbers of 16 threads, a branch 16 trees of the next level below. */
enum { WIDE = 16, WIDE_BITS = 4 };

struct clock_tree {
    uint32_t owners, level; /* 0: a leaf */
    union {
        uint64_t at[WIDE];
        struct clock_tree *below[WIDE];
    };
};

static struct clock_tree *fresh(uint32_t level)
{
    struct clock_tree *c = memory_zeroed(1, sizeof *c);
    c->owners = 1;
    c->level = level;
    return c;
}

struct clock_tree *clocks_share(struct clock_tree *c)
{
    if (c)
        c->owners++;
    return c;
}

void clocks_release(struct clock_tree *c)
{
    if (!c || --c->owners > 0)
        return;
    for (int i = 0; c->level && i < WIDE; i++)
        clocks_release(c->below[i]);
    free(c);
}

/* One that nobody else has: `c`, which it takes, or a copy. */
static struct clock_tree *own(struct clock_tree *c)
{
    if (c->owners == 1)
        return c;
    struct clock_tree *copy = memory_zeroed(1, sizeof *copy);
    *copy = *c;
    copy->owners = 1;
    for (int i = 0; copy->level && i < WIDE; i++)
        clocks_share(copy->below[i]);
    c->owners--;
    return copy;
}

/* Which branch of a tree of this level a thread is in. */
static unsigned branch_of(uint32_t level, uint32_t thread)
{
    return thread >> (level * WIDE_BITS) & (WIDE - 1);
}

/* Whether a tree of this level has a place for the thread. */
static bool reaches(uint32_t level, uint32_t thread)
{
    return (uint64_t)thread >> ((level + 1) * WIDE_BITS) == 0;
}

uint64_t clocks_at(const struct clock_tree *c, uint32_t thread)
{
    if (!c || !reaches(c->level, thread))
        return 0;
    while (c && c->level)
        c = c->below[branch_of(c->level, thread)];
    return c ? c->at[branch_of(0, thread)] : 0;
}

/* A tree of the next level whose first branch is `c`, which it takes. */
static struct clock_tree *raised(struct clock_tree *c)
{
    struct clock_tree *above = fresh(c->level + 1);
    above->below[0] = c;
    return above;
}

static struct clock_tree *with_at(struct clock_tree *c, uint32_t level, uint32_t thread,
                                  uint64_t value)
{
    c = c ? own(c) : fresh(level);
    unsigned i = branch_of(level, thread);
    if (level == 0)
        c->at[i] = value;
    else
        c->below[i] = with_at(c->below[i], level - 1, thread, value);
    return c;
}

struct clock_tree *clocks_with(struct clock_tree *c, uint32_t thread, uint64_t value)
{
    if (!c)
        c = fresh(0);
    while (!reaches(c->level, thread))
        c = raised(c);
    return with_at(c, c->level, thread, value);
}

/* ---- Joining --------------------------------------------------------------------------------- */

/* `c`, which it takes, where it says all that `other` says; else `other` where that does; else
 * NULL. */
static struct clock_tree *one_of(struct clock_tree *c, struct clock_tree *other, bool c_lacks,
                                 bool other_lacks)
{
    if (!c_lacks)
        return c;
    if (other_lacks)
        return NULL;
    clocks_release(c);
    return clocks_share(other);
}

static struct clock_tree *join_leaves(struct clock_tree *c, struct clock_tree *other)
{
    bool c_lacks = false, other_lacks = false;
    for (int i = 0; i < WIDE; i++) {
        c_lacks |= c->at[i] < other->at[i];
        other_lacks |= other->at[i] < c->at[i];
    }
    struct clock_tree *one = one_of(c, other, c_lacks, other_lacks);
    if (one)
        return one;
    c = own(c);
    for (int i = 0; i < WIDE; i++)
        if (c->at[i] < other->at[i])
            c->at[i] = other->at[i];
    return c;
}

static struct clock_tree *join_branches(struct clock_tree *c, struct clock_tree *other)
{
    struct clock_tree *joined[WIDE];
    bool c_lacks = false, other_lacks = false;
    for (int i = 0; i < WIDE; i++) {
        joined[i] = clocks_joined(clocks_share(c->below[i]), other->below[i]);
        c_lacks |= joined[i] != c->below[i];
        other_lacks |= joined[i] != other->below[i];
    }
    struct clock_tree *one = one_of(c, other, c_lacks, other_lacks);
    if (!one)
        one = c = own(c);
    for (int i = 0; i < WIDE; i++) {
        bool takes = c_lacks && other_lacks;
        clocks_release(takes ? c->below[i] : joined[i]);
        if (takes)
            c->below[i] = joined[i];
    }
    return one;
}

struct clock_tree *clocks_joined(struct clock_tree *c, struct clock_tree *other)
{
    if (c == other || !other)
        return c;
    if (!c)
        return clocks_share(other);
    while (c->level < other->level)
        c = raised(c);
    if (c->level > other->level) {
        struct clock_tree *first = clocks_joined(clocks_share(c->below[0]), other);
        if (first == c->below[0]) {
            clocks_release(first);
            return c;
        }
        c = own(c);
        clocks_release(c->below[0]);
        c->below[0] = first;
        return c;
    }
    return c->level ? join_branches(c, other) : join_leaves(c, other);
}

/* ---- Comparing ------------------------------------------------------------------------------- */

static bool beyond_from(const struct clock_tree *c, const struct clock_tree *than, uint32_t first,
                        uint32_t *thread)
{
    if (!c || c == than)
        return false;
    while (than && than->level > c->level)
        than = than->below[0];
    for (uint32_t i = 0; i < WIDE; i++) {
        uint32_t at = first + (i << (c->level * WIDE_BITS));
        if (c->level == 0) {
            uint64_t known = than ? than->at[i] : 0;
            *thread = at;
            if (c->at[i] > known)
                return true;
            continue;
        }
        const struct clock_tree *same = !than                     ? NULL
                                        : than->level == c->level ? than->below[i]
                                        : i == 0                  ? than
                                                                  : NULL;
        if (beyond_from(c->below[i], same, at, thread))
            return true;
    }
    return false;
}

bool clocks_beyond(const struct clock_tree *c, const struct clock_tree *than, uint32_t *thread)
{
    return beyond_from(c, than, 0, thread);
}
