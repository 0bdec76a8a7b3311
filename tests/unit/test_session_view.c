/* test_session_view.c - unit tests of the panes: rows for threads and objects, the prompt, `why`.
 */
#include "sitting.h"

#include "lang/commands.h"
#include "shell/keyboard.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(view, .timeout = 100);

/* The panes as text: NAME STATE REASON a line, then KIND NAME VALUE. */
static void expect_panes(struct sitting *t, size_t rows, const char *expected)
{
    struct view_request request = {
        .panes = {[PANE_THREADS].rows = rows, [PANE_OBJECTS].rows = rows}};
    struct view view = {0};
    struct buffer text = {0};
    const struct pane_contents *threads = &view.panes[PANE_THREADS];
    const struct pane_contents *objects = &view.panes[PANE_OBJECTS];
    session_view(t->session, &request, &view);
    for (size_t i = 0; i < threads->row_count; i++) {
        const struct pane_cell *row = pane_cell(threads, i, 0);
        buffer_printf(&text, "%s%s%s %s%s%s\n", row[THREAD_DAEMON].text,
                      row[THREAD_DAEMON].text[0] ? " " : "", row[THREAD_NAME].text,
                      row[THREAD_STATE].text, row[THREAD_REASON].text[0] ? " " : "",
                      row[THREAD_REASON].text);
    }
    if (threads->rest[0])
        buffer_printf(&text, "%s\n", threads->rest);
    for (size_t i = 0; i < objects->row_count; i++) {
        const struct pane_cell *row = pane_cell(objects, i, 0);
        buffer_printf(&text, "%s %s %s%s\n", row[OBJECT_KIND].text, row[OBJECT_NAME].text,
                      row[OBJECT_VALUE].text, row[OBJECT_SIGN].text[0] ? " !" : "");
    }
    cr_expect_str_eq(buffer_text(&text), expected);
    buffer_free(&text);
    view_free(&view);
    forget(t);
}

static void expect_prompt(struct sitting *t, const char *prompt, const char *hint)
{
    struct view_request request = {0};
    struct view view = {0};
    session_view(t->session, &request, &view);
    cr_expect_str_eq(view.prompt, prompt);
    cr_expect_str_eq(view.hint, hint);
    view_free(&view);
}

Test(view, locks_say_who_holds_them_and_who_waits)
{
    struct sitting t = sit();
    type_lines(&t, "spawn alice bob carol\nmutex m\nalice: lock m\nbob: lock m\ncarol: lock m\n"
                   "carol: print 1");
    expect_panes(
        &t, 10,
        "main idle\nalice idle holds m\nbob waiting waits for m · held by alice · one of 2 who "
        "wait\n"
        "carol waiting waits for m · held by alice · one of 2 who wait · 1 order queued: print 1\n"
        "mutex m held by alice · bob and carol wait !\n");
    leave(&t);
}

Test(view, an_atomic_variable_says_who_waits_at_it)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\natomic door = 0\nspawn bob { futex wait door 0 }\nstep bob");
    expect_panes(&t, 10, "main idle\nbob waiting waits for door\natomic door 0 · bob waits !\n");
    leave(&t);
}

