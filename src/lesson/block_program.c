/* block_program.c - see block_program.h. */
#include "lesson/block_program.h"

#include "lang/parser.h"

#include <string.h>

bool block_program_add(const char *text, const char *const *lab_words, struct buffer *program)
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
        bool labs = n->kind == NODE_LAB || n->kind == NODE_SETTING;
        some |= !labs && n->kind != NODE_DEFINE;
        if (!labs)
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
