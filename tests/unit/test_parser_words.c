/* test_parser_words.c - unit tests of src/lang/parse_words.c: words of the language that are
 * somebody's names. What a text means is written by hand; that a name may be any of these words is
 * looked at in all programs that there are, and in random ones: with a name of theirs replaced by
 * the word they have to be the same tree, with the word in the name's place. */
#include "../programs/random_program.h"
#include "../scripts.h"
#include "base/memory.h"
#include "lang/lexer.h"
#include "lang/parser.h"
#include "lang/setting.h"
#include "parsed.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(parser_words, .timeout = 200);

struct expectation {
    const char *text, *expected;
};

static void expect(const struct expectation *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *got = parsed(all[i].text, false);
        cr_expect_str_eq(got, all[i].expected, "\n%s\n  gives    %s\n  expected %s\n", all[i].text,
                         got, all[i].expected);
        free(got);
    }
}

#define EXPECT(...)                                                                                \
    do {                                                                                           \
        static const struct expectation all[] = {__VA_ARGS__};                                     \
        expect(all, sizeof all / sizeof *all);                                                     \
    } while (0)

Test(parser_words, are_variables)
{
    EXPECT({"set = 1", "(= set 1)"}, {"value += 3", "(+= value 3)"},
           {"shared start = 1; atomic work[2] = 0", "(shared start 1) (atomic work[2] 0)"},
           {"work[2] = 0", "(= work[2] 0)"},
           {"print set + 1, -get, \"{lock}\"", "(print (+ set 1) (- get) (text lock))"},
           {"get = 1; x = get", "(= get 1) (= x get)"},
           {"get = 1; x = get - 1", "(= get 1) (= x (- get 1))"},
           {"get = 6; x = get band 3", "(= get 6) (= x (band get 3))"},
           {"for lock in 1..2 { print lock }", "(for lock 1 .. 2 {(print lock)})"},
           {"thread = 1; if not thread { }", "(= thread 1) (if (when (not thread) {}))"},
           {"private log[3] = 0; log[1] = log[0]", "(private log[3] 0) (= log[1] log[0])"},
           {"try { } catch abort { print abort }", "(try {} catch abort {(print abort)})"},
           {"n = 1; work n items; items = n", "(= n 1) (work n items) (= items n)"},
           {"work = 1; work work", "(= work 1) (work work)"});
}

Test(parser_words, are_names_of_threads_and_objects)
{
    EXPECT(
        {"mutex lock; lock lock; unlock lock", "(mutex 'lock) (acquire 'lock) (release 'lock)"},
        {"spawn start; start: lock m", "(spawn 'start) (order 'start (acquire 'm))"},
        {"start, stop: yield", "(order 'start 'stop (yield))"},
        {"queue get 3; put get 1; x = get get", "(queue ('get 3)) (put 'get 1) (= x (get 'get))"},
        {"with lock { }; with rdlock { }; with rdlock w { }",
         "(with 'lock {}) (with 'rdlock {}) (with rdlock 'w {})"},
        {"if wait wait for 1s { }", "(if (when (wait 'wait for 1000000000ns) {}))"},
        {"print state(wait), alive(work)", "(print (builtin state 'wait) (builtin alive 'work))"},
        {"spawn work-1 { }; join work-1", "(spawn 'work-1 {}) (join 'work-1)"},
        {"condition wait on lock loose", "(condition ('wait on 'lock loose))"},
        {"mutex send receive", "(mutex 'send 'receive)"},
        {"rename start lock", "(rename 'start 'lock)"});
}

Test(parser_words, are_functions)
{
    EXPECT({"define work(n) { }; work(2); work 2", "(define work (n) {}) (call work 2) (work 2)"},
           {"x = get(q); define get(a) { }", "(= x (call get q)) (define get (a) {})"},
           {"print 1 + start()", "(print (+ 1 (call start)))"},
           {"spawn start()", "(spawn (call start))"},
           {"spawn t work(2); define work(n) { }", "(spawn 't (call work 2)) (define work (n) {})"},
           {"work()", "(call work)"});
}

/* As before: without a function of that name a parenthesis is a name or a value in parentheses. */
Test(parser_words, are_commands_wherever_one_begins)
{
    EXPECT({"start (\"t\" + i)", "(start '(+ \"t\" i))"}, {"lock(m)", "(acquire '(m))"},
           {"work (2)", "(work 2)"}, {"sleep -1", "(sleep -1)"},
           {"x = get(\"q\")", "(= x (get '\"q\"))"}, {"fence; yield", "(fence) (yield)"},
           {"fence = 1; fence", "(= fence 1) (fence)"},
           {"x = join all for 2", "(= x (join all for 2))"},
           {"x = acquire me", "(= x (acquire 'me))"});
}

Test(parser_words, are_refused_by_their_name_with_another)
{
    EXPECT(
        {"while = 3", "1:1 'while' is a word of the language and cannot be a name; 'while1' can"},
        {"private all = 1; private all1 = 1",
         "1:9 'all' is a word of the language and cannot be a name; 'all2' can"},
        {"spawn until { }",
         "1:7 'until' is a word of the language and cannot be a name; 'until1' can"},
        {"define for() { }",
         "1:8 'for' is a word of the language and cannot be a name; 'for1' can"},
        {"define value() { }",
         "1:8 'value' is a built-in function and cannot be defined anew; 'value1' can"},
        {"spawn t lock m",
         "1:9 'lock' begins a command, and stands among names here; expected ';' before a "
         "command, { } around a body, quotes around a name"},
        {"spawn t sleep 2s",
         "1:9 'sleep' begins a command, and stands among names here; expected ';' before a "
         "command, { } around a body, quotes around a name"},
        {"mutex m lock m",
         "1:9 'lock' begins a command, and stands among names here; expected ';' before a "
         "command, { } around a body, quotes around a name"},
        {"print get q",
         "1:7 'get' may wait, so it stands alone: as a command, as a whole condition, or as in "
         "x = get ..."},
        {"print release m",
         "1:7 'release' is a word of the language, not a value; expected a value"},
        {"work = 1; work", "1:11 a value alone is no command; 'print' shows it, '=' stores it"});
}

