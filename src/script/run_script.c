/* run_script.c - see run_script.h. The calling thread waits for news of the lab, signals, input and
 * the time limit; what the lab's threads do reaches it through the sink, with the monitor held. */
#include "script/run_script.h"

#include "base/caught.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "lang/compiler.h"
#include "lang/script.h"
#include "run/lab.h"
#include "script/report.h"
#include "script/run_news.h"
#include "script/run_output.h"
#include "script/run_stops.h"
#include "script/schedule_words.h"
#include "script/script_file.h"
#include "script/statuses.h"
#include "watch/going.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FLUSH_EVERY = 5000000 /* nanoseconds */ };
enum { LOOK_EVERY = 20 /* milliseconds, whether somebody reads the trace */ };
/* How long the end waits for a reader, where a limit or a signal has come: milliseconds without
 * anything being read, and in all. */
enum { STILL = 250, PATIENCE = 2000 };

/* The size of the terminal in a recording: nobody draws on it. */
enum { RECORDED_COLUMNS = 100, RECORDED_ROWS = 30 };

struct runner {
    const struct run_options *options;
    struct lab *lab;
    struct run_output output;
    struct run_news news;

    int status;
    struct run_stops stops;
    struct buffer explore; /* the command that looks at every order of the script */
    int input;             /* where `ask` reads */
    struct buffer line;    /* what was read and not yet asked for */
    bool input_ended;
};

/* ---- What happens ---------------------------------------------------------------------------- */

/* The lab's sink. */
static void hear(void *context, const struct event *e)
{
    struct runner *r = context;
    const struct run_watcher *w = r->options->watcher;
    if (w && !r->news.hopeless)
        w->hear(w->context, lab_drive(r->lab), e);
    run_news_event(&r->news, e);
}

static void tell_over(struct lab *lab, struct machine *m, void *argument)
{
    const struct run_watcher *w = argument;
    w->over(w->context, lab, m);
}

/* ---- Compiling the script -------------------------------------------------------------------- */

struct compilation {
    const struct source *source;
    const struct tree *tree;
    struct diagnostics found;
    uint32_t unit;
    bool gil;
    const char *segments;
    char why[160]; /* what is wrong with the segments; "" */
};

static void compile(struct lab *lab, struct machine *m, void *argument)
{
    struct compilation *c = argument;
    uint32_t source =
        program_add_source(m->program, c->source->name, c->source->text, c->source->length);
    c->unit = compile_script(m->program, source, c->tree, &c->found);
    if (c->segments)
        lab_use_segments(lab, c->segments, c->why, sizeof c->why);
    if (c->gil)
        lab_use_gil(lab, true);
}

static void watch(struct lab *lab, struct machine *m, void *argument)
{
    (void)lab;
    struct runner *r = argument;
    bool from_input = strcmp(r->options->file, "-") == 0;
    buffer_puts(&r->explore, "thrum explore ");
    report_add_quoted(from_input ? "FILE" : r->options->file, &r->explore);
    run_news_watch(&r->news, m, buffer_text(&r->explore));
}

static void start(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    lab_start_main(lab, *(uint32_t *)argument);
}

static void flush_all(struct lab *lab, struct machine *m, void *argument)
{
    (void)lab;
    (void)m;
    run_output_flush(argument);
}

/* ---- Waiting for the end --------------------------------------------------------------------- */

/* From here on nobody steps, and so nobody prints. */
static void flush_and_hold(struct lab *lab, struct machine *m, void *argument)
{
    flush_all(lab, m, argument);
    lab_hold(lab);
}

/* Ends as the signal would have ended it, after what was printed is out. */
static void die_by(struct runner *r, int number)
{
    caught_let(number); /* a second Ctrl-C ends it at once */
    lab_do(r->lab, flush_and_hold, &r->output);
    run_output_close(&r->output, STILL, PATIENCE);
    run_stops_end_by(number);
}

static void die_if_signalled(struct runner *r)
{
    int number = caught_next();
    if (number)
        die_by(r, number);
}

