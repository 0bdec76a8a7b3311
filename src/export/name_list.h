/* name_list.h - the names that a command can give in the turns of the loops around it: each, where
 * the loops go over what is written out, else a pattern of them (name_pattern.h).
 *
 *     struct name_list list;
 *     name_list_make(&list, model, unit, name, loops, loop_count);
 *     name_list_free(&list);
 *
 * No locks. */
#ifndef THRUM_EXPORT_NAME_LIST_H
#define THRUM_EXPORT_NAME_LIST_H

#include "export/model.h"

#include <stdbool.h>
#include <stddef.h>

struct name_list {
    char **items; /* patterns */
    size_t count, capacity;
    bool differ; /* each turn gives another name */
};

/* The scope of the unit has to be that of the place; `loops` are those around it in the unit, from
 * the outermost in. */
void name_list_make(struct name_list *list, const struct model *m, const struct unit *u,
                    const struct node *name, const struct node *const *loops, size_t loop_count);
/* One name, or pattern. */
void name_list_add(struct name_list *list, const char *pattern);
void name_list_free(struct name_list *list);
/* Whether both can give the same name. */
bool name_lists_meet(const struct name_list *a, const struct name_list *b);

#endif
