/* session_lesson.c - a lesson in the session: opens it, does what its player asks for, looks at the
 * lab for it, and keeps how far the learner is. The player decides (lesson/player.h); the commands
 * are in session_lessons.c.
 *
 * It looks at the lab when something was done to it and while something moves in it, some twenty
 * times a second at most. */
#include "shell/session_lesson.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "base/utf8.h"
#include "lang/commands.h"
#include "task/check.h"
#include "script/regime.h"
#include "shell/beginning.h"
#include "shell/lesson_page.h"
#include "shell/present_still.h"
#include "shell/session_explore.h"
#include "shell/session_present.h"
#include "shell/session_playing.h"
#include "shell/session_read.h"
#include "shell/session_trust.h"
#include "shell/session_words.h"
#include "watch/objects.h"
#include "watch/rest.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    LOOK_MS = 50,        /* between two looks for a task */
    REST_LOOK_MS = 5,    /* between two looks for what was run to come to rest */
    REBUILD_MS = 2000,   /* a block that is run to bring the lab back need not come to rest */
    PATIENCE_MS = 60000, /* input from a pipe waits so long for a block */
    TRIAL_MS = 1000,     /* and so long for what was tried of a task */
};

/* ---- The desk -------------------------------------------------------------------------------- */

static void desk_say(void *context, const char *text, bool code)
{
    struct session *s = context;
    if (s->playing->presenting)
        session_present_said(s, text);
    lines_say(s, code ? LINE_CODE : LINE_LESSON, "", text);
}

static void desk_restart(void *context)
{
    struct session *s = context;
    session_drop_queue(s);
    beginning_reset(s);
}

static void desk_run(void *context, const char *commands, bool shown)
{
    struct session *s = context;
    s->playing->waits_since = monotonic_milliseconds();
    session_take_block(s, commands, shown);
}

static void mute(struct lab *lab, struct machine *m, void *argument)
{
    struct session *s = argument;
    (void)lab, (void)m;
    s->watcher.muted = s->lines.muted;
}

static void desk_quiet(void *context, bool quiet)
{
    struct session *s = context;
    if (!quiet)
        lab_news(s->lab); /* that somebody is stuck is no news then */
    s->lines.muted = quiet;
    lab_do(s->lab, mute, s);
}

static void desk_view(void *context, const char *pane)
{
    struct session *s = context;
    wishes_add(&s->wishes, SCREEN_LEND, pane ? pane : "");
}

static void look_if_stepped(struct lab *lab, struct machine *m, void *stepped)
{
    (void)m;
    *(bool *)stepped = lab_schedule(lab)->kind == SCHEDULE_MANUAL;
}

/* Who hears it has heard each step as it was done; a table shows them side by side, but sentences
 * would say them once more. */
static bool is_told(struct session *s, const char *pane)
{
    bool stepped = false;
    lab_do(s->lab, look_if_stepped, &stepped);
    return stepped && voice_speaks(s) && strcmp(pane, "columns") == 0;
}

static void desk_viewed(void *context, const char *pane)
{
    struct session *s = context;
    if (!s->has_panes && !is_told(s, pane))
        desk_run(s, pane, true); /* the command of that name tells it */
}

static void read_clock(struct lab *lab, struct machine *m, void *text)
{
    const struct clock *clock = lab_clock(lab);
    (void)m;
    if (clock->kind == CLOCK_KIND_TIMES)
        buffer_printf(text, "x%.6f", clock->factor);
    else
        buffer_puts(text, regime_clock_word(clock->kind));
}

static char *desk_clock(void *context)
{
    struct session *s = context;
    struct buffer text = {0};
    lab_do(s->lab, read_clock, &text);
    return buffer_take(&text);
}

static void desk_set_clock(void *context, const char *clock)
{
    settings_set_silently(context, "clock", clock);
}

static void open_task(struct lab *lab, struct machine *m, void *argument)
{
    struct session *s = argument;
    struct playing *p = s->playing;
    check_free(s->watcher.check);
    s->watcher.check = p->task ? check_new(p->task->text, m->program) : NULL;
    for (size_t i = 0; s->watcher.check && i < p->task->hint_count; i++)
        check_add_claim(s->watcher.check, p->task->hint_conditions[i], m->program);
    p->first_step = lab_steps(lab);
    settings_settle_stepping(s, lab);
}

static void desk_task(void *context, const struct lesson_item *task)
{
    struct session *s = context;
    s->playing->task = task;
    lab_do(s->lab, open_task, s);
}

