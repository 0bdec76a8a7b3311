/* format.c - see format.h. */
#include "lang/format.h"

#include "base/columns.h"
#include "lang/format_inside.h"

#include <stdlib.h>
#include <string.h>

enum { INDENTATION = 4, TAB = 8 };

struct layout {
    const struct source *source;
    const struct pieces *pieces;
    struct buffer *out;
    struct buffer line;         /* the one being made, without its indentation */
    const struct piece *before; /* the last in it; NULL: it is empty */
    size_t line_begin;          /* where its first piece stands in the source */
    unsigned blocks, brackets;  /* open ones, of blocks those that have several lines */
    unsigned indentation;       /* of the line, in levels */
    bool gap;                   /* an empty line stands before it */
    bool fresh;                 /* nothing stands in this block yet */
};

/* ---- Lines ----------------------------------------------------------------------------------- */

static void end_line(struct layout *l)
{
    if (!l->before)
        return;
    if (l->gap)
        buffer_putc(l->out, '\n');
    for (unsigned i = 0; i < l->indentation * INDENTATION; i++)
        buffer_putc(l->out, ' ');
    buffer_add(l->out, buffer_text(&l->line), l->line.length);
    buffer_putc(l->out, '\n');
    buffer_clear(&l->line);
    l->before = NULL;
    l->gap = l->fresh = false;
}

/* Whether a blank belongs between two pieces of a line. */
static bool are_apart(const struct piece *before, const struct piece *piece)
{
    if (piece->kind == PIECE_COMMA || piece->kind == PIECE_SEMICOLON ||
        piece->kind == PIECE_CLOSE || piece->kind == PIECE_RANGE || piece->kind == PIECE_JOINS)
        return false;
    if (before->kind == PIECE_OPEN || before->kind == PIECE_MINUS || before->kind == PIECE_RANGE ||
        before->kind == PIECE_JOINS)
        return false;
    return !piece->tight;
}

static void begin_line(struct layout *l, const struct piece *piece)
{
    bool closes = piece->kind == PIECE_CLOSE;
    l->line_begin = piece->begin;
    l->indentation = l->blocks + (l->brackets && !closes);
}

static void put(struct layout *l, const struct piece *piece)
{
    if (!l->before)
        begin_line(l, piece);
    else if (are_apart(l->before, piece))
        buffer_putc(&l->line, ' ');
    buffer_add(&l->line, l->source->text + piece->begin, piece->end - piece->begin);
    l->before = piece;
}

/* ---- Comments -------------------------------------------------------------------------------- */

/* How far from the beginning of its line's text a piece stands in the source. */
static size_t distance(const struct layout *l, const struct piece *piece)
{
    const char *text = l->source->text;
    size_t columns = 0, at = l->line_begin;
    while (at < piece->begin) {
        size_t end = at;
        while (end < piece->begin && text[end] != '\t')
            end++;
        columns += columns_of(text + at, end - at);
        if (end < piece->begin)
            columns += TAB - columns % TAB;
        at = end < piece->begin ? end + 1 : end;
    }
    return columns;
}

static void put_comment(struct layout *l, const struct piece *piece)
{
    if (!l->before) {
        put(l, piece);
        return;
    }
    size_t wanted = distance(l, piece);
    size_t have = columns_of(buffer_text(&l->line), l->line.length);
    do
        buffer_putc(&l->line, ' ');
    while (++have < wanted);
    buffer_add(&l->line, l->source->text + piece->begin, piece->end - piece->begin);
    l->before = piece;
}

/* ---- Blocks and commands --------------------------------------------------------------------- */

static const struct piece *piece_at(const struct layout *l, size_t index)
{
    return index < l->pieces->count ? &l->pieces->items[index] : NULL;
}

/* A block's first command has a line of its own, but for a comment that stands behind its brace. */
static void open_block(struct layout *l, const struct piece *piece, const struct piece *next)
{
    put(l, piece);
    if (!piece->broken)
        return;
    l->blocks++;
    if (next && next->kind == PIECE_COMMENT)
        return;
    end_line(l);
    l->fresh = true;
}

