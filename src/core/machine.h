/* machine.h - what the files of the machine share: the stack, errors, names, the parts of a step.
 * Internal to core/; step.h is for the others.
 *
 * One file per primitive: it says of its instructions whether they are enabled (NAME_enabled) and
 * what they do. An instruction's function returns true when it is done, or false when it raised an
 * error with machine_fail; it has then changed nothing but the stack, which unwinding clears. The
 * thread's pc already points behind the instruction; m->event.pc at it. */
#ifndef THRUM_CORE_MACHINE_H
#define THRUM_CORE_MACHINE_H

#include "core/failure.h"
#include "core/frame.h"
#include "core/step.h"

#include <assert.h>
#include <stdbool.h>

enum { GIL_SLICE = 5000000 }; /* nanoseconds of work until the interpreter lock goes to another */

/* What goes up through the frames while a thread unwinds; kept in the pair of slots of a range. */
enum pending_kind {
    PENDING_ERROR = 1,
    PENDING_CANCEL,    /* not caught; `finally` and `with` run */
    PENDING_INTERRUPT, /* the same, and it goes through `finally` too */
    PENDING_FATAL,     /* an error that `catch` does not catch: a broken invariant */
};

#define NO_ENTITY UINT32_MAX

/* ---- Who does the instructions --------------------------------------------------------------- */

/* Each in the file of its prefix, as its row says (opcodes.h). */
#define X(name, verb, run, ...) bool run(struct machine *m, uint32_t thread, struct instruction i);
PROGRAM_OPCODES(X)
#undef X

/* Whether what may be a step, or belong to the one before, is one as things stand: because a name
 * stands for something shared, or means nothing yet (others may make it until its turn comes), or
 * because the turn or the call would have no step otherwise. */
typedef bool is_step(const struct machine *m, uint32_t thread, struct instruction i);
is_step control_call_is_step, control_return_is_step, control_turn_is_step, condition_is_step,
    declare_is_step, threads_make_is_step, timer_begin_is_step, variable_load_is_step,
    variable_store_is_step, variable_compound_read_is_step, variable_compound_write_is_step,
    variable_index_is_step, variable_index_compound_read_is_step,
    variable_index_compound_write_is_step, variable_arrays_is_step, variable_length_is_step;

/* What a step touches, for who follows the machine (touches.c): where m->follows. */
void touches_add(struct machine *m, enum touch_kind kind, uint32_t index);
/* The instruction that is being done looks at the entity, or changes it: its row says which. */
void touches_entity(struct machine *m, uint32_t entity);
/* What the row says of an instruction without its being about anything. */
void touches_instruction(struct machine *m, struct instruction i);

/* The step is about this object or variable: its event says so. */
static inline void machine_about(struct machine *m, const struct entity *e)
{
    m->event.name = e->name;
    m->event.element = e->element;
    m->event.object = e->kind;
    m->event.entity = handle_of((uint32_t)(e - state_entity(m->state, 0)));
    if (m->follows)
        touches_entity(m, (uint32_t)(e - state_entity(m->state, 0)));
}

/* ---- The stack ------------------------------------------------------------------------------- */

void machine_grow_stack(struct machine *m, uint32_t thread);

static inline void machine_push(struct machine *m, uint32_t thread, struct value v)
{
    struct thread *t = state_thread(m->state, thread);
    if (t->top == state_stack_room(m->state, thread)) {
        machine_grow_stack(m, thread);
        t = state_thread(m->state, thread);
    }
    state_stack(m->state, thread)[t->top++] = v;
}
static inline struct value machine_pop(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    struct value *place = &state_stack(m->state, thread)[--t->top];
    struct value v = *place;
    *place = (struct value){0};
    return v;
}
/* The value `down` places below the top; 0 is the top. */
static inline struct value machine_peek(const struct machine *m, uint32_t thread, uint32_t down)
{
    return state_stack(m->state, thread)[state_thread(m->state, thread)->top - 1 - down];
}
static inline struct value *machine_slot(const struct machine *m, uint32_t thread, uint32_t slot)
{
    return &state_stack(m->state, thread)[state_thread(m->state, thread)->base + slot];
}
/* Tells of a result that nobody wants, where it is an order's own. */
void machine_notice_result(struct machine *m, uint32_t thread, struct value v);
/* Pushes a result unless the instruction says that nobody wants it. */
static inline void machine_result(struct machine *m, uint32_t thread, struct instruction i,
                                  struct value v)
{
    if (i.a & OPERAND_DISCARD)
        machine_notice_result(m, thread, v);
    else
        machine_push(m, thread, v);
}

