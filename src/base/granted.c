/* granted.c - see granted.h. */
#include "base/granted.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the older kind says where there is none is above it. */
#define NO_BOUND (UINT64_C(1) << 60)

/* What such a file says, if it is less than what is known. "max" is no number. */
static void take_less(const char *name, uint64_t *least)
{
    FILE *file = fopen(name, "re");
    uint64_t bytes;
    if (file && fscanf(file, "%" SCNu64, &bytes) == 1 && bytes < *least)
        *least = bytes;
    if (file)
        fclose(file);
}

/* Of a group and of those that it lies in, whose folders lie so too. */
static void look_at_group(const char *root, const char *folder, const char *group,
                          const char *const *files, uint64_t *least)
{
    char *path = memory_copy(group);
    for (;;) {
        for (size_t i = 0; files[i]; i++) {
            struct buffer name = {0};
            buffer_printf(&name, "%s/sys/fs/cgroup%s%s/%s", root, folder, path, files[i]);
            take_less(buffer_text(&name), least);
            buffer_free(&name);
        }
        char *slash = strrchr(path, '/');
        if (!slash)
            break;
        *slash = '\0';
    }
    free(path);
}

uint64_t granted_memory(const char *root)
{
    static const char *const newer[] = {"memory.max", "memory.high", NULL};
    static const char *const older[] = {"memory.limit_in_bytes", NULL};
    struct buffer name = {0};
    uint64_t least = NO_BOUND;
    char line[4096];
    buffer_printf(&name, "%s/proc/self/cgroup", root);
    FILE *groups = fopen(buffer_text(&name), "re");
    while (groups && fgets(line, sizeof line, groups)) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':'), *group = strchr(line, '/');
        if (!controllers || !group)
            continue;
        if (strncmp(line, "0::", 3) == 0)
            look_at_group(root, "", group, newer, &least);
        else if (strncmp(controllers, ":memory:", strlen(":memory:")) == 0)
            look_at_group(root, "/memory", group, older, &least);
    }
    if (groups)
        fclose(groups);
    buffer_free(&name);
    return least < NO_BOUND ? least : 0;
}
