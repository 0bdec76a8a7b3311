/* test_session_save.c - sessions that are saved and loaded: what is written runs, and what cannot
 * be read or written is told. */
#include "export/export.h"
#include "lang/commands.h"
#include "sitting.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void enter_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/thrum-control-XXXXXX");
    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
}

static void leave_folder(void)
{
    unlink("a.thr");
    unlink("run");
    rmdir("d");
    cr_expect(chdir("/") == 0);
    cr_expect(rmdir(folder) == 0, "%s is not empty", folder);
}

static char *content_of(const char *file)
{
    struct buffer text = {0};
    char bytes[4096];
    FILE *f = fopen(file, "r");
    cr_assert(f);
    size_t count;
    while ((count = fread(bytes, 1, sizeof bytes, f)) > 0)
        buffer_add(&text, bytes, count);
    fclose(f);
    return buffer_take(&text);
}

static void write_file(const char *file, const char *bytes, size_t length)
{
    FILE *f = fopen(file, "w");
    cr_assert(f && fwrite(bytes, 1, length, f) == length && fclose(f) == 0);
}

TestSuite(save, .timeout = 100, .init = enter_folder, .fini = leave_folder);

Test(save, save_writes_a_script_that_runs)
{
    struct sitting t = sit();
    type_lines(&t, "gil off\nspawn alice; mutex m # the lock");
    type(&t, "alice: {\n  lock m\n}");
    type_lines(&t, "threads\nlock mm\nlok m\nschedule random 3\npause\nresume\nprint 1");
    forget(&t);
    type(&t, "save a.thr");
    expect(&t,
           "> save a.thr\n* saved to a.thr; `thrum run a.thr` runs it\n"
           "* left out, as comments: 4 commands that failed, were interrupted, or that a script "
           "cannot hold, such as `pause` and `step`\n");
    char *script = content_of("a.thr");
    cr_expect_str_eq(
        script,
        "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n"
        "gil off\nspawn alice\nmutex m\n"
        "alice: {\n  lock m\n}\njoin alice for 50ms\n# lock mm\n# schedule random 3\n# pause\n"
        "# resume\nprint 1\n");
    free(script);
    leave(&t);
}

/* The ring comes of the order in which they were told; a script's main would not wait for them. */
Test(save, a_saved_deadlock_of_orders_comes_again)
{
    static const char saved[] =
        "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n"
        "mutex m1 m2\nspawn alice bob\nalice: lock m1\njoin alice for 50ms\n"
        "bob: lock m2\njoin bob for 50ms\nalice: lock m2\n"
        "join alice for 50ms\nbob: lock m1\n";
    struct sitting t = sit();
    type_lines(&t, "mutex m1 m2\nspawn alice bob\nalice: lock m1\nbob: lock m2\nalice: lock m2\n"
                   "bob: lock m1\nsave a.thr");
    expect_part(&t, "* saved to a.thr; `thrum run a.thr` runs it\n");
    char *script = content_of("a.thr");
    cr_expect_str_eq(script, saved);
    free(script);
    type_lines(&t, "restart\nload a.thr");
    expect_part(&t, "! deadlock: bob -> m1 -> alice -> m2 -> bob");
    type(&t, "save a.thr"); /* and the joins are not doubled */
    script = content_of("a.thr");
    cr_expect_str_eq(script, saved);
    free(script);
    leave(&t);
}