/* ---- Errors, changes, events ----------------------------------------------------------------- */

/* Nothing yet. To be copied, which takes a third of the time that clearing one in place does: each
 * step begins with it. */
extern const struct event machine_no_event;
/* Raises an error: a code, and in braces what it is about. Returns false. */
#define machine_fail(m, ...) machine_raise(m, &(struct failure){.code = __VA_ARGS__})
bool machine_raise(struct machine *m, const struct failure *failure);
/* Whether the state may take so much more, or so many more values; if it may not, raises that
 * error. What fits into the room that it has it always may. To be asked before anything is
 * changed that takes many, or that may be done many times. */
bool machine_has_room_for(struct machine *m, struct state_growth growth);
bool machine_has_room(struct machine *m, uint64_t values);
/* Raises the error that a name which is to be made stands for something already. */
bool machine_fail_in_use(struct machine *m, uint32_t name);
/* A text from bytes, or a raised error where a limit on text is passed. */
bool machine_text(struct machine *m, const char *bytes, size_t length, uint32_t *text);
void machine_changed(struct machine *m, enum change_kind kind, uint32_t index);
static inline void machine_touch(struct machine *m, uint32_t entity)
{
    machine_changed(m, CHANGE_ENTITY, entity);
}
void machine_notice(struct machine *m, uint32_t thread, enum notice notice, uint32_t name,
                    uint32_t element);
/* The lab's clock now. */
int64_t machine_now(struct machine *m);
/* What an instruction of an expression has read: "x = 2", "locked(m) = true". */
void machine_add_seen(const struct machine *m, const struct event *e, struct buffer *out);

/* ---- Names ----------------------------------------------------------------------------------- */

/* Looks up the designator of the instruction that the thread is at, without popping it; `below`
 * tells how many values lie above it. Returns the entity's index or NO_ENTITY; raises no error. */
uint32_t machine_find(const struct machine *m, uint32_t thread, struct instruction i,
                      uint32_t below);
/* Pops the designator and looks it up; raises an error unless it is what is wanted. */
bool machine_take(struct machine *m, uint32_t thread, struct instruction i, enum wanted wanted,
                  uint32_t *entity);
/* The unit of the function; raises an error unless there is one that takes so many values. */
bool machine_take_function(struct machine *m, uint32_t thread, uint32_t name, uint32_t arguments,
                           uint32_t *unit);
/* Pops a designator that is a name to be made or changed. */
bool machine_take_name(struct machine *m, uint32_t thread, struct instruction i, uint32_t *name);
uint32_t machine_designated(const struct machine *m, struct value designator);
/* Whether there is no such function yet: then what names it is a step. */
bool machine_lacks_function(const struct machine *m, uint32_t name);
/* "bob" for messages; kept in the text table. */
const char *machine_thread_text(const struct machine *m, uint32_t thread);

#define KIND(kind) (1u << (kind))
#define KINDS_LOCKS KINDS_TAKING(ACQUIRE)
#define KINDS_THREADS KINDS_TAKING(JOIN)
#define KINDS_ARRAYS                                                                               \
    (KIND(ENTITY_SHARED_ARRAY) | KIND(ENTITY_ATOMIC_ARRAY) | KIND(ENTITY_OBJECT_ARRAY))

/* ---- Frames (control.c) ---------------------------------------------------------------------- */

