/* c_leave.c - what is left again however its block ends: `with`, `once`, `critical`, `atomic`; and
 * the ways out of it. See c_inside.h.
 *
 * Where nothing in the block can fail it is left by a line behind it and in front of each way out.
 * Else what has to be done is kept for the thread (enter), and done by leave, or by fail. */
#include "export/c_inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- Blocks that are left -------------------------------------------------------------------- */

struct left {
    const char *release; /* the call that leaves it, without a ; */
    const char *guarded; /* the function that does, for a thread that fails */
    const char *object;
    const char *finish; /* what leaves it where it could have failed, but has not; NULL: leave() */
};

bool c_leaves(const struct node *block)
{
    const struct node *last = block->kind == NODE_BLOCK ? block->block.first : block;
    while (last && last->next)
        last = last->next;
    return last && (last->kind == NODE_RETURN || last->kind == NODE_RAISE ||
                    last->kind == NODE_BREAK || last->kind == NODE_CONTINUE);
}

void c_write_inside(struct c *c, const struct node *body, const char *release, struct buffer *into)
{
    struct buffer *out = c->target.out;
    if (c->inside_count == MOST_INSIDE) {
        c_refuse(c, body, "blocks so deep in one another; put the inner ones into a function");
        return;
    }
    c->inside[c->inside_count++] = (struct inside){release, c->loop_count};
    c->target.out = into;
    c_block_here(c, body);
    c->target.out = out;
    c->inside_count--;
}

/* Whether it can fail is known behind it, and so the draft before has found it. */
static void put_left(struct c *c, const struct node *body, const struct left *l)
{
    struct buffer inside = {0};
    unsigned before = c->fails;
    bool guarded = c_is_marked(c, body);
    if (guarded) {
        const char *guard = c_local(c, "inside");
        c_need(c, "enter");
        c_need(c, l->guarded);
        target_line(&c->target, "struct guard %s;", guard);
        target_line(&c->target, "enter(&%s, %s, %s);", guard, l->guarded, l->object);
    }
    const char *release = !guarded ? l->release : l->finish ? l->finish : "leave()";
    c_write_inside(c, body, release, &inside);
    buffer_add(c->target.out, buffer_text(&inside), inside.length);
    if (!c_leaves(body))
        target_line(&c->target, "%s;", release);
    if (c->fails != before)
        c_mark(c, body);
    buffer_free(&inside);
}

/* ---- with ------------------------------------------------------------------------------------ */

static bool calls_or_locks(const struct node *node);

static void find_call(void *context, const struct node *node)
{
    bool *found = context;
    *found |= node->kind == NODE_CALL || node->kind == NODE_WITH ||
              (node->kind == NODE_OPERATION &&
               (node->operation.word == WORD_RDLOCK || node->operation.word == WORD_WRLOCK));
    if (node->kind != NODE_SPAWN)
        tree_each_child(node, find_call, found);
}

static bool calls_or_locks(const struct node *node)
{
    bool found = false;
    tree_each_child(node, find_call, &found);
    return found;
}

/* The lock may be held by the thread already: it is taken inside another block that is left. */
static bool is_nested(const struct c *c)
{
    return c->inside_count > 0 || c->unit->kind == MODEL_FUNCTION;
}

static void with_rwlock(struct c *c, const struct node *node, const char *object)
{
    struct buffer release = {0};
    bool writes = node->guard.mode == WORD_WRLOCK;
    bool plain = !is_nested(c) && !calls_or_locks(node);
    const struct node *name = node->guard.name;
    c_header(c, "pthread.h");
    target_line(&c->target, "%s(%s);", c_rwlock_take(c, node, name, writes, plain), object);
    buffer_printf(&release, "%s(%s)", c_rwlock_release(c, node, name, false), object);
    put_left(
        c, node->guard.body,
        &(struct left){buffer_text(&release), c_rwlock_release(c, node, name, true), object, NULL});
    buffer_free(&release);
}

