/* session_present.c - a lesson or a script in front of a room: opens it, does what its keys mean,
 * says where it is. See presenting.h. */
#include "shell/session_present.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "lang/commands.h"
#include "lang/setting.h"
#include "script/script_file.h"
#include "shell/notes.h"
#include "shell/present_still.h"
#include "shell/presenting.h"
#include "shell/session_lesson.h"
#include "shell/session_playing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct presenting *presenting_of(const struct session *s)
{
    return s->playing ? s->playing->presenting : NULL;
}

/* ---- Opening and closing --------------------------------------------------------------------- */

void session_present_begin(struct session *s)
{
    s->playing->presenting = memory_zeroed(1, sizeof *s->playing->presenting);
    s->playing->presenting->began = monotonic_milliseconds();
    stops_open(s);
    stops_begin(s, 0);
}

void session_present_end(struct session *s)
{
    struct presenting *p = presenting_of(s);
    if (!p)
        return;
    stops_close(s);
    notes_close(p->notes);
    buffer_free(&p->says);
    free(p->types);
    free(p);
    s->playing->presenting = NULL;
}

/* A script as a lesson of one section; NULL, and said why. */
static struct lesson *read_script(struct session *s, const char *file)
{
    struct diagnostics found = {0};
    struct buffer text = {0}, why = {0};
    struct lesson *lesson = NULL;
    if (!script_file_read(file, SCRIPT_FILE_PATIENCE_MS, &text, &why)) {
        lines_say(s, LINE_ERROR, "", buffer_text(&why));
    } else {
        struct source source = {.name = file, .text = buffer_text(&text), .length = text.length};
        lesson = presentation_script(&source, commands_words(), &found);
        if (!lesson)
            session_tell_unreadable(s, &source, &found);
    }
    diagnostics_free(&found);
    buffer_free(&text);
    buffer_free(&why);
    return lesson;
}

/* Under the lesson's number, or its name, as far as a file can be called so. */
static struct notes *open_notes(struct session *s, const struct lesson *lesson)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    enum { LONGEST = 40 };
    struct buffer name = {0}, said = {0};
    const char *from = lesson->number[0] ? lesson->number : lesson->name;
    for (; *from && name.length < LONGEST; from++)
        buffer_putc(&name, strchr(letters, *from) ? *from : '_');
    if (!name.length || name.bytes[0] == '.')
        buffer_puts(&name, "lesson");
    struct notes *notes = notes_open(buffer_text(&name), &said);
    if (said.length)
        lines_say(s, LINE_NOTICE, "", buffer_text(&said));
    buffer_free(&name);
    buffer_free(&said);
    return notes;
}

void session_present_open(struct session *s, const char *name, bool leaves)
{
    struct lesson *own = NULL;
    const struct lesson *lesson;
    size_t section = 0;
    if (!s->has_panes) {
        lines_tell(
            s, LINE_NOTICE,
            "a lesson is presented on a screen, and there is none here; `lesson %s` plays it",
            name);
        return;
    }
    session_playing(s);
    if (session_is_script(name))
        lesson = own = read_script(s, name);
    else
        lesson = session_find_lesson(s, name, &section, &own);
    if (!lesson)
        return;
    if (presenting_of(s)) /* its notes would be another presentation's */
        session_leave_lesson(s);
    /* What is said of them comes before the lesson, not into it. */
    struct notes *notes = s->rehearses || s->unattended ? NULL : open_notes(s, lesson);
    session_play(s, lesson, own, section, true);
    if (!presenting_of(s)) {
        notes_close(notes);
        return;
    }
    presenting_of(s)->leaves = leaves;
    presenting_of(s)->notes = notes;
}

/* ---- While it goes on ------------------------------------------------------------------------ */

void session_present_poll(const struct session *s, struct polled *polled)
{
    const struct presenting *p = presenting_of(s);
    if (p && p->notes)
        notes_poll(p->notes, polled);
}

