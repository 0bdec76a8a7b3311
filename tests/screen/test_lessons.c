/* test_lessons.c - lessons on the screen: goal, text and the list to choose from, on the fake
 * session. */
#include "console.h"
#include "../tap.h"

#include <signal.h>

#define F2 "\033OQ"
#define F3 "\033OR"
#define F9 "\033[20~"
#define UP "\033[A"
#define DOWN "\033[B"
#define PAGE_UP "\033[5~"
#define PAGE_DOWN "\033[6~"
#define HOME "\033[H"
#define END "\033[F"

static const char bar[] =
    "F1 help F2 lessons F3 threads F4 objects F6 step F7 undo F8 pause F10 quit";

/* Waits until the row begins with the first text and ends with the second. */
static bool wait_ends(struct console *c, int row, const char *begins, const char *ends)
{
    if (!console_wait_for(c, begins))
        return false;
    char *text = console_row(c, row);
    size_t length = strlen(text);
    size_t tail = strlen(ends);
    bool good = strncmp(text, begins, strlen(begins)) == 0 && length >= tail &&
                strcmp(text + length - tail, ends) == 0;
    if (!good)
        fprintf(stderr, "row %d is: %s\n", row, text);
    free(text);
    return good;
}

/* ---- Status and goal ------------------------------------------------------------------------- */

static const char long_goal[] = "goal Make bob hold the lock m while alice waits for it, then let "
                                "main print what both of them hold by then, and do it twice over, "
                                "so that it is seen\r";

static void shows_lesson_and_goal_at_80x24(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    TAP_CHECK(!console_shows(c, " goal "));
    console_type(c, "lesson 2.4\rgoal make bob hold the lock m\r");
    TAP_CHECK(console_wait_row(c, 1, " goal  make bob hold the lock m"));
    TAP_CHECK(wait_ends(c, 0, " thrum   free · real clock", "   2.4 Join · 2 of 6"));
    TAP_CHECK(console_shows(c, "── threads 4 ──"));
    TAP_CHECK(console_wait_row(c, 23,
                               "F1 help F2 lessons F3 threads F4 objects F6 step F8 pause "
                               "F10 quit Enter next"));
    console_type(c, long_goal);
    TAP_CHECK(console_wait_row(
        c, 1, " goal  Make bob hold the lock m while alice waits for it, then let main print"));
    TAP_CHECK(console_wait_row(
        c, 2, "       what both of them hold by then, and do it twice over, so that it is seen"));
    console_type(c, "alarm deadlock: alice -> m2\r");
    TAP_CHECK(console_wait_row(c, 3, " !! deadlock: alice -> m2"));
    TAP_CHECK(console_shows(c, " goal  Make bob hold"));
    console_type(c, "many 100\r");
    TAP_CHECK(console_wait_for(c, "line 100"));
    TAP_CHECK(console_shows(c, " goal  Make bob hold"));
    console_type(c, "goal \r");
    TAP_CHECK(console_wait_gone(c, " goal  "));
    console_quit(c);
}

static void shows_lesson_and_goal_at_200x50(void)
{
    struct console *c = console_begin(console_fake_lab(), 50, 200);
    console_type(c, "lesson 2.4\r");
    console_type(c, long_goal);
    TAP_CHECK(console_wait_row(c, 1,
                               " goal  Make bob hold the lock m while alice waits for it, then let "
                               "main print what both of "
                               "them hold by then, and do it twice over, so that it is seen"));
    TAP_CHECK(wait_ends(c, 0, " thrum   free · real clock", "   2.4 Join · 2 of 6"));
    TAP_CHECK(console_shows(c, "── transcript ──"));
    console_type(c, "\033[19~");
    TAP_CHECK(console_wait_for(c, " 2.4 Join · 2 of 6  PAUSED - F8 resumes"));
    console_quit(c);
}

