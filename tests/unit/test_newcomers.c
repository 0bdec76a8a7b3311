/* What newcomers type is answered with the line that does it here; and every advice, typed in turn,
 * is taken. tests/newcomers/first-lines.tsv tells what was typed, and in what state. */
#include "newcomers.h"
#include "sitting.h"

#include "lang/foreign_inside.h"
#include "shell/glossary.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

TestSuite(newcomers, .timeout = 110);

static const char state[] = "spawn alice; spawn bob; mutex m; event go; semaphore s; shared x = 0; "
                            "condition c; queue q; timer t 5s { print 1 }";
/* The learner's own, beside worker and hello. */
static const char own_state[] = "expected = 0; i = 0; id = 1";

static struct sitting in_force(void)
{
    struct sitting t = sit_free();
    type(&t, state);
    forget(&t);
    return t;
}

/* The lab in which a line was refused is as it was: the next can be typed there. */
static struct sitting spare;

static struct sitting sit_again(void)
{
    struct sitting t = spare;
    spare = (struct sitting){0};
    return t.session ? t : in_force();
}

static void rise(struct sitting *t, bool refused)
{
    if (refused && !spare.session) {
        forget(t);
        spare = *t;
    } else {
        leave(t);
    }
}

static void leave_spare(void)
{
    if (spare.session)
        leave(&spare);
}

/* Whether nothing was done but to say how it is written here. */
static bool is_only_told(const char *text)
{
    bool told = false;
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        bool tells = strncmp(line, "! here that is written: ", 24) == 0;
        if (line[0] != '>' && line[0] != '*' && !tells)
            return false;
        told |= tells;
    }
    return told;
}

/* ---- Answers ---------------------------------------------------------------------------------
 */

/* The lines of a transcript that were not typed, one after the other, blanks as one. */
static char *answer_of(const char *text)
{
    struct buffer out = {0};
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        if (line[0] == '>')
            continue;
        for (const char *c = line; *c && *c != '\n'; c++)
            if (*c != ' ' || (out.length && out.bytes[out.length - 1] != ' '))
                buffer_putc(&out, *c);
        buffer_putc(&out, ' ');
    }
    return buffer_take(&out);
}

/* Whether the answer holds the text, in which ... stands for anything. */
static bool holds(const char *answer, const char *wanted, size_t length)
{
    struct buffer part = {0};
    bool good = true;
    for (const char *end = wanted + length; good && wanted < end;) {
        const char *dots = memmem(wanted, (size_t)(end - wanted), "...", 3);
        buffer_clear(&part);
        buffer_add(&part, wanted, (size_t)((dots ? dots : end) - wanted));
        while (part.length && part.bytes[part.length - 1] == ' ')
            buffer_cut(&part, part.length - 1);
        const char *at = strstr(answer, buffer_text(&part));
        good = at != NULL;
        answer = at ? at + part.length : answer;
        wanted = dots ? dots + 3 + strspn(dots + 3, " ") : end;
    }
    buffer_free(&part);
    return good;
}

/* Whether it was typed so, and taken: one of several lines that is right already. */
static bool is_taken(const char *text, const char *part, size_t length)
{
    const char *at = memmem(text, strlen(text), part, length);
    if (!at || at < text + 2 || strncmp(at - 2, "> ", 2) != 0)
        return false;
    const char *end = at + strcspn(at, "\n");
    return strspn(at + length, ";") == (size_t)(end - at) - length && end[*end == '\n'] != '!';
}

static bool is_answered(const char *text, const char *wanted)
{
    static const char message[] = "(a message with one of the words: ",
                      taken[] = "(taken as it is)";
    char *answer = answer_of(text);
    bool good = false;
    while (*wanted && !good) {
        const char *bar = strstr(wanted, " || ");
        size_t length = bar ? (size_t)(bar - wanted) : strlen(wanted);
        if (strncmp(wanted, message, sizeof message - 1) == 0) {
            const char *word = wanted + sizeof message - 1, *end = wanted + length - 1;
            for (; word < end && !good; word += strspn(word, ", ")) {
                const char *comma = memchr(word, ',', (size_t)(end - word));
                good = holds(answer, word, (size_t)((comma ? comma : end) - word));
                word = comma ? comma : end;
            }
        } else if (strncmp(wanted, taken, sizeof taken - 1) == 0) {
            good = !strstr(text, "\n! ") && strncmp(text, "! ", 2) != 0;
        } else {
            good = holds(answer, wanted, length);
            for (const char *part = wanted; !good && part;) { /* line by line */
                const char *end = memmem(part, (size_t)(wanted + length - part), "; ", 2);
                size_t size = (size_t)((end ? end : wanted + length) - part);
                if (!holds(answer, part, size) && !is_taken(text, part, size))
                    break;
                good = !end;
                part = end ? end + 2 : NULL;
            }
        }
        wanted = bar ? bar + 4 : "";
    }
    free(answer);
    return good;
}