static void with_semaphore(struct c *c, const struct node *node, const char *object)
{
    struct buffer release = {0};
    bool plain = c_is_sem(c);
    c_need(c, plain ? "wait_for_place" : "semaphore_acquire");
    if (!plain) {
        c_need(c, "FOREVER");
        c_need(c, "semaphore_release");
    }
    target_line(&c->target, plain ? "wait_for_place(%s);" : "semaphore_acquire(%s, 1, FOREVER);",
                object);
    buffer_printf(&release, plain ? "sem_post(%s)" : "semaphore_release(%s, 1)", object);
    put_left(c, node->guard.body,
             &(struct left){buffer_text(&release), plain ? "post_guarded" : "release_guarded",
                            object, NULL});
    buffer_free(&release);
}

/* Where what is in the block may have given the lock back, its end looks whether it has. Who takes
 * a lock again that is no rlock waits for good. */
static void with_mutex(struct c *c, const struct node *node, const char *object)
{
    struct buffer release = {0};
    const struct node *lock = model_lock_of(c->model, c->unit, node->guard.name);
    const char *text = model_name_text(c->model, c->unit, lock);
    enum word_id kind = c_kind(c, lock);
    bool handle = object[0] != '&';
    bool owned = kind != WORD_CONDITION && (handle ? c->owned : looks_at_owner(c->looks, text));
    bool waits = owned && kind == WORD_MUTEX;
    c_header(c, "pthread.h");
    if (waits)
        c_need(c, "mutex_lock");
    if (owned)
        c_need(c, "mutex_unlock");
    target_line(&c->target, waits ? "mutex_lock(%s);" : "pthread_mutex_lock(%s);", object);
    buffer_printf(&release, owned ? "mutex_unlock(%s)" : "pthread_mutex_unlock(%s)", object);
    put_left(c, node->guard.body,
             &(struct left){buffer_text(&release),
                            owned ? "unlock_guarded_checked" : "unlock_guarded", object, NULL});
    buffer_free(&release);
}

struct nesting {
    struct c *c;
    const char *name;
    bool found;
};

static void see_nesting(void *context, struct unit *u, const struct node *node)
{
    struct nesting *n = context;
    const struct node *name = node->kind == NODE_WITH        ? node->guard.name
                              : node->kind == NODE_OPERATION ? node->operation.name
                                                             : NULL;
    const char *text = name ? model_name_text(n->c->model, u, name) : NULL;
    if (!name || (text && strcmp(text, n->name) != 0))
        return;
    if (node->kind == NODE_WITH)
        n->found |= calls_or_locks(node->guard.body);
    else
        n->found |= text && (node->operation.word == WORD_ACQUIRE ||
                             node->operation.word == WORD_TRYACQUIRE);
}

/* A condition's own lock can be taken again by who has it, in thrum: here it must not be. */
static void check_condition(struct c *c, const struct node *node)
{
    const char *text = model_name_text(c->model, c->unit, node->guard.name);
    const struct scope_made *made = text ? scope_made_find(&c->model->made, text) : NULL;
    struct nesting n = {c, text, false};
    if (!made || made->node->object.lock)
        return;
    for (struct unit *u = c->model->units; u; u = u->next)
        model_each(c->model, u, see_nesting, &n);
    if (n.found)
        c_refuse(c, node,
                 "a condition whose own lock may be held here already, which it can be in thrum; "
                 "give it a mutex");
}

