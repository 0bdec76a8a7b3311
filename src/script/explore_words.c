/* explore_words.c - see explore_words.h. */
#include "script/explore_words.h"

#include "base/json_text.h"
#include "base/utf8.h"
#include "script/explore_steps.h"
#include "script/report.h"
#include "script/statuses.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Numbers --------------------------------------------------------------------------------- */

/* In full up to a million million, then as 4.2e14. */
static void add_large(const char *digits, struct buffer *out)
{
    size_t length = strlen(digits);
    if (length <= 9) {
        buffer_put_digits(out, digits);
        return;
    }
    buffer_printf(out, "%c.%ce%zu", digits[0], digits[1], length - 1);
}

static void add_count(uint64_t number, const char *what, struct buffer *out)
{
    buffer_put_number(out, number);
    buffer_printf(out, " %s%s", what, number == 1 ? "" : "s");
}

/* ---- Coverage -------------------------------------------------------------------------------- */

static void add_schedules(const struct explore_result *r, struct buffer *out)
{
    if (r->unbounded) {
        buffer_puts(out, "; there are loops, so they stand for unboundedly many schedules");
    } else if (r->schedules) {
        buffer_puts(out, strcmp(r->schedules, "1") == 0 ? ", and only one schedule"
                                                        : ", which stand for all ");
        if (strcmp(r->schedules, "1") != 0) {
            add_large(r->schedules, out);
            buffer_puts(out, " schedules");
        }
    }
}

static void add_limit(const struct explore_result *r, struct buffer *out)
{
    if (r->cancelled)
        buffer_puts(out, "The search was interrupted; what it did not see may be wrong.\n");
    else if (r->limit)
        buffer_printf(out, "A limit was reached (%s); what lies behind it was not looked at.\n",
                      r->limit);
    else if (r->stopped_early)
        buffer_puts(out, "The search ended there; there may be more to find.\n");
}

/* What a proof is worth in which nothing was asserted. */
static void add_unchecked(const struct explore_result *r, struct buffer *out)
{
    if (r->verdict == EXPLORE_PROVED && !r->checked)
        buffer_puts(out, "Nothing was checked but deadlocks, endless runs, errors and races: no "
                         "assertion, invariant or critical section was reached.\n");
}

/* Where there are loops, no run without an end is one that cannot end. */
static void add_loops(const struct explore_result *r, struct buffer *out)
{
    if (r->verdict == EXPLORE_PROVED && r->unbounded)
        buffer_puts(out,
                    "From everywhere the end can still be reached. That loops may go round for "
                    "ever all the same, because threads keep giving way to each other "
                    "(livelock) or one is always passed over (starvation), is not ruled out.\n");
}

static bool covered_some(const struct explore_result *r)
{
    return r->verdict == EXPLORE_BOUNDED && r->covered > 0;
}

/* How far the orders with few preemptions were all looked at. */
static void add_covered(const struct explore_result *r, struct buffer *out)
{
    if (!covered_some(r))
        return;
    buffer_puts(out, "But every order ");
    if (r->covered == 1)
        buffer_puts(out, "without a preemption");
    else
        buffer_puts(out, "with at most ");
    if (r->covered > 1)
        add_count(r->covered - 1, "preemption", out);
    buffer_puts(out, " was looked at: in none is there a deadlock, a failure or a race.\n");
}

