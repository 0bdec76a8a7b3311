/* test_web.c - unit tests of src/page: what a page calls, called from here. */
#include "page/web.h"

#include "core/schedule.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(web, .timeout = 60);

static unsigned heard;

void page_explored(double states, double open, double share)
{
    (void)open, (void)share;
    heard += states > 0;
}

static void give(struct web *p, enum web_input input, const char *text)
{
    memcpy(web_room(p, input, strlen(text)), text, strlen(text));
}

static struct web *loaded(const char *text)
{
    struct web *p = web_new();
    give(p, WEB_NAME, "a.thr");
    give(p, WEB_TEXT, text);
    cr_assert(web_load(p), "%s", web_answer(p));
    return p;
}

static void see(struct web *p, const char *part)
{
    web_view(p, true);
    cr_assert_eq(web_answer_length(p), strlen(web_answer(p)));
    cr_assert(strstr(web_answer(p), part), "no %s in %s", part, web_answer(p));
}

static void do_steps(struct web *p, const uint32_t *threads, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cr_assert(web_step(p, threads[i]), "step %zu", i);
}

#define STEPS(p, ...)                                                                              \
    do_steps(p, (const uint32_t[]){__VA_ARGS__},                                                   \
             sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

/* Both read 0 before either writes: by hand, alice and bob in turns. */
static const char *lost_update = "shared n = 0\n"
                                 "thread alice { n += 1 }\n"
                                 "thread bob { n += 1 }\n"
                                 "start alice\n"
                                 "start bob\n"
                                 "join alice\n"
                                 "join bob\n"
                                 "print \"n = {n}\"\n";

static struct web *at_lost_update(void)
{
    struct web *p = loaded(lost_update);
    cr_assert_eq(web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO), WEB_GOES);
    STEPS(p, 0, 0); /* main starts both */
    return p;
}

Test(web, what_threads_can_do_is_to_be_seen)
{
    struct web *p = at_lost_update();
    see(p, "\"number\": 1, \"name\": \"alice\", \"state\": \"ready\", "
           "\"next\": \"reads n\", \"holds\": \"\", \"line\": 2}");
    see(p, "\"kind\": \"shared\", \"name\": \"n\", \"value\": \"0\"}");
    see(p, "{\"steps\": 2, \"time\": \"0s\", \"standing\": 0, \"undo\": true, ");
    STEPS(p, 1, 2);
    see(p, "\"next\": \"writes n = 1, having read 0\"");
    web_free(p);
}

Test(web, who_decides_makes_the_lost_update)
{
    struct web *p = at_lost_update();
    STEPS(p, 1, 2, 1, 2, 0, 0, 0, 0);
    see(p, "\"standing\": 1, ");
    web_tell(p, WEB_PRINTED, 0);
    cr_assert_str_eq(web_answer(p), "main: n = 1\n");
    cr_assert_not(web_step(p, 0));
    web_free(p);
}

Test(web, steps_are_taken_back_to_the_first)
{
    struct web *p = at_lost_update();
    STEPS(p, 1, 1);
    see(p, "\"name\": \"n\", \"value\": \"1\"");
    cr_assert(web_back(p));
    see(p, "\"name\": \"n\", \"value\": \"0\"");
    see(p, "\"next\": \"writes n = 1, having read 0\"");
    STEPS(p, 1, 2, 2, 0, 0, 0, 0);
    web_tell(p, WEB_PRINTED, 0);
    cr_assert_str_eq(web_answer(p), "main: n = 2\n");
    for (int i = 0; i < 10; i++)
        cr_assert(web_back(p), "%d", i);
    cr_assert_not(web_back(p));
    see(p, "{\"steps\": 0, ");
    web_tell(p, WEB_STEPS, 0);
    cr_assert_str_eq(web_answer(p), "");
    web_free(p);
}

