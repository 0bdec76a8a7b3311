/* opcodes.h - one row per instruction, with all that there is to be known of it.
 *
 *     X(name, verb for the trace or "", who does it, whether it is a step, whether it is enabled,
 *       what it takes from the stack, what it pushes,
 *       flow, code, touches, looks, tells, slots, input, fails, marks)
 *
 * What the columns mean and which words may stand in them is in instructions.h; who does an
 * instruction, in which file, machine.h. No column can be left out, and where nothing better is
 * known the first word of a column is right, which only costs the explorer some speed.
 * tests/unit/test_instructions.c compares the stack columns with compiled code,
 * tests/programs/compare the others with what programs do.
 *
 * The comment in front of a row: stack before -- stack after, top at the right; `a` and `b` are the
 * instruction's operands; DES is a designator, absent when OPERAND_NAMED. */
#ifndef THRUM_CORE_OPCODES_H
#define THRUM_CORE_OPCODES_H

/* clang-format off */
#define PROGRAM_OPCODES(X)                                                                         \
    /* ---- constants, slots, operators: local ---------------------------------------------- */   \
    /* -- v   b: index of the constant */                                                          \
    X(CONSTANT, "", expression_constant, LOCAL, ALWAYS, 0, 1,                                      \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, EXPRESSION)                   \
    /* v -- */                                                                                     \
    X(POP, "", expression_pop, LOCAL, ALWAYS, 1, 0,                                                \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                     \
    /* v -- v v */                                                                                 \
    X(DUPLICATE, "", expression_duplicate, LOCAL, ALWAYS, 1, 2,                                    \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                     \
    /* -- v   b: slot; unset: error "NAME has no value yet" */                                     \
    X(SLOT_LOAD, "", expression_slot_load, LOCAL, ALWAYS, 0, 1,                                    \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, READS_ONE, NO_INPUT, ERROR, EXPRESSION)                 \
    /* v --   b: slot */                                                                           \
    X(SLOT_STORE, "", expression_slot_store, LOCAL, ALWAYS, 1, 0,                                  \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, WRITES_ONE, NO_INPUT, NEVER, UNMARKED)                  \
    /* --   b: slot becomes unset; an array there is freed */                                      \
    X(SLOT_CLEAR, "", expression_slot_clear, LOCAL, ALWAYS, 0, 0,                                  \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, WRITES_ONE, NO_INPUT, NEVER, UNMARKED)                  \
    /* l r -- v   a: enum program_operator */                                                      \
    X(BINARY, "", expression_operator, LOCAL, ALWAYS, 2, 1,                                        \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, EXPRESSION)                   \
    /* v -- v */                                                                                   \
    X(NEGATE, "", expression_negate, LOCAL, ALWAYS, 1, 1,                                          \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, EXPRESSION)                   \
    /* v -- v   v must be a boolean */                                                             \
    X(NOT, "", expression_not, LOCAL, ALWAYS, 1, 1,                                                \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* v -- v   error unless a boolean ("and"/"or" right sides) */                                 \
    X(CHECK_BOOLEAN, "", expression_check_boolean, LOCAL, ALWAYS, 1, 1,                            \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* v1..vn -- v   b: n; interpolation */                                                        \
    X(TEXT_JOIN, "", expression_text_join, LOCAL, ALWAYS, PER_B, 1,                                \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, EXPRESSION)                   \
    /* -- v */                                                                                     \
    X(ME, "", expression_me, LOCAL, ALWAYS, 0, 1,                                                  \
      ON, NO_CODE, NOTHING, NOBODY, APART, NO_SLOT, NO_INPUT, NEVER, EXPRESSION)                   \
    /* -- v */                                                                                     \
    X(NOW, "", expression_now, LOCAL, ALWAYS, 0, 1,                                                \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, CLOCK, NEVER, EXPRESSION)                      \
    /* -- v */                                                                                     \
    X(TIME_OF_DAY, "", expression_time_of_day, LOCAL, ALWAYS, 0, 1,                                \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, CLOCK, ERROR, EXPRESSION)                      \
    /* lo hi -- v */                                                                               \
    X(RANDOM, "", expression_random, LOCAL, ALWAYS, 2, 1,                                          \
      ON, NO_CODE, NOTHING, NOBODY, APART, NO_SLOT, RANDOM, ERROR, UNMARKED)                       \
    /* --   b: target, as an index into the code */                                                \
    X(JUMP, "", control_jump, LOCAL, ALWAYS, 0, 0,                                                 \
      JUMPS, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                  \
    /* v --   b: target; v must be a boolean, else error */                                        \
    X(JUMP_IF_FALSE, "", control_jump_if_false, LOCAL, ALWAYS, 1, 0,                               \
      MAY_JUMP, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)               \
    /* v -- */                                                                                     \
    X(JUMP_IF_TRUE, "", control_jump_if_true, LOCAL, ALWAYS, 1, 0,                                 \
      MAY_JUMP, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)               \
                                                                                                   \
    /* ---- names of variables -------------------------------------------------------------- */   \
    /* a: 1 + the private slot that the name has in this scope, 0 if none. Looked up: the          \
     * slot if set, else the binding. b: name. */                                                  \
    /* -- v   an object's or thread's name gives the text */                                       \
    X(NAME_LOAD, "reads", variable_load, BY_STATE(variable_load_is_step), ALWAYS, 0, 1,            \
      ON, NO_CODE, NAME_READ, NOBODY, ALIKE, READS_NAME, NO_INPUT, ERROR, EXPRESSION | LOOKING)    \
    /* v --   not bound at all: the slot, and the lab says so */                                   \
    X(NAME_STORE, "writes", variable_store, BY_STATE(variable_store_is_step), ALWAYS, 1, 0,        \
      ON, NO_CODE, NAME, NOBODY, ALIKE, WRITES_NAME, NO_INPUT, ERROR, UNMARKED)                    \
    /* -- text   where a name may stand: the text in the slot, or the name itself; an array        \
     * there: VALUE_ARRAY_IN_SLOT */                                                               \
    X(NAME_TEXT, "", variable_name_text, LOCAL, ALWAYS, 0, 1,                                      \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, READS_NAME, NO_INPUT, NEVER, EXPRESSION)                \
    /* -- base   the array in the slot; the name itself where the slot is unset; else none.        \
     * For `b = a` */                                                                              \
    X(NAME_BASE, "", variable_name_base, LOCAL, ALWAYS, 0, 1,                                      \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, READS_NAME, NO_INPUT, NEVER, UNMARKED)                  \
    /* -- v   atomic variables: local, pushes an unset value */                                    \
    X(COMPOUND_READ, "reads", variable_compound_read, BY_STATE(variable_compound_read_is_step),    \
      ALWAYS, 0, 1,                                                                                \
      ON, NO_CODE, NAME_READ, NOBODY, ALIKE, READS_NAME, NO_INPUT, ERROR, UNMARKED)                \
    /* v w -- b: name; a as above but bits 0..3 are enum program_operator and the slot + 1 is      \
     * a >> 4; v from COMPOUND_READ, w the right side */                                           \
    X(COMPOUND_WRITE, "writes", variable_compound_write, BY_STATE(variable_compound_write_is_step), \
      ALWAYS, 2, 0,                                                                                \
      ON, NO_CODE, NAME, NOBODY, ALIKE, WRITES_COMPOUND, NO_INPUT, ERROR, UNMARKED)                \
    /* base i -- v   base from NAME_TEXT or any text */                                            \
    X(INDEX_LOAD, "reads", variable_index_load, BY_STATE(variable_index_is_step), ALWAYS, 2, 1,    \
      ON, NO_CODE, ELEMENT_READ, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, EXPRESSION | LOOKING)    \
    /* v base i -- */                                                                              \
    X(INDEX_STORE, "writes", variable_index_store, BY_STATE(variable_index_is_step), ALWAYS, 3, 0, \
      ON, NO_CODE, ELEMENT, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* base i -- base i v */                                                                       \
    X(INDEX_COMPOUND_READ, "reads", variable_index_compound_read,                                  \
      BY_STATE(variable_index_compound_read_is_step), ALWAYS, 2, 3,                                \
      ON, NO_CODE, ELEMENT, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* base i v w --   a: enum program_operator */                                                 \
    X(INDEX_COMPOUND_WRITE, "writes", variable_index_compound_write,                               \
      BY_STATE(variable_index_compound_write_is_step), ALWAYS, 4, 0,                               \
      ON, NO_CODE, ELEMENT_AGAIN, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)               \
    /* base i -- element; i must be an integer; a designator */                                    \
    X(ELEMENT, "", variable_element, LOCAL, ALWAYS, 2, 1,                                          \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* v -- v   error unless v is a text: "a name was expected" */                                 \
    X(CHECK_NAME, "", expression_check_name, LOCAL, ALWAYS, 1, 1,                                  \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* init n --   b: slot; a private array of n elements */                                       \
    X(ARRAY_MAKE, "", control_array_make, LOCAL, ALWAYS, 2, 0,                                     \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, READS_ONE, NO_INPUT, ERROR, UNMARKED)                   \
    /* target source -- first last, or -- and jumps to b unless both are arrays; error if          \
     * their lengths differ. Two private arrays are copied at once; else first..last is what       \
     * is left to be copied one by one */                                                          \
    X(ARRAYS, "looks at", variable_arrays, BY_STATE(variable_arrays_is_step), ALWAYS, 2, 2,        \
      MAY_JUMP, NO_CODE, OBJECTS, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)               \
    /* cas and the like on a variable. a >> OPERAND_SHIFT: enum program_modification: cas          \
     * (DES old new -- bool), compare (DES old new -- old), the others (DES n -- old) */           \
    X(MODIFY, "modifies", variable_modify, VISIBLE, ALWAYS, 1 | DES | IF_CAS, RESULT,              \
      ON, NO_CODE, VARIABLES, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, INDIVISIBLE)                \
                                                                                                   \
    /* ---- control: local ------------------------------------------------------------------ */   \
    /* --   b: hidden slot of the loop */                                                          \
    X(LOOP_ENTER, "", control_loop_enter, LOCAL, ALWAYS, 0, 0,                                     \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, WRITES_ONE, NO_INPUT, NEVER, UNMARKED)                  \
    /* at the end of a turn (also where `continue` goes), b: the same slot; visible if the         \
     * turn had no other step */                                                                   \
    X(LOOP_TURN, "takes a turn of its loop", control_loop_turn, BY_STATE(control_turn_is_step),    \
      ALWAYS, 0, 0,                                                                                \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, READS_ONE, NO_INPUT, NEVER, LOOKING)                    \
    /* -- b: the same slot; where the loop ends, `break` included */                               \
    X(LOOP_LEAVE, "", control_loop_leave, LOCAL, ALWAYS, 0, 0,                                     \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, READS_ONE, NO_INPUT, NEVER, UNMARKED)                   \
    /* from to --   b: hidden slot s; s: next, s+1: last. Both integers */                         \
    X(RANGE_START, "", control_range_start, LOCAL, ALWAYS, 2, 0,                                   \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, WRITES_TWO, NO_INPUT, ERROR, UNMARKED)                  \
    /* -- i true | -- false   b: s */                                                              \
    X(RANGE_NEXT, "", control_range_next, LOCAL, ALWAYS, 0, 1 | IF_MORE,                           \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, READS_TWO, NO_INPUT, NEVER, UNMARKED)                   \
    /* n --   b: hidden slot s; an integer >= 0 */                                                 \
    X(REPEAT_START, "", control_repeat_start, LOCAL, ALWAYS, 1, 0,                                 \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, WRITES_ONE, NO_INPUT, ERROR, UNMARKED)                  \
    /* -- bool   b: s */                                                                           \
    X(REPEAT_NEXT, "", control_repeat_next, LOCAL, ALWAYS, 0, 1,                                   \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, READS_ONE, NO_INPUT, NEVER, UNMARKED)                   \
    /* -- v true | -- false   b: hidden slot s: next index (starts unset = 0), s+1..s+n: the       \
     * values; a: n */                                                                             \
    X(LIST_NEXT, "", control_list_next, LOCAL, ALWAYS, 0, 1 | IF_MORE,                             \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, READS_LIST, NO_INPUT, NEVER, UNMARKED)                  \
    /* -- v true | -- false   b: hidden slot s: next index, s+1: the array */                      \
    X(ARRAY_NEXT, "", control_array_next, LOCAL, ALWAYS, 0, 1 | IF_MORE,                           \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, READS_TWO, NO_INPUT, NEVER, UNMARKED)                   \
    /* -- b: slot that becomes an array of the names alive */                                      \
    X(THREADS, "lists the threads", control_threads, VISIBLE, ALWAYS, 0, 0,                        \
      ON, NO_CODE, EVERYTHING, THREADS, APART, READS_ONE, NO_INPUT, ERROR, UNMARKED)               \
    /* v1..vn -- result   a: n, b: name of the function */                                         \
    X(CALL, "calls", control_call, BY_STATE(control_call_is_step), ALWAYS, PER_A, 1,               \
      ON, CALLED, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                      \
    /* v --   visible if the call had no other step */                                             \
    X(RETURN, "returns", control_return, BY_STATE(control_return_is_step), ALWAYS, 1, 0,           \
      LEAVES, NO_CODE, OWN_END, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, LOOKING)                  \
    /* v --   the error is v as text */                                                            \
    X(RAISE, "", control_raise, LOCAL, ALWAYS, 1, 0,                                               \
      RAISES, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                 \
    /* --   b: hidden slot pair of a handler: goes on unwinding */                                 \
    X(RERAISE, "", control_reraise, LOCAL, ALWAYS, 0, 0,                                           \
      RAISES, NO_CODE, NOTHING, NOBODY, ALIKE, READS_TWO, NO_INPUT, ERROR, UNMARKED)               \
    /* -- v   b: hidden slot pair of a handler: the error as text */                               \
    X(CATCH_TEXT, "", control_catch_text, LOCAL, ALWAYS, 0, 1,                                     \
      ON, NO_CODE, NOTHING, NOBODY, APART, READS_TWO, NO_INPUT, NEVER, UNMARKED)                   \
    /* v --   a: 1 if a message v is on the stack */                                               \
    X(ASSERTION_FAILED, "", control_assertion_failed, LOCAL, ALWAYS, PER_A, 0,                     \
      RAISES, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                 \
    /* everything to ATOMIC_END is this one step */                                                \
    X(ATOMIC_BEGIN, "runs an atomic block", control_atomic_begin, VISIBLE, ALWAYS, 0, 0,           \
      ON, NO_CODE, BLOCK, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, INDIVISIBLE)                    \
    X(ATOMIC_END, "", control_atomic_end, LOCAL, ALWAYS, 0, 0,                                     \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                     \
    /* DES -- */                                                                                   \
    X(CRITICAL_ENTER, "enters", control_critical_enter, VISIBLE, ALWAYS, DES, 0,                   \
      ON, NO_CODE, SCOPE, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                       \
    /* DES -- */                                                                                   \
    X(CRITICAL_LEAVE, "leaves", control_critical_leave, VISIBLE, ALWAYS, DES, 0,                   \
      ON, NO_CODE, SCOPE, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                       \
    /* b: unit of the expression; a: 1 if it leaves a message under the value */                   \
    X(INVARIANT, "", invariant_declare, LOCAL, ALWAYS, 0, 0,                                       \
      ON, LATER, ALL, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                           \
    /* a: 0, b: unit of the function; binds the unit's name */                                     \
    X(DEFINE, "", instruction_define, LOCAL, ALWAYS, 0, 0,                                         \
      ON, LATER, FUNCTION, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                      \
                                                                                                   \
    /* ---- threads ------------------------------------------------------------------------- */   \
    /* Bodies: stack [name] v1..vn, a >> OPERAND_SHIFT: n; OPERAND_CALL: b: function's name.       \
     * Else b: unit of the block, or -1: a puppet; n is 0. */                                \
    /* [DES] args -- */                                                                            \
    X(THREAD, "makes", threads_make, BY_STATE(threads_make_is_step), ALWAYS, BODY | NAME, 0,       \
      ON, BODY, MADE, THREADS, ALIKE, CAPTURED, NO_INPUT, ERROR, UNMARKED)                         \
    /* [DES] args -- */                                                                            \
    X(SPAWN, "spawns", threads_spawn, ENDURES, ALWAYS, BODY | NAME, 0,                             \
      ON, BODY, SPAWNED, THREADS, ALIKE, CAPTURED, NO_INPUT, ERROR, UNMARKED)                      \
    /* DES duration args -- ; OPERAND_ARRAY: DES n duration args -- ; OPERAND_COUNT: it repeats,   \
     * and b is a unit that does, with its parameters for args */                                  \
    X(TIMER, "makes", threads_make_timers, BY_STATE(threads_make_is_step),                         \
      ALWAYS, 2 | BODY | IF_ARRAY, 0,                                                              \
      ON, BODY, EVERYTHING, THREADS, APART, CAPTURED, NO_INPUT, ERROR, UNMARKED)                   \
    /* the beginning of a body that repeats: there its timer stands until it goes off */           \
    X(TIMER_BEGIN, "", timer_begin, BY_STATE(timer_begin_is_step), ALWAYS, 0, 0,                   \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                     \
    /* its end: the timer is set again and stands at b; or it was cancelled, and ends */           \
    X(TIMER_AGAIN, "", timer_again, LOCAL, ALWAYS, 0, 0,                                           \
      MAY_JUMP, NO_CODE, OWN_END, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)               \
    /* DES -- */                                                                                   \
    X(START, "starts", threads_start, VISIBLE, ALWAYS, DES, 0,                                     \
      ON, NO_CODE, MADE, THREADS, NAMED, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                       \
    /* DES -- DES target; which thread, and a puppet's orders so far */                            \
    X(JOIN_BEGIN, "", join_begin, LOCAL, ALWAYS, 1, 2,                                             \
      ON, NO_CODE, BEARER, THREADS, JOINED, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                     \
    /* DES target -- bool; always on the stack, never OPERAND_NAMED */                             \
    X(JOIN, "joins", join_run, BLOCKS, join_enabled, 2, RESULT,                                    \
      ON, NO_CODE, JOINED, THREADS, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                      \
    /* -- bool   a >> OPERAND_SHIFT: 1: all but daemons */                                         \
    X(JOIN_ALL, "joins all", join_all, BLOCKS, join_enabled, 0, RESULT,                            \
      ON, NO_CODE, LIVES, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                       \
    /* DES -- */                                                                                   \
    X(CANCEL, "cancels", threads_cancel, VISIBLE, ALWAYS, DES, 0,                                  \
      ON, NO_CODE, EVERYTHING, THREADS, NAMED, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                 \
    /* DES -- */                                                                                   \
    X(KILL, "kills", threads_kill, VISIBLE, ALWAYS, DES, 0,                                        \
      ON, NO_CODE, EVERYTHING, THREADS, NAMED, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                 \
    /* DES --   a >> OPERAND_SHIFT: 1 on, 0 off */                                                 \
    X(DAEMON, "marks as daemon", threads_set_daemon, VISIBLE, ALWAYS, DES, 0,                      \
      ON, NO_CODE, EVERYTHING, THREADS, APART, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                 \
    /* old new -- ; both on the stack */                                                           \
    X(RENAME, "renames", threads_rename, VISIBLE, ALWAYS, 2, 0,                                    \
      ON, NO_CODE, EVERYTHING, THREADS, APART, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                 \
    /* v1..vn DES --   a >> OPERAND_SHIFT: n captured values, b: unit. Never OPERAND_NAMED. */     \
    X(ORDER, "orders", orders_one, VISIBLE, ALWAYS, 1 | PER_HIGH, 0,                               \
      ON, LATER, TOLD, THREADS, APART, ALL, NO_INPUT, ERROR, UNMARKED)                             \
    /* v1..vn --   as ORDER, to every puppet */                                                    \
    X(ORDER_ALL, "orders all", orders_all, VISIBLE, ALWAYS, PER_HIGH, 0,                           \
      ON, LATER, TOLD, THREADS, APART, ALL, NO_INPUT, ERROR, UNMARKED)                             \
    X(YIELD, "yields", instruction_yield, VISIBLE, ALWAYS, 0, 0,                                   \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, GIVES_WAY)                    \
                                                                                                   \
    /* ---- time ---------------------------------------------------------------------------- */   \
    /* d --   the next blocking instruction gives up then. Checks d >= 0 */                        \
    X(DEADLINE, "", timing_deadline, LOCAL, ALWAYS, 1, 0,                                          \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* d --   b: slot := the instant at which d from now is over */                                \
    X(DEADLINE_SAVE, "", timing_deadline_save, LOCAL, ALWAYS, 1, 0,                                \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, WRITES_ONE, INSTANT, ERROR, UNMARKED)                   \
    /* --   b: slot of DEADLINE_SAVE; the next blocking one gives up then */                       \
    X(DEADLINE_FROM, "", timing_deadline_from, LOCAL, ALWAYS, 0, 0,                                \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, READS_ONE, NO_INPUT, NEVER, UNMARKED)                   \
    /* -- */                                                                                       \
    X(FENCE, "passes a fence", instruction_fence, VISIBLE, ALWAYS, 0, 0,                           \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                     \
    /* d -- */                                                                                     \
    X(SLEEP_BEGIN, "", timing_sleep_begin, LOCAL, ALWAYS, 1, 0,                                    \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* behind SLEEP_BEGIN */                                                                       \
    X(SLEEP, "has slept", timing_pause_end, BLOCKS, timing_enabled, 0, 0,                          \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, GIVES_WAY)                    \
    /* d -- or n --   a: 1 for `N items` */                                                        \
    X(WORK_BEGIN, "", timing_work_begin, LOCAL, ALWAYS, 1, 0,                                      \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* behind WORK_BEGIN, with the same a */                                                       \
    X(WORK, "has worked", timing_work, ENDURES, timing_enabled, 0, 0,                              \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, GIVES_WAY)                    \
    /* d -- */                                                                                     \
    X(IO_BEGIN, "", timing_io_begin, LOCAL, ALWAYS, 1, 0,                                          \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* behind IO_BEGIN */                                                                          \
    X(IO, "has done io", timing_pause_end, BLOCKS, timing_enabled, 0, 0,                           \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, GIVES_WAY)                    \
                                                                                                   \
    /* ---- synchronisation: blocking ones push true, or false where time ran out ----------- */   \
    /* DES args --   b: enum entity_kind, name on the stack always. args: OPERAND_COUNT: the       \
     * number N (semaphore, bounded, barrier, queue) or the lock's DES (condition);                \
     * OPERAND_ARRAY: then the length (top); shared/atomic/local variable: OPERAND_COUNT: the      \
     * initial value */                                                                            \
    X(DECLARE, "makes", declare_run, BY_STATE(declare_is_step), ALWAYS, 1 | IF_COUNT | IF_ARRAY, 0, \
      ON, NO_CODE, ALL, NOBODY, DECLARED, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                      \
    /* DES v1..vn --   gives a barrier its body: b: a UNIT_BARRIER, a >> SHIFT: n; the values      \
     * become its first slots (parameters) */                                                      \
    X(BARRIER_BODY, "", barrier_body, LOCAL, ALWAYS, 1 | PER_HIGH, 0,                              \
      ON, LATER, ALL, NOBODY, ALIKE, CAPTURED, NO_INPUT, ERROR, UNMARKED)                          \
    /* DES -- */                                                                                   \
    X(DROP, "drops", declare_drop, VISIBLE, ALWAYS, DES, 0,                                        \
      ON, NO_CODE, EVERYTHING, THREADS, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                 \
    /* DES -- bool   mutex rlock semaphore bounded condition; OPERAND_COUNT: K lies under DES */   \
    X(ACQUIRE, "acquires", lock_acquire, BLOCKS, lock_enabled, DES | IF_COUNT, RESULT,             \
      ON, NO_CODE, TAKEN, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, TAKES | LOOKING)                \
    /* DES -- bool   Always with WAIT_RESUME behind it, which is left out where there is nothing   \
     * to wait for; the same of the next two */                                                    \
    X(RDLOCK, "acquires for reading", rwlock_acquire, BLOCKS, lock_enabled, DES, 1,                \
      MAY_SKIP, NO_CODE, TAKEN_TOO, QUEUED, ALIKE, NO_SLOT, NO_INPUT, ERROR, TAKES)                \
    /* DES -- bool */                                                                              \
    X(WRLOCK, "acquires for writing", rwlock_acquire, BLOCKS, lock_enabled, DES, 1,                \
      MAY_SKIP, NO_CODE, TAKEN, QUEUED, ALIKE, NO_SLOT, NO_INPUT, ERROR, TAKES)                    \
    /* DES -- bool */                                                                              \
    X(UPGRADE, "upgrades", rwlock_upgrade, BLOCKS, lock_enabled, DES, 1,                           \
      MAY_SKIP, NO_CODE, OBJECTS, QUEUED, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)               \
    /* DES -- */                                                                                   \
    X(DOWNGRADE, "downgrades", rwlock_downgrade, VISIBLE, ALWAYS, DES, 0,                          \
      ON, NO_CODE, OBJECTS, QUEUED, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* DES --   OPERAND_COUNT: K lies under DES (K DES --) */                                      \
    X(RELEASE, "releases", lock_release, VISIBLE, ALWAYS, DES | IF_COUNT, 0,                       \
      ON, NO_CODE, GIVEN, QUEUED, ALIKE, NO_SLOT, NO_INPUT, ERROR, LOOKING)                        \
    /* DES -- bool or place   event, condition, barrier. a >> SHIFT: 1 if only a condition         \
     * will do (`until`) */                                                                        \
    X(WAIT, "waits for", wait_run, BLOCKS, wait_enabled, DES, 1,                                   \
      MAY_SKIP, BARRIERS, LOCK, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, LOOKING)                        \
    /* always right behind WAIT or one of RDLOCK, WRLOCK, UPGRADE, with the same a */              \
    X(WAIT_RESUME, "goes on with", wait_resume, BLOCKS, wait_resume_enabled, 1, RESULT,            \
      ON, NO_CODE, WAITED, QUEUED, ALIKE, NO_SLOT, NO_INPUT, ERROR, LOOKING)                       \
    /* the end of a barrier's body; in the unit of the body */                                     \
    X(BARRIER_TRIP, "completes", barrier_trip, VISIBLE, ALWAYS, 0, 0,                              \
      ON, NO_CODE, OBJECTS, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* DES --   error unless a condition whose lock this thread holds */                           \
    X(UNTIL_CHECK, "looks at", condition_check, BY_STATE(condition_is_step), ALWAYS, DES, 0,       \
      ON, NO_CODE, LOCK, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                        \
    /* DES -- */                                                                                   \
    X(SET, "sets", event_set, VISIBLE, ALWAYS, DES, 0,                                             \
      ON, NO_CODE, DESIGNATED, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                  \
    /* DES -- */                                                                                   \
    X(CLEAR, "clears", event_clear, VISIBLE, ALWAYS, DES, 0,                                       \
      ON, NO_CODE, DESIGNATED, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                  \
    /* DES --   OPERAND_COUNT: K lies under DES */                                                 \
    X(COUNTDOWN, "counts down", latch_countdown, VISIBLE, ALWAYS, DES | IF_COUNT, 0,               \
      ON, NO_CODE, DESIGNATED, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                  \
    /* DES --   OPERAND_COUNT: K lies under DES */                                                 \
    X(NOTIFY, "notifies", condition_notify, VISIBLE, ALWAYS, DES | IF_COUNT, 0,                    \
      ON, NO_CODE, LOCK, WAITERS, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                       \
    /* DES -- */                                                                                   \
    X(BROADCAST, "notifies all of", condition_broadcast, VISIBLE, ALWAYS, DES, 0,                  \
      ON, NO_CODE, LOCK, WAITERS, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                       \
    /* DES -- */                                                                                   \
    X(ABORT, "aborts", barrier_abort, VISIBLE, ALWAYS, DES, 0,                                     \
      ON, NO_CODE, OBJECTS, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* DES -- */                                                                                   \
    X(RESET, "resets", barrier_reset, VISIBLE, ALWAYS, DES, 0,                                     \
      ON, NO_CODE, OBJECTS, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                     \
    /* v DES -- bool */                                                                            \
    X(PUT, "puts into", queue_put, BLOCKS, queue_enabled, 1 | DES, RESULT,                         \
      ON, NO_CODE, PUT_IN, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                      \
    /* DES -- v or none */                                                                         \
    X(GET, "gets from", queue_get, BLOCKS, queue_enabled, DES, RESULT,                             \
      ON, NO_CODE, GOT, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                         \
    /* DES -- v or none   OPERAND_TRY */                                                           \
    X(PEEK, "looks at", queue_peek, VISIBLE, ALWAYS, DES, RESULT,                                  \
      ON, NO_CODE, GOT, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                         \
    /* v DES -- ; then behind it WAIT_RESUME, with the same a: -- bool */                          \
    X(SEND, "sends to", channel_send, BLOCKS, ALWAYS, 1 | DES, 1,                                  \
      MAY_SKIP, NO_CODE, CHANNEL, WAITERS, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                 \
    /* the same: DES -- v, or none where it is closed. a >> SHIFT: 1: an unset value there, for    \
     * RECEIVED; a queue will do, for which it waits before the step */                            \
    X(RECEIVE, "receives from", channel_receive, BLOCKS, channel_receive_enabled, DES, 1,                         \
      MAY_SKIP, NO_CODE, CHANNEL, WAITERS, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                 \
    /* for each case DES item sends (b: 3 times as many), then behind it WAIT_RESUME, with the      \
     * same a: -- number of the case, -1: none. OPERAND_TRY: does not wait */                       \
    X(SELECT, "selects", channel_select, BLOCKS, ALWAYS, PER_B, 1,                                 \
      MAY_SKIP, NO_CODE, CHANNELS, WAITERS, ALIKE, NO_SLOT, CHOICE, ERROR, UNMARKED)               \
    /* number -- v number   behind these two: what was received, or none */                        \
    X(SELECTED, "", channel_selected, LOCAL, ALWAYS, 1, 2,                                         \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                     \
    /* v -- v true | -- false   whether a value was received: v is not unset */                    \
    X(RECEIVED, "", channel_received, LOCAL, ALWAYS, 1, 1 | IF_MORE,                               \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                     \
    /* DES -- */                                                                                   \
    X(CLOSE, "closes", channel_close, VISIBLE, ALWAYS, DES, 0,                                     \
      ON, NO_CODE, CHANNEL, WAITERS, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                 \
    /* DES -- ; then behind it WAIT_RESUME, with the same a: -- v, or none in vain */              \
    X(AWAIT, "awaits", future_await, BLOCKS, ALWAYS, DES, 1,                                       \
      MAY_SKIP, NO_CODE, DESIGNATED, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)            \
    /* v DES --   a >> SHIFT: 1: it fails with that */                                             \
    X(RESOLVE, "resolves", future_resolve, VISIBLE, ALWAYS, 1 | DES, 0,                            \
      ON, NO_CODE, DESIGNATED, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                  \
    /* v DES -- ; then behind it WAIT_RESUME, with the same a: -- bool */                          \
    X(FUTEX_WAIT, "waits at", futex_wait, BLOCKS, ALWAYS, 1 | DES, 1,                              \
      MAY_SKIP, NO_CODE, DESIGNATED, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)            \
    /* n DES -- woken */                                                                           \
    X(FUTEX_WAKE, "wakes who waits at", futex_wake, VISIBLE, ALWAYS, 1 | DES, RESULT,              \
      ON, NO_CODE, DESIGNATED, WAITERS, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                 \
    /* DES -- bool   true: run the block */                                                        \
    X(ONCE_ENTER, "enters", once_enter, BLOCKS, once_enabled, DES, 1,                              \
      ON, NO_CODE, SCOPE, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                       \
    /* DES --   it has been run */                                                                 \
    X(ONCE_LEAVE, "leaves", once_leave, VISIBLE, ALWAYS, DES, 0,                                   \
      ON, NO_CODE, SCOPE, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                       \
    /* DES -- left by an error: counts as not run */                                               \
    X(ONCE_ABANDON, "leaves", once_abandon, VISIBLE, ALWAYS, DES, 0,                               \
      ON, NO_CODE, SCOPE, NOBODY, ALIKE, NO_SLOT, NO_INPUT, ERROR, UNMARKED)                       \
                                                                                                   \
    /* ---- looking at objects and threads -------------------------------------------------- */   \
    /* DES -- v   a >> OPERAND_SHIFT: enum program_observation */                                  \
    X(OBSERVE, "looks at", observe_run, VISIBLE, ALWAYS, DES, 1,                                   \
      ON, NO_CODE, OBSERVED, OBSERVED, OBSERVED, NO_SLOT, NO_INPUT, ERROR, LOOKING)                \
    /* -- n */                                                                                     \
    X(ACTIVE, "counts the threads", instruction_active, VISIBLE, ALWAYS, 0, 1,                     \
      ON, NO_CODE, LIVES, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                       \
    /* v -- n   of a text; of an array or a queue named; of the text in a shared variable; a:      \
     * 1 + slot, and b: the name, if the argument is a bare name (nothing on the stack then),      \
     * else both 0 */                                                                              \
    X(LENGTH, "looks at", variable_length, BY_STATE(variable_length_is_step), ALWAYS, UNLESS_B, 1, \
      ON, NO_CODE, VARIABLES, NOBODY, ALIKE, READS_NAME, NO_INPUT, ERROR, LOOKING)                 \
    /* lo hi -- v */                                                                               \
    X(CHOOSE, "chooses", instruction_choose, VISIBLE, ALWAYS, 2, 1,                                \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, CHOICE, ERROR, UNMARKED)                       \
                                                                                                   \
    /* ---- output and input ---------------------------------------------------------------- */   \
    /* v1..vn --   b: n, a: 1: nothing between the values, else blanks */                          \
    X(PRINT, "prints", instruction_print, VISIBLE, ALWAYS, PER_B, 0,                               \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                     \
    /* v1..vn --   b: n, a: level 0..3 */                                                          \
    X(LOG, "logs", instruction_print, VISIBLE, ALWAYS, PER_B, 0,                                   \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)                     \
    /* question -- text */                                                                         \
    X(ASK, "asks", timing_outside_result, BLOCKS, timing_enabled, 1, 1,                            \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, USER, ERROR, UNMARKED)                         \
    /* url [file] -- n   a: 1 with a file */                                                       \
    X(FETCH, "fetches", timing_outside_result, BLOCKS, timing_enabled, 1 | PER_A, 1,               \
      ON, NO_CODE, NOTHING, NOBODY, ALIKE, NO_SLOT, NETWORK, ERROR, UNMARKED)                      \
    /* the end of a body, an order: the thread ends, or is idle again */                           \
    X(END, "", instruction_end, LOCAL, ALWAYS, 0, 0,                                               \
      LEAVES, NO_CODE, OWN_END, NOBODY, ALIKE, NO_SLOT, NO_INPUT, NEVER, UNMARKED)
/* clang-format on */

#endif
