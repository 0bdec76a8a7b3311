/* python_object.c - threads and objects, and what is done to them. See python_inside.h. */
#include "export/python_inside.h"

#include "export/name_list.h"

#include <string.h>

/* ---- Which ----------------------------------------------------------------------------------- */

/* What is made under the name, where that is known beforehand. */
static const struct scope_made *made_of(struct python *p, const struct node *name)
{
    const char *text = model_name_text(p->model, p->unit, name);
    const struct scope_made *made = text ? scope_made_find(&p->model->made, text) : NULL;
    return made && !made->mixed ? made : NULL;
}

static void see_objects(void *context, struct unit *u, const struct node *node)
{
    enum word_id *kind = context;
    (void)u;
    if (node->kind == NODE_OBJECTS)
        *kind =
            *kind == WORD_NOTHING || *kind == node->objects.made ? node->objects.made : WORD_COUNT;
}

/* Where that is not known it is if all objects are of one kind. */
enum word_id python_kind(struct python *p, const struct node *name)
{
    const struct scope_made *made = made_of(p, name);
    enum word_id kind = WORD_NOTHING;
    if (made)
        return made->kind == SCOPE_OBJECT ? made->made : WORD_NOTHING;
    for (struct unit *u = p->model->units; u; u = u->next)
        model_each(p->model, u, see_objects, &kind);
    return kind == WORD_COUNT ? WORD_NOTHING : kind;
}

void python_check_name(struct python *p, const struct node *name)
{
    if (model_name_is_refused(p->model, p->unit, name))
        target_refuse(&p->target, name,
                      "cannot be Python: a name that thrum refuses, which holds brackets or "
                      "quotation marks, nothing or too much");
}

void python_name_text(struct python *p, const struct node *name, struct buffer *out)
{
    const char *text = model_name_text(p->model, p->unit, name);
    python_check_name(p, name);
    if (text)
        python_string(text, false, out);
    else if (name->name.bare)
        buffer_puts(out, python_variable(p, model_name_in(p->model, p->unit, name)));
    else
        python_expression(p, name->name.computed, BINDS_ANYHOW, out);
}

/* Whether the text can be "main", as far as is known. */
static bool may_be_main(struct python *p, const struct node *name)
{
    struct name_list asked, own = {0};
    name_list_make(&asked, p->model, p->unit, name, NULL, 0);
    name_list_add(&own, "main");
    bool may = name_lists_meet(&asked, &own);
    name_list_free(&asked);
    name_list_free(&own);
    return may;
}

static void named_by_text(struct python *p, const struct node *name, bool thread,
                          struct buffer *out)
{
    if (name->name.index)
        target_refuse(&p->target, name,
                      "cannot be Python: an element of an array whose name is put together");
    if (thread) {
        p->threads_by_name = true;
        if (!p->asks)
            p->asks = p->unit->code;
        else if (p->asks != p->unit->code)
            p->asks_too = p->unit->code;
        p->main_by_name |= may_be_main(p, name);
    } else {
        p->objects_by_name = true;
    }
    buffer_puts(out, target_name(&p->target, thread ? " threads" : " objects"));
    buffer_puts(out, "[");
    python_name_text(p, name, out);
    buffer_puts(out, "]");
}

void python_named(struct python *p, const struct node *name, bool thread, struct buffer *out)
{
    const struct scope_made *made = made_of(p, name);
    const struct variable *v = model_name_in(p->model, p->unit, name);
    const char *text = model_name_text(p->model, p->unit, name);
    if (text && strcmp(text, "main") == 0) {
        buffer_puts(out, "threading.main_thread()");
    } else if (made && (made->kind == SCOPE_OBJECT || made->kind == SCOPE_THREAD)) {
        buffer_puts(out, target_name(&p->target, text));
    } else if (v && model_is_handle(v)) {
        buffer_puts(out, python_variable(p, v));
    } else if (v && !v->unit) {
        target_refuse(&p->target, name, "cannot be Python: the name in '%s' is looked up", v->name);
    } else {
        named_by_text(p, name, thread, out);
        return;
    }
    if (name->name.index) {
        buffer_puts(out, "[");
        python_index(p, name->name.index, out);
        buffer_puts(out, "]");
    }
}

/* ---- Operations ------------------------------------------------------------------------------ */

static void refuse(struct python *p, const struct node *node, const char *why)
{
    target_refuse(&p->target, node, "cannot be Python: %s", why);
}

