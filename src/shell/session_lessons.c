/* session_lessons.c - which lessons there are, and the commands about lessons. See
 * lang/commands.c for what each is. */
#include "shell/session_playing.h"
#include "shell/dispatch.h"

#include "base/memory.h"
#include "lang/commands.h"

#include <stdlib.h>
#include <string.h>

/* ---- The list ---------------------------------------------------------------------------------
 */

void session_free_rows(struct playing *p)
{
    for (size_t i = 0; i < 3 * p->row_count; i++)
        free(p->row_texts[i]);
    free(p->row_texts);
    free(p->rows);
    free(p->slug);
    p->slug = NULL;
    p->row_texts = NULL;
    p->rows = NULL;
    p->row_count = 0;
}

/* "3 of 6", "done"; "" where nothing is. */
static char *how_far(struct session *s, const struct lesson *lesson)
{
    struct buffer why = {0}, text = {0};
    struct progress *progress = progress_read(lesson->name, &why);
    size_t sections = player_sections(lesson), finished = player_finished(lesson, progress);
    if (finished == sections)
        buffer_puts(&text, "done");
    else if (finished)
        buffer_printf(&text, "%zu of %zu", finished, sections);
    progress_free(progress);
    session_tell_progress(s, &why);
    buffer_free(&why);
    return buffer_take(&text);
}

/* The name of a file without its folder and ending. */
static char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return memory_copy_bytes(name, dot ? (size_t)(dot - name) : strlen(name));
}

/* It can also have been opened by its file. */
static bool is_open(const struct playing *p, const struct lesson *lesson)
{
    return p->lesson && strcmp(p->lesson->name, lesson->name) == 0;
}

static void fill_row(struct session *s, size_t index)
{
    struct playing *p = s->playing;
    const struct lesson *lesson = catalogue_lesson(p->catalogue, index);
    char **texts = &p->row_texts[3 * index];
    if (lesson) {
        texts[0] = memory_copy(lesson->number[0] ? lesson->number : lesson->name);
        texts[1] = memory_copy(lesson->title);
        texts[2] = how_far(s, lesson);
    } else {
        texts[0] = file_name(catalogue_path(p->catalogue, index));
        texts[1] = memory_copy("(there are mistakes in its file)");
        texts[2] = memory_copy("");
    }
    p->rows[index] =
        (struct lesson_row){texts[0], texts[1], texts[2], lesson && is_open(p, lesson)};
}

size_t session_lessons(struct session *s, const struct lesson_row **rows)
{
    struct playing *p = session_playing(s);
    session_free_rows(p);
    p->row_count = catalogue_count(p->catalogue);
    p->rows = memory_zeroed(p->row_count + 1, sizeof *p->rows);
    p->row_texts = memory_zeroed(3 * p->row_count + 1, sizeof *p->row_texts);
    for (size_t i = 0; i < p->row_count; i++)
        fill_row(s, i);
    *rows = p->rows;
    return p->row_count;
}

const char *session_lesson_slug(struct session *s, size_t index)
{
    const char *path = catalogue_path(session_playing(s)->catalogue, index);
    struct playing *p = s->playing;
    free(p->slug);
    p->slug = file_name(path);
    return p->slug + strspn(p->slug, "0123456789-");
}

