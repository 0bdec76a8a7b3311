/* test_player_work.c - what the player asks its desk to keep of the learner's work. */
#include "desk.h"

#include <criterion/criterion.h>

TestSuite(player_work, .timeout = 30, .init = desk_begin, .fini = desk_end);

#define TASK(claim)                                                                                \
    "Do it.\n\n```check\n" claim "\nhint: one\nhint: two\n```\n\n```answer\nshared x = 3\n```\n\n"

static void type(const char *text, bool hurried)
{
    player_input(player, text, hurried);
    player_typed(player, false);
    rest();
}

static void expect_kept(const char *text)
{
    cr_expect_str_eq(buffer_text(&kept), text);
    buffer_clear(&kept);
}

Test(player_work, a_task_is_kept_with_all_that_was_typed_since_the_section_began)
{
    play("# Test\n\n## One\n\n```thrum\nprint 1\n```\n\n" TASK("x == 3") TASK("x == 4"));
    player_open(player, 0);
    type("shared x", false);
    player_next(player);
    rest();
    player_hint(player);
    type("x = 2", true);
    player_input(player, "x = 3", false);
    hold();
    expect_kept("task 1 of 'One': done, 1 hints, 2 tries\n  0> shared x\n  1+ x = 2\n  1> x = 3\n");
    player_input(player, "x = 4", false);
    hold();
    expect_kept("task 2 of 'One': done, 0 hints, 1 tries\n  0> shared x\n  1+ x = 2\n  1> x = 3\n"
                "  2> x = 4\nsection 1 of 'One': done, 0 hints, 0 tries\n");
}

Test(player_work, what_was_given_up_stands_in_what_follows)
{
    play("# Test\n\n## One\n\n" TASK("x == 3") TASK("x == 4") TASK("x == 5"));
    player_open(player, 0);
    player_skip(player);
    expect_kept("task 1 of 'One': skipped, 0 hints, 0 tries\n");
    player_answer(player);
    hold();
    expect_kept("task 2 of 'One': answered, 0 hints, 0 tries, shown\n");
    player_input(player, "x = 5", false);
    hold();
    expect_kept("task 3 of 'One': done, 0 hints, 1 tries\n  0> skip\n  1> answer\n  2> x = 5\n"
                "section 1 of 'One': skipped, 0 hints, 0 tries\n");
}

Test(player_work, a_lab_that_was_brought_back_has_the_lessons_own_answers)
{
    play("# Test\n\n## One\n\n" TASK("x == 3") TASK("x == 4"));
    player_open(player, 0);
    player_input(player, "my own way", false);
    hold();
    buffer_clear(&kept);
    type("something wrong", false);
    player_again(player);
    rest();
    rest();
    player_input(player, "x = 4", false);
    hold();
    expect_kept("task 2 of 'One': done, 0 hints, 2 tries\n  0> answer\n  1> x = 4\n"
                "section 1 of 'One': done, 0 hints, 0 tries\n");
}

Test(player_work, every_answer_to_a_question_is_kept)
{
    play("# Test\n\n## One\n\nWhich?\n\n- [ ] a\n- [x] b\n\nWhich?\n\n- [x] a\n- [ ] b\n");
    player_open(player, 0);
    player_numbers(player, "1");
    player_numbers(player, "9");
    player_numbers(player, "2");
    expect_kept("question 1 of 'One': done, 0 hints, 2 tries\n  0> 1\n  0> 2\n");
    player_answer(player);
    expect_kept("question 2 of 'One': answered, 0 hints, 0 tries\n"
                "section 1 of 'One': answered, 0 hints, 0 tries\n");
}

Test(player_work, of_a_challenge_the_order_that_won_is_kept)
{
    play("# Test\n\n## One\n\n```challenge deadlock\nspawn a { }\n```\n\n"
         "```challenge deadlock\nspawn a { }\n```\n");
    player_open(player, 0);
    player_hint(player);
    player_input(player, "step alice", false);
    hold();
    expect_kept("challenge 1 of 'One': done, 1 hints, 0 tries\n  0> alice bob*2\n");
    player_answer(player);
    hold();
    expect_kept("challenge 2 of 'One': answered, 0 hints, 0 tries, shown\n"
                "section 1 of 'One': answered, 0 hints, 0 tries\n");
}
