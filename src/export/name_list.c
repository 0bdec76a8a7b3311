/* name_list.c - see name_list.h. */
#include "export/name_list.h"

#include "base/memory.h"
#include "export/name_pattern.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_NAMES = 256, /* that are listed one by one */
    MOST_PIECES = 16, /* of a name whose turns are told apart by its form */
};

struct making {
    struct name_list *list;
    const struct model *m;
    const struct unit *u;
    const struct node *name;
    const struct node *const *loops;
    size_t loop_count;
};

/* The loop variable's value in this turn, inside of the turns around it. */
struct turn {
    const char *variable; /* NULL: it has none */
    const char *text;     /* NULL: a number */
    int64_t number;
    const struct turn *outer;
};

void name_list_add(struct name_list *list, const char *pattern)
{
    MEMORY_ROOM_FOR_ONE(list->items, list->count, list->capacity);
    list->items[list->count++] = memory_copy(pattern);
}

static void clear(struct name_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    list->count = 0;
}

void name_list_free(struct name_list *list)
{
    clear(list);
    free(list->items);
}

bool name_lists_meet(const struct name_list *a, const struct name_list *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++)
            if (name_patterns_meet(a->items[i], b->items[j]))
                return true;
    return false;
}

/* Nothing in the loop gives its variable another value. */
static bool keeps_its_variable(const struct node *loop)
{
    struct scope_list assigned = scope_assigned(loop->loop.body);
    bool keeps = true;
    for (size_t i = 0; i < assigned.count; i++)
        keeps &= strcmp(assigned.items[i], loop->loop.variable) != 0;
    scope_list_free(&assigned);
    return keeps;
}

/* ---- Turn by turn ---------------------------------------------------------------------------- */

static const struct turn *turn_of(const struct turn *turn, const char *variable)
{
    while (turn && !(turn->variable && strcmp(turn->variable, variable) == 0))
        turn = turn->outer;
    return turn;
}

static bool calculate(enum operator_id does, int64_t a, int64_t b, int64_t *result)
{
    switch (does) {
    case OPERATOR_ADD:
        return !__builtin_add_overflow(a, b, result);
    case OPERATOR_SUBTRACT:
        return !__builtin_sub_overflow(a, b, result);
    case OPERATOR_MULTIPLY:
        return !__builtin_mul_overflow(a, b, result);
    case OPERATOR_DIVIDE:
        *result = b > 0 ? a / b : 0;
        return b > 0;
    case OPERATOR_REMAINDER:
        *result = b > 0 ? a % b : 0;
        return b > 0;
    default:
        return false;
    }
}

/* The number that the expression comes to in this turn, if that is known. */
static bool number_of(const struct node *n, const struct turn *turn, int64_t *result)
{
    int64_t a, b;
    const struct turn *own = n->kind == NODE_VARIABLE ? turn_of(turn, n->text) : NULL;
    if (n->kind == NODE_INTEGER || (own && !own->text)) {
        *result = own ? own->number : n->integer;
        return true;
    }
    if (n->kind == NODE_NEGATE)
        return number_of(n->operand, turn, &a) && calculate(OPERATOR_SUBTRACT, 0, a, result);
    return n->kind == NODE_BINARY && number_of(n->binary.left, turn, &a) &&
           number_of(n->binary.right, turn, &b) && calculate(n->binary.does, a, b, result);
}

/* Likewise its text; numbers become text where they are joined to some. */
static bool put_text(const struct node *n, const struct turn *turn, struct buffer *out)
{
    int64_t number;
    const struct turn *own = n->kind == NODE_VARIABLE ? turn_of(turn, n->text) : NULL;
    if (n->kind == NODE_TEXT || (own && own->text)) {
        buffer_puts(out, own ? own->text : n->text);
        return true;
    }
    if (number_of(n, turn, &number)) {
        buffer_put_integer(out, number, 1);
        return true;
    }
    if (n->kind == NODE_BINARY && n->binary.does == OPERATOR_ADD)
        return put_text(n->binary.left, turn, out) && put_text(n->binary.right, turn, out);
    if (n->kind != NODE_TEMPLATE)
        return false;
    for (const struct node *piece = n->list; piece; piece = piece->next)
        if (!put_text(piece, turn, out))
            return false;
    return true;
}

