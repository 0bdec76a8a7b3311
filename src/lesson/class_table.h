/* class_table.h - the rows of a class as a table to be read, as CSV for a spreadsheet, as JSON.
 * Pure functions of the rows. */
#ifndef THRUM_LESSON_CLASS_TABLE_H
#define THRUM_LESSON_CLASS_TABLE_H

#include "lesson/class_row.h"

/* Puts the rows in the order of the lessons, then of the names, and says of each whose commands are
 * the same. */
void class_table_sort(struct class_row *rows, size_t count);
/* A table for each lesson, and what its words mean. Where it would be wider than so many columns,
 * remarks are notes below it, each once, and if need be cells are signs. */
void class_table_text(const struct class_row *rows, size_t count, size_t columns,
                      struct buffer *out);
void class_table_csv(const struct class_row *rows, size_t count, struct buffer *out);
void class_table_json(const struct class_row *rows, size_t count, struct buffer *out);
/* "edited; the same commands as Bert", or "". */
void class_table_remarks(const struct class_row *row, struct buffer *out);

#endif
