/* test_session_lesson.c - unit tests of lessons in a session: played as a learner plays them, left
 * in the middle and come back to. */
#include "sitting_lesson.h"

#include "shell/lesson_page.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

TestSuite(session_lesson, .timeout = 60, .init = lessons_begin, .fini = lessons_end);

Test(session_lesson, plays_from_start_to_end)
{
    struct sitting t = sit_free();
    cr_expect_str_eq(goal_of(&t), " | ");
    type(&t, "lesson 1");
    expect(&t, "> lesson 1\n| Lesson 1 First: 2 sections, 2 tasks, 1 question\n| Before.\n"
               "| == 1 of 2: Blocks ==\n| One prints.\n|     print \"one\"\n"
               "|     spawn t\n| (Enter runs this)\n");
    cr_expect_str_eq(goal_of(&t), "1 First · 1 of 2 | ");
    enter(&t);
    expect(&t, "> print \"one\"\nmain: one\n> spawn t\n| That was t.\n"
               "|     mutex m\n|     lock m\n| (Enter runs this with clock x10)\n");
    type(&t, "next");
    expect(&t, "> next\n> clock x10\n> mutex m\n> lock m\n| Task: Make alice wait for m.\n"
               "| (`hint` helps, `answer` does it for you, `skip` goes on without it)\n");
    type(&t, "spawn alice");
    expect(&t, "> spawn alice\n");
    type(&t, "alice: lock m");
    wait_for(&t, "Enter begins section 2");
    expect(&t, "> alice: lock m\n| That is it.\n| She waits.\n"
               "| (section 1 is done; Enter begins section 2 in a new lab: Asking)\n");
    enter(&t);
    expect(&t, "| == 2 of 2: Asking ==\n| Which is right?\n|   1. no\n|   2. yes\n"
               "| (which one? type its number, 1 to 2)\n");
    type(&t, "1");
    expect(&t, "> 1\n| 1 is not right. It is not.\n| (try again)\n");
    type(&t, "print 1");
    expect(&t, "> print 1\nmain: 1\n");
    type(&t, "2");
    expect(&t, "> 2\n| Right. It is.\n| Task: Say hello.\n"
               "| (`hint` helps, `answer` does it for you, `skip` goes on without it)\n");
    type(&t, "log info \"hello there\"");
    wait_for(&t, "Enter: the next");
    expect_part(
        &t, "| That was lesson 1 First, all of it.\n| (Enter: the next lesson, 2 Second; `hand-in` "
            "writes what you did here into a file for a teacher)\n");
    enter(&t);
    expect_part(&t, "| Lesson 2 Second: 1 section, 1 challenge\n| == 1 of 1: Only ==\n| Text.\n"
                    "|     mutex a b\n");
    type(&t, "skip");
    enter(&t);
    wait_for(&t, "`lessons`");
    expect_part(&t,
                "|   1. Only (in part skipped)\n| (`lessons` lists the lessons; `hand-in` writes "
                "what you did here into a file for a teacher)\n");
    enter(&t);
    expect(&t, "");
    type(&t, "lessons");
    expect(&t, "> lessons\n* 1  First   done\n* 2  Second  done, open\n* open one: lesson 1\n");
    leave(&t);
}

Test(session_lesson, a_challenge_is_won_by_steps)
{
    struct sitting t = sit_free();
    type(&t, "lesson 2");
    wait_for(&t, "names the next");
    cr_expect_str_eq(goal_of(&t), "2 Second · 1 of 1 | make it end in a deadlock · 0 steps so far, "
                                  "2 are enough");
    forget(&t);
    type(&t, "step");
    expect(&t, "> step\n! in a challenge you choose who goes: step NAME\n");
    type_lines(&t, "step ann\nstep ann");
    wait_for(&t, "never happen any more");
    forget(&t);
    type_lines(&t, "hint\nundo\nhint");
    wait_for(&t, "1 step to go");
    expect(&t, "> hint\n| Hint: `undo`: from here it can never happen any more.\n"
               "> undo\n* 1 step taken back: ann acquires b\n"
               "> hint\n| Hint: `step ben` (1 step to go, with this one)\n");
    cr_expect_str_eq(goal_of(&t), "2 Second · 1 of 1 | make it end in a deadlock · 1 step so far, "
                                  "2 are enough");
    type(&t, "step ben");
    wait_for(&t, "Enter runs this");
    expect_part(&t, "| That is it, in 2 steps: it cannot be done in fewer.\n");
    leave(&t);
}

