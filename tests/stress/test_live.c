/* test_live.c - live threads under every schedule, for the thread sanitizer: programs that use
 * every primitive, storms of cancel and kill, beginning anew in the middle of everything. */
#include "stress.h"
#include "tests/tap.h"

#include <sys/prctl.h>

static const enum schedule_kind schedules[] = {SCHEDULE_FREE, SCHEDULE_RANDOM,
                                               SCHEDULE_ROUND_ROBIN};
enum { SCHEDULES = sizeof schedules / sizeof *schedules };

/* The program's last print is `expected` under every schedule, on both clocks. */
static void prints(const char *program, int64_t expected)
{
    for (int i = 0; i < SCHEDULES; i++)
        for (int virtual = 0; virtual < 2; virtual ++) {
            struct stressed s;
            TAP_CHECK(stress_run(&s, program, schedules[i],
                                 virtual ? CLOCK_KIND_VIRTUAL : CLOCK_KIND_REAL, 7));
            TAP_CHECK(s.failures == 0);
            TAP_CHECK(s.last_printed == expected);
        }
}

static void a_mutex_keeps_count(void)
{
    prints("shared n = 0\n"
           "mutex m\n"
           "for i in 1..8 { spawn \"t{i}\" { repeat 200 { with m { n += 1 } } } }\n"
           "join all\n"
           "print n\n",
           1600);
}

static void atomics_keep_count(void)
{
    prints("atomic n = 0\n"
           "for i in 1..4 { spawn \"t{i}\" { repeat 500 { n += 1 } } }\n"
           "join all\n"
           "print n\n",
           2000);
}

static void a_bounded_buffer_moves_everything(void)
{
    prints("queue q 3\n"
           "atomic sum = 0\n"
           "for i in 1..3 { spawn \"p{i}\" { for k in 1..50 { put q k } } }\n"
           "for i in 1..3 { spawn \"c{i}\" { repeat 50 { x = get q; sum += x } } }\n"
           "join all\n"
           "print sum\n",
           3825);
}

static void conditions_hand_over(void)
{
    prints("mutex m\n"
           "condition c on m\n"
           "shared turn = 0\n"
           "for i in 0..3 { spawn \"t{i}\" { repeat 25 { with c { wait c until turn % 4 == i; turn "
           "+= 1; broadcast c } } } }\n"
           "join all\n"
           "print turn\n",
           100);
}

static void barriers_meet(void)
{
    prints("shared rounds = 0\n"
           "barrier b 5 { rounds += 1 }\n"
           "for i in 1..5 { spawn \"t{i}\" { repeat 20 { wait b } } }\n"
           "join all\n"
           "print rounds\n",
           20);
}

static void an_event_releases_everybody(void)
{
    prints("event go\n"
           "atomic n = 0\n"
           "for i in 1..100 { spawn { wait go; n += 1 } }\n"
           "while waiting(go) < 100 { yield }\n"
           "set go\n"
           "join all\n"
           "print n\n",
           100);
}

static void locks_of_every_kind(void)
{
    prints("rwlock w\n"
           "semaphore s 2\n"
           "rlock r\n"
           "shared n = 0\n"
           "once o\n"
           "for i in 1..6 { spawn \"t{i}\" { repeat 30 {\n"
           "  with wrlock w { n += 1 }\n"
           "  with rdlock w { x = n }\n"
           "  with s { yield }\n"
           "  with r { with r { yield } }\n"
           "  once o { yield }\n"
           "} } }\n"
           "join all\n"
           "print n\n",
           180);
}

static void timers_fire_or_are_cancelled(void)
{
    prints("atomic fired = 0\n"
           "for i in 1..40 { timer \"t{i}\" 1ms * i { fired += 1 } }\n"
           "for i in 1..40 { start \"t{i}\" }\n"
           "for i in 21..40 { cancel \"t{i}\" }\n"
           "join all\n"
           "print fired\n",
           20);
}

static void threads_are_cancelled_and_killed(void)
{
    prints("event never\n"
           "atomic cleaned = 0\n"
           "for i in 1..50 { spawn \"t{i}\" { try { wait never } finally { cleaned += 1 } } }\n"
           "while waiting(never) < 50 { yield }\n"
           "for i in 1..25 { cancel \"t{i}\" }\n"
           "for i in 26..50 { kill \"t{i}\" }\n"
           "join all\n"
           "print cleaned\n",
           25);
}

static void puppets_take_orders(void)
{
    prints("for i in 1..10 { spawn \"p{i}\" }\n"
           "atomic n = 0\n"
           "repeat 20 { all: { n += 1; yield } }\n"
           "for i in 1..10 { join \"p{i}\" }\n"
           "print n\n",
           200);
}

static void work_overlaps(void)
{
    prints("atomic n = 0\n"
           "for i in 1..4 { spawn { work 2ms; io 1ms; sleep 1ms; n += 1 } }\n"
           "join all\n"
           "print n\n",
           4);
}

static void time_limits_strike(void)
{
    prints("mutex m\n"
           "atomic late = 0\n"
           "lock m\n"
           "for i in 1..20 { spawn { if not acquire m for 1ms { late += 1 } else { unlock m } } }\n"
           "while late < 20 { yield }\n"
           "unlock m\n"
           "join all\n"
           "print late\n",
           20);
}

/* A plain variable that two threads add to without a lock loses updates under `free`: every time.
 */
