/* What comes from the habits of other languages is answered in a script as at the prompt; and every
 * advice, put in the place of what it is about, is accepted. */
#include "newcomers.h"

#include "lang/script.h"

#include "base/buffer.h"
#include "lang/foreign_inside.h"
#include "lang/tree.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(habits, .timeout = 110);

/* What tests/newcomers tells to be in force. */
static const char above[] = "spawn alice\nspawn bob\nmutex m\nevent go\nsemaphore s\nshared x = 0\n"
                            "condition c\nqueue q\ntimer t 5s { print 1 }\nexpected = 0\nid = 1\n";

static const char here[] = "here that is written: ";

/* ---- Reading --------------------------------------------------------------------------------- */

/* The script's errors, where they are; true if there are none. */
static bool read_script(const char *text, struct diagnostics *found)
{
    struct source source = {.name = "a.thr", .text = text, .length = strlen(text)};
    *found = (struct diagnostics){0};
    struct tree *tree = script_parse(&source, found);
    if (tree)
        tree_free(tree);
    return tree != NULL;
}

static void add_filled(struct buffer *out, const char *text, size_t length)
{
    static const char dots[] = "{ ... }";
    for (const char *end = text + length; text < end;) {
        const char *mark = memmem(text, (size_t)(end - text), dots, sizeof dots - 1);
        buffer_add(out, text, (size_t)((mark ? mark : end) - text));
        buffer_puts(out, mark ? "{ yield }" : "");
        text = mark ? mark + sizeof dots - 1 : end;
    }
}

/* The line that is advised, its length stored; NULL if none is. */
static const char *advice_of(const struct diagnostic *d, size_t *length)
{
    const char *text = strncmp(d->message, here, sizeof here - 1) == 0 ? d->message : d->note;
    if (!text || strncmp(text, here, sizeof here - 1) != 0)
        return NULL;
    text += sizeof here - 1;
    *length = strcspn(text, "\n");
    return text;
}

/* The script with the advised line in the place of what it is about, and before it what is to be
 * made first. */
static char *advised(const char *text, const struct diagnostic *d)
{
    static const char first[] = "first: ";
    struct buffer out = {0};
    size_t length;
    const char *line = advice_of(d, &length), *make = d->note ? strstr(d->note, first) : NULL;
    if (make) {
        make += sizeof first - 1;
        add_filled(&out, make, strcspn(make, "\n"));
        buffer_putc(&out, '\n');
    }
    buffer_add(&out, text, d->from);
    add_filled(&out, line, length);
    buffer_puts(&out, text + d->to);
    return buffer_take(&out);
}

static const struct diagnostic *next_advice(const struct diagnostics *found)
{
    size_t length;
    for (size_t i = 0; i < found->count; i++)
        if (advice_of(&found->items[i], &length))
            return &found->items[i];
    return NULL;
}

/* Whether what is left is only that the input reads a variable which it does not make. */
static bool is_of_another(const struct diagnostics *found, const char *input)
{
    static const char words[] = "nothing in this script makes or assigns '";
    for (size_t i = 0; i < found->count; i++) {
        const char *message = found->items[i].message;
        if (strncmp(message, words, sizeof words - 1) != 0)
            return false;
        const char *name = message + sizeof words - 1;
        if (!memmem(input, strlen(input), name, strcspn(name, "'")))
            return false;
    }
    return true;
}

/* Follows every advice for the text, one after the other; true if there was one. What is left must
 * be a script. */
static bool follow(const char *input, size_t *bad)
{
    enum { MOST = 40 };
    struct buffer text = {0};
    struct diagnostics found;
    buffer_puts(&text, above);
    buffer_puts(&text, input);
    buffer_putc(&text, '\n');
    bool good = read_script(buffer_text(&text), &found), any = false;
    for (size_t turn = 0; !good && turn < MOST; turn++) {
        const struct diagnostic *d = next_advice(&found);
        if (!d)
            break;
        char *better = advised(buffer_text(&text), d);
        any = true;
        buffer_clear(&text);
        buffer_puts(&text, better);
        free(better);
        diagnostics_free(&found);
        good = read_script(buffer_text(&text), &found);
    }
    if (any && !good && !is_of_another(&found, input)) {
        struct buffer errors = {0};
        struct source source = {.text = buffer_text(&text), .length = text.length};
        diagnostics_format(&errors, &source, &found);
        fprintf(stderr, "the advice for %s is not accepted:\n%s%s\n", input,
                buffer_text(&text) + sizeof above - 1, buffer_text(&errors));
        buffer_free(&errors);
        ++*bad;
    }
    diagnostics_free(&found);
    buffer_free(&text);
    return any;
}

