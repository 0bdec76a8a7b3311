/* outline.c - the text's top level: title, sections and what stands in them. See lesson_inside.h.
 */
#include "lesson/lesson_inside.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* ---- Errors ---------------------------------------------------------------------------------- */

static struct diagnostic *fail(struct reader *r, struct span at, const char *format, va_list args)
{
    struct buffer message = {0};
    buffer_vprintf(&message, format, args);
    struct diagnostic *d =
        diagnostics_add(r->found, DIAGNOSTIC_ERROR, at.begin, at.end, "%s", buffer_text(&message));
    buffer_free(&message);
    return d;
}

struct diagnostic *reader_fail(struct reader *r, struct span at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct diagnostic *d = fail(r, at, format, args);
    va_end(args);
    return d;
}

struct diagnostic *reader_fail_line(struct reader *r, size_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct diagnostic *d = fail(r, reader_line(r, line), format, args);
    va_end(args);
    return d;
}

struct span reader_line(const struct reader *r, size_t line)
{
    if (line > r->line_count)
        return (struct span){r->source->length, r->source->length};
    struct span s = {r->lines[line - 1], r->lines[line]};
    const char *text = r->source->text;
    while (s.end > s.begin && strchr("\n \t", text[s.end - 1]))
        s.end--;
    while (s.begin < s.end && (text[s.begin] == ' ' || text[s.begin] == '\t'))
        s.begin++;
    return s;
}

void reader_shift(struct reader *r, size_t first, size_t begin)
{
    for (size_t i = first; i < r->found->count; i++) {
        r->found->items[i].begin += begin;
        r->found->items[i].end += begin;
    }
}

size_t reader_node_line(const struct reader *r, cmark_node *node)
{
    for (; node; node = cmark_node_parent(node)) {
        int line = cmark_node_get_start_line(node);
        if (line > 0 && (size_t)line <= r->line_count)
            return (size_t)line;
    }
    return 1;
}

/* ---- The text as such ------------------------------------------------------------------------ */

static bool check_text(struct reader *r)
{
    const struct source *s = r->source;
    for (size_t at = 0; at < s->length;) {
        uint32_t character;
        size_t bytes = utf8_decode(s->text + at, s->length - at, &character);
        if (bytes == 0) {
            size_t line = source_position(s, at).line;
            reader_fail(r, (struct span){at, at + 1},
                        "the byte 0x%02X, number %zu of line %zu, is not UTF-8: this is not a "
                        "text file, or one in another encoding",
                        (unsigned)(unsigned char)s->text[at], at - r->lines[line - 1] + 1, line);
            return false;
        }
        if (utf8_is_control(character) && character != '\n' && character != '\t') {
            reader_fail(r, (struct span){at, at + bytes},
                        "the control character U+%04X cannot stand in a lesson",
                        (unsigned)character);
            return false;
        }
        at += bytes;
    }
    return true;
}

static void find_lines(struct reader *r)
{
    size_t capacity = 0;
    const char *text = r->source->text;
    for (size_t at = 0; at < r->source->length;) {
        const char *end = memchr(text + at, '\n', r->source->length - at);
        MEMORY_ROOM_FOR_ONE(r->lines, r->line_count, capacity);
        r->lines[r->line_count++] = at;
        at = end ? (size_t)(end - text) + 1 : r->source->length;
    }
    MEMORY_ROOM_FOR_ONE(r->lines, r->line_count, capacity);
    r->lines[r->line_count] = r->source->length;
}

/* ---- Elements -------------------------------------------------------------------------------- */

/* A comment of the speaker's at the top level, behind the title; false: it is something else. */
static bool find_note(struct reader *r, cmark_node *html)
{
    char *text = r->element_count ? prose_note(cmark_node_get_literal(html)) : NULL;
    if (!text)
        return false;
    MEMORY_ROOM_FOR_ONE(r->notes, r->note_count, r->note_capacity);
    r->notes[r->note_count++] =
        (struct note){.before = r->element_count, .line = reader_node_line(r, html), .text = text};
    return true;
}

