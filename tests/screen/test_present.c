/* test_present.c - the real lab in front of a room: keys pressed, the screen looked at; and the
 * speaker's notes on a terminal of their own. */
#include "console.h"
#include "../tap.h"

#include <signal.h>
#include <unistd.h>

#define BACKSPACE "\177"
#define F10 "\033[21~"

static const char text[] =
    "# 9.9 Shown\n\nBefore all.\n\n<!-- note: say hello \\033[31m -->\n\n## One\n\n"
    "It counts.\n\n```thrum\nshared x = 0\nspawn ann { repeat 3 { x += 1 } }\nprint x\n```\n\n"
    "That was it.\n\n## Two\n\nWhich?\n\n- [ ] this\n\n    No.\n\n- [x] that\n\n    Yes.\n\n"
    "Task: make y 3.\n\n```check\ny == 3\n```\n\n```answer\nshared y = 3\n```\n\nThe end.\n";

static char folder[] = "/tmp/thrum-present-XXXXXX";
static char lesson[64], script[64];

static void write_file(const char *name, const char *content)
{
    FILE *file = fopen(name, "w");
    TAP_CHECK(file && fputs(content, file) >= 0 && fclose(file) == 0);
}

/* The lesson on a screen, at its first stop; so many letters in a second. */
static struct console *present(const char *speed, int rows, int columns)
{
    const char *const arguments[] = {"present", speed, lesson, NULL};
    struct console *c = console_open(getenv("THRUM"), arguments, rows, columns);
    TAP_CHECK(console_wait_for(c, "Before all."));
    return c;
}

static void leave(struct console *c, const char *key)
{
    int status;
    console_type(c, key);
    TAP_CHECK(console_wait_end(c, &status) && status == 0);
    TAP_CHECK(console_is_restored(c));
    console_close(c);
}

static void go_to_the_end(struct console *c)
{
    TAP_CHECK(console_wait_for(c, "stop 1 of 10"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "It counts."));
    TAP_CHECK(console_wait_for(c, "Space types: shared x = 0"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "> shared x = 0"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "Space types: print x"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "main   │ 3"));
    TAP_CHECK(console_wait_for(c, "Space text"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "That was it."));
    TAP_CHECK(console_wait_for(c, "Space section: Two"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "Space question"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "2. that"));
    TAP_CHECK(console_wait_for(c, "Space the right answer"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "2 is right: that"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, " goal  make y 3."));
    TAP_CHECK(console_wait_for(c, "Space does it: shared y = 3"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "That is one way to do it."));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "The end."));
    TAP_CHECK(console_wait_for(c, "Space nothing more"));
}

static void space_alone_leads_to_the_end(void)
{
    struct console *c = present("--speed=1000", 24, 80);
    go_to_the_end(c);
    leave(c, "q");
    c = present("--speed=1000", 30, 100);
    go_to_the_end(c);
    leave(c, F10);
}

static void back_shows_what_was_shown(void)
{
    struct console *c = present("--speed=1000", 24, 80);
    char *shown[24];
    go_to_the_end(c);
    for (int row = 0; row < 24; row++)
        shown[row] = console_row(c, row);
    for (int i = 0; i < 20; i++)
        console_type(c, BACKSPACE);
    TAP_CHECK(console_wait_for(c, "stop 1 of 10"));
    TAP_CHECK(console_wait_gone(c, "It counts."));
    for (int i = 2; i <= 10; i++) {
        char stop[32];
        snprintf(stop, sizeof stop, "stop %d of 10", i);
        console_type(c, " ");
        TAP_CHECK(console_wait_for(c, stop));
    }
    for (int row = 1; row < 24; row++) {
        TAP_CHECK(console_wait_row(c, row, shown[row]));
        free(shown[row]);
    }
    free(shown[0]); /* the clock goes on */
    leave(c, "q");
}

static void types_at_a_human_speed(void)
{
    struct console *c = present("--speed=2", 24, 80);
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "Space types: shared x = 0"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "Space at once"));
    TAP_CHECK(console_wait_row(c, 22, "main> s"));
    TAP_CHECK(console_wait_row(c, 22, "main> sh"));
    console_resize(c, 20, 70);
    TAP_CHECK(console_wait_row(c, 18, "main> sha"));
    console_type(c, "\003"); /* Ctrl-C drops it */
    TAP_CHECK(console_wait_row(c, 18, "main>"));
    TAP_CHECK(console_shows(c, "stop 2 of 10"));
    console_type(c, "  "); /* and Space once more types it at once */
    TAP_CHECK(console_wait_for(c, "> shared x = 0"));
    leave(c, "q");
}

