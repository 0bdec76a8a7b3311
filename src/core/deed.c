/* deed.c - what a step did, in words: the one place where an EVENT_STEP becomes a sentence, for
 * --trace, `step`, and the listings of explore. Its subject, a thread, stands before it. */
#include "core/machine.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <string.h>

struct telling {
    const struct machine *m;
    const struct event *e;
    struct buffer *out;
};

/* ---- Parts of a sentence --------------------------------------------------------------------- */

static void add_called(const struct telling *t, uint32_t name, uint32_t element)
{
    const char *text = name ? name_bytes(t->m->program->texts, name) : "a thread that is gone";
    utf8_add_visible(t->out, text, strlen(text), "");
    if (element)
        buffer_printf(t->out, "[%u]", handle_index(element));
}

static void add_name(const struct telling *t)
{
    add_called(t, t->e->name, t->e->element);
}

/* Before and behind the name. */
static void add_about(const struct telling *t, const char *before, const char *behind)
{
    buffer_puts(t->out, before);
    buffer_putc(t->out, ' ');
    add_name(t);
    buffer_puts(t->out, behind);
}

/* A text in quotes, so that it is no name. */
static void add_value(const struct telling *t, struct value v)
{
    if (v.kind == VALUE_INTEGER) {
        buffer_put_integer(t->out, v.number, 1);
        return;
    }
    struct buffer text = {0};
    value_add_text(t->m->program, v, &text);
    buffer_puts(t->out, v.kind == VALUE_TEXT ? "\"" : "");
    utf8_add_visible(t->out, buffer_text(&text), text.length, "");
    buffer_puts(t->out, v.kind == VALUE_TEXT ? "\"" : "");
    buffer_free(&text);
}

static const char *verb(const struct telling *t)
{
    return program_opcode_verb((enum program_opcode)t->e->op);
}

static struct instruction instruction_of(const struct telling *t)
{
    return t->m->program->code[t->e->pc];
}

/* ---- Locks ----------------------------------------------------------------------------------- */

static void add_acquire(const struct telling *t)
{
    const char *behind = t->e->op == OP_RDLOCK   ? " for reading"
                         : t->e->op == OP_WRLOCK ? " for writing"
                                                 : "";
    if (t->e->outcome == OUTCOME_WAITS) {
        add_about(t, "waits for", behind);
        return;
    }
    bool tries = instruction_of(t).a & OPERAND_TRY;
    bool in_vain = t->e->outcome == OUTCOME_IN_VAIN;
    buffer_puts(t->out, !in_vain ? "acquires" : tries ? "does not get" : "gives up waiting for");
    if (t->e->count > 1)
        buffer_printf(t->out, " %" PRId64 " of", t->e->count);
    add_about(t, "", behind);
    buffer_puts(t->out, in_vain && !tries ? ": its time has run out" : "");
}

static void add_release(const struct telling *t)
{
    add_about(t, "releases", "");
    if (t->e->count > 1)
        buffer_printf(t->out, " %" PRId64 " times", t->e->count);
}

/* ---- Waits ----------------------------------------------------------------------------------- */

/* The name of an object, or of the lock of a condition, which may have none of its own. */
static void keep_called(const struct telling *t, uint32_t name, uint32_t element,
                        const char *otherwise, struct buffer *kept)
{
    struct telling inner = {t->m, t->e, kept};
    if (name || !otherwise)
        add_called(&inner, name, element);
    else
        buffer_puts(kept, otherwise);
}

static void add_kind_text(const struct telling *t, const char *text)
{
    const struct event *e = t->e;
    struct buffer name = {0}, lock = {0};
    keep_called(t, e->name, e->element, NULL, &name);
    keep_called(t, e->other, e->other_element, "its lock", &lock);
    kind_add_text(text, 0,
                  &(struct kind_values){.name = buffer_text(&name),
                                        .lock = buffer_text(&lock),
                                        .count = e->count,
                                        .of = e->of,
                                        .place = e->value.number},
                  t->out);
    buffer_free(&name);
    buffer_free(&lock);
}

static void add_wait(const struct telling *t)
{
    const struct kind_wait *wait = &kind_rows[t->e->object].wait;
    add_kind_text(t, t->e->outcome == OUTCOME_WAITS     ? wait->begins
                     : t->e->outcome == OUTCOME_IN_VAIN ? wait->in_vain
                                                        : wait->at_once);
}