static void close_block(struct layout *l, const struct piece *piece)
{
    if (piece->broken) {
        end_line(l);
        l->gap = false;
        l->blocks--;
    }
    put(l, piece);
}

/* Only between two commands of a line. */
static void put_semicolon(struct layout *l, const struct piece *piece, size_t index)
{
    const struct piece *next;
    while ((next = piece_at(l, index + 1)) && next->kind == PIECE_SEMICOLON)
        index++;
    bool begins =
        !l->before || l->before->kind == PIECE_BLOCK || l->before->kind == PIECE_SEMICOLON;
    bool ends = !next || next->kind == PIECE_NEWLINE || next->kind == PIECE_COMMENT ||
                next->kind == PIECE_BLOCKED;
    if (!begins && !ends)
        put(l, piece);
}

static void end_of_line(struct layout *l, const struct piece *last)
{
    bool opens = last && last->kind == PIECE_BLOCK;
    if (l->before) {
        bool behind_brace = l->before->kind == PIECE_COMMENT && opens;
        end_line(l);
        l->fresh = behind_brace;
    } else if (!l->fresh && !l->brackets && l->out->length) {
        l->gap = true;
    }
}

static void lay_out(struct layout *l)
{
    const struct piece *last = NULL; /* but comments, of this line */
    for (size_t i = 0; i < l->pieces->count; i++) {
        const struct piece *piece = &l->pieces->items[i];
        switch (piece->kind) {
        case PIECE_NEWLINE:
            end_of_line(l, last);
            break;
        case PIECE_COMMENT:
            put_comment(l, piece);
            continue;
        case PIECE_SEMICOLON:
            put_semicolon(l, piece, i);
            break;
        case PIECE_BLOCK:
            open_block(l, piece, piece_at(l, i + 1));
            break;
        case PIECE_BLOCKED:
            close_block(l, piece);
            break;
        case PIECE_OPEN:
            put(l, piece);
            l->brackets++;
            break;
        case PIECE_CLOSE:
            put(l, piece);
            l->brackets -= l->brackets > 0;
            break;
        default:
            put(l, piece);
        }
        last = piece->kind == PIECE_NEWLINE ? NULL : piece;
    }
    end_line(l);
}

/* ---- All of it ------------------------------------------------------------------------------- */

/* Whether both are the same program. */
static bool is_same(const struct tree *tree, const struct buffer *text, const char *name,
                    const struct parser_options *options)
{
    struct source source = {name, buffer_text(text), text->length};
    struct diagnostics found = {0};
    struct buffer before = {0}, after = {0};
    struct tree *again = parser_parse(&source, options, &found);
    tree_print(&before, tree_root(tree));
    if (again)
        tree_print(&after, tree_root(again));
    bool same = again && strcmp(buffer_text(&before), buffer_text(&after)) == 0;
    if (again)
        tree_free(again);
    diagnostics_free(&found);
    buffer_free(&before);
    buffer_free(&after);
    return same;
}

bool format_text(const struct source *source, const struct parser_options *options,
                 struct buffer *out, struct diagnostics *found)
{
    struct tree *tree = parser_parse(source, options, found);
    if (!tree)
        return false;
    struct pieces pieces = {0};
    struct buffer laid_out = {0};
    struct layout l = {.source = source, .pieces = &pieces, .out = &laid_out, .fresh = true};
    format_cut(source, tree_root(tree), &pieces);
    lay_out(&l);
    bool same = is_same(tree, &laid_out, source->name, options);
    if (same)
        buffer_add(out, buffer_text(&laid_out), laid_out.length);
    else
        diagnostics_add(found, DIAGNOSTIC_ERROR, 0, 0,
                        "this cannot be laid out without changing what it means");
    tree_free(tree);
    free(pieces.items);
    buffer_free(&laid_out);
    buffer_free(&l.line);
    return same;
}

void format_comments(const struct source *source, const struct node *root,
                     void (*each)(void *context, size_t begin, size_t end), void *context)
{
    struct pieces pieces = {0};
    format_cut(source, root, &pieces);
    for (size_t i = 0; i < pieces.count; i++)
        if (pieces.items[i].kind == PIECE_COMMENT)
            each(context, pieces.items[i].begin, pieces.items[i].end);
    free(pieces.items);
}