/* X.METHOD(timeout=D) */
static void timed(struct python *p, const struct node *node, const char *method, struct buffer *out)
{
    python_named(p, node->operation.name, false, out);
    buffer_printf(out, ".%s(", method);
    if (node->operation.limit) {
        buffer_puts(out, "timeout=");
        python_seconds(p, node->operation.limit, out);
    }
    buffer_puts(out, ")");
}

static void simple(struct python *p, const struct node *node, const char *method,
                   struct buffer *out)
{
    python_named(p, node->operation.name, false, out);
    buffer_printf(out, ".%s()", method);
}

/* Of a semaphore, where they are counted (helper SEMAPHORE). */
static void acquire_counted(struct python *p, const struct node *node, struct buffer *out)
{
    const struct node *number = node->operation.value, *limit = node->operation.limit;
    bool tries = node->operation.word == WORD_TRYACQUIRE;
    python_named(p, node->operation.name, false, out);
    buffer_puts(out, ".acquire(");
    if (number)
        python_expression(p, number, BINDS_ANYHOW, out);
    if (tries || limit)
        buffer_puts(out, number ? ", timeout=" : "timeout=");
    if (tries)
        buffer_puts(out, "0");
    else if (limit)
        python_seconds(p, limit, out);
    buffer_puts(out, ")");
}

static void acquire(struct python *p, const struct node *node, struct buffer *out)
{
    enum word_id kind = python_kind(p, node->operation.name);
    if (p->counts_semaphores && (kind == WORD_SEMAPHORE || kind == WORD_BOUNDED)) {
        acquire_counted(p, node, out);
        return;
    }
    if (p->counts_semaphores && kind == WORD_NOTHING)
        refuse(p, node, "whether this is a semaphore only the run can tell");
    if (node->operation.value)
        refuse(p, node, "only semaphores are taken several at a time");
    if (node->operation.word == WORD_ACQUIRE) {
        timed(p, node, "acquire", out);
    } else {
        python_named(p, node->operation.name, false, out);
        buffer_puts(out, ".acquire(blocking=False)");
    }
}

static void try_lock(struct python *p, const struct node *node, const char *method,
                     struct buffer *out)
{
    python_named(p, node->operation.name, false, out);
    buffer_printf(out, ".%s(timeout=0)", method);
}

/* A number that has to be 1 or more. */
static void count(struct python *p, const struct node *node, const char *method, bool checked,
                  struct buffer *out)
{
    const struct node *number = node->operation.value;
    python_named(p, node->operation.name, false, out);
    buffer_printf(out, ".%s(", method);
    if (number && !checked && (number->kind != NODE_INTEGER || number->integer < 1))
        refuse(p, number, "a number that may be 0 or less is no error there");
    if (number)
        python_expression(p, number, BINDS_ANYHOW, out);
    buffer_puts(out, ")");
}

static void until(struct python *p, const struct node *node, struct buffer *out)
{
    if (!looks_held(p->looks, node))
        refuse(p, node,
               "whether the condition's lock is held here cannot be seen beforehand, and "
               "wait_for does not look where its condition holds already");
    python_named(p, node->operation.name, false, out);
    buffer_puts(out, ".wait_for(lambda: ");
    python_condition(p, node->operation.until, BINDS_ANYHOW, out);
    if (node->operation.limit) {
        buffer_puts(out, ", timeout=");
        python_seconds(p, node->operation.limit, out);
    }
    buffer_puts(out, ")");
}

static void wait(struct python *p, const struct node *node, struct buffer *out)
{
    if (node->operation.until)
        until(p, node, out);
    else
        timed(p, node, "wait", out);
}

static void find_puppet(void *context, const struct node *node)
{
    bool *found = context;
    *found |= node->kind == NODE_SPAWN && !node->spawn.body;
    tree_each_child(node, find_puppet, found);
}

static bool has_puppets(const struct python *p)
{
    bool found = false;
    find_puppet(&found, p->root);
    return found;
}

/* Thread.start looks whether the thread has been started and then starts it: two who do so at once
 * might both. */
static void start(struct python *p, const struct node *node, struct buffer *out)
{
    bool at_once = p->starts_elsewhere && (p->starts > 1 || p->starts_repeatedly);
    if (at_once)
        python_need(p, HELPER_START_THREAD);
    buffer_puts(out, at_once ? "start_thread(" : "");
    python_named(p, node->operation.name, true, out);
    buffer_puts(out, at_once ? ")" : ".start()");
}

