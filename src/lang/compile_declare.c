/* compile_declare.c - what makes variables, objects, threads, functions; orders and invariants. */
#include "lang/compiler_inside.h"

#include "core/state.h"

/* Whoever looks a name up before it is made is told by this that it will be. */
static void note_made(struct compiler *c, const char *bare)
{
    if (bare)
        program_note_made(c->program, compiler_name(c, bare));
}

/* ---- Variables ------------------------------------------------------------------------------- */

static void compile_private(struct compiler *c, const struct node *node, const struct place *place)
{
    compile_value(c, node->declare.value);
    if (!node->declare.size) {
        emit_slot(c, OP_SLOT_STORE, place->slot);
        return;
    }
    if (place->direct)
        compiler_fail(c, node,
                      "'%s' is the name of a loop, an error or a parameter here; an array "
                      "needs another name",
                      node->declare.name);
    compile_expression(c, node->declare.size);
    emit_slot(c, OP_ARRAY_MAKE, place->slot);
}

void compile_declare(struct compiler *c, const struct node *node)
{
    enum word_id storage = node->declare.storage;
    struct place place = place_of(c, node->declare.name);
    if (storage == WORD_PRIVATE) {
        compile_private(c, node, &place);
        return;
    }
    if (place.direct)
        compiler_fail(c, node,
                      "'%s' is the name of a loop, an error or a parameter here; a %s "
                      "variable needs another name",
                      node->declare.name, word_get(storage)->name);
    unsigned a = 0;
    note_made(c, node->declare.name);
    emit_text(c, node->declare.name);
    if (node->declare.value) {
        a |= OPERAND_COUNT;
        compile_value(c, node->declare.value);
    }
    if (node->declare.size) {
        a |= OPERAND_ARRAY;
        compile_expression(c, node->declare.size);
    }
    /* Being declared ends an earlier life as a private variable. */
    if (place.found)
        emit_slot(c, OP_SLOT_CLEAR, place.slot);
    emit(c, OP_DECLARE, a, (int32_t)kinds_made_by(word_get(storage)->name));
}

/* ---- Bodies ---------------------------------------------------------------------------------- */

static void end_barrier(struct compiler *c)
{
    emit(c, OP_BARRIER_TRIP, 0, 0);
    emit_constant(c, value_none());
    emit(c, OP_RETURN, 0, 0);
}

/* What a unit is the body of. */
enum body_of {
    OF_THREAD, /* or of a timer that goes off once */
    OF_BARRIER,
    OF_TIMER, /* that repeats */
};

static enum unit_kind kind_of(enum body_of of)
{
    return of == OF_BARRIER ? UNIT_BARRIER : UNIT_BODY;
}

/* Where a timer that repeats stands; nothing elsewhere. */
static uint32_t begin_unit(struct compiler *c, enum body_of of)
{
    uint32_t begin = label_new(c);
    label_here(c, begin);
    if (of == OF_TIMER)
        emit(c, OP_TIMER_BEGIN, 0, 0);
    c->returns_to_label = of != OF_THREAD;
    c->return_label = label_new(c);
    return begin;
}

static void end_unit(struct compiler *c, enum body_of of, uint32_t begin)
{
    label_here(c, c->return_label);
    if (of == OF_BARRIER)
        end_barrier(c);
    else if (of == OF_TIMER)
        emit_jump(c, OP_TIMER_AGAIN, begin);
    if (of != OF_BARRIER)
        emit(c, OP_END, 0, 0);
}

/* The unit of a block. */
static uint32_t compile_body(struct compiler *c, const struct node *block, enum body_of of)
{
    struct compiler body = compiler_begin(c->all, kind_of(of), c);
    names_of_body(&body, block);
    uint32_t begin = begin_unit(&body, of);
    compile_block(&body, block);
    end_unit(&body, of, begin);
    return compiler_finish(&body);
}

/* The unit of a body that is a call: its parameters are the call's arguments. */
static uint32_t compile_call_body(struct compiler *c, const struct node *call, uint32_t count,
                                  enum body_of of)
{
    struct compiler body = compiler_begin(c->all, kind_of(of), NULL);
    body.origin = c->origin;
    body.parameters = count;
    if (count)
        slot_take(&body, 0, count);
    uint32_t begin = begin_unit(&body, of);
    for (uint32_t slot = 0; slot < count; slot++)
        emit_slot(&body, OP_SLOT_LOAD, slot);
    emit(&body, OP_CALL, count, (int32_t)compiler_name(c, call->call.name));
    emit(&body, OP_POP, 0, 0);
    end_unit(&body, of, begin);
    return compiler_finish(&body);
}

