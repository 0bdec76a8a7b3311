/* test_history.c - what was typed is given back by every key of readline's that a habit knows: in a
 * fresh state folder, and with what earlier sittings left. On the fake session. */
#include "console.h"
#include "../tap.h"

#include "base/buffer.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

static char folder[] = "/tmp/thrum-history-XXXXXX";
static char file[64];

static void make_folder(void)
{
    TAP_CHECK(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/history", folder);
    setenv("THRUM_TEST_HISTORY", file, 1);
    setenv("INPUTRC", "/dev/null", 1);
}

static void write_file(const char *text)
{
    FILE *stream = fopen(file, "we");
    TAP_CHECK(stream && fputs(text, stream) >= 0);
    TAP_CHECK(fclose(stream) == 0);
}

static void remove_folder(void)
{
    unlink(file);
    rmdir(folder);
}

/* Types keys into an empty line; then the line is `line` with the cursor at a column of it. */
static void check_keys(struct console *c, const char *keys, const char *line, int column)
{
    char row[128];
    size_t length = (size_t)snprintf(row, sizeof row, "main> %s", line);
    while (row[length - 1] == ' ')
        row[--length] = '\0'; /* as rows are compared */
    console_type(c, keys);
    TAP_CHECK(console_wait_row(c, 22, row));
    TAP_CHECK(console_wait_cursor(c, 22, 6 + column));
    console_type(c, "\003");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
}

static void check_row(struct console *c, const char *keys, const char *row)
{
    console_type(c, keys);
    TAP_CHECK(console_wait_row(c, 22, row));
}

/* ---- Keys ------------------------------------------------------------------------------------ */

static const struct {
    const char *keys, *line;
    int column;
} motions[] = {
    /* Up and Down, in both forms, and Ctrl-P, Ctrl-N. */
    {"\033[A", "print two", 9},
    {"\033OA", "print two", 9},
    {"\020", "print two", 9},
    {"\020\020", "print one", 9},
    {"\033[A\033[A\033[A\033[A", "print one", 9},
    {"\033[A\033[A\033[B", "print two", 9},
    {"\033[A\033[A\033OB", "print two", 9},
    {"\020\020\016", "print two", 9},
    {"half\033[A\033[B", "half", 4},
    {"half\020\020\016\016\016", "half", 4},
    {"\033<", "print one", 9},
    {"half\033<\033>", "half", 4},
    /* The line that begins like what stands before the cursor. */
    {"print o\033p", "print one", 7},
    {"print o\033p\033n", "print one", 7},
    /* Searches: accepted by a motion, given up. */
    {"\022one\005", "print one", 9},
    {"\022one\001", "print one", 0},
    {"\022print\022\005", "print one", 9},
    {"\022print\022\023\023\005", "print two", 9},
    {"half\022one\007", "half", 4},
    {"\022nowhere\007", "", 0},
    {"\022one\030 ", "print one", 6},
    /* The last word of the line before, of the one before that. */
    {"\033.", "two", 3},
    {"x \033.", "x two", 5},
    {"x \033.\033.", "x one", 5},
    {"x \033_", "x two", 5},
    /* Ends of the line, killing and yanking. */
    {"abc\001", "abc", 0},
    {"abc\001\005", "abc", 3},
    {"abc def\001\006\013", "a", 1},
    {"abc def\025", "", 0},
    {"abc def\025\031", "abc def", 7},
    {"abc def\027", "abc ", 4},
    {"abc def\027\031\031", "abc defdef", 10},
    {"abc def\001\013x\031", "xabc def", 8},
    {"abc def\033b\033d", "abc ", 4},
    {"abc def\033\177\033\177", "", 0},
    {"abc\002\024", "acb", 3},
    {"abc\037", "", 0},
    {"\033[A\177\177\177one\037\037\037\037\037\037", "print two", 9},
    /* A number before a key. */
    {"\0333x", "xxx", 3},
};

static void run_motions(struct console *c)
{
    for (size_t i = 0; i < sizeof motions / sizeof *motions; i++)
        check_keys(c, motions[i].keys, motions[i].line, motions[i].column);
}

static void type_two_lines(struct console *c)
{
    console_type(c, "print one\rprint two\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ two"));
    TAP_CHECK(console_wait_row(c, 22, "main>"));
}

static void in_a_fresh_folder(void)
{
    make_folder();
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    check_keys(c, "\033[A\020\022x\007\033.", "", 0);
    type_two_lines(c);
    run_motions(c);
    console_quit(c);
    remove_folder();
}

/* As an earlier release wrote it, and with what other programs leave in such files. */
static void with_an_older_file(void)
{
    make_folder();
    write_file("print older\n#1700000000\nprint {\n  old\n}\n#1700000001\nprint old\n");
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    check_keys(c, "\033[A", "print old", 9);
    type_two_lines(c);
    for (size_t i = 0; i < sizeof motions / sizeof *motions; i++) {
        /* All but what goes to the beginning. */
        if (!strstr(motions[i].keys, "\033<") && !strstr(motions[i].keys, "\033[A\033[A\033[A"))
            check_keys(c, motions[i].keys, motions[i].line, motions[i].column);
    }
    check_keys(c, "\033[A\033[A\033[A", "print old", 9);
    console_quit(c);
    c = console_begin(console_fake_lab(), 24, 80);
    check_keys(c, "\033[A", "quit", 4);
    check_keys(c, "\020\020", "print two", 9);
    console_quit(c);
    remove_folder();
}