/* Begins the outermost frame of a thread whose arguments, if any, are all that is on its stack. */
void frame_begin(struct machine *m, uint32_t thread, uint32_t unit);
/* Gives the outermost frame of a puppet room for more variables. */
void frame_widen(struct machine *m, uint32_t thread, uint32_t slots);
/* Forgets what lies above the frame's slots and arrays. */
void frame_clear(struct machine *m, uint32_t thread);
/* Calls a unit whose arguments are on the stack. */
bool frame_call(struct machine *m, uint32_t thread, uint32_t unit, uint32_t arguments);
/* Copies the variables that a block captures from one thread's frame to another's bottom frame. */
void frame_capture(struct machine *m, uint32_t from, uint32_t to, uint32_t unit);
/* Whether the thread unwinds instead of doing its next step: cancelled, interrupted. */
bool machine_must_unwind(const struct machine *m, uint32_t thread);
/* Whether the instruction that the thread is at lies within a `finally`. */
bool frame_in_finally(const struct machine *m, uint32_t thread);
/* Ends the step's instruction with something pending: on to the handler, or the thread's end. */
void machine_unwind(struct machine *m, uint32_t thread, uint32_t pc, enum pending_kind kind,
                    uint32_t failure);
/* The first value behind a frame's slots and arrays. */
uint32_t frame_floor(const struct machine *m, uint32_t thread);
/* Cuts the stack to `top` values; large arrays of slots that go are given up, and the state may
 * move. */
void frame_cut(struct machine *m, uint32_t thread, uint32_t top);

/* ---- Private arrays (array.c) ---------------------------------------------------------------- */

/* A private array of `length` values `init` in a slot. */
bool array_make(struct machine *m, uint32_t thread, uint32_t slot, uint32_t length,
                struct value init);
void array_free(struct machine *m, uint32_t thread, uint32_t slot);
/* The elements of the array in a slot, to be read. */
const struct value *array_elements(const struct machine *m, uint32_t thread, uint32_t slot);
/* The same to be written: nobody else has them. NULL with an error raised where there is no room.
 */
struct value *array_own_elements(struct machine *m, uint32_t thread, uint32_t slot);
/* Copies the array of a slot to that of another of the same length, in the same frame. */
void array_copy(struct machine *m, uint32_t thread, uint32_t to, uint32_t from);
/* The array of a slot becomes one of another thread's. */
void array_give(struct machine *m, uint32_t from, uint32_t slot, uint32_t to, uint32_t target);
/* Gives up the large arrays among values that a thread's stack loses. */
void array_release(struct machine *m, uint32_t thread, uint32_t first, uint32_t end);

/* ---- Expressions, variables ------------------------------------------------------------------ */

bool expression_binary(struct machine *m, enum program_operator op, struct value l, struct value r,
                       struct value *result);
bool variable_declare(struct machine *m, uint32_t thread, struct instruction i);

/* ---- Threads (threads.c, orders.c) ----------------------------------------------------------- */

/* A thread becomes busy (+1), or is no longer (-1). */
static inline void threads_count_busy(struct machine *m, const struct thread *t, int by)
{
    m->state->busy += (uint32_t)by;
    m->state->busy_daemons += t->flags & FLAG_DAEMON ? (uint32_t)by : 0;
}
/* A started timer is to go off once its time has passed, counted from `from`. */
void timer_arm(struct machine *m, uint32_t thread, int64_t from);
/* Its time has passed: its body begins. */
void timer_go_off(struct machine *m, uint32_t thread);
/* One that repeats and whose body runs goes off no more; false where it would not anyway. */
bool timer_stop(struct machine *m, uint32_t thread);
bool join_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                  struct readiness *r);
/* The thread has come to its end; the result of one that failed is its VALUE_FAILURE. */
void thread_end(struct machine *m, uint32_t thread, enum thread_status status, struct value result);
/* Out of every queue and list, with whatever that means to others. */
void thread_leave_lists(struct machine *m, uint32_t thread);
/* The order that the thread ran is over; takes the next, or is idle. */
void orders_next(struct machine *m, uint32_t thread);
/* Runs a thread's local work up to its next visible instruction. */
void machine_advance(struct machine *m, uint32_t thread);
/* Counts one more operation without a step; true with an error raised where there are too many. */
bool step_over_limit(struct machine *m);

/* ---- Invariants (invariant.c) ---------------------------------------------------------------- */

/* After a step of the thread at `pc`, which had done so many orders before. `fresh`: after what the
 * thread has declared, for which `pc` is not to blame. */
void invariants_check(struct machine *m, uint32_t thread, uint32_t pc, uint32_t orders, bool fresh);

/* ---- Objects --------------------------------------------------------------------------------- */

/* The status of a queue or a channel that has been closed. */
enum { STATUS_CLOSED = 1 };

