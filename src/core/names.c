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
    return bound ? bound - 1 : NO_ENTITY;
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

static bool lacks_function(const struct machine *m, struct instruction i)
{
    return find_name(m, (uint32_t)i.b) == NO_ENTITY;
}

bool machine_lacks(const struct machine *m, uint32_t thread, struct instruction i)
{
    switch (i.op) {
    case OP_CALL:
        return lacks_function(m, i);
    case OP_THREAD:
    case OP_TIMER:
        return (i.a & OPERAND_CALL) && lacks_function(m, i);
    case OP_DECLARE: /* the lock of a condition */
        return kind_rows[i.b].number.is == NUMBER_LOCK && (i.a & OPERAND_COUNT) &&
               machine_designated(m, machine_peek(m, thread, !!(i.a & OPERAND_ARRAY))) == NO_ENTITY;
    case OP_UNTIL_CHECK: {
        uint32_t entity = machine_find(m, thread, i, 0);
        return entity == NO_ENTITY || state_entity(m->state, entity)->kind != ENTITY_CONDITION ||
               state_entity(m->state, condition_lock(m, entity))->owner != thread + 1;
    }
    default:
        return false;
    }
}

/* Adds what a designator says, for messages: the name itself. */
static void add_designator(const struct machine *m, struct value v, struct buffer *out)
{
    const struct texts *texts = m->program->texts;
    if (v.kind == VALUE_TEXT)
        utf8_add_visible(out, text_bytes(texts, (uint32_t)v.number),
                         text_length(texts, (uint32_t)v.number), "");
    else if (v.kind == VALUE_ELEMENT)
        buffer_printf(out, "%s[%u]", name_bytes(texts, (uint32_t)v.number), v.extra);
    else
        value_add_text(m->program, v, out);
}

/* How one of what is wanted is made: of several kinds the plainest, else the one that it is. */
static void add_way(struct machine *m, struct value v, const char *wanted)
{
    static const struct {
        const char *wanted, *way, *behind;
    } ways[] = {
        {"a lock", "mutex", ""},
        {"a mutex or rlock", "mutex", ""},
        {"a thread", "spawn", ""},
        {"a thread or timer", "spawn", ""},
    };
    const char *way = NULL, *behind = "";
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++) {
        const struct kind_row *row = &kind_rows[kind];
        if (row->word && strcmp(row->name, strchr(wanted, ' ') + 1) == 0) {
            way = row->word;
            behind = row->number.needs ? " 2" : "";
        }
    }
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i].wanted, wanted) == 0) {
            way = ways[i].way;
            behind = ways[i].behind;
        }
    if (!way)
        return;
    buffer_printf(&m->scratch, "; make one first: %s ", way);
    add_designator(m, v, &m->scratch);
    buffer_puts(&m->scratch, behind);
}

static bool fail_unknown(struct machine *m, struct value v, const char *wanted)
{
    buffer_clear(&m->scratch);
    if (v.kind == VALUE_ELEMENT) {
        uint32_t base = find_name(m, (uint32_t)v.number);
        const char *name = name_bytes(m->program->texts, (uint32_t)v.number);
        if (base == NO_ENTITY)
            buffer_printf(&m->scratch, "there is no array called %s", name);
        else if (state_entity(m->state, base)->kind != ENTITY_OBJECT_ARRAY)
            buffer_printf(&m->scratch, "%s is %s %s, not an array of objects", name,
                          entity_kind_article(state_entity(m->state, base)->kind),
                          entity_kind_name(state_entity(m->state, base)->kind));
        else
            buffer_printf(&m->scratch, "%s has the elements 0 to %" PRId64 ", not %d", name,
                          state_entity(m->state, base)->initial - 1, (int32_t)v.extra);
        return machine_fail_scratch(m);
    }
    if (v.kind != VALUE_TEXT) {
        buffer_puts(&m->scratch, "a name was expected here, but this is ");
        value_add_text(m->program, v, &m->scratch);
        return machine_fail_scratch(m);
    }
    buffer_printf(&m->scratch, "there is no %s called ", strchr(wanted, ' ') + 1);
    add_designator(m, v, &m->scratch);
    add_way(m, v, wanted);
    return machine_fail_scratch(m);
}

const char *entity_kind_article(enum entity_kind kind)
{
    return kind_rows[kind].article;
}

bool machine_fail_in_use(struct machine *m, uint32_t name)
{
    enum entity_kind kind = state_entity(m->state, state_lookup(m->state, name) - 1)->kind;
    return machine_fail(m, "the name %s is in use: it is %s %s already",
                        name_bytes(m->program->texts, name), entity_kind_article(kind),
                        entity_kind_name(kind));
}

