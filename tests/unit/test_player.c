/* test_player.c - unit tests of playing lessons, with a desk that writes down what it is asked for:
 * what comes next, tasks, questions, hints, what counts as done. */
#include "lesson/player.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct buffer told;    /* what was asked of the desk, a line each */
static const char *clock_now; /* the lab's */
static struct lesson *lesson;
static struct progress *progress;
static struct player *player;

static void desk_say(void *context, const char *text)
{
    (void)context;
    buffer_printf(&told, "| %s\n", text);
}

static void desk_restart(void *context)
{
    (void)context;
    clock_now = "real";
    buffer_puts(&told, "[restart]\n");
}

static void desk_run(void *context, const char *commands, bool shown)
{
    (void)context;
    buffer_printf(&told, "[%s: ", shown ? "run" : "run unseen");
    for (; *commands; commands++)
        if (*commands != '\n')
            buffer_putc(&told, *commands);
        else if (commands[1])
            buffer_puts(&told, "; ");
    buffer_puts(&told, "]\n");
}

static void desk_quiet(void *context, bool quiet)
{
    (void)context;
    buffer_puts(&told, quiet ? "[quiet]\n" : "[loud]\n");
}

static char *desk_clock(void *context)
{
    (void)context;
    return memory_copy(clock_now);
}

static void desk_set_clock(void *context, const char *clock)
{
    (void)context;
    clock_now = strcmp(clock, "virtual") == 0 ? "virtual"
                : strcmp(clock, "x10") == 0   ? "x10"
                                              : "real";
    buffer_printf(&told, "[clock %s]\n", clock);
}

static void desk_task(void *context, const struct lesson_item *task)
{
    (void)context;
    if (task)
        buffer_printf(&told, "[task: %s]\n", task->goal);
}

static char *desk_missing(void *context)
{
    (void)context;
    return memory_copy("this and that");
}

/* A condition that is only `true` holds. */
static bool desk_fits(void *context, size_t hint)
{
    (void)context;
    const char *condition = player_task(player)->hint_conditions[hint];
    return !condition || strcmp(condition, "true") == 0;
}

static void desk_challenge(void *context, const struct lesson_item *challenge)
{
    (void)context;
    if (challenge)
        buffer_printf(&told, "[challenge: %s]\n", challenge->finding);
}

static void desk_challenge_hint(void *context)
{
    (void)context;
    buffer_puts(&told, "[hint of the challenge]\n");
}

static void desk_challenge_answer(void *context)
{
    (void)context;
    buffer_puts(&told, "[answer of the challenge]\n");
}

static void desk_verdict(void *context, const struct lesson_item *block)
{
    (void)context;
    buffer_printf(&told, "[verdict: %s]\n", block->verdict.kind);
}

static void desk_record(void *context, const char *title, enum progress_mark mark)
{
    static const char *const words[] = {"nothing", "skipped", "answered", "done"};
    struct buffer why = {0};
    (void)context;
    buffer_printf(&told, "[%s: %s]\n", words[mark], title);
    progress_record(progress, title, mark, &why);
    buffer_free(&why);
}

static void desk_view(void *context, const char *pane)
{
    (void)context;
    if (pane)
        buffer_printf(&told, "[view: %s]\n", pane);
}

static void desk_viewed(void *context, const char *pane)
{
    (void)context;
    buffer_printf(&told, "[viewed: %s]\n", pane);
}

static void desk_finish(void *context)
{
    (void)context;
    buffer_puts(&told, "[finish]\n");
}

static void play(const char *text)
{
    static const struct player_desk desk = {
        .say = desk_say,
        .restart = desk_restart,
        .run = desk_run,
        .quiet = desk_quiet,
        .view = desk_view,
        .viewed = desk_viewed,
        .clock = desk_clock,
        .set_clock = desk_set_clock,
        .task = desk_task,
        .missing = desk_missing,
        .fits = desk_fits,
        .challenge = desk_challenge,
        .challenge_hint = desk_challenge_hint,
        .challenge_answer = desk_challenge_answer,
        .verdict = desk_verdict,
        .record = desk_record,
        .finish = desk_finish,
    };
    struct diagnostics found = {0};
    struct buffer why = {0};
    struct source source = {.name = "01-test.md", .text = text, .length = strlen(text)};
    lesson = lesson_parse(&source, NULL, &found);
    if (!lesson)
        diagnostics_format(&why, &source, &found);
    cr_assert(lesson, "%s", buffer_text(&why));
    diagnostics_free(&found);
    clock_now = "real";
    progress = progress_read(lesson->name, &why);
    struct lesson_page page = {12, 74, false, true};
    player = player_new(lesson, progress, &desk, &page);
    buffer_free(&why);
}

