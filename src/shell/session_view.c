/* session_view.c - the threads pane and the status line: a picture of the machine as it is, made
 * with the monitor held, of as many rows as there is room for. */
#include "shell/session_inside.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "watch/deadlock.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Words ------------------------------------------------------------------------------------
 */

const char *view_word(enum thread_look look)
{
    static const char *const words[LOOK_COUNT] = {
        [LOOK_NEW] = "new",         [LOOK_READY] = "ready",
        [LOOK_RUNNING] = "running", [LOOK_SLEEPING] = "sleeping",
        [LOOK_WAITING] = "waiting", [LOOK_IO] = "io",
        [LOOK_IDLE] = "idle",       [LOOK_DONE] = "done",
        [LOOK_FAILED] = "failed",   [LOOK_CANCELLED] = "cancelled",
        [LOOK_KILLED] = "killed",
    };
    return words[look];
}

void view_add_time(int64_t nanoseconds, struct buffer *out)
{
    int64_t tenths = nanoseconds / 100000000, seconds = tenths / 10;
    if (nanoseconds < 0)
        nanoseconds = tenths = seconds = 0;
    if (seconds < 60)
        buffer_printf(out, "%" PRId64 ".%" PRId64 " s", seconds, tenths % 10);
    else if (seconds < 3600)
        buffer_printf(out, "%" PRId64 " min %" PRId64 " s", seconds / 60, seconds % 60);
    else
        buffer_printf(out, "%" PRId64 " h %" PRId64 " min", seconds / 3600, seconds / 60 % 60);
}

void view_add_time_left(int64_t nanoseconds, struct buffer *out)
{
    int64_t up = nanoseconds < INT64_MAX - 100000000 ? nanoseconds + 99999999 : nanoseconds;
    view_add_time(up, out);
}

void view_add_count(uint64_t count, struct buffer *out)
{
    if (count >= 1000) {
        view_add_count(count / 1000, out);
        buffer_printf(out, ",%03u", (unsigned)(count % 1000));
    } else {
        buffer_printf(out, "%u", (unsigned)count);
    }
}

void view_add_threads(const struct machine *m, const uint32_t *threads, size_t shown, size_t all,
                      struct buffer *out)
{
    for (size_t i = 0; i < shown; i++) {
        bool last = i + 1 == shown && shown == all;
        buffer_puts(out, i == 0 ? "" : last ? " and " : ", ");
        machine_add_thread_name(m, threads[i], out);
    }
    if (all > shown) {
        buffer_puts(out, " and ");
        view_add_count(all - shown, out);
        buffer_puts(out, " more");
    }
}

uint32_t view_find_thread(const struct machine *m, const char *name)
{
    struct texts *texts = m->program->texts;
    uint32_t text = text_intern(texts, name, strlen(name));
    if (text == TEXT_TOO_MUCH)
        return NO_THREAD;
    /* Elements of an array of timers bear no name of their own. */
    for (uint32_t i = 0; strchr(name, '[') && i < m->state->thread_count; i++)
        if (state_thread(m->state, i)->status != THREAD_FREE &&
            state_thread(m->state, i)->name == text_known_name(texts, text))
            return i;
    uint32_t known = text_known_name(texts, text);
    uint32_t bound = known ? state_lookup(m->state, known) : 0;
    if (!bound)
        return NO_THREAD;
    const struct entity *e = state_entity(m->state, bound - 1);
    return e->kind == ENTITY_THREAD || e->kind == ENTITY_TIMER ? e->link : NO_THREAD;
}

void view_add_no_thread(const struct machine *m, const char *name, struct buffer *out)
{
    struct texts *texts = m->program->texts;
    uint32_t known = text_known_name(texts, text_intern(texts, name, strlen(name)));
    uint32_t bound = known ? state_lookup(m->state, known) : 0;
    struct buffer error = {0};
    if (bound) {
        utf8_add_visible(out, name, strlen(name), "");
        const char *kind =
            entity_kind_name((enum entity_kind)state_entity(m->state, bound - 1)->kind);
        buffer_printf(out, " is %s %s, not a thread", strchr("aeiou", kind[0]) ? "an" : "a", kind);
        return;
    }
    buffer_printf(&error, "there is no thread called %s; make one first: spawn %s", name, name);
    watcher_add_error(m, error.bytes, error.length, out);
    buffer_free(&error);
}

/* ---- One thread -------------------------------------------------------------------------------
 */

