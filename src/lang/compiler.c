/* compiler.c - units: their code, labels and slots; and the compiler's entries. See compiler.h and
 * compiler_inside.h. */
#include "lang/compiler.h"

#include "base/memory.h"
#include "core/instructions.h"
#include "lang/compiler_inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- Errors ---------------------------------------------------------------------------------- */

static void fail(struct compilation *all, uint32_t begin, uint32_t end, const char *message)
{
    all->failed = true;
    diagnostics_add(all->found, DIAGNOSTIC_ERROR, begin, end, "%s", message);
}

void compiler_fail(struct compiler *c, const struct node *node, const char *format, ...)
{
    struct buffer message = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&message, format, args);
    va_end(args);
    fail(c->all, node->begin, node->end, buffer_text(&message));
    buffer_free(&message);
}

/* An error about what is being compiled as a whole; one is enough. */
static void fail_here(struct compiler *c, const char *message)
{
    const struct origin *o = &c->program->origins[c->origin];
    if (!c->all->failed)
        fail(c->all, o->start, o->end, message);
}

/* ---- Code ------------------------------------------------------------------------------------ */

uint32_t emit(struct compiler *c, enum program_opcode op, unsigned a, int32_t b)
{
    if (c->all->emitted == MOST_INSTRUCTIONS)
        fail_here(c, "this text is too much: every way out of a 'try' holds a copy of its "
                     "'finally', so that 'finally' inside 'finally' multiplies");
    else
        c->all->emitted++;
    if (c->code_count == c->code_capacity) {
        c->code_capacity = c->code_capacity ? c->code_capacity * 2 : 64;
        c->code = memory_resize(c->code, c->code_capacity * sizeof *c->code);
        c->origin_of = memory_resize(c->origin_of, c->code_capacity * sizeof *c->origin_of);
    }
    c->code[c->code_count] = (struct instruction){.op = (uint16_t)op, .a = (uint16_t)a, .b = b};
    c->origin_of[c->code_count] = c->origin;
    return c->code_count++;
}

void emit_slot(struct compiler *c, enum program_opcode op, uint32_t slot)
{
    emit(c, op, 0, (int32_t)slot);
}

void emit_constant(struct compiler *c, struct value value)
{
    emit(c, OP_CONSTANT, 0, (int32_t)program_add_constant(c->program, value));
}

void emit_text(struct compiler *c, const char *text)
{
    uint32_t index = text_intern(c->program->texts, text, strlen(text));
    if (index == TEXT_TOO_MUCH) {
        fail_here(c, "all texts together take too much room");
        index = 0;
    }
    emit_constant(c, value_text(index));
}

uint32_t compiler_name(struct compiler *c, const char *text)
{
    uint32_t name = name_intern(c->program->texts, text, strlen(text));
    if (name == 0)
        fail_here(c, "all texts together take too much room");
    return name;
}

uint32_t label_new(struct compiler *c)
{
    MEMORY_ROOM_FOR_ONE(c->labels, c->label_count, c->label_capacity);
    c->labels[c->label_count] = 0;
    return c->label_count++;
}

void label_here(struct compiler *c, uint32_t label)
{
    c->labels[label] = c->code_count;
}

void emit_jump(struct compiler *c, enum program_opcode op, uint32_t label)
{
    emit(c, op, 0, (int32_t)label);
}

uint32_t origin_set(struct compiler *c, uint32_t begin, uint32_t end)
{
    uint32_t old = c->origin;
    const struct origin *o = &c->program->origins[old];
    struct origin wanted = {.source = c->all->source, .start = begin, .end = end};
    if (o->source != wanted.source || o->start != begin || o->end != end)
        c->origin = program_add_origin(c->program, wanted);
    return old;
}

uint32_t origin_set_part(struct compiler *c, const struct node *part)
{
    uint32_t old = c->origin;
    struct origin wanted = c->program->origins[old];
    wanted.part_start = part->begin;
    wanted.part_end = part->end;
    c->origin = program_add_origin(c->program, wanted);
    return old;
}