static void plain_updates_get_lost(void)
{
    for (int run = 0; run < 5; run++) {
        struct stressed s;
        TAP_CHECK(stress_run(&s,
                             "shared n = 0\n"
                             "spawn a { repeat 100000 { n += 1 } }\n"
                             "spawn b { repeat 100000 { n += 1 } }\n"
                             "join a\njoin b\nprint n\n",
                             SCHEDULE_FREE, CLOCK_KIND_REAL, 1));
        TAP_CHECK(s.last_printed < 200000);
        TAP_CHECK(s.last_printed >= 2);
    }
}

static void restart(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    (void)argument;
    lab_restart(lab, true);
}

/* A thousand threads wait for each other in a ring: the lab begins anew, and ends, all the same. */
static void a_deadlock_of_a_thousand_ends(void)
{
    const char *ring = "mutex m[1000]\n"
                       "event go\n"
                       "for i in 0..999 { spawn { lock m[i]; wait go; lock m[(i + 1) % 1000] } }\n"
                       "set go\n"
                       "join all\n";
    struct stressed s;
    stress_open(&s, SCHEDULE_FREE, CLOCK_KIND_REAL, 1);
    stress_start(&s, ring);
    TAP_CHECK(stress_await(&s, LAB_STUCK));
    lab_do(s.lab, restart, NULL);
    stress_start(&s, ring);
    TAP_CHECK(stress_await(&s, LAB_STUCK));
    stress_close(&s);
}

static void restarts_while_everything_runs(void)
{
    struct stressed s;
    stress_open(&s, SCHEDULE_FREE, CLOCK_KIND_REAL, 1);
    for (int round = 0; round < 20; round++) {
        stress_start(&s, "mutex m\n"
                         "for i in 1..8 { spawn { while true { with m { yield } } } }\n"
                         "for i in 1..8 { spawn { while true { work 1ms; sleep 1ms } } }\n"
                         "while true { }\n");
        lab_do(s.lab, restart, NULL);
    }
    stress_close(&s);
}

struct regime {
    enum schedule_kind schedule;
    enum clock_kind clock;
};

static void change(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    const struct regime *c = argument;
    lab_use_schedule(lab, c->schedule, 3);
    lab_use_clock(lab, c->clock, c->clock == CLOCK_KIND_TIMES ? 3 : 1);
}

static void pause_lab(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    lab_pause(lab, argument != NULL);
}

static void step_lab(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    (void)argument;
    lab_step(lab, NO_THREAD, 5);
}

static void undo_lab(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    (void)argument;
    lab_undo(lab, 7);
    lab_redo(lab, 3);
}

/* Schedules and clocks change while threads run; pausing, stepping and undo in between. */
static void the_lab_is_steered_while_it_runs(void)
{
    static const struct regime regimes[] = {{SCHEDULE_RANDOM, CLOCK_KIND_REAL},
                                            {SCHEDULE_FREE, CLOCK_KIND_VIRTUAL},
                                            {SCHEDULE_ROUND_ROBIN, CLOCK_KIND_TIMES},
                                            {SCHEDULE_FREE, CLOCK_KIND_REAL}};
    struct stressed s;
    char paused = 1;
    stress_open(&s, SCHEDULE_FREE, CLOCK_KIND_REAL, 1);
    stress_start(&s, "mutex m\nshared n = 0\n"
                     "for i in 1..6 { spawn { while true { with m { n += 1 } } } }\n"
                     "spawn daemon { while true { sleep 1ms } }\n"
                     "while true { yield }\n");
    for (int round = 0; round < 40; round++) {
        lab_do(s.lab, change, (void *)(uintptr_t)&regimes[round % 4]);
        lab_do(s.lab, pause_lab, &paused);
        lab_do(s.lab, step_lab, NULL);
        lab_do(s.lab, undo_lab, NULL);
        lab_do(s.lab, pause_lab, NULL);
    }
    stress_close(&s);
}

/* As many lists of those who wait as it takes that none is long; where the system has no such lists
 * of a process's own there is nothing to look at. */
static void many_who_wait_have_short_lists(void)
{
    enum { FUTEX_HASH = 78, FUTEX_HASH_GET_SLOTS = 2 }; /* see monitor_expect_many */
    struct stressed s;
    TAP_CHECK(stress_run(&s,
                         "event go\n"
                         "for i in 1..600 { spawn { wait go } }\n"
                         "set go\n"
                         "join all\n",
                         SCHEDULE_FREE, CLOCK_KIND_REAL, 1));
    int lists = prctl(FUTEX_HASH, FUTEX_HASH_GET_SLOTS, 0, 0, 0);
    TAP_CHECK(lists < 0 || lists >= 1024);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"a mutex keeps count", a_mutex_keeps_count},
        {"atomics keep count", atomics_keep_count},
        {"a bounded buffer moves everything", a_bounded_buffer_moves_everything},
        {"conditions hand over", conditions_hand_over},
        {"barriers meet", barriers_meet},
        {"an event releases everybody", an_event_releases_everybody},
        {"locks of every kind", locks_of_every_kind},
        {"timers fire or are cancelled", timers_fire_or_are_cancelled},
        {"threads are cancelled and killed", threads_are_cancelled_and_killed},
        {"puppets take orders", puppets_take_orders},
        {"work overlaps", work_overlaps},
        {"time limits strike", time_limits_strike},
        {"plain updates get lost", plain_updates_get_lost},
        {"a deadlock of a thousand ends", a_deadlock_of_a_thousand_ends},
        {"many who wait have short lists", many_who_wait_have_short_lists},
        {"restarts while everything runs", restarts_while_everything_runs},
        {"the lab is steered while it runs", the_lab_is_steered_while_it_runs},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
