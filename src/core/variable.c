/* variable.c - variables by name: private, shared, atomic, thread-local, and arrays of them.
 *
 * A name is looked up when its instruction runs: first the private variable that it has in this
 * scope, if that is set, then what the name is bound to. */
#include "core/instructions.h"
#include "core/machine.h"

#include "base/memory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define KINDS_SHARED (KIND(ENTITY_SHARED) | KIND(ENTITY_ATOMIC))
#define KINDS_WITH_VALUES                                                                          \
    (KIND(ENTITY_QUEUE) | KIND(ENTITY_CHANNEL)) /* of which len counts them                        \
                                                 */
#define KINDS_SHARED_ARRAYS (KIND(ENTITY_SHARED_ARRAY) | KIND(ENTITY_ATOMIC_ARRAY))

/* The private variable that a name has here, or NULL; `slot` counts from 1. */
static inline struct value *private_place(const struct machine *m, uint32_t thread, uint32_t slot)
{
    if (slot == 0 || slot > frame_slots(m, state_thread(m->state, thread)))
        return NULL;
    return machine_slot(m, thread, handle_index(slot));
}

static inline bool private_set(const struct machine *m, uint32_t thread, uint32_t slot)
{
    const struct value *place = private_place(m, thread, slot);
    return place && place->kind != VALUE_UNSET;
}

static struct entity *bound_entity(const struct machine *m, uint32_t name)
{
    uint32_t bound = state_lookup(m->state, name);
    return bound ? state_entity(m->state, handle_index(bound)) : NULL;
}

static struct entity *designated_entity(const struct machine *m, struct value v)
{
    uint32_t entity = machine_designated(m, v);
    return entity == NO_ENTITY ? NULL : state_entity(m->state, entity);
}

static bool is_a(const struct entity *e, uint32_t kinds)
{
    return e && (KIND(e->kind) & kinds);
}

/* Nothing bears the name yet, or it is one of these: what comes of it is for a step of its own, for
 * others may change it until then. */
static bool open_to_others(const struct entity *e, uint32_t kinds)
{
    return !e || is_a(e, kinds);
}

static bool open_array(const struct machine *m, struct value base, uint32_t kinds)
{
    return base.kind == VALUE_TEXT && open_to_others(designated_entity(m, base), kinds);
}

/* A name that is assigned is private where nothing bears it: but somebody may still declare it. */
static bool may_be_declared(const struct machine *m, uint32_t name)
{
    return !bound_entity(m, name) && program_makes(m->program, name);
}

/* ---- What is a step -------------------------------------------------------------------------- */

bool variable_load_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    return !private_set(m, thread, i.a) &&
           open_to_others(bound_entity(m, (uint32_t)i.b), KINDS_SHARED);
}

bool variable_store_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    return !private_set(m, thread, i.a) && (is_a(bound_entity(m, (uint32_t)i.b), KINDS_SHARED) ||
                                            may_be_declared(m, (uint32_t)i.b));
}

bool variable_compound_read_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    return !private_set(m, thread, i.a) &&
           open_to_others(bound_entity(m, (uint32_t)i.b), KIND(ENTITY_SHARED));
}

bool variable_compound_write_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    return !private_set(m, thread, i.a >> 4) && is_a(bound_entity(m, (uint32_t)i.b), KINDS_SHARED);
}

bool variable_index_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    return open_array(m, machine_peek(m, thread, 1), KINDS_SHARED_ARRAYS);
}

bool variable_index_compound_read_is_step(const struct machine *m, uint32_t thread,
                                          struct instruction i)
{
    (void)i;
    return open_array(m, machine_peek(m, thread, 1), KIND(ENTITY_SHARED_ARRAY));
}

bool variable_index_compound_write_is_step(const struct machine *m, uint32_t thread,
                                           struct instruction i)
{
    (void)i;
    return is_a(designated_entity(m, machine_peek(m, thread, 3)), KINDS_SHARED_ARRAYS);
}

/* `b = a`: nothing bears the name a yet, or b, which is private then. */
bool variable_arrays_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct value target = machine_peek(m, thread, 1), source = machine_peek(m, thread, 0);
    bool unborn = source.kind == VALUE_TEXT && !designated_entity(m, source);
    return unborn ||
           (target.kind == VALUE_TEXT &&
            may_be_declared(m, text_known_name(m->program->texts, (uint32_t)target.number)));
}

