/* session_show.c - `show`: the program in another language, to be read. What the exporter writes is
 * shown, without what stands above the script's own part, unless that is asked for.
 *
 * It is said as a lesson's text is, which does not leave the window before it has been read. */
#include "shell/session_show.h"

#include "base/columns.h"
#include "base/memory.h"
#include "lesson/lesson.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_inside.h"
#include "shell/session_program.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_SHOWN = 4,    /* languages at once */
    WIDE = 150,        /* columns on which two programs have room, though a line may be broken */
    INDENTATION = 4,   /* of code in a lesson's text */
    SIGN = 2,          /* columns before a line, for what it is */
    BESIDE_INDENT = 2, /* of two programs beside each other */
    BETWEEN = 3,       /* columns between them */
    GOES_ON = 4,       /* columns that the rest of a long line is indented by */
};

/* ---- What is asked for ----------------------------------------------------------------------- */

struct showing {
    const struct program_kind *kinds[MOST_SHOWN];
    size_t count;
    bool all, lesson;
};

static bool read_word(struct showing *w, const char *word)
{
    const struct program_kind *kind = program_find(word);
    for (size_t i = 0; kind && i < w->count; i++)
        if (w->kinds[i] == kind)
            return false;
    if (kind && w->count < MOST_SHOWN) {
        w->kinds[w->count++] = kind;
        return true;
    }
    bool *flag = strcmp(word, "all") == 0      ? &w->all
                 : strcmp(word, "lesson") == 0 ? &w->lesson
                                               : NULL;
    if (!flag || *flag)
        return false;
    *flag = true;
    return true;
}

static bool read_showing(const char *arguments, struct showing *w)
{
    *w = (struct showing){0};
    while (*arguments) {
        size_t length = strcspn(arguments, " \t");
        char *word = memory_copy_bytes(arguments, length);
        bool good = read_word(w, word);
        free(word);
        if (!good)
            return false;
        arguments += length;
        arguments += strspn(arguments, " \t");
    }
    return w->count > 0;
}

bool show_takes(const char *arguments)
{
    struct showing w;
    return read_showing(arguments, &w);
}

/* ---- The program ----------------------------------------------------------------------------- */

static void take_lessons(struct session *s, struct shown_program *p)
{
    if (s->lesson && s->lesson->program) {
        p->script = memory_copy(s->lesson->program);
        p->name = s->lesson->original;
    } else {
        buffer_puts(&p->why, s->lesson ? "this lesson has no program of its own to be shown"
                                       : "no lesson is open whose program there would be");
    }
}

static void take_labs(struct session *s, struct shown_program *p)
{
    struct buffer title = {0}, why = {0};
    p->script = session_last_program(s, true, &title, &why);
    if (!p->script)
        take_lessons(s, p);
    if (!p->script) {
        buffer_clear(&p->why);
        buffer_puts(&p->why, "nothing was typed yet, so there is no program");
    }
    buffer_free(&title);
    buffer_free(&why);
}

bool show_translate(struct session *s, const struct program_kind *kind, bool lesson,
                    struct shown_program *p)
{
    *p = (struct shown_program){0};
    if (lesson)
        take_lessons(s, p);
    else
        take_labs(s, p);
    if (!p->script)
        return false;
    struct source source = {p->name, p->script, strlen(p->script)};
    bool good = program_translate_parts(kind, &source, &p->text, &p->own, &p->found);
    source.name = NULL; /* it is one's own, or the lesson's */
    diagnostics_format(&p->why, &source, &p->found);
    while (p->why.length && p->why.bytes[p->why.length - 1] == '\n')
        buffer_cut(&p->why, p->why.length - 1);
    return good;
}

void show_forget(struct shown_program *p)
{
    free(p->script);
    buffer_free(&p->text);
    buffer_free(&p->why);
    diagnostics_free(&p->found);
}

/* ---- Showing it ------------------------------------------------------------------------------ */

static void say_code(struct session *s, const char *line, size_t indent)
{
    struct buffer text = {0};
    if (line[0])
        buffer_printf(&text, "%*s%s", (int)indent, "", line);
    lines_say(s, LINE_CODE, "", buffer_text(&text));
    buffer_free(&text);
}

/* The part that is to be shown. */
static const char *part(const struct showing *w, const struct shown_program *p)
{
    const char *text = buffer_text(&p->text);
    return w->all ? text : text + p->own + strspn(text + p->own, "\n");
}

static void say_heading(struct session *s, const struct showing *w, size_t i)
{
    lines_tell(s, LINE_LESSON, "In %s:", w->kinds[i]->spoken);
    say_code(s, "", 0);
}

/* Where two stand beside each other a language is said above its own. */
static void show_below(struct session *s, const struct showing *w, const struct shown_program *p)
{
    for (size_t i = 0; i < w->count; i++) {
        if (i)
            say_code(s, "", 0);
        say_heading(s, w, i);
        for (const char *at = part(w, &p[i]); *at;) {
            size_t length = strcspn(at, "\n");
            char *line = memory_copy_bytes(at, length);
            say_code(s, line, INDENTATION);
            free(line);
            at += length + (at[length] == '\n');
        }
    }
}

