/* expression.c - operators, constants, private slots: everything that is nobody else's business. */
#include "core/machine.h"

#include "base/random.h"

#include <inttypes.h>
#include <string.h>

static bool is_of_bits(enum program_operator op)
{
    return op >= BINARY_BAND && op <= BINARY_SHIFT_RIGHT;
}

static bool fail_kinds(struct machine *m, enum program_operator op, struct value l, struct value r)
{
    enum failure_code code = FAILURE_OPERANDS;
    if (op == BINARY_ADD && (l.kind == VALUE_TEXT || r.kind == VALUE_TEXT))
        code = FAILURE_OPERANDS_TEXT;
    else if (!is_of_bits(op) && ((l.kind == VALUE_DURATION && r.kind == VALUE_INTEGER) ||
                                 (l.kind == VALUE_INTEGER && r.kind == VALUE_DURATION)))
        code = FAILURE_OPERANDS_DURATION;
    return machine_fail(m, code,
                        {argument_operator(op), argument_sort(l.kind), argument_sort(r.kind)});
}

static bool fail_overflow(struct machine *m, enum value_kind kind)
{
    return machine_fail(m, FAILURE_TOO_LARGE, {argument_sort(kind)});
}

static bool divide(struct machine *m, enum program_operator op, int64_t l, int64_t r,
                   int64_t *result)
{
    if (r == 0)
        return machine_fail(m, FAILURE_DIVISION_BY_ZERO);
    if (r == -1 && op == BINARY_DIVIDE && l == INT64_MIN)
        return fail_overflow(m, VALUE_INTEGER);
    *result = op == BINARY_DIVIDE ? l / r : (r == -1 ? 0 : l % r);
    return true;
}

static bool arithmetic(struct machine *m, enum program_operator op, int64_t l, int64_t r,
                       enum value_kind kind, int64_t *result)
{
    bool overflow = false;
    switch (op) {
    case BINARY_ADD:
        overflow = __builtin_add_overflow(l, r, result);
        break;
    case BINARY_SUBTRACT:
        overflow = __builtin_sub_overflow(l, r, result);
        break;
    case BINARY_MULTIPLY:
        overflow = __builtin_mul_overflow(l, r, result);
        break;
    default:
        return divide(m, op, l, r, result);
    }
    return overflow ? fail_overflow(m, kind) : true;
}

/* The bits of a number go on to the left for ever as its sign does: so `>>` halves, rounding down,
 * and `<<` doubles, which may come to be too large. */
static bool bits(struct machine *m, enum program_operator op, int64_t l, int64_t r, int64_t *result)
{
    bool shifts = op == BINARY_SHIFT_LEFT || op == BINARY_SHIFT_RIGHT;
    if (shifts && (r < 0 || r > 63))
        return machine_fail(m, FAILURE_SHIFT, {argument_operator(op), argument_number(r)});
    switch (op) {
    case BINARY_BAND:
        *result = l & r;
        break;
    case BINARY_BOR:
        *result = l | r;
        break;
    case BINARY_BXOR:
        *result = l ^ r;
        break;
    case BINARY_SHIFT_RIGHT:
        *result = l < 0 ? ~(~l >> r) : l >> r;
        break;
    default:
        if ((l < 0 ? ~l : l) > INT64_MAX >> r)
            return fail_overflow(m, VALUE_INTEGER);
        *result = (int64_t)((uint64_t)l << r);
    }
    return true;
}

static bool join_texts(struct machine *m, struct value l, struct value r, struct value *result)
{
    buffer_clear(&m->scratch);
    value_add_text(m->program, l, &m->scratch);
    value_add_text(m->program, r, &m->scratch);
    uint32_t text;
    if (!machine_text(m, buffer_text(&m->scratch), m->scratch.length, &text))
        return false;
    *result = value_text(text);
    return true;
}

