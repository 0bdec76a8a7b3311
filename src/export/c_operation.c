/* c_operation.c - what is done to objects: locks, queues, time. See c_inside.h. */
#include "export/c_inside.h"

#include <inttypes.h>
#include <string.h>

/* ---- Locks ----------------------------------------------------------------------------------- */

void c_lock_of(struct c *c, const struct node *condition, struct buffer *out)
{
    const struct scope_made *made = c_made_of(c, condition);
    struct buffer lock = {0};
    if (!made || made->kind != SCOPE_OBJECT || made->made != WORD_CONDITION || made->size) {
        c_refuse(c, condition,
                 "which condition this is only the run can tell; name the condition itself");
        return;
    }
    if (made->node->object.lock) {
        const struct scope_made *mutex = c_made_of(c, made->node->object.lock);
        if (!mutex || mutex->kind != SCOPE_OBJECT || mutex->made != WORD_MUTEX)
            c_refuse(c, condition, "a condition with another lock than a mutex; give it a mutex");
        c_named(c, made->node->object.lock, out);
    } else {
        buffer_printf(&lock, "%s lock", made->name);
        buffer_printf(out, "&%s", target_name(&c->target, buffer_text(&lock)));
    }
    buffer_free(&lock);
}

static void call(const char *function, const char *object, struct buffer *out)
{
    buffer_printf(out, "%s(%s)", function, object);
}

static bool is_mutex(enum word_id kind)
{
    return kind == WORD_MUTEX || kind == WORD_RLOCK;
}

static bool is_semaphore(enum word_id kind)
{
    return kind == WORD_SEMAPHORE || kind == WORD_BOUNDED;
}

static void put_number(struct c *c, const struct node *number, struct buffer *out)
{
    if (!number) {
        buffer_puts(out, "1");
        return;
    }
    if (c_traits(c, number).types != TYPE_INTEGER)
        c_refuse(c, number, "what may be no number");
    bool checked = number->kind != NODE_INTEGER || number->integer < 1;
    if (checked) {
        c_need(c, "at_least_one");
        c->fails++;
    }
    buffer_puts(out, checked ? "at_least_one(" : "");
    c_expression(c, number, BINDS_ANYHOW, out);
    buffer_puts(out, checked ? ")" : "");
}

static void acquire_semaphore(struct c *c, const struct node *node, const char *object,
                              struct buffer *out)
{
    bool tries = node->operation.word == WORD_TRYACQUIRE;
    if (c_is_sem(c)) {
        c_header(c, "semaphore.h");
        if (!tries)
            c_need(c, "wait_for_place");
        buffer_printf(out, tries ? "sem_trywait(%s) == 0" : "wait_for_place(%s)", object);
        return;
    }
    const struct node *parts[2] = {node->operation.value, node->operation.limit};
    if (parts[0] && parts[1] && c_effect(c, parts[0]) && c_effect(c, parts[1]))
        c_refuse(c, node,
                 "a number and a time that are both computed; put one into a variable first");
    c_need(c, "semaphore_acquire");
    if (!tries && !node->operation.limit)
        c_need(c, "FOREVER");
    buffer_printf(out, "semaphore_acquire(%s, ", object);
    put_number(c, node->operation.value, out);
    buffer_puts(out, ", ");
    if (tries)
        buffer_puts(out, "0");
    else if (node->operation.limit)
        c_duration(c, node->operation.limit, out);
    else
        buffer_puts(out, "FOREVER");
    buffer_puts(out, ")");
}

static void acquire_mutex(struct c *c, const struct node *node, enum word_id kind,
                          const char *object, struct buffer *out)
{
    bool handle = object[0] != '&';
    const char *text = model_name_text(c->model, c->unit, node->operation.name);
    bool owned = kind == WORD_MUTEX && (handle ? c->owned : c_knows_owner(c, text));
    if (node->operation.word == WORD_TRYACQUIRE) {
        buffer_printf(out, "pthread_mutex_trylock(%s) == 0", object);
    } else if (node->operation.limit) {
        c_need(c, "mutex_lock_for");
        buffer_printf(out, "mutex_lock_for(%s, ", object);
        c_duration(c, node->operation.limit, out);
        buffer_puts(out, ")");
    } else {
        if (owned)
            c_need(c, "mutex_lock");
        call(owned ? "mutex_lock" : "pthread_mutex_lock", object, out);
    }
}

static void acquire(struct c *c, const struct node *node, bool wanted, struct buffer *out)
{
    enum word_id kind = c_kind(c, node->operation.name);
    struct buffer object = {0};
    bool waits = node->operation.word == WORD_ACQUIRE && !node->operation.limit;
    if (kind == WORD_CONDITION)
        c_lock_of(c, node->operation.name, &object);
    else
        c_named(c, node->operation.name, &object);
    if (node->operation.value && !is_semaphore(kind))
        c_refuse(
            c, node,
            "a number with what is no semaphore, which is an error in thrum; leave the number out");
    if (wanted && waits)
        c_refuse(c, node, "the value of a wait that is always true; let the wait stand alone");
    if (kind == WORD_CONDITION && (node->operation.limit || !waits))
        c_refuse(c, node,
                 "a condition's own lock that is tried, or waited for for a limited time; give the "
                 "condition a mutex");
    else if (is_mutex(kind) || kind == WORD_CONDITION)
        acquire_mutex(c, node, kind, buffer_text(&object), out);
    else if (is_semaphore(kind))
        acquire_semaphore(c, node, buffer_text(&object), out);
    else
        c_refuse(c, node,
                 "which kind of object this is only the run can tell, or it cannot be acquired; "
                 "name the object itself");
    buffer_free(&object);
}