static size_t columns(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

bool session_add_lessons(struct session *s, struct buffer *out)
{
    const struct lesson_row *rows;
    size_t count = session_lessons(s, &rows), name = 0, title = 0;
    for (size_t i = 0; i < count; i++) {
        name = columns(rows[i].name) > name ? columns(rows[i].name) : name;
        title = columns(rows[i].title) > title ? columns(rows[i].title) : title;
    }
    for (size_t i = 0; i < count; i++) {
        const struct lesson_row *r = &rows[i];
        const char *done = r->open && !r->done[0] ? "open" : r->done;
        buffer_printf(out, "%s%*s", r->name, (int)(name + 2 - columns(r->name)), "");
        buffer_puts(out, r->title);
        if (done[0])
            buffer_printf(out, "%*s%s", (int)(title + 2 - columns(r->title)), "", done);
        buffer_puts(out, r->open && r->done[0] ? ", open\n" : "\n");
    }
    if (count)
        buffer_printf(out, "open one: lesson %s\n", rows[0].name);
    else
        buffer_printf(out, "there are no lessons in %s\n", catalogue_folder(s->playing->catalogue));
    return count;
}

void command_lessons(struct session *s, const char *arguments)
{
    struct buffer out = {0};
    if (session_refuse_arguments(s, "lessons", arguments))
        return;
    session_add_lessons(s, &out);
    buffer_cut(&out, out.length - 1);
    session_say(s, LINE_NOTICE, "", buffer_text(&out));
    buffer_free(&out);
}

/* ---- lesson -----------------------------------------------------------------------------------
 */

const struct lesson *session_next_lesson(struct session *s)
{
    struct playing *p = s->playing;
    size_t count = catalogue_count(p->catalogue), index = 0;
    for (; index < count; index++) {
        const struct lesson *lesson = catalogue_lesson(p->catalogue, index);
        if (lesson && is_open(p, lesson))
            break;
    }
    return index + 1 < count ? catalogue_lesson(p->catalogue, index + 1) : NULL;
}

static void tell_lines(struct session *s, const char *lines)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        session_tell(s, LINE_ERROR, "%.*s", (int)length, lines);
        lines += length + (lines[length] == '\n');
    }
}

static void open_file(struct session *s, const char *path, size_t section)
{
    struct diagnostics found = {0};
    struct source source = {0};
    struct lesson *lesson = lesson_read(path, commands_words(), &found, &source);
    if (lesson) {
        session_play(s, lesson, lesson, section);
    } else {
        struct buffer text = {0};
        diagnostics_format(&text, &source, &found);
        tell_lines(s, buffer_text(&text));
        buffer_free(&text);
    }
    diagnostics_free(&found);
    free((char *)source.text);
}

static bool is_path(const char *words)
{
    size_t length = strlen(words);
    return strchr(words, '/') || (length > 3 && strcmp(words + length - 3, ".md") == 0);
}

/* "2.5.3", the third section of 2.5, and "01": how a number is written too. */
static int find_number(struct catalogue *c, const char *name, size_t *section)
{
    while (name[0] == '0' && name[1] >= '0' && name[1] <= '9')
        name++;
    int index = catalogue_find(c, name);
    const char *dot = strrchr(name, '.');
    if (index != CATALOGUE_NONE || *section || !dot || !dot[1] ||
        dot[1 + strspn(dot + 1, "0123456789")] || strspn(name, "0123456789.") != strlen(name))
        return index;
    char *lesson = memory_copy_bytes(name, (size_t)(dot - name));
    index = catalogue_find(c, lesson);
    free(lesson);
    if (index != CATALOGUE_NONE)
        *section = strtoul(dot + 1, NULL, 10);
    return index;
}

static void open_by_name(struct session *s, const char *name, size_t section)
{
    struct playing *p = session_playing(s);
    if (is_path(name)) {
        open_file(s, name, section);
        return;
    }
    int index = find_number(p->catalogue, name, &section);
    if (index == CATALOGUE_NONE) {
        struct buffer text = {0};
        catalogue_add_no_lesson(p->catalogue, name, &text);
        session_say(s, LINE_ERROR, "", buffer_text(&text));
        buffer_free(&text);
        return;
    }
    const struct lesson *lesson = catalogue_lesson(p->catalogue, (size_t)index);
    if (lesson)
        session_play(s, lesson, NULL, section);
    else
        tell_lines(s, catalogue_problem(p->catalogue, (size_t)index));
}

/* The first lesson in which something is done and something is not, or else the first that was not
 * begun; as many as there are lessons if all are done. */
static size_t find_unfinished(struct session *s, const struct lesson_row **rows, size_t *count)
{
    *count = session_lessons(s, rows);
    size_t chosen = *count;
    for (size_t i = 0; i < *count; i++) {
        const char *done = (*rows)[i].done;
        if (done[0] && strcmp(done, "done") != 0)
            return i;
        if (!done[0] && chosen == *count && catalogue_lesson(s->playing->catalogue, i))
            chosen = i;
    }
    return chosen;
}

