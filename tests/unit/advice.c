/* advice.c - see advice.h. */
#include "advice.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char advice_state[] = "spawn alice; spawn bob; mutex m; event go; semaphore s; shared x = 0; "
                            "condition c; queue q; timer t 5s { print 1 }";
/* The learner's own, beside worker and hello. */
static const char own_state[] = "expected = 0; i = 0; id = 1";

struct sitting in_force(void)
{
    struct sitting t = sit_free();
    type(&t, advice_state);
    forget(&t);
    return t;
}

/* The lab in which a line was refused is as it was: the next can be typed there. */
static struct sitting spare;

struct sitting sit_again(void)
{
    struct sitting t = spare;
    spare = (struct sitting){0};
    return t.session ? t : in_force();
}

void rise(struct sitting *t, bool refused)
{
    if (refused && !spare.session) {
        forget(t);
        spare = *t;
    } else {
        leave(t);
    }
}

void leave_spare(void)
{
    if (spare.session)
        leave(&spare);
}

/* Whether nothing was done but to say how it is written here. */
bool is_only_told(const char *text)
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

/* ---- Answers --------------------------------------------------------------------------------- */

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

bool is_answered(const char *text, const char *wanted)
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

/* ---- Advice ---------------------------------------------------------------------------------- */

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
bool goes_on(struct sitting *t)
{
    type(t, "print 4242");
    return strstr(buffer_text(&t->text), "main: 4242") != NULL;
}

/* What is typed is taken: no error comes. `first` may be NULL. */
void try_advice(const char *about, const char *first, const char *line, size_t *bad)
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

const char *behind(const char *line, const char *words)
{
    size_t length = strlen(words);
    return strncmp(line, words, length) == 0 ? line + length : NULL;
}

/* Types every advice of the answer. */
void try_all_advice(const char *about, const char *text, size_t *bad)
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

void find_lessons(void)
{
    struct buffer path = {0};
    const char *source = getenv("THRUM_SOURCE");
    buffer_printf(&path, "%s/lessons", source ? source : "..");
    setenv("THRUM_LESSONS", buffer_text(&path), 1);
    buffer_free(&path);
}
