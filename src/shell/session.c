/* session.c - the roof of a session: opens and closes it, hands on what is due, takes input. See
 * session.h and session_inside.h. It knows what runs each command; nothing knows it. */
#include "shell/session.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "base/shown.h"
#include "base/system.h"
#include "base/utf8.h"
#include "lang/commands.h"
#include "lang/setting.h"
#include "run/outlet.h"
#include "shell/dispatch.h"
#include "shell/habits.h"
#include "shell/hand_over.h"
#include "shell/present_still.h"
#include "shell/save_load.h"
#include "shell/session_end.h"
#include "shell/session_explore.h"
#include "shell/session_inside.h"
#include "shell/session_lesson.h"
#include "shell/session_noticing.h"
#include "shell/session_past.h"
#include "shell/session_playing.h"
#include "shell/session_present.h"
#include "shell/session_program.h"
#include "shell/session_read.h"
#include "watch/record.h"
#include "watch/rest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- Opening and closing --------------------------------------------------------------------- */

struct session *session_open(const struct session_options *options)
{
    struct session *s = memory_zeroed(1, sizeof *s);
    bool room = lines_open(&s->lines);
    voice_open(&s->voice, options);
    s->finish_first = options->finish_first;
    s->exact = s->feed.gate.exact = options->exact;
    s->language = options->language;
    s->has_panes = options->has_panes;
    s->rehearses = options->rehearses;
    s->unattended = options->unattended;
    s->feed.settled = true;
    s->watcher.mailbox = s->lines.mailbox;
    s->watcher.alarms.of = ALARMS_OF_LAB;
    s->watcher.alarms.spoken = options->spoken;
    s->watcher.record = record_new(0);
    s->seed = options->seed ? options->seed : system_random();
    s->chosen = settings_chosen(s->seed);
    struct lab_options lab = {
        .schedule = options->exact ? SCHEDULE_RANDOM : SCHEDULE_FREE,
        .clock = options->exact ? CLOCK_KIND_VIRTUAL : CLOCK_KIND_REAL,
        .seed = s->seed,
        .keeps_history = true,
        .max_threads = options->max_threads,
        .most_bytes = options->limit_memory,
        .traces = true,
        .sink = session_event,
        .sink_context = &s->watcher,
        .gate = awaiting_gate,
        .gate_context = &s->feed.gate,
    };
    s->lab = lab_new(&lab);
    if (!room || !s->lab) {
        fputs("thrum: " OUTLET_NO_ROOM "\n", shown_errors());
        exit(2);
    }
    s->watcher.lab = s->lab; /* before anybody can step */
    session_begin_noticing(s);
    /* It looks through all lessons, and nobody would read it at a rehearsal. */
    if (!options->present && !options->rehearses)
        session_greet(s);
    if (options->load_file)
        s->opened_nothing = !command_load_file(s, options->load_file);
    if (options->lesson) {
        session_open_lesson(s, options->lesson);
        s->opened_nothing |= options->lesson[0] && !session_player(s);
    }
    if (options->present) {
        session_present_open(s, options->present, true);
        s->opened_nothing |= !session_player(s);
        s->over = s->opened_nothing;
    }
    return s;
}

void session_close(struct session *s)
{
    session_end_exploring(s);
    session_drop_queue(s);
    session_lesson_free(s);
    lab_free(s->lab);
    session_end_noticing(s);
    watcher_free(&s->watcher);
    columns_choice_clear(&s->columns);
    lines_free(&s->lines);
    voice_free(&s->voice);
    free(s->feed.queue);
    free(s->feed.awaited);
    free(s->feed.gate.awaited);
    journal_free(&s->journal);
    session_forget_loaded(s);
    wishes_free(&s->wishes);
    source_choice_free(&s->source_choice);
    marks_free(&s->marks);
    free(s->question);
    free(s->lesson_folder);
    free(s->lesson_scratch);
    buffer_free(&s->open_prompt);
    buffer_free(&s->refused);
    free(s);
}

