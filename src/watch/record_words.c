/* record_words.c - see record_words.h. What a thread did is said as it stands in the text where
 * that names the object it did it to and nothing else came of it; what came otherwise, and what no
 * command says (a `with` that gives its lock back), in the words of core/deed.c. */
#include "watch/record_words.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "core/failure.h"
#include "core/instructions.h"
#include "core/machine.h"

#include <string.h>

/* ---- Names, values --------------------------------------------------------------------------- */

void record_add_name(const struct machine *m, uint32_t name, uint32_t element, struct buffer *out)
{
    if (!name)
        return;
    const char *text = name_bytes(m->program->texts, name);
    utf8_add_visible(out, text, strlen(text), "");
    if (element)
        buffer_printf(out, "[%u]", handle_index(element));
}

void record_add_object(const struct machine *m, const struct record_entry *e, struct buffer *out)
{
    record_add_name(m, e->name, e->element, out);
}

void record_add_thread(const struct record *r, const struct machine *m, uint32_t number,
                       struct buffer *out)
{
    const struct record_thread *t = record_thread(r, number);
    const char *name = t ? name_bytes(m->program->texts, t->name) : "a thread that is gone";
    utf8_add_visible(out, name, strlen(name), "");
}

static void add_value(const struct machine *m, struct value v, struct buffer *out)
{
    struct buffer text = {0};
    value_add_text(m->program, v, &text);
    buffer_puts(out, v.kind == VALUE_TEXT ? "\"" : "");
    utf8_add_visible(out, buffer_text(&text), text.length, "");
    buffer_puts(out, v.kind == VALUE_TEXT ? "\"" : "");
    buffer_free(&text);
}

/* ---- As it was written ----------------------------------------------------------------------- */

/* Where the block of a command begins, or the command ends: a brace in a text is none. */
static const char *block_of(const char *command)
{
    bool in_text = false;
    const char *at = command;
    for (; *at && (in_text || *at != '{'); at++) {
        if (in_text && *at == '\\' && at[1])
            at++;
        else if (*at == '"')
            in_text = !in_text;
    }
    return at;
}

/* The command, or what is done of it, without the block that follows: "spawn alice", "with m". */
static void add_quote(const struct machine *m, uint32_t pc, struct buffer *out)
{
    size_t start = out->length;
    program_quote_part(m->program, pc, out);
    size_t length = (size_t)(block_of(buffer_text(out) + start) - out->bytes);
    while (length > start && out->bytes[length - 1] == ' ')
        length--;
    buffer_cut(out, length);
}

static bool is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* Whether the name stands in the text, and not only as a part of another one. */
static bool names(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = strstr(text, name); at; at = strstr(at + 1, name))
        if ((at == text || !is_of_name(at[-1])) &&
            (!is_of_name(at[length]) || !is_of_name(name[length - 1])))
            return true;
    return false;
}

/* What one command does alone, and all that it does: its text says it. */
static bool is_told_by_its_text(enum program_opcode op)
{
    switch (op) {
    case OP_ACQUIRE:
    case OP_RDLOCK:
    case OP_WRLOCK:
    case OP_RELEASE:
    case OP_WAIT:
    case OP_SET:
    case OP_CLEAR:
    case OP_COUNTDOWN:
    case OP_NOTIFY:
    case OP_BROADCAST:
    case OP_SPAWN:
    case OP_START:
    case OP_JOIN:
    case OP_JOIN_ALL:
    case OP_CANCEL:
    case OP_KILL:
    case OP_YIELD:
    case OP_FENCE:
    case OP_CLOSE:
    case OP_RESOLVE:
    case OP_FUTEX_WAIT:
    case OP_DROP:
    case OP_PRINT:
    case OP_LOG:
        return true;
    default:
        return false;
    }
}

/* A lock that is given back where no command says so. */
static bool is_behind_a_block(const struct record_entry *e, const char *quote)
{
    return e->op == OP_RELEASE && strncmp(quote, "with", 4) == 0 && !is_of_name(quote[4]);
}