static uint64_t steps_since(const struct playing *p, const struct lab *lab)
{
    uint64_t steps = lab_steps(lab);
    return steps < p->first_step ? steps : steps - p->first_step;
}

static void look_for_missing(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    const struct check *check = t->session->watcher.check;
    if (check)
        check_add_missing(check, m, steps_since(t->session->playing, lab), &t->out);
}

static char *desk_missing(void *context)
{
    struct telling t = {.session = context};
    lab_do(t.session->lab, look_for_missing, &t);
    return buffer_take(&t.out);
}

static void look_if_fits(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    const struct check *check = t->session->watcher.check;
    size_t hint = (size_t)t->number;
    t->number = check && check_claim_holds(check, hint, m, steps_since(t->session->playing, lab));
}

static bool desk_fits(void *context, size_t hint)
{
    struct telling t = {.session = context, .number = hint};
    lab_do(t.session->lab, look_if_fits, &t);
    return t.number;
}

static void desk_challenge(void *context, const struct lesson_item *challenge)
{
    session_challenge(context, challenge);
    if (challenge)
        desk_view(context, challenge->settings.view ? challenge->settings.view : "source");
}

static void desk_challenge_hint(void *context)
{
    session_challenge_hint(context);
}

static void desk_challenge_answer(void *context)
{
    session_challenge_answer(context);
}

static void desk_verdict(void *context, const struct lesson_item *block)
{
    struct session *s = context;
    session_end_exploration(&s->playing->verdict);
    s->playing->verdict = session_explore_block(s, block);
}

static void desk_record(void *context, const char *title, enum progress_mark mark)
{
    struct session *s = context;
    struct buffer why = {0};
    if (s->playing->presenting)
        return;
    progress_record(s->playing->progress, title, mark, &why);
    session_tell_progress(s, &why);
    buffer_free(&why);
}

static void desk_keep(void *context, const struct work_entry *entry)
{
    struct session *s = context;
    struct buffer why = {0};
    struct work_entry e = *entry;
    e.when = time(NULL);
    work_add(s->playing->work, &e, &why);
    session_tell_progress(s, &why);
    buffer_free(&why);
}

static char *desk_order(void *context)
{
    return session_challenge_order(context);
}

static void desk_finish(void *context)
{
    struct session *s = context;
    const struct lesson *next = session_next_lesson(s);
    struct buffer text = {0};
    if (next) {
        buffer_printf(&text, "(Enter: the next lesson, %s%s%s", next->number,
                      next->number[0] ? " " : "", next->title);
    } else {
        buffer_puts(&text, "(`lessons` lists the lessons");
    }
    if (!s->playing->presenting)
        buffer_puts(&text, "; `hand-in` writes what you did here into a file for a teacher");
    buffer_putc(&text, ')');
    lines_say(s, LINE_LESSON, "", buffer_text(&text));
    buffer_free(&text);
}

/* ---- Opening and closing --------------------------------------------------------------------- */

static struct lesson_page page_of(const struct session *s, size_t transcript_rows)
{
    struct lesson_page page = lesson_page(transcript_rows);
    page.presents = s->playing->presenting;
    page.paced = s->has_panes || page.presents;
    page.spoken = voice_speaks(s);
    return page;
}

void session_leave_lesson(struct session *s)
{
    struct playing *p = s->playing;
    if (!p->player)
        return;
    if (player_over(p->player) && !p->presenting) {
        free(p->ended);
        p->ended = memory_copy(p->lesson->original);
    }
    session_present_end(s);
    if (s->lines.muted)
        desk_quiet(s, false);
    desk_view(s, NULL);
    desk_task(s, NULL);
    session_challenge(s, NULL);
    session_end_exploration(&p->verdict);
    session_use_lesson(s, NULL);
    player_free(p->player);
    progress_free(p->progress);
    work_free(p->work);
    lesson_free(p->own);
    p->player = NULL;
    p->progress = NULL;
    p->work = NULL;
    p->own = NULL;
    p->lesson = NULL;
    session_lesson_settle(s);
}

void session_lesson_free(struct session *s)
{
    struct playing *p = s->playing;
    if (!p)
        return;
    session_leave_lesson(s);
    catalogue_close(p->catalogue);
    session_free_rows(p);
    free(p->ended);
    buffer_free(&p->label);
    buffer_free(&p->section);
    buffer_free(&p->goal);
    buffer_free(&p->held);
    buffer_free(&p->told);
    free(p);
    s->playing = NULL;
}

