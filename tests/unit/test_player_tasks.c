/* test_player_tasks.c - unit tests of playing lessons: what the learner has to do: tasks, hints,
 * answers, questions, challenges. */
#include "desk.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(player_tasks, .timeout = 30, .init = desk_begin, .fini = desk_end);

#define TASK                                                                                       \
    "Make x 3.\n\n```check\nx == 3\nhint: It is made by `shared`.\nhint: shared x = 3\n```\n\n"    \
    "```answer\nshared x = 3\n```\n\n"

Test(player_tasks, a_task_is_done_when_its_check_holds_however_that_came)
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

Test(player_tasks, after_the_third_failure_a_hint_comes_by_itself_and_once)
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

Test(player_tasks, who_has_had_every_hint_is_not_told_unasked_that_there_are_no_more)
{
    play("# Test\n\n## One\n\n" TASK "After.\n");
    player_open(player, 0);
    player_hint(player);
    player_hint(player);
    forget();
    try(), try(), try(), try();
    expect("");
}

Test(player_tasks, a_hint_that_does_not_fit_now_waits_until_it_does)
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

Test(player_tasks, asking_too_early_is_a_failure)
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

Test(player_tasks, being_on_the_way_is_no_failure)
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

Test(player_tasks, who_is_stuck_is_told_how_to_get_out_and_once)
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

Test(player_tasks, the_answer_runs_at_once_in_a_lab_that_is_as_the_lesson_has_it)
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

Test(player_tasks, the_answer_runs_in_a_new_lab_after_free_play)
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

Test(player_tasks, an_answer_that_does_not_come_out_lets_the_learner_go_on)
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

Test(player_tasks, again_runs_what_the_section_ran_and_keeps_the_clock)
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
    expect("[clock virtual]\n[clock x10]\n[loud]\n| Here.\n#     print 3\n| (Enter runs this)\n");
}

Test(player_tasks, hints_given_stay_given_after_again)
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

Test(player_tasks, a_question_is_asked_until_it_is_answered_rightly)
{
    play("# Test\n\n## One\n\n" QUESTION "After.\n");
    player_open(player, 0);
    expect("| Lesson Test: 1 section, 1 question\n[restart]\n| == 1 of 1: One ==\n| Which?\n"
           "|   1. red\n|   2. blue\n|   3. green\n| (which one? type its number, 1 to 3)\n");
    cr_expect_not(player_numbers(player, "print 1"));
    cr_expect_not(player_numbers(player, "2x"));
    cr_expect_not(player_numbers(player, ""));
    cr_expect_not(player_numbers(player, "2.5"));
    cr_expect_not(player_numbers(player, "2.)"));
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
    cr_expect(player_numbers(player, "1."));
    expect("| 1 is not right. Too warm.\n| (try again)\n");
    cr_expect(player_numbers(player, "3)"));
    expect("| 3 is not right.\n| (try again)\n");
    cr_expect(player_numbers(player, "2., 3."));
    expect("| 3 is not right.\n| (try again)\n");
    player_hint(player);
    expect("| (there are no hints for a question; `answer` tells which is right)\n");
    cr_expect(player_numbers(player, " 2 "));
    expect("| Right. Like the sky.\n| After.\n[done: One]\n| That was lesson Test, all of it.\n"
           "[finish]\n");
    cr_expect_not(player_numbers(player, "2"));
}

Test(player_tasks, several_answers_can_be_right)
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

Test(player_tasks, a_question_is_answered_or_skipped)
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

Test(player_tasks, a_challenge_is_won_or_skipped)
{
    play("# Test\n\n## One\n\n```challenge deadlock\nprint 1\n```\n\n```challenge deadlock\nprint "
         "2\n"
         "```\n\nAfter.\n");
    player_open(player, 0);
    cr_expect(strstr(buffer_text(&told), "#     print 1\n[challenge: deadlock]\n"));
    forget();
    rest();
    expect("");
    player_next(player);
    expect("| (it is your turn: `step NAME`; `hint` tells who goes next, `skip` goes on without "
           "it)\n");
    player_hint(player);
    expect("[hint of the challenge]\n");
    hold();
    expect("#     print 2\n[challenge: deadlock]\n");
    player_skip(player);
    cr_expect(strstr(buffer_text(&told), "| (skipped)\n| After.\n[skipped: One]\n"));
}

/* It has a pane of its own, which shows how it was won until something else runs. */
Test(player_tasks, behind_a_challenge_the_pane_of_before_is_back)
{
    play("# Test\n\n## One\n\n```thrum view=columns\nprint 1\n```\n\n```challenge deadlock\nprint "
         "2\n```\n\nAfter.\n\n```thrum\nprint 3\n```\n\n```thrum\nprint 4\n```\n");
    player_open(player, 0);
    player_next(player);
    rest();
    rest();
    cr_expect(strstr(buffer_text(&told), "[challenge: deadlock]\n"));
    hold();
    forget();
    player_next(player);
    expect("[view: columns]\n[run: print 3]\n");
    rest();
    forget();
    player_next(player);
    expect("[run: print 4]\n");
}

Test(player_tasks, a_challenge_that_the_lab_wins_counts_as_answered)
{
    play("# Test\n\n## One\n\n```challenge deadlock\nprint 1\n```\n");
    player_open(player, 0);
    forget();
    player_answer(player);
    hold();
    cr_expect(strstr(buffer_text(&told), "[answer of the challenge]\n[answered: One]\n"));
}
