/* test_beginning.c - `restart` and `restart all` begin anew from every state of the lab: what goes
 * goes, what was set stays (shell/beginning.h). */
#include "sitting.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(beginning, .timeout = 60);

/* How the lab gets into a state from which it is to begin anew. */
struct state {
    const char *name, *lines;
    const char *appears;  /* is waited for; NULL: nothing */
    const char *schedule; /* the one that was chosen */
};

static const struct state states[] = {
    {"new", "", NULL, "round-robin"},
    {"paused", "pause", NULL, "round-robin"},
    {"paused under free", "schedule free\npause", NULL, "free"},
    {"paused by step", "schedule free\nspawn a\nstep", NULL, "free"},
    {"manual", "schedule manual\nspawn a { print 1 }", NULL, "manual"},
    {"paused under manual", "schedule manual\npause", NULL, "manual"},
    {"undone", "schedule manual\nspawn a { print 1 }\nstep a\nundo", NULL, "manual"},
    {"random", "schedule random 7\nspawn a { sleep 1s }", NULL, "random"},
    {"deadlock", "mutex m\nspawn a { lock m; join main }\nlock m", NULL, "round-robin"},
    {"ended", "finish", "is over", "round-robin"},
    {"explored", "schedule manual\nshared n = 0\nspawn a { n += 1 }\nspawn b { n += 1 }\nexplore",
     "`replay` brings", "manual"},
    {"replayed", "pause\nshared n = 0\nspawn a { n += 1 }\nspawn b { n += 1 }\nexplore\nreplay",
     "paused before", "round-robin"},
    {"replayed to its end",
     "pause\nshared n = 0\nspawn a { n += 1 }\nspawn b { n += 1 }\nexplore\nreplay\nresume",
     "going on", "round-robin"},
};

static void get_into(struct sitting *t, const struct state *state)
{
    type_lines(t, "shared kept = 0\ndefine f() { print 1 }");
    type_lines(t, state->lines);
    if (state->appears)
        wait_for(t, state->appears);
    forget(t);
}

static void expect_beginning(struct sitting *t, const char *name, const char *schedule,
                             const char *clock)
{
    struct view_request request = {.panes = {[PANE_THREADS].rows = 9, [PANE_OBJECTS].rows = 9}};
    struct view view = {0};
    session_view(t->session, &request, &view);
    cr_expect_not(view.paused, "%s: paused", name);
    cr_expect_str_eq(view.schedule, schedule, "%s: %s", name, view.schedule);
    cr_expect_str_eq(view.clock, clock, "%s: %s", name, view.clock);
    cr_expect_str_eq(view.prompt, "main> ", "%s: %s", name, view.prompt);
    cr_expect_str_eq(view.hint, "", "%s: %s", name, view.hint);
    cr_expect_str_eq(view.alarm, "", "%s: %s", name, view.alarm);
    size_t threads = view.panes[PANE_THREADS].total, objects = view.panes[PANE_OBJECTS].total;
    cr_expect_eq(threads, 1, "%s: %zu threads", name, threads);
    cr_expect_eq(objects, 0, "%s: %zu objects", name, objects);
    if (strcmp(clock, "virtual") == 0)
        cr_expect_str_eq(view.time, "0.0 s", "%s: %s", name, view.time);
    view_free(&view);
}

static void begin_from_every_state(const char *command, const char *answer)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        struct sitting t = sit();
        get_into(&t, &states[i]);
        type(&t, command);
        cr_expect(strstr(buffer_text(&t.text), answer), "%s: %s", states[i].name,
                  buffer_text(&t.text));
        expect_beginning(&t, states[i].name, states[i].schedule, "virtual");
        forget(&t);
        type_lines(&t, "print 1 + 1\nundo"); /* it goes, and nothing lies behind it */
        cr_expect(strstr(buffer_text(&t.text), "main: 2\n"), "%s: %s", states[i].name,
                  buffer_text(&t.text));
        leave(&t);
    }
}

Test(beginning, restart_from_every_state)
{
    begin_from_every_state("restart", "* the lab begins anew; these functions are kept: f\n");
}

Test(beginning, restart_all_from_every_state)
{
    begin_from_every_state("restart all", "* the lab begins anew\n");
}

Test(beginning, what_was_set_stays)
{
    struct sitting t = sit_free();
    type_lines(&t, "clock virtual\ngil on\nrandom seed 7\nspawn a\na: print random(1, 1000000)");
    char *first = strdup(strstr(buffer_text(&t.text), "a: "));
    forget(&t);
    type_lines(&t, "restart\nspawn a\na: print random(1, 1000000)");
    expect_part(&t, strrchr(first, ':')); /* drawn from the same seed */
    free(first);
    /* One after the other: with the interpreter lock off it were one second. */
    type_lines(&t, "restart\nspawn a { work 1s }\nspawn b { work 1s }\njoin all\n"
                   "print (now - 2s) < 1s and now >= 2s");
    wait_for(&t, "main: true");
    leave(&t);
}

Test(beginning, the_same_schedule_is_drawn_again)
{
    static const char race[] = "for i in 1..9 { spawn { print i } }\njoin all";
    struct sitting t = sit();
    type(&t, "schedule random 12345");
    forget(&t);
    type_lines(&t, race);
    char *first = strdup(buffer_text(&t.text));
    forget(&t);
    type(&t, "restart");
    forget(&t);
    type_lines(&t, race);
    expect(&t, first);
    free(first);
    leave(&t);
}

static const char lesson[] = "# 1 One\n\n## Steps\n\n"
                             "```challenge deadlock\nmutex m\nspawn ann { with m { join ben } }\n"
                             "spawn ben { with m { join ann } }\n```\n\n"
                             "## By hand\n\n```thrum\nschedule manual\nspawn a\n```\n\n"
                             "More.\n\n```thrum\nprint 1\n```\n";

/* The challenge's `schedule manual` is its own; a block's is the learner's too. */
Test(beginning, in_a_lesson)
{
    char folder[] = "/tmp/thrum-beginning-XXXXXX";
    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
    setenv("XDG_STATE_HOME", folder, 1);
    FILE *file = fopen("01-one.md", "w");
    cr_assert(file && fputs(lesson, file) >= 0 && fclose(file) == 0);
    struct sitting t = sit_free();
    type(&t, "lesson 01-one.md");
    wait_for(&t, "you choose who goes");
    type(&t, "restart");
    expect_beginning(&t, "challenge", "free", "real");
    type(&t, "lesson 01-one.md 2");
    wait_for(&t, "Enter runs this");
    session_enter(t.session);
    wait_for(&t, "More.");
    type_lines(&t, "pause\nrestart");
    expect_beginning(&t, "lesson", "manual", "real");
    leave(&t);
    /* And what was kept of its progress. */
    cr_expect_eq(system("rm -r \"$XDG_STATE_HOME\""), 0);
}

Test(beginning, help_says_the_list)
{
    struct sitting t = sit();
    type(&t, "help restart");
    static const char *const told[] = {"paused", "clock", "schedule",  "gil",
                                       "replay", "undo",  "Functions", "panes",
                                       "trace",  "again", "challenge", "seed"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        cr_expect(strstr(buffer_text(&t.text), told[i]), "%s", told[i]);
    leave(&t);
}
