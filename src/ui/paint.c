/* paint.c - a frame of the curses front end: asks the session for what there is to show, shares out
 * the screen, draws each part. See curses_front.h. */
#include "ui/curses_front.h"

#include "shell/line_sign.h"
#include "ui/cells.h"
#include "ui/paint_bars.h"
#include "ui/panes.h"
#include "ui/prompt_draw.h"

#include <string.h>

/* How a kind of line looks, its sign and its text; an output has its thread's name for a sign. */
static const struct {
    enum style sign, text;
} looks[] = {
    [LINE_TYPED] = {STYLE_STRONG, STYLE_STRONG},  [LINE_OUTPUT] = {STYLE_NAME, STYLE_PLAIN},
    [LINE_NOTICE] = {STYLE_NOTICE, STYLE_NOTICE}, [LINE_ERROR] = {STYLE_ERROR, STYLE_ERROR},
    [LINE_LESSON] = {STYLE_LESSON, STYLE_LESSON}, [LINE_CODE] = {STYLE_LESSON, STYLE_LESSON},
};

bool paint_large_fits(const struct front *f)
{
    return f->screen.rows >= LARGE_ROWS && f->screen.columns >= LARGE_COLUMNS;
}

bool paint_shows(const struct front *f, enum pane pane)
{
    if (f->lends && f->lent == pane)
        return true;
    if (f->chosen[pane])
        return f->wanted[pane];
    bool quiet = pane_comes_by_itself(pane) && f->view.panes[pane].quiet;
    return layout_shows(pane, f->screen.rows, f->screen.columns) && !quiet;
}

/* ---- What there is to show ------------------------------------------------------------------- */

static const char *prompt_label(const struct front *f)
{
    const char *question = session_question(f->session);
    if (question)
        return question[0] ? question : "?";
    return f->view.prompt ? f->view.prompt : "";
}

/* What stands under the prompt: of the paste that waits in it, or what the session has to say. */
static void add_hint(const struct front *f, const struct prompt_look *look, struct buffer *hint)
{
    if (session_question(f->session))
        return;
    if (f->pasted_lines == 0 || look->length == 0) {
        buffer_puts(hint, f->view.hint ? f->view.hint : "");
        return;
    }
    bool whole = session_input_complete(f->session, look->text);
    buffer_printf(hint, "%zu lines pasted, none has run: ", f->pasted_lines);
    buffer_puts(hint, whole ? "Enter runs them" : "a block is open");
    buffer_puts(hint, ", Ctrl-C drops them");
}

/* A pane's rows as asked for: growing at once, shrinking only by half, so that the transcript does
 * not jump with every thread that comes and goes. */
static size_t steady_rows(size_t *kept, size_t total)
{
    if (total > *kept || total <= *kept / 2)
        *kept = total;
    return *kept;
}

static void arrange(struct front *f, const struct prompt_look *look)
{
    struct layout_wish wish = {
        .rows = f->screen.rows, .columns = f->screen.columns, .preferred = f->preferred};
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        wish.show[pane] = paint_shows(f, (enum pane)pane);
        const struct pane_contents *p = &f->view.panes[pane];
        wish.contents[pane] =
            steady_rows(&f->kept_rows[pane], p->wanted > p->total ? p->wanted : p->total) *
            (size_t)panes_spacing((enum pane)pane, f->large);
    }
    int columns = f->screen.columns;
    if (f->view.alarm && f->view.alarm[0])
        wish.alarm_rows = 1 + cells_columns(f->view.alarm) / (columns - 3);
    wish.goal_rows = paint_goal_rows(&f->view, columns);
    struct buffer hint = {0};
    add_hint(f, look, &hint);
    wish.hint_rows = hint.length > 0;
    buffer_free(&hint);
    wish.prompt_rows =
        f->finding || f->lessons.open ? 1 : prompt_draw_rows(prompt_label(f), look, columns);
    layout_compute(&wish, &f->layout);
}

/* What each pane has room for. */
static void request_panes(const struct front *f, struct pane_request *requests)
{
    for (int pane = 0; pane < PANE_COUNT; pane++)
        requests[pane] = (struct pane_request){
            .first = f->first[pane],
            .rows = panes_room(&f->layout.panes[pane], f->view.panes[pane].total,
                               panes_spacing((enum pane)pane, f->large)),
            .columns = f->layout.panes[pane].columns,
        };
}

