/* newcomers.h - reads the tables of tests/newcomers: what newcomers type, a row a line. */
#ifndef THRUM_TESTS_NEWCOMERS_H
#define THRUM_TESTS_NEWCOMERS_H

/* Calls `row` with each row of a table: what is typed, its line breaks as such, and what is wanted
 * in answer. */
void newcomers_each(const char *table,
                    void (*row)(void *context, const char *input, const char *wanted),
                    void *context);

#endif