bool variable_length_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    if (private_set(m, thread, i.a))
        return is_a(designated_entity(m, *private_place(m, thread, i.a)), KINDS_WITH_VALUES);
    if (i.b)
        return open_to_others(bound_entity(m, (uint32_t)i.b), KINDS_WITH_VALUES | KINDS_SHARED);
    return is_a(designated_entity(m, machine_peek(m, thread, 0)), KINDS_WITH_VALUES);
}

/* ---- Thread-local variables ------------------------------------------------------------------ */

static struct value local_get(const struct machine *m, const struct entity *e, uint32_t thread)
{
    if (thread < e->extent.capacity) {
        struct value own = state_values(m->state, e)[thread];
        if (own.kind != VALUE_UNSET)
            return own;
    }
    return e->value;
}

static bool local_set(struct machine *m, uint32_t name, uint32_t thread, struct value v)
{
    uint32_t entity = handle_index(state_lookup(m->state, name));
    uint32_t more = state_extent_growth(state_entity(m->state, entity)->extent, thread + 1);
    if (!machine_has_room(m, more))
        return false;
    if (more)
        state_resize_entity(&m->state, entity, thread + 1);
    state_values(m->state, state_entity(m->state, entity))[thread] = v;
    return true;
}

/* ---- Who touches what ------------------------------------------------------------------------ */

static void add_access(struct machine *m, const struct entity *e, uint32_t element, bool writes)
{
    MEMORY_ROOM_FOR_ONE(m->accesses, m->access_count, m->access_capacity);
    uint32_t pc = m->event.pc;
    m->accesses[m->access_count++] = (struct access){
        .entity = (uint32_t)(e - state_entity(m->state, 0)),
        .element = element,
        .pc = pc,
        .writes = writes,
        .indivisible = m->atomic || instruction_is(m->program->code[pc], MARK_INDIVISIBLE)};
}

static inline void note_access(struct machine *m, const struct entity *e, uint32_t element,
                               bool writes)
{
    bool plain = e->kind == ENTITY_SHARED || e->kind == ENTITY_SHARED_ARRAY;
    if (m->watches && plain)
        add_access(m, e, element, writes);
}

/* ---- Names ----------------------------------------------------------------------------------- */

static bool fail_no_value(struct machine *m, uint32_t thread, uint32_t name)
{
    const struct entity *e = bound_entity(m, name);
    if (e && e->kind == ENTITY_LOCAL)
        return machine_fail(m, FAILURE_LOCAL_UNSET,
                            {argument_name(name), argument_thread(m->state, thread)});
    const struct instruction *next = m->program->code + state_thread(m->state, thread)->pc;
    bool printed = next[0].op == OP_PRINT && next[-1].op == OP_NAME_LOAD;
    return machine_fail(m, printed ? FAILURE_PRINTED_UNSET : FAILURE_VARIABLE_UNSET,
                        {argument_name(name)});
}

bool variable_load(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t name = (uint32_t)i.b;
    if (private_set(m, thread, i.a)) {
        struct value v = *private_place(m, thread, i.a);
        if (value_is_array(v))
            return machine_fail(m, FAILURE_ARRAY_AS_VARIABLE, {argument_name(name)});
        machine_push(m, thread, v);
        return true;
    }
    const struct entity *e = bound_entity(m, name);
    if (!e)
        return fail_no_value(m, thread, name);
    machine_about(m, e);
    struct value v;
    if (KIND(e->kind) & KINDS_SHARED) {
        v = e->value;
        note_access(m, e, 0, false);
    } else if (e->kind == ENTITY_LOCAL)
        v = local_get(m, e, thread);
    else
        v = value_text(name_to_text(m->program->texts, name));
    if (v.kind == VALUE_UNSET)
        return fail_no_value(m, thread, name);
    m->event.value = v;
    machine_push(m, thread, v);
    return true;
}

static bool fail_not_variable(struct machine *m, const struct entity *e, uint32_t name)
{
    if (KIND(e->kind) & KINDS_ARRAYS)
        return machine_fail(m, FAILURE_ARRAY_AS_VARIABLE, {argument_name(name)});
    return machine_fail(m, FAILURE_NOT_A_VARIABLE, {argument_name(name), argument_kind(e->kind)});
}

static bool store_private(struct machine *m, uint32_t thread, uint32_t slot, uint32_t name,
                          struct value v)
{
    struct value *place = private_place(m, thread, slot);
    if (!place)
        return machine_fail(m, FAILURE_NOT_DECLARED, {argument_name(name)});
    if (value_is_array(*place))
        return machine_fail(m, FAILURE_ARRAY_AS_VARIABLE, {argument_name(name)});
    *place = v;
    return true;
}

