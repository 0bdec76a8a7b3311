/* save_load.c - see save_load.h. */
#include "shell/save_load.h"

#include "base/memory.h"
#include "base/whole_file.h"
#include "script/explore_program.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_inside.h"
#include "shell/session_program.h"
#include "shell/session_read.h"
#include "shell/session_trust.h"

#include <stdlib.h>
#include <string.h>

/* ---- save ------------------------------------------------------------------------------------ */

/* What the lab did, as a script. */
struct script {
    struct buffer text;
    size_t left_out;
    bool called;       /* functions that nothing calls are left out, for they would not run */
    struct buffer why; /* it does not run: the errors */
};

static void make(struct session *s, const char *file, struct script *script)
{
    struct explore_program program = {0};
    struct diagnostics found = {0};
    buffer_clear(&script->text);
    buffer_clear(&script->why);
    buffer_puts(&script->text, "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n");
    script->left_out = journal_add_script(
        &s->journal, JOURNAL_WAITS | (script->called ? JOURNAL_CALLED : 0), &script->text);
    struct source source = {file, buffer_text(&script->text), script->text.length};
    if (!explore_program_open(&program, &source, NULL, &found))
        diagnostics_format(&script->why, &source, &found);
    explore_program_close(&program);
    diagnostics_free(&found);
}

/* A function that `restart` has kept may need what is gone. */
static struct script make_script(struct session *s, const char *file)
{
    struct script script = {0};
    make(s, file, &script);
    script.called = script.why.length > 0;
    if (script.called)
        make(s, file, &script);
    return script;
}

static void tell_saved(struct session *s, const char *file, const struct script *script)
{
    struct buffer text = {0};
    if (script->why.length)
        buffer_printf(&text, "saved to %s; but it does not run as it stands:\n%s", file,
                      buffer_text(&script->why));
    else
        buffer_printf(&text, "saved to %s; `thrum run %s` runs it", file, file);
    while (text.bytes[text.length - 1] == '\n')
        buffer_cut(&text, text.length - 1);
    if (script->called)
        journal_add_left_behind(&s->journal, &text);
    journal_add_differences(&s->journal, script->left_out, &text);
    lines_say(s, LINE_NOTICE, "", buffer_text(&text));
    buffer_free(&text);
}

void command_save(struct session *s, const char *arguments)
{
    struct buffer why = {0};
    char *wanted = arguments_file(arguments), *file;
    if (!wanted)
        lines_say(s, LINE_ERROR, "", "write: save FILE (a name with blanks in quotes)");
    bool may = wanted && session_may_write(s, wanted, &file);
    free(wanted);
    if (!may)
        return;
    struct script script = make_script(s, file);
    if (whole_file_put(file, &script.text, &why))
        tell_saved(s, file, &script);
    else
        lines_say(s, LINE_ERROR, "", buffer_text(&why));
    buffer_free(&script.text);
    buffer_free(&script.why);
    buffer_free(&why);
    free(file);
}

/* ---- load ------------------------------------------------------------------------------------ */

bool command_load_file(struct session *s, const char *file)
{
    struct buffer text = {0}, why = {0};
    bool taken = false;
    if (strcmp(file, "-") == 0)
        lines_say(s, LINE_ERROR, "", "load needs a file: the standard input is the prompt's");
    else if (!session_read_script(s, file, &text, &why))
        lines_say(s, LINE_ERROR, "", buffer_text(&why));
    else
        taken = session_take(s, file, buffer_text(&text), text.length);
    if (taken)
        session_loaded(s, file, buffer_text(&text));
    buffer_free(&text);
    buffer_free(&why);
    return taken;
}

void command_load(struct session *s, const char *arguments)
{
    char *file = arguments_file(arguments);
    if (file)
        command_load_file(s, file);
    else
        lines_say(s, LINE_ERROR, "", "write: load FILE (a name with blanks in quotes)");
    free(file);
}