void session_present_pump(struct session *s)
{
    struct presenting *p = presenting_of(s);
    struct present_view now;
    struct buffer text = {0};
    present_still_pump(s);
    if (!p || !p->notes || !session_presents(s, &now))
        return;
    const struct presentation *stops = session_presentation(s);
    const struct lesson *l = stops->lesson;
    char *note = presentation_note(stops, now.stop - 1);
    buffer_printf(&text, "lesson %s%s%s\nstop %zu of %zu\n", l->number, l->number[0] ? " " : "",
                  l->title, now.stop, now.stops);
    if (now.sections)
        buffer_printf(&text, "section %zu of %zu: %s\n", now.section, now.sections, now.title);
    buffer_printf(&text, "next %s\nbegan %" PRId64 "\nnote\n%s",
                  p->taken_over ? "Tab: back to the presentation" : now.says, p->began, note);
    notes_tell(p->notes, buffer_text(&text), text.length);
    notes_pump(p->notes);
    buffer_free(&text);
    free(note);
}

bool session_present_refuses(struct session *s)
{
    bool presents = presenting_of(s);
    if (presents)
        lines_say(s, LINE_NOTICE, "", "this is presented: Tab goes back to it, and Space goes on");
    return presents;
}

/* Bytes that begin a character. */
static size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

void session_present_said(struct session *s, const char *text)
{
    presenting_of(s)->length += count_characters(text);
}

/* ---- Where it is ----------------------------------------------------------------------------- */

static enum present_next next_of(enum player_ahead ahead, const char *types)
{
    switch (ahead) {
    case AHEAD_SHOWS:
    case AHEAD_ASKS:
        return PRESENT_NEXT_SHOWS;
    case AHEAD_RUNS:
        return PRESENT_NEXT_TYPES;
    case AHEAD_REVEALS:
        return PRESENT_NEXT_REVEALS;
    case AHEAD_ANSWERS:
        return types[0] ? PRESENT_NEXT_TYPES : PRESENT_NEXT_ANSWERS;
    case AHEAD_WAITS:
        return PRESENT_NEXT_WAITS;
    case AHEAD_NOTHING:
        break;
    }
    return PRESENT_NEXT_NOTHING;
}

static enum present_state state_of(const struct session *s)
{
    const struct player *player = session_player(s);
    if (presenting_of(s)->taken_over)
        return PRESENT_PLAYS;
    if (player_runs(player))
        return PRESENT_RUNS;
    return player_question(player) ? PRESENT_ASKS : PRESENT_WAITS;
}

/* The stop that comes, where Space shows one. */
static void add_coming(const struct player *player, struct buffer *out)
{
    static const char *const words[] = {
        [STOP_TITLE] = "goes on",
        [STOP_TEXT] = "text",
        [STOP_COMMAND] = "a command",
        [STOP_QUESTION] = "question",
        [STOP_TASK] = "task",
        [STOP_CHALLENGE] = "challenge",
        [STOP_VERDICT] = "explores every order",
    };
    const struct presentation *p = player_presentation(player);
    const struct stop *s = &p->stops[player_stop(player) + 1];
    const char *title = p->lesson->sections[s->section].title;
    if (s->begins && title[0])
        buffer_printf(out, "section: %s", title);
    else
        buffer_puts(out, words[s->kind]);
}

static void add_says(const struct player *player, const struct present_view *view,
                     struct buffer *out)
{
    switch (view->next) {
    case PRESENT_NEXT_SHOWS:
        add_coming(player, out);
        break;
    case PRESENT_NEXT_TYPES:
        buffer_puts(out, player_task(player) ? "does it: " : "types: ");
        buffer_add(out, view->types, strcspn(view->types, "\n"));
        if (strchr(view->types, '\n'))
            buffer_puts(out, " ...");
        break;
    case PRESENT_NEXT_REVEALS:
        buffer_puts(out, "the right answer");
        break;
    case PRESENT_NEXT_ANSWERS:
        buffer_puts(out, "plays the answer");
        break;
    case PRESENT_NEXT_WAITS:
        buffer_puts(out, "waits: this runs");
        break;
    case PRESENT_NEXT_NOTHING:
        buffer_puts(out, "nothing more: that was the end");
        break;
    }
}

const struct presentation *session_presentation(const struct session *s)
{
    return presenting_of(s) && session_player(s) ? player_presentation(session_player(s)) : NULL;
}