static bool store(struct machine *m, uint32_t thread, uint32_t slot, uint32_t name, struct value v)
{
    if (private_set(m, thread, slot))
        return store_private(m, thread, slot, name, v);
    struct entity *e = bound_entity(m, name);
    m->event.name = name;
    m->event.value = v;
    if (e)
        machine_about(m, e);
    if (!e) {
        if (m->follows && program_makes(m->program, name)) /* nobody has declared it yet */
            touches_add(m, TOUCH_LOOKS_ALL, 0);
        machine_notice(m, thread, NOTICE_PRIVATE, name, 0);
        return store_private(m, thread, slot, name, v);
    }
    if (e->kind == ENTITY_LOCAL)
        return local_set(m, name, thread, v);
    if (!(KIND(e->kind) & KINDS_SHARED))
        return fail_not_variable(m, e, name);
    note_access(m, e, 0, true);
    e->value = v;
    return true;
}

bool variable_store(struct machine *m, uint32_t thread, struct instruction i)
{
    return store(m, thread, i.a, (uint32_t)i.b, machine_pop(m, thread));
}

bool variable_compound_read(struct machine *m, uint32_t thread, struct instruction i)
{
    if (!private_set(m, thread, i.a)) {
        const struct entity *e = bound_entity(m, (uint32_t)i.b);
        if (e && e->kind == ENTITY_ATOMIC) {
            machine_push(m, thread, (struct value){0});
            return true;
        }
        if (e && !(KIND(e->kind) & (KIND(ENTITY_SHARED) | KIND(ENTITY_LOCAL))))
            return fail_not_variable(m, e, (uint32_t)i.b);
    }
    return variable_load(m, thread, i);
}

bool variable_compound_write(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value right = machine_pop(m, thread), left = machine_pop(m, thread), result;
    uint32_t name = (uint32_t)i.b;
    if (left.kind == VALUE_UNSET) {
        const struct entity *e = bound_entity(m, name);
        if (!e || e->kind != ENTITY_ATOMIC)
            return fail_no_value(m, thread, name);
        left = m->event.old = e->value;
    }
    if (!expression_binary(m, i.a & 15, left, right, &result))
        return false;
    return store(m, thread, i.a >> 4, name, result);
}

/* What a name stands for: what its slot has, and of an array which slot; else the name itself. */
static struct value name_value(const struct machine *m, uint32_t thread, struct instruction i)
{
    if (!private_set(m, thread, i.a))
        return value_text(name_to_text(m->program->texts, (uint32_t)i.b));
    struct value v = *private_place(m, thread, i.a);
    if (value_is_array(v))
        v = (struct value){
            .kind = VALUE_ARRAY_IN_SLOT, .extra = v.extra, .number = handle_index(i.a)};
    return v;
}

/* For `b = a`: what could be an array. */
bool variable_name_base(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value v = name_value(m, thread, i);
    if (private_set(m, thread, i.a) && !value_is_array(v))
        v = value_none();
    machine_push(m, thread, v);
    return true;
}

bool variable_name_text(struct machine *m, uint32_t thread, struct instruction i)
{
    machine_push(m, thread, name_value(m, thread, i));
    return true;
}

/* ---- Arrays ---------------------------------------------------------------------------------- */

/* The array of a name that is not private; NULL with an error raised where it is none. */
static const struct entity *named_array(struct machine *m, struct value base)
{
    const struct entity *e = designated_entity(m, base);
    if (is_a(e, KINDS_SHARED_ARRAYS))
        return e;
    if (e)
        machine_fail(m, FAILURE_KIND_IS_NO_ARRAY, {argument_value(base), argument_kind(e->kind)});
    else
        machine_fail(m, FAILURE_NOT_AN_ARRAY, {argument_value(base)});
    return NULL;
}

/* Where element `index` of the array `base` lies, to be read or to be written; NULL with an error
 * raised where there is none. */
static struct value *element(struct machine *m, uint32_t thread, struct value base,
                             struct value index, bool writes)
{
    bool is_private = value_is_array(base);
    const struct entity *e = is_private ? NULL : named_array(m, base);
    if (!is_private && !e)
        return NULL;
    int64_t length = is_private ? base.extra : e->initial;
    if (e) {
        machine_about(m, e);
        m->event.element = handle_of((uint32_t)index.number);
    }
    if (index.kind != VALUE_INTEGER || index.number < 0 || index.number >= length) {
        machine_fail(m, FAILURE_NO_ELEMENT, {argument_value(index), argument_number(length - 1)});
        return NULL;
    }
    if (e)
        return &state_values(m->state, e)[index.number];
    uint32_t slot = (uint32_t)base.number;
    struct value *elements = writes ? array_own_elements(m, thread, slot)
                                    : (struct value *)array_elements(m, thread, slot);
    return elements ? &elements[index.number] : NULL;
}

