/* present.c - see present.h. */
#include "ui/present.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "ui/cells.h"
#include "ui/curses_front.h"

#include <stdlib.h>
#include <string.h>

enum {
    DIGITS_MS = 900,  /* a second digit may follow so long */
    HAMMER_MS = 1000, /* who presses Space again that soon does not mean to leave what runs */
};

void present_free(struct present *p)
{
    free(p->text);
}

static void stop_typing(struct present *p)
{
    free(p->text);
    p->text = NULL;
    p->typing = false;
    p->typed = 0;
}

void present_look(struct front *f)
{
    struct present *p = &f->present;
    bool was = p->on;
    p->on = session_presents(f->session, &p->now);
    if (p->on && !was)
        transcript_stay(f->transcript);
    if (p->on && (!was || p->stop != p->now.stop)) {
        /* As high as what is in them, so that a stop looks the same whenever it is come to. */
        memset(f->kept_rows, 0, sizeof f->kept_rows);
        p->stop = p->now.stop;
    }
    if (p->on)
        return;
    stop_typing(p);
    p->blank = p->lists = false;
    p->section = 0;
}

/* ---- Typing ---------------------------------------------------------------------------------- */

static void deed(struct front *f, enum present_deed deed, size_t number)
{
    stop_typing(&f->present);
    transcript_follow(f->transcript);
    session_present(f->session, deed, number);
    f->draw_now = true;
    present_look(f);
}

static void finish_typing(struct front *f)
{
    f->present.ran = monotonic_milliseconds();
    deed(f, PRESENT_GO, 0);
}

/* Blanks at the beginning of a line come with the line, as in an editor. */
static size_t behind(const char *text, size_t at)
{
    bool line = text[at] == '\n';
    at++;
    while ((text[at] & 0xC0) == 0x80)
        at++;
    return line ? at + strspn(text + at, " \t") : at;
}

/* How many bytes stand there after so many letters. */
static size_t bytes_of(const char *text, int64_t letters)
{
    size_t at = 0;
    while (letters-- > 0 && text[at])
        at = behind(text, at);
    return at;
}

static int64_t letters_due(const struct present *p)
{
    return (int64_t)((double)(monotonic_milliseconds() - p->since) * p->speed / 1000);
}

void present_tick(struct front *f)
{
    struct present *p = &f->present;
    present_auto_tick(f);
    if (p->section && monotonic_milliseconds() - p->section_since >= DIGITS_MS) {
        size_t section = p->section;
        p->section = 0;
        deed(f, PRESENT_DIGIT, section);
    }
    if (!p->typing || p->blank || p->lists)
        return;
    size_t typed = bytes_of(p->text, letters_due(p));
    if (typed > p->typed) {
        p->typed = typed;
        f->draw_now = true;
    }
    if (!p->text[p->typed] && letters_due(p) > 0)
        finish_typing(f);
}

int64_t present_timeout(const struct front *f)
{
    const struct present *p = &f->present;
    if (p->section) {
        int64_t left = p->section_since + DIGITS_MS - monotonic_milliseconds();
        return left > 0 ? left : 0;
    }
    if (!p->typing || p->blank || p->lists)
        return -1;
    int64_t letter = (int64_t)(1000 / p->speed);
    return letter > 10 ? letter / 2 : 5;
}

bool present_drop(struct front *f)
{
    bool typing = f->present.typing;
    stop_typing(&f->present);
    return typing;
}

/* ---- Keys ------------------------------------------------------------------------------------ */

static int key_of(const struct unit *unit)
{
    static const struct {
        const char *bytes;
        int key;
    } arrows[] = {{"\033[C", PRESENT_KEY_RIGHT},
                  {"\033OC", PRESENT_KEY_RIGHT},
                  {"\033[D", PRESENT_KEY_LEFT},
                  {"\033OD", PRESENT_KEY_LEFT}};
    if (unit->kind == UNIT_F10)
        return PRESENT_KEY_F10;
    if (unit->kind != UNIT_TEXT && unit->kind != UNIT_KEY)
        return PRESENT_KEY_OTHER;
    if (unit->length == 1)
        return (unsigned char)unit->bytes[0];
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
        if (unit->length == strlen(arrows[i].bytes) &&
            memcmp(unit->bytes, arrows[i].bytes, unit->length) == 0)
            return arrows[i].key;
    return 0;
}

static void go(struct front *f)
{
    struct present *p = &f->present;
    /* What was printed is read first. */
    if (transcript_read_on(f->transcript))
        return;
    if (p->now.next != PRESENT_NEXT_TYPES || !p->now.types[0]) {
        deed(f, PRESENT_GO, 0);
        return;
    }
    stop_typing(p);
    transcript_follow(f->transcript);
    p->text = memory_copy(p->now.types);
    p->typing = true;
    p->since = monotonic_milliseconds();
}

static void digit(struct front *f, int key)
{
    struct present *p = &f->present;
    bool waits;
    size_t number = session_present_digit(f->session, p->now.sections, p->section, key, &waits);
    p->section = waits ? number : 0;
    p->section_since = monotonic_milliseconds();
    if (number && !waits)
        deed(f, PRESENT_DIGIT, number);
}

static void leave_behind(struct front *f)
{
    if (monotonic_milliseconds() - f->present.ran > HAMMER_MS) {
        f->present.ran = monotonic_milliseconds();
        deed(f, PRESENT_LEAVE_BEHIND, 0);
    }
}

