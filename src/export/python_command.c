/* python_command.c - commands that are neither threads nor objects' making; variables. See
 * python_inside.h. */
#include "export/python_inside.h"

#include "base/memory.h"

#include <inttypes.h>
#include <string.h>

enum {
    MOST_NESTED = 18, /* of 20; `finally` and the handler's name may take one more each */
    MOST_LEVELS = 90, /* of indentation, of 100 */
};

/* ---- Blocks, with their comments ------------------------------------------------------------- */

void python_commands(struct python *p, const struct node *first, size_t from, size_t end)
{
    size_t at = from;
    for (const struct node *n = first; n; n = n->next) {
        bool alone = !n->next || target_line_of(&p->target, n->next->begin) >
                                     target_line_of(&p->target, n->end);
        target_comments(&p->target, at, n->begin);
        python_command(p, n);
        if (alone)
            target_trailing(&p->target, n->end);
        at = n->end;
    }
    target_comments(&p->target, at, end);
}

bool python_is_empty_since(const struct buffer *out, size_t before)
{
    bool begins = true, comment = false;
    for (size_t i = before; i < out->length; i++) {
        char c = out->bytes[i];
        if (begins && c != ' ' && c != '\n')
            comment = c == '#', begins = false;
        if (!begins && !comment)
            return false;
        if (c == '\n')
            begins = true;
    }
    return true;
}

/* Something has to stand in a block. */
void python_block(struct python *p, const struct node *block)
{
    p->target.indentation++;
    if (p->target.indentation > MOST_LEVELS)
        target_refuse(&p->target, block, "cannot be Python: blocks nested so deep");
    size_t before = p->target.out->length;
    if (block->kind == NODE_BLOCK)
        python_commands(p, block->block.first, block->begin, block->end);
    else
        python_command(p, block);
    if (python_is_empty_since(p->target.out, before))
        target_line(&p->target, "pass");
    p->target.indentation--;
}

/* A block of a loop, a `with`, a `try`: of these Python takes only so many in one another. */
static void counted_block(struct python *p, const struct node *block)
{
    if (++p->nested_blocks > MOST_NESTED)
        target_refuse(&p->target, block,
                      "cannot be Python: more than %d loops, `with` and `try` in one another",
                      MOST_NESTED);
    python_block(p, block);
    p->nested_blocks--;
}

/* A head, and the comment that stands behind its brace. */
static void head(struct python *p, const struct node *block, const char *format, const char *text)
{
    struct buffer line = {0};
    buffer_printf(&line, "%s %s:", format, text);
    target_line(&p->target, "%s", buffer_text(&line));
    if (block->kind == NODE_BLOCK)
        target_trailing(&p->target, block->begin);
    buffer_free(&line);
}

static void loop_block(struct python *p, const struct node *block)
{
    p->loop_count++;
    counted_block(p, block);
    p->loop_count--;
}

/* ---- Control --------------------------------------------------------------------------------- */

static void if_else(struct python *p, const struct node *node)
{
    for (const struct node *b = node->list; b; b = b->next) {
        struct buffer text = {0};
        if (b->branch.condition) {
            python_condition(p, b->branch.condition, BINDS_ANYHOW, &text);
            head(p, b->branch.body, b == node->list ? "if" : "elif", buffer_text(&text));
        } else {
            target_line(&p->target, "else:");
        }
        python_block(p, b->branch.body);
        buffer_free(&text);
    }
}

static void while_loop(struct python *p, const struct node *node)
{
    struct buffer text = {0};
    python_condition(p, node->branch.condition, BINDS_ANYHOW, &text);
    head(p, node->branch.body, "while", buffer_text(&text));
    loop_block(p, node->branch.body);
    buffer_free(&text);
}

static void repeat(struct python *p, const struct node *node)
{
    struct traits t = model_traits(p->model, p->unit, node->branch.condition);
    struct buffer text = {0};
    if ((t.types & ~(unsigned)TYPE_INTEGER) || t.negative)
        target_refuse(
            &p->target, node,
            "cannot be Python: a number of turns that may be below 0; write for i in 1..N instead");
    buffer_puts(&text, "_ in range(");
    python_expression(p, node->branch.condition, BINDS_ANYHOW, &text);
    buffer_puts(&text, ")");
    head(p, node->branch.body, "for", buffer_text(&text));
    loop_block(p, node->branch.body);
    buffer_free(&text);
}

