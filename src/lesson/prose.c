/* prose.c - what is read by people: paragraphs, headings, lists, quotes, code, as plain text; and
 * questions, which are lists with boxes. See lesson_inside.h. */
#include "lesson/lesson_inside.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum {
    DEPTH = 20, /* lists and quotes inside one another */
    TAB_STOP = 8,
};

/* ---- Plain text ------------------------------------------------------------------------------ */

void prose_add_text(struct buffer *out, const char *text, size_t length)
{
    while (length > 0) {
        const char *tab = memchr(text, '\t', length);
        size_t part = tab ? (size_t)(tab - text) : length;
        utf8_add_visible(out, text, part, "");
        if (tab)
            buffer_putc(out, ' ');
        part += tab != NULL;
        text += part;
        length -= part;
    }
}

/* Whether there are comments, and blanks around them, alone. */
static bool is_comment(const char *html)
{
    for (html += strspn(html, " \t\n"); *html; html += strspn(html, " \t\n")) {
        if (strncmp(html, "<!--", 4) != 0)
            return false;
        const char *end = strstr(html + 4, "-->");
        if (!end)
            return false;
        html = end + 3;
    }
    return true;
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t\n");
}

/* Lines without the blanks around each. */
static void add_note(struct buffer *out, const char *text, const char *end)
{
    for (text = skip_blanks(text); text < end; text = skip_blanks(text)) {
        const char *line = memchr(text, '\n', (size_t)(end - text));
        const char *last = line ? line : end;
        while (last > text && strchr(" \t", last[-1]))
            last--;
        if (out->length)
            buffer_putc(out, '\n');
        prose_add_text(out, text, (size_t)(last - text));
        text = line ? line : end;
    }
}

char *prose_note(const char *html)
{
    struct buffer note = {0};
    bool any = false;
    const char *end;
    while ((html = strstr(html, "<!--")) && (end = strstr(html + 4, "-->"))) {
        const char *text = skip_blanks(html + 4);
        html = end + 3;
        if (strncmp(text, "note:", 5) != 0)
            continue;
        any = true;
        add_note(&note, text + 5, end);
    }
    if (any)
        return buffer_take(&note);
    buffer_free(&note);
    return NULL;
}

/* Where the first line of this text stands in the block that the node is or belongs to. cmark tells
 * lines of what is within a paragraph only roughly: code with line breaks before it, and
 * definitions of links, are not counted. */
static struct span find_text(const struct reader *r, cmark_node *node, const char *text)
{
    cmark_node *block = node;
    while (cmark_node_get_type(block) > CMARK_NODE_LAST_BLOCK)
        block = cmark_node_parent(block);
    size_t first = reader_node_line(r, block), last = (size_t)cmark_node_get_end_line(block);
    size_t begin = r->lines[first - 1], length = strcspn(text, "\n");
    size_t end = last >= first && last <= r->line_count ? r->lines[last] : r->source->length;
    const char *found = memory_find(r->source->text + begin, end - begin, text, length);
    if (!found)
        return reader_line(r, reader_node_line(r, node));
    begin = (size_t)(found - r->source->text);
    return (struct span){begin, begin + length};
}

bool prose_is_comment(struct reader *r, cmark_node *html)
{
    const char *literal = cmark_node_get_literal(html);
    if (is_comment(literal)) {
        char *note = prose_note(literal);
        if (note && !r->lesson->misplaced_note)
            r->lesson->misplaced_note = reader_node_line(r, html);
        free(note);
        return true;
    }
    const char *begin = literal + strspn(literal, " \t\n");
    struct span at = find_text(r, html, begin);
    if (strncmp(begin, "<!--", 4) == 0 && !strstr(begin + 4, "-->"))
        reader_fail(r, at, "this comment is not closed: --> is missing");
    else
        reader_fail(r, at,
                    "HTML cannot be shown in a terminal; a comment <!-- --> may stand here, or "
                    "write \\< for a plain <");
    return false;
}