static enum thread_look ended_look(enum thread_status status)
{
    switch (status) {
    case THREAD_FAILED:
        return LOOK_FAILED;
    case THREAD_CANCELLED:
        return LOOK_CANCELLED;
    case THREAD_KILLED:
        return LOOK_KILLED;
    default:
        return LOOK_DONE;
    }
}

enum thread_look view_look(const struct machine *m, const struct lab *lab, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    if (t->status >= THREAD_DONE)
        return ended_look((enum thread_status)t->status);
    struct readiness r = step_readiness(m, thread);
    switch (r.kind) {
    case READY:
        /* Under `free` whoever can go goes, as the system lets them. */
        return lab_schedule(lab)->kind == SCHEDULE_FREE && !lab_paused(lab) ? LOOK_RUNNING
                                                                            : LOOK_READY;
    case NOT_STARTED:
        return LOOK_NEW;
    case IDLE:
        return LOOK_IDLE;
    case SLEEPS:
        return LOOK_SLEEPING;
    case DOES_IO:
        return LOOK_IO;
    case WORKS:
        return t->flags & FLAG_GIL_QUEUED ? LOOK_READY : LOOK_RUNNING;
    case WAITS_OUTSIDE:
        return m->program->code[t->pc].op == OP_WORK ? LOOK_RUNNING : LOOK_IO;
    default:
        return LOOK_WAITING;
    }
}

static const char *ordinal(uint32_t n)
{
    uint32_t last = n % 10, two = n % 100;
    if (two >= 11 && two <= 13)
        return "th";
    return last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
}

static void add_left(const struct machine *m, const struct readiness *r, const char *before,
                     struct buffer *out)
{
    if (r->deadline == NO_DEADLINE)
        return;
    buffer_puts(out, before);
    view_add_time_left(r->deadline - m->state->now, out);
}

static void add_holder(const struct machine *m, uint32_t entity, struct buffer *out)
{
    uint32_t holders[2];
    size_t count = machine_holders(m, entity, holders, 2);
    if (count == 0)
        return;
    buffer_puts(out,
                state_entity(m->state, entity)->kind == ENTITY_ONCE ? " · run by " : " · held by ");
    view_add_threads(m, holders, count < 2 ? count : 2, count, out);
}

static void add_wait(struct lab *lab, const struct machine *m, uint32_t thread,
                     const struct readiness *r, struct buffer *out)
{
    uint32_t of, place = lab_place(lab, thread, &of);
    const struct entity *e = r->object ? state_entity(m->state, r->object - 1) : NULL;
    buffer_puts(out, r->kind == WAITS_FOR_ALL      ? "joins all"
                     : r->kind == WAITS_FOR_THREAD ? "joins "
                                                   : "waits for ");
    if (e)
        machine_add_entity_name(m, r->object - 1, out);
    if (r->kind == WAITS_FOR_OBJECT) {
        add_holder(m, r->object - 1, out);
        if (of > 1)
            buffer_printf(out, " · %u%s of %u", place, ordinal(place), of);
    } else if (r->kind == WAITS_IN_LIST && e && e->kind == ENTITY_BARRIER) {
        buffer_printf(out, " · %" PRId64 " of %" PRId64 " are there", e->count, e->initial);
    }
    buffer_puts(out, " · ");
    view_add_time(m->state->now - lab_waits_since(lab, thread), out);
    add_left(m, r, " · gives up in ", out);
}

static void add_outside(const struct machine *m, uint32_t thread, struct buffer *out)
{
    struct outside o = machine_outside(m, thread);
    const char *text = text_bytes(m->program->texts, o.text);
    if (o.op == OP_WORK) {
        buffer_puts(out, "works");
    } else {
        buffer_puts(out, o.op == OP_ASK ? "asks " : "fetches ");
        utf8_add_visible(out, text, strnlen(text, 60), "");
    }
}

static void add_next_step(const struct machine *m, uint32_t thread, struct buffer *out)
{
    buffer_puts(out, "next: ");
    program_quote(m->program, machine_next_pc(m, thread), out);
}

static void add_new(const struct machine *m, uint32_t thread, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, thread);
    buffer_puts(out, "not started");
    if (t->flags & FLAG_TIMER && t->entity) {
        buffer_puts(out, " · fires ");
        view_add_time(state_entity(m->state, t->entity - 1)->initial, out);
        buffer_puts(out, " after its start");
    }
}

