/* script.h - a script as a whole: parsed with its names checked, and the settings in it.
 *
 *     struct tree *tree = script_parse(&source, &found);
 *     const struct node *at = NULL;
 *     struct setting s;
 *     while (script_next_setting(tree, &at, &s)) ...
 */
#ifndef THRUM_LANG_SCRIPT_H
#define THRUM_LANG_SCRIPT_H

#include "lang/diagnostic.h"
#include "lang/setting.h"
#include "lang/tree.h"

#include <stdbool.h>

/* NULL with errors in `found`; where one comes from a habit of another language, it says how that
 * is written here. */
struct tree *script_parse(const struct source *source, struct diagnostics *found);
/* The setting behind the one of which `at` is the node (NULL: the first); false behind the last. */
bool script_next_setting(const struct tree *tree, const struct node **at, struct setting *setting);

#endif