/* Answers the open questions as far as lines have been read. */
static void answer(struct runner *r)
{
    for (;;) {
        char *question = lab_question(r->lab);
        char *end = r->line.length ? memchr(r->line.bytes, '\n', r->line.length) : NULL;
        bool last = !end && r->input_ended && r->line.length;
        if (!question || (!end && !r->input_ended)) {
            free(question);
            return;
        }
        free(question);
        if (!end && !last) {
            lab_answer(r->lab, NULL);
            continue;
        }
        size_t length = end ? (size_t)(end - r->line.bytes) : r->line.length;
        char *text = memory_copy_bytes(r->line.bytes, length);
        lab_answer(r->lab, text);
        free(text);
        size_t taken = length + (end ? 1 : 0);
        memmove(r->line.bytes, r->line.bytes + taken, r->line.length - taken);
        buffer_cut(&r->line, r->line.length - taken);
    }
}

static void read_input(struct runner *r)
{
    char block[4096];
    ssize_t bytes = read(r->input, block, sizeof block);
    if (bytes > 0)
        buffer_add(&r->line, block, (size_t)bytes);
    else if (bytes == 0 || (errno != EINTR && errno != EAGAIN))
        r->input_ended = true;
}

static void tell_question(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    struct runner *r = argument;
    char *question = lab_question(lab);
    struct buffer text = {0};
    if (question) {
        utf8_add_visible(&text, question, strlen(question), "");
        run_output_ask(&r->output, &text);
    }
    buffer_free(&text);
    free(question);
}

/* Standard error says that there is a deadlock, if there is one. */
static void tell_deadlock(struct lab *lab, struct machine *m, void *argument)
{
    (void)lab;
    struct runner *r = argument;
    if (!r->news.hopeless && machine_over(m))
        return;
    if (!r->news.hopeless)
        report_deadlock(m, r->news.alarms.spoken, &r->news.farewell);
    run_output_tell(&r->output, &r->news.farewell);
    r->status = RUN_DEADLOCK;
}

/* What is said of a run that its limit of time has ended: that, and who waits for what. */
static void note_limit(struct lab *lab, struct machine *m, void *argument)
{
    (void)lab;
    struct runner *r = argument;
    buffer_clear(&r->news.farewell);
    buffer_puts(&r->news.farewell, RUN_STOPS_LIMIT);
    report_waits(m, r->news.alarms.spoken, &r->news.farewell);
}

/* Standard error says where the schedule could not be followed, if it could not. */
static void tell_schedule(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    struct runner *r = argument;
    struct buffer text = {0};
    if (!r->news.hopeless && schedule_words_left(lab, &text)) {
        run_output_complain(&r->output, &text);
        r->status = RUN_UNUSABLE;
    }
    buffer_free(&text);
}

/* Standard error says what still goes on, if nothing was said for long. */
static void break_silence(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    struct runner *r = argument;
    struct buffer text = {0};
    if (silence_is_long(&r->output.silence) && going_add(lab_drive(lab), &text))
        run_output_complain(&r->output, &text);
    silence_end(&r->output.silence);
    buffer_free(&text);
}

/* How long poll() may sleep: until the limit, until that instant, until who hears it has heard
 * nothing for long. */
static int patience(const struct runner *r, int64_t instant)
{
    int wait = run_stops_wait(&r->stops, instant);
    int left = r->options->spoken ? silence_left(&r->output.silence) : -1;
    return left >= 0 && (wait < 0 || left < wait) ? left : wait;
}