/* ---- Advice ----------------------------------------------------------------------------------
 */

/* The learner's own functions that the line calls, as many values as it gives them. */
static void define_own(struct sitting *t, const char *line)
{
    static const char *const own[] = {"worker", "work", "hello", "Work", "ready",
                                      "f",      "done", "n0",    "n1"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        struct buffer call = {0};
        buffer_printf(&call, "%s(", own[i]);
        const char *at = strstr(line, buffer_text(&call));
        buffer_free(&call);
        if (!at || (at > line && (at[-1] != ' ')) || strstr(line, "define "))
            continue;
        const char *values = strchr(at, '(') + 1;
        struct buffer define = {0};
        buffer_printf(&define, "define %s(", own[i]);
        for (const char *c = values; *values != ')' && *c && *c != ')'; c++)
            if (c == values || *c == ',')
                buffer_printf(&define, "%sp%d", c == values ? "" : ", ", (int)(c - values));
        buffer_puts(&define, ") { return true }");
        type(t, buffer_text(&define));
        buffer_free(&define);
    }
}

/* Something in a block that the learner would fill; no loop goes on for ever. */
static void type_advice(struct sitting *t, const char *line)
{
    struct buffer filled = {0};
    const char *mark;
    bool loops = strstr(line, "while ") && !strstr(line, "define ");
    buffer_puts(&filled, loops ? "define loops() { " : "");
    for (; (mark = strstr(line, "{ ... }")); line = mark + 7) {
        buffer_add(&filled, line, (size_t)(mark - line));
        buffer_puts(&filled, "{ yield }");
    }
    buffer_puts(&filled, line);
    buffer_puts(&filled, loops ? " }" : "");
    type(t, buffer_text(&filled));
    buffer_free(&filled);
}

/* What can be taken only in another state, or is an error because it shall be one. */
static bool is_of_another_state(const char *line)
{
    static const char *const words[] = {"load ", "save ", "raise ", "step", "undo"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(line, words[i], strlen(words[i])) == 0)
            return true;
    return strstr(line, "result(") || strstr(line, "; n0 += 1") || strstr(line, "join \"");
}

/* What is given back was taken before. */
static void take_before(struct sitting *t, const char *line)
{
    static const char *const pairs[][2] = {
        {"unlock m", "lock m"}, {"release m", "lock m"}, {"release rw", "rdlock rw"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct buffer take = {0};
        bool bobs = strncmp(line, "bob: ", 5) == 0, alices = strncmp(line, "alice: ", 7) == 0;
        const char *command = line + (bobs ? 5 : alices ? 7 : 0);
        buffer_printf(&take, "%s%s", bobs ? "bob: " : alices ? "alice: " : "", pairs[i][1]);
        if (strncmp(command, pairs[i][0], strlen(pairs[i][0])) == 0)
            type(t, buffer_text(&take));
        buffer_free(&take);
    }
}

/* Whether it was tried before, in the same state. */
static bool is_tried(const char *first, const char *line)
{
    static struct buffer tried;
    struct buffer one = {0};
    buffer_printf(&one, "\n%s\t%s\n", first ? first : "", line);
    bool found = strstr(buffer_text(&tried), buffer_text(&one)) != NULL;
    if (!found)
        buffer_puts(&tried, buffer_text(&one));
    buffer_free(&one);
    return found;
}

/* Who notifies waits for nobody, if the lock is not taken twice. */
static bool only_notifies(const char *line)
{
    static const char *const others[] = {"wait", "join", "get ", "sleep", "while", "for "};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strstr(line, others[i]))
            return false;
    return strstr(line, "notify ") || strstr(line, "broadcast ") || strstr(line, "signal ");
}

/* Whether main waits for nothing. */
static bool goes_on(struct sitting *t)
{
    type(t, "print 4242");
    return strstr(buffer_text(&t->text), "main: 4242") != NULL;
}

