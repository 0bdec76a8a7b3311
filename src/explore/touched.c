/* touched.c - see touched.h. */
#include "explore/touched.h"

#include "base/memory.h"
#include "core/instructions.h"

const struct footprint touched_everything = {.reads = UINT64_MAX,
                                             .writes = UINT64_MAX,
                                             .claims = CLAIMS_EVERYTHING,
                                             .flags = FOOTPRINT_SPAWNS | FOOTPRINT_ENDS |
                                                      FOOTPRINT_LOOKS};
/* The same of what sees where others stand: any step of theirs can change that. */
static const struct footprint sight = {.reads = UINT64_MAX,
                                       .writes = UINT64_MAX,
                                       .claims = CLAIMS_EVERYTHING,
                                       .flags = FOOTPRINT_SPAWNS | FOOTPRINT_ENDS |
                                                FOOTPRINT_LOOKS | FOOTPRINT_SEES};
static const struct footprint definition = {.reads = UINT64_MAX,
                                            .writes = UINT64_MAX,
                                            .claims = CLAIMS_EVERYTHING,
                                            .flags = FOOTPRINT_SPAWNS | FOOTPRINT_ENDS |
                                                     FOOTPRINT_LOOKS | FOOTPRINT_DEFINES};
/* Any object, but nobody's life. */
const struct footprint touched_anything = {
    .reads = UINT64_MAX, .writes = UINT64_MAX, .claims = CLAIMS_EVERYTHING};

enum { NAME_BITS = 63 };

/* ---- Bits ------------------------------------------------------------------------------------ */

/* Names that are given to objects and variables have bits one after another, an array one for each
 * of its elements; others, of threads for the most part, share what is left. */
struct footprint_bits {
    uint8_t first, length;
};

void touched_give_bits(struct footprints *f, const struct program *p)
{
    uint32_t given = 0;
    f->bit_count = names_count(p->texts) + 1;
    f->bits = memory_zeroed(f->bit_count, sizeof *f->bits);
    for (uint32_t name = 0; name < f->bit_count; name++) {
        uint32_t length = claimed_length(&f->claimed, name);
        f->bits[name] = (struct footprint_bits){(uint8_t)(given % NAME_BITS), (uint8_t)length};
        given += length;
    }
    uint32_t left = given < NAME_BITS ? NAME_BITS - given : NAME_BITS;
    for (uint32_t name = 0; name < f->bit_count; name++)
        if (f->bits[name].length == 0)
            f->bits[name] =
                (struct footprint_bits){(uint8_t)((given + name % left) % NAME_BITS), 1};
}

static uint64_t bit_at(uint32_t number)
{
    return (uint64_t)1 << number % NAME_BITS;
}

static uint64_t bits_of(const struct footprints *f, struct meant meant)
{
    if (meant.name >= f->bit_count)
        return bit_at(meant.name);
    struct footprint_bits b = f->bits[meant.name];
    if (meant.element != ELEMENT_ANY)
        return bit_at(b.first + (uint32_t)(meant.element % b.length));
    uint64_t all = 0;
    for (uint32_t k = 0; k < b.length; k++)
        all |= bit_at(b.first + k);
    return all;
}

struct footprint touched_place(const struct footprints *f, struct meant meant)
{
    return (struct footprint){.writes = bits_of(f, meant)};
}

struct footprint touched_name(const struct footprints *f, uint32_t name)
{
    return touched_place(f, (struct meant){name, ELEMENT_ANY});
}

struct footprint touched_name_read(const struct footprints *f, uint32_t name)
{
    return (struct footprint){.reads = bits_of(f, (struct meant){name, ELEMENT_ANY})};
}

void footprint_bear(const struct footprints *f, struct footprint *what, uint32_t name)
{
    what->own = name;
    what->own_bit = touched_name_read(f, name).reads;
}

/* ---- Designators ----------------------------------------------------------------------------- */

/* What an instruction that pushes a designator names; anything where that cannot be told. */
static struct footprint pushed(const struct footprints *f, uint32_t pc,
                               const struct designator_frame *frame)
{
    struct meant meant;
    return designator_pushed(f->facts->program, pc, frame, &meant) ? touched_place(f, meant)
                                                                   : touched_anything;
}

static struct footprint designated(const struct footprints *f, uint32_t pc,
                                   const struct designator_frame *frame)
{
    struct meant meant;
    return designator_at(f->facts->program, pc, frame, &meant) ? touched_place(f, meant)
                                                               : touched_anything;
}

/* NAME[INDEX], which lies on the stack before `pc`. */
static struct footprint indexed(const struct footprints *f, uint32_t pc,
                                const struct designator_frame *frame)
{
    struct meant meant;
    return designator_element(f->facts->program, pc, frame, &meant) ? touched_place(f, meant)
                                                                    : touched_anything;
}

/* The same footprint of what only looks. */
struct footprint touched_looking(struct footprint what)
{
    what.reads |= what.writes;
    what.writes = 0;
    return what;
}

/* ---- One instruction ------------------------------------------------------------------------- */

