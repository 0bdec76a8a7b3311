/* code_place.h - where in its source an instruction stands, to be shown there: the line, and in it
 * what the instruction does of it. Pure functions over the program.
 *
 *     struct code_place place;
 *     if (code_place_of(p, machine_next_pc(m, thread), &place))
 *         code_place_add(p, &place, 40, &out);    // spawn t { ►x◄ += 1 }
 */
#ifndef THRUM_WATCH_CODE_PLACE_H
#define THRUM_WATCH_CODE_PLACE_H

#include "core/program.h"

struct code_place {
    uint32_t source;
    unsigned line;               /* from 1 on */
    uint32_t start, end;         /* the line, without what ends it: bytes of the source's text */
    uint32_t marked, marked_end; /* the part of it, or the command */
};

/* False where it comes from no text. */
bool code_place_of(const struct program *p, uint32_t pc, struct code_place *place);
/* The first line of a source; nothing is marked there. False where there is none. */
bool code_place_first(const struct program *p, uint32_t source, struct code_place *place);
/* The line that stands so many below it, or above where `by` is negative; nothing is marked there.
 * False where there is none. */
bool code_place_beside(const struct program *p, const struct code_place *place, int by,
                       struct code_place *beside);
/* Whether the source has more lines than this one. */
bool code_place_has_more(const struct program *p, const struct code_place *place);
/* A part of the line, from byte to byte of the source's text, as it can be shown: no password, a
 * tab as blanks. */
void code_place_add_part(const struct program *p, const struct code_place *place, uint32_t start,
                         uint32_t end, struct buffer *out);
/* The line as it can be shown, at most `columns` wide, with ► and ◄ around what is marked, which
 * stays in view where the line is cut. */
void code_place_add(const struct program *p, const struct code_place *place, size_t columns,
                    struct buffer *out);

/* A line that code_place_add has made, without its ► and ◄. */
void code_place_take_marks(const char *line, struct buffer *out);

#endif
