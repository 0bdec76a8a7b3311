/* sitting_lesson.c - see sitting_lesson.h. */
#include "sitting_lesson.h"

#include "own_home.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *home;

static const char first[] = "# 1 First\n\n"
                            "Before.\n\n"
                            "## Blocks\n\n"
                            "One prints.\n\n"
                            "```thrum\nprint \"one\"\nspawn t\n```\n\n"
                            "That was t.\n\n"
                            "```thrum clock=x10\nmutex m\nlock m\n```\n\n"
                            "Make alice wait for m.\n\n"
                            "```check\nstate(alice) == \"waiting\" and owner(m) == \"main\"\nhint: "
                            "She has to be there.\nhint: alice: lock m\n```\n\n"
                            "```answer\nspawn alice\nalice: lock m\n```\n\n"
                            "She waits.\n\n"
                            "## Asking\n\n"
                            "Which is right?\n\n- [ ] no\n\n  It is not.\n- [x] yes\n\n  It is.\n\n"
                            "Say hello.\n\n"
                            "```check\nprinted(\"hello\")\n```\n\n"
                            "```answer\nprint \"hello\"\n```\n";

static const char second[] =
    "# 2 Second\n\n## Only\n\nText.\n\n```challenge deadlock best=2\nmutex a b\n"
    "spawn ann { with a { with b { } } }\nspawn ben { with b { with a { } } }\n```\n\n"
    "```thrum fresh\nshared x = 0\nspawn ann { x = 1 }\nprint x\n```\n\n```verdict\nrace\n```\n";

void write_lesson(const char *name, const char *text)
{
    struct buffer path = {0};
    buffer_printf(&path, "%s/%s", home, name);
    FILE *file = fopen(buffer_text(&path), "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
    buffer_free(&path);
}

void lessons_begin(void)
{
    home = own_home();
    cr_assert(home && chdir(home) == 0);
    setenv("THRUM_LESSONS", home, 1);
    write_lesson("01-first.md", first);
    write_lesson("02-second.md", second);
}

void lessons_end(void)
{
    cr_expect(chdir("/") == 0);
    delete_folder(home);
}

void enter(struct sitting *t)
{
    session_enter(t->session);
    settle(t);
}

const char *goal_of(struct sitting *t)
{
    static char goal[200];
    struct view_request request = {0};
    struct view view = {0};
    session_view(t->session, &request, &view);
    snprintf(goal, sizeof goal, "%s | %s", view.lesson, view.goal);
    view_free(&view);
    return goal;
}

struct sitting at_task(void)
{
    struct sitting t = sit_free();
    type(&t, "lesson 1");
    enter(&t);
    enter(&t);
    cr_assert_str_eq(goal_of(&t), "1 First · 1 of 2 | Make alice wait for m.", "%s",
                     buffer_text(&t.text));
    forget(&t);
    return t;
}
