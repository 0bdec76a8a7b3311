/* instructions.c - the table of instructions, and those that belong to no primitive. */
#include "core/instructions.h"

#include "core/machine.h"

/* ---- Output ---------------------------------------------------------------------------------- */

bool instruction_print(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t count = (uint32_t)i.b;
    buffer_clear(&m->scratch);
    for (uint32_t k = count; k > 0; k--) {
        value_add_text(m->program, machine_peek(m, thread, k - 1), &m->scratch);
        if (k > 1 && !(i.op == OP_PRINT && i.a))
            buffer_putc(&m->scratch, ' ');
    }
    for (uint32_t k = 0; k < count; k++)
        machine_pop(m, thread);
    struct event e = {.kind = i.op == OP_PRINT ? EVENT_PRINT : EVENT_LOG,
                      .thread = thread,
                      .pc = m->event.pc,
                      .level = i.a,
                      .text = buffer_text(&m->scratch),
                      .length = m->scratch.length};
    if (m->sink)
        m->sink(m->sink_context, &e);
    return true;
}

bool instruction_insists(const struct program *program, uint32_t pc)
{
    const struct instruction *i = &program->code[pc];
    bool timed = pc > 0 && (i[-1].op == OP_DEADLINE || i[-1].op == OP_DEADLINE_FROM);
    return !(i->a & OPERAND_TRY) && !timed;
}

/* ---- Doing ----------------------------------------------------------------------------------- */

bool instruction_choose(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value high = machine_peek(m, thread, 0), low = machine_peek(m, thread, 1);
    if (!expression_random(m, thread, i))
        return false;
    if (m->choice_forced && m->choice >= low.number && m->choice <= high.number) {
        machine_pop(m, thread);
        machine_push(m, thread, value_integer(m->choice));
    }
    m->event.value = machine_peek(m, thread, 0);
    return true;
}

bool instruction_define(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)thread;
    uint32_t name = m->program->units[i.b].name, bound = state_lookup(m->state, name);
    if (bound && state_entity(m->state, handle_index(bound))->kind != ENTITY_FUNCTION)
        return machine_fail_in_use(m, name);
    if (!bound) {
        uint32_t entity = state_add_entities(&m->state, 1);
        if (entity == NO_ENTITY)
            return machine_fail(m, FAILURE_OBJECTS);
        bound = handle_of(entity);
        state_bind(&m->state, name, bound);
    }
    struct entity *e = state_entity(m->state, handle_index(bound));
    e->kind = ENTITY_FUNCTION;
    e->name = name;
    e->link = (uint32_t)i.b;
    return true;
}

bool instruction_yield(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)m, (void)thread, (void)i;
    return true;
}

/* Every step is seen by all as soon as it is done. */
bool instruction_fence(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)m, (void)thread, (void)i;
    return true;
}

bool instruction_active(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    m->event.value = value_integer(m->state->alive);
    machine_push(m, thread, m->event.value);
    return true;
}

bool instruction_end(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    if (m->program->units[state_thread(m->state, thread)->unit].kind == UNIT_ORDER)
        orders_next(m, thread);
    else
        thread_end(m, thread, THREAD_DONE, value_none());
    return true;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* The words of opcodes.h that bear no prefix there. */
#define ALWAYS NULL
#define STEP_BY_STATE(function) STEP_BY_STATE, .is_step = (function)
enum { /* enum instruction_stack */
       DES = STACK_DES,
       NAME = STACK_NAME,
       BODY = STACK_BODY,
       IF_COUNT = STACK_IF_COUNT,
       IF_ARRAY = STACK_IF_ARRAY,
       IF_CAS = STACK_IF_CAS,
       UNLESS_B = STACK_UNLESS_B,
       PER_A = STACK_PER_A,
       PER_B = STACK_PER_B,
       PER_HIGH = STACK_PER_HIGH,
       RESULT = STACK_RESULT,
       IF_MORE = STACK_IF_MORE,
};
enum { /* enum instruction_mark */
       UNMARKED = MARK_UNMARKED,
       EXPRESSION = MARK_EXPRESSION,
       GIVES_WAY = MARK_GIVES_WAY,
       TAKES = MARK_TAKES,
       INDIVISIBLE = MARK_INDIVISIBLE,
       LOOKING = MARK_LOOKING,
};

const struct instruction_row instruction_rows[OP_COUNT] = {
#define X(name, verb, does, when_step, when_enabled, takes, leaves, flow_, code_, touches_,        \
          looks_, tells_, slots_, input_, fails_, marks_)                                          \
    [OP_##name] = {.run = (does),                                                                  \
                   .enabled = (when_enabled),                                                      \
                   .pops = (takes),                                                                \
                   .pushes = (leaves),                                                             \
                   .step = STEP_##when_step,                                                       \
                   .flow = FLOW_##flow_,                                                           \
                   .code = CODE_##code_,                                                           \
                   .touches = TOUCHES_##touches_,                                                  \
                   .looks = LOOKS_##looks_,                                                        \
                   .tells = TELLS_##tells_,                                                        \
                   .slots = SLOTS_##slots_,                                                        \
                   .input = INPUT_##input_,                                                        \
                   .fails = FAILS_##fails_,                                                        \
                   .marks = (marks_)},
    PROGRAM_OPCODES(X)
#undef X
};

/* ---- The stack columns ----------------------------------------------------------------------- */

static unsigned values(unsigned effect, struct instruction i)
{
    unsigned high = (unsigned)i.a >> OPERAND_SHIFT, b = i.b > 0 ? (unsigned)i.b : 0;
    return (effect & STACK_NUMBER) + (effect & STACK_DES && !(i.a & OPERAND_NAMED)) +
           (effect & STACK_NAME && !(i.a & OPERAND_ANONYMOUS)) + (effect & STACK_BODY ? high : 0) +
           (effect & STACK_IF_COUNT && i.a & OPERAND_COUNT) +
           (effect & STACK_IF_ARRAY && i.a & OPERAND_ARRAY) +
           (effect & STACK_IF_CAS && (high == MODIFY_CAS || high == MODIFY_COMPARE)) +
           (effect & STACK_UNLESS_B && !i.b) + (effect & STACK_PER_A ? i.a : 0) +
           (effect & STACK_PER_B ? b : 0) + (effect & STACK_PER_HIGH ? high : 0) +
           (effect & STACK_RESULT && !(i.a & OPERAND_DISCARD)) + !!(effect & STACK_IF_MORE);
}

unsigned instruction_pops(struct instruction i)
{
    return values(instruction_rows[i.op].pops, i);
}

unsigned instruction_pushes(struct instruction i)
{
    return values(instruction_rows[i.op].pushes, i);
}
