/* paint.c - a frame of the curses front end: asks the session for what there is to show, shares out
 * the screen, draws each part. See curses_front.h. */
#include "ui/curses_front.h"

#include "ui/cells.h"
#include "ui/panes.h"
#include "ui/prompt_draw.h"

#include <string.h>

/* The signs that tell the kinds of lines apart; an output has its thread's name instead. */
static const struct {
    const char *sign;
    enum style sign_style, text_style;
} kinds[] = {
    [LINE_TYPED] = {"> ", STYLE_STRONG, STYLE_STRONG},
    [LINE_OUTPUT] = {"", STYLE_NAME, STYLE_PLAIN},
    [LINE_NOTICE] = {"* ", STYLE_NOTICE, STYLE_NOTICE},
    [LINE_ERROR] = {"! ", STYLE_ERROR, STYLE_ERROR},
    [LINE_LESSON] = {"┃ ", STYLE_LESSON, STYLE_LESSON},
};

bool paint_shows(const struct front *f, enum pane pane)
{
    if (f->chosen[pane])
        return f->wanted[pane];
    return pane == PANE_THREADS || layout_is_wide(f->screen.columns);
}

/* ---- What there is to show ------------------------------------------------------------------- */

static const char *prompt_label(const struct front *f)
{
    const char *question = session_question(f->session);
    if (question)
        return question[0] ? question : "?";
    return f->view.prompt ? f->view.prompt : "";
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
    size_t totals[PANE_COUNT] = {f->view.threads_total, f->view.objects_total};
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        wish.show[pane] = paint_shows(f, (enum pane)pane);
        wish.contents[pane] = steady_rows(&f->kept_rows[pane], totals[pane]);
    }
    int columns = f->screen.columns;
    if (f->view.alarm && f->view.alarm[0])
        wish.alarm_rows = 1 + cells_width(f->view.alarm, strlen(f->view.alarm)) / (columns - 3);
    wish.hint_rows = f->view.hint && f->view.hint[0] && !session_question(f->session);
    wish.prompt_rows = f->finding ? 1 : prompt_draw_rows(prompt_label(f), look, columns);
    layout_compute(&wish, &f->layout);
}

/* The rows that the panes have room for depend on how much there is to show, which the session
 * knows: so it is asked again when the room turns out to be another. */
static void take_view(struct front *f, const struct prompt_look *look)
{
    for (int attempt = 0; attempt < 3; attempt++) {
        const struct area *panes = f->layout.panes;
        struct view_request request = {
            .first_thread = f->first_thread,
            .thread_rows = panes_room(&panes[PANE_THREADS], f->view.threads_total),
            .object_rows = panes_room(&panes[PANE_OBJECTS], f->view.objects_total),
        };
        session_view(f->session, &request, &f->view);
        if (f->first_thread && f->first_thread >= f->view.threads_total)
            f->first_thread = 0;
        arrange(f, look);
        if (request.first_thread == f->first_thread &&
            request.thread_rows == panes_room(&panes[PANE_THREADS], f->view.threads_total) &&
            request.object_rows == panes_room(&panes[PANE_OBJECTS], f->view.objects_total))
            return;
    }
}

/* ---- The parts ------------------------------------------------------------------------------- */

static void draw_status(struct front *f)
{
    struct screen *s = &f->screen;
    const struct area *area = &f->layout.status;
    struct buffer text = {0};
    buffer_printf(&text, " thrum   %s", f->view.schedule ? f->view.schedule : "");
    if (f->view.clock && f->view.clock[0])
        buffer_printf(&text, " · %s clock", f->view.clock);
    if (f->view.time && f->view.time[0])
        buffer_printf(&text, " · %s", f->view.time);
    screen_blank(s, area->row, area->column, area->columns, STYLE_BAR);
    screen_put_clipped(s, area->row, area->column, area->columns, STYLE_BAR, buffer_text(&text));
    buffer_free(&text);
    if (f->view.paused) {
        static const char paused[] = " PAUSED - F8 resumes ";
        int width = (int)sizeof paused - 1;
        screen_put(s, area->row, area->columns - width, width, STYLE_ALARM, paused);
    }
}

