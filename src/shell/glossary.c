/* glossary.c - see glossary.h. */
#include "shell/glossary.h"

#include <string.h>
#include <strings.h>

static const struct term terms[] = {
    {"atomicity", "indivisible",
     "What is done as one step, so that nobody sees it half done. x += 1 on a shared variable is "
     "two "
     "steps, a read and a write; on an atomic variable it is one.",
     "help atomic"},
    {"blocked", "blocking|block",
     "A thread is blocked while it waits for what another has to do: release a lock, set an event, "
     "end. It is in state `waiting` and does nothing meanwhile.",
     "help why"},
    {"BOUNDED", "",
     "A verdict of explore: nothing wrong was found, but not everything was looked at, because a "
     "limit of time, memory or states was reached. It proves nothing.",
     "help explore"},
    {"concurrency", "concurrent|parallel|parallelism",
     "Several threads are under way at once, and their steps may come in any order. It is parallel "
     "where they also run at the same time, on several processors.",
     "help spawn"},
    {"contention", "contended",
     "Several threads want the same lock; all but one wait. The more of it, the less they do side "
     "by "
     "side.",
     "help objects"},
    {"context-switch", "context|switch",
     "The processor goes from one thread to another. At which step it does is what a schedule "
     "says.",
     "help schedule"},
    {"counterexample", "witness",
     "A schedule that ends in what is wrong: explore shows one, replay goes through it.",
     "help replay"},
    {"critical-section", "critical-region|section|region",
     "Commands that only one thread may be in at a time, because they touch what all share. A lock "
     "around them sees to it: with m { ... }. `critical NAME { }` only watches over it.",
     "help critical"},
    {"data-race", "dataraces",
     "Two threads touch one plain variable, at least one writes, and nothing orders them: either "
     "may "
     "come first. What comes out depends on luck, so it is an error.",
     "help shared"},
    {"deadlock", "deadlocked|dead-lock|deadly-embrace",
     "Threads wait for one another in a ring, each for what the next one holds, so that none can "
     "ever "
     "go on. The lab says so and shows the ring; who takes locks in one order everywhere cannot "
     "make "
     "one.",
     "help why"},
    {"fairness", "fair|unfair",
     "Whoever waits gets his turn in the end. Locks here are not fair: of those who wait any may "
     "come next, also one that came later. A rwlock can be made fair, and at a channel whoever "
     "came "
     "first goes first.",
     "help schedule"},
    {"happens-before", "ordered|ordering",
     "One step comes before another in every run, because something between them sees to it: a "
     "lock "
     "that is released and then taken, a thread that is joined. Steps without it may come in "
     "either "
     "order.",
     "help explore"},
    {"interleaving", "interleave|interleaved",
     "One of the orders in which the steps of several threads can follow one another. Two threads "
     "of "
     "three steps each have 20.",
     "help explore"},
    {"invariant", "",
     "What shall be true after every step of every thread. The lab checks it and fails the thread "
     "that breaks it.",
     "help invariant"},
    {"livelock", "live-lock",
     "Threads do something all the time, and none gets any further, such as two that give way to "
     "each other for ever. explore proves that an end can be reached from everywhere; that loops "
     "never go round for ever it does not rule out, and says so.",
     "help explore"},
    {"lost-update", "lost-write|lostupdate",
     "Two threads read a value, each adds to it, each writes it back: one of the two is gone. A "
     "lock "
     "around reading and writing, or an atomic variable, prevents it.",
     "help atomic"},
    {"lost-wakeup", "lost-notification|missed-signal|lostwakeup",
     "A condition is notified before anybody waits for it: nobody hears it, and who waits then "
     "waits "
     "for ever. Therefore a wait stands in a loop that asks first, with the lock held.",
     "help condition"},
    {"monitor", "",
     "A lock together with its conditions and the data that they guard. Here: condition c, with c "
     "{ ... }, wait c, notify c.",
     "help condition"},
    {"mutual-exclusion", "exclusion",
     "Never two threads at once in the same critical section. A mutex gives it, hence its name.",
     "help mutex"},
    {"preemption", "preempt|preemptive|preempted",
     "A thread that could go on is stopped between two of its steps, and another goes on. Explore "
     "shows the schedule with the fewest of them.",
     "help schedule"},
    {"priority-inversion", "inversion",
     "A thread of high priority waits for a lock that one of low priority holds, which gets no "
     "time. "
     "Threads have no priorities here.",
     "help schedule"},
    {"producer-consumer", "producer|consumer|bounded-buffer",
     "Some threads make things, others use them up, and a queue stands between: who finds it empty "
     "or "
     "full waits.",
     "help queue"},
    {"PROVED", "proven|proof|verdict",
     "A verdict of explore: every interleaving was looked at, and none goes wrong.",
     "help explore"},
    {"puppet", "",
     "A thread without a body. It does nothing but what it is ordered: spawn alice, then alice: "
     "lock m.",
     "help spawn"},
    {"race", "race-condition|racy",
     "What comes out depends on who is quicker. Where two threads touch one plain variable, one of "
     "them writes, and nothing such as a lock orders them, it is a data race, which explore finds.",
     "help explore"},
    {"reentrant", "re-entrant|recursive",
     "Of a lock: its holder may take it again, and gives it back as often. An rlock is, a mutex is "
     "not.",
     "help rlock"},
    {"REFUTED", "disproved",
     "A verdict of explore: at least one interleaving goes wrong, and here it is. `replay` brings "
     "the "
     "lab to where it begins.",
     "help replay"},
    {"scheduler", "scheduling",
     "Who decides whose step comes next: the system, chance, turns, or you with `step`.",
     "help schedule"},
    {"spoken-mode", "spoken|screen-reader|accessible|accessibility|blind|braille|speech|speak",
     "Who cannot see the screen has it read out: `view spoken`, or `thrum --spoken`, or "
     "ACCESSIBLE=1 "
     "in the environment. All is said in lines, one behind the other, without signs, tables and "
     "pictures; nothing is drawn again. What threads come to is told in a sentence each, and "
     "`threads`, "
     "`objects`, `columns`, `timeline` tell the rest in sentences when asked. `repeat` says the "
     "last "
     "thing again, `goal` what the open task asks for; `quiet` says less, `verbose` more. After "
     "`view punctuation words` signs in code are said as words. `view normal` leads back.",
     "help view"},
    {"spurious-wakeup", "spurious",
     "A wait for a condition that ends though nobody notified it. POSIX allows it; here it comes "
     "only "
     "where explore is told --spurious.",
     "help wait"},
    {"starvation", "starve|starving|starved",
     "A thread waits for ever although what it waits for becomes free again and again: others are "
     "always quicker. explore does not rule it out where there are loops, and says so.",
     "help explore"},
    {"step", "",
     "The piece of work between which threads can change places: one read or write of what is "
     "shared, one operation on an object, one output.",
     "help step"},
    {"synchronization", "synchronisation|synchronize|synchronise|sync",
     "What makes threads wait for one another so that their steps come in a right order: locks, "
     "semaphores, events, conditions, barriers, queues, join.",
     "help objects"},
    {"thread-safe", "safety|threadsafe",
     "Right in every interleaving, whatever the other threads do meanwhile. Explore proves or "
     "refutes "
     "it.",
     "help explore"},
};

