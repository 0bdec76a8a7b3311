/* test_session_present.c - unit tests of a lesson in front of a room, in a session: what keys do,
 * and that what was shown comes back. */
#include "sitting_lesson.h"

#include "base/memory.h"
#include "shell/presenting.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(present, .timeout = 100, .init = lessons_begin, .fini = lessons_end);

static struct sitting present(const char *name)
{
    struct session_options options = {.seed = 1, .has_panes = true, .present = name};
    struct sitting t = {.session = session_open(&options)};
    settle(&t);
    return t;
}

static void press(struct sitting *t, enum present_deed deed, size_t number)
{
    session_present(t->session, deed, number);
    settle(t);
}

static struct present_view where(struct sitting *t)
{
    struct present_view view;
    cr_assert(session_presents(t->session, &view));
    return view;
}

/* Nothing goes on by itself any more, and all that was printed is here. */
static void rest(struct sitting *t)
{
    for (int i = 0; i < 1000 && !session_rests(t->session); i++)
        turn(t);
    settle(t);
}

/* "waits for m · held by ann · 0.2 s": how long is as long as it has been looked at. */
static void cut_times(char *text)
{
    for (char *c = text; *c; c++) {
        size_t digits = strspn(c, "0123456789.");
        if (digits && strncmp(c + digits, " s ", 3) == 0)
            memset(c, '#', digits);
        c += digits ? digits - 1 : 0;
    }
}

/* All there is to see: what was said, and the panes; without the time, which goes on. */
static char *picture(struct sitting *t)
{
    static const enum pane panes[] = {PANE_THREADS, PANE_OBJECTS, PANE_COLUMNS, PANE_SOURCE};
    struct view_request request = {.transcript_rows = 20};
    struct view view = {0};
    struct buffer out = {0};
    for (int pane = 0; pane < PANE_COUNT; pane++)
        request.panes[pane] = (struct pane_request){.rows = 40, .columns = 80};
    session_view(t->session, &request, &view);
    buffer_printf(&out, "%s%s | %s | %s | %s\n", buffer_text(&t->text), view.lesson, view.alarm,
                  view.schedule, view.goal);
    for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) {
        const struct pane_contents *p = &view.panes[panes[i]];
        for (size_t row = 0; row < p->row_count; row++) {
            buffer_puts(&out, pane_cell(p, row, 0)->marked ? "*" : " ");
            for (size_t cell = 0; cell < p->cell_count; cell++)
                buffer_printf(&out, "%s ", pane_cell(p, row, cell)->text);
            buffer_putc(&out, '\n');
        }
    }
    view_free(&view);
    char *picture = buffer_take(&out);
    cut_times(picture);
    return picture;
}

enum { MOST = 40 };

/* What threads without a seed come to is another thing in each run. */
static const char racing[] =
    "# 3 Racing\n\n## One\n\nThey race.\n\n```thrum\nshared x = 0\n"
    "spawn ann ben cleo { repeat 40 { x = x * 3 % 1009 + random(0, 9); log info \"{x}\" } }\n"
    "join all\nprint x\n```\n\nThat was it.\n\n"
    "## Two\n\n```thrum\nmutex m n\nevent go\nspawn ann { with m { wait go; with n { } } }\n"
    "spawn ben { with n { set go; with m { } } }\n```\n\n### Under\n\nStuck.\n\n"
    "```thrum fresh seed=3\nprint random(1, 1000)\n```\n";

