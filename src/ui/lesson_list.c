/* lesson_list.c - see lesson_list.h. */
#include "ui/lesson_list.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "ui/cells.h"

#include <stdlib.h>
#include <string.h>

#define CONTROL(letter) ((letter)&0x1F)
#define ESCAPE '\033'
#define DELETE 0x7F
/* Wider, the eye loses the row between a title and what is done. */
#define MOST_COLUMNS 90
/* Columns before the number: the mark of the chosen one. */
#define MARK_COLUMNS 2

/* ---- Which there are ------------------------------------------------------------------------- */

/* By the beginning of its name, or by any part of its title. */
static bool matches(const struct lesson_list *list, const struct lesson_row *row)
{
    const char *typed = buffer_text(&list->typed);
    return strncasecmp(row->name, typed, list->typed.length) == 0 || strcasestr(row->title, typed);
}

static size_t count_matches(const struct lesson_list *list)
{
    size_t count = 0;
    for (size_t i = 0; i < list->total; i++)
        count += matches(list, &list->all[i]);
    return count;
}

/* The one of this number among those that match, or NULL. */
static const struct lesson_row *match_at(const struct lesson_list *list, size_t index)
{
    for (size_t i = 0; i < list->total; i++) {
        if (matches(list, &list->all[i]) && index-- == 0)
            return &list->all[i];
    }
    return NULL;
}

static bool is_done(const struct lesson_row *row)
{
    return strcmp(row->done, "done") == 0;
}

/* After the list was narrowed: the lesson of exactly that name, else the one that is open, else the
 * first that is not done. */
static void choose_first(struct lesson_list *list)
{
    size_t count = count_matches(list);
    size_t undone = count, open = count, named = count;
    for (size_t i = count; i-- > 0;) {
        const struct lesson_row *row = match_at(list, i);
        if (!is_done(row))
            undone = i;
        if (row->open)
            open = i;
        if (strcasecmp(row->name, buffer_text(&list->typed)) == 0)
            named = i;
    }
    list->chosen = named < count ? named : open < count ? open : undone < count ? undone : 0;
    list->first = 0;
}

/* ---- Keys ------------------------------------------------------------------------------------ */

static void forget_rows(struct lesson_list *list)
{
    for (size_t i = 0; i < list->total; i++) {
        free((char *)list->all[i].name);
        free((char *)list->all[i].title);
        free((char *)list->all[i].done);
    }
    free(list->all);
    list->all = NULL;
    list->total = 0;
}

void lesson_list_open(struct lesson_list *list, const struct lesson_row *rows, size_t count)
{
    forget_rows(list);
    list->all = memory_zeroed(count + 1, sizeof *list->all);
    list->total = count;
    for (size_t i = 0; i < count; i++)
        list->all[i] = (struct lesson_row){.name = memory_copy(rows[i].name),
                                           .title = memory_copy(rows[i].title),
                                           .done = memory_copy(rows[i].done),
                                           .open = rows[i].open};
    list->open = true;
    buffer_clear(&list->typed);
    choose_first(list);
}

static void move(struct lesson_list *list, long by)
{
    size_t count = count_matches(list);
    size_t most = count ? count - 1 : 0;
    if (by < 0)
        list->chosen -= (size_t)-by < list->chosen ? (size_t)-by : list->chosen;
    else
        list->chosen += (size_t)by < most - list->chosen ? (size_t)by : most - list->chosen;
}

static void choose(struct lesson_list *list, char **name)
{
    const struct lesson_row *row = match_at(list, list->chosen);
    if (!row)
        return;
    *name = memory_copy(row->name);
    list->open = false;
}

static bool is_one_of(const struct unit *unit, const char *const *sequences)
{
    for (; *sequences; sequences++) {
        if (unit->length == strlen(*sequences) &&
            memcmp(unit->bytes, *sequences, unit->length) == 0)
            return true;
    }
    return false;
}

/* A key that terminals tell by a sequence. Any other of these does nothing here. */
static void sequence(struct lesson_list *list, const struct unit *unit)
{
    static const char *const up[] = {"\033[A", "\033OA", NULL};
    static const char *const down[] = {"\033[B", "\033OB", NULL};
    static const char *const home[] = {"\033[H", "\033OH", "\033[1~", "\033[7~", NULL};
    static const char *const end[] = {"\033[F", "\033OF", "\033[4~", "\033[8~", NULL};
    if (is_one_of(unit, up))
        move(list, -1);
    else if (is_one_of(unit, down))
        move(list, 1);
    else if (is_one_of(unit, home))
        move(list, -INT32_MAX);
    else if (is_one_of(unit, end))
        move(list, INT32_MAX);
}

static void narrow(struct lesson_list *list, const char *text, size_t length)
{
    const char *newline = memchr(text, '\n', length);
    buffer_add(&list->typed, text, newline ? (size_t)(newline - text) : length);
    choose_first(list);
}