void explore_words_coverage(const struct explore_result *r, const struct explore_words *w,
                            struct buffer *out)
{
    bool whole = !r->limit && !r->stopped_early;
    buffer_puts(out, whole ? "All orders of steps were looked at: "
                           : "Some orders of steps were looked at: ");
    add_count(r->states, "state", out);
    if (whole)
        add_schedules(r, out);
    buffer_puts(out, ".\n");
    add_limit(r, out);
    add_covered(r, out);
    add_unchecked(r, out);
    add_loops(r, out);
    buffer_puts(out, "This covers sequential consistency");
    if (r->sleeps || w->options->time == EXPLORE_VIRTUAL)
        buffer_puts(out, w->options->time == EXPLORE_VIRTUAL
                             ? ", deadlines in the order of the clock"
                             : ", sleeps and time-outs of any length");
    buffer_puts(out, w->options->spurious ? ", and spurious wake-ups of conditions"
                                          : ", no spurious wake-ups");
    if (r->random)
        buffer_printf(out, ", random numbers with seed %" PRIu64, w->seed);
    buffer_puts(out, ".\n");
}

/* ---- What was not come to -------------------------------------------------------------------- */

/* A catch has no words of its own: those of its `try`. */
static void add_unreached(const struct explore_unreached *u, const struct machine *m,
                          struct buffer *out)
{
    buffer_puts(out, u->kind == EXPLORE_CHECK_CATCH ? "the catch of `" : "`");
    program_quote(m->program, u->pc, out);
    buffer_puts(out, "` (");
    program_where(m->program, u->pc, out);
    buffer_putc(out, ')');
}

void explore_words_unreached(const struct explore_result *r, const struct machine *m,
                             struct buffer *out)
{
    enum { MOST = 20 };
    bool whole = !r->limit && !r->stopped_early;
    for (size_t i = 0; i < r->unreached_count && i < MOST; i++) {
        buffer_puts(out, whole ? "never reached: " : "not reached so far: ");
        add_unreached(&r->unreached[i], m, out);
        buffer_putc(out, '\n');
    }
    if (r->unreached_count > MOST)
        buffer_printf(out, "and %zu more\n", r->unreached_count - MOST);
}

/* ---- The report ------------------------------------------------------------------------------ */

static void add_steps(const struct explore_finding *f, const struct machine *m,
                      const struct explore_words *w, struct buffer *out)
{
    explore_steps_add(f,
                      &(struct explore_steps){.from = m,
                                              .script = w->script,
                                              .untimed = w->options->time == EXPLORE_UNTIMED,
                                              .full = w->options->full,
                                              .width = w->width,
                                              .spoken = w->spoken},
                      out);
}

static void add_steps_and_preemptions(const struct explore_finding *f, struct buffer *out)
{
    add_count(f->step_count, "step", out);
    buffer_puts(out, ", ");
    if (f->preemptions)
        add_count(f->preemptions, "preemption", out);
    else
        buffer_puts(out, "no preemption");
    buffer_puts(out, "\n");
}

/* The command that replays it. */
static void add_command(const struct explore_result *r, const struct explore_finding *f,
                        const struct explore_words *w, struct buffer *out)
{
    buffer_puts(out, "thrum run ");
    if (w->options->time == EXPLORE_VIRTUAL)
        buffer_puts(out, "--clock=virtual ");
    if (r->random)
        buffer_printf(out, "--seed=%" PRIu64 " ", w->seed);
    buffer_puts(out, "--schedule='");
    for (const char *c = f->schedule; *c; c++)
        buffer_puts(out, *c == '\'' ? "'\\''" : (char[]){*c, '\0'});
    buffer_puts(out, "' ");
    report_add_quoted(w->file, out);
}

/* How to see it happen. */
static void add_replay(const struct explore_result *r, const struct explore_finding *f,
                       const struct explore_words *w, struct buffer *out)
{
    if (!w->file)
        return;
    buffer_puts(out, "\nTo see it happen: ");
    add_command(r, f, w, out);
    buffer_putc(out, '\n');
}