/* Waits for what comes first: the end, a deadlock, the limit, a signal. */
static void wait_for_end(struct runner *r)
{
    int64_t flush_at = INT64_MAX, flushed = 0;
    for (;;) {
        char *question = lab_question(r->lab);
        bool reads = question && !r->input_ended;
        free(question);
        struct pollfd fds[] = {{.fd = lab_fd(r->lab), .events = POLLIN},
                               {.fd = caught_fd(), .events = POLLIN},
                               {.fd = reads ? r->input : -1, .events = POLLIN},
                               {.fd = run_output_fd(&r->output), .events = POLLIN}};
        caught_poll(fds, 4, patience(r, flush_at));
        if (fds[1].revents & POLLIN)
            die_if_signalled(r);
        if (fds[3].revents)
            run_output_take_news(&r->output);
        if (fds[2].revents)
            read_input(r);
        unsigned news = lab_news(r->lab);
        if (news & LAB_WOKEN && flush_at == INT64_MAX)
            flush_at = flushed + FLUSH_EVERY;
        if (monotonic_nanoseconds() >= flush_at) {
            lab_do(r->lab, flush_all, &r->output);
            flushed = monotonic_nanoseconds();
            flush_at = INT64_MAX;
        }
        if (news & LAB_QUESTION && isatty(r->input))
            lab_do(r->lab, tell_question, r);
        answer(r);
        if (run_output_error(&r->output) || (news & (LAB_OVER | LAB_LEFT)))
            return;
        if (news & LAB_STUCK || r->news.hopeless) {
            lab_do(r->lab, tell_deadlock, r);
            if (r->status == RUN_DEADLOCK)
                return;
        }
        if (run_stops_due(&r->stops)) {
            r->status = RUN_LIMIT;
            return;
        }
        if (r->options->spoken && silence_is_long(&r->output.silence))
            lab_do(r->lab, break_silence, r);
    }
}

/* The run is over: waits until all is written, as long as the limit and signals let it. */
static void await_reader(struct runner *r)
{
    struct pollfd fds[] = {{.fd = run_output_fd(&r->output), .events = POLLIN},
                           {.fd = caught_fd(), .events = POLLIN}};
    while (r->status != RUN_LIMIT && !run_output_written(&r->output)) {
        caught_poll(fds, 2, run_stops_wait(&r->stops, INT64_MAX));
        if (fds[1].revents & POLLIN)
            die_if_signalled(r);
        if (run_stops_due(&r->stops))
            r->status = RUN_LIMIT;
    }
}

static void tell_stats(struct lab *lab, struct machine *m, void *argument)
{
    (void)lab;
    (void)m;
    struct runner *r = argument;
    if (!r->news.hopeless)
        run_news_add_stats(&r->news, &r->news.stats);
    run_output_tell(&r->output, &r->news.stats);
}

/* `error`: of standard output, or 0. */
static int end_status(const struct runner *r, int error)
{
    if (error == EPIPE) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    if (error) {
        fprintf(shown_errors(), "thrum: cannot write: %s\n", strerror(error));
        return RUN_UNUSABLE;
    }
    return r->news.failed ? RUN_FAILED : r->status;
}

/* Compiles the script; false, and said so, where it is not one to be run. */
static bool prepare(struct runner *r, struct compilation *c)
{
    c->segments = r->options->segments;
    lab_do(r->lab, compile, c);
    if (!c->found.errors && !c->why[0])
        return true;
    struct buffer text = {0};
    (r->options->spoken ? diagnostics_speak : diagnostics_format)(&text, c->source, &c->found);
    if (c->why[0])
        buffer_printf(&text, "thrum: %s\n", c->why);
    run_output_tell(&r->output, &text);
    buffer_free(&text);
    return false;
}

static void run_prepared(struct runner *r, struct compilation *c)
{
    if (r->options->watch)
        lab_do(r->lab, watch, r);
    lab_do(r->lab, start, &c->unit);
    wait_for_end(r);
    /* Before all that is told of the run, so that it is told of all that was printed. */
    lab_do(r->lab, flush_and_hold, &r->output);
    lab_do(r->lab, r->status == RUN_LIMIT ? note_limit : tell_schedule, r);
    if (r->options->stats)
        lab_do(r->lab, tell_stats, r);
    if (r->options->watcher)
        lab_do(r->lab, tell_over, (void *)r->options->watcher);
    await_reader(r);
}

static int run_in_lab(struct runner *r, struct compilation *c)
{
    if (prepare(r, c))
        run_prepared(r, c);
    else
        r->status = RUN_UNUSABLE;
    int error = run_output_error(&r->output);
    bool limited = r->status == RUN_LIMIT;
    lab_free(r->lab); /* a thread that still goes on would print */
    bool traced = run_output_close(&r->output, limited ? STILL : -1, limited ? PATIENCE : -1);
    if (limited) {
        const struct buffer *words = &r->news.farewell;
        outlet_say(buffer_text(words));
        recording_lines(r->options->recording, buffer_text(words), words->length);
        recording_say(r->options->recording, buffer_text(words));
    }
    int status = end_status(r, error);
    return !traced && status == RUN_FINE ? RUN_UNUSABLE : status;
}

