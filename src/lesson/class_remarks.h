/* class_remarks.h - what there is to say of a row of a class beside its cells, as texts, and the
 * notes below a table in which such a text stands once, with a number, for all rows that it is
 * about.
 *
 *     struct class_remarks remarks = {0};
 *     class_remarks_of(&remarks, row);
 *     class_remarks_join(&remarks, &out);        // "edited; not run: fetch"
 *     class_remarks_free(&remarks);
 *
 * Pure functions of the rows. */
#ifndef THRUM_LESSON_CLASS_REMARKS_H
#define THRUM_LESSON_CLASS_REMARKS_H

#include "lesson/class_row.h"

struct class_remarks {
    char **texts;
    size_t count, capacity;
};

/* Whose work it is, as it is shown: the name, or the file. */
const char *class_remarks_who(const struct class_row *row);
/* Adds in which file it is, where another one has the same name. */
void class_remarks_file(struct class_remarks *remarks, const struct class_row *row);
/* Adds those of a row, by itself: "the same commands as Bert". */
void class_remarks_of(struct class_remarks *remarks, const struct class_row *row);
/* Adds those of rows[index] as they stand in the notes below a table of these rows, so that rows of
 * which the same is to be said have the same text: "the same commands: Anna, Bert". */
void class_remarks_shared(struct class_remarks *remarks, const struct class_row *rows, size_t count,
                          size_t index);
/* The number of a text among the notes, from 1; it is added where it is not there. */
size_t class_remarks_number(struct class_remarks *notes, const char *text);
void class_remarks_join(const struct class_remarks *remarks, struct buffer *out);
void class_remarks_free(struct class_remarks *remarks);

#endif