/* A condition, or what may be one: it stands on a lock. */
static struct footprint of_lock(const struct footprints *f, uint32_t pc,
                                const struct designator_frame *frame)
{
    bool waited = instruction_row(f->facts->program->code[pc])->touches == TOUCHES_WAITED;
    struct footprint own = waited ? (struct footprint){0} : designated(f, pc, frame);
    if (f->conditions)
        own.writes |= TOUCHED_CONDITIONS;
    own.claims.uses |= f->claimed.beneath;
    return own;
}

static struct footprint observed(const struct program *p, uint32_t pc)
{
    if (instruction_sees_where(p->code[pc]))
        return sight;
    switch (p->code[pc].a >> OPERAND_SHIFT) {
    case OBSERVE_ISSET:
    case OBSERVE_LOCKED:
    case OBSERVE_OWNER:
    case OBSERVE_VALUE:
    case OBSERVE_BROKEN:
        return touched_anything;
    default:
        return touched_everything;
    }
}

uint32_t touched_arguments(struct instruction i)
{
    return i.a >> OPERAND_SHIFT;
}

/* The name that a touched_spawning thread gets is in use until that has ended. */
struct footprint touched_spawning(const struct footprints *f, uint32_t pc,
                                  const struct designator_frame *frame)
{
    const struct program *p = f->facts->program;
    struct instruction i = p->code[pc];
    struct footprint all = {.flags = FOOTPRINT_SPAWNS};
    if (i.a & OPERAND_DAEMON)
        all.flags |= FOOTPRINT_DAEMONS;
    if (i.a & OPERAND_ANONYMOUS)
        return all;
    uint32_t at = pc - 1;
    for (uint32_t k = touched_arguments(i); k > 0 && at; k--)
        at = facts_before_expression(p, at);
    footprint_add(&all, at ? pushed(f, at, frame) : touched_anything);
    return all;
}

/* Whether it looks a function up, which others may define. */
static unsigned calls(struct instruction i)
{
    unsigned code = instruction_row(i)->code;
    bool calls = code == CODE_CALLED || (code == CODE_BODY && i.a & OPERAND_CALL);
    return calls ? FOOTPRINT_CALLS : 0;
}

static struct footprint touched(const struct footprints *f, uint32_t pc,
                                const struct designator_frame *frame)
{
    const struct program *p = f->facts->program;
    struct instruction i = p->code[pc];
    switch ((enum instruction_touches)instruction_row(i)->touches) {
    case TOUCHES_NOTHING:
    case TOUCHES_BLOCK: /* what is in it says it */
        return (struct footprint){0};
    case TOUCHES_NAME_READ:
        return touched_name_read(f, (uint32_t)i.b);
    case TOUCHES_NAME:
        return touched_name(f, (uint32_t)i.b);
    case TOUCHES_ELEMENT_READ:
        return touched_looking(indexed(f, pc, frame));
    case TOUCHES_ELEMENT:
        return indexed(f, pc, frame);
    case TOUCHES_ELEMENT_AGAIN:
        return (struct footprint){0}; /* its read says it, too */
    case TOUCHES_LOCK:
    case TOUCHES_NOTIFIED:
    case TOUCHES_TAKEN:
    case TOUCHES_TAKEN_TOO:
    case TOUCHES_GIVEN:
    case TOUCHES_WAITED:
        return of_lock(f, pc, frame);
    case TOUCHES_CHANNEL:
        return f->selects ? touched_anything : designated(f, pc, frame);
    case TOUCHES_DESIGNATED:
    case TOUCHES_PUT_IN:
    case TOUCHES_GOT:
    case TOUCHES_SCOPE:
        return designated(f, pc, frame);
    case TOUCHES_CHANNELS:
    case TOUCHES_OBJECTS:
    case TOUCHES_VARIABLES:
        return touched_anything;
    case TOUCHES_OBSERVED:
        return observed(p, pc);
    case TOUCHES_SPAWNED:
        return touched_spawning(f, pc, frame);
    case TOUCHES_LIVES:
    case TOUCHES_JOINED:
        return (struct footprint){.flags = FOOTPRINT_LOOKS};
    case TOUCHES_BEARER:
        return (struct footprint){.flags = FOOTPRINT_BEARER};
    case TOUCHES_OWN_END:
        return (struct footprint){.flags = FOOTPRINT_ENDS};
    case TOUCHES_FUNCTION:
        return definition;
    case TOUCHES_ALL:
    case TOUCHES_MADE:
    case TOUCHES_EVERYTHING:
    case TOUCHES_TOLD:
        break;
    }
    return touched_everything;
}

/* What the instruction does by itself, whether it is a step or not. */
struct footprint touched_in(const struct footprints *f, uint32_t pc,
                            const struct designator_frame *frame)
{
    struct footprint own = {0};
    if (!claims_of(&f->claimed, pc, frame, &own.claims))
        own = touched(f, pc, frame);
    own.flags |= calls(f->facts->program->code[pc]);
    return own;
}

/* The same in whatever frame. */
struct footprint touched_by(const struct footprints *f, uint32_t pc)
{
    return touched_in(f, pc, NULL);
}