static void the_presenter_takes_the_prompt(void)
{
    struct console *c = present("--speed=1000", 24, 80);
    console_type(c, " \t");
    TAP_CHECK(console_wait_for(c, "back to the presentation"));
    console_type(c, "spawn alice bob\rmutex m1 m2\ralice: lock m1\rbob: lock m2\r");
    TAP_CHECK(console_wait_for(c, "> bob: lock m2"));
    console_type(c, "alice: lock m2\rbob: lock m1\r");
    TAP_CHECK(console_wait_for(c, "!! deadlock: "));
    console_type(c, "\t");
    TAP_CHECK(console_wait_gone(c, "deadlock"));
    TAP_CHECK(console_wait_gone(c, "alice"));
    TAP_CHECK(console_shows(c, "It counts."));
    TAP_CHECK(console_wait_for(c, "stop 2 of 10"));
    leave(c, "q");
}

static void other_keys_do_what_they_say(void)
{
    struct console *c = present("--speed=1000", 24, 80);
    console_type(c, "?");
    TAP_CHECK(console_wait_for(c, "Backspace  back one stop"));
    console_type(c, "x");
    TAP_CHECK(console_wait_gone(c, "Backspace  back one stop"));
    console_type(c, "B");
    TAP_CHECK(console_wait_gone(c, "stop 1 of 10"));
    TAP_CHECK(!console_shows(c, "Before all."));
    console_type(c, "x");
    TAP_CHECK(console_wait_for(c, "Before all."));
    console_type(c, "2");
    TAP_CHECK(console_wait_for(c, "Space question"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "1. this"));
    console_type(c, "1");
    TAP_CHECK(console_wait_for(c, "1 is not right. No."));
    console_type(c, "2");
    TAP_CHECK(console_wait_for(c, "2 is right. Yes."));
    console_type(c, "p");
    TAP_CHECK(console_wait_for(c, "It counts."));
    console_type(c, "P");
    TAP_CHECK(console_wait_for(c, "PAUSED"));
    console_type(c, "P+");
    TAP_CHECK(console_wait_gone(c, "PAUSED"));
    TAP_CHECK(console_wait_for(c, "x2 clock"));
    leave(c, "\004");
}

static void hammered_keys_do_no_harm(void)
{
    struct console *c = present("--speed=1000", 24, 80);
    for (int i = 0; i < 300; i++)
        console_type_bytes(c, &" n \177p \t\t1B?  +-P\033[A2 \177\003/xPq"[i * 7 % 25], 1);
    console_type(c, "x"); /* whatever it is at now */
    console_type(c, "\025\t");
    console_resize(c, 30, 100);
    console_signal(c, SIGTERM);
    int status;
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(console_is_restored(c));
    console_close(c);
}

static void stops_and_goes_on(void)
{
    struct console *c = present("--speed=4", 24, 80);
    console_type(c, " ");
    TAP_CHECK(console_wait_for(c, "Space types: shared x = 0"));
    console_type(c, " ");
    TAP_CHECK(console_wait_row(c, 22, "main> sh"));
    console_type(c, "\032");
    TAP_CHECK(console_wait_stopped(c));
    TAP_CHECK(console_is_restored(c));
    console_continue(c, true);
    TAP_CHECK(console_wait_for(c, "> shared x = 0"));
    leave(c, "q");
}

static void a_wrong_script_is_refused_before_anything_is_shown(void)
{
    const char *const arguments[] = {"present", script, NULL};
    struct console *c = console_open(getenv("THRUM"), arguments, 24, 80);
    int status;
    TAP_CHECK(console_wait_for(c, "this '{' is never closed"));
    TAP_CHECK(console_wait_end(c, &status) && WEXITSTATUS(status) == 2);
    TAP_CHECK(!console_shows(c, "stop 1"));
    console_close(c);
}

