/* names.c - from what a program wrote to the entity it means, and back to words. */
#include "core/machine.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *entity_kind_name(enum entity_kind kind)
{
    return kind_rows[kind].name;
}

/* The entity that a name stands for, or its element where the name ends in "[3]". */
static uint32_t find_name(const struct machine *m, uint32_t name)
{
    uint32_t bound = state_lookup(m->state, name);
    return bound ? handle_index(bound) : NO_ENTITY;
}

static uint32_t find_element(const struct machine *m, uint32_t name, int64_t index)
{
    uint32_t base = find_name(m, name);
    if (base == NO_ENTITY)
        return NO_ENTITY;
    const struct entity *e = state_entity(m->state, base);
    if (e->kind != ENTITY_OBJECT_ARRAY || index < 0 || index >= e->initial)
        return NO_ENTITY;
    return e->link + (uint32_t)index;
}

static uint32_t find_text(const struct machine *m, uint32_t text)
{
    const struct texts *texts = m->program->texts;
    uint32_t name = text_known_name(texts, text);
    if (name) {
        uint32_t entity = find_name(m, name);
        if (entity != NO_ENTITY)
            return entity;
    }
    const char *bytes = text_bytes(texts, text);
    const char *bracket = strrchr(bytes, '[');
    size_t length = text_length(texts, text);
    if (!bracket || bytes[length - 1] != ']' || bracket[1] < '0' || bracket[1] > '9')
        return NO_ENTITY;
    uint32_t base = text_intern_string(m->program->texts, bytes, (size_t)(bracket - bytes));
    if (base == TEXT_TOO_MUCH || !text_known_name(texts, base))
        return NO_ENTITY;
    char *end;
    long long index = strtoll(bracket + 1, &end, 10);
    return *end == ']' && end[1] == '\0' ? find_element(m, text_known_name(texts, base), index)
                                         : NO_ENTITY;
}

uint32_t machine_designated(const struct machine *m, struct value v)
{
    if (v.kind == VALUE_TEXT)
        return find_text(m, (uint32_t)v.number);
    if (v.kind == VALUE_ELEMENT)
        return find_element(m, (uint32_t)v.number, v.extra);
    return NO_ENTITY;
}

uint32_t machine_find(const struct machine *m, uint32_t thread, struct instruction i,
                      uint32_t below)
{
    if (i.a & OPERAND_NAMED)
        return find_name(m, (uint32_t)i.b);
    return machine_designated(m, machine_peek(m, thread, below));
}

bool machine_lacks_function(const struct machine *m, uint32_t name)
{
    return find_name(m, name) == NO_ENTITY;
}

/* An element that there is not. */
static bool fail_element(struct machine *m, struct value v)
{
    uint32_t name = (uint32_t)v.number, base = find_name(m, name);
    if (base == NO_ENTITY)
        return machine_fail(m, FAILURE_NO_ARRAY, {argument_name(name)});
    const struct entity *e = state_entity(m->state, base);
    if (e->kind != ENTITY_OBJECT_ARRAY)
        return machine_fail(m, FAILURE_NOT_AN_OBJECT_ARRAY,
                            {argument_name(name), argument_kind(e->kind)});
    return machine_fail(
        m, FAILURE_NO_OBJECT_ELEMENT,
        {argument_name(name), argument_number(e->initial - 1), argument_number((int32_t)v.extra)});
}

static bool fail_no_name(struct machine *m, struct value v)
{
    return v.kind == VALUE_ELEMENT ? fail_element(m, v)
                                   : machine_fail(m, FAILURE_NOT_A_NAME, {argument_value(v)});
}

static bool fail_unknown(struct machine *m, struct value v, enum wanted wanted)
{
    if (v.kind != VALUE_TEXT)
        return fail_no_name(m, v);
    struct failure f = {wanted_way(wanted) ? FAILURE_UNKNOWN_TO_BE_MADE : FAILURE_UNKNOWN,
                        {argument_wanted(wanted), argument_designator(v)}};
    return machine_raise(m, &f);
}

const char *entity_kind_article(enum entity_kind kind)
{
    return kind_rows[kind].article;
}

bool machine_fail_in_use(struct machine *m, uint32_t name)
{
    enum entity_kind kind =
        state_entity(m->state, handle_index(state_lookup(m->state, name)))->kind;
    return machine_fail(m, FAILURE_NAME_IN_USE, {argument_name(name), argument_kind(kind)});
}

static bool fail_taking(struct machine *m, struct value v, uint32_t entity, enum wanted wanted)
{
    if (entity == NO_ENTITY)
        return fail_unknown(m, v, wanted);
    const struct entity *e = state_entity(m->state, entity);
    bool as_lock = e->kind == ENTITY_RWLOCK && wanted_get(wanted).kinds & KIND(ENTITY_MUTEX);
    struct failure f = {as_lock ? FAILURE_RWLOCK_AS_LOCK : FAILURE_WRONG_KIND,
                        {argument_designator(v), argument_kind(e->kind), argument_wanted(wanted)}};
    return machine_raise(m, &f);
}