void view_add_reason(struct lab *lab, const struct machine *m, uint32_t thread, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, thread);
    struct readiness r = step_readiness(m, thread);
    switch (r.kind) {
    case READY:
        if (lab_paused(lab) || lab_schedule(lab)->kind == SCHEDULE_MANUAL)
            add_next_step(m, thread, out);
        break;
    case NOT_STARTED:
        add_new(m, thread, out);
        break;
    case NOT_ALIVE:
        if (t->status == THREAD_FAILED && t->result.kind == VALUE_TEXT)
            utf8_add_visible(out, text_bytes(m->program->texts, (uint32_t)t->result.number),
                             text_length(m->program->texts, (uint32_t)t->result.number), "");
        if (t->held)
            buffer_puts(out, out->length ? " · still holds a lock" : "still holds a lock");
        break;
    case IDLE:
        break;
    case SLEEPS:
        add_left(m, &r, t->flags & FLAG_ARMED ? "fires in " : "sleeps · ", out);
        buffer_puts(out, t->flags & FLAG_ARMED ? "" : " left");
        break;
    case DOES_IO:
        add_left(m, &r, "io · ", out);
        buffer_puts(out, " left");
        break;
    case WORKS:
        buffer_puts(out, t->flags & FLAG_GIL_QUEUED ? "wants the interpreter lock" : "works");
        break;
    case WAITS_OUTSIDE:
        add_outside(m, thread, out);
        break;
    default:
        add_wait(lab, m, thread, &r, out);
    }
    if (t->orders)
        buffer_printf(out, "%s%u order%s queued", out->length ? " · " : "", t->orders,
                      t->orders == 1 ? "" : "s");
}

/* ---- The view ---------------------------------------------------------------------------------
 */

struct view_memory {
    char **texts;
    size_t count, capacity;
    uint8_t *looks; /* by thread */
    size_t looks_capacity;
    uint32_t *order; /* the threads shown */
    size_t order_capacity;
    size_t thread_capacity, object_capacity; /* rows there is room for */
};

static const char *keep(struct view_memory *memory, struct buffer *text)
{
    if (!text->length)
        return "";
    MEMORY_ROOM_FOR_ONE(memory->texts, memory->count, memory->capacity);
    memory->texts[memory->count] = buffer_take(text);
    return memory->texts[memory->count++];
}

static void forget_texts(struct view_memory *memory)
{
    for (size_t i = 0; i < memory->count; i++)
        free(memory->texts[i]);
    memory->count = 0;
}

void view_free(struct view *view)
{
    struct view_memory *memory = view->memory;
    if (memory) {
        forget_texts(memory);
        free(memory->texts);
        free(memory->looks);
        free(memory->order);
        free(memory);
    }
    free(view->threads);
    free(view->objects);
    *view = (struct view){0};
}

/* In which group a thread comes where not all fit: those that do something first. */
static unsigned group_of(enum thread_look look)
{
    switch (look) {
    case LOOK_RUNNING:
    case LOOK_READY:
    case LOOK_IO:
        return 0;
    case LOOK_SLEEPING:
        return 1;
    case LOOK_WAITING:
        return 2;
    case LOOK_FAILED:
        return 3;
    case LOOK_IDLE:
        return 4;
    case LOOK_NEW:
        return 5;
    default:
        return 6;
    }
}

enum { GROUPS = 7 };

/* What every thread looks like, and how many look so. */
static void count_looks(struct lab *lab, const struct machine *m, struct view *view)
{
    struct view_memory *memory = view->memory;
    uint32_t count = m->state->thread_count;
    if (memory->looks_capacity < count) {
        memory->looks_capacity = count * 2;
        memory->looks = memory_resize(memory->looks, memory->looks_capacity);
    }
    for (uint32_t i = 0; i < count; i++) {
        memory->looks[i] = LOOK_COUNT;
        if (state_thread(m->state, i)->status == THREAD_FREE)
            continue;
        enum thread_look look = view_look(m, lab, i);
        memory->looks[i] = (uint8_t)look;
        view->counts[look]++;
        view->threads_total++;
    }
}

struct numbered {
    uint32_t number, thread;
};

static int compare_numbers(const void *a, const void *b)
{
    const struct numbered *l = a, *r = b;
    return (l->number > r->number) - (l->number < r->number);
}

/* All of them, in the order in which they were made. */
static size_t choose_all(const struct machine *m, struct view_memory *memory)
{
    size_t chosen = 0;
    struct numbered *all = memory_new((size_t)m->state->thread_count * sizeof *all);
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (memory->looks[i] != LOOK_COUNT)
            all[chosen++] = (struct numbered){state_thread(m->state, i)->number, i};
    qsort(all, chosen, sizeof *all, compare_numbers);
    for (size_t i = 0; i < chosen; i++)
        memory->order[i] = all[i].thread;
    free(all);
    return chosen;
}