static void join(struct python *p, const struct node *node, bool wanted, struct buffer *out)
{
    const struct node *name = node->operation.name, *limit = node->operation.limit;
    if (limit && !model_lasts(limit))
        target_refuse(&p->target, limit,
                      "cannot be Python: a join for a time that may be 0, which asks whether the "
                      "thread has ended: there it does so a moment after its last step; write a "
                      "time above 0 out, as in 1s");
    if (!name) {
        python_need(p, has_puppets(p) ? HELPER_JOIN_PUPPETS : HELPER_JOIN_ALL);
        p->waits_for_puppets = true;
        p->joins_some |= node->operation.but_daemons;
        p->joins_within |= node->operation.limit != NULL;
        p->imports[IMPORT_TIME] |= p->joins_within;
        buffer_puts(out, "join_all(");
        if (node->operation.but_daemons)
            buffer_puts(out, "daemons=False");
        if (node->operation.limit) {
            buffer_puts(out, node->operation.but_daemons ? ", timeout=" : "timeout=");
            python_seconds(p, node->operation.limit, out);
        }
        buffer_puts(out, ")");
        return;
    }
    p->waits_for_puppets |= has_puppets(p);
    bool timer =
        p->cancels_unstarted && (!made_of(p, name) || made_of(p, name)->made == WORD_TIMER);
    if ((wanted || timer) && !python_is_puppet(p, name)) {
        if (has_puppets(p) && !model_name_text(p->model, p->unit, name))
            target_refuse(&p->target, node,
                          "cannot be Python: whether it is a puppet that is waited for");
        python_need(p, HELPER_JOINED);
        buffer_puts(out, "joined(");
        python_named(p, name, true, out);
        if (node->operation.limit) {
            buffer_puts(out, ", ");
            python_seconds(p, node->operation.limit, out);
        }
        buffer_puts(out, ")");
        return;
    }
    python_named(p, name, true, out);
    buffer_puts(out, ".join(");
    if (node->operation.limit)
        python_seconds(p, node->operation.limit, out);
    buffer_puts(out, ")");
}

static void get(struct python *p, const struct node *node, struct buffer *out)
{
    bool tries = node->operation.word == WORD_TRYGET;
    if (p->closes_queues) {
        python_closable(p, node, out);
        return;
    }
    if (!tries && !node->operation.limit) {
        simple(p, node, "get", out);
        return;
    }
    python_need(p, HELPER_GET);
    buffer_puts(out, "get_within(");
    python_named(p, node->operation.name, false, out);
    buffer_puts(out, ", ");
    if (tries)
        buffer_puts(out, "0");
    else
        python_seconds(p, node->operation.limit, out);
    buffer_puts(out, ")");
}

static void put(struct python *p, const struct node *node, struct buffer *out)
{
    bool tries = node->operation.word == WORD_TRYPUT;
    bool timed = tries || node->operation.limit;
    if (p->closes_queues) {
        python_closable(p, node, out);
        return;
    }
    if (timed) {
        python_need(p, HELPER_PUT);
        buffer_puts(out, "put_within(");
    }
    python_named(p, node->operation.name, false, out);
    buffer_puts(out, timed ? ", " : ".put(");
    python_expression(p, node->operation.value, BINDS_ANYHOW, out);
    if (tries)
        buffer_puts(out, ", 0");
    else if (timed) {
        buffer_puts(out, ", ");
        python_seconds(p, node->operation.limit, out);
    }
    buffer_puts(out, ")");
}

static void pause(struct python *p, const struct node *node, struct buffer *out)
{
    bool items = node->operation.items, works = node->operation.word == WORD_WORK;
    if (items) {
        python_need(p, HELPER_SPIN);
        buffer_puts(out, "work_through(");
        python_expression(p, node->operation.value, BINDS_ANYHOW, out);
    } else {
        if (works)
            python_need(p, HELPER_BURN);
        p->imports[IMPORT_TIME] = true;
        buffer_puts(out, works ? "work(" : "time.sleep(");
        python_seconds(p, node->operation.value, out);
    }
    buffer_puts(out, ")");
}

static void ask(struct python *p, const struct node *node, struct buffer *out)
{
    buffer_puts(out, "input(");
    if (node->operation.value)
        python_expression(p, node->operation.value, BINDS_ANYHOW, out);
    buffer_puts(out, ")");
}

