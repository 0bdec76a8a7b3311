/* c_object.c - objects: what they are in C, where they are made, what is done to them. See
 * c_inside.h. */
#include "export/c_inside.h"

#include "export/bodies.h"

#include <inttypes.h>
#include <string.h>

/* ---- Which ----------------------------------------------------------------------------------- */

static const struct scope_made *made_of(struct c *c, const struct node *name)
{
    const char *text = model_name_text(c->model, c->unit, name);
    const struct scope_made *made = text ? scope_made_find(&c->model->made, text) : NULL;
    return made && !made->mixed ? made : NULL;
}

enum word_id c_kind(struct c *c, const struct node *name)
{
    const struct scope_made *made = made_of(c, name);
    const struct variable *v = model_name_in(c->model, c->unit, name);
    if (made)
        return made->kind == SCOPE_OBJECT ? made->made : WORD_NOTHING;
    if (v && v->unit && !v->array && model_is_handle(v) && !v->several_kinds)
        return v->kind;
    return WORD_NOTHING;
}

void c_named(struct c *c, const struct node *name, struct buffer *out)
{
    const struct scope_made *made = made_of(c, name);
    const struct variable *v = model_name_in(c->model, c->unit, name);
    if (made && made->kind == SCOPE_OBJECT && !made->early) {
        buffer_printf(out, "&%s", target_name(&c->target, made->name));
        if (!name->name.index != !made->size) {
            c_refuse(c, name, "an array of objects as if it were one");
        } else if (name->name.index) {
            buffer_puts(out, "[");
            c_index(c, name->name.index, made->size, out);
            buffer_puts(out, "]");
        }
    } else if (v && v->unit && model_is_handle(v) && !name->name.index && c_has_value(c, v)) {
        buffer_puts(out, c_variable(c, v));
    } else {
        c_refuse(c, name,
                 "which object this is, or whether it is there yet, only the run can "
                 "tell");
    }
}

/* ---- What an object is in C ------------------------------------------------------------------ */

static void see_semaphores(void *context, struct unit *u, const struct node *node)
{
    struct c *c = context;
    (void)u;
    if (node->kind == NODE_OBJECTS && node->objects.made == WORD_BOUNDED)
        c->strong = true;
    if (node->kind == NODE_BUILTIN && node->builtin.function == WORD_VALUE)
        c->strong = true;
    if (node->kind == NODE_OPERATION &&
        (node->operation.word == WORD_ACQUIRE || node->operation.word == WORD_TRYACQUIRE ||
         node->operation.word == WORD_RELEASE))
        c->strong |= node->operation.value || node->operation.limit;
}

/* Whether semaphores are those of POSIX: no time limit, no number, no bound. */
bool c_is_sem(struct c *c)
{
    c->strong = false;
    for (struct unit *u = c->model->units; u; u = u->next)
        model_each(c->model, u, see_semaphores, c);
    return !c->strong;
}

static bool knows_owner(struct c *c, const char *name)
{
    return !name || looks_at_owner(c->looks, name);
}

/* A condition's type, and that of a barrier, is that of their uses. */
const char *c_object_type(struct c *c, enum word_id made, const char *name)
{
    switch (made) {
    case WORD_MUTEX:
    case WORD_RLOCK:
        c_header(c, "pthread.h");
        return name ? "pthread_mutex_t" : "pthread_mutex_t *";
    case WORD_RWLOCK:
        c_header(c, "pthread.h");
        return name ? "pthread_rwlock_t" : "pthread_rwlock_t *";
    case WORD_SEMAPHORE:
    case WORD_BOUNDED:
        if (c_is_sem(c)) {
            c_header(c, "semaphore.h");
            return name ? "sem_t" : "sem_t *";
        }
        c_need(c, "semaphore");
        return name ? "struct semaphore" : "struct semaphore *";
    case WORD_EVENT:
        c_need(c, "event");
        return name ? "struct event" : "struct event *";
    case WORD_CONDITION:
        if (name && c_is_plain_condition(c, name)) {
            c_header(c, "pthread.h");
            return "pthread_cond_t";
        }
        c_need(c, "condition");
        return name ? "struct condition" : NULL;
    case WORD_BARRIER:
        if (name && c_is_plain_barrier(c, name)) {
            c_header(c, "pthread.h");
            return "pthread_barrier_t";
        }
        c_need(c, "barrier");
        return name ? "struct barrier" : NULL;
    case WORD_LATCH:
        c_need(c, "latch");
        return name ? "struct latch" : "struct latch *";
    case WORD_QUEUE:
        c_need(c, "queue");
        return name ? "struct queue" : "struct queue *";
    case WORD_ONCE:
        c_need(c, "once");
        return name ? "struct once" : "struct once *";
    default:
        return NULL;
    }
}