/* Lines of which none is wider: what does not fit goes on in the next, further in. */
static size_t cut_lines(const char *text, size_t columns, struct buffer **lines)
{
    size_t count = 0, capacity = 0;
    *lines = NULL;
    while (*text) {
        size_t end = strcspn(text, "\n"), indent = strspn(text, " ");
        for (size_t at = 0, begin = 0; !at || at < end; begin = at) {
            size_t deep = begin ? indent + GOES_ON : 0;
            MEMORY_ROOM_FOR_ONE(*lines, count, capacity);
            (*lines)[count] = (struct buffer){0};
            for (size_t i = 0; i < deep; i++)
                buffer_putc(&(*lines)[count], ' ');
            /* A character of UTF-8 stays whole. */
            while (at < end && ((text[at] & 0xc0) == 0x80 ||
                                deep + columns_of(text + begin, at + 1 - begin) <= columns))
                at++;
            at += at == begin && at < end;
            buffer_add(&(*lines)[count++], text + begin, at - begin);
            if (at == end)
                break;
        }
        text += end + (text[end] == '\n');
    }
    return count;
}

static size_t widest_line(const char *text)
{
    size_t widest = 0;
    while (*text) {
        size_t length = strcspn(text, "\n"), columns = columns_of(text, length);
        widest = columns > widest ? columns : widest;
        text += length + (text[length] == '\n');
    }
    return widest;
}

/* The columns for each of two beside each other; 0: they have no room there. */
static size_t room_beside(const struct session *s, const struct showing *w,
                          const struct shown_program *p)
{
    size_t around = SIGN + BESIDE_INDENT + BETWEEN;
    if (w->count != 2 || voice_speaks(s) || s->columns_shown <= around)
        return 0;
    size_t room = (s->columns_shown - around) / 2;
    bool fits = widest_line(part(w, &p[0])) <= room && widest_line(part(w, &p[1])) <= room;
    return fits || s->columns_shown >= WIDE ? room : 0;
}

static void show_beside(struct session *s, const struct showing *w, const struct shown_program *p,
                        size_t room)
{
    size_t counts[2];
    struct buffer *lines[2], row = {0};
    for (size_t i = 0; i < 2; i++)
        counts[i] = cut_lines(part(w, &p[i]), room, &lines[i]);
    buffer_printf(&row, "In %s:", w->kinds[0]->spoken);
    columns_pad(&row, buffer_text(&row), room + BETWEEN);
    buffer_printf(&row, "In %s:", w->kinds[1]->spoken);
    say_code(s, buffer_text(&row), BESIDE_INDENT);
    say_code(s, "", 0);
    for (size_t i = 0; i < counts[0] || i < counts[1]; i++) {
        const char *left = i < counts[0] ? buffer_text(&lines[0][i]) : "";
        buffer_clear(&row);
        buffer_puts(&row, left);
        if (i < counts[1] && lines[1][i].length) {
            columns_pad(&row, left, room + BETWEEN);
            buffer_puts(&row, buffer_text(&lines[1][i]));
        }
        say_code(s, buffer_text(&row), BESIDE_INDENT);
    }
    for (size_t i = 0; i < 2; i++) {
        while (counts[i])
            buffer_free(&lines[i][--counts[i]]);
        free(lines[i]);
    }
    buffer_free(&row);
}

/* What is missing of it, and where it goes beyond. */
static void say_rest(struct session *s, const struct showing *w, const struct shown_program *p)
{
    const char *name = w->kinds[w->count - 1]->name;
    for (size_t i = 0; i < w->count; i++)
        if (p[i].why.length)
            lines_say(s, LINE_NOTICE, "", buffer_text(&p[i].why));
    if (!w->all)
        lines_tell(s, LINE_NOTICE,
                   "(its beginning, with the helpers that it uses, is left out: `show %s%s all` "
                   "has it, and `export %s FILE` writes the whole program)",
                   name, w->lesson ? " lesson" : "", name);
}

void command_show(struct session *s, const char *arguments)
{
    struct shown_program programs[MOST_SHOWN];
    struct showing w;
    bool good = true;
    if (!read_showing(arguments, &w)) {
        arguments_refuse_form(s, "show");
        return;
    }
    for (size_t i = 0; i < w.count; i++) {
        bool translated = show_translate(s, w.kinds[i], w.lesson, &programs[i]);
        if (!translated && (good || programs[i].script))
            lines_say(s, LINE_ERROR, "", buffer_text(&programs[i].why));
        good = good && translated;
    }
    /* While a lesson is brought back nobody reads. */
    if (good && !s->lines.muted) {
        size_t room = room_beside(s, &w, programs);
        if (room)
            show_beside(s, &w, programs, room);
        else
            show_below(s, &w, programs);
        say_rest(s, &w, programs);
    }
    for (size_t i = 0; i < w.count; i++)
        show_forget(&programs[i]);
}