/* What counts at the top level, with its fences read. */
static void find_elements(struct reader *r, cmark_node *document)
{
    for (cmark_node *n = cmark_node_first_child(document); n; n = cmark_node_next(n)) {
        struct element e = {.node = n, .type = cmark_node_get_type(n)};
        if (e.type == CMARK_NODE_THEMATIC_BREAK)
            continue;
        if (e.type == CMARK_NODE_HTML_BLOCK) {
            if (!find_note(r, n))
                prose_is_comment(r, n);
            continue;
        }
        e.line = reader_node_line(r, n);
        cmark_node *before = cmark_node_previous(n);
        e.after_rule = before && cmark_node_get_type(before) == CMARK_NODE_THEMATIC_BREAK;
        if (e.type == CMARK_NODE_CODE_BLOCK)
            e.is_fence = fence_read(r, n, false, &e.fence);
        MEMORY_ROOM_FOR_ONE(r->elements, r->element_count, r->element_capacity);
        r->elements[r->element_count++] = e;
    }
}

static bool is_heading(const struct element *e, int level)
{
    return e->type == CMARK_NODE_HEADING && cmark_node_get_heading_level(e->node) == level;
}

/* ---- Title and sections ---------------------------------------------------------------------- */

/* Digits with single points between them and a blank behind: how long they are; else 0. */
static size_t number_length(const char *title)
{
    size_t at = 0;
    for (;;) {
        size_t digits = strspn(title + at, "0123456789");
        if (digits == 0)
            return 0;
        at += digits;
        if (title[at] == ' ')
            return at;
        if (title[at] != '.')
            return 0;
        at++;
    }
}

static void read_title(struct reader *r, const struct element *e)
{
    char *title = prose_inlines(r, e->node);
    size_t number = number_length(title);
    r->lesson->number = memory_copy_bytes(title, number);
    r->lesson->title = memory_copy(title + number + strspn(title + number, " "));
    if (*title == '\0')
        reader_fail_line(r, e->line, "the title is empty");
    free(title);
}

static struct lesson_section *add_section(struct reader *r, char *title, size_t line)
{
    struct lesson *l = r->lesson;
    /* One at a time: a lesson has few. */
    l->sections = memory_resize(l->sections, (l->section_count + 1) * sizeof *l->sections);
    struct lesson_section *s = &l->sections[l->section_count++];
    *s = (struct lesson_section){.title = title, .key = memory_copy(title), .line = line};
    return s;
}

struct lesson_item *reader_item(struct lesson_section *section, enum lesson_kind kind, size_t line)
{
    size_t count = section->item_count;
    /* Doubled at the powers of two, which need not be kept. */
    if ((count & (count - 1)) == 0)
        section->items =
            memory_resize(section->items, (count ? 2 * count : 1) * sizeof *section->items);
    section->items[section->item_count++] =
        (struct lesson_item){.kind = kind, .line = line, .verdict = {.states = -1}};
    return &section->items[count];
}

char *reader_take_note(struct lesson_section *section)
{
    struct lesson_item *last = &section->items[section->item_count - 1];
    char *note = last->note;
    last->note = NULL;
    return note;
}

static struct lesson_section *begin_section(struct reader *r, const struct element *e)
{
    char *title = prose_inlines(r, e->node);
    if (*title == '\0')
        reader_fail_line(r, e->line, "this section has no title");
    return add_section(r, title, e->line);
}

static void add_note(char **note, const char *text)
{
    struct buffer all = {0};
    buffer_printf(&all, "%s%s%s", *note ? *note : "", *note ? "\n" : "", text);
    free(*note);
    *note = buffer_take(&all);
}

/* Gives the notes that stand before the element `next` to the section's last item, or to its title
 * where it has none yet. */
static void attach_notes(struct reader *r, struct lesson_section *section, size_t next)
{
    for (; r->attached < r->note_count && r->notes[r->attached].before <= next; r->attached++)
        add_note(section->item_count ? &section->items[section->item_count - 1].note
                                     : &section->note,
                 r->notes[r->attached].text);
}

