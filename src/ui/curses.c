/* curses.c - the loop of the curses front end: waits for keys, signals and the session, passes on
 * what there is, draws. See curses.h, and curses_front.h for its parts.
 *
 * Keys come first: what was typed is handled in every round and drawn at once, while everything
 * else is drawn thirty times a second at most; and a flood of output is taken in portions, so that
 * a round stays short. */
#include "ui/curses.h"

#include "base/caught.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "ui/curses_front.h"
#include "ui/front.h"
#include "ui/history_file.h"
#include "ui/inputrc.h"
#include "ui/signals.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Between two frames that no key asked for; and between two when nothing but times goes on, which
 * are shown in tenths of a second: on a server for a class most labs wait for who sits before them.
 */
#define FRAME_MS 33
#define LIVE_FRAME_MS 100
#define TRANSCRIPT_LINES 10000
/* Lines taken from the session in one round. */
#define LINES_A_ROUND 2000

bool curses_front_possible(void)
{
    return terminal_possible();
}

/* ---- Waiting --------------------------------------------------------------------------------- */

static void lower(int *timeout, int64_t milliseconds)
{
    if (milliseconds < 0)
        milliseconds = 0;
    if (*timeout < 0 || milliseconds < *timeout)
        *timeout = (int)milliseconds;
}

/* How long until the next frame that is due without a key; -1: none is. */
static int64_t until_frame(const struct front *f, int64_t now)
{
    if (f->draw_now)
        return 0;
    if (!f->draw_soon && !f->view.live)
        return -1;
    int64_t left = f->last_frame_ms + (f->draw_soon ? FRAME_MS : LIVE_FRAME_MS) - now;
    return left > 0 ? left : 0;
}

static int wait_time(const struct front *f, bool more_lines)
{
    int64_t now = monotonic_milliseconds();
    int timeout = session_timeout(f->session);
    int keys = keys_timeout(&f->keys, now);
    int64_t frame = until_frame(f, now);
    int64_t letter = present_timeout(f);
    int64_t space = present_auto_timeout(f);
    int told = recorder_timeout(&f->recorder);
    if (keys >= 0)
        lower(&timeout, keys);
    if (letter >= 0)
        lower(&timeout, letter);
    if (space >= 0)
        lower(&timeout, space);
    if (told >= 0)
        lower(&timeout, told);
    /* While the terminal has not taken the last frame there is no next one. */
    if (frame >= 0 && !terminal_has_output(f->terminal))
        lower(&timeout, frame);
    if (more_lines)
        lower(&timeout, 0);
    return timeout;
}

/* ---- What comes in --------------------------------------------------------------------------- */

static void leave(struct front *f, int number)
{
    if (!f->leave_signal)
        f->leave_signal = number;
}

static void read_keys(struct front *f)
{
    char bytes[4096];
    for (int i = 0; i < 16; i++) {
        long count = terminal_read(f->terminal, bytes, sizeof bytes);
        if (count < 0)
            leave(f, SIGHUP);
        if (count <= 0)
            return;
        keys_feed(&f->keys, bytes, (size_t)count, monotonic_milliseconds());
    }
}

/* What is typed for a thread that asks is the user's and that thread's. */
static void record_key(struct front *f, const struct unit *unit)
{
    if (unit->kind != UNIT_REPORT && !session_question(f->session))
        recorder_key(&f->recorder, unit);
}

static void act_on_keys(struct front *f)
{
    struct unit unit;
    while (!f->leave_signal && keys_next(&f->keys, monotonic_milliseconds(), &unit)) {
        /* A question that has come up meanwhile is the one that is answered. */
        prompt_answering(f->prompt, session_question(f->session) != NULL);
        record_key(f, &unit);
        action_unit(f, &unit);
    }
}