bool machine_take(struct machine *m, uint32_t thread, struct instruction i, uint32_t kinds,
                  const char *wanted, uint32_t *entity)
{
    struct value v = i.a & OPERAND_NAMED
                         ? value_text(name_to_text(m->program->texts, (uint32_t)i.b))
                         : machine_pop(m, thread);
    *entity = i.a & OPERAND_NAMED ? find_name(m, (uint32_t)i.b) : machine_designated(m, v);
    if (*entity == NO_ENTITY)
        return fail_unknown(m, v, wanted);
    const struct entity *e = state_entity(m->state, *entity);
    if (KIND(e->kind) & kinds) {
        m->event.name = e->name;
        m->event.element = e->element;
        m->event.object = e->kind;
        return true;
    }
    buffer_clear(&m->scratch);
    add_designator(m, v, &m->scratch);
    buffer_printf(&m->scratch, " is %s %s, not %s", entity_kind_article(e->kind),
                  entity_kind_name(e->kind), wanted);
    if (e->kind == ENTITY_RWLOCK && kinds & KIND(ENTITY_MUTEX))
        buffer_puts(&m->scratch, "; use rdlock or wrlock");
    return machine_fail_scratch(m);
}

static bool fail_no_function(struct machine *m, uint32_t name, uint32_t arguments)
{
    const char *text = name_bytes(m->program->texts, name);
    buffer_clear(&m->scratch);
    buffer_printf(&m->scratch, "there is no function called %s; make one first: define %s(", text,
                  text);
    for (uint32_t i = 0; i < arguments && i < 26; i++)
        buffer_printf(&m->scratch, "%s%c", i ? ", " : "", (int)('a' + (int)i));
    buffer_puts(&m->scratch, ") { ... }");
    return machine_fail_scratch(m);
}

bool machine_take_function(struct machine *m, uint32_t thread, uint32_t name, uint32_t arguments,
                           uint32_t *unit)
{
    struct instruction named = {.a = OPERAND_NAMED, .b = (int32_t)name};
    uint32_t entity;
    if (find_name(m, name) == NO_ENTITY)
        return fail_no_function(m, name, arguments);
    if (!machine_take(m, thread, named, KIND(ENTITY_FUNCTION), "a function", &entity))
        return false;
    *unit = state_entity(m->state, entity)->link;
    uint32_t wanted = m->program->units[*unit].parameters;
    if (wanted != arguments)
        return machine_fail(m, "%s takes %u value%s, but got %u",
                            name_bytes(m->program->texts, name), wanted, wanted == 1 ? "" : "s",
                            arguments);
    return true;
}

bool machine_take_operand(struct machine *m, uint32_t thread, struct instruction i,
                          enum kind_operation operation, uint32_t *entity)
{
    uint32_t kinds = kinds_taking(operation);
    struct buffer wanted = {0};
    *entity = machine_find(m, thread, i, 0);
    if (*entity == NO_ENTITY || !(KIND(state_entity(m->state, *entity)->kind) & kinds))
        kinds_add_names(kinds, &wanted);
    bool taken = machine_take(m, thread, i, kinds, buffer_text(&wanted), entity);
    buffer_free(&wanted);
    return taken;
}

bool machine_take_name(struct machine *m, uint32_t thread, struct instruction i, uint32_t *name)
{
    if (i.a & OPERAND_NAMED) {
        *name = (uint32_t)i.b;
        return true;
    }
    struct value v = machine_pop(m, thread);
    if (v.kind != VALUE_TEXT)
        return fail_unknown(m, v, "a name");
    uint32_t text = (uint32_t)v.number;
    const char *bytes = text_bytes(m->program->texts, text);
    size_t length = text_length(m->program->texts, text), at = 0;
    if (length == 0)
        return machine_fail(m, "a name cannot be empty");
    if (length > 64)
        return machine_fail(m, "a name can have at most 64 bytes");
    while (at < length) {
        uint32_t character;
        size_t size = utf8_decode(bytes + at, length - at, &character);
        if (size == 0 || utf8_is_control(character))
            return machine_fail(m, "a name must be of printable characters");
        at += size;
    }
    if (strpbrk(bytes, "[]\""))
        return machine_fail(m, "a name cannot hold brackets or quotation marks");
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
        buffer_printf(out, "[%u]", e->element - 1);
}

const char *machine_thread_text(const struct machine *m, uint32_t thread)
{
    return name_bytes(m->program->texts, state_thread(m->state, thread)->name);
}

void machine_entity_text(const struct machine *m, uint32_t entity, char text[96])
{
    struct buffer b = {0};
    machine_add_entity_name(m, entity, &b);
    snprintf(text, 96, "%s", buffer_text(&b));
    buffer_free(&b);
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
        buffer_printf(out, "%" PRId64, v.number);
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
    default:
        buffer_puts(out, "none");
    }
}
