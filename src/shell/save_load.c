/* save_load.c - see save_load.h. */
#include "shell/save_load.h"

#include "base/file.h"
#include "base/memory.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_inside.h"
#include "shell/session_program.h"
#include "shell/session_read.h"
#include "shell/session_trust.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- save -------------------------------------------------------------------------------------
 */

/* The file gets the rights that any new file of the user's gets. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Writes beside the file and puts it in its place whole; false with errno. */
static bool replace(const char *file, const struct buffer *text)
{
    struct buffer beside = {0};
    buffer_printf(&beside, "%s.XXXXXX", file);
    char *name = buffer_take(&beside);
    int fd = mkostemp(name, O_CLOEXEC);
    bool good = fd >= 0;
    int error = errno;
    if (good) {
        good = file_write(fd, text) && fchmod(fd, usual_mode()) == 0 && fsync(fd) == 0;
        error = errno;
        if (close(fd) != 0 && good) {
            good = false;
            error = errno;
        }
        if (good && rename(name, file) != 0) {
            good = false;
            error = errno;
        }
        if (!good)
            unlink(name);
    }
    free(name);
    errno = error;
    return good;
}

static void tell_saved(struct session *s, const char *file, size_t left_out)
{
    struct buffer text = {0};
    buffer_printf(&text, "saved to %s; `thrum run %s` runs it", file, file);
    journal_add_differences(&s->journal, left_out, &text);
    lines_say(s, LINE_NOTICE, "", buffer_text(&text));
    buffer_free(&text);
}

void command_save(struct session *s, const char *arguments)
{
    struct buffer text = {0};
    struct stat status;
    char *wanted = arguments_one(arguments), *file;
    if (!wanted)
        lines_say(s, LINE_ERROR, "", "write: save FILE (a name with blanks in quotes)");
    bool may = wanted && session_may_write(s, wanted, &file);
    free(wanted);
    if (!may)
        return;
    buffer_puts(&text, "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n");
    size_t left_out = journal_add_script(&s->journal, true, &text);
    bool special = stat(file, &status) == 0 && !S_ISREG(status.st_mode);
    if (special)
        lines_tell(s, LINE_ERROR, "cannot save to %s: it is %s", file,
                   S_ISDIR(status.st_mode) ? "a directory" : "no ordinary file");
    else if (replace(file, &text))
        tell_saved(s, file, left_out);
    else
        lines_tell(s, LINE_ERROR, "cannot save to %s: %s; nothing was changed", file,
                   strerror(errno));
    buffer_free(&text);
    free(file);
}

/* ---- load -------------------------------------------------------------------------------------
 */

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
    char *file = arguments_one(arguments);
    if (file)
        command_load_file(s, file);
    else
        lines_say(s, LINE_ERROR, "", "write: load FILE (a name with blanks in quotes)");
    free(file);
}
