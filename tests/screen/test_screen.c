/* test_screen.c - what the lab looks like and what its keys do, on the fake session. */
#include "console.h"
#include "../tap.h"

#include <sys/stat.h>

static void shows_panes_at_80x24(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "print hello\r");
    TAP_CHECK(console_wait_row(c, -1, "> print hello"));
    TAP_CHECK(console_wait_row(c, -1, "main   │ hello"));
    TAP_CHECK(console_shows(c, "── threads 4 ──"));
    TAP_CHECK(console_shows(
        c, "■ alice waiting   waits for m · held by bob · one of 3 who wait · 4.1 s"));
    TAP_CHECK(console_shows(c, "z clock sleeping  daemon · sleeps · 1.2 s left"));
    TAP_CHECK(!console_shows(c, "objects 3"));
    TAP_CHECK(console_wait_row(
        c, 23, "F1 help F2 lessons F3 threads F4 objects F6 step F7 undo F8 pause F10 quit"));
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    TAP_CHECK(console_wait_cursor(c, 22, 6));
    console_quit(c);
}

static void tells_kinds_of_lines_apart(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "nonsense\rhelp\rstdout\rstderr\r");
    TAP_CHECK(console_wait_row(c, -1, "> nonsense"));
    TAP_CHECK(console_wait_row(c, -1, "! there is no such command here"));
    TAP_CHECK(console_wait_row(c, -1, "* help is what the real lab has"));
    TAP_CHECK(console_wait_row(c, -1, "* past the lab"));
    TAP_CHECK(console_wait_row(c, -1, "! a warning from a library"));
    console_quit(c);
}

static void has_two_columns_at_200x50(void)
{
    struct console *c = console_begin(console_fake_lab(), 50, 200);
    TAP_CHECK(console_wait_for(c, "── transcript ──"));
    TAP_CHECK(console_shows(c, "│── threads 4 ──"));
    TAP_CHECK(console_shows(c, "│── objects 3 ──"));
    TAP_CHECK(console_shows(c, "│ ■ m0   mutex held by bob · alice waits"));
    console_quit(c);
}

/* Objects take no row away there, so they are in view from the start. */
static void has_panes_side_by_side_at_100x30(void)
{
    struct console *c = console_begin(console_fake_lab(), 30, 100);
    TAP_CHECK(console_wait_for(c, "│── objects 3 ──"));
    TAP_CHECK(console_shows(c, "│ ■ m0   mutex held by bob · alice waits"));
    TAP_CHECK(console_shows(c, "── threads 4 ─"));
    TAP_CHECK(console_shows(c, "── transcript ──"));
    console_type(c, "\033OS");
    TAP_CHECK(console_wait_gone(c, "objects 3"));
    TAP_CHECK(console_shows(
        c, "■ alice waiting   waits for m · held by bob · one of 3 who wait · 4.1 s"));
    console_type(c, "view panes both\r");
    TAP_CHECK(console_wait_for(c, "│── objects 3 ──"));
    console_type(c, "\033OR");
    TAP_CHECK(console_wait_gone(c, "threads 4"));
    TAP_CHECK(console_shows(c, "── objects 3 ──"));
    TAP_CHECK(!console_shows(c, "│── objects 3 ──"));
    console_resize(c, 24, 80);
    TAP_CHECK(console_wait_for(c, "── objects 3 ──"));
    console_quit(c);
}

static void gives_notice_at_20x5(void)
{
    struct console *c = console_begin(console_fake_lab(), 5, 20);
    TAP_CHECK(console_shows(c, "20x5 is too small"));
    TAP_CHECK(console_shows(c, "thrum needs 30x8"));
    console_quit(c);
}

