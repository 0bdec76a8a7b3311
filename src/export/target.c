/* target.c - see target.h. */
#include "export/target.h"

#include "base/memory.h"
#include "lang/format.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { INDENTATION = 4 };

/* ---- Comments -------------------------------------------------------------------------------- */

static void add_comment(void *context, size_t begin, size_t end)
{
    struct target *t = context;
    size_t at = begin;
    while (at > 0 && (t->source->text[at - 1] == ' ' || t->source->text[at - 1] == '\t'))
        at--;
    MEMORY_ROOM_FOR_ONE(t->comments, t->comment_count, t->comment_capacity);
    t->comments[t->comment_count++] = (struct comment){
        .begin = begin, .end = end, .alone = at == 0 || t->source->text[at - 1] == '\n'};
}

/* Without its #. */
static void put_comment(struct target *t, struct comment *c, struct buffer *out)
{
    buffer_puts(out, t->sign);
    buffer_add(out, t->source->text + c->begin + 1, c->end - c->begin - 1);
    c->written = true;
}

void target_comments(struct target *t, size_t from, size_t to)
{
    for (size_t i = 0; i < t->comment_count; i++) {
        struct comment *c = &t->comments[i];
        if (c->written || c->begin < from || c->begin >= to)
            continue;
        struct buffer text = {0};
        put_comment(t, c, &text);
        target_line(t, "%s", buffer_text(&text));
        buffer_free(&text);
    }
}

void target_trailing(struct target *t, size_t end)
{
    const char *newline = memchr(t->source->text + end, '\n', t->source->length - end);
    size_t to = newline ? (size_t)(newline - t->source->text) : t->source->length;
    for (size_t i = 0; i < t->comment_count; i++) {
        struct comment *c = &t->comments[i];
        if (c->written || c->begin < end || c->begin >= to || !t->out->length)
            continue;
        buffer_cut(t->out, t->out->length - 1);
        buffer_puts(t->out, "  ");
        put_comment(t, c, t->out);
        buffer_putc(t->out, '\n');
    }
}

/* ---- Names ----------------------------------------------------------------------------------- */

static void take(struct target *t, const char *from, const char *name)
{
    MEMORY_ROOM_FOR_ONE(t->names, t->name_count, t->name_capacity);
    t->names[t->name_count++] = (struct named_target){memory_copy(from), memory_copy(name)};
}

static bool is_taken(const struct target *t, const char *name)
{
    for (size_t i = 0; i < t->name_count; i++)
        if (strcmp(t->names[i].name, name) == 0)
            return true;
    return false;
}

/* What both languages take as a name: all else becomes _. */
static char *mended(const char *name)
{
    struct buffer out = {0};
    if (name[0] == '_' && name[1] == '_') /* C's macros, Python's __name__ */
        name += strspn(name, "_");
    for (const char *c = name; *c; c++) {
        bool fits = isalnum((unsigned char)*c) && (unsigned char)*c < 128;
        if (fits || *c == '_')
            buffer_putc(&out, *c);
        else if (out.length && out.bytes[out.length - 1] != '_')
            buffer_putc(&out, '_');
    }
    while (out.length > 1 && out.bytes[out.length - 1] == '_' && name[strlen(name) - 1] != '_')
        buffer_cut(&out, out.length - 1);
    if (!out.length || isdigit((unsigned char)out.bytes[0])) {
        char *rest = buffer_take(&out);
        buffer_printf(&out, "_%s", rest);
        free(rest);
    }
    return buffer_take(&out);
}

static const char *take_free(struct target *t, const char *from, const char *wanted)
{
    char *base = mended(wanted);
    struct buffer name = {0};
    buffer_puts(&name, base);
    for (unsigned n = 2; is_taken(t, buffer_text(&name)); n++) {
        buffer_clear(&name);
        if (n == 2 && base[strlen(base) - 1] != '_')
            buffer_printf(&name, "%s_", base);
        else
            buffer_printf(&name, "%s_%u", base, n);
    }
    take(t, from, buffer_text(&name));
    buffer_free(&name);
    free(base);
    return t->names[t->name_count - 1].name;
}

const char *target_name(struct target *t, const char *name)
{
    for (size_t i = 0; i < t->name_count; i++)
        if (*t->names[i].from && strcmp(t->names[i].from, name) == 0)
            return t->names[i].name;
    return take_free(t, name, name);
}

const char *target_fresh(struct target *t, const char *wanted)
{
    return take_free(t, "", wanted);
}

void target_release(struct target *t, const char *name)
{
    for (size_t i = 0; i < t->name_count; i++)
        if (!*t->names[i].from && strcmp(t->names[i].name, name) == 0)
            t->names[i].name[0] = '\0';
}

/* ---- Lines ----------------------------------------------------------------------------------- */

void target_line(struct target *t, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    for (unsigned i = 0; text.length && i < t->indentation * INDENTATION; i++)
        buffer_putc(t->out, ' ');
    buffer_add(t->out, buffer_text(&text), text.length);
    buffer_putc(t->out, '\n');
    buffer_free(&text);
}

void target_title(struct target *t, const char *language)
{
    static const char ending[] = ".md";
    const char *name = t->source->name, *slash = name ? strrchr(name, '/') : NULL;
    struct buffer shown = {0};
    name = slash ? slash + 1 : name;
    for (const char *s = name ? name : ""; *s; s++)
        buffer_putc(&shown, (unsigned char)*s < ' ' || *s == 127 ? '?' : *s);
    size_t length = shown.length, end = sizeof ending - 1;
    bool lesson = length > end && strcmp(buffer_text(&shown) + length - end, ending) == 0;
    if (lesson)
        buffer_cut(&shown, length - end);
    target_line(t, "%s %s%s, as %s (thrum %s).", t->sign,
                !name    ? "What was typed"
                : lesson ? "The program of the lesson "
                         : "The thrum script ",
                buffer_text(&shown), language, PACKAGE_VERSION);
    buffer_free(&shown);
}

size_t target_line_of(const struct target *t, size_t place)
{
    return source_position(t->source, place).line;
}

/* ---- Refusals -------------------------------------------------------------------------------- */

static void add(struct target *t, enum severity severity, const struct node *node,
                const char *format, va_list args)
{
    struct buffer text = {0};
    buffer_vprintf(&text, format, args);
    diagnostics_add(t->found, severity, node->begin, node->end, "%s", buffer_text(&text));
    buffer_free(&text);
}

void target_refuse(struct target *t, const struct node *node, const char *format, ...)
{
    va_list args;
    for (size_t i = 0; i < t->found->count; i++)
        if (t->found->items[i].severity == DIAGNOSTIC_ERROR &&
            t->found->items[i].begin == node->begin)
            return;
    va_start(args, format);
    add(t, DIAGNOSTIC_ERROR, node, format, args);
    va_end(args);
    t->failed = true;
}

void target_notice(struct target *t, const struct node *node, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(t, DIAGNOSTIC_NOTICE, node, format, args);
    va_end(args);
}

/* ---- Beginning and end ----------------------------------------------------------------------- */

void target_begin(struct target *t, const struct source *source, const struct node *root,
                  const char *const *words, const char *sign, struct diagnostics *found)
{
    *t = (struct target){.source = source, .found = found, .sign = sign};
    format_comments(source, root, add_comment, t);
    for (; *words; words++)
        take(t, "", *words);
}

void target_end(struct target *t)
{
    for (size_t i = 0; i < t->name_count; i++) {
        free(t->names[i].from);
        free(t->names[i].name);
    }
    free(t->names);
    free(t->comments);
}