static bool compare(struct machine *m, enum program_operator op, struct value l, struct value r,
                    struct value *result)
{
    int order;
    if (l.kind != r.kind)
        return fail_kinds(m, op, l, r);
    if (l.kind == VALUE_INTEGER || l.kind == VALUE_DURATION) {
        order = (l.number > r.number) - (l.number < r.number);
    } else if (l.kind == VALUE_TEXT) {
        const struct texts *texts = m->program->texts;
        uint32_t a = (uint32_t)l.number, b = (uint32_t)r.number;
        size_t la = text_length(texts, a), lb = text_length(texts, b);
        order = memcmp(text_bytes(texts, a), text_bytes(texts, b), la < lb ? la : lb);
        if (order == 0)
            order = (la > lb) - (la < lb);
    } else {
        return fail_kinds(m, op, l, r);
    }
    bool holds = op == BINARY_LESS         ? order < 0
                 : op == BINARY_LESS_EQUAL ? order <= 0
                 : op == BINARY_GREATER    ? order > 0
                                           : order >= 0;
    *result = value_boolean(holds);
    return true;
}

/* + - * / % on durations: with durations, or with integers. */
static bool on_durations(struct machine *m, enum program_operator op, struct value l,
                         struct value r, struct value *result)
{
    bool both = l.kind == VALUE_DURATION && r.kind == VALUE_DURATION;
    bool allowed = op == BINARY_MULTIPLY ? !both
                   : op == BINARY_DIVIDE ? l.kind == VALUE_DURATION
                                         : both && op != BINARY_REMAINDER;
    int64_t number;
    if (!allowed)
        return fail_kinds(m, op, l, r);
    if (!arithmetic(m, op, l.number, r.number, VALUE_DURATION, &number))
        return false;
    *result = op == BINARY_DIVIDE && both ? value_integer(number) : value_duration(number);
    return true;
}

bool expression_binary(struct machine *m, enum program_operator op, struct value l, struct value r,
                       struct value *result)
{
    if (op == BINARY_EQUAL || op == BINARY_UNEQUAL) {
        *result = value_boolean(value_same(l, r) == (op == BINARY_EQUAL));
        return true;
    }
    if (op >= BINARY_LESS)
        return compare(m, op, l, r, result);
    if (l.kind == VALUE_INTEGER && r.kind == VALUE_INTEGER) {
        int64_t number;
        if (!(is_of_bits(op) ? bits(m, op, l.number, r.number, &number)
                             : arithmetic(m, op, l.number, r.number, VALUE_INTEGER, &number)))
            return false;
        *result = value_integer(number);
        return true;
    }
    if (l.kind == VALUE_TEXT && r.kind == VALUE_TEXT && op == BINARY_ADD)
        return join_texts(m, l, r, result);
    bool numbers = (l.kind == VALUE_INTEGER || l.kind == VALUE_DURATION) &&
                   (r.kind == VALUE_INTEGER || r.kind == VALUE_DURATION);
    return numbers && !is_of_bits(op) ? on_durations(m, op, l, r, result) : fail_kinds(m, op, l, r);
}

bool expression_negate(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct value v = machine_pop(m, thread);
    if (v.kind != VALUE_INTEGER && v.kind != VALUE_DURATION)
        return machine_fail(m, FAILURE_NEGATED, {argument_sort(v.kind)});
    if (v.number == INT64_MIN)
        return fail_overflow(m, v.kind);
    v.number = -v.number;
    machine_push(m, thread, v);
    return true;
}

static bool check_boolean(struct machine *m, struct value v, enum phrase where)
{
    return v.kind == VALUE_BOOLEAN ||
           machine_fail(m, FAILURE_NOT_BOOLEAN, {argument_phrase(where), argument_sort(v.kind)});
}

static bool check_name(struct machine *m, struct value v)
{
    if (v.kind == VALUE_TEXT || v.kind == VALUE_ELEMENT)
        return true;
    if (value_is_array(v) || v.kind == VALUE_NONE)
        return machine_fail(m, FAILURE_SORT_IS_NO_NAME, {argument_sort(v.kind)});
    return machine_fail(m, FAILURE_VALUE_IS_NO_NAME, {argument_sort(v.kind), argument_value(v)});
}

