/* test_lesson.c - unit tests of reading lessons: what each construct becomes, and how everything
 * that is wrong is told. */
#include "lesson/lesson.h"

#include "lesson/draft.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(lesson, .timeout = 60);

static const char *const lab_words[] = {"restart", "step", "threads", "undo", NULL};

/* ---- What a lesson is, as text ----------------------------------------------------------------
 */

static void add_settings(struct buffer *out, const struct lesson_settings *s)
{
    buffer_printf(out, "%s%s", s->fresh ? " fresh" : "", s->hidden ? " hidden" : "");
    if (s->seeded)
        buffer_printf(out, " seed=%llu", (unsigned long long)s->seed);
    if (s->schedule)
        buffer_printf(out, " schedule=<%s>", s->schedule);
    if (s->clock)
        buffer_printf(out, " clock=<%s>", s->clock);
}

static void add_block(struct buffer *out, const struct lesson_item *item)
{
    buffer_puts(out, "block");
    add_settings(out, &item->settings);
    buffer_printf(out, " <%s>", item->text);
    if (item->has_output)
        buffer_printf(out, "\n  output %zu%s <%s>", item->output_line,
                      item->unordered ? " unordered" : "", item->output);
    const struct lesson_verdict *v = &item->verdict;
    if (v->kind)
        buffer_printf(out, "\n  verdict %zu %s states %lld schedules %s options <%s>", v->line,
                      v->kind, (long long)v->states, v->schedules ? v->schedules : "-", v->options);
}

static void add_item(struct buffer *out, const struct lesson_item *item)
{
    static const char *const styles[] = {"paragraph", "heading", "item", "quote", "code"};
    buffer_printf(out, "%zu ", item->line);
    switch (item->kind) {
    case LESSON_TEXT:
        buffer_printf(out, "%s <%s>", styles[item->style], item->text);
        break;
    case LESSON_BLOCK:
        add_block(out, item);
        break;
    case LESSON_TASK:
        buffer_printf(out, "task <%s> until <%s>", item->goal, item->text);
        for (size_t i = 0; i < item->hint_count; i++)
            buffer_printf(out, "\n  hint <%s>", item->hints[i]);
        buffer_printf(out, "\n  answer %zu <%s>", item->solution_line, item->solution);
        break;
    case LESSON_QUESTION:
        buffer_printf(out, "question <%s>", item->text);
        for (size_t i = 0; i < item->answer_count; i++)
            buffer_printf(out, "\n  %s <%s> <%s>", item->answers[i].right ? "right" : "wrong",
                          item->answers[i].text, item->answers[i].explanation);
        break;
    case LESSON_CHALLENGE:
        buffer_printf(out, "challenge %s best %llu", item->finding, (unsigned long long)item->best);
        add_settings(out, &item->settings);
        buffer_printf(out, " <%s>", item->text);
        if (item->solution)
            buffer_printf(out, "\n  answer %zu <%s>", item->solution_line, item->solution);
        break;
    }
    buffer_putc(out, '\n');
}

static char *shown(const struct lesson *l)
{
    struct buffer out = {0};
    buffer_printf(&out, "lesson %s <%s> <%s>\n", l->name, l->number, l->title);
    for (size_t i = 0; i < l->section_count; i++) {
        const struct lesson_section *s = &l->sections[i];
        if (i > 0)
            buffer_printf(&out, "section %zu <%s>\n", s->line, s->title);
        for (size_t j = 0; j < s->item_count; j++)
            add_item(&out, &s->items[j]);
    }
    return buffer_take(&out);
}

/* What the text is read as; its errors, as LINE:COLUMN SENTENCE, one a line, if it has any. */
static char *read_of(const char *text, size_t length)
{
    struct source source = {.name = "lessons/07-a.md", .text = text, .length = length};
    struct diagnostics found = {0};
    struct lesson *l = lesson_parse(&source, lab_words, &found);
    cr_expect_eq(l == NULL, found.errors > 0);
    struct buffer out = {0};
    for (size_t i = 0; i < found.count; i++) {
        struct position at = source_position(&source, found.items[i].begin);
        buffer_printf(&out, "%s%zu:%zu ", i ? "\n" : "", at.line, at.column);
        diagnostic_sentence(&out, &found.items[i]);
    }
    if (!l) {
        diagnostics_free(&found);
        return buffer_take(&out);
    }
    buffer_free(&out);
    char *all = shown(l);
    lesson_free(l);
    diagnostics_free(&found);
    return all;
}

struct pair {
    const char *text, *expected;
};