static void expect(const char *text)
{
    cr_expect_str_eq(buffer_text(&told), text);
    buffer_clear(&told);
}

static void forget(void)
{
    buffer_clear(&told);
}

/* All has come to rest, and the check does not hold. */
static void rest(void)
{
    player_seen(player, &(struct player_sight){.rested = true});
}

static void hold(void)
{
    player_seen(player, &(struct player_sight){.holds = true, .rested = true});
}

static void try(void)
{
    player_typed(player, false);
    rest();
}

static void begin(void)
{
    /* No home: progress is kept in memory alone. */
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
}

static void end(void)
{
    player_free(player);
    progress_free(progress);
    lesson_free(lesson);
    buffer_free(&told);
}

TestSuite(player, .timeout = 30, .init = begin, .fini = end);

#define TASK                                                                                       \
    "Make x 3.\n\n```check\nx == 3\nhint: It is made by `shared`.\nhint: shared x = 3\n```\n\n"    \
    "```answer\nshared x = 3\n```\n\n"

Test(player, text_blocks_and_sections_come_one_after_the_other)
{
    play(
        "# 1 Test\n\nBefore all.\n\n## One\n\nText.\n\n```thrum\nprint 1\nprint 2\n```\n\nMore.\n\n"
        "## Two\n\nThe end.\n");
    cr_assert(player_open(player, 0));
    expect("| Lesson 1 Test: 2 sections\n[restart]\n| Before all.\n[restart]\n| == 1 of 2: One ==\n"
           "| Text.\n|     print 1\n|     print 2\n| (Enter runs this)\n");
    cr_expect_not(player_waits(player));
    player_next(player);
    expect("[run: print 1; print 2]\n");
    cr_expect(player_waits(player) && player_runs(player));
    player_seen(player, &(struct player_sight){.rested = false});
    expect("");
    rest();
    expect(
        "| More.\n[done: One]\n| (section 1 is done; Enter begins section 2 in a new lab: Two)\n");
    cr_expect_not(player_waits(player));
    cr_expect_eq(player_section(player), 1);
    player_next(player);
    expect("[restart]\n| == 2 of 2: Two ==\n| The end.\n[done: Two]\n| That was lesson 1 Test, all "
           "of it.\n"
           "[finish]\n");
    cr_expect(player_over(player));
    cr_expect_eq(player_section(player), 2);
    player_next(player);
    expect("");
}

Test(player, a_block_that_still_runs_is_left_at_the_second_enter)
{
    play("# Test\n\n## One\n\n```thrum\nprint 1\n```\n\nMore.\n\n```thrum\nprint 2\n```\n");
    player_open(player, 0);
    player_next(player);
    forget();
    player_next(player);
    expect("| (this still runs, and the lesson goes on when it is done; Enter again does not wait "
           "for it)\n");
    player_next(player);
    expect("| (what was run still goes on)\n| More.\n|     print 2\n| (Enter runs this)\n");
    rest();
    expect("");
}

Test(player, a_block_says_what_it_sets)
{
    play("# Test\n\n## One\n\n```thrum fresh seed=7 clock=virtual\nprint 1\n```\n");
    player_open(player, 0);
    forget();
    player_again(player);
    player_seen(player, &(struct player_sight){.rested = true});
    expect("| (the lab begins anew, as it was here)\n[quiet]\n[restart]\n[clock virtual]\n"
           "[clock real]\n[loud]\n|     print 1\n"
           "| (Enter runs this in a new lab, schedule random 7, clock virtual)\n");
    player_next(player);
    expect("[restart]\n[run: random seed 7; schedule random 7; clock virtual; print 1]\n");
}

