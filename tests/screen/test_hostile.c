/* test_hostile.c - bytes that mean ill to a terminal, on every way into the real lab on the screen:
 * names of files, scripts, lessons and their list, what is typed and pasted, threads, objects,
 * fetch, the history. What the terminal is sent is looked at: none of it may be there as it is.
 * tests/trust/hostile.test does the same for what is printed line by line. */
#include "console.h"
#include "../tap.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

/* C1's CSI, Arabic letter mark, zero width space and joiners, marks and overrides of direction,
 * isolates, word joiner, byte order mark, soft hyphen, a tag. */
#define MAY_STAND "\342\200\213\342\200\214\342\200\215\342\201\240\357\273\277\302\255"
#define MAY_NOT                                                                                    \
    "\302\233\330\234\342\200\216\342\200\217\342\200\256\342\201\246\363\240\201\201\033]0;title" \
    "\007\033[66;77H\010\177"

/* Neither is ever shown; a script and a lesson that hold the second are refused. */
static const char weak[] = "seen" MAY_STAND "so", bad[] = "seen" MAY_STAND MAY_NOT "so";
static const char *const never[] = {
    "\342\200\213", "\342\200\214", "\342\200\215",     "\342\201\240", "\357\273\277",
    "\302\255",     "\302\233",     "\330\234",         "\342\200\216", "\342\200\217",
    "\342\200\256", "\342\201\246", "\363\240\201\201", "\033]0;",      "\007",
    "\033[66;77H",  "\177",
};

static char folder[] = "/tmp/thrum-hostile-XXXXXX";

static void make_folder(void)
{
    TAP_CHECK(mkdtemp(folder) && chdir(folder) == 0);
    TAP_CHECK(setenv("XDG_STATE_HOME", folder, 1) == 0 && setenv("HOME", folder, 1) == 0);
    setenv("INPUTRC", "/dev/null", 1);
}

static void write_file(const char *name, const char *form, const char *text)
{
    FILE *file = fopen(name, "we");
    TAP_CHECK(file != NULL);
    for (const char *c = form; *c; c++) /* @ is the text */
        TAP_CHECK(*c == '@' ? fputs(text, file) >= 0 : fputc(*c, file) != EOF);
    TAP_CHECK(fclose(file) == 0);
}

static struct console *open_lab(const char *first, const char *second)
{
    const char *arguments[] = {first, second, NULL}, *program = getenv("THRUM");
    TAP_CHECK(program != NULL);
    return console_open(program, arguments, 24, 80);
}

/* Ends it; nothing of it was sent since it was opened. */
static void look_and_quit(struct console *c)
{
    int status;
    console_type(c, "\003\005\025quit\r");
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(WIFEXITED(status) && console_is_restored(c));
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        if (console_sent(c, never[i]))
            fprintf(stderr, "# number %zu of what is never to be sent\n", i);
        TAP_CHECK(!console_sent(c, never[i]));
    }
    console_close(c);
}

static void remove_folder(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    TAP_CHECK(system(command) == 0);
}

static void names_of_files(void)
{
    make_folder();
    char name[256];
    for (int lesson = 0; lesson < 2; lesson++) {
        snprintf(name, sizeof name, "%s.%s", bad, lesson ? "md" : "thr");
        struct console *c = open_lab(name, NULL);
        TAP_CHECK(console_wait_for(c, "seen"));
        look_and_quit(c);
        write_file(name, lesson ? "# @\n\n## @\n\n@\n" : "lock while\nprint \"@\"\n", bad);
        c = open_lab(name, NULL);
        TAP_CHECK(console_wait_for(c, "seen"));
        look_and_quit(c);
        TAP_CHECK(unlink(name) == 0);
    }
    remove_folder();
}

static void threads_and_objects(void)
{
    make_folder();
    write_file("s.thr",
               "mutex \"@\"\nlock \"@\"\nprint \"@\"\nspawn \"@ t\" { lock \"@\" }\n"
               "spawn \"@ u\" { raise \"@\" }\nsleep 60\n",
               weak);
    struct console *c = open_lab("s.thr", NULL);
    TAP_CHECK(console_wait_for(c, "waits for seen"));
    TAP_CHECK(console_wait_for(c, "failed"));
    console_type(c, "objects\rthreads\r");
    TAP_CHECK(console_wait_for(c, "> threads"));
    look_and_quit(c);
    remove_folder();
}

static void lessons_and_their_list(void)
{
    make_folder();
    write_file("l.md",
               "# @\n\n## @\n\n@ `@` [@](@)\n\n```thrum\nprint \"@\"\n```\n```output\nmain: "
               "@\n```\n```python\n@\n```\n\n@?\n\n- [ ] @\n  @\n- [x] @\n  @\n",
               weak);
    struct console *c = open_lab("l.md", NULL);
    TAP_CHECK(console_wait_for(c, "seen"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_for(c, "│ seen"));
    console_type(c, "1\r");
    look_and_quit(c);
    TAP_CHECK(mkdir("lessons", 0700) == 0);
    write_file("lessons/01-a.md", "# 1 @\n\n## @\n\nText.\n", weak);
    char name[256];
    snprintf(name, sizeof name, "lessons/02-%s.md", bad);
    write_file(name, "# 2 @\n\n## @\n\nText.\n", weak);
    setenv("THRUM_LESSONS", "lessons", 1);
    c = open_lab(NULL, NULL);
    TAP_CHECK(console_wait_for(c, "main>"));
    console_type(c, "\033OQ"); /* F2 */
    TAP_CHECK(console_wait_for(c, "seen"));
    console_type(c, "\033lessons\r");
    look_and_quit(c);
    remove_folder();
}

/* Typed as it is, pasted, answered, and what is said of it. */
static void what_is_typed(void)
{
    static const char *const forms[] = {
        "print \"%s\"\r",
        "raise \"%s\"\r",
        "spawn \"%s\"\r",
        "why \"%s\"\r",
        "help %s\r",
        "lesson %s\r",
        "load %s\r",
        "save \"no/%s\"\r",
        "view save no/%s\r",
        "n = fetch \"http://u:%s@127.0.0.1:1/%s\"\r",
        "n = fetch \"file:%s\"\r",
        "explore --%s\r",
        "x = ask \"%s?\"\r",
    };
    char input[512];
    make_folder();
    write_file("history", "print \"@\"\n", weak);
    TAP_CHECK(mkdir("thrum", 0700) == 0 && rename("history", "thrum/history") == 0);
    for (int pasted = 0; pasted < 2; pasted++) {
        struct console *c = open_lab(NULL, NULL);
        TAP_CHECK(console_wait_for(c, "main>"));
        if (!pasted) {
            console_type(c, "\033[A");
            TAP_CHECK(console_wait_for(c, "> print \"seen"));
            console_type(c, "\005\025");
        }
        for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
            snprintf(input, sizeof input, forms[i], pasted ? bad : weak, pasted ? bad : weak);
            input[strlen(input) - 1] = '\0'; /* Enter is typed */
            console_type(c, pasted ? "\033[200~" : "");
            console_type(c, input);
            console_type(c, pasted ? "\033[201~\r" : "\r");
        }
        TAP_CHECK(console_wait_for(c, "seen"));
        console_type(c, weak);
        console_type(c, "\r");
        look_and_quit(c);
    }
    remove_folder();
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"names of files", names_of_files},
        {"threads and objects", threads_and_objects},
        {"lessons and their list", lessons_and_their_list},
        {"what is typed", what_is_typed},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
