/* scripts.c - see scripts.h. */
#include "scripts.h"

#include "base/file.h"
#include "lang/compiler.h"
#include "lang/parser.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 20 };

bool script_read(const char *path, struct buffer *text)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && file_read(fd, text, MOST_BYTES, 0);
    if (!good)
        perror(path);
    if (fd >= 0)
        close(fd);
    return good;
}

void scripts_each(const char *pattern, script_look *look, void *context)
{
    const char *source = getenv("THRUM_SOURCE");
    struct buffer whole = {0};
    glob_t scripts;
    buffer_printf(&whole, "%s/%s", source ? source : ".", pattern);
    if (glob(buffer_text(&whole), 0, NULL, &scripts) != 0) {
        fprintf(stderr, "%s: no such scripts; THRUM_SOURCE names the source tree\n",
                buffer_text(&whole));
        abort();
    }
    for (size_t i = 0; i < scripts.gl_pathc; i++) {
        struct buffer text = {0};
        if (!script_read(scripts.gl_pathv[i], &text))
            abort();
        look(scripts.gl_pathv[i], buffer_text(&text), context);
        buffer_free(&text);
    }
    globfree(&scripts);
    buffer_free(&whole);
}

uint32_t script_compile(struct program *program, const char *name, const char *text)
{
    struct source source = {.name = name, .text = text, .length = strlen(text)};
    struct diagnostics found = {0};
    struct tree *tree = parser_parse(&source, &(struct parser_options){0}, &found);
    uint32_t number = program_add_source(program, name, text, source.length);
    uint32_t unit = tree ? compile_script(program, number, tree, &found) : 0;
    tree_free(tree);
    diagnostics_free(&found);
    return unit;
}
