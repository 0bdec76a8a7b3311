/* test_session_tasks.c - unit tests of the tasks and questions of lessons in a session: wrong
 * answers, free play, deadlocks. */
#include "sitting_lesson.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(session_tasks, .timeout = 60, .init = lessons_begin, .fini = lessons_end);

Test(session_tasks, the_third_failure_brings_a_hint)
{
    struct sitting t = at_task();
    /* The answer has two inputs: the first can be on the way to it. */
    type_lines(&t, "spawn bob\nspawn carol\nthreads\nhelp mutex\nbob: print 1");
    cr_expect_null(strstr(buffer_text(&t.text), "Hint"));
    forget(&t);
    type(&t, "carol: print 1");
    expect(&t, "> carol: print 1\ncarol: 1\n| Hint: She has to be there. (`hint` tells more)\n");
    type(&t, "hint");
    expect(&t, "> hint\n| Hint: alice: lock m\n");
    leave(&t);
}

Test(session_tasks, what_is_refused_is_a_failure_too)
{
    struct sitting t = at_task();
    type_lines(&t, "alice: lok m\nlock\n)");
    expect_part(&t, "| Hint: She has to be there. (`hint` tells more)\n");
    leave(&t);
}

Test(session_tasks, a_deadlock_locks_nobody_out)
{
    struct sitting t = at_task();
    type(&t, "lock m");
    expect_part(&t, "| (`again` brings the lab back as the lesson has it here)\n");
    type(&t, "again");
    expect(&t, "> again\n| (the lab begins anew, as it was here)\n| Task: Make alice wait for m.\n"
               "| (`hint` helps, `answer` does it for you, `skip` goes on without it)\n");
    type(&t, "print owner(m), locked(m)");
    expect(&t, "> print owner(m), locked(m)\nmain: main true\n");
    struct view_request request = {0};
    struct view view = {0};
    session_view(t.session, &request, &view);
    cr_expect_str_eq(view.clock, "x10");
    cr_expect_str_eq(view.schedule, "free");
    view_free(&view);
    type(&t, "spawn alice; alice: lock m");
    wait_for(&t, "Enter begins section 2");
    leave(&t);
}

/* What `restart` would do is of no use to who is in a lesson. */
Test(session_tasks, a_lesson_names_its_own_way_out)
{
    struct sitting t = at_task();
    type(&t, "finish");
    type(&t, "print 1");
    expect_part(&t, "! main has ended and takes no more orders; `again` brings the lab back as the "
                    "lesson had it\n");
    leave(&t);
}

Test(session_tasks, what_is_asked_while_the_lab_is_brought_back_gets_no_answer)
{
    write_lesson("03-third.md", "# 3 Third\n\n## Only\n\n```thrum\n"
                                "try { x = ask \"Who? \" } catch { x = \"nobody\" }\n```\n\n"
                                "Read on.\n\n```thrum\nprint x\n```\n");
    struct sitting t = sit_free();
    type(&t, "lesson 3");
    wait_for(&t, "Enter runs this");
    session_enter(t.session);
    while (!session_question(t.session))
        turn(&t);
    session_answer(t.session, "me");
    wait_for(&t, "Read on.");
    forget(&t);
    type(&t, "again");
    wait_for(&t, "Enter runs this");
    cr_expect_null(session_question(t.session));
    forget(&t);
    enter(&t);
    wait_for(&t, "main: nobody");
    leave(&t);
}

Test(session_tasks, a_task_can_be_done_in_a_lab_of_ones_own)
{
    struct sitting t = at_task();
    type_lines(&t, "restart\nmutex m\nlock m\nspawn alice\nrestart all\nmutex m\nspawn alice\n"
                   "lock m\nalice: lock m");
    wait_for(&t, "Enter begins section 2");
    leave(&t);
}

Test(session_tasks, what_is_typed_while_the_lab_is_brought_back_comes_behind_it)
{
    struct sitting t = at_task();
    type(&t, "lock m");
    forget(&t);
    session_input(t.session, "again");
    session_input(t.session, "print owner(m)");
    session_input(t.session, "print 2");
    settle(&t);
    wait_for(&t, "main: 2");
    expect_part(&t, "goes on without it)\n> print owner(m)\nmain: main\n> print 2\nmain: 2\n");
    leave(&t);
}