void session_lesson_settle(struct session *s)
{
    const struct player *player = session_player(s);
    struct circumstances *c = &s->circumstances;
    c->lesson = player;
    c->runs = player && player_runs(player);
    c->waits = player && player_waits(player);
    c->brings_back = player && player_rebuilds(player);
    c->challenge = player && player_challenge(player);
    bool more_comes = present_holds(s);
    if (s->feed.more_comes != more_comes) {
        s->feed.more_comes = more_comes;
        awaiting_tell_gate(s, false);
    }
}

static void look_for_things(struct lab *lab, struct machine *m, void *found)
{
    bool *any = found;
    (void)lab;
    for (uint32_t i = 0; i < m->state->entity_count; i++)
        *any = *any || objects_shows(m, i);
    for (uint32_t i = 1; i < m->state->thread_count; i++)
        *any = *any || state_thread(m->state, i)->status != THREAD_FREE;
}

void session_play(struct session *s, const struct lesson *lesson, struct lesson *own,
                  size_t section, bool presents)
{
    struct playing *p = session_playing(s);
    const struct player_desk desk = {
        .context = s,
        .say = desk_say,
        .restart = desk_restart,
        .run = desk_run,
        .quiet = desk_quiet,
        .view = desk_view,
        .viewed = desk_viewed,
        .clock = desk_clock,
        .set_clock = desk_set_clock,
        .task = desk_task,
        .missing = desk_missing,
        .fits = desk_fits,
        .challenge = desk_challenge,
        .challenge_hint = desk_challenge_hint,
        .challenge_answer = desk_challenge_answer,
        .verdict = desk_verdict,
        .record = desk_record,
        .keep = desk_keep,
        .order = desk_order,
        .finish = desk_finish,
    };
    size_t sections = player_sections(lesson);
    if (section > sections) {
        lines_tell(s, LINE_ERROR, "this lesson has the sections 1 to %zu", sections);
        lesson_free(own);
        return;
    }
    struct buffer why = {0}, work_why = {0};
    bool things = false;
    session_leave_lesson(s);
    if (presents)
        session_present_begin(s);
    lab_do(s->lab, look_for_things, &things);
    session_use_lesson(s, lesson);
    p->lesson = lesson;
    p->own = own;
    p->progress = progress_read(lesson->name, &why);
    p->work = work_read(lesson->name, &work_why);
    struct lesson_page page = page_of(s, p->transcript_rows);
    p->player = player_new(lesson, p->progress, &desk, &page);
    if (things)
        lines_say(s, LINE_NOTICE, "", "the lab begins anew for the lesson");
    session_tell_progress(s, &why);
    session_tell_progress(s, &work_why);
    buffer_free(&why);
    buffer_free(&work_why);
    player_open(p->player, section);
    session_lesson_settle(s);
}

/* ---- Looking --------------------------------------------------------------------------------- */

struct looking {
    struct session *session;
    struct player_sight sight;
    bool moves; /* it may look otherwise soon, though nothing is typed */
};

static void look(struct lab *lab, struct machine *m, void *argument)
{
    struct looking *l = argument;
    struct session *s = l->session;
    struct playing *p = s->playing;
    const struct check *check = s->watcher.check;
    if (lab_steps(lab) <
        p->first_step) /* the learner has begun anew, or gone back behind the task */
        p->first_step = lab_steps(lab);
    l->moves = !lab_paused(lab) && rest_anybody_moves(m);
    l->sight.rested = session_handed_all(s) && !rest_goes_on(lab_drive(lab)) &&
                      !(p->stopped && player_runs(p->player) && rest_anybody_moves(m));
    l->sight.handed = session_handed_all(s);
    l->sight.stuck = state_thread(m->state, STATE_MAIN)->status != THREAD_IDLE;
    /* What holds for a moment only is seen in some runs and not in others. */
    bool settled = l->sight.rested || !s->exact;
    l->sight.holds = check && settled && check_holds(check, m, steps_since(p, lab));
}

void session_lesson_look(struct session *s)
{
    struct playing *p = s->playing;
    struct looking l = {.session = s};
    int64_t now = monotonic_milliseconds();
    awaiting_look_if_settled(s);
    lab_do(s->lab, look, &l);
    if (p->verdict)
        l.sight.rested = false;
    if (player_challenge(p->player))
        l.sight.holds = session_challenge_won(s, l.sight.rested);
    if (player_rebuilds(p->player) && now - p->waits_since > REBUILD_MS)
        l.sight.rested = true;
    p->looked = now;
    p->moves = l.moves;
    p->poked = false;
    player_seen(p->player, &l.sight);
    session_lesson_settle(s);
}