static void for_range(struct python *p, const struct node *node, struct buffer *text)
{
    const struct node *low = node->loop.low, *high = node->loop.high;
    unsigned types =
        model_traits(p->model, p->unit, low).types | model_traits(p->model, p->unit, high).types;
    if (types & ~(unsigned)TYPE_INTEGER)
        target_refuse(&p->target, node, "cannot be Python: a range of what may be no number");
    buffer_puts(text, "range(");
    if (low->kind != NODE_INTEGER || low->integer != 0) {
        python_expression(p, low, BINDS_ANYHOW, text);
        buffer_puts(text, ", ");
    }
    if (high->kind == NODE_INTEGER && high->integer < INT64_MAX) {
        buffer_printf(text, "%" PRId64 ")", high->integer + 1);
    } else if (high->kind == NODE_BINARY && high->binary.does == OPERATOR_SUBTRACT &&
               high->binary.right->kind == NODE_INTEGER && high->binary.right->integer == 1) {
        python_expression(p, high->binary.left, BINDS_SUM, text);
        buffer_puts(text, ")");
    } else {
        python_expression(p, high, BINDS_SUM, text);
        buffer_puts(text, " + 1)");
    }
}

/* Who has ended already is joined at once. */
static bool only_joins(const struct node *body, const char *name)
{
    const struct node *n = body->kind == NODE_BLOCK ? body->block.first : NULL;
    bool joins = n != NULL;
    for (; n; n = n->next)
        joins &= n->kind == NODE_OPERATION && n->operation.word == WORD_JOIN &&
                 !n->operation.limit && n->operation.name && n->operation.name->kind == NODE_NAME &&
                 n->operation.name->name.bare && strcmp(n->operation.name->name.bare, name) == 0;
    return joins;
}

static void for_threads(struct python *p, const struct node *node, const struct variable *v,
                        struct buffer *text)
{
    if (p->unit->kind != MODEL_MAIN)
        target_refuse(&p->target, node,
                      "cannot be Python: main counts as alive there until the program ends, so "
                      "only main can go through all threads");
    if (!model_is_handle(v) || !only_joins(node->loop.body, node->loop.variable))
        target_refuse(&p->target, node,
                      "cannot be Python: the threads that are alive, for each is so there for a "
                      "moment after its last step; only 'join' of them comes to the same");
    python_need(p, HELPER_OTHERS);
    buffer_puts(text, "others()");
}

static void for_loop(struct python *p, const struct node *node)
{
    struct scope_block block;
    struct buffer text = {0};
    struct buffer values = {0};
    model_enter(p->model, p->unit, &block, node->loop.variable, node);
    const struct variable *v = p->model->variables[block.name.slot - 1];
    scope_leave(&p->unit->scope);
    if (node->kind == NODE_FOR_RANGE) {
        for_range(p, node, &values);
    } else if (node->kind == NODE_FOR_RECEIVED) {
        python_named(p, node->loop.channel, false, &values);
    } else if (node->kind == NODE_FOR_THREADS) {
        for_threads(p, node, v, &values);
    } else {
        for (const struct node *n = node->loop.values; n; n = n->next) {
            python_value_for(p, v, n, &values);
            buffer_puts(&values, n->next ? ", " : "");
        }
    }
    bool list = node->kind == NODE_FOR_LIST;
    buffer_printf(&text, list ? "%s in (%s%s)" : "%s in %s%s", python_variable(p, v),
                  buffer_text(&values), list && !node->loop.values->next ? "," : "");
    head(p, node->loop.body, "for", buffer_text(&text));
    model_enter(p->model, p->unit, &block, node->loop.variable, node);
    loop_block(p, node->loop.body);
    scope_leave(&p->unit->scope);
    buffer_free(&values);
    buffer_free(&text);
}

struct use {
    const char *name;
    bool used;
};

static void find_use(void *context, const struct node *node)
{
    struct use *use = context;
    use->used |= node->kind == NODE_VARIABLE && strcmp(node->text, use->name) == 0;
    tree_each_child(node, find_use, use);
}

static void try_block(struct python *p, const struct node *node)
{
    struct scope_block block;
    const char *name = node->attempt.variable;
    struct use use = {.name = name};
    p->nested_blocks += node->attempt.handler && node->attempt.finally;
    target_line(&p->target, "try:");
    counted_block(p, node->attempt.body);
    if (node->attempt.handler && name) {
        model_enter(p->model, p->unit, &block, name, node);
        const char *own = python_variable(p, p->model->variables[block.name.slot - 1]);
        find_use(&use, node->attempt.handler);
        if (use.used) {
            target_line(&p->target, "except Exception as error:");
            p->target.indentation++;
            target_line(&p->target, "%s = str(error)", own);
            p->target.indentation--;
            target_notice(&p->target, node,
                          "the text of an error that is Python's own is Python's in '%s'", name);
        } else {
            target_line(&p->target, "except Exception:");
        }
        counted_block(p, node->attempt.handler);
        scope_leave(&p->unit->scope);
    } else if (node->attempt.handler) {
        target_line(&p->target, "except Exception:");
        counted_block(p, node->attempt.handler);
    }
    if (node->attempt.finally) {
        target_line(&p->target, "finally:");
        counted_block(p, node->attempt.finally);
    }
    p->nested_blocks -= node->attempt.handler && node->attempt.finally;
}