void c_with(struct c *c, const struct node *node)
{
    enum word_id kind = c_kind(c, node->guard.name);
    struct buffer object = {0};
    if (kind == WORD_CONDITION) {
        check_condition(c, node);
        c_lock_of(c, node->guard.name, &object);
    } else {
        c_named(c, node->guard.name, &object);
    }
    if (node->guard.mode != WORD_ACQUIRE && kind == WORD_RWLOCK)
        with_rwlock(c, node, buffer_text(&object));
    else if (node->guard.mode != WORD_ACQUIRE)
        c_refuse(c, node,
                 "which kind of object this is only the run can tell; name the object itself");
    else if (kind == WORD_MUTEX || kind == WORD_RLOCK || kind == WORD_CONDITION)
        with_mutex(c, node, buffer_text(&object));
    else if (kind == WORD_SEMAPHORE || kind == WORD_BOUNDED)
        with_semaphore(c, node, buffer_text(&object));
    else
        c_refuse(c, node,
                 "which kind of object this is only the run can tell; name the object itself");
    buffer_free(&object);
}

/* ---- once, critical, atomic ------------------------------------------------------------------ */

void c_once(struct c *c, const struct node *node)
{
    struct buffer object = {0}, release = {0};
    if (c_kind(c, node->guard.name) != WORD_ONCE) {
        c_refuse(c, node,
                 "which kind of object this is only the run can tell; name the object itself");
        return;
    }
    c_named(c, node->guard.name, &object);
    c_need(c, "once_begin");
    target_line(&c->target, "if (once_begin(%s)) {", buffer_text(&object));
    c->target.indentation++;
    buffer_printf(&release, "once_end(%s)", buffer_text(&object));
    struct buffer finish = {0};
    size_t assigned = c->assigned_count, present = c->present_count;
    buffer_printf(&finish, "once_finish(%s)", buffer_text(&object));
    size_t begin = c->target.out->length;
    put_left(c, node->guard.body,
             &(struct left){buffer_text(&release), "once_guarded", buffer_text(&object),
                            buffer_text(&finish)});
    /* nobody comes to the end of a block that always fails */
    const char *end = c_is_marked(c, node->guard.body) ? "once_finish" : "once_end";
    if (c_text_has(buffer_text(c->target.out) + begin, end))
        c_need(c, end);
    c->assigned_count = assigned;
    c->present_count = present;
    buffer_free(&finish);
    c->target.indentation--;
    target_line(&c->target, "}");
    buffer_free(&object);
    buffer_free(&release);
}

void c_critical(struct c *c, const struct node *node)
{
    const char *text = model_name_text(c->model, c->unit, node->guard.name);
    struct buffer object = {0}, release = {0}, own = {0}, quoted = {0};
    if (!text || node->guard.name->name.index) {
        c_refuse(c, node, "a critical section whose name is put together; write the name out");
        return;
    }
    names_add(&c->sections, text);
    c_need(c, "critical");
    c->fails++;
    buffer_printf(&own, "in %s", text);
    buffer_printf(&object, "&%s", target_name(&c->target, buffer_text(&own)));
    c_string(text, false, &quoted);
    target_line(&c->target, "critical_enter(%s, %s);", buffer_text(&object), buffer_text(&quoted));
    buffer_printf(&release, "critical_leave(%s)", buffer_text(&object));
    put_left(c, node->guard.body,
             &(struct left){buffer_text(&release), "critical_leave", buffer_text(&object), NULL});
    buffer_free(&quoted);
    buffer_free(&own);
    buffer_free(&object);
    buffer_free(&release);
}

struct within {
    struct c *c;
    const struct node *block;
    unsigned prints;
};

