/* web.c - see web.h. */
#include "page/web_inside.h"

#include "base/memory.h"
#include "core/machine.h"
#include "script/report.h"

#include <stdlib.h>
#include <string.h>

/* What steps that can be taken back may take in all; of more the oldest are forgotten. */
enum { PAST_BYTES = 64 << 20 };

static const struct drive_hooks no_hooks = {0};

/* ---- In and out ------------------------------------------------------------------------------ */

struct web *web_new(void)
{
    return memory_zeroed(1, sizeof(struct web));
}

char *web_room(struct web *p, enum web_input input, size_t bytes)
{
    struct buffer *b = &p->inputs[input];
    char *room = memory_zeroed(bytes + 1, 1);
    buffer_free(b);
    *b = (struct buffer){.bytes = room, .length = bytes, .capacity = bytes + 1};
    return room;
}

const char *web_answer(const struct web *p)
{
    return buffer_text(&p->answer);
}

size_t web_answer_length(const struct web *p)
{
    return p->answer.length;
}

/* ---- The program ----------------------------------------------------------------------------- */

static void forget_past(struct web *p)
{
    for (size_t i = 0; i < p->past_count; i++)
        drive_free(&p->past[i].drive);
    p->past_count = p->past_bytes = 0;
}

static void end_run(struct web *p)
{
    forget_past(p);
    if (p->begun)
        drive_free(&p->drive);
    p->begun = false;
    buffer_clear(&p->said[WEB_PRINTED]);
    buffer_clear(&p->said[WEB_STEPS]);
}

static void unload(struct web *p)
{
    end_run(p);
    web_forget_found(p);
    explore_program_close(&p->loaded);
    p->loaded = (struct explore_program){0};
    p->is_loaded = false;
}

bool web_load(struct web *p)
{
    struct diagnostics found = {0};
    unload(p);
    buffer_clear(&p->answer);
    p->source = (struct source){
        .name = p->inputs[WEB_NAME].length ? buffer_text(&p->inputs[WEB_NAME]) : "program",
        .text = buffer_text(&p->inputs[WEB_TEXT]),
        .length = p->inputs[WEB_TEXT].length};
    p->is_loaded = explore_program_open(&p->loaded, &p->source, NULL, &found);
    diagnostics_format(&p->answer, &p->source, &found);
    diagnostics_free(&found);
    return p->is_loaded;
}

void web_free(struct web *p)
{
    unload(p);
    free(p->past);
    for (int i = 0; i < WEB_INPUTS; i++)
        buffer_free(&p->inputs[i]);
    buffer_free(&p->said[WEB_PRINTED]);
    buffer_free(&p->said[WEB_STEPS]);
    buffer_free(&p->answer);
    free(p);
}

/* ---- A run ----------------------------------------------------------------------------------- */

static void hear(void *context, const struct event *e)
{
    struct web *p = context;
    if (e->kind == EVENT_PRINT || e->kind == EVENT_LOG) {
        report_print_head(&p->drive.machine, e, &p->said[WEB_PRINTED]);
        buffer_add(&p->said[WEB_PRINTED], e->text, e->length);
        buffer_putc(&p->said[WEB_PRINTED], '\n');
    } else if (e->kind == EVENT_STEP) {
        report_step(&p->drive.machine, e, &p->said[WEB_STEPS]);
        buffer_putc(&p->said[WEB_STEPS], '\n');
    }
}

/* A copy of a driver tells nobody. */
static void attach(struct web *p)
{
    struct machine *m = &p->drive.machine;
    p->drive.hooks = &no_hooks;
    m->sink = hear;
    m->sink_context = p;
    m->traces = true;
}

static bool read_segments(struct web *p)
{
    char why[160];
    struct schedule *s = &p->drive.schedule;
    if (!schedule_read_segments(s, buffer_text(&p->inputs[WEB_WORDS]), why, sizeof why)) {
        buffer_puts(&p->answer, why);
        return false;
    }
    s->strict = true;
    s->untimed = p->wishes & WEB_UNTIMED;
    return true;
}

enum web_standing web_begin(struct web *p, unsigned kind, uint64_t seed, unsigned wishes)
{
    bool recorded = kind == SCHEDULE_SEGMENTS;
    struct machine *m = &p->drive.machine;
    end_run(p);
    buffer_clear(&p->answer);
    if (!p->is_loaded || kind == SCHEDULE_FREE || kind > SCHEDULE_SEGMENTS)
        return WEB_NO_RUN;
    p->drive = (struct drive){0};
    p->wishes = wishes;
    p->begun = true;
    machine_init(m, p->loaded.program, seed, 0);
    m->state->timeless = 1;
    drive_begin(&p->drive);
    attach(p);
    schedule_start(&p->drive.schedule, recorded ? SCHEDULE_ROUND_ROBIN : (enum schedule_kind)kind,
                   seed);
    if (recorded && !read_segments(p)) {
        end_run(p);
        return WEB_NO_RUN;
    }
    machine_set_gil(m, p->loaded.gil);
    machine_start_main(m, p->loaded.unit);
    drive_apply_changes(&p->drive);
    drive_settle_over(&p->drive);
    return web_standing(p);
}