static void note_element(struct machine *m, struct value base, struct value index, bool writes)
{
    if (m->watches && !value_is_array(base))
        note_access(m, designated_entity(m, base), handle_of((uint32_t)index.number), writes);
}

bool variable_index_load(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct value index = machine_pop(m, thread), base = machine_pop(m, thread);
    const struct entity *e = designated_entity(m, base);
    if (is_a(e, KIND(ENTITY_OBJECT_ARRAY))) {
        if (index.kind != VALUE_INTEGER || index.number < 0 || index.number >= e->initial)
            return machine_fail(m, FAILURE_NO_ELEMENT_OF,
                                {argument_name(e->name), argument_number(e->initial - 1)});
        buffer_clear(&m->scratch);
        buffer_printf(&m->scratch, "%s[%" PRId64 "]", name_bytes(m->program->texts, e->name),
                      index.number);
        uint32_t text;
        if (!machine_text(m, buffer_text(&m->scratch), m->scratch.length, &text))
            return false;
        machine_push(m, thread, value_text(text));
        return true;
    }
    const struct value *place = element(m, thread, base, index, false);
    if (!place)
        return false;
    note_element(m, base, index, false);
    m->event.value = *place;
    machine_push(m, thread, *place);
    return true;
}

bool variable_index_store(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct value index = machine_pop(m, thread), base = machine_pop(m, thread);
    struct value v = machine_pop(m, thread);
    struct value *place = element(m, thread, base, index, true);
    if (!place)
        return false;
    note_element(m, base, index, true);
    m->event.value = *place = v;
    return true;
}

bool variable_index_compound_read(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct value index = machine_peek(m, thread, 0), base = machine_peek(m, thread, 1);
    if (is_a(designated_entity(m, base), KIND(ENTITY_ATOMIC_ARRAY))) {
        machine_push(m, thread, (struct value){0});
        return true;
    }
    const struct value *place = element(m, thread, base, index, false);
    if (!place)
        return false;
    note_element(m, base, index, false);
    m->event.value = *place;
    machine_push(m, thread, *place);
    return true;
}

bool variable_index_compound_write(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value right = machine_pop(m, thread), left = machine_pop(m, thread), result;
    struct value index = machine_pop(m, thread), base = machine_pop(m, thread);
    const struct value *place = element(m, thread, base, index, false);
    if (!place)
        return false;
    if (left.kind == VALUE_UNSET)
        left = m->event.old = *place;
    if (!expression_binary(m, i.a, left, right, &result))
        return false;
    struct value *target = element(m, thread, base, index, true);
    if (!target)
        return false;
    note_element(m, base, index, true);
    m->event.value = *target = result;
    return true;
}

bool variable_element(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct value index = machine_pop(m, thread), base = machine_pop(m, thread);
    if (base.kind != VALUE_TEXT)
        return machine_fail(m, FAILURE_NO_ARRAY_BEFORE_BRACKETS);
    if (index.kind != VALUE_INTEGER || index.number < 0 || index.number > UINT32_MAX)
        return machine_fail(m, FAILURE_INDEX);
    uint32_t name = text_to_name(m->program->texts, (uint32_t)base.number);
    machine_push(
        m, thread,
        (struct value){.kind = VALUE_ELEMENT, .extra = (uint32_t)index.number, .number = name});
    return true;
}

/* The length of an array by name or in a slot, or -1. */
static int64_t array_length(const struct machine *m, struct value base)
{
    if (value_is_array(base))
        return base.extra;
    const struct entity *e = designated_entity(m, base);
    return is_a(e, KINDS_SHARED_ARRAYS) ? e->initial : -1;
}

bool variable_arrays(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value source = machine_pop(m, thread), target = machine_pop(m, thread);
    uint32_t read =
        source.kind == VALUE_TEXT ? text_to_name(m->program->texts, (uint32_t)source.number) : 0;
    if (read && !bound_entity(m, read))
        return fail_no_value(m, thread, read);
    if (target.kind == VALUE_TEXT)
        m->event.name = text_to_name(m->program->texts, (uint32_t)target.number);
    int64_t from = array_length(m, source), to = array_length(m, target);
    if (from < 0 || to < 0) {
        if (m->follows && target.kind == VALUE_TEXT && !designated_entity(m, target))
            touches_add(m, TOUCH_LOOKS_ALL, 0);
        state_thread(m->state, thread)->pc = (uint32_t)i.b;
        return true;
    }
    if (from != to)
        return machine_fail(m, FAILURE_ARRAYS_DIFFER, {argument_number(from), argument_number(to)});
    if (value_is_array(source) && value_is_array(target)) {
        array_copy(m, thread, (uint32_t)target.number, (uint32_t)source.number);
        to = 0;
    }
    machine_push(m, thread, value_integer(0));
    machine_push(m, thread, value_integer(to - 1));
    return true;
}