/* Where it stands; what is typed next, and said of it, is not in it. */
static bool look_where(const struct session *s, struct present_view *view)
{
    const struct presenting *p = presenting_of(s);
    const struct player *player = session_player(s);
    *view = (struct present_view){.types = "", .says = ""};
    if (!p || !player)
        return false;
    const struct presentation *stops = player_presentation(player);
    const struct stop *stop = &stops->stops[player_stop(player)];
    const char *title = stops->lesson->sections[stop->section].title;
    view->stop = player_stop(player) + 1;
    view->stops = stops->count;
    view->section = player_section(player);
    view->sections = player_sections(stops->lesson);
    view->title = title[0] ? title : stops->lesson->title;
    view->failed = player_gave_up(player);
    view->length = p->length;
    return true;
}

bool session_presents(struct session *s, struct present_view *view)
{
    struct presenting *p = presenting_of(s);
    struct player *player = session_player(s);
    if (!look_where(s, view))
        return false;
    free(p->types);
    p->types = player_types(player);
    buffer_clear(&p->says);
    view->state = state_of(s);
    view->next = next_of(player_ahead(player), p->types);
    view->types = p->types;
    add_says(player, view, &p->says);
    view->says = buffer_text(&p->says);
    return true;
}

void session_present_add_label(struct session *s, struct buffer *out)
{
    const struct lesson *l = s->playing->lesson;
    struct present_view now;
    look_where(s, &now);
    buffer_printf(out, "%s · stop %zu of %zu", l->number[0] ? l->number : l->name, now.stop,
                  now.stops);
    if (now.sections > 1)
        buffer_printf(out, " · %zu of %zu %s", now.section, now.sections, now.title);
}

enum present_deed session_present_key(const struct session *s, enum present_state state, int key)
{
    (void)s;
    return presentation_key(state, key);
}

const struct present_key_row *session_present_key_row(const struct session *s, size_t index)
{
    (void)s;
    return presentation_key_at(index);
}

size_t session_present_digit(const struct session *s, size_t sections, size_t typed, int digit,
                             bool *waits)
{
    (void)s;
    return presentation_digit(sections, typed, digit, waits);
}

/* ---- Threads and the clock ------------------------------------------------------------------- */

static void pause_or_resume(struct lab *lab, struct machine *m, void *session)
{
    struct presenting *p = presenting_of(session);
    (void)m;
    bool paused = lab_paused(lab) && !p->still;
    p->still = false;
    lab_pause(lab, !paused);
    session_lesson_ran(session, false, paused, !paused);
}

/* From slow to fast; none of them in which time goes by itself is faster than the last. */
static const char *const clocks[] = {"x0.1", "x0.25", "x0.5", "real", "x2", "x5", "x10", "virtual"};

struct speed {
    struct session *session;
    int step;
    const char *clock; /* the one to be set, or NULL */
};

static double factor_of(const char *clock)
{
    return clock[0] == 'x' ? strtod(clock + 1, NULL) : strcmp(clock, "real") == 0 ? 1 : 1e9;
}

static void choose_clock(struct lab *lab, struct machine *m, void *argument)
{
    enum { COUNT = sizeof clocks / sizeof *clocks };
    struct speed *speed = argument;
    const struct clock *now = lab_clock(lab);
    (void)m;
    double factor = now->kind == CLOCK_KIND_VIRTUAL ? 1e9
                    : now->kind == CLOCK_KIND_TIMES ? now->factor
                                                    : 1;
    for (int i = 0; i < COUNT; i++) {
        int at = speed->step > 0 ? i : COUNT - 1 - i;
        double other = factor_of(clocks[at]);
        if (speed->step > 0 ? other > factor : other < factor) {
            speed->clock = clocks[at];
            return;
        }
    }
}

static void change_clock(struct session *s, int step)
{
    struct speed speed = {.session = s, .step = step};
    lab_do(s->lab, choose_clock, &speed);
    if (speed.clock)
        settings_set_silently(s, "clock", speed.clock);
}

/* ---- What keys do ---------------------------------------------------------------------------- */

