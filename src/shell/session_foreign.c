/* session_foreign.c - what was typed by habit of another language or prompt: the answer says how it
 * is written here, with the learner's names (lang/foreign.h). A value typed alone is shown, as at
 * every prompt. Behind a header of Python's, which is refused, the indented lines are dropped: run
 * one by one they would do something else. */
#include "shell/session_inside.h"

#include "base/memory.h"
#include "core/step.h"
#include "lang/commands.h"
#include "lang/foreign.h"
#include "lang/parser.h"
#include "shell/glossary.h"
#include "shell/habits.h"
#include "shell/help.h"
#include "shell/session_show.h"
#include "shell/session_words.h"
#include "watch/objects.h"
#include "watch/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- What a name stands for ------------------------------------------------------------------ */

struct meaning {
    const char *name;
    unsigned kind;
    bool holds; /* main holds the lock, or the condition's */
    struct buffer words, lock;
};

static unsigned kind_of_thread(const struct machine *m, const struct entity *e, unsigned kind)
{
    if (e->kind == ENTITY_TIMER)
        return kind | (e->status ? FOREIGN_STARTED : 0);
    enum thread_status status = state_thread(m->state, e->link)->status;
    return kind | (status != THREAD_NEW ? FOREIGN_STARTED : 0) |
           (status >= THREAD_DONE ? FOREIGN_OVER : 0);
}

static unsigned kind_of(const struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    if (e->kind == ENTITY_OBJECT_ARRAY && e->initial)
        return kind_of(m, e->link);
    if (e->kind == ENTITY_THREAD || e->kind == ENTITY_TIMER)
        return kind_of_thread(m, e, foreign_kind(e->kind));
    if ((e->kind == ENTITY_SHARED || e->kind == ENTITY_ATOMIC) && e->value.kind == VALUE_INTEGER)
        return FOREIGN_VARIABLE | FOREIGN_NUMBER;
    if (e->kind == ENTITY_CONDITION && e->status == CONDITION_LOOSE)
        return FOREIGN_CONDITION | FOREIGN_LOOSE;
    return foreign_kind(e->kind);
}

static uint32_t find(const struct machine *m, const char *name)
{
    struct texts *texts = m->program->texts;
    uint32_t known = name_intern(texts, name, strlen(name));
    return known ? state_lookup(m->state, known) : 0;
}

static void look_up(struct lab *lab, struct machine *m, void *argument)
{
    struct meaning *meaning = argument;
    uint32_t bound = find(m, meaning->name), known;
    (void)lab;
    if (bound) {
        meaning->kind = kind_of(m, handle_index(bound));
        return;
    }
    known = name_intern(m->program->texts, meaning->name, strlen(meaning->name));
    for (uint32_t i = 0; known && i < m->program->private_count; i++)
        if (m->program->privates[i] == known)
            meaning->kind = FOREIGN_VARIABLE;
}

static unsigned meaning_of(void *context, const char *name)
{
    struct session *s = context;
    struct meaning meaning = {.name = name};
    lab_do(s->lab, look_up, &meaning);
    return meaning.kind;
}

/* The object itself, of an array the element; where its index is counted out, the first. */
static const struct entity *element_of(const struct machine *m, const char *name)
{
    size_t length = strcspn(name, "[");
    char *array = memory_copy_bytes(name, length);
    uint32_t bound = find(m, array);
    const struct entity *e = bound ? state_entity(m->state, handle_index(bound)) : NULL;
    if (e && e->kind == ENTITY_OBJECT_ARRAY) {
        long index = name[length] ? strtol(name + length + 1, NULL, 10) : 0;
        bool there = index >= 0 && index < e->initial;
        e = e->initial ? state_entity(m->state, e->link + (uint32_t)(there ? index : 0)) : NULL;
    }
    free(array);
    return e;
}