static void resize(struct front *f)
{
    screen_resize(&f->screen);
    prompt_resize(f->prompt, f->screen.rows, f->screen.columns);
    if (f->large && !paint_large_fits(f)) {
        action_large(f, false);
        transcript_add(f->transcript, LINE_NOTICE, "",
                       "the screen is too small for `view large` now: the view is normal again");
    }
    if (f->recorded_rows != f->screen.rows || f->recorded_columns != f->screen.columns)
        recording_resize(f->recorder.recording, f->screen.columns, f->screen.rows);
    f->recorded_rows = f->screen.rows;
    f->recorded_columns = f->screen.columns;
    f->draw_now = true;
}

static void read_signals(struct front *f)
{
    int number;
    while ((number = caught_next()) != 0) {
        switch (number) {
        case SIGINT:
            action_unit(f, &(struct unit){UNIT_TEXT, "\003", 1});
            break;
        case SIGTSTP:
            action_unit(f, &(struct unit){UNIT_TEXT, "\032", 1});
            break;
        case SIGWINCH:
            resize(f);
            break;
        case SIGCONT:
            terminal_continued(f->terminal);
            resize(f);
            break;
        case SIGTERM:
        case SIGHUP:
            leave(f, number);
            break;
        default:
            break;
        }
    }
}

static void take_captured(struct front *f, int which, enum line_kind kind)
{
    struct capture *capture = terminal_capture(f->terminal);
    char *line;
    capture_read(capture, which);
    while ((line = capture_line(capture, which, false)) != NULL) {
        transcript_add(f->transcript, kind, "", line);
        free(line);
        f->draw_soon = true;
    }
}

/* Takes what the session has to show; true if there is more. */
static bool take_lines(struct front *f)
{
    struct line line;
    for (int i = 0; i < LINES_A_ROUND; i++) {
        if (!session_next_line(f->session, &line)) {
            /* What was shown once was read. */
            if (f->anew)
                transcript_follow(f->transcript);
            f->anew = false;
            return false;
        }
        if (line.anew)
            transcript_begin_anew(f->transcript);
        f->anew = f->anew || line.anew;
        transcript_add(f->transcript, line.kind, line.thread, line.text);
        recorder_line(&f->recorder, &line);
        f->draw_soon = true;
    }
    return true;
}

/* ---- Recording ------------------------------------------------------------------------------- */

static void record_frame(void *context, const char *bytes, size_t length)
{
    struct front *f = context;
    recorder_view(&f->recorder, &f->view);
    recording_output(f->recorder.recording, bytes, length);
}

static void begin_recording(struct front *f, const struct curses_front_options *options)
{
    f->recorded_rows = f->screen.rows;
    f->recorded_columns = f->screen.columns;
    if (!options || !options->recording)
        return;
    f->recorder.recording = options->recording;
    recording_begin(options->recording, f->screen.columns, f->screen.rows, options->title);
    terminal_watch(f->terminal, record_frame, f);
}

/* Leaves the cursor to be seen below all that was shown. */
static void end_recording(struct front *f)
{
    struct buffer last = {0};
    terminal_watch(f->terminal, NULL, NULL);
    buffer_printf(&last, "\033[m\033[?25h\033[%d;1H", f->screen.rows);
    recording_output(f->recorder.recording, last.bytes, last.length);
    buffer_free(&last);
    recorder_free(&f->recorder);
}

static void tell_problem(struct front *f)
{
    const char *problem = recording_problem(f->recorder.recording);
    if (!problem)
        return;
    transcript_add(f->transcript, LINE_ERROR, "", problem);
    f->draw_soon = true;
}

/* ---- The loop -------------------------------------------------------------------------------- */

static void draw_if_due(struct front *f)
{
    if (terminal_flush(f->terminal) || until_frame(f, monotonic_milliseconds()) != 0)
        return;
    /* The last picture, of a recording too, is the one before it was left. */
    if (session_over(f->session, NULL))
        return;
    prompt_answering(f->prompt, session_question(f->session) != NULL);
    paint_frame(f);
    f->draw_now = false;
    f->draw_soon = false;
    f->last_frame_ms = monotonic_milliseconds();
    terminal_flush(f->terminal);
}

