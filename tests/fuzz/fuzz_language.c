/* fuzz_language.c - whatever is typed: it is read or refused in words that may go to a terminal,
 * once as a script and once as typed, and nothing else happens. */
#include "base/utf8.h"
#include "lang/lexer.h"
#include "lang/names.h"
#include "lang/parser.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every node stands for a part of the text. */
static void check_ranges(void *context, const struct node *node)
{
    const struct source *source = context;
    if (node->begin > node->end || node->end > source->length)
        abort();
    tree_each_child(node, check_ranges, context);
}

static void check_diagnostics(const struct source *source, const struct diagnostics *found)
{
    struct buffer out = {0};
    diagnostics_format(&out, source, found);
    if (utf8_valid_prefix(buffer_text(&out), out.length) != out.length)
        abort();
    for (size_t i = 0; i < out.length; i++)
        if ((unsigned char)out.bytes[i] < 0x20 && out.bytes[i] != '\n')
            abort();
    buffer_free(&out);
}

static void read_once(const struct source *source, bool prompt)
{
    static const char *const lab_words[] = {"threads", "step", "help", "restart", "schedule", NULL};
    struct parser_options options = {.prompt = prompt, .lab_words = lab_words};
    struct names_options names = {0};
    struct diagnostics found = {0};
    struct buffer printed = {0};
    struct tree *tree = parser_parse(source, &options, &found);
    if ((tree != NULL) != (found.errors == 0))
        abort();
    if (tree) {
        tree_print(&printed, tree_root(tree));
        check_ranges((void *)(uintptr_t)source, tree_root(tree));
        if (names_check(tree, &names, &found) != (found.errors == 0))
            abort();
    }
    check_diagnostics(source, &found);
    buffer_free(&printed);
    tree_free(tree);
    diagnostics_free(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy of just that size, so that a sanitizer sees one byte read too many. */
    char *text = malloc(size ? size : 1);
    if (!text)
        abort();
    memcpy(text, data, size);
    struct source source = {.name = "fuzz.thr", .text = text, .length = size};
    read_once(&source, false);
    read_once(&source, true);
    lexer_is_complete(text, size);
    free(text);
    return 0;
}
