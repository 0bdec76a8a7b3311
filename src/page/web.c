/* web.c - see web.h. */
#include "page/web_inside.h"

#include "base/memory.h"
#include "core/machine.h"
#include "script/report.h"
#include "task/attempt.h"
#include "watch/record.h"

#include <stdlib.h>
#include <string.h>

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

static void end_run(struct web *p)
{
    web_challenge_end(p);
    web_forget_past(p);
    web_forget_seen(p);
    if (p->begun)
        drive_free(&p->drive);
    p->begun = false;
    buffer_clear(&p->said[WEB_PRINTED]);
    buffer_clear(&p->said[WEB_STEPS]);
}

static void unload(struct web *p)
{
    end_run(p);
    web_task_end(p);
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
    free(p->deeds);
    free(p->copies);
    record_free(p->record);
    web_forget_columns(p);
    buffer_free(&p->segments);
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
    if (p->silent)
        return;
    web_record_hear(p, e);
    if (p->attempt)
        attempt_hear(p->attempt, &p->drive.machine, e);
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
void web_attach(struct web *p)
{
    struct machine *m = &p->drive.machine;
    p->drive.hooks = &no_hooks;
    m->sink = hear;
    m->sink_context = p;
    m->traces = true;
}

bool web_read_segments(struct web *p)
{
    char why[160];
    struct schedule *s = &p->drive.schedule;
    if (!schedule_read_segments(s, buffer_text(&p->segments), why, sizeof why)) {
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
    web_record_begin(p);
    buffer_clear(&p->segments);
    buffer_add(&p->segments, buffer_text(&p->inputs[WEB_WORDS]), p->inputs[WEB_WORDS].length);
    machine_init(m, p->loaded.program, seed, 0);
    m->state->timeless = 1;
    drive_begin(&p->drive);
    web_attach(p);
    schedule_start(&p->drive.schedule, recorded ? SCHEDULE_ROUND_ROBIN : (enum schedule_kind)kind,
                   seed);
    if (recorded && !web_read_segments(p)) {
        end_run(p);
        return WEB_NO_RUN;
    }
    machine_set_gil(m, p->loaded.gil);
    machine_start_main(m, p->loaded.unit);
    drive_apply_changes(&p->drive);
    drive_settle_over(&p->drive);
    if (p->attempt)
        attempt_begin(p->attempt, m);
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

bool web_do(struct web *p, struct web_deed *deed)
{
    uint32_t thread = deed->thread;
    if (deed->by_reader)
        take_over(p);
    look_ahead(p);
    web_set_clock(p, deed);
    if (deed->by_reader && !drive_grant(&p->drive, thread, 1))
        return false;
    return drive_step(&p->drive, &thread) == DRIVE_STEPPED;
}

static bool step(struct web *p, struct web_deed deed)
{
    bool done = web_do(p, p->wishes & WEB_UNDO ? web_keep(p, deed) : &deed);
    if (!done && p->wishes & WEB_UNDO)
        web_keep_not(p);
    if (done && p->attempt)
        attempt_look(p->attempt, &p->drive.machine);
    return done;
}

/* Of those who can step the next one behind who did last. */
static uint32_t in_turn(const struct web *p)
{
    const struct machine *m = &p->drive.machine;
    uint32_t count = m->state->thread_count;
    uint32_t last = p->deed_count ? p->deeds[p->deed_count - 1].thread : STATE_MAIN;
    for (uint32_t i = 1; i <= count; i++)
        if (step_enabled(m, (last + i) % count))
            return (last + i) % count;
    return NO_THREAD;
}

enum web_standing web_go(struct web *p, uint32_t most)
{
    bool recorded = false;
    while (p->begun && most--) {
        look_ahead(p);
        if (recorded && !p->recorded) /* here it ends */
            break;
        recorded = p->recorded;
        bool by_hand = p->drive.schedule.kind == SCHEDULE_MANUAL && p->wishes & WEB_UNDO;
        uint32_t thread = by_hand ? in_turn(p) : p->drive.chosen;
        if (p->drive.over || (by_hand && thread == NO_THREAD) ||
            !step(p, (struct web_deed){.thread = thread, .by_reader = by_hand}))
            break;
    }
    return web_standing(p);
}

bool web_do_kept(struct web *p, uint32_t thread)
{
    return step(p, (struct web_deed){.thread = thread, .by_reader = true});
}

bool web_step(struct web *p, uint32_t thread)
{
    if (!p->begun || p->drive.over)
        return false;
    bool done = web_do_kept(p, thread);
    web_challenge_settle(p);
    return done;
}

void web_tell(struct web *p, unsigned said, size_t from)
{
    buffer_clear(&p->answer);
    if (said <= WEB_STEPS && from < p->said[said].length)
        buffer_add(&p->answer, p->said[said].bytes + from, p->said[said].length - from);
}
