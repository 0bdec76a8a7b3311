/* run_script.c - see run_script.h. The calling thread waits for news of the lab, signals, input and
 * the time limit; what the lab's threads do reaches it through the sink, with the monitor held. */
#include "shell/run_script.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "base/utf8.h"
#include "lang/compiler.h"
#include "lang/names.h"
#include "lang/parser.h"
#include "lang/setting.h"
#include "run/lab.h"
#include "lang/commands.h"
#include "shell/report.h"
#include "shell/run_output.h"
#include "shell/run_stops.h"
#include "shell/schedule_words.h"
#include "shell/script_file.h"
#include "watch/deadlock.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { FLUSH_EVERY = 5000000 /* nanoseconds */ };
enum { LOOK_EVERY = 20 /* milliseconds, whether somebody reads the trace */ };
/* How long the end waits for who reads, where a limit or a signal has come: milliseconds without
 * anything being read, and in all. */
enum { STILL = 250, PATIENCE = 2000 };

struct runner {
    const struct run_options *options;
    struct lab *lab;
    struct tree *tree;
    uint32_t unit;

    /* Guarded by the monitor. */
    struct run_output output;
    bool failed;                   /* a thread failed */
    struct buffer ring;            /* the ring of waits told last; empty: none yet */
    uint32_t last_ended;           /* the thread of the last EVENT_ENDED */
    struct buffer farewell, stats; /* the deadlock and the counts as they were when hope ended */
    bool ended;                    /* nothing is reported any more but the end of daemons */
    struct buffer ended_daemons;

    /* Set with the monitor held, read without. */
    atomic_bool hopeless; /* a ring that no daemon will open: what daemons still do is not told */

    /* The calling thread's own. */
    int status;
    struct run_stops stops;
    int input;          /* where `ask` reads */
    struct buffer line; /* what was read and not yet asked for */
    bool input_ended;
};

/* ---- What is told, with the monitor held ----------------------------------------------------- */

static const struct machine *machine_of(const struct runner *r)
{
    return lab_machine(r->lab);
}

static void look_for_ring(struct runner *r, uint32_t thread)
{
    enum { MOST = 256 };
    const struct machine *m = machine_of(r);
    struct buffer words = {0};
    uint32_t members[MOST], first = thread;
    size_t count = 0;
    if (deadlock_ring(m, thread, NULL, members, MOST, &count)) {
        /* Told from the member that was made first: where several begin to wait at once, each of
         * them is found to be in the same ring. */
        for (size_t i = 0; i < count && i < MOST; i++)
            if (members[i] < first)
                first = members[i];
        buffer_puts(&words, "deadlock: ");
        deadlock_ring(m, first, &words, NULL, 0, NULL);
        if (count == 1)
            report_self_wait(m, first, &words);
        if (strcmp(buffer_text(&words), buffer_text(&r->ring)) != 0)
            run_output_complain(&r->output, &words);
        buffer_clear(&r->ring);
        buffer_puts(&r->ring, buffer_text(&words));
    }
    buffer_free(&words);
}

static void add_stats(const struct runner *r, struct buffer *out)
{
    const struct machine *m = machine_of(r);
    buffer_printf(out, "steps: %" PRIu64 "\n", lab_steps(r->lab));
    if (lab_burnt(r->lab)) {
        buffer_puts(out, "processor time burnt spinning: ");
        duration_add_text(lab_burnt(r->lab), out);
        buffer_putc(out, '\n');
    }
    buffer_printf(out, "threads: %u\ntime by the lab's clock: ", m->state->threads_made);
    duration_add_text(m->state->now, out);
    buffer_printf(out, "\nseed: %" PRIu64 "\n", r->options->seed);
    if (r->ended_daemons.length)
        buffer_printf(out, "daemons stopped at the end: %s\n", buffer_text(&r->ended_daemons));
}

/* Once there is a ring: a wait or an end may have been the last thing it took. How far daemons get
 * until the calling thread hears of it is chance, so all that is told is put down here. */
static void look_for_hope(struct runner *r)
{
    const struct machine *m = machine_of(r);
    if (r->ring.length && !r->hopeless && deadlock_hopeless(m)) {
        report_deadlock(m, &r->farewell);
        add_stats(r, &r->stats);
        r->hopeless = true;
        lab_wake(r->lab);
    }
}

static void tell_end(struct runner *r, const struct event *e)
{
    if (r->ended) {
        buffer_puts(&r->ended_daemons, r->ended_daemons.length ? ", " : "");
        machine_add_thread_name(machine_of(r), e->thread, &r->ended_daemons);
    } else if (e->status == THREAD_FAILED || e->kind == EVENT_ORDER_FAILED) {
        struct buffer text = {0};
        r->failed = true;
        report_failure(machine_of(r), e, &text);
        run_output_complain(&r->output, &text);
        buffer_free(&text);
    }
}