static void shows_the_goal_on_small_screens(void)
{
    struct console *c = console_begin(console_fake_lab(), 10, 40);
    console_type(c, "lesson 2.4\r");
    console_type(c, long_goal);
    TAP_CHECK(console_wait_row(c, 1, " goal  Make bob hold the lock m while …"));
    TAP_CHECK(wait_ends(c, 0, " thrum   free", " 2.4 Join · 2 of 6"));
    console_type(c, "alarm deadlock: alice\rprint here\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ here"));
    TAP_CHECK(console_wait_row(c, 2, " !! deadlock: alice"));
    TAP_CHECK(console_wait_row(c, 9, "F1 help F2 lessons F10 quit Enter next"));
    console_resize(c, 8, 30);
    TAP_CHECK(console_wait_row(c, 7, "F1 help F10 quit Enter next"));
    TAP_CHECK(console_shows(c, " goal  Make bob hold the loc…"));
    TAP_CHECK(console_shows(c, "main   │ here"));
    TAP_CHECK(console_wait_row(c, 6, "main>"));
    console_quit(c);
}

static void lends_a_pane_and_gives_back_what_was(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "view panes threads\r");
    TAP_CHECK(console_wait_gone(c, "── objects"));
    console_type(c, "lend objects\r");
    TAP_CHECK(console_wait_for(c, "── objects"));
    TAP_CHECK(console_shows(c, "── threads"));
    console_type(c, "lend \r");
    TAP_CHECK(console_wait_gone(c, "── objects"));
    TAP_CHECK(console_shows(c, "── threads"));
    /* What is chosen meanwhile stays: the threads go, and do not come back. */
    console_type(c, "lend objects\r");
    TAP_CHECK(console_wait_for(c, "── objects"));
    console_type(c, F3);
    TAP_CHECK(console_wait_gone(c, "── threads"));
    console_type(c, "lend \r");
    TAP_CHECK(console_wait_gone(c, "── objects"));
    TAP_CHECK(!console_shows(c, "── threads"));
    console_quit(c);
}

/* ---- A lesson's text ------------------------------------------------------------------------- */

static void sets_text_off(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 40);
    console_type(c, "say Some text that is too long for one row\r");
    TAP_CHECK(console_wait_row(c, -1, "┃ Some text that is too long for one row"));
    console_type(c, "say 1. An item that is too long for one row, too\r");
    TAP_CHECK(console_wait_row(c, -1, "┃ 1. An item that is too long for one"));
    TAP_CHECK(console_wait_row(c, -1, "┃    row, too"));
    console_type(c, "code     code(that, is, too, long) { one = row }\r");
    TAP_CHECK(console_wait_row(c, -1, "┃     code(that, is, too, long) { one ="));
    TAP_CHECK(console_wait_row(c, -1, "┃   » row }"));
    /* What stands as far in as code, but is none: of a list in a list. */
    console_type(c, "say     A paragraph of a list in a list, too long\r");
    TAP_CHECK(console_wait_row(c, -1, "┃     A paragraph of a list in a list,"));
    TAP_CHECK(console_wait_row(c, -1, "┃     too long"));
    /* A heading has attributes of its own, which are sent right before it. */
    console_type(c, "say == 2 of 6: Join ==");
    TAP_CHECK(console_wait_row(c, 22, "main> say == 2 of 6: Join =="));
    console_forget(c);
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, -1, "┃ == 2 of 6: Join =="));
    TAP_CHECK(console_sent(c, "m== 2 of 6: Join =="));
    console_type(c, "say 2 == 2\r");
    TAP_CHECK(console_wait_row(c, -1, "┃ 2 == 2"));
    TAP_CHECK(!console_sent(c, "m2 == 2"));
    console_quit(c);
}

static void keeps_a_measure_on_wide_screens(void)
{
    struct console *c = console_begin(console_fake_lab(), 50, 260);
    char text[300] = "say";
    for (int i = 0; i < 40; i++)
        strcat(text, " abcd");
    strcat(text, "\r");
    console_type(c, text);
    /* 17 words of five columns, a blank less at the end, and the sign. */
    TAP_CHECK(console_wait_for(c, "┃ abcd abcd"));
    char *row = NULL;
    for (int i = 0; i < 50 && !row; i++) {
        row = console_row(c, i);
        if (!strstr(row, "┃ abcd")) {
            free(row);
            row = NULL;
        }
    }
    TAP_CHECK(row);
    int words = 0;
    for (const char *at = row; (at = strstr(at, "abcd")); at++)
        words++;
    TAP_CHECK(words == 17);
    free(row);
    console_quit(c);
}