/* What begins to wait, what was let go, and what was over at once. */
static void add_channel_deed(const struct telling *t)
{
    bool resumes = t->e->op == OP_WAIT_RESUME;
    unsigned op = resumes ? t->m->program->code[t->e->pc - 1].op : t->e->op;
    bool from_queue = t->e->object == ENTITY_QUEUE;
    bool selects = op == OP_SELECT, sends = op == OP_SEND || (selects && t->e->count);
    if (selects && t->e->outcome == OUTCOME_WAITS) {
        buffer_puts(t->out, "waits in select");
    } else if (selects && t->e->outcome == OUTCOME_IN_VAIN) {
        buffer_puts(t->out, resumes ? "gives up waiting in select: its time has run out"
                                    : "finds nothing to do in select");
    } else if (t->e->outcome == OUTCOME_IN_VAIN) {
        add_about(t, "gives up waiting for", ": its time has run out");
    } else if (t->e->outcome == OUTCOME_CLOSED) {
        add_about(t, "finds", " closed");
    } else if (!sends && t->e->outcome == OUTCOME_WAITS) {
        add_about(t, "waits to receive from", "");
    } else {
        buffer_puts(t->out, t->e->outcome == OUTCOME_WAITS ? "waits to send "
                            : from_queue                   ? "gets "
                            : !sends                       ? "receives "
                            : resumes                      ? "has sent "
                                                           : "sends ");
        add_value(t, t->e->value);
        add_about(t, sends ? " to" : " from", "");
    }
}

/* The same, of a reader-writer lock, to which it has come by waiting: behind its instruction. */
static void add_queued(const struct telling *t)
{
    struct instruction before = t->m->program->code[t->e->pc - 1];
    bool in_vain = t->e->outcome == OUTCOME_IN_VAIN, upgrades = before.op == OP_UPGRADE;
    add_about(t,
              in_vain    ? "gives up waiting for"
              : upgrades ? "upgrades"
                         : "acquires",
              before.op == OP_RDLOCK ? " for reading" : " for writing");
    buffer_puts(t->out, in_vain ? ": its time has run out" : "");
}

static void add_upgrade(const struct telling *t)
{
    bool in_vain = t->e->outcome == OUTCOME_IN_VAIN;
    add_about(t,
              in_vain                          ? "gives up waiting for"
              : t->e->outcome == OUTCOME_WAITS ? "waits for"
                                               : "upgrades",
              " for writing");
    buffer_puts(t->out, in_vain ? ": its time has run out" : "");
}

static void add_downgrade(const struct telling *t)
{
    add_about(t, "downgrades", ", and goes on reading");
}

/* Beginning to wait, or seeing that there is no need to: the variable has another value. */
static void add_futex_wait(const struct telling *t)
{
    if (t->e->outcome != OUTCOME_DONE) {
        add_wait(t);
        return;
    }
    add_about(t, "does not wait at", ", which is ");
    add_value(t, t->e->value);
}

static void add_futex_wake(const struct telling *t)
{
    buffer_printf(t->out, "wakes %" PRId64 " at", t->e->count);
    add_about(t, "", "");
}

static void add_resolve(const struct telling *t)
{
    add_about(t, instruction_of(t).a >> OPERAND_SHIFT ? "fails" : "resolves", " with ");
    add_value(t, t->e->value);
}

static void add_resume(const struct telling *t)
{
    if (kind_takes((unsigned)t->e->object, OPERATION_SEND)) {
        add_channel_deed(t);
        return;
    }
    if (kind_rows[t->e->object].holder.by == HELD_READERS) {
        add_queued(t);
        return;
    }
    const struct kind_wait *wait = &kind_rows[t->e->object].wait;
    add_kind_text(t, t->e->outcome == OUTCOME_IN_VAIN ? wait->gives_up : wait->goes_on);
}

static void add_notify(const struct telling *t)
{
    const struct event *e = t->e;
    if (e->op == OP_BROADCAST)
        add_about(t, "notifies all who wait for", e->count ? "" : ": nobody does");
    else
        add_about(t, "notifies", e->count ? "" : ", but nobody waits for it");
    if (e->op == OP_BROADCAST && e->count)
        buffer_printf(t->out, " (%" PRId64 ")", e->count);
    else if (e->count > 1)
        buffer_printf(t->out, ": %" PRId64 " go on", e->count);
}