static bool round_of_the_loop(struct front *f, bool more_lines)
{
    struct capture *capture = terminal_capture(f->terminal);
    struct polled *polled = &f->polled;
    bool writes = terminal_has_output(f->terminal);
    polled_clear(polled);
    size_t terminal = polled_add(polled, terminal_descriptor(f->terminal),
                                 writes ? (short)(POLLIN | POLLOUT) : (short)POLLIN);
    size_t signals = polled_add(polled, caught_fd(), POLLIN);
    size_t output = polled_add(polled, capture->reading[CAPTURE_OUTPUT], POLLIN);
    size_t errors = polled_add(polled, capture->reading[CAPTURE_ERRORS], POLLIN);
    size_t session = polled->count;
    session_poll(f->session, polled);
    polled_wait(polled, wait_time(f, more_lines));
    if (polled_ready(polled, signals))
        read_signals(f);
    if (polled_ready(polled, terminal) & (POLLIN | POLLHUP | POLLERR))
        read_keys(f);
    act_on_keys(f);
    if (polled_ready(polled, output))
        take_captured(f, CAPTURE_OUTPUT, LINE_NOTICE);
    if (polled_ready(polled, errors))
        take_captured(f, CAPTURE_ERRORS, LINE_ERROR);
    if (polled_any(polled, session))
        f->draw_soon = true;
    present_tick(f);
    session_pump(f->session);
    present_look(f);
    more_lines = take_lines(f);
    action_take_orders(f);
    draw_if_due(f);
    recorder_view(&f->recorder, &f->view);
    tell_problem(f);
    return more_lines;
}

static int run(struct front *f)
{
    int status = 0;
    bool more_lines = false;
    f->draw_now = true;
    draw_if_due(f);
    while (!f->leave_signal && !f->changes && !session_over(f->session, &status))
        more_lines = round_of_the_loop(f, more_lines);
    return f->leave_signal ? 128 + f->leave_signal : f->changes ? FRONT_CHANGES : status;
}

/* ---- Beginning and end ----------------------------------------------------------------------- */

static struct prompt *open_prompt(struct session *s, const struct curses_front_options *options,
                                  int terminal)
{
    char *name = NULL;
    if (options && options->history_file)
        name = memory_copy(options->history_file);
    else if (!options || !options->no_history)
        name = history_file_name();
    struct prompt *prompt = prompt_open(s, name, terminal);
    free(name);
    return prompt;
}

/* Which of the user's files will not do. */
static void tell_of_files(struct front *f)
{
    const char *problem = prompt_notice(f->prompt), *settings = inputrc_problem();
    struct buffer text = {0};
    if (settings)
        transcript_add(f->transcript, LINE_NOTICE, "", settings);
    if (!problem)
        return;
    buffer_printf(&text, "%s: what is typed is not kept for the next time", problem);
    transcript_add(f->transcript, LINE_NOTICE, "", buffer_text(&text));
    buffer_free(&text);
}

int curses_front_run(struct session *s, const struct curses_front_options *options)
{
    struct front f = {.session = s};
    f.present.speed = options && options->speed > 0 ? options->speed : PRESENT_SPEED;
    f.present.automatic.on = options && options->automatic;
    f.terminal = terminal_open();
    if (!f.terminal)
        return -1;
    /* Readline first: it looks the terminal up itself, and would take curses' entry away. */
    f.prompt = open_prompt(s, options, terminal_descriptor(f.terminal));
    int status = -1;
    if (screen_open(&f.screen, f.terminal)) {
        f.transcript = transcript_new(TRANSCRIPT_LINES);
        tell_of_files(&f);
        begin_recording(&f, options);
        resize(&f);
        status = run(&f);
        end_recording(&f);
    }
    terminal_close(f.terminal);
    screen_close(&f.screen);
    prompt_close(f.prompt);
    transcript_free(f.transcript);
    view_free(&f.view);
    keys_free(&f.keys);
    polled_free(&f.polled);
    buffer_free(&f.find);
    lesson_list_free(&f.lessons);
    present_free(&f.present);
    return status;
}
