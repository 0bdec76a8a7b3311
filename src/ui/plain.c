/* plain.c - see plain.h.
 *
 * Input that comes faster than anybody types is handed over as if it were typed: the next one when
 * the last has ended or waits, at the latest after a moment (shell/hand_over.h), so that its output
 * stands under it and yet nothing that is stuck stops the reading. */
#include "ui/plain.h"

#include "base/buffer.h"
#include "base/caught.h"
#include "base/monotonic.h"
#include "base/utf8.h"
#include "run/outlet.h"
#include "shell/hand_over.h"
#include "shell/line_sign.h"
#include "ui/cells.h"
#include "ui/flow.h"
#include "ui/front.h"
#include "ui/plain_front.h"
#include "ui/signals.h"
#include "ui/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* A longer input is refused: so much is a mistake, such as a file that is no script. */
#define INPUT_BYTES (256 * 1024)
/* Lines shown before looking at the input again. */
#define LINES_A_ROUND 2000
/* So much may wait for a reader; then nothing more is taken from the session, which holds the
 * lab in its turn. */
#define WAITING_BYTES (1 << 20)
/* How long a signal lets a reader go on: milliseconds without anything being read, and in all. */
#define STILL_MS 250
#define PATIENCE_MS 2000
/* Between two looks whether a lesson has run what it runs. */
#define PLAY_LOOK_MS 20

/* ---- Showing --------------------------------------------------------------------------------- */

static void show_line(struct plain *p, const struct line *line)
{
    recorder_line(&p->recorder, line);
    if (line->kind == LINE_TYPED && p->echoed) {
        p->echoed--;
        return;
    }
    if (line_is_of_lesson(line->kind))
        plain_write_lesson(p, line->text, line->kind == LINE_CODE);
    else
        plain_write_line(p, line->kind, line->thread, line->text);
}

/* Shows what there is; true if there may be more. */
static bool show_lines(struct plain *p)
{
    struct line line;
    int count = 0;
    while (count < LINES_A_ROUND && session_next_line(p->session, &line)) {
        show_line(p, &line);
        count++;
    }
    return count == LINES_A_ROUND;
}

/* `view spoken` has been done by the session; `view normal` gives way to the screen. */
static void change_front(struct plain *p, bool spoken)
{
    bool screen = !spoken && p->gives_way && terminal_possible();
    p->changes = screen;
    session_screen_answer(
        p->session, false,
        spoken || screen ? NULL : "no longer spoken; there is no screen here, so line by line");
}

static void take_orders(struct plain *p)
{
    enum screen_order order;
    const char *argument;
    while (session_next_screen_order(p->session, &order, &argument)) {
        if (order == SCREEN_FRONT) {
            change_front(p, strcmp(argument, "spoken") == 0);
            continue;
        }
        bool lesson = order == SCREEN_LEND; /* what would stand there it tells by itself */
        session_screen_answer(
            p->session, !lesson,
            lesson ? NULL
                   : "there is no screen here; `threads` and `objects` print what its panes show");
    }
}

/* ---- Recording ------------------------------------------------------------------------------- */

/* Threads that a recording tells of in words. */
#define THREADS_TOLD 50
#define REASON_COLUMNS 100

static void begin_recording(struct plain *p, const struct plain_front_options *options)
{
    struct winsize size = {0};
    if (!options || !options->recording)
        return;
    p->recorder.recording = options->recording;
    bool known = isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
                 size.ws_col && size.ws_row;
    recording_begin(options->recording, known ? size.ws_col : 80, known ? size.ws_row : 24,
                    options->title);
}

/* What is shown now, before it is handed over. */
static void record(struct plain *p)
{
    struct view_request request = {0};
    if (!p->recorder.recording)
        return;
    request.panes[PANE_THREADS] =
        (struct pane_request){.rows = THREADS_TOLD, .columns = REASON_COLUMNS};
    session_view(p->session, &request, &p->view);
    recorder_view(&p->recorder, &p->view);
    recording_lines(p->recorder.recording, buffer_text(&p->out), p->out.length);
}