static void add_finding(const struct explore_result *r, const struct explore_finding *f,
                        size_t number, const struct machine *m, const struct explore_words *w,
                        struct buffer *out)
{
    buffer_printf(out, "\n%zu. ", number);
    if (f->kind <= EXPLORE_ERROR)
        buffer_printf(out, "%s: ", explore_kind_name(f->kind));
    buffer_printf(out, "%s\n", f->message);
    if (!f->schedule)
        return;
    if (f->step_count == 0) {
        buffer_puts(out, "\nIt is so from the beginning.\n");
        if (f->kind == EXPLORE_ENDLESS)
            add_steps(f, m, w, out);
        return;
    }
    buffer_puts(out, f->fewest ? "\nThe simplest order of steps that leads there: "
                               : "\nAn order of steps that leads there, the simplest found: ");
    add_steps_and_preemptions(f, out);
    add_steps(f, m, w, out);
    if (f->blame)
        buffer_printf(out, "\n%s\n", f->blame);
    if (f->remedy)
        buffer_printf(out, "%s\n", f->remedy);
    add_replay(r, f, w, out);
}

/* ---- Orders to look at ----------------------------------------------------------------------- */

static void add_order(const struct explore_result *r, const struct explore_finding *f,
                      size_t number, const struct machine *m, const struct explore_words *w,
                      struct buffer *out)
{
    buffer_printf(out, "\n%zu. %s\n\n", number, f->message);
    add_steps_and_preemptions(f, out);
    add_steps(f, m, w, out);
    add_replay(r, f, w, out);
}

/* Why there are fewer than were asked for. */
static void add_why_no_more(const struct explore_result *r, struct buffer *out)
{
    if (r->orders_cut)
        buffer_puts(out, "A limit was reached before more orders were looked at.\n");
    else if (r->schedules && strcmp(r->schedules, "1") == 0 && r->order_count)
        buffer_puts(out, "There is no other order.\n");
    else if (r->order_count)
        buffer_puts(out, "No other order was met that differs in what comes of it, in who comes "
                         "first, in its length or in how often a thread is left.\n");
    else
        buffer_puts(out, "No order was met that comes to its end.\n");
}

static void add_orders(const struct explore_result *r, const struct machine *m,
                       const struct explore_words *w, struct buffer *out)
{
    if (!w->options->orders)
        return;
    if (r->order_count > 1)
        buffer_puts(out, "\nOrders that come to their end, as unlike each other as any that were "
                         "met:\n");
    for (size_t i = 0; i < r->order_count; i++)
        add_order(r, &r->orders[i], r->finding_count + i + 1, m, w, out);
    if (r->order_count < w->options->orders) {
        buffer_putc(out, '\n');
        add_why_no_more(r, out);
    }
}

void explore_words_line(const struct explore_result *r, struct buffer *out)
{
    static const char *const verdicts[] = {"PROVED", "REFUTED", "BOUNDED"};
    if (r->nothing_to_run && r->verdict == EXPLORE_PROVED) {
        buffer_puts(out, "there is nothing to run");
        return;
    }
    buffer_puts(out, verdicts[r->verdict]);
    if (r->verdict == EXPLORE_PROVED)
        buffer_puts(out, ": in no order of steps does anything go wrong");
    else if (r->verdict == EXPLORE_BOUNDED)
        buffer_puts(out, ": nothing wrong was found, but not everything was looked at");
    else
        buffer_printf(out, ": %s",
                      r->finding_count == 1 ? "there is an order of steps that goes wrong" : "");
    if (r->verdict == EXPLORE_REFUTED && r->finding_count > 1) {
        add_count(r->finding_count, "thing", out);
        buffer_puts(out, " can go wrong");
    }
}