Test(view, every_kind_of_wait_has_its_words)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nclock x0.000001\n" /* the clock nearly stands */
                   "event e\nbarrier b 3\nsemaphore s 0\nqueue q\nrwlock w\nwrlock w\ncondition c\n"
                   "spawn t1 { wait e for 2s }\nspawn t2 { wait b }\nspawn t3 { acquire s }\n"
                   "spawn t4 { x = get q }\nspawn t5 { rdlock w }\nspawn t6 { with c { wait c } }\n"
                   "spawn t7 { join t1 }\nspawn t8 { sleep 3 }\nspawn t9 { io 4 }\n"
                   "step t1; step t2; step t6 2");
    expect_panes(&t, 20,
                 "main idle holds w\n"
                 "t1 waiting waits for e · gives up in 2.0 s\n"
                 "t2 waiting waits for b · 1 of 3 are there\n"
                 "t3 waiting waits for s\n"
                 "t4 waiting waits for q\n"
                 "t5 waiting waits for w · held by main\n"
                 "t6 waiting waits for c\n"
                 "t7 waiting joins t1\n"
                 "t8 sleeping 3.0 s left\n"
                 "t9 io 4.0 s left\n"
                 "event e not set · t1 waits !\n"
                 "barrier b 1 of 3 are there · t2 waits !\n"
                 "semaphore s 0 free · t3 waits !\n"
                 "queue q 0 items · t4 waits !\n"
                 "rwlock w written by main · t5 waits !\n"
                 "condition c free · t6 waits !\n");
    leave(&t);
}

Test(view, variables_queues_and_timers_show_what_is_in_them)
{
    struct sitting t = sit();
    type_lines(&t, "clock x0.000001\nshared x = 1\nshared a[3] = true\natomic n = 7\nlocal d = 2\n"
                   "d = 5\nqueue q 4\nput q \"hi\"\nput q 2s\nevent go[2]\nset go[1]\n"
                   "timer t 3s { print 1 }\ntimer u 90s { print 1 }\nstart u\nthread daemon z { }\n"
                   "rlock r\nlock r; lock r\nonce o\nbounded p 3\nacquire p");
    expect_panes(
        &t, 30,
        "main idle holds r\nt new not started · goes off 3.0 s after its start\n"
        "u sleeping goes off in 1 min 30 s\ndaemon z new not started\n"
        "shared x 1\nshared a true true true\natomic n 7\n"
        "local d main: 5 · to begin with 2\nqueue q 2 of 4: \"hi\" 2s\n"
        "event go[0] not set\nevent go[1] set\n"
        "timer t not started · goes off 3.0 s after its start\n"
        "timer u goes off in 1 min 30 s\nrlock r held by main 2 times\nonce o not yet run\n"
        "bounded p 2 of 3 free\n");
    leave(&t);
}

Test(view, ended_threads_say_how_they_ended)
{
    struct sitting t = sit();
    type_lines(&t, "spawn a { }\nspawn b { raise \"it broke\" }\nevent e\nspawn c { wait e }\n"
                   "cancel c\nspawn d { wait e }\nkill d");
    expect_panes(&t, 10,
                 "main idle\na done\nb failed it broke\nc cancelled\nd killed\n"
                 "event e not set\n");
    leave(&t);
}

Test(view, who_does_something_comes_first_where_not_all_fit)
{
    struct sitting t = sit();
    type_lines(&t, "clock x0.000001\nevent e\nfor i in 1..5 { spawn \"w{i}\" { wait e } }\nspawn s "
                   "{ sleep 1000000 }\n"
                   "spawn x { }\nspawn y");
    expect_panes(&t, 4,
                 "s sleeping 277 h 46 min left\n"
                 "w1 waiting waits for e\nw2 waiting waits for e\n"
                 "w3 waiting waits for e\n"
                 "and 5 more: 2 waiting, 2 idle, 1 done\n"
                 "event e not set · w1, w2, w3, w4 and 1 more wait !\n");
    leave(&t);
}

Test(view, the_prompt_tells_what_main_waits_for_and_the_way_out)
{
    struct sitting t = sit();
    expect_prompt(&t, "main> ", "");
    type_lines(&t, "spawn alice\nmutex m\nalice: lock m\nlock m");
    expect_prompt(&t, "main (waits for m)> ", "main waits for m, held by alice · Ctrl-C ends that");
    type_lines(&t, "print 1\nprint 2");
    expect_prompt(&t, "main (waits for m, 2 queued)> ",
                  "main waits for m, held by alice · Ctrl-C ends that and drops 2 queued");
    session_interrupt(t.session);
    settle(&t);
    type(&t, "join alice");
    expect_prompt(&t, "main> ", "");
    type_lines(&t, "pause\nprint 3\nprint 4");
    expect_prompt(&t, "main (paused, 1 queued)> ",
                  "the lab is paused · `resume` goes on, `step` does one step");
    type_lines(&t, "resume\nfinish");
    expect_prompt(&t, "main (ended)> ", "main has ended · `restart` begins anew");
    leave(&t);
}