/* A link is its text, and its address unless that is the same. */
static void end_link(struct buffer *out, size_t begin, cmark_node *link)
{
    const char *url = cmark_node_get_url(link);
    struct buffer address = {0};
    prose_add_text(&address, url, strlen(url));
    const char *shown = buffer_text(out) + begin, *full = buffer_text(&address);
    bool same = strcmp(shown, full) == 0 ||
                (strncmp(full, "mailto:", 7) == 0 && strcmp(shown, full + 7) == 0);
    if (*shown == '\0')
        buffer_puts(out, full);
    else if (!same && *full)
        buffer_printf(out, " (%s)", full);
    buffer_free(&address);
}

struct inlines {
    struct buffer out;
    size_t link;        /* where the text of the link begins */
    bool after_comment; /* blanks are left out then if some stand there already */
    bool failed;        /* HTML or an image was found; one error is enough */
};

static void add_inline_text(struct inlines *i, const char *text)
{
    if (i->after_comment && (i->out.length == 0 || i->out.bytes[i->out.length - 1] == ' '))
        text += strspn(text, " ");
    i->after_comment &= *text == '\0';
    prose_add_text(&i->out, text, strlen(text));
}

static void add_inline(struct reader *r, struct inlines *i, cmark_node *node, bool enter)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        add_inline_text(i, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        add_inline_text(i, " ");
        break;
    case CMARK_NODE_CODE:
        i->after_comment = false;
        buffer_putc(&i->out, '`');
        prose_add_text(&i->out, cmark_node_get_literal(node), strlen(cmark_node_get_literal(node)));
        buffer_putc(&i->out, '`');
        break;
    case CMARK_NODE_HTML_INLINE:
        i->after_comment = !i->failed && prose_is_comment(r, node);
        i->failed |= !i->after_comment;
        break;
    case CMARK_NODE_IMAGE:
        if (enter && !i->failed)
            reader_fail(r, find_text(r, node, "!["), "an image cannot be shown in a terminal");
        i->failed = true;
        break;
    case CMARK_NODE_LINK:
        if (enter)
            i->link = i->out.length;
        else
            end_link(&i->out, i->link, node);
        break;
    default:
        break;
    }
}

static char *without_end_blanks(struct buffer *text)
{
    while (text->length && text->bytes[text->length - 1] == ' ')
        buffer_cut(text, text->length - 1);
    return buffer_take(text);
}

char *prose_inlines(struct reader *r, cmark_node *block)
{
    struct inlines inlines = {0};
    cmark_iter *iter = cmark_iter_new(block);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
        add_inline(r, &inlines, cmark_iter_get_node(iter), event == CMARK_EVENT_ENTER);
    cmark_iter_free(iter);
    return without_end_blanks(&inlines.out);
}

static char *code_text(cmark_node *node)
{
    struct buffer out = {0};
    size_t column = 0;
    const char *text = cmark_node_get_literal(node);
    for (; *text; text++) {
        if (*text != '\t') {
            buffer_putc(&out, *text);
            column = *text == '\n' ? 0 : column + (((unsigned char)*text & 0xC0) != 0x80);
            continue;
        }
        do
            buffer_putc(&out, ' ');
        while (++column % TAB_STOP);
    }
    return buffer_take(&out);
}

/* ---- Blocks of text -------------------------------------------------------------------------- */

/* Where in lists and quotes a block stands. */
struct place {
    unsigned depth;  /* all of them */
    unsigned lists;  /* lists alone */
    char marker[16]; /* of the list's item, as long as nothing stands behind it; then blanks */
    enum lesson_style style;
};

static void add_text(struct lesson_section *section, size_t line, enum lesson_style style,
                     const struct place *place, char *text)
{
    if (*text == '\0' && style != LESSON_CODE) {
        free(text);
        return;
    }
    struct lesson_item *item = reader_item(section, LESSON_TEXT, line);
    item->style = style;
    item->text = text;
    if (!place->lists || style == LESSON_CODE)
        return;
    struct buffer indented = {0};
    buffer_printf(&indented, "%*s%s%s", (int)(2 * (place->lists - 1)), "", place->marker, text);
    item->text = buffer_take(&indented);
    free(text);
}