Test(save, save_says_what_will_come_otherwise)
{
    struct sitting t = sit();
    type_lines(&t, "event go\nspawn \"A b\" late\nwait go\nlate: set go\n\"A b\", late: print 1\n"
                   "late: wait go for 5s\nclear go\nlate: wait go\nlate: print 2");
    session_input(t.session, "interrupt late");
    settle(&t);
    forget(&t);
    type(&t, "save a.thr");
    expect(&t,
           "> save a.thr\n* saved to a.thr; `thrum run a.thr` runs it\n"
           "* left out, as comments: 3 commands that failed, were interrupted, or that a script "
           "cannot hold, such as `pause` and `step`\n"
           "* typed while main waited: 1 command; in the script main gives it only once it goes "
           "on\n");
    char *script = content_of("a.thr");
    cr_expect_str_eq(script,
                     "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n"
                     "event go\nspawn \"A b\" late\nwait go\n"
                     "# main was waiting when this was typed; here it comes once main goes on:\n"
                     "late: set go\njoin late for 50ms\n\"A b\", late: print 1\n"
                     "join \"A b\" for 50ms; join late for 50ms\nlate: wait go for 5s\n"
                     "join late for 50ms\nclear go\n# late: wait go\n# late: print 2\n"
                     "# interrupt late\n");
    free(script);
    leave(&t);
}

Test(save, what_was_saved_can_be_loaded)
{
    struct sitting t = sit();
    type(&t, "define f(a) {\n  return a + 1\n}");
    type_lines(&t, "schedule round-robin\nshared x = f(1)\nprint x\nsave a.thr\n"
                   "restart all");
    forget(&t);
    type(&t, "load a.thr");
    expect(&t, "> load a.thr\n> define f(a) {\n>   return a + 1\n> }\n> shared x = f(1)\n> print "
               "x\nmain: 2\n");
    leave(&t);
}

Test(save, after_restart_the_journal_has_functions_only)
{
    struct sitting t = sit();
    type_lines(&t, "define f() { print 1 }\nmutex m\nrestart\nmutex k\nsave a.thr");
    char *script = content_of("a.thr");
    cr_expect_str_eq(script, "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n"
                             "define f() { print 1 }\nmutex k\n");
    free(script);
    leave(&t);
}

Test(save, what_is_saved_after_restart_runs_or_says_what_is_missing)
{
    struct sitting t = sit();
    type_lines(&t, "mutex m\ndefine f() { with m { print 1 } }\nrestart\nshared n = 0");
    forget(&t);
    type(&t, "save a.thr");
    expect(&t, "> save a.thr\n* saved to a.thr; `thrum run a.thr` runs it\n"
               "* left out, as a comment: f, from before `restart`; what such functions use is not "
               "all there any more, and nothing calls it\n");
    char *script = content_of("a.thr");
    cr_expect_str_eq(script, "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n"
                             "# define f() { with m { print 1 } }\nshared n = 0\n");
    free(script);
    /* What is called has to stay. */
    type(&t, "spawn a { try { f() } catch { } }");
    forget(&t);
    type(&t, "save a.thr");
    expect(&t, "> save a.thr\n* saved to a.thr; but it does not run as it stands:\n"
               "* thrum: a.thr:3:19: nothing in this script makes 'm'; it is made by: mutex m\n"
               "*   define f() { with m { print 1 } }\n"
               "*                     ^\n");
    type_lines(&t, "mutex m");
    forget(&t);
    type(&t, "save a.thr");
    expect(&t, "> save a.thr\n* saved to a.thr; `thrum run a.thr` runs it\n");
    leave(&t);
}

