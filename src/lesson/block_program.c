/* block_program.c - see block_program.h. */
#include "lesson/block_program.h"

#include "lang/parser.h"

#include <string.h>

static bool is_of_lab(const struct node *n)
{
    return n->kind == NODE_LAB || n->kind == NODE_SETTING;
}

static bool is_no_function(const struct node *n)
{
    return n->kind != NODE_DEFINE;
}

/* Less what is left out. */
static bool add(const char *text, const char *const *lab_words,
                bool (*leaves_out)(const struct node *), struct buffer *program)
{
    struct source source = {.text = text, .length = strlen(text)};
    struct parser_options options = {.prompt = true, .lab_words = lab_words};
    struct diagnostics found = {0};
    struct tree *tree = parser_parse(&source, &options, &found);
    bool some = false;
    size_t at = 0;
    size_t length = program->length;
    if (program->length)
        buffer_putc(program, '\n');
    for (const struct node *n = tree ? tree_root(tree)->block.first : NULL; n; n = n->next) {
        bool out = leaves_out(n);
        some |= !out && n->kind != NODE_DEFINE;
        if (!out)
            continue;
        buffer_add(program, text + at, n->begin - at);
        at = n->end + strspn(text + n->end, " \t;");
        at += text[at] == '\n' && (!n->begin || text[n->begin - 1] == '\n');
    }
    buffer_puts(program, text + at);
    if (!buffer_text(program)[length + strspn(buffer_text(program) + length, "\n")])
        buffer_cut(program, length); /* nothing came */
    tree_free(tree);
    diagnostics_free(&found);
    return some;
}

bool block_program_add(const char *text, const char *const *lab_words, struct buffer *program)
{
    return add(text, lab_words, is_of_lab, program);
}

void block_program_add_functions(const char *text, const char *const *lab_words,
                                 struct buffer *program)
{
    add(text, lab_words, is_no_function, program);
}