struct look {
    struct c *c;
    const char *name;
    bool other; /* it is used in a way that the plain kind has not */
};

static void see_barrier(void *context, struct unit *u, const struct node *node)
{
    struct look *l = context;
    bool value = (node->kind == NODE_ASSIGN && node->assign.value->kind == NODE_OPERATION &&
                  node->assign.value->operation.word == WORD_WAIT) ||
                 (node->kind == NODE_DECLARE && node->declare.value &&
                  node->declare.value->kind == NODE_OPERATION) ||
                 (node->kind == NODE_BRANCH && node->branch.condition &&
                  node->branch.condition->kind == NODE_OPERATION) ||
                 node->kind == NODE_NOT;
    (void)u;
    l->other |= value;
    if (node->kind == NODE_OPERATION && node->operation.word == WORD_WAIT)
        l->other |= node->operation.limit != NULL;
    if (node->kind == NODE_OPERATION &&
        (node->operation.word == WORD_ABORT || node->operation.word == WORD_RESET))
        l->other = true;
}

/* Nobody wants to know the place, and nothing is run: whatever waits with a value is taken for one
 * of the barrier's. */
bool c_is_plain_barrier(struct c *c, const char *name)
{
    const struct scope_made *made = scope_made_find(&c->model->made, name);
    struct look l = {.c = c, .name = name};
    for (struct unit *u = c->model->units; u; u = u->next)
        model_each(c->model, u, see_barrier, &l);
    return !l.other && !made->node->object.body;
}

/* ---- Making ---------------------------------------------------------------------------------- */

static bool is_count(const struct node *n, int64_t least)
{
    return !n || (n->kind == NODE_INTEGER && n->integer >= least && n->integer < INT64_MAX);
}

static void put_count(struct c *c, const struct node *object, const char *macro, int64_t least,
                      int64_t without, struct buffer *out)
{
    const struct node *n = object->object.count;
    if (!is_count(n, least))
        c_refuse(c, n, "a number that is not known beforehand, or makes no sense");
    else if (n || without < INT64_MAX)
        buffer_printf(out, "%s(%" PRId64 ")", macro, n ? n->integer : without);
    else
        buffer_printf(out, "%s(INT64_MAX)", macro);
}

static void barrier_value(struct c *c, const struct node *object, struct buffer *out)
{
    const struct node *n = object->object.count, *body = object->object.body;
    struct unit *u = model_unit(c->model, object);
    if (!is_count(n, 1)) {
        c_refuse(c, n, "a number that is not known beforehand, or makes no sense");
        return;
    }
    if (body && !u) {
        c_refuse(c, object, "a barrier whose body is a call: write it as a block");
        return;
    }
    if (u && c->failing[c_unit_number(c, u)])
        c_refuse(c, object, "a barrier whose body may be an error, which breaks it");
    for (size_t i = 0; u && i < u->scope.count; i++)
        if (u->scope.names[i].binding == SCOPE_CAPTURED &&
            bodies_take(c->model, c->looks, u, c->model->variables[u->scope.names[i].slot - 1]) !=
                NOT_TAKEN)
            c_refuse(c, object, "the body of a barrier that takes variables along");
    if (u) {
        const char *function = c_function(c, u);
        names_add(&c->defined, function);
        target_line(&c->target, "static void %s(void *values);", function);
    }
    buffer_printf(out, "BARRIER(%" PRId64 ", %s)", n->integer, u ? c_function(c, u) : "NULL");
}

