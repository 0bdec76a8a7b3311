/* actions.c - what keys mean. See curses_front.h.
 *
 * A key that has a command types that command: so it is in the transcript, and who watches learns
 * the word. */
#include "ui/curses_front.h"

#include "base/utf8.h"
#include "shell/keyboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONTROL(letter) ((letter)&0x1F)
#define ESCAPE '\033'
/* Rows that one turn of the wheel moves. */
#define WHEEL_ROWS 3

/* ---- Running what was typed ------------------------------------------------------------------ */

/* What a lesson runs, or the learner for it, prints nothing that is gone before a key was pressed.
 */
static void attend_to_lesson(struct front *f)
{
    if (session_plays(f->session))
        transcript_attend(f->transcript);
}

static void run_command(struct front *f, const char *command)
{
    transcript_follow(f->transcript);
    recorder_typed(&f->recorder, command);
    session_input(f->session, command);
    attend_to_lesson(f);
}

/* Of what a thread asks; NULL: the input has ended. */
static void answer(struct front *f, const char *text)
{
    transcript_follow(f->transcript);
    recorder_answered(&f->recorder, session_question(f->session));
    session_answer(f->session, text);
    attend_to_lesson(f);
}

/* A word of the screen's own, among the notices. */
static void say(struct front *f, const char *text)
{
    transcript_follow(f->transcript);
    transcript_add(f->transcript, LINE_NOTICE, "", text);
}

/* Enter on an empty line: first what there is of the lesson is read, then it goes on. */
static void go_on_with_lesson(struct front *f)
{
    if (transcript_read_on(f->transcript))
        return;
    transcript_follow(f->transcript);
    session_enter(f->session);
    attend_to_lesson(f);
}

static void take_typed(struct front *f)
{
    char *text = prompt_take(f->prompt);
    if (!text)
        return;
    f->pasted_lines = 0;
    bool question = session_question(f->session) != NULL;
    if (!question && !text[strspn(text, " \t\n")])
        go_on_with_lesson(f);
    else if (!question)
        run_command(f, text);
    else
        answer(f, text);
    free(text);
}

/* ---- Searching in the transcript ------------------------------------------------------------- */

static void find_again(struct front *f, bool newer)
{
    if (f->find.length)
        f->find_failed = !transcript_find(f->transcript, buffer_text(&f->find), newer);
}

void action_find_from_the_end(struct front *f)
{
    transcript_find_reset(f->transcript);
    f->find_failed = false;
    find_again(f, false);
}

static void find_erase(struct front *f)
{
    utf8_cut_last(&f->find);
    action_find_from_the_end(f);
}

static bool is_sequence(const struct unit *unit, const char *bytes)
{
    return unit->length == strlen(bytes) && memcmp(unit->bytes, bytes, unit->length) == 0;
}

/* A key while searching; false: it means what it means elsewhere. */
static bool find_key(struct front *f, const struct unit *unit)
{
    char first = unit->length ? unit->bytes[0] : '\0';
    bool text = unit->kind == UNIT_TEXT;
    if (text &&
        (first == '\r' || first == '\n' || first == CONTROL('R') || first == CONTROL('P'))) {
        find_again(f, false);
    } else if (text && (first == CONTROL('S') || first == CONTROL('N'))) {
        find_again(f, true);
    } else if (is_sequence(unit, "\033[A") || is_sequence(unit, "\033OA")) {
        find_again(f, false);
    } else if (is_sequence(unit, "\033[B") || is_sequence(unit, "\033OB")) {
        find_again(f, true);
    } else if (text && (first == 0x7F || first == CONTROL('H'))) {
        find_erase(f);
    } else if (text && (first == CONTROL('C') || first == CONTROL('G') ||
                        (first == ESCAPE && unit->length == 1))) {
        f->finding = false;
    } else if ((text && (unsigned char)first >= 0x20) || unit->kind == UNIT_PASTE) {
        const char *newline = memchr(unit->bytes, '\n', unit->length);
        buffer_add(&f->find, unit->bytes, newline ? (size_t)(newline - unit->bytes) : unit->length);
        action_find_from_the_end(f);
    } else {
        return false;
    }
    return true;
}

static void begin_find(struct front *f)
{
    f->finding = true;
    f->find_failed = false;
    buffer_clear(&f->find);
    transcript_find_reset(f->transcript);
}

/* ---- Keys ------------------------------------------------------------------------------------ */

static void choose_pane(struct front *f, enum pane pane, bool wanted)
{
    f->lends = f->lends && pane != f->lent;
    f->chosen[pane] = true;
    f->wanted[pane] = wanted;
    f->kept_rows[pane] = 0;
    if (wanted)
        f->preferred = pane;
}

static void toggle_pane(struct front *f, enum pane pane)
{
    /* One that is wanted and has no room comes in place of others. */
    bool in_view = paint_shows(f, pane) && f->layout.panes[pane].rows;
    choose_pane(f, pane, !in_view);
}

void action_choose_panes(struct front *f, const bool *wanted)
{
    for (int pane = PANE_COUNT - 1; pane >= 0; pane--)
        choose_pane(f, (enum pane)pane, wanted[pane]);
}