static void look_at_lock(struct lab *lab, struct machine *m, void *argument)
{
    struct meaning *meaning = argument;
    const struct entity *e = element_of(m, meaning->name);
    (void)lab;
    if (!e)
        return;
    if (e->kind == ENTITY_CONDITION) {
        const struct entity *lock = state_entity(m->state, e->link);
        if (state_entity(m->state, handle_index(lock->link)) != e)
            machine_add_entity_name(m, e->link, &meaning->lock);
        e = lock;
    }
    if (e->kind == ENTITY_MUTEX || e->kind == ENTITY_RLOCK)
        meaning->holds = e->owner == handle_of(STATE_MAIN);
}

static bool holds(void *context, const char *name)
{
    struct session *s = context;
    struct meaning meaning = {.name = name};
    lab_do(s->lab, look_at_lock, &meaning);
    buffer_free(&meaning.lock);
    return meaning.holds;
}

static bool lock_of(void *context, const char *name, struct buffer *out)
{
    struct session *s = context;
    struct meaning meaning = {.name = name};
    lab_do(s->lab, look_at_lock, &meaning);
    bool is_on = meaning.lock.length > 0;
    buffer_puts(out, is_on ? buffer_text(&meaning.lock) : "");
    buffer_free(&meaning.lock);
    return is_on;
}

struct named {
    unsigned kinds;
    bool held;
    struct buffer *out;
    unsigned count;
};

/* Those of the kinds that stand alone and have a name; of threads, those not started. */
static void add_names(struct lab *lab, struct machine *m, void *argument)
{
    struct named *n = argument;
    (void)lab;
    for (uint32_t i = 1; i < m->state->entity_count; i++) {
        const struct entity *e = state_entity(m->state, i);
        bool thread = e->kind == ENTITY_THREAD;
        if (e->kind == ENTITY_FREE || e->kind == ENTITY_OBJECT_ARRAY ||
            !(foreign_kind(e->kind) & n->kinds) || (!thread && !objects_shows(m, i)))
            continue;
        if (thread ? kind_of_thread(m, e, 0) & FOREIGN_STARTED
                   : n->held && e->owner != handle_of(STATE_MAIN))
            continue;
        struct buffer name = {0};
        machine_add_entity_name(m, i, &name);
        bool bound = find(m, buffer_text(&name)) && name_is_bare(buffer_text(&name));
        if (bound)
            buffer_printf(n->out, "%s%s", n->count++ ? " " : "", buffer_text(&name));
        buffer_free(&name);
    }
}

static unsigned names_of(void *context, unsigned kinds, bool held, struct buffer *out)
{
    struct session *s = context;
    struct named named = {.kinds = kinds, .held = held, .out = out};
    lab_do(s->lab, add_names, &named);
    return named.count;
}

static bool helps(void *context, const char *word)
{
    (void)context;
    return help_has(word);
}

/* ---- What the parser takes and the lab would refuse ------------------------------------------ */

struct suspicion {
    struct session *session;
    const struct node *root;
    bool found;
};

static unsigned taking(enum kind_operation operation)
{
    unsigned all = 0;
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        if (kind_takes(kind, operation))
            all |= foreign_kind(kind);
    return all;
}

/* What an operation's object may be. */
static unsigned allowed(enum word_id word)
{
    switch (word) {
    case WORD_WAIT:
        return taking(OPERATION_WAIT);
    case WORD_NOTIFY:
    case WORD_BROADCAST:
        return taking(OPERATION_NOTIFY);
    case WORD_SET:
    case WORD_CLEAR:
        return taking(OPERATION_SET);
    case WORD_ACQUIRE:
    case WORD_TRYACQUIRE:
        return taking(OPERATION_ACQUIRE);
    case WORD_RELEASE:
        return taking(OPERATION_RELEASE);
    case WORD_PUT:
    case WORD_GET:
    case WORD_TRYPUT:
    case WORD_TRYGET:
    case WORD_PEEK:
        return taking(OPERATION_PUT);
    case WORD_SEND:
    case WORD_RECEIVE:
        return taking(OPERATION_SEND);
    case WORD_CLOSE:
        return taking(OPERATION_CLOSE);
    case WORD_AWAIT:
    case WORD_RESOLVE:
    case WORD_FAIL:
        return taking(OPERATION_AWAIT);
    case WORD_JOIN:
    case WORD_START:
    case WORD_CANCEL:
    case WORD_KILL:
        return FOREIGN_THREAD | FOREIGN_TIMER;
    default:
        return ~0u;
    }
}

