/* c_print.c - text, as C writes it: strings, and formats with their values. See c_inside.h. */
#include "export/c_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The inside of a string. In octal: hexadecimal digits would go on for as long as there are some.
 */
static void put_characters(const char *text, bool percent, struct buffer *out)
{
    for (const char *s = text; *s; s++) {
        unsigned char byte = (unsigned char)*s;
        bool question = *s == '?' && s > text && s[-1] == '?'; /* no trigraphs */
        if (*s == '"' || *s == '\\' || question)
            buffer_printf(out, "\\%c", *s);
        else if (*s == '\n')
            buffer_puts(out, "\\n");
        else if (*s == '\t')
            buffer_puts(out, "\\t");
        else if (byte < ' ' || byte == 127)
            buffer_printf(out, "\\%03o", byte);
        else if (percent && *s == '%')
            buffer_puts(out, "%%");
        else
            buffer_putc(out, *s);
    }
}

void c_string(const char *text, bool percent, struct buffer *out)
{
    buffer_putc(out, '"');
    put_characters(text, percent, out);
    buffer_putc(out, '"');
}

/* ---- Formats --------------------------------------------------------------------------------- */

enum { MOST_PIECES = 256 };

/* What a format is made of: text, or a value. */
struct pieces {
    const struct node *nodes[MOST_PIECES];
    bool blank[MOST_PIECES]; /* what stands between values comes before it */
    size_t count;
};

static void add_piece(struct c *c, struct pieces *p, const struct node *node, bool blank)
{
    if (node->kind == NODE_TEMPLATE) {
        for (const struct node *n = node->list; n; n = n->next)
            add_piece(c, p, n, blank && n == node->list);
        return;
    }
    if (p->count == MOST_PIECES) {
        c_refuse(c, node, "a text of so many pieces; print it in several lines");
        return;
    }
    p->nodes[p->count] = node;
    p->blank[p->count++] = blank;
}

static void close_string(bool *open, struct buffer *format)
{
    if (*open)
        buffer_putc(format, '"');
    *open = false;
}

static void in_string(bool *open, const char *text, bool percent, struct buffer *format)
{
    if (!*open)
        buffer_puts(format, format->length ? " \"" : "\"");
    *open = true;
    put_characters(text, percent, format);
}

/* The value, and which conversion it has. */
static void put_value(struct c *c, const struct node *node, const char *value, bool *open,
                      struct buffer *format, struct buffer *values)
{
    struct traits t = c_traits(c, node);
    switch (t.types) {
    case 0: /* there never is a value */
    case TYPE_INTEGER:
        c_header(c, "inttypes.h");
        in_string(open, "%", false, format);
        close_string(open, format);
        buffer_puts(format, " PRId64");
        buffer_printf(values, ", %s", value);
        break;
    case TYPE_DURATION:
        c_need(c, "seconds");
        in_string(open, "%s", false, format);
        buffer_printf(values, ", seconds(%s)", value);
        break;
    case TYPE_BOOLEAN:
        in_string(open, "%s", false, format);
        buffer_printf(values, ", %s ? \"true\" : \"false\"", value);
        break;
    case TYPE_TEXT:
    case TYPE_NAME:
        in_string(open, "%s", false, format);
        buffer_printf(values, ", %s", value);
        break;
    default:
        if (!c->told_types)
            c_refuse_types(c, node, "what becomes text here", t,
                           "and has to be of one type in C; make it so");
    }
}

static bool is_text(const struct node *n)
{
    return n->kind == NODE_TEXT || n->kind == NODE_INTEGER || n->kind == NODE_BOOLEAN ||
           n->kind == NODE_NONE;
}

static void put_text(const struct node *n, bool *open, struct buffer *format)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%" PRId64, n->kind == NODE_INTEGER ? n->integer : 0);
    in_string(open,
              n->kind == NODE_TEXT      ? n->text
              : n->kind == NODE_INTEGER ? digits
              : n->kind == NODE_NONE    ? "none"
              : n->boolean              ? "true"
                                        : "false",
              true, format);
}

/* What may be none, and so is text. */
static bool is_shown(struct c *c, const struct node *node)
{
    const struct variable *v = c_optional(c, node);
    return v && c_has_value(c, v) && !c_is_present(c, v);
}

void c_format(struct c *c, const struct node *values, const char *between, struct buffer *out)
{
    struct pieces p = {.count = 0};
    struct buffer format = {0}, list = {0}, *texts = calloc(MOST_PIECES, sizeof *texts);
    const struct node *computed[MOST_PIECES];
    int arounds[MOST_PIECES];
    size_t count = 0;
    bool open = false, only_text = true;
    if (!texts)
        abort();
    for (const struct node *n = values; n; n = *between ? n->next : NULL)
        add_piece(c, &p, n, n != values);
    for (size_t i = 0; i < p.count; i++)
        if (!is_text(p.nodes[i]) && !is_shown(c, p.nodes[i])) {
            arounds[count] =
                c_traits(c, p.nodes[i]).types == TYPE_BOOLEAN ? BINDS_CHOICE + 1 : BINDS_ANYHOW;
            computed[count++] = p.nodes[i];
        }
    c_in_order(c, computed, count, arounds, texts);
    count = 0;
    for (size_t i = 0; i < p.count; i++) {
        if (p.blank[i])
            in_string(&open, between, true, &format);
        if (is_text(p.nodes[i])) {
            put_text(p.nodes[i], &open, &format);
            continue;
        }
        only_text = false;
        if (is_shown(c, p.nodes[i])) {
            struct buffer shown = {0};
            c_shown(c, c_optional(c, p.nodes[i]), &shown);
            in_string(&open, "%s", false, &format);
            buffer_printf(&list, ", %s", buffer_text(&shown));
            buffer_free(&shown);
            continue;
        }
        if (c_is_int(c, p.nodes[i]))
            c_widen(&texts[count]);
        put_value(c, p.nodes[i], buffer_text(&texts[count]), &open, &format, &list);
        buffer_free(&texts[count++]);
    }
    close_string(&open, &format);
    if (only_text && strcmp(buffer_text(&format), "\"\"") == 0)
        buffer_puts(out, "\"%s\", \"\""); /* an empty format is warned of */
    else
        buffer_printf(out, "%s%s", format.length ? buffer_text(&format) : "\"%s\", \"\"",
                      buffer_text(&list));
    free(texts);
    buffer_free(&format);
    buffer_free(&list);
}
