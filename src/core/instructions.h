/* instructions.h - what can be known of an instruction before it runs: the columns of opcodes.h.
 *
 * Data alone: the machine reads who does it and when, the explorer what it may meet. The first word
 * of each column that is about what a step meets is the most that there can be: everything is
 * touched, everybody is looked at, anything may fail. An author who is not sure of a better one
 * writes that.
 */
#ifndef THRUM_CORE_INSTRUCTIONS_H
#define THRUM_CORE_INSTRUCTIONS_H

#include "core/step.h"

#include <stdbool.h>

/* Whether it is a step. */
enum instruction_step {
    STEP_LOCAL,    /* part of the step before */
    STEP_VISIBLE,  /* a step */
    STEP_BY_STATE, /* a step where the function says so that stands in the column with it */
    STEP_BLOCKS, /* a step that may have to wait: not allowed in an atomic block, and where a thread
                    that is cancelled unwinds */
    STEP_ENDURES, /* the same, but a thread that is cancelled goes through with it */
};

/* How many values: a number up to 15, and these. */
enum instruction_stack {
    STACK_NUMBER = 15,
    STACK_DES = 1 << 4,       /* one more unless OPERAND_NAMED */
    STACK_NAME = 1 << 5,      /* one more unless OPERAND_ANONYMOUS */
    STACK_BODY = 1 << 6,      /* the arguments of a body: a >> OPERAND_SHIFT */
    STACK_IF_COUNT = 1 << 7,  /* one more where OPERAND_COUNT */
    STACK_IF_ARRAY = 1 << 8,  /* one more where OPERAND_ARRAY */
    STACK_IF_CAS = 1 << 9,    /* one more where the modification compares */
    STACK_UNLESS_B = 1 << 10, /* one more where b is 0 */
    STACK_PER_A = 1 << 11,    /* a more */
    STACK_PER_B = 1 << 12,    /* b more */
    STACK_PER_HIGH = 1 << 13, /* a >> OPERAND_SHIFT more */
    STACK_RESULT = 1 << 14,   /* pushed: one more unless OPERAND_DISCARD */
    STACK_IF_MORE = 1 << 15,  /* pushed: one more under a true, none under a false */
};

/* Where it goes on in its unit; also, with an error, at a handler. */
enum instruction_flow {
    FLOW_ON,       /* at the next instruction */
    FLOW_MAY_SKIP, /* there, or behind that in the same step: it did not have to wait */
    FLOW_MAY_JUMP, /* there or at b; pushes nothing where it jumps */
    FLOW_JUMPS,    /* at b */
    FLOW_LEAVES,   /* nowhere: the call, the order or the thread is over */
    FLOW_RAISES,   /* nowhere: it always raises */
};

/* Which other code comes to be run because of it. */
enum instruction_code {
    CODE_NO_CODE,
    CODE_CALLED, /* the function b, by this thread, now */
    CODE_BODY,   /* by a thread that it makes: the function b where OPERAND_CALL, else unit b where
                    b > 0 */
    CODE_BARRIERS, /* any barrier's body, by this thread, now */
    CODE_LATER,    /* unit b, at some time, by a thread that calls it or is told to run it */
};