static int64_t next_look(const struct session *s)
{
    const struct playing *p = s->playing;
    return p->looked + (player_waits(p->player) ? REST_LOOK_MS : LOOK_MS);
}

static bool has_to_look(const struct session *s)
{
    const struct player *player = session_player(s);
    return player && (player_waits(player) || player_task(player) || player_challenge(player));
}

bool session_lesson_pump(struct session *s)
{
    struct playing *p = s->playing;
    if (p)
        session_look_at_block(s, &p->verdict);
    bool looks = has_to_look(s) && (p->poked || monotonic_milliseconds() >= next_look(s));
    if (looks)
        session_lesson_look(s);
    return looks;
}

struct buffer session_lesson_take_held(struct session *s)
{
    struct playing *p = s->playing;
    struct buffer held = {0};
    if (p && p->held.length && !s->circumstances.brings_back) {
        held = p->held;
        p->held = (struct buffer){0};
    }
    return held;
}

int session_lesson_timeout(const struct session *s)
{
    if (!has_to_look(s))
        return -1;
    const struct playing *p = s->playing;
    if (!p->poked && !p->moves && !player_waits(p->player))
        return -1;
    int64_t left = next_look(s) - monotonic_milliseconds();
    return p->poked || left < 0 ? 0 : (int)left;
}

/* ---- What is typed --------------------------------------------------------------------------- */

void session_lesson_poke(struct session *s)
{
    if (s->playing)
        s->playing->poked = true;
}

/* What the lesson runs does not come to rest by being paused, unless it does that itself. */
void session_lesson_ran(struct session *s, bool for_lesson, bool was_paused, bool paused)
{
    if (!s->playing)
        return;
    if (!paused)
        s->playing->stopped = false;
    else if (!was_paused)
        s->playing->stopped = !for_lesson;
}

bool session_lesson_holds(struct session *s, const char *text)
{
    struct player *player = session_player(s);
    if (!player || !player_rebuilds(player))
        return false;
    buffer_add(&s->playing->held, text, strlen(text) + 1);
    return true;
}

bool session_lesson_numbers(struct session *s, const char *text)
{
    struct player *player = session_player(s);
    bool numbers = player && player_numbers(player, text);
    session_lesson_settle(s);
    return numbers;
}

static void look_if_it_moves(struct lab *lab, struct machine *m, void *moves)
{
    (void)m;
    *(bool *)moves = rest_goes_on(lab_drive(lab));
}

bool session_lesson_hurries(struct session *s)
{
    bool moves = false;
    if (!s->circumstances.lesson)
        return false;
    awaiting_look_if_settled(s);
    lab_do(s->lab, look_if_it_moves, &moves);
    return moves || !session_handed_all(s);
}

void session_lesson_typed(struct session *s, const char *text, bool refused, bool acts,
                          bool hurried)
{
    struct player *player = session_player(s);
    if (player)
        player_went_elsewhere(player);
    if (player && acts && !refused)
        player_input(player, text, hurried);
    if (player && (refused || acts)) {
        if (!player_waits(player))
            s->playing->waits_since = monotonic_milliseconds();
        player_typed(player, refused);
        session_lesson_settle(s);
    }
    session_lesson_poke(s);
}

void session_lesson_interrupted(struct session *s)
{
    if (session_player(s))
        player_input(session_player(s), "interrupt main", true);
}

bool session_plays(const struct session *s)
{
    const struct player *player = session_player(s);
    /* Who has paused the lab has to say `resume`. */
    if (!player || !player_waits(player) || s->playing->stopped)
        return false;
    int64_t waited = monotonic_milliseconds() - s->playing->waits_since;
    return waited < (player_runs(player) ? PATIENCE_MS : TRIAL_MS);
}

void session_lesson_room(struct session *s, size_t rows)
{
    if (!s->playing)
        return;
    struct lesson_page page = page_of(s, rows);
    s->playing->transcript_rows = rows;
    if (s->playing->player)
        player_page(s->playing->player, &page);
    session_lesson_settle(s);
}

void session_lesson_voice(struct session *s)
{
    session_lesson_room(s, s->playing ? s->playing->transcript_rows : 0);
}

bool session_lesson_goal(struct session *s)
{
    struct player *player = session_player(s);
    if (player && player_challenge(player)) {
        lines_say(s, LINE_NOTICE, "", session_challenge_goal(s));
        return true;
    }
    return player && player_tell_goal(player);
}