/* What is typed is taken: no error comes. `first` may be NULL. */
static void try_advice(const char *about, const char *first, const char *line, size_t *bad)
{
    if (is_of_another_state(line) || is_tried(first, line))
        return;
    struct sitting t = in_force();
    type(&t, own_state);
    forget(&t);
    define_own(&t, line);
    if (first)
        type_advice(&t, first);
    take_before(&t, line);
    type_advice(&t, line);
    if (strstr(buffer_text(&t.text), "! ")) {
        fprintf(stderr, "advice for %s is refused:\n%s\n", about, buffer_text(&t.text));
        ++*bad;
    } else if (only_notifies(line) && !goes_on(&t)) {
        fprintf(stderr, "advice for %s leaves main waiting:\n%s\n", about, buffer_text(&t.text));
        ++*bad;
    }
    leave(&t);
}

static const char *behind(const char *line, const char *words)
{
    size_t length = strlen(words);
    return strncmp(line, words, length) == 0 ? line + length : NULL;
}

/* Types every advice of the answer. */
static void try_all_advice(const char *about, const char *text, size_t *bad)
{
    char *copy = strdup(text), *rest = NULL, *told = NULL;
    for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        const char *here = behind(line, "! here that is written: ");
        const char *first = behind(line, "* first: ");
        if (told && first)
            try_advice(about, first, told, bad);
        else if (told)
            try_advice(about, NULL, told, bad);
        free(told);
        told = here ? strdup(here) : NULL;
        for (char *tick = strchr(line, '`'); line[0] == '*' && tick;) {
            char *end = strchr(tick + 1, '`');
            if (!end)
                break;
            *end = '\0';
            if (!strpbrk(tick + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") && strchr(tick + 1, ' ') &&
                !strstr(tick, "with m"))
                try_advice(about, NULL, tick + 1, bad);
            tick = strchr(end + 1, '`');
        }
    }
    if (told)
        try_advice(about, NULL, told, bad);
    free(told);
    free(copy);
}

static void find_lessons(void)
{
    struct buffer path = {0};
    const char *source = getenv("THRUM_SOURCE");
    buffer_printf(&path, "%s/lessons", source ? source : "..");
    setenv("THRUM_LESSONS", buffer_text(&path), 1);
    buffer_free(&path);
}

/* ---- The tables ------------------------------------------------------------------------------
 */

/* Such a line is not answered with one that does it here; behind it stands why. */
static const char unanswered[] = "(deliberately not answered: ";

struct score {
    size_t lines, good, bad_advice;
};

/* Line by line, as a terminal without pasting sends them. */
static void type_apart(struct sitting *t, const char *input)
{
    struct buffer text = {0};
    while (*input) {
        size_t length = strcspn(input, "\n");
        buffer_puts(&text, text.length ? "\n" : "");
        buffer_add(&text, input, length);
        input += length + (input[length] == '\n');
        if (!session_input_complete(t->session, buffer_text(&text)))
            continue;
        type(t, buffer_text(&text));
        buffer_clear(&text);
    }
    buffer_free(&text);
    session_enter(t->session);
    settle(t);
}

static void type_row(const char *input, const char *wanted, bool apart, struct score *score)
{
    struct sitting t = sit_again();
    if (apart) {
        type_apart(&t, input);
    } else {
        type(&t, input);
    }
    bool good = is_answered(buffer_text(&t.text), wanted);
    const char *why = behind(wanted, unanswered);
    if (why) { /* then nothing may be said that is wrong */
        cr_expect(!strstr(buffer_text(&t.text), "here that is written"), "%s", input);
        cr_expect(strlen(why) > 10, "%s: why not?", input);
        good = true;
    }
    score->lines++;
    score->good += good;
    if (!good)
        fprintf(stderr, "wanted %s of:\n%s\n", wanted, buffer_text(&t.text));
    try_all_advice(input, buffer_text(&t.text), &score->bad_advice);
    rise(&t, !strchr(input, '\n') && is_only_told(buffer_text(&t.text)));
}

static void type_in_both_ways(void *context, const char *input, const char *wanted)
{
    struct score *score = context;
    type_row(input, wanted, false, score);
    if (strchr(input, '\n'))
        type_row(input, wanted, true, score);
}

static struct score type_table(const char *name)
{
    struct score score = {0};
    newcomers_each(name, type_in_both_ways, &score);
    leave_spare();
    return score;
}

