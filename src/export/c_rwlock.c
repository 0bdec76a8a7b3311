/* c_rwlock.c - reader-writer locks: whom they prefer, and what takes and releases them. See
 * c_inside.h. */
#include "export/c_inside.h"

#include "core/kinds.h"

/* ---- Whom they prefer ------------------------------------------------------------------------ */

/* Of the named lock; of all of them, where only the run can tell which one it is. */
static unsigned manner(struct c *c, const struct node *node, const struct node *name)
{
    const struct scope_made *made = c_made_of(c, name);
    const struct scope_made_list *all = &c->model->made;
    unsigned first = MOST_MANNERS;
    if (made)
        return made->node->object.manner;
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].kind != SCOPE_OBJECT || all->items[i].made != WORD_RWLOCK)
            continue;
        unsigned own = all->items[i].node->object.manner;
        if (first != MOST_MANNERS && own != first)
            c_refuse(c, node,
                     "which of several kinds of reader-writer locks only the run can tell");
        first = own;
    }
    return first == MOST_MANNERS ? RWLOCK_PREFERS_READERS : first;
}

static bool is_fair(struct c *c, const struct node *node, const struct node *name)
{
    return manner(c, node, name) == RWLOCK_IS_FAIR;
}

bool c_any_fair(const struct c *c)
{
    const struct scope_made_list *all = &c->model->made;
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].kind == SCOPE_OBJECT && all->items[i].made == WORD_RWLOCK &&
            all->items[i].node->object.manner == RWLOCK_IS_FAIR)
            return true;
    return false;
}

const char *c_rwlock_type(struct c *c, const char *name)
{
    const struct scope_made *made = name ? scope_made_find(&c->model->made, name) : NULL;
    bool fair = made ? made->node->object.manner == RWLOCK_IS_FAIR : c_any_fair(c);
    if (fair) {
        c_need(c, "fair_lock");
        return name ? "struct fair_lock" : "struct fair_lock *";
    }
    c_header(c, "pthread.h");
    return name ? "pthread_rwlock_t" : "pthread_rwlock_t *";
}

const char *c_rwlock_value(const struct node *object)
{
    static const char *const values[] = {
        [RWLOCK_PREFERS_READERS] = "PTHREAD_RWLOCK_INITIALIZER",
        [RWLOCK_PREFERS_WRITERS] = "PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP",
        [RWLOCK_IS_FAIR] = "FAIR_LOCK",
    };
    return values[object->object.manner];
}

/* ---- Taking and releasing -------------------------------------------------------------------- */

static void find_writer(void *context, struct unit *u, const struct node *node)
{
    bool *found = context;
    (void)u;
    *found |= node->kind == NODE_WITH && node->guard.mode == WORD_WRLOCK;
    *found |= node->kind == NODE_OPERATION &&
              (node->operation.word == WORD_WRLOCK || node->operation.word == WORD_TRYWRLOCK ||
               node->operation.word == WORD_UPGRADE);
}

/* Where nobody does no reader can wait for itself. */
static bool anybody_writes(struct c *c)
{
    bool found = false;
    for (struct unit *u = c->model->units; u && !found; u = u->next)
        model_each(c->model, u, find_writer, &found);
    return found;
}

const char *c_rwlock_take(struct c *c, const struct node *node, const struct node *name,
                          bool writes, bool alone)
{
    const char *helper = writes ? "write_lock" : "read_lock";
    if (is_fair(c, node, name))
        helper = writes ? "fair_write" : "fair_read";
    else if (alone || (!writes && !anybody_writes(c)))
        return writes ? "pthread_rwlock_wrlock" : "pthread_rwlock_rdlock";
    c_need(c, helper);
    return helper;
}

const char *c_rwlock_release(struct c *c, const struct node *node, const struct node *name,
                             bool guarded)
{
    bool fair = is_fair(c, node, name);
    if (fair)
        c_need(c, "fair_unlock");
    if (guarded)
        return fair ? "fair_unlock_guarded" : "unlock_rw_guarded";
    return fair ? "fair_unlock" : "pthread_rwlock_unlock";
}

/* A command of its own, or a condition. */
void c_rwlock(struct c *c, const struct node *node, bool wanted, struct buffer *out)
{
    enum word_id word = node->operation.word;
    const struct node *name = node->operation.name;
    bool writes = word == WORD_WRLOCK || word == WORD_TRYWRLOCK;
    bool tries = word == WORD_TRYRDLOCK || word == WORD_TRYWRLOCK;
    struct buffer object = {0};
    if (c_kind(c, name) != WORD_RWLOCK) {
        c_refuse(c, node,
                 "which kind of object this is only the run can tell; name the object itself");
        return;
    }
    c_named(c, name, &object);
    c_header(c, "pthread.h");
    if ((tries || node->operation.limit) && is_fair(c, node, name)) {
        c_refuse(c, node,
                 "a fair lock that is tried, or waited for for a limited time; wait for it without "
                 "a limit");
    } else if (wanted && !tries && !node->operation.limit) {
        c_refuse(c, node, "the value of a wait that is always true; let the wait stand alone");
    } else if (tries) {
        buffer_printf(out, "%s(%s) == 0",
                      writes ? "pthread_rwlock_trywrlock" : "pthread_rwlock_tryrdlock",
                      buffer_text(&object));
    } else if (node->operation.limit) {
        const char *helper = writes ? "write_lock_for" : "read_lock_for";
        c_need(c, helper);
        buffer_printf(out, "%s(%s, ", helper, buffer_text(&object));
        c_duration(c, node->operation.limit, out);
        buffer_puts(out, ")");
    } else {
        bool alone = looks_alone(c->looks, node);
        buffer_printf(out, "%s(%s)", c_rwlock_take(c, node, name, writes, alone),
                      buffer_text(&object));
    }
    buffer_free(&object);
}