static bool is_unknown(struct session *s, const char *name)
{
    return meaning_of(s, name) == FOREIGN_NOTHING;
}

/* while 1, wherever it stands: that is no condition. */
static void suspect_loop(void *context, const struct node *node)
{
    struct suspicion *suspicion = context;
    if (node->kind == NODE_WHILE && node->branch.condition->kind == NODE_INTEGER)
        suspicion->found = true;
    tree_each_child(node, suspect_loop, context);
}

/* for x in a: an array's name is text there, and its elements are what is meant. */
static bool is_over_array(struct session *s, const struct node *node)
{
    const struct node *values = node->kind == NODE_FOR_LIST ? node->loop.values : NULL;
    return values && !values->next && values->kind == NODE_VARIABLE &&
           meaning_of(s, values->text) & FOREIGN_ARRAY;
}

/* A call, now, of a function that there is not. */
static void suspect_call(void *context, const struct node *node)
{
    struct suspicion *suspicion = context;
    if (node->kind == NODE_SPAWN || node->kind == NODE_DEFINE || node->kind == NODE_OBJECT ||
        node->kind == NODE_ORDER)
        return; /* bodies may be made before what they use */
    suspicion->found |= is_over_array(suspicion->session, node);
    if (node->kind == NODE_CALL)
        suspicion->found |= is_unknown(suspicion->session, node->call.name) &&
                            !tree_defines(suspicion->root, node->call.name);
    if (node->kind == NODE_BINARY && node->binary.does == OPERATOR_REMAINDER)
        suspicion->found |= tree_is_text(node->binary.left);
    tree_each_child(node, suspect_call, suspicion);
}

static bool is_unknown_value(struct session *s, const struct node *node)
{
    return node && node->kind == NODE_VARIABLE && is_unknown(s, node->text);
}

static bool suspect_operation(struct session *s, const struct node *node)
{
    const struct node *name = node->operation.name, *limit = node->operation.limit;
    if (!name)
        return false;
    if (is_unknown_value(s, name->name.computed) ||
        (node->operation.word == WORD_RELEASE && is_unknown_value(s, node->operation.value)))
        return true;
    if (limit && limit->kind == NODE_VARIABLE && meaning_of(s, limit->text) & FOREIGN_THREAD)
        return true;
    unsigned good = allowed(node->operation.word) | FOREIGN_VARIABLE;
    return name->name.bare && !(meaning_of(s, name->name.bare) & good);
}

/* A command that is the whole input. */
static bool suspect(struct session *s, const struct node *node)
{
    unsigned kind;
    switch (node->kind) {
    case NODE_ORDER:
        return suspect(s, node->order.command);
    case NODE_CALL:
        return is_unknown(s, node->call.name);
    case NODE_ASSIGN:
        if (node->assign.target->kind != NODE_VARIABLE)
            return false;
        kind = meaning_of(s, node->assign.target->text);
        return kind && !(kind & FOREIGN_VARIABLE);
    case NODE_PRINT:
        return node->list && !node->list->next && is_unknown_value(s, node->list);
    case NODE_RETURN:
        return node->operand && node->operand->kind == NODE_VARIABLE &&
               foreign_constant(node->operand->text, strlen(node->operand->text));
    case NODE_SPAWN:
        for (const struct node *n = node->spawn.names; n; n = n->next)
            if (is_unknown_value(s, n->name.computed))
                return true;
        return false;
    case NODE_OPERATION:
        return suspect_operation(s, node);
    case NODE_LAB: /* `show threads`, `show x` */
        return strcmp(node->lab.word, "show") == 0 && !show_takes(node->lab.arguments);
    default:
        return false;
    }
}

bool session_foreign_suspects(struct session *s, const struct tree *tree)
{
    const struct node *root = tree_root(tree), *first = root->block.first;
    struct suspicion suspicion = {.session = s, .root = root};
    tree_each_child(root, suspect_call, &suspicion);
    tree_each_child(root, suspect_loop, &suspicion);
    return suspicion.found || (first && !first->next && suspect(s, first));
}