Test(newcomers, the_first_hour_is_answered)
{
    struct score score = type_table("first-lines.tsv");
    cr_assert_geq(score.lines, 130);
    cr_expect_eq(score.good, score.lines, "%zu of %zu are answered", score.good, score.lines);
    cr_expect_eq(score.bad_advice, 0, "%zu advices are refused", score.bad_advice);
}

/* The lock of a condition is another object than the one that was made before it. */
Test(newcomers, who_holds_the_conditions_lock_is_advised_no_second_one)
{
    struct sitting t = sit();
    type_lines(&t, "mutex other\nmutex m\ncondition c on m\nlock m");
    forget(&t);
    type(&t, "c.notify_all()");
    expect(&t, "> c.notify_all()\n! here that is written: broadcast c\n");
    type_lines(&t, "unlock m\nlock other");
    forget(&t);
    type(&t, "c.notify_all()");
    expect_part(&t, "! here that is written: with c { broadcast c }\n");
    leave(&t);
}

/* What a line takes before it notifies is asked of the very lock that the condition is on; and the
 * advice, typed in a lab that is as it was, is neither refused nor leaves main waiting. */
Test(newcomers, a_line_is_advised_to_take_a_lock_once)
{
    static const char on_m[] = "mutex m; condition c on m; shared x = 1",
                      own[] = "mutex m; condition c; shared x = 1",
                      held[] = "mutex m; condition c on m; shared x = 1; lock m",
                      array[] = "mutex m; condition cs[2] on m",
                      two[] = "mutex m; mutex n; condition c on m; condition d on n; shared x = 1";
    static const struct {
        const char *state, *typed, *advice;
    } rows[] = {
        {on_m, "c.acquire(); c.notify_all(); c.release()", "acquire c; broadcast c; release c"},
        {on_m, "pthread_mutex_lock(&m); pthread_cond_signal(&c); pthread_mutex_unlock(&m);",
         "lock m; signal c; unlock m"},
        {on_m, "m.acquire(); x = 2; c.notify(); m.release()",
         "acquire m; x = 2; notify c; release m"},
        {own, "pthread_mutex_lock(&m); pthread_cond_signal(&c); pthread_mutex_unlock(&m);",
         "lock m; with c { signal c }; unlock m"},
        {own, "c.acquire(); c.notify(); c.release()", "acquire c; notify c; release c"},
        {on_m, "m.lock(); m.unlock(); c.notify_all();", "lock m; unlock m; with c { broadcast c }"},
        {on_m, "lock_guard<mutex> g(m); c.notify_all();", "with m { broadcast c }"},
        {own, "lock_guard<mutex> g(m); c.notify_all();", "with m { with c { broadcast c } }"},
        {own, "with m:\n    c.notify_all()", "with m { with c { broadcast c } }"},
        {on_m, "with m:\n    c.notify_all()", "with m { broadcast c }"},
        {on_m, "with c:\n    c.notify_all()\nc.notify()",
         "with c { broadcast c }; with c { notify c }"},
        {held, "c.notify_all(); m.unlock(); c.notify_all();",
         "broadcast c; unlock m; with c { broadcast c }"},
        {held, "notifyAll()", "broadcast c"},
        {on_m, "if (m.try_lock()) { c.notify_one(); m.unlock(); }",
         "if trylock m { notify c; unlock m }"},
        /* it may be held still: an error would tell if not, a second lock would not */
        {on_m, "m.lock(); if (x == 0) { m.unlock(); } c.notify_all(); m.unlock();",
         "lock m; if x == 0 { unlock m }; broadcast c; unlock m"},
        {on_m, "m.lock(); try { c.notify_all(); } finally { m.unlock(); }",
         "with m { broadcast c }"},
        {on_m,
         "pthread_mutex_lock(&m); while (x == 0) pthread_cond_wait(&c, &m); x = 0; "
         "pthread_mutex_unlock(&m);",
         "lock m; while x == 0 { wait c }; x = 0; unlock m"},
        {on_m, "c.notify(); while (x == 0) { pthread_cond_wait(&c, &m); } x = 0; c.notify_all();",
         "with c { notify c }; with c { while x == 0 { wait c }; x = 0 }; with c { broadcast c }"},
        {on_m, "for (int i = 0; i < 2; i++) { m.lock(); c.notify(); m.unlock(); }",
         "for i in 1..2 { lock m; notify c; unlock m }"},
        {two, "n.lock(); c.notify(); d.notify(); n.unlock();",
         "lock n; with c { notify c }; notify d; unlock n"},
        {"mutex m", "c2 = threading.Condition(m); m.acquire(); c2.notify(); m.release()",
         "condition c2 on m; acquire m; notify c2; release m"},
        {array, "m.lock(); cs[1].notify_all(); m.unlock()", "lock m; broadcast cs[1]; unlock m"},
        {array, "cs[1].notify_all()", "with cs[1] { broadcast cs[1] }"},
        /* what another thread does is not done by who makes it */
        {on_m, "m.acquire(); Thread(target=lambda: c.notify()).start(); m.release()",
         "acquire m; spawn { with c { notify c } }; release m"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer told = {0};
        buffer_printf(&told, "! here that is written: %s\n", rows[i].advice);
        struct sitting t = sit_free(), fresh = sit_free();
        type(&t, rows[i].state);
        type(&t, rows[i].typed);
        expect_part(&t, buffer_text(&told));
        type(&fresh, rows[i].state);
        type(&fresh, rows[i].advice);
        cr_expect(goes_on(&fresh), "main waits: %s", buffer_text(&fresh.text));
        cr_expect_null(strstr(buffer_text(&fresh.text), "! "), "%s", buffer_text(&fresh.text));
        leave(&t);
        leave(&fresh);
        buffer_free(&told);
    }
}

/* A lock has no waiting place: a condition on it is made, and its lock is taken once. */
Test(newcomers, a_monitor_is_advised_to_take_its_lock_once)
{
    static const char advice[] = "lock m; broadcast m_changed; unlock m";
    struct sitting t = sit_free(), fresh = sit_free();
    type(&t, "mutex m");
    type(&t, "m.lock(); m.notifyAll(); m.unlock();");
    expect_part(&t, "! here that is written: lock m; broadcast m_changed; unlock m\n"
                    "* first: condition m_changed on m\n");
    type(&fresh, "mutex m; condition m_changed on m");
    type(&fresh, advice);
    cr_expect(goes_on(&fresh), "main waits: %s", buffer_text(&fresh.text));
    cr_expect_null(strstr(buffer_text(&fresh.text), "! "), "%s", buffer_text(&fresh.text));
    leave(&t);
    leave(&fresh);
}

Test(newcomers, more_habits_are_answered)
{
    find_lessons();
    struct score score = type_table("more-lines.tsv");
    cr_assert_geq(score.lines, 300);
    cr_expect_eq(score.good, score.lines, "%zu of %zu are answered", score.good, score.lines);
    cr_expect_eq(score.bad_advice, 0, "%zu advices are refused", score.bad_advice);
}

/* They were written down before anybody looked how they are answered. */
Test(newcomers, what_was_typed_blind_is_answered)
{
    find_lessons();
    struct score score = type_table("blind-lines.tsv");
    cr_assert_geq(score.lines, 200);
    cr_expect_eq(score.good, score.lines, "%zu of %zu are answered", score.good, score.lines);
    cr_expect_eq(score.bad_advice, 0, "%zu advices are refused", score.bad_advice);
}

Test(newcomers, a_glossary_tells_the_words)
{
    static const struct {
        const char *typed, *part;
    } helps[] = {{"help deadlock", "wait for one another in a ring"},
                 {"help race", "who is quicker"},
                 {"help Races", "who is quicker"},
                 {"help critical section", "Commands that only one thread"},
                 {"help happens-before", "in every run"},
                 {"help PROVED", "every interleaving"},
                 {"help refuted", "replay"},
                 {"help puppets", "without a body"},
                 {"help mutexes", "help mutex:"},
                 {"help locking", "help lock:"},
                 {"help glossary", "starvation"},
                 {"deadlock", "here that is written: help deadlock"}};
    struct sitting t = in_force();
    for (size_t i = 0; i < sizeof helps / sizeof *helps; i++) {
        type(&t, helps[i].typed);
        expect_part(&t, helps[i].part);
    }
    leave(&t);
    cr_assert(glossary_at(29), "it has 30 words");
    for (size_t i = 0; glossary_at(i + 1); i++)
        cr_expect(strcasecmp(glossary_at(i)->name, glossary_at(i + 1)->name) < 0,
                  "%s stands behind", glossary_at(i)->name);
    size_t bad = 0;
    for (size_t i = 0; glossary_at(i); i++)
        try_advice(glossary_at(i)->name, NULL, glossary_at(i)->see, &bad);
    cr_expect_eq(bad, 0);
}

Test(newcomers, a_word_of_its_own_is_no_misspelling)
{
    static const char *const inputs[] = {"stop zed", "close zed",  "go zed", "spin zed",
                                         "Foo",      "int z = ()", "bar"};
    struct sitting t = in_force();
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        type(&t, inputs[i]);
        cr_expect_null(strstr(buffer_text(&t.text), "did you mean"), "%s", buffer_text(&t.text));
        forget(&t);
    }
    type(&t, "lok m");
    expect_part(&t, "did you mean 'lock'");
    type(&t, "lok m");
    expect_part(&t, "the line would be: lock m\n");
    type(&t, "lok alice"); /* which would be refused too */
    cr_expect_null(strstr(buffer_text(&t.text), "the line would be"), "%s", buffer_text(&t.text));
    forget(&t);
    type(&t, "t print 1"); /* a timer takes no orders */
    cr_expect_null(strstr(buffer_text(&t.text), "colon"), "%s", buffer_text(&t.text));
    leave(&t);
}