/* As they stand in the film of such a run; and shorter again, with each step that is taken back. */
Test(web, what_happened_grows_in_columns)
{
    struct web *p = at_lost_update();
    STEPS(p, 1);
    web_view(p, true);
    web_columns(p, WEB_END, 10, true);
    cr_assert_str_eq(
        web_answer(p),
        "{\"heads\":[\"main\",\"alice\"],\"without\":0,\"first\":0,\"next\":4,\"end\":4,"
        "\"rows\":[[0,1,\"0.000\",[0,\"\",\"start alice\"]],[1,2,\"\",[0,\"\",\"start bob\"]],"
        "[2,0,\"\",[0,\"w\",\"waits for alice\"]],[3,3,\"\",0,[1,\"\",\"reads n = 0\"]]]}");
    STEPS(p, 1);
    web_columns(p, WEB_END, 10, false);
    cr_assert(strstr(web_answer(p), "\"rows\":[0,1,2,3,[4,4,\"\",0,[1,\"\",\"n = 1\"]]"), "%s",
              web_answer(p));
    cr_assert(web_back(p));
    web_columns(p, 1, 1, true);
    cr_assert(strstr(web_answer(p), "\"next\":2,\"end\":4,\"rows\":[[1,2,\"0.000\","));
    for (int i = 0; i < 3; i++)
        cr_assert(web_back(p));
    web_columns(p, WEB_END, 10, true);
    cr_assert(strstr(web_answer(p), "\"end\":0,\"rows\":[]}"), "%s", web_answer(p));
    web_free(p);
}

/* What is told is JSON, in which a number has no comma. */
Test(web, numbers_above_a_thousand_are_numbers)
{
    static char text[1200];
    memset(text, '\n', 1100);
    strcat(text, "yield");
    struct web *p = loaded(text);
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    see(p, "\"line\": 1101}");
    web_free(p);
}

/* Another one than the one whose step was taken back. */
Test(web, after_a_step_back_somebody_else_goes)
{
    struct web *p = at_lost_update();
    STEPS(p, 1);
    cr_assert(web_back(p));
    see(p, "\"next\": \"reads n\"");
    STEPS(p, 2, 2);
    see(p, "\"name\": \"n\", \"value\": \"1\"");
    see(p, "\"name\": \"alice\", \"state\": \"ready\", \"next\": \"reads n\"");
    web_free(p);
}

static long entries_in(const char *columns)
{
    return strtol(strstr(columns, "\"end\":") + strlen("\"end\":"), NULL, 10);
}

/* ---- Challenges ------------------------------------------------------------------------------ */

static struct web *at_challenge(const char *finding, bool is_one)
{
    struct web *p = loaded("shared n = 0\nthread alice { n += 1 }\nthread bob { n += 1 }\n"
                           "start alice\nstart bob\njoin alice\njoin bob\nassert n == 2\n");
    give(p, WEB_WORDS, finding);
    cr_assert_eq(web_challenge(p), is_one, "%s", web_answer(p));
    return p;
}

Test(web, a_challenge_that_took_more_steps_than_are_enough_is_not_won_best)
{
    struct web *p = loaded("shared n = 0\n"
                           "spawn alice { n += 1 }\n"
                           "spawn bob { yield; n += 1 }\n"
                           "spawn carol { yield }\n"
                           "join alice\n"
                           "join bob\n"
                           "assert n == 2\n");
    give(p, WEB_WORDS, "assertion");
    cr_assert(web_challenge(p), "%s", web_answer(p));
    STEPS(p, 3, 2, 1, 2, 1, 2);
    see(p, "\"won\": true, \"best\": false, ");
    web_free(p);
}