Test(present, what_was_shown_comes_back_and_forth_under_every_schedule)
{
    char *shown[MOST];
    size_t count = 0;
    write_lesson("03-racing.md", racing);
    struct sitting t = present("3");
    do {
        shown[count++] = picture(&t);
        press(&t, PRESENT_GO, 0);
        while (where(&t).state == PRESENT_RUNS)
            turn(&t);
        rest(&t);
    } while (where(&t).next != PRESENT_NEXT_NOTHING && count < MOST - 1);
    shown[count++] = picture(&t);
    cr_expect_eq(where(&t).stop, count);
    cr_expect(strstr(shown[count - 2], "| deadlock:"), "%s", shown[count - 2]);
    for (size_t i = count - 1; i-- > 0;) {
        press(&t, PRESENT_BACK, 0);
        char *now = picture(&t);
        cr_expect_str_eq(now, shown[i]);
        free(now);
    }
    press(&t, PRESENT_BACK, 0); /* there is nothing before */
    cr_expect_eq(where(&t).stop, 1);
    for (size_t i = 1; i < count; i++) {
        press(&t, PRESENT_GO, 0);
        char *now = picture(&t);
        cr_expect_str_eq(now, shown[i]);
        free(now);
    }
    for (size_t i = 0; i < count; i++)
        free(shown[i]);
    leave(&t);
}

static unsigned count_late(struct sitting *t)
{
    unsigned count = 0;
    for (const char *c = buffer_text(&t->text); (c = strstr(c, "t: late")); c++)
        count++;
    return count;
}

/* A stop that is left while a thread still goes on has it go on when it is come back to. */
Test(present, what_is_printed_again_at_a_stop_is_not_seen_twice_behind_it)
{
    write_lesson("04-late.md", "# 4 Late\n\n## One\n\n```thrum\n"
                               "spawn t { sleep 100ms; print \"late\" }\n```\n\nText.\n\nMore.\n");
    struct sitting t = present("4");
    press(&t, PRESENT_GO, 0);
    press(&t, PRESENT_GO, 0);
    wait_for(&t, "t: late");
    press(&t, PRESENT_BACK, 0);
    wait_for(&t, "t: late");
    press(&t, PRESENT_GO, 0);
    cr_expect_eq(count_late(&t), 1, "%s", buffer_text(&t.text));
    press(&t, PRESENT_GO, 0);
    cr_expect_eq(count_late(&t), 1, "%s", buffer_text(&t.text));
    press(&t, PRESENT_BACK, 0);
    cr_expect_eq(count_late(&t), 1, "%s", buffer_text(&t.text));
    leave(&t);
}

static void turn_for(struct sitting *t, int turns)
{
    for (int i = 0; i < turns; i++)
        turn(t);
}

/* However long the presenter talks between two commands of a block. */
Test(present, between_two_commands_time_stands_still)
{
    write_lesson("05-slow.md",
                 "# 5 Slow\n\n## One\n\n```thrum\nspawn a { sleep 40ms; print \"over\" }\n"
                 "print \"second\"\nsleep 10ms\nprint state(a)\njoin a\n```\n\nText.\n");
    struct sitting t = present("5");
    press(&t, PRESENT_GO, 0);
    turn_for(&t, 30);
    cr_expect_null(strstr(buffer_text(&t.text), "a: over"), "%s", buffer_text(&t.text));
    struct view_request request = {0};
    struct view view = {0};
    session_view(t.session, &request, &view);
    cr_expect_not(view.paused);
    view_free(&view);
    press(&t, PRESENT_GO, 0);
    wait_for(&t, "main: second");
    turn_for(&t, 30);
    press(&t, PRESENT_BACK, 0);
    turn_for(&t, 30);
    cr_expect_null(strstr(buffer_text(&t.text), "second"), "%s", buffer_text(&t.text));
    press(&t, PRESENT_GO, 0);
    press(&t, PRESENT_GO, 0);
    turn_for(&t, 30);
    press(&t, PRESENT_GO, 0);
    wait_for(&t, "main: sleeping");
    cr_expect_null(strstr(buffer_text(&t.text), "a: over"), "%s", buffer_text(&t.text));
    press(&t, PRESENT_GO, 0);
    wait_for(&t, "a: over");
    leave(&t);
}

Test(present, a_presenter_who_takes_over_has_a_lab_that_goes_on)
{
    write_lesson("06-taken.md", "# 6 Taken\n\n## One\n\n```thrum\n"
                                "spawn a { sleep 40ms; print \"over\" }\nprint 2\n```\n");
    struct sitting t = present("6");
    press(&t, PRESENT_GO, 0);
    turn_for(&t, 30);
    press(&t, PRESENT_TAKE_OVER, 0);
    wait_for(&t, "a: over");
    press(&t, PRESENT_HAND_BACK, 0);
    turn_for(&t, 30);
    cr_expect_null(strstr(buffer_text(&t.text), "a: over"), "%s", buffer_text(&t.text));
    press(&t, PRESENT_GO, 0);
    wait_for(&t, "a: over");
    leave(&t);
}