/* All panes away, for reading; or back. */
static void toggle_panes(struct front *f)
{
    bool any = false;
    bool wanted[PANE_COUNT];
    for (int pane = 0; pane < PANE_COUNT; pane++)
        any = any || paint_shows(f, (enum pane)pane);
    for (int pane = 0; pane < PANE_COUNT; pane++)
        wanted[pane] = !any && !pane_comes_by_itself((enum pane)pane);
    action_choose_panes(f, wanted);
    for (int pane = 0; pane < PANE_COUNT; pane++)
        if (!any && pane_comes_by_itself((enum pane)pane))
            f->chosen[pane] = false; /* as if it had never been asked for */
}

static void scroll_page(struct front *f, int direction)
{
    int rows = f->layout.transcript.rows - 2;
    transcript_scroll(f->transcript, direction * (rows > 1 ? rows : 1));
}

/* The pane asked for last, if it scrolls; else the first that does. */
static enum pane scrolled_pane(const struct front *f)
{
    enum pane pane = f->preferred;
    for (int other = 0; !pane_rows[pane].scrolls && other < PANE_COUNT; other++)
        pane = (enum pane)other;
    return pane;
}

/* From where it is; at the end it follows again. */
static void scroll_following(struct front *f, enum pane pane, int direction, size_t page)
{
    const struct pane_contents *p = &f->view.panes[pane];
    if (direction > 0)
        f->first[pane] = p->first + 2 * page < p->total ? p->first + page : PANE_AT_END;
    else
        f->first[pane] = p->first > page ? p->first - page : 0;
}

static void scroll_pane(struct front *f, int direction)
{
    enum pane pane = scrolled_pane(f);
    int rows = f->layout.panes[pane].rows - 2;
    size_t page = rows > 1 ? (size_t)rows : 1;
    size_t *first = &f->first[pane];
    if (pane_rows[pane].scrolls == FOLLOWS) {
        scroll_following(f, pane, direction, page > 2 ? page - 2 : 1);
        return;
    }
    if (direction > 0)
        *first += *first + page < f->view.panes[pane].total ? page : 0;
    else
        *first -= page < *first ? page : *first;
}

/* The list of lessons is open; false: the key means what it means elsewhere. */
static bool list_key(struct front *f, const struct unit *unit)
{
    char *name = NULL;
    bool taken = lesson_list_key(&f->lessons, unit, &name);
    if (name) {
        struct buffer command = {0};
        buffer_printf(&command, "lesson %s", name);
        run_command(f, buffer_text(&command));
        buffer_free(&command);
        free(name);
    }
    return taken;
}

static void open_list(struct front *f)
{
    const struct lesson_row *rows;
    size_t count = session_lessons(f->session, &rows);
    f->finding = false;
    lesson_list_open(&f->lessons, rows, count);
}

static void function_key(struct front *f, const struct unit *unit)
{
    int number = 1 + (int)(unit->kind - UNIT_F1);
    const struct keyboard_row *row = keyboard_function_key(number);
    if (!row && number > 10) {
        prompt_key(f->prompt, unit->bytes, unit->length, true); /* the user may have bound it */
        return;
    }
    if (!row || !keyboard_offers(row))
        return;
    enum pane pane;
    if (keyboard_shows_pane(row, &pane)) {
        toggle_pane(f, pane);
        return;
    }
    switch (number) {
    case 2:
        open_list(f);
        break;
    case 5:
        toggle_panes(f);
        break;
    case 8:
        run_command(f, f->view.paused ? "resume" : row->command);
        break;
    default:
        run_command(f, row->command);
        break;
    }
}

/* Ctrl-D on an empty line. */
static void end_of_input(struct front *f)
{
    if (session_question(f->session))
        answer(f, NULL);
    else
        session_end_of_input(f->session);
}

/* Ctrl-C: what is being typed, or else what main is at. */
static void interrupt(struct front *f)
{
    struct prompt_look look;
    if (present_drop(f))
        return;
    prompt_look(f->prompt, &look);
    bool dropped = session_drop_input(f->session, look.text);
    prompt_abandon(f->prompt);
    f->pasted_lines = 0;
    transcript_follow(f->transcript);
    if (!dropped)
        session_interrupt(f->session);
}

/* Characters that mean something before the line editor sees them; false: they do not. */
static bool own_character(struct front *f, char character)
{
    switch (character) {
    case CONTROL('C'):
        interrupt(f);
        return true;
    case CONTROL('D'):
        if (!prompt_is_empty(f->prompt))
            return false;
        end_of_input(f);
        return true;
    case CONTROL('L'):
        screen_refresh_all(&f->screen);
        return true;
    case CONTROL('Z'):
        terminal_suspend(f->terminal);
        screen_resize(&f->screen);
        return true;
    case '/':
        if (!prompt_is_empty(f->prompt) || session_question(f->session))
            return false;
        begin_find(f);
        return true;
    default:
        return false;
    }
}