Test(web, a_challenge_is_won_by_whoever_finds_the_order)
{
    struct web *p = at_challenge("assertion", true);
    see(p, "\"undo\": false, ");
    see(p,
        "{\"goal\": \"make it fail its assertion · 0 steps so far, 4 are enough\", \"told\": \"\", "
        "\"won\": false, \"best\": false, \"open\": true}");
    web_hint(p);
    cr_assert(strstr(web_answer(p), "` (4 steps to go, with this one)"), "%s", web_answer(p));
    STEPS(p, 1, 2, 1, 2);
    see(p, "\"told\": \"That is it, in 4 steps: it cannot be done in fewer.\", "
           "\"won\": true, \"best\": true");
    web_hint(p);
    cr_assert_str_eq(web_answer(p), "");
    cr_assert(web_back(p)); /* with what main has done behind it */
    see(p, "3 steps so far, 4 are enough\", \"told\": \"\", \"won\": false, \"best\": false, "
           "\"open\": true");
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    see(p, "\"challenge\": null");
    web_free(p);
}

Test(web, a_challenge_says_where_it_can_never_happen_any_more)
{
    struct web *p = at_challenge("assertion", true);
    STEPS(p, 1, 1);
    see(p, "\"told\": \"from here it can never happen any more\", \"won\": false, "
           "\"best\": false, \"open\": false");
    cr_assert(web_back(p));
    see(p, "1 step so far");
    cr_assert(web_back(p));
    cr_assert_not(web_back(p));
    web_free(p);
}

Test(web, what_no_order_comes_to_is_no_challenge)
{
    struct web *p = at_challenge("deadlock", false);
    cr_assert_str_eq(
        web_answer(p),
        "main goes by itself in a challenge, and then no order leads to it (deadlock)");
    see(p, "\"challenge\": null");
    STEPS(p, 0);
    web_free(p);
}

/* ---- Back ------------------------------------------------------------------------------------ */

/* More steps than lie between two copies of the run, back and forth: what was said, and is to be
 * seen, is what it was there. Whom the last steps let go who has not gone on since is not known any
 * more to a record that went back (watch/record.c), so cells are compared well behind them. */
static void there_and_back(struct web *p, unsigned kind, const char *segments)
{
    enum { MOST = 600, SETTLED = 100 };
    char *views[MOST], *told[MOST], *columns[MOST];
    int count = 0;
    give(p, WEB_WORDS, segments);
    web_begin(p, kind, 7, WEB_UNDO);
    for (;;) {
        web_view(p, true);
        views[count] = strdup(web_answer(p));
        web_columns(p, 0, 40, true);
        columns[count] = strdup(web_answer(p));
        web_tell(p, WEB_STEPS, 0);
        told[count] = strdup(web_answer(p));
        size_t length = web_answer_length(p);
        web_go(p, 1);
        web_tell(p, WEB_STEPS, 0);
        if (web_answer_length(p) == length || count + 1 == MOST)
            break;
        count++;
    }
    cr_assert_gt(count, 200);
    for (int i = count; i >= 0; i--) {
        web_view(p, true);
        cr_assert_str_eq(web_answer(p), views[i], "after %d", i);
        web_columns(p, 0, 40, true);
        if (i > SETTLED)
            cr_assert_str_eq(web_answer(p), columns[i], "after %d", i);
        else
            cr_assert_eq(entries_in(web_answer(p)), entries_in(columns[i]), "after %d", i);
        web_tell(p, WEB_STEPS, 0);
        cr_assert_str_eq(web_answer(p), told[i]);
        cr_assert_eq(web_back(p), i > 0);
        free(views[i]);
        free(told[i]);
        free(columns[i]);
    }
}

static const char *many_steps = "shared n = 0\nmutex m\n"
                                "for i in 1..6 { spawn \"t{i}\" { for j in 1..9 {\n"
                                "lock m; n += i; unlock m; sleep 1s; print \"{i} {j}\" } } }\n";

Test(web, what_is_done_again_is_what_it_was)
{
    struct web *p = loaded(many_steps);
    there_and_back(p, SCHEDULE_RANDOM, "");
    there_and_back(p, SCHEDULE_ROUND_ROBIN, "");
    there_and_back(p, SCHEDULE_SEGMENTS, "main*6 t3*5 t1*2");
    web_free(p);
}