static void survives_tiny_sizes(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    static const int sizes[][2] = {{1, 1}, {2, 3}, {8, 30}, {1, 200}, {60, 2}, {9, 31}, {24, 80}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        console_type(c, "x");
        console_resize(c, sizes[i][0], sizes[i][1]);
        console_forget(c);
        TAP_CHECK(console_wait_bytes(c, "\033["));
    }
    TAP_CHECK(console_wait_row(c, 22, "main> xxxxxxx"));
    console_quit(c);
}

static void follows_a_resize(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "print before\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ before"));
    console_resize(c, 40, 132);
    TAP_CHECK(console_wait_for(c, "│── threads 4 ─ 1 running"));
    TAP_CHECK(console_wait_row(c, 38, "main>"));
    console_resize(c, 5, 20);
    TAP_CHECK(console_wait_for(c, "too small"));
    console_type(c, "print blind\r");
    console_resize(c, 24, 80);
    TAP_CHECK(console_wait_row(c, -1, "main   │ before"));
    TAP_CHECK(console_wait_row(c, -1, "main   │ blind"));
    console_quit(c);
}

static void shows_alarm_pause_and_hint(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "alarm deadlock: alice -> m2 -> bob -> m1 -> alice\r");
    TAP_CHECK(console_wait_row(c, 1, " !! deadlock: alice -> m2 -> bob -> m1 -> alice"));
    console_type(c, "\033[19~");
    TAP_CHECK(console_wait_for(c, "PAUSED"));
    TAP_CHECK(console_wait_for(c, "F8 resume F10"));
    console_type(c, "\033[19~");
    TAP_CHECK(console_wait_gone(c, "PAUSED"));
    console_type(c, "block\r");
    TAP_CHECK(console_wait_row(c, 21, "main (waits for m)>"));
    TAP_CHECK(console_wait_row(c, 22, "  main waits for m, held by bob: Ctrl-C ends the wait"));
    console_type(c, "\003");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    TAP_CHECK(console_wait_row(c, -1, "* interrupted"));
    console_quit(c);
}

static void keys_run_commands(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "\033OP");
    TAP_CHECK(console_wait_row(c, -1, "> help"));
    console_type(c, "\033[17~");
    TAP_CHECK(console_wait_row(c, -1, "* step"));
    console_type(c, "\033[18~");
    TAP_CHECK(console_wait_row(c, -1, "* undo"));
    console_type(c, "\033[21~");
    int status;
    TAP_CHECK(console_wait_end(c, &status) && status == 0);
    TAP_CHECK(console_is_restored(c));
    console_close(c);
}

static void keys_choose_panes(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "\033OS");
    TAP_CHECK(console_wait_for(c, "── objects 3 ──"));
    TAP_CHECK(console_shows(c, "── threads 4 ──"));
    console_type(c, "\033OR");
    TAP_CHECK(console_wait_gone(c, "── threads 4 ──"));
    console_type(c, "\033[15~");
    TAP_CHECK(console_wait_gone(c, "── objects 3 ──"));
    console_type(c, "\033[15~");
    TAP_CHECK(console_wait_for(c, "── objects 3 ──"));
    TAP_CHECK(console_shows(c, "── threads 4 ──"));
    console_type(c, "view panes none\r");
    TAP_CHECK(console_wait_gone(c, "── threads 4 ──"));
    console_quit(c);
}

static void blocks_go_over_lines(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "print {\ra\r");
    TAP_CHECK(console_wait_row(c, 20, "main> print {"));
    TAP_CHECK(console_wait_row(c, 21, "..... a"));
    TAP_CHECK(console_wait_cursor(c, 22, 14));
    console_type(c, "\033[Ab\033[B}\r");
    TAP_CHECK(console_wait_row(c, -1, "> ba"));
    TAP_CHECK(console_wait_row(c, -1, "> }"));
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
}