/* How many characters a text has. */
static int64_t text_characters(const struct machine *m, uint32_t text)
{
    const char *bytes = text_bytes(m->program->texts, text);
    size_t length = text_length(m->program->texts, text);
    int64_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)bytes[i] & 0xC0) != 0x80;
    return count;
}

bool variable_length(struct machine *m, uint32_t thread, struct instruction i)
{
    bool by_name = i.b && !private_set(m, thread, i.a);
    struct value v;
    if (by_name)
        v = value_text(name_to_text(m->program->texts, (uint32_t)i.b));
    else
        v = i.b ? *private_place(m, thread, i.a) : machine_pop(m, thread);
    int64_t length = array_length(m, v);
    const struct entity *e = designated_entity(m, v);
    if (is_a(e, KINDS_WITH_VALUES | KIND(ENTITY_OBJECT_ARRAY)))
        length = KIND(e->kind) & KINDS_WITH_VALUES ? e->count : e->initial;
    else if (by_name && is_a(e, KINDS_SHARED)) {
        v = e->value;
        note_access(m, e, 0, false);
    } else if (by_name && is_a(e, KIND(ENTITY_LOCAL)))
        v = local_get(m, e, thread);
    else if (by_name && length < 0)
        v = (struct value){.kind = e ? VALUE_NONE : VALUE_UNSET};
    if (e)
        machine_about(m, e);
    if (v.kind == VALUE_UNSET)
        return fail_no_value(m, thread, (uint32_t)i.b);
    if (length < 0 && v.kind == VALUE_TEXT)
        length = text_characters(m, (uint32_t)v.number);
    if (length < 0)
        return machine_fail(m, FAILURE_LEN_OF);
    m->event.value = value_integer(length);
    machine_push(m, thread, value_integer(length));
    return true;
}

/* ---- cas, add, swap, compare, band, bor, bxor
 * -------------------------------------------------------------------------- */

/* Where a variable or an element of an array lies that is designated by name. */
static struct value *modified_place(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value v = i.a & OPERAND_NAMED
                         ? value_text(name_to_text(m->program->texts, (uint32_t)i.b))
                         : machine_pop(m, thread);
    if (v.kind == VALUE_ELEMENT) {
        struct value base = value_text(name_to_text(m->program->texts, (uint32_t)v.number));
        struct value *place = element(m, thread, base, value_integer(v.extra), true);
        if (place)
            note_element(m, base, value_integer(v.extra), true);
        return place;
    }
    uint32_t entity;
    if (!designated_entity(m, v)) {
        machine_fail(m, FAILURE_NOT_MODIFIABLE);
        return NULL;
    }
    machine_push(m, thread, v);
    if (!machine_take(m, thread, (struct instruction){0}, WANTED_VARIABLE, &entity))
        return NULL;
    note_access(m, state_entity(m->state, entity), 0, true);
    return &state_entity(m->state, entity)->value;
}

bool variable_modify(struct machine *m, uint32_t thread, struct instruction i)
{
    static const enum program_operator operators[] = {[MODIFY_ADD] = BINARY_ADD,
                                                      [MODIFY_BAND] = BINARY_BAND,
                                                      [MODIFY_BOR] = BINARY_BOR,
                                                      [MODIFY_BXOR] = BINARY_BXOR};
    struct value right = machine_pop(m, thread), expected = {0};
    unsigned which = i.a >> OPERAND_SHIFT;
    bool compares = which == MODIFY_CAS || which == MODIFY_COMPARE;
    if (compares)
        expected = machine_pop(m, thread);
    struct value *place = modified_place(m, thread, i);
    if (!place)
        return false;
    struct value old = *place, new = right;
    bool same = compares && value_same(old, expected);
    if (compares && !same)
        new = old;
    else if (!compares && which != MODIFY_SWAP &&
             !expression_binary(m, operators[which], old, right, &new))
        return false;
    m->event.value = *place = new;
    m->event.old = old;
    machine_result(m, thread, i, which == MODIFY_CAS ? value_boolean(same) : old);
    return true;
}
