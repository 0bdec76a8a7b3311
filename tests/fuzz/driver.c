/* driver.c - main for a fuzzer where there is no libFuzzer: gives it each file that is named, and
 * each file in each directory that is named, once. */
#include "base/buffer.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t feed(const char *path);

static size_t feed_directory(const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    size_t fed = 0;
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            struct buffer inner = {0};
            buffer_printf(&inner, "%s/%s", path, entries[i]->d_name);
            fed += feed(buffer_text(&inner));
            buffer_free(&inner);
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return fed;
}

/* Returns how many inputs it found. */
static size_t feed(const char *path)
{
    struct stat about;
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode))
        return feed_directory(path);
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    struct buffer input = {0};
    char part[4096];
    size_t length;
    while ((length = fread(part, 1, sizeof part, file)) > 0)
        buffer_add(&input, part, length);
    fclose(file);
    LLVMFuzzerTestOneInput((const uint8_t *)buffer_text(&input), input.length);
    buffer_free(&input);
    return 1;
}

int main(int count, char **arguments)
{
    size_t fed = 0;
    for (int i = 1; i < count; i++)
        fed += feed(arguments[i]);
    printf("%zu inputs\n", fed);
    return fed == 0;
}
