/* test_scope.c - unit tests of what is bound where. */
#include "lang/scope.h"

#include "base/buffer.h"
#include "lang/diagnostic.h"
#include "lang/parser.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(scope, .timeout = 60);

static struct tree *parsed(const char *text)
{
    struct source source = {.name = "a.thr", .text = text, .length = strlen(text)};
    struct parser_options options = {0};
    struct diagnostics found = {0};
    struct tree *tree = parser_parse(&source, &options, &found);
    cr_assert_not_null(tree, "%s", text);
    diagnostics_free(&found);
    return tree;
}

/* The scope's names: what is bound to each, `*` where something else may be meant. */
static char *names_of(const struct scope *scope)
{
    static const char *const words[] = {"parameter", "block", "captured", "kept", "assigned"};
    struct buffer out = {0};
    for (size_t i = 0; i < scope->count; i++) {
        const struct scope_name *n = &scope->names[i];
        buffer_printf(&out, "%s%s %s%s", i ? ", " : "", words[n->binding], n->name,
                      n->alone ? "" : "*");
    }
    return buffer_take(&out);
}

static void expect(const struct scope *scope, const char *expected)
{
    char *names = names_of(scope);
    cr_expect_str_eq(names, expected, "%s, not %s", names, expected);
    free(names);
}

static const struct node *command(const struct tree *tree, unsigned number)
{
    const struct node *n = tree_root(tree)->block.first;
    while (number--)
        n = n->next;
    return n;
}

Test(scope, a_script_has_what_it_assigns_and_not_what_others_in_it_do)
{
    struct tree *tree = parsed("b = 1; a = 2; b = 3; private c[2] = 0; c[0] = 1; d[1] = 1\n"
                               "if a == 1 { e = 1 }; define f(p) { g = p }; spawn { h = 1 }\n"
                               "spawn t; t: i = 1; timer x 1s { j = 1 }; shared k = 1; l += 1");
    struct scope scope;
    scope_of_script(&scope, tree_root(tree));
    expect(&scope, "assigned b*, assigned a*, assigned c*, assigned e*, assigned l*");
    cr_expect(scope_find(&scope, "c")->declared);
    cr_expect_not(scope_find(&scope, "a")->declared);
    cr_expect_null(scope_find(&scope, "h"));
    scope_free(&scope);
    tree_free(tree);
}

Test(scope, a_function_has_its_parameters_and_what_it_assigns)
{
    struct tree *tree = parsed("define f(b, a) { a = 1; c = b; for i in 1..2 { d = i } }");
    struct scope scope;
    struct scope_block block;
    scope_of_function(&scope, command(tree, 0));
    expect(&scope, "parameter b, parameter a, assigned c*, assigned d*");
    cr_expect_null(scope_find(&scope, "i"));
    scope_enter(&scope, &block, "i");
    cr_expect_eq(scope_find(&scope, "i")->binding, SCOPE_BLOCK);
    scope_leave(&scope);
    cr_expect_null(scope_find(&scope, "i"));
    scope_free(&scope);
    tree_free(tree);
}

Test(scope, a_body_captures_what_it_uses_of_its_makers)
{
    struct tree *tree = parsed("x = 1; y = 2; z = 3; shared s = 0\n"
                               "spawn \"r{i}\" { print i, x; lock y; spawn { print z }; w = s }");
    struct scope main, body;
    struct scope_block block;
    scope_of_script(&main, tree_root(tree));
    scope_enter(&main, &block, "i");
    scope_of_body(&body, &main, command(tree, 4)->spawn.body);
    expect(&body, "captured i, captured x*, captured y*, captured z*, assigned w*");
    cr_expect_eq(scope_find(&body, "i")->maker, &block.name);
    cr_expect_eq(scope_find(&body, "x")->maker, scope_find(&main, "x"));
    scope_free(&body);
    scope_free(&main);
    tree_free(tree);
}

static bool is_kept(void *context, const char *name)
{
    const struct scope_list *kept = context;
    for (size_t i = 0; i < kept->count; i++)
        if (strcmp(kept->items[i], name) == 0)
            return true;
    return false;
}

Test(scope, an_order_keeps_what_orders_assign_and_takes_block_names_along)
{
    struct tree *tree = parsed("spawn a b; m = 1; b: k = 1; a: { n = i; k += m }");
    struct scope_list kept = scope_kept(tree_root(tree));
    struct scope main, order;
    struct scope_block block;
    cr_assert_eq(kept.count, 2);
    cr_expect_str_eq(kept.items[0], "k");
    cr_expect_str_eq(kept.items[1], "n");
    scope_of_script(&main, tree_root(tree));
    scope_enter(&main, &block, "i");
    scope_of_order(&order, &main, command(tree, 3)->order.command, is_kept, &kept);
    expect(&order, "kept n*, captured i, kept k*");
    scope_free(&order);
    scope_free(&main);
    scope_list_free(&kept);
    tree_free(tree);
}

Test(scope, an_expression_has_its_parameters_alone)
{
    static const char *const parameters[] = {"x", "y"};
    struct scope scope;
    scope_of_expression(&scope, parameters, 2);
    expect(&scope, "parameter x, parameter y");
    cr_expect_not_null(scope_find(&scope, "y"));
    scope_free(&scope);
}