Test(view, the_status_line_has_schedule_and_clock)
{
    struct sitting t = sit();
    struct view_request request = {0};
    struct view view = {0};
    session_view(t.session, &request, &view);
    cr_expect_str_eq(view.schedule, "round-robin");
    cr_expect_str_eq(view.clock, "virtual");
    type_lines(&t, "clock x2.5\nschedule free\npause");
    session_view(t.session, &request, &view);
    cr_expect_str_eq(view.schedule, "free");
    cr_expect_str_eq(view.clock, "x2.5");
    cr_expect(view.paused);
    cr_expect_not(view.live);
    view_free(&view);
    leave(&t);
}

/* ---- why ------------------------------------------------------------------------------------- */

static void expect_why(struct sitting *t, const char *thread, const char *expected)
{
    struct buffer typed = {0};
    buffer_printf(&typed, "why %s", thread);
    forget(t);
    type(t, buffer_text(&typed));
    const char *answer = strchr(buffer_text(&t->text), '\n') + 1;
    cr_expect_str_eq(answer, expected);
    buffer_free(&typed);
    forget(t);
}

Test(view, why_follows_the_chain_to_its_end)
{
    struct sitting t = sit();
    type_lines(&t, "spawn alice bob carol\nmutex m1 m2\ncarol: lock m1\nbob: lock m2\n"
                   "bob: lock m1\nalice: lock m2");
    expect_why(&t, "alice",
               "* alice waits for the mutex m2\n* m2 is held by bob\n"
               "* bob waits for the mutex m1\n* m1 is held by carol\n"
               "* carol is idle and takes orders; it can let go: carol: unlock m1\n");
    type_lines(&t, "clock x0.000001\ncarol: sleep 100000");
    expect_why(&t, "bob",
               "* bob waits for the mutex m1\n* m1 is held by carol\n"
               "* carol sleeps; it goes on by itself in 27 h 46 min\n");
    expect_why(&t, "main", "* main has nothing to do: type a command\n");
    leave(&t);
}

Test(view, why_says_what_is_missing)
{
    struct sitting t = sit();
    type_lines(&t, "spawn a b c d e f\nevent go\nbarrier bar 2\nsemaphore s 0\nqueue q\n"
                   "condition k\nmutex m\nspawn x { lock m }\nthread n\n"
                   "a: wait go\nb: wait bar\nc: acquire s\nd: x = get q\ne: with k { wait k }\n"
                   "f: lock m");
    expect_why(&t, "a",
               "* a waits for the event go\n"
               "* nobody has set go; it goes on after: set go\n");
    expect_why(&t, "b",
               "* b waits for the barrier bar\n"
               "* 1 of 2 threads have come to the barrier bar; 1 more must: wait bar\n");
    expect_why(&t, "c",
               "* c waits for the semaphore s\n"
               "* nothing of s is free; it goes on once any thread does: release s\n");
    expect_why(&t, "d",
               "* d waits for the queue q\n"
               "* the queue q is empty; it goes on after: put q 1\n");
    expect_why(&t, "e",
               "* e waits for the condition k\n"
               "* it goes on once somebody notifies k while holding its lock: "
               "with k { notify k }\n");
    expect_why(&t, "f",
               "* f waits for the mutex m\n* m is held by x\n"
               "* x has ended and still holds m: nobody can release it any more; "
               "`restart` begins anew\n");
    expect_why(&t, "x", "* x has ended\n");
    expect_why(&t, "n", "* n has not been started: start n\n");
    expect_why(&t, "m", "! m is a mutex, not a thread\n");
    type(&t, "join all");
    expect_why(&t, "main", "* main joins all, and these have not ended: a, b, c, d and 2 more\n");
    leave(&t);
}