/* ---- The tables of what newcomers type ------------------------------------------------------- */

struct tally {
    size_t advices, bad;
};

static void follow_row(void *context, const char *input, const char *wanted)
{
    struct tally *tally = context;
    (void)wanted;
    tally->advices += follow(input, &tally->bad);
}

static void follow_table(const char *name, size_t least)
{
    struct tally tally = {0};
    newcomers_each(name, follow_row, &tally);
    cr_expect_geq(tally.advices, least, "%zu lines are answered with a line", tally.advices);
    cr_expect_eq(tally.bad, 0, "%zu advices are not accepted", tally.bad);
}

Test(habits, the_first_hour_in_a_script_is_answered_with_lines_that_are_accepted)
{
    follow_table("first-lines.tsv", 95);
}

Test(habits, more_habits_in_a_script_are_answered_with_lines_that_are_accepted)
{
    follow_table("more-lines.tsv", 290);
}

/* ---- Scripts and what is said of them -------------------------------------------------------- */

static const struct {
    const char *text, *says; /* FROM:LINE MESSAGE [| NOTE], a line for each error */
} scripts[] = {
    {"x++", "1 here that is written: x += 1 | first: shared x = 0"},
    {"shared x = 0\n++x", "2 here that is written: x += 1"},
    {"if x == 1 { } elif x == 2 { }",
     "1 unexpected 'elif'; expected ';' or a new line after the command | here that is written: if "
     "x == 1 { ... } else if x == 2 { ... }"},
    {"elif x == 2:", "1 it stands on the line of the '}' before it: } else if x == 2 { ... }"},
    {"mutex m\nm.acquire()", "2 here that is written: acquire m"},
    {"m.acquire()\nm.release()",
     "1 here that is written: acquire m | first: mutex m\n2 here that is written: release m"},
    {"semaphore s 0\ns.wait()\ns.signal()",
     "2 here that is written: acquire s\n3 here that is written: release s"},
    {"pthread_mutex_lock(&m);", "1 here that is written: lock m | first: mutex m"},
    {"printf(\"x is %d\\n\", x);", "1 here that is written: print \"x is {x}\""},
    {"int x = 3", "1 here that is written: shared x = 3"},
    {"for i in range(3):\n    print(i)", "1 a range is written LOW..HIGH, both ends included | "
                                         "here that is written: for i in 0..2 { print i }"},
    {"exit(1)", "1 here that is written: return | it ends the script, the function or the thread "
                "that it stands in"},
    {"do { x = x + 1 } while (x < 3);",
     "1 here that is written: while true { x = x + 1; if not (x < 3) { break } }"},
    {"ls", "1 that is for the lab's prompt, where it is written: objects"},
    /* a lock that another language makes is one for what follows */
    {"l = threading.Lock()\nl.acquire()",
     "1 here that is written: mutex l\n2 here that is written: acquire l"},
    /* inside blocks of this language, each line for itself */
    {"mutex m\nspawn a {\n    pthread_mutex_lock(&m);\n    print 1\n    m.unlock()\n}",
     "3 here that is written: lock m\n5 here that is written: unlock m"},
    /* a wait in a loop: whose lock is held around all of it */
    {"shared x = 0\ncondition c\nwhile x == 0 {\n    c.wait()\n}",
     "3 here that is written: with c { while x == 0 { wait c } }"},
    {"shared x = 0\ncondition c\nspawn w {\n    while x == 0 {\n        c.wait()\n    }\n}",
     "4 here that is written: with c { while x == 0 { wait c } }"},
    {"shared x = 0\ncondition c\nspawn w {\n    with c {\n        while x == 0 {\n            "
     "c.wait()\n        }\n    }\n}",
     "6 here that is written: wait c"},
    {"condition c\nspawn w {\n    c.notify()\n}",
     "3 here that is written: with c { notify c } | who waits or notifies holds the condition's "
     "lock"},
    /* Python's blocks as a whole, and nothing said of what is in them */
    {"mutex m\nshared x = 0\nwith m:\n    x += 1\n    print(x)\nx = 3",
     "3 a block stands in { }, not behind ':' | here that is written: with m { x += 1; print x }"},
    {"if x == 1\n{\n    print 1\n}\nelse\n{\n    print 2\n}",
     "1 here that is written: if x == 1 { print 1 } else { print 2 }"},
    {"t1 = Thread(target=worker)",
     "1 here that is written: thread t1 worker() | first: define worker() { ... }"},
    {"define worker(n) { print n }\nt1 = Thread(target=worker, args=(3,))",
     "2 here that is written: thread t1 worker(3)"},
    {"shared count = 0\nprint coutn",
     "2 nothing in this script makes or assigns 'coutn'; did you mean 'count'?"},
    {"shared x = 0\nprint x is",
     "2 unexpected 'is'; expected ',' between two values, or the end of the command | here that is "
     "written: print \"x is {x}\"\ntext stands in quotes"},
    /* what no table knows is refused without a word that misleads */
    {"foo.bar(1)", "1 there are no methods and no fields here: a command comes first, then what it "
                   "acts on"},
    {"foo(&x)", "1 there is no function called foo; define foo(a) { ... } makes one"},
    {"nosuch(1)", "1 no function 'nosuch' is defined in this script"},
};

