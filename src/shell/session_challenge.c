/* session_challenge.c - challenges: the learner is the scheduler and has to make a program fail.
 *
 * The program is set up in a new lab under `schedule manual`; how far the failure is from where the
 * learner has come is looked up in explore/challenge.h, by the steps that `undo` could take back.
 */
#include "shell/session_playing.h"

#include "base/memory.h"
#include "core/schedule.h"
#include "explore/challenge.h"
#include "script/challenge_words.h"
#include "shell/beginning.h"
#include "shell/session_explore.h"
#include "shell/session_read.h"
#include "shell/session_words.h"
#include "watch/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Setting it up --------------------------------------------------------------------------- */

struct challenge *session_open_challenge(struct session *s, const char *finding, struct buffer *why)
{
    struct machine copy = session_copy_lab(s);
    struct challenge *c = challenge_open(&copy, explore_kind_find(finding), why);
    session_free_copy(&copy);
    return c;
}

void session_challenge(struct session *s, const struct lesson_item *challenge)
{
    struct playing *p = s->playing;
    challenge_close(p->challenge);
    p->challenge = NULL;
    s->circumstances.set_up = false;
    p->sets_up = challenge != NULL;
    if (!challenge)
        return;
    char seed[24];
    session_drop_queue(s);
    beginning_reset(s);
    snprintf(seed, sizeof seed, "seed %" PRIu64, challenge->settings.seed);
    if (challenge->settings.seeded)
        settings_set_silently(s, "random", seed);
    if (challenge->settings.clock)
        settings_set_silently(s, "clock", challenge->settings.clock);
    beginning_lend_manual(s);
    session_take_block(s, challenge->text, false);
}

static void count_steps(struct lab *lab, struct machine *m, void *count)
{
    (void)m;
    *(size_t *)count = lab_steps_done(lab, 0, NULL, 0);
}

static void begin(struct session *s, const struct lesson_item *challenge)
{
    struct playing *p = s->playing;
    struct buffer why = {0};
    p->sets_up = p->told_lost = p->told_spoilt = p->told_best = false;
    p->challenge = session_open_challenge(s, challenge->finding, &why);
    if (p->challenge) {
        lab_do(s->lab, count_steps, &s->circumstances.steps_before);
        p->steps_taken = 0;
        s->circumstances.beginning = s->beginnings;
        s->circumstances.set_up = true;
        lines_tell(
            s, LINE_LESSON,
            "(you choose who goes: `step NAME` does a thread's next step, `undo` takes "
            "one back. Make the program %s: %" PRIu64 " step%s enough; `hint` names the next)",
            challenge_words_deed(explore_kind_find(challenge->finding)),
            challenge_best(p->challenge), challenge_best(p->challenge) == 1 ? " is" : "s are");
    } else {
        lines_tell(s, LINE_ERROR, "this challenge cannot be played: %s; `skip` goes on",
                   buffer_text(&why));
    }
    buffer_free(&why);
}

const char *session_challenge_goal(struct session *s)
{
    struct playing *p = s->playing;
    const struct lesson_item *challenge = player_challenge(p->player);
    buffer_clear(&p->goal);
    challenge_words_goal(p->challenge, explore_kind_find(challenge->finding), p->steps_taken,
                         &p->goal);
    return buffer_text(&p->goal);
}

/* ---- Following the learner ------------------------------------------------------------------- */

struct following {
    uint32_t *threads;
    size_t from, count;
    bool behind; /* steps of the setting up were taken back */
};

static void read_steps(struct lab *lab, struct machine *m, void *argument)
{
    struct following *f = argument;
    (void)m;
    size_t steps = lab_steps_done(lab, f->from, NULL, 0);
    f->behind = steps < f->from;
    f->count = f->behind ? 0 : steps - f->from;
    f->threads = memory_new((f->count + 1) * sizeof *f->threads);
    lab_steps_done(lab, f->from, f->threads, f->count);
}

/* Brings p->challenge to where the lab is, `steps` behind its beginning; false if the lab has gone
 * another way. */
static bool follow(struct session *s, size_t *steps)
{
    struct playing *p = s->playing;
    struct following f = {.from = s->circumstances.steps_before};
    bool same = s->circumstances.beginning == s->beginnings;
    lab_do(s->lab, read_steps, &f);
    same = same && !f.behind;
    challenge_back(p->challenge, UINT64_MAX);
    p->steps_taken = 0;
    for (size_t i = 0; i < f.count; i++) {
        if (f.threads[i] == STATE_MAIN)
            continue;
        p->steps_taken++;
        if (same && challenge_standing(p->challenge) == CHALLENGE_OPEN)
            same = challenge_step(p->challenge, f.threads[i]);
    }
    free(f.threads);
    *steps = f.count;
    return same;
}