/* ---- Size ------------------------------------------------------------------------------------ */

/* Its key, what `view` takes and what help says of both are made of the pane's row. */
Test(view, every_pane_has_a_key_and_a_word)
{
    const struct command *command = command_find("view");
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        const struct pane_row *row = &pane_rows[pane];
        const struct keyboard_row *key = NULL;
        enum pane shown = PANE_COUNT;
        struct buffer usage = {0};
        bool offered = false;
        for (size_t i = 0; (key = keyboard_at(i)) && strcmp(key->key, row->key) != 0;)
            i++;
        cr_assert(key, "%s: no key %s", row->word, row->key);
        cr_expect_str_eq(key->label, row->word);
        cr_expect(keyboard_shows_pane(key, &shown));
        cr_expect_eq((int)shown, pane);
        for (size_t i = 0; command->choices[i]; i++)
            offered = offered || strcmp(command->choices[i], row->word) == 0;
        cr_expect(offered, "%s", row->word);
        buffer_printf(&usage, "view %s\n", row->word);
        cr_expect(strstr(command->usage, buffer_text(&usage)));
        buffer_free(&usage);
    }
    enum pane none;
    cr_expect_not(keyboard_shows_pane(keyboard_function_key(5), &none));
}

/* How long a view takes is bench/screen's business; here, that it holds what it says it does. */
Test(view, ten_thousand_threads_fit_into_a_pane)
{
    const char *slow = getenv("THRUM_TEST_SLOW");
    bool few = slow && strcmp(slow, "no") == 0;
    unsigned threads = few ? 500 : 10000;
    struct sitting t = sit_free();
    struct view_request request = {.panes = {[PANE_THREADS].rows = 45, [PANE_OBJECTS].rows = 20}};
    struct view view = {0};
    type(&t, "event e");
    type(&t, few ? "for i in 1..500 { spawn \"t{i}\" { wait e } }"
                 : "for i in 1..10000 { spawn \"t{i}\" { wait e } }");
    wait_for(&t, "for i");
    while (view.counts[LOOK_WAITING] < threads) {
        turn(&t);
        session_view(t.session, &request, &view);
    }
    cr_expect_eq(view.panes[PANE_THREADS].total, threads + 1);
    cr_expect_str_eq(view.panes[PANE_THREADS].rest, few ? "and 456 more: 455 waiting, 1 idle"
                                                        : "and 9,956 more: 9,955 waiting, 1 idle");
    view_free(&view);
    leave(&t);
}

/* ---- Source ---------------------------------------------------------------------------------- */

/* What `source` prints, after these lines were typed. */
static void expect_source(struct sitting *t, const char *lines, const char *command,
                          const char *wanted)
{
    if (*lines)
        type_lines(t, lines);
    forget(t);
    type(t, command);
    struct buffer text = {0};
    buffer_printf(&text, "> %s\n%s", command, wanted);
    expect(t, buffer_text(&text));
    buffer_free(&text);
}

Test(view, source_marks_a_lost_update_step_by_step)
{
    struct sitting t = sit();
    expect_source(&t, "schedule manual\nshared x = 0\nspawn a { x += 1 }\nspawn b { x = x + 1 }",
                  "source",
                  "* a    spawn a { ►x◄ += 1 }     reads x\n"
                  "* b    spawn b { x = ►x◄ + 1 }  reads x\n");
    expect_source(&t, "step a\nstep b", "source",
                  "* a    spawn a { ►x += 1◄ }     writes x = 1, having read 0\n"
                  "* b    spawn b { ►x = x + 1◄ }  writes x = 1\n");
    expect_source(&t, "undo", "source b", "* b    spawn b { x = ►x◄ + 1 }  reads x\n");
    expect_source(
        &t, "step a\nstep b 2", "source",
        "* nobody stands in code; it is seen under `schedule manual` and after `pause`\n");
    leave(&t);
}