static void completes(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "a\t");
    TAP_CHECK(console_wait_row(c, -1, " acquire  alarm    alice    ask"));
    console_type(c, "li");
    TAP_CHECK(console_wait_gone(c, "acquire"));
    console_type(c, "\t");
    TAP_CHECK(console_wait_row(c, 22, "main> alice"));
    TAP_CHECK(console_wait_cursor(c, 22, 12));
    console_type(c, "\025x pr\xC3\xA9\t");
    TAP_CHECK(console_wait_row(c, 22, "main> x préface"));
    console_quit(c);
}

static void keeps_history(void)
{
    char folder[] = "/tmp/thrum-history-XXXXXX";
    TAP_CHECK(mkdtemp(folder));
    char file[64];
    snprintf(file, sizeof file, "%s/history", folder);
    setenv("THRUM_TEST_HISTORY", file, 1);
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "print one\rprint {\ra\r}\rprint one\r");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
    c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "\033[A");
    TAP_CHECK(console_wait_row(c, 22, "main> quit"));
    console_type(c, "\033[A\033[A");
    TAP_CHECK(console_wait_row(c, 20, "main> print {"));
    TAP_CHECK(console_wait_row(c, 22, "..... }"));
    console_type(c, "\025\033[A\033[A\033[A\033[A");
    TAP_CHECK(console_wait_row(c, 22, "main> print one"));
    /* A search backwards, then Ctrl-C leaves it and the line. */
    console_type(c, "\003\022qui");
    TAP_CHECK(console_wait_row(c, 22, "(reverse-i-search)`qui': quit"));
    console_type(c, "\003");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
    struct stat status;
    TAP_CHECK(stat(file, &status) == 0 && (status.st_mode & 0777) == 0600);
    unlink(file);
    rmdir(folder);
}

static void edits_as_the_inputrc_says(void)
{
    char name[] = "/tmp/thrum-inputrc-XXXXXX";
    static const char settings[] = "set editing-mode vi\nset bell-style audible\n"
                                   "set enable-bracketed-paste on\nset show-mode-in-prompt on\n";
    int file = mkstemp(name);
    TAP_CHECK(file >= 0);
    TAP_CHECK(write(file, settings, sizeof settings - 1) == (ssize_t)sizeof settings - 1);
    close(file);
    setenv("INPUTRC", name, 1);
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "xprint one two");
    TAP_CHECK(console_wait_row(c, 22, "main> xprint one two"));
    console_type(c, "\033");
    TAP_CHECK(console_wait_cursor(c, 22, 19));
    console_type(c, "0xbbbbwcwthree");
    TAP_CHECK(console_wait_row(c, 22, "main> print three two"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ three two"));
    TAP_CHECK(!console_sent(c, "\a"));
    unlink(name);
    console_quit(c);
}

static void scrolls_back(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "many 100\r");
    TAP_CHECK(console_wait_for(c, "line 100"));
    console_type(c, "\033[5~");
    TAP_CHECK(console_wait_gone(c, "line 100"));
    TAP_CHECK(console_shows(c, "newer lines · PgDn"));
    console_type(c, "stdout\r");
    TAP_CHECK(console_wait_for(c, "past the lab"));
    console_type(c, "\033[5~\033[5~");
    TAP_CHECK(console_wait_gone(c, "past the lab"));
    console_type(c, "\033[6~\033[6~\033[6~");
    TAP_CHECK(console_wait_for(c, "past the lab"));
    TAP_CHECK(!console_shows(c, "PgDn"));
    console_quit(c);
}

static void scrolls_by_the_wheel_on_request(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    TAP_CHECK(!console_sent(c, "\033[?1000h"));
    console_type(c, "many 100\rview mouse on\r");
    TAP_CHECK(console_wait_bytes(c, "\033[?1000h\033[?1006h"));
    console_type(c, "\033[<64;10;10M");
    TAP_CHECK(console_wait_for(c, "3 newer lines · PgDn"));
    console_type(c, "\033[<65;10;10M");
    TAP_CHECK(console_wait_gone(c, "PgDn"));
    console_type(c, "view mouse off\r");
    TAP_CHECK(console_wait_bytes(c, "\033[?1000l"));
    console_quit(c);
}

