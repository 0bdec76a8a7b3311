/* session_lessons.c - the commands about lessons. See lang/commands.c for what each is. */
#include "shell/session_playing.h"

#include "base/memory.h"
#include "lang/commands.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/lesson_find.h"
#include "shell/session_lesson.h"
#include "shell/session_present.h"

#include <stdlib.h>
#include <string.h>

void command_lessons(struct session *s, const char *arguments)
{
    struct buffer out = {0};
    if (arguments_refuse(s, "lessons", arguments))
        return;
    session_add_lessons(s, &out);
    buffer_cut(&out, out.length - 1);
    lines_say(s, LINE_NOTICE, "", buffer_text(&out));
    buffer_free(&out);
}

/* ---- lesson ---------------------------------------------------------------------------------- */

static void tell_lines(struct session *s, const char *lines)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        lines_tell(s, LINE_ERROR, "%.*s", (int)length, lines);
        lines += length + (lines[length] == '\n');
    }
}

void session_tell_unreadable(struct session *s, const struct source *source,
                             const struct diagnostics *found)
{
    struct buffer text = {0};
    diagnostics_format(&text, source, found);
    tell_lines(s, buffer_text(&text));
    buffer_free(&text);
}

static struct lesson *read_file(struct session *s, const char *path)
{
    struct diagnostics found = {0};
    struct source source = {0};
    struct lesson *lesson = lesson_read(path, commands_words(), &found, &source);
    if (!lesson)
        session_tell_unreadable(s, &source, &found);
    diagnostics_free(&found);
    free((char *)source.text);
    return lesson;
}

static bool ends_in(const char *words, const char *ending)
{
    size_t length = strlen(words), end = strlen(ending);
    return length > end && strcmp(words + length - end, ending) == 0;
}

bool session_is_script(const char *name)
{
    return !ends_in(name, ".md") && (strchr(name, '/') || ends_in(name, ".thr"));
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

const struct lesson *session_find_lesson(struct session *s, const char *name, size_t *section,
                                         struct lesson **own)
{
    struct playing *p = session_playing(s);
    *own = NULL;
    if (lesson_find_is_path(name))
        return *own = read_file(s, name);
    int index = find_number(p->catalogue, name, section);
    if (index == CATALOGUE_NONE) {
        struct buffer text = {0};
        catalogue_add_no_lesson(p->catalogue, name, &text);
        lines_say(s, LINE_ERROR, "", buffer_text(&text));
        buffer_free(&text);
        return NULL;
    }
    const struct lesson *lesson = catalogue_lesson(p->catalogue, (size_t)index);
    if (!lesson)
        tell_lines(s, catalogue_problem(p->catalogue, (size_t)index));
    return lesson;
}

static void open_by_name(struct session *s, const char *name, size_t section)
{
    struct lesson *own;
    const struct lesson *lesson = session_find_lesson(s, name, &section, &own);
    if (lesson)
        session_play(s, lesson, own, section, false);
}

/* Of the lessons in which something is done and something is not the one that was played last, or
 * else the first that was not begun; as many as there are lessons if all are done. */
static size_t find_unfinished(struct session *s, const struct lesson_row **rows, size_t *count)
{
    *count = session_lessons(s, rows);
    size_t begun = *count, first = *count;
    for (size_t i = 0; i < *count; i++) {
        const struct lesson_row *row = &(*rows)[i];
        bool unfinished = row->done[0] && strcmp(row->done, "done") != 0;
        if (unfinished && (begun == *count || row->when > (*rows)[begun].when))
            begun = i;
        if (!row->done[0] && first == *count && catalogue_lesson(s->playing->catalogue, i))
            first = i;
    }
    return begun < *count ? begun : first;
}

void session_greet(struct session *s)
{
    const struct lesson_row *rows = NULL;
    size_t count = 0, at = 0;
    if (session_has_begun_a_lesson(s))
        at = find_unfinished(s, &rows, &count);
    const char *begun = "This is a lab for threads: spawn one, give it orders, watch it.";
    if (at < count && (at > 0 || rows[at].done[0]))
        lines_tell(s, LINE_NOTICE,
                   "%s `help` tells how, `lesson` goes on with %s %s, `lessons` lists all.", begun,
                   rows[at].name, rows[at].title);
    else
        lines_tell(s, LINE_NOTICE, "%s `help` tells how, `lesson 0` teaches it.", begun);
}

static void open_unfinished(struct session *s)
{
    const struct lesson_row *rows;
    size_t count, chosen = find_unfinished(s, &rows, &count);
    if (chosen < count)
        session_play(s, catalogue_lesson(s->playing->catalogue, chosen), NULL, 0, false);
    else
        lines_say(s, LINE_NOTICE, "",
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

void command_present(struct session *s, const char *arguments)
{
    char *name = arguments_one(arguments);
    if (name || (arguments[0] && !strchr(arguments, '"')))
        session_present_open(s, name ? name : arguments, false);
    else
        arguments_refuse_form(s, "present");
    free(name);
}

void command_lesson(struct session *s, const char *arguments)
{
    if (!arguments[0]) {
        open_unfinished(s);
        return;
    }
    char *copy = memory_copy(arguments);
    size_t section = cut_section(copy);
    char *name = arguments_one(copy);
    /* Titles have blanks in them. */
    if (name || !strchr(copy, '"'))
        open_by_name(s, name ? name : copy, section);
    else
        arguments_refuse_form(s, "lesson");
    free(name);
    free(copy);
}

void session_open_lesson(struct session *s, const char *name)
{
    if (name[0])
        open_by_name(s, name, 0);
    else
        open_unfinished(s);
}

/* ---- What is done with the lesson that is open ----------------------------------------------- */

/* The player; NULL, and said so, where no lesson is open. */
static struct player *player_for(struct session *s, const char *word, const char *arguments)
{
    struct player *player = session_player(s);
    if (arguments_refuse(s, word, arguments))
        return NULL;
    if (!player)
        lines_say(s, LINE_NOTICE, "",
                  "no lesson is open; `lessons` lists them, and `lesson` opens one");
    session_lesson_poke(s);
    return player;
}

static void go_on(struct session *s, struct player *player)
{
    if (session_present_refuses(s))
        return;
    const struct lesson *next = player_over(player) ? session_next_lesson(s) : NULL;
    if (next)
        session_play(s, next, NULL, 0, false);
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

/* Those that would lead the lesson elsewhere. */
#define LEADS_THE_PLAYER(word)                                                                     \
    void command_##word(struct session *s, const char *arguments)                                  \
    {                                                                                              \
        struct player *player = player_for(s, #word, arguments);                                   \
        if (player && !session_present_refuses(s))                                                 \
            player_##word(player);                                                                 \
        session_lesson_settle(s);                                                                  \
    }

LEADS_THE_PLAYER(prev)
LEADS_THE_PLAYER(again)
OF_THE_PLAYER(hint)
OF_THE_PLAYER(answer)
LEADS_THE_PLAYER(skip)

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