Test(web, the_order_of_the_steps_makes_the_same_run_again)
{
    struct web *p = loaded(many_steps);
    web_begin(p, SCHEDULE_RANDOM, 3, WEB_UNDO);
    web_go(p, 150);
    web_tell(p, WEB_STEPS, 0);
    char *told = strdup(web_answer(p));
    web_order(p);
    char *order = strdup(web_answer(p));
    give(p, WEB_WORDS, order);
    web_begin(p, SCHEDULE_SEGMENTS, 3, WEB_UNDO);
    web_go(p, 150);
    web_tell(p, WEB_STEPS, 0);
    cr_assert_str_eq(web_answer(p), told);
    web_order(p);
    cr_assert_str_eq(web_answer(p), order);
    free(told);
    free(order);
    web_free(p);
}

Test(web, what_looks_as_it_did_is_not_told_again)
{
    struct web *p = at_lost_update();
    see(p, "\"name\": \"bob\"");
    STEPS(p, 1);
    web_view(p, false);
    cr_assert(strstr(web_answer(p), "\"name\": \"alice\""));
    cr_assert_null(strstr(web_answer(p), "\"name\": \"bob\""));
    cr_assert(strstr(web_answer(p), "\"objects\": []"));
    web_free(p);
}

Test(web, a_thread_that_waits_does_not_step)
{
    struct web *p = loaded("mutex m\nlock m\nthread t { lock m }\nstart t\njoin t\n");
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    STEPS(p, 0, 0);
    cr_assert_not(web_step(p, 1));
    cr_assert_not(web_step(p, 99));
    see(p, "\"standing\": 2, ");
    see(p, "\"at\": \"waits for m · held by main");
    see(p, "\"holds\": \"m\"");
    web_free(p);
}

/* A schedule has looked at nobody in vain: who waits is known all the same. */
Test(web, who_waits_is_known_when_the_reader_takes_over)
{
    struct web *p = loaded("mutex m\nmutex k\nthread alice { lock m; lock k }\n"
                           "thread bob { lock k; lock m }\nstart alice\nstart bob\njoin alice\n");
    web_begin(p, SCHEDULE_RANDOM, 1, WEB_UNDO);
    STEPS(p, 0, 0, 1, 2);
    see(p, "\"standing\": 2, ");
    cr_assert(web_back(p));
    see(p, "\"standing\": 0, ");
    web_free(p);
}

Test(web, the_clock_moves_where_all_sleep)
{
    struct web *p = loaded("sleep 2s\nprint now\n");
    web_begin(p, SCHEDULE_MANUAL, 0, 0);
    see(p, "\"time\": \"2s\"");
    STEPS(p, 0);
    cr_assert_not(web_back(p), "nobody wanted that");
    web_free(p);
}

Test(web, a_timer_that_is_due_and_has_not_gone_off_is_said_to_be)
{
    struct web *p = loaded("timer t 1s { print 1 }\nstart t\nsleep 1s\nprint 2\n");
    web_begin(p, SCHEDULE_ROUND_ROBIN, 0, WEB_UNDO);
    cr_assert_eq(web_go(p, 1), WEB_GOES); /* main starts it and sleeps, until both are due */
    see(p, "\"name\": \"t\", \"value\": \"its time has come\"}");
    cr_assert_eq(web_go(p, 1), WEB_GOES);
    see(p, "\"name\": \"t\", \"value\": \"went off");
    web_free(p);
}

Test(web, who_failed_is_told_of_orders_as_well_and_where_others_are_stuck)
{
    struct web *p = loaded("mutex m\nspawn carlos\nspawn juan\ncarlos: lock m\njuan: unlock m\n");
    web_begin(p, SCHEDULE_ROUND_ROBIN, 0, WEB_UNDO);
    cr_assert_eq(web_go(p, 1000), WEB_OVER);
    see(p, "\"failed\": \"juan\"");
    web_free(p);
    p = loaded("event e\nspawn w { wait e }\nspawn f { assert false }\n");
    web_begin(p, SCHEDULE_ROUND_ROBIN, 0, WEB_UNDO);
    cr_assert_eq(web_go(p, 1000), WEB_STUCK);
    see(p, "\"failed\": \"f\"");
    cr_assert(web_back(p));
    see(p, "\"failed\": \"\"");
    web_free(p);
}