/* ---- What is due ----------------------------------------------------------------------------- */

static void look_if_paused(struct lab *lab, struct machine *m, void *paused)
{
    (void)m;
    *(bool *)paused = lab_paused(lab);
}

/* Whether a lesson is open and the lab is paused. */
static bool is_lesson_paused(struct session *s)
{
    bool paused = false;
    if (s->circumstances.lesson)
        lab_do(s->lab, look_if_paused, &paused);
    return paused;
}

static void run_lab_command(struct session *s, const struct pending *p)
{
    const struct command *c = command_find(p->node->lab.word);
    bool paused = is_lesson_paused(s);
    /* The journal first: `restart` begins another. */
    journal_add(&s->journal, p->input->text, p->node, 0);
    if (p->input->lesson && setting_is_word(c->name))
        settings_set_silently(s, c->name, p->node->lab.arguments);
    else {
        s->guest = p->input->guest;
        dispatch(s, c, p->node->lab.arguments);
        s->guest = false;
    }
    session_lesson_ran(s, p->input->lesson, paused, is_lesson_paused(s));
}

/* Whether it was typed, and does something to the lab. */
static bool acts(const struct pending *p)
{
    return !p->input->lesson && !p->input->name && session_command_acts(p);
}

static void take_marks(struct lab *lab, struct machine *m, void *marks)
{
    (void)m;
    marks_take(marks, lab_drive(lab));
}

/* What changes from here on is marked, until the next input does something. */
static void begin_input(struct session *s, const struct pending *p)
{
    if (p->input->begun || !session_command_acts(p))
        return;
    p->input->begun = true;
    lab_do(s->lab, take_marks, &s->marks);
}

/* Hands over what is due. */
static void feed(struct session *s)
{
    awaiting_look_if_settled(s);
    bool handed = session_is_due(s);
    int64_t begun = monotonic_milliseconds();
    while (!s->over && session_is_due(s) && hand_over_left(begun) > 0) {
        struct pending p = session_next_pending(s);
        if (acts(&p))
            past_leave_to_act(s);
        begin_input(s, &p);
        if (p.node->kind == NODE_LAB || p.node->kind == NODE_SETTING)
            run_lab_command(s, &p);
        else
            session_hand_over(s, &p);
        session_handed(s, &p);
    }
    awaiting_tell_gate(s, handed);
}

/* ---- The pump -------------------------------------------------------------------------------- */

void session_poll(const struct session *s, struct polled *polled)
{
    polled_add(polled, lab_fd(s->lab), POLLIN);
    polled_add(polled, mailbox_fd(s->lines.mailbox), POLLIN);
    polled_add(polled, waker_fd(&s->lines.waker), POLLIN);
    session_poll_exploring(s, polled);
    session_present_poll(s, polled);
}

void session_wait(const struct session *s, int most)
{
    int timeout = session_timeout(s);
    struct polled polled = {0};
    session_poll(s, &polled);
    polled_wait(&polled, timeout < 0 || timeout > most ? most : timeout);
    polled_free(&polled);
}

enum { END_LOOK_MS = 20 };

/* Until the next command is due. */
static int feed_timeout(const struct session *s)
{
    if (s->feed.first == s->feed.count || s->circumstances.explores)
        return -1;
    if (s->feed.settled)
        return 0;
    return s->exact ? -1 : (int)hand_over_left(s->feed.handed);
}

int session_timeout(const struct session *s)
{
    bool looks = (s->ending && !s->over) || s->feed.awaits_steps;
    const int timeouts[] = {feed_timeout(s),           looks ? END_LOOK_MS : -1,
                            session_lesson_timeout(s), session_exploring_timeout(s),
                            voice_timeout(s),          present_still_timeout(s)};
    int least = -1;
    for (size_t i = 0; i < sizeof timeouts / sizeof timeouts[0]; i++)
        if (timeouts[i] >= 0 && (least < 0 || timeouts[i] < least))
            least = timeouts[i];
    return least;
}