/* What it begins as; "": it has to be made where it stands. */
static void initial(struct c *c, const struct node *object, enum word_id made, const char *name,
                    struct buffer *out)
{
    switch (made) {
    case WORD_MUTEX:
        if (knows_owner(c, name))
            c->owned = true;
        buffer_puts(out, knows_owner(c, name) ? "PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP"
                                              : "PTHREAD_MUTEX_INITIALIZER");
        break;
    case WORD_RLOCK:
        buffer_puts(out, "PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP");
        break;
    case WORD_RWLOCK:
        if (object->object.manner)
            c_refuse(c, object, "a reader-writer lock that prefers anybody but readers");
        buffer_puts(out, "PTHREAD_RWLOCK_INITIALIZER");
        break;
    case WORD_SEMAPHORE:
    case WORD_BOUNDED:
        if (!c_is_sem(c))
            put_count(c, object, made == WORD_BOUNDED ? "BOUNDED" : "SEMAPHORE", 0, 1, out);
        else if (!is_count(object->object.count, 0) ||
                 (object->object.count && object->object.count->integer > INT32_MAX))
            c_refuse(c, object, "a number that is not known beforehand, or makes no sense");
        break;
    case WORD_EVENT:
        buffer_puts(out, "EVENT");
        break;
    case WORD_CONDITION:
        if (object->object.manner)
            c_refuse(c, object, "a condition that is notified without its lock");
        buffer_puts(out, c_is_plain_condition(c, name) ? "PTHREAD_COND_INITIALIZER" : "{NULL}");
        break;
    case WORD_BARRIER:
        if (!c_is_plain_barrier(c, name))
            barrier_value(c, object, out);
        else if (!is_count(object->object.count, 1) || object->object.count->integer > INT32_MAX)
            c_refuse(c, object, "a number that is not known beforehand, or makes no sense");
        break;
    case WORD_LATCH:
        put_count(c, object, "LATCH", 0, 1, out);
        break;
    case WORD_QUEUE: {
        struct traits items = c->model->items;
        c->item = c_type(items);
        if (items.types && !c->item)
            c_refuse(c, object, "queues that hold values of several types, or none");
        put_count(c, object, "QUEUE", 1, INT64_MAX, out);
        break;
    }
    case WORD_ONCE:
        buffer_puts(out, "ONCE");
        break;
    default:
        c_refuse(c, object, "'%s'", word_get(made)->name);
    }
}

static void put_object(struct c *c, const struct node *object, enum word_id made)
{
    struct buffer value = {0}, line = {0};
    const struct node *size = object->object.name->name.index;
    const char *text = model_name_text(c->model, c->unit, object->object.name);
    const struct scope_made *known = text ? scope_made_find(&c->model->made, text) : NULL;
    if (!known || known->mixed || known->times > 1 || known->early) {
        c_refuse(c, object,
                 "an object that is made where it may be there already, or may be "
                 "used before");
        return;
    }
    const char *name = target_name(&c->target, text), *type = c_object_type(c, made, text);
    initial(c, object, made, text, &value);
    if (!type) {
        buffer_free(&value);
        return;
    }
    if (made == WORD_CONDITION && !object->object.lock) {
        struct buffer lock = {0};
        buffer_printf(&lock, "%s lock", text);
        const char *own = target_name(&c->target, buffer_text(&lock));
        target_line(&c->target, "static pthread_mutex_t %s%s = PTHREAD_MUTEX_INITIALIZER;", own,
                    c_is_used(c, own) ? "" : " __attribute__((unused))");
        c_header(c, "pthread.h");
        buffer_free(&lock);
    }
    buffer_printf(&line, "static %s %s", type, name);
    if (size && (size->kind != NODE_INTEGER || size->integer < 1 || size->integer > 1 << 20))
        c_refuse(c, size, "an array whose length is no number that is known beforehand");
    else if (size)
        buffer_printf(&line, "[%" PRId64 "]", size->integer);
    if (!c_is_used(c, name))
        buffer_puts(&line, " __attribute__((unused))");
    if (value.length && size)
        buffer_printf(&line, " = {[0 ... %" PRId64 "] = %s}", size->integer - 1,
                      buffer_text(&value));
    else if (value.length)
        buffer_printf(&line, " = %s", buffer_text(&value));
    target_line(&c->target, "%s;", buffer_text(&line));
    buffer_free(&value);
    buffer_free(&line);
}

