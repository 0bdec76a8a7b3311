/* variables.c - see variables.h. */
#include "watch/variables.h"

#include "base/memory.h"
#include "core/instructions.h"
#include "core/kinds.h"
#include "watch/record_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool variables_is(const struct machine *m, uint32_t entity)
{
    const struct kind_row *row = &kind_rows[state_entity(m->state, entity)->kind];
    return row->shown.how == SHOWN_VALUE || row->shown.how == SHOWN_VALUES ||
           row->shown.how == SHOWN_LOCALS;
}

static bool touches_variable(const struct record_entry *e)
{
    enum program_opcode op = (enum program_opcode)e->op;
    return e->kind == RECORD_STEP && e->name && e->outcome == OUTCOME_DONE &&
           (instruction_is_access(op) || op == OP_MODIFY);
}

static bool writes(const struct record_entry *e)
{
    return strcmp(program_opcode_verb((enum program_opcode)e->op), "reads") != 0;
}

static struct variable_seen *find(const struct variables_seen *seen, uint32_t name)
{
    for (size_t i = 0; i < seen->count; i++)
        if (seen->all[i].name == name)
            return &seen->all[i];
    return NULL;
}

static void see(struct variable_seen *v, const struct record_entry *e)
{
    if (writes(e) && !v->writer) {
        v->writer = e->thread + 1;
        v->step = e->step;
        v->element = e->element;
    }
    for (size_t i = 0; i < v->thread_count; i++)
        if (v->threads[i] == e->thread)
            return;
    if (v->thread_count == VARIABLE_THREADS)
        v->more = true;
    else
        v->threads[v->thread_count++] = e->thread;
}

void variables_see(const struct record *r, const struct machine *m, uint64_t step,
                   struct variables_seen *seen)
{
    *seen = (struct variables_seen){
        .all = memory_zeroed(m->state->entity_count + 1, sizeof *seen->all)};
    for (uint32_t i = 0; i < m->state->entity_count; i++)
        if (variables_is(m, i))
            seen->all[seen->count++].name = state_entity(m->state, i)->name;
    for (uint64_t n = record_end(r); n > record_first(r) && seen->count; n--) {
        const struct record_entry *e = record_entry(r, n - 1);
        struct variable_seen *v =
            e->step <= step && touches_variable(e) ? find(seen, e->name) : NULL;
        if (v)
            see(v, e);
    }
}

void variables_seen_free(struct variables_seen *seen)
{
    free(seen->all);
    *seen = (struct variables_seen){0};
}

/* ---- Words ----------------------------------------------------------------------------------- */

static void add_touched(const struct variable_seen *v, const struct record *r,
                        const struct machine *m, struct buffer *out)
{
    size_t shown = v->thread_count < VARIABLE_NAMES ? v->thread_count : VARIABLE_NAMES;
    for (size_t i = 0; i < shown; i++) {
        bool last = i + 1 == shown && shown == v->thread_count;
        buffer_puts(out, i == 0 ? " · touched by " : last ? " and " : ", ");
        record_add_thread(r, m, v->threads[i], out);
    }
    if (v->more)
        buffer_puts(out, " and many more");
    else if (v->thread_count > shown)
        buffer_printf(out, " and %u more", (unsigned)(v->thread_count - shown));
}

void variables_add(const struct variables_seen *seen, const struct record *r,
                   const struct machine *m, uint32_t entity, struct buffer *out)
{
    const struct variable_seen *v = find(seen, state_entity(m->state, entity)->name);
    if (!v || !v->thread_count)
        return;
    if (v->writer) {
        buffer_puts(out, " · written last by ");
        record_add_thread(r, m, v->writer - 1, out);
        buffer_printf(out, " in step %" PRIu32, v->step);
        if (v->element)
            buffer_printf(out, ", at [%" PRIu32 "]", v->element - 1);
    }
    add_touched(v, r, m, out);
}

void variables_add_guard(const struct machine *m, const struct guard_seen *guard,
                         struct buffer *out)
{
    switch (guard->kind) {
    case GUARD_NOT_SEEN:
        break;
    case GUARD_ALWAYS:
        buffer_puts(out, "always under ");
        break;
    case GUARD_NOT_ALWAYS:
        buffer_puts(out, "under ");
        break;
    case GUARD_BY_ONE:
        buffer_puts(out, "by one thread so far, under ");
        break;
    case GUARD_NONE:
        buffer_puts(out, "under no lock common to all");
        break;
    case GUARD_WITHOUT:
        buffer_puts(out, "without a lock");
        break;
    }
    if (guard->lock)
        machine_add_entity_name(m, guard->lock - 1, out);
    if (guard->kind == GUARD_NOT_ALWAYS)
        buffer_puts(out, ", but not every time");
}