static void draw_alarm(struct front *f)
{
    const struct area *area = &f->layout.alarm;
    const char *text = f->view.alarm ? f->view.alarm : "";
    size_t length = strlen(text);
    size_t at = 0;
    for (int i = 0; i < area->rows; i++) {
        int row = area->row + i;
        screen_blank(&f->screen, row, 0, area->columns, STYLE_ALARM);
        if (at >= length)
            continue;
        size_t next = length;
        size_t end = cells_wrap(text, length, at, area->columns - 4, &next);
        screen_put(&f->screen, row, 1, 2, STYLE_ALARM, i == 0 ? "!!" : "");
        if (i == area->rows - 1)
            screen_put_clipped(&f->screen, row, 4, area->columns - 4, STYLE_ALARM, text + at);
        else
            screen_put_bytes(&f->screen, row, 4, area->columns - 4, STYLE_ALARM, text + at,
                             end - at);
        at = next;
    }
}

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

static void draw_line(struct front *f, const struct transcript_row *line, int row,
                      const struct area *area)
{
    struct screen *s = &f->screen;
    int indent = line->indent;
    enum style sign = kinds[line->kind].sign_style;
    if (line->kind == LINE_OUTPUT) {
        if (line->first)
            screen_put_clipped(s, row, area->column, indent - 3, sign, line->thread);
        screen_put(s, row, area->column + indent - 2, 2, STYLE_RULE, "│ ");
    } else if (line->first || line->kind == LINE_LESSON) {
        screen_put(s, row, area->column, indent, sign, kinds[line->kind].sign);
    }
    int column = area->column + indent;
    int columns = area->columns - indent;
    screen_put_bytes(s, row, column, columns, kinds[line->kind].text_style, line->text,
                     line->length);
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
    if (f->layout.transcript_title)
        draw_transcript_title(f, &title);
}

static void draw_prompt(struct front *f, const struct prompt_look *look)
{
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

struct key_name {
    const char *key, *meaning;
};

/* As many as fit, from the left. */
static void draw_key_names(struct front *f, const struct key_name *names, size_t count)
{
    const struct area *area = &f->layout.keys;
    int column = 0;
    for (size_t i = 0; i < count; i++) {
        int key = cells_width(names[i].key, strlen(names[i].key));
        int meaning = cells_width(names[i].meaning, strlen(names[i].meaning));
        if (column + key + 1 + meaning > area->columns)
            return;
        screen_put(&f->screen, area->row, column, key, STYLE_BAR, names[i].key);
        screen_put(&f->screen, area->row, column + key + 1, meaning, STYLE_PLAIN, names[i].meaning);
        column += key + meaning + 2;
    }
}

static void draw_keys(struct front *f)
{
    static const struct key_name finding[] = {
        {"Enter", "older"}, {"Down", "newer"}, {"Esc", "back to the prompt"}};
    static const struct key_name running[] = {
        {"F1", "help"},        {"F3", "threads"},    {"F4", "objects"},
        {"F5", "panes"},       {"F6", "step"},       {"F7", "undo"},
        {"F8", "pause"},       {"F10", "quit"},      {"/", "find"},
        {"PgUp", "back"},      {"Tab", "completes"}, {"Ctrl-C", "interrupts main"},
        {"Ctrl-Z", "suspends"}};
    struct key_name names[sizeof running / sizeof *running];
    if (f->finding) {
        draw_key_names(f, finding, sizeof finding / sizeof *finding);
        return;
    }
    memcpy(names, running, sizeof running);
    if (f->view.paused)
        names[6].meaning = "resume";
    draw_key_names(f, names, sizeof names / sizeof *names);
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
    take_view(f, &look);
    screen_clear(&f->screen);
    if (f->layout.too_small) {
        draw_too_small(f);
        screen_show(&f->screen);
        return;
    }
    draw_status(f);
    draw_alarm(f);
    draw_transcript(f);
    screen_separator(&f->screen, &f->layout.separator);
    if (f->layout.panes[PANE_THREADS].rows)
        panes_draw_threads(&f->screen, &f->layout.panes[PANE_THREADS], &f->view);
    if (f->layout.panes[PANE_OBJECTS].rows)
        panes_draw_objects(&f->screen, &f->layout.panes[PANE_OBJECTS], &f->view);
    if (f->layout.hint.rows)
        screen_put_clipped(&f->screen, f->layout.hint.row, 2, f->layout.hint.columns - 2,
                           STYLE_NOTICE, f->view.hint);
    draw_keys(f);
    draw_prompt(f, &look);
    screen_show(&f->screen);
}