Test(web, by_hand_all_go_on_in_turn)
{
    struct web *p = loaded("shared n = 0\n"
                           "for i in 1..3 { spawn { for j in 1..4 { n = n + 1 } } }\n"
                           "join all\n"
                           "print n\n");
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    STEPS(p, 0, 0, 0);
    cr_assert_eq(web_go(p, 3), WEB_GOES);
    web_order(p);
    const char *order = web_answer(p);
    cr_assert_not_null(strstr(order, "main*3 Thread-1 Thread-2 Thread-3"), "%s", order);
    cr_assert_eq(web_go(p, 1000), WEB_OVER);
    web_tell(p, WEB_PRINTED, 0);
    cr_assert_str_eq(web_answer(p), "main: 4\n");
    cr_assert(web_back(p));
    see(p, "\"follows\": false, ");
    web_free(p);
}

Test(web, by_hand_nobody_goes_on_where_nobody_can)
{
    struct web *p = loaded("mutex m\nlock m\nlock m\n");
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    cr_assert_eq(web_go(p, 1000), WEB_STUCK);
    cr_assert_eq(web_go(p, 1000), WEB_STUCK);
    web_free(p);
    p = loaded("spawn alice { x = ask \"who?\" }\njoin alice\n");
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    cr_assert_eq(web_go(p, 1000), WEB_OUTSIDE);
    web_free(p);
}

Test(web, a_recorded_run_is_gone_on_with_otherwise)
{
    struct web *p = loaded(lost_update);
    give(p, WEB_WORDS, "main*2 alice bob");
    cr_assert_eq(web_begin(p, SCHEDULE_SEGMENTS, 0, WEB_UNDO), WEB_GOES);
    cr_assert_eq(web_go(p, 3), WEB_GOES);
    see(p, "\"follows\": true, ");
    cr_assert_eq(web_go(p, 1), WEB_GOES);
    see(p, "\"follows\": false, ");
    cr_assert(web_back(p));
    see(p, "\"follows\": true, ");
    STEPS(p, 2);
    see(p, "\"follows\": false, ");
    cr_assert(web_back(p));
    see(p, "\"follows\": true, ");
    STEPS(p, 2);
    STEPS(p, 2, 1, 0, 0, 0, 0);
    web_tell(p, WEB_PRINTED, 0);
    cr_assert_str_eq(web_answer(p), "main: n = 1\n");
    web_free(p);
}

Test(web, what_is_no_schedule_begins_nothing)
{
    struct web *p = loaded(lost_update);
    give(p, WEB_WORDS, "main*");
    cr_assert_eq(web_begin(p, SCHEDULE_SEGMENTS, 0, 0), WEB_NO_RUN);
    cr_assert_neq(web_answer_length(p), 0);
    cr_assert_eq(web_begin(p, 17, 0, 0), WEB_NO_RUN);
    cr_assert_not(web_step(p, 0));
    cr_assert_eq(web_go(p, 1), WEB_NO_RUN);
    web_view(p, true);
    cr_assert_str_eq(web_answer(p), "");
    web_free(p);
}

Test(web, many_steps_end_with_an_order_that_was_recorded_and_then_go_on)
{
    struct web *p = at_lost_update();
    give(p, WEB_WORDS, "main*2 alice bob alice");
    cr_assert_eq(web_begin(p, SCHEDULE_SEGMENTS, 0, WEB_UNDO), WEB_GOES);
    cr_assert_eq(web_go(p, 100), WEB_GOES);
    see(p, "\"steps\": 5, ");
    see(p, "\"follows\": false, ");
    cr_assert_eq(web_go(p, 100), WEB_OVER);
    web_tell(p, WEB_PRINTED, 0);
    cr_assert_str_eq(web_answer(p), "main: n = 1\n");
    web_free(p);
}