static void check_pairs(const struct pair *pairs, size_t count, const char *before,
                        const char *after)
{
    for (size_t i = 0; i < count; i++) {
        struct buffer text = {0};
        buffer_printf(&text, "%s%s", before, pairs[i].text);
        char *is = read_of(buffer_text(&text), text.length);
        struct buffer expected = {0};
        buffer_printf(&expected, "%s%s", after, pairs[i].expected);
        cr_expect_str_eq(is, buffer_text(&expected), "%s\n  is       %s\n  expected %s",
                         pairs[i].text, is, buffer_text(&expected));
        buffer_free(&text);
        buffer_free(&expected);
        free(is);
    }
}

#define COUNT(list) (sizeof(list) / sizeof *(list))
/* Each text stands in the first section, from line 3 on. */
#define CHECK_ITEMS(pairs)                                                                         \
    check_pairs(pairs, COUNT(pairs), "# T\n## S\n", "lesson 07-a <> <T>\nsection 2 <S>\n")
#define CHECK_ERRORS(pairs) check_pairs(pairs, COUNT(pairs), "# T\n## S\n", "")

/* ---- Titles and sections ----------------------------------------------------------------------
 */

Test(lesson, title_and_sections)
{
    static const struct pair pairs[] = {
        {"# 2.4 Join\n\nBefore.\n\n## One\n\na\n\n## Two\n### Deeper\nb\n",
         "lesson 07-a <2.4> <Join>\n3 paragraph <Before.>\nsection 5 <One>\n7 paragraph <a>\n"
         "section 9 <Two>\n10 heading <Deeper>\n11 paragraph <b>\n"},
        {"# 12 Locks\n## `m` and *n*", "lesson 07-a <12> <Locks>\nsection 2 <`m` and n>\n"},
        {"# 2nd try\n## S", "lesson 07-a <> <2nd try>\nsection 2 <S>\n"},
        {"# 3.\n## S", "lesson 07-a <> <3.>\nsection 2 <S>\n"},
        {"# 42\n## S", "lesson 07-a <> <42>\nsection 2 <S>\n"},
        {"Title\n=====\n\nSection\n---\n", "lesson 07-a <> <Title>\nsection 4 <Section>\n"},
        {"<!-- a comment -->\n\n# T\n<!-- another\n## none\n-->\n***\n## S\n",
         "lesson 07-a <> <T>\nsection 8 <S>\n"},
    };
    check_pairs(pairs, COUNT(pairs), "", "");
}

Test(lesson, outlines_that_are_wrong)
{
    static const struct pair pairs[] = {
        {"", "1:1 nothing stands in this lesson"},
        {"\n\n", "1:1 nothing stands in this lesson"},
        {"<!-- T -->\n", "1:1 nothing stands in this lesson"},
        {"text\n\n# T\n## S",
         "1:1 a lesson begins with its title, a heading of the first level (# TITLE)"},
        {"## S\n", "1:1 a lesson begins with its title, a heading of the first level (# TITLE)"},
        {"#\n## S\n", "1:1 the title is empty"},
        {"# T\n##\n", "2:1 this section has no title"},
        {"# T\ntext\n",
         "1:1 this lesson has no section: a heading of the second level (##) begins one"},
        {"# T\n## S\n\n# U\n",
         "4:1 this is the second title; a lesson has one, and its sections have headings of the "
         "second level (##)"},
    };
    check_pairs(pairs, COUNT(pairs), "", "");
}