Test(player, a_paced_block_runs_a_command_at_each_key)
{
    play("# Test\n\n## One\n\n```thrum pace=key seed=7\nspawn t {\n    print 1\n}\n"
         "join t; x = 1\n```\n\nMore.\n");
    player_open(player, 0);
    expect("| Lesson Test: 1 section\n[restart]\n| == 1 of 1: One ==\n|     spawn t {\n"
           "|         print 1\n|     }\n|     join t; x = 1\n"
           "| (Enter runs the first of these 3 commands with schedule random 7)\n");
    player_next(player);
    expect("[run: random seed 7; schedule random 7; spawn t {;     print 1; }]\n");
    rest();
    expect("| (Enter: join t)\n");
    player_typed(player, false); /* something of one's own in between */
    player_next(player);
    expect("[run: join t]\n");
    /* One that does not come to rest is left for the next, not for what stands behind the block. */
    player_next(player);
    player_next(player);
    expect(
        "| (this still runs, and the lesson goes on when it is done; Enter again does not wait for "
        "it)\n| (what was run still goes on)\n| (Enter: x = 1)\n");
    player_next(player);
    expect("[run: x = 1]\n");
    rest();
    expect("| More.\n[done: One]\n| That was lesson Test, all of it.\n[finish]\n");
    player_prev(player);
    forget();
    player_next(player);
    expect("[run: random seed 7; schedule random 7; spawn t {;     print 1; }]\n");
}

#define PACED                                                                                      \
    "# Test\n\n## One\n\n```thrum pace=key seed=7\nx = 1\nif true {\n    print 2\n}\n"             \
    "print 3\n```\n```verdict\nproved\n```\n\nMore.\n"

Test(player, in_a_paced_block_skip_runs_the_rest_and_prev_begins_it_anew)
{
    play(PACED);
    player_open(player, 0);
    player_next(player);
    rest();
    forget();
    player_prev(player);
    expect(
        "[restart]\n| == 1 of 1: One ==\n|     x = 1\n|     if true {\n|         print 2\n|     }\n"
        "|     print 3\n| (Enter runs the first of these 3 commands with schedule random 7)\n");
    player_skip(player);
    expect("| (there is nothing to be skipped here; Enter goes on)\n");
    player_next(player);
    rest();
    forget();
    player_skip(player);
    expect("| (the rest at once)\n[run: if true {;     print 2; }; print 3]\n");
    rest();
    expect("[verdict: proved]\n");
    rest();
    expect("| More.\n[done: One]\n| That was lesson Test, all of it.\n[finish]\n");
}

Test(player, where_nobody_presses_keys_a_paced_block_runs_at_once)
{
    play(PACED);
    player_page(player, &(struct lesson_page){12, 74, false, false});
    player_open(player, 0);
    cr_expect(strstr(buffer_text(&told), "| (Enter runs this with schedule random 7)\n"));
    forget();
    player_next(player);
    expect("[run: random seed 7; schedule random 7; x = 1; if true {;     print 2; }; print 3]\n");
    rest();
    expect("[verdict: proved]\n");
}

Test(player, a_block_shows_a_pane_and_tells_it_at_its_end)
{
    play("# Test\n\n## One\n\n```thrum view=columns pace=key\nx = 1\nx = 2\n```\n");
    player_open(player, 0);
    forget();
    player_next(player);
    expect("[view: columns]\n[run: x = 1]\n");
    rest();
    player_next(player);
    expect("| (Enter: x = 2)\n[run: x = 2]\n");
    rest();
    expect("[viewed: columns]\n");
    rest();
    expect("[done: One]\n| That was lesson Test, all of it.\n[finish]\n");
}

Test(player, a_hidden_block_runs_unseen)
{
    play("# Test\n\n## One\n\nText.\n\n```thrum hidden\nprint 1\n```\n\nMore.\n");
    player_open(player, 0);
    expect("| Lesson Test: 1 section\n[restart]\n| == 1 of 1: One ==\n| Text.\n[quiet]\n"
           "[run unseen: print 1]\n");
    rest();
    expect("[loud]\n| More.\n[done: One]\n| That was lesson Test, all of it.\n[finish]\n");
}