/* A line from the history is edited and entered: both are kept, each as it was entered. */
static void an_edited_line(void)
{
    make_folder();
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    type_two_lines(c);
    console_type(c, "\033[A\177\177\177three\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ three"));
    check_keys(c, "\033[A", "print three", 11);
    check_keys(c, "\033[A\033[A", "print two", 9);
    /* Edited, left, come back to; and as it was once another line was entered. */
    check_row(c, "\033[A\033[Ax\033[A", "main> print one");
    check_row(c, "\033[B", "main> print twox");
    console_type(c, "\033[A\r");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    check_keys(c, "\033[A\033[A\033[A", "print two", 9);
    /* Given up by Ctrl-C. */
    check_row(c, "\033[Ay", "main> print oney");
    check_keys(c, "\003\033[A", "print one", 9);
    console_quit(c);
    remove_folder();
}

static void a_block_is_one_entry(void)
{
    make_folder();
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    for (int sitting = 0; sitting < 2; sitting++) {
        if (sitting == 0)
            console_type(c, "print zero\rprint {\r  a\r}\r");
        TAP_CHECK(console_wait_row(c, 22, "main>"));
        check_row(c, sitting ? "\033[A\033[A" : "\033[A", "..... }");
        TAP_CHECK(console_wait_row(c, 20, "main> print {"));
        /* Up goes up in the block, then to the entry before; a search finds it from within. */
        check_row(c, "\033[A\033[A\033[A", "main> print zero");
        console_type(c, "\003\022  a\005");
        TAP_CHECK(console_wait_row(c, 20, "main> print {"));
        console_type(c, "\003");
        TAP_CHECK(console_wait_row(c, 22, "main>"));
        console_quit(c);
        c = console_begin(console_fake_lab(), 24, 80);
    }
    console_quit(c);
    remove_folder();
}

static void the_same_again_is_one_entry(void)
{
    make_folder();
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "print one\rprint two\rprint two\rprint two\r   \r");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    check_keys(c, "\033[A\033[A", "print one", 9);
    console_quit(c);
    remove_folder();
}

static void an_editor_is_not_opened(void)
{
    make_folder();
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "abc\030\005");
    TAP_CHECK(console_wait_for(c, "* no editor is opened from here: write a file, then load it"));
    TAP_CHECK(console_wait_row(c, 22, "main> abc"));
    console_quit(c);
    remove_folder();
}

/* ---- Files that will not do ------------------------------------------------------------------ */

/* Works without, and says so; nothing waits. */
static void check_without(const char *why)
{
    char notice[128];
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    snprintf(notice, sizeof notice, "* %s: what is typed is not kept", why);
    TAP_CHECK(console_wait_for(c, notice));
    type_two_lines(c);
    check_keys(c, "\033[A", "print two", 9);
    console_quit(c);
}

static void other_files(void)
{
    make_folder();
    TAP_CHECK(mkfifo(file, 0600) == 0);
    check_without("the history file is no plain file");
    /* Nor does the screen wait for a reader where it is saved. */
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    char command[128];
    snprintf(command, sizeof command, "view save %s\r", file);
    console_type(c, command);
    TAP_CHECK(console_wait_for(c, "! cannot write "));
    console_quit(c);
    unlink(file);
    TAP_CHECK(mkdir(file, 0700) == 0);
    check_without("the history file is no plain file");
    rmdir(file);
    TAP_CHECK(symlink("/dev/zero", file) == 0);
    check_without("the history file is no plain file");
    unlink(file);
    TAP_CHECK(symlink(file, file) == 0);
    check_without("there is no way to the history file");
    unlink(file);
    if (geteuid() != 0) {
        write_file("print old\n");
        chmod(file, 0);
        check_without("the history file may not be read and written");
    }
    remove_folder();
}

/* Readline would wait for whoever writes into a pipe that bears its settings' name. */
static void settings_that_will_not_do(void)
{
    char settings[80];
    make_folder();
    snprintf(settings, sizeof settings, "%s/.inputrc", folder);
    TAP_CHECK(mkfifo(settings, 0600) == 0);
    for (int own = 0; own < 2; own++) {
        if (own)
            TAP_CHECK(unsetenv("INPUTRC") == 0 && setenv("HOME", folder, 1) == 0);
        else
            setenv("INPUTRC", settings, 1);
        struct console *c = console_begin(console_fake_lab(), 24, 80);
        TAP_CHECK(console_wait_for(c, "* the file of readline's settings is no plain file"));
        check_keys(c, "abc\001\005", "abc", 3);
        console_quit(c);
    }
    unlink(settings);
    remove_folder();
}

/* ---- Keys that once ended the program -------------------------------------------------------- */

static void ends_well_with(const char *keys)
{
    int status;
    make_folder();
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, keys);
    console_type(c, "\033[21~");
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    TAP_CHECK(console_is_restored(c));
    console_close(c);
    remove_folder();
}

static void a_recalled_line_and_quit(void)
{
    ends_well_with("print 1\r4\033[A");
}

static void shared_edits_and_quit(void)
{
    ends_well_with("print 1\rprint 2\r\033[A(\022p\rx");
}

static void a_sequence_in_a_search(void)
{
    ends_well_with("print 1\r\022\030 ");
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"keys in a fresh folder", in_a_fresh_folder},
        {"keys with an older file", with_an_older_file},
        {"an edited line", an_edited_line},
        {"a block is one entry", a_block_is_one_entry},
        {"the same again is one entry", the_same_again_is_one_entry},
        {"Ctrl-X Ctrl-E says what to do", an_editor_is_not_opened},
        {"a file that will not do", other_files},
        {"settings of readline that will not do", settings_that_will_not_do},
        {"a recalled line, then F10", a_recalled_line_and_quit},
        {"edits that entries share, then F10", shared_edits_and_quit},
        {"Ctrl-X in a search, then F10", a_sequence_in_a_search},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