/* What others may notice of it, or it of what they have done to what is shared. */
enum instruction_touches {
    TOUCHES_EVERYTHING, /* more than can be told: no step of such a program goes first */
    TOUCHES_TOLD,       /* as much, through the threads that it tells what to do */
    TOUCHES_ALL,        /* any object, and who lives */
    TOUCHES_MADE,       /* as much, through the thread that it makes or starts */
    TOUCHES_FUNCTION,   /* the same, and gives a function to its name */
    TOUCHES_OBJECTS,    /* any object */
    TOUCHES_VARIABLES,  /* any object; it reads or writes a variable */
    TOUCHES_NOTHING,
    TOUCHES_NAME_READ,     /* reads the variable b */
    TOUCHES_NAME,          /* writes the variable b */
    TOUCHES_ELEMENT_READ,  /* reads of an array that lies on the stack under an index */
    TOUCHES_ELEMENT,       /* writes there */
    TOUCHES_ELEMENT_AGAIN, /* the same behind a TOUCHES_ELEMENT, under two values more */
    TOUCHES_BLOCK,         /* as one with all up to the end of the block behind it */
    TOUCHES_DESIGNATED,    /* the object DES */
    TOUCHES_CHANNEL,       /* the same, and who waits there, perhaps at other channels too; both
                              ends of a queue */
    TOUCHES_CHANNELS,      /* several channels that lie on the stack */
    TOUCHES_SCOPE,         /* the object DES, of which the code alone is asked which one it is */
    TOUCHES_LOCK,          /* the same, and all conditions with their locks */
    TOUCHES_NOTIFIED,      /* the same, but nothing of the lock of one that is loose */
    TOUCHES_TAKEN,         /* the same, but nothing else of a lock than that it takes it, alone */
    TOUCHES_TAKEN_TOO,     /* the same, but others may have it, too, who take it in this way */
    TOUCHES_GIVEN,         /* the same, but it gives it back */
    TOUCHES_PUT_IN,        /* of the queue DES the end where it puts, and makes one more to get */
    TOUCHES_GOT,           /* of the queue DES the end where it gets, and makes room for one more */
    TOUCHES_WAITED,        /* what the thread waited for */
    TOUCHES_OBSERVED,      /* OP_OBSERVE: by what is asked */
    TOUCHES_SPAWNED,       /* OP_SPAWN: a name, and who lives */
    TOUCHES_LIVES,         /* looks who lives */
    TOUCHES_BEARER,        /* looks which thread bears a name */
    TOUCHES_JOINED,        /* the same, and whether that one lives */
    TOUCHES_OWN_END,       /* may end its thread */
};

/* Which threads it reads or changes beside its own; what all threads share is no thread's. */
enum instruction_looks {
    LOOKS_THREADS, /* any */
    LOOKS_NOBODY,
    LOOKS_WAITERS,  /* those in a list of waiters */
    LOOKS_QUEUED,   /* those in that of a reader-writer lock */
    LOOKS_OBSERVED, /* OP_OBSERVE: by what is asked */
};

/* What it can tell threads by that run the same code. */
enum instruction_tells {
    TELLS_APART,    /* by who they are */
    TELLS_ALIKE,    /* by nothing */
    TELLS_NAMED,    /* by the name DES, if that can be read from the code */
    TELLS_JOINED,   /* the same, for a join */
    TELLS_OBSERVED, /* OP_OBSERVE: by what is asked */
    TELLS_DECLARED, /* OP_DECLARE: by what is made */
};

/* Which of its frame's private slots it reads, or writes without having read them. */
enum instruction_slots {
    SLOTS_ALL, /* reads all */
    SLOTS_NO_SLOT,
    SLOTS_READS_ONE,       /* b */
    SLOTS_READS_TWO,       /* b and the next */
    SLOTS_READS_LIST,      /* b and a more */
    SLOTS_READS_NAME,      /* a - 1, if there is an a */
    SLOTS_CAPTURED,        /* reads what the block b captures */
    SLOTS_WRITES_ONE,      /* b */
    SLOTS_WRITES_TWO,      /* b and the next */
    SLOTS_WRITES_NAME,     /* a - 1, if there is an a */
    SLOTS_WRITES_COMPOUND, /* the same of a >> 4 */
};

/* What it brings into the run that the state does not say. */
enum instruction_input {
    INPUT_NO_INPUT,
    INPUT_CLOCK,   /* what the time is */
    INPUT_INSTANT, /* an instant, which it keeps in a slot */
    INPUT_RANDOM,  /* a number drawn */
    INPUT_CHOICE,  /* a number chosen: the machine's driver may say which */
    INPUT_USER,    /* what the user answers */
    INPUT_NETWORK, /* what the network answers */
};

/* Whether it may fail. With what, its failure says (failure.h). */
enum instruction_fails {
    FAILS_ERROR, /* with an error */
    FAILS_NEVER, /* not at all */
};

