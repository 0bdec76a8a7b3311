/* test_sitting.c - a session whose threads print, wait and spin while its front end types, looks,
 * interrupts and begins anew, for the thread sanitizer. */
#include "shell/session.h"
#include "tests/unit/own_home.h"
#include "tests/tap.h"

static bool view_shows(struct view *view)
{
    const struct pane_contents *threads = &view->panes[PANE_THREADS];
    for (size_t i = 0; i < threads->row_count; i++)
        TAP_CHECK(pane_cell(threads, i, THREAD_NAME)->text[0] &&
                  pane_cell(threads, i, THREAD_STATE)->text[0]);
    return view->prompt[0];
}

/* One turn of a front end: what there is, as far as `most` lines, and the panes. */
static size_t turn(struct session *s, struct view *view, size_t most)
{
    struct view_request request = {.panes = {[PANE_THREADS].rows = 20, [PANE_OBJECTS].rows = 20}};
    struct line line;
    size_t lines = 0;
    session_wait(s, 10);
    session_pump(s);
    while (lines < most && session_next_line(s, &line))
        lines++;
    session_view(s, &request, view);
    TAP_CHECK(view_shows(view));
    return lines;
}

static struct session *open_session(void)
{
    struct session_options options = {.seed = 7};
    return session_open(&options);
}

static void turns(struct session *s, struct view *view, int count)
{
    for (int i = 0; i < count; i++)
        turn(s, view, 3000);
}

static void a_flood_is_interrupted_again_and_again(void)
{
    struct session *s = open_session();
    struct view view = {0};
    for (int i = 0; i < 20; i++) {
        session_input(s, "repeat 1000000000 { print me, now }");
        turns(s, &view, 5);
        session_interrupt(s);
        while (!session_quiet(s))
            turn(s, &view, 100000);
    }
    view_free(&view);
    session_close(s);
}

static void the_lab_begins_anew_in_the_middle_of_everything(void)
{
    static const char *const programs[] = {
        "for i in 1..20 { spawn \"t{i}\" { while true { print i } } }",
        "mutex m; lock m; for i in 1..50 { spawn \"t{i}\" { lock m } }",
        "event e; for i in 1..20 { spawn \"t{i}\" { while true { wait e for 1ms } } }",
        "for i in 1..5 { spawn \"t{i}\" { work 100s } }",
        "spawn a b c; all: { while true { yield } }",
        "for i in 1..20 { timer \"k{i}\" 1ms { print me }; start \"k{i}\" }",
        "x = ask \"who?\"",
    };
    static const char *const schedules[] = {"schedule free", "schedule random 3",
                                            "schedule round-robin", "schedule manual"};
    struct session *s = open_session();
    struct view view = {0};
    for (size_t k = 0; k < sizeof schedules / sizeof *schedules; k++) {
        session_input(s, schedules[k]);
        for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
            session_input(s, programs[i]);
            turns(s, &view, 4);
            session_input(s, i % 2 ? "restart" : "restart all");
            turns(s, &view, 2);
        }
    }
    view_free(&view);
    session_close(s);
}

static void orders_reach_many_while_they_print(void)
{
    struct session *s = open_session();
    struct view view = {0};
    session_input(s, "for i in 1..10 { spawn \"p{i}\" }");
    session_input(s, "mutex m");
    for (int i = 0; i < 50; i++) {
        session_input(s, "all: { with m { print me } }");
        session_input(s, "p1, p2: { lock m; unlock m }; why p3; threads; objects");
        turn(s, &view, 3000);
        if (i % 10 == 9)
            session_input(s, "pause; step; step p1; resume");
        if (i % 10 == 4)
            session_input(s, "interrupt p4; trace on; trace off; clock x2; clock real");
    }
    session_input(s, "join all; quit");
    while (!session_over(s, NULL))
        turn(s, &view, 100000);
    view_free(&view);
    session_close(s);
}

/* A lesson whose blocks print, wait, spin and go on. */
static void write_lesson(void)
{
    static const char text[] = "# Test\n\n## One\n\n```thrum\nmutex m\nfor i in 1..5 { spawn "
                               "\"t{i}\" { repeat 20 { with m "
                               "{ print me } } } }\njoin all\n```\n\nSay "
                               "it.\n\n```check\nprinted(\"hello\") and steps > 2\n```"
                               "\n\n```answer\nspawn a b\nall: print \"hello\"\n```\n\n```thrum "
                               "hidden\nspawn daemon d { while "
                               "true { sleep 1ms } }\n```\n\n## Two\n\n```thrum clock=x10 "
                               "schedule=random\nspawn s { while true "
                               "{ } }\n```\n\nEnd.\n";
    FILE *file = fopen("test.md", "w");
    TAP_CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void a_lesson_is_played_while_threads_run(void)
{
    static const char *const inputs[] = {
        "",
        "all: { print me }",
        "again",
        "spawn x { while true { yield } }",
        "hint",
        "answer",
        "",
        "prev",
        "",
        "interrupt a",
        "",
        "lesson ./test.md 2",
        "",
        "",
        "next",
        "skip",
        "check",
        "lock m; lock m",
        "again",
        "print 1",
        "lesson ./test.md 1",
        "restart",
        "answer",
    };
    enum { INPUTS = sizeof inputs / sizeof *inputs };
    const char *home = own_home();
    TAP_CHECK(home && chdir(home) == 0);
    write_lesson();
    struct session *s = open_session();
    struct view view = {0};
    session_input(s, "lesson ./test.md");
    for (int i = 0; i < 3 * INPUTS; i++) {
        const char *input = inputs[i % INPUTS];
        if (*input)
            session_input(s, input);
        else
            session_enter(s);
        turns(s, &view, 1 + i % 7);
    }
    view_free(&view);
    session_close(s);
    delete_folder(home);
}

static void a_session_is_closed_in_any_state(void)
{
    struct view view = {0};
    for (int i = 0; i < 20; i++) {
        struct session *s = open_session();
        session_input(s, i % 2 ? "while true { print 1 }" : "event e; wait e; print 1");
        session_input(s, "spawn t { while true { } }; pause");
        for (int k = 0; k < i % 5; k++)
            turn(s, &view, 10);
        session_close(s);
    }
    view_free(&view);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"a flood is interrupted again and again", a_flood_is_interrupted_again_and_again},
        {"the lab begins anew in the middle of everything",
         the_lab_begins_anew_in_the_middle_of_everything},
        {"orders reach many while they print", orders_reach_many_while_they_print},
        {"a lesson is played while threads run", a_lesson_is_played_while_threads_run},
        {"a session is closed in any state", a_session_is_closed_in_any_state},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
