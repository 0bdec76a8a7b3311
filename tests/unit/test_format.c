/* test_format.c - unit tests of src/lang's layout. What a text looks like laid out is written by
 * hand; that it is the same program, and that nothing changes a second time, is looked at for all
 * the programs that there are. */
#include "lang/format.h"

#include "../programs/random_program.h"
#include "../scripts.h"
#include "base/memory.h"
#include "lang/tree.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(format, .timeout = 200);

static const char *const lab_words[] = {"step", "undo", "help", "why", NULL};

/* NULL where the text has errors; malloc'd. */
static char *laid_out(const char *text, bool prompt)
{
    struct source source = {"test", text, strlen(text)};
    struct parser_options options = {.prompt = prompt, .lab_words = lab_words};
    struct diagnostics found = {0};
    struct buffer out = {0};
    bool good = format_text(&source, &options, &out, &found);
    cr_expect_eq(good, found.errors == 0);
    diagnostics_free(&found);
    if (good)
        return buffer_take(&out);
    buffer_free(&out);
    return NULL;
}

static void expect_in(bool prompt, const char *text, const char *expected)
{
    char *once = laid_out(text, prompt);
    cr_assert(once, "refused: %s", text);
    cr_expect_str_eq(once, expected);
    char *twice = laid_out(once, prompt);
    cr_expect_str_eq(twice, once, "laid out again");
    free(once);
    free(twice);
}

static void expect(const char *text, const char *expected)
{
    expect_in(false, text, expected);
}

Test(format, puts_one_blank_where_one_belongs)
{
    expect("shared   x=0\n", "shared x = 0\n");
    expect("shared x = 0\nx+=1*(2 - 3)%4\n", "shared x = 0\nx += 1 * (2 - 3) % 4\n");
    expect("shared a [ 3 ]=0\na[ 1 ]=a [0]-1\n", "shared a[3] = 0\na[1] = a[0] - 1\n");
    expect("y=-1\nz = - 1-y\nprint y,z,-z,(-z)\n", "y = -1\nz = -1 - y\nprint y, z, -z, (-z)\n");
    expect("for i in 1 .. 8{print i}\n", "for i in 1..8 { print i }\n");
    expect("if(1<2)and not(2>=3){print 1}else{print 2}\n",
           "if (1 < 2) and not (2 >= 3) { print 1 } else { print 2 }\n");
    expect("define f( a,b ){return a+b}\nprint f (1 , 2),max\nshared max=0\n",
           "define f(a, b) { return a + b }\nprint f(1, 2), max\nshared max = 0\n");
}

Test(format, leaves_names_as_they_are)
{
    expect("spawn Thread-1\nThread-1 :sleep 1s\njoin   Thread-1\n",
           "spawn Thread-1\nThread-1: sleep 1s\njoin Thread-1\n");
    expect("spawn a-b.c{yield}\njoin a-b.c for 1s\n", "spawn a-b.c { yield }\njoin a-b.c for 1s\n");
    expect("i = 1\nspawn (\"t\"+i){yield}\njoin (\"t\"+i)\n",
           "i = 1\nspawn (\"t\" + i) { yield }\njoin (\"t\" + i)\n");
    expect("mutex fork [5]\nlock fork[(0+1)%5]\n", "mutex fork[5]\nlock fork[(0 + 1) % 5]\n");
    expect("spawn a { }\nprint daemon(a), alive (a)\n", "spawn a { }\nprint daemon(a), alive(a)\n");
    expect("x = 1\ny = 2\nprint x-y\n", "x = 1\ny = 2\nprint x - y\n");
}

Test(format, leaves_texts_as_they_are)
{
    expect("x=1\nprint   \"a  b # {x+1}  \\{\\\"}\"\n",
           "x = 1\nprint \"a  b # {x+1}  \\{\\\"}\"\n");
}

Test(format, indents_blocks_of_several_lines)
{
    expect("spawn a {\nrepeat 3 {\nyield\n}\n  }\njoin a\n",
           "spawn a {\n    repeat 3 {\n        yield\n    }\n}\njoin a\n");
    expect("spawn a { yield\nyield }\n", "spawn a {\n    yield\n    yield\n}\n");
    expect("spawn a { repeat 3 {\nyield } }\n",
           "spawn a {\n    repeat 3 {\n        yield\n    }\n}\n");
    expect("if true {\nyield\n} else if false {\nyield\n} else {\n}\n",
           "if true {\n    yield\n} else if false {\n    yield\n} else {\n}\n");
    expect("try {\nraise 1\n} catch e { print e } finally {\n\tyield\n}\n",
           "try {\n    raise 1\n} catch e { print e } finally {\n    yield\n}\n");
}