static void look_if_over(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    *(bool *)argument = rest_goes_on(lab_drive(lab));
}

static void end_if_due(struct session *s)
{
    bool goes_on = false;
    if (!s->ending || s->over)
        return;
    if (s->finish_first &&
        (s->feed.first < s->feed.count || session_plays(s) || s->circumstances.explores))
        return;
    if (s->finish_first)
        lab_do(s->lab, look_if_over, &goes_on);
    if (s->finish_first && !goes_on)
        lab_do(s->lab, session_tell_left, s);
    s->over = !goes_on;
}

static void take_news(struct session *s)
{
    unsigned news = lab_news(s->lab);
    if (news & LAB_OVER && !s->told_over) {
        s->told_over = true;
        if (s->circumstances.runs)
            lines_say(s, LINE_NOTICE, "", "the program is over");
        else
            lines_tell(s, LINE_NOTICE, "the program is over; %s, `quit` leaves",
                       circumstances_way_out(&s->circumstances));
    }
    if (news & LAB_STUCK)
        lines_ask_lab(s, NULL, 0, watcher_tell_stuck);
    if (s->replays)
        lab_do(s->lab, watcher_tell_replayed, &s->watcher);
    awaiting_take_question(s);
}

/* Inputs that came while a lesson brought the lab back. */
static void take_held(struct session *s)
{
    struct buffer held = session_lesson_take_held(s);
    for (size_t at = 0; at < held.length; at += strlen(held.bytes + at) + 1)
        session_input(s, held.bytes + at);
    buffer_free(&held);
}

void session_pump(struct session *s)
{
    waker_settle(&s->lines.waker);
    take_news(s);
    session_look_at_exploring(s);
    feed(s);
    if (session_lesson_pump(s))
        feed(s);
    take_held(s);
    session_present_pump(s);
    end_if_due(s);
    voice_look(s);
    /* At the end too, so that nothing that was printed before is lost. */
    if (lines_have_room(&s->lines) || s->over)
        lines_fetch(s);
}

void session_use_front(struct session *s, bool has_panes)
{
    s->has_panes = has_panes;
    s->finish_first = false; /* somebody sits there */
    session_lesson_voice(s);
    if (!has_panes && s->voice.speaks)
        voice_greets(s);
}

bool session_over(const struct session *s, int *status)
{
    /* Who sits at a terminal has read why, and may have gone on for hours. */
    if (status)
        *status = s->opened_nothing && s->finish_first ? 2 : 0;
    return s->over;
}

bool session_quiet(const struct session *s)
{
    return session_handed_all(s) && !s->circumstances.waits && !s->circumstances.explores;
}

bool session_rests(struct session *s)
{
    bool goes_on = true;
    awaiting_look_if_settled(s);
    if (session_quiet(s))
        lab_do(s->lab, look_if_over, &goes_on);
    return !goes_on;
}

/* ---- Input ----------------------------------------------------------------------------------- */

void session_input(struct session *s, const char *text)
{
    voice_listens(s);
    if (session_lesson_holds(s, text))
        return;
    lines_say(s, LINE_TYPED, "", text);
    session_notice_typing(s);
    if (!session_foreign_drops(s, text) && !session_lesson_numbers(s, text)) {
        size_t queued = s->feed.count;
        bool hurried = session_lesson_hurries(s);
        bool taken = session_take(s, NULL, text, strlen(text));
        if (!taken)
            session_foreign_refused(s, text);
        session_lesson_typed(s, text, !taken, session_acts(s, queued), hurried);
    }
    feed(s);
}