static void stays_where_it_was_scrolled_to(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "many 50\r");
    TAP_CHECK(console_wait_for(c, "line 50"));
    console_type(c, "flood\r");
    TAP_CHECK(console_wait_for(c, "flood 1"));
    console_type(c, "\003");
    TAP_CHECK(console_wait_for(c, "interrupted"));
    console_type(c, "\033[5~");
    TAP_CHECK(console_wait_for(c, "PgDn"));
    console_quit(c);
}

static void finds_text(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "many 100\r");
    TAP_CHECK(console_wait_for(c, "line 100"));
    console_type(c, "/LINE 4");
    TAP_CHECK(console_wait_row(c, 22, "find: LINE 4"));
    TAP_CHECK(console_wait_for(c, "line 49"));
    TAP_CHECK(console_shows(c, "Enter older Down newer Esc back to the prompt"));
    console_type(c, "2");
    TAP_CHECK(console_wait_for(c, "51 newer lines"));
    TAP_CHECK(console_shows(c, "line 42"));
    console_type(c, "\177\r");
    TAP_CHECK(console_wait_for(c, "45 newer lines"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_for(c, "46 newer lines"));
    console_type(c, "\033[B");
    TAP_CHECK(console_wait_for(c, "45 newer lines"));
    console_type(c, "zz");
    TAP_CHECK(console_wait_row(c, 22, "not found: LINE 4zz"));
    console_type(c, "\033");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
}

static void shows_one_thread_alone(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "many 6\rview only bob\r");
    TAP_CHECK(console_wait_for(c, "transcript of bob alone"));
    TAP_CHECK(console_shows(c, "bob    │ line 6"));
    TAP_CHECK(!console_shows(c, "line 5"));
    TAP_CHECK(console_shows(c, "> many 6"));
    console_type(c, "view only\r");
    TAP_CHECK(console_wait_for(c, "line 5"));
    console_quit(c);
}

static void answers_questions(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "ask your name? \rB\xC3\xB6"
                    "b {\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ the answer is Böb {"));
    console_type(c, "ask again? \r");
    TAP_CHECK(console_wait_row(c, 22, "again?"));
    console_type(c, "\004");
    TAP_CHECK(console_wait_row(c, -1, "main   │ no answer"));
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
}

static void sends_no_control_characters(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_forget(c);
    console_type(c, "raw\r");
    TAP_CHECK(console_wait_for(c, "red ^[[31m bell ^G csi \\u{9B}5m bad �� end"));
    TAP_CHECK(!console_sent(c, "\a"));
    TAP_CHECK(!console_sent(c, "\xC2\x9B"));
    TAP_CHECK(!console_sent(c, "\033[31m"));
    console_quit(c);
}

static void saves_the_screen(void)
{
    char name[] = "/tmp/thrum-screen-XXXXXX";
    int made = mkstemp(name);
    TAP_CHECK(made >= 0);
    close(made);
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    char command[128];
    snprintf(command, sizeof command, "print wide 字 é\rview save %s\r", name);
    console_type(c, command);
    TAP_CHECK(console_wait_for(c, "the screen is in"));
    FILE *file = fopen(name, "r");
    char text[16384];
    TAP_CHECK(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    text[length] = '\0';
    fclose(file);
    TAP_CHECK(strstr(text, "\nmain   │ wide 字 é\n"));
    TAP_CHECK(strstr(text, "── threads 4 ──"));
    TAP_CHECK(!strchr(text, '\033'));
    unlink(name);
    console_type(c, "view save /nowhere/at/all\r");
    TAP_CHECK(console_wait_for(c, "! cannot write /nowhere/at/all: No such"));
    console_type(c, "view save /dev/full\r");
    TAP_CHECK(console_wait_for(c, "! cannot write /dev/full: it is no ordinary file"));
    console_quit(c);
}

static void needs_no_colours(void)
{
    setenv("NO_COLOR", "1", 1);
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    TAP_CHECK(console_shows(c, "■ alice waiting"));
    TAP_CHECK(!console_sent(c, "\033[38;5"));
    TAP_CHECK(!console_sent(c, "\033[31m"));
    console_quit(c);
    unsetenv("NO_COLOR");
    c = console_begin(console_fake_lab(), 24, 80);
    TAP_CHECK(console_sent(c, "[38;5;221m"));
    console_type(c, "theme light\r");
    TAP_CHECK(console_wait_bytes(c, "[38;5;23m"));
    console_type(c, "theme none\r");
    console_forget(c);
    console_type(c, "print x\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ x"));
    TAP_CHECK(!console_sent(c, "[38;5;"));
    console_quit(c);
}