/* ---- What is made for all -------------------------------------------------------------------- */

Test(scope, what_a_text_makes_is_known_by_name)
{
    struct tree *tree = parsed("mutex m fork[5]; shared s = 0; atomic t[3] = 1; local d\n"
                               "define f() { }; spawn a b { }; thread \"c-1\"; queue \"q{1}\"");
    static const struct {
        const char *name;
        enum scope_kind kind;
        enum word_id made;
        bool array;
    } rows[] = {
        {"main", SCOPE_THREAD, WORD_NOTHING, false}, {"m", SCOPE_OBJECT, WORD_MUTEX, false},
        {"fork", SCOPE_OBJECT, WORD_MUTEX, true},    {"s", SCOPE_VARIABLE, WORD_SHARED, false},
        {"t", SCOPE_VARIABLE, WORD_ATOMIC, true},    {"d", SCOPE_VARIABLE, WORD_LOCAL, false},
        {"f", SCOPE_FUNCTION, WORD_NOTHING, false},  {"a", SCOPE_THREAD, WORD_NOTHING, false},
        {"b", SCOPE_THREAD, WORD_NOTHING, false},    {"c-1", SCOPE_THREAD, WORD_NOTHING, false},
    };
    struct scope_made_list list = scope_made(tree_root(tree));
    cr_assert_eq(list.count, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < list.count; i++) {
        cr_expect_str_eq(list.items[i].name, rows[i].name);
        cr_expect_eq(list.items[i].kind, rows[i].kind, "%s", rows[i].name);
        cr_expect_eq(list.items[i].made, rows[i].made, "%s", rows[i].name);
        cr_expect_eq(list.items[i].size != NULL, rows[i].array, "%s", rows[i].name);
        cr_expect_eq(list.items[i].times, 1, "%s", rows[i].name);
    }
    scope_made_free(&list);
    tree_free(tree);
}

/* What `x` means in the body of a thread that is the text's last command. */
static enum scope_meaning meaning_of_x(const char *text)
{
    struct tree *tree = parsed(text);
    struct scope_made_list list = scope_made(tree_root(tree));
    const struct scope_made *made;
    struct scope main, body;
    const struct node *last = tree_root(tree)->block.first;
    while (last->next)
        last = last->next;
    scope_of_script(&main, tree_root(tree));
    scope_of_body(&body, &main, last->spawn.body);
    enum scope_meaning meaning = scope_meaning(&body, &list, "x", &made);
    cr_expect_eq(made != NULL, meaning == SCOPE_MEANS_MADE || meaning == SCOPE_MEANS_EITHER);
    scope_free(&body);
    scope_free(&main);
    scope_made_free(&list);
    tree_free(tree);
    return meaning;
}

Test(scope, what_a_name_means_is_told_where_it_can_be)
{
    static const struct {
        const char *text;
        enum scope_meaning meaning;
    } rows[] = {
        {"shared x = 0; spawn { print x }", SCOPE_MEANS_MADE},
        {"shared x = 0; spawn { x = x + 1 }", SCOPE_MEANS_MADE},
        {"define f() { x = 1 }; shared x = 0; f(); spawn { x += 1 }", SCOPE_MEANS_MADE},
        {"x = 1; spawn { print x }", SCOPE_MEANS_PRIVATE},
        {"spawn { x = 1 }", SCOPE_MEANS_PRIVATE},
        {"spawn { print x }", SCOPE_MEANS_TEXT},
        {"mutex x; spawn { lock x }", SCOPE_MEANS_MADE},
        {"spawn x { }; spawn { join x }", SCOPE_MEANS_MADE},
        /* private first, or by turns */
        {"x = 1; shared x = 0; spawn { x = 2 }", SCOPE_MEANS_EITHER},
        {"define f() { x = 1 }; f(); shared x = 0; spawn { x = 2 }", SCOPE_MEANS_EITHER},
        {"shared x = 0; spawn { private x = 2; x += 1 }", SCOPE_MEANS_EITHER},
        {"if 1 == 2 { shared x = 0 }; spawn { x = 2 }", SCOPE_MEANS_EITHER},
        {"spawn { x = 2; shared x = 0 }", SCOPE_MEANS_EITHER},
        /* nothing there that could be private */
        {"if 1 == 2 { shared x = 0 }; spawn { print x }", SCOPE_MEANS_MADE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(meaning_of_x(rows[i].text), rows[i].meaning, "%s: %d", rows[i].text,
                     meaning_of_x(rows[i].text));
}

Test(scope, what_is_made_twice_and_otherwise_is_mixed)
{
    struct tree *tree = parsed("mutex a; drop a; mutex a; mutex b; drop b; event b[2]");
    struct scope_made_list list = scope_made(tree_root(tree));
    cr_expect_eq(scope_made_find(&list, "a")->times, 2);
    cr_expect_not(scope_made_find(&list, "a")->mixed);
    cr_expect(scope_made_find(&list, "b")->mixed);
    cr_expect_null(scope_made_find(&list, "c"));
    scope_made_free(&list);
    tree_free(tree);
}
