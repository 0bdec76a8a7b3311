/* test_foreign_rows.c - whatever a row of the translator of other languages (lang/foreign_*.c)
 * writes is taken when it is typed. */
#include "advice.h"

#include "lang/foreign_inside.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(foreign_rows, .timeout = 110);

static const struct {
    unsigned kind;
    const char *name;
} named[] = {{FOREIGN_LOCK, "m"},     {FOREIGN_SEMAPHORE, "s"}, {FOREIGN_CONDITION, "c"},
             {FOREIGN_EVENT, "go"},   {FOREIGN_BARRIER, "b"},   {FOREIGN_LATCH, "l"},
             {FOREIGN_QUEUE, "q"},    {FOREIGN_RWLOCK, "rw"},   {FOREIGN_THREAD, "alice"},
             {FOREIGN_TIMER, "t"},    {FOREIGN_VARIABLE, "x"},  {FOREIGN_OTHER, "o"},
             {FOREIGN_CHANNEL, "ch"}, {FOREIGN_FUTURE, "open"}};

/* The row's text with something for every capture. */
static char *example(const char *here, const char *object)
{
    struct buffer out = {0};
    for (; *here; here++) {
        if (*here != '%') {
            buffer_putc(&out, *here);
            continue;
        }
        here++;
        here += strchr("-=!?~", *here) != NULL;
        switch (*here) {
        case 'o':
            buffer_puts(&out, here[1] == '1' ? "s" : object);
            break;
        case 'n':
            buffer_puts(&out, here[1] == '1' ? "n1" : here[1] == '2' ? "n2" : "n0");
            break;
        case 't':
            buffer_puts(&out, here[1] == '1' ? "bob" : "alice");
            break;
        case 'v':
            buffer_puts(&out, "acquire");
            break;
        case 'k':
            buffer_puts(&out, "mutex");
            break;
        case 'u':
            buffer_puts(&out, here[-1] == '=' ? "2" : "2s");
            break;
        case 'd':
        case 'm':
            buffer_puts(&out, "2s");
            break;
        case 'b':
            buffer_puts(&out,
                        out.length > 2 && out.bytes[out.length - 2] == '{' ? "yield" : "{ yield }");
            break;
        case 'c':
            buffer_puts(&out, "x == 0");
            break;
        default:
            buffer_puts(&out, strncmp(buffer_text(&out), "rename", 6) == 0 ? "\"zed\"" : "3");
        }
        here += here[1] >= '0' && here[1] <= '9';
    }
    return buffer_take(&out);
}

static const char *object_for(const struct idiom *row)
{
    if (row->kinds & IDIOM_HINTED)
        return "alice";
    if (row->kinds & IDIOM_UNKNOWN)
        return "carol";
    if (row->kinds & IDIOM_ARRAY)
        return "numbers";
    if (row->kinds & IDIOM_STARTED && row->kinds & FOREIGN_TIMER)
        return "t0";
    if (row->kinds & FOREIGN_FUNCTION && !(row->kinds & FOREIGN_OTHER))
        return "called";
    if (strncmp(row->here, "start", 5) == 0 || strncmp(row->here, "daemon", 6) == 0)
        return "fresh";
    if (strncmp(row->here, "futex", 5) == 0)
        return "word";
    if (row->kinds & FOREIGN_FUTURE && strstr(row->here, "await"))
        return "kept";
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (row->kinds & named[i].kind)
            return named[i].name;
    return "m";
}

static void try_table(const struct idiom *table, const char *before, const char *after, size_t *bad)
{
    const char *slow = getenv("THRUM_TEST_SLOW");
    int every = slow && strcmp(slow, "no") == 0 ? 10 : 1;
    for (const struct idiom *row = table; row->pattern; row++) {
        if ((row - table) % every)
            continue;
        if (!row->here || strstr(row->here, "help") || strncmp(row->here, "else", 4) == 0 ||
            strncmp(row->here, "catch", 5) == 0 || strncmp(row->here, "finally", 7) == 0)
            continue;
        char *here = example(row->here, object_for(row));
        struct buffer line = {0};
        bool condition = strcmp(object_for(row), "c") == 0 && !strstr(here, "with") && !*before;
        bool print = strstr(row->here, "%!") || strstr(row->here, "%?");
        buffer_puts(&line, condition ? "with c { " : print ? "print " : before);
        buffer_puts(&line, here);
        buffer_puts(&line, condition ? " }" : "");
        if (*after && strncmp(here, "try", 3) == 0)
            buffer_puts(&line, " { yield } finally { yield }");
        else if (*after)
            buffer_puts(&line, strchr(here, '{') ? " { yield } }" : after);
        try_advice(
            row->pattern,
            "barrier b 1; latch l 9; rwlock rw; once o; channel ch 9; send ch 1; future "
            "open kept; resolve kept 1; atomic word = 0; shared ok = 1; thread fresh { yield "
            "}; shared "
            "numbers[2] = 1; timer t0 1ms { yield }; start t0; define called() { yield }",
            buffer_text(&line), bad);
        buffer_free(&line);
        free(here);
    }
}

