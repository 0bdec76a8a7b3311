/* foreign_inside.h - what the files of the translator share; see foreign.h. */
#ifndef THRUM_LANG_FOREIGN_INSIDE_H
#define THRUM_LANG_FOREIGN_INSIDE_H

#include "lang/foreign.h"

#include "base/buffer.h"

#include <stdint.h>

/* ---- Tokens (foreign_scan.c) ----------------------------------------------------------------- */

enum piece_kind { PIECE_WORD, PIECE_NUMBER, PIECE_TEXT, PIECE_SIGN };

struct piece {
    enum piece_kind kind;
    const char *text; /* in the source; a text with its quotes, without a letter before them */
    size_t length;
    const char *begin, *end; /* where it stands in the source; :: is read as a dot */
    bool first;              /* on its line */
    unsigned indent;         /* of its line, in columns */
    bool fills;              /* a text in which {x} is a value: f"", `` */
};

struct pieces {
    struct piece *items; /* owned */
    size_t count, capacity;
    bool exclusive;  /* it is Rust: a..b leaves out b */
    bool declares;   /* let, var, int ... was left out somewhere */
    bool simplified; /* anything was */
};

/* Cuts the text and leaves out what makes no difference: std::, self., new, let, types in < >, &.
 */
void pieces_scan(struct pieces *p, const char *text, size_t length);
void pieces_free(struct pieces *p);
bool piece_is(const struct piece *p, const char *text);
/* The piece behind the bracket that closes the one at `at`; `end` if none does. */
size_t pieces_behind(const struct pieces *p, size_t at, size_t end);

/* ---- The translation ------------------------------------------------------------------------- */

struct span {
    size_t begin, end; /* pieces */
};

enum { CAPTURES = 8, FOREIGN_DEEPEST = 40, FOREIGN_MOST = 4000 /* pieces */ };

struct capture {
    char name[2]; /* a letter, and a digit or NUL */
    struct span span;
};

struct captures {
    struct capture items[CAPTURES];
    size_t count;
};

struct made_name {
    char *name;
    unsigned kind;
};

/* What becomes of a lock in a text, in turn; or where a body begins, of a thread's or of a function
 * that is called, perhaps by one who holds it. */
enum held_change {
    HELD_TAKEN,
    HELD_GIVEN,
    HELD_ON /* a condition's lock */,
    HELD_THREAD,
    HELD_CALLED
};

struct held {
    struct held_item {
        enum held_change change;
        char *name, *lock; /* owned */
        unsigned loops;    /* around a body */
    } * items;
    size_t count, capacity;
};

struct foreign {
    const struct foreign_options *options;
    struct pieces pieces;
    struct pieces typed; /* the whole text; not owned, and its pieces may be those of `pieces` */
    struct buffer note;
    size_t reserved_told; /* the note says up to there, once, that a word cannot be a name; 0: no */
    struct buffer missing;  /* what has to be made first: "mutex m; " */
    struct made_name *made; /* by the translation itself; owned */
    size_t made_count, made_capacity;
    unsigned idioms;        /* rows that matched */
    unsigned loops, bodies; /* around what is translated */
    unsigned depth;
    unsigned steps;        /* of matching, bounded */
    unsigned orders, flat; /* the same: orders, the braces of main() */
    struct held held;      /* before what is translated */
    struct on_lock {
        char *condition, *lock; /* owned */
    } on[4];                    /* conditions that are to be made, and on which lock */
    size_t on_count;
    struct buffer needs;           /* what has to be held around the loop */
    struct span guard, guarded_by; /* Rust's name for what a lock keeps, and the lock's */
    struct span code;  /* the name that a call's result was given to, which says if it failed */
    bool guarded;      /* the function at hand is synchronized, as in Java */
    unsigned monitors; /* such functions around what is translated */
    unsigned filling;  /* the kinds of the row whose text is written */
    bool called;       /* a closure that is kept is a function */
    bool ends_early;   /* a block is missing: ... stands for it */
    bool starts;       /* what is made is started in the same text: it is spawned */
};

/* How much had been said before a way that may fail. */
struct foreign_mark {
    size_t out, note, missing, needs, made, held;
    unsigned idioms;
};
/* foreign_write.c: where it stands now; and back to there, with nothing left of what was tried. */
struct foreign_mark foreign_mark_here(const struct foreign *f, const struct buffer *out);
void foreign_go_back(struct foreign *f, const struct foreign_mark *mark, struct buffer *out);