/* ---- Slots ----------------------------------------------------------------------------------- */

static void add_slot(struct compiler *c, struct slot_use use)
{
    MEMORY_ROOM_FOR_ONE(c->slots, c->slot_count, c->slot_capacity);
    c->slots[c->slot_count++] = use;
}

/* Orders use the slots that all orders share; other compilers may have added some meanwhile. */
static void see_shared_slots(struct compiler *c)
{
    while (c->kind == UNIT_ORDER && c->slot_count < c->program->private_count) {
        uint32_t name = c->program->privates[c->slot_count];
        add_slot(c, (struct slot_use){.name = name, .pooled = name == 0});
    }
}

static bool may_take(const struct compiler *c, uint32_t slot, uint32_t name)
{
    const struct slot_use *s = &c->slots[slot];
    return s->pooled && !s->used && (c->kind == UNIT_ORDER || s->name == name);
}

/* The first of `count` free slots in a row, or the number of slots there are. */
static uint32_t free_slots(const struct compiler *c, uint32_t name, uint32_t count)
{
    uint32_t run = 0;
    for (uint32_t slot = 0; slot < c->slot_count; slot++) {
        run = may_take(c, slot, name) ? run + 1 : 0;
        if (run == count)
            return slot + 1 - count;
    }
    return c->slot_count;
}

uint32_t slot_take(struct compiler *c, uint32_t name, uint32_t count)
{
    see_shared_slots(c);
    uint32_t first = free_slots(c, name, count);
    for (uint32_t slot = first; slot < first + count; slot++) {
        if (slot == c->slot_count && c->kind == UNIT_ORDER)
            program_private_hidden(c->program);
        if (slot == c->slot_count)
            add_slot(c, (struct slot_use){.pooled = true});
        c->slots[slot].used = true;
        c->slots[slot].name = name;
        MEMORY_ROOM_FOR_ONE(c->taken, c->taken_count, c->taken_capacity);
        c->taken[c->taken_count++] = slot;
    }
    if (c->slot_end < first + count)
        c->slot_end = first + count;
    return first;
}

void slot_free(struct compiler *c, uint32_t slot, uint32_t count)
{
    for (uint32_t i = slot; i < slot + count; i++)
        c->slots[i].used = false;
}

void slot_drop(struct compiler *c, uint32_t slot, uint32_t count)
{
    for (uint32_t i = slot; i < slot + count; i++)
        emit_slot(c, OP_SLOT_CLEAR, i);
    slot_free(c, slot, count);
}

uint32_t slot_mark(const struct compiler *c)
{
    return c->taken_count;
}

void slot_clear_since(struct compiler *c, uint32_t mark)
{
    if (mark == c->taken_count)
        return;
    bool *seen = memory_zeroed(c->slot_count, sizeof *seen);
    for (uint32_t i = mark; i < c->taken_count; i++) {
        uint32_t slot = c->taken[i];
        if (!seen[slot] && !c->slots[slot].used)
            emit_slot(c, OP_SLOT_CLEAR, slot);
        seen[slot] = true;
    }
    free(seen);
}

/* ---- Units ----------------------------------------------------------------------------------- */

struct compiler compiler_begin(struct compilation *all, enum unit_kind kind,
                               const struct compiler *maker)
{
    struct compiler c = {.all = all, .program = all->program, .kind = kind, .maker = maker};
    if (maker)
        c.origin = maker->origin;
    else
        c.origin = program_add_origin(all->program, (struct origin){.source = all->source});
    return c;
}