static void character(struct lesson_list *list, const struct unit *unit, char **name)
{
    unsigned char first = (unsigned char)unit->bytes[0];
    switch (first) {
    case '\r':
    case '\n':
        choose(list, name);
        break;
    case ESCAPE:
        list->open = unit->length > 1; /* Alt and a letter is no Escape */
        break;
    case CONTROL('C'):
    case CONTROL('G'):
        list->open = false;
        break;
    case CONTROL('P'):
        move(list, -1);
        break;
    case CONTROL('N'):
        move(list, 1);
        break;
    case DELETE:
    case CONTROL('H'):
        utf8_cut_last(&list->typed);
        choose_first(list);
        break;
    case CONTROL('U'):
        buffer_clear(&list->typed);
        choose_first(list);
        break;
    default:
        if (first >= ' ')
            narrow(list, unit->bytes, unit->length);
        break;
    }
}

bool lesson_list_key(struct lesson_list *list, const struct unit *unit, char **name)
{
    long page = list->rows > 1 ? (long)list->rows - 1 : 1;
    switch ((int)unit->kind) {
    case UNIT_TEXT:
        character(list, unit, name);
        break;
    case UNIT_KEY:
        sequence(list, unit);
        break;
    case UNIT_PASTE:
        narrow(list, unit->bytes, unit->length);
        break;
    case UNIT_PAGE_UP:
        move(list, -page);
        break;
    case UNIT_PAGE_DOWN:
        move(list, page);
        break;
    case UNIT_WHEEL_UP:
        move(list, -1);
        break;
    case UNIT_WHEEL_DOWN:
        move(list, 1);
        break;
    case UNIT_F2:
        list->open = false;
        break;
    default:
        list->open = false;
        return false;
    }
    return true;
}

/* ---- Drawing --------------------------------------------------------------------------------- */

static void draw_title(const struct lesson_list *list, struct screen *screen,
                       const struct area *area, size_t shown, size_t count)
{
    size_t done = 0;
    struct buffer title = {0};
    struct buffer right = {0};
    for (size_t i = 0; i < list->total; i++)
        done += is_done(&list->all[i]);
    buffer_printf(&title, "lessons");
    if (list->typed.length)
        buffer_printf(&title, ": %zu of %zu match", count, list->total);
    else if (list->total)
        buffer_printf(&title, ": %zu of %zu done", done, list->total);
    if (shown < count)
        buffer_printf(&right, "%zu-%zu of %zu", list->first + 1, list->first + shown, count);
    screen_rule(screen, area->row, area->column, area->columns, buffer_text(&title),
                buffer_text(&right));
    buffer_free(&title);
    buffer_free(&right);
}

static void draw_row(struct screen *screen, const struct area *area, int row, int names,
                     const struct lesson_row *lesson, bool chosen)
{
    enum style style = chosen ? STYLE_BAR : is_done(lesson) ? STYLE_FAINT : STYLE_PLAIN;
    int column = area->column;
    int end = column + (area->columns < MOST_COLUMNS ? area->columns : MOST_COLUMNS);
    struct buffer state = {0};
    if (lesson->open)
        buffer_puts(&state, lesson->done[0] ? "open · " : "open");
    buffer_puts(&state, lesson->done);
    screen_blank(screen, row, column, end - column, style);
    if (chosen)
        screen_put(screen, row, column, 1, style, ">");
    column += MARK_COLUMNS;
    screen_put_clipped(screen, row, column, names, style, lesson->name);
    column += names + 1;
    int room = end - 1 - cells_columns(buffer_text(&state));
    screen_put_clipped(screen, row, column, room - 1 - column, style, lesson->title);
    screen_put(screen, row, room, end - room, style, buffer_text(&state));
    buffer_free(&state);
}

/* Scrolls so that the chosen one is in view, and no row is empty that need not be. */
static void scroll(struct lesson_list *list, size_t rows, size_t count)
{
    list->rows = rows;
    if (list->chosen >= count)
        list->chosen = count ? count - 1 : 0;
    if (list->chosen < list->first)
        list->first = list->chosen;
    if (rows && list->chosen >= list->first + rows)
        list->first = list->chosen - rows + 1;
    if (list->first + rows > count)
        list->first = count > rows ? count - rows : 0;
}

void lesson_list_draw(struct lesson_list *list, struct screen *screen, const struct area *area)
{
    size_t count = count_matches(list);
    size_t room = area->rows > 1 ? (size_t)area->rows - 1 : 0;
    int names = 3;
    scroll(list, room, count);
    size_t shown = count - list->first < room ? count - list->first : room;
    for (int i = 0; i < area->rows; i++)
        screen_blank(screen, area->row + i, area->column, area->columns, STYLE_PLAIN);
    for (size_t i = 0; i < list->total; i++)
        names = cells_columns(list->all[i].name) > names ? cells_columns(list->all[i].name) : names;
    if (names > area->columns / 3)
        names = area->columns / 3;
    for (size_t i = 0; i < shown; i++)
        draw_row(screen, area, area->row + 1 + (int)i, names, match_at(list, list->first + i),
                 list->first + i == list->chosen);
    if (count == 0 && room)
        screen_put_clipped(screen, area->row + 1, area->column + MARK_COLUMNS,
                           area->columns - MARK_COLUMNS, STYLE_NOTICE,
                           list->typed.length ? "no lesson is called so" : "no lessons were found");
    draw_title(list, screen, area, shown, count);
}

void lesson_list_free(struct lesson_list *list)
{
    forget_rows(list);
    buffer_free(&list->typed);
}
