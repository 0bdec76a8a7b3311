/* test_code_place.c - unit tests of where in its text an instruction stands: which part of a
 * command each step does, and how a line is cut that does not fit. */
#include "../scripts.h"
#include "watch/code_place.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <string.h>

TestSuite(code_place, .timeout = 30);

static struct program *compile(const char *text)
{
    struct program *p = program_new();
    cr_assert_neq(script_compile(p, "test", text), 0, "%s", text);
    return p;
}

/* Adds the code of the n-th instruction of this kind. */
static void add_code(const struct program *p, enum program_opcode op, unsigned n, size_t columns,
                     struct buffer *out)
{
    struct code_place place;
    for (uint32_t pc = 1; pc < p->code_count; pc++) {
        if (p->code[pc].op != op || n-- > 1)
            continue;
        cr_assert(code_place_of(p, pc, &place));
        code_place_add(p, &place, columns, out);
        return;
    }
    cr_assert_fail("no such instruction");
}

static void expect_code(const char *text, enum program_opcode op, unsigned n, size_t columns,
                        const char *wanted)
{
    struct buffer out = {0};
    struct program *p = compile(text);
    add_code(p, op, n, columns, &out);
    cr_expect_str_eq(buffer_text(&out), wanted);
    buffer_free(&out);
    program_free(p);
}

Test(code_place, a_step_has_its_part_of_the_command)
{
    static const char sum[] = "shared x = 1\nshared y = 1\nshared a[2] = 0\nx = x + y\na[x] += 2\n"
                              "if locked(m) and y > x { print \"{y} of {a[1]}\" }\nmutex m\n";
    setlocale(LC_ALL, "C.UTF-8");
    expect_code(sum, OP_NAME_LOAD, 1, 60, "x = ►x◄ + y");
    expect_code(sum, OP_NAME_LOAD, 2, 60, "x = x + ►y◄");
    expect_code(sum, OP_NAME_STORE, 1, 60, "►x = x + y◄");
    expect_code(sum, OP_NAME_LOAD, 3, 60, "a[►x◄] += 2");
    expect_code(sum, OP_INDEX_COMPOUND_READ, 1, 60, "►a[x]◄ += 2");
    expect_code(sum, OP_INDEX_COMPOUND_WRITE, 1, 60, "►a[x] += 2◄");
    expect_code(sum, OP_OBSERVE, 1, 80, "if ►locked(m)◄ and y > x { print \"{y} of {a[1]}\" }");
    expect_code(sum, OP_NAME_LOAD, 4, 80, "if locked(m) and ►y◄ > x { print \"{y} of {a[1]}\" }");
    expect_code(sum, OP_NAME_LOAD, 6, 80, "if locked(m) and y > x { print \"{►y◄} of {a[1]}\" }");
    expect_code(sum, OP_INDEX_LOAD, 1, 80, "if locked(m) and y > x { print \"{y} of {►a[1]◄}\" }");
    expect_code(sum, OP_PRINT, 1, 80, "if locked(m) and y > x { ►print \"{y} of {a[1]}\"◄ }");
    expect_code("mutex m\nwith m   {\n}\n", OP_ACQUIRE, 1, 60, "►with m◄   {");
}

Test(code_place, what_is_marked_stays_in_view)
{
    static const char line[] =
        "shared x = 1\nspawn first { print \"a b c d e f\"; x = 7; print x }";
    setlocale(LC_ALL, "C.UTF-8");
    expect_code(line, OP_NAME_STORE, 1, 70,
                "spawn first { print \"a b c d e f\"; ►x = 7◄; print x }");
    expect_code(line, OP_NAME_STORE, 1, 30, "…\"a b c d e f\"; ►x = 7◄; prin…");
    expect_code(line, OP_NAME_STORE, 1, 20, "…d e f\"; ►x = 7◄; p…");
    expect_code(line, OP_NAME_STORE, 1, 7, "►x = 7◄");
    expect_code(line, OP_NAME_STORE, 1, 5, "►x …◄");
    expect_code(line, OP_NAME_STORE, 1, 0, "►◄");
    /* Wide characters are counted as wide, and no accent is torn from its letter's side. */
    expect_code("shared x = 1\nprint \"李四李四\"; x = 2", OP_NAME_STORE, 1, 14, "…四\"; ►x = 2◄");
}

/* What is shown is never what a terminal would obey, and no password. */
Test(code_place, code_is_shown_and_not_sent)
{
    setlocale(LC_ALL, "C.UTF-8");
    expect_code("if true {\n\tprint 1\n}", OP_PRINT, 1, 40, "    ►print 1◄");
    expect_code("fetch \"http://me:secret@localhost/\"", OP_FETCH, 1, 60,
                "►fetch \"http://me:***@localhost/\"◄");
}