/* With something typed Tab completes it. */
static bool is_completion(const struct front *f, enum present_deed deed)
{
    return deed == PRESENT_HAND_BACK && !prompt_is_empty(f->prompt);
}

static bool act(struct front *f, enum present_deed what, int key)
{
    struct present *p = &f->present;
    if (what != PRESENT_DIGIT)
        p->section = 0;
    switch (what) {
    case PRESENT_PASS:
        return false;
    case PRESENT_NOTHING:
        break;
    case PRESENT_GO:
        go(f);
        break;
    case PRESENT_FINISH:
        finish_typing(f);
        break;
    case PRESENT_LEAVE_BEHIND:
        leave_behind(f);
        break;
    case PRESENT_DIGIT:
        digit(f, key);
        break;
    case PRESENT_REVEAL:
        deed(f, what, (size_t)(key - '0'));
        break;
    case PRESENT_BACK:
        if (!present_drop(f))
            deed(f, what, 0);
        break;
    case PRESENT_HIDE:
        p->blank = true;
        break;
    case PRESENT_KEYS:
        p->lists = true;
        break;
    case PRESENT_SHOW:
        p->blank = p->lists = false;
        p->since = monotonic_milliseconds() - (int64_t)((double)p->typed * 1000 / p->speed);
        break;
    default:
        deed(f, what, 0);
        break;
    }
    return true;
}

void present_deed(struct front *f, enum present_deed what)
{
    act(f, what, 0);
}

bool present_unit(struct front *f, const struct unit *unit)
{
    struct present *p = &f->present;
    present_look(f);
    /* What a thread asks is answered at the prompt. */
    if (!p->on || (session_question(f->session) && !p->blank && !p->lists))
        return false;
    int key = key_of(unit);
    if (unit->kind == UNIT_TEXT && unit->length == 1 && strchr("\003\014\032", key))
        return false;
    enum present_state state = p->blank    ? PRESENT_BLANK
                               : p->lists  ? PRESENT_LISTS
                               : p->typing ? PRESENT_TYPES
                                           : p->now.state;
    enum present_deed what = session_present_key(f->session, state, key);
    if (is_completion(f, what) ||
        (what == PRESENT_PASS && unit->kind == UNIT_PASTE && state != PRESENT_PLAYS))
        return what != PRESENT_HAND_BACK;
    return act(f, what, key);
}

/* ---- Drawing --------------------------------------------------------------------------------- */

bool present_prompt(struct front *f, struct prompt_look *look)
{
    const struct present *p = &f->present;
    if (!p->on || !p->typing)
        return false;
    *look = (struct prompt_look){.text = p->text, .length = p->typed, .cursor = p->typed};
    return true;
}

struct bar_key {
    const char *key, *meaning;
};

/* At the right, as many as leave the other half free. */
static int put_right(struct front *f, const struct area *area)
{
    static const struct bar_key keys[] = {
        {"q", "leaves"}, {"?", "keys"}, {"Tab", "you type"}, {"Bksp", "back"}};
    int right = area->columns;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        int key = cells_columns(keys[i].key), meaning = cells_columns(keys[i].meaning);
        if (right - (key + meaning + 2) < area->columns / 2)
            break;
        right -= key + meaning + 2;
        screen_put(&f->screen, area->row, right, key, STYLE_BAR, keys[i].key);
        screen_put(&f->screen, area->row, right + key + 1, meaning, STYLE_PLAIN, keys[i].meaning);
    }
    return right;
}

static void put_left(struct front *f, const struct area *area, int right, const char *key,
                     const char *meaning)
{
    int width = cells_columns(key);
    screen_put(&f->screen, area->row, 0, width, STYLE_BAR, key);
    screen_put_clipped(&f->screen, area->row, width + 1, right - width - 2, STYLE_PLAIN, meaning);
}

bool present_bar(struct front *f)
{
    const struct present *p = &f->present;
    const struct area *area = &f->layout.keys;
    struct buffer text = {0};
    if (!p->on || session_question(f->session))
        return false;
    if (p->now.state == PRESENT_PLAYS) {
        put_left(f, area, area->columns, "Tab",
                 "on an empty line: back to the presentation, as it was");
        return true;
    }
    int right = put_right(f, area);
    if (p->section) {
        buffer_printf(&text, "%zu_", p->section);
        put_left(f, area, right, "section", buffer_text(&text));
    } else {
        put_left(f, area, right, "Space", p->typing ? "at once" : p->now.says);
    }
    buffer_free(&text);
    return true;
}

void present_list(struct front *f)
{
    const struct area *area = &f->layout.middle;
    const struct present_key_row *row;
    if (!f->present.on || !f->present.lists)
        return;
    for (int i = 0; i < area->rows; i++)
        screen_blank(&f->screen, area->row + i, area->column, area->columns, STYLE_PLAIN);
    screen_rule(&f->screen, area->row, area->column, area->columns, "keys", "any key goes back");
    for (int i = 0; (row = session_present_key_row(f->session, (size_t)i)) && i + 1 < area->rows;
         i++) {
        screen_put(&f->screen, area->row + 1 + i, area->column + 1, 10, STYLE_STRONG, row->key);
        screen_put_clipped(&f->screen, area->row + 1 + i, area->column + 12, area->columns - 13,
                           STYLE_PLAIN, row->meaning);
    }
}