Test(session_lesson, the_lab_can_win_a_challenge_and_again_sets_it_up_anew)
{
    struct sitting t = sit_free();
    type(&t, "lesson 2");
    wait_for(&t, "names the next");
    type(&t, "spawn carl");
    type(&t, "restart");
    wait_for(&t, "something else was done");
    forget(&t);
    type(&t, "answer");
    expect(&t, "> answer\n| (`again` sets the challenge up anew)\n");
    type(&t, "again");
    wait_for(&t, "names the next");
    forget(&t);
    type_lines(&t, "step ben\nundo 3\nundo");
    expect(&t, "> step ben\n* ben acquires b\n> undo 3\n* 1 step taken back: ben acquires b\n"
               "> undo\n* there is nothing to take back: the challenge begins here\n");
    type(&t, "step ben 2");
    forget(&t);
    type(&t, "answer");
    wait_for(&t, "Enter runs this");
    cr_expect(strstr(buffer_text(&t.text), "* 2 steps taken back, from `with b` of ben on\n"));
    expect_part(&t, "| That is a shortest way, in 2 steps.\n");
    leave(&t);
}

Test(session_lesson, a_verdict_is_looked_for_once_its_block_has_run)
{
    struct sitting t = sit_free();
    type_lines(&t, "lesson 2\nskip");
    forget(&t);
    enter(&t);
    wait_for(&t, "`lessons`");
    expect_part(&t, "| explore: REFUTED: there is an order of steps that goes wrong\n| 1. race: ");
    leave(&t);
}

Test(session_lesson, what_a_verdict_shows_can_be_replayed)
{
    struct sitting t = sit_free();
    type_lines(&t, "lesson 2\nskip");
    enter(&t);
    wait_for(&t, "`replay` goes through it");
    forget(&t);
    type(&t, "replay");
    expect_part(&t, "* the lab begins anew with block, paused before the first of its 3 steps: ");
    type_lines(&t, "step 9\nthreads");
    expect_part(&t, "> step 9\n* step 1 of 3: main spawns ann\n");
    type_lines(&t, "restart\nreplay"); /* as often as one likes */
    expect_part(&t, "paused before the first of its 3 steps: ");
    leave(&t);
}

/* What was tried in it counts as much as what it ran. */
Test(session_lesson, what_was_typed_in_it_can_be_explored)
{
    struct sitting t = at_task();
    type_lines(&t, "shared n = 0\nspawn x { n += 1 }\nspawn y { n += 1 }");
    forget(&t);
    type(&t, "explore last");
    wait_for(&t, "`replay` brings");
    cr_expect(strstr(buffer_text(&t.text), "* what was typed: REFUTED"));
    cr_expect(strstr(buffer_text(&t.text), "race: "), "%s", buffer_text(&t.text));
    leave(&t);
}

Test(session_lesson, without_one_the_commands_say_what_to_do)
{
    static const char *const words[] = {"next", "prev", "again", "hint", "check", "answer", "skip"};
    struct sitting t = sit_free();
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        type(&t, words[i]);
        expect_part(&t, "* no lesson is open; `lessons` lists them, and `lesson` opens one\n");
    }
    enter(&t);
    expect(&t, "");
    type(&t, "lesson a \"b");
    expect(&t, "> lesson a \"b\n"
               "! write: lesson, or: lesson NAME [SECTION], or: lesson FILE [SECTION]\n");
    type(&t, "lesson 1 9");
    expect(&t, "> lesson 1 9\n! this lesson has the sections 1 to 2\n");
    type(&t, "lesson 1.9"); /* the same, with a dot */
    expect(&t, "> lesson 1.9\n! this lesson has the sections 1 to 2\n");
    type(&t, "lesson 1.2");
    expect_part(&t, "2 of 2: ");
    type(&t, "lesson 01");
    expect_part(&t, "| Lesson 1 First: ");
    type(&t, "lesson 9.1");
    expect_part(&t, "! there is no lesson 9.1");
    /* As the list shows it, in any case, by a part that only one has. */
    static const char *const titles[] = {"first", "1 First", "FIRST", "fir", "irs"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        struct buffer command = {0};
        buffer_printf(&command, "lesson %s", titles[i]);
        type(&t, buffer_text(&command));
        expect_part(&t, "| Lesson 1 First: ");
        buffer_free(&command);
    }
    write_lesson("03-fir.md", "# 3 Fir trees\n\n## Only\n\nText.\n");
    leave(&t);
    t = sit_free();
    type(&t, "lesson fir");
    expect_part(&t, "| Lesson 3 Fir trees: "); /* the file's name */
    type(&t, "lesson fi");
    expect(&t, "> lesson fi\n! several lessons are called fi: 1 First; 3 Fir trees\n");
    type(&t, "lesson fir t");
    expect_part(&t, "| Lesson 3 Fir trees: ");
    type(&t, "lesson frist");
    expect_part(&t, "! there is no lesson frist");
    type(&t, "hint me");
    expect(&t, "> hint me\n! `hint` takes nothing more, but there is: me\n");
    leave(&t);
}