/* Who releases a lock that is not its own gets an error, except where it cannot happen. */
static void release(struct c *c, const struct node *node, struct buffer *out)
{
    enum word_id kind = c_kind(c, node->operation.name);
    const char *text = model_name_text(c->model, c->unit, node->operation.name);
    struct buffer object = {0};
    if (kind == WORD_CONDITION)
        c_lock_of(c, node->operation.name, &object);
    else
        c_named(c, node->operation.name, &object);
    bool handle = buffer_text(&object)[0] != '&';
    if (node->operation.value && !is_semaphore(kind))
        c_refuse(
            c, node,
            "a number with what is no semaphore, which is an error in thrum; leave the number out");
    if (kind == WORD_CONDITION && c_knows_owner(c, text)) {
        c_refuse(c, node,
                 "whether the condition's lock is held here cannot be seen beforehand; write this "
                 "inside of `with` on that lock");
    } else if (is_mutex(kind) || kind == WORD_CONDITION) {
        bool owned = handle ? c->owned : kind != WORD_CONDITION && c_knows_owner(c, text);
        if (owned) {
            c_need(c, "mutex_unlock");
            c->fails++;
        }
        call(owned ? "mutex_unlock" : "pthread_mutex_unlock", buffer_text(&object), out);
    } else if (kind == WORD_RWLOCK) {
        if (!text || c_knows_owner(c, text))
            c_refuse(c, node,
                     "whether the reader-writer lock is held here cannot be seen beforehand; "
                     "release it in the block that took it");
        call(c_rwlock_release(c, node, node->operation.name, false), buffer_text(&object), out);
    } else if (is_semaphore(kind) && c_is_sem(c)) {
        call("sem_post", buffer_text(&object), out);
    } else if (is_semaphore(kind)) {
        c_need(c, "semaphore_release");
        c->fails++;
        buffer_printf(out, "semaphore_release(%s, ", buffer_text(&object));
        put_number(c, node->operation.value, out);
        buffer_puts(out, ")");
    } else {
        c_refuse(c, node,
                 "which kind of object this is only the run can tell, or it cannot be released; "
                 "name the object itself");
    }
    buffer_free(&object);
}

/* ---- Time ------------------------------------------------------------------------------------ */

static void pass_time(struct c *c, const struct node *node, struct buffer *out)
{
    bool works = node->operation.word == WORD_WORK;
    const char *helper = node->operation.items ? "work_through" : works ? "work_for" : "sleep_for";
    c_need(c, helper);
    buffer_printf(out, "%s(", helper);
    if (node->operation.items) {
        struct traits t = c_traits(c, node->operation.value);
        if (t.types != TYPE_INTEGER || t.negative)
            c_refuse(c, node, "a number of items that may be below 0, or none");
        c_expression(c, node->operation.value, BINDS_ANYHOW, out);
    } else {
        c_duration(c, node->operation.value, out);
    }
    buffer_puts(out, ")");
}

/* ---- Operations ------------------------------------------------------------------------------ */

static void on(struct c *c, const struct node *node, enum word_id kind, const char *helper,
               bool counted, struct buffer *out)
{
    if (c_kind(c, node->operation.name) != kind) {
        c_refuse(c, node,
                 "which kind of object this is only the run can tell, or it does not take '%s'; "
                 "name the object itself",
                 word_get(node->operation.word)->name);
        return;
    }
    unsigned before = c->fails;
    c_need(c, helper);
    c->fails = before + counted;
    buffer_printf(out, "%s(", helper);
    c_named(c, node->operation.name, out);
    if (counted) {
        buffer_puts(out, ", ");
        put_number(c, node->operation.value, out);
    }
    buffer_puts(out, ")");
}

static bool has_timers(const struct c *c)
{
    for (size_t i = 0; i < c->model->made.count; i++)
        if (c->model->made.items[i].made == WORD_TIMER &&
            c->model->made.items[i].kind == SCOPE_OBJECT)
            return true;
    return false;
}

static void cancel(struct c *c, const struct node *node, struct buffer *out)
{
    if (!c_is_timer(c, node->operation.name)) {
        c_refuse(c, node,
                 "'cancel' of a thread, which unwinds where C would not, or elsewhere; have it "
                 "look at a shared variable, and return");
        return;
    }
    c_need(c, "cancel_timer");
    buffer_puts(out, "cancel_timer(");
    c_thread(c, node->operation.name, out);
    buffer_puts(out, ")");
}

struct starts {
    const struct c *c;
    const char *name;
    size_t count; /* that may start what is called so */
};

