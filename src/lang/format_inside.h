/* format_inside.h - a text in pieces, for format*.c alone: what its layout is made of.
 *
 * format_pieces.c cuts a text into them, with what the tree knows of it (what is a name, what an
 * operator); format.c puts them into lines. */
#ifndef THRUM_LANG_FORMAT_INSIDE_H
#define THRUM_LANG_FORMAT_INSIDE_H

#include "lang/lexer.h"
#include "lang/tree.h"

enum piece_kind {
    PIECE_WORD, /* a word, name, number, string, lab command: as it is */
    PIECE_OPERATOR,
    PIECE_MINUS,   /* the sign of what follows */
    PIECE_RANGE,   /* .. */
    PIECE_JOINS,   /* a dot: joins what stands before and behind it */
    PIECE_COMMA,   /* a comma or a colon */
    PIECE_OPEN,    /* ( or [ */
    PIECE_CLOSE,   /* ) or ] */
    PIECE_BLOCK,   /* { */
    PIECE_BLOCKED, /* } */
    PIECE_SEMICOLON,
    PIECE_NEWLINE,
    PIECE_COMMENT,
};

struct piece {
    enum piece_kind kind;
    size_t begin, end; /* bytes of the source */
    bool reserved;     /* a word that is no function's */
    bool tight;        /* none belong before it: the parenthesis of a call */
    bool broken;       /* PIECE_BLOCK, PIECE_BLOCKED: the block has several lines */
};

struct pieces {
    struct piece *items;
    size_t count, capacity;
};

/* Of a text and its tree. The caller frees the items. */
void format_cut(const struct source *source, const struct node *root, struct pieces *out);

#endif