enum { TERMS = sizeof terms / sizeof terms[0], LONGEST = 32 };

/* - and _ and case make no difference. */
static int is_alike(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a_length && strchr("-_ ", a[i]))
            i++;
        while (j < b_length && strchr("-_ ", b[j]))
            j++;
        if (i == a_length || j == b_length)
            return i == a_length && j == b_length;
        if (strncasecmp(a + i++, b + j++, 1) != 0)
            return 0;
    }
}

static const struct term *find_exact(const char *text, size_t length)
{
    for (size_t i = 0; i < TERMS; i++) {
        if (is_alike(text, length, terms[i].name, strlen(terms[i].name)))
            return &terms[i];
        for (const char *form = terms[i].forms; *form;) {
            size_t size = strcspn(form, "|");
            if (is_alike(text, length, form, size))
                return &terms[i];
            form += size + (form[size] == '|');
        }
    }
    return NULL;
}

const struct term *glossary_find(const char *text, size_t length)
{
    const struct term *found = length <= LONGEST ? find_exact(text, length) : NULL;
    if (!found && length > 3 && length <= LONGEST && text[length - 1] == 's')
        found = find_exact(text, length - 1);
    return found;
}

const struct term *glossary_at(size_t index)
{
    return index < TERMS ? &terms[index] : NULL;
}