static void read_code(struct reader *r, struct lesson_section *section, cmark_node *node,
                      const struct place *place)
{
    struct fence fence;
    if (place->depth > 0) {
        fence_read(r, node, true, &fence);
        fence_free(&fence);
    }
    add_text(section, reader_node_line(r, node), LESSON_CODE, place, code_text(node));
}

static void read_node(struct reader *r, struct lesson_section *section, cmark_node *node,
                      struct place *place);

static void read_children(struct reader *r, struct lesson_section *section, cmark_node *node,
                          struct place *place)
{
    if (place->depth > DEPTH) {
        reader_fail_line(r, reader_node_line(r, node),
                         "lists and quotes are nested too deeply; %d levels are the limit", DEPTH);
        return;
    }
    for (cmark_node *n = cmark_node_first_child(node); n; n = cmark_node_next(n))
        read_node(r, section, n, place);
}

/* ---- Questions ------------------------------------------------------------------------------- */

enum box { NO_BOX, EMPTY_BOX, CHECKED_BOX };

/* The box that a paragraph's plain text begins with; `length` bytes. */
static enum box box_of(const char *text, size_t *length)
{
    if (text[0] != '[' || !text[1] || !strchr(" xX", text[1]) || text[2] != ']' ||
        (text[3] != ' ' && text[3] != '\0'))
        return NO_BOX;
    *length = 3 + strspn(text + 3, " ");
    return text[1] == ' ' ? EMPTY_BOX : CHECKED_BOX;
}

/* Only looks: says of nothing that it is wrong. */
static enum box item_box(cmark_node *item)
{
    cmark_node *child = cmark_node_first_child(item);
    if (!child || cmark_node_get_type(child) != CMARK_NODE_PARAGRAPH)
        return NO_BOX;
    struct buffer begin = {0};
    size_t length;
    /* cmark cuts text at brackets. What is no text is no blank either. */
    for (cmark_node *n = cmark_node_first_child(child); n && begin.length < 4;
         n = cmark_node_next(n)) {
        cmark_node_type type = cmark_node_get_type(n);
        bool is_break = type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK;
        bool is_text = type == CMARK_NODE_TEXT;
        buffer_puts(&begin, is_text ? cmark_node_get_literal(n) : is_break ? " " : "....");
    }
    enum box box = box_of(buffer_text(&begin), &length);
    buffer_free(&begin);
    return box;
}

/* How many of a list's items have boxes, and how many have none; the line of the first without. */
struct boxes {
    size_t with, without, first_without;
};

static struct boxes count_boxes(const struct reader *r, cmark_node *list)
{
    struct boxes b = {0};
    for (cmark_node *n = cmark_node_first_child(list); n; n = cmark_node_next(n)) {
        if (item_box(n) != NO_BOX)
            b.with++;
        else if (b.without++ == 0)
            b.first_without = reader_node_line(r, n);
    }
    return b;
}

static void read_explanation(struct reader *r, struct lesson_answer *answer, cmark_node *node)
{
    struct buffer explanation = {0};
    for (; node; node = cmark_node_next(node)) {
        if (cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH) {
            reader_fail_line(r, reader_node_line(r, node),
                             "an answer is explained by paragraphs, and by nothing else");
            break;
        }
        char *text = prose_inlines(r, node);
        buffer_printf(&explanation, "%s%s", explanation.length && *text ? " " : "", text);
        free(text);
    }
    answer->explanation = buffer_take(&explanation);
}

static bool read_answer(struct reader *r, struct lesson_answer *answer, cmark_node *item)
{
    size_t box = 0;
    cmark_node *paragraph = cmark_node_first_child(item);
    char *text = prose_inlines(r, paragraph);
    answer->right = box_of(text, &box) == CHECKED_BOX;
    answer->text = memory_copy(text + box);
    if (*answer->text == '\0')
        reader_fail_line(r, reader_node_line(r, item), "nothing stands behind this box");
    read_explanation(r, answer, cmark_node_next(paragraph));
    free(text);
    return answer->right;
}

