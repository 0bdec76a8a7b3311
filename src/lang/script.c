/* script.c - see script.h. */
#include "lang/script.h"

#include "lang/commands.h"
#include "lang/foreign.h"
#include "lang/names.h"
#include "lang/parser.h"

struct tree *script_parse(const struct source *source, struct diagnostics *found)
{
    struct parser_options options = {.lab_words = commands_words()};
    struct names_options names = {0};
    struct foreign_options habits = {.lab_words = commands_words(), .script = true};
    struct tree *tree = parser_parse(source, &options, found);
    if (tree && !names_check(tree, &names, found)) {
        tree_free(tree);
        tree = NULL;
    }
    if (!tree)
        foreign_advise(source, &habits, found);
    return tree;
}

bool script_next_setting(const struct tree *tree, const struct node **at, struct setting *setting)
{
    const struct node *n = *at ? (*at)->next : tree_root(tree)->block.first;
    while (n && (n->kind != NODE_SETTING || setting_read(n->lab.word, n->lab.arguments, setting)))
        n = n->next;
    *at = n;
    return n;
}