void explore_words_report(const struct explore_result *r, const struct machine *m,
                          const struct explore_words *w, struct buffer *out)
{
    utf8_add_visible(out, w->subject, strlen(w->subject), "");
    buffer_puts(out, ": ");
    explore_words_line(r, out);
    buffer_putc(out, '\n');
    bool preempted = false, races = false;
    for (size_t i = 0; i < r->finding_count; i++) {
        add_finding(r, &r->findings[i], i + 1, m, w, out);
        preempted |= r->findings[i].preemptions > 0;
        races |= r->findings[i].kind == EXPLORE_RACE;
    }
    for (size_t i = 0; i < r->order_count; i++)
        preempted |= r->orders[i].preemptions > 0;
    for (size_t i = 0; i < r->warning_count; i++)
        buffer_printf(out, "%swarning: %s\n", i == 0 ? "\n" : "", r->warnings[i].message);
    if (r->nothing_to_run && r->verdict == EXPLORE_PROVED) {
        if (r->random)
            buffer_printf(out, "That is so with random numbers of seed %" PRIu64 ".\n", w->seed);
        return;
    }
    add_orders(r, m, w, out);
    buffer_puts(out, r->unreached_count ? "\n" : "");
    explore_words_unreached(r, m, out);
    buffer_puts(
        out, w->options->orders || r->finding_count || r->warning_count || r->unreached_count ? "\n"
                                                                                              : "");
    if (preempted || covered_some(r))
        buffer_printf(out, "A preemption: a thread is left although it could go on%s.\n",
                      races ? "; between the two steps of a race, which may come in either order, "
                              "none is counted"
                            : "");
    explore_words_coverage(r, w, out);
}

int explore_words_status(const struct explore_result *r)
{
    int status = 0;
    if (r->refusal)
        return EXPLORE_UNUSABLE;
    for (size_t i = 0; i < r->finding_count; i++) {
        int own = explore_kind_status(r->findings[i].kind);
        if (!status || own < status)
            status = own;
    }
    if (status)
        return status;
    return r->cancelled ? EXPLORE_INTERRUPTED : r->limit ? EXPLORE_AT_LIMIT : EXPLORE_FINE;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void add_text_or_null(const char *text, struct buffer *out)
{
    if (text)
        json_text_add(text, out);
    else
        buffer_puts(out, "null");
}

static void add_list(const char *key, char *const *texts, size_t count, struct buffer *out)
{
    buffer_printf(out, ", \"%s\": [", key);
    for (size_t i = 0; i < count; i++) {
        buffer_puts(out, i ? ", " : "");
        json_text_add(texts[i], out);
    }
    buffer_putc(out, ']');
}

/* The last two of an object's keys. */
static void add_place(const struct machine *m, uint32_t pc, struct buffer *out)
{
    const struct program *p = m->program;
    if (!pc) {
        buffer_puts(out, ", \"file\": null, \"line\": null}");
        return;
    }
    const struct origin *o = &p->origins[p->origin_of[pc]];
    const struct program_source *source = &p->sources[o->source];
    unsigned line = 1;
    for (uint32_t i = 0; i < o->start && i < source->length; i++)
        line += source->text[i] == '\n';
    buffer_puts(out, ", \"file\": ");
    json_text_add(source->name, out);
    buffer_printf(out, ", \"line\": %u}", line);
}

/* The invariant that was broken; its values are in the message. */
static void add_invariant(const struct machine *m, uint32_t pc, struct buffer *out)
{
    struct buffer text = {0};
    if (!pc)
        return;
    program_quote(m->program, pc, &text);
    buffer_puts(out, ", \"invariant\": {\"text\": ");
    json_text_add(buffer_text(&text), out);
    add_place(m, pc, out);
    buffer_free(&text);
}

/* How to see it happen, on the command line; null where that cannot be said. */
static void add_replay_key(const struct explore_result *r, const struct explore_finding *f,
                           const struct explore_words *w, struct buffer *out)
{
    struct buffer command = {0};
    buffer_puts(out, ", \"replay\": ");
    if (w->file && f->schedule)
        add_command(r, f, w, &command);
    add_text_or_null(command.length ? buffer_text(&command) : NULL, out);
    buffer_free(&command);
}

/* What the search went by. */
static void add_conditions(const struct explore_words *w, struct buffer *out)
{
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, w->seed);
    buffer_printf(out, ", \"time\": \"%s\", \"spurious\": %s, \"seed\": ",
                  w->options->time == EXPLORE_VIRTUAL ? "virtual" : "untimed",
                  w->options->spurious ? "true" : "false");
    json_text_add(seed, out);
}