void c_put_objects(struct c *c, const struct node *node)
{
    for (const struct node *n = node->objects.objects; n; n = n->next)
        if (node->objects.made != WORD_TIMER)
            put_object(c, n, node->objects.made);
}

/* sem_t and pthread_barrier_t have no value to begin with. */
static void make(struct c *c, const struct node *object, enum word_id made)
{
    const char *text = model_name_text(c->model, c->unit, object->object.name);
    const struct node *size = object->object.name->name.index, *count = object->object.count;
    bool semaphore = (made == WORD_SEMAPHORE || made == WORD_BOUNDED) && c_is_sem(c);
    bool barrier = made == WORD_BARRIER && text && c_is_plain_barrier(c, text);
    int64_t number = count && count->kind == NODE_INTEGER ? count->integer : 1;
    if (!text || (!semaphore && !barrier))
        return;
    const char *name = target_name(&c->target, text), *turn = "i";
    struct buffer place = {0};
    buffer_printf(&place, size ? "&%s[%s]" : "&%s", name, turn);
    if (size && size->kind == NODE_INTEGER)
        target_line(&c->target, "for (int i = 0; i < %" PRId64 "; i++)", size->integer);
    c->target.indentation += size != NULL;
    if (semaphore)
        target_line(&c->target, "sem_init(%s, 0, %" PRId64 ");", buffer_text(&place), number);
    else
        target_line(&c->target, "pthread_barrier_init(%s, NULL, %" PRId64 ");", buffer_text(&place),
                    number);
    c->target.indentation -= size != NULL;
    buffer_free(&place);
}

void c_make_objects(struct c *c, const struct node *node)
{
    if (c->unit->kind != MODEL_MAIN || c->block != c->root)
        c_refuse(c, node, "an object that is made where it may be there already");
    for (const struct node *n = node->objects.objects; n; n = n->next)
        if (node->objects.made == WORD_TIMER)
            c_timer(c, n);
        else
            make(c, n, node->objects.made);
}

/* ---- Locks ----------------------------------------------------------------------------------- */

void c_lock_of(struct c *c, const struct node *condition, struct buffer *out)
{
    const struct scope_made *made = made_of(c, condition);
    struct buffer lock = {0};
    if (!made || made->kind != SCOPE_OBJECT || made->made != WORD_CONDITION || made->size) {
        c_refuse(c, condition, "which condition this is only the run can tell");
        return;
    }
    if (made->node->object.lock) {
        const struct scope_made *mutex = made_of(c, made->node->object.lock);
        if (!mutex || mutex->kind != SCOPE_OBJECT || mutex->made != WORD_MUTEX)
            c_refuse(c, condition, "a condition with another lock than a mutex");
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
    if (model_traits(c->model, c->unit, number).types != TYPE_INTEGER)
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
        c_refuse(c, node, "a number and a time that are both computed");
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
    bool owned = kind == WORD_MUTEX && (handle ? c->owned : knows_owner(c, text));
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
        c_refuse(c, node, "a number with what is no semaphore, which is an error in thrum");
    if (wanted && waits)
        c_refuse(c, node, "the value of a wait that is always true");
    if (kind == WORD_CONDITION && (node->operation.limit || !waits))
        c_refuse(c, node, "a condition's lock that is tried, or for a time");
    else if (is_mutex(kind) || kind == WORD_CONDITION)
        acquire_mutex(c, node, kind, buffer_text(&object), out);
    else if (is_semaphore(kind))
        acquire_semaphore(c, node, buffer_text(&object), out);
    else
        c_refuse(c, node,
                 "which kind of object this is only the run can tell, or it cannot be "
                 "acquired");
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
        c_refuse(c, node, "a number with what is no semaphore, which is an error in thrum");
    if (kind == WORD_CONDITION && knows_owner(c, text)) {
        c_refuse(c, node, "whether the condition's lock is held here cannot be seen beforehand");
    } else if (is_mutex(kind) || kind == WORD_CONDITION) {
        bool owned = handle ? c->owned : kind != WORD_CONDITION && knows_owner(c, text);
        if (owned) {
            c_need(c, "mutex_unlock");
            c->fails++;
        }
        call(owned ? "mutex_unlock" : "pthread_mutex_unlock", buffer_text(&object), out);
    } else if (kind == WORD_RWLOCK) {
        c_refuse(c, node, "a reader-writer lock that is released by itself: use `with`");
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
                 "which kind of object this is only the run can tell, or it cannot be "
                 "released");
    }
    buffer_free(&object);
}

