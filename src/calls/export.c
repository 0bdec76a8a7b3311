/* export.c - thrum export. */
#include "base/buffer.h"
#include "calls/call.h"
#include "export/export.h"
#include "export/program.h"
#include "script/export_script.h"

#include <stdlib.h>
#include <string.h>

/* A run, or the program itself. */
static void read_kind(struct call_reading *reading, const char *text,
                      struct export_script_options *o)
{
    struct buffer names = {0};
    o->kind = export_find(text);
    o->program = program_find(text);
    export_add_names(&names);
    if (!o->kind && !o->program)
        call_error(reading, "--to takes %s, not '%s'", buffer_text(&names), text);
    buffer_free(&names);
}

static bool take_export_option(int key, const char *argument, struct call_reading *reading)
{
    struct export_script_options *o = reading->input;
    switch (key) {
    case OPTION_TO:
        read_kind(reading, argument, o);
        return true;
    case OPTION_OUTPUT:
        o->output = strcmp(argument, "-") == 0 ? NULL : argument;
        return true;
    case OPTION_VIEW:
        if (!export_read_view(argument, &o->view))
            call_error(reading, "--view takes columns or timeline, not '%s'", argument);
        return true;
    case CALL_END:
        if (!o->run.file)
            call_error(reading,
                       "which script? thrum export --to=KIND FILE ('-' for standard input)");
        if (!o->kind && !o->program)
            read_kind(reading, "nothing", o);
        return true;
    default:
        break;
    }
    reading->input = &o->run;
    bool taken = call_take_run_option(key, argument, reading);
    reading->input = o;
    return taken;
}

int export_command(int count, char **arguments)
{
    struct export_script_options o = {.run = run_options_default()};
    call_parse(&options_export, take_export_option, count, arguments, &o);
    int status = export_script(&o);
    free(o.run.segments);
    return status;
}