/* It is not the first in the order that is unfinished, but the one that was left last. */
Test(session_lesson, lesson_alone_goes_on_with_the_one_that_was_played_last)
{
    static const char *const texts[] = {"# 4 Fourth\n\n## A\n\nText.\n\n## B\n\nText.\n",
                                        "# 5 Fifth\n\n## A\n\nText.\n\n## B\n\nText.\n"};
    const struct timespec long_ago[2] = {{1000000000, 0}, {1000000000, 0}};
    struct buffer path = {0};
    write_lesson("04-fourth.md", texts[0]);
    write_lesson("05-fifth.md", texts[1]);
    struct sitting t = sit();
    type(&t, "lesson 4");
    type(&t, "lesson 5");
    leave(&t);
    buffer_printf(&path, "%s/thrum/lessons/04-fourth.progress", home);
    cr_assert_eq(utimensat(AT_FDCWD, buffer_text(&path), long_ago, 0), 0);
    struct session_options options = {.seed = 1};
    t = (struct sitting){.session = session_open(&options)};
    settle(&t);
    cr_expect(strstr(buffer_text(&t.text), "`lesson` goes on with 5 Fifth"), "%s",
              buffer_text(&t.text));
    leave(&t);
    buffer_free(&path);
}

Test(session_lesson, who_comes_back_goes_on_where_he_was)
{
    struct sitting t = at_task();
    type(&t, "skip");
    enter(&t);
    type(&t, "lessons");
    expect_part(&t, "* 1  First   1 of 2, open\n* 2  Second\n");
    leave(&t);
    struct session_options options = {.seed = 1, .lesson = "first"};
    t = (struct sitting){.session = session_open(&options)};
    settle(&t);
    cr_expect(strstr(buffer_text(&t.text), "`lesson` goes on with 1 First, `lessons` lists all."));
    expect_part(&t, "| Lesson 1 First: 2 sections, 2 tasks, 1 question\n"
                    "| (on from where you were; `lesson 1 1` begins anew)\n"
                    "| == 2 of 2: Asking ==\n");
    type(&t, "prev");
    expect_part(&t, "> prev\n| == 1 of 2: Blocks ==\n");
    type(&t, "prev");
    expect_part(&t, "> prev\n| Before.\n| == 1 of 2: Blocks ==\n");
    enter(&t);
    type(&t, "lesson 1 2");
    expect_part(&t, "> lesson 1 2\n* the lab begins anew for the lesson\n| Lesson 1 First");
    leave(&t);
}

Test(session_lesson, lesson_alone_opens_what_is_not_done_yet)
{
    struct sitting t = sit_free();
    type(&t, "lesson");
    expect_part(&t, "> lesson\n| Lesson 1 First");
    type(&t, "lesson 1 2");
    type_lines(&t, "skip\nskip\nlesson 2\nskip");
    enter(&t);
    wait_for(&t, "`lessons` lists");
    forget(&t);
    type(&t, "lesson");
    expect_part(&t, "| Lesson 1 First: 2 sections, 2 tasks, 1 question\n| Before.\n");
    enter(&t);
    enter(&t);
    type(&t, "skip");
    forget(&t);
    type(&t, "lesson");
    expect(&t,
           "> lesson\n* you have done all the lessons; `lessons` lists them, to do one again\n");
    leave(&t);
}

Test(session_lesson, ones_own_things_are_not_taken_away_without_a_word)
{
    struct sitting t = sit_free();
    type(&t, "shared x = 1");
    type(&t, "define f() { print 1 }");
    forget(&t);
    type(&t, "lesson 1");
    expect_part(&t, "> lesson 1\n* the lab begins anew for the lesson\n| Lesson 1 First");
    type(&t, "f()");
    expect_part(&t, "! ");
    leave(&t);
}

