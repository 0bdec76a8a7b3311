/* parsed.c - see parsed.h. */
#include "parsed.h"

#include "lang/parser.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *const lab_words[] = {"threads", "step",     "restart", "help", "finish", "save",
                                        "load",    "schedule", "clock",   "gil",  "next",   NULL};

static bool is_known(void *context, const char *name)
{
    return strcmp(name, context) == 0;
}

char *parsed(const char *text, bool prompt)
{
    static char known[] = "known";
    struct source source = {.name = "a.thr", .text = text, .length = strlen(text)};
    struct parser_options options = {
        .prompt = prompt, .lab_words = lab_words, .is_variable = is_known, .context = known};
    struct diagnostics found = {0};
    struct buffer out = {0};
    struct tree *tree = parser_parse(&source, &options, &found);
    cr_expect_eq(tree != NULL, found.errors == 0, "%s", text);
    for (size_t i = 0; i < found.count; i++) {
        struct position at = source_position(&source, found.items[i].begin);
        buffer_printf(&out, "%s%zu:%zu ", i ? "\n" : "", at.line, at.column);
        diagnostic_sentence(&out, &found.items[i]);
    }
    for (const struct node *n = tree ? tree_root(tree)->block.first : NULL; n; n = n->next) {
        buffer_puts(&out, out.length ? " " : "");
        tree_print(&out, n);
    }
    tree_free(tree);
    diagnostics_free(&found);
    return buffer_take(&out);
}
