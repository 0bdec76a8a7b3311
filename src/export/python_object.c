/* python_object.c - threads and objects, and what is done to them. See python_inside.h. */
#include "export/python_inside.h"

#include <inttypes.h>
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

void python_name_text(struct python *p, const struct node *name, struct buffer *out)
{
    const char *text = model_name_text(p->model, p->unit, name);
    if (text)
        python_string(text, false, out);
    else if (name->name.bare)
        buffer_puts(out, python_variable(p, model_name_in(p->model, p->unit, name)));
    else
        python_expression(p, name->name.computed, BINDS_ANYHOW, out);
}

static void named_by_text(struct python *p, const struct node *name, bool thread,
                          struct buffer *out)
{
    if (name->name.index)
        target_refuse(&p->target, name,
                      "cannot be Python: an element of an array whose name is put together");
    if (thread)
        p->threads_by_name = true;
    else
        p->objects_by_name = true;
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

static void acquire(struct python *p, const struct node *node, struct buffer *out)
{
    if (node->operation.value)
        refuse(p, node, "its semaphores are taken one at a time; several in one step they cannot");
    timed(p, node, "acquire", out);
}

static void try_acquire(struct python *p, const struct node *node, struct buffer *out)
{
    if (node->operation.value)
        refuse(p, node, "its semaphores are taken one at a time; several in one step they cannot");
    python_named(p, node->operation.name, false, out);
    buffer_puts(out, ".acquire(blocking=False)");
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

/* join T: an error for a puppet is no end. */
static void join(struct python *p, const struct node *node, bool wanted, struct buffer *out)
{
    const struct node *name = node->operation.name;
    if (!name) {
        python_need(p, HELPER_JOIN_ALL);
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
    if (wanted) {
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
        acquire(p, node, out);
        break;
    case WORD_TRYACQUIRE:
        try_acquire(p, node, out);
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
        refuse(p, node, "abort there breaks the barrier also for those who have been let go");
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
        python_named(p, node->operation.name, true, out);
        buffer_puts(out, ".start()");
        break;
    case WORD_JOIN:
        join(p, node, wanted, out);
        break;
    case WORD_CANCEL:
        cancel(p, node, out);
        break;
    case WORD_KILL:
        refuse(p, node, "a thread cannot be killed there");
        break;
    case WORD_DROP:
        refuse(p, node, "an object is forgotten there once nothing refers to it, not by a command");
        break;
    case WORD_SLEEP:
    case WORD_IO:
    case WORD_WORK:
        pause(p, node, out);
        break;
    case WORD_PEEK:
        python_need(p, HELPER_PEEK);
        buffer_puts(out, "peek(");
        python_named(p, node->operation.name, false, out);
        buffer_puts(out, ")");
        break;
    case WORD_CLOSE:
        refuse(p, node,
               "queues cannot be closed there before Python 3.13, and there is no channel");
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
        refuse(p, node, "there is no futex there: a Condition does for it");
        break;
    case WORD_AWAIT:
    case WORD_RESOLVE:
    case WORD_FAIL:
        refuse(p, node, "a future is not translated; concurrent.futures has it there");
        break;
    default:
        target_refuse(&p->target, node, "cannot be Python: '%s'",
                      word_get(node->operation.word)->name);
    }
}

/* ---- Making ---------------------------------------------------------------------------------- */

static void make_lock(struct python *p, const struct node *object, struct buffer *out)
{
    const char *name = model_name_text(p->model, p->unit, object->object.name);
    bool owner = !name || looks_at_owner(p->looks, name);
    if (owner)
        python_need(p, HELPER_MUTEX);
    buffer_puts(out, owner ? "Mutex()" : "threading.Lock()");
}

static void make_counted(struct python *p, const struct node *object, const char *class,
                         bool needed, struct buffer *out)
{
    const struct node *number = object->object.count;
    buffer_printf(out, "%s(", class);
    if (number)
        python_expression(p, number, BINDS_ANYHOW, out);
    else if (needed)
        buffer_puts(out, "1");
    buffer_puts(out, ")");
}

static void make_condition(struct python *p, const struct node *object, struct buffer *out)
{
    if (object->object.manner)
        refuse(p, object,
               "its conditions are notified with their lock held, and never without cause");
    buffer_puts(out, "threading.Condition(");
    if (object->object.lock)
        python_named(p, object->object.lock, false, out);
    buffer_puts(out, ")");
}

static void make_barrier(struct python *p, const struct node *object, struct buffer *out)
{
    const struct unit *body = model_unit(p->model, object);
    buffer_puts(out, "threading.Barrier(");
    python_expression(p, object->object.count, BINDS_ANYHOW, out);
    if (object->object.body && object->object.body->kind == NODE_CALL) {
        if (object->object.body->call.arguments)
            refuse(p, object, "the body of a barrier with values that are handed to it");
        buffer_printf(out, ", action=%s", target_name(&p->target, object->object.body->call.name));
    } else if (body) {
        struct buffer values = {0};
        python_taken_along(p, body, &values);
        if (values.length)
            refuse(p, object, "the body of a barrier that takes variables along");
        buffer_printf(out, ", action=%s", python_function(p, (struct unit *)body));
        buffer_free(&values);
    }
    buffer_puts(out, ")");
}

static void make_queue(struct python *p, const struct node *object, struct buffer *out)
{
    const struct node *n = object->object.count;
    p->imports[IMPORT_QUEUE] = true;
    if (n && (n->kind != NODE_INTEGER || n->integer < 1))
        refuse(p, n, "a queue whose bound may be 0 or less has none there");
    make_counted(p, object, "queue.Queue", false, out);
}

void python_make(struct python *p, const struct node *object, enum word_id made, struct buffer *out)
{
    switch (made) {
    case WORD_MUTEX:
        make_lock(p, object, out);
        break;
    case WORD_RLOCK:
        buffer_puts(out, "threading.RLock()");
        break;
    case WORD_RWLOCK:
        if (object->object.manner)
            refuse(p, object, "no reader-writer lock there prefers anybody but readers");
        python_need(p, HELPER_RWLOCK);
        buffer_puts(out, "ReadWriteLock()");
        break;
    case WORD_SEMAPHORE:
        make_counted(p, object, "threading.Semaphore", true, out);
        break;
    case WORD_BOUNDED:
        make_counted(p, object, "threading.BoundedSemaphore", true, out);
        break;
    case WORD_EVENT:
        buffer_puts(out, "threading.Event()");
        break;
    case WORD_CONDITION:
        make_condition(p, object, out);
        break;
    case WORD_BARRIER:
        make_barrier(p, object, out);
        break;
    case WORD_LATCH:
        python_need(p, HELPER_LATCH);
        make_counted(p, object, "Latch", true, out);
        break;
    case WORD_QUEUE:
        make_queue(p, object, out);
        break;
    case WORD_ONCE:
        python_need(p, HELPER_ONCE);
        buffer_puts(out, "Once()");
        break;
    default:
        target_refuse(&p->target, object, "cannot be Python: there is no %s", word_get(made)->name);
    }
}