Test(format, leaves_blocks_on_one_line_there)
{
    expect("mutex m\nspawn a {with m{yield;};  yield ; }\n",
           "mutex m\nspawn a { with m { yield }; yield }\n");
    expect("spawn a {}\n", "spawn a { }\n");
}

Test(format, has_semicolons_only_between_commands)
{
    expect("yield;;yield;\n;yield\n", "yield; yield\nyield\n");
    expect("spawn a {; yield;\nyield;\n};yield\n", "spawn a {\n    yield\n    yield\n}; yield\n");
    expect("yield ; # why\n", "yield   # why\n");
}

Test(format, keeps_one_empty_line_and_none_at_the_ends)
{
    expect("\n\n\nyield\n\n\n\nyield\n\n\n", "yield\n\nyield\n");
    expect("spawn a {\n\n\nyield\n\n\nyield\n\n}\n\njoin a",
           "spawn a {\n    yield\n\n    yield\n}\n\njoin a\n");
    expect("", "");
    expect("# nothing\n\n\n", "# nothing\n");
}

Test(format, keeps_every_comment_where_it_stood)
{
    expect("#!x\n\n  # top  \nspawn a { # in\n# first\nyield   # does\n\n# last\n}# behind\n# end",
           "#!x\n\n# top\nspawn a { # in\n    # first\n    yield   # does\n\n    # last\n} # "
           "behind\n# end\n");
    expect("shared x=0     # one\nmutex m        # two\n",
           "shared x = 0   # one\nmutex m        # two\n");
    expect("spawn a { # in\n\n\nyield\n}\n", "spawn a { # in\n    yield\n}\n");
    expect("define f(a,b) { }\nf(1, # one\n# more\n2)\n",
           "define f(a, b) { }\nf(1, # one\n    # more\n    2)\n");
}

Test(format, keeps_where_lists_are_broken)
{
    expect("define f(a,b) { }\nf(\n1,\n\n  2\n)\nyield\n",
           "define f(a, b) { }\nf(\n    1,\n    2\n)\nyield\n");
    expect("spawn a {\nx = (1 +\n2)\nyield\n}\n",
           "spawn a {\n    x = (1 +\n        2)\n    yield\n}\n");
}

Test(format, takes_what_is_typed_at_the_prompt)
{
    expect_in(true, "step   alice 3  # go\nalice:lock m;  undo\nhelp a-b {\n",
              "step   alice 3  # go\nalice: lock m; undo\nhelp a-b {\n");
}

Test(format, makes_line_ends_those_of_unix)
{
    expect("\xef\xbb\xbfyield # a\r\nyield\r\n", "yield # a\nyield\n");
}

Test(format, refuses_what_has_errors)
{
    cr_expect_null(laid_out("lock while\n", false));
    cr_expect_null(laid_out("spawn a {\n", false));
    cr_expect_null(laid_out("step a\n", false));
}

static bool has_errors(const char *text)
{
    struct source source = {"test", text, strlen(text)};
    struct diagnostics found = {0};
    struct tree *tree = parser_parse(&source, &(struct parser_options){0}, &found);
    if (tree)
        tree_free(tree);
    diagnostics_free(&found);
    return !tree;
}

static void stays_itself(const char *name, const char *text, void *context)
{
    size_t *count = context;
    if (has_errors(text))
        return; /* as is meant */
    char *once = laid_out(text, false);
    cr_assert(once, "%s: this cannot be laid out", name);
    char *twice = laid_out(once, false);
    cr_assert(twice, "%s", name);
    cr_assert_str_eq(twice, once, "%s", name);
    *count += 1;
    free(once);
    free(twice);
}

/* That it is the same program format_text itself looks at, and refuses what is not. */
Test(format, is_the_same_for_all_programs)
{
    static const char *const patterns[] = {"examples/*.thr", "tests/programs/right/*.thr",
                                           "tests/programs/wrong/*.thr", "tests/session/*/*.thr",
                                           "tests/fuzz/corpus/language/*.thr"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        size_t count = 0;
        scripts_each(patterns[i], stays_itself, &count);
        cr_expect_gt(count, 0, "%s", patterns[i]);
    }
}

Test(format, is_the_same_for_random_programs)
{
    size_t count = 0;
    for (uint64_t number = 1; number <= 3000; number++) {
        struct buffer text = {0};
        random_program(number, &text);
        stays_itself("a random program", buffer_text(&text), &count);
        buffer_free(&text);
    }
    cr_expect_gt(count, 2900);
}