bool machine_take(struct machine *m, uint32_t thread, struct instruction i, enum wanted wanted,
                  uint32_t *entity)
{
    struct value v = {0};
    if (i.a & OPERAND_NAMED) {
        *entity = find_name(m, (uint32_t)i.b);
    } else {
        v = machine_pop(m, thread);
        *entity = machine_designated(m, v);
    }
    const struct entity *e = *entity == NO_ENTITY ? NULL : state_entity(m->state, *entity);
    if (e && KIND(e->kind) & wanted_kinds(wanted)) {
        machine_about(m, e);
        return true;
    }
    if (i.a & OPERAND_NAMED)
        v = value_text(name_to_text(m->program->texts, (uint32_t)i.b));
    return fail_taking(m, v, *entity, wanted);
}

bool machine_take_function(struct machine *m, uint32_t thread, uint32_t name, uint32_t arguments,
                           uint32_t *unit)
{
    struct instruction named = {.a = OPERAND_NAMED, .b = (int32_t)name};
    uint32_t entity;
    if (find_name(m, name) == NO_ENTITY)
        return machine_fail(m, FAILURE_NO_FUNCTION,
                            {argument_name(name), argument_number(arguments)});
    if (!machine_take(m, thread, named, WANTED_FUNCTION, &entity))
        return false;
    *unit = state_entity(m->state, entity)->link;
    uint32_t wanted = m->program->units[*unit].parameters;
    if (wanted != arguments)
        return machine_fail(
            m, FAILURE_WRONG_COUNT,
            {argument_name(name), argument_number(wanted), argument_number(arguments)});
    return true;
}

bool machine_take_name(struct machine *m, uint32_t thread, struct instruction i, uint32_t *name)
{
    if (i.a & OPERAND_NAMED) {
        *name = (uint32_t)i.b;
        return true;
    }
    struct value v = machine_pop(m, thread);
    if (v.kind != VALUE_TEXT)
        return fail_no_name(m, v);
    uint32_t text = (uint32_t)v.number;
    const char *bytes = text_bytes(m->program->texts, text);
    size_t length = text_length(m->program->texts, text), at = 0;
    if (length == 0)
        return machine_fail(m, FAILURE_NAME_EMPTY);
    if (length > 64)
        return machine_fail(m, FAILURE_NAME_TOO_LONG);
    while (at < length) {
        uint32_t character;
        size_t size = utf8_decode(bytes + at, length - at, &character);
        if (size == 0 || utf8_is_control(character))
            return machine_fail(m, FAILURE_NAME_NOT_PRINTABLE);
        at += size;
    }
    if (strpbrk(bytes, "[]\""))
        return machine_fail(m, FAILURE_NAME_WITH_BRACKETS);
    *name = text_to_name(m->program->texts, text);
    return true;
}

void machine_add_thread_name(const struct machine *m, uint32_t thread, struct buffer *out)
{
    const char *name = machine_thread_text(m, thread);
    utf8_add_visible(out, name, strlen(name), "");
}

void machine_add_entity_name(const struct machine *m, uint32_t entity, struct buffer *out)
{
    const struct entity *e = state_entity(m->state, entity);
    const char *name = name_bytes(m->program->texts, e->name);
    utf8_add_visible(out, name, strlen(name), "");
    if (e->element)
        buffer_printf(out, "[%u]", handle_index(e->element));
}

const char *machine_thread_text(const struct machine *m, uint32_t thread)
{
    return name_bytes(m->program->texts, state_thread(m->state, thread)->name);
}

void duration_add_text(int64_t nanoseconds, struct buffer *out)
{
    uint64_t n = nanoseconds < 0 ? 0 - (uint64_t)nanoseconds : (uint64_t)nanoseconds;
    char fraction[16];
    snprintf(fraction, sizeof fraction, "%09u", (unsigned)(n % 1000000000u));
    size_t digits = 9;
    while (digits && fraction[digits - 1] == '0')
        digits--;
    fraction[digits] = '\0';
    buffer_printf(out, "%s%" PRIu64 "%s%ss", nanoseconds < 0 ? "-" : "", n / 1000000000u,
                  digits ? "." : "", fraction);
}

void value_add_text(const struct program *p, struct value v, struct buffer *out)
{
    switch (v.kind) {
    case VALUE_BOOLEAN:
        buffer_puts(out, v.number ? "true" : "false");
        break;
    case VALUE_INTEGER:
        buffer_put_integer(out, v.number, 1);
        break;
    case VALUE_DURATION:
        duration_add_text(v.number, out);
        break;
    case VALUE_TEXT:
        buffer_add(out, text_bytes(p->texts, (uint32_t)v.number),
                   text_length(p->texts, (uint32_t)v.number));
        break;
    case VALUE_ELEMENT:
        buffer_printf(out, "%s[%u]", name_bytes(p->texts, (uint32_t)v.number), v.extra);
        break;
    case VALUE_ARRAY:
    case VALUE_LARGE_ARRAY:
    case VALUE_ARRAY_IN_SLOT:
        buffer_printf(out, "an array of %u", v.extra);
        break;
    case VALUE_FAILURE:
        failure_add_words(p, (uint32_t)v.number, out);
        break;
    default:
        buffer_puts(out, "none");
    }
}