static void leave(struct python *p, const struct node *node)
{
    struct buffer text = {0};
    if (node->operand) {
        buffer_puts(&text, " ");
        python_expression(p, node->operand, BINDS_ANYHOW, &text);
    }
    target_line(&p->target, "return%s", buffer_text(&text));
    buffer_free(&text);
}

static void raise_error(struct python *p, const struct node *node)
{
    struct buffer text = {0};
    if (node->operand) {
        buffer_puts(&text, " RuntimeError(");
        python_printed(p, node->operand, &text);
        buffer_puts(&text, ")");
    }
    target_line(&p->target, "raise%s", buffer_text(&text));
    buffer_free(&text);
}

static void assertion(struct python *p, const struct node *node)
{
    struct buffer text = {0};
    python_condition(p, node->claim.condition, BINDS_ANYHOW, &text);
    if (node->claim.message) {
        buffer_puts(&text, ", ");
        python_printed(p, node->claim.message, &text);
    }
    target_line(&p->target, "assert %s", buffer_text(&text));
    buffer_free(&text);
}

static void invariant(struct python *p, const struct node *node)
{
    target_notice(&p->target, node,
                  "an invariant cannot be checked after every step of Python's: it is left out");
    target_line(&p->target, "# Python cannot check after every step, as thrum does:");
    target_line(&p->target, "# %.*s", (int)(node->end - node->begin),
                p->target.source->text + node->begin);
}

/* ---- with, once, critical, atomic ------------------------------------------------------------ */

static void with_lock(struct python *p, const struct node *node)
{
    struct buffer text = {0};
    python_named(p, node->guard.name, false, &text);
    if (node->guard.mode != WORD_ACQUIRE)
        buffer_puts(&text, node->guard.mode == WORD_RDLOCK ? ".reading()" : ".writing()");
    head(p, node->guard.body, "with", buffer_text(&text));
    counted_block(p, node->guard.body);
    buffer_free(&text);
}

static void once(struct python *p, const struct node *node)
{
    const char *first = target_name(&p->target, " first");
    struct buffer text = {0};
    python_named(p, node->guard.name, false, &text);
    target_line(&p->target, "with %s as %s:", buffer_text(&text), first);
    p->target.indentation++;
    head(p, node->guard.body, "if", first);
    counted_block(p, node->guard.body);
    p->target.indentation--;
    buffer_free(&text);
}

void python_note_section(struct python *p, const char *text)
{
    for (size_t i = 0; i < p->section_count; i++)
        if (strcmp(p->sections[i], text) == 0)
            return;
    MEMORY_ROOM_FOR_ONE(p->sections, p->section_count, p->section_capacity);
    p->sections[p->section_count++] = text;
}

static void critical(struct python *p, const struct node *node)
{
    const char *text = model_name_text(p->model, p->unit, node->guard.name);
    if (!text) {
        target_refuse(
            &p->target, node,
            "cannot be Python: a critical section whose name is put together; write the name out");
        return;
    }
    python_note_section(p, text);
    python_need(p, HELPER_CRITICAL);
    head(p, node->guard.body, "with", target_name(&p->target, text));
    counted_block(p, node->guard.body);
}

struct inside {
    struct python *p;
    const struct node *block;
    unsigned prints;
};

/* What others could notice half done. */
static void look_inside(void *context, const struct node *node)
{
    struct inside *in = context;
    const struct variable *v = NULL;
    if (node->kind == NODE_VARIABLE)
        v = model_variable(in->p->model, in->p->unit, node->text);
    else if (node->kind == NODE_ELEMENT)
        v = model_variable(in->p->model, in->p->unit, node->element.name);
    bool loops = node->kind == NODE_WHILE || node->kind == NODE_REPEAT ||
                 node->kind == NODE_FOR_RANGE || node->kind == NODE_FOR_LIST;
    in->prints += node->kind == NODE_PRINT || node->kind == NODE_LOG;
    bool atomic = v && !v->unit && v->made->made == WORD_ATOMIC; /* it takes the same lock */
    const struct node *outside =
        v && !v->unit && !atomic ? looks_outside_atomic(in->p->looks, v) : NULL;
    if (outside)
        target_refuse(
            &in->p->target, in->block,
            "cannot be Python: '%s' is also used outside of atomic blocks, in line %zu, "
            "which a lock does not keep apart; use it in such blocks alone, or take a mutex "
            "everywhere",
            v->name, target_line_of(&in->p->target, outside->begin));
    if (node->kind == NODE_OPERATION || node->kind == NODE_CALL || node->kind == NODE_BUILTIN ||
        node->kind == NODE_SPAWN || node->kind == NODE_OBJECTS || node->kind == NODE_ORDER ||
        node->kind == NODE_CRITICAL || (loops && in->prints) || in->prints > 1)
        target_refuse(
            &in->p->target, in->block,
            "cannot be Python: an atomic block that does more than to variables, which others "
            "could notice half done; leave that out, or take a mutex for all of it");
    tree_each_child(node, look_inside, in);
}