static void append_code(struct compiler *c, struct unit *unit)
{
    struct program *p = c->program;
    uint32_t first = unit->first = p->code_count;
    for (uint32_t i = 0; i < c->code_count; i++) {
        struct instruction n = c->code[i];
        if (instruction_jumps(n))
            n.b = (int32_t)(first + c->labels[n.b]);
        program_emit(p, n.op, n.a, n.b, c->origin_of[i]);
    }
    unit->end = p->code_count;
    unit->ranges = p->range_count;
    unit->range_count = c->range_count;
    for (uint32_t i = 0; i < c->range_count; i++) {
        struct range r = c->ranges[i];
        r.first += first;
        r.end += first;
        r.handler = r.kind == RANGE_FINALLY ? 0 : first + c->labels[r.handler];
        program_add_range(p, r);
    }
}

static uint32_t append_unit(struct compiler *c)
{
    struct program *p = c->program;
    see_shared_slots(c);
    struct unit unit = {.kind = c->kind,
                        .name = c->name,
                        .parameters = c->parameters,
                        .slots = c->slot_end,
                        .captures = p->capture_count,
                        .capture_count = c->capture_count,
                        .slot_names = p->slot_name_count};
    append_code(c, &unit);
    for (uint32_t i = 0; i < c->capture_count; i++)
        program_add_capture(p, c->captures[i]);
    for (uint32_t i = 0; i < c->slot_end; i++)
        program_add_slot_name(p, c->slots[i].name);
    return program_add_unit(p, unit);
}

uint32_t compiler_finish(struct compiler *c)
{
    uint32_t unit = c->all->failed ? 0 : append_unit(c);
    free(c->code);
    free(c->origin_of);
    free(c->labels);
    free(c->ranges);
    free(c->slots);
    free(c->taken);
    free(c->captures);
    scope_free(&c->scope);
    return unit;
}

/* ---- Entries --------------------------------------------------------------------------------- */

uint32_t compile_script(struct program *program, uint32_t source, const struct tree *tree,
                        struct diagnostics *found)
{
    struct compilation all = {.program = program, .source = source, .found = found};
    const struct node *root = tree_root(tree);
    names_of_all_orders(&all, root);
    struct compiler c = compiler_begin(&all, UNIT_SCRIPT, NULL);
    names_of_script(&c, root);
    for (const struct node *n = root->block.first; n; n = n->next)
        if (n->kind == NODE_DEFINE)
            compile_command(&c, n);
    for (const struct node *n = root->block.first; n; n = n->next)
        if (n->kind != NODE_DEFINE)
            compile_command(&c, n);
    emit(&c, OP_END, 0, 0);
    return compiler_finish(&c);
}

uint32_t compile_order(struct program *program, uint32_t source, const struct node *command,
                       struct diagnostics *found)
{
    struct compilation all = {.program = program, .source = source, .found = found};
    uint32_t given[MOST_VALUES], count;
    names_of_all_orders(&all, command);
    return compile_order_unit(&all, NULL, command, given, &count);
}

uint32_t compile_evaluation(struct program *program, uint32_t source, const struct node *expression,
                            const char *const *parameters, size_t count, struct diagnostics *found)
{
    struct compilation all = {.program = program, .source = source, .found = found};
    struct compiler c = compiler_begin(&all, UNIT_EXPRESSION, NULL);
    names_of_evaluation(&c, parameters, count);
    origin_set(&c, expression->begin, expression->end);
    compile_expression(&c, expression);
    emit(&c, OP_END, 0, 0);
    return compiler_finish(&c);
}

const char *compile_name_text(const struct node *name)
{
    if (name->name.index)
        return NULL;
    if (name->name.bare)
        return name->name.bare;
    return name->name.computed->kind == NODE_TEXT ? name->name.computed->text : NULL;
}

struct addressee compile_addressee(const struct node *command)
{
    if (command->kind != NODE_ORDER)
        return (struct addressee){.kind = ADDRESSEE_MAIN, .command = command};
    for (const struct node *n = command->order.names; n; n = n->next)
        if (!compile_name_text(n))
            return (struct addressee){.kind = ADDRESSEE_COMPUTED, .command = command};
    return (struct addressee){.kind = command->order.names ? ADDRESSEE_NAMED : ADDRESSEE_ALL,
                              .names = command->order.names,
                              .command = command->order.command};
}