static bool wait_below(struct console *c, const char *first, const char *second, int rows)
{
    for (int row = 0; console_wait_for(c, first) && row + rows < 50; row++) {
        char *here = console_row(c, row), *there = console_row(c, row + rows);
        bool good = strstr(here, first) && strstr(there, second);
        free(here);
        free(there);
        if (good)
            return true;
    }
    return false;
}

/* Read from the last row of a hall: half as many rows, each sign twice. */
static void has_a_large_view(void)
{
    struct console *c = console_begin(console_fake_lab(), 30, 100);
    console_type(c, "print hello\rprint world\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ world"));
    TAP_CHECK(wait_below(c, "> print world", "main   │ world", 1));
    console_type(c, "view large\r");
    TAP_CHECK(console_wait_for(c, " ■■ alice "));
    TAP_CHECK(console_shows(c, " zz clock "));
    TAP_CHECK(console_shows(c, "│ ■■ m0 "));
    TAP_CHECK(wait_below(c, "> print world", "main   │ world", 2));
    /* What has no room is counted. */
    console_type(c, "rows 40\r");
    TAP_CHECK(console_wait_for(c, " ■■ t1 "));
    TAP_CHECK(console_shows(c, "   and 36 more: 36 waiting"));
    console_type(c, "view normal\r");
    TAP_CHECK(console_wait_for(c, " ■ t1 "));
    TAP_CHECK(wait_below(c, "> print world", "main   │ world", 1));
    console_quit(c);
}

static void large_needs_room(void)
{
    struct console *c = console_begin(console_fake_lab(), 20, 79);
    console_type(c, "view large\r");
    TAP_CHECK(console_wait_row(
        c, -1, "! `view large` needs 80x24, and this is 79x20: the view stays normal"));
    TAP_CHECK(console_shows(c, " ■ alice "));
    console_resize(c, 24, 80);
    console_type(c, "view large\r");
    TAP_CHECK(console_wait_for(c, " ■■ alice "));
    console_resize(c, 20, 80);
    TAP_CHECK(console_wait_row(
        c, -1, "* the screen is too small for `view large` now: the view is normal again"));
    TAP_CHECK(console_wait_for(c, " ■ alice "));
    console_quit(c);
}

/* White on black everywhere, whatever the terminal has itself; and back. */
static void has_a_theme_of_contrast(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    TAP_CHECK(console_ground(c, 20, 70) < 0);
    console_type(c, "theme contrast\r");
    TAP_CHECK(console_wait_bytes(c, "[38;5;226m"));
    console_type(c, "print x\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ x"));
    for (int row = 0; row < 24; row++)
        for (int column = 0; column < 80; column++)
            TAP_CHECK(console_ground(c, row, column) >= 0);
    console_type(c, "theme none\rprint y\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ y"));
    TAP_CHECK(console_ground(c, 20, 70) < 0);
    console_quit(c);
    setenv("NO_COLOR", "1", 1);
    c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "theme contrast\r");
    TAP_CHECK(console_wait_row(c, -1, "* NO_COLOR is set, so there are no colours"));
    TAP_CHECK(!console_sent(c, "[38;5;"));
    console_quit(c);
    unsetenv("NO_COLOR");
}

