/* sections.h - a text of helpers that may stand above an exported program (c_helpers.txt,
 * python_helpers.txt): sections, each behind a line with a sign, four fields between | and the
 * section's own lines.
 *
 *     //// name | headers that it wants | helpers that it uses | names that it takes
 *
 * Constant data; no locks. */
#ifndef THRUM_EXPORT_SECTIONS_H
#define THRUM_EXPORT_SECTIONS_H

#include <stdbool.h>

enum section_field { FIELD_NAME, FIELD_WANTS, FIELD_USES, FIELD_TAKES, SECTION_FIELDS };

struct section {
    const char *fields[SECTION_FIELDS]; /* each up to a | or the line's end */
    const char *text, *end;             /* its lines, up to the next sign or the text's end */
};

/* The one that begins behind `at`, where `sign` stands; false: there is none. */
bool sections_next(const char *at, const char *sign, struct section *s);
/* Whether that is its name. */
bool sections_called(const struct section *s, const char *name);
/* Takes a word off a field; NULL at its end. malloc'd. */
char *sections_word(const char **field);

#endif