/* Alt with a letter that shows a pane. With the keys of vi, where Escape and a letter are two keys,
 * the letter is vi's. */
static bool alt_key(struct front *f, const struct unit *unit)
{
    const struct keyboard_row *row =
        unit->length == 2 && unit->bytes[0] == ESCAPE ? keyboard_alt_key(unit->bytes[1]) : NULL;
    enum pane pane;
    if (!row || prompt_is_vi(f->prompt) || !keyboard_shows_pane(row, &pane))
        return false;
    toggle_pane(f, pane);
    return true;
}

/* On an empty line, while the timeline is in view, these are its keys: they mean nothing to the
 * line editor there. With the keys of vi some of them do. */
static bool timeline_key(struct front *f, const struct unit *unit)
{
    static const struct {
        const char *bytes;
        enum timeline_step step;
    } keys[] = {
        {"+", TIMELINE_STEP_IN},
        {"-", TIMELINE_STEP_OUT},
        {"\033[D", TIMELINE_STEP_LEFT},
        {"\033OD", TIMELINE_STEP_LEFT},
        {"\033[C", TIMELINE_STEP_RIGHT},
        {"\033OC", TIMELINE_STEP_RIGHT},
        {"\033[1;5D", TIMELINE_STEP_FAR_LEFT},
        {"\033[1;5C", TIMELINE_STEP_FAR_RIGHT},
        {"\033[H", TIMELINE_STEP_FIRST},
        {"\033OH", TIMELINE_STEP_FIRST},
        {"\033[1~", TIMELINE_STEP_FIRST},
        {"\033[7~", TIMELINE_STEP_FIRST},
        {"\033[F", TIMELINE_STEP_LAST},
        {"\033OF", TIMELINE_STEP_LAST},
        {"\033[4~", TIMELINE_STEP_LAST},
        {"\033[8~", TIMELINE_STEP_LAST},
    };
    const struct area *area = &f->layout.panes[PANE_TIMELINE];
    if (!area->rows || !paint_shows(f, PANE_TIMELINE) || !prompt_is_empty(f->prompt) ||
        session_question(f->session) || (unit->length == 1 && prompt_is_vi(f->prompt)))
        return false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (!is_sequence(unit, keys[i].bytes))
            continue;
        session_timeline_move(f->session, keys[i].step, area->columns);
        return true;
    }
    return false;
}

static void text_unit(struct front *f, const struct unit *unit)
{
    if ((unit->length == 1 && own_character(f, unit->bytes[0])) || alt_key(f, unit) ||
        timeline_key(f, unit))
        return;
    prompt_key(f->prompt, unit->bytes, unit->length, unit->kind == UNIT_KEY);
    const char *notice = prompt_notice(f->prompt);
    if (notice)
        say(f, notice);
    take_typed(f);
}

/* A paste of several lines waits for Enter, and it is said how many there are: not all may be in
 * view. */
static void paste(struct front *f, const struct unit *unit)
{
    size_t lines = 1;
    for (size_t i = 0; i < unit->length; i++)
        lines += unit->bytes[i] == '\n';
    if (prompt_is_empty(f->prompt))
        f->pasted_lines = 0;
    prompt_paste(f->prompt, unit->bytes, unit->length);
    if (lines > 1)
        f->pasted_lines += lines;
    take_typed(f);
}

void action_unit(struct front *f, const struct unit *unit)
{
    if (unit->kind == UNIT_REPORT) {
        terminal_report(f->terminal, unit->bytes, unit->length);
        return;
    }
    f->draw_now = true;
    if (f->lessons.open && list_key(f, unit))
        return;
    if (f->finding && find_key(f, unit))
        return;
    if (present_unit(f, unit))
        return;
    switch (unit->kind) {
    case UNIT_TEXT:
    case UNIT_KEY:
        text_unit(f, unit);
        break;
    case UNIT_PASTE:
        paste(f, unit);
        break;
    case UNIT_F1:
    case UNIT_F2:
    case UNIT_F3:
    case UNIT_F4:
    case UNIT_F5:
    case UNIT_F6:
    case UNIT_F7:
    case UNIT_F8:
    case UNIT_F9:
    case UNIT_F10:
    case UNIT_F11:
    case UNIT_F12:
        function_key(f, unit);
        break;
    case UNIT_PAGE_UP:
        scroll_page(f, -1);
        break;
    case UNIT_PAGE_DOWN:
        scroll_page(f, 1);
        break;
    case UNIT_OTHER_PAGE_UP:
        scroll_pane(f, -1);
        break;
    case UNIT_OTHER_PAGE_DOWN:
        scroll_pane(f, 1);
        break;
    case UNIT_ALT_UP:
        run_command(f, "back");
        break;
    case UNIT_ALT_DOWN:
        run_command(f, "forth");
        break;
    case UNIT_WHEEL_UP:
        transcript_scroll(f->transcript, -WHEEL_ROWS);
        break;
    case UNIT_WHEEL_DOWN:
        transcript_scroll(f->transcript, WHEEL_ROWS);
        break;
    case UNIT_REPORT:
        break;
    }
}
