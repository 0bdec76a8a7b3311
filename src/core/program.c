/* program.c - see program.h. */
#include "core/program.h"

#include "base/memory.h"
#include "base/url.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

struct program *program_new(void)
{
    struct program *p = memory_zeroed(1, sizeof *p);
    p->texts = texts_new();
    program_add_unit(p, (struct unit){0});
    program_add_source(p, "", "", 0);
    program_add_origin(p, (struct origin){0});
    program_emit(p, OP_END, 0, 0, 0); /* pc 0 means none */
    return p;
}

static void *copy_items(const void *items, size_t count, size_t size)
{
    void *copy = memory_new(count ? count * size : 1);
    if (count)
        memcpy(copy, items, count * size);
    return copy;
}

struct program *program_copy(const struct program *p)
{
    struct program *copy = memory_new(sizeof *copy);
    *copy = *p;
    copy->texts = texts_copy(p->texts);
    copy->code_capacity = p->code_count;
    copy->code = copy_items(p->code, p->code_count, sizeof *p->code);
    copy->origin_of = copy_items(p->origin_of, p->code_count, sizeof *p->origin_of);
#define COPY(items, count, capacity)                                                               \
    copy->capacity = p->count;                                                                     \
    copy->items = copy_items(p->items, p->count, sizeof *p->items)
    COPY(origins, origin_count, origin_capacity);
    COPY(constants, constant_count, constant_capacity);
    COPY(units, unit_count, unit_capacity);
    COPY(ranges, range_count, range_capacity);
    COPY(captures, capture_count, capture_capacity);
    COPY(slot_names, slot_name_count, slot_name_capacity);
    COPY(sources, source_count, source_capacity);
    COPY(privates, private_count, private_capacity);
    COPY(made, made_capacity, made_capacity);
#undef COPY
    for (uint32_t i = 0; i < p->source_count; i++) {
        copy->sources[i].name = memory_copy(p->sources[i].name);
        copy->sources[i].text = memory_copy_bytes(p->sources[i].text, p->sources[i].length);
    }
    return copy;
}

void program_free(struct program *p)
{
    if (!p)
        return;
    texts_free(p->texts);
    for (uint32_t i = 0; i < p->source_count; i++) {
        free(p->sources[i].name);
        free(p->sources[i].text);
    }
    free(p->code);
    free(p->origin_of);
    free(p->origins);
    free(p->constants);
    free(p->units);
    free(p->ranges);
    free(p->captures);
    free(p->slot_names);
    free(p->sources);
    free(p->privates);
    free(p->made);
    free(p);
}

uint32_t program_add_source(struct program *p, const char *name, const char *text, size_t length)
{
    MEMORY_ROOM_FOR_ONE(p->sources, p->source_count, p->source_capacity);
    p->sources[p->source_count] = (struct program_source){.name = memory_copy(name),
                                                          .text = memory_copy_bytes(text, length),
                                                          .length = (uint32_t)length};
    return p->source_count++;
}

uint32_t program_add_origin(struct program *p, struct origin origin)
{
    MEMORY_ROOM_FOR_ONE(p->origins, p->origin_count, p->origin_capacity);
    p->origins[p->origin_count] = origin;
    return p->origin_count++;
}

uint32_t program_add_constant(struct program *p, struct value value)
{
    enum { RECENT = 64 };
    for (uint32_t i = p->constant_count; i > 0 && p->constant_count - i < RECENT; i--)
        if (value_same(p->constants[i - 1], value))
            return i - 1;
    MEMORY_ROOM_FOR_ONE(p->constants, p->constant_count, p->constant_capacity);
    p->constants[p->constant_count] = value;
    return p->constant_count++;
}

uint32_t program_emit(struct program *p, enum program_opcode op, unsigned a, int32_t b,
                      uint32_t origin)
{
    if (p->code_count == p->code_capacity) {
        p->code_capacity = p->code_capacity ? p->code_capacity * 2 : 64;
        p->code = memory_resize(p->code, p->code_capacity * sizeof *p->code);
        p->origin_of = memory_resize(p->origin_of, p->code_capacity * sizeof *p->origin_of);
    }
    p->code[p->code_count] = (struct instruction){.op = (uint16_t)op, .a = (uint16_t)a, .b = b};
    p->origin_of[p->code_count] = origin;
    return p->code_count++;
}