/* One listing for all who run the same text, with what is around; who waits says why. */
Test(view, source_lists_those_in_the_same_text_together)
{
    struct sitting t = sit();
    type(&t, "define f() {\n  lock m\n  x += 1\n\n  unlock m\n}");
    expect_source(&t, "schedule manual\nmutex m\nshared x = 0\nspawn a f()\nspawn b f()\nstep a 2",
                  "source",
                  "*      1  define f() {\n"
                  "* b    2    ►lock m◄    waits for m, held by a\n"
                  "* a    3    ►x += 1◄    writes x = 1, having read 0\n"
                  "*      4\n"
                  "*      5    unlock m\n"
                  "*      6  }\n");
    leave(&t);
}

/* Where nobody is held back who can step is somewhere else by the time it is read. */
Test(view, source_has_only_those_that_wait_where_threads_run_by_themselves)
{
    struct sitting t = sit();
    expect_source(&t, "event go\nspawn a { wait go; print 1 }\nspawn idle", "source",
                  "* a    spawn a { ►wait go◄; print 1 }  waits for the event go\n");
    expect_source(&t, "", "source idle",
                  "* none of them stands in its code; `source` shows everybody's\n");
    expect_source(&t, "", "source aa", "! there is no thread called aa; did you mean a?\n");
    expect_source(&t, "", "source \"a", "! write: source, or: source THREAD ...\n");
    expect_source(&t, "spawn \"b c\" { wait go }", "source \"b c\", a",
                  "* a      spawn a { ►wait go◄; print 1 }  waits for the event go\n"
                  "* b c    spawn \"b c\" { ►wait go◄ }       waits for the event go\n");
    leave(&t);
}

/* Those that can step come first where there is not room for all, and lines around them only where
 * there is more. */
Test(view, source_takes_what_room_there_is)
{
    struct sitting t = sit();
    struct view view = {0};
    struct view_request request = {.panes = {[PANE_SOURCE] = {.rows = 2, .columns = 80}}};
    const struct pane_contents *p = &view.panes[PANE_SOURCE];
    type(&t, "define f() {\n  wait go\n  print 1\n}");
    type_lines(&t, "schedule manual\nevent go\nspawn a f()\nspawn b f()\nspawn c f()\nstep a");
    session_view(t.session, &request, &view);
    cr_expect_eq(p->total, 3);
    cr_expect_eq(p->row_count, 2);
    cr_expect_str_eq(pane_cell(p, 0, SOURCE_NAME)->text, "b");
    cr_expect_str_eq(pane_cell(p, 1, SOURCE_NAME)->text, "c");
    cr_expect_str_eq(p->rest, "and 1 more");
    request.panes[PANE_SOURCE].rows = 5;
    session_view(t.session, &request, &view);
    cr_expect_eq(p->row_count, 5);
    cr_expect_str_eq(pane_cell(p, 0, SOURCE_CODE)->text, "define f() {");
    cr_expect_str_eq(pane_cell(p, 3, SOURCE_NAME)->text, "a");
    cr_expect_str_eq(pane_cell(p, 3, SOURCE_STEP)->text, "waits for the event go");
    cr_expect(!p->quiet);
    view_free(&view);
    leave(&t);
}

