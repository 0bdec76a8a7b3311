/* program.h - what threads run: immutable code, only ever appended to.
 *
 * The compiler (lang/) appends units; the machine (step.c) runs them. A unit is the code of one
 * function, one body, one order or one expression. Every thread has a stack of values with a frame
 * per call (state.h); an instruction works on the top of that stack and on the frame's slots.
 *
 * Slots. A unit has `slots` private variables: its parameters first, then its other names, then
 * hidden ones of the compiler's (loop counters, what `with` holds, pending errors). Only the units
 * that orders run share one set of slots per thread, because a puppet keeps its variables over all
 * its orders: `program_private` gives a name its place there.
 *
 * Designators. Where an instruction takes an object, a thread or a variable by name, OPERAND_NAMED
 * in `a` says that `b` is its name; otherwise the designator is on the stack: a text (the name) or
 * the result of OP_ELEMENT. Names are looked up when the step runs.
 *
 * Steps. Every instruction is either local or visible. A step is one visible instruction and all
 * local ones behind it, up to the next visible one. Some are one or the other as things stand, e.g.
 * OP_NAME_LOAD is visible where the name is a shared variable and local where it is private.
 *
 * Access: guarded by the lab's monitor, as the state is. */
#ifndef THRUM_CORE_PROGRAM_H
#define THRUM_CORE_PROGRAM_H

#include "core/opcodes.h"
#include "core/text.h"
#include "core/value.h"

#include <stddef.h>
#include <stdint.h>

/* Bits of an instruction's `a` that several instructions share. */
enum operand {
    OPERAND_NAMED = 1,   /* b is the name; else the designator is on the stack */
    OPERAND_DISCARD = 2, /* the result is not pushed */
    OPERAND_TRY = 4,     /* never waits */
    OPERAND_COUNT = 8,   /* an integer lies on the stack above the designator's place (see op) */
    OPERAND_DAEMON = 16, /* `spawn daemon`, `thread daemon` */
    OPERAND_CALL = 32,   /* the body is a call: b is the function's name, arguments on the stack */
    OPERAND_ANONYMOUS = 64, /* no name was given; none is on the stack */
    OPERAND_ARRAY = 128,    /* declares an array: its length is on the stack */
    OPERAND_SHIFT = 8,      /* above these bits: a small number, by instruction */
};

enum program_opcode {
#define X(name, ...) OP_##name,
    PROGRAM_OPCODES(X)
#undef X
        OP_COUNT
};

enum program_operator {
    BINARY_ADD,
    BINARY_SUBTRACT,
    BINARY_MULTIPLY,
    BINARY_DIVIDE,
    BINARY_REMAINDER,
    BINARY_BAND,
    BINARY_BOR,
    BINARY_BXOR,
    BINARY_SHIFT_LEFT,
    BINARY_SHIFT_RIGHT,
    BINARY_EQUAL,
    BINARY_UNEQUAL,
    BINARY_LESS,
    BINARY_LESS_EQUAL,
    BINARY_GREATER,
    BINARY_GREATER_EQUAL,
};

/* What OP_MODIFY does, by the word that stands for it. */
enum program_modification {
    MODIFY_CAS,
    MODIFY_ADD,
    MODIFY_SWAP,
    MODIFY_COMPARE,
    MODIFY_BAND,
    MODIFY_BOR,
    MODIFY_BXOR,
};

enum program_observation {
    OBSERVE_ALIVE,
    OBSERVE_DAEMON,
    OBSERVE_STATE,
    OBSERVE_RESULT,
    OBSERVE_ISSET,
    OBSERVE_LOCKED,
    OBSERVE_OWNER,
    OBSERVE_VALUE,
    OBSERVE_BROKEN,
    OBSERVE_WAITING,
};

struct instruction {
    uint16_t op; /* enum program_opcode */
    uint16_t a;  /* see there */
    int32_t b;   /* see there */
};

/* Where an instruction comes from, for messages: the command it belongs to, up to its block; and
 * which part of that it does, the `x` that it reads of `x += 1`. */
struct origin {
    uint32_t source;               /* index into program.sources */
    uint32_t start, end;           /* bytes of the source's text */
    uint32_t part_start, part_end; /* the same; an empty part: the command as a whole */
};

enum unit_kind {
    UNIT_FUNCTION,
    UNIT_BODY,       /* of a thread or a timer */
    UNIT_ORDER,      /* runs on the shared slots of a puppet or of main */
    UNIT_SCRIPT,     /* main's body in a script */
    UNIT_BARRIER,    /* a barrier's body: ends with OP_BARRIER_TRIP, then OP_RETURN */
    UNIT_EXPRESSION, /* an invariant: [message] value, then OP_END */
};