Test(session_lesson, a_file_of_ones_own_is_played_and_a_bad_one_refused)
{
    struct sitting t = sit_free();
    write_lesson("mine.md", "# Mine\n\n## One\n\nText.\n\n```thrum\nprint 1\n```\n");
    write_lesson("bad.md", "# Bad\n\n## One\n\n```thrum\nlok m\n```\n");
    type(&t, "lesson ./mine.md");
    expect_part(&t, "| Lesson Mine: 1 section\n| == 1 of 1: One ==\n| Text.\n|     print 1\n| "
                    "(Enter runs this)\n");
    cr_expect_str_eq(goal_of(&t), "Mine · 1 of 1 | ");
    enter(&t);
    expect_part(&t, "main: 1\n| That was lesson Mine, all of it.\n| (`lessons` lists");
    type(&t, "lesson bad.md");
    expect_part(&t, "bad.md:6:1:");
    type(&t, "lesson none.md");
    expect_part(&t, "none.md");
    leave(&t);
}

Test(session_lesson, a_pause_of_the_learners_stops_the_lesson_too)
{
    struct sitting t = sit_free();
    write_lesson("mine.md",
                 "# Mine\n\n## One\n\n```thrum\nspawn t { sleep 200ms; print \"t\" }\n```"
                 "\n\nThen.\n\n```thrum\npause\nspawn u { print 1 }\n```\n\nLast.\n");
    type(&t, "lesson mine.md");
    session_enter(t.session);
    session_input(t.session, "pause");
    session_input(t.session, "threads");
    for (int i = 0; i < 8; i++)
        turn(&t);
    cr_expect_null(strstr(buffer_text(&t.text), "Then."));
    cr_expect_not(session_quiet(t.session));
    cr_expect_not(session_plays(t.session));
    forget(&t);
    session_input(t.session, "resume");
    settle(&t);
    expect_part(&t, "> resume\n* going on\nt: t\n| Then.\n|     pause\n");
    enter(&t);
    expect_part(&t, "| Last.\n");
    leave(&t);
}

Test(session_lesson, a_lesson_is_not_told_what_it_means)
{
    struct sitting t = sit_free();
    write_lesson("mine.md", "# Mine\n\n## One\n\n```thrum\nx = 1\nthread t { print x }\nevent e\n"
                            "wait e for 100ms\nprint x\n```\n\nThen.\n\n```thrum\nwait e\n```\n");
    type(&t, "lesson mine.md");
    forget(&t);
    enter(&t);
    expect(&t, "> x = 1\n> thread t { print x }\n> event e\n> wait e for 100ms\n> print x\n"
               "main: 1\n| Then.\n|     wait e\n| (Enter runs this)\n");
    /* Who types it himself is told. */
    type(&t, "y = 1; thread u { print y }");
    expect(&t, "> y = 1; thread u { print y }\n"
               "* y is a private variable of main; for one that all threads see, write: shared y = "
               "...\n* the thread is made, but does nothing before it is started: start u\n");
    leave(&t);
}

Test(session_lesson, a_damaged_file_of_progress_is_told_once)
{
    struct sitting t = at_task();
    type(&t, "skip");
    struct buffer path = {0};
    buffer_printf(&path, "%s/thrum/lessons/01-first.progress", home);
    FILE *file = fopen(buffer_text(&path), "w");
    cr_assert(file && fputs("rubbish", file) >= 0 && fclose(file) == 0);
    buffer_free(&path);
    forget(&t);
    type(&t, "lessons");
    expect_part(&t, "* the file with this lesson's progress was damaged; it is kept as ");
    type(&t, "lesson 1");
    cr_expect_null(strstr(buffer_text(&t.text), "damaged"));
    leave(&t);
}

Test(session_lesson, progress_that_cannot_be_kept_is_told_once_and_play_goes_on)
{
    struct buffer file = {0};
    buffer_printf(&file, "%s/thrum", home);
    FILE *in_the_way = fopen(buffer_text(&file), "w");
    cr_assert(in_the_way && fclose(in_the_way) == 0);
    buffer_free(&file);
    struct sitting t = sit_free();
    type(&t, "lesson 1 2");
    type_lines(&t, "skip\nskip");
    const char *told = strstr(buffer_text(&t.text), "* progress is not kept: ");
    cr_assert(told, "%s", buffer_text(&t.text));
    cr_expect(strstr(told, "|   2. Asking (in part skipped)\n"));
    type(&t, "lesson 1 2");
    forget(&t);
    type_lines(&t, "skip\nskip");
    cr_expect_null(strstr(buffer_text(&t.text), "not kept"));
    leave(&t);
}