Test(view, the_timeline_says_what_was_at_some_time)
{
    struct sitting t = sit();
    type_lines(&t, "clock virtual\nrestart\nmutex m");
    type(&t, "spawn alice { with m { sleep 2 } }; spawn bob { with m { sleep 1 } }; sleep 3");
    settle(&t);
    forget(&t);
    type(&t, "timeline at 1s");
    expect_part(&t,
                "* at 1s\n* main: sleeps\n* alice: sleeps\n* bob: waits for m, held by alice\n");
    forget(&t);
    type(&t, "timeline at 2.5 s");
    expect_part(&t, "* bob: sleeps\n");
    forget(&t);
    type(&t, "timeline");
    expect_part(&t, "* 0s to 3s · a column for each step; between them, for every 0.1s\n");
    forget(&t);
    type(&t, "timeline in");
    expect_part(&t, "for every 0.05s\n");
    forget(&t);
    type(&t, "timeline from 2s");
    expect_part(&t, "* 2s to 3s");
    forget(&t);
    type(&t, "timeline from soon");
    expect_part(&t, "! write: timeline, ");
    leave(&t);
}

/* Who wrote it, who touched it, under which lock; two that nothing orders have none in common. */
Test(view, variables_have_their_writers_and_their_lock)
{
    struct sitting t = sit();
    type_lines(&t, "mutex m\nshared x = 0\nshared y = 0");
    type_lines(&t, "spawn a { with m { x += 1 } }\nspawn b { with m { x += 1 } }\njoin all");
    settle(&t);
    forget(&t);
    type(&t, "variables");
    expect_part(&t, "* x  shared  2 · written last by b in step 9 · touched by b and a · always "
                    "under m\n* y  shared  0\n");
    type(&t, "objects");
    expect_part(&t, "* shared  x  2 · always under m\n");
    type(&t, "print x");
    settle(&t);
    forget(&t);
    type(&t, "variables");
    expect_part(&t, "touched by main, b and a · under m, but not every time\n");
    type_lines(&t, "shared z = 0\nspawn e { with m { z += 1 } }\njoin e");
    settle(&t);
    forget(&t);
    type(&t, "objects");
    expect_part(&t, "* shared  z  1 · by one thread so far, under m\n");
    type_lines(&t, "spawn f { z += 1 }\njoin f"); /* by another one, without it */
    settle(&t);
    forget(&t);
    type(&t, "objects");
    expect_part(&t, "* shared  z  2 · under m, but not every time\n");
    type_lines(&t, "quiet all\nschedule manual\nspawn c { y += 1 }\nspawn d { y += 1 }");
    type_lines(&t, "step c\nstep d\nstep c\nstep d");
    settle(&t);
    forget(&t);
    type(&t, "variables");
    expect_part(&t, "touched by d and c · under no lock common to all");
    type(&t, "variables x");
    expect_part(&t, "! ");
    leave(&t);
}

Test(view, statistics_are_tables_of_what_was)
{
    struct sitting t = sit();
    type_lines(&t, "clock virtual\nrestart\nmutex m");
    type(&t, "spawn alice { with m { sleep 2 } }; spawn bob { with m { sleep 1 } }; sleep 3");
    settle(&t);
    forget(&t);
    type(&t, "statistics");
    expect_part(&t, "* object  taken  waited for  longest wait  all waits  longest queue\n"
                    "* m       2      1           2s, bob       2s         1\n"
                    "* thread  steps  life  runs  waits  sleeps  works  io  idle\n");
    type(&t, "statistics bob");
    expect_part(&t, "* bob     3      3s    -     2s     1s      -      -   -\n");
    type(&t, "statistics nobody");
    expect_part(&t, "! nothing was done with, or by, anything named nobody\n");
    forget(&t);
    type(&t, "statistics a b");
    expect_part(&t, "! write: statistics");
    leave(&t);
}

/* ---- What has changed ------------------------------------------------------------------------ */