static void atomic(struct python *p, const struct node *node)
{
    struct inside in = {p, node, 0};
    tree_each_child(node->guard.body, look_inside, &in);
    p->atomic_lock = true;
    head(p, node->guard.body, "with", target_name(&p->target, " one_step"));
    counted_block(p, node->guard.body);
}

/* ---- Output ---------------------------------------------------------------------------------- */

static void print(struct python *p, const struct node *values, const char *head)
{
    struct buffer text = {0};
    buffer_puts(&text, head);
    for (const struct node *n = values; n; n = n->next) {
        python_printed(p, n, &text);
        buffer_puts(&text, n->next ? ", " : "");
    }
    target_line(&p->target, "%s)", buffer_text(&text));
    buffer_free(&text);
}

static void log_line(struct python *p, const struct node *node)
{
    struct buffer text = {0};
    python_need(p, HELPER_LOG);
    buffer_printf(&text, "log(\"%s\", \"%s\", ", node->log.level,
                  p->unit->kind == MODEL_FUNCTION ? p->unit->node->define.name : "-");
    print(p, node->log.values, buffer_text(&text));
    buffer_free(&text);
}

/* ---- Which function writes what -------------------------------------------------------------- */

static void as_expression(struct python *p, const struct node *node)
{
    struct buffer text = {0};
    if (node->kind == NODE_OPERATION)
        python_operation(p, node, false, &text);
    else
        python_expression(p, node, BINDS_ANYHOW, &text);
    target_line(&p->target, "%s", buffer_text(&text));
    buffer_free(&text);
}

static void set_daemon(struct python *p, const struct node *node)
{
    struct buffer text = {0};
    python_named(p, node->daemon.name, true, &text);
    target_line(&p->target, "%s.daemon = %s", buffer_text(&text),
                node->daemon.on ? "True" : "False");
    python_need(p, HELPER_DAEMONS);
    buffer_free(&text);
}

void python_command(struct python *p, const struct node *node)
{
    switch (node->kind) {
    case NODE_BLOCK:
        python_commands(p, node->block.first, node->begin, node->end);
        break;
    case NODE_OPERATION:
    case NODE_CALL:
    case NODE_BUILTIN:
        as_expression(p, node);
        break;
    case NODE_ORDER:
        python_order(p, node);
        break;
    case NODE_OBJECTS:
        python_objects(p, node);
        break;
    case NODE_DECLARE:
        python_declare(p, node);
        break;
    case NODE_ASSIGN:
        python_assign(p, node);
        break;
    case NODE_SPAWN:
        python_spawn(p, node);
        break;
    case NODE_DEFINE:
        target_refuse(&p->target, node,
                      "cannot be Python: a function that is defined in a block; define it at the "
                      "top of the script");
        break;
    case NODE_DAEMON:
        set_daemon(p, node);
        break;
    case NODE_RENAME:
        target_refuse(&p->target, node,
                      "cannot be Python: what is named afterwards by the new name only the run can "
                      "tell; give the thread that name when it is made");
        break;
    case NODE_PRINT:
        python_need(p, HELPER_SAY);
        print(p, node->list, "say(");
        break;
    case NODE_LOG:
        log_line(p, node);
        break;
    case NODE_IF:
        if_else(p, node);
        break;
    case NODE_WHILE:
        while_loop(p, node);
        break;
    case NODE_REPEAT:
        repeat(p, node);
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_THREADS:
    case NODE_FOR_RECEIVED:
        for_loop(p, node);
        break;
    case NODE_SELECT:
        python_select(p, node);
        break;
    case NODE_BREAK:
        target_line(&p->target, "break");
        break;
    case NODE_CONTINUE:
        target_line(&p->target, "continue");
        break;
    case NODE_RETURN:
        leave(p, node);
        break;
    case NODE_RAISE:
        raise_error(p, node);
        break;
    case NODE_TRY:
        try_block(p, node);
        break;
    case NODE_ASSERT:
        assertion(p, node);
        break;
    case NODE_INVARIANT:
        invariant(p, node);
        break;
    case NODE_CRITICAL:
        critical(p, node);
        break;
    case NODE_WITH:
        with_lock(p, node);
        break;
    case NODE_ONCE:
        once(p, node);
        break;
    case NODE_ATOMIC:
        atomic(p, node);
        break;
    case NODE_SETTING:
        break;
    default:
        target_refuse(&p->target, node, "cannot be Python");
    }
}
