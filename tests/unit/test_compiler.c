/* test_compiler.c - unit tests of src/lang's compiler: orders at the prompt, what is refused, and
 * what instructions know of the text. Values and control have files of their own, primitives are in
 * test_primitives.c. */
#include "bare.h"

#include "lang/compiler.h"
#include "lang/parser.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(prompt, .timeout = 60);
TestSuite(refused, .timeout = 60);
TestSuite(code, .timeout = 60);

static void expect(const char *program, const char *wanted)
{
    char *output = bare_run(program, &(struct bare_options){0});
    cr_expect_str_eq(output, wanted, "\n---- %s\n---- printed\n%s---- wanted\n%s", program, output,
                     wanted);
    free(output);
}

static void expect_typed(const char *lines, const char *wanted)
{
    char *output = bare_type(lines, &(struct bare_options){0});
    cr_expect_str_eq(output, wanted, "\n---- %s\n---- printed\n%s---- wanted\n%s", lines, output,
                     wanted);
    free(output);
}

/* ---- The prompt
 * ---------------------------------------------------------------------------------- */

Test(prompt, main_keeps_its_variables)
{
    expect_typed("x = 5\nx += 1; print x\nspawn t { print x; x = 1 }\nprint x",
                 "main: 6\nt: 6\nmain: 6\n");
    expect_typed("x = 5\nshared x = 7\nx += 1\nspawn t { print x }", "t: 8\n");
    expect_typed("private a[2] = 1\na[1] = 5\nprivate b[2] = 7\nb = a\nprint a[0], b[1]",
                 "main: 1 5\n");
    expect_typed("for i in 1..2 { print i }\nprint i",
                 "main: 1\nmain: 2\nmain stopped: i has no value here: set it first (i = 0), or "
                 "declare it for all threads (shared i = 0); a text stands in quotes: \"i\"\n");
    expect_typed("define f(n) { return n + 1 }\nprint f(f(1))", "main: 3\n");
    expect_typed("for k in 1..3 { x = k }\nprint x", "main: 3\n");
}

Test(prompt, puppets_have_their_own)
{
    expect_typed(
        "spawn a b\na: x = 1\nb: x = 2\na, b: x += 10\na: print x\nb: print x\nprint x",
        "a: 11\nb: 12\nmain stopped: x has no value here: set it first (x = 0), or declare "
        "it for all threads (shared x = 0); a text stands in quotes: \"x\"\n");
    expect_typed("spawn a\nall: { repeat 2 { print me } }", "a: a\na: a\n");
    expect_typed("spawn a\nfor i in 1..2 { a: print i }", "a: 1\na: 2\n");
    expect_typed("spawn \"t 1\"\n\"t 1\": print me\n(\"t\" + \" 1\"): print me",
                 "t 1: t 1\nt 1: t 1\n");
    expect_typed("spawn a\na: return\na: raise \"x\"\na: print 1", "a stopped: x\na: 1\n");
    expect_typed("spawn a\na: private b[2] = 4\na: print b[1], len(b)", "a: 4 2\n");
    expect_typed("spawn t { sleep 1s }\nt: print 1",
                 "refused: t takes no orders, because it runs a body of its own; a thread spawned "
                 "without a body does: spawn NAME\n");
    expect_typed("spawn a\na: { x = 1; spawn b { print x }; join b }", "b: 1\n");
}

Test(prompt, an_error_ends_one_command)
{
    expect_typed("raise \"x\"\nprint 1", "main stopped: x\nmain: 1\n");
    expect_typed("mutex m\ntry { with m { raise \"x\" } } catch e { print e, locked(m) }\nprint 1",
                 "main: x false\nmain: 1\n");
    expect_typed("shared n = 0\ninvariant n < 2, \"n is {n}\"\nn = 1\nn = 2\nprint n",
                 "main stopped: this step breaks `invariant n < 2, \"n is {n}\"` (prompt:1:1): n "
                 "is 2 (n = 2)\nmain: 2\n");
}

/* ---- What is refused
 * ----------------------------------------------------------------------------- */

Test(refused, waiting_in_an_atomic_block)
{
    static const char *const commands[] = {
        "lock m",     "wait e",     "join t",  "sleep 1s", "x = get q", "put q 1",      "spawn t",
        "with m { }", "once o { }", "work 1s", "io 1s",    "rdlock w",  "if wait e { }"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct buffer program = {0};
        buffer_printf(&program, "atomic { %s }", commands[i]);
        char *output = bare_run(buffer_text(&program), &(struct bare_options){0});
        cr_expect(strstr(output, "an atomic block is one step and cannot wait"), "%s: %s",
                  commands[i], output);
        free(output);
        buffer_free(&program);
    }
    expect("atomic { thread t { sleep 1s } }\nprint 1", "main: 1\n");
}

Test(refused, with_the_place)
{
    char *output = bare_run("print 1\natomic {\n  sleep 1s\n}", &(struct bare_options){0});
    cr_expect(strstr(output, "test:3:3"), "%s", output);
    free(output);
    output = bare_run("for i in 1..2 { shared i = 1 }", &(struct bare_options){0});
    cr_expect(strstr(output, "'i' is the name of a loop"), "%s", output);
    free(output);
    output = bare_run("barrier b[2] 3 { print 1 }", &(struct bare_options){0});
    cr_expect(strstr(output, "an array of barriers cannot have a body"), "%s", output);
    free(output);
}