Test(present, free_play_leaves_no_trace)
{
    struct sitting t = present("1");
    for (int i = 0; i < 4; i++)
        press(&t, PRESENT_GO, 0);
    char *before = picture(&t);
    press(&t, PRESENT_TAKE_OVER, 0);
    cr_expect_eq(where(&t).state, PRESENT_PLAYS);
    type_lines(&t, "schedule round-robin\nspawn alice bob\nmutex m1 m2\nalice: lock m1\nbob: lock "
                   "m2\nalice: lock m2\nbob: lock m1");
    cr_expect(strstr(buffer_text(&t.text), "deadlock"));
    type(&t, "next");
    cr_expect(strstr(buffer_text(&t.text), "Tab goes back"));
    press(&t, PRESENT_HAND_BACK, 0);
    char *after = picture(&t);
    cr_expect_str_eq(after, before);
    free(before);
    free(after);
    press(&t, PRESENT_GO, 0);
    cr_expect(strstr(buffer_text(&t.text), "> mutex m"), "%s", buffer_text(&t.text));
    leave(&t);
}

static void go_to_task(struct sitting *t)
{
    while (!*goal_of(t) || where(t).next != PRESENT_NEXT_TYPES || !strstr(where(t).says, "does it"))
        press(t, PRESENT_GO, 0);
}

Test(present, a_task_that_the_presenter_has_done_is_done)
{
    struct sitting t = present("1");
    go_to_task(&t);
    size_t stop = where(&t).stop;
    press(&t, PRESENT_TAKE_OVER, 0);
    type_lines(&t, "spawn alice\nalice: lock m");
    wait_for(&t, "| ");
    while (where(&t).next == PRESENT_NEXT_TYPES)
        turn(&t);
    press(&t, PRESENT_HAND_BACK, 0);
    cr_expect_eq(where(&t).stop, stop);
    cr_expect_eq(where(&t).next, PRESENT_NEXT_SHOWS);
    cr_expect(strstr(buffer_text(&t.text), "> alice: lock m"));
    press(&t, PRESENT_GO, 0);
    cr_expect(strstr(buffer_text(&t.text), "| She waits."));
    press(&t, PRESENT_BACK, 0);
    cr_expect(strstr(buffer_text(&t.text), "> alice: lock m"));
    cr_expect_null(strstr(buffer_text(&t.text), "She waits."));
    leave(&t);
}

/* The room is not told what the presenter is to do. */
Test(present, no_hint_comes_while_the_presenter_plays)
{
    struct sitting t = present("1");
    go_to_task(&t);
    press(&t, PRESENT_TAKE_OVER, 0);
    for (int i = 0; i < 6; i++) {
        type(&t, i % 2 ? "print 1" : "nonsense");
        rest(&t);
    }
    cr_expect_null(strstr(buffer_text(&t.text), "Hint"), "%s", buffer_text(&t.text));
    press(&t, PRESENT_HAND_BACK, 0);
    leave(&t);
}

Test(present, space_plays_the_answer_of_a_task)
{
    struct sitting t = present("1");
    go_to_task(&t);
    cr_expect_str_eq(where(&t).types, "spawn alice\nalice: lock m");
    press(&t, PRESENT_GO, 0);
    wait_for(&t, "That is one way to do it.");
    cr_expect_eq(where(&t).next, PRESENT_NEXT_SHOWS);
    leave(&t);
}