static bool add_name(struct making *w, const struct turn *turn)
{
    struct buffer text = {0};
    const char *known = model_name_text(w->m, w->u, w->name);
    const struct turn *own =
        !known && w->name->name.bare ? turn_of(turn, w->name->name.bare) : NULL;
    bool good = w->list->count < MOST_NAMES;
    if (known || (own && own->text))
        buffer_puts(&text, known ? known : own->text);
    else
        good &= w->name->name.computed && put_text(w->name->name.computed, turn, &text);
    if (good)
        name_list_add(w->list, buffer_text(&text));
    buffer_free(&text);
    return good;
}

static bool list_turns(struct making *w, size_t depth, const struct turn *outer);

static bool list_range(struct making *w, const struct node *loop, size_t depth,
                       const struct turn *outer)
{
    int64_t low, high;
    struct turn turn = {.variable = loop->loop.variable, .outer = outer};
    if (!number_of(loop->loop.low, outer, &low) || !number_of(loop->loop.high, outer, &high) ||
        low < INT32_MIN || high > INT32_MAX || high - low > MOST_NAMES || !keeps_its_variable(loop))
        return false;
    for (turn.number = low; turn.number <= high; turn.number++)
        if (!list_turns(w, depth + 1, &turn))
            return false;
    return true;
}

static bool list_values(struct making *w, const struct node *loop, size_t depth,
                        const struct turn *outer)
{
    struct turn turn = {.variable = loop->loop.variable, .outer = outer};
    if (!keeps_its_variable(loop))
        return false;
    for (const struct node *n = loop->loop.values; n; n = n->next) {
        turn.text = n->kind == NODE_TEXT ? n->text : NULL;
        if ((!turn.text && !number_of(n, outer, &turn.number)) || !list_turns(w, depth + 1, &turn))
            return false;
    }
    return true;
}

static bool list_repeated(struct making *w, const struct node *loop, size_t depth,
                          const struct turn *outer)
{
    int64_t count;
    struct turn turn = {.outer = outer};
    if (!number_of(loop->branch.condition, outer, &count) || count > MOST_NAMES)
        return false;
    for (int64_t i = 0; i < count; i++)
        if (!list_turns(w, depth + 1, &turn))
            return false;
    return true;
}

static bool list_turns(struct making *w, size_t depth, const struct turn *outer)
{
    const struct node *loop = depth < w->loop_count ? w->loops[depth] : NULL;
    if (!loop)
        return add_name(w, outer);
    if (loop->kind == NODE_FOR_RANGE)
        return list_range(w, loop, depth, outer);
    if (loop->kind == NODE_FOR_LIST)
        return list_values(w, loop, depth, outer);
    return loop->kind == NODE_REPEAT && list_repeated(w, loop, depth, outer);
}

/* ---- By its form ----------------------------------------------------------------------------- */

struct form {
    const struct node *pieces[MOST_PIECES];
    size_t count;
    bool fits;
};

static void take_apart(const struct making *w, const struct node *n, struct form *f)
{
    bool joined = n->kind == NODE_BINARY && n->binary.does == OPERATOR_ADD &&
                  model_traits(w->m, w->u, n).types == TYPE_TEXT;
    if (joined) {
        take_apart(w, n->binary.left, f);
        take_apart(w, n->binary.right, f);
    } else if (n->kind == NODE_TEMPLATE) {
        for (const struct node *piece = n->list; piece; piece = piece->next)
            take_apart(w, piece, f);
    } else if (f->count < MOST_PIECES) {
        f->pieces[f->count++] = n;
    } else {
        f->fits = false;
    }
}