Test(session_lesson, a_session_is_closed_wherever_its_lesson_is)
{
    static const char *const inputs[] = {"lesson 1", "next",   "next", "lock m",
                                         "again",    "answer", "prev", "lesson 2"};
    for (size_t count = 0; count < sizeof inputs / sizeof *inputs; count++) {
        struct session_options options = {.seed = 1};
        struct sitting t = {.session = session_open(&options)};
        for (size_t i = 0; i < count; i++)
            session_input(t.session, inputs[i]);
        leave(&t);
        t = (struct sitting){.session = session_open(&options)};
        for (size_t i = 0; i <= count; i++)
            type(&t, inputs[i]);
        leave(&t);
    }
}

Test(session_lesson, lessons_complete_by_number_and_name)
{
    struct sitting t = sit_free();
    size_t start;
    char **found = session_complete(t.session, "lesson f", 8, &start);
    cr_assert(found && found[0]);
    cr_expect_str_eq(found[0], "first");
    cr_expect_null(found[1]);
    cr_expect_eq(start, 7);
    free(found[0]);
    free(found);
    leave(&t);
}

/* A page leaves six rows of the transcript free, but has twelve rows at least and 24 at most; from
 * 18 on it is airy. */
Test(session_lesson, pages_follow_the_screen)
{
    static const struct {
        size_t transcript;
        unsigned rows;
        bool airy;
    } screens[] = {{0, 12, false},  {5, 12, false}, {18, 12, false}, {19, 13, false},
                   {23, 17, false}, {24, 18, true}, {30, 24, true},  {400, 24, true}};
    for (size_t i = 0; i < sizeof screens / sizeof *screens; i++) {
        struct lesson_page page = lesson_page(screens[i].transcript);
        cr_expect_eq(page.rows, screens[i].rows, "%zu: %u", screens[i].transcript, page.rows);
        cr_expect_eq(page.airy, screens[i].airy, "%zu", screens[i].transcript);
        cr_expect_eq(page.columns, 74);
    }
}

/* ---- Pictures, and blocks that are played one by one ----------------------------------------- */

static const char third[] =
    "# 3 Third\n\n## One\n\n```thrum schedule=manual\nshared x = 0\nspawn t { x = 1; x = 2 "
    "}\n```\n\n"
    "```thrum pace=key view=columns\nstep t\nstep t\n```\n\n## Two\n\nEnd.\n";

/* A sitting in which its second block is shown. */
static struct sitting at_steps(bool screen)
{
    struct session_options options = {.seed = 1, .has_panes = screen};
    write_lesson("03-third.md", third);
    struct sitting t = {.session = session_open(&options)};
    settle(&t);
    type(&t, "lesson 3");
    enter(&t);
    return t;
}

static void expect_lent(struct sitting *t, const char *pane)
{
    enum screen_order order;
    const char *given;
    cr_assert(session_next_screen_order(t->session, &order, &given));
    cr_expect_eq(order, SCREEN_LEND);
    cr_expect_str_eq(given, pane);
}

Test(session_lesson, on_a_screen_a_block_takes_a_key_for_each_command_with_its_pane_in_view)
{
    struct sitting t = at_steps(true);
    expect_part(&t, "|     step t\n|     step t\n| (Enter runs the first of these 2 commands)\n");
    enter(&t);
    expect_lent(&t, ""); /* as the lesson begins, and a section */
    expect_lent(&t, "columns");
    expect_part(&t, "| (Enter: step t)\n");
    type(&t, "print \"mine\"");
    expect(&t, "> print \"mine\"\nmain: mine\n");
    enter(&t);
    cr_expect_null(strstr(buffer_text(&t.text), "step main")); /* no columns as text */
    expect_part(&t, "| (section 1 is done; Enter begins section 2 in a new lab: Two)\n");
    enter(&t);
    expect_lent(&t, "");
    leave(&t);
}

Test(session_lesson, without_a_screen_it_runs_at_once_and_the_pane_is_printed)
{
    struct sitting t = at_steps(false);
    expect_part(&t, "|     step t\n|     step t\n| (Enter runs this)\n");
    enter(&t);
    cr_expect(strstr(buffer_text(&t.text), "writes x = 1"), "%s", buffer_text(&t.text));
    /* Behind what the block does, before the lesson goes on. */
    const char *columns = strstr(buffer_text(&t.text), "step main");
    cr_assert(columns, "%s", buffer_text(&t.text));
    cr_expect(strstr(columns, "x = 2"));
    cr_expect(strstr(columns, "| (section 1 is done"));
    leave(&t);
}
