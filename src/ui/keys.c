/* keys.c - see keys.h. The forms of escape sequences are those of ECMA-48, with xterm's keys. */
#include "ui/keys.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define ESCAPE '\033'
/* A longer sequence is none: the bytes are taken as they come. */
#define SEQUENCE_BYTES 64

/* What the beginning of the pending bytes is. */
struct cut {
    size_t length; /* bytes of it; 0: its end is missing */
    bool drop;     /* nothing that anybody typed */
    enum unit_kind kind;
    bool paste_begins;
};

void keys_feed(struct keys *k, const char *bytes, size_t length, int64_t now_ms)
{
    if (k->taken) {
        size_t left = k->pending.length - k->taken;
        memmove(k->pending.bytes, k->pending.bytes + k->taken, left);
        buffer_cut(&k->pending, left);
        k->taken = 0;
    }
    buffer_add(&k->pending, bytes, length);
    k->last_ms = now_ms;
}

static size_t pending_length(const struct keys *k)
{
    return k->pending.length - k->taken;
}

/* Whether what is pending begins as answers of terminals do, and no key. */
static bool begins_report(const struct keys *k)
{
    static const char beginning[] = "\033[?";
    size_t length = sizeof beginning - 1;
    return pending_length(k) >= length &&
           memcmp(k->pending.bytes + k->taken, beginning, length) == 0;
}

int keys_timeout(const struct keys *k, int64_t now_ms)
{
    if (!k->pasting && pending_length(k) == 0)
        return -1;
    int64_t wait = k->pasting         ? KEYS_PASTE_MS
                   : begins_report(k) ? KEYS_REPORT_MS
                                      : KEYS_SEQUENCE_MS;
    int64_t left = k->last_ms + wait - now_ms;
    return left > 0 ? (int)left : 0;
}

static bool is_overdue(const struct keys *k, int64_t now_ms)
{
    return keys_timeout(k, now_ms) == 0;
}

static enum unit_kind function_key(unsigned long number)
{
    static const struct {
        unsigned char number, kind;
    } numbers[] = {
        {5, UNIT_PAGE_UP}, {6, UNIT_PAGE_DOWN}, {11, UNIT_F1},  {12, UNIT_F2},  {13, UNIT_F3},
        {14, UNIT_F4},     {15, UNIT_F5},       {17, UNIT_F6},  {18, UNIT_F7},  {19, UNIT_F8},
        {20, UNIT_F9},     {21, UNIT_F10},      {23, UNIT_F11}, {24, UNIT_F12},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (numbers[i].number == number)
            return (enum unit_kind)numbers[i].kind;
    }
    return UNIT_KEY;
}

/* With a modifier a page key is another key; the function keys are not told apart by it. */
static enum unit_kind with_modifier(enum unit_kind kind)
{
    if (kind == UNIT_PAGE_UP)
        return UNIT_OTHER_PAGE_UP;
    if (kind == UNIT_PAGE_DOWN)
        return UNIT_OTHER_PAGE_DOWN;
    return kind;
}

/* Names a whole control sequence; `parameters` are the bytes between the bracket and `final`. */
static void name_sequence(const char *parameters, char final, struct cut *cut)
{
    cut->kind = UNIT_KEY;
    if (parameters[0] == '<' && (final == 'M' || final == 'm')) {
        unsigned long button = strtoul(parameters + 1, NULL, 10);
        cut->kind = button & 1 ? UNIT_WHEEL_DOWN : UNIT_WHEEL_UP;
        cut->drop = (button & ~29UL) != 64 || final == 'm'; /* 29: the modifiers and up or down */
        return;
    }
    if (parameters[0] == '?') {
        cut->kind = UNIT_REPORT;
        return;
    }
    if (parameters[0] >= '<' && parameters[0] <= '?') {
        cut->drop = true; /* the terminal tells something that nobody asked for */
        return;
    }
    char *after;
    unsigned long number = strtoul(parameters, &after, 10);
    if (final == '~' && number == 200)
        cut->paste_begins = true;
    else if (final == '~' && number == 201)
        cut->drop = true;
    else if (final == '~')
        cut->kind = *after == ';' ? with_modifier(function_key(number)) : function_key(number);
    else if ((final == 'A' || final == 'B') && strcmp(parameters, "1;3") == 0)
        cut->kind = final == 'A' ? UNIT_ALT_UP : UNIT_ALT_DOWN;
    else if (final >= 'P' && final <= 'S' && parameters[0] == '1')
        cut->kind = (enum unit_kind)(UNIT_F1 + (final - 'P'));
}

/* ESC [ ... */
static void cut_control_sequence(const char *bytes, size_t length, struct cut *cut)
{
    if (length >= 3 && bytes[2] == '[') {
        /* The Linux console's own form: ESC [ [ A is F1. */
        if (length < 4)
            return;
        cut->length = 4;
        cut->kind = UNIT_KEY;
        if (bytes[3] >= 'A' && bytes[3] <= 'E')
            cut->kind = (enum unit_kind)(UNIT_F1 + (bytes[3] - 'A'));
        else
            cut->drop = true;
        return;
    }
    char parameters[SEQUENCE_BYTES + 1];
    for (size_t i = 2; i < length && i < SEQUENCE_BYTES; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x40 && c <= 0x7E) {
            memcpy(parameters, bytes + 2, i - 2);
            parameters[i - 2] = '\0';
            cut->length = i + 1;
            name_sequence(parameters, bytes[i], cut);
            return;
        }
        if (c < 0x20 || c > 0x7E) {
            /* Broken off by something else: what there was of it is nobody's. */
            cut->length = i;
            cut->drop = true;
            return;
        }
    }
    if (length >= SEQUENCE_BYTES) {
        cut->length = SEQUENCE_BYTES;
        cut->drop = true;
    }
}