/* ---- Patterns (foreign_match.c) ---------------------------------------------------------------
 *
 * A pattern is words and signs between blanks; letters' case and _ make no difference, | stands
 * between alternatives. What is captured:
 *     %o  an object's name, perhaps with [index]   %n  a word      %v  a verb of this language
 *     %t  the name of a thread that there is       %k  mutex, event, thread ...
 *     %u  a duration that begins with a number
 *     %c  a value that is a condition: of a number whether it is not 0
 *     %e %f %b  a value; a body
 *     %d %m %i  a duration, in seconds, milliseconds, microseconds
 *     %a  values, none too                         %*  anything, not captured
 */
/* Whether the span begins with one of the words. */
bool foreign_begins(struct foreign *f, struct span span, const char *words);
bool foreign_match(struct foreign *f, const char *pattern, struct span span, struct captures *caps);
/* Which of the kinds something unknown is likely to be, by its name; the most usual one else. */
unsigned foreign_guess(const struct foreign *f, struct span name, unsigned kinds);
bool foreign_is_hinted(const struct foreign *f, struct span name, unsigned kinds);
const struct capture *foreign_capture(const struct captures *caps, const char *name);

struct idiom {
    const char *pattern;
    unsigned kinds;   /* that %o may have; 0: %o is asked nothing */
    const char *here; /* with the captures in it; NULL: only the note */
    const char *note; /* or NULL */
};

enum {                             /* besides kinds */
       IDIOM_VALUE = 1u << 20,     /* alone it is shown: print */
       IDIOM_STARTED = 1u << 21,   /* only of a thread that runs already */
       IDIOM_ALONE = 1u << 23,     /* only as the whole input */
       IDIOM_KNOWN = 1u << 24,     /* only of a name that there is */
       IDIOM_UNKNOWN = 1u << 25,   /* only of a name that there is not */
       IDIOM_ARRAY = 1u << 26,     /* only of an array */
       IDIOM_HINTED = 1u << 28,    /* only of a name that tells that it is of the kind */
       IDIOM_THOUSANDS = 1u << 27, /* only where %m is a number of 100 and more */
       IDIOM_KINDS = FOREIGN_STARTED - 1,
};

/* The tables, each ended by a row without a pattern. */
extern const struct idiom foreign_primitives[]; /* foreign_primitives.c */
extern const struct idiom foreign_commands[];   /* foreign_idioms.c */
extern const struct idiom foreign_making[];     /* foreign_making.c */
extern const struct idiom foreign_values[];     /* foreign_values.c */
/* foreign_habits.c: what is a whole input, slips in this language, headers of blocks, conditions
 * that mean something else than their call does. */
extern const struct idiom foreign_habits[], foreign_slips[], foreign_headers[],
    foreign_conditions[];
/* What ends a program elsewhere. */
extern const struct idiom foreign_endings[];

/* A command of one of the first two (foreign_primitives.c). */
bool foreign_command_row(struct foreign *f, struct span span, struct buffer *out);

struct constructor {
    const char *types; /* with | between them */
    const char *here;  /* %n its name, %1 its first argument, %a its lock, %b the body */
    const char *least; /* the first argument if there is none; NULL: it is left out */
    unsigned kind;
    const char *note;
};
extern const struct constructor foreign_constructors[];

/* ---- Writing (foreign_write.c) ----------------------------------------------------------------
 * Each adds to `out` and returns false where it cannot. */
bool foreign_value(struct foreign *f, struct span span, struct buffer *out);
bool foreign_values_list(struct foreign *f, struct span span, struct buffer *out);
/* foreign_duration.c */
enum foreign_unit {
    FOREIGN_MICROSECONDS = 1,
    FOREIGN_MILLISECONDS = 1000,
    FOREIGN_SECONDS = 1000000
};
/* A number without a unit counts what `unit` says. */
bool foreign_duration(struct foreign *f, struct span span, enum foreign_unit unit,
                      struct buffer *out);
/* foreign_body.c */
bool foreign_body(struct foreign *f, struct span body, struct span arguments, struct buffer *out);
/* foreign_print.c: a text as a value, and printed values; `format`: with %d or {} in them. */
bool foreign_text(struct foreign *f, const struct piece *piece, struct buffer *out);
bool foreign_print(struct foreign *f, struct span arguments, bool format, struct buffer *out);
/* The row's text with its captures: %-e one less, %=n as it was typed, %!a and %?a printed, plain
 * and by a format, %~a the same without the word print. */
bool foreign_fill(struct foreign *f, const char *here, const struct captures *caps,
                  struct buffer *out);