/* What an instruction says of a body, see THREAD in program.h. */
struct body {
    const struct node *arguments; /* of a call */
    unsigned a;
    int32_t b;
};

static struct body body_of(struct compiler *c, const struct node *body, enum body_of of)
{
    if (!body)
        return (struct body){.b = -1};
    if (body->kind == NODE_BLOCK)
        return (struct body){.a = of == OF_TIMER ? OPERAND_COUNT : 0,
                             .b = (int32_t)compile_body(c, body, of)};
    unsigned count = 0;
    for (const struct node *n = body->call.arguments; n; n = n->next)
        count++;
    if (count > MOST_VALUES)
        compiler_fail(c, body, "a function takes at most %d values", MOST_VALUES);
    if (of == OF_TIMER)
        return (struct body){.arguments = body->call.arguments,
                             .a = OPERAND_COUNT | count << OPERAND_SHIFT,
                             .b = (int32_t)compile_call_body(c, body, count, of)};
    return (struct body){.arguments = body->call.arguments,
                         .a = OPERAND_CALL | count << OPERAND_SHIFT,
                         .b = (int32_t)compiler_name(c, body->call.name)};
}

void compile_spawn(struct compiler *c, const struct node *node)
{
    enum program_opcode op = node->spawn.started ? OP_SPAWN : OP_THREAD;
    struct body body = body_of(c, node->spawn.body, OF_THREAD);
    unsigned a = body.a | (node->spawn.daemon ? OPERAND_DAEMON : 0);
    if (node->spawn.started)
        compile_refuse_in_atomic(c, node, "spawn");
    if (!node->spawn.names) {
        compile_list(c, body.arguments);
        emit(c, op, a | OPERAND_ANONYMOUS, body.b);
    }
    for (const struct node *n = node->spawn.names; n; n = n->next) {
        note_made(c, n->name.bare);
        compile_name_pushed(c, n);
        compile_list(c, body.arguments);
        emit(c, op, a, body.b);
    }
}

/* ---- Objects --------------------------------------------------------------------------------- */

static void compile_timer(struct compiler *c, const struct node *object)
{
    struct body body = body_of(c, object->object.body,
                               object->object.manner == TIMER_EVERY ? OF_TIMER : OF_THREAD);
    unsigned a = body.a;
    compile_new_name(c, object->object.name);
    if (object->object.name->name.index) {
        a |= OPERAND_ARRAY;
        compile_expression(c, object->object.name->name.index);
    }
    compile_expression(c, object->object.delay);
    compile_list(c, body.arguments);
    emit(c, OP_TIMER, a, body.b);
}

/* The barrier is declared last, so that nobody comes to it while it has no body yet. */
static void compile_barrier_with_body(struct compiler *c, const struct node *object)
{
    const struct node *body = object->object.body;
    const struct node *arguments = body->kind == NODE_CALL ? body->call.arguments : NULL;
    if (object->object.name->name.index)
        compiler_fail(c, object,
                      "an array of barriers cannot have a body; declare them one by one");
    uint32_t values = 0;
    for (const struct node *n = arguments; n; n = n->next)
        values++;
    if (values > MOST_VALUES) {
        compiler_fail(c, body, "a function takes at most %d values", MOST_VALUES);
        return;
    }
    uint32_t first = slot_take(c, 0, values + 2), slot = first;
    compile_new_name(c, object->object.name);
    emit(c, OP_CHECK_NAME, 0, 0);
    emit_slot(c, OP_SLOT_STORE, slot++);
    compile_expression(c, object->object.count);
    emit_slot(c, OP_SLOT_STORE, slot++);
    for (const struct node *n = arguments; n; n = n->next) {
        compile_expression(c, n);
        emit_slot(c, OP_SLOT_STORE, slot++);
    }
    emit_slot(c, OP_SLOT_LOAD, first);
    emit_slot(c, OP_SLOT_LOAD, first + 1);
    emit(c, OP_DECLARE, OPERAND_COUNT, ENTITY_BARRIER);
    emit_slot(c, OP_SLOT_LOAD, first);
    for (uint32_t k = 0; k < values; k++)
        emit_slot(c, OP_SLOT_LOAD, first + 2 + k);
    slot_drop(c, first, values + 2);
    uint32_t unit = body->kind == NODE_CALL ? compile_call_body(c, body, values, OF_BARRIER)
                                            : compile_body(c, body, OF_BARRIER);
    emit(c, OP_BARRIER_BODY, values << OPERAND_SHIFT, (int32_t)unit);
}

