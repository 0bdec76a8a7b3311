/* panes.c - see panes.h. */
#include "ui/panes.h"

#include "base/buffer.h"
#include "ui/cells.h"

#include <string.h>

/* A thread's state at a glance. The signs are ones that also the console's font has; each stands
 * beside the word, so nobody has to know them. */
static const struct {
    const char *sign;
    enum style style;
    const char *word; /* for the counts in the title */
} looks[LOOK_COUNT] = {
    [LOOK_NEW] = {"·", STYLE_FAINT, "new"},
    [LOOK_READY] = {"»", STYLE_GOING, "ready"},
    [LOOK_RUNNING] = {"►", STYLE_GOING, "running"},
    [LOOK_SLEEPING] = {"z", STYLE_RESTING, "sleeping"},
    [LOOK_WAITING] = {"■", STYLE_WAITING, "waiting"},
    [LOOK_IO] = {"↔", STYLE_RESTING, "io"},
    [LOOK_IDLE] = {"○", STYLE_RESTING, "idle"},
    [LOOK_DONE] = {"√", STYLE_FAINT, "done"},
    [LOOK_FAILED] = {"×", STYLE_ERROR, "failed"},
    [LOOK_CANCELLED] = {"-", STYLE_FAINT, "cancelled"},
    [LOOK_KILLED] = {"†", STYLE_FAINT, "killed"},
};

/* The order in which the title counts them: what matters most first. */
static const enum thread_look counted[] = {
    LOOK_RUNNING, LOOK_WAITING, LOOK_FAILED, LOOK_READY,  LOOK_SLEEPING,  LOOK_IO,
    LOOK_IDLE,    LOOK_NEW,     LOOK_DONE,   LOOK_KILLED, LOOK_CANCELLED,
};

/* Columns of the longest state, "cancelled". */
#define STATE_COLUMNS 9

size_t panes_room(const struct area *area, size_t total)
{
    size_t rows = area->rows > 1 ? (size_t)area->rows - 1 : 0;
    return rows && total > rows ? rows - 1 : rows;
}

/* Columns for names: as wide as the widest in view, but at most a share of the pane. */
static int name_columns(int widest, int columns, int share)
{
    int limit = columns / share;
    if (widest < 4)
        widest = 4;
    return widest < limit ? widest : limit;
}

static void draw_thread(struct screen *screen, int row, const struct area *area, int names,
                        const struct thread_row *thread)
{
    enum style style = looks[thread->look].style;
    bool ended = thread->look >= LOOK_DONE && thread->look != LOOK_FAILED;
    int column = area->column + 1;
    int end = area->column + area->columns;
    screen_put(screen, row, column, 1, style, looks[thread->look].sign);
    column += 2;
    screen_put_clipped(screen, row, column, names, ended ? STYLE_FAINT : STYLE_PLAIN, thread->name);
    column += names + 1;
    screen_put(screen, row, column, STATE_COLUMNS, style, thread->state);
    column += STATE_COLUMNS + 1;
    struct buffer about = {0};
    if (thread->timer)
        buffer_puts(&about, "timer");
    if (thread->daemon)
        buffer_puts(&about, about.length ? " · daemon" : "daemon");
    if (about.length && thread->reason[0])
        buffer_puts(&about, " · ");
    buffer_puts(&about, thread->reason);
    screen_put_clipped(screen, row, column, end - column, ended ? STYLE_FAINT : STYLE_PLAIN,
                       buffer_text(&about));
    buffer_free(&about);
}

static void add_counts(struct buffer *out, const struct view *view)
{
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        unsigned count = view->counts[counted[i]];
        if (!count)
            continue;
        buffer_puts(out, out->length ? " · " : "");
        buffer_put_number(out, count);
        buffer_printf(out, " %s", looks[counted[i]].word);
    }
}

void panes_draw_threads(struct screen *screen, const struct area *area, const struct view *view)
{
    struct buffer title = {0};
    struct buffer counts = {0};
    buffer_puts(&title, "threads ");
    buffer_put_number(&title, view->threads_total);
    add_counts(&counts, view);
    screen_rule(screen, area->row, area->column, area->columns, buffer_text(&title),
                buffer_text(&counts));
    buffer_free(&title);
    buffer_free(&counts);
    int widest = 0;
    size_t rows = area->rows > 1 ? (size_t)area->rows - 1 : 0;
    size_t count = view->thread_count < rows ? view->thread_count : rows;
    for (size_t i = 0; i < count; i++) {
        int here = cells_columns(view->threads[i].name);
        widest = here > widest ? here : widest;
    }
    int names = name_columns(widest, area->columns, 4);
    for (size_t i = 0; i < count; i++)
        draw_thread(screen, area->row + 1 + (int)i, area, names, &view->threads[i]);
    if (view->rest[0] && count < rows)
        screen_put_clipped(screen, area->row + 1 + (int)count, area->column + 3, area->columns - 3,
                           STYLE_FAINT, view->rest);
}

void panes_draw_objects(struct screen *screen, const struct area *area, const struct view *view)
{
    struct buffer title = {0};
    buffer_puts(&title, "objects ");
    buffer_put_number(&title, view->objects_total);
    screen_rule(screen, area->row, area->column, area->columns, buffer_text(&title), "");
    buffer_free(&title);
    int widest = 0;
    int widest_kind = 0;
    size_t rows = area->rows > 1 ? (size_t)area->rows - 1 : 0;
    size_t count = view->object_count < rows ? view->object_count : rows;
    for (size_t i = 0; i < count; i++) {
        int here = cells_columns(view->objects[i].name);
        int kind = cells_columns(view->objects[i].kind);
        widest = here > widest ? here : widest;
        widest_kind = kind > widest_kind ? kind : widest_kind;
    }
    int names = name_columns(widest, area->columns, 4);
    int kinds = name_columns(widest_kind, area->columns, 4);
    for (size_t i = 0; i < count; i++) {
        const struct object_row *object = &view->objects[i];
        enum style style = object->contended ? STYLE_WAITING : STYLE_PLAIN;
        int row = area->row + 1 + (int)i;
        int column = area->column + 1;
        if (object->contended)
            screen_put(screen, row, column, 1, style, "■");
        column += 2;
        screen_put_clipped(screen, row, column, names, style, object->name);
        column += names + 1;
        screen_put_clipped(screen, row, column, kinds, STYLE_FAINT, object->kind);
        column += kinds + 1;
        screen_put_clipped(screen, row, column, area->column + area->columns - column, STYLE_PLAIN,
                           object->value);
    }
    if (count < view->objects_total && count < rows) {
        struct buffer rest = {0};
        buffer_puts(&rest, "and ");
        buffer_put_number(&rest, view->objects_total - count);
        buffer_puts(&rest, " more");
        screen_put(screen, area->row + 1 + (int)count, area->column + 3, area->columns - 3,
                   STYLE_FAINT, buffer_text(&rest));
        buffer_free(&rest);
    }
}