enum instruction_mark {
    MARK_UNMARKED = 0,
    MARK_EXPRESSION = 1,  /* pushes one value, made of those that it takes and of nothing that it
                             changes: explore reads designators and prints through it */
    MARK_GIVES_WAY = 2,   /* a thread that goes on behind it preempts none */
    MARK_TAKES = 4,       /* takes a lock: in which order is noted */
    MARK_INDIVISIBLE = 8, /* what it touches races with no other such */
    MARK_LOOKING = 16,    /* may belong to looking whether a wait is over: changes a lock at most */
};

struct instruction_row {
    /* Does it; false with an error raised (machine.h). */
    bool (*run)(struct machine *m, uint32_t thread, struct instruction i);
    /* Whether a thread that is at it can do it now; if not, it says in r why. NULL: always. */
    bool (*enabled)(const struct machine *m, uint32_t thread, struct instruction i,
                    struct readiness *r);
    /* Whether it is a step as things stand; NULL unless STEP_BY_STATE. */
    bool (*is_step)(const struct machine *m, uint32_t thread, struct instruction i);
    uint16_t pops, pushes; /* enum instruction_stack */
    uint8_t step, flow, code, touches, looks, tells, slots, input, fails; /* the enums above */
    uint8_t marks; /* enum instruction_mark */
};

extern const struct instruction_row instruction_rows[OP_COUNT];

static inline const struct instruction_row *instruction_row(struct instruction i)
{
    return &instruction_rows[i.op];
}

/* Whether it looks where other threads stand, which any step of theirs can change. */
static inline bool instruction_sees_where(struct instruction i)
{
    unsigned what = i.a >> OPERAND_SHIFT;
    return i.op == OP_OBSERVE && (what == OBSERVE_STATE || what == OBSERVE_WAITING);
}
/* Whether more is touched than can be told before it runs: no step of such a program goes first. */
static inline bool instruction_touches_everything(enum program_opcode op)
{
    unsigned touches = instruction_rows[op].touches;
    return touches == TOUCHES_EVERYTHING || touches == TOUCHES_TOLD;
}
/* Whether it reads or writes a variable, or an element of an array, and does nothing else. */
static inline bool instruction_is_access(enum program_opcode op)
{
    unsigned touches = instruction_rows[op].touches;
    return touches == TOUCHES_NAME_READ || touches == TOUCHES_NAME ||
           touches == TOUCHES_ELEMENT_READ || touches == TOUCHES_ELEMENT ||
           touches == TOUCHES_ELEMENT_AGAIN;
}
/* Whether it may have to wait, as it stands in the code. */
static inline bool instruction_blocks(struct instruction i)
{
    return instruction_rows[i.op].step >= STEP_BLOCKS && !(i.a & OPERAND_TRY);
}
/* Whether the one at `pc`, which may have to wait, waits as long as it takes: it neither only tries
 * nor gives up after a time. */
bool instruction_insists(const struct program *program, uint32_t pc);
/* Whether it is a step whatever the state is. */
static inline bool instruction_is_step(struct instruction i)
{
    unsigned step = instruction_rows[i.op].step;
    return step == STEP_VISIBLE || step >= STEP_BLOCKS;
}
/* Whether it may go on at the next instruction, and at the one that it names. That one always
 * raises counts as going on: it is too much rather than too little. */
static inline bool instruction_goes_on(struct instruction i)
{
    unsigned flow = instruction_rows[i.op].flow;
    return flow != FLOW_JUMPS && flow != FLOW_LEAVES;
}
static inline bool instruction_jumps(struct instruction i)
{
    unsigned flow = instruction_rows[i.op].flow;
    return flow == FLOW_JUMPS || flow == FLOW_MAY_JUMP;
}
static inline bool instruction_is(struct instruction i, enum instruction_mark mark)
{
    return instruction_rows[i.op].marks & mark;
}
/* How many values it takes from the stack, and how many it pushes where it goes on; of
 * STACK_IF_MORE those under a true. */
unsigned instruction_pops(struct instruction i);
unsigned instruction_pushes(struct instruction i);

#endif
