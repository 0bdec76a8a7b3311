/* c_object.c - objects: what they are in C, and where they are made; what is done to them is in
 * c_operation.c. See c_inside.h. */
#include "export/c_inside.h"

#include "export/bodies.h"

#include <inttypes.h>
#include <string.h>

/* ---- Which ----------------------------------------------------------------------------------- */

const struct scope_made *c_made_of(struct c *c, const struct node *name)
{
    const char *text = model_name_text(c->model, c->unit, name);
    const struct scope_made *made = text ? scope_made_find(&c->model->made, text) : NULL;
    return made && !made->mixed ? made : NULL;
}

enum word_id c_kind(struct c *c, const struct node *name)
{
    const struct scope_made *made = c_made_of(c, name);
    const struct variable *v = model_name_in(c->model, c->unit, name);
    if (made)
        return made->kind == SCOPE_OBJECT ? made->made : WORD_NOTHING;
    if (v && v->unit && !v->array && c_is_handle(v) && !v->several_kinds)
        return v->kind;
    return WORD_NOTHING;
}

void c_named(struct c *c, const struct node *name, struct buffer *out)
{
    const struct scope_made *made = c_made_of(c, name);
    const struct variable *v = model_name_in(c->model, c->unit, name);
    if (made && made->kind == SCOPE_OBJECT && !made->early) {
        buffer_printf(out, "&%s", target_name(&c->target, made->name));
        if (!name->name.index != !made->size) {
            c_refuse(c, name, "an array of objects as if it were one; say which, by its index");
        } else if (name->name.index) {
            buffer_puts(out, "[");
            c_index(c, name->name.index, made->size, out);
            buffer_puts(out, "]");
        }
    } else if (v && v->unit && c_is_handle(v) && !name->name.index && c_has_value(c, v)) {
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

bool c_knows_owner(struct c *c, const char *name)
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
        return c_rwlock_type(c, name);
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
    case WORD_CHANNEL:
        c_need(c, "channel");
        return name ? "struct channel" : "struct channel *";
    case WORD_FUTURE:
        c_need(c, "future");
        return name ? "struct future" : "struct future *";
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

static void see_break(void *context, struct unit *u, const struct node *node)
{
    struct look *l = context;
    enum word_id word = node->kind == NODE_OPERATION ? node->operation.word : WORD_NOTHING;
    const char *text =
        word == WORD_WAIT ? model_name_text(l->c->model, u, node->operation.name) : NULL;
    const struct scope_made *made = text ? scope_made_find(&l->c->model->made, text) : NULL;
    l->other |= word == WORD_ABORT || (word == WORD_WAIT && node->operation.limit &&
                                       (!made || made->made == WORD_BARRIER));
}

bool c_barriers_break(struct c *c)
{
    struct look l = {.c = c};
    size_t number = 0;
    for (struct unit *u = c->model->units; u; u = u->next, number++) {
        model_each(c->model, u, see_break, &l);
        l.other |= u->kind == MODEL_BARRIER && c->failing[number];
    }
    return l.other;
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

/* ---- Their names ---------------------------------------------------------------------------- */

void c_put_name_of(struct c *c)
{
    target_line(&c->target, "%s", "");
    target_line(&c->target, "// What the script calls it.");
    target_line(&c->target, "static const char *name_of(const void *object)");
    target_line(&c->target, "{");
    for (size_t i = 0; i < c->model->made.count; i++) {
        const struct scope_made *made = &c->model->made.items[i];
        struct buffer name = {0};
        if (made->kind != SCOPE_OBJECT || made->made == WORD_TIMER)
            continue;
        if (made->size)
            c_refuse(c, made->node, "the name of an element that a variable holds");
        c_string(made->name, false, &name);
        target_line(&c->target, "    if (object == &%s)", target_name(&c->target, made->name));
        target_line(&c->target, "        return %s;", buffer_text(&name));
        buffer_free(&name);
    }
    target_line(&c->target, "    return NULL;");
    target_line(&c->target, "}");
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
        c_refuse(c, n,
                 "a number that is not known beforehand, or makes no sense; write it out here");
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
        c_refuse(c, n,
                 "a number that is not known beforehand, or makes no sense; write it out here");
        return;
    }
    if (body && !u) {
        c_refuse(c, object, "a barrier whose body is a call; write it as a block");
        return;
    }
    for (size_t i = 0; u && i < u->scope.count; i++)
        if (u->scope.names[i].binding == SCOPE_CAPTURED &&
            bodies_take(c->model, c->looks, u, c->model->variables[u->scope.names[i].slot - 1]) !=
                NOT_TAKEN)
            c_refuse(c, object,
                     "the body of a barrier that takes variables along; use shared ones in it");
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
        if (c_knows_owner(c, name))
            c->owned = true;
        buffer_puts(out, c_knows_owner(c, name) ? "PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP"
                                                : "PTHREAD_MUTEX_INITIALIZER");
        break;
    case WORD_RLOCK:
        buffer_puts(out, "PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP");
        break;
    case WORD_RWLOCK:
        buffer_puts(out, c_rwlock_value(object));
        break;
    case WORD_SEMAPHORE:
    case WORD_BOUNDED:
        if (!c_is_sem(c))
            put_count(c, object, made == WORD_BOUNDED ? "BOUNDED" : "SEMAPHORE", 0, 1, out);
        else if (!is_count(object->object.count, 0) ||
                 (object->object.count && object->object.count->integer > INT32_MAX))
            c_refuse(c, object,
                     "a number that is not known beforehand, or makes no sense; write it out here");
        break;
    case WORD_EVENT:
        buffer_puts(out, "EVENT");
        break;
    case WORD_CONDITION:
        if (object->object.manner && !c_is_plain_condition(c, name))
            c_refuse(c, object,
                     "a condition that is notified without its lock, and whose waiters have to be "
                     "kept in their order; notify it with the lock held");
        buffer_puts(out, c_is_plain_condition(c, name) ? "PTHREAD_COND_INITIALIZER" : "{NULL}");
        break;
    case WORD_BARRIER:
        if (!c_is_plain_barrier(c, name))
            barrier_value(c, object, out);
        else if (!is_count(object->object.count, 1) || object->object.count->integer > INT32_MAX)
            c_refuse(c, object,
                     "a number that is not known beforehand, or makes no sense; write it out here");
        break;
    case WORD_LATCH:
        put_count(c, object, "LATCH", 0, 1, out);
        break;
    case WORD_QUEUE:
        put_count(c, object, "QUEUE", 1, INT64_MAX, out);
        break;
    case WORD_CHANNEL:
        put_count(c, object, "CHANNEL", 0, 0, out);
        break;
    case WORD_FUTURE:
        buffer_puts(out, "FUTURE");
        break;
    case WORD_ONCE:
        buffer_puts(out, "ONCE");
        break;
    default:
        c_refuse(c, object, "'%s', which has no like in C", word_get(made)->name);
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
                 "an object that may be there already when it is made, or used before it is; make "
                 "it once, at the top of the script");
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
        c_refuse(c, size,
                 "an array whose length is not known beforehand; write the number out here");
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
        c_refuse(c, node,
                 "an object that may be there already when it is made; make it once, at the top of "
                 "the script");
    for (const struct node *n = node->objects.objects; n; n = n->next)
        if (node->objects.made == WORD_TIMER)
            c_timer(c, n);
        else
            make(c, n, node->objects.made);
}
