/* session_threads.c - the threads pane: what each does and why. See pane_fill.h. */
#include "shell/session_inside.h"

#include "base/memory.h"
#include "shell/pane_fill.h"
#include "shell/session_words.h"
#include "watch/words.h"

#include <stdlib.h>

/* A state at a glance. The signs are ones that also the console's font has; each stands beside the
 * word, so nobody has to know them. */
static const struct {
    const char *sign;
    enum tone tone;
} looks[LOOK_COUNT] = {
    [LOOK_NEW] = {"·", TONE_FAINT},       [LOOK_READY] = {"»", TONE_GOING},
    [LOOK_RUNNING] = {"►", TONE_GOING},   [LOOK_SLEEPING] = {"z", TONE_RESTING},
    [LOOK_WAITING] = {"■", TONE_WAITING}, [LOOK_IO] = {"↔", TONE_RESTING},
    [LOOK_IDLE] = {"○", TONE_RESTING},    [LOOK_DONE] = {"√", TONE_FAINT},
    [LOOK_FAILED] = {"×", TONE_FAILED},   [LOOK_CANCELLED] = {"-", TONE_FAINT},
    [LOOK_KILLED] = {"†", TONE_FAINT},
};

struct pane_cell session_look_sign(enum thread_look look)
{
    return (struct pane_cell){.text = looks[look].sign, .tone = looks[look].tone};
}

/* In which group a thread comes where not all fit: those that do something first. */
static unsigned group_of(enum thread_look look)
{
    switch (look) {
    case LOOK_RUNNING:
    case LOOK_READY:
    case LOOK_IO:
        return 0;
    case LOOK_SLEEPING:
        return 1;
    case LOOK_WAITING:
        return 2;
    case LOOK_FAILED:
        return 3;
    case LOOK_IDLE:
        return 4;
    case LOOK_NEW:
        return 5;
    default:
        return 6;
    }
}

enum { GROUPS = 7 };

/* What every thread looks like, by its index, LOOK_COUNT where there is none; and how many look so.
 */
static uint8_t *count_looks(struct pane_fill *f)
{
    const struct state *state = f->m->state;
    uint8_t *all = memory_new(state->thread_count);
    for (uint32_t i = 0; i < state->thread_count; i++) {
        all[i] = LOOK_COUNT;
        if (state_thread(state, i)->status == THREAD_FREE)
            continue;
        enum thread_look look = session_thread_look(f->d, i);
        all[i] = (uint8_t)look;
        f->view->counts[look]++;
        f->pane->total++;
    }
    return all;
}

struct numbered {
    uint32_t number, thread;
};

static int compare_numbers(const void *a, const void *b)
{
    const struct numbered *l = a, *r = b;
    return (l->number > r->number) - (l->number < r->number);
}

/* All of them, in the order in which they were made. */
static size_t choose_all(const struct machine *m, const uint8_t *all, uint32_t *order)
{
    size_t chosen = 0;
    struct numbered *threads = memory_new((size_t)m->state->thread_count * sizeof *threads);
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (all[i] != LOOK_COUNT)
            threads[chosen++] = (struct numbered){state_thread(m->state, i)->number, i};
    qsort(threads, chosen, sizeof *threads, compare_numbers);
    for (size_t i = 0; i < chosen; i++)
        order[i] = threads[i].thread;
    free(threads);
    return chosen;
}

static size_t choose_some(const struct machine *m, const uint8_t *all, size_t first, size_t rows,
                          uint32_t *order)
{
    size_t chosen = 0, passed = 0;
    for (unsigned group = 0; group < GROUPS && chosen < rows; group++)
        for (uint32_t i = 0; i < m->state->thread_count && chosen < rows; i++) {
            if (all[i] == LOOK_COUNT || group_of((enum thread_look)all[i]) != group)
                continue;
            if (passed++ >= first)
                order[chosen++] = i;
        }
    return chosen;
}