Test(session_tasks, the_answer_is_recorded_and_so_is_what_was_skipped)
{
    struct sitting t = at_task();
    type(&t, "restart");
    forget(&t);
    type(&t, "answer");
    expect(&t, "> answer\n| (the lab begins anew for it, as it was here)\n> spawn alice\n"
               "> alice: lock m\n| That is one way to do it.\n| She waits.\n"
               "| (section 1 is done; Enter begins section 2 in a new lab: Asking)\n");
    enter(&t);
    type(&t, "skip");
    type(&t, "answer");
    expect_part(&t, "|   1. Blocks (in part answered by the lab)\n"
                    "|   2. Asking (in part skipped)\n");
    leave(&t);
}

Test(session_tasks, a_question_stays_in_view)
{
    struct sitting t = at_task();
    type(&t, "skip");
    enter(&t);
    wait_for(&t, "which one?");
    cr_expect_str_eq(goal_of(&t), "1 First · 2 of 2 | answer 1 to 2 (Enter shows them): Which is "
                                  "right?");
    for (int i = 0; i < 30; i++)
        type(&t, "threads");
    forget(&t);
    enter(&t);
    expect(&t, "| Which is right?\n|   1. no\n|   2. yes\n"
               "| (which one? type its number, 1 to 2)\n");
    leave(&t);
}

/* The answer waits for a word, so that it is surely running when it is asked for again. */
Test(session_tasks, answer_typed_again_while_it_runs, .timeout = 60)
{
    write_lesson("03-third.md", "# 3 Third\n\n## Only\n\nMake it.\n\n```check\nalive(t)\n```\n\n"
                                "```answer\nx = ask \"who? \"\nmutex m\nspawn t\n```\n");
    struct sitting t = sit_free();
    type(&t, "lesson 3");
    forget(&t);
    session_input(t.session, "answer");
    while (!session_question(t.session))
        turn(&t);
    session_input(t.session, "answer");
    wait_for(&t, "> answer\n| (the answer is being run)\n");
    session_answer(t.session, "Ada");
    wait_for(&t, "That is one way");
    settle(&t);
    cr_expect_null(strstr(buffer_text(&t.text), "\n! "), "%s", buffer_text(&t.text));
    leave(&t);
}

Test(session_tasks, check_says_what_is_asked)
{
    struct sitting t = at_task();
    type(&t, "check");
    expect(&t, "> check\n| Not yet. The task: Make alice wait for m.\n"
               "| Still missing: alice is waiting (there is no alice yet)\n"
               "| (`hint` helps, `again` brings the lab back as it was here, `skip` goes on)\n");
    leave(&t);
}

Test(session_tasks, a_question_is_shown_again_whole_after_three_other_inputs)
{
    static const char whole[] = "| Which is right?\n|   1. no\n|   2. yes\n"
                                "| (which one? type its number, 1 to 2)\n";
    struct sitting t = at_task();
    type(&t, "lesson 1 2");
    settle(&t);
    expect_part(&t, whole);
    cr_expect_str_eq(goal_of(&t),
                     "1 First · 2 of 2 | answer 1 to 2 (Enter shows them): Which is right?");
    type(&t, "print 1");
    type(&t, "threads");
    settle(&t);
    cr_expect_null(strstr(buffer_text(&t.text), whole), "%s", buffer_text(&t.text));
    forget(&t);
    type(&t, "print 3");
    wait_for(&t, "1 to 2)");
    expect_part(&t, "main: 3\n| Which is right?\n|   1. no\n|   2. yes\n"
                    "| (which one? type its number, 1 to 2)\n");
    type(&t, "print 4");
    type(&t, "fooo");
    settle(&t);
    cr_expect_null(strstr(buffer_text(&t.text), whole), "%s", buffer_text(&t.text));
    type(&t, "2");
    expect_part(&t, "| Right. It is.\n");
    leave(&t);
}