static void compile_object(struct compiler *c, const struct node *object, enum entity_kind kind)
{
    unsigned a = 0;
    compile_new_name(c, object->object.name);
    if (object->object.count) {
        a |= OPERAND_COUNT;
        compile_expression(c, object->object.count);
    } else if (object->object.lock) {
        a |= OPERAND_COUNT;
        compile_name_pushed(c, object->object.lock);
    }
    if (object->object.name->name.index) {
        a |= OPERAND_ARRAY;
        compile_expression(c, object->object.name->name.index);
    }
    a |= object->object.manner << OPERAND_SHIFT;
    emit(c, OP_DECLARE, a, (int32_t)kind);
}

void compile_objects(struct compiler *c, const struct node *node)
{
    enum entity_kind kind = kinds_made_by(word_get(node->objects.made)->name);
    for (const struct node *n = node->objects.objects; n; n = n->next) {
        note_made(c, n->object.name->name.bare);
        if (kind == ENTITY_TIMER)
            compile_timer(c, n);
        else if (n->object.body)
            compile_barrier_with_body(c, n);
        else
            compile_object(c, n, kind);
    }
}

/* ---- Functions, orders, invariants ----------------------------------------------------------- */

void compile_define(struct compiler *c, const struct node *node)
{
    struct compiler f = compiler_begin(c->all, UNIT_FUNCTION, NULL);
    f.origin = c->origin;
    f.name = compiler_name(c, node->define.name);
    note_made(c, node->define.name);
    names_of_function(&f, node);
    if (f.parameters > MOST_VALUES)
        compiler_fail(c, node, "a function takes at most %d values", MOST_VALUES);
    compile_block(&f, node->define.body);
    emit_constant(&f, value_none());
    emit(&f, OP_RETURN, 0, 0);
    emit(c, OP_DEFINE, 0, (int32_t)compiler_finish(&f));
}

uint32_t compile_order_unit(struct compilation *all, const struct compiler *giver,
                            const struct node *command, uint32_t *given, uint32_t *given_count)
{
    struct compiler order = compiler_begin(all, UNIT_ORDER, giver);
    names_of_order(&order, command, given);
    *given_count = order.capture_count;
    compile_command(&order, command);
    emit(&order, OP_END, 0, 0);
    return compiler_finish(&order);
}

static void push_given(struct compiler *c, const uint32_t *given, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++)
        emit_slot(c, OP_SLOT_LOAD, given[k]);
}

void compile_given_order(struct compiler *c, const struct node *node)
{
    uint32_t given[MOST_VALUES], count;
    uint32_t unit = compile_order_unit(c->all, c, node->order.command, given, &count);
    for (const struct node *n = node->order.names; n; n = n->next) {
        push_given(c, given, count);
        compile_name_pushed(c, n);
        emit(c, OP_ORDER, count << OPERAND_SHIFT, (int32_t)unit);
    }
    if (!node->order.names) {
        push_given(c, given, count);
        emit(c, OP_ORDER_ALL, count << OPERAND_SHIFT, (int32_t)unit);
    }
}

/* It is evaluated by whichever thread has made a step, so no private variable means anything. */
void compile_invariant(struct compiler *c, const struct node *node)
{
    struct compiler i = compiler_begin(c->all, UNIT_EXPRESSION, NULL);
    i.origin = c->origin;
    if (node->claim.message)
        compile_expression(&i, node->claim.message);
    compile_expression(&i, node->claim.condition);
    emit(&i, OP_END, 0, 0);
    emit(c, OP_INVARIANT, node->claim.message != NULL, (int32_t)compiler_finish(&i));
}