static bool is_number(const struct making *w, const struct node *n)
{
    return model_traits(w->m, w->u, n).types == TYPE_INTEGER;
}

/* The variable that has to have another value for the expression to come to another one. */
static const char *follows(const struct node *n)
{
    if (n->kind == NODE_VARIABLE)
        return n->text;
    if (n->kind != NODE_BINARY)
        return NULL;
    const struct node *left = n->binary.left, *right = n->binary.right;
    bool adds = n->binary.does == OPERATOR_ADD || n->binary.does == OPERATOR_SUBTRACT;
    bool multiplies = n->binary.does == OPERATOR_MULTIPLY;
    if (right->kind == NODE_INTEGER && (adds || (multiplies && right->integer != 0)))
        return follows(left);
    if (left->kind == NODE_INTEGER && (adds || (multiplies && left->integer != 0)))
        return follows(right);
    return NULL;
}

/* Whether the name says which turn of this loop it is: a number in it does that can be told from
 * what follows. */
static bool tells(const struct making *w, const struct form *f, size_t depth)
{
    const struct node *loop = w->loops[depth];
    if (loop->kind != NODE_FOR_RANGE || !keeps_its_variable(loop))
        return false;
    for (size_t i = depth + 1; i < w->loop_count; i++) /* another of that name hides it */
        if ((w->loops[i]->kind == NODE_FOR_RANGE || w->loops[i]->kind == NODE_FOR_LIST ||
             w->loops[i]->kind == NODE_FOR_THREADS || w->loops[i]->kind == NODE_FOR_RECEIVED) &&
            strcmp(w->loops[i]->loop.variable, loop->loop.variable) == 0)
            return false;
    for (size_t i = 0; i < f->count; i++) {
        const struct node *next = i + 1 < f->count ? f->pieces[i + 1] : NULL;
        const char *variable = follows(f->pieces[i]);
        if (f->pieces[i]->kind == NODE_TEXT)
            continue;
        if (!is_number(w, f->pieces[i]) ||
            (next && (next->kind != NODE_TEXT || isdigit((unsigned char)next->text[0]))))
            return false;
        if (variable && strcmp(variable, loop->loop.variable) == 0)
            return true;
    }
    return false;
}

static void put_pattern(const struct making *w, const struct form *f, struct buffer *out)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->pieces[i]->kind == NODE_TEXT)
            buffer_puts(out, f->pieces[i]->text);
        else if (is_number(w, f->pieces[i]))
            name_pattern_number(out);
        else
            name_pattern_anything(out);
}

static void list_form(struct making *w)
{
    struct form f = {.fits = true};
    struct buffer pattern = {0};
    const char *known = model_name_text(w->m, w->u, w->name);
    if (w->name->name.computed)
        take_apart(w, w->name->name.computed, &f);
    bool apart = f.fits && f.count > 0;
    if (known)
        buffer_puts(&pattern, known);
    else if (apart)
        put_pattern(w, &f, &pattern);
    else
        name_pattern_anything(&pattern);
    w->list->differ = w->loop_count == 0 || (apart && !known);
    for (size_t i = 0; i < w->loop_count && w->list->differ; i++)
        w->list->differ = tells(w, &f, i);
    name_list_add(w->list, buffer_text(&pattern));
    buffer_free(&pattern);
}

/* ---- The list -------------------------------------------------------------------------------- */

void name_list_make(struct name_list *list, const struct model *m, const struct unit *u,
                    const struct node *name, const struct node *const *loops, size_t loop_count)
{
    struct making w = {list, m, u, name, loops, loop_count};
    *list = (struct name_list){.differ = true};
    if (!list_turns(&w, 0, NULL)) {
        clear(list);
        list_form(&w);
        return;
    }
    for (size_t i = 0; i < list->count; i++)
        for (size_t j = 0; j < i; j++)
            list->differ &= strcmp(list->items[i], list->items[j]) != 0;
}