static void fetch(struct python *p, const struct node *node, struct buffer *out)
{
    python_need(p, HELPER_FETCH);
    buffer_puts(out, "fetch(");
    python_expression(p, node->operation.value, BINDS_ANYHOW, out);
    if (node->operation.target) {
        buffer_puts(out, ", ");
        python_expression(p, node->operation.target, BINDS_ANYHOW, out);
    }
    buffer_puts(out, ")");
}

static void cancel(struct python *p, const struct node *node, struct buffer *out)
{
    const struct scope_made *made = made_of(p, node->operation.name);
    if (!made || made->made != WORD_TIMER) {
        refuse(p, node, "a thread cannot be cancelled there; have it look at an event by and by");
        return;
    }
    python_named(p, node->operation.name, true, out);
    buffer_puts(out, ".cancel()");
}

static void notify(struct python *p, const struct node *node, struct buffer *out)
{
    if (node->operation.word == WORD_BROADCAST)
        simple(p, node, "notify_all", out);
    else
        count(p, node, "notify", false, out);
}

void python_operation(struct python *p, const struct node *node, bool wanted, struct buffer *out)
{
    switch (node->operation.word) {
    case WORD_ACQUIRE:
    case WORD_TRYACQUIRE:
        acquire(p, node, out);
        break;
    case WORD_RELEASE:
        count(p, node, "release", true, out);
        break;
    case WORD_RDLOCK:
        timed(p, node, "acquire_read", out);
        break;
    case WORD_WRLOCK:
        timed(p, node, "acquire_write", out);
        break;
    case WORD_TRYRDLOCK:
        try_lock(p, node, "acquire_read", out);
        break;
    case WORD_TRYWRLOCK:
        try_lock(p, node, "acquire_write", out);
        break;
    case WORD_SET:
        simple(p, node, "set", out);
        break;
    case WORD_CLEAR:
        simple(p, node, "clear", out);
        break;
    case WORD_WAIT:
        wait(p, node, out);
        break;
    case WORD_COUNTDOWN:
        count(p, node, "count_down", true, out);
        break;
    case WORD_NOTIFY:
    case WORD_BROADCAST:
        notify(p, node, out);
        break;
    case WORD_RESET:
        simple(p, node, "reset", out);
        break;
    case WORD_ABORT:
        refuse(p, node,
               "abort there breaks the barrier also for those who have been let go; tell them by "
               "an event");
        break;
    case WORD_PUT:
    case WORD_TRYPUT:
        put(p, node, out);
        break;
    case WORD_GET:
    case WORD_TRYGET:
        get(p, node, out);
        break;
    case WORD_START:
        start(p, node, out);
        break;
    case WORD_JOIN:
        join(p, node, wanted, out);
        break;
    case WORD_CANCEL:
        cancel(p, node, out);
        break;
    case WORD_KILL:
        refuse(p, node, "a thread cannot be killed there; have it look at an event by and by");
        break;
    case WORD_DROP:
        refuse(p, node,
               "an object is forgotten there once nothing refers to it, not by a command; leave it "
               "out");
        break;
    case WORD_SLEEP:
    case WORD_IO:
    case WORD_WORK:
        pause(p, node, out);
        break;
    case WORD_PEEK:
        if (p->closes_queues) {
            simple(p, node, "peek", out);
            break;
        }
        python_need(p, HELPER_PEEK);
        buffer_puts(out, "peek(");
        python_named(p, node->operation.name, false, out);
        buffer_puts(out, ")");
        break;
    case WORD_SEND:
        python_send(p, node, out);
        break;
    case WORD_RECEIVE:
        python_receive(p, node, out);
        break;
    case WORD_CLOSE:
        simple(p, node, "close", out);
        break;
    case WORD_UPGRADE:
        timed(p, node, "upgrade", out);
        break;
    case WORD_DOWNGRADE:
        simple(p, node, "downgrade", out);
        break;
    case WORD_FENCE: /* every step is seen at once there, too */
        buffer_puts(out, "pass");
        break;
    case WORD_YIELD:
        p->imports[IMPORT_TIME] = true;
        buffer_puts(out, "time.sleep(0)");
        break;
    case WORD_ASK:
        ask(p, node, out);
        break;
    case WORD_FETCH:
        fetch(p, node, out);
        break;
    case WORD_FUTEX:
        python_futex(p, node, out);
        break;
    case WORD_AWAIT:
        python_await(p, node, out);
        break;
    case WORD_RESOLVE:
    case WORD_FAIL:
        python_resolve(p, node, out);
        break;
    default:
        target_refuse(&p->target, node, "cannot be Python: '%s'",
                      word_get(node->operation.word)->name);
    }
}
