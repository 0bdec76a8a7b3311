/* session_catalogue.c - which lessons there are, how far the learner is in each, and which is open.
 */
#include "shell/session_playing.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "lang/commands.h"
#include "shell/session_lesson.h"

#include <stdlib.h>
#include <string.h>

struct playing *session_playing(struct session *s)
{
    if (!s->playing) {
        s->playing = memory_zeroed(1, sizeof *s->playing);
        s->playing->catalogue = catalogue_open(commands_words(), s->language);
    }
    return s->playing;
}

struct player *session_player(const struct session *s)
{
    return s->playing ? s->playing->player : NULL;
}

void session_tell_progress(struct session *s, const struct buffer *why)
{
    struct buffer *told = &s->playing->told;
    if (!why->length || strcmp(buffer_text(why), buffer_text(told)) == 0)
        return;
    buffer_clear(told);
    buffer_puts(told, buffer_text(why));
    lines_say(s, LINE_NOTICE, "", buffer_text(told));
}

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

/* "3 of 6", "done"; "" where nothing is. `when`: something was last done. */
static char *how_far(struct session *s, const struct lesson *lesson, int64_t *when)
{
    struct buffer why = {0}, text = {0};
    struct progress *progress = progress_read(lesson->name, &why);
    size_t sections = player_sections(lesson), finished = player_finished(lesson, progress);
    if (finished == sections)
        buffer_puts(&text, "done");
    else if (finished)
        buffer_printf(&text, "%zu of %zu", finished, sections);
    *when = progress_when(progress);
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

/* By the names of the files alone, for reading all lessons takes three times as long as everything
 * else before the first prompt. */
bool session_has_begun_a_lesson(struct session *s)
{
    struct catalogue *c = session_playing(s)->catalogue;
    bool begun = false;
    for (size_t i = 0; i < catalogue_count(c) && !begun; i++) {
        struct buffer why = {0}, visible = {0};
        char *name = file_name(catalogue_path(c, i));
        utf8_add_visible(&visible, name, strlen(name), "");
        struct progress *progress = progress_read(buffer_text(&visible), &why);
        begun = progress_begun(progress);
        progress_free(progress);
        session_tell_progress(s, &why);
        buffer_free(&why);
        buffer_free(&visible);
        free(name);
    }
    return begun;
}

/* It can also have been opened by its file. */
static bool is_open(const struct playing *p, const struct lesson *lesson)
{
    return p->lesson && strcmp(p->lesson->name, lesson->name) == 0;
}

/* Where all is in another language, those that are not say so. */
static char *title_of(const struct playing *p, const struct lesson *lesson)
{
    struct buffer title = {0};
    buffer_puts(&title, lesson->title);
    if (catalogue_in(p->catalogue)[0] && !lesson->language[0])
        buffer_puts(&title, " (English)");
    return buffer_take(&title);
}

static void fill_row(struct session *s, size_t index)
{
    struct playing *p = s->playing;
    const struct lesson *lesson = catalogue_lesson(p->catalogue, index);
    char **texts = &p->row_texts[3 * index];
    int64_t when = 0;
    if (lesson) {
        texts[0] = memory_copy(lesson->number[0] ? lesson->number : lesson->name);
        texts[1] = title_of(p, lesson);
        texts[2] = how_far(s, lesson, &when);
    } else {
        texts[0] = file_name(catalogue_path(p->catalogue, index));
        texts[1] = memory_copy("(there are mistakes in its file)");
        texts[2] = memory_copy("");
    }
    p->rows[index] =
        (struct lesson_row){texts[0], texts[1], texts[2], lesson && is_open(p, lesson), when};
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
        buffer_printf(out, "open one: lesson %s", rows[0].name);
    else
        catalogue_add_none(s->playing->catalogue, out);
    buffer_putc(out, '\n');
    return count;
}

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