static void notes_are_shown_elsewhere(void)
{
    static const char *const notes[] = {"notes", NULL};
    static const char *const named[] = {"notes", "9.9-2", NULL};
    struct console *n = console_open(getenv("THRUM"), notes, 24, 80);
    TAP_CHECK(console_wait_for(n, "this waits for one"));
    struct console *c = present("--speed=1000", 24, 80);
    TAP_CHECK(console_wait_for(n, "say hello"));
    TAP_CHECK(console_wait_for(n, "stop 1 of 10"));
    TAP_CHECK(console_wait_for(n, "next: section: One"));
    TAP_CHECK(!console_shows(c, "say hello"));
    console_type(c, " ");
    TAP_CHECK(console_wait_for(n, "stop 2 of 10"));
    TAP_CHECK(console_wait_for(n, "next: types: shared x = 0"));
    struct console *other = present("--speed=1000", 24, 80);
    TAP_CHECK(console_wait_for(other, "another presentation goes on (9.9)"));
    struct console *second = console_open(getenv("THRUM"), named, 24, 80);
    TAP_CHECK(console_wait_for(second, "stop 1 of 10"));
    console_hang_up(second); /* which the lab does not notice */
    console_close(second);
    console_type(other, " ");
    TAP_CHECK(console_wait_for(other, "It counts."));
    leave(other, "q");
    leave(c, "q");
    TAP_CHECK(console_wait_for(n, "the presentation is over; this waits for the next"));
    c = present("--speed=1000", 24, 80);
    TAP_CHECK(console_wait_for(n, "stop 1 of 10"));
    console_signal(c, SIGKILL); /* what it leaves behind is no presentation */
    console_close(c);
    TAP_CHECK(console_wait_for(n, "the presentation is over"));
    c = present("--speed=1000", 24, 80);
    TAP_CHECK(console_wait_for(n, "stop 1 of 10"));
    TAP_CHECK(!console_shows(c, "another presentation"));
    leave(c, "q");
    console_signal(n, SIGINT);
    console_close(n);
}

/* Who hears them is told what is new, below what was said. */
static void notes_are_heard(void)
{
    static const char *const notes[] = {"notes", "--spoken", NULL};
    struct console *n = console_open(getenv("THRUM"), notes, 24, 80);
    TAP_CHECK(
        console_wait_row(n, 0, "no presentation goes on here; this waits for one (Ctrl-C leaves)"));
    struct console *c = present("--speed=1000", 24, 80);
    TAP_CHECK(console_wait_row(n, 1, "lesson 9.9 Shown"));
    TAP_CHECK(console_wait_row(n, 2, "section 1 of 2: Shown"));
    TAP_CHECK(console_wait_row(n, 3, "stop 1 of 10"));
    TAP_CHECK(console_wait_row(n, 4, "say hello \\033[31m"));
    TAP_CHECK(console_wait_row(n, 5, "next: section: One"));
    console_type(c, " ");
    TAP_CHECK(console_wait_row(n, 6, "section 1 of 2: One"));
    TAP_CHECK(console_wait_row(n, 7, "stop 2 of 10"));
    TAP_CHECK(console_wait_row(n, 8, "next: types: shared x = 0"));
    console_type(c, " ");
    TAP_CHECK(console_wait_row(n, 9, "stop 3 of 10"));
    TAP_CHECK(console_wait_for(n, "next: types: spawn ann"));
    TAP_CHECK(!console_sent(n, "\033"));
    leave(c, "q");
    TAP_CHECK(console_wait_for(n, "the presentation is over; this waits for the next"));
    console_signal(n, SIGINT);
    console_close(n);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"Space alone leads to the end", space_alone_leads_to_the_end},
        {"back shows what was shown", back_shows_what_was_shown},
        {"it types at a human speed", types_at_a_human_speed},
        {"the presenter takes the prompt, and the lab comes back", the_presenter_takes_the_prompt},
        {"other keys do what they say", other_keys_do_what_they_say},
        {"hammered keys do no harm", hammered_keys_do_no_harm},
        {"it stops and goes on", stops_and_goes_on},
        {"a wrong script is refused before anything is shown",
         a_wrong_script_is_refused_before_anything_is_shown},
        {"notes are shown elsewhere", notes_are_shown_elsewhere},
        {"notes are heard", notes_are_heard},
    };
    TAP_CHECK(getenv("THRUM") && mkdtemp(folder));
    setenv("XDG_RUNTIME_DIR", folder, 1);
    setenv("XDG_STATE_HOME", folder, 1);
    snprintf(lesson, sizeof lesson, "%s/shown.md", folder);
    snprintf(script, sizeof script, "%s/wrong.thr", folder);
    write_file(lesson, text);
    write_file(script, "shared x = 1\nspawn t {\n");
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
