/* program.c - see program.h. */
#include "export/program.h"

#include "base/whole_file.h"
#include "export/c.h"
#include "export/python.h"
#include "lang/script.h"

#include <string.h>

const struct program_kind program_kinds[] = {
    {.name = "c",
     .what = "the program itself, for C11 with POSIX threads and glibc",
     .spoken = "C",
     .translate = c_translate},
    {.name = "python",
     .what = "the program itself, for CPython 3.9 and later and its standard library alone",
     .spoken = "Python",
     .translate = python_translate},
    {0},
};

const struct program_kind *program_find(const char *name)
{
    for (const struct program_kind *k = program_kinds; k->name; k++)
        if (strcmp(k->name, name) == 0)
            return k;
    return NULL;
}

bool program_translate(const struct program_kind *kind, const struct source *source,
                       struct buffer *out, struct diagnostics *found)
{
    size_t own;
    return program_translate_parts(kind, source, out, &own, found);
}

/* What is looked for first is found first: whoever reads wants it in the order of the script. */
static void sort(struct diagnostics *found)
{
    for (size_t i = 1; i < found->count; i++)
        for (size_t k = i; k && found->items[k].begin < found->items[k - 1].begin; k--) {
            struct diagnostic later = found->items[k - 1];
            found->items[k - 1] = found->items[k];
            found->items[k] = later;
        }
}

bool program_translate_parts(const struct program_kind *kind, const struct source *source,
                             struct buffer *out, size_t *own, struct diagnostics *found)
{
    struct tree *tree = script_parse(source, found);
    size_t before = out->length;
    bool good = tree && kind->translate(source, tree_root(tree), out, own, found);
    sort(found);
    if (!good)
        buffer_cut(out, before);
    tree_free(tree);
    return good;
}

bool program_write(const char *file, const struct buffer *text, struct buffer *why)
{
    struct whole_file w;
    if (!whole_file_open(&w, file, why))
        return false;
    size_t length = text->length;
    bool good = fwrite(buffer_text(text), 1, length, w.stream) == length;
    return whole_file_close(&w, good, why);
}