static void long_text_is_read_page_by_page(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "lesson 1\r");
    TAP_CHECK(console_wait_for(c, "1 Join"));
    console_type(c, "read 30\r");
    /* The transcript has 15 rows below its title: the typed line, text, the mark. */
    TAP_CHECK(console_wait_row(c, 21, " more below: Enter, PgDn"));
    TAP_CHECK(console_shows(c, "> read 30"));
    TAP_CHECK(console_shows(c, "┃ text 1 of 30"));
    TAP_CHECK(console_shows(c, "┃ text 13 of 30"));
    TAP_CHECK(!console_shows(c, "┃ text 14 of 30"));
    /* The next page begins with the last row of this one. */
    console_type(c, "\r");
    TAP_CHECK(console_wait_for(c, "┃ text 26 of 30"));
    TAP_CHECK(console_shows(c, "┃ text 13 of 30"));
    TAP_CHECK(!console_shows(c, "┃ text 12 of 30"));
    TAP_CHECK(console_shows(c, "more below"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, 21, "┃ text 30 of 30"));
    TAP_CHECK(!console_shows(c, "more below"));
    TAP_CHECK(!console_shows(c, "the lesson goes on"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, 21, "┃ the lesson goes on, 1"));
    console_type(c, "  \r");
    TAP_CHECK(console_wait_row(c, 21, "┃ the lesson goes on, 2"));
    console_quit(c);
}

static void page_down_reads_on(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "lesson 1\r");
    TAP_CHECK(console_wait_for(c, "1 Join"));
    console_type(c, "read 30\r");
    TAP_CHECK(console_wait_row(c, 21, " more below: Enter, PgDn"));
    console_type(c, PAGE_DOWN PAGE_DOWN);
    TAP_CHECK(console_wait_row(c, 21, "┃ text 30 of 30"));
    TAP_CHECK(console_wait_gone(c, "more below"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, 21, "┃ the lesson goes on, 1"));
    console_quit(c);
}

static void what_a_lesson_runs_is_read_page_by_page(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "lesson 1\r");
    TAP_CHECK(console_wait_for(c, "1 Join"));
    console_type(c, "run 40\r");
    TAP_CHECK(console_wait_row(c, 21, " more below: Enter, PgDn"));
    TAP_CHECK(console_shows(c, "> run 40"));
    TAP_CHECK(console_wait_row(c, 20, "alice  │ line 13"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, 20, "bob    │ line 26"));
    TAP_CHECK(console_shows(c, "alice  │ line 13"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, 21, "bob    │ line 40"));
    TAP_CHECK(console_shows(c, "bob    │ line 26"));
    TAP_CHECK(!console_shows(c, "more below"));
    TAP_CHECK(!console_shows(c, "the lesson goes on"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, 21, "┃ the lesson goes on, 1"));
    console_quit(c);
}

static void what_is_typed_goes_to_the_end(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "read 30\r");
    TAP_CHECK(console_wait_for(c, "more below"));
    console_type(c, "many 50\r");
    TAP_CHECK(console_wait_row(c, 21, "bob    │ line 50"));
    TAP_CHECK(!console_shows(c, "more below"));
    /* No text to read: what threads print is followed, and Enter does nothing but that. */
    console_type(c, "\rmany 20\r");
    TAP_CHECK(console_wait_row(c, 21, "bob    │ line 20"));
    console_quit(c);
}

static void text_is_read_on_tiny_screens(void)
{
    struct console *c = console_begin(console_fake_lab(), 8, 30);
    console_type(c, "lesson 1\rgoal x\r");
    TAP_CHECK(console_wait_row(c, -1, "> goal x"));
    console_type(c, "read 9\r");
    TAP_CHECK(console_wait_row(c, 2, "> read 9"));
    TAP_CHECK(console_wait_row(c, 5, " more below: Enter, PgDn"));
    static const char *const last[] = {"┃ text 4 of 9", "┃ text 6 of 9", "┃ text 9 of 9"};
    for (size_t i = 0; i < sizeof last / sizeof *last; i++) {
        console_type(c, "\r");
        TAP_CHECK(console_wait_for(c, last[i]));
    }
    TAP_CHECK(console_wait_row(c, 5, "┃ text 9 of 9"));
    console_resize(c, 24, 80);
    TAP_CHECK(console_wait_for(c, "┃ text 1 of 9"));
    console_quit(c);
}