static void add_segments(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    struct following f = {.from = t->session->circumstances.steps_before};
    struct segment segment = {0};
    read_steps(lab, m, &f);
    for (size_t i = 0; i < f.count; i++) {
        uint32_t thread = f.threads[i];
        if (thread == STATE_MAIN)
            continue;
        segment.thread =
            memory_copy(name_bytes(m->program->texts, state_thread(m->state, thread)->name));
        for (segment.steps = 1; i + 1 < f.count && f.threads[i + 1] == thread; i++)
            segment.steps++;
        buffer_puts(&t->out, t->out.length ? " " : "");
        schedule_segment_text(&segment, &t->out);
        free(segment.thread);
    }
    free(f.threads);
}

char *session_challenge_order(struct session *s)
{
    struct telling t = {.session = s};
    lab_do(s->lab, add_segments, &t);
    return buffer_take(&t.out);
}

static void tell_won(struct session *s)
{
    struct buffer text = {0};
    challenge_words_won(s->playing->challenge, s->playing->told_best, &text);
    lines_say(s, LINE_LESSON, "", buffer_text(&text));
    buffer_free(&text);
}

/* Says once that it cannot be won from here, and why. */
static void tell_once(struct session *s, bool *told, bool so, const char *text)
{
    if (so && !*told)
        lines_say(s, LINE_LESSON, "", text);
    *told = so;
}

bool session_challenge_won(struct session *s, bool rested)
{
    struct playing *p = s->playing;
    const struct lesson_item *challenge = player_challenge(p->player);
    if (p->sets_up && rested)
        begin(s, challenge);
    if (!p->challenge)
        return false;
    size_t steps;
    bool spoilt = !follow(s, &steps);
    enum challenge_standing standing = challenge_standing(p->challenge);
    tell_once(
        s, &p->told_spoilt, spoilt,
        "(something else was done to the lab than steps: `again` sets the challenge up anew)");
    tell_once(s, &p->told_lost, !spoilt && standing == CHALLENGE_LOST,
              "(" CHALLENGE_WORDS_LOST ": `undo` takes steps back, `again` begins "
              "anew)");
    if (spoilt || standing != CHALLENGE_WON)
        return false;
    tell_won(s);
    return true;
}

/* ---- Help ------------------------------------------------------------------------------------ */

struct naming {
    uint32_t thread;
    struct buffer *out;
};

static void name_thread(struct lab *lab, struct machine *m, void *argument)
{
    struct naming *n = argument;
    (void)lab;
    words_add_typed_name(m, n->thread, n->out);
}

static void add_step(struct session *s, uint32_t thread, struct buffer *out)
{
    struct naming n = {thread, out};
    buffer_puts(out, "step ");
    lab_do(s->lab, name_thread, &n);
}

void session_challenge_hint(struct session *s)
{
    struct playing *p = s->playing;
    struct buffer step = {0}, hint = {0};
    uint32_t thread;
    size_t steps;
    if (!p->challenge || !follow(s, &steps)) {
        lines_say(s, LINE_LESSON, "", "(`again` sets the challenge up anew)");
    } else if (challenge_standing(p->challenge) == CHALLENGE_LOST) {
        lines_say(s, LINE_LESSON, "", "Hint: `undo`: " CHALLENGE_WORDS_LOST ".");
    } else if (challenge_standing(p->challenge) == CHALLENGE_OPEN) {
        uint64_t left = challenge_left(p->challenge, &thread);
        add_step(s, thread, &step);
        challenge_words_hint(buffer_text(&step), left, &hint);
        lines_say(s, LINE_LESSON, "", buffer_text(&hint));
    }
    buffer_free(&step);
    buffer_free(&hint);
}

void session_challenge_answer(struct session *s)
{
    struct playing *p = s->playing;
    struct buffer commands = {0};
    uint32_t thread;
    size_t steps, done = 0;
    if (p->told_best && !session_handed_all(s)) {
        lines_say(s, LINE_LESSON, "", "(the answer is being run)");
        return;
    }
    lab_do(s->lab, count_steps, &done);
    if (!p->challenge || s->circumstances.beginning != s->beginnings ||
        done < s->circumstances.steps_before) {
        lines_say(s, LINE_LESSON, "", "(`again` sets the challenge up anew)");
        return;
    }
    follow(s, &steps);
    p->told_best = true;
    if (steps)
        buffer_printf(&commands, "undo %zu\n", steps);
    challenge_back(p->challenge, UINT64_MAX);
    while (challenge_standing(p->challenge) == CHALLENGE_OPEN) {
        challenge_left(p->challenge, &thread);
        add_step(s, thread, &commands);
        buffer_putc(&commands, '\n');
        challenge_step(p->challenge, thread);
    }
    session_take_block(s, buffer_text(&commands), true);
    buffer_free(&commands);
}