static bool add_as_written(const struct record *r, const struct machine *m,
                           const struct record_entry *e, struct buffer *out)
{
    bool plain = e->outcome == OUTCOME_DONE || e->outcome == OUTCOME_WAITS;
    bool told = is_told_by_its_text((enum program_opcode)e->op) ||
                (e->outcome == OUTCOME_WAITS && kind_takes(e->object, OPERATION_SEND));
    bool heard = (e->op != OP_NOTIFY && e->op != OP_BROADCAST) || record_details(r, e)->count;
    if (!told || !plain || !heard)
        return false;
    struct buffer quote = {0}, object = {0};
    add_quote(m, e->pc, &quote);
    record_add_object(m, e, &object);
    bool says = quote.length && !is_behind_a_block(e, buffer_text(&quote)) &&
                (!object.length || names(buffer_text(&quote), buffer_text(&object)));
    if (says)
        buffer_add(out, quote.bytes, quote.length);
    buffer_free(&quote);
    buffer_free(&object);
    return says;
}

/* ---- Steps ----------------------------------------------------------------------------------- */

/* "x = 2", "x = 2, was 1": a variable, or an element of an array, is what was written. */
static bool add_assignment(const struct record *r, const struct machine *m,
                           const struct record_entry *e, struct buffer *out)
{
    bool reads = strcmp(program_opcode_verb((enum program_opcode)e->op), "reads") == 0;
    bool writes = instruction_is_access((enum program_opcode)e->op) && !reads;
    if ((!writes && e->op != OP_MODIFY) || e->outcome != OUTCOME_DONE || !e->name)
        return false;
    struct value old = record_details(r, e)->old;
    bool at_once = old.kind != VALUE_UNSET;
    bool same = at_once && value_same(old, e->value);
    record_add_object(m, e, out);
    buffer_puts(out, same ? " stays " : " = ");
    add_value(m, e->value, out);
    if (at_once && !same) {
        buffer_puts(out, ", was ");
        add_value(m, old, out);
    }
    return true;
}

/* The end of a wait, with a step of its own, or given up before it had begun with one. */
static bool add_going_on(const struct machine *m, const struct record_entry *e, struct buffer *out)
{
    struct instruction i = m->program->code[e->pc];
    bool gives_up =
        e->outcome == OUTCOME_IN_VAIN && instruction_blocks(i) && !(i.a & OPERAND_TRY) && e->name;
    if (e->outcome == OUTCOME_DONE && kind_takes(e->object, OPERATION_SEND))
        return false; /* what it has received says more */
    if (e->outcome == OUTCOME_REFUSED || (e->op != OP_WAIT_RESUME && !gives_up))
        return false;
    buffer_puts(out, gives_up || e->outcome == OUTCOME_IN_VAIN ? "gives up: " : "goes on: ");
    record_add_object(m, e, out);
    return true;
}

/* What nobody heard. */
static bool add_unheard(const struct record *r, const struct machine *m,
                        const struct record_entry *e, struct buffer *out)
{
    if ((e->op != OP_NOTIFY && e->op != OP_BROADCAST) || e->outcome != OUTCOME_DONE ||
        record_details(r, e)->count)
        return false;
    add_quote(m, e->pc, out);
    buffer_puts(out, ": nobody waits");
    return true;
}

static void add_step(const struct record *r, const struct machine *m, const struct record_entry *e,
                     struct buffer *out)
{
    if (e->outcome == OUTCOME_REFUSED) {
        add_quote(m, e->pc, out);
        buffer_puts(out, " fails: ");
        failure_add_visible(m->program, e->failure, out);
    } else if (!add_as_written(r, m, e, out) && !add_assignment(r, m, e, out) &&
               !add_going_on(m, e, out) && !add_unheard(r, m, e, out)) {
        struct event event = record_event(r, e);
        machine_add_deed(m, &event, out);
    }
}

/* ---- What else comes about ------------------------------------------------------------------- */

