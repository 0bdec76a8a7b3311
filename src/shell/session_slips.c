/* session_slips.c - what is said besides a refusal, where it is plain which slip was made: a
 * misspelt command, the colon of an order left out. */
#include "shell/session_inside.h"

#include "base/memory.h"
#include "lang/commands.h"
#include "lang/parser.h"
#include "shell/habits.h"
#include "shell/lines.h"
#include "shell/session_words.h"

#include <stdlib.h>
#include <string.h>

struct thread_existence {
    const char *name;
    bool exists, timer;
};

static void look_up_thread(struct lab *lab, struct machine *m, void *argument)
{
    struct thread_existence *e = argument;
    (void)lab;
    uint32_t known = name_intern(m->program->texts, e->name, strlen(e->name));
    uint32_t bound = known ? state_lookup(m->state, known) : 0;
    e->exists = session_find_thread(m, e->name) != NO_THREAD;
    e->timer = bound && state_entity(m->state, handle_index(bound))->kind == ENTITY_TIMER;
}

void session_slip_colon(struct session *s, const char *text, size_t length)
{
    size_t blank = 0, end;
    while (blank < length && text[blank] == ' ')
        blank++;
    for (end = blank; end < length && !strchr(" \t\n:;{", text[end]);)
        end++;
    if (end == blank || end + 1 >= length || text[end] != ' ')
        return;
    size_t next = end;
    while (next < length && text[next] == ' ')
        next++;
    if (next < length && strchr("=+-*/<.", text[next])) /* no order: alice = */
        return;
    char *name = memory_copy_bytes(text + blank, end - blank);
    struct thread_existence e = {.name = name};
    lines_do(s, look_up_thread, &e);
    struct buffer typed = {0};
    name_add_typed(name, &typed);
    if (e.timer)
        lines_tell(s, LINE_NOTICE,
                   "%s is a timer, which takes no orders: its block says what it does, and it is "
                   "begun by: start %s",
                   name, buffer_text(&typed));
    else if (e.exists)
        lines_tell(s, LINE_NOTICE,
                   "%s is a thread; a colon stands between it and its order, as in: %s: print me",
                   name, buffer_text(&typed));
    buffer_free(&typed);
    free(name);
}

/* Commands of the lab that take one thread: `who holds m` is no slip of the first. */
static bool is_for_threads(const char *command)
{
    static const char *const words[] = {"why", "interrupt"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(command, words[i]) == 0)
            return true;
    return false;
}

static bool is_thread(struct session *s, const char *argument)
{
    argument += strspn(argument, " ");
    struct thread_existence e = {.name = argument};
    lines_do(s, look_up_thread, &e);
    return e.exists;
}

/* The whole line with the word that was perhaps meant, if it can be typed. */
void session_slip_corrected(struct session *s, const char *text, size_t length,
                            const struct diagnostics *found)
{
    const struct diagnostic *d = found->items;
    if (found->count != 1 || !d->suggestion || d->end > length || memchr(text, '\n', length))
        return;
    struct buffer line = {0};
    struct diagnostics wrong = {0};
    buffer_add(&line, text, d->begin);
    buffer_puts(&line, d->suggestion);
    buffer_add(&line, text + d->end, length - d->end);
    struct source source = {.text = buffer_text(&line), .length = line.length};
    struct parser_options options = {.prompt = true, .lab_words = commands_words()};
    struct tree *tree = parser_parse(&source, &options, &wrong);
    bool more = line.length > strlen(d->suggestion); /* than the word that was said already */
    if (more && is_for_threads(d->suggestion))
        more = is_thread(s, buffer_text(&line) + d->begin + strlen(d->suggestion));
    if (more && tree && wrong.errors == 0 && !session_foreign_suspects(s, tree))
        lines_tell(s, LINE_NOTICE, "the line would be: %s", buffer_text(&line));
    if (tree)
        tree_free(tree);
    diagnostics_free(&wrong);
    buffer_free(&line);
}