void explore_words_json(const struct explore_result *r, const struct machine *m,
                        const struct explore_words *w, struct buffer *out)
{
    static const char *const verdicts[] = {"proved", "refuted", "bounded"};
    buffer_printf(out, "{\"verdict\": \"%s\", \"states\": %" PRIu64 ", \"schedules\": ",
                  verdicts[r->verdict], r->states);
    if (r->unbounded)
        buffer_puts(out, "\"unboundedly many\"");
    else if (r->schedules)
        json_text_add(r->schedules, out);
    else
        buffer_puts(out, "null");
    buffer_puts(out, ", \"limit\": ");
    add_text_or_null(r->limit, out);
    buffer_puts(out, ", \"preemptions_covered\": ");
    if (covered_some(r))
        buffer_printf(out, "%u", r->covered - 1);
    else
        buffer_puts(out, "null");
    add_conditions(w, out);
    buffer_puts(out, ",\n \"findings\": [");
    for (size_t i = 0; i < r->finding_count; i++) {
        const struct explore_finding *f = &r->findings[i];
        buffer_printf(out, "%s\n  {\"kind\": \"%s\", \"message\": ", i ? "," : "",
                      explore_kind_name(f->kind));
        json_text_add(f->message, out);
        add_list("threads", f->threads, f->thread_count, out);
        add_list("objects", f->objects, f->object_count, out);
        buffer_puts(out, ", \"schedule\": ");
        add_text_or_null(f->schedule, out);
        add_replay_key(r, f, w, out);
        buffer_printf(out, ", \"more\": %zu, \"preemptions\": %u, \"steps\": %zu", f->more,
                      f->preemptions, f->step_count);
        buffer_puts(out, ", \"blame\": ");
        add_text_or_null(f->blame, out);
        buffer_puts(out, ", \"remedy\": ");
        add_text_or_null(f->remedy, out);
        add_invariant(m, f->invariant, out);
        add_place(m, f->pc, out);
    }
    buffer_puts(out, "],\n \"orders\": [");
    for (size_t i = 0; i < r->order_count; i++) {
        const struct explore_finding *f = &r->orders[i];
        buffer_printf(out, "%s\n  {\"message\": ", i ? "," : "");
        json_text_add(f->message, out);
        buffer_puts(out, ", \"schedule\": ");
        json_text_add(f->schedule, out);
        add_replay_key(r, f, w, out);
        buffer_printf(out, ", \"preemptions\": %u, \"steps\": %zu}", f->preemptions, f->step_count);
    }
    buffer_puts(out, "],\n \"warnings\": [");
    for (size_t i = 0; i < r->warning_count; i++) {
        const struct explore_warning *x = &r->warnings[i];
        buffer_printf(out, "%s\n  {\"kind\": \"%s\", \"message\": ", i ? "," : "", x->kind);
        json_text_add(x->message, out);
        add_list("threads", &x->thread, x->thread != NULL, out);
        add_list("objects", &x->object, x->object != NULL, out);
        buffer_puts(out, ", \"schedule\": null");
        add_place(m, x->pc, out);
    }
    buffer_printf(out, "],\n \"checked\": %s, \"unreached\": [", r->checked ? "true" : "false");
    for (size_t i = 0; i < r->unreached_count; i++) {
        const struct explore_unreached *u = &r->unreached[i];
        struct buffer text = {0};
        program_quote(m->program, u->pc, &text);
        buffer_printf(out, "%s\n  {\"kind\": \"%s\", \"text\": ", i ? "," : "",
                      explore_check_name(u->kind));
        json_text_add(buffer_text(&text), out);
        add_place(m, u->pc, out);
        buffer_free(&text);
    }
    buffer_puts(out, "]}\n");
}
