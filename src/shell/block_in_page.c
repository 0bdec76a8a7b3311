/* block_in_page.c - see block_in_page.h. */
#include "shell/block_in_page.h"

#include "base/memory.h"
#include "script/report.h"
#include "shell/page_run.h"
#include "shell/session_words.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_TOLD = 1000,    /* of puppets that are told something behind all steps */
    MOST_STEPS = 250000, /* by chance */
};

struct trial {
    struct page_run run;
    size_t capacity; /* of its segments, of which each is a step */
    bool in_block;
    struct buffer printed; /* there */
};

static void hear(void *context, const struct event *e)
{
    struct trial *t = context;
    if ((e->kind != EVENT_PRINT && e->kind != EVENT_LOG) || !t->in_block)
        return;
    report_print_head(&t->run.drive.machine, e, &t->printed);
    buffer_add(&t->printed, e->text, e->length);
    buffer_putc(&t->printed, '\n');
}

static bool step(struct trial *t, const char *thread)
{
    uint32_t stepped;
    struct schedule *s = &t->run.drive.schedule;
    MEMORY_ROOM_FOR_ONE(s->segments, s->segment_count, t->capacity);
    s->segments[s->segment_count++] = (struct segment){.thread = memory_copy(thread), .steps = 1};
    return drive_step(&t->run.drive, &stepped) == DRIVE_STEPPED && !s->left;
}

static bool step_main(struct trial *t)
{
    struct buffer name = {0};
    bool can = step_enabled(&t->run.drive.machine, STATE_MAIN);
    if (can) {
        machine_add_thread_name(&t->run.drive.machine, STATE_MAIN, &name);
        can = step(t, buffer_text(&name));
    }
    buffer_free(&name);
    return can;
}

/* Whether the thread can go on, be it that its time comes. */
static bool can_go(const struct machine *m, const char *name)
{
    uint32_t thread = session_find_thread(m, name);
    return thread != NO_THREAD &&
           (step_enabled(m, thread) || state_thread(m->state, thread)->deadline != NO_DEADLINE);
}

/* What is typed may take a step of main more than what a script has there: it is done first. */
static bool step_as_in_lab(struct trial *t, const char *thread)
{
    while (!can_go(&t->run.drive.machine, thread))
        if (!step_main(t))
            return false;
    return step(t, thread);
}

static void begin_block(struct trial *t, uint64_t *begun)
{
    t->in_block = true;
    *begun = t->run.drive.schedule.segment_count;
}

/* Goes as the lab went: from its beginning on, or alone what came behind so many steps. */
static bool go(struct trial *t, const struct schedule *lab, uint64_t before, bool alone,
               uint64_t *begun)
{
    const struct schedule *own = &t->run.drive.schedule;
    uint64_t at = 0;
    for (size_t i = 0; i < lab->segment_count; i++)
        for (uint64_t k = 0; k < lab->segments[i].steps; k++, at++) {
            if (at == before)
                begin_block(t, begun);
            if ((at >= before || !alone) && !step_as_in_lab(t, lab->segments[i].thread))
                return false;
        }
    for (int i = 0; i < MOST_TOLD && step_main(t); i++)
        ;
    if (at <= before)
        begin_block(t, begun);
    return !own->left;
}

static void write_order(const struct schedule *s, struct buffer *out)
{
    buffer_clear(out);
    for (size_t i = 0; i < s->segment_count;) {
        struct segment g = {.thread = s->segments[i].thread};
        for (; i < s->segment_count && strcmp(s->segments[i].thread, g.thread) == 0; i++)
            g.steps++;
        buffer_puts(out, out->length ? " " : "");
        schedule_segment_text(&g, out);
    }
}

static bool open_trial(struct trial *t, const char *program, enum schedule_kind kind, uint64_t seed)
{
    t->run.hear = hear;
    t->run.context = t;
    bool good = page_run_open(&t->run, program);
    if (good)
        page_run_begin(&t->run, kind, seed);
    return good;
}

static void close_trial(struct trial *t, bool opened)
{
    if (opened)
        drive_free(&t->run.drive);
    page_run_close(&t->run);
    buffer_free(&t->printed);
}

bool block_in_page(const char *program, bool alone, struct block_order *order, const char *prints)
{
    struct trial t = {0};
    struct schedule lab = {0};
    uint64_t begun = 0;
    char why[160];
    bool opened = schedule_read_segments(&lab, buffer_text(&order->segments), why, sizeof why) &&
                  open_trial(&t, program, SCHEDULE_SEGMENTS, order->seed);
    t.run.drive.schedule.strict = true;
    bool good = opened && go(&t, &lab, order->before, alone, &begun) &&
                strcmp(buffer_text(&t.printed), prints) == 0;
    if (good) {
        write_order(&t.run.drive.schedule, &order->segments);
        order->before = begun;
    }
    close_trial(&t, opened);
    schedule_free(&lab);
    return good;
}

bool block_in_page_by_chance(const char *program, uint64_t seed, const char *prints)
{
    struct trial t = {.in_block = true};
    uint32_t thread;
    bool opened = open_trial(&t, program, SCHEDULE_RANDOM, seed);
    int left = opened ? MOST_STEPS : 0;
    while (left && drive_step(&t.run.drive, &thread) == DRIVE_STEPPED)
        left--;
    bool good = left && strcmp(buffer_text(&t.printed), prints) == 0;
    close_trial(&t, opened);
    return good;
}