Test(web, a_program_with_errors_is_told_of_and_does_nothing)
{
    struct web *p = web_new();
    give(p, WEB_TEXT, "lok m\n");
    cr_assert_not(web_load(p));
    cr_assert(strstr(web_answer(p), "program:1:1: "), "%s", web_answer(p));
    cr_assert(strstr(web_answer(p), "lock"), "%s", web_answer(p));
    cr_assert_eq(web_begin(p, SCHEDULE_MANUAL, 0, 0), WEB_NO_RUN);
    cr_assert_eq(web_explore(p), 2);
    web_report(p, 80);
    cr_assert_str_eq(web_answer(p), "");
    give(p, WEB_TEXT, "print 1\n");
    cr_assert(web_load(p), "it can be mended");
    web_free(p);
}

Test(web, every_order_is_searched)
{
    struct web *p = loaded("shared n = 0\nthread a { n += 1 }\nthread b { n += 1 }\n"
                           "start a\nstart b\njoin a\njoin b\nassert n == 2\n");
    cr_assert_neq(web_explore(p), 0);
    cr_assert(strstr(web_answer(p), "\"refuted\""), "%s", web_answer(p));
    web_report(p, 80);
    cr_assert(strstr(web_answer(p), "REFUTED"), "%s", web_answer(p));
    give(p, WEB_WORDS, "--nonsense");
    cr_assert_eq(web_explore(p), 2);
    cr_assert(strstr(web_answer(p), "nonsense"), "%s", web_answer(p));
    web_free(p);
}

/* ---- Tasks of lessons ------------------------------------------------------------------------ */

static const char *given = "mutex pen\n"
                           "spawn alice\n"
                           "define hand() { alice: lock pen }\n"
                           "hand()\n";

/* An attempt of these lines behind those. */
static struct web *attempt(const char *before, const char *added, const char *check)
{
    char *text = malloc(strlen(before) + strlen(added) + 1);
    strcat(strcpy(text, before), added);
    struct web *p = loaded(text);
    free(text);
    give(p, WEB_GIVEN, before);
    give(p, WEB_WORDS, check);
    cr_assert(web_task(p));
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    return p;
}

Test(web, a_task_is_done_when_its_check_holds)
{
    struct web *p =
        attempt(given, "rename alice boss\n", "owner(pen) == \"boss\" and did(\"rename\", main)");
    see(p, "\"task\": {\"done\": false, \"missing\": \"Still missing: the holder of pen is boss "
           "(now: nobody); main has done `rename`\", \"hints\": []}");
    STEPS(p, 0, 0); /* alice exists, and has an order */
    STEPS(p, 0);    /* boss */
    see(p, "\"missing\": \"Still missing: the holder of pen is boss (now: nobody)\"");
    STEPS(p, 1);
    see(p, "\"task\": {\"done\": true, \"missing\": \"\", \"hints\": []}");
    web_back(p);
    see(p, "\"task\": {\"done\": false, ");
    web_back(p);
    see(p, "main has done `rename`");
    STEPS(p, 0, 1);
    see(p, "\"task\": {\"done\": true, ");
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    see(p, "\"task\": {\"done\": false, ");
    web_free(p);
}

Test(web, what_the_lesson_gave_does_not_do_the_task)
{
    struct web *p = attempt("mutex pen\nspawn alice\nalice: lock pen\nyield\n", "spawn ben\n",
                            "did(\"spawn\", main) and did(\"lock\", alice, pen)");
    STEPS(p, 0, 0, 1, 0);
    see(p, "main has done `spawn`; alice has done `lock pen`\", ");
    STEPS(p, 0);
    see(p, "\"missing\": \"Still missing: alice has done `lock pen`\", ");
    web_free(p);
}

