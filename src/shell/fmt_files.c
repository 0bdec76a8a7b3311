/* fmt_files.c - see fmt_files.h. */
#include "shell/fmt_files.h"

#include "base/buffer.h"
#include "base/shown.h"
#include "base/whole_file.h"
#include "lang/commands.h"
#include "lang/format.h"
#include "lesson/lesson.h"
#include "script/script_file.h"
#include "script/statuses.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool is_input(const char *file)
{
    return strcmp(file, "-") == 0;
}

static bool is_lesson(const char *file, const struct fmt_options *options)
{
    size_t length = strlen(file);
    if (is_input(file))
        return options->lesson;
    return length > 3 && strcmp(file + length - 3, ".md") == 0;
}

static bool complain(struct buffer *why)
{
    fprintf(shown_errors(), "thrum: %s\n", buffer_text(why));
    buffer_clear(why);
    return false;
}

/* False, with what is wrong told. */
static bool lay_out(const char *file, bool lesson, struct buffer *text, struct buffer *out)
{
    if (lesson)
        lesson_make_plain(text);
    struct source source = {file, buffer_text(text), text->length};
    struct parser_options script = {.lab_words = commands_words()};
    struct diagnostics found = {0};
    bool good = lesson ? lesson_format(&source, commands_words(), out, &found)
                       : format_text(&source, &script, out, &found);
    if (!good)
        script_complain(&source, &found, false);
    diagnostics_free(&found);
    return good;
}

static bool write_out(const char *file, const struct buffer *text, struct buffer *why)
{
    struct whole_file w;
    if (!whole_file_open(&w, is_input(file) ? NULL : file, why))
        return complain(why);
    bool good = fwrite(buffer_text(text), 1, text->length, w.stream) == text->length;
    return whole_file_close(&w, good, why) || complain(why);
}

static int fmt_file(const char *file, const struct fmt_options *options)
{
    struct buffer text = {0}, out = {0}, why = {0};
    int status = FMT_DONE;
    if (!script_file_read(file, SCRIPT_FILE_WAITS, &text, &why)) {
        complain(&why);
        status = FMT_UNUSABLE;
    } else if (!lay_out(file, is_lesson(file, options), &text, &out)) {
        status = FMT_UNUSABLE;
    } else {
        bool same = text.length == out.length &&
                    memcmp(buffer_text(&text), buffer_text(&out), out.length) == 0;
        if (options->check && !same)
            fprintf(shown_output(), "%s\n", file);
        if (options->check)
            status = same ? FMT_DONE : FMT_WOULD_CHANGE;
        else if ((!same || is_input(file)) && !write_out(file, &out, &why))
            status = FMT_UNUSABLE;
    }
    buffer_free(&text);
    buffer_free(&out);
    buffer_free(&why);
    return status;
}

int fmt_files(const struct fmt_options *options)
{
    int status = FMT_DONE;
    for (size_t i = 0; i < options->count; i++) {
        int one = fmt_file(options->files[i], options);
        status = one > status ? one : status;
    }
    return status;
}
