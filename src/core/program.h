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

/* X(name, verb for the trace or "" ) in the comment: stack before -- stack after, top at the right;
 * `a` and `b` are the instruction's operands; DES is a designator, absent when OPERAND_NAMED.
 * [v] marks visible ones, [v?] those that are visible as things stand. */
#define PROGRAM_OPCODES(X)                                                                         \
    /* -- constants, slots, operators: local ---------------------------------------------- */     \
    X(CONSTANT, "")      /* -- v            b: index of the constant */                            \
    X(POP, "")           /* v -- */                                                                \
    X(DUPLICATE, "")     /* v -- v v */                                                            \
    X(SLOT_LOAD, "")     /* -- v            b: slot; unset: error "NAME has no value yet" */       \
    X(SLOT_STORE, "")    /* v --            b: slot */                                             \
    X(SLOT_CLEAR, "")    /* --              b: slot becomes unset; an array there is freed */      \
    X(BINARY, "")        /* l r -- v        a: enum program_operator */                            \
    X(NEGATE, "")        /* v -- v */                                                              \
    X(NOT, "")           /* v -- v          v must be a boolean */                                 \
    X(CHECK_BOOLEAN, "") /* v -- v          error unless a boolean ("and"/"or" right sides) */     \
    X(TEXT_JOIN, "")     /* v1..vn -- v     b: n; interpolation */                                 \
    X(ME, "")            /* -- v */                                                                \
    X(NOW, "")           /* -- v */                                                                \
    X(TIME_OF_DAY, "")   /* -- v */                                                                \
    X(RANDOM, "")        /* lo hi -- v */                                                          \
    X(JUMP, "")          /* --              b: target, as an index into the code */                \
    X(JUMP_IF_FALSE, "") /* v --            b: target; v must be a boolean, else error */          \
    X(JUMP_IF_TRUE, "")  /* v -- */                                                                \
    /* -- names of variables ---------------------------------------------------------------- */   \
    /* a: 1 + the private slot that the name has in this scope, 0 if none. Looked up: the slot if  \
     * set, else the binding. b: name. */                                                          \
    X(NAME_LOAD, "reads")   /* -- v      [v?] an object's or thread's name gives the text */       \
    X(NAME_STORE, "writes") /* v --      [v?] not bound at all: the slot, and the lab says so */   \
    X(NAME_TEXT, "")        /* -- text        where a name may stand: the text in the slot, or the \
                             * name itself; an array in the slot: VALUE_ARRAY */                   \
    X(NAME_BASE, "")        /* -- base        the array in the slot; the name itself where the     \
                             * slot is unset; else none. For `b = a` */                            \
    X(COMPOUND_READ, "reads")   /* -- v    [v?] atomic variables: local, pushes an unset value */  \
    X(COMPOUND_WRITE, "writes") /* v w -- [v?] b: name; a as above but bits 0..3 are enum          \
                                 * program_operator and the slot + 1 is a >> 4; v from             \
                                 * COMPOUND_READ, w the right side */                              \
    X(INDEX_LOAD, "reads")      /* base i -- v     [v?] base from NAME_TEXT or any text */         \
    X(INDEX_STORE, "writes")    /* v base i --     [v?] */                                         \
    X(INDEX_COMPOUND_READ, "reads")   /* base i -- base i v  [v?] */                               \
    X(INDEX_COMPOUND_WRITE, "writes") /* base i v w -- [v?]  a: enum program_operator */           \
    X(ELEMENT, "")                    /* base i -- element; i must be an integer; a designator */  \
    X(CHECK_NAME, "") /* v -- v  error unless v is a text: "a name was expected" */                \
    X(ARRAY_MAKE, "") /* init n --    b: slot; a private array of n elements */                    \
    X(ARRAYS,                                                                                      \
      "looks at")       /* [v?] target source -- first last, or -- and jumps to b unless both are  \
                         * arrays; error if their lengths differ. Two private arrays are copied    \
                         * at once; else first..last is what is left to be copied one by one */    \
    X(ARRAY_LENGTH, "") /* base -- n */                                                            \
    X(MODIFY, "modifies") /* [v] cas/add/swap on a variable. a >> OPERAND_SHIFT: 0 cas             \
                           * (DES old new -- bool), 1 add (DES n -- old), 2 swap (DES v -- old)    \
                           */                                                                      \
    /* -- control: local -------------------------------------------------------------------- */   \
    X(LOOP_ENTER, "")                        /* --  b: hidden slot of the loop */                  \
    X(LOOP_TURN, "takes a turn of its loop") /* [v?] at the end of a turn (also where `continue`   \
                                              * goes), b: the same slot; visible if the turn had   \
                                              * no other step */                                   \
    X(LOOP_LEAVE, "")   /* -- b: the same slot; where the loop ends, `break` included */           \
    X(RANGE_START, "")  /* from to --  b: hidden slot s; s: next, s+1: last. Both integers */      \
    X(RANGE_NEXT, "")   /* -- i true | -- false   b: s */                                          \
    X(REPEAT_START, "") /* n --  b: hidden slot s; an integer >= 0 */                              \
    X(REPEAT_NEXT, "")  /* -- bool  b: s */                                                        \
    X(LIST_NEXT, "")    /* -- v true | -- false   b: hidden slot s: next index (starts unset = 0), \
                         * s+1..s+n: the values; a: n */                                           \
    X(ARRAY_NEXT, "")   /* -- v true | -- false   b: hidden slot s: next index, s+1: the array */  \
    X(THREADS, "lists the threads") /* [v] -- b: slot that becomes an array of the names alive */  \
    X(CALL, "calls")                /* v1..vn -- result   [v?] a: n, b: name of the function */    \
    X(RETURN, "returns")            /* v --   [v?] visible if the call had no other step */        \
    X(RAISE, "")                    /* v --   the error is v as text */                            \
    X(RERAISE, "")          /* --     b: hidden slot pair of a handler: goes on unwinding */       \
    X(CATCH_TEXT, "")       /* -- v   b: hidden slot pair of a handler: the error as text */       \
    X(ASSERTION_FAILED, "") /* v --   a: 1 if a message v is on the stack */                       \
    X(ATOMIC_BEGIN, "runs an atomic block") /* [v] everything to ATOMIC_END is this one step */    \
    X(ATOMIC_END, "")                                                                              \
    X(CRITICAL_ENTER, "enters") /* [v] DES -- */                                                   \
    X(CRITICAL_LEAVE, "leaves") /* [v] DES -- */                                                   \
    X(INVARIANT, "") /* b: unit of the expression; a: 1 if it leaves a message under the value */  \
    X(DEFINE, "")    /* a: 0, b: unit of the function; binds the unit's name */                    \
    /* -- threads --------------------------------------------------------------------------- */   \
    /* Bodies: OPERAND_CALL: stack [name] v1..vn, a >> OPERAND_SHIFT: n, b: function's name.       \
     * Else b: unit of the block, or -1: a puppet; stack [name]. */                                \
    X(THREAD, "makes") /* [v?] [DES] args -- */                                                    \
    X(SPAWN, "spawns") /* [v] [DES] args -- */                                                     \
    X(TIMER, "makes")  /* [v?] DES duration args -- ; OPERAND_ARRAY: DES n duration args -- */     \
    X(START, "starts") /* [v] DES -- */                                                            \
    X(JOIN_BEGIN, "")  /* DES -- DES target; which thread, and a puppet's orders so far */         \
    X(JOIN, "joins")   /* [v] DES target -- bool; always on the stack, never OPERAND_NAMED */      \
    X(JOIN_ALL, "joins all")     /* [v] -- bool  a >> OPERAND_SHIFT: 1: all but daemons */         \
    X(CANCEL, "cancels")         /* [v] DES -- */                                                  \
    X(KILL, "kills")             /* [v] DES -- */                                                  \
    X(DAEMON, "marks as daemon") /* [v] DES --   a >> OPERAND_SHIFT: 1 on, 0 off */                \
    X(RENAME, "renames")         /* [v] old new -- ; both on the stack */                          \
    X(ORDER, "orders") /* [v] v1..vn DES --  a >> OPERAND_SHIFT: n captured values, b: unit.       \
                        * Never OPERAND_NAMED. */                                                  \
    X(ORDER_ALL, "orders all") /* [v] v1..vn --  as ORDER, to every puppet */                      \
    X(YIELD, "yields")         /* [v] */                                                           \
    /* -- time ------------------------------------------------------------------------------ */   \
    X(DEADLINE, "")      /* d --    the next blocking instruction gives up then. Checks d >= 0 */  \
    X(DEADLINE_SAVE, "") /* d --  b: slot := the instant at which d from now is over */            \
    X(DEADLINE_FROM, "") /* --    b: slot of DEADLINE_SAVE; the next blocking one gives up then */ \
    X(SLEEP_BEGIN, "")   /* d -- */                                                                \
    X(SLEEP, "has slept") /* [v] behind SLEEP_BEGIN */                                             \
    X(WORK_BEGIN, "")     /* d -- or n --  a: 1 for `N items` */                                   \
    X(WORK, "has worked") /* [v] behind WORK_BEGIN, with the same a */                             \
    X(IO_BEGIN, "")       /* d -- */                                                               \
    X(IO, "has done io")  /* [v] behind IO_BEGIN */                                                \
    /* -- synchronisation: blocking ones push true, or false where time ran out --------------- */ \
    X(DECLARE, "makes") /* [v?] DES args --  b: enum entity_kind, name on the stack always.        \
                         * args: OPERAND_COUNT: the number N (semaphore, bounded, barrier, queue)  \
                         * or the lock's DES (condition); OPERAND_ARRAY: then the length (top);    \
                         * shared/atomic/local variable: OPERAND_COUNT: the initial value */       \
    X(BARRIER_BODY, "") /* DES v1..vn --  gives a barrier its body: b: a UNIT_BARRIER, a >> SHIFT: \
                         * n; the values become its first slots (parameters) */                    \
    X(DROP, "drops")    /* [v] DES -- */                                                           \
    X(ACQUIRE, "acquires") /* [v] DES -- bool   mutex rlock semaphore bounded condition */         \
    X(RDLOCK, "acquires for reading") /* [v] DES -- bool */                                        \
    X(WRLOCK, "acquires for writing") /* [v] DES -- bool */                                        \
    X(RELEASE, "releases") /* [v] DES --   OPERAND_COUNT: K lies under DES (K DES --) */           \
    X(WAIT, "waits for")   /* [v] DES -- bool or place   event, condition, barrier. a >> SHIFT: 1  \
                            * if only a condition will do (`until`) */                             \
    X(WAIT_RESUME, "goes on with") /* [v] always right behind WAIT, with the same a */             \
    X(BARRIER_TRIP, "completes")   /* [v] the end of a barrier's body; in the unit of the body */  \
    X(UNTIL_CHECK,                                                                                 \
      "looks at")         /* [v?] DES --  error unless a condition whose lock this thread holds */ \
    X(SET, "sets")        /* [v] DES -- */                                                         \
    X(CLEAR, "clears")    /* [v] DES -- */                                                         \
    X(NOTIFY, "notifies") /* [v] DES --  OPERAND_COUNT: K lies under DES */                        \
    X(BROADCAST, "notifies all of") /* [v] DES -- */                                               \
    X(ABORT, "aborts")              /* [v] DES -- */                                               \
    X(RESET, "resets")              /* [v] DES -- */                                               \
    X(PUT, "puts into")             /* [v] v DES -- bool */                                        \
    X(GET, "gets from")             /* [v] DES -- v or none */                                     \
    X(ONCE_ENTER, "enters")         /* [v] DES -- bool   true: run the block */                    \
    X(ONCE_LEAVE, "leaves")         /* [v] DES --   it has been run */                             \
    X(ONCE_ABANDON, "leaves")       /* [v] DES -- left by an error: counts as not run */           \
    /* -- looking at objects and threads ---------------------------------------------------- */   \
    X(OBSERVE, "looks at") /* [v] DES -- v   a >> OPERAND_SHIFT: enum program_observation */       \
    X(ACTIVE, "counts the threads") /* [v] -- n */                                                 \
    X(LENGTH, "looks at") /* v -- n  [v?] of a text; of an array or a queue named; of the text in  \
                           * a shared variable; a: 1 + slot, and b: the name, if the argument is   \
                           * a bare name (nothing on the stack then), else both 0 */               \
    X(CHOOSE, "chooses")  /* [v] lo hi -- v */                                                     \
    /* -- output and input ------------------------------------------------------------------ */   \
    X(PRINT, "prints")  /* [v] v1..vn --   b: n, a: 1: nothing between the values, else blanks */  \
    X(LOG, "logs")      /* [v] v1..vn --   b: n, a: level 0..3 */                                  \
    X(ASK, "asks")      /* [v] question -- text */                                                 \
    X(FETCH, "fetches") /* [v] url [file] -- n   a: 1 with a file */                               \
    X(END, "")          /* the end of a body, an order: the thread ends, or is idle again */

enum program_opcode {
#define X(name, verb) OP_##name,
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
    BINARY_EQUAL,
    BINARY_UNEQUAL,
    BINARY_LESS,
    BINARY_LESS_EQUAL,
    BINARY_GREATER,
    BINARY_GREATER_EQUAL,
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

/* Where an instruction comes from, for messages: the command it belongs to, up to its block. */
struct origin {
    uint32_t source;     /* index into program.sources */
    uint32_t start, end; /* bytes of the source's text */
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
    RANGE_LEAVING, /* the one that leaves it by its end: only for who is cancelled or interrupted in
                      front of it. Where it fails, or breaks an invariant, it is not done again */
    RANGE_FINALLY, /* no handler: marks the code of a `finally`, in which nobody is cancelled */
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
/* FILE:LINE:COL of an instruction; columns count characters. */
void program_where(const struct program *p, uint32_t pc, struct buffer *out);

#endif