/* What is advised can be typed, whatever the name. */
Test(newcomers, a_name_that_needs_quotes_gets_them)
{
    struct sitting t = sit_free();
    type(&t, "thread \"a b\"");
    expect_part(&t, "is started: start \"a b\"\n");
    type(&t, "join \"a b\"");
    expect_part(&t, "a b has not been started: start \"a b\" first");
    type(&t, "lock \"x y\"");
    expect_part(&t, "make one first: mutex \"x y\"\n");
    type(&t, "spawn \"it's\"");
    type(&t, "it's lock m");
    expect_part(&t, "as in: \"it's\": print me\n");
    type(&t, "timer \"x'y\" 1s { print 1 }");
    type(&t, "x'y print 1");
    expect_part(&t, "it is begun by: start \"x'y\"\n");
    type(&t, "thread Thread-7");
    type(&t, "join Thread-7");
    expect_part(&t, "start Thread-7 first");
    leave(&t);
}

Test(newcomers, what_is_no_language_at_all_does_no_harm)
{
    static const char *const inputs[] = {"::from_secs(2));\nh{x}",
                                         "a::",
                                         "::",
                                         "x->",
                                         "print 'a",
                                         "f\"",
                                         "wait 5",
                                         "t = [f(x) for i in range(3)",
                                         "%",
                                         "for i in",
                                         "with m, c, s:",
                                         "def (",
                                         "[[[[",
                                         "{{{{",
                                         "lambda",
                                         "<<<<"};
    struct sitting t = in_force();
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        type(&t, inputs[i]);
        session_enter(t.session);
    }
    forget(&t);
    type(&t, "print 42");
    expect_part(&t, "main: 42");
    leave(&t);
}