/* ---- In all programs ------------------------------------------------------------------------- */

static const char fresh[] = "zzqx"; /* a name that no program has */

/* The text with one word for another, wherever it stands as one. */
static char *replaced(const char *text, const char *word, const char *other)
{
    struct buffer out = {0};
    size_t length = strlen(word);
    for (const char *at = text; *at;) {
        bool begins = strncmp(at, word, length) == 0 &&
                      (at == text || !lexer_is_word_byte(at[-1])) &&
                      !lexer_is_word_byte(at[length]);
        if (begins)
            buffer_puts(&out, other);
        else
            buffer_putc(&out, *at);
        at += begins ? length : 1;
    }
    return buffer_take(&out);
}

/* Whether the grammar has the word for itself where it stands in some place, though it is none of
 * the table's. */
static bool is_of_a_form(const char *word)
{
    static const char *const words[] = {"but",     "daemons", "readers", "writers", "debug", "info",
                                        "warning", "error",   "free",    "robin",   "seed"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return setting_is_word(word);
}

/* The n-th word that begins commands and is free as a name. */
static const char *free_word(size_t n)
{
    size_t count = 0;
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++)
        count += word_is_free(word_get((enum word_id)id));
    n %= count;
    for (int id = WORD_NOTHING + 1;; id++)
        if (word_is_free(word_get((enum word_id)id)) && n-- == 0)
            return word_get((enum word_id)id)->name;
}

/* The text as a tree, without notices; or what is wrong with it. */
static char *tree_of(const char *text)
{
    struct source source = {.name = "a.thr", .text = text, .length = strlen(text)};
    struct parser_options options = {0};
    struct diagnostics found = {0};
    struct buffer out = {0};
    struct tree *tree = parser_parse(&source, &options, &found);
    for (const struct node *n = tree ? tree_root(tree)->block.first : NULL; n; n = n->next)
        tree_print(&out, n);
    if (!tree)
        diagnostics_format(&out, &source, &found);
    tree_free(tree);
    diagnostics_free(&found);
    return buffer_take(&out);
}

struct renaming {
    size_t done, refused, turn;
};

static void rename_one(struct renaming *r, const char *name, const char *text, const char *own)
{
    const char *word = free_word(r->turn++);
    char *plain = replaced(text, own, fresh), *named = replaced(text, own, word);
    char *tree = tree_of(plain), *got = tree_of(named);
    char *expected = replaced(tree, fresh, word);
    if (strstr(got, "stands among names here"))
        r->refused++;
    else
        cr_expect_str_eq(got, expected, "%s: %s instead of %s\n%s\n  gives    %s\n  expected %s\n",
                         name, word, own, named, got, expected);
    r->done++;
    free(plain);
    free(named);
    free(tree);
    free(got);
    free(expected);
}

/* Each name of the program in turn, until `most` have been looked at. */
static void rename_in(struct renaming *r, const char *name, const char *text, size_t most)
{
    struct source source = {.name = name, .text = text, .length = strlen(text)};
    struct token token = {.kind = TOKEN_NEWLINE};
    size_t begin = r->done;
    for (size_t at = 0; token.kind != TOKEN_END && r->done < begin + most; at = token.end) {
        lexer_scan(&source, at, false, &token);
        if (token.kind == TOKEN_QUOTE)
            token.end = lexer_text_skip(&source, token.end);
        if (token.kind != TOKEN_WORD || token.word)
            continue;
        char *own = memory_copy_bytes(text + token.begin, token.end - token.begin);
        char *before = memory_copy_bytes(text, token.begin);
        char *without = replaced(before, own, "");
        bool first = strlen(without) == strlen(before);
        if (first && !is_of_a_form(own))
            rename_one(r, name, text, own);
        free(own);
        free(before);
        free(without);
    }
}

static void rename_program(const char *name, const char *text, void *context)
{
    enum { MOST_NAMES = 24 };
    rename_in(context, name, text, MOST_NAMES);
}

Test(parser_words, may_stand_for_every_name_of_every_program)
{
    static const char *const patterns[] = {"examples/*.thr", "tests/programs/right/*.thr",
                                           "tests/programs/wrong/*.thr"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct renaming r = {.turn = i};
        scripts_each(patterns[i], rename_program, &r);
        cr_expect_gt(r.done, 10, "%s: %zu", patterns[i], r.done);
        cr_expect_lt(r.refused * 4, r.done, "%s: %zu of %zu refused", patterns[i], r.refused,
                     r.done);
    }
}

Test(parser_words, may_stand_for_every_name_of_random_programs)
{
    struct renaming r = {0};
    for (uint64_t number = 1; number <= 600; number++) {
        struct buffer text = {0};
        random_program(number, &text);
        rename_in(&r, "a random program", buffer_text(&text), 6);
        buffer_free(&text);
    }
    cr_expect_gt(r.done, 2000);
}