/* How long the character is that begins with this byte, 0 for a byte that begins none. */
static size_t character_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/* One character; where the bytes are none, `length` 1 and to be replaced. */
static size_t cut_character(const char *bytes, size_t length, bool *valid)
{
    uint32_t character;
    size_t size = utf8_decode(bytes, length, &character);
    *valid = size != 0;
    if (size)
        return size;
    size_t need = character_length((unsigned char)bytes[0]);
    for (size_t i = 1; i < need && i < length; i++) {
        if (((unsigned char)bytes[i] & 0xC0) != 0x80)
            return 1;
    }
    return length < need ? 0 : 1;
}

/* What the pending bytes begin with, when it is not a single character. */
static void cut_escape(const char *bytes, size_t length, struct cut *cut)
{
    if (length < 2)
        return;
    if (bytes[1] == '[') {
        cut_control_sequence(bytes, length, cut);
    } else if (bytes[1] == 'O') {
        if (length < 3)
            return;
        cut->length = 3;
        cut->kind = UNIT_KEY;
        if (bytes[2] >= 'P' && bytes[2] <= 'S')
            cut->kind = (enum unit_kind)(UNIT_F1 + (bytes[2] - 'P'));
    } else if (bytes[1] == ESCAPE) {
        cut->length = 1;
    } else {
        bool valid;
        size_t size = cut_character(bytes + 1, length - 1, &valid);
        cut->length = size ? size + 1 : 0;
        cut->drop = size && !valid;
    }
}

/* Moves pasted bytes from the pending ones; true once the paste has ended. */
static bool collect_paste(struct keys *k, bool overdue)
{
    static const char end[] = "\033[201~";
    const size_t end_length = sizeof end - 1;
    const char *bytes = k->pending.bytes + k->taken;
    size_t length = pending_length(k);
    const char *found = length ? memory_find(bytes, length, end, end_length) : NULL;
    size_t take = found ? (size_t)(found - bytes) : length;
    if (!found && !overdue) {
        /* The end may have come in part. */
        size_t part = length < end_length - 1 ? length : end_length - 1;
        while (part && memcmp(bytes + length - part, end, part) != 0)
            part--;
        take -= part;
    }
    size_t room = KEYS_PASTE_BYTES - k->paste.length;
    buffer_add(&k->paste, bytes, take < room ? take : room);
    k->taken += take + (found ? end_length : 0);
    return found || overdue;
}

/* Makes pasted text fit for the line editor. */
static void clean_paste(struct buffer *paste)
{
    struct buffer clean = {0};
    const char *bytes = buffer_text(paste);
    uint32_t c;
    for (size_t at = 0, size; at < paste->length; at += size) {
        size = utf8_decode(bytes + at, paste->length - at, &c);
        if (size == 0) {
            size = 1;
            buffer_puts(&clean, "\xEF\xBF\xBD");
        } else if (c == '\r') {
            if (at + 1 < paste->length && bytes[at + 1] == '\n')
                size = 2;
            buffer_putc(&clean, '\n');
        } else if (c == '\n' || c == '\t' || !utf8_is_control(c)) {
            buffer_add(&clean, bytes + at, size);
        }
    }
    while (clean.length && clean.bytes[clean.length - 1] == '\n')
        buffer_cut(&clean, clean.length - 1);
    buffer_free(paste);
    *paste = clean;
}

static bool next_paste(struct keys *k, int64_t now_ms, struct unit *unit)
{
    if (!collect_paste(k, is_overdue(k, now_ms)))
        return false;
    k->pasting = false;
    clean_paste(&k->paste);
    *unit = (struct unit){UNIT_PASTE, buffer_text(&k->paste), k->paste.length};
    return true;
}

/* Cuts what is pending and is not a paste. False where its end is missing. */
static bool cut_next(struct keys *k, int64_t now_ms, struct cut *cut, bool *valid)
{
    const char *bytes = k->pending.bytes + k->taken;
    size_t length = pending_length(k);
    *valid = true;
    if (bytes[0] == ESCAPE)
        cut_escape(bytes, length, cut);
    else
        cut->length = cut_character(bytes, length, valid);
    if (cut->length)
        return true;
    if (!is_overdue(k, now_ms))
        return false;
    if (begins_report(k)) {
        /* What there is of it is nobody's; the rest would be taken for typed if it still came. */
        cut->length = length;
        cut->drop = true;
        return true;
    }
    /* Escape alone was typed, or a character came in part. */
    cut->length = 1;
    *valid = bytes[0] == ESCAPE;
    return true;
}

bool keys_next(struct keys *k, int64_t now_ms, struct unit *unit)
{
    for (;;) {
        if (k->pasting)
            return next_paste(k, now_ms, unit);
        if (pending_length(k) == 0)
            return false;
        struct cut cut = {0};
        bool valid;
        if (!cut_next(k, now_ms, &cut, &valid))
            return false;
        const char *bytes = k->pending.bytes + k->taken;
        k->taken += cut.length;
        if (cut.paste_begins) {
            k->pasting = true;
            buffer_free(&k->paste);
            continue;
        }
        if (cut.drop)
            continue;
        *unit = (struct unit){cut.kind, bytes, cut.length};
        if (!valid)
            *unit = (struct unit){UNIT_TEXT, "\xEF\xBF\xBD", 3};
        return true;
    }
}

void keys_free(struct keys *k)
{
    buffer_free(&k->pending);
    buffer_free(&k->paste);
    *k = (struct keys){0};
}