Test(player, a_larger_screen_has_longer_pages)
{
    struct buffer text = {0};
    buffer_puts(&text, "# Test\n\n## One\n\n");
    for (int i = 1; i <= 60; i++)
        buffer_printf(&text, "Paragraph %d.\n\n", i);
    play(buffer_text(&text));
    buffer_free(&text);
    player_page(player, &(struct lesson_page){16, 74, false, true});
    player_open(player, 0);
    cr_expect(strstr(buffer_text(&told), "| Paragraph 15.\n| (Enter: more)\n"), "%s",
              buffer_text(&told));
    player_page(player, &(struct lesson_page){12, 74, false, true});
    forget();
    player_next(player);
    cr_expect(strstr(buffer_text(&told), "| Paragraph 27.\n| (Enter: more)\n"));
    player_page(player, &(struct lesson_page){24, 74, true, true});
    forget();
    player_next(player);
    /* With room for an empty row between two. */
    cr_expect(strstr(buffer_text(&told), "| Paragraph 28.\n| \n| Paragraph 29.\n"));
    cr_expect(strstr(buffer_text(&told), "| Paragraph 39.\n| (Enter: more)\n"));
}

Test(player, a_page_has_twelve_rows)
{
    struct buffer text = {0};
    buffer_puts(&text, "# Test\n\n## One\n\n");
    for (int i = 1; i <= 20; i++)
        buffer_printf(&text, "Paragraph %d.\n\n", i);
    /* Three rows. */
    for (int i = 0; i < 25; i++)
        buffer_puts(&text, "words ");
    buffer_puts(&text, "\n\nLast.\n");
    play(buffer_text(&text));
    buffer_free(&text);
    player_open(player, 0);
    cr_expect(strstr(buffer_text(&told), "| Paragraph 11.\n| (Enter: more)\n"), "%s",
              buffer_text(&told));
    forget();
    player_next(player);
    cr_expect(strstr(buffer_text(&told), "| Paragraph 20.\n| words "), "%s", buffer_text(&told));
    cr_expect_null(strstr(buffer_text(&told), "| Last."));
    forget();
    player_again(player);
    rest();
    cr_expect(strstr(buffer_text(&told), "[loud]\n| Paragraph 12.\n"), "%s", buffer_text(&told));
    cr_expect_null(strstr(buffer_text(&told), "| Paragraph 11.\n"));
    forget();
    player_next(player);
    cr_expect(strstr(buffer_text(&told), "| Last.\n[done: One]\n"), "%s", buffer_text(&told));
}

Test(player, a_task_is_done_when_its_check_holds_however_that_came)
{
    play("# Test\n\n## One\n\n" TASK "After.\n");
    player_open(player, 0);
    expect("| Lesson Test: 1 section, 1 task\n[restart]\n| == 1 of 1: One ==\n"
           "| Task: Make x 3.\n"
           "| (`hint` helps, `answer` does it for you, `skip` goes on without it)\n"
           "[task: Make x 3.]\n");
    cr_assert(player_task(player));
    cr_expect_not(player_waits(player));
    rest();
    expect("");
    player_next(player);
    expect("| Not yet. The task: Make x 3.\n| Still missing: this and that\n"
           "| (`hint` helps, `again` brings the lab back as it was here, `skip` goes on)\n");
    hold();
    cr_expect(strstr(buffer_text(&told), "| After.\n[done: One]\n"), "%s", buffer_text(&told));
    cr_expect_null(player_task(player));
}

Test(player, after_the_third_failure_a_hint_comes_by_itself_and_once)
{
    play("# Test\n\n## One\n\n" TASK "After.\n");
    player_open(player, 0);
    forget();
    player_typed(player, false);
    cr_expect(player_waits(player));
    cr_expect_not(player_runs(player));
    player_seen(player, &(struct player_sight){0});
    cr_expect(player_waits(player));
    rest();
    cr_expect_not(player_waits(player));
    rest();
    player_typed(player, true);
    rest();
    expect("");
    try();
    expect("| Hint: It is made by `shared`. (`hint` tells more)\n");
    try(), try(), try(), try();
    expect("");
    player_hint(player);
    player_hint(player);
    expect("| Hint: shared x = 3\n| (there are no more hints; `answer` shows a way to do it)\n");
}

Test(player, who_has_had_every_hint_is_not_told_unasked_that_there_are_no_more)
{
    play("# Test\n\n## One\n\n" TASK "After.\n");
    player_open(player, 0);
    player_hint(player);
    player_hint(player);
    forget();
    try(), try(), try(), try();
    expect("");
}

Test(player, a_hint_that_does_not_fit_now_waits_until_it_does)
{
    play("# Test\n\n## One\n\nDo it.\n\n```check\ny\nhint if false: Not now.\nhint: Think.\n"
         "hint if true: It fits.\n```\n\n```answer\nshared y = true\n```\n");
    player_open(player, 0);
    forget();
    player_hint(player);
    player_hint(player);
    player_hint(player);
    expect("| Hint: Think. (`hint` tells more)\n| Hint: It fits.\n"
           "| Hint, once more: It fits.\n"
           "| (there are no more hints; `answer` shows a way to do it)\n");
}

