/* python_make.c - what makes the objects: the plain one of Python's where it does, else a class of
 * the file's own. See python_inside.h. */
#include "export/python_inside.h"

#include "core/kinds.h"

#include <inttypes.h>
#include <string.h>

static void refuse(struct python *p, const struct node *node, const char *why)
{
    target_refuse(&p->target, node, "cannot be Python: %s", why);
}

/* Whether a condition that asks its lock for its owner stands on it. */
static bool is_under_loose(struct python *p, const char *name)
{
    for (size_t i = 0; i < p->model->made.count; i++) {
        const struct scope_made *made = &p->model->made.items[i];
        const struct node *n = made->node;
        if (made->kind == SCOPE_OBJECT && made->made == WORD_CONDITION && n && n->object.manner &&
            n->object.lock &&
            (!n->object.lock->name.bare || strcmp(n->object.lock->name.bare, name) == 0))
            return true;
    }
    return false;
}

static void make_lock(struct python *p, const struct node *object, struct buffer *out)
{
    const char *name = model_name_text(p->model, p->unit, object->object.name);
    bool owner = !name || looks_at_owner(p->looks, name) || is_under_loose(p, name);
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
        python_need(p, HELPER_LOOSE);
    buffer_puts(out, object->object.manner ? "LooseCondition(" : "threading.Condition(");
    if (object->object.lock)
        python_named(p, object->object.lock, false, out);
    else if (p->keeps_rlocks) {
        python_need(p, HELPER_RLOCK);
        buffer_puts(out, "ReentrantLock()");
    }
    buffer_puts(out, ")");
}

static void make_semaphore(struct python *p, const struct node *object, enum word_id made,
                           struct buffer *out)
{
    const struct node *number = object->object.count;
    if (!p->counts_semaphores) {
        make_counted(p, object,
                     made == WORD_BOUNDED ? "threading.BoundedSemaphore" : "threading.Semaphore",
                     true, out);
        return;
    }
    python_need(p, HELPER_SEMAPHORE);
    make_counted(p, object, "Semaphore", true, out);
    if (made != WORD_BOUNDED)
        return;
    buffer_cut(out, out->length - 1);
    buffer_puts(out, ", most=");
    if (number && number->kind != NODE_INTEGER)
        refuse(p, number, "the bound of a bounded semaphore that is computed, and counted");
    buffer_printf(out, "%" PRId64 ")", number ? number->integer : 1);
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
            refuse(p, object,
                   "the body of a barrier that takes variables along; use shared ones in it");
        buffer_printf(out, ", action=%s", python_function(p, (struct unit *)body));
        buffer_free(&values);
    }
    buffer_puts(out, ")");
}

static void make_queue(struct python *p, const struct node *object, struct buffer *out)
{
    const struct node *n = object->object.count;
    if (n && (n->kind != NODE_INTEGER || n->integer < 1))
        refuse(p, n, "a queue whose bound may be 0 or less has none there");
    if (p->closes_queues)
        python_need(p, HELPER_CLOSABLE);
    else
        p->imports[IMPORT_QUEUE] = true;
    make_counted(p, object, p->closes_queues ? "ClosableQueue" : "queue.Queue", false, out);
}

void python_make(struct python *p, const struct node *object, enum word_id made, struct buffer *out)
{
    switch (made) {
    case WORD_MUTEX:
        make_lock(p, object, out);
        break;
    case WORD_RLOCK:
        if (p->keeps_rlocks)
            python_need(p, HELPER_RLOCK);
        buffer_puts(out, p->keeps_rlocks ? "ReentrantLock()" : "threading.RLock()");
        break;
    case WORD_RWLOCK:
        python_need(p, p->turns_readers ? HELPER_RWLOCK_IN_TURN : HELPER_RWLOCK);
        buffer_puts(out, object->object.manner == RWLOCK_PREFERS_WRITERS
                             ? "ReadWriteLock(prefers=\"writers\")"
                         : object->object.manner == RWLOCK_IS_FAIR
                             ? "ReadWriteLock(prefers=\"fair\")"
                             : "ReadWriteLock()");
        break;
    case WORD_SEMAPHORE:
    case WORD_BOUNDED:
        make_semaphore(p, object, made, out);
        break;
    case WORD_CHANNEL:
        python_need(p, HELPER_CHANNEL);
        if (object->object.count &&
            (object->object.count->kind != NODE_INTEGER || object->object.count->integer < 1))
            refuse(p, object, "a channel whose room may be none or less is no error there");
        make_counted(p, object, "Channel", false, out);
        break;
    case WORD_FUTURE:
        p->imports[IMPORT_FUTURES] = true;
        buffer_puts(out, "concurrent.futures.Future()");
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
