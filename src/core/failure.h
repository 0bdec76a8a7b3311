/* failure.h - an error as data: a code and what it is about. The words are made where it is shown.
 *
 * A failure travels as a number: it is interned among the program's texts as a few bytes, so that
 * equal failures are equal numbers, as texts are. Number 0 is a failure for which there was no
 * room; it has no words. Whether a thing went wrong is asked by its code, never by its words. */
#ifndef THRUM_CORE_FAILURE_H
#define THRUM_CORE_FAILURE_H

#include "base/buffer.h"
#include "core/failures.h"
#include "core/program.h"
#include "core/state.h"
#include "core/wanted.h"

enum failure_code {
    FAILURE_NONE = 0,
#define FAILURE_CODE(code_, ...) FAILURE_##code_,
    FAILURES(FAILURE_CODE, FAILURE_CODE)
#undef FAILURE_CODE
        FAILURE_CODES
};

/* What an argument is, and the places that show it. */
enum argument_type {
    ARGUMENT_NONE = 0,
    ARGUMENT_NAME,       /* name */
    ARGUMENT_THREAD,     /* thread: its name */
    ARGUMENT_ENTITY,     /* entity: its name, with [index] for an element */
    ARGUMENT_KIND,       /* kind, "mutex"; a kind, "a mutex"; number of a kind: what it has to be */
    ARGUMENT_NUMBER,     /* number; values, "1 value"; parameters, "a, b" */
    ARGUMENT_VALUE,      /* value, as print shows it */
    ARGUMENT_DESIGNATOR, /* designator: a value that names something */
    ARGUMENT_SORT,       /* a sort: what a value is, "an integer" */
    ARGUMENT_TEXT,       /* text */
    ARGUMENT_PC,         /* command, place: of an instruction */
    ARGUMENT_WANTED,     /* wanted, "lock"; a wanted, "a lock"; way, rest of the way: to make one */
    ARGUMENT_PHRASE,     /* phrase */
    ARGUMENT_OPERATOR,   /* operator, "+" */
    ARGUMENT_FAILURE,    /* failure: the words of another one */
    ARGUMENT_TYPES
};

struct argument {
    uint16_t type; /* enum argument_type */
    uint16_t kind; /* of a value; else 0 */
    uint32_t extra;
    int64_t number;
};

enum { FAILURE_ARGUMENTS = 3 };

struct failure {
    uint32_t code; /* enum failure_code */
    struct argument with[FAILURE_ARGUMENTS];
};

/* What refuses a value, or does what it may not. */
#define PHRASES(X)                                                                                 \
    X(SLEEP, "sleep")                                                                              \
    X(IO, "io")                                                                                    \
    X(WORK, "work")                                                                                \
    X(TIME_LIMIT, "a time limit")                                                                  \
    X(NOT, "not")                                                                                  \
    X(AND_OR, "and, or")

enum phrase {
#define PHRASE(phrase_, words_) PHRASE_##phrase_,
    PHRASES(PHRASE)
#undef PHRASE
        PHRASE_COUNT
};

/* Its number; 0 where the texts have no room for it. */
uint32_t failure_intern(struct program *p, const struct failure *f);
/* The same of one that somebody outside the machine has put into words. */
uint32_t failure_outside(struct program *p, const char *words);
/* The failure of a number; code FAILURE_NONE for 0. */
struct failure failure_read(const struct program *p, uint32_t failure);
/* Its words: not those of a name that may hold controls, which the place that shows them makes
 * visible. */
void failure_add(const struct program *p, const struct failure *f, struct buffer *out);
void failure_add_words(const struct program *p, uint32_t failure, struct buffer *out);
/* The same with controls made visible, as messages show it. */
void failure_add_visible(const struct program *p, uint32_t failure, struct buffer *out);
/* The limit that was passed ("call depth"); NULL where it is none. */
const char *failure_limit(enum failure_code code);
/* Whether the failure has an argument of the right type for each place of its words, and no other.
 */
bool failure_fits(const struct failure *f);
/* The type of the code's argument number `index`, by its places; ARGUMENT_NONE: it has none. */
enum argument_type failure_argument_type(enum failure_code code, unsigned index);

static inline struct argument argument_of(enum argument_type type, int64_t number)
{
    return (struct argument){.type = (uint16_t)type, .number = number};
}
static inline struct argument argument_name(uint32_t name)
{
    return argument_of(ARGUMENT_NAME, name);
}
static inline struct argument argument_thread(const struct state *s, uint32_t thread)
{
    return argument_of(ARGUMENT_THREAD, state_thread(s, thread)->name);
}
static inline struct argument argument_entity(const struct state *s, uint32_t entity)
{
    const struct entity *e = state_entity(s, entity);
    return (struct argument){.type = ARGUMENT_ENTITY, .extra = e->element, .number = e->name};
}
static inline struct argument argument_kind(uint32_t kind)
{
    return argument_of(ARGUMENT_KIND, kind);
}
static inline struct argument argument_number(int64_t number)
{
    return argument_of(ARGUMENT_NUMBER, number);
}
static inline struct argument argument_value(struct value v)
{
    return (struct argument){ARGUMENT_VALUE, (uint16_t)v.kind, v.extra, v.number};
}
static inline struct argument argument_designator(struct value v)
{
    return (struct argument){ARGUMENT_DESIGNATOR, (uint16_t)v.kind, v.extra, v.number};
}
static inline struct argument argument_sort(enum value_kind kind)
{
    return (struct argument){.type = ARGUMENT_SORT, .kind = (uint16_t)kind};
}
static inline struct argument argument_text(uint32_t text)
{
    return argument_of(ARGUMENT_TEXT, text);
}
static inline struct argument argument_pc(uint32_t pc)
{
    return argument_of(ARGUMENT_PC, pc);
}
static inline struct argument argument_wanted(enum wanted wanted)
{
    return argument_of(ARGUMENT_WANTED, wanted);
}
static inline struct argument argument_phrase(enum phrase phrase)
{
    return argument_of(ARGUMENT_PHRASE, phrase);
}
static inline struct argument argument_operator(enum program_operator op)
{
    return argument_of(ARGUMENT_OPERATOR, op);
}
static inline struct argument argument_failure(uint32_t failure)
{
    return argument_of(ARGUMENT_FAILURE, failure);
}
static inline struct value argument_to_value(struct argument a)
{
    return (struct value){a.kind, a.extra, a.number};
}

#endif