Test(present, sections_are_gone_to_and_back_is_where_one_came_from)
{
    struct sitting t = present("1");
    press(&t, PRESENT_NEXT_SECTION, 0);
    cr_expect_eq(where(&t).section, 1);
    cr_expect_eq(where(&t).stop, 2);
    press(&t, PRESENT_DIGIT, 2);
    cr_expect_eq(where(&t).section, 2);
    cr_expect_str_eq(where(&t).title, "Asking");
    press(&t, PRESENT_NEXT_SECTION, 0);
    press(&t, PRESENT_DIGIT, 3);
    cr_expect_eq(where(&t).section, 2);
    press(&t, PRESENT_BACK, 0);
    cr_expect_eq(where(&t).stop, 2);
    press(&t, PRESENT_DIGIT, 2);
    press(&t, PRESENT_LAST_SECTION, 0);
    cr_expect_eq(where(&t).stop, 2);
    leave(&t);
}

Test(present, where_it_is_already_nothing_is_shown_again)
{
    struct sitting t = present("1");
    press(&t, PRESENT_DIGIT, 2);
    size_t stop = where(&t).stop, said = t.text.length;
    press(&t, PRESENT_DIGIT, 2);
    cr_expect_eq(where(&t).stop, stop);
    cr_expect_eq(t.text.length, said, "%s", buffer_text(&t.text));
    press(&t, PRESENT_BACK, 0);
    said = t.text.length;
    press(&t, PRESENT_LAST_SECTION, 0);
    cr_expect_eq(where(&t).stop, 1);
    cr_expect_eq(t.text.length, said, "%s", buffer_text(&t.text));
    leave(&t);
}

Test(present, the_clock_and_the_threads_obey)
{
    struct sitting t = present("1");
    struct view_request request = {0};
    struct view view = {0};
    press(&t, PRESENT_FASTER, 0);
    session_view(t.session, &request, &view);
    cr_expect_str_eq(view.clock, "x2");
    press(&t, PRESENT_SLOWER, 0);
    press(&t, PRESENT_SLOWER, 0);
    press(&t, PRESENT_PAUSE, 0);
    session_view(t.session, &request, &view);
    cr_expect_str_eq(view.clock, "x0.5");
    cr_expect(view.paused);
    press(&t, PRESENT_PAUSE, 0);
    session_view(t.session, &request, &view);
    cr_expect_not(view.paused);
    view_free(&view);
    leave(&t);
}

Test(present, nothing_is_kept_of_how_far_one_is)
{
    struct sitting t = present("1");
    press(&t, PRESENT_DIGIT, 2);
    while (where(&t).next != PRESENT_NEXT_NOTHING) {
        press(&t, PRESENT_GO, 0);
        settle(&t);
    }
    const struct lesson_row *rows;
    cr_assert_eq(session_lessons(t.session, &rows), 2);
    cr_expect_str_eq(rows[0].done, "");
    press(&t, PRESENT_QUIT, 0);
    cr_expect(session_over(t.session, NULL));
    leave(&t);
}

Test(present, what_cannot_be_read_is_refused_before_anything_is_shown)
{
    write_lesson("bad.thr", "spawn t {\n");
    static const char *const names[] = {"bad.thr", "./none.thr", "./none.md", "77"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct session_options options = {.seed = 1, .has_panes = true, .present = names[i]};
        struct sitting t = {.session = session_open(&options)};
        cr_expect(session_over(t.session, NULL), "%s", names[i]);
        settle(&t);
        cr_expect(strstr(buffer_text(&t.text), "! "), "%s", names[i]);
        cr_expect_null(strstr(buffer_text(&t.text), "| "), "%s", names[i]);
        leave(&t);
    }
}

Test(present, a_script_is_presented_command_by_command)
{
    write_lesson("ok.thr", "shared x = 1; x += 1\nprint x\n");
    struct sitting t = present("ok.thr");
    cr_expect_eq(where(&t).stops, 4);
    cr_expect_str_eq(where(&t).types, "shared x = 1");
    for (int i = 0; i < 3; i++)
        press(&t, PRESENT_GO, 0);
    cr_expect(strstr(buffer_text(&t.text), "> shared x = 1\n> x += 1\n> print x\nmain: 2\n"), "%s",
              buffer_text(&t.text));
    cr_expect_eq(where(&t).next, PRESENT_NEXT_NOTHING);
    leave(&t);
}