static void falls_back_to_ascii_in(const char *locale)
{
    setenv("LANG_UNDER_TEST", locale, 1);
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    TAP_CHECK(console_wait_for(c, "-- threads 4 ---"));
    TAP_CHECK(console_shows(
        c, " # alice waiting   waits for m - held by bob - one of 3 who wait - 4.1 s"));
    for (int byte = 0x80; byte < 0x100; byte++) {
        char one[2] = {(char)byte, '\0'};
        TAP_CHECK(!console_sent(c, one));
    }
    console_quit(c);
}

static void falls_back_to_ascii(void)
{
    falls_back_to_ascii_in("C");
    /* Which no machine has, and of which the set alone is known. */
    falls_back_to_ascii_in("xx_YY.ISO-8859-1@none");
}

static void works_on_other_terminals(void)
{
    /* linux and cygwin have no size in their descriptions, nor has hurd; which no emulator plays.
     */
    static const char *const names[] = {
        "xterm", "linux", "vt100", "screen", "tmux-256color", "rxvt-unicode-256color",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        setenv("TERM_UNDER_TEST", names[i], 1);
        struct console *c = console_begin(console_fake_lab(), 24, 80);
        console_type(c, "print fine\r");
        TAP_CHECK(console_wait_row(c, -1, "main   │ fine"));
        console_quit(c);
    }
}

/* Those whose descriptions are not installed everywhere too: made here, without a size. */
static void works_without_a_size_in_the_description(void)
{
    char folder[] = "/tmp/thrum-terminfo-XXXXXX";
    char command[256];
    TAP_CHECK(mkdtemp(folder));
    snprintf(command, sizeof command,
             "infocmp -x xterm | sed 's/^xterm|[^,]*,/no-size|xterm without a size,/;"
             "s/\\<lines#[^,]*,//;s/\\<cols#[^,]*,//' >%s/source && tic -x -o %s %s/source",
             folder, folder, folder);
    TAP_CHECK(system(command) == 0);
    setenv("TERMINFO", folder, 1);
    setenv("TERM_UNDER_TEST", "no-size", 1);
    setenv("LINES", "7", 1);
    setenv("COLUMNS", "33", 1);
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "print fine\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ fine"));
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
    snprintf(command, sizeof command, "rm -r %s", folder);
    TAP_CHECK(system(command) == 0);
}

/* Where there is no screen although there is a terminal, it is said why. */
static void says_why_it_goes_by_lines(void)
{
    static const struct {
        const char *terminal, *why;
    } refused[] = {
        {"nonsense",
         "thrum: no screen, line by line: the kind of terminal that TERM names is not known"},
        {"dumb", NULL},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int status;
        setenv("TERM_UNDER_TEST", refused[i].terminal, 1);
        struct console *c = console_open(console_fake_lab(), NULL, 24, 132);
        TAP_CHECK(console_wait_for(c, "main>"));
        if (refused[i].why)
            TAP_CHECK(console_shows(c, refused[i].why));
        else
            TAP_CHECK(!console_shows(c, "thrum:"));
        console_type(c, "quit\r");
        TAP_CHECK(console_wait_end(c, &status) && status == 0);
        console_close(c);
    }
}

/* Sizes that no screen has, which curses does not survive. */
static void survives_huge_sizes(void)
{
    static const int sizes[][2] = {{24, 32768}, {32768, 80}, {65535, 65535}, {24, 80}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct console *c = console_begin(console_fake_lab(), 24, 80);
        console_forget(c);
        console_resize_quietly(c, sizes[i][0], sizes[i][1]);
        console_type(c, "print alive\r");
        TAP_CHECK(console_wait_bytes(c, "alive"));
        console_resize_quietly(c, 24, 80);
        console_type(c, "\014");
        TAP_CHECK(console_wait_row(c, -1, "main   │ alive"));
        console_quit(c);
    }
}