Test(player, asking_too_early_is_a_failure)
{
    play("# Test\n\n## One\n\n" TASK "After.\n");
    player_open(player, 0);
    player_check(player);
    player_check(player);
    forget();
    player_check(player);
    expect("| Not yet. The task: Make x 3.\n| Still missing: this and that\n"
           "| (`hint` helps, `again` brings the lab back as it was here, `skip` goes on)\n"
           "| Hint: It is made by `shared`. (`hint` tells more)\n");
}

Test(player, being_on_the_way_is_no_failure)
{
    play("# Test\n\n## One\n\nDo it.\n\n```check\ny\nhint: Think.\n```\n\n```answer\nshared a = 1\n"
         "# a comment\nrepeat 2 {\n  a += 1\n}\n\nshared y = true\n```\n");
    player_open(player, 0);
    forget();
    try(), try();
    try(), try();
    expect("");
    try();
    expect("| Hint: Think.\n");
}

Test(player, who_is_stuck_is_told_how_to_get_out_and_once)
{
    play("# Test\n\n## One\n\n" TASK);
    player_open(player, 0);
    forget();
    player_typed(player, false);
    player_seen(player, &(struct player_sight){.rested = true, .stuck = true});
    expect("| (`again` brings the lab back as the lesson has it here)\n");
    player_typed(player, false);
    player_seen(player, &(struct player_sight){.rested = true, .stuck = true});
    expect("");
}

Test(player, the_answer_runs_at_once_in_a_lab_that_is_as_the_lesson_has_it)
{
    play("# Test\n\n## One\n\n" TASK "After.\n");
    player_open(player, 0);
    forget();
    player_answer(player);
    expect("[run: shared x = 3]\n");
    cr_expect(player_runs(player));
    /* It may hold before all of it has run. */
    player_seen(player, &(struct player_sight){.holds = true});
    expect("");
    hold();
    expect("| That is one way to do it.\n| After.\n[answered: One]\n| That was lesson Test. Not "
           "all of it is your own work yet:\n"
           "|   1. One (in part answered by the lab)\n[finish]\n");
}

Test(player, the_answer_runs_in_a_new_lab_after_free_play)
{
    play("# Test\n\n## One\n\n```thrum\nprint 1\n```\n\n" TASK);
    player_open(player, 0);
    player_next(player);
    rest();
    try();
    forget();
    player_answer(player);
    expect("| (the lab begins anew for it, as it was here)\n[quiet]\n[restart]\n[clock virtual]\n"
           "[run unseen: print 1]\n");
    cr_expect(player_rebuilds(player));
    rest();
    expect("[clock real]\n[loud]\n[task: Make x 3.]\n[run: shared x = 3]\n");
    cr_expect_not(player_rebuilds(player));
}

Test(player, an_answer_that_does_not_come_out_lets_the_learner_go_on)
{
    play("# Test\n\n## One\n\n" TASK "After.\n");
    player_open(player, 0);
    player_answer(player);
    forget();
    rest();
    expect("| (that did not come out as it should here; `answer` tries again in a new lab, "
           "`skip` goes on)\n");
    player_answer(player);
    expect("| (the lab begins anew for it, as it was here)\n[quiet]\n[restart]\n[clock virtual]\n"
           "[clock real]\n[loud]\n[task: Make x 3.]\n[run: shared x = 3]\n");
    rest();
    forget();
    player_skip(player);
    expect("| (skipped)\n| After.\n[skipped: One]\n| That was lesson Test. Not all of it is your "
           "own work yet:\n"
           "|   1. One (in part skipped)\n[finish]\n");
}

