/* test_session_show.c - unit tests of `show`: which program it takes, and how it stands on the
 * screen. What a translation says is test_python's and test_c's. */
#include "sitting_lesson.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(show, .timeout = 100, .init = lessons_begin, .fini = lessons_end);

static void look(struct sitting *t, size_t columns)
{
    struct view_request request = {.transcript_rows = 20, .transcript_columns = columns};
    struct view view = {0};
    session_view(t->session, &request, &view);
    view_free(&view);
}

static void has(struct sitting *t, const char *part)
{
    cr_expect_not_null(strstr(buffer_text(&t->text), part), "%s\nnot in\n%s", part,
                       buffer_text(&t->text));
}

static void has_not(struct sitting *t, const char *part)
{
    cr_expect_null(strstr(buffer_text(&t->text), part), "%s", buffer_text(&t->text));
}

Test(show, takes_what_was_typed)
{
    struct sitting t = sit();
    type(&t, "show python");
    expect(&t, "> show python\n! nothing was typed yet, so there is no program\n");
    type_lines(&t, "mutex m\ndefine f() { with m { print 1 } }\nspawn a f()");
    forget(&t);
    type(&t, "show python");
    has(&t, "In Python:");
    has(&t, "    threading.Thread(target=f, name=\"a\").start()");
    has_not(&t, "import threading");
    has(&t, "`export python FILE` writes the whole program");
    forget(&t);
    type(&t, "show python all");
    has(&t, "import threading");
    has_not(&t, "is left out");
    forget(&t);
    /* Looking is no part of it. */
    type(&t, "show c");
    has(&t, "In C:");
    has(&t, "pthread_mutex_lock(&m);");
    leave(&t);
}

Test(show, leaves_out_what_only_the_lab_is_for)
{
    struct sitting t = sit();
    type_lines(&t, "shared x = 1\npause\nresume\nunlock nothing\nquiet\nx += 1");
    forget(&t);
    type(&t, "show c");
    has(&t, "x++;");
    has_not(&t, "//");
    forget(&t);
    type(&t, "show python");
    has(&t, "x += 1");
    has_not(&t, "#");
    leave(&t);
}

Test(show, says_why_where_it_cannot_be)
{
    struct sitting t = sit();
    type_lines(&t, "spawn b { sleep 1s }\nkill b");
    forget(&t);
    type(&t, "show python c");
    has(&t, "a thread cannot be killed there");
    has_not(&t, "In C:");
    forget(&t);
    type(&t, "show lesson python");
    expect(&t, "> show lesson python\n! no lesson is open whose program there would be\n");
    leave(&t);
}

Test(show, takes_words_of_its_own_only)
{
    static const char *const wrong[] = {"show python python", "show c java", "show c all all"};
    struct sitting t = sit();
    type(&t, "shared x = 1");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        forget(&t);
        type(&t, wrong[i]);
        has(&t, "! write: show python, or: show c");
    }
    forget(&t);
    type(&t, "show threads");
    has(&t, "! here that is written: threads");
    leave(&t);
}

Test(show, stands_side_by_side_where_there_is_room)
{
    struct sitting t = sit();
    type(&t, "print \"A text that is so long that it has to be broken on half of a screen, \" + "
             "\"however wide that may be\"");
    look(&t, 160);
    forget(&t);
    type(&t, "show python c");
    has(&t, "In Python:  ");
    has(&t, "def main():");
    cr_expect_gt(strstr(buffer_text(&t.text), "def main()"), strstr(buffer_text(&t.text), "In C:"));
    forget(&t);
    look(&t, 80);
    type(&t, "show python c");
    has_not(&t, "In Python:  ");
    cr_expect_lt(strstr(buffer_text(&t.text), "def main()"), strstr(buffer_text(&t.text), "In C:"));
    leave(&t);
}

Test(show, has_the_program_of_a_lesson)
{
    write_lesson(
        "03-third.md",
        "# 3 Third\n\n## First\n\nText.\n\n```thrum program\nclock virtual\n"
        "shared x = 0 # a counter\nthreads; x = 1\n```\n\nMore.\n\n```thrum program fresh "
        "hidden\nprint x\n```\n\n## Second\n\nText.\n\n```thrum\nshow python lesson\n```\n");
    struct sitting t = sit();
    type(&t, "lesson 3 2");
    enter(&t);
    wait_for(&t, "main()\n* ");
    has(&t, "x = 0  # a counter");
    has(&t, "    x = 1\n");
    has(&t, "    say(x)\n");
    has_not(&t, "clock");
    forget(&t);
    type(&t, "show python lesson all");
    has(&t, "# The program of the lesson 03-third, as Python 3.9 or later");
    forget(&t);
    /* Where nothing was typed it is meant, too; else what was typed. */
    type(&t, "show python");
    has(&t, "x = 0  # a counter");
    type(&t, "print 7");
    forget(&t);
    type(&t, "show python");
    has(&t, "say(7)");
    has_not(&t, "counter");
    leave(&t);
}