/* Takes back what the note says behind so many bytes. */
void foreign_cut_note(struct foreign *f, size_t length);
/* A name; a word of this language, which cannot be one, gets a 1 behind it. */
void foreign_add_name(struct foreign *f, size_t at, struct buffer *out);
void foreign_raw(const struct foreign *f, struct span span, struct buffer *out);
/* The next value of a list with commas, of which `rest` is left. */
bool foreign_next(const struct foreign *f, struct span *rest, struct span *value);
/* Whether the value is KEYWORD = VALUE (or KEYWORD: VALUE); cuts it. */
bool foreign_keyword(const struct foreign *f, struct span *value, struct span *keyword);
/* Matches a row of the table; adds what it says. */
bool foreign_row(struct foreign *f, const struct idiom *table, struct span span, struct buffer *out,
                 const struct idiom **row);

/* Whether both are the same word. */
bool foreign_is_same(const struct foreign *f, size_t a, size_t b);
unsigned foreign_kind_of(struct foreign *f, struct span name);
void foreign_make(struct foreign *f, struct span name, unsigned kind);

/* ---- Locks (foreign_held.c) ------------------------------------------------------------------ */

/* Reads what the text, of this language, takes and gives back; in place of all behind `from`. */
void foreign_held_read(struct foreign *f, size_t from, const char *text);
/* What the header of a block takes for what stands in it. */
void foreign_held_enter(struct foreign *f, const char *header);
void foreign_held_body(struct foreign *f, bool called);
void foreign_held_cut(struct foreign *f, size_t count);
void foreign_held_free(struct foreign *f);
/* Loops around what is translated, in the same body. */
unsigned foreign_held_loops(const struct foreign *f);
/* Whether it is taken behind `from`. */
bool foreign_held_takes(const struct foreign *f, size_t from, const char *name);
/* Whether the lock, or the one that the condition is on, is held there. */
bool foreign_is_held(const struct foreign *f, const char *name);
bool foreign_same_lock(const struct foreign *f, const char *a, const char *b);
/* Puts `with LOCK { }` around what stands behind `before`, where it is not held. */
void foreign_add_lock(struct foreign *f, const char *lock, size_t before, struct buffer *out);
/* The same for what waits for a condition, or notifies it. */
void foreign_hold_condition(struct foreign *f, size_t before, struct buffer *out);

/* ---- Making (foreign_declare.c) -------------------------------------------------------------- */
bool foreign_declaration(struct foreign *f, struct span span, bool spawns, struct buffer *out);
/* Thread(target=work, daemon=True).start(), Timer(3, work).start() */
bool foreign_kept_value(struct foreign *f, struct span span, struct buffer *out);
bool foreign_unnamed(struct foreign *f, struct span span, struct buffer *out);

/* ---- Parts of statements (foreign_alone.c) --------------------------------------------------- */
/* threading.Barrier(3), which is given a name */
bool foreign_made_nameless(struct foreign *f, struct span span, struct buffer *out);
/* void *run(void *arg) */
bool foreign_is_function_head(struct foreign *f, struct span span);
bool foreign_function_head(struct foreign *f, struct span span, struct buffer *out);
/* sleep 2 & */
bool foreign_in_background(struct foreign *f, struct span span, struct buffer *out);
bool foreign_timeout(struct foreign *f, struct span span, struct buffer *out);
/* ops.Add(1), of a name that is not known */
bool foreign_counted(struct foreign *f, struct span span, struct buffer *out);
/* bob; lock m: `first` is the name alone; `next` is set behind the orders. */
struct statement;
bool foreign_order_apart(struct foreign *f, const struct statement *first, size_t end, size_t *next,
                         struct buffer *out);

/* ---- Turns at the same time (foreign_parallel.c) --------------------------------------------- */
bool foreign_parallel(struct foreign *f, struct span span, struct buffer *out);
/* for (...) sem_init(&S[i], 0, 1); */
bool foreign_making_loop(struct foreign *f, const struct statement *s, struct buffer *out);

/* ---- Questions (foreign_topics.c) ------------------------------------------------------------ */
/* How do I ..., what is ...: what to ask the help for. */
bool foreign_question(struct foreign *f, struct span span, struct buffer *out);

/* ---- Before (foreign_first.c) ---------------------------------------------------------------- */
/* What the line needs before it is typed: adds to what is missing, and frees names in use. */
void foreign_look_first(struct foreign *f, struct buffer *line);

/* ---- Comments (foreign_comment.c) ------------------------------------------------------------ */
/* A text that is only a comment of another language's, as it is written here. */
bool foreign_comment_alone(const char *text, size_t length, struct buffer *line);
/* Cuts comments behind // that stand behind something; whether there were any. Where the rest of a
 * single line is of this language, `line` is that line with the comment as it is written here. */
