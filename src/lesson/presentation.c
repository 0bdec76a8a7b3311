/* presentation.c - see presentation.h. */
#include "lesson/presentation.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "lesson/player.h"

#include <stdlib.h>
#include <string.h>

/* ---- Stops ----------------------------------------------------------------------------------- */

struct making {
    struct presentation *p;
    size_t capacity;
    size_t section;
    bool begins; /* nothing of the section stands there yet */
};

static void add(struct making *m, struct stop stop)
{
    struct presentation *p = m->p;
    stop.section = m->section;
    stop.begins = m->begins;
    m->begins = false;
    MEMORY_ROOM_FOR_ONE(p->stops, p->count, m->capacity);
    p->stops[p->count++] = stop;
}

static bool is_hidden(const struct lesson_item *item)
{
    return item->kind == LESSON_BLOCK && item->settings.hidden;
}

/* How many items are shown with this one. */
static size_t shown_with(const struct lesson_section *s, size_t item)
{
    const struct lesson_item *i = &s->items[item];
    bool heading = i->kind == LESSON_TEXT && i->style == LESSON_HEADING;
    return heading && item + 1 < s->item_count && s->items[item + 1].kind == LESSON_TEXT ? 2 : 1;
}

static void add_commands(struct making *m, const struct lesson_item *block, size_t item)
{
    /* One that only sets something is a stop too. */
    size_t count = block->command_count ? block->command_count : 1;
    for (size_t i = 0; i < count; i++)
        add(m, (struct stop){.kind = STOP_COMMAND, .item = item, .items = 1, .command = i});
    if (block->verdict.kind) /* the room is asked first */
        add(m, (struct stop){.kind = STOP_VERDICT, .item = item, .items = 1, .command = count});
}

static void add_section(struct making *m, const struct lesson_section *s)
{
    static const enum stop_kind kinds[] = {
        [LESSON_TEXT] = STOP_TEXT,           [LESSON_BLOCK] = STOP_COMMAND,
        [LESSON_TASK] = STOP_TASK,           [LESSON_QUESTION] = STOP_QUESTION,
        [LESSON_CHALLENGE] = STOP_CHALLENGE,
    };
    m->begins = true;
    for (size_t i = 0; i < s->item_count;) {
        const struct lesson_item *item = &s->items[i];
        size_t items = shown_with(s, i);
        if (m->begins && item->kind != LESSON_TEXT && s->title[0])
            add(m, (struct stop){.kind = STOP_TITLE});
        if (item->kind == LESSON_BLOCK && !is_hidden(item))
            add_commands(m, item, i);
        else if (!is_hidden(item))
            add(m, (struct stop){.kind = kinds[item->kind], .item = i, .items = items});
        i += items;
    }
    if (m->begins && s->title[0])
        add(m, (struct stop){.kind = STOP_TITLE});
}

struct presentation *presentation_new(const struct lesson *lesson)
{
    struct presentation *p = memory_zeroed(1, sizeof *p);
    struct making m = {.p = p};
    p->lesson = lesson;
    for (m.section = 0; m.section < lesson->section_count; m.section++)
        add_section(&m, &lesson->sections[m.section]);
    return p;
}

void presentation_free(struct presentation *p)
{
    if (!p)
        return;
    free(p->stops);
    free(p);
}

const struct lesson_item *presentation_item(const struct presentation *p, size_t stop)
{
    const struct stop *s = &p->stops[stop];
    const struct lesson_section *section = &p->lesson->sections[s->section];
    return s->items ? &section->items[s->item] : NULL;
}

size_t presentation_section(const struct presentation *p, size_t number)
{
    size_t sections = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct stop *s = &p->stops[i];
        sections += s->begins && p->lesson->sections[s->section].title[0];
        /* What stands before the first section is played with it. */
        if (s->begins && (sections == number || (number == 1 && sections == 0)))
            return i;
    }
    return p->count;
}

static void add_note(struct buffer *out, const char *note)
{
    if (note)
        buffer_printf(out, "%s%s", out->length ? "\n" : "", note);
}

char *presentation_note(const struct presentation *p, size_t stop)
{
    const struct stop *s = &p->stops[stop];
    const struct lesson_section *section = &p->lesson->sections[s->section];
    struct buffer note = {0};
    if (s->begins)
        add_note(&note, section->note);
    for (size_t i = 0; i < s->items; i++)
        add_note(&note, section->items[s->item + i].note);
    return buffer_take(&note);
}

char *presentation_command(const struct lesson_item *block, size_t command)
{
    if (command >= block->command_count)
        return memory_copy("");
    size_t begin = block->commands[command];
    size_t end =
        command + 1 < block->command_count ? block->commands[command + 1] : strlen(block->text);
    while (end > begin && strchr(" ;\t\n", block->text[end - 1]))
        end--;
    return memory_copy_bytes(block->text + begin, end - begin);
}

