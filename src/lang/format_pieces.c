/* format_pieces.c - see format_inside.h. */
#include "lang/format_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- What the tree knows --------------------------------------------------------------------- */

enum mark_kind {
    MARK_WHOLE,    /* a name, a lab command: one piece from its beginning to its end */
    MARK_OPERATOR, /* between two operands */
    MARK_CALL,     /* a word, and the parenthesis behind it belongs to it */
};

struct mark {
    size_t begin, end;
    enum mark_kind kind;
};

struct marks {
    const struct source *source;
    struct mark *items;
    size_t count, capacity;
};

static void add_mark(struct marks *m, enum mark_kind kind, size_t begin, size_t end)
{
    MEMORY_ROOM_FOR_ONE(m->items, m->count, m->capacity);
    m->items[m->count++] = (struct mark){begin, end, kind};
}

/* Without the blanks at its end. */
static size_t trimmed(const struct source *source, size_t begin, size_t end)
{
    while (end > begin && strchr(" \t\r\n", source->text[end - 1]))
        end--;
    return end;
}

static void find_marks(void *context, const struct node *n)
{
    struct marks *m = context;
    switch (n->kind) {
    case NODE_NAME:
        if (n->name.bare)
            add_mark(m, MARK_WHOLE, n->begin, lexer_name_end(m->source, n->begin));
        break;
    case NODE_LAB:
    case NODE_SETTING:
        add_mark(m, MARK_WHOLE, n->begin, trimmed(m->source, n->begin, n->end));
        break;
    case NODE_BINARY:
        add_mark(m, MARK_OPERATOR, n->binary.at, n->binary.at);
        break;
    case NODE_CALL:
    case NODE_BUILTIN:
        add_mark(m, MARK_CALL, n->begin, n->begin);
        break;
    default:
        break;
    }
    tree_each_child(n, find_marks, m);
}

static int compare_marks(const void *left, const void *right)
{
    const struct mark *a = left, *b = right;
    return (a->begin > b->begin) - (a->begin < b->begin);
}

/* The mark of this kind that begins there, or NULL. */
static const struct mark *mark_at(const struct marks *m, enum mark_kind kind, size_t begin)
{
    size_t low = 0, high = m->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (m->items[middle].begin < begin)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < m->count && m->items[low].begin == begin; low++)
        if (m->items[low].kind == kind && (kind != MARK_WHOLE || m->items[low].end > begin))
            return &m->items[low];
    return NULL;
}

/* ---- Pieces ---------------------------------------------------------------------------------- */

static enum piece_kind kind_of(const struct marks *m, const struct token *t)
{
    switch (t->kind) {
    case TOKEN_NEWLINE:
        return PIECE_NEWLINE;
    case TOKEN_SEMICOLON:
        return PIECE_SEMICOLON;
    case TOKEN_OPEN_PAREN:
    case TOKEN_OPEN_BRACKET:
        return PIECE_OPEN;
    case TOKEN_CLOSE_PAREN:
    case TOKEN_CLOSE_BRACKET:
        return PIECE_CLOSE;
    case TOKEN_OPEN_BRACE:
        return PIECE_BLOCK;
    case TOKEN_CLOSE_BRACE:
        return PIECE_BLOCKED;
    case TOKEN_COMMA:
    case TOKEN_COLON:
        return PIECE_COMMA;
    case TOKEN_DOT:
        return PIECE_JOINS;
    case TOKEN_RANGE:
        return PIECE_RANGE;
    case TOKEN_MINUS:
        return mark_at(m, MARK_OPERATOR, t->begin) ? PIECE_OPERATOR : PIECE_MINUS;
    case TOKEN_WORD:
    case TOKEN_INTEGER:
    case TOKEN_DURATION:
    case TOKEN_QUOTE:
    case TOKEN_WRONG:
        return PIECE_WORD;
    default:
        return PIECE_OPERATOR;
    }
}

static struct piece *add_piece(struct pieces *p, enum piece_kind kind, size_t begin, size_t end)
{
    MEMORY_ROOM_FOR_ONE(p->items, p->count, p->capacity);
    p->items[p->count] = (struct piece){.kind = kind, .begin = begin, .end = end};
    return &p->items[p->count++];
}

/* What stands before a token is blanks, and perhaps a comment. */
static void add_comment(const struct source *source, struct pieces *p, size_t begin, size_t end)
{
    const char *sign = end > begin ? memchr(source->text + begin, '#', end - begin) : NULL;
    if (!sign)
        return;
    size_t at = (size_t)(sign - source->text);
    add_piece(p, PIECE_COMMENT, at, trimmed(source, at, end));
}

static bool is_reserved(const struct token *t)
{
    return t->kind == TOKEN_WORD && t->word && t->word->class != WORD_BUILTIN &&
           t->word->class != WORD_IN_PLACE;
}

/* A parenthesis behind a call's word, and any bracket, belong to what stands before them. */
static bool is_tight(const struct marks *m, const struct pieces *p, const struct token *t)
{
    if (t->kind == TOKEN_OPEN_BRACKET || !p->count)
        return t->kind == TOKEN_OPEN_BRACKET;
    const struct piece *before = &p->items[p->count - 1];
    if (t->kind != TOKEN_OPEN_PAREN || before->kind != PIECE_WORD)
        return false;
    return mark_at(m, MARK_CALL, before->begin) || (!t->spaced && !before->reserved);
}

/* A block has several lines where one ends in it. */
static void look_for_broken(struct pieces *p)
{
    size_t *open = memory_resize(NULL, (p->count + 1) * sizeof *open), depth = 0;
    for (size_t i = 0; i < p->count; i++) {
        struct piece *piece = &p->items[i];
        if (piece->kind == PIECE_BLOCK)
            open[depth++] = i;
        else if (piece->kind == PIECE_NEWLINE)
            for (size_t k = depth; k > 0 && !p->items[open[k - 1]].broken; k--)
                p->items[open[k - 1]].broken = true;
        else if (piece->kind == PIECE_BLOCKED && depth)
            piece->broken = p->items[open[--depth]].broken;
    }
    free(open);
}

void format_cut(const struct source *source, const struct node *root, struct pieces *out)
{
    struct marks m = {.source = source};
    struct token t;
    size_t at = 0;
    find_marks(&m, root);
    if (m.count)
        qsort(m.items, m.count, sizeof *m.items, compare_marks);
    for (;;) {
        lexer_scan(source, at, false, &t);
        add_comment(source, out, at, t.begin);
        if (t.kind == TOKEN_END)
            break;
        const struct mark *whole = mark_at(&m, MARK_WHOLE, t.begin);
        enum piece_kind kind = whole ? PIECE_WORD : kind_of(&m, &t);
        bool tight = is_tight(&m, out, &t);
        at = whole ? whole->end : t.kind == TOKEN_QUOTE ? lexer_text_skip(source, t.end) : t.end;
        struct piece *piece = add_piece(out, kind, t.begin, at);
        piece->reserved = !whole && is_reserved(&t);
        piece->tight = tight;
    }
    look_for_broken(out);
    free(m.items);
}
