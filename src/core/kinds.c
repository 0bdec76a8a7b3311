/* kinds.c - see kinds.h: the table, and putting its texts together. */
#include "core/kinds.h"

#include "base/buffer.h"
#include "core/limits.h"

#include <inttypes.h>
#include <string.h>

/* The words of the rows. */
#define NO_WORD NULL
#define NUMBER(is, least, most, needs, wants) NUMBER_##is, least, most, needs, wants
#define NO_NUMBER NUMBER(NONE, 0, 0, NULL, NULL)
#define INITIAL_VALUE NUMBER(VALUE, 0, 0, NULL, NULL)
#define LOCK_BENEATH NUMBER(LOCK, 0, 0, NULL, NULL)
#define HOLDER(by, held, is_held, lets_go, itself, itself_here)                                    \
    HELD_##by, held, is_held, lets_go, itself, itself_here
#define HELD_BY_NOBODY HOLDER(NOBODY, "", "", "", "", "")
#define SHOWN(kind, how, form, stands, states) kind, SHOWN_##how, FORM_##form, stands, states
#define NOT_SHOWN(kind) SHOWN(kind, NOT, ONE_FORM, "", "")
#define WAITER(waits, turn, listed, missing) WAITER_##waits, turn, listed, missing
#define NO_WAITER WAITER(NONE, "", "", "")
#define WAIT(begin, resume, leave, begins, at_once, in_vain, goes_on, gives_up)                    \
    begin, resume, leave, begins, at_once, in_vain, goes_on, gives_up
#define NOT_WAITED_FOR WAIT(NULL, NULL, NULL, "", "", "", "", "")
enum { /* enum kind_mark */
       PLAIN = KIND_PLAIN,
       FIRST_COME = KIND_FIRST_COME,
       KEEPS_ROOM = KIND_KEEPS_ROOM,
       MAY_HAVE_BODY = KIND_MAY_HAVE_BODY,
       NEEDS_BODY = KIND_NEEDS_BODY,
       RUNS_UNIT = KIND_RUNS_UNIT,
       PER_THREAD = KIND_PER_THREAD,
       WAKES_BY_ITSELF = KIND_WAKES_BY_ITSELF,
       LOSES = KIND_LOSES,
       OWN_LIST = KIND_OWN_LIST,
};

const struct kind_row kind_rows[ENTITY_KINDS] = {
#define X(with, kind, article_, name_, word_, number_, takes_, holder_, shown_, waiter_, wait_,    \
          marks_)                                                                                  \
    [ENTITY_##kind] = {.article = (article_),                                                      \
                       .name = (name_),                                                            \
                       .word = (word_),                                                            \
                       .number = {number_},                                                        \
                       .takes = (takes_),                                                          \
                       .holder = {holder_},                                                        \
                       .shown = {shown_},                                                          \
                       .waiter = {waiter_},                                                        \
                       .wait = {wait_},                                                            \
                       .marks = (marks_)},
    KINDS(X, 0)
#undef X
};

_Static_assert(ENTITY_FREE == 0, "what is zeroed is free");
_Static_assert(ENTITY_KINDS <= 32, "kinds are told in masks of 32 bits");
_Static_assert(OPERATION_COUNT <= 32, "operations are told in masks of 32 bits");

uint32_t kinds_taking(enum kind_operation operation)
{
    uint32_t kinds = 0;
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        kinds |= kind_takes(kind, operation) ? 1u << kind : 0;
    return kinds;
}

uint32_t kinds_plain(uint32_t kinds)
{
    uint32_t plain = kinds;
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        for (unsigned other = 0; other < ENTITY_KINDS; other++) {
            const char *name = strchr(kind_rows[kind].name, ' ');
            if (name && kinds >> other & 1 && strcmp(name + 1, kind_rows[other].name) == 0)
                plain &= ~(1u << kind);
        }
    return plain;
}

void kinds_add_names(uint32_t kinds, struct buffer *out)
{
    const char *before = NULL;
    kinds = kinds_plain(kinds);
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++) {
        if (!(kinds >> kind & 1))
            continue;
        kinds &= ~(1u << kind);
        buffer_printf(out, "%s%s", before ? before : kind_rows[kind].article, before ? "" : " ");
        buffer_puts(out, kind_rows[kind].name);
        before = kinds & (kinds - 1) ? ", " : " or "; /* of those that are left */
    }
}

const char *kind_manner(enum entity_kind kind, unsigned manner)
{
    static const char *const words[ENTITY_KINDS][MOST_MANNERS] = {
        [ENTITY_RWLOCK] = {[RWLOCK_PREFERS_READERS] = "prefer readers",
                           [RWLOCK_PREFERS_WRITERS] = "prefer writers",
                           [RWLOCK_IS_FAIR] = "fair"},
        [ENTITY_CONDITION] = {[CONDITION_STRICT] = "", [CONDITION_LOOSE] = "loose"},
    };
    return manner < MOST_MANNERS ? words[kind][manner] : NULL;
}

enum entity_kind kinds_made_by(const char *word)
{
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        if (kind_rows[kind].word && strcmp(kind_rows[kind].word, word) == 0)
            return (enum entity_kind)kind;
    return ENTITY_FREE;
}

/* ---- Texts ----------------------------------------------------------------------------------- */

/* Adds what stands for the word in braces, or the words as they are. */
static void add_field(const char *field, size_t length, const struct kind_values *v,
                      struct buffer *out)
{
    const struct {
        const char *field, *text;
        int64_t number;
    } known[] = {
        {"{name}", v->name ? v->name : "", 0},
        {"{lock}", v->lock ? v->lock : "", 0},
        {"{count}", NULL, v->count},
        {"{of}", NULL, v->of},
        {"{left}", NULL, v->of - v->count},
        {"{place}", NULL, v->place},
        {"{lacks}", v->lacks > 1 ? NULL : "", v->lacks},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strlen(known[i].field) != length || memcmp(known[i].field, field, length) != 0)
            continue;
        if (known[i].text)
            buffer_puts(out, known[i].text);
        else if (strcmp(known[i].field, "{lacks}") == 0)
            buffer_printf(out, " %" PRId64, known[i].number);
        else
            buffer_printf(out, "%" PRId64, known[i].number);
        return;
    }
    buffer_add(out, field, length);
}

void kind_add_text(const char *text, unsigned form, const struct kind_values *values,
                   struct buffer *out)
{
    const char *bar;
    for (; form > 0 && (bar = strchr(text, '|')); form--)
        text = bar + 1;
    for (size_t length = strcspn(text, "|"); length > 0;) {
        size_t plain = strcspn(text, "{|"), field = 0;
        plain = plain < length ? plain : length;
        buffer_add(out, text, plain);
        text += plain;
        length -= plain;
        if (length > 0 && text[1] != ' ')
            field = strcspn(text, "}") + 1;
        else if (length > 0)
            field = 1;
        add_field(text, field, values, out);
        text += field;
        length -= field;
    }
}