Test(save, a_save_that_fails_leaves_the_old_file)
{
    struct sitting t = sit();
    write_file("a.thr", "old\n", 4);
    mkdir("d", 0700);
    type(&t, "save d");
    expect(&t, "> save d\n! cannot write d: it is a directory; name a file, such as one in it\n");
    type(&t, "save none/a.thr");
    expect(&t,
           "> save none/a.thr\n"
           "! cannot write none/a.thr: No such file or directory; make its folder first, or name "
           "another place\n");
    cr_assert(mkfifo("pipe", 0600) == 0);
    type(&t, "save pipe");
    expect(&t, "> save pipe\n! cannot write pipe: it is no ordinary file; name another place\n");
    unlink("pipe");
    type(&t, "save");
    expect(&t, "> save\n! write: save FILE (a name with blanks in quotes)\n");
    /* A link stays one, and what it names is written. */
    struct stat status;
    write_file("linked.thr", "old\n", 4);
    cr_assert(chmod("linked.thr", 0640) == 0 && symlink("linked.thr", "link.thr") == 0);
    type(&t, "save link.thr");
    expect_part(&t, "* saved to link.thr; ");
    cr_assert(lstat("link.thr", &status) == 0 && S_ISLNK(status.st_mode));
    char *linked = content_of("linked.thr");
    cr_expect_str_neq(linked, "old\n");
    free(linked);
    cr_assert(stat("linked.thr", &status) == 0);
    cr_expect_eq(status.st_mode & 0777, 0640);
    unlink("link.thr");
    unlink("linked.thr");
    forget(&t);
    /* No room for a single byte: as on a full disk. */
    struct rlimit limit, none;
    getrlimit(RLIMIT_FSIZE, &limit);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = limit.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
    type(&t, "save a.thr");
    setrlimit(RLIMIT_FSIZE, &limit);
    expect(&t, "> save a.thr\n! cannot write a.thr: File too large; nothing was changed: make "
               "room, or name another place\n");
    char *script = content_of("a.thr");
    cr_expect_str_eq(script, "old\n");
    free(script);
    leave(&t);
}

Test(save, load_has_a_message_for_everything_that_is_no_script)
{
    struct sitting t = sit();
    mkdir("d", 0700);
    type(&t, "load d");
    expect(&t, "> load d\n! cannot read d: it is a directory, not a script\n");
    type(&t, "load none.thr");
    expect(&t, "> load none.thr\n! cannot read none.thr: No such file or directory\n");
    write_file("a.thr",
               "print 1\n\x7F"
               "ELF\0\1\2",
               15);
    type(&t, "load a.thr");
    expect(&t, "> load a.thr\n"
               "! a.thr:2:1: the control character U+007F cannot stand in a script\n"
               "!   ^?ELF^@^A^B\n!   ^\n");
    write_file("a.thr", "print \"\xFF\"\n", 10);
    type(&t, "load a.thr");
    expect_part(&t, "! a.thr:1:8: ");
    write_file("a.thr", "print 1\nlock q\n", 15);
    type(&t, "load a.thr");
    expect(&t, "> load a.thr\n! a.thr:2:6: nothing in this script makes 'q'; it is made by: "
               "mutex q\n!   lock q\n!        ^\n");
    write_file("a.thr", "mutex m\nthreads\n", 16);
    type(&t, "load a.thr");
    expect(&t, "> load a.thr\n> mutex m\n> threads\n* main  idle\n");
    if (truncate("a.thr", (16 << 20) + 1) == 0)
        type(&t, "load a.thr");
    expect(&t, "> load a.thr\n"
               "! cannot read a.thr: it is longer than 16 MiB; a script is shorter\n");
    type(&t, "load");
    expect(&t, "> load\n! write: load FILE (a name with blanks in quotes)\n");
    leave(&t);
}

Test(save, a_loaded_script_can_be_stopped)
{
    struct sitting t = sit_free();
    write_file("a.thr", "while true { }\nprint 1\nprint 2\n", 31);
    session_input(t.session, "load a.thr");
    session_interrupt(t.session);
    wait_for(&t, "main's command is interrupted");
    settle(&t);
    forget(&t);
    type(&t, "print 3");
    expect(&t, "> print 3\nmain: 3\n");
    leave(&t);
}

/* ---- export ---------------------------------------------------------------------------------- */