static bool same_requests(const struct pane_request *a, const struct pane_request *b)
{
    for (int pane = 0; pane < PANE_COUNT; pane++)
        if (a[pane].first != b[pane].first || a[pane].rows != b[pane].rows ||
            a[pane].columns != b[pane].columns)
            return false;
    return true;
}

/* The rows that the panes have room for depend on how much there is to show, which the session
 * knows: so it is asked again when the room turns out to be another. */
static void take_view(struct front *f, const struct prompt_look *look)
{
    for (int attempt = 0; attempt < 3; attempt++) {
        struct pane_request now[PANE_COUNT];
        struct view_request request = {
            .transcript_rows =
                f->layout.transcript.rows > 0 ? (size_t)f->layout.transcript.rows : 0,
            .transcript_columns =
                f->layout.transcript.columns > 0 ? (size_t)f->layout.transcript.columns : 0,
        };
        if (f->large)
            request.transcript_rows /= 2;
        request_panes(f, request.panes);
        session_view(f->session, &request, &f->view);
        for (int pane = 0; pane < PANE_COUNT; pane++)
            if (f->first[pane] >= f->view.panes[pane].total)
                f->first[pane] = pane_rows[pane].scrolls == FOLLOWS ? PANE_AT_END : 0;
        arrange(f, look);
        request_panes(f, now);
        if (same_requests(request.panes, now))
            return;
    }
}

/* ---- The parts ------------------------------------------------------------------------------- */

/* Marks where the searched text stands in a row that has been drawn. */
static void draw_found(struct front *f, const struct transcript_row *line, int row, int column,
                       int columns)
{
    const char *needle = buffer_text(&f->find);
    size_t length = f->find.length;
    if (length == 0)
        return;
    for (size_t at = 0; at + length <= line->length; at++) {
        if (strncasecmp(line->text + at, needle, length) != 0)
            continue;
        int before = cells_width(line->text, at);
        if (before < columns)
            screen_put_bytes(&f->screen, row, column + before, columns - before, STYLE_FOUND,
                             line->text + at, length);
        at += length - 1;
    }
}

/* A heading in a lesson's text, "== 2 of 6: Join ==", is set off a little more. */
static enum style text_style(const struct transcript_row *line)
{
    bool heading = line->kind == LINE_LESSON && line->first && line->length > 2 &&
                   line->text[0] == '=' && strchr("= ", line->text[1]);
    return heading ? STYLE_STRONG : looks[line->kind].text;
}

static void draw_line(struct front *f, const struct transcript_row *line, int row,
                      const struct area *area)
{
    struct screen *s = &f->screen;
    int indent = line->indent;
    enum style sign = looks[line->kind].sign;
    if (line->gap) {
        if (line_is_of_lesson(line->kind))
            screen_put(s, row, area->column, 2, sign, line_sign(line->kind));
        return;
    }
    if (line->kind == LINE_OUTPUT) {
        if (line->first)
            screen_put_clipped(s, row, area->column, indent - 3, sign, line->thread);
        screen_put(s, row, area->column + indent - 2, 2, STYLE_RULE, "│ ");
    } else if (line->first || line_is_of_lesson(line->kind)) {
        screen_put(s, row, area->column, indent, sign, line_sign(line->kind));
    }
    indent += line->hang;
    if (line->broken && line->hang > 1)
        screen_put(s, row, area->column + indent - 2, 1, STYLE_RULE, "»");
    int column = area->column + indent;
    int columns = area->columns - indent;
    screen_put_bytes(s, row, column, columns, text_style(line), line->text, line->length);
    if (f->finding || line->found)
        draw_found(f, line, row, column, columns);
}

static void draw_transcript_title(struct front *f, const struct area *area)
{
    struct buffer title = {0};
    struct buffer right = {0};
    const char *only = transcript_only_thread(f->transcript);
    size_t newer = transcript_newer(f->transcript);
    buffer_puts(&title, "transcript");
    if (only[0])
        buffer_printf(&title, " of %s alone (view all: of everybody)", only);
    if (newer)
        buffer_printf(&right, "%zu newer %s · PgDn", newer, newer == 1 ? "line" : "lines");
    screen_rule(&f->screen, area->row, area->column, area->columns, buffer_text(&title),
                buffer_text(&right));
    buffer_free(&title);
    buffer_free(&right);
}