/* The names of the rows that are marked, threads before objects. */
static void expect_marked(struct sitting *t, const char *line, const char *wanted)
{
    struct view view = {0};
    struct view_request request = {.panes = {[PANE_THREADS].rows = 9, [PANE_OBJECTS].rows = 9}};
    struct buffer text = {0};
    const struct pane_contents *threads = &view.panes[PANE_THREADS];
    const struct pane_contents *objects = &view.panes[PANE_OBJECTS];
    type_lines(t, line);
    session_view(t->session, &request, &view);
    for (size_t i = 0; i < threads->row_count; i++)
        if (pane_cell(threads, i, 0)->marked)
            buffer_printf(&text, "%s ", pane_cell(threads, i, THREAD_NAME)->text);
    for (size_t i = 0; i < objects->row_count; i++)
        if (pane_cell(objects, i, 0)->marked)
            buffer_printf(&text, "%s ", pane_cell(objects, i, OBJECT_NAME)->text);
    cr_expect_str_eq(buffer_text(&text), wanted, "%s: %s", line, buffer_text(&text));
    buffer_free(&text);
    view_free(&view);
}

/* Until the next one that does something; looking changes nothing. */
Test(view, what_the_last_command_has_changed_is_marked)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nshared x = 0\nshared y = 0\nmutex m");
    expect_marked(&t, "spawn a { lock m; x += 1 }", "a ");
    expect_marked(&t, "spawn b { lock m }", "b ");
    expect_marked(&t, "step a", "a b m ");
    expect_marked(&t, "threads\nobjects\nwhy b", "a b m ");
    expect_marked(&t, "step a", "a ");
    expect_marked(&t, "step a", "a x ");
    expect_marked(&t, "undo", "a x ");
    expect_marked(&t, "y = 3; y = 4", "y ");
    expect_marked(&t, "schedule manual", "");
    leave(&t);
}

/* How many rows of the columns are marked, and whose code is in the source. */
static void expect_marked_pictures(struct sitting *t, const char *line, const char *wanted)
{
    struct view view = {0};
    struct view_request request = {
        .panes = {[PANE_COLUMNS] = {.rows = 12, .columns = 80, .first = PANE_AT_END},
                  [PANE_SOURCE] = {.rows = 9, .columns = 80}}};
    struct buffer text = {0};
    const struct pane_contents *columns = &view.panes[PANE_COLUMNS];
    const struct pane_contents *source = &view.panes[PANE_SOURCE];
    int rows = 0;
    type_lines(t, line);
    session_view(t->session, &request, &view);
    for (size_t i = 0; i < columns->row_count; i++)
        rows += pane_cell(columns, i, 0)->marked;
    buffer_printf(&text, "%d ", rows);
    for (size_t i = 0; i < source->row_count; i++)
        if (pane_cell(source, i, 0)->marked)
            buffer_printf(&text, "%s ", pane_cell(source, i, SOURCE_NAME)->text);
    cr_expect_str_eq(buffer_text(&text), wanted, "%s: %s", line, buffer_text(&text));
    buffer_free(&text);
    view_free(&view);
}

Test(view, what_the_last_command_has_done_is_marked_in_its_rows)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nshared x = 0\nmutex m\nspawn a { lock m; x += 1 }\n"
                   "spawn b { lock m }");
    expect_marked_pictures(&t, "step a", "1 a b ");
    expect_marked_pictures(&t, "threads", "1 a b ");
    expect_marked_pictures(&t, "step a", "1 a ");
    expect_marked_pictures(&t, "undo", "0 a ");
    leave(&t);
}

/* On a virtual clock a step has a column of its own, however little time it took. */
Test(view, the_timelines_title_says_what_a_column_is)
{
    struct sitting t = sit();
    struct view view = {0};
    struct view_request request = {.panes = {[PANE_TIMELINE] = {.rows = 8, .columns = 80}}};
    type_lines(&t, "spawn a { sleep 1s; print 1 }\njoin a");
    session_view(t.session, &request, &view);
    const char *counts = view.panes[PANE_TIMELINE].counts;
    cr_expect(strncmp(counts, "a step or ", 10) == 0 && strstr(counts, " a column"), "%s", counts);
    view_free(&view);
    leave(&t);
}