/* ---- Keys ------------------------------------------------------------------------------------ */

static const struct present_key_row key_rows[] = {
    {"Space", "the next stop; while it types: at once"},
    {"Backspace", "back one stop, the lab too"},
    {"1 2 3 ...", "to that section; at a question: reveals that answer"},
    {"n p", "to the next section, to the one before"},
    {"Tab", "you type; Tab again: back to where it was"},
    {"P", "pauses the threads, or lets them go on"},
    {"+ -", "the lab's clock faster, slower"},
    {"B", "blanks the screen; any key brings it back"},
    {"PgUp PgDn", "scroll the transcript; F3 to F5 panes"},
    {"q F10", "leaves"},
};

const struct present_key_row *presentation_key_at(size_t index)
{
    return index < sizeof key_rows / sizeof *key_rows ? &key_rows[index] : NULL;
}

#define ALL_OF(state) (1u << (state))
#define DRIVEN                                                                                     \
    (ALL_OF(PRESENT_WAITS) | ALL_OF(PRESENT_TYPES) | ALL_OF(PRESENT_RUNS) | ALL_OF(PRESENT_ASKS))

/* The first row that fits counts. */
static const struct key_meaning {
    int key, last; /* `last`: of a range; 0: that key alone */
    unsigned states;
    enum present_deed deed;
} meanings[] = {
    {' ', 0, ALL_OF(PRESENT_TYPES), PRESENT_FINISH},
    {'\r', 0, ALL_OF(PRESENT_TYPES), PRESENT_FINISH},
    {PRESENT_KEY_RIGHT, 0, ALL_OF(PRESENT_TYPES), PRESENT_FINISH},
    {' ', 0, ALL_OF(PRESENT_RUNS), PRESENT_LEAVE_BEHIND},
    {'\r', 0, ALL_OF(PRESENT_RUNS), PRESENT_LEAVE_BEHIND},
    {PRESENT_KEY_RIGHT, 0, ALL_OF(PRESENT_RUNS), PRESENT_LEAVE_BEHIND},
    {' ', 0, DRIVEN, PRESENT_GO},
    {'\r', 0, DRIVEN, PRESENT_GO},
    {PRESENT_KEY_RIGHT, 0, DRIVEN, PRESENT_GO},
    {0x7F, 0, DRIVEN, PRESENT_BACK},
    {'\b', 0, DRIVEN, PRESENT_BACK},
    {PRESENT_KEY_LEFT, 0, DRIVEN, PRESENT_BACK},
    {'0', '9', ALL_OF(PRESENT_ASKS), PRESENT_REVEAL},
    {'0', '9', DRIVEN, PRESENT_DIGIT},
    {'n', 0, DRIVEN, PRESENT_NEXT_SECTION},
    {'p', 0, DRIVEN, PRESENT_LAST_SECTION},
    {'\t', 0, ALL_OF(PRESENT_PLAYS), PRESENT_HAND_BACK},
    {'\t', 0, DRIVEN, PRESENT_TAKE_OVER},
    {'P', 0, DRIVEN, PRESENT_PAUSE},
    {'+', 0, DRIVEN, PRESENT_FASTER},
    {'=', 0, DRIVEN, PRESENT_FASTER},
    {'-', 0, DRIVEN, PRESENT_SLOWER},
    {'B', 0, DRIVEN, PRESENT_HIDE},
    {'b', 0, DRIVEN, PRESENT_HIDE},
    {'?', 0, DRIVEN, PRESENT_KEYS},
    {'q', 0, DRIVEN, PRESENT_QUIT},
    {'\004', 0, DRIVEN, PRESENT_QUIT},
    {PRESENT_KEY_F10, 0, DRIVEN | ALL_OF(PRESENT_PLAYS), PRESENT_QUIT},
    {PRESENT_KEY_OTHER, 0, DRIVEN, PRESENT_PASS},
};

enum present_deed presentation_key(enum present_state state, int key)
{
    if (state == PRESENT_BLANK || state == PRESENT_LISTS)
        return PRESENT_SHOW;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        const struct key_meaning *m = &meanings[i];
        bool is_key = m->last ? key >= m->key && key <= m->last : key == m->key;
        if (is_key && m->states & ALL_OF(state))
            return m->deed;
    }
    return state == PRESENT_PLAYS ? PRESENT_PASS : PRESENT_NOTHING;
}

size_t presentation_digit(size_t sections, size_t typed, int digit, bool *waits)
{
    size_t number = typed * 10 + (size_t)(digit - '0');
    *waits = false;
    if (number == 0 || number > sections)
        return 0;
    *waits = number * 10 <= sections;
    return number;
}