static void add_blocked(const struct record *r, const struct machine *m,
                        const struct record_entry *e, struct buffer *out)
{
    buffer_puts(out, ":");
    if (e->outcome == WAITS_FOR_ALL) {
        buffer_puts(out, " all");
    } else if (e->name) {
        buffer_putc(out, ' ');
        record_add_object(m, e, out);
    }
    if (e->holder && e->outcome == WAITS_FOR_OBJECT) {
        buffer_puts(out, ", held by ");
        record_add_thread(r, m, e->holder - 1, out);
    }
}

/* Whether the step before it has said what went wrong. */
static bool is_told(const struct record *r, uint64_t number)
{
    const struct record_entry *e = record_entry(r, number);
    const struct record_entry *before = record_entry(r, record_previous(r, number));
    return before && before->kind == RECORD_STEP && before->step == e->step &&
           before->outcome == OUTCOME_REFUSED;
}

static void add_end(const struct record *r, const struct machine *m, uint64_t number,
                    struct buffer *out)
{
    const struct record_entry *e = record_entry(r, number);
    static const char *const words[] = {
        [THREAD_DONE] = "ends",
        [THREAD_FAILED] = "fails",
        [THREAD_CANCELLED] = "is cancelled",
        [THREAD_KILLED] = "is killed",
    };
    unsigned status = e->outcome;
    if (e->kind == RECORD_ORDER_FAILED && status == THREAD_CANCELLED)
        buffer_puts(out, "is interrupted");
    else
        buffer_puts(out, status <= THREAD_KILLED && words[status] ? words[status] : "ends");
    if (status == THREAD_FAILED && e->failure && !is_told(r, number)) {
        buffer_puts(out, ": ");
        failure_add_visible(m->program, e->failure, out);
    }
}

void record_add_words(const struct record *r, const struct machine *m, uint64_t number,
                      struct buffer *out)
{
    const struct record_entry *e = record_entry(r, number);
    switch ((enum record_kind)e->kind) {
    case RECORD_STEP:
        add_step(r, m, e, out);
        break;
    case RECORD_WITHIN:
        buffer_puts(out, "· ");
        add_step(r, m, e, out);
        break;
    case RECORD_RAISED:
        buffer_puts(out, "error: ");
        failure_add_visible(m->program, e->failure, out);
        break;
    case RECORD_BEGINS:
        add_quote(m, e->pc, out);
        break;
    case RECORD_BLOCKED:
        if (e->outcome != IDLE)
            add_blocked(r, m, e, out);
        break;
    case RECORD_ENDED:
    case RECORD_ORDER_FAILED:
        add_end(r, m, number, out);
        break;
    case RECORD_NOTICE:
        if (e->outcome == NOTICE_ENDED_HOLDING) {
            buffer_puts(out, "still holds ");
            record_add_object(m, e, out);
        }
        break;
    case RECORD_ORDERED:
        break;
    }
}

void record_add_wait(const struct record *r, const struct machine *m, const struct record_entry *e,
                     struct buffer *out)
{
    static const char *const states[] = {
        [READY] = "can step",
        [NOT_STARTED] = "is not started",
        [NOT_ALIVE] = "has ended",
        [IDLE] = "has no orders",
        [WAITS_FOR_OBJECT] = "waits for ",
        [WAITS_IN_LIST] = "waits for ",
        [WAITS_FOR_THREAD] = "waits for ",
        [WAITS_FOR_ALL] = "waits for all",
        [SLEEPS] = "sleeps",
        [DOES_IO] = "waits for io",
        [WORKS] = "works",
        [WAITS_OUTSIDE] = "is at work outside",
    };
    bool named = e->outcome == WAITS_FOR_OBJECT || e->outcome == WAITS_IN_LIST ||
                 e->outcome == WAITS_FOR_THREAD;
    buffer_puts(out, states[e->outcome]);
    if (named && e->name)
        record_add_name(m, e->name, e->element, out);
    if (e->outcome == WAITS_FOR_OBJECT && e->holder && kind_rows[e->object].holder.by) {
        buffer_printf(out, ", %s ", kind_rows[e->object].holder.is_held);
        record_add_thread(r, m, e->holder - 1, out);
    }
}