/* ---- The answer ------------------------------------------------------------------------------ */

/* Whether the lab would refuse the line too, for something in it that is not known here either. */
static bool is_refused_too(struct session *s, const char *line)
{
    struct diagnostics found = {0};
    struct source source = {.text = line, .length = strlen(line)};
    struct parser_options options = {.prompt = true, .lab_words = commands_words()};
    struct tree *tree = parser_parse(&source, &options, &found);
    struct suspicion suspicion = {.session = s, .root = tree ? tree_root(tree) : NULL};
    if (tree) {
        tree_each_child(suspicion.root, suspect_call, &suspicion);
        tree_free(tree);
    }
    diagnostics_free(&found);
    return suspicion.found;
}

bool session_foreign_tell(struct session *s, const char *text, size_t length, bool parsed)
{
    struct foreign_answer answer;
    struct foreign_options options = {.lab_words = commands_words(),
                                      .kind = meaning_of,
                                      .holds = holds,
                                      .lock = lock_of,
                                      .names = names_of,
                                      .helps = helps,
                                      .context = s};
    const struct term *term = parsed ? NULL : glossary_find(text, length);
    if (term) {
        lines_tell(s, LINE_ERROR, "here that is written: help %s", term->name);
        return true;
    }
    if (!foreign_translate(text, length, &options, &answer))
        return false;
    if (parsed && answer.line && is_refused_too(s, answer.line)) {
        foreign_answer_free(&answer);
        return false;
    }
    if (answer.line)
        lines_tell(s, LINE_ERROR, "here that is written: %s", answer.line);
    if (answer.line && answer.first[0])
        lines_tell(s, LINE_NOTICE, "first: %s", answer.first);
    if (answer.note[0])
        lines_say(s, answer.line ? LINE_NOTICE : LINE_ERROR, "", answer.note);
    foreign_answer_free(&answer);
    return true;
}

void session_foreign_advise(struct session *s, const struct source *source, bool script,
                            struct diagnostics *found)
{
    struct foreign_options options = {.lab_words = commands_words(),
                                      .script = script,
                                      .kind = meaning_of,
                                      .holds = holds,
                                      .lock = lock_of,
                                      .context = s};
    foreign_advise(source, &options, found);
}

/* ---- A value alone --------------------------------------------------------------------------- */

static void add_meaning(struct lab *lab, struct machine *m, void *argument)
{
    struct meaning *meaning = argument;
    uint32_t bound = find(m, meaning->name);
    struct buffer *out = &meaning->words;
    if (!bound)
        return;
    const struct entity *e = state_entity(m->state, handle_index(bound));
    const char *kind = entity_kind_name((enum entity_kind)e->kind);
    buffer_printf(
        out, "%s is %s %s", meaning->name,
        strchr("aeiour", kind[0]) && strcmp(kind, "once") != 0 && strcmp(kind, "rwlock") != 0 ? "an"
                                                                                              : "a",
        kind);
    if (e->kind == ENTITY_THREAD) {
        buffer_printf(out, ", %s; `why %s` tells more",
                      session_look_word(session_thread_look(lab_drive(lab), e->link)),
                      meaning->name);
    } else if (e->kind == ENTITY_FUNCTION) {
        buffer_puts(out, ", called with ( )");
    } else {
        buffer_puts(out, ": ");
        objects_add_value(lab_drive(lab), handle_index(bound), out);
        buffer_puts(out, "; `objects` shows all");
    }
}

/* Says what the name is that was typed alone; false if it is a variable, or nothing. */
static bool tell_name(struct session *s, const char *name)
{
    unsigned kind = meaning_of(s, name);
    if (!kind || kind & FOREIGN_VARIABLE)
        return false;
    struct meaning meaning = {.name = name};
    lab_do(s->lab, add_meaning, &meaning);
    lines_say(s, LINE_NOTICE, "", buffer_text(&meaning.words));
    buffer_free(&meaning.words);
    return true;
}

static bool is_value_call(const struct node *node)
{
    return node->kind == NODE_BUILTIN && !word_modifies(node->builtin.function);
}

struct operands {
    struct session *session;
    bool strange; /* a name that is no variable's */
};