/* ---- Every row -------------------------------------------------------------------------------
 */

static const struct {
    unsigned kind;
    const char *name;
} named[] = {{FOREIGN_LOCK, "m"},   {FOREIGN_SEMAPHORE, "s"}, {FOREIGN_CONDITION, "c"},
             {FOREIGN_EVENT, "go"}, {FOREIGN_BARRIER, "b"},   {FOREIGN_LATCH, "l"},
             {FOREIGN_QUEUE, "q"},  {FOREIGN_RWLOCK, "rw"},   {FOREIGN_THREAD, "alice"},
             {FOREIGN_TIMER, "t"},  {FOREIGN_VARIABLE, "x"},  {FOREIGN_OTHER, "o"}};

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
        try_advice(row->pattern,
                   "barrier b 1; latch l 9; rwlock rw; once o; shared ok = 1; thread fresh { yield "
                   "}; shared "
                   "numbers[2] = 1; timer t0 1ms { yield }; start t0; define called() { yield }",
                   buffer_text(&line), bad);
        buffer_free(&line);
        free(here);
    }
}

Test(newcomers, whatever_a_row_advises_is_taken)
{
    size_t bad = 0;
    find_lessons();
    try_table(foreign_habits, "", "", &bad);
    try_table(foreign_slips, "", "", &bad);
    try_table(foreign_commands, "", "", &bad);
    try_table(foreign_making, "", "", &bad);
    cr_expect_eq(bad, 0, "%zu rows advise what is refused", bad);
}

Test(newcomers, whatever_a_row_says_of_values_and_blocks_is_taken)
{
    size_t bad = 0;
    try_table(foreign_values, "v = ", "", &bad);
    try_table(foreign_headers, "", " { yield }", &bad);
    cr_expect_eq(bad, 0, "%zu rows advise what is refused", bad);
}