/* What the terminal shows by itself of what is typed. */
static void record_echo(struct plain *p, const char *text)
{
    if (!p->typing || !p->recorder.recording)
        return;
    struct buffer line = {0};
    buffer_printf(&line, "%s\n", text);
    recording_lines(p->recorder.recording, line.bytes, line.length);
    line.bytes[line.length - 1] = '\r'; /* as the key Enter sends it */
    if (!session_question(p->session))
        recording_input(p->recorder.recording, line.bytes, line.length);
    buffer_free(&line);
}

static void tell_problem(struct plain *p)
{
    const char *problem = recording_problem(p->recorder.recording);
    if (problem)
        plain_write_line(p, LINE_ERROR, "", problem);
}

/* Hands over what was written since. */
static void flush(struct plain *p)
{
    record(p);
    tell_problem(p);
    if (!outlet_put(p->outlet, STDOUT_FILENO, &p->out) && !p->full) {
        p->full = true;
        outlet_want(p->outlet, WAITING_BYTES / 2);
    }
}

/* There is room again, or nobody reads any more, or it cannot be written. */
static void take_outlet_news(struct plain *p)
{
    if (outlet_news(p->outlet) <= WAITING_BYTES / 2)
        p->full = false;
    p->output_failed = outlet_error(p->outlet, STDOUT_FILENO) != 0;
}

/* Waits until all is written, unless a signal comes. */
static void await_reader(struct plain *p)
{
    struct pollfd polled[] = {{caught_fd(), POLLIN, 0}, {outlet_fd(p->outlet), POLLIN, 0}};
    outlet_want(p->outlet, 0);
    while (!p->leave_signal && outlet_news(p->outlet) && !outlet_error(p->outlet, STDOUT_FILENO)) {
        caught_poll(polled, 2, -1);
        int number = caught_next();
        if (number == SIGINT || number == SIGTERM || number == SIGHUP)
            p->leave_signal = number;
    }
}