/* ---- The list -------------------------------------------------------------------------------- */

static void list_opens_and_closes(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "print half");
    TAP_CHECK(console_wait_row(c, 22, "main> print half"));
    console_type(c, F2);
    TAP_CHECK(console_wait_row(c, 22, "lesson:"));
    TAP_CHECK(console_shows(c, "── lessons: 2 of 5 done ──"));
    /* None is open: the first that is not done is offered. */
    TAP_CHECK(console_wait_for(c, "> 2.4  Join "));
    TAP_CHECK(console_shows(c, "  0    Welcome"));
    TAP_CHECK(console_shows(c, "  done"));
    TAP_CHECK(!console_shows(c, "threads 4"));
    TAP_CHECK(console_wait_row(c, 23, "Enter opens Esc back Up Down choose letters narrow it"));
    console_type(c, "\033");
    TAP_CHECK(console_wait_row(c, 22, "main> print half"));
    TAP_CHECK(console_wait_cursor(c, 22, 16));
    TAP_CHECK(console_wait_row(c, 23, bar));
    console_type(c, F2);
    TAP_CHECK(console_wait_row(c, 22, "lesson:"));
    console_type(c, F2);
    TAP_CHECK(console_wait_row(c, 22, "main> print half"));
    console_type(c, F2);
    TAP_CHECK(console_wait_row(c, 22, "lesson:"));
    console_type(c, "\003");
    TAP_CHECK(console_wait_row(c, 22, "main> print half"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ half"));
    console_quit(c);
}

static void list_chooses(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "kept" F2);
    TAP_CHECK(console_wait_for(c, "> 2.4  Join"));
    console_type(c, DOWN);
    TAP_CHECK(console_wait_for(c, "> 2.10 What a long title"));
    console_type(c, UP UP UP UP UP);
    TAP_CHECK(console_wait_for(c, "> 0    Welcome"));
    console_type(c, END);
    TAP_CHECK(console_wait_for(c, "> 9    What goes wrong"));
    console_type(c, DOWN HOME);
    TAP_CHECK(console_wait_for(c, "> 0    Welcome"));
    console_type(c, "\016\016\r"); /* Ctrl-N, as in the line editor */
    TAP_CHECK(console_wait_row(c, -1, "> lesson 2.4"));
    TAP_CHECK(console_wait_for(c, "2.4 Join · 2 of 6"));
    TAP_CHECK(console_wait_row(c, 22, "main> kept"));
    console_type(c, F2);
    TAP_CHECK(wait_ends(c, 4, "> 2.4  Join", " open · 2 of 6"));
    console_type(c, "\033");
    TAP_CHECK(console_wait_row(c, 22, "main> kept"));
    console_quit(c);
}

static void list_is_narrowed(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "many lessons\r" F2 "10");
    TAP_CHECK(console_wait_row(c, 22, "lesson: 10"));
    TAP_CHECK(console_wait_cursor(c, 22, 10));
    TAP_CHECK(console_wait_for(c, "── lessons: 9 of 23 match ──"));
    TAP_CHECK(console_shows(c, "> 10.1 Déjà vu"));
    TAP_CHECK(!console_shows(c, "Welcome"));
    console_type(c, ".");
    console_type(c, "3");
    TAP_CHECK(console_wait_for(c, "1 of 23 match"));
    console_type(c, "\177\177\177\177");
    TAP_CHECK(console_wait_for(c, "lessons: 2 of 23 done"));
    /* Any part of a title, and capital letters alike. */
    console_type(c, "JOI");
    TAP_CHECK(console_wait_for(c, "> 2.4  Join"));
    console_type(c, "\025"
                    "D\xC3\xA9j\xC3\xA0x");
    TAP_CHECK(console_wait_for(c, "no lesson is called so"));
    console_type(c, "\r\177\177");
    TAP_CHECK(console_wait_row(c, 22, "lesson: Déj"));
    TAP_CHECK(console_wait_for(c, "> 10.1 Déjà vu"));
    /* The one of that very name comes before those that only begin so. */
    console_type(c, "\025"
                    "1");
    TAP_CHECK(console_wait_for(c, "> 1    The rabbits"));
    console_type(c, "\025\033[200~12\n\033[201~\r");
    TAP_CHECK(console_wait_row(c, -1, "> lesson 12"));
    console_quit(c);
}

