/* presentation_script.c - a script as a lesson, to be presented. See presentation.h. */
#include "lesson/presentation.h"

#include "base/memory.h"
#include "core/program.h"
#include "lang/compiler.h"
#include "lang/names.h"
#include "lang/parser.h"
#include "lang/tree.h"
#include "base/utf8.h"

#include <string.h>

/* The file's name without its folder, fit to be shown. */
static char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct buffer visible = {0};
    const char *name = slash ? slash + 1 : path;
    utf8_add_visible(&visible, name, strlen(name), "");
    return buffer_take(&visible);
}

static void find_commands(struct lesson_item *block, const struct tree *tree)
{
    size_t capacity = 0;
    for (const struct node *n = tree_root(tree)->block.first; n; n = n->next) {
        MEMORY_ROOM_FOR_ONE(block->commands, block->command_count, capacity);
        block->commands[block->command_count++] = n->begin;
    }
}

/* What the compiler refuses would be refused in front of everybody. */
static void check_commands(const struct source *source, const struct tree *tree,
                           struct diagnostics *found)
{
    struct program *program = program_new();
    uint32_t index = program_add_source(program, source->name, source->text, source->length);
    for (const struct node *n = tree_root(tree)->block.first; n; n = n->next)
        if (n->kind != NODE_LAB && n->kind != NODE_SETTING)
            compile_order(program, index, compile_addressee(n).command, found);
    program_free(program);
}

static struct lesson *lesson_of(const struct source *source, const struct tree *tree)
{
    struct lesson *l = memory_zeroed(1, sizeof *l);
    struct lesson_section *section = memory_zeroed(1, sizeof *section);
    struct lesson_item *block = memory_zeroed(1, sizeof *block);
    block->kind = LESSON_BLOCK;
    block->line = 1;
    block->text = memory_copy_bytes(source->text, source->length);
    block->verdict.states = -1;
    find_commands(block, tree);
    section->title = file_name(source->name);
    section->key = file_name(source->name);
    section->line = 1;
    section->items = block;
    section->item_count = 1;
    l->path = memory_copy(source->name);
    l->original = memory_copy(source->name);
    l->language = memory_copy("");
    l->name = file_name(source->name);
    l->number = memory_copy("");
    l->title = file_name(source->name);
    l->sections = section;
    l->section_count = 1;
    return l;
}

struct lesson *presentation_script(const struct source *source, const char *const *lab_words,
                                   struct diagnostics *found)
{
    struct parser_options options = {.prompt = true, .lab_words = lab_words};
    struct names_options names = {0};
    size_t errors = found->errors;
    struct lesson *lesson = NULL;
    struct tree *tree = parser_parse(source, &options, found);
    if (tree && names_check(tree, &names, found)) {
        check_commands(source, tree, found);
        if (found->errors == errors)
            lesson = lesson_of(source, tree);
    }
    tree_free(tree);
    return lesson;
}
