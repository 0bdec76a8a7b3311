/* session_view.c - the threads pane and the status line: a picture of the machine as it is, made
 * with the monitor held, of as many rows as there is room for. */
#include "shell/session_inside.h"

#include "base/memory.h"
#include "watch/deadlock.h"

#include <stdlib.h>

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
            buffer_put_number(&text, more);
            buffer_puts(&text, " more: ");
        }
        buffer_puts(&text, kinds++ ? ", " : "");
        buffer_put_number(&text, left);
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

/* What main is at, in a word or two for the prompt; "" while it waits for a command. */
static void add_state_of_main(struct lab *lab, const struct machine *m, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, STATE_MAIN);
    struct readiness r = step_readiness(m, STATE_MAIN);
    if (t->status == THREAD_IDLE)
        return;
    switch (r.kind) {
    case NOT_ALIVE:
        buffer_puts(out, "ended");
        break;
    case SLEEPS:
        buffer_puts(out, "sleeps");
        break;
    case DOES_IO:
        buffer_puts(out, "does io");
        break;
    case WAITS_FOR_ALL:
        buffer_puts(out, machine_joins_but_daemons(m, STATE_MAIN) ? "joins all but daemons"
                                                                  : "joins all");
        break;
    case WAITS_FOR_OBJECT:
    case WAITS_IN_LIST:
    case WAITS_FOR_THREAD:
        buffer_puts(out, r.kind == WAITS_FOR_THREAD ? "joins " : "waits for ");
        machine_add_entity_name(m, r.object - 1, out);
        break;
    default:
        buffer_puts(out, lab_paused(lab) ? "paused" : "busy");
    }
}

/* The way on, where main does not take the next command at once. */
static void add_hint(const struct session *s, struct lab *lab, const struct machine *m,
                     size_t queued, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, STATE_MAIN);
    struct buffer reason = {0};
    machine_add_reason(m, STATE_MAIN, &reason);
    if (t->status >= THREAD_DONE)
        buffer_printf(out, "main has ended · %s", session_way_out(s));
    else if (t->status == THREAD_RUNNING && lab_paused(lab))
        buffer_puts(out, "the lab is paused · `resume` goes on, `step` does one step");
    else if (reason.length && !(t->flags & FLAG_PUPPET))
        buffer_printf(out, "main %s · %s", buffer_text(&reason), session_way_out(s));
    else if (reason.length)
        buffer_printf(out, "main %s · Ctrl-C ends that", buffer_text(&reason));
    else if (t->status == THREAD_RUNNING && queued)
        buffer_puts(out, "main is busy · Ctrl-C ends that");
    if (queued && out->length && t->status < THREAD_DONE && !lab_paused(lab))
        buffer_printf(out, " and drops %zu queued", queued);
    buffer_free(&reason);
}

static void fill_prompt(const struct session *s, struct lab *lab, const struct machine *m,
                        struct view *view)
{
    struct buffer prompt = {0}, state = {0}, hint = {0};
    size_t queued = state_thread(m->state, STATE_MAIN)->orders + (s->queue_count - s->queue_first);
    add_state_of_main(lab, m, &state);
    buffer_puts(&prompt, "main");
    if (state.length) {
        buffer_printf(&prompt, " (%s", buffer_text(&state));
        if (queued)
            buffer_printf(&prompt, ", %zu queued", queued);
        buffer_putc(&prompt, ')');
    }
    buffer_puts(&prompt, "> ");
    add_hint(s, lab, m, queued, &hint);
    view->prompt = keep(view->memory, &prompt);
    view->hint = keep(view->memory, &hint);
    buffer_free(&state);
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
    session_lesson_view(s, view);
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
    fill_prompt(v->session, lab, m, v->view);
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
    session_lesson_room(s, request->transcript_rows);
    lab_do(s->lab, look, &v);
}