/* In the last row, which the transcript leaves free for it. */
static void draw_more(struct front *f, const struct area *area)
{
    screen_put_clipped(&f->screen, area->row + area->rows - 1, area->column, area->columns,
                       STYLE_BAR, " more below: Enter, PgDn ");
}

static void draw_transcript(struct front *f)
{
    struct transcript_row rows[512];
    struct area area = f->layout.transcript;
    struct area title = area;
    if (f->layout.transcript_title) {
        area.row++;
        area.rows--;
    }
    size_t count = area.rows > 0 ? (size_t)area.rows : 0;
    if (count > sizeof rows / sizeof *rows)
        count = sizeof rows / sizeof *rows;
    count = transcript_rows(f->transcript, area.columns, count, rows);
    for (size_t i = 0; i < count; i++)
        draw_line(f, &rows[i], area.row + (int)i, &area);
    if (transcript_more(f->transcript))
        draw_more(f, &area);
    if (f->layout.transcript_title)
        draw_transcript_title(f, &title);
}

static void draw_prompt(struct front *f, const struct prompt_look *look)
{
    if (f->lessons.open) {
        struct prompt_look typed = {.text = buffer_text(&f->lessons.typed),
                                    .length = f->lessons.typed.length,
                                    .cursor = f->lessons.typed.length};
        prompt_draw(&f->screen, &f->layout.prompt, "lesson: ", &typed);
        return;
    }
    if (!f->finding) {
        prompt_draw(&f->screen, &f->layout.prompt, prompt_label(f), look);
        if (look->match_count)
            prompt_draw_matches(&f->screen, &f->layout.transcript, look);
        return;
    }
    struct prompt_look find = {
        .text = buffer_text(&f->find), .length = f->find.length, .cursor = f->find.length};
    prompt_draw(&f->screen, &f->layout.prompt, f->find_failed ? "not found: " : "find: ", &find);
}

static void draw_hint(struct front *f, const struct prompt_look *look)
{
    const struct area *area = &f->layout.hint;
    struct buffer hint = {0};
    if (!area->rows)
        return;
    add_hint(f, look, &hint);
    screen_put_clipped(&f->screen, area->row, 2, area->columns - 2, STYLE_NOTICE,
                       buffer_text(&hint));
    buffer_free(&hint);
}

static void draw_too_small(struct front *f)
{
    struct buffer text = {0};
    struct screen *s = &f->screen;
    buffer_printf(&text, "%dx%d is too small", s->columns, s->rows);
    int row = s->rows / 2 - 1;
    screen_put(s, row < 0 ? 0 : row, 0, s->columns, STYLE_STRONG, buffer_text(&text));
    if (s->rows > 1)
        screen_put(s, row < 0 ? 1 : row + 1, 0, s->columns, STYLE_PLAIN, "thrum needs 30x8");
    buffer_free(&text);
}

void paint_frame(struct front *f)
{
    struct prompt_look look;
    prompt_look(f->prompt, &look);
    present_prompt(f, &look);
    take_view(f, &look);
    screen_clear(&f->screen);
    if (f->present.blank) {
        screen_show(&f->screen);
        return;
    }
    if (f->layout.too_small) {
        draw_too_small(f);
        screen_show(&f->screen);
        return;
    }
    paint_status(f);
    paint_goal(f);
    paint_alarm(f);
    draw_transcript(f);
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        screen_separator(&f->screen, &f->layout.separators[pane]);
        if (f->layout.panes[pane].rows)
            panes_draw(&f->screen, &f->layout.panes[pane], (enum pane)pane, &f->view.panes[pane],
                       panes_spacing((enum pane)pane, f->large), f->view.past && f->view.past[0]);
    }
    draw_hint(f, &look);
    if (f->lessons.open)
        lesson_list_draw(&f->lessons, &f->screen,
                         f->layout.wide ? &f->layout.transcript : &f->layout.middle);
    present_list(f);
    paint_keys(f);
    draw_prompt(f, &look);
    screen_show(&f->screen);
}
