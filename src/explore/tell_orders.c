/* tell_orders.c - orders that come to their end in words: what comes of each that does not come of
 * all of them, and who comes first at what. */
#include "explore/orders.h"
#include "explore/tell_inside.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_VALUES = 4, MOST_FIRSTS = 3, MOST_PRINTED = 6, MOST_TOLD = 64 };

/* What is told of an order, a line each, in this order. */
enum line_kind { LINE_VALUE = 'v', LINE_PRINTED = 'p', LINE_FIRST = 'f' };

static void add_visible(const char *text, struct buffer *out)
{
    utf8_add_visible(out, text, strlen(text), "");
}

static void add_values(const struct machine *m, struct buffer *lines)
{
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        const struct entity *e = state_entity(m->state, i);
        struct buffer value = {0};
        if (e->kind != ENTITY_SHARED && e->kind != ENTITY_ATOMIC)
            continue;
        buffer_putc(lines, LINE_VALUE);
        machine_add_entity_name(m, i, lines);
        buffer_puts(lines, " is ");
        value_add_text(m->program, e->value, &value);
        add_visible(buffer_text(&value), lines);
        buffer_puts(lines, " in the end\n");
        buffer_free(&value);
    }
}

static void add_printed(const struct explore_finding *f, struct buffer *lines)
{
    size_t count = 0;
    for (size_t i = 0; i < f->step_count; i++) {
        if (!f->steps[i].printed || ++count > MOST_PRINTED)
            continue;
        if (count == 1)
            buffer_printf(lines, "%cit prints ", LINE_PRINTED);
        buffer_printf(lines, "%s\"%s\"", count == 1 ? "" : ", ", f->steps[i].printed);
    }
    buffer_puts(lines, count > MOST_PRINTED ? " and more\n" : count ? "\n" : "");
}

static void add_firsts(const struct explore_finding *f, const struct machine *m,
                       struct buffer *lines)
{
    uint64_t told[MOST_TOLD];
    size_t count = 0;
    for (size_t i = 0; i < f->step_count && count < MOST_TOLD; i++) {
        const struct event *e = &f->steps[i].event;
        uint64_t object = (uint64_t)e->name << 32 | e->element;
        bool known = e->op == OP_COUNT || !e->name;
        for (size_t k = 0; k < count && !known; k++)
            known = told[k] == object;
        if (known)
            continue;
        told[count++] = object;
        buffer_printf(lines, "%c%s is first at ", LINE_FIRST, f->steps[i].thread);
        add_visible(name_bytes(m->program->texts, e->name), lines);
        if (e->element)
            buffer_printf(lines, "[%u]", handle_index(e->element));
        buffer_putc(lines, '\n');
    }
}

void tell_order(struct search *s, const struct move *moves, size_t count, uint32_t preemptions)
{
    struct explore_result *r = s->result;
    r->orders = memory_resize(r->orders, (r->order_count + 1) * sizeof *r->orders);
    struct explore_finding *f = &r->orders[r->order_count++];
    *f = (struct explore_finding){.kind = EXPLORE_KINDS, .preemptions = preemptions};
    struct teller t = {.search = s, .finding = f};
    struct buffer lines = {0}, ending = {0};
    tell_steps(&t, moves, count);
    const struct machine *m = world_machine(s->world, &t.at);
    add_values(m, &lines);
    add_printed(f, &lines);
    add_firsts(f, m, &lines);
    tell_add_ending(s->world, &t.at, &ending);
    buffer_puts(&lines, "");
    f->message = buffer_take(&lines);
    f->ending = buffer_take(&ending);
    situation_free(&t.at);
    situation_free(&t.next);
    deed_free(&t.deed);
}

/* Whether the texts, lines each, all have this line. */
static bool is_everywhere(char *const *texts, size_t count, const char *line, size_t length)
{
    for (size_t i = 0; i < count; i++) {
        const char *at = texts[i];
        while (*at && (strncmp(at, line, length) != 0 || at[length] != '\n'))
            at += strcspn(at, "\n") + 1;
        if (!*at)
            return false;
    }
    return true;
}

static char *message_of(char *const *texts, size_t count, size_t order)
{
    struct buffer out = {0};
    unsigned values = 0, firsts = 0, told = 0;
    buffer_puts(&out, "an order to the end");
    for (const char *line = texts[order]; *line;) {
        size_t length = strcspn(line, "\n");
        bool tells = !is_everywhere(texts, count, line, length);
        values += tells && line[0] == LINE_VALUE;
        firsts += tells && line[0] == LINE_FIRST;
        if (tells && (line[0] != LINE_VALUE || values <= MOST_VALUES) &&
            (line[0] != LINE_FIRST || firsts <= MOST_FIRSTS)) {
            buffer_puts(&out, told++ ? ", " : ": ");
            buffer_add(&out, line + 1, length - 1);
        }
        line += length + 1;
    }
    return buffer_take(&out);
}

void tell_differences(struct explore_result *r)
{
    char **texts = memory_new((r->order_count + 1) * sizeof *texts);
    for (size_t i = 0; i < r->order_count; i++)
        texts[i] = r->orders[i].message;
    for (size_t i = 0; i < r->order_count; i++)
        r->orders[i].message = message_of(texts, r->order_count, i);
    for (size_t i = 0; i < r->order_count; i++)
        free(texts[i]);
    free(texts);
}