static void read_question(struct reader *r, struct lesson_section *section, cmark_node *list,
                          size_t count, bool paragraph)
{
    size_t line = reader_node_line(r, list), right = 0;
    char *asked = NULL, *note = paragraph ? reader_take_note(section) : NULL;
    if (paragraph)
        asked = section->items[--section->item_count].text;
    else
        reader_fail_line(r, line,
                         "the question has to stand in a paragraph directly before its "
                         "answers");
    struct lesson_item *item = reader_item(section, LESSON_QUESTION, line);
    item->text = asked;
    item->note = note;
    item->answers = memory_zeroed(count, sizeof *item->answers);
    item->answer_count = count;
    cmark_node *n = cmark_node_first_child(list);
    for (size_t i = 0; i < count; i++, n = cmark_node_next(n))
        right += read_answer(r, &item->answers[i], n);
    if (count < 2)
        reader_fail_line(r, line, "a question has at least two answers");
    if (right == 0)
        reader_fail_line(r, line, "none of these answers is right: mark one with [x]");
}

/* ---- Lists ----------------------------------------------------------------------------------- */

static void read_list_item(struct reader *r, struct lesson_section *section, cmark_node *node,
                           const struct place *around, int number)
{
    struct place place = *around;
    place.depth++;
    place.lists++;
    if (number < 0)
        strcpy(place.marker, "- ");
    else
        snprintf(place.marker, sizeof place.marker, "%d. ", number);
    read_children(r, section, node, &place);
}

static void read_list(struct reader *r, struct lesson_section *section, cmark_node *list,
                      const struct place *place)
{
    bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
    int number = ordered ? cmark_node_get_list_start(list) : -1;
    struct boxes boxes = count_boxes(r, list);
    if (boxes.with && place->depth > 0)
        reader_fail_line(r, reader_node_line(r, list),
                         "a question cannot stand in a list or a quote");
    else if (boxes.with && boxes.without)
        reader_fail_line(r, boxes.first_without,
                         "this item has no box, but others of its list have: all answers of a "
                         "question have one, [ ] or [x]");
    for (cmark_node *n = cmark_node_first_child(list); n; n = cmark_node_next(n)) {
        read_list_item(r, section, n, place, number);
        number += ordered;
    }
}

static void read_node(struct reader *r, struct lesson_section *section, cmark_node *node,
                      struct place *place)
{
    size_t line = reader_node_line(r, node);
    enum lesson_style style = place->lists ? LESSON_LIST_ITEM : place->style;
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
        add_text(section, line, style, place, prose_inlines(r, node));
        break;
    case CMARK_NODE_HEADING:
        add_text(section, line, place->lists ? LESSON_LIST_ITEM : LESSON_HEADING, place,
                 prose_inlines(r, node));
        break;
    case CMARK_NODE_CODE_BLOCK:
        read_code(r, section, node, place);
        break;
    case CMARK_NODE_LIST:
        read_list(r, section, node, place);
        break;
    case CMARK_NODE_BLOCK_QUOTE: {
        struct place quoted = *place;
        quoted.depth++;
        quoted.style = LESSON_QUOTE;
        read_children(r, section, node, &quoted);
        break;
    }
    case CMARK_NODE_HTML_BLOCK:
        prose_is_comment(r, node);
        break;
    default:
        break;
    }
    /* Further paragraphs of an item stand under the first. */
    memset(place->marker, ' ', strlen(place->marker));
}

void prose_read(struct reader *r, struct lesson_section *section, struct element *e, bool paragraph)
{
    struct place place = {.style = LESSON_PARAGRAPH};
    if (e->type == CMARK_NODE_LIST) {
        struct boxes boxes = count_boxes(r, e->node);
        if (boxes.with && !boxes.without) {
            read_question(r, section, e->node, boxes.with, paragraph);
            return;
        }
    }
    read_node(r, section, e->node, &place);
}