static void take_event(void *context, const struct event *e)
{
    struct runner *r = context;
    struct buffer text = {0};
    if (r->hopeless && !(e->kind == EVENT_NOTICE && e->thread == r->last_ended))
        return;
    switch (e->kind) {
    case EVENT_STEP:
        run_output_step(&r->output, e);
        break;
    case EVENT_RAISED: /* caught, or told as the end of the thread */
        break;
    case EVENT_PRINT:
    case EVENT_LOG:
        run_output_print(&r->output, e);
        break;
    case EVENT_ENDED:
    case EVENT_ORDER_FAILED:
        r->last_ended = e->thread;
        tell_end(r, e);
        look_for_hope(r);
        break;
    case EVENT_NOTICE:
        if (e->notice == NOTICE_ENDED_HOLDING && !r->ended) {
            report_notice(machine_of(r), e, &text);
            run_output_complain(&r->output, &text);
        }
        break;
    case EVENT_BLOCKED:
        look_for_ring(r, e->thread);
        look_for_hope(r);
        break;
    case EVENT_OVER:
        r->ended = true;
        break;
    case EVENT_BEGINS: /* its end is told */
        break;
    }
    buffer_free(&text);
}

/* ---- Reading the script ---------------------------------------------------------------------- */

static void take_setting(struct run_options *o, const struct setting *s)
{
    static const enum schedule_kind schedules[] = {
        [SCHEDULE_IS_FREE] = SCHEDULE_FREE,
        [SCHEDULE_IS_RANDOM] = SCHEDULE_RANDOM,
        [SCHEDULE_IS_ROUND_ROBIN] = SCHEDULE_ROUND_ROBIN,
        [SCHEDULE_IS_MANUAL] = SCHEDULE_MANUAL,
    };
    static const enum clock_kind clocks[] = {
        [CLOCK_IS_REAL] = CLOCK_OF_REALITY,
        [CLOCK_IS_VIRTUAL] = CLOCK_VIRTUAL,
        [CLOCK_IS_FACTOR] = CLOCK_TIMES,
    };
    if (s->kind == SETTING_SCHEDULE && !o->has_schedule) {
        o->has_schedule = true;
        o->schedule = schedules[s->schedule];
        if (s->seeded && !o->has_seed)
            o->has_seed = true, o->seed = s->seed;
    } else if (s->kind == SETTING_CLOCK && !o->has_clock) {
        o->has_clock = true;
        o->clock = clocks[s->clock];
        o->factor = (double)s->factor / 1e6;
    } else if (s->kind == SETTING_SEED && !o->has_seed) {
        o->has_seed = true;
        o->seed = s->seed;
    }
}

/* The settings at the script's top, where the command line says nothing of them. */
static void take_settings(const struct tree *tree, struct run_options *o, bool *gil)
{
    for (const struct node *n = tree_root(tree)->block.first; n; n = n->next) {
        struct setting s;
        if (n->kind != NODE_SETTING || setting_read(n->lab.word, n->lab.arguments, &s))
            continue;
        if (s.kind == SETTING_GIL)
            *gil = s.gil;
        else
            take_setting(o, &s);
    }
}

/* A seed alone means a run that can be repeated. */
static void settle_options(struct run_options *o, bool seed_given)
{
    if (seed_given && !o->has_schedule) {
        o->schedule = SCHEDULE_RANDOM;
        o->has_schedule = true;
    }
    if (seed_given && !o->has_clock && o->schedule != SCHEDULE_FREE)
        o->clock = CLOCK_VIRTUAL;
    if (!o->has_seed && getrandom(&o->seed, sizeof o->seed, 0) < 0)
        o->seed = (uint64_t)getpid();
}

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
    run_stops_let(number); /* a second Ctrl-C ends it at once */
    lab_do(r->lab, flush_and_hold, &r->output);
    run_output_close(&r->output, STILL, PATIENCE);
    run_stops_end_by(number);
}

static void die_if_signalled(struct runner *r)
{
    int number = run_stops_signal(&r->stops);
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
        run_output_tell(&r->output, &text);
    }
    buffer_free(&text);
    free(question);
}

/* Standard error says that there is a deadlock, if there is one. */
static void tell_deadlock(struct lab *lab, struct machine *m, void *argument)
{
    (void)lab;
    struct runner *r = argument;
    if (!r->hopeless && machine_over(m))
        return;
    if (!r->hopeless)
        report_deadlock(m, &r->farewell);
    run_output_tell(&r->output, &r->farewell);
    r->status = RUN_DEADLOCK;
}