/* ---- Queues ---------------------------------------------------------------------------------- */

static bool name_queue(struct c *c, const struct node *node, struct buffer *out)
{
    bool is = c_kind(c, node->operation.name) == WORD_QUEUE;
    if (is)
        c_named(c, node->operation.name, out);
    else
        c_refuse(c, node, "what this is put into or got from only the run can tell");
    return is;
}

static void put(struct c *c, const struct node *node, bool wanted, struct buffer *out)
{
    bool tries = node->operation.word == WORD_TRYPUT;
    struct buffer queue = {0};
    if (wanted && !tries && !node->operation.limit)
        c_refuse(c, node, "the value of a wait that is always true");
    if (node->operation.limit && c_effect(c, node->operation.limit) == EFFECT_STEPS)
        c_refuse(c, node, "a time that it takes steps to find");
    if (name_queue(c, node, &queue)) {
        c_need(c, "queue_put");
        buffer_printf(out, "queue_put(%s, ", buffer_text(&queue));
        c_expression(c, node->operation.value, BINDS_ANYHOW, out);
        buffer_puts(out, ", ");
        if (tries) {
            buffer_puts(out, "0");
        } else if (node->operation.limit) {
            c_duration(c, node->operation.limit, out);
        } else {
            c_need(c, "FOREVER");
            buffer_puts(out, "FOREVER");
        }
        buffer_puts(out, ")");
    }
    buffer_free(&queue);
}

static void get(struct c *c, const struct node *node, struct buffer *out)
{
    struct buffer queue = {0};
    if (node->operation.word == WORD_TRYGET || node->operation.limit)
        c_refuse(c, node, "an item or none: a variable of C's is of one type");
    else if (name_queue(c, node, &queue)) {
        c_need(c, "queue_take");
        call("queue_take", buffer_text(&queue), out);
    }
    buffer_free(&queue);
}

/* ---- Time ------------------------------------------------------------------------------------ */

static void pass_time(struct c *c, const struct node *node, struct buffer *out)
{
    bool works = node->operation.word == WORD_WORK;
    const char *helper = node->operation.items ? "work_through" : works ? "work_for" : "sleep_for";
    c_need(c, helper);
    buffer_printf(out, "%s(", helper);
    if (node->operation.items) {
        struct traits t = model_traits(c->model, c->unit, node->operation.value);
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
                 "which kind of object this is only the run can tell, or it does not "
                 "take '%s'",
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
        c_refuse(c, node, "'cancel' of a thread, which unwinds where C would not, or elsewhere");
        return;
    }
    c_need(c, "cancel_timer");
    buffer_puts(out, "cancel_timer(");
    c_thread(c, node->operation.name, out);
    buffer_puts(out, ")");
}

static void start(struct c *c, const struct node *node, struct buffer *out)
{
    bool timer = c_is_timer(c, node->operation.name);
    if (!timer && has_timers(c) && !model_name_text(c->model, c->unit, node->operation.name))
        c_refuse(c, node,
                 "whether it is a thread or a timer that is started only the run can tell");
    c_need(c, timer ? "start_timer" : "start_thread");
    c_need(c, "fail");
    c->late_starts = true;
    buffer_puts(out, timer ? "start_timer(" : "start_thread(");
    c_thread(c, node->operation.name, out);
    buffer_puts(out, ")");
}

void c_operation(struct c *c, const struct node *node, bool wanted, struct buffer *out)
{
    switch (node->operation.word) {
    case WORD_ACQUIRE:
    case WORD_TRYACQUIRE:
        acquire(c, node, wanted, out);
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
        put(c, node, wanted, out);
        break;
    case WORD_GET:
    case WORD_TRYGET:
        get(c, node, out);
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
        c_refuse(c, node, "'%s'", word_get(node->operation.word)->name);
    }
}