Test(web, a_line_that_was_changed_is_the_readers)
{
    struct web *p = attempt("shared n = 0\nn = 1\n", "n = 2\n", "times(\"write\", any, n) == 2");
    STEPS(p, 0, 0);
    see(p, "\"task\": {\"done\": false, ");
    web_free(p);
    p = loaded("shared n = 0\nn = 5\nn = 2\n");
    give(p, WEB_GIVEN, "shared n = 0\nn = 1\n");
    give(p, WEB_WORDS, "times(\"write\", any, n) == 2");
    cr_assert(web_task(p));
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    STEPS(p, 0, 0);
    see(p, "\"task\": {\"done\": true, ");
    web_free(p);
}

Test(web, a_given_function_that_the_reader_calls_is_the_readers)
{
    struct web *p = attempt("shared n = 0\ndefine three() { n = 3 }\nn = 1\n", "three()\n",
                            "times(\"write\", main, n) == 1");
    STEPS(p, 0);
    see(p, "\"task\": {\"done\": false, ");
    STEPS(p, 0);
    see(p, "\"task\": {\"done\": true, ");
    web_free(p);
}

Test(web, a_task_of_steps_alone_begins_where_main_ends)
{
    const char *two = "shared n = 0\nspawn a { n += 1 }\nspawn b { n += 1 }\n";
    struct web *p = attempt(two, "", "n == 1 and times(\"write\", any, n) == 2");
    STEPS(p, 0, 0, 1, 2, 1);
    see(p, "\"task\": {\"done\": false, ");
    STEPS(p, 2);
    see(p, "\"task\": {\"done\": true, ");
    web_free(p);
}

Test(web, what_held_for_a_moment_is_done)
{
    struct web *p = attempt("event go\nspawn a\n", "a: wait go\nyield\nset go\n", "waits(a, go)");
    STEPS(p, 0, 0, 1);
    see(p, "\"task\": {\"done\": true, ");
    STEPS(p, 0, 0, 1);
    see(p, "\"task\": {\"done\": true, ");
    web_free(p);
}

Test(web, hints_that_fit_are_named)
{
    struct web *p = attempt(given, "alice: unlock pen\n", "not locked(pen) and steps > 9");
    const char *const when[] = {"", "locked(pen)", "did(\"unlock\", alice, pen)"};
    for (size_t i = 0; i < 3; i++) {
        give(p, WEB_WORDS, when[i]);
        web_task_hint(p);
    }
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    see(p, "\"hints\": [0]}");
    STEPS(p, 0, 0, 0, 1);
    see(p, "\"hints\": [0, 1]}");
    STEPS(p, 1);
    see(p, "\"hints\": [0, 2]}");
    web_free(p);
}

Test(web, what_the_lesson_gave_is_run_first)
{
    struct web *p = attempt(given, "alice: unlock pen\n", "not locked(pen) and steps > 1");
    web_task_go(p);
    see(p, "{\"steps\": 2, ");
    STEPS(p, 0);
    web_begin(p, SCHEDULE_RANDOM, 3, WEB_UNDO);
    cr_assert_eq(web_task_go(p), WEB_GOES);
    see(p, "\"next\": \"gives alice an order\", \"holds\": \"\", \"line\": 5}");
    see(p, "\"follows\": true, ");
    web_go(p, 100);
    see(p, "\"task\": {\"done\": true, ");
    web_free(p);
    p = attempt("event go\nwait go\n", "", "isset(go)");
    cr_assert_eq(web_task_go(p), WEB_STUCK);
    web_free(p);
}

Test(web, no_task)
{
    struct web *p = loaded("yield\n");
    give(p, WEB_WORDS, "1 + 1");
    cr_assert_not(web_task(p));
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    see(p, "\"task\": null, ");
    give(p, WEB_WORDS, "main == 1");
    web_task(p);
    give(p, WEB_TEXT, "yield\n");
    cr_assert(web_load(p));
    web_begin(p, SCHEDULE_MANUAL, 0, WEB_UNDO);
    see(p, "\"task\": null, ");
    web_free(p);
}