static void list_scrolls_at_40x10(void)
{
    setenv("NO_COLOR", "1", 1);
    struct console *c = console_begin(console_fake_lab(), 10, 40);
    console_type(c, "many lessons\r" F2);
    TAP_CHECK(console_wait_row(c, 1, "── lessons: 2 of 23 done ── 1-6 of 23 ──"));
    TAP_CHECK(console_wait_row(c, 4, "> 2.4  Join                      2 of 6"));
    TAP_CHECK(console_wait_row(c, 5, "  2.10 What a long title this lesson …"));
    console_type(c, PAGE_DOWN);
    TAP_CHECK(console_wait_row(c, 7, "> 10.3 Ten three"));
    console_type(c, PAGE_DOWN PAGE_DOWN PAGE_DOWN PAGE_DOWN PAGE_DOWN);
    TAP_CHECK(console_wait_row(c, 7, "> 12   The last one"));
    console_type(c, PAGE_UP);
    TAP_CHECK(console_wait_for(c, "> 11.4 Eleven four"));
    TAP_CHECK(!console_sent(c, "\033[38;5"));
    TAP_CHECK(!console_sent(c, "\033[31m"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, -1, "> lesson 11.4"));
    console_quit(c);
    unsetenv("NO_COLOR");
}

static void list_survives_a_resize(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "many lessons\r" F2 END);
    TAP_CHECK(console_wait_for(c, "> 12   The last one"));
    console_resize(c, 8, 30);
    TAP_CHECK(console_wait_row(c, 5, "> 12   The last one"));
    TAP_CHECK(console_wait_row(c, 7, "Enter opens Esc back"));
    console_resize(c, 5, 20);
    TAP_CHECK(console_wait_for(c, "too small"));
    console_resize(c, 50, 200);
    TAP_CHECK(console_wait_for(c, "> 12   The last one"));
    TAP_CHECK(console_shows(c, "  0    Welcome"));
    TAP_CHECK(console_shows(c, "│── threads 4 ──"));
    console_resize(c, 24, 80);
    TAP_CHECK(console_wait_row(c, 22, "lesson:"));
    TAP_CHECK(console_wait_gone(c, "threads 4"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, -1, "> lesson 12"));
    console_quit(c);
}

static void list_says_when_it_is_empty(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "no lessons\r" F2);
    TAP_CHECK(console_wait_for(c, "no lessons were found"));
    console_type(c, DOWN UP PAGE_DOWN PAGE_UP HOME END "\r");
    TAP_CHECK(console_wait_row(c, 22, "lesson:"));
    console_type(c, "\033");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
}

static void list_gives_way_to_other_keys(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, F2);
    TAP_CHECK(console_wait_for(c, "── lessons"));
    console_type(c, "\033[17~"); /* F6 */
    TAP_CHECK(console_wait_row(c, -1, "* step"));
    TAP_CHECK(!console_shows(c, "── lessons"));
    /* And the search in the transcript to it. */
    console_type(c, "/x" F2);
    TAP_CHECK(console_wait_row(c, 22, "lesson:"));
    console_type(c, "\033");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
}

static void list_and_text_need_no_utf8(void)
{
    setenv("LANG_UNDER_TEST", "C", 1);
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "lesson 2.4\rmany lessons\rsay text\rread 40\r");
    TAP_CHECK(console_wait_row(c, -1, "| text 1 of 40"));
    TAP_CHECK(console_shows(c, "more below"));
    console_type(c, F2);
    TAP_CHECK(console_wait_row(c, 1,
                               "-- lessons: 2 of 23 done ---------------------------------"
                               "-------- 1-20 of 23 --"));
    TAP_CHECK(console_wait_for(c, "open - 2 of 6"));
    TAP_CHECK(console_shows(c, "  10.1 D?j? vu"));
    for (int byte = 0x80; byte < 0x100; byte++) {
        char one[2] = {(char)byte, '\0'};
        TAP_CHECK(!console_sent(c, one));
    }
    console_type(c, "\033");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
}