static size_t choose_some(const struct machine *m, struct view_memory *memory, size_t first,
                          size_t rows)
{
    size_t chosen = 0, passed = 0;
    for (unsigned group = 0; group < GROUPS && chosen < rows; group++)
        for (uint32_t i = 0; i < m->state->thread_count && chosen < rows; i++) {
            uint8_t look = memory->looks[i];
            if (look == LOOK_COUNT || group_of((enum thread_look)look) != group)
                continue;
            if (passed++ >= first)
                memory->order[chosen++] = i;
        }
    return chosen;
}

static void fill_thread_row(struct lab *lab, const struct machine *m, uint32_t thread,
                            struct view_memory *memory, struct thread_row *row)
{
    const struct thread *t = state_thread(m->state, thread);
    struct buffer text = {0};
    machine_add_thread_name(m, thread, &text);
    *row = (struct thread_row){.look = (enum thread_look)memory->looks[thread],
                               .daemon = t->flags & FLAG_DAEMON,
                               .timer = (t->flags & FLAG_TIMER) &&
                                        (t->status == THREAD_NEW || (t->flags & FLAG_ARMED)),
                               .name = keep(memory, &text)};
    row->state = view_word(row->look);
    view_add_reason(lab, m, thread, &text);
    row->reason = keep(memory, &text);
    buffer_free(&text);
}

static void fill_rest(struct view *view, const unsigned *shown)
{
    struct buffer text = {0};
    size_t more = view->threads_total - view->thread_count;
    unsigned kinds = 0;
    for (int look = 0; more && look < LOOK_COUNT; look++) {
        unsigned left = view->counts[look] - shown[look];
        if (!left)
            continue;
        if (kinds == 0) {
            buffer_puts(&text, "and ");
            view_add_count(more, &text);
            buffer_puts(&text, " more: ");
        }
        buffer_puts(&text, kinds++ ? ", " : "");
        view_add_count(left, &text);
        buffer_printf(&text, " %s", view_word((enum thread_look)look));
    }
    view->rest = keep(view->memory, &text);
    buffer_free(&text);
}

static void fill_threads(struct lab *lab, const struct machine *m,
                         const struct view_request *request, struct view *view)
{
    struct view_memory *memory = view->memory;
    size_t rows = request->thread_rows;
    count_looks(lab, m, view);
    size_t room = rows > view->threads_total ? view->threads_total : rows;
    if (memory->order_capacity < room) {
        memory->order_capacity = room;
        memory->order = memory_resize(memory->order, room * sizeof *memory->order);
    }
    if (memory->thread_capacity < room) {
        memory->thread_capacity = room;
        view->threads = memory_resize(view->threads, room * sizeof *view->threads);
    }
    view->thread_count = view->threads_total <= rows && request->first_thread == 0
                             ? choose_all(m, memory)
                             : choose_some(m, memory, request->first_thread, room);
    unsigned shown[LOOK_COUNT] = {0};
    for (size_t i = 0; i < view->thread_count; i++) {
        fill_thread_row(lab, m, memory->order[i], memory, &view->threads[i]);
        shown[view->threads[i].look]++;
    }
    fill_rest(view, shown);
}

static void fill_objects(struct lab *lab, const struct machine *m,
                         const struct view_request *request, struct view *view)
{
    struct view_memory *memory = view->memory;
    struct buffer text = {0};
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        if (!objects_shows(m, i))
            continue;
        size_t place = view->objects_total++;
        if (place < request->first_object || view->object_count >= request->object_rows)
            continue;
        MEMORY_ROOM_FOR_ONE(view->objects, view->object_count, memory->object_capacity);
        struct object_row *row = &view->objects[view->object_count++];
        objects_add_kind(m, i, &text);
        row->kind = keep(memory, &text);
        machine_add_entity_name(m, i, &text);
        row->name = keep(memory, &text);
        row->contended = objects_add_value(lab, m, i, &text);
        row->value = keep(memory, &text);
    }
    buffer_free(&text);
}

/* ---- The prompt and the status line -----------------------------------------------------------
 */