static void add_row(struct pane_fill *f, uint32_t thread, enum thread_look look,
                    enum next_detail next)
{
    const struct thread *t = state_thread(f->m->state, thread);
    bool timer = (t->flags & FLAG_TIMER) && (t->status == THREAD_NEW || (t->flags & FLAG_ARMED));
    enum tone tone = look >= LOOK_DONE && look != LOOK_FAILED ? TONE_FAINT : TONE_PLAIN;
    struct pane_cell *cells = pane_add_row(f);
    struct buffer text = {0};
    cells[THREAD_SIGN] = session_look_sign(look);
    machine_add_thread_name(f->m, thread, &text);
    cells[THREAD_NAME] = (struct pane_cell){.text = pane_keep(f, &text), .tone = tone};
    cells[THREAD_STATE] =
        (struct pane_cell){.text = session_look_word(look), .tone = looks[look].tone};
    cells[THREAD_TIMER] = (struct pane_cell){.text = timer ? "timer" : "", .tone = tone};
    cells[THREAD_DAEMON] =
        (struct pane_cell){.text = t->flags & FLAG_DAEMON ? "daemon" : "", .tone = tone};
    words_add_cell(f->d, thread, next, &text);
    cells[THREAD_REASON] = (struct pane_cell){.text = pane_keep(f, &text), .tone = tone};
    cells[THREAD_SIGN].marked = !f->past && marks_thread_changed(&f->session->marks, f->d, thread);
    buffer_free(&text);
}

/* What matters most first. */
static void add_counts(struct pane_fill *f)
{
    static const enum thread_look counted[] = {
        LOOK_RUNNING, LOOK_WAITING, LOOK_FAILED, LOOK_READY,  LOOK_SLEEPING,  LOOK_IO,
        LOOK_IDLE,    LOOK_NEW,     LOOK_DONE,   LOOK_KILLED, LOOK_CANCELLED,
    };
    struct buffer text = {0};
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        unsigned count = f->view->counts[counted[i]];
        if (!count)
            continue;
        buffer_puts(&text, text.length ? " · " : "");
        buffer_put_number(&text, count);
        buffer_printf(&text, " %s", session_look_word(counted[i]));
    }
    f->pane->counts = pane_keep(f, &text);
    buffer_free(&text);
}

/* How many are not in view, by their states. */
static void add_rest(struct pane_fill *f, const unsigned *shown)
{
    struct buffer text = {0};
    size_t more = f->pane->total - f->pane->row_count;
    unsigned kinds = 0;
    for (int look = 0; more && look < LOOK_COUNT; look++) {
        unsigned left = f->view->counts[look] - shown[look];
        if (!left)
            continue;
        if (kinds == 0) {
            buffer_puts(&text, "and ");
            buffer_put_number(&text, more);
            buffer_puts(&text, " more: ");
        }
        buffer_puts(&text, kinds++ ? ", " : "");
        buffer_put_number(&text, left);
        buffer_printf(&text, " %s", session_look_word((enum thread_look)look));
    }
    f->pane->rest = pane_keep(f, &text);
    buffer_free(&text);
}

void pane_threads(struct pane_fill *f)
{
    /* "cancelled" is the longest state. */
    static const struct pane_column columns[] = {{1, 0}, {4, 4}, {9, 0}, {0, 0}};
    size_t first = f->request.first, rows = f->request.rows;
    unsigned shown[LOOK_COUNT] = {0};
    pane_begin(f, columns, sizeof columns / sizeof *columns, THREAD_CELLS);
    uint8_t *all = count_looks(f);
    uint32_t *order = memory_new(f->m->state->thread_count * sizeof *order);
    size_t count = f->pane->total <= rows && first == 0
                       ? choose_all(f->m, all, order)
                       : choose_some(f->m, all, first, rows, order);
    enum next_detail next = next_affordable(f->m, count);
    for (size_t i = 0; i < count; i++) {
        enum thread_look look = (enum thread_look)all[order[i]];
        add_row(f, order[i], look, next);
        shown[look]++;
    }
    add_counts(f);
    add_rest(f, shown);
    free(order);
    free(all);
}
