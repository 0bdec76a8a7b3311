/* fuzz_foreign.c - whatever is typed by habit of another language: what is answered can be shown on
 * a terminal, and a line that is advised is one that this language reads. */
#include "base/utf8.h"
#include "lang/foreign.h"
#include "lang/parser.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const lab_words[] = {"threads", "step", "help", "restart", "schedule", NULL};

/* Every kind there is, by the first letter of the name. */
static unsigned kind_of(void *context, const char *name)
{
    (void)context;
    return (unsigned char)name[0] % 13 == 12 ? FOREIGN_NOTHING
                                             : 1u << ((unsigned char)name[0] % 13);
}

static bool holds(void *context, const char *name)
{
    (void)context;
    return name[0] & 1;
}

static void check_text(const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (text && utf8_valid_prefix(text, length) != length)
        abort();
}

/* "..." stands for the learner's own commands, so that such a line is no whole one. */
static void check_line(const char *line)
{
    struct source source = {.name = "advice", .text = line, .length = strlen(line)};
    struct parser_options options = {.prompt = true, .lab_words = lab_words};
    struct diagnostics found = {0};
    if (strstr(line, "..."))
        return;
    struct tree *tree = parser_parse(&source, &options, &found);
    if (!tree)
        abort();
    tree_free(tree);
    diagnostics_free(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct foreign_options options = {.lab_words = lab_words, .kind = kind_of, .holds = holds};
    struct foreign_answer answer = {0};
    /* A copy of just that size, so that a sanitizer sees one byte read too many. */
    char *text = malloc(size ? size : 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    if (utf8_valid_prefix(text, size) == size && foreign_translate(text, size, &options, &answer)) {
        check_text(answer.line);
        check_text(answer.first);
        check_text(answer.note);
        if (answer.line)
            check_line(answer.line);
        foreign_answer_free(&answer);
    }
    free(text);
    return 0;
}