static void add_once(const struct telling *t)
{
    if (t->e->op == OP_ONCE_ENTER)
        add_about(t, t->e->outcome == OUTCOME_IN_VAIN ? "passes by" : "begins",
                  t->e->outcome == OUTCOME_IN_VAIN ? ", which is done" : "");
    else
        add_about(t, t->e->op == OP_ONCE_LEAVE ? "is done with" : "leaves",
                  t->e->op == OP_ONCE_LEAVE ? "" : " unfinished");
}

/* ---- Threads --------------------------------------------------------------------------------- */

static void add_join(const struct telling *t)
{
    bool all = t->e->op == OP_JOIN_ALL;
    if (t->e->outcome == OUTCOME_IN_VAIN)
        buffer_puts(t->out, "gives up joining ");
    else
        buffer_puts(t->out, "joins ");
    if (all)
        buffer_puts(t->out, instruction_of(t).a >> OPERAND_SHIFT ? "all but daemons" : "all");
    else
        add_name(t);
    if (t->e->outcome == OUTCOME_IN_VAIN)
        buffer_puts(t->out, ": its time has run out");
}

static void add_ending(const struct telling *t)
{
    add_about(t, verb(t),
              t->e->outcome == OUTCOME_NO_MORE         ? ", which goes off no more"
              : t->e->outcome == OUTCOME_OFF_ALREADY   ? ", which has gone off already"
              : t->e->outcome == OUTCOME_ENDED_ALREADY ? ", which has ended already"
                                                       : "");
}

static void add_thread_deed(const struct telling *t)
{
    switch (t->e->op) {
    case OP_START:
        if (t->e->outcome == OUTCOME_FIRED)
            buffer_puts(t->out, "goes off");
        else
            add_about(t, "starts", "");
        break;
    case OP_DAEMON:
        add_about(t, "makes", instruction_of(t).a >> OPERAND_SHIFT ? " a daemon" : " no daemon");
        break;
    case OP_RENAME:
        add_about(t, "renames", " to ");
        add_called(t, t->e->other, 0);
        break;
    case OP_ORDER:
        add_about(t, "gives", " an order");
        break;
    default:
        buffer_puts(t->out, "gives all puppets an order");
    }
}

/* ---- Queues, variables, looking -------------------------------------------------------------- */

static void add_peek(const struct telling *t)
{
    if (t->e->outcome == OUTCOME_IN_VAIN) {
        add_about(t, "finds", " empty");
        return;
    }
    add_about(t, "looks at", ", in which ");
    add_value(t, t->e->value);
    buffer_puts(t->out, " comes first");
}

static void add_queue_deed(const struct telling *t)
{
    if (t->e->outcome == OUTCOME_CLOSED) {
        add_about(t, "finds", " closed");
        return;
    }
    bool puts = t->e->op == OP_PUT, tries = instruction_of(t).a & OPERAND_TRY;
    if (t->e->outcome == OUTCOME_IN_VAIN) {
        if (tries)
            add_about(t, "finds", puts ? " full" : " empty");
        else
            add_about(t, "gives up waiting for", ": its time has run out");
        return;
    }
    buffer_puts(t->out, puts ? "puts " : "gets ");
    add_value(t, t->e->value);
    add_about(t, puts ? " into" : " from", "");
}

/* cas, add, swap; and `x += 1` on an atomic variable. */
static void add_change(const struct telling *t)
{
    static const char *const names[] = {" (cas)",  " (add)", " (swap)", " (compare)",
                                        " (band)", " (bor)", " (bxor)"};
    bool modifies = t->e->op == OP_MODIFY;
    unsigned which = instruction_of(t).a >> OPERAND_SHIFT;
    if (value_same(t->e->old, t->e->value)) {
        add_about(t, "leaves", " = ");
        add_value(t, t->e->value);
        buffer_puts(t->out, " as it is");
    } else {
        add_about(t, "changes", " from ");
        add_value(t, t->e->old);
        buffer_puts(t->out, " to ");
        add_value(t, t->e->value);
    }
    buffer_puts(t->out, modifies && which < sizeof names / sizeof *names ? names[which] : "");
}