/* Values that a queue's or a reader-writer lock's extent has room for at least. */
enum { ENTITY_LEAST_ROOM = 8 };
static inline uint32_t entity_room(int64_t values)
{
    return values < ENTITY_LEAST_ROOM ? ENTITY_LEAST_ROOM : (uint32_t)values;
}

/* The object that a blocking instruction is about, as long as it may have to wait for that;
 * NO_ENTITY where it does not: it only tries, its time is up, or it names nothing and raises an
 * error. */
uint32_t machine_wanted(const struct machine *m, uint32_t thread, struct instruction i);
/* It has to wait until the entity has changed; returns false. */
bool machine_waits(struct readiness *r, uint32_t entity);

bool lock_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                  struct readiness *r);
/* A mutex or an rlock, for conditions: gives up every level (returns how many), takes them back. */
bool mutex_free(const struct machine *m, uint32_t lock);
int64_t mutex_give_up(struct machine *m, uint32_t thread, uint32_t lock);
void mutex_take_back(struct machine *m, uint32_t thread, uint32_t lock, int64_t levels);
/* Takes so many at once or none; whether it has. */
bool semaphore_take(struct machine *m, uint32_t entity, int64_t count);
bool semaphore_release(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                       int64_t count);
bool rwlock_free(const struct machine *m, uint32_t thread, enum program_opcode op, uint32_t entity);
/* Those that one in its list waits for: who holds it, who comes before it. At most `most` of them;
 * returns how many there are. */
size_t rwlock_waits_for(const struct machine *m, uint32_t thread, uint32_t entity,
                        uint32_t *threads, size_t most);
bool rwlock_release(struct machine *m, uint32_t thread, uint32_t entity);
/* Whether a thread reads or writes. */
bool rwlock_held_by(const struct machine *m, uint32_t thread, uint32_t entity);

/* Whether the thread waits for it, or was let go and has not gone on yet. */
bool wait_is_at(const struct machine *m, uint32_t thread, uint32_t entity);
bool wait_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                  struct readiness *r);
bool wait_resume_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                         struct readiness *r);
/* A wait ends by cancellation or interruption. */
void wait_abandon(struct machine *m, uint32_t thread);
/* Into the entity's list; `kept` is what its going on finds beside the wait. */
void wait_in_list(struct machine *m, uint32_t thread, uint32_t entity, int64_t kept);
/* Whether it is over at once: it is open, or there is no time to wait; if not, into the list. */
bool wait_unless(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                 bool open);
/* Lets every waiter in the list go. */
void wait_release_all(struct machine *m, uint32_t entity, enum wake wake);

/* The thread was cancelled or interrupted. */
void condition_hand_on(struct machine *m, uint32_t thread);
/* The lock of a condition. */
uint32_t condition_lock(const struct machine *m, uint32_t condition);
bool condition_gave_up(const struct machine *m, const struct thread *t);
void barrier_break(struct machine *m, uint32_t entity);
/* The body of a barrier is left by an error. */
void barrier_body_failed(struct machine *m, uint32_t thread);
bool queue_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                   struct readiness *r);
/* Takes the first item out, and says in the event what came of it; false where there is none. */
bool queue_take(struct machine *m, uint32_t entity, struct value *item);
bool channel_receive_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                             struct readiness *r);
/* Whether the thread has been let go at a channel, and has not gone on yet. */
bool channel_met(const struct machine *m, uint32_t thread);
/* Whether a thread waits at a channel, perhaps at others too. */
bool channel_lists(const struct machine *m, uint32_t entity, uint32_t thread);
/* The thread was cancelled or interrupted: if it waits at a channel it is not met there any more.
 */
void channel_give_up(struct machine *m, uint32_t thread);
bool once_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                  struct readiness *r);

/* ---- Time ------------------------------------------------------------------------------------ */

bool timing_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                    struct readiness *r);
/* Leaves work and the interpreter lock. */
void timing_leave_work(struct machine *m, uint32_t thread);
/* Sets or clears the deadline of a thread. */
static inline void timing_set_deadline(struct machine *m, uint32_t thread, int64_t deadline)
{
    state_thread(m->state, thread)->deadline = deadline;
}

#endif