static bool is_outside(const struct drive *d)
{
    for (uint32_t i = 0; i < d->machine.state->thread_count; i++)
        if (step_readiness(&d->machine, i).kind == WAITS_OUTSIDE)
            return true;
    return false;
}

/* Decides who is next, and moves the clock where nobody can step. A schedule draws among all who
 * may be able to; the reader is told who is. */
static void look_ahead(struct web *p)
{
    struct drive *d = &p->drive;
    if (d->schedule.kind == SCHEDULE_MANUAL)
        drive_settle_all(d);
    if (d->chosen == NO_THREAD)
        p->recorded = d->schedule.place.segment < d->schedule.segment_count;
    drive_next(d);
}

enum web_standing web_standing(struct web *p)
{
    struct drive *d = &p->drive;
    if (!p->begun)
        return WEB_NO_RUN;
    look_ahead(p);
    if (d->over)
        return WEB_OVER;
    if (d->schedule.left)
        return WEB_LEFT;
    if (drive_is_stuck(d))
        return WEB_STUCK;
    for (uint32_t i = 0; i < d->machine.state->thread_count; i++)
        if (step_enabled(&d->machine, i))
            return WEB_GOES;
    return is_outside(d) ? WEB_OUTSIDE : WEB_GOES;
}

/* ---- As the reader likes --------------------------------------------------------------------- */

static void forget_oldest(struct web *p)
{
    size_t gone = 0;
    while (p->past_bytes > PAST_BYTES && gone + 1 < p->past_count) {
        p->past_bytes -= drive_bytes(&p->past[gone].drive);
        drive_free(&p->past[gone++].drive);
    }
    p->past_count -= gone;
    memmove(p->past, &p->past[gone], p->past_count * sizeof *p->past);
}

static void keep(struct web *p)
{
    MEMORY_ROOM_FOR_ONE(p->past, p->past_count, p->past_capacity);
    struct web_past *last = &p->past[p->past_count++];
    drive_copy(&p->drive, &last->drive);
    last->printed = p->said[WEB_PRINTED].length;
    last->told = p->said[WEB_STEPS].length;
    p->past_bytes += drive_bytes(&last->drive);
    forget_oldest(p);
}

static void forget_last(struct web *p)
{
    if (p->wishes & WEB_UNDO) {
        struct web_past *last = &p->past[--p->past_count];
        p->past_bytes -= drive_bytes(&last->drive);
        drive_free(&last->drive);
    }
}

static bool step(struct web *p)
{
    uint32_t thread;
    if (p->wishes & WEB_UNDO)
        keep(p);
    bool done = drive_step(&p->drive, &thread) == DRIVE_STEPPED;
    if (!done)
        forget_last(p);
    return done;
}

enum web_standing web_go(struct web *p, uint32_t most)
{
    while (p->begun && most-- && step(p))
        ;
    return web_standing(p);
}

/* From here on nobody goes by himself. */
static void take_over(struct web *p)
{
    struct schedule *s = &p->drive.schedule;
    if (s->kind == SCHEDULE_MANUAL)
        return;
    schedule_free(s);
    schedule_start(s, SCHEDULE_MANUAL, 0);
    p->drive.chosen = NO_THREAD;
}

bool web_step(struct web *p, uint32_t thread)
{
    if (!p->begun || p->drive.over)
        return false;
    take_over(p);
    return drive_grant(&p->drive, thread, 1) && step(p);
}

bool web_back(struct web *p)
{
    if (!p->past_count)
        return false;
    struct web_past *last = &p->past[--p->past_count];
    p->past_bytes -= drive_bytes(&last->drive);
    drive_free(&p->drive);
    p->drive = last->drive;
    attach(p);
    if (p->drive.schedule.kind == SCHEDULE_SEGMENTS)
        take_over(p); /* a copy has no segments */
    buffer_cut(&p->said[WEB_PRINTED], last->printed);
    buffer_cut(&p->said[WEB_STEPS], last->told);
    return true;
}

void web_tell(struct web *p, unsigned said)
{
    buffer_clear(&p->answer);
    if (said <= WEB_STEPS)
        buffer_add(&p->answer, p->said[said].bytes, p->said[said].length);
}