static void fill_prompt(const struct session *s, const struct machine *m, struct view *view)
{
    struct buffer prompt = {0}, hint = {0};
    const struct thread *t = state_thread(m->state, STATE_MAIN);
    struct readiness r = step_readiness(m, STATE_MAIN);
    size_t queued = t->orders + (s->queue_count - s->queue_first);
    deadlock_add_reason(m, STATE_MAIN, &hint);
    bool waits = hint.length;
    const char *does = t->status >= THREAD_DONE   ? "ended"
                       : t->status == THREAD_IDLE ? ""
                       : r.kind == SLEEPS         ? "sleeps"
                       : r.kind == DOES_IO        ? "does io"
                       : waits                    ? NULL
                                                  : "busy";
    buffer_puts(&prompt, "main");
    if (waits) {
        struct buffer object = {0};
        buffer_puts(&prompt, r.kind == WAITS_FOR_ALL      ? " (joins all"
                             : r.kind == WAITS_FOR_THREAD ? " (joins "
                                                          : " (waits for ");
        if (r.object)
            machine_add_entity_name(m, r.object - 1, &object);
        buffer_puts(&prompt, buffer_text(&object));
        buffer_free(&object);
    } else if (does && does[0]) {
        buffer_printf(&prompt, " (%s", does);
    }
    if (!does || does[0]) {
        if (queued)
            buffer_printf(&prompt, ", %zu queued", queued);
        buffer_putc(&prompt, ')');
    }
    buffer_puts(&prompt, "> ");
    if (waits) {
        struct buffer reason = hint;
        hint = (struct buffer){0};
        buffer_printf(&hint, "main %s · Ctrl-C ends that", buffer_text(&reason));
        buffer_free(&reason);
    } else if (t->status == THREAD_RUNNING && queued) {
        buffer_puts(&hint, "main is busy · Ctrl-C ends that");
    }
    if (queued && hint.length)
        buffer_printf(&hint, " and drops %zu queued", queued);
    if (t->status >= THREAD_DONE)
        buffer_puts(&hint, "main has ended · `restart` begins anew");
    view->prompt = keep(view->memory, &prompt);
    view->hint = keep(view->memory, &hint);
}

static const char *schedule_word(enum schedule_kind kind)
{
    static const char *const words[] = {
        [SCHEDULE_FREE] = "free",
        [SCHEDULE_RANDOM] = "random",
        [SCHEDULE_ROUND_ROBIN] = "round-robin",
        [SCHEDULE_MANUAL] = "manual",
        [SCHEDULE_SEGMENTS] = "recorded",
    };
    return words[kind];
}

static void fill_status(struct session *s, struct lab *lab, const struct machine *m,
                        struct view *view)
{
    struct buffer text = {0};
    const struct clock *clock = lab_clock(lab);
    view->schedule = schedule_word(lab_schedule(lab)->kind);
    if (clock->kind == CLOCK_TIMES) {
        buffer_printf(&text, "x%g", clock->factor);
        view->clock = keep(view->memory, &text);
    } else {
        view->clock = clock->kind == CLOCK_VIRTUAL ? "virtual" : "real";
    }
    view_add_time(m->state->now, &text);
    view->time = keep(view->memory, &text);
    watcher_add_alarm(&s->watcher, m, &text);
    view->alarm = keep(view->memory, &text);
    view->paused = lab_paused(lab);
    bool runs = !view->paused && clock->kind != CLOCK_VIRTUAL && !m->state->main_done;
    unsigned changing = view->counts[LOOK_READY] + view->counts[LOOK_RUNNING] +
                        view->counts[LOOK_SLEEPING] + view->counts[LOOK_WAITING] +
                        view->counts[LOOK_IO];
    view->live = runs || (!view->paused && changing > 0);
    buffer_free(&text);
}

struct viewing {
    struct session *session;
    const struct view_request *request;
    struct view *view;
};

static void look(struct lab *lab, struct machine *m, void *argument)
{
    struct viewing *v = argument;
    lab_now(lab);
    fill_threads(lab, m, v->request, v->view);
    fill_objects(lab, m, v->request, v->view);
    fill_prompt(v->session, m, v->view);
    fill_status(v->session, lab, m, v->view);
}

void session_view(struct session *s, const struct view_request *request, struct view *view)
{
    struct view_memory *memory = view->memory;
    if (!memory)
        memory = memory_zeroed(1, sizeof *memory);
    forget_texts(memory);
    struct thread_row *threads = view->threads;
    struct object_row *objects = view->objects;
    *view = (struct view){.threads = threads, .objects = objects, .memory = memory};
    struct viewing v = {s, request, view};
    lab_do(s->lab, look, &v);
}