static char *said(const char *text)
{
    struct buffer out = {0};
    struct diagnostics found;
    struct source source = {.text = text, .length = strlen(text)};
    read_script(text, &found);
    for (size_t i = 0; i < found.count; i++) {
        const struct diagnostic *d = &found.items[i];
        buffer_printf(&out, "%s%zu ", i ? "\n" : "", source_position(&source, d->begin).line);
        diagnostic_sentence(&out, d);
        if (d->note)
            buffer_printf(&out, " | %s", d->note);
    }
    diagnostics_free(&found);
    return buffer_take(&out);
}

Test(habits, a_script_is_told_what_the_prompt_would_say)
{
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        char *answer = said(scripts[i].text);
        cr_expect_str_eq(answer, scripts[i].says, "%s\n  says   %s\n  wanted %s", scripts[i].text,
                         answer, scripts[i].says);
        free(answer);
    }
}

Test(habits, what_is_told_of_these_scripts_is_accepted)
{
    size_t bad = 0;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        follow(scripts[i].text, &bad);
    cr_expect_eq(bad, 0, "%zu advices are not accepted", bad);
}

/* ---- Every row ------------------------------------------------------------------------------- */

/* What the words of the older table of mistakes had to say, word by word, is said by the
 * translator.
 */
Test(habits, no_word_of_another_language_is_left_without_an_answer)
{
    static const char *const lines[] = {"x = True",
                                        "x = FALSE",
                                        "x = None",
                                        "x = null",
                                        "x = NULL",
                                        "x = nil",
                                        "try { yield } except { yield }",
                                        "throw \"bad\"",
                                        "def f(a): return a",
                                        "function f(a) { return a }",
                                        "func f(a int) int { return a }",
                                        "void f() { x = 1; }",
                                        "int y = 1",
                                        "var y = 1",
                                        "let y = 1",
                                        "const y = 1",
                                        "global x",
                                        "nonlocal x",
                                        "volatile int y = 1",
                                        "static int y = 1",
                                        "printf(\"a\")",
                                        "println(\"a\")",
                                        "puts \"a\"",
                                        "echo a",
                                        "y = input(\"a\")",
                                        "for i in range(3) { yield }",
                                        "foreach (v in [1, 2]) { yield }",
                                        "loop { break }",
                                        "do { x++ } while (x < 3)",
                                        "switch (x) { }",
                                        "match x { }",
                                        "if x == 1 then print 1",
                                        "pass",
                                        "import os",
                                        "from os import path",
                                        "class A { }",
                                        "spawn t1 lambda: print(1)",
                                        "del m",
                                        "end",
                                        "fi",
                                        "done",
                                        "exit",
                                        "sys.exit(0)",
                                        "pthread_create(&t1, NULL, f, NULL)",
                                        "notify_all c",
                                        "c.wait_for(lambda: x == 0)",
                                        "synchronized (m) { x = 1 }"};
    size_t bad = 0;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct buffer text = {0};
        buffer_printf(&text, "%s%s\n", above, lines[i]);
        char *answer = said(buffer_text(&text));
        cr_expect(answer[0], "%s is accepted", lines[i]);
        bool line = strstr(answer, here) != NULL;
        cr_expect(line || (!strstr(answer, "unknown command") && !strstr(answer, "unexpected") &&
                           !strstr(answer, "nothing in this script")),
                  "%s: %s", lines[i], answer);
        free(answer);
        buffer_free(&text);
        follow(lines[i], &bad);
    }
    cr_expect_eq(bad, 0, "%zu advices are not accepted", bad);
}
