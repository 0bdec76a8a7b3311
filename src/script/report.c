/* report.c - see report.h. */
#include "script/report.h"

#include "base/utf8.h"
#include "core/failure.h"
#include "core/waiting.h"
#include "watch/rest.h"
#include "watch/words.h"

#include <string.h>

void report_failure(const struct machine *m, const struct event *e, struct buffer *out)
{
    bool order = e->kind == EVENT_ORDER_FAILED;
    if (e->pc) {
        program_where(m->program, e->pc, out);
        buffer_puts(out, ": ");
    }
    machine_add_thread_name(m, e->thread, out);
    if (!order)
        buffer_puts(out, " failed");
    if (e->pc) {
        buffer_puts(out, order ? ": " : " at `");
        program_quote(m->program, e->pc, out);
        buffer_puts(out, order ? "" : "`");
    }
    buffer_puts(out, ": ");
    failure_add_visible(m->program, e->failure, out);
}

static void add_object(const struct machine *m, const struct event *e, struct buffer *out)
{
    const char *name = name_bytes(m->program->texts, e->name);
    utf8_add_visible(out, name, strlen(name), "");
    if (e->element)
        buffer_printf(out, "[%u]", handle_index(e->element));
}

static void add_result(const struct machine *m, const struct event *e, struct buffer *out)
{
    struct buffer value = {0};
    machine_add_thread_name(m, e->thread, out);
    buffer_puts(out, ": ");
    program_quote(m->program, e->pc, out);
    value_add_text(m->program, e->value, &value);
    buffer_puts(out, ": ");
    utf8_add_visible(out, value.bytes, value.length, "");
    buffer_free(&value);
    bool in_vain =
        e->value.kind == VALUE_NONE || (e->value.kind == VALUE_BOOLEAN && !e->value.number);
    if (m->event.outcome == OUTCOME_CLOSED)
        buffer_puts(out, ", for it is closed");
    else if (in_vain && !(m->program->code[e->pc].a & OPERAND_TRY))
        buffer_puts(out, ", for its time has run out");
}

bool report_wants_result(const struct machine *m, const struct event *e)
{
    struct instruction i = m->program->code[e->pc];
    if (e->value.kind == VALUE_BOOLEAN && e->value.number)
        return i.a & OPERAND_TRY;
    return e->value.kind == VALUE_BOOLEAN || i.op == OP_GET || i.op == OP_PEEK;
}

void report_notice(const struct machine *m, const struct event *e, struct buffer *out)
{
    switch (e->notice) {
    case NOTICE_ENDED_HOLDING:
        machine_add_thread_name(m, e->thread, out);
        buffer_puts(out, " ended and still holds ");
        add_object(m, e, out);
        buffer_puts(out, "; nobody else can take it now");
        break;
    case NOTICE_NOBODY:
        machine_add_thread_name(m, e->thread, out);
        buffer_puts(out, " notified ");
        add_object(m, e, out);
        buffer_puts(out, ", but nobody waits for it: the notification is lost");
        break;
    case NOTICE_RESULT:
        add_result(m, e, out);
        break;
    case NOTICE_PRIVATE:
        add_object(m, e, out);
        buffer_puts(out, " is a private variable of ");
        machine_add_thread_name(m, e->thread, out);
        buffer_puts(out, "; for one that all threads see, write: shared ");
        add_object(m, e, out);
        buffer_puts(out, " = ...");
        break;
    }
}

void report_deed(const struct machine *m, const struct event *e, struct buffer *out)
{
    machine_add_thread_name(m, e->thread, out);
    buffer_putc(out, ' ');
    machine_add_deed(m, e, out);
}

void report_step(const struct machine *m, const struct event *e, struct buffer *out)
{
    int64_t now = m->state->now;
    buffer_put_integer(out, now / 1000000000, 1);
    buffer_putc(out, '.');
    buffer_put_integer(out, now / 1000 % 1000000, 6);
    buffer_putc(out, ' ');
    report_deed(m, e, out);
}

void report_log_head(const struct machine *m, const struct event *e, struct buffer *out)
{
    static const char *const levels[] = {"DEBUG", "INFO", "WARNING", "ERROR"};
    const struct unit *u = &m->program->units[state_thread(m->state, e->thread)->unit];
    buffer_printf(out, "[%s] (", levels[e->level]);
    machine_add_thread_name(m, e->thread, out);
    buffer_printf(out, ") (%s) ",
                  u->kind == UNIT_FUNCTION && u->name ? name_bytes(m->program->texts, u->name)
                                                      : "-");
}

void report_print_head(const struct machine *m, const struct event *e, struct buffer *out)
{
    if (e->kind == EVENT_LOG) {
        report_log_head(m, e, out);
    } else {
        machine_add_thread_name(m, e->thread, out);
        buffer_puts(out, ": ");
    }
}

void report_waits(const struct machine *m, bool without_rings, struct buffer *out)
{
    const struct words_list lines = {"  ", "\n  ", 20, without_rings};
    unsigned count = words_add_waits(m, &lines, out);
    if (count)
        buffer_putc(out, '\n');
    if (count > lines.most)
        buffer_printf(out, "  and %u more\n", count - lines.most);
}

void report_deadlock(const struct machine *m, bool without_rings, struct buffer *out)
{
    bool joins_daemons = false;
    buffer_printf(out, "thrum: deadlock: %s can go on\n",
                  rest_daemon_moves(m) ? "nobody but daemons" : "nobody");
    report_waits(m, without_rings, out);
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        joins_daemons |= machine_joins_daemons(m, i);
    if (joins_daemons)
        buffer_puts(out, "  (`join all` waits for daemons too, `join all but daemons` does not)\n");
}

void report_add_quoted(const char *name, struct buffer *out)
{
    bool plain = name[0] != '-' && name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS"
                                                     "TUVWXYZ0123456789_-./")] == '\0';
    if (!plain)
        buffer_putc(out, '\'');
    for (const char *c = name; *c; c++)
        buffer_puts(out, *c == '\'' ? "'\\''" : (char[]){*c, '\0'});
    if (!plain)
        buffer_putc(out, '\'');
}