/* The end; true where the output could not be written, though somebody would read it. */
static bool close_outlet(struct plain *p)
{
    struct buffer text = {0};
    flush(p);
    await_reader(p);
    bool hurries = p->leave_signal != 0;
    size_t lost = outlet_end(p->outlet, hurries ? STILL_MS : -1, hurries ? PATIENCE_MS : -1);
    int error = outlet_error(p->outlet, STDOUT_FILENO);
    if (lost)
        buffer_printf(&text, "thrum: %zu bytes of output were not written: nobody reads them\n",
                      lost);
    if (error && error != EPIPE)
        buffer_printf(&text, "thrum: standard output: %s\n", strerror(error));
    if (text.length)
        outlet_say(buffer_text(&text));
    buffer_free(&text);
    buffer_free(&p->out);
    outlet_free(p->outlet);
    return error && error != EPIPE;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Whether a whole line has been read, or the last one, which may have no end. */
static bool has_line(const struct plain *p)
{
    size_t left = p->bytes.length - p->taken;
    return left && (p->at_end || memchr(p->bytes.bytes + p->taken, '\n', left));
}

static void read_bytes(struct plain *p)
{
    char bytes[16384];
    ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (count <= 0) {
        p->at_end = true;
        /* A terminal that has gone is an end like any other. */
        p->input_error = count < 0 && errno != EIO ? errno : 0;
        return;
    }
    if (p->taken) {
        size_t left = p->bytes.length - p->taken;
        memmove(p->bytes.bytes, p->bytes.bytes + p->taken, left);
        buffer_cut(&p->bytes, left);
        p->taken = 0;
    }
    buffer_add(&p->bytes, bytes, (size_t)count);
    if (p->bytes.length > INPUT_BYTES && !has_line(p)) {
        buffer_clear(&p->bytes);
        p->too_long = true;
    }
}

/* Adds the next line to the input that is being gathered. */
static void gather_line(struct plain *p)
{
    const char *start = p->bytes.bytes + p->taken;
    size_t left = p->bytes.length - p->taken;
    const char *newline = memchr(start, '\n', left);
    size_t length = newline ? (size_t)(newline - start) : left;
    p->taken += length + (newline != NULL);
    if (length && start[length - 1] == '\r')
        length--;
    if (p->input.length)
        buffer_putc(&p->input, '\n');
    for (size_t i = 0; i < length; i++) {
        if (start[i])
            buffer_putc(&p->input, start[i]);
        else
            buffer_puts(&p->input, "\xEF\xBF\xBD");
    }
}

/* ---- Handing over ---------------------------------------------------------------------------- */

static void drop_too_long(struct plain *p)
{
    struct buffer sentence = {0};
    buffer_printf(&sentence, "an input of more than %d bytes is left out", INPUT_BYTES);
    plain_write_line(p, LINE_ERROR, "", buffer_text(&sentence));
    buffer_free(&sentence);
    buffer_clear(&p->input);
    p->too_long = false;
}

/* On a terminal the question and the answer are on the screen already. */
static void answer(struct plain *p)
{
    const char *question = session_question(p->session), *text = buffer_text(&p->input);
    if (p->typing) {
        p->echoed = 1;
        for (const char *c = question; *c; c++)
            p->echoed += *c == '\n';
    }
    recorder_answered(&p->recorder, question);
    session_answer(p->session, text);
    buffer_clear(&p->input);
    p->handed_ms = monotonic_milliseconds();
}

static void hand_over(struct plain *p)
{
    const char *text = buffer_text(&p->input);
    if (text[strspn(text, " \t\n")]) {
        p->echoed = p->typing;
        for (const char *c = text; p->typing && *c; c++)
            p->echoed += *c == '\n';
        recorder_typed(&p->recorder, text);
        session_input(p->session, text);
    } else {
        session_enter(p->session);
    }
    p->handed_ms = monotonic_milliseconds();
    buffer_clear(&p->input);
}

/* Takes one line and does what it is there for. */
static void take_line(struct plain *p)
{
    p->typed_since = true;
    size_t before = p->input.length;
    p->prompt_shown = false;
    gather_line(p);
    record_echo(p, buffer_text(&p->input) + before + (before > 0));
    if (p->too_long) {
        drop_too_long(p);
    } else if (session_question(p->session)) {
        answer(p);
    } else if (p->input.length > INPUT_BYTES) {
        drop_too_long(p);
    } else if (session_input_complete(p->session, buffer_text(&p->input))) {
        hand_over(p);
    }
}

static void tell_end(struct plain *p)
{
    if (session_question(p->session))
        session_answer(p->session, NULL);
    if (p->told_end)
        return;
    p->told_end = true;
    plain_leave_prompt(p);
    if (p->input_error) {
        struct buffer sentence = {0};
        buffer_printf(&sentence, "cannot read standard input: %s", strerror(p->input_error));
        plain_write_line(p, LINE_ERROR, "", buffer_text(&sentence));
        buffer_free(&sentence);
    }
    if (p->too_long)
        drop_too_long(p);
    if (p->input.length)
        hand_over(p);
    session_end_of_input(p->session);
}

/* How long until the next input may be handed over, in milliseconds. */
static int64_t until_hand_over(const struct plain *p)
{
    if (p->typing || session_question(p->session) || session_quiet(p->session))
        return 0;
    if (session_plays(p->session))
        return PLAY_LOOK_MS;
    return hand_over_left(p->handed_ms);
}

/* Hands over what is due; false if there is nothing to hand over yet. */
static bool hand_over_next(struct plain *p)
{
    if (p->told_end && !session_question(p->session))
        return false;
    if ((!has_line(p) && !p->at_end) || until_hand_over(p) > 0)
        return false;
    if (has_line(p))
        take_line(p);
    else
        tell_end(p);
    return true;
}

/* ---- The prompt ------------------------------------------------------------------------------ */

/* What stands there, and before it a line about the way on; until the next call. */
static const char *prompt_now(struct plain *p, const char **hint)
{
    const char *question = session_question(p->session);
    *hint = "";
    if (p->input.length)
        return session_input_open(p->session, buffer_text(&p->input));
    if (question)
        return question;
    struct view_request none = {0};
    session_view(p->session, &none, &p->view);
    *hint = p->view.hint;
    return p->view.prompt;
}

static void show_prompt(struct plain *p)
{
    bool busy = !session_quiet(p->session) && hand_over_left(p->handed_ms) > 0;
    const char *hint;
    if (!p->typing || p->prompt_shown || p->at_end || p->changes || has_line(p) || busy)
        return;
    const char *prompt = prompt_now(p, &hint);
    bool known = !p->typed_since && strcmp(prompt, buffer_text(&p->prompt)) == 0;
    p->typed_since = false;
    /* It would be heard behind everything that comes by itself. */
    bool speaks = session_speaks(p->session);
    if (!known || !speaks) {
        bool heard = speaks && strcmp(hint, buffer_text(&p->hint)) == 0;
        if (hint[0] && !heard)
            plain_write_line(p, LINE_NOTICE, "", hint);
        plain_write_text(p, prompt);
        buffer_clear(&p->hint);
        buffer_puts(&p->hint, hint);
    }
    buffer_clear(&p->prompt);
    buffer_puts(&p->prompt, prompt);
    p->prompt_shown = true;
}

/* ---- The loop -------------------------------------------------------------------------------- */

static void read_signals(struct plain *p)
{
    int number;
    while ((number = caught_next()) != 0) {
        if (number == SIGINT && p->typing) {
            plain_leave_prompt(p);
            p->typed_since = true;
            if (!session_drop_input(p->session, buffer_text(&p->input)))
                session_interrupt(p->session);
            buffer_clear(&p->input);
        } else if (number == SIGINT || number == SIGTERM || number == SIGHUP) {
            p->leave_signal = number;
        }
    }
}

static int wait_time(const struct plain *p, bool more)
{
    int timeout = session_timeout(p->session);
    bool waiting = has_line(p) || (p->at_end && !p->told_end);
    bool prompt_due = p->typing && !p->prompt_shown && !p->at_end;
    if (p->full)
        return timeout;
    if (more)
        return 0;
    if (waiting || prompt_due) {
        int64_t left = waiting ? until_hand_over(p) : hand_over_left(p->handed_ms);
        if (left > 0 && (timeout < 0 || left < timeout))
            timeout = (int)left;
        else if (waiting && left == 0)
            timeout = 0;
    }
    return timeout;
}

static bool round_of_the_loop(struct plain *p, bool more)
{
    bool reading = !p->at_end && !has_line(p);
    struct polled *polled = &p->polled;
    polled_clear(polled);
    size_t signals = polled_add(polled, caught_fd(), POLLIN);
    size_t input = polled_add(polled, reading ? STDIN_FILENO : -1, POLLIN);
    size_t outlet = polled_add(polled, outlet_fd(p->outlet), POLLIN);
    session_poll(p->session, polled);
    polled_wait(polled, wait_time(p, more));
    if (polled_ready(polled, signals))
        read_signals(p);
    if (polled_ready(polled, input))
        read_bytes(p);
    if (polled_ready(polled, outlet))
        take_outlet_news(p);
    session_pump(p->session);
    take_orders(p);
    if (p->full)
        return true;
    more = show_lines(p);
    /* The output of one input is shown before the next is handed over, unless it has no end. */
    bool late = hand_over_left(p->handed_ms) == 0;
    if ((!more || late || p->typing) && hand_over_next(p))
        more = true; /* and what it says at once comes before the next prompt */
    else
        show_prompt(p);
    flush(p);
    return more;
}

/* What was typed ahead is done first. */
static bool leaves(const struct plain *p)
{
    return p->changes && !has_line(p);
}

int plain_front_run(struct session *s, const struct plain_front_options *options)
{
    struct plain p = {.session = s, .gives_way = options && options->gives_way};
    int status = 0;
    bool more = true;
    signals_for_lines();
    p.outlet = outlet_open(WAITING_BYTES);
    if (!p.outlet || caught_fd() < 0) {
        outlet_say("thrum: " OUTLET_NO_ROOM "\n");
        return 2;
    }
    p.typing = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    p.ascii = isatty(STDOUT_FILENO) && !cells_utf8();
    begin_recording(&p, options);
    while (!p.leave_signal && !p.output_failed && !session_over(s, &status) && !leaves(&p))
        more = round_of_the_loop(&p, more);
    while (!p.output_failed && show_lines(&p))
        continue;
    plain_leave_prompt(&p);
    bool changes = leaves(&p) && !p.output_failed && !session_over(s, NULL);
    bool output_lost = close_outlet(&p);
    recorder_free(&p.recorder);
    view_free(&p.view);
    polled_free(&p.polled);
    buffer_free(&p.bytes);
    buffer_free(&p.input);
    buffer_free(&p.prompt);
    buffer_free(&p.hint);
    if (p.leave_signal)
        return 128 + p.leave_signal;
    if (changes)
        return FRONT_CHANGES;
    return output_lost ? 1 : p.input_error ? 2 : status;
}
