/* report.c - see report.h. */
#include "shell/report.h"

#include "base/utf8.h"

#include <inttypes.h>
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
    utf8_add_visible(out, e->text, e->length, "");
}

static void add_object(const struct machine *m, const struct event *e, struct buffer *out)
{
    const char *name = name_bytes(m->program->texts, e->name);
    utf8_add_visible(out, name, strlen(name), "");
    if (e->element)
        buffer_printf(out, "[%u]", e->element - 1);
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
    bool takes = e->op == OP_ACQUIRE || e->op == OP_RDLOCK || e->op == OP_WRLOCK;
    bool in_vain = takes && e->value.kind == VALUE_BOOLEAN && !e->value.number;
    machine_add_thread_name(m, e->thread, out);
    buffer_putc(out, ' ');
    buffer_puts(out, in_vain ? "does not get" : program_opcode_verb((enum program_opcode)e->op));
    if (e->name) {
        buffer_putc(out, ' ');
        add_object(m, e, out);
    }
    if (e->value.kind != VALUE_UNSET && !takes) {
        struct buffer value = {0};
        value_add_text(m->program, e->value, &value);
        buffer_puts(out, " = ");
        utf8_add_visible(out, buffer_text(&value), value.length, "");
        buffer_free(&value);
    }
}

void report_step(const struct machine *m, const struct event *e, struct buffer *out)
{
    int64_t now = m->state->now;
    buffer_printf(out, "%" PRId64 ".%06" PRId64 " ", now / 1000000000, now / 1000 % 1000000);
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