/* What others could notice half done. */
static void look_inside(void *context, const struct node *node)
{
    struct within *in = context;
    const char *name = node->kind == NODE_VARIABLE  ? node->text
                       : node->kind == NODE_ELEMENT ? node->element.name
                                                    : NULL;
    const struct variable *v = name ? model_variable(in->c->model, in->c->unit, name) : NULL;
    bool may_be = node->kind == NODE_ASSIGN || node->kind == NODE_IF || node->kind == NODE_BRANCH ||
                  node->kind == NODE_BLOCK || node->kind == NODE_BINARY ||
                  node->kind == NODE_VARIABLE || node->kind == NODE_ELEMENT ||
                  node->kind == NODE_INTEGER || node->kind == NODE_BOOLEAN ||
                  node->kind == NODE_NOT || node->kind == NODE_NEGATE || node->kind == NODE_TEXT ||
                  node->kind == NODE_DURATION || node->kind == NODE_ME;
    const struct node *outside = v && !v->unit ? looks_outside_atomic(in->c->looks, v) : NULL;
    if (outside)
        c_refuse(
            in->c, in->block,
            "'%s' is also used outside of atomic blocks, in line %zu, which a lock does not keep "
            "apart; use it in such blocks alone, or take a mutex everywhere",
            v->name, target_line_of(&in->c->target, outside->begin));
    else if (v && !v->unit && v->modified)
        c_refuse(in->c, in->block,
                 "'%s' is also updated by cas, add or swap, which the block's lock does not keep "
                 "apart; use it in such blocks alone",
                 v->name);
    if (!may_be)
        c_refuse(in->c, in->block,
                 "an atomic block that does more than to variables, which others could notice half "
                 "done; leave that out, or take a mutex for all of it");
    tree_each_child(node, look_inside, in);
}

void c_atomic(struct c *c, const struct node *node)
{
    struct within in = {c, node, 0};
    struct buffer object = {0}, release = {0};
    tree_each_child(node->guard.body, look_inside, &in);
    c->one_step = true;
    c_header(c, "pthread.h");
    buffer_printf(&object, "&%s", target_name(&c->target, " one_step"));
    buffer_printf(&release, "pthread_mutex_unlock(%s)", buffer_text(&object));
    target_line(&c->target, "pthread_mutex_lock(%s);", buffer_text(&object));
    put_left(c, node->guard.body,
             &(struct left){buffer_text(&release), "unlock_guarded", buffer_text(&object), NULL});
    buffer_free(&object);
    buffer_free(&release);
}

/* ---- Ways out -------------------------------------------------------------------------------- */

static void leave_inside(struct c *c, unsigned loops)
{
    for (unsigned i = c->inside_count; i-- > 0 && c->inside[i].loops >= loops;)
        target_line(&c->target, "%s;", c->inside[i].release);
}

void c_break(struct c *c, const char *word)
{
    leave_inside(c, c->loop_count);
    target_line(&c->target, "%s;", word);
}

void c_return(struct c *c, const struct node *node)
{
    struct buffer value = {0};
    bool thread = c_in_thread(c), function = c->unit->kind == MODEL_FUNCTION && !thread;
    if (node->operand) {
        const char *type = c_type(c->unit->result);
        if (!type && !thread && !function)
            c_refuse_types(c, node, "what is returned", c->unit->result, "which C has no type for");
        c_expression(c, node->operand, BINDS_ANYHOW, &value);
        if (!function) {
            target_line(&c->target, "(void)(%s);", buffer_text(&value));
            buffer_clear(&value);
        } else if (type && c->inside_count && c_effect(c, node->operand) != EFFECT_NONE) {
            struct buffer name = {0};
            c_temporary(c, type, "result", buffer_text(&value), &name);
            buffer_clear(&value);
            buffer_puts(&value, buffer_text(&name));
            buffer_free(&name);
        }
    } else if (function && (c->unit->result.types & ~(unsigned)TYPE_NONE)) {
        c_refuse(c, node,
                 "a `return` without a value, in a function that gives one elsewhere; return a "
                 "value here, too");
    }
    leave_inside(c, 0);
    if (thread) {
        target_line(&c->target, "return NULL;");
    } else if (c->plain && c->unit->kind == MODEL_MAIN) {
        c->rather_not |= plain_threads_live(c->plain, node);
        c_plain_finish(c, false);
    } else if (c->unit->kind == MODEL_MAIN) {
        c_need(c, "threads");
        target_line(&c->target, "finish();");
    } else {
        target_line(&c->target, value.length ? "return %s;" : "return;", buffer_text(&value));
    }
    buffer_free(&value);
}
