/* run_news.c - see run_news.h. */
#include "script/run_news.h"

#include "core/machine.h"
#include "core/waiting.h"
#include "script/report.h"
#include "watch/deadlock.h"

#include <inttypes.h>

static const struct machine *machine_of(const struct run_news *n)
{
    return lab_machine(n->lab);
}

static void look_for_ring(struct run_news *n, uint32_t thread)
{
    struct buffer words = {0};
    if (alarms_look(&n->alarms, machine_of(n), thread, &words))
        run_output_complain(n->output, &words);
    buffer_free(&words);
}

void run_news_add_stats(const struct run_news *n, struct buffer *out)
{
    const struct machine *m = machine_of(n);
    buffer_printf(out, "steps: %" PRIu64 "\n", lab_steps(n->lab));
    if (lab_burnt(n->lab)) {
        buffer_puts(out, "processor time burnt spinning: ");
        duration_add_text(lab_burnt(n->lab), out);
        buffer_putc(out, '\n');
    }
    buffer_printf(out, "threads: %u\ntime by the lab's clock: ", m->state->threads_made);
    duration_add_text(m->state->now, out);
    buffer_printf(out, "\nseed: %" PRIu64 "\n", n->seed);
    if (n->ended_daemons.length)
        buffer_printf(out, "daemons stopped at the end: %s\n", buffer_text(&n->ended_daemons));
}

/* Once there is a ring: a wait or an end may have been the last thing it took. How far daemons get
 * until the calling thread hears of it is chance, so all that is told is put down here. */
static void look_for_hope(struct run_news *n)
{
    const struct machine *m = machine_of(n);
    if (n->alarms.last.length && !n->hopeless && deadlock_hopeless(m)) {
        report_deadlock(m, n->alarms.spoken, &n->farewell);
        run_news_add_stats(n, &n->stats);
        n->hopeless = true;
        lab_wake(n->lab);
    }
}

static void tell_end(struct run_news *n, const struct event *e)
{
    if (n->ended) {
        buffer_puts(&n->ended_daemons, n->ended_daemons.length ? ", " : "");
        machine_add_thread_name(machine_of(n), e->thread, &n->ended_daemons);
    } else if (e->status == THREAD_FAILED || e->kind == EVENT_ORDER_FAILED) {
        struct buffer text = {0};
        n->failed = true;
        report_failure(machine_of(n), e, &text);
        run_output_complain(n->output, &text);
        buffer_free(&text);
    }
}

void run_news_event(void *context, const struct event *e)
{
    struct run_news *n = context;
    struct buffer text = {0};
    if (n->hopeless && !(e->kind == EVENT_NOTICE && e->thread == n->last_ended))
        return;
    switch (e->kind) {
    case EVENT_STEP:
        run_output_step(n->output, e);
        break;
    case EVENT_RAISED: /* caught, or told as the end of the thread */
        break;
    case EVENT_PRINT:
    case EVENT_LOG:
        run_output_print(n->output, e);
        break;
    case EVENT_ENDED:
    case EVENT_ORDER_FAILED:
        n->last_ended = e->thread;
        tell_end(n, e);
        look_for_hope(n);
        break;
    case EVENT_NOTICE:
        if (e->notice == NOTICE_ENDED_HOLDING && !n->ended) {
            report_notice(machine_of(n), e, &text);
            run_output_complain(n->output, &text);
        }
        break;
    case EVENT_BLOCKED:
        if (event_lasts(e)) {
            look_for_ring(n, e->thread);
            look_for_hope(n);
        }
        break;
    case EVENT_OVER:
        n->ended = true;
        break;
    case EVENT_WITHIN:
    case EVENT_BEGINS: /* its end is told */
    case EVENT_GOES_ON:
    case EVENT_WENT:
    case EVENT_ORDERED:
        break;
    }
    buffer_free(&text);
}

static void tell_noticed(void *context, const struct machine *m, const struct noticed *noticed)
{
    struct run_news *n = context;
    struct buffer text = {0};
    buffer_puts(&text, "warning: ");
    program_where(m->program, noticed->pc, &text);
    buffer_printf(&text, ": %s", noticed->text);
    if (!n->hopeless)
        run_output_complain(n->output, &text);
    buffer_free(&text);
}

void run_news_watch(struct run_news *n, struct machine *m, const char *explore)
{
    n->noticing = noticing_new(explore, tell_noticed, n);
    noticing_follow(n->noticing, m, true);
}

void run_news_free(struct run_news *n)
{
    buffer_free(&n->ended_daemons);
    noticing_free(n->noticing);
    alarms_free(&n->alarms);
    buffer_free(&n->farewell);
    buffer_free(&n->stats);
}
