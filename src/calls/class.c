/* class.c - thrum class. */
#include "base/memory.h"
#include "calls/call.h"
#include "shell/class.h"

#include <stdlib.h>

struct class_arguments {
    enum class_form form;
    const char *lesson;
    const char **files;
    size_t count, capacity;
};

static bool take_class_option(int key, const char *argument, struct call_reading *reading)
{
    struct class_arguments *a = reading->input;
    switch (key) {
    case OPTION_CSV:
        a->form = CLASS_CSV;
        break;
    case OPTION_JSON:
        a->form = CLASS_JSON;
        break;
    case OPTION_LESSON:
        a->lesson = argument;
        break;
    case CALL_ARGUMENT:
        MEMORY_ROOM_FOR_ONE(a->files, a->count, a->capacity);
        a->files[a->count++] = argument;
        break;
    case CALL_END:
        if (!a->count)
            call_error(reading, "which hand-ins? thrum class FILE..., or a folder of them");
        break;
    default:
        return false;
    }
    return true;
}

int class_command(int count, char **arguments)
{
    struct class_arguments a = {0};
    call_parse(&options_class, take_class_option, count, arguments, &a);
    int status = call_written(class_show(a.files, a.count, a.lesson, a.form));
    free(a.files);
    return status;
}