/* ---- Keys ------------------------------------------------------------------------------------ */

static void explores_where_there_is_such_a_command(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    TAP_CHECK(console_wait_row(c, 23, bar));
    console_type(c, F9 "print x\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ x"));
    TAP_CHECK(!console_shows(c, "explore"));
    console_quit(c);
    setenv("THRUM_TEST_EXPLORE", "yes", 1);
    c = console_begin(console_fake_lab(), 24, 80);
    TAP_CHECK(console_wait_row(
        c, 23, "F1 help F2 lessons F3 threads F4 objects F6 step F8 pause F9 explore F10 quit"));
    console_type(c, F9);
    TAP_CHECK(console_wait_row(c, -1, "* explore"));
    console_quit(c);
    unsetenv("THRUM_TEST_EXPLORE");
}

static void text_is_wrapped_on_a_plain_terminal(void)
{
    static const char *const plain[] = {"--plain", NULL};
    struct console *c = console_open(console_fake_lab(), plain, 24, 100);
    TAP_CHECK(console_wait_for(c, "main>"));
    console_type(c, "say - one two three four five six seven eight nine ten eleven twelve thirteen "
                    "fourteen fifteen\r");
    TAP_CHECK(console_wait_row(
        c, -1, "  - one two three four five six seven eight nine ten eleven twelve thirteen"));
    TAP_CHECK(console_wait_row(c, -1, "    fourteen fifteen"));
    TAP_CHECK(console_wait_row(c, 3, "main>"));
    console_type(c, "lesson 1\r");
    TAP_CHECK(console_wait_row(c, 4, "main>"));
    /* No prompt stands between what was typed and what that says. */
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, 5, "  the lesson goes on, 1"));
    TAP_CHECK(console_wait_row(c, 6, "main>"));
    /* So is what threads print and what goes wrong: under its own beginning. */
    console_type(c, "print one two three four five six seven eight nine ten eleven twelve thirteen "
                    "fourteen fifteen sixteen\r");
    TAP_CHECK(console_wait_row(c, -1,
                               "main: one two three four five six seven eight nine ten eleven "
                               "twelve thirteen fourteen fifteen"));
    TAP_CHECK(console_wait_row(c, -1, "      sixteen"));
    console_type(c, "print {\r\r}\r");
    TAP_CHECK(console_wait_row(c, -1, "main: {^J^J}"));
    TAP_CHECK(!console_shows(c, "the lesson goes on, 2"));
    console_type(c, "quit\r");
    int status;
    TAP_CHECK(console_wait_end(c, &status) && status == 0);
    console_close(c);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"lesson and goal are in view at 80x24", shows_lesson_and_goal_at_80x24},
        {"lesson and goal are in view at 200x50", shows_lesson_and_goal_at_200x50},
        {"the goal is in view on small screens", shows_the_goal_on_small_screens},
        {"a lesson lends a pane and gives back what was", lends_a_pane_and_gives_back_what_was},
        {"a lesson's text is set off, items hang, code stays", sets_text_off},
        {"a lesson's lines stay readable on wide screens", keeps_a_measure_on_wide_screens},
        {"long text is read page by page", long_text_is_read_page_by_page},
        {"what a lesson runs is read page by page", what_a_lesson_runs_is_read_page_by_page},
        {"Page down reads on, too", page_down_reads_on},
        {"what is typed goes to the end", what_is_typed_goes_to_the_end},
        {"text is read on tiny screens", text_is_read_on_tiny_screens},
        {"the list opens and closes, the prompt is kept", list_opens_and_closes},
        {"the list's mark moves, and Enter opens a lesson", list_chooses},
        {"the list is narrowed by typing", list_is_narrowed},
        {"the list scrolls at 40x10, without colours", list_scrolls_at_40x10},
        {"the list survives a resize", list_survives_a_resize},
        {"a list of nothing says so", list_says_when_it_is_empty},
        {"the list gives way to other keys", list_gives_way_to_other_keys},
        {"list and text do outside UTF-8", list_and_text_need_no_utf8},
        {"F9 explores where there is such a command", explores_where_there_is_such_a_command},
        {"text is wrapped on a plain terminal", text_is_wrapped_on_a_plain_terminal},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
