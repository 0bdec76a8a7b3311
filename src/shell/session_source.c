/* session_source.c - the source pane: where in their code threads stand, with what the next step of
 * each does marked, and what that would be, or why it cannot. A listing: who runs the same text
 * stands in it at its line, and around these are as many lines as there is room for. See
 * pane_fill.h. */
#include "shell/session_inside.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "core/drive.h"
#include "core/waiting.h"
#include "shell/pane_fill.h"
#include "shell/session_words.h"
#include "watch/code_place.h"
#include "watch/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    WISHED = 12,     /* threads for which the pane would have room, if it were asked */
    MOST_AROUND = 3, /* lines above and below a step */
    FAR = 100,       /* so many lines lie between those that have none in common */
    CODE_SHARE = 2,  /* of the pane's columns code has one in so many */
    MOST_CODE = 60,  /* columns of it where nobody says how many there are */
};

/* A thread that stands in its code. */
struct standing_thread {
    uint32_t thread, order; /* `order`: as they are chosen */
    enum thread_look look;
    struct code_place place;
};

struct listing {
    struct pane_fill *f;
    struct standing_thread *threads;
    size_t count;
    enum next_detail next;
    size_t columns; /* for code */
};

/* ---- Who ------------------------------------------------------------------------------------- */

/* Under `free` who can step is somewhere else by the time it is drawn. */
static bool stands(const struct pane_fill *f, enum thread_look look)
{
    bool steps = look == LOOK_READY || look == LOOK_RUNNING;
    return !steps || words_stand(f->d) || f->past;
}

static void choose(struct listing *l, bool ready, size_t most)
{
    struct pane_fill *f = l->f;
    for (uint32_t i = 0; i < f->m->state->thread_count; i++) {
        struct standing_thread t = {.thread = i};
        if (state_thread(f->m->state, i)->status != THREAD_RUNNING ||
            step_enabled(f->m, i) != ready || !source_chosen(&f->session->source_choice, f->m, i))
            continue;
        t.look = session_thread_look(f->d, i);
        if (!stands(f, t.look) || !code_place_of(f->m->program, machine_next_pc(f->m, i), &t.place))
            continue;
        if (f->pane->total++ < f->request.first || l->count == most)
            continue;
        t.order = (uint32_t)l->count;
        l->threads[l->count++] = t;
    }
}