static void count_starts(void *context, struct unit *u, const struct node *node)
{
    struct starts *s = context;
    if (node->kind != NODE_OPERATION || node->operation.word != WORD_START)
        return;
    const char *name = model_name_text(s->c->model, u, node->operation.name);
    s->count += !name || strcmp(name, s->name) == 0;
}

/* Whether the thread or timer has not been started before for certain. */
static bool starts_once(struct c *c, const struct node *node)
{
    struct starts s = {.c = c, .name = model_name_text(c->model, c->unit, node->operation.name)};
    const struct scope_made *made = s.name ? scope_made_find(&c->model->made, s.name) : NULL;
    bool one = made && made->node && made->times == 1 && !made->mixed && !made->early &&
               looks_once(c->looks, made->node) && looks_once(c->looks, node);
    if (!one || (made->kind == SCOPE_THREAD && made->node->spawn.started))
        return false;
    for (struct unit *u = c->model->units; u; u = u->next)
        model_each(c->model, u, count_starts, &s);
    return s.count == 1;
}

static void start(struct c *c, const struct node *node, struct buffer *out)
{
    bool timer = c_is_timer(c, node->operation.name);
    if (c->plain) {
        c_plain_start(c, node);
        return;
    }
    if (!timer && has_timers(c) && !model_name_text(c->model, c->unit, node->operation.name))
        c_refuse(c, node,
                 "whether it is a thread or a timer that is started only the run can tell");
    c_need(c, "start_thread");
    if (!starts_once(c, node)) {
        c_need(c, "fail");
        c->late_starts = true;
    }
    buffer_puts(out, "start_thread(");
    c_thread(c, node->operation.name, out);
    buffer_puts(out, ")");
}

/* Why there is no C of it. */
static const char *reason_of(enum word_id word)
{
    switch (word) {
    case WORD_KILL:
        return "which stops a thread where it is: POSIX has nothing that does; have it look at a "
               "shared variable, and return";
    case WORD_UPGRADE:
    case WORD_DOWNGRADE:
        return "for a POSIX reader-writer lock is held in one way until it is released; release "
               "it, and take it anew";
    case WORD_DROP:
        return "for what stands above the functions in C is there as long as the program; leave it "
               "out";
    case WORD_RESET:
        return "for whom of those at the barrier it would still find only the run can tell; take "
               "another barrier";
    case WORD_ASK:
    case WORD_FETCH:
        return "which waits for the world outside; put what it would give into a variable";
    default:
        return "which has no translation that is certain to mean the same";
    }
}

void c_operation(struct c *c, const struct node *node, bool wanted, struct buffer *out)
{
    switch (node->operation.word) {
    case WORD_ACQUIRE:
    case WORD_TRYACQUIRE:
        acquire(c, node, wanted, out);
        break;
    case WORD_RDLOCK:
    case WORD_WRLOCK:
    case WORD_TRYRDLOCK:
    case WORD_TRYWRLOCK:
        c_rwlock(c, node, wanted, out);
        break;
    case WORD_RELEASE:
        release(c, node, out);
        break;
    case WORD_SET:
        on(c, node, WORD_EVENT, "event_set", false, out);
        break;
    case WORD_CLEAR:
        on(c, node, WORD_EVENT, "event_clear", false, out);
        break;
    case WORD_ABORT:
        on(c, node, WORD_BARRIER, "barrier_abort", false, out);
        break;
    case WORD_COUNTDOWN:
        on(c, node, WORD_LATCH, "latch_count_down", true, out);
        break;
    case WORD_WAIT:
        c_wait(c, node, wanted, out);
        break;
    case WORD_NOTIFY:
    case WORD_BROADCAST:
        c_notify(c, node, out);
        break;
    case WORD_PUT:
    case WORD_TRYPUT:
    case WORD_SEND:
        c_put(c, node, wanted, out);
        break;
    case WORD_GET:
    case WORD_TRYGET:
    case WORD_PEEK:
    case WORD_RECEIVE:
    case WORD_AWAIT:
        if (wanted || !c_gives_perhaps(c, node))
            c_take(c, node, out);
        else
            c_take_in_vain(c, node, out);
        break;
    case WORD_CLOSE:
        c_close(c, node, out);
        break;
    case WORD_RESOLVE:
    case WORD_FAIL:
        c_settle(c, node, out);
        break;
    case WORD_FUTEX:
        c_futex(c, node, out);
        break;
    case WORD_FENCE:
        c_header(c, "stdatomic.h");
        buffer_puts(out, "atomic_thread_fence(memory_order_seq_cst)");
        break;
    case WORD_START:
        start(c, node, out);
        break;
    case WORD_CANCEL:
        cancel(c, node, out);
        break;
    case WORD_JOIN:
        c_join(c, node, wanted, out);
        break;
    case WORD_SLEEP:
    case WORD_IO:
    case WORD_WORK:
        pass_time(c, node, out);
        break;
    case WORD_YIELD:
        c_header(c, "sched.h");
        buffer_puts(out, "sched_yield()");
        break;
    default:
        c_refuse(c, node, "'%s', %s", word_get(node->operation.word)->name,
                 reason_of(node->operation.word));
    }
}