Test(foreign_rows, whatever_a_row_advises_is_taken)
{
    size_t bad = 0;
    find_lessons();
    try_table(foreign_habits, "", "", &bad);
    try_table(foreign_slips, "", "", &bad);
    try_table(foreign_primitives, "", "", &bad);
    try_table(foreign_commands, "", "", &bad);
    try_table(foreign_making, "", "", &bad);
    cr_expect_eq(bad, 0, "%zu rows advise what is refused", bad);
}

Test(foreign_rows, whatever_a_row_says_of_values_and_blocks_is_taken)
{
    size_t bad = 0;
    try_table(foreign_values, "v = ", "", &bad);
    try_table(foreign_headers, "", " { yield }", &bad);
    cr_expect_eq(bad, 0, "%zu rows advise what is refused", bad);
}

/* ---- What may wait amid a value -------------------------------------------------------------- */

/* Each gives 5. */
static const char *const fives[] = {
    "await f", "await f for 1s", "get q",   "get q for 1s",   "tryget q",
    "peek q",  "receive c",      "q.get()", "q.get_nowait()", "f.result()",
    "f.get()", "c.recv()",       "<-c",     "wait b + 5",     "b.wait() + 5"};

/* What is typed with one of them for each %, and what it prints where it is written as advised,
 * with print x behind it; NULL: nothing is advised, for nothing means the same. */
static const struct {
    const char *typed, *printed;
} amid[] = {
    {"print %", ": 5\n"},
    {"print 1, %", ": 1 5\n"},
    {"print 1 + %", ": 6\n"},
    {"print %, %", ": 5 5\n"},
    {"print(3, %)", ": 3 5\n"},
    {"print(6 > %)", ": true\n"},
    {"print 2, ten(%)", ": 2 50\n"},
    {"x = 2 + %", ": 7\n"},
    {"x = 1 * 2 + %", ": 7\n"},
    {"x = ten(%)", ": 50\n"},
    {"let x = 2 + %", ": 7\n"},
    {"spawn { print 1, % }", ": 1 5\n"},
    {"if true { print 1, % }", ": 1 5\n"},
    {"define h() { return 1 + % }; print h()", ": 6\n"},
    {"print x, %", NULL},
    {"x = x + %", NULL},
    {"print \"{x}\", %", NULL},
    {"print now, %", NULL},
    {"print ten(1), %", NULL},
    {"print true or 5 == %", NULL},
    {"x = false and 5 == %", NULL},
    {"numbers[1 - %] = x", NULL},
    {"while 1 + % == 9 { print 1 }", NULL},
    {"if false and 5 == % { print 1 }", NULL},
    {"assert true, %", NULL},
    {"h = lambda: 1 + %", NULL},
    {"x = 1 if true else 1 + %", NULL},
    {"x = true ? 1 : 1 + %", NULL},
};

static void try_amid(const char *typed, const char *printed, const char *five, size_t *bad)
{
    static const char told[] = "! here that is written: ";
    struct sitting t = sit();
    struct buffer line = {0};
    for (const char *c = typed; *c; c++)
        if (*c == '%')
            buffer_puts(&line, five);
        else
            buffer_putc(&line, *c);
    type(&t, "future f; resolve f 5; queue q; put q 5; put q 5; channel c 3; send c 5; send c 5; "
             "barrier b 1; shared x = 0; shared numbers[2] = 0; define ten(n) { return n * 10 }");
    forget(&t);
    type(&t, buffer_text(&line));
    const char *advice = strstr(buffer_text(&t.text), told);
    bool good = !printed == !advice;
    if (advice && printed) {
        size_t behind = (size_t)(advice - buffer_text(&t.text)) + 1; /* the text grows, and moves */
        char *copy = strndup(advice + sizeof told - 1, strcspn(advice + sizeof told - 1, "\n"));
        type(&t, copy);
        type(&t, "print x");
        good =
            strstr(buffer_text(&t.text), printed) && !strstr(buffer_text(&t.text) + behind, "\n! ");
        free(copy);
    }
    if (!good)
        fprintf(stderr, "%s\n", buffer_text(&t.text));
    *bad += !good;
    buffer_free(&line);
    leave(&t);
}

Test(foreign_rows, what_may_wait_amid_a_value_is_taken_before_or_nothing_is_advised)
{
    size_t bad = 0;
    for (size_t i = 0; i < sizeof amid / sizeof *amid; i++)
        for (size_t k = 0; k < sizeof fives / sizeof *fives; k++)
            if (i % 3 == k % 3 || k < 3)
                try_amid(amid[i].typed, amid[i].printed, fives[k], &bad);
    cr_expect_eq(bad, 0, "%zu are advised otherwise than they were meant", bad);
}