static void look_at_operand(void *context, const struct node *node)
{
    struct operands *operands = context;
    if (node->kind == NODE_NAME)
        return;
    if (node->kind == NODE_VARIABLE || node->kind == NODE_ELEMENT) {
        const char *name = node->kind == NODE_VARIABLE ? node->text : node->element.name;
        operands->strange |= !(meaning_of(operands->session, name) & FOREIGN_VARIABLE);
    }
    tree_each_child(node, look_at_operand, operands);
}

/* Whether a whole input is one expression that is worth showing. */
static bool is_value(struct session *s, const struct tree *tree, const char *text, size_t length)
{
    if (tree) {
        const struct node *first = tree_root(tree)->block.first;
        return first && !first->next && is_value_call(first);
    }
    struct source source = {.text = text, .length = length};
    struct diagnostics found = {0};
    struct tree *value = parser_parse_expression(&source, &found);
    diagnostics_free(&found);
    if (!value)
        return false;
    const struct node *root = tree_root(value);
    struct operands operands = {.session = s};
    look_at_operand(&operands, root);
    bool shown = root->kind != NODE_CALL && !operands.strange;
    tree_free(value);
    return shown;
}

enum foreign_value_answer session_foreign_value(struct session *s, const struct tree *tree,
                                                const char *text, size_t length,
                                                struct buffer *print)
{
    while (length && strchr(" \t\n;", text[length - 1]))
        length--;
    while (length && strchr(" \t", *text))
        text++, length--;
    struct buffer name = {0};
    buffer_add(&name, text, length);
    bool told = !tree && name_is_bare(buffer_text(&name)) && tell_name(s, buffer_text(&name));
    buffer_free(&name);
    if (told)
        return FOREIGN_VALUE_TOLD;
    if (!length || memchr(text, '\n', length) || !is_value(s, tree, text, length))
        return FOREIGN_VALUE_NONE;
    buffer_puts(print, "print ");
    buffer_add(print, text, length);
    lines_tell(s, LINE_NOTICE, "a value alone is shown: %s", buffer_text(print));
    return FOREIGN_VALUE_SHOWN;
}

/* ---- Python's blocks ------------------------------------------------------------------------- */

bool session_foreign_refused(struct session *s, const char *text)
{
    bool indented = foreign_opens_block(text);
    if (strchr(text, '\n') || (!indented && !foreign_awaits_brace(text)))
        return false;
    if (indented)
        lines_say(s, LINE_NOTICE, "",
                  "a block stands in { }; the indented lines that follow are dropped, up to an "
                  "empty line");
    buffer_clear(&s->refused);
    buffer_puts(&s->refused, text);
    s->refused_lines = 0;
    return true;
}

bool session_foreign_ends(struct session *s)
{
    if (!s->refused.length)
        return false;
    struct buffer text = s->refused;
    size_t lines = s->refused_lines;
    s->refused = (struct buffer){0};
    s->refused_lines = 0;
    if (lines) {
        lines_tell(s, LINE_NOTICE, "%zu line%s dropped, and nothing of %s has run", lines,
                   lines == 1 ? " is" : "s are", lines == 1 ? "it" : "them");
        session_foreign_tell(s, buffer_text(&text), text.length, false);
    }
    buffer_free(&text);
    return lines > 0;
}

bool session_foreign_drops(struct session *s, const char *text)
{
    bool indented = *text == ' ' || *text == '\t';
    if (!s->refused.length)
        return false;
    bool awaits = !s->refused_lines && foreign_awaits_brace(buffer_text(&s->refused));
    bool brace = awaits && text[strspn(text, " \t")] == '{';
    if (!brace && (awaits || (!indented && !foreign_goes_on(text)))) {
        session_foreign_ends(s);
        return false;
    }
    buffer_putc(&s->refused, '\n');
    buffer_puts(&s->refused, text);
    s->refused_lines++;
    for (const char *at = text; brace && (at = strchr(at, '\n')); at++)
        s->refused_lines++;
    if (brace) /* up to what closes it: an input is whole then */
        session_foreign_ends(s);
    return true;
}
