/* refusal.c - see refusal.h. */
#include "shell/refusal.h"

#include "lang/commands.h"
#include "lang/parser.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The lab's commands that may be run; all others are refused, those that are yet to come too. */
static const enum command_id harmless[] = {
    COMMAND_INTERRUPT, COMMAND_FINISH,  COMMAND_RESTART, COMMAND_SCHEDULE,
    COMMAND_PAUSE,     COMMAND_RESUME,  COMMAND_STEP,    COMMAND_UNDO,
    COMMAND_REDO,      COMMAND_CLOCK,   COMMAND_GIL,     COMMAND_RANDOM,
    COMMAND_QUIET,     COMMAND_THREADS, COMMAND_OBJECTS, COMMAND_WHY,
};

static bool is_harmless(const char *word)
{
    const struct command *c = command_find(word);
    for (size_t i = 0; c && i < sizeof harmless / sizeof *harmless; i++)
        if (c->id == harmless[i])
            return true;
    return false;
}

static void look(void *context, const struct node *node)
{
    const char **found = context;
    if (*found)
        return;
    if (node->kind == NODE_LAB && !is_harmless(node->lab.word))
        *found = command_find(node->lab.word)->name;
    else if (node->kind == NODE_OPERATION && node->operation.word == WORD_FETCH)
        *found = "fetch";
    else if (node->kind == NODE_OPERATION && node->operation.word == WORD_ASK)
        *found = "ask";
    else
        tree_each_child(node, look, context);
}

/* What cannot be read may be a habit of another language, of which a `print` is made. */
static const char *word_in(const char *input)
{
    static const char *const words[] = {"fetch", "ask"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(input, words[i]))
            return words[i];
    return NULL;
}

const char *refusal_of(const char *input)
{
    const char *found = NULL;
    struct diagnostics errors = {0};
    struct source source = {.text = input, .length = strlen(input)};
    struct parser_options options = {.prompt = true, .lab_words = commands_words()};
    struct tree *tree = parser_parse(&source, &options, &errors);
    if (tree) {
        look(&found, tree_root(tree));
        tree_free(tree);
    } else {
        found = word_in(input);
    }
    diagnostics_free(&errors);
    return found;
}