void session_greet(struct session *s)
{
    const struct lesson_row *rows;
    size_t count, at = find_unfinished(s, &rows, &count);
    const char *begun = "This is a lab for threads: spawn one, give it orders, watch it.";
    if (at < count && (at > 0 || rows[at].done[0]))
        session_tell(s, LINE_NOTICE,
                     "%s `help` tells how, `lesson` goes on with %s %s, `lessons` lists all.",
                     begun, rows[at].name, rows[at].title);
    else
        session_tell(s, LINE_NOTICE, "%s `help` tells how, `lesson 0` teaches it.", begun);
}

static void open_unfinished(struct session *s)
{
    const struct lesson_row *rows;
    size_t count, chosen = find_unfinished(s, &rows, &count);
    if (chosen < count)
        session_play(s, catalogue_lesson(s->playing->catalogue, chosen), NULL, 0);
    else
        session_say(s, LINE_NOTICE, "",
                    "you have done all the lessons; `lessons` lists them, to do one again");
}

/* A number of 1 or more, behind a blank at the end of the arguments: cuts it off. */
static size_t cut_section(char *arguments)
{
    size_t length = strlen(arguments), digits = length;
    while (digits > 0 && arguments[digits - 1] >= '0' && arguments[digits - 1] <= '9')
        digits--;
    if (digits == length || digits == 0 || !strchr(" \t", arguments[digits - 1]))
        return 0;
    size_t section = strtoul(arguments + digits, NULL, 10);
    while (digits > 0 && strchr(" \t", arguments[digits - 1]))
        digits--;
    if (section)
        arguments[digits] = '\0';
    return section;
}

void command_lesson(struct session *s, const char *arguments)
{
    if (!arguments[0]) {
        open_unfinished(s);
        return;
    }
    char *copy = memory_copy(arguments);
    size_t section = cut_section(copy);
    char *name = session_one_argument(copy);
    /* Titles have blanks in them. */
    if (name || !strchr(copy, '"'))
        open_by_name(s, name ? name : copy, section);
    else
        session_refuse_form(s, "lesson");
    free(name);
    free(copy);
}

void session_open_lesson(struct session *s, const char *name)
{
    open_by_name(s, name, 0);
}

/* ---- What is done with the lesson that is open ------------------------------------------------
 */

/* The player; NULL, and said so, where no lesson is open. */
static struct player *player_for(struct session *s, const char *word, const char *arguments)
{
    struct player *player = session_player(s);
    if (session_refuse_arguments(s, word, arguments))
        return NULL;
    if (!player)
        session_say(s, LINE_NOTICE, "",
                    "no lesson is open; `lessons` lists them, and `lesson` opens one");
    session_lesson_poke(s);
    return player;
}

static void go_on(struct session *s, struct player *player)
{
    const struct lesson *next = player_over(player) ? session_next_lesson(s) : NULL;
    if (next)
        session_play(s, next, NULL, 0);
    else
        player_next(player);
    session_lesson_settle(s);
}

void session_lesson_go_on(struct session *s)
{
    struct player *player = session_player(s);
    if (!player)
        return;
    session_lesson_poke(s);
    go_on(s, player);
}

void command_next(struct session *s, const char *arguments)
{
    struct player *player = player_for(s, "next", arguments);
    if (player)
        go_on(s, player);
}

#define OF_THE_PLAYER(word)                                                                        \
    void command_##word(struct session *s, const char *arguments)                                  \
    {                                                                                              \
        struct player *player = player_for(s, #word, arguments);                                   \
        if (player)                                                                                \
            player_##word(player);                                                                 \
        session_lesson_settle(s);                                                                  \
    }

OF_THE_PLAYER(prev)
OF_THE_PLAYER(again)
OF_THE_PLAYER(hint)
OF_THE_PLAYER(answer)
OF_THE_PLAYER(skip)

void command_check(struct session *s, const char *arguments)
{
    struct player *player = player_for(s, "check", arguments);
    if (!player)
        return;
    const struct lesson_item *task = player_task(player);
    session_lesson_look(s);
    /* It may hold by now. */
    if (!task || player_task(player) == task)
        player_check(player);
    session_lesson_settle(s);
}