uint32_t program_add_unit(struct program *p, struct unit unit)
{
    MEMORY_ROOM_FOR_ONE(p->units, p->unit_count, p->unit_capacity);
    p->units[p->unit_count] = unit;
    return p->unit_count++;
}

uint32_t program_add_range(struct program *p, struct range range)
{
    MEMORY_ROOM_FOR_ONE(p->ranges, p->range_count, p->range_capacity);
    p->ranges[p->range_count] = range;
    return p->range_count++;
}

uint32_t program_add_capture(struct program *p, uint32_t slot)
{
    MEMORY_ROOM_FOR_ONE(p->captures, p->capture_count, p->capture_capacity);
    p->captures[p->capture_count] = slot;
    return p->capture_count++;
}

uint32_t program_add_slot_name(struct program *p, uint32_t name)
{
    MEMORY_ROOM_FOR_ONE(p->slot_names, p->slot_name_count, p->slot_name_capacity);
    p->slot_names[p->slot_name_count] = name;
    return p->slot_name_count++;
}

void program_note_made(struct program *p, uint32_t name)
{
    if (name >= p->made_capacity) {
        uint32_t capacity = name + name / 2 + 64;
        p->made = memory_resize(p->made, capacity);
        memset(p->made + p->made_capacity, 0, capacity - p->made_capacity);
        p->made_capacity = capacity;
    }
    p->made[name] = 1;
}

bool program_makes(const struct program *p, uint32_t name)
{
    return name < p->made_capacity && p->made[name];
}

static uint32_t add_private(struct program *p, uint32_t name)
{
    MEMORY_ROOM_FOR_ONE(p->privates, p->private_count, p->private_capacity);
    p->privates[p->private_count] = name;
    return p->private_count++;
}

uint32_t program_private(struct program *p, uint32_t name)
{
    for (uint32_t i = 0; i < p->private_count; i++)
        if (p->privates[i] == name)
            return i;
    return add_private(p, name);
}

uint32_t program_private_hidden(struct program *p)
{
    return add_private(p, 0);
}

const char *program_opcode_name(enum program_opcode op)
{
    static const char *const names[] = {
#define X(name, ...) #name,
        PROGRAM_OPCODES(X)
#undef X
    };
    return names[op];
}

const char *program_opcode_verb(enum program_opcode op)
{
    static const char *const verbs[] = {
#define X(name, verb, ...) verb,
        PROGRAM_OPCODES(X)
#undef X
    };
    return verbs[op];
}

static void add_quote(const struct program *p, uint32_t source, uint32_t start, uint32_t stop,
                      struct buffer *out)
{
    enum { LONGEST = 60 };
    const char *text = p->sources[source].text;
    struct buffer line = {0};
    uint32_t end = start;
    while (end < stop && text[end] != '\n')
        end++;
    while (end > start && (text[end - 1] == ' ' || text[end - 1] == '\r'))
        end--;
    url_add_without_password(&line, text + start, end - start);
    size_t length = line.length;
    if (length > LONGEST) {
        length = LONGEST;
        while (((unsigned char)line.bytes[length] & 0xC0) == 0x80)
            length--;
    }
    utf8_add_visible(out, buffer_text(&line), length, "");
    if (length < line.length)
        buffer_puts(out, "...");
    buffer_free(&line);
}

void program_quote(const struct program *p, uint32_t pc, struct buffer *out)
{
    const struct origin *o = &p->origins[p->origin_of[pc]];
    add_quote(p, o->source, o->start, o->end, out);
}

void program_quote_part(const struct program *p, uint32_t pc, struct buffer *out)
{
    const struct origin *o = &p->origins[p->origin_of[pc]];
    bool part = o->part_end > o->part_start;
    add_quote(p, o->source, part ? o->part_start : o->start, part ? o->part_end : o->end, out);
}

void program_where(const struct program *p, uint32_t pc, struct buffer *out)
{
    const struct origin *o = &p->origins[p->origin_of[pc]];
    const struct program_source *source = &p->sources[o->source];
    unsigned line = 1, column = 1;
    for (uint32_t i = 0; i < o->start; i++) {
        if (source->text[i] == '\n')
            line++, column = 1;
        else if (((unsigned char)source->text[i] & 0xC0) != 0x80)
            column++;
    }
    utf8_add_visible(out, source->name, strlen(source->name), "");
    buffer_printf(out, ":%u:%u", line, column);
}