static void is_plain_on_a_dumb_terminal(void)
{
    setenv("TERM_UNDER_TEST", "dumb", 1);
    struct console *c = console_open(console_fake_lab(), NULL, 24, 80);
    TAP_CHECK(console_wait_for(c, "main>"));
    console_type(c, "print {\r");
    TAP_CHECK(console_wait_row(c, 1, "{ of line 1 >"));
    console_type(c, "}\rblock\r");
    TAP_CHECK(console_wait_row(c, -1, "main: {^J}"));
    TAP_CHECK(console_wait_row(c, -1, "main (waits for m)>"));
    console_type(c, "\003");
    TAP_CHECK(console_wait_row(c, -1, "* interrupted"));
    console_type(c, "\004");
    int status;
    TAP_CHECK(console_wait_end(c, &status) && status == 0);
    TAP_CHECK(!console_sent(c, "\033"));
    TAP_CHECK(console_is_restored(c));
    console_close(c);
}

/* A scroll region moves the cursor, which would then be at the top when the screen is given back.
 */
static void leaves_the_cursor_where_it_was(void)
{
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    TAP_CHECK(console_sent_before(c, "\033[?1049h", "\033[1;24r"));
    console_forget(c);
    console_type(c, "\032");
    TAP_CHECK(console_wait_stopped(c));
    console_forget(c);
    console_resize(c, 30, 100);
    console_continue(c, true);
    TAP_CHECK(console_wait_row(c, 28, "main>"));
    TAP_CHECK(console_sent_before(c, "\033[?1049h", "\033[1;30r"));
    TAP_CHECK(console_sent_before(c, "\033[?1049h", "\033[1;24r"));
    console_quit(c);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"80x24 shows transcript, threads and prompt", shows_panes_at_80x24},
        {"the kinds of lines are told apart by signs", tells_kinds_of_lines_apart},
        {"200x50 has two columns", has_two_columns_at_200x50},
        {"100x30 has objects beside threads", has_panes_side_by_side_at_100x30},
        {"20x5 has a notice", gives_notice_at_20x5},
        {"the cursor is left where it was", leaves_the_cursor_where_it_was},
        {"tiny sizes do no harm", survives_tiny_sizes},
        {"a resize is followed", follows_a_resize},
        {"alarm, pause and hint are shown", shows_alarm_pause_and_hint},
        {"function keys run commands", keys_run_commands},
        {"keys and commands choose panes", keys_choose_panes},
        {"a block goes over several lines", blocks_go_over_lines},
        {"Tab completes", completes},
        {"history is kept between sittings", keeps_history},
        {"readline's own settings hold", edits_as_the_inputrc_says},
        {"the transcript scrolls back", scrolls_back},
        {"the wheel scrolls on request", scrolls_by_the_wheel_on_request},
        {"a flooded transcript scrolls back", stays_where_it_was_scrolled_to},
        {"text is found", finds_text},
        {"one thread is shown alone", shows_one_thread_alone},
        {"a question is answered at the prompt", answers_questions},
        {"no control characters reach the terminal", sends_no_control_characters},
        {"the screen is saved as text", saves_the_screen},
        {"colours can be done without", needs_no_colours},
        {"a theme has white on black everywhere", has_a_theme_of_contrast},
        {"a view is to be read from far away", has_a_large_view},
        {"that view needs room", large_needs_room},
        {"ASCII does outside UTF-8", falls_back_to_ascii},
        {"other terminals work", works_on_other_terminals},
        {"a description may have no size", works_without_a_size_in_the_description},
        {"why there is no screen is said", says_why_it_goes_by_lines},
        {"huge sizes do no harm", survives_huge_sizes},
        {"a dumb terminal gets plain lines", is_plain_on_a_dumb_terminal},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