/* To another stop: as it was, where it was shown before from here. */
static void go_to(struct session *s, size_t stop)
{
    struct player *player = session_player(s);
    if (stop == player_stop(player) || stop >= player_presentation(player)->count || !stops_keep(s))
        return;
    if (stops_forth(s, stop)) {
        present_still_returned(s);
        return;
    }
    present_still_end(s);
    stops_begin(s, stop);
    presenting_of(s)->length = 0;
    player_jump(player, stop);
}

/* Space: on to the next stop, or, at this one, reveals, answers, does not wait any longer. */
static void go_on(struct session *s)
{
    struct player *player = session_player(s);
    switch (player_ahead(player)) {
    case AHEAD_SHOWS:
    case AHEAD_ASKS:
    case AHEAD_RUNS:
        go_to(s, player_stop(player) + 1);
        break;
    default:
        player_next(player);
        break;
    }
}

static void go_back(struct session *s)
{
    if (presenting_of(s)->stops.at > 0 && stops_keep(s)) {
        stops_back(s);
        present_still_returned(s);
    }
}

/* ---- The presenter at the prompt ------------------------------------------------------------- */

static const struct lesson_item *open_item(const struct player *player)
{
    const struct lesson_item *task = player_task(player);
    return task ? task : player_challenge(player);
}

static void take_over(struct session *s)
{
    struct presenting *p = presenting_of(s);
    p->taken_over = stops_keep(s);
    present_still_end(s);
    p->open = open_item(session_player(s));
}

/* The lab comes back as it was, unless the presenter has done what was open. */
static void hand_back(struct session *s)
{
    struct presenting *p = presenting_of(s);
    const struct player *player = session_player(s);
    bool worked = p->open && !open_item(player) && !player_rebuilds(player);
    p->taken_over = false;
    if (worked)
        stops_go_on(s);
    else
        stops_return(s);
    present_still_returned(s);
}

/* The first stop of the section behind the one where it is; of the one before it. */
static size_t behind_section(const struct player *player)
{
    const struct presentation *p = player_presentation(player);
    size_t stop = player_stop(player) + 1;
    while (stop < p->count && !p->stops[stop].begins)
        stop++;
    return stop;
}

static size_t before_section(const struct player *player)
{
    const struct presentation *p = player_presentation(player);
    size_t stop = player_stop(player);
    while (stop > 0 && !p->stops[stop].begins)
        stop--;
    while (stop > 0 && !p->stops[--stop].begins)
        ;
    return stop;
}

static void quit(struct session *s)
{
    bool leaves = presenting_of(s)->leaves;
    present_still_end(s);
    session_leave_lesson(s);
    if (leaves)
        s->over = true;
    else
        lines_say(s, LINE_NOTICE, "", "the presentation is over; the lab stays as it is");
}

void session_present(struct session *s, enum present_deed deed, size_t number)
{
    struct presenting *p = presenting_of(s);
    struct player *player = session_player(s);
    if (!p || !player)
        return;
    session_lesson_poke(s);
    switch (deed) {
    case PRESENT_GO:
    case PRESENT_LEAVE_BEHIND:
        go_on(s);
        break;
    case PRESENT_BACK:
        go_back(s);
        break;
    case PRESENT_TAKE_OVER:
        take_over(s);
        break;
    case PRESENT_HAND_BACK:
        hand_back(s);
        break;
    case PRESENT_REVEAL:
        player_reveal(player, number);
        break;
    case PRESENT_DIGIT:
        go_to(s, presentation_section(player_presentation(player), number));
        break;
    case PRESENT_NEXT_SECTION:
        go_to(s, behind_section(player));
        break;
    case PRESENT_LAST_SECTION:
        go_to(s, before_section(player));
        break;
    case PRESENT_PAUSE:
        lab_do(s->lab, pause_or_resume, s);
        break;
    case PRESENT_FASTER:
        change_clock(s, 1);
        break;
    case PRESENT_SLOWER:
        change_clock(s, -1);
        break;
    case PRESENT_QUIT:
        quit(s);
        break;
    default:
        break;
    }
    if (session_player(s))
        session_lesson_settle(s);
    lines_wake(&s->lines);
}
