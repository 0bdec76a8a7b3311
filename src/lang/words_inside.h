/* words_inside.h - the parts of the one word table, a file each; only words.c puts them together.
 */
#ifndef THRUM_LANG_WORDS_INSIDE_H
#define THRUM_LANG_WORDS_INSIDE_H

#include "lang/words.h"

extern const struct word words_variables[], words_objects[], words_operations[], words_threads[],
    words_control[], words_values[];
extern const size_t words_variables_count, words_objects_count, words_operations_count,
    words_threads_count, words_control_count, words_values_count;

#endif