struct unit {
    enum unit_kind kind;
    uint32_t name;       /* of a function: its name; else 0 */
    uint32_t first, end; /* its instructions */
    uint32_t parameters; /* slots that arguments fill; UNIT_ORDER: unused, see captures */
    uint32_t slots;      /* all private slots, hidden ones included */
    uint32_t captures,
        capture_count;            /* into program.captures. A block (UNIT_BODY, UNIT_BARRIER):
                        its slot parameters + k begins as a copy of its maker's slot captures[k],
                        arrays of a UNIT_BODY too.
                        UNIT_ORDER: captured value k of OP_ORDER goes to slot captures[k] */
    uint32_t ranges, range_count; /* into program.ranges, innermost first */
    uint32_t slot_names;          /* into program.slot_names: `slots` names, 0 for hidden ones */
};

/* What happens to an error or a cancellation that comes up at an instruction in first..end. */
enum range_kind {
    RANGE_CATCH,    /* errors alone go to the handler */
    RANGE_CLEANUP,  /* errors, cancellation and interruption do: with, finally, once, critical */
    RANGE_ENTERING, /* the instruction that enters such a block: only where it was done and broke an
                       invariant */
    RANGE_LEAVING,  /* the one that leaves it by its end: only for a thread that is cancelled or
                       interrupted in  front of it. Where it fails, or breaks an invariant, it is not
                       done again */
    RANGE_FINALLY,  /* no handler: marks the code of a `finally`, in which nobody is cancelled */
};

/* Whether the range sends anything to its handler in a schedule that does not end there: a broken
 * invariant ends it. */
static inline bool range_catches(enum range_kind kind)
{
    return kind != RANGE_FINALLY && kind != RANGE_ENTERING;
}

struct range {
    enum range_kind kind;
    uint32_t first, end; /* instructions */
    uint32_t handler;    /* where it goes on, with an empty stack above the slots */
    uint32_t slot;       /* hidden pair of slots that the machine fills: what is pending */
};

struct program_source {
    char *name; /* file name, or "prompt" */
    char *text; /* NUL-terminated */
    uint32_t length;
    bool guest; /* not the user's own: a lesson brought it along (guest.c) */
};

struct program {
    struct texts *texts;
    struct instruction *code;
    uint32_t *origin_of; /* per instruction: index into origins */
    uint32_t code_count, code_capacity;
    struct origin *origins;
    uint32_t origin_count, origin_capacity;
    struct value *constants;
    uint32_t constant_count, constant_capacity;
    struct unit *units; /* unit 0 is never used */
    uint32_t unit_count, unit_capacity;
    struct range *ranges;
    uint32_t range_count, range_capacity;
    uint32_t *captures;
    uint32_t capture_count, capture_capacity;
    uint32_t *slot_names;
    uint32_t slot_name_count, slot_name_capacity;
    struct program_source *sources;
    uint32_t source_count, source_capacity;
    uint32_t *privates; /* names of the slots that orders share, by slot; 0: hidden */
    uint32_t private_count, private_capacity;
    uint8_t *made; /* by name: whether some code declares it, or makes a thread of it */
    uint32_t made_capacity;
};

struct program *program_new(void);
/* A program of its own with the same in it, under the same indices. */
struct program *program_copy(const struct program *p);
void program_free(struct program *p);

/* Appending; each returns the index of what was added. Texts are copied. */
uint32_t program_add_source(struct program *p, const char *name, const char *text, size_t length);
uint32_t program_add_origin(struct program *p, struct origin origin);
uint32_t program_add_constant(struct program *p,
                              struct value value); /* finds an equal recent one */
uint32_t program_emit(struct program *p, enum program_opcode op, unsigned a, int32_t b,
                      uint32_t origin);
uint32_t program_add_unit(struct program *p, struct unit unit);
uint32_t program_add_range(struct program *p, struct range range);
uint32_t program_add_capture(struct program *p, uint32_t slot);
uint32_t program_add_slot_name(struct program *p, uint32_t name);
/* That some code gives the name a meaning for all, once it is run; and whether some does. */
void program_note_made(struct program *p, uint32_t name);
bool program_makes(const struct program *p, uint32_t name);
/* The slot that `name` has among those that orders share; given on first use. */
uint32_t program_private(struct program *p, uint32_t name);
/* A new hidden slot among those that orders share, after all others; a compiler may reuse the ones
 * it got for an earlier order, since orders of one thread never overlap. */
uint32_t program_private_hidden(struct program *p);

/* The name of an opcode ("ACQUIRE") and its verb ("acquires"). */
const char *program_opcode_name(enum program_opcode op);
const char *program_opcode_verb(enum program_opcode op);
/* The words of the command that an instruction comes from, on one line, cut to about 60 bytes. */
void program_quote(const struct program *p, uint32_t pc, struct buffer *out);
/* The same of the part of the command that the instruction does: `get q` of `x = get q`. */
void program_quote_part(const struct program *p, uint32_t pc, struct buffer *out);
/* FILE:LINE:COL of an instruction; columns count characters. */
void program_where(const struct program *p, uint32_t pc, struct buffer *out);

#endif