bool foreign_comments_cut(const struct foreign *f, char *text, size_t length, struct buffer *line);

/* ---- Statements ------------------------------------------------------------------------------ */
bool foreign_statements(struct foreign *f, struct span span, struct buffer *out);
/* The text with { } for { ... }, which stands for what the learner writes there. */
void foreign_add_filled(struct buffer *out, const char *text);
/* Whether the parser takes the text; and where it stands, inside of loops or not. */
bool foreign_is_accepted(const struct foreign *f, const char *text);
bool foreign_is_accepted_inside(const struct foreign *f, const char *text);
/* foreign_statement.c: one without a block. */
bool foreign_statement(struct foreign *f, struct span span, struct buffer *out);

struct statement {
    struct span head, block;
    bool has_block;
    size_t next;
};

/* The words behind which a colon begins a block. */
#define FOREIGN_PYTHON "with|if|while|for|def|try|class|else|elif|except|finally|async"

/* foreign_several.c: several things in one statement. */
bool foreign_tuple(struct foreign *f, struct span span, struct buffer *out);
bool foreign_declarators(struct foreign *f, struct span span, struct buffer *out);
bool foreign_named_closure(struct foreign *f, struct span span, struct buffer *out);
bool foreign_monitor(struct foreign *f, struct span span, struct buffer *out);
bool foreign_monitor_itself(struct foreign *f, struct span span, struct buffer *out);
bool foreign_locked_print(struct foreign *f, struct span span, struct buffer *out);
bool foreign_wait_on(struct foreign *f, struct span span, struct buffer *out);
/* t1.start(), t2.start() */
bool foreign_calls_apart(struct foreign *f, struct span span, struct buffer *out);
bool foreign_joined_commands(struct foreign *f, struct span span, struct buffer *out);
/* lock m for 2 seconds */
bool foreign_unit_words(struct foreign *f, struct span span, struct buffer *out);

/* foreign_taken.c: what may wait amid a value, taken before: print 1, get q; print(1, q.get()). */
bool foreign_own_taken_first(struct foreign *f, struct span span, struct buffer *out);
bool foreign_taken_first(struct foreign *f, struct span span, struct buffer *out);
/* Whether a value of the list is one in this language's words. */
bool foreign_has_operation(struct foreign *f, struct span span);

/* foreign_cut.c: the statement that begins there. */
struct statement foreign_cut(struct foreign *f, size_t begin, size_t end);
/* define NAME(PARAMETERS), of the function's parameters. */
void foreign_add_define(struct foreign *f, struct span name, struct span rest, struct buffer *out);
/* foreign_blocks.c: a statement with a block, behind what `out` holds. */
bool foreign_block(struct foreign *f, const struct statement *s, struct buffer *out);
/* foreign_try.c: the statement and what belongs to it; `next`: behind that. */
bool foreign_try_empty(struct foreign *f, const struct statement *s, size_t end, size_t *next,
                       struct buffer *out);
bool foreign_try_with(struct foreign *f, const struct statement *s, size_t end, size_t *next,
                      struct buffer *out);
bool foreign_do_while(struct foreign *f, const struct statement *s, size_t end, size_t *next,
                      struct buffer *out);
bool foreign_failing_call(struct foreign *f, struct span head, struct buffer *out);
/* The method of a thread's class, or object, that it runs. */
bool foreign_find_run(struct foreign *f, struct span block, struct statement *run);
/* foreign_select.c: cases of select and switch; a class, whose members stand alone. */
bool foreign_cases(struct foreign *f, const struct statement *s, struct buffer *out);
bool foreign_class(struct foreign *f, const struct statement *s, struct buffer *out);
/* foreign_each.c: loops over lists, queues, threads; a command whose object is not named. */
bool foreign_join_loop(struct foreign *f, const struct statement *s, struct buffer *out);
bool foreign_start_loop(struct foreign *f, const struct statement *s, struct buffer *out);
bool foreign_draining(struct foreign *f, const struct statement *s, struct buffer *out);
bool foreign_each(struct foreign *f, const struct statement *s, struct buffer *out);
bool foreign_nameless(struct foreign *f, struct span span, struct buffer *out);
/* foreign_orders.c: alice lock m; lock m alice; alice.lock(m); alice locks m. */
bool foreign_order(struct foreign *f, struct span span, struct buffer *out);
bool foreign_order_behind(struct foreign *f, struct span span, struct buffer *out);
bool foreign_order_by_method(struct foreign *f, struct span span, struct buffer *out);
bool foreign_order_of_verb(struct foreign *f, struct span span, struct buffer *out);

#endif