Test(player, again_runs_what_the_section_ran_and_keeps_the_clock)
{
    play("# Test\n\n## Other\n\n```thrum\nprint 0\n```\n\n## One\n\n```thrum\nprint 1\n```\n\n" TASK
         "```thrum clock=x10\nprint 2\n```\n\nHere.\n\n```thrum\nprint 3\n```\n");
    player_open(player, 2);
    player_next(player);
    rest();
    hold();
    player_next(player);
    rest();
    forget();
    player_again(player);
    player_again(player); /* once is enough */
    expect("| (the lab begins anew, as it was here)\n[quiet]\n[restart]\n[clock virtual]\n"
           "[run unseen: print 1]\n");
    rest();
    expect("[run unseen: shared x = 3]\n");
    rest();
    expect("[run unseen: print 2]\n");
    clock_now = "x10"; /* by a command in the block */
    rest();
    expect("[clock virtual]\n[clock x10]\n[loud]\n| Here.\n|     print 3\n| (Enter runs this)\n");
}

Test(player, hints_given_stay_given_after_again)
{
    play("# Test\n\n## One\n\n" TASK);
    player_open(player, 0);
    player_hint(player);
    player_again(player);
    rest();
    forget();
    player_hint(player);
    expect("| Hint: shared x = 3\n");
}

#define QUESTION                                                                                   \
    "Which?\n\n- [ ] red\n\n  Too warm.\n- [x] blue\n\n  Like the sky.\n- [ ] green\n\n"

Test(player, a_question_is_asked_until_it_is_answered_rightly)
{
    play("# Test\n\n## One\n\n" QUESTION "After.\n");
    player_open(player, 0);
    expect("| Lesson Test: 1 section, 1 question\n[restart]\n| == 1 of 1: One ==\n| Which?\n"
           "|   1. red\n|   2. blue\n|   3. green\n| (which one? type its number, 1 to 3)\n");
    cr_expect_not(player_numbers(player, "print 1"));
    cr_expect_not(player_numbers(player, "2x"));
    cr_expect_not(player_numbers(player, ""));
    player_typed(player, false);
    expect("");
    cr_expect(player_numbers(player, "4"));
    cr_expect(player_numbers(player, "0"));
    cr_expect(player_numbers(player, "99999999999999999999999"));
    player_next(player);
    expect("| (which one? type its number, 1 to 3)\n| (which one? type its number, 1 to 3)\n"
           "| (which one? type its number, 1 to 3)\n| Which?\n|   1. red\n|   2. blue\n"
           "|   3. green\n| (which one? type its number, 1 to 3)\n");
    player_check(player); /* it may have been scrolled away */
    expect("| Which?\n|   1. red\n|   2. blue\n|   3. green\n"
           "| (which one? type its number, 1 to 3)\n");
    cr_expect(player_numbers(player, "1"));
    expect("| 1 is not right. Too warm.\n| (try again)\n");
    cr_expect(player_numbers(player, "3"));
    expect("| 3 is not right.\n| (try again)\n");
    cr_expect(player_numbers(player, "2 3"));
    expect("| 3 is not right.\n| (try again)\n");
    player_hint(player);
    expect("| (there are no hints for a question; `answer` tells which is right)\n");
    cr_expect(player_numbers(player, " 2 "));
    expect("| Right. Like the sky.\n| After.\n[done: One]\n| That was lesson Test, all of it.\n"
           "[finish]\n");
    cr_expect_not(player_numbers(player, "2"));
}

Test(player, several_answers_can_be_right)
{
    play("# Test\n\n## One\n\nWhich?\n\n- [x] red\n\n  Warm.\n- [x] blue\n- [ ] green\n\nAfter.\n");
    player_open(player, 0);
    cr_expect(
        strstr(buffer_text(&told), "| (which ones? type their numbers, 1 to 3, as in: 1 3)\n"));
    forget();
    cr_expect(player_numbers(player, "2"));
    expect("| That is right, but not all. (try again)\n");
    cr_expect(player_numbers(player, "2,1"));
    cr_expect(strstr(buffer_text(&told), "| Right.\n| 1: Warm.\n| After.\n"));
}

Test(player, a_question_is_answered_or_skipped)
{
    play("# Test\n\n## One\n\n" QUESTION "## Two\n\n" QUESTION);
    player_open(player, 0);
    forget();
    player_answer(player);
    expect("| 2 is right: blue\n| Like the sky.\n[answered: One]\n"
           "| (section 1 is done; Enter begins section 2 in a new lab: Two)\n");
    player_next(player);
    forget();
    player_skip(player);
    expect(
        "| (skipped)\n[skipped: Two]\n| That was lesson Test. Not all of it is your own work yet:\n"
        "|   1. One (in part answered by the lab)\n|   2. Two (in part skipped)\n[finish]\n");
}