/* From the top of each text to its end; on one line those that can step come first. */
static int compare_places(const void *a, const void *b)
{
    const struct standing_thread *l = a, *r = b;
    if (l->place.source != r->place.source)
        return l->place.source < r->place.source ? -1 : 1;
    if (l->place.start != r->place.start)
        return l->place.start < r->place.start ? -1 : 1;
    return l->order < r->order ? -1 : l->order > r->order;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static void add_line(struct listing *l, const struct code_place *place, struct pane_cell *cells,
                     enum tone tone)
{
    const struct program *p = l->f->m->program;
    struct buffer text = {0};
    if (code_place_has_more(p, place)) {
        buffer_printf(&text, "%3u", place->line);
        cells[SOURCE_LINE] = (struct pane_cell){.text = pane_keep(l->f, &text), .tone = TONE_FAINT};
    }
    code_place_add(p, place, l->columns, &text);
    cells[SOURCE_CODE] = (struct pane_cell){.text = pane_keep(l->f, &text), .tone = tone};
    buffer_free(&text);
}

static void add_step(struct listing *l, const struct standing_thread *t)
{
    const struct machine *m = l->f->m;
    struct pane_cell *cells = pane_add_row(l->f);
    struct pane_cell sign = session_look_sign(t->look);
    struct buffer text = {0};
    add_line(l, &t->place, cells, TONE_PLAIN);
    cells[SOURCE_SIGN] = sign;
    cells[SOURCE_SIGN].marked =
        !l->f->past && marks_thread_changed(&l->f->session->marks, l->f->d, t->thread);
    machine_add_thread_name(m, t->thread, &text);
    cells[SOURCE_NAME].text = pane_keep(l->f, &text);
    if (step_enabled(m, t->thread))
        next_add(m, t->thread, l->next, &text);
    else
        machine_add_reason(m, t->thread, &text);
    if (!text.length)
        buffer_puts(&text, session_look_word(t->look));
    cells[SOURCE_STEP] = (struct pane_cell){.text = pane_keep(l->f, &text), .tone = sign.tone};
    buffer_free(&text);
}

/* The lines from `from` to `to`, seen from a place; returns how many there are. */
static size_t add_around(struct listing *l, const struct code_place *place, int from, int to,
                         bool shows)
{
    size_t count = 0;
    struct code_place beside;
    for (int by = from; by <= to; by++) {
        if (by == 0 || !code_place_beside(l->f->m->program, place, by, &beside))
            continue;
        if (shows)
            add_line(l, &beside, pane_add_row(l->f), TONE_FAINT);
        count++;
    }
    return count;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* How many lines further down in the same text the next one stands; far where it does not. */
static int distance(const struct standing_thread *t, const struct standing_thread *next)
{
    unsigned lines = next->place.line - t->place.line;
    bool far = next->place.source != t->place.source || lines > FAR;
    return far ? FAR : (int)lines;
}

/* The listing with so many lines around each step: how many rows that are, and the rows. Between
 * two steps no line comes twice. */
static size_t list(struct listing *l, int around, bool shows)
{
    size_t rows = 0;
    int above = around;
    for (size_t i = 0; i < l->count; i++) {
        const struct standing_thread *t = &l->threads[i];
        int next = i + 1 < l->count ? distance(t, t + 1) : FAR;
        int below = next ? least(around, next - 1) : 0;
        rows += add_around(l, &t->place, -above, -1, shows);
        if (shows)
            add_step(l, t);
        rows += 1 + add_around(l, &t->place, 1, below, shows);
        above = next ? least(around, next - 1 - below) : 0;
    }
    return rows;
}

static int widest_that_fits(struct listing *l, size_t rows)
{
    int around = MOST_AROUND;
    while (around > 0 && list(l, around, false) > rows)
        around--;
    return around;
}

/* ---- The pane -------------------------------------------------------------------------------- */

static void add_words(struct pane_fill *f)
{
    struct buffer text = {0};
    for (const char *name = NULL; (name = source_next_name(&f->session->source_choice, name));) {
        buffer_puts(&text, text.length ? " " : "only ");
        utf8_add_visible(&text, name, strlen(name), "");
    }
    f->pane->counts = pane_keep(f, &text);
    pane_count_rest(f);
    if (!f->pane->total)
        f->pane->rest = f->session->source_choice.names.length
                            ? "none of them stands in its code; `source` shows everybody's"
                            : "nobody stands in code; it is seen under `schedule manual` and after "
                              "`pause`";
    buffer_free(&text);
}

void pane_source(struct pane_fill *f)
{
    static const struct pane_column columns[] = {{1, 0}, {4, 6}, {0, 8}, {8, CODE_SHARE}, {0, 0}};
    size_t most = f->request.rows > WISHED ? f->request.rows : WISHED;
    struct listing l = {.f = f, .threads = memory_new(most * sizeof *l.threads)};
    pane_begin(f, columns, sizeof columns / sizeof *columns, SOURCE_CELLS);
    choose(&l, true, most);
    choose(&l, false, most);
    qsort(l.threads, l.count, sizeof *l.threads, compare_places);
    f->pane->wanted = list(&l, MOST_AROUND - 1, false);
    f->pane->quiet = !words_stand(f->d) || !l.count;
    if (l.count > f->request.rows) { /* those chosen first, in the order of the text */
        size_t kept = 0;
        for (size_t i = 0; i < l.count; i++)
            if (l.threads[i].order < f->request.rows)
                l.threads[kept++] = l.threads[i];
        l.count = kept;
    }
    l.next = next_affordable(f->m, l.count);
    l.columns = f->request.columns ? (size_t)f->request.columns / CODE_SHARE : MOST_CODE;
    list(&l, widest_that_fits(&l, f->request.rows), true);
    add_words(f);
    free(l.threads);
}
