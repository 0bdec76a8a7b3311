/* session_read.c - see session_read.h. What is no command here may be one of another language or
 * prompt, or a slip (habits.h). */
#include "shell/session_read.h"

#include "base/memory.h"
#include "lang/commands.h"
#include "lang/foreign.h"
#include "lang/names.h"
#include "lang/parser.h"
#include "shell/habits.h"
#include "shell/session_inside.h"

#include <stdlib.h>
#include <string.h>

struct existence {
    const char *name;
    enum { ANYTHING, VARIABLES, FUNCTIONS } only;
    bool exists;
};

static void look_up(struct lab *lab, struct machine *m, void *argument)
{
    struct existence *e = argument;
    struct texts *texts = m->program->texts;
    (void)lab;
    uint32_t name = name_intern(texts, e->name, strlen(e->name));
    uint32_t bound = name ? state_lookup(m->state, name) : 0;
    if (bound) {
        enum entity_kind kind = state_entity(m->state, handle_index(bound))->kind;
        e->exists =
            e->only == ANYTHING ||
            (e->only == FUNCTIONS ? kind == ENTITY_FUNCTION : kind_takes(kind, OPERATION_READ));
        return;
    }
    for (uint32_t i = 0; i < m->program->private_count && e->only != FUNCTIONS; i++)
        e->exists = e->exists || (name && m->program->privates[i] == name);
}

static bool is_variable(void *context, const char *name)
{
    struct session *s = context;
    struct existence e = {.name = name, .only = VARIABLES};
    lab_do(s->lab, look_up, &e);
    return e.exists;
}

static bool is_function(void *context, const char *name)
{
    struct session *s = context;
    struct existence e = {.name = name, .only = FUNCTIONS};
    lab_do(s->lab, look_up, &e);
    return e.exists;
}

static bool exists(void *context, const char *name)
{
    struct session *s = context;
    struct existence e = {.name = name};
    lab_do(s->lab, look_up, &e);
    return e.exists;
}

static struct input *new_input(struct tree *tree, const char *name, const char *text, size_t length)
{
    struct input *input = memory_zeroed(1, sizeof *input);
    input->tree = tree;
    input->text = memory_copy_bytes(text, length);
    input->name = name ? memory_copy(name) : NULL;
    input->users = 1;
    return input;
}

static struct input *read_input(struct session *s, const char *name, const char *text,
                                size_t length, bool typed);

/* What was typed by habit of another prompt or language. Stores in `input` the command that was
 * meant, if it shall be run; false: it is no such thing. */
static bool read_habit(struct session *s, const struct tree *tree, const char *text, size_t length,
                       struct input **input)
{
    struct buffer print = {0};
    *input = NULL;
    enum foreign_value_answer value = session_foreign_value(s, tree, text, length, &print);
    if (value == FOREIGN_VALUE_SHOWN)
        *input = read_input(s, NULL, buffer_text(&print), print.length, false);
    buffer_free(&print);
    if (value != FOREIGN_VALUE_NONE)
        return true;
    bool strange = !tree || session_foreign_suspects(s, tree) || foreign_is_directive(text, length);
    return strange && session_foreign_tell(s, text, length, tree != NULL);
}

/* NULL where there is an error, which has been told. `typed`: at the prompt. */
static struct input *read_input(struct session *s, const char *name, const char *text,
                                size_t length, bool typed)
{
    struct input *input;
    struct diagnostics found = {0};
    struct source source = {.name = name, .text = text, .length = length};
    struct parser_options options = {.prompt = true,
                                     .lab_words = commands_words(),
                                     .is_variable = is_variable,
                                     .is_function = is_function,
                                     .context = s};
    struct names_options names = {.exists = exists, .context = s};
    struct tree *tree = parser_parse(&source, &options, &found);
    bool good = tree && (!name || names_check(tree, &names, &found));
    if (typed && read_habit(s, tree, text, length, &input)) {
        diagnostics_free(&found);
        if (tree)
            tree_free(tree);
        return input;
    }
    if (!good && (!typed || memchr(text, '\n', length)))
        session_foreign_advise(s, &source, !typed, &found);
    lines_tell_diagnostics(s, &source, &found);
    if (!good && typed)
        session_slip_corrected(s, text, length, &found);
    diagnostics_free(&found);
    if (!good) {
        if (!name)
            session_slip_colon(s, text, length);
        if (tree)
            tree_free(tree);
        return NULL;
    }
    return new_input(tree, name, text, length);
}

bool session_take(struct session *s, const char *name, const char *text, size_t length)
{
    struct input *input = read_input(s, name, text, length, !name);
    if (!input)
        return false;
    input->shows = name;
    input->guest = s->guest || s->rehearses;
    feed_put(s, input);
    return true;
}

void session_take_block(struct session *s, const char *commands, bool shown)
{
    struct input *input = read_input(s, NULL, commands, strlen(commands), false);
    if (!input)
        return;
    input->shows = shown;
    input->lesson = input->guest = true;
    feed_put(s, input);
}