bool expression_text_join(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t count = (uint32_t)i.b;
    buffer_clear(&m->scratch);
    for (uint32_t k = count; k > 0; k--)
        value_add_text(m->program, machine_peek(m, thread, k - 1), &m->scratch);
    for (uint32_t k = 0; k < count; k++)
        machine_pop(m, thread);
    uint32_t text;
    if (!machine_text(m, buffer_text(&m->scratch), m->scratch.length, &text))
        return false;
    machine_push(m, thread, value_text(text));
    return true;
}

bool expression_random(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct value high = machine_pop(m, thread), low = machine_pop(m, thread);
    if (low.kind != VALUE_INTEGER || high.kind != VALUE_INTEGER || low.number > high.number)
        return machine_fail(m, FAILURE_RANDOM_BOUNDS);
    uint64_t *state = &state_thread(m->state, thread)->random;
    uint64_t span = (uint64_t)high.number - (uint64_t)low.number + 1; /* 0: all 2^64 */
    uint64_t number = random_next(state);
    /* Draws again from the incomplete last stretch, so that every value is as likely. */
    if (span)
        while (number - number % span > UINT64_MAX - span + 1 && span != 1)
            number = random_next(state);
    uint64_t offset = span ? number % span : number;
    machine_push(m, thread, value_integer((int64_t)((uint64_t)low.number + offset)));
    return true;
}

bool expression_time_of_day(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    char text[16];
    int64_t now = machine_now(m);
    if (m->time_of_day) {
        m->time_of_day(m->clock_context, now, text);
    } else {
        unsigned seconds = (unsigned)(now / 1000000000 % 86400);
        buffer_clear(&m->scratch);
        buffer_printf(&m->scratch, "%02u:%02u:%02u", seconds / 3600, seconds / 60 % 60,
                      seconds % 60);
        memcpy(text, buffer_text(&m->scratch), 9);
    }
    uint32_t index;
    if (!machine_text(m, text, strlen(text), &index))
        return false;
    machine_push(m, thread, value_text(index));
    return true;
}

bool expression_slot_load(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t slot = (uint32_t)i.b;
    struct value v = *machine_slot(m, thread, slot);
    if (v.kind == VALUE_UNSET) {
        const struct thread *t = state_thread(m->state, thread);
        const struct unit *u = &m->program->units[t->unit];
        uint32_t name = u->kind == UNIT_ORDER ? m->program->privates[slot]
                                              : m->program->slot_names[u->slot_names + slot];
        return machine_fail(m, FAILURE_PRIVATE_UNSET, {argument_name(name)});
    }
    machine_push(m, thread, v);
    return true;
}

bool expression_constant(struct machine *m, uint32_t thread, struct instruction i)
{
    machine_push(m, thread, m->program->constants[i.b]);
    return true;
}

bool expression_pop(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    machine_pop(m, thread);
    return true;
}

bool expression_slot_store(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value v = machine_pop(m, thread);
    struct value *place = machine_slot(m, thread, (uint32_t)i.b);
    if (value_is_array(*place))
        array_free(m, thread, (uint32_t)i.b);
    *machine_slot(m, thread, (uint32_t)i.b) = v;
    return true;
}

bool expression_operator(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value r = machine_pop(m, thread), l = machine_pop(m, thread);
    if (!expression_binary(m, i.a, l, r, &l))
        return false;
    machine_push(m, thread, l);
    return true;
}

bool expression_duplicate(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    machine_push(m, thread, machine_peek(m, thread, 0));
    return true;
}

bool expression_slot_clear(struct machine *m, uint32_t thread, struct instruction i)
{
    array_free(m, thread, (uint32_t)i.b);
    return true;
}

bool expression_not(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct value v = machine_pop(m, thread);
    if (!check_boolean(m, v, PHRASE_NOT))
        return false;
    machine_push(m, thread, value_boolean(!v.number));
    return true;
}

bool expression_check_boolean(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    return check_boolean(m, machine_peek(m, thread, 0), PHRASE_AND_OR);
}

bool expression_check_name(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    return check_name(m, machine_peek(m, thread, 0));
}

bool expression_me(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    uint32_t name = state_thread(m->state, thread)->name;
    machine_push(m, thread, value_text(name_to_text(m->program->texts, name)));
    return true;
}

bool expression_now(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    machine_push(m, thread, value_duration(machine_now(m)));
    return true;
}
