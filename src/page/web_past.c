/* web_past.c - the steps of a run that can be taken back: see web.h. The run is copied now and
 * then, and what was done since is done again from there on, which comes to the same: nothing comes
 * from outside. */
#include "page/web_inside.h"

#include "base/memory.h"
#include "task/attempt.h"

#include <stdlib.h>
#include <string.h>

enum {
    PAST_STRETCH = 64,     /* deeds from one copy to the next */
    PAST_BYTES = 16 << 20, /* of copies, and */
    PAST_DEEDS = 1 << 18,  /* so many deeds; of more the oldest are forgotten */
};

void web_forget_past(struct web *p)
{
    for (size_t i = 0; i < p->copy_count; i++)
        drive_free(&p->copies[i].drive);
    p->copy_count = p->copy_bytes = p->deed_count = 0;
    p->forgot = false;
}

static void forget_copy(struct web *p, size_t index)
{
    p->copy_bytes -= drive_bytes(&p->copies[index].drive);
    drive_free(&p->copies[index].drive);
    p->copy_count--;
    memmove(&p->copies[index], &p->copies[index + 1], (p->copy_count - index) * sizeof *p->copies);
}

static void forget_oldest(struct web *p)
{
    while (p->copy_count > 1 && (p->copy_bytes > PAST_BYTES || p->deed_count > PAST_DEEDS)) {
        forget_copy(p, 0);
        size_t gone = p->copies[0].deeds;
        p->deed_count -= gone;
        memmove(p->deeds, &p->deeds[gone], p->deed_count * sizeof *p->deeds);
        for (size_t i = 0; i < p->copy_count; i++)
            p->copies[i].deeds -= gone;
        p->forgot = true;
    }
}

static void copy_run(struct web *p)
{
    MEMORY_ROOM_FOR_ONE(p->copies, p->copy_count, p->copy_capacity);
    struct web_copy *c = &p->copies[p->copy_count++];
    *c = (struct web_copy){.deeds = p->deed_count,
                           .recorded = p->recorded,
                           .choice_forced = p->drive.machine.choice_forced,
                           .choice = p->drive.machine.choice};
    drive_copy(&p->drive, &c->drive);
    p->copy_bytes += drive_bytes(&c->drive);
    forget_oldest(p);
}

struct web_deed *web_keep(struct web *p, struct web_deed deed)
{
    const struct state *s = p->drive.machine.state;
    if (!p->copy_count || p->deed_count - p->copies[p->copy_count - 1].deeds >= PAST_STRETCH)
        copy_run(p);
    MEMORY_ROOM_FOR_ONE(p->deeds, p->deed_count, p->deed_capacity);
    struct web_deed *kept = &p->deeds[p->deed_count++];
    *kept = deed;
    kept->name = deed.thread < s->thread_count ? state_thread(s, deed.thread)->name : 0;
    kept->printed = p->said[WEB_PRINTED].length;
    kept->told = p->said[WEB_STEPS].length;
    return kept;
}

void web_keep_not(struct web *p)
{
    p->deed_count--;
}

void web_set_clock(struct web *p, struct web_deed *deed)
{
    struct state *s = p->drive.machine.state;
    if (p->silent && deed->now > s->now) {
        s->now = deed->now;
        spin_moved(&p->drive);
        drive_expire(&p->drive);
    }
    deed->now = s->now;
}

/* A copy has no segments. */
static void read_segments_again(struct web *p)
{
    struct schedule *s = &p->drive.schedule, was = *s;
    if (was.kind != SCHEDULE_SEGMENTS || !web_read_segments(p))
        return;
    s->place = was.place;
    s->last = was.last;
    s->left = was.left;
}

static void begin_at(struct web *p, const struct web_copy *from)
{
    drive_free(&p->drive);
    drive_copy(&from->drive, &p->drive);
    web_attach(p);
    read_segments_again(p);
    p->recorded = from->recorded;
    p->drive.machine.choice_forced = from->choice_forced;
    p->drive.machine.choice = from->choice;
}

static void take_back(struct web *p)
{
    struct web_deed last = p->deeds[--p->deed_count];
    const struct web_copy *from = &p->copies[p->copy_count - 1];
    uint64_t steps = p->drive.steps;
    begin_at(p, from);
    p->silent = true;
    for (size_t i = from->deeds; i < p->deed_count; i++)
        web_do(p, &p->deeds[i]);
    web_set_clock(p, &last);
    p->silent = false;
    web_record_back(p);
    if (p->attempt)
        attempt_back(p->attempt, steps - p->drive.steps);
    if (from->deeds == p->deed_count && p->deed_count)
        forget_copy(p, p->copy_count - 1);
    buffer_cut(&p->said[WEB_PRINTED], last.printed);
    buffer_cut(&p->said[WEB_STEPS], last.told);
}

/* In a challenge the steps of main belong to the reader's before them. */
bool web_back(struct web *p)
{
    if (p->deed_count <= p->challenge_begun)
        return false;
    bool goes_on;
    do {
        goes_on = p->challenge && p->deeds[p->deed_count - 1].thread == STATE_MAIN;
        take_back(p);
    } while (goes_on && p->deed_count > p->challenge_begun);
    return true;
}

void web_order(struct web *p)
{
    const struct texts *texts = p->begun ? p->drive.machine.program->texts : NULL;
    buffer_clear(&p->answer);
    for (size_t i = 0; i < p->deed_count && !p->forgot;) {
        struct segment g = {0};
        uint32_t name = p->deeds[i].name;
        for (; i < p->deed_count && p->deeds[i].name == name; i++)
            g.steps++;
        g.thread = memory_copy(name_bytes(texts, name));
        buffer_puts(&p->answer, p->answer.length ? " " : "");
        schedule_segment_text(&g, &p->answer);
        free(g.thread);
    }
}