/* Who will read the trace has not come yet: waits a little; true once the limit has run out. */
static bool gives_up(void *argument)
{
    struct runner *r = argument;
    struct pollfd fd = {.fd = caught_fd(), .events = POLLIN};
    int number = caught_poll(&fd, 1, LOOK_EVERY) > 0 ? caught_next() : 0;
    if (number)
        run_stops_end_by(number);
    if (run_stops_due(&r->stops))
        r->status = RUN_LIMIT;
    return r->status == RUN_LIMIT;
}

static int run_compiled(struct runner *r, struct compilation *c)
{
    const struct run_options *o = r->options;
    struct lab_options options = {
        .schedule = o->schedule == SCHEDULE_SEGMENTS ? SCHEDULE_ROUND_ROBIN : o->schedule,
        .clock = o->clock,
        .factor = o->factor,
        .seed = o->seed,
        .max_threads = o->max_threads,
        .most_bytes = o->limit_memory,
        .traces = o->trace || o->watcher,
        .keeps_history = o->watcher && o->watcher->looks_back,
        .sink = hear,
        .sink_context = r,
    };
    int status = RUN_UNUSABLE;
    r->output.raw = o->raw;
    r->output.quiet = o->quiet;
    r->output.spoken = r->news.alarms.spoken = o->spoken;
    r->output.recording = o->recording;
    silence_begin(&r->output.silence, o->hears_by);
    recording_begin(o->recording, RECORDED_COLUMNS, RECORDED_ROWS, c->source->name);
    r->output.show_controls = isatty(STDOUT_FILENO);
    r->output.trace_file = o->trace_file;
    if (!run_stops_open(&r->stops, o->limit)) {
        fputs("thrum: " OUTLET_NO_ROOM "\n", shown_errors());
    } else if (run_output_open(&r->output, o->trace, gives_up, r)) {
        r->news.output = &r->output;
        r->news.seed = o->seed;
        r->lab = r->output.lab = r->news.lab = lab_new(&options);
        if (r->lab)
            status = run_in_lab(r, c);
        else
            run_output_refuse(&r->output, OUTLET_NO_ROOM);
    } else if (r->status == RUN_LIMIT) {
        outlet_say(RUN_STOPS_LIMIT);
        status = RUN_LIMIT;
    }
    caught_close();
    return status;
}

int run_script(const struct run_options *given)
{
    struct run_options options = *given;
    struct runner r = {.options = &options, .input = STDIN_FILENO};
    struct compilation c = {0};
    struct buffer text = {0}, why = {0};
    bool from_input = strcmp(options.file, "-") == 0;
    if (!script_file_read(options.file, SCRIPT_FILE_WAITS, &text, &why)) {
        fprintf(shown_errors(), "thrum: %s\n", buffer_text(&why));
        buffer_free(&why);
        buffer_free(&text);
        return RUN_UNUSABLE;
    }
    struct source source = {.name = from_input ? "standard input" : options.file,
                            .text = buffer_text(&text),
                            .length = text.length};
    int status = RUN_UNUSABLE;
    struct diagnostics found = {0};
    struct tree *tree = script_parse(&source, &found);
    script_complain(&source, &found, options.spoken);
    if (tree) {
        run_options_settle(&options, tree, &c.gil);
        if (from_input)
            r.input = open("/dev/tty", O_RDONLY | O_CLOEXEC);
        r.input_ended = r.input < 0;
        c.source = &source;
        c.tree = tree;
        status = run_compiled(&r, &c);
        tree_free(tree);
    }
    diagnostics_free(&c.found);
    run_news_free(&r.news);
    buffer_free(&r.explore);
    buffer_free(&r.line);
    buffer_free(&text);
    return status;
}