Test(lesson, texts_that_are_none)
{
    static const struct {
        const char *text;
        size_t length;
        const char *expected;
    } rows[] = {
        {"# T\n## S\na\xFF", 11,
         "3:2 the byte 0xFF, number 2 of line 3, is not UTF-8: this is not a text file, or one in "
         "another encoding"},
        {"# T\n## S\nab\0", 12, "3:3 the control character U+0000 cannot stand in a lesson"},
        {"# T\x1B[1m\n## S\n", 13, "1:4 the control character U+001B cannot stand in a lesson"},
        {"# T\r## S\n", 9, "1:4 the control character U+000D cannot stand in a lesson"},
        {"# T\xE2\x80\xAE\n## S\n", 12,
         "1:4 the control character U+202E cannot stand in a lesson"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *said = read_of(rows[i].text, rows[i].length);
        cr_expect_str_eq(said, rows[i].expected);
        free(said);
    }
}

/* ---- Prose ------------------------------------------------------------------------------------
 */

Test(lesson, prose)
{
    static const struct pair pairs[] = {
        {"a *b* **c** `d e` f\ng  \nh\\\ni\n", "3 paragraph <a b c `d e` f g h i>\n"},
        {"[text](http://a.b/c) <http://a.b> [http://a.b](http://a.b) <x@y.z> [](u)\n",
         "3 paragraph <text (http://a.b/c) http://a.b http://a.b x@y.z u>\n"},
        {"a <!-- b --> c<!-- d -->\n", "3 paragraph <a c>\n"},
        {"a\n\nb\n", "3 paragraph <a>\n5 paragraph <b>\n"},
        {"&lt;&amp;&#27;&#0;&#x202e;\\*\n", "3 paragraph <<&^[\xEF\xBF\xBD\\u{202E}*>\n"},
        {"`a&#27;\tb`\tc\n", "3 paragraph <`a&#27; b` c>\n"},
        {"- a\n- b\n  - c\n\n    d\n1. e\n2. f\n", "3 item <- a>\n4 item <- b>\n5 item <  - c>\n7 "
                                                   "item <    d>\n8 item <1. e>\n9 item <2. f>\n"},
        {"9) a\n10) b\n", "3 item <9. a>\n4 item <10. b>\n"},
        {"> a\n> b\n>\n> - c\n", "3 quote <a b>\n6 item <- c>\n"},
        {"    a\tb\n    c\n", "3 code <a       b\nc\n>\n"},
        {"```python\nx = 1\n\n```\n", "3 code <x = 1\n\n>\n"},
        {"```\n```\n", "3 code <>\n"},
        {"~~~~ c\n~~~\n````\n~~~~~\n", "3 code <~~~\n````\n>\n"},
        {"- a\n\n  ```sh\n  b\n  ```\n> ```\n> c\n> ```\n",
         "3 item <- a>\n5 code <b\n>\n8 code <c\n>\n"},
        {"    ```\n    a\n", "3 code <```\na\n>\n"},
        {"  ```text\n  a\n   ```\n", "3 code <a\n>\n"},
        {"***\n", ""},
    };
    CHECK_ITEMS(pairs);
}

Test(lesson, prose_that_is_wrong)
{
    static const char deep[] = "- - - - - - - - - - - - - - - - - - - - - a\n";
    static const struct pair pairs[] = {
        {"<b>a</b>\n", "3:1 HTML cannot be shown in a terminal; a comment <!-- --> may stand here, "
                       "or write \\< for a plain <"},
        {"a\nb <br> c\n", "4:1 HTML cannot be shown in a terminal; a comment <!-- --> may stand "
                          "here, or write \\< for a plain <"},
        {"<!-- a --> <b>\n", "3:1 HTML cannot be shown in a terminal; a comment <!-- --> may stand "
                             "here, or write \\< for a plain <"},
        {"<!-- a\n\nb\n", "3:1 this comment is not closed: --> is missing"},
        {"\n![a](b.png)\n", "4:1 an image cannot be shown in a terminal"},
        {deep, "3:1 lists and quotes are nested too deeply; 20 levels are the limit"},
    };
    CHECK_ERRORS(pairs);
}

/* ---- Commands, output, verdicts ---------------------------------------------------------------
 */

Test(lesson, blocks)
{
    static const struct pair pairs[] = {
        {"```thrum\nmutex m\nspawn alice\n```\n", "3 block <mutex m\nspawn alice\n>\n"},
        {"~~~thrum fresh hidden  seed=7 clock=virtual\nthreads\n~~~\n",
         "3 block fresh hidden seed=7 schedule=<random 7> clock=<virtual> <threads\n>\n"},
        {"```thrum schedule=\"random 12\" seed=3\n```\n",
         "3 block seed=3 schedule=<random 12> <>\n"},
        {"``` thrum schedule=random seed=3 clock=\"x10\"\n```\n",
         "3 block seed=3 schedule=<random 3> clock=<x10> <>\n"},
        {"```thrum schedule=manual\nprint 1\n```\n\n```output\nmain: 1\n...\n```\n",
         "3 block schedule=<manual> <print 1\n>\n  output 7 <main: 1\n...\n>\n"},
        {"```thrum\nprint 1\n```\n```output unordered\n```\n<!-- c "
         "-->\n```verdict\nproved\n```\nx\n",
         "3 block <print 1\n>\n  output 6 unordered <>\n"
         "  verdict 9 proved states -1 schedules - options <>\n12 paragraph <x>\n"},
        {"```thrum\nprint 1\n```\n```verdict time=virtual spurious limit-states=10\n"
         "race, deadlock states=55\nschedules=unbounded\n```\n```output\n\ta\n```\n",
         "3 block <print 1\n>\n  output 10 <\ta\n>\n  verdict 6 race,deadlock states 55 schedules "
         "unbounded options <time=virtual spurious limit-states=10>\n"},
        {"```thrum\nprint 1\n```\n```verdict findings=first no-reduction\nerror "
         "schedules=1,234\n```\n",
         "3 block <print 1\n>\n  verdict 6 error states -1 schedules 1,234 options "
         "<findings=first no-reduction>\n"},
        {"```thr\nlok m\n```\n```THE\n```\n", "3 code <lok m\n>\n6 code <>\n"},
    };
    CHECK_ITEMS(pairs);
}

Test(lesson, blocks_that_are_wrong)
{
    static const struct pair pairs[] = {
        {"```thrum\nprint 1\n", "3:1 this block is not closed: a line '```' is missing"},
        {"````\n```\n", "3:1 this block is not closed: a line '````' is missing"},
        {"~~~python\n```\n", "3:1 this block is not closed: a line '~~~' is missing"},
        {"```\n    ```\n", "3:1 this block is not closed: a line '```' is missing"},
        {"```", "3:1 this block is not closed: a line '```' is missing"},
        {"- ```\n  a\n\nb\n",
         "3:3 this block is not closed: a line '```' is missing right under it"},
        {"> ```\n> a\n```\nb\n```\n",
         "3:3 this block is not closed: a line '```' is missing right under it"},
        {" ```thrum\nprint 1\n```\n", "3:2 a block 'thrum' has to begin at the left margin"},
        {"- ```thrum\n  print 1\n  ```\n", "3:3 a block 'thrum' cannot stand in a list or a quote"},
        {"> ```output\n> a\n> ```\n", "3:3 a block 'output' cannot stand in a list or a quote"},
        {"```outptu\n```\n", "3:4 'outptu' is no kind of block; did you mean 'output'?"},
        {"```Thrum\n```\n", "3:4 'Thrum' is no kind of block; did you mean 'thrum'?"},
        {"```chek\n```\n", "3:4 'chek' is no kind of block; did you mean 'check'?"},
        {"- ```thurm\n  ```\n", "3:6 'thurm' is no kind of block; did you mean 'thrum'?"},
        {"```thrum fersh\nyield\n```\n",
         "3:10 'fersh' is no option of a block 'thrum'; did you mean 'fresh'?"},
        {"```thrum a=b\nyield\n```\n", "3:10 'a' is no option of a block 'thrum'"},
        {"```thrum unordered\nyield\n```\n", "3:10 'unordered' is no option of a block 'thrum'"},
        {"```thrum fresh  fresh\n```\n", "3:17 the option 'fresh' stands here twice"},
        {"```thrum seed=1 seed=1\n```\n", "3:17 the option 'seed' stands here twice"},
        {"```thrum hidden=1 fresh\n```\n", "3:10 the option 'hidden' takes no value"},
        {"```thrum fresh seed\n```\n", "3:16 the option 'seed' needs a value; expected seed=N"},
        {"```thrum fresh seed=\n```\n", "3:16 the option 'seed' needs a value; expected seed=N"},
        {"```thrum fresh clock=\"x10\n```\n", "3:16 a quote is missing behind the value"},
        {"```thrum fresh seed=x\n```\n",
         "3:16 this is no seed; expected a number from 0 to 2^64 - 1"},
        {"```thrum fresh seed=18446744073709551616\n```\n",
         "3:16 this is no seed; expected a number from 0 to 2^64 - 1"},
        {"```thrum fresh schedule=randm\n```\n", "3:16 the forms are: schedule free, schedule "
                                                 "random [SEED], schedule round-robin, schedule "
                                                 "manual"},
        {"```thrum fresh clock=x0\n```\n",
         "3:16 the forms are: clock real, clock virtual, clock xN with N from 0.000001 to 1000000"},
        {"```thrum hidden\n\n```\n", "3:1 this block holds no commands"},
        {"```thrum\nspawn a\nlok m\n```\n", "5:1 unknown command 'lok'; did you mean 'lock'?"},
        {"```thrum\nspawn a {\n```\n", "4:9 this '{' is never closed: a '}' is missing"},
        {"```thrum\nbreak\n```\n", "4:1 'break' stands outside of every loop"},
        {"```output\n```\n", "3:1 no block of commands stands directly before this output"},
        {"```thrum\nyield\n```\nx\n```output\n```\n",
         "7:1 no block of commands stands directly before this output"},
        {"```thrum\nyield\n```\n## U\n```verdict\nproved\n```\n",
         "7:1 no block of commands stands directly before this verdict"},
        {"```thrum\nyield\n```\n```output\n```\n```output\n```\n",
         "8:1 this is the second output of one block"},
        {"```thrum\nyield\n```\n```verdict\nproved\n```\n```verdict\nproved\n```\n",
         "9:1 this is the second verdict of one block"},
    };
    CHECK_ERRORS(pairs);
}

Test(lesson, verdicts_that_are_wrong)
{
    static const struct pair pairs[] = {
        {"```verdict\n\n```\n",
         "6:1 this verdict does not say what is found; expected proved, or a kind of finding"},
        {"```verdict\ndeadlok\n```\n", "7:1 'deadlok' is no verdict; did you mean 'deadlock'?"},
        {"```verdict\n  fine\n```\n",
         "7:3 'fine' is no verdict; expected proved, deadlock, endless, assertion, invariant, "
         "critical, error or race"},
        {"```verdict\nrace,race\n```\n", "7:6 'race' stands here twice"},
        {"```verdict\nproved race\n```\n", "6:1 what is proved has no findings"},
        {"```verdict\nrace states=x\n```\n", "7:6 this is no number of states; expected states=N"},
        {"```verdict\nrace states=1 states=1\n```\n",
         "7:15 the number of states stands here twice"},
        {"```verdict\nrace schedules=1 schedules=1\n```\n",
         "7:18 the number of schedules stands here twice"},
        {"```verdict\nrace schedules=some\n```\n",
         "7:6 this is no number of schedules; expected schedules=N"},
        {"```verdict\nrace runs=2\n```\n",
         "7:6 a verdict does not say 'runs=2'; expected states=N or schedules=N"},
        {"```verdict time=real\nproved\n```\n",
         "6:12 there is no such value; expected time=untimed or time=virtual"},
        {"```verdict findings=2\nproved\n```\n",
         "6:12 there is no such value; expected findings=all or findings=first"},
        {"```verdict limit-states=0\nproved\n```\n",
         "6:12 'limit-states' takes a number from 1 on; expected limit-states=N"},
    };
    check_pairs(pairs, COUNT(pairs), "# T\n## S\n```thrum\nyield\n```\n", "");
}

/* ---- Tasks ------------------------------------------------------------------------------------
 */

Test(lesson, tasks)
{
    static const struct pair pairs[] = {
        {"**Task:** lock `m`.\n\n```check\nlocked(m)\n```\n```answer\nlock m\n```\n",
         "5 task <lock `m`.> until <locked(m)>\n  answer 8 <lock m\n>\n"},
        {"a\n\nb\n```check\n\nlocked(m) and\n  failed(Thread-1)\n\nhint: one\n  two\n\n\tthree\n"
         "hint:four\n```\n```answer\nlock m\n```\nx\n",
         "3 paragraph <a>\n6 task <b> until <locked(m) and\n  failed(Thread-1)>\n"
         "  hint <one two three>\n  hint <four>\n  answer 17 <lock m\n>\n20 paragraph <x>\n"},
        {"a\n```check\nprinted(\"x\") and not deadlocked and steps < 5 and locked(m) # c\n```\n"
         "```answer\nlock m\n```\n",
         "4 task <a> until <printed(\"x\") and not deadlocked and steps < 5 and locked(m) # c>\n"
         "  answer 7 <lock m\n>\n"},
    };
    CHECK_ITEMS(pairs);
}

#define CHECK(expression) "a\n```check\n" expression "\n```\n```answer\nyield\n```\n"

Test(lesson, tasks_that_are_wrong)
{
    static const struct pair pairs[] = {
        {"```check\nlocked(m)\n```\n```answer\nlock m\n```\n",
         "3:1 a paragraph that says what to do has to stand directly before a check"},
        {"a\n- b\n```check\nlocked(m)\n```\n```answer\nlock m\n```\n",
         "5:1 a paragraph that says what to do has to stand directly before a check"},
        {"Task:\n```check\nlocked(m)\n```\n```answer\nlock m\n```\n",
         "3:1 this task does not say what to do"},
        {"a\n```check\nlocked(m)\n```\nb\n```answer\nlock m\n```\n",
         "4:1 a block 'answer' has to stand directly behind a check\n"
         "8:1 no check and no challenge stands directly before this answer"},
        {"a\n```check\nlocked(m)\n```\nhint: b\n```answer\nlock m\n```\n",
         "7:1 hints stand in the block 'check', behind its expression"},
        {"a\n```check x\nlocked(m)\n```\n```answer y=1\nlock m\n```\n",
         "4:10 'x' is no option of a block 'check'\n7:11 'y' is no option of a block 'answer'"},
        {CHECK(""), "4:1 this check has no expression"},
        {CHECK("hint: x"), "4:1 this check has no expression"},
        {CHECK("true\nhint:"), "6:1 this hint is empty"},
        {CHECK("true\nhint: a\nb"),
         "7:1 only hints stand behind a hint; expected 'hint: ...', or an indented line that goes "
         "on with it"},
        {CHECK("locked(m"), "5:9 the text ends too early; expected ',' or ')'"},
        {CHECK("locked(m) and\n  or"),
         "6:3 'or' is a word of the language, not a value; expected a value"},
        {CHECK("locked(m); true"), "5:10 unexpected ';'; expected an operator, or nothing more"},
        {CHECK("x = 1"), "5:3 '=' assigns; use '==' to compare"},
        {CHECK("join a"), "5:1 'join' may wait, so it stands alone: as a command, as a whole "
                          "condition, or as in x = join ..."},
        {CHECK("print(1)"), "5:1 'print' is a word of the language, not a value; expected a value"},
        {CHECK("true or cas(x, 1, 2)"), "5:9 a check looks, and changes nothing"},
        {CHECK("choose(0, 1) == 1"), "5:1 a check looks, and changes nothing"},
        {CHECK("alive(me)"), "5:7 no thread runs a check, so there is no 'me' in it"},
        {CHECK("printd(\"x\")"),
         "5:1 a check calls no functions but those that look; did you mean 'printed'?"},
        {CHECK("f(1)"), "5:1 a check calls no functions but those that look"},
        {CHECK("printed(x)"),
         "5:1 'printed' takes one text, with nothing computed in it; expected printed(\"TEXT\")"},
        {CHECK("printed(\"a{b}\")"),
         "5:1 'printed' takes one text, with nothing computed in it; expected printed(\"TEXT\")"},
        {CHECK("failed()"), "5:1 'failed' takes the name of one thread; expected failed(THREAD)"},
        {CHECK("failed(a, b)"),
         "5:1 'failed' takes the name of one thread; expected failed(THREAD)"},
        {CHECK("steps"), "5:1 this is neither true nor false; expected a condition"},
        {CHECK("1 +\n2"), "5:1 this is neither true nor false; expected a condition"},
        {"a\n```check\nlocked(m)\n```\n```answer\n\n```\n", "7:1 this answer holds no commands"},
        {"a\n```check\nlocked(m)\n```\n```answer\nlock m\n  unlok m\n```\n",
         "9:3 unknown command 'unlok'; did you mean 'unlock'?"},
    };
    CHECK_ERRORS(pairs);
}

Test(lesson, a_goal_stays_in_view)
{
    enum { LONGEST = LESSON_GOAL_LONGEST };
    static const char behind[] = "\n```check\nlocked(m)\n```\n```answer\nlock m\n```\n";
    for (int more = 0; more < 2; more++) {
        struct buffer text = {0};
        buffer_puts(&text, "# T\n## S\nTask: *\xC3\xA9*");
        for (int i = 1; i < LONGEST + more; i++)
            buffer_putc(&text, 'a');
        buffer_puts(&text, behind);
        char *is = read_of(buffer_text(&text), text.length);
        if (more)
            cr_expect_str_eq(is,
                             "3:1 what to do takes 161 characters; 160 are the limit, because it "
                             "stays in view: say the rest in a paragraph before it");
        else
            cr_expect(strncmp(is, "lesson", 6) == 0, "%s", is);
        free(is);
        buffer_free(&text);
    }
}

/* ---- Questions --------------------------------------------------------------------------------
 */

Test(lesson, questions)
{
    static const struct pair pairs[] = {
        {"Who *goes* first?\n\n- [ ] `a`\n- [x] b,\n  or c\n\n  Because\n  so.\n\n  Yes.\n- [X] "
         "d\n",
         "5 question <Who goes first?>\n  wrong <`a`> <>\n  right <b, or c> <Because so. Yes.>\n"
         "  right <d> <>\n"},
        {"a\n1. [x] b\n2. [ ] c\n", "4 question <a>\n  right <b> <>\n  wrong <c> <>\n"},
        {"- [a] b\n- [ ]c\n- [x](y)\n", "3 item <- [a] b>\n4 item <- [ ]c>\n5 item <- x (y)>\n"},
    };
    CHECK_ITEMS(pairs);
}

Test(lesson, questions_that_are_wrong)
{
    static const struct pair pairs[] = {
        {"- [ ] a\n- [x] b\n",
         "3:1 the question has to stand in a paragraph directly before its answers"},
        {"q\n- [x] a\n", "4:1 a question has at least two answers"},
        {"q\n- [ ] a\n- [ ] b\n", "4:1 none of these answers is right: mark one with [x]"},
        {"q\n- [x] a\n- b\n- [ ] c\n",
         "5:1 this item has no box, but others of its list have: all answers of a question have "
         "one, [ ] or [x]"},
        {"q\n- [ ]\n- [x] a\n", "4:1 nothing stands behind this box"},
        {"q\n- [ ] a\n\n  ```c\n  x\n  ```\n- [x] b\n",
         "6:3 an answer is explained by paragraphs, and by nothing else"},
        {"- a\n  - [ ] b\n  - [x] c\n", "4:3 a question cannot stand in a list or a quote"},
        {"> q\n>\n> - [ ] b\n> - [x] c\n", "5:1 a question cannot stand in a list or a quote"},
    };
    CHECK_ERRORS(pairs);
}

/* ---- Challenges -------------------------------------------------------------------------------
 */

Test(lesson, challenges)
{
    static const struct pair pairs[] = {
        {"```challenge deadlock best=4 seed=7 clock=virtual\nmutex m\n```\n",
         "3 challenge deadlock best 4 seed=7 clock=<virtual> <mutex m\n>\n"},
        {"```challenge critical\nmutex m\n```\n```answer\n alice*2 bob~ alice! bob=-2 \"a b\"*3 "
         "main\n```\n",
         "3 challenge critical best 0 <mutex m\n>\n"
         "  answer 6 <alice*2 bob~ alice! bob=-2 \"a b\"*3 main>\n"},
    };
    CHECK_ITEMS(pairs);
}

Test(lesson, challenges_that_are_wrong)
{
    static const struct pair pairs[] = {
        {"```challenge\nmutex m\n```\n", "3:1 this challenge does not say what to reach; expected "
                                         "challenge deadlock, or another kind of finding"},
        {"```challenge best=3\nmutex m\n```\n",
         "3:1 this challenge does not say what to reach; expected challenge deadlock, or another "
         "kind of finding"},
        {"```challenge proved\nmutex m\n```\n",
         "3:14 'proved' is no finding; expected deadlock, endless, assertion, invariant, critical, "
         "error or race"},
        {"```challenge races\nmutex m\n```\n", "3:14 'races' is no finding; did you mean 'race'?"},
        {"```challenge race fresh\nmutex m\n```\n",
         "3:19 'fresh' is no option of a block 'challenge'"},
        {"```challenge race best=x\nmutex m\n```\n",
         "3:19 'best' takes a number from 1 on; expected best=N"},
        {"```challenge race\n\n```\n", "3:1 this challenge holds no program"},
        {"```challenge race\nmutx m\n```\n", "4:1 unknown command 'mutx'; did you mean 'mutex'?"},
        {"```challenge race\nyield\n```\n```answer\n```\n",
         "6:1 this schedule is empty; expected segments: alice*2 bob alice"},
        {"```challenge race\nyield\n```\n```answer\na b*\n```\n",
         "7:3 this is no segment of a schedule on one line; expected NAME, NAME*STEPS, "
         "NAME=CHOICE, NAME! or NAME~"},
        {"```challenge race\nyield\n```\n```answer\na\nb\n```\n",
         "7:1 this is no segment of a schedule on one line; expected NAME, NAME*STEPS, "
         "NAME=CHOICE, NAME! or NAME~"},
    };
    CHECK_ERRORS(pairs);
}

Test(lesson, what_is_there_is_counted)
{
    static const char text[] = "# T\n## S\n"
                               "g\n```check\ntrue\n```\n```answer\nyield\n```\n"
                               "q\n- [x] a\n- [ ] b\n## U\nq\n- [x] a\n- [ ] b\n"
                               "```challenge race\nyield\n```\n"
                               "```thrum\nyield\n```\n```verdict\nproved\n```\n";
    struct source source = {.name = ".hidden", .text = text, .length = sizeof text - 1};
    struct diagnostics found = {0};
    struct lesson *l = lesson_parse(&source, lab_words, &found);
    cr_assert_not_null(l);
    cr_expect_eq(l->task_count, 1);
    cr_expect_eq(l->question_count, 2);
    cr_expect_eq(l->challenge_count, 1);
    cr_expect_eq(l->verdict_count, 1);
    cr_expect_str_eq(l->name, ".hidden");
    lesson_free(l);
    diagnostics_free(&found);
}

/* ---- The draft --------------------------------------------------------------------------------
 */

Test(lesson, a_draft_is_a_lesson)
{
    static const struct pair rows[] = {
        {"two-locks", "Two locks"},
        {"lessons/05-two_locks.md", "Two locks"},
        {"2.4 join", "Join"},
        {"", "A new lesson"},
        {"../.md", "A new lesson"},
        {"--", "A new lesson"},
        {"42", "42"},
        {"7-", "7"},
        {"a *b* `c` <d> [e](f) #", "A b c d e f"},
        {"\xC3\xA9\x1B[2J\xFF&amp;", "\xC3\xA9 2J\xEF\xBF\xBD amp"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buffer draft = {0};
        lesson_draft(rows[i].text, &draft);
        struct source source = {"x.md", draft.bytes, draft.length};
        struct diagnostics found = {0};
        struct lesson *l = lesson_parse(&source, lab_words, &found);
        cr_assert_not_null(l, "%s", rows[i].text);
        cr_expect_str_eq(l->title, rows[i].expected);
        cr_expect_eq(l->task_count, 1);
        cr_expect_eq(l->question_count, 1);
        cr_expect_eq(l->challenge_count, 1);
        cr_expect_eq(l->verdict_count, 1);
        lesson_free(l);
        diagnostics_free(&found);
        buffer_free(&draft);
    }
}

/* ---- Files ------------------------------------------------------------------------------------
 */

/* A file of its own with this text, `times` over. */
static void write_file(char path[64], const char *text, size_t length, size_t times)
{
    strcpy(path, "lesson-XXXXXX");
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    while (times--)
        cr_assert_eq(write(file, text, length), (ssize_t)length);
    close(file);
}

/* What reading the file prints; "" if it is a lesson. */
static char *said_of_file(const char *path)
{
    struct diagnostics found = {0};
    struct source source;
    struct buffer out = {0};
    struct lesson *l = lesson_read(path, lab_words, &found, &source);
    cr_expect_eq(l == NULL, found.errors > 0);
    diagnostics_format(&out, &source, &found);
    lesson_free(l);
    diagnostics_free(&found);
    free((char *)source.text);
    return buffer_take(&out);
}

static void expect_said(const char *path, const char *format, const char *expected)
{
    struct buffer whole = {0};
    buffer_printf(&whole, format, path, expected);
    char *said = said_of_file(path);
    cr_expect_str_eq(said, buffer_text(&whole));
    free(said);
    buffer_free(&whole);
}

Test(lesson, files)
{
    char path[64];
    static const char dos[] = "\xEF\xBB\xBF# T\r\n## S\r\n```thrum\r\nyield\r\n```\r\n";
    write_file(path, dos, sizeof dos - 1, 1);
    expect_said(path, "", "");
    unlink(path);
    static const char wrong[] = "# T\r\n## S\r\n```thrum\r\nyield; lok m\r\n```\r\n";
    write_file(path, wrong, sizeof wrong - 1, 1);
    expect_said(path, "thrum: %s:4:8: %s",
                "unknown command 'lok'; did you mean 'lock'?\n  yield; lok m\n         ^\n");
    unlink(path);
}

/* A file that is shipped; the caller frees it. */
static char *shipped(const char *name)
{
    const char *top = getenv("THRUM_SOURCE");
    struct buffer path = {0};
    buffer_printf(&path, "%s/%s", top ? top : ".", name);
    return buffer_take(&path);
}

Test(lesson, the_example_is_a_lesson)
{
    char *path = shipped("doc/example-lesson.md");
    char *said = said_of_file(path);
    cr_expect_str_eq(said, "");
    free(said);
    free(path);
}

/* What the page on writing lessons shows between four backquotes. */
Test(lesson, the_page_shows_what_can_be_read)
{
    static const char mark[] = "\n````markdown\n";
    char *path = shipped("doc/lessons.md"), page[1 << 16];
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    size_t length = fread(page, 1, sizeof page - 1, file);
    page[length] = '\0';
    fclose(file);
    free(path);
    size_t count = 0;
    for (char *at = page; (at = strstr(at, mark)); count++) {
        at += sizeof mark - 1;
        char *end = strstr(at, "\n````\n");
        cr_assert_not_null(end);
        struct buffer text = {0};
        if (strncmp(at, "# ", 2) != 0)
            buffer_puts(&text, "# T\n## S\n");
        buffer_add(&text, at, (size_t)(end - at) + 1);
        char *is = read_of(buffer_text(&text), text.length);
        cr_expect(strncmp(is, "lesson ", 7) == 0, "%s\n%s", buffer_text(&text), is);
        free(is);
        buffer_free(&text);
    }
    cr_expect_eq(count, 7);
}

Test(lesson, files_that_are_none)
{
    char path[64];
    expect_said("/no/such.md", "thrum: %s: %s", "cannot read it: No such file or directory\n");
    expect_said(".", "thrum: %s: %s", "this is a directory, not a lesson\n");
    write_file(path, "", 0, 1);
    expect_said(path, "thrum: %s: %s", "the file is empty\n");
    unlink(path);
    write_file(path, "0123456789abcde\n", 16, 10 * LESSON_LONGEST / 16);
    expect_said(path, "thrum: %s: %s", "a lesson has at most 1 MiB\n");
    unlink(path);
}

Test(lesson, a_file_as_long_as_can_be)
{
    char path[64];
    struct buffer text = {0};
    buffer_puts(&text, "# T\n## S\n");
    while (text.length < LESSON_LONGEST)
        buffer_puts(&text, text.length % 64 ? "a" : "\n");
    write_file(path, text.bytes, text.length, 1);
    expect_said(path, "", "");
    unlink(path);
    buffer_free(&text);
}