Test(save, export_writes_what_was_typed_in_another_language)
{
    struct sitting t = sit();
    type(&t, "export python run.py");
    expect(&t, "> export python run.py\n! nothing was typed yet, so there is no program\n");
    type_lines(&t, "mutex m\ndefine f() { with m { print 1 } }\nspawn a f()");
    forget(&t);
    type(&t, "export python run.py");
    cr_expect_not_null(strstr(buffer_text(&t.text), "\n* written to run.py, as Python\n"), "%s",
                       buffer_text(&t.text));
    char *text = content_of("run.py");
    cr_expect_not_null(strstr(text, "threading.Thread(target=f, name=\"a\").start()"), "%s", text);
    free(text);
    forget(&t);
    type(&t, "export c run.py");
    cr_expect_not_null(strstr(buffer_text(&t.text), "\n* written to run.py, as C\n"), "%s",
                       buffer_text(&t.text));
    text = content_of("run.py");
    cr_expect_not_null(strstr(text, "if (pthread_create(&a, NULL, f, NULL) != 0)"), "%s", text);
    free(text);
    type_lines(&t, "spawn b { sleep 1s }\nkill b");
    forget(&t);
    type(&t, "export python run.py");
    cr_expect_not_null(strstr(buffer_text(&t.text), "a thread cannot be killed there"), "%s",
                       buffer_text(&t.text));
    cr_expect_eq(remove("run.py"), 0);
    leave(&t);
}

Test(save, takes_a_name_in_quotes_of_either_kind_and_none_that_is_empty)
{
    static const char *const forms[] = {"save %s", "export c %s", "export text %s"};
    struct sitting t = sit();
    type_lines(&t, "mutex m\nlock m");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char line[64];
        forget(&t);
        snprintf(line, sizeof line, forms[i], "'a run'");
        type(&t, line);
        cr_expect_not_null(strstr(buffer_text(&t.text), " to a run"), "%s", buffer_text(&t.text));
        cr_expect_eq(remove("a run"), 0, "%s", line);
        forget(&t);
        snprintf(line, sizeof line, forms[i], "\"\"");
        type(&t, line);
        cr_expect_not_null(strstr(buffer_text(&t.text), "\n! write: "), "%s", buffer_text(&t.text));
    }
    forget(&t);
    type_lines(&t, "load ''\nload 'no such'");
    expect(&t, "> load ''\n! write: load FILE (a name with blanks in quotes)\n"
               "> load 'no such'\n! cannot read no such: No such file or directory\n");
    leave(&t);
}

Test(save, export_writes_the_run_so_far)
{
    struct sitting t = sit();
    type(&t, "export text run");
    expect(&t,
           "> export text run\n! nothing has happened yet, so there is nothing to be written\n");
    type_lines(&t, "mutex m\nlock m\nprint \"so\", 2\nunlock m");
    for (const struct export_kind *k = export_kinds; k->name; k++) {
        char line[64];
        forget(&t);
        snprintf(line, sizeof line, "export %s run", k->name);
        type(&t, line);
        cr_expect_not_null(strstr(buffer_text(&t.text), "\n* written to run: "), "%s: %s", k->name,
                           buffer_text(&t.text));
        char *text = content_of("run");
        cr_expect_not_null(strstr(text, strcmp(k->name, "trace") ? "unlock m" : "prints: so 2"),
                           "%s", k->name);
        free(text);
        const char *const *choice = command_find("export")->choices;
        while (*choice && strcmp(*choice, k->name) != 0)
            choice++;
        cr_expect(*choice, "%s is not offered", k->name);
    }
    forget(&t);
    type(&t, "export svg timeline run");
    cr_expect_not_null(strstr(buffer_text(&t.text), "\n* written to run: "));
    cr_assert(mkdir("d", 0700) == 0);
    forget(&t);
    type_lines(&t, "export text d\nexport text e/run\nexport pdf run\nexport text");
    expect(&t,
           "> export text d\n"
           "! cannot write d: it is a directory; name a file, such as one in it\n"
           "> export text e/run\n"
           "! cannot write e/run: No such file or directory; make its folder first, or name "
           "another place\n"
           "> export pdf run\n"
           "! write: export KIND FILE, where KIND is cast, html, svg, text, trace, c or python (a "
           "name with blanks in quotes)\n"
           "> export text\n"
           "! write: export KIND FILE, where KIND is cast, html, svg, text, trace, c or python (a "
           "name with blanks in quotes)\n");
    leave(&t);
}