static void read_elements(struct reader *r)
{
    struct lesson_section *section = add_section(r, memory_copy(""), r->elements[0].line);
    bool paragraph = false; /* the last element was one, and is the section's last item */
    attach_notes(r, section, 1);
    for (size_t i = 1; i < r->element_count;) {
        struct element *e = &r->elements[i];
        size_t items = section->item_count;
        if (is_heading(e, 1)) {
            reader_fail_line(r, e->line,
                             "this is the second title; a lesson has one, and its "
                             "sections have headings of the second level (##)");
            i++;
        } else if (is_heading(e, 2)) {
            section = begin_section(r, e);
            section->new_sitting = e->after_rule && r->lesson->section_count > 2;
            items = section->item_count;
            i++;
        } else if (e->is_fence && e->fence.kind != FENCE_FOREIGN) {
            i = blocks_read(r, section, i, paragraph);
        } else {
            prose_read(r, section, e, paragraph);
            i++;
        }
        paragraph = e->type == CMARK_NODE_PARAGRAPH && section->item_count == items + 1;
        attach_notes(r, section, i);
    }
    if (r->lesson->section_count == 1)
        reader_fail_line(
            r, r->elements[0].line,
            "this lesson has no section: a heading of the second level (##) begins one");
}

static void read_outline(struct reader *r)
{
    if (r->element_count == 0) {
        reader_fail_line(r, 1, "nothing stands in this lesson");
        return;
    }
    const struct element *first = &r->elements[0];
    if (!is_heading(first, 1)) {
        reader_fail_line(r, first->line,
                         "a lesson begins with its title, a heading of the first level (# TITLE)");
        return;
    }
    read_title(r, first);
    read_elements(r);
}

/* ---- The lesson ------------------------------------------------------------------------------ */

static void name_lesson(struct lesson *l, const char *path)
{
    const char *name = strrchr(path, '/');
    name = name ? name + 1 : path;
    const char *ending = strrchr(name, '.');
    size_t length = ending && ending > name ? (size_t)(ending - name) : strlen(name);
    struct buffer visible = {0};
    utf8_add_visible(&visible, name, length, "");
    l->path = memory_copy(path);
    l->original = memory_copy(path);
    l->language = memory_copy("");
    l->name = buffer_take(&visible);
}

static void count_items(struct lesson *l)
{
    l->sitting_count = 1;
    for (size_t i = 0; i < l->section_count; i++) {
        l->sitting_count += l->sections[i].new_sitting;
        for (size_t j = 0; j < l->sections[i].item_count; j++) {
            const struct lesson_item *item = &l->sections[i].items[j];
            l->task_count += item->kind == LESSON_TASK;
            l->question_count += item->kind == LESSON_QUESTION;
            l->challenge_count += item->kind == LESSON_CHALLENGE;
            l->verdict_count += item->verdict.kind != NULL;
        }
    }
}

/* cmark's own allocator aborts where there is no memory. */
static cmark_node *parse_document(const char *text, size_t length)
{
    static cmark_mem memory = {memory_zeroed, memory_resize, free};
    cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, &memory);
    cmark_parser_feed(parser, text, length);
    cmark_node *document = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    return document;
}

/* `laid_out`: gets the text with its blocks laid out; or NULL. */
static struct lesson *parse(const struct source *source, const char *const *lab_words,
                            struct diagnostics *found, struct buffer *laid_out)
{
    struct reader r = {.source = source,
                       .lab_words = lab_words,
                       .found = found,
                       .lesson = memory_zeroed(1, sizeof *r.lesson),
                       .program = program_new()};
    size_t errors = found->errors;
    name_lesson(r.lesson, source->name ? source->name : "");
    find_lines(&r);
    if (check_text(&r)) {
        cmark_node *document = parse_document(source->text, source->length);
        find_elements(&r, document);
        read_outline(&r);
        if (laid_out && found->errors == errors)
            layout_add(&r, laid_out);
        cmark_node_free(document);
    }
    for (size_t i = 0; i < r.element_count; i++)
        fence_free(&r.elements[i].fence);
    for (size_t i = 0; i < r.note_count; i++)
        free(r.notes[i].text);
    free(r.notes);
    free(r.elements);
    free(r.lines);
    program_free(r.program);
    if (r.program_text.length)
        r.lesson->program = buffer_take(&r.program_text);
    buffer_free(&r.program_text);
    count_items(r.lesson);
    if (found->errors == errors)
        return r.lesson;
    lesson_free(r.lesson);
    return NULL;
}

struct lesson *lesson_parse(const struct source *source, const char *const *lab_words,
                            struct diagnostics *found)
{
    return parse(source, lab_words, found, NULL);
}

bool lesson_format(const struct source *source, const char *const *lab_words, struct buffer *out,
                   struct diagnostics *found)
{
    struct lesson *lesson = parse(source, lab_words, found, out);
    lesson_free(lesson);
    return lesson;
}
