/* warn.c - see warn.h. */
#include "explore/warn.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Takes the texts; drops them where the same was said before. */
/* Of one place and object, or in the same words: a thread may end at several places. */
static bool is_same(const struct explore_warning *one, const struct explore_warning *other)
{
    return strcmp(one->kind, other->kind) == 0 &&
           ((one->pc == other->pc && strcmp(one->object, other->object) == 0) ||
            strcmp(one->message, other->message) == 0);
}

static void add(struct explore_result *r, struct explore_warning fresh)
{
    for (size_t i = 0; i < r->warning_count; i++)
        if (is_same(&r->warnings[i], &fresh)) {
            free(fresh.message);
            free(fresh.thread);
            free(fresh.object);
            return;
        }
    r->warnings = memory_resize(r->warnings, (r->warning_count + 1) * sizeof *r->warnings);
    r->warnings[r->warning_count++] = fresh;
}

static char *object_of(const struct machine *m, const struct event *e)
{
    struct buffer object = {0};
    buffer_puts(&object, name_bytes(m->program->texts, e->name));
    if (e->element)
        buffer_printf(&object, "[%u]", handle_index(e->element));
    return buffer_take(&object);
}

static char *thread_of(const struct machine *m, uint32_t thread)
{
    struct buffer name = {0};
    machine_add_thread_name(m, thread, &name);
    return buffer_take(&name);
}

static void add_place(const struct machine *m, uint32_t pc, struct buffer *out)
{
    buffer_puts(out, "`");
    program_quote(m->program, pc, out);
    buffer_puts(out, "` (");
    program_where(m->program, pc, out);
    buffer_putc(out, ')');
}

void warn_held(struct explore_result *r, const struct machine *m, const struct event *e)
{
    struct buffer message = {0};
    char *thread = thread_of(m, e->thread), *object = object_of(m, e);
    buffer_printf(&message, "%s can end and still hold %s: nobody else can take it then", thread,
                  object);
    add(r, (struct explore_warning){.kind = "held",
                                    .message = buffer_take(&message),
                                    .thread = thread,
                                    .object = object,
                                    .pc = e->pc});
}

void warn_notified(struct explore_result *r, const struct machine *m, const char *notified,
                   const char *waits, const struct event *e)
{
    struct buffer message = {0};
    char *object = object_of(m, e);
    buffer_printf(&message, "%s can notify %s at ", notified, object);
    add_place(m, e->pc, &message);
    buffer_printf(&message,
                  " before %s waits for it: the notification is lost, and %s waits for ever", waits,
                  waits);
    add(r, (struct explore_warning){.kind = "notify",
                                    .message = buffer_take(&message),
                                    .thread = memory_copy(notified),
                                    .object = object,
                                    .pc = e->pc});
}

static bool is_told(const struct explore_result *r, const char *one, const char *other)
{
    for (size_t i = 0; i < r->finding_count; i++) {
        const struct explore_finding *f = &r->findings[i];
        unsigned found = 0;
        for (size_t k = 0; f->kind == EXPLORE_DEADLOCK && k < f->object_count; k++)
            found += strcmp(f->objects[k], one) == 0 || strcmp(f->objects[k], other) == 0;
        if (found >= 2)
            return true;
    }
    return false;
}

static void warn_order(struct explore_result *r, const struct machine *m, uint32_t held,
                       uint32_t taken, uint32_t here, uint32_t there)
{
    struct buffer one = {0}, other = {0}, message = {0};
    bool both = held < m->state->entity_count && taken < m->state->entity_count;
    if (both) {
        machine_add_entity_name(m, held, &one);
        machine_add_entity_name(m, taken, &other);
    }
    if (both && !is_told(r, buffer_text(&one), buffer_text(&other))) {
        buffer_printf(&message, "%s is taken before %s at ", buffer_text(&one),
                      buffer_text(&other));
        add_place(m, here, &message);
        buffer_puts(&message, ", and after it at ");
        add_place(m, there, &message);
        /* Behind a failure nothing more was looked at. */
        bool proved = !r->finding_count && !r->limit && !r->cancelled;
        buffer_puts(&message, proved ? ": it leads to no deadlock in this program, and with one "
                                       "order for all it could in none"
                                     : ": with one order for all nothing can go wrong there");
        buffer_puts(&one, "");
        add(r, (struct explore_warning){.kind = "order",
                                        .message = buffer_take(&message),
                                        .object = buffer_take(&one),
                                        .pc = here});
    }
    buffer_free(&one);
    buffer_free(&other);
}

void warn_orders(struct explore_result *r, struct world *w)
{
    enum { MOST = 1000 };
    struct situation start = {0};
    uint32_t held, taken, pc, held_there, taken_there, there;
    world_start(w, &start);
    const struct machine *m = world_machine(w, &start);
    for (uint32_t i = 0; i < MOST && world_lock_order(w, i, &held, &taken, &pc); i++)
        for (uint32_t k = 0; k < i && world_lock_order(w, k, &held_there, &taken_there, &there);
             k++)
            if (held == taken_there && taken == held_there)
                warn_order(r, m, held_there, taken_there, there, pc);
    situation_free(&start);
}