Test(refused, finally_in_finally_without_end)
{
    struct buffer program = {0};
    for (int i = 0; i < 60; i++)
        buffer_puts(&program, "try { } finally { ");
    for (int i = 0; i < 60; i++)
        buffer_puts(&program, "}");
    char *output = bare_run(buffer_text(&program), &(struct bare_options){0});
    cr_expect(strstr(output, "this text is too much"), "%s", output);
    free(output);
    buffer_free(&program);
}

Test(refused, orders_that_take_along_too_much)
{
    struct buffer program = {0};
    buffer_puts(&program, "define f(");
    for (int i = 0; i < 255; i++)
        buffer_printf(&program, "%sp%d", i ? ", " : "", i);
    buffer_puts(&program, ") { for q in 1..1 { alice: print q");
    for (int i = 0; i < 255; i++)
        buffer_printf(&program, ", p%d", i);
    buffer_puts(&program, " } }");
    char *output = bare_run(buffer_text(&program), &(struct bare_options){0});
    cr_expect(strstr(output, "takes along at most 255 values"), "%s", output);
    free(output);
    buffer_free(&program);
}

/* ---- Code
 * ---------------------------------------------------------------------------------------- */

static void quote_of(struct bare *b, enum program_opcode op, struct buffer *out)
{
    buffer_clear(out);
    for (uint32_t i = 0; i < b->program->code_count; i++)
        if (b->program->code[i].op == op) {
            program_quote(b->program, i, out);
            buffer_putc(out, '|');
            program_where(b->program, i, out);
            return;
        }
}

Test(code, instructions_know_their_command)
{
    struct bare b;
    struct buffer text = {0};
    cr_assert(
        bare_begin(&b,
                   "for i in 1..2 {\n  print \"a {i}\", 2 # no\n}\nspawn t { lock m }\n"
                   "if wait e for 1s { set e } else if get q { }\nmutex m\nevent e\nqueue q\n",
                   &(struct bare_options){0}));
    quote_of(&b, OP_PRINT, &text);
    cr_expect_str_eq(buffer_text(&text), "print \"a {i}\", 2|test:2:3");
    quote_of(&b, OP_LOOP_TURN, &text);
    cr_expect_str_eq(buffer_text(&text), "for i in 1..2|test:1:1");
    quote_of(&b, OP_SPAWN, &text);
    cr_expect_str_eq(buffer_text(&text), "spawn t|test:4:1");
    quote_of(&b, OP_ACQUIRE, &text);
    cr_expect_str_eq(buffer_text(&text), "lock m|test:4:11");
    quote_of(&b, OP_WAIT, &text);
    cr_expect_str_eq(buffer_text(&text), "if wait e for 1s|test:5:1");
    quote_of(&b, OP_GET, &text);
    cr_expect_str_eq(buffer_text(&text), "else if get q|test:5:28");
    buffer_free(&text);
    bare_end(&b);
}

Test(code, slots_have_names)
{
    struct bare b;
    cr_assert(bare_begin(&b, "define f(a) { b = a\n for i in 1..2 { } }\nf(1)",
                         &(struct bare_options){0}));
    const struct unit *u = &b.program->units[1];
    cr_assert_eq(u->kind, UNIT_FUNCTION);
    cr_assert_eq(u->parameters, 1);
    const uint32_t *names = b.program->slot_names + u->slot_names;
    cr_expect_str_eq(name_bytes(b.program->texts, names[0]), "a");
    cr_expect_str_eq(name_bytes(b.program->texts, names[1]), "b");
    bool found = false;
    for (uint32_t i = 2; i < u->slots; i++)
        found |= names[i] && strcmp(name_bytes(b.program->texts, names[i]), "i") == 0;
    cr_expect(found);
    bare_end(&b);
}

Test(code, orders_are_split_from_whom_they_are_for)
{
    static const struct {
        const char *text;
        enum addressee_kind kind;
        const char *first;
    } cases[] = {
        {"lock m", ADDRESSEE_MAIN, NULL},
        {"all: lock m", ADDRESSEE_ALL, NULL},
        {"a, b: lock m", ADDRESSEE_NAMED, "a"},
        {"\"x y\": lock m", ADDRESSEE_NAMED, "x y"},
        {"\"x{1}\": lock m", ADDRESSEE_COMPUTED, NULL},
        {"(\"t\" + 1): { }", ADDRESSEE_COMPUTED, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct source source = {.text = cases[i].text, .length = strlen(cases[i].text)};
        struct diagnostics found = {0};
        struct tree *tree = parser_parse(&source, &(struct parser_options){.prompt = true}, &found);
        cr_assert(tree, "%s", cases[i].text);
        struct addressee a = compile_addressee(tree_root(tree)->block.first);
        cr_expect_eq(a.kind, cases[i].kind, "%s", cases[i].text);
        cr_expect_eq(a.command->kind == NODE_ORDER, a.kind == ADDRESSEE_COMPUTED);
        if (cases[i].first)
            cr_expect_str_eq(compile_name_text(a.names), cases[i].first);
        tree_free(tree);
        diagnostics_free(&found);
    }
}
