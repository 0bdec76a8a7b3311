/* failures.h - everything that can go wrong in a run: a code, and its words with typed places.
 *
 * A place, "{1 name}", is the first of the failure's arguments as a name; failure.h tells what
 * else there is. The same argument may have several places. L is a row whose error also is a limit
 * that was passed (limits.h); its name comes before its words. */
#ifndef THRUM_CORE_FAILURES_H
#define THRUM_CORE_FAILURES_H

#define FAILURES(X, L)                                                                             \
    /* what the program itself raises, and what failed outside the machine */                      \
    X(RAISED, "{1 value}")                                                                         \
    X(ASSERTION, "the assertion failed")                                                           \
    X(ASSERTION_SAYS, "the assertion failed: {1 value}")                                           \
    X(OUTSIDE, "{1 text}")                                                                         \
    /* limits */                                                                                   \
    L(MEMORY, "memory",                                                                            \
      "all variables, objects and threads together would take more than {1 number} MiB "           \
      "(thrum run --limit-memory=MIB allows more)")                                                \
    L(TEXT_LENGTH, "length of a text", "a string can have at most {1 number} bytes")               \
    L(TEXTS, "room for texts",                                                                     \
      "all strings together take more than {1 number} MiB; only a new run has room again")         \
    L(OBJECTS, "number of objects", "there are too many objects")                                  \
    L(THREADS, "number of threads",                                                                \
      "no more than {1 number} threads may be alive at once (--max-threads)")                      \
    L(ORDERS, "number of orders", "{1 thread} has {2 number} orders waiting; it takes no more")    \
    L(QUEUE_LENGTH, "queue length", "a queue without a bound holds at most {1 number} items")      \
    L(CALL_DEPTH, "call depth",                                                                    \
      "calls inside calls are {1 number} deep; does a function call itself without end?")          \
    L(PRIVATE_ROOM, "room for private variables",                                                  \
      "the private variables of this thread take too much room")                                   \
    X(NAMES, "there is no room for more names")                                                    \
    X(ATOMIC_TOO_LONG,                                                                             \
      "more than {1 number} operations without a step: an atomic block has to end")                \
    X(EXPRESSION_TOO_LONG,                                                                         \
      "more than {1 number} operations without a step: this expression is too long")               \
    /* names */                                                                                    \
    X(UNKNOWN, "there is no {1 wanted} called {2 designator}")                                     \
    X(UNKNOWN_TO_BE_MADE, "there is no {1 wanted} called {2 designator}; make one first: "         \
                          "{1 way} {2 designator as typed}{1 rest of the way}")                    \
    X(NO_FUNCTION, "there is no function called {1 name}; make one first: "                        \
                   "define {1 name}({2 parameters}) { ... }")                                      \
    X(NO_ARRAY, "there is no array called {1 name}")                                               \
    X(NOT_AN_OBJECT_ARRAY, "{1 name} is {2 a kind}, not an array of objects")                      \
    X(NO_OBJECT_ELEMENT, "{1 name} has the elements 0 to {2 number}, not {3 number}")              \
    X(WRONG_KIND, "{1 designator} is {2 a kind}, not {3 a wanted}")                                \
    X(RWLOCK_AS_LOCK, "{1 designator} is {2 a kind}, not {3 a wanted}; use rdlock or wrlock")      \
    X(NOT_A_NAME, "a name was expected here, but this is {1 value}")                               \
    X(SORT_IS_NO_NAME, "a name was expected here, but this is {1 a sort}")                         \
    X(VALUE_IS_NO_NAME, "a name was expected here, but this is {1 a sort}, {2 value}")             \
    X(NAME_IN_USE, "the name {1 name} is in use: it is {2 a kind} already")                        \
    X(NAME_OF_FUNCTION, "the name {1 name} is in use: it is a function; a thread that runs it is " \
                        "made with parentheses, as in: spawn t {1 name}()")                        \
    X(NAME_OF_THREAD, "there is a thread {1 name} already, and it has not ended; choose another "  \
                      "name, or end it first")                                                     \
    X(NAME_EMPTY, "a name cannot be empty")                                                        \
    X(NAME_TOO_LONG, "a name can have at most 64 bytes")                                           \
    X(NAME_NOT_PRINTABLE, "a name must be of printable characters")                                \
    X(NAME_WITH_BRACKETS, "a name cannot hold brackets or quotation marks")                        \
    /* values and operators */                                                                     \
    X(SHIFT, "{1 operator} shifts by 0 to 63 places, not by {2 number}")                           \
    X(OPERANDS, "{1 operator} cannot take {2 a sort} and {3 a sort}")                              \
    X(OPERANDS_TEXT, "{1 operator} cannot take {2 a sort} and {3 a sort}; to join a value to a "   \
                     "string write \"text {value}\"")                                              \
    X(OPERANDS_DURATION, "{1 operator} cannot take {2 a sort} and {3 a sort}; write the seconds "  \
                         "as a duration, 2s")                                                      \
    X(TOO_LARGE, "the result is too large for {1 a sort}")                                         \
    X(DIVISION_BY_ZERO, "division by zero")                                                        \
    X(NEGATED, "- cannot take {1 a sort}")                                                         \
    X(NOT_BOOLEAN, "{1 phrase} takes true or false, not {2 a sort}")                               \
    X(CONDITION_NOT_BOOLEAN, "a condition must be true or false, but this is {1 value}")           \
    X(RANDOM_BOUNDS, "random(LO, HI) takes two integers, the smaller one first")                   \
    X(RANGE_BOUNDS, "a range A..B goes from an integer to an integer")                             \
    X(REPEAT_COUNT, "repeat takes an integer of 0 or more")                                        \
    X(LEN_OF, "len takes an array, a string, a queue or a channel")                                \
    X(DURATION_TOO_LONG, "{1 phrase} is too long: the longest is about 292 years")                 \
    X(NOT_DURATION, "{1 phrase} takes a duration, such as 2s, 250ms or 0.5")                       \
    X(DURATION_NEGATIVE, "{1 phrase} cannot be negative")                                          \
    X(WORK_ITEMS, "work N items takes an integer of 0 or more")                                    \
    X(TOO_MUCH_WORK, "that is too much work")                                                      \
    X(RESOLVED_ALREADY, "{1 entity} has been resolved already; a future has one result")           \
    X(FAILED_ALREADY, "{1 entity} has failed already; a future has one result")                    \
    X(WAKE_COUNT, "futex wake wakes 1 or more")                                                    \
    X(TIMER_DURATION, "a timer takes a duration of 0 or more, such as 3s")                         \
    X(TIMER_EVERY_0, "a timer that repeats takes a duration of more than 0, such as 1s")           \
    /* variables and arrays */                                                                     \
    X(PRIVATE_UNSET, "{1 name} has no value yet")                                                  \
    X(LOCAL_UNSET,                                                                                 \
      "{1 name} is thread-local and has no value in {2 thread} yet: set it first, {1 name} = 0")   \
    X(VARIABLE_UNSET, "{1 name} has no value here: set it first ({1 name} = 0), or declare it "    \
                      "for all threads (shared {1 name} = 0)")                                     \
    X(PRINTED_UNSET, "{1 name} has no value here: set it first ({1 name} = 0), or declare it "     \
                     "for all threads (shared {1 name} = 0); a text stands in quotes: "            \
                     "\"{1 name}\"")                                                               \
    X(ARRAY_AS_VARIABLE, "{1 name} is an array: say which element, {1 name}[0]")                   \
    X(NOT_A_VARIABLE, "{1 name} is {2 a kind}, not a variable; choose another name for the "       \
                      "variable")                                                                  \
    X(NOT_DECLARED, "{1 name} is not declared")                                                    \
    X(KIND_IS_NO_ARRAY, "{1 value} is {2 a kind}, not an array")                                   \
    X(NOT_AN_ARRAY, "{1 value} is not an array")                                                   \
    X(NO_ELEMENT, "there is no element {1 value}: the array has the elements 0 to {2 number}")     \
    X(NO_ELEMENT_OF, "{1 name} has the elements 0 to {2 number}")                                  \
    X(NO_ARRAY_BEFORE_BRACKETS, "the name of an array of objects was expected before [ ]")         \
    X(INDEX, "an index is an integer of 0 or more")                                                \
    X(ARRAY_LENGTH, "an array has between 1 and {1 number} elements")                              \
    X(ARRAYS_DIFFER, "an array of {1 number} cannot be copied to one of {2 number}")               \
    X(NOT_MODIFIABLE, "cas, add and swap take a shared or atomic variable")                        \
    /* calls, threads, orders */                                                                   \
    X(WRONG_COUNT, "{1 name} takes {2 values}, but got {3 number}")                                \
    X(STARTED_ALREADY, "{1 thread} has been started already; {2 a kind} can be started only once") \
    X(JOINS_ITSELF, "{1 name} cannot join itself: it would wait for its own end for ever")         \
    X(JOINS_NEW, "{1 name} has not been started: start {1 name as typed} first")                   \
    X(MAIN_CANCELLED, "main cannot be cancelled; Ctrl-C interrupts its command")                   \
    X(MAIN_KILLED, "main cannot be killed; Ctrl-C interrupts its command")                         \
    X(MAIN_RENAMED, "main cannot be renamed")                                                      \
    X(ELEMENT_RENAMED, "an element of an array cannot be renamed")                                 \
    X(DAEMON_STARTED,                                                                              \
      "{1 thread} has been started: a thread becomes a daemon before its start only")              \
    X(NOT_ENDED, "{1 thread} has not ended: join it before you ask for its result")                \
    X(TAKES_NO_ORDERS, "{1 thread} takes no orders, because it runs a body of its own; a thread "  \
                       "spawned without a body does: spawn NAME")                                  \
    X(ORDER_TO_ENDED, "{1 thread} has ended and takes no more orders")                             \
    /* objects */                                                                                  \
    X(KIND_NUMBER, "{1 number of a kind}, not {2 value}")                                          \
    X(DROP_HELD, "{1 entity} is held by {2 thread}; release it first")                             \
    X(DROP_LOCK_OF_CONDITION, "{1 entity} is the lock of a condition; drop the condition first")   \
    X(DROP_AWAITED, "{1 thread} waits for {2 entity}; it cannot be dropped now")                   \
    X(DROP_ELEMENT, "an element cannot be dropped, only the whole array")                          \
    X(DROP_TIMERS, "an array of timers cannot be dropped")                                         \
    X(NOTHING_TO_RELEASE, "nobody holds {1 entity}, so there is nothing to release")               \
    X(NOT_HOLDER,                                                                                  \
      "{1 entity} is held by {2 thread}, not by {3 thread}; only its holder can release it")       \
    X(RELEASE_COUNT, "release takes a count of 1 or more")                                         \
    X(ACQUIRE_COUNT, "acquire takes a count of 1 or more")                                         \
    X(ACQUIRED_SEVERAL, "only of a semaphore several can be acquired at once")                     \
    X(RELEASED_SEVERAL_TIMES, "only a semaphore can be released several times at once")            \
    X(COUNTS_TOO_FAR, "{1 entity} cannot count that far")                                          \
    X(PAST_BOUND, "{1 entity} would be released past its bound of {2 number}: somebody releases "  \
                  "it more often than it was acquired")                                            \
    X(NEITHER_READS_NOR_WRITES, "{1 thread} holds {2 entity} neither for reading nor for writing") \
    X(UPGRADES_NOTHING, "{1 thread} does not hold {2 entity} for reading, so there is nothing to " \
                        "upgrade; wrlock takes it for writing")                                    \
    X(UPGRADES_NESTED,                                                                             \
      "{1 thread} reads {2 entity} more than once: upgrade wants it to read once")                 \
    X(UPGRADES_SECOND,                                                                             \
      "{1 thread} cannot upgrade {2 entity}: {3 thread} waits to upgrade it, and "                 \
      "each would wait for the other to stop reading; release {2 entity} first")                   \
    X(DOWNGRADES_NOTHING,                                                                          \
      "{1 thread} does not hold {2 entity} for writing, so there is nothing to downgrade")         \
    X(CONDITION_WITHOUT_LOCK,                                                                      \
      "{1 thread} waits for a condition without holding its lock; acquire {2 entity} first")       \
    X(NOTIFIES_WITHOUT_LOCK, "{1 thread} notifies a condition without holding its lock; acquire "  \
                             "{2 entity} first, or make "                                          \
                             "it loose: condition {3 entity} on LOCK loose")                       \
    X(NOTIFY_COUNT, "notify takes a count of 1 or more")                                           \
    X(COUNTDOWN_COUNT, "countdown takes a count of 1 or more")                                     \
    X(BELOW_ZERO, "{1 entity} is at {2 number} and cannot be counted down by {3 number}: 0 is "    \
                  "the end")                                                                       \
    X(PUTS_INTO_CLOSED, "{1 entity} is closed: nothing can be put into it any more")               \
    X(SENDS_TO_CLOSED, "{1 entity} is closed: nothing can be sent to it any more")                 \
    X(CLOSED_BEFORE_SENT, "{1 entity} was closed while {2 thread} waited to send to it")           \
    X(CLOSED_ALREADY, "{1 entity} is closed already, and can be closed only once")                 \
    X(BARRIER_BROKEN, "the barrier {1 entity} is broken; reset {1 entity} makes it work again")    \
    X(BARRIER_TIME_OUT, "the wait at {1 entity} ran out of time; the barrier is broken now")       \
    X(BARRIER_BROKE, "the barrier {1 entity} was broken or reset while {2 thread} waited")         \
    X(TWO_AT_ONCE,                                                                                 \
      "two at once in the critical section {1 name}: {2 thread} is inside and {3 thread} enters")  \
    /* what must not wait; invariants. What an invariant has seen is a text: "x = 2, y = 3" */     \
    X(ATOMIC_WAITS, "an atomic block cannot wait: `{1 command}` is not allowed in it")             \
    X(INVARIANT_WAITS, "it would have to wait, which is not allowed in it")                        \
    X(INVARIANT_NOT_MAIN, "only main declares invariants")                                         \
    X(BROKEN, "this step breaks `{1 command}` ({1 place})")                                        \
    X(BROKEN_SEEN, "this step breaks `{1 command}` ({1 place}): {2 text}")                         \
    X(BROKEN_SAYS, "this step breaks `{1 command}` ({1 place}): {2 text} ({3 text})")              \
    X(NEVER_HELD, "the invariant is false from the start")                                         \
    X(NEVER_HELD_SEEN, "the invariant is false from the start: {1 text}")                          \
    X(NEVER_HELD_SAYS, "the invariant is false from the start: {1 text} ({2 text})")               \
    X(NOT_EVALUATED, "`{1 command}` ({1 place}) cannot be evaluated: {2 failure}")                 \
    X(NEVER_EVALUATED, "the invariant cannot be evaluated: {1 failure}")

#endif