/* Standard error says where the schedule could not be followed, if it could not. */
static void tell_schedule(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    struct runner *r = argument;
    struct buffer text = {0};
    if (!r->hopeless && schedule_words_left(lab, &text)) {
        run_output_complain(&r->output, &text);
        r->status = RUN_UNUSABLE;
    }
    buffer_free(&text);
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
                               {.fd = r->stops.signals, .events = POLLIN},
                               {.fd = reads ? r->input : -1, .events = POLLIN},
                               {.fd = run_output_fd(&r->output), .events = POLLIN}};
        poll(fds, 4, run_stops_wait(&r->stops, flush_at));
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
        if (news & LAB_STUCK || r->hopeless) {
            lab_do(r->lab, tell_deadlock, r);
            if (r->status == RUN_DEADLOCK)
                return;
        }
        if (run_stops_due(&r->stops)) {
            r->status = RUN_LIMIT;
            return;
        }
    }
}

/* The run is over: waits until all is written, as long as the limit and signals let it. */
static void await_reader(struct runner *r)
{
    struct pollfd fds[] = {{.fd = run_output_fd(&r->output), .events = POLLIN},
                           {.fd = r->stops.signals, .events = POLLIN}};
    while (r->status != RUN_LIMIT && !run_output_written(&r->output)) {
        poll(fds, 2, run_stops_wait(&r->stops, INT64_MAX));
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
    if (!r->hopeless)
        add_stats(r, &r->stats);
    run_output_tell(&r->output, &r->stats);
}

/* `error`: of standard output, or 0. */
static int end_status(const struct runner *r, int error)
{
    if (error == EPIPE) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    if (error) {
        fprintf(stderr, "thrum: cannot write: %s\n", strerror(error));
        return RUN_UNUSABLE;
    }
    return r->failed ? RUN_FAILED : r->status;
}

/* Compiles the script; false, and said so, where it is not one to be run. */
static bool prepare(struct runner *r, struct compilation *c)
{
    c->segments = r->options->segments;
    lab_do(r->lab, compile, c);
    if (!c->found.errors && !c->why[0])
        return true;
    struct buffer text = {0};
    diagnostics_format(&text, c->source, &c->found);
    if (c->why[0])
        buffer_printf(&text, "thrum: %s\n", c->why);
    run_output_tell(&r->output, &text);
    buffer_free(&text);
    return false;
}

static void run_prepared(struct runner *r, struct compilation *c)
{
    lab_do(r->lab, start, &c->unit);
    wait_for_end(r);
    /* Before all that is told of the run, so that it is told of all that was printed. */
    lab_do(r->lab, flush_and_hold, &r->output);
    if (r->status != RUN_LIMIT)
        lab_do(r->lab, tell_schedule, r);
    if (r->options->stats)
        lab_do(r->lab, tell_stats, r);
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
    lab_free(r->lab); /* who still goes on would print */
    bool traced = run_output_close(&r->output, limited ? STILL : -1, limited ? PATIENCE : -1);
    if (limited)
        outlet_say(RUN_STOPS_LIMIT);
    int status = end_status(r, error);
    return !traced && status == RUN_FINE ? RUN_UNUSABLE : status;
}

/* Who will read the trace has not come yet: waits a little; true once the limit has run out. */
static bool gives_up(void *argument)
{
    struct runner *r = argument;
    struct pollfd fd = {.fd = r->stops.signals, .events = POLLIN};
    int number = poll(&fd, 1, LOOK_EVERY) > 0 ? run_stops_signal(&r->stops) : 0;
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
        .traces = o->trace,
        .sink = take_event,
        .sink_context = r,
    };
    int status = RUN_UNUSABLE;
    r->output.raw = o->raw;
    r->output.show_controls = isatty(STDOUT_FILENO);
    r->output.trace_file = o->trace_file;
    if (!run_stops_open(&r->stops, o->limit)) {
        fputs("thrum: " OUTLET_NO_ROOM "\n", stderr);
    } else if (run_output_open(&r->output, o->trace, gives_up, r)) {
        r->lab = r->output.lab = lab_new(&options);
        if (r->lab)
            status = run_in_lab(r, c);
        else
            run_output_refuse(&r->output, OUTLET_NO_ROOM);
    } else if (r->status == RUN_LIMIT) {
        outlet_say(RUN_STOPS_LIMIT);
        status = RUN_LIMIT;
    }
    run_stops_close(&r->stops);
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
        fprintf(stderr, "thrum: %s\n", buffer_text(&why));
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
    script_complain(&source, &found);
    if (tree) {
        take_settings(tree, &options, &c.gil);
        settle_options(&options, given->has_seed);
        if (from_input)
            r.input = open("/dev/tty", O_RDONLY | O_CLOEXEC);
        r.input_ended = r.input < 0;
        c.source = &source;
        c.tree = tree;
        status = run_compiled(&r, &c);
        tree_free(tree);
    }
    diagnostics_free(&c.found);
    buffer_free(&r.ended_daemons);
    buffer_free(&r.ring);
    buffer_free(&r.farewell);
    buffer_free(&r.stats);
    buffer_free(&r.line);
    buffer_free(&text);
    return status;
}