static void interrupt_main(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    const struct thread *main = state_thread(m->state, STATE_MAIN);
    bool busy = main->status == THREAD_RUNNING;
    if (busy && !(main->flags & FLAG_PUPPET)) {
        awaiting_nobody(t->session);
        buffer_printf(&t->out, "main runs %s, as a script does; %s", t->session->loaded.title,
                      circumstances_way_out(&t->session->circumstances));
        return;
    }
    journal_interrupted(&t->session->journal, m, STATE_MAIN);
    uint64_t dropped = t->number + lab_interrupt(lab, STATE_MAIN);
    awaiting_nobody(t->session);
    if (dropped)
        buffer_printf(&t->out, "%s; %" PRIu64 " command%s dropped",
                      busy ? "main's command is interrupted" : "nothing ran in main", dropped,
                      dropped == 1 ? " behind it is" : "s behind it are");
    else if (busy)
        buffer_puts(&t->out, "main's command is interrupted");
    else
        buffer_printf(&t->out, "main does nothing that could be interrupted; %s",
                      t->session->exploring ? "`explore stop` ends the exploring"
                                            : "`quit` leaves");
}

/* At the question of another thread than main Ctrl-C is meant for that one, and nothing else could
 * be typed there: a puppet is interrupted, a body learns that there is no answer. */
static void interrupt_asker(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    uint32_t thread = lab_asker(lab);
    if (thread == NO_THREAD || thread == STATE_MAIN)
        return;
    t->session->asker_told = true;
    machine_add_thread_name(m, thread, &t->out);
    if (!(state_thread(m->state, thread)->flags & FLAG_PUPPET)) {
        lab_answer(lab, NULL);
        buffer_puts(&t->out, " gets no answer");
        return;
    }
    journal_interrupted(&t->session->journal, m, thread);
    uint32_t dropped = lab_interrupt(lab, thread);
    buffer_puts(&t->out, " is interrupted");
    if (dropped)
        buffer_printf(&t->out, "; %u order%s dropped", dropped,
                      dropped == 1 ? " behind it is" : "s behind it are");
}

void session_interrupt(struct session *s)
{
    s->asker_told = false;
    if (s->question)
        lines_ask_lab(s, NULL, 0, interrupt_asker);
    if (s->asker_told)
        return;
    session_lesson_poke(s);
    session_lesson_interrupted(s);
    size_t dropped = session_drop_queue(s);
    lines_ask_lab(s, NULL, dropped, interrupt_main);
    s->feed.told_queued = false;
}

void session_end_of_input(struct session *s)
{
    session_foreign_ends(s);
    s->ending = true;
    if (!s->finish_first)
        s->over = true;
    lines_wake(&s->lines);
}

void session_enter(struct session *s)
{
    voice_listens(s);
    if (session_foreign_ends(s) || past_leave(s) || !s->circumstances.lesson)
        return;
    session_lesson_go_on(s);
    feed(s);
}

const char *session_question(const struct session *s)
{
    return s->question;
}

void session_answer(struct session *s, const char *answer)
{
    /* What a lesson asks the learner is shown also where the rest of it is not. */
    bool muted = s->lines.muted;
    s->lines.muted = false;
    if (s->question && answer)
        lines_tell(s, LINE_TYPED, "%s%s", s->question, answer);
    s->lines.muted = muted;
    lab_answer(s->lab, answer);
    free(s->question);
    s->question = lab_question(s->lab);
    awaiting_main(s);
    session_lesson_poke(s);
}

bool session_next_line(struct session *s, struct line *line)
{
    bool anew = false;
    while (lines_next(s, line)) {
        anew = line->anew = line->anew || anew;
        if (voice_says(s, line))
            return true;
    }
    return false;
}

/* ---- What commands ask of the screen --------------------------------------------------------- */

bool session_next_screen_order(struct session *s, enum screen_order *order, const char **argument)
{
    return wishes_next(&s->wishes, order, argument);
}

void session_screen_answer(struct session *s, bool failed, const char *sentence)
{
    if (sentence)
        lines_say(s, failed ? LINE_ERROR : LINE_NOTICE, "", sentence);
}