/* "locked(m) = true", "x = 2". */
static void add_seen(const struct telling *t)
{
    static const char *const names[] = {
        [OBSERVE_ALIVE] = "alive",     [OBSERVE_DAEMON] = "daemon", [OBSERVE_STATE] = "state",
        [OBSERVE_RESULT] = "result",   [OBSERVE_ISSET] = "isset",   [OBSERVE_LOCKED] = "locked",
        [OBSERVE_OWNER] = "owner",     [OBSERVE_VALUE] = "value",   [OBSERVE_BROKEN] = "broken",
        [OBSERVE_WAITING] = "waiting",
    };
    unsigned which = instruction_of(t).a >> OPERAND_SHIFT;
    const char *called = t->e->op == OP_LENGTH ? "len" : which < 10 ? names[which] : "?";
    bool built_in = t->e->op == OP_OBSERVE || t->e->op == OP_LENGTH || t->e->op == OP_ACTIVE;
    if (built_in)
        buffer_printf(t->out, "%s(", t->e->op == OP_ACTIVE ? "active" : called);
    if (t->e->op != OP_ACTIVE)
        add_name(t);
    buffer_puts(t->out, built_in ? ") = " : " = ");
    add_value(t, t->e->value);
}

static void add_look(const struct telling *t)
{
    buffer_puts(t->out, "sees ");
    add_seen(t);
}

static void add_plain(const struct telling *t)
{
    const struct event *e = t->e;
    buffer_puts(t->out, verb(t));
    if (e->name) {
        buffer_putc(t->out, ' ');
        add_name(t);
    }
    if (e->value.kind == VALUE_UNSET || e->op == OP_ASK || e->op == OP_FETCH)
        return;
    buffer_puts(t->out, e->name ? " = " : " ");
    add_value(t, e->value);
}

static void add_refused(const struct telling *t)
{
    buffer_puts(t->out, "fails at `");
    program_quote(t->m->program, t->e->pc, t->out);
    buffer_puts(t->out, "`: ");
    failure_add_visible(t->m->program, t->e->failure, t->out);
}

static void add_done_with_body(const struct telling *t)
{
    add_about(t, "is done with the body of", "; all go on");
}

static void add_compound(const struct telling *t)
{
    if (t->e->old.kind != VALUE_UNSET)
        add_change(t);
    else
        add_plain(t);
}

/* Those that are not told by their verb, name and value alone. */
static void (*const tellers[OP_COUNT])(const struct telling *t) = {
    [OP_ACQUIRE] = add_acquire,
    [OP_RDLOCK] = add_acquire,
    [OP_WRLOCK] = add_acquire,
    [OP_UPGRADE] = add_upgrade,
    [OP_DOWNGRADE] = add_downgrade,
    [OP_RELEASE] = add_release,
    [OP_WAIT] = add_wait,
    [OP_WAIT_RESUME] = add_resume,
    [OP_BARRIER_TRIP] = add_done_with_body,
    [OP_NOTIFY] = add_notify,
    [OP_BROADCAST] = add_notify,
    [OP_ONCE_ENTER] = add_once,
    [OP_ONCE_LEAVE] = add_once,
    [OP_ONCE_ABANDON] = add_once,
    [OP_JOIN] = add_join,
    [OP_JOIN_ALL] = add_join,
    [OP_CANCEL] = add_ending,
    [OP_KILL] = add_ending,
    [OP_START] = add_thread_deed,
    [OP_DAEMON] = add_thread_deed,
    [OP_RENAME] = add_thread_deed,
    [OP_ORDER] = add_thread_deed,
    [OP_ORDER_ALL] = add_thread_deed,
    [OP_PUT] = add_queue_deed,
    [OP_GET] = add_queue_deed,
    [OP_PEEK] = add_peek,
    [OP_AWAIT] = add_wait,
    [OP_RESOLVE] = add_resolve,
    [OP_FUTEX_WAIT] = add_futex_wait,
    [OP_FUTEX_WAKE] = add_futex_wake,
    [OP_SEND] = add_channel_deed,
    [OP_RECEIVE] = add_channel_deed,
    [OP_SELECT] = add_channel_deed,
    [OP_MODIFY] = add_change,
    [OP_COMPOUND_WRITE] = add_compound,
    [OP_INDEX_COMPOUND_WRITE] = add_compound,
    [OP_OBSERVE] = add_look,
    [OP_LENGTH] = add_look,
    [OP_ACTIVE] = add_look,
};

void machine_add_seen(const struct machine *m, const struct event *e, struct buffer *out)
{
    add_seen(&(struct telling){m, e, out});
}

void machine_add_deed(const struct machine *m, const struct event *e, struct buffer *out)
{
    struct telling t = {m, e, out};
    if (e->outcome == OUTCOME_REFUSED)
        add_refused(&t);
    else if (tellers[e->op])
        tellers[e->op](&t);
    else
        add_plain(&t);
}