Test(player, a_challenge_is_won_or_skipped)
{
    play("# Test\n\n## One\n\n```challenge deadlock\nprint 1\n```\n\n```challenge deadlock\nprint "
         "2\n"
         "```\n\nAfter.\n");
    player_open(player, 0);
    cr_expect(strstr(buffer_text(&told), "|     print 1\n[challenge: deadlock]\n"));
    forget();
    rest();
    expect("");
    player_next(player);
    expect("| (it is your turn: `step NAME`; `hint` tells who goes next, `skip` goes on without "
           "it)\n");
    player_hint(player);
    expect("[hint of the challenge]\n");
    hold();
    expect("|     print 2\n[challenge: deadlock]\n");
    player_skip(player);
    cr_expect(strstr(buffer_text(&told), "| (skipped)\n| After.\n[skipped: One]\n"));
}

Test(player, a_challenge_that_the_lab_wins_counts_as_answered)
{
    play("# Test\n\n## One\n\n```challenge deadlock\nprint 1\n```\n");
    player_open(player, 0);
    forget();
    player_answer(player);
    hold();
    cr_expect(strstr(buffer_text(&told), "[answer of the challenge]\n[answered: One]\n"));
}

Test(player, a_verdict_is_asked_for_once_a_block_rests)
{
    play("# Test\n\n## One\n\n```thrum\nprint 1\n```\n\n```verdict\nproved\n```\n\nAfter.\n");
    player_open(player, 0);
    player_next(player);
    forget();
    rest();
    expect("[verdict: proved]\n");
    rest();
    cr_expect(strstr(buffer_text(&told), "| After.\n"));
}

Test(player, prev_goes_to_the_beginning_and_then_back)
{
    play("# Test\n\n## One\n\n```thrum\nprint 1\n```\n\n## Two\n\n```thrum\nprint 2\n```\n\n" TASK);
    player_open(player, 2);
    player_next(player);
    rest();
    forget();
    player_prev(player);
    expect("[restart]\n| == 2 of 2: Two ==\n|     print 2\n| (Enter runs this)\n");
    player_prev(player);
    expect("[restart]\n| == 1 of 2: One ==\n|     print 1\n| (Enter runs this)\n");
    player_prev(player);
    expect("[restart]\n| == 1 of 2: One ==\n|     print 1\n| (Enter runs this)\n");
}

Test(player, it_resumes_at_the_first_section_that_is_not_done)
{
    struct buffer why = {0};
    play("# 7 Test\n\nBefore.\n\n## One\n\nText.\n\n## Two\n\nText.\n\n## Three\n\nText.\n");
    progress_record(progress, "One", PROGRESS_SKIPPED, &why);
    progress_record(progress, "Three", PROGRESS_DONE, &why);
    progress_record(progress, "No more", PROGRESS_DONE, &why);
    cr_expect_eq(player_sections(lesson), 3);
    cr_expect_eq(player_finished(lesson, progress), 2);
    cr_assert(player_open(player, 0));
    expect("| Lesson 7 Test: 3 sections\n| (on from where you were; `lesson 7 1` begins anew)\n"
           "[restart]\n| == 2 of 3: Two ==\n| Text.\n[done: Two]\n"
           "| (section 2 is done; Enter begins section 3 in a new lab: Three)\n");
    player_next(player);
    cr_expect(strstr(buffer_text(&told),
                     "| That was lesson 7 Test. Not all of it is your own work yet:\n"
                     "|   1. One (in part skipped)\n[finish]\n"));
    forget();
    player_open(player, 0);
    cr_expect(strstr(buffer_text(&told), "| (you have done all of it; it begins anew)\n[restart]\n"
                                         "| Before.\n[restart]\n| == 1 of 3: One ==\n"));
    forget();
    cr_expect_not(player_open(player, 4));
    expect("");
    buffer_free(&why);
}

Test(player, where_there_is_nothing_to_do_it_says_so)
{
    play("# Test\n\n## One\n\n```thrum\nprint 1\n```\n");
    player_open(player, 0);
    forget();
    player_hint(player);
    player_check(player);
    player_answer(player);
    player_skip(player);
    expect("| (there is nothing to be solved here; Enter goes on)\n"
           "| (no task is open; Enter goes on)\n"
           "| (there is nothing to be answered here; Enter goes on)\n"
           "| (there is nothing to be skipped here; Enter goes on)\n");
}
