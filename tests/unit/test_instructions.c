/* test_instructions.c - the rows of core/opcodes.h against compiled code: what they say of the
 * stack and of the flow has to come out even in every unit of every script of the source tree. */
#include "../scripts.h"
#include "base/memory.h"
#include "core/instructions.h"
#include "core/machine.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(instructions, .timeout = 100);

#define UNKNOWN UINT32_MAX

/* How many values lie on the stack before each instruction of a unit. */
struct walk {
    const struct program *program;
    const struct unit *unit;
    const char *path;
    uint32_t *depths; /* by instruction */
    bool changed;
};

static const char *name_at(const struct walk *w, uint32_t pc)
{
    return program_opcode_name((enum program_opcode)w->program->code[pc].op);
}

static void arrive(struct walk *w, uint32_t from, uint32_t to, uint32_t depth)
{
    cr_assert(to >= w->unit->first && to < w->unit->end, "%s: %s leads out of its unit", w->path,
              name_at(w, from));
    if (w->depths[to] == UNKNOWN) {
        w->depths[to] = depth;
        w->changed = true;
    }
    cr_assert_eq(w->depths[to], depth,
                 "%s: %s (%u) leads to %s (%u) with %u values, others with %u", w->path,
                 name_at(w, from), from, name_at(w, to), to, depth, w->depths[to]);
}

/* What is left on the stack where the unit is over. */
static void leave(struct walk *w, uint32_t pc, uint32_t depth)
{
    bool expression = w->unit->kind == UNIT_EXPRESSION;
    cr_assert(expression ? depth == 1 || depth == 2 : depth == 0, "%s: %s leaves %u values behind",
              w->path, name_at(w, pc), depth);
}

static void look_at(struct walk *w, uint32_t pc)
{
    struct instruction i = w->program->code[pc];
    const struct instruction_row *row = instruction_row(i);
    unsigned pops = instruction_pops(i), pushes = instruction_pushes(i);
    cr_assert(w->depths[pc] >= pops, "%s: %s (%u) takes %u of %u values", w->path, name_at(w, pc),
              pc, pops, w->depths[pc]);
    uint32_t below = w->depths[pc] - pops;
    /* A jump right behind decides which of the two it was. */
    if (row->pushes & STACK_IF_MORE) {
        struct instruction next = w->program->code[pc + 1];
        cr_assert_eq(next.op, OP_JUMP_IF_FALSE, "%s: behind %s comes %s", w->path, name_at(w, pc),
                     name_at(w, pc + 1));
        arrive(w, pc, (uint32_t)next.b, below);
        arrive(w, pc, pc + 2, below + pushes - 1);
        return;
    }
    if (row->flow == FLOW_LEAVES)
        leave(w, pc, below);
    if (row->flow == FLOW_ON || row->flow == FLOW_MAY_JUMP || row->flow == FLOW_MAY_SKIP)
        arrive(w, pc, pc + 1, below + pushes);
    if (instruction_jumps(i))
        arrive(w, pc, (uint32_t)i.b, below);
}

static void walk_unit(const struct program *p, uint32_t unit, const char *path)
{
    struct walk w = {.program = p, .unit = &p->units[unit], .path = path};
    w.depths = memory_new((p->code_count + 1) * sizeof *w.depths);
    for (uint32_t pc = 0; pc < p->code_count; pc++)
        w.depths[pc] = UNKNOWN;
    if (w.unit->first < w.unit->end)
        w.depths[w.unit->first] = 0;
    for (uint32_t k = 0; k < w.unit->range_count; k++) {
        const struct range *r = &p->ranges[w.unit->ranges + k];
        if (r->kind != RANGE_FINALLY)
            w.depths[r->handler] = 0;
    }
    do {
        w.changed = false;
        for (uint32_t pc = w.unit->first; pc < w.unit->end; pc++)
            if (w.depths[pc] != UNKNOWN)
                look_at(&w, pc);
    } while (w.changed);
    free(w.depths);
}

/* True if it compiles. */
static bool look_at_text(const char *path, const char *text, uint8_t seen[OP_COUNT])
{
    struct program *program = program_new();
    bool compiled = script_compile(program, path, text) != 0;
    for (uint32_t u = 1; compiled && u < program->unit_count; u++)
        walk_unit(program, u, path);
    for (uint32_t pc = 1; compiled && pc < program->code_count; pc++)
        seen[program->code[pc].op] = 1;
    program_free(program);
    return compiled;
}

/* Which instructions were seen, and in how many scripts. */
struct sight {
    uint8_t ops[OP_COUNT];
    size_t scripts;
};

static void look_at_script(const char *path, const char *text, void *sight)
{
    struct sight *s = sight;
    s->scripts += look_at_text(path, text, s->ops);
}

Test(instructions, the_stack_comes_out_even)
{
    const char *const patterns[] = {"tests/programs/*/*.thr", "tests/session/*/*.thr",
                                    "examples/*.thr", "tests/fuzz/corpus/language/*.thr"};
    struct sight seen = {0};
    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++)
        scripts_each(patterns[k], look_at_script, &seen);
    cr_assert_gt(seen.scripts, 300);
    cr_assert(look_at_text("here", "n = fetch \"http://localhost/\" to \"file\"\n", seen.ops));
    for (unsigned op = 0; op < OP_COUNT; op++)
        cr_expect(seen.ops[op], "no script has %s", program_opcode_name((enum program_opcode)op));
}

/* A column's first word is the most that there can be, so that what nobody has thought of is slow
 * and not wrong. */
Test(instructions, what_is_not_said_means_everything)
{
    struct instruction_row row = {0};
    cr_assert_eq(row.touches, TOUCHES_EVERYTHING);
    cr_assert_eq(row.looks, LOOKS_THREADS);
    cr_assert_eq(row.tells, TELLS_APART);
    cr_assert_eq(row.slots, SLOTS_ALL);
    cr_assert_eq(row.fails, FAILS_ERROR);
}

/* Who says that it may be disabled is a step, and who is done as local work never waits. */
Test(instructions, the_columns_agree)
{
    for (unsigned op = 0; op < OP_COUNT; op++) {
        const struct instruction_row *row = &instruction_rows[op];
        const char *name = program_opcode_name((enum program_opcode)op);
        cr_expect_not_null(row->run, "%s", name);
        cr_expect(!row->enabled || row->step >= STEP_BLOCKS, "%s", name);
        bool begins_to_wait = op == OP_SEND || op == OP_RECEIVE || op == OP_SELECT ||
                              op == OP_AWAIT || op == OP_FUTEX_WAIT; /* going on is what may not */
        cr_expect(row->enabled || row->step < STEP_BLOCKS || op == OP_SPAWN || begins_to_wait, "%s",
                  name);
        cr_expect_eq(row->step == STEP_BY_STATE, row->is_step != NULL, "%s", name);
        cr_expect(row->flow != FLOW_RAISES || row->fails != FAILS_NEVER, "%s", name);
        cr_expect(row->input != INPUT_CHOICE || row->step == STEP_VISIBLE || op == OP_SELECT, "%s",
                  name);
        cr_expect(row->pops < STACK_RESULT, "%s", name);
    }
}
