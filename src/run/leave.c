/* leave.c - see leave.h. */
#include "run/leave.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct given *leave_find(const struct leave *l, const char *host)
{
    for (size_t i = 0; i < l->count; i++)
        if (strcmp(l->given[i].host, host) == 0)
            return &l->given[i];
    return NULL;
}

void leave_give(struct leave *l, const char *host, bool yes)
{
    if (leave_find(l, host))
        return;
    MEMORY_ROOM_FOR_ONE(l->given, l->count, l->capacity);
    l->given[l->count++] = (struct given){memory_copy(host), yes};
}

void leave_free(struct leave *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->given[i].host);
    free(l->given);
    free(l->lesson);
    *l = (struct leave){0};
}

void leave_for(struct leave *l, const char *lesson)
{
    if (l->lesson && lesson && strcmp(l->lesson, lesson) == 0)
        return;
    leave_free(l);
    l->lesson = lesson ? memory_copy(lesson) : NULL;
}

bool leave_read(const char *answer, bool *yes)
{
    static const struct {
        const char *word;
        bool yes;
    } words[] = {{"yes", true}, {"y", true}, {"no", false}, {"n", false}};
    size_t length;
    answer += strspn(answer, " \t");
    length = strcspn(answer, " \t");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i].word) != length || strncasecmp(answer, words[i].word, length) != 0 ||
            answer[length + strspn(answer + length, " \t")])
            continue;
        *yes = words[i].yes;
        return true;
    }
    return false;
}

bool leave_is_loopback(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(host, names[i], length) == 0 && (!host[length] || host[length] == ':'))
            return true;
    }
    return false;
}
