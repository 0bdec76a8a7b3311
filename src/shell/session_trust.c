/* session_trust.c - what a lesson may do by itself. Its blocks run without anybody having typed
 * them, so their commands write only into a folder of the lesson's, under the state folder, and
 * read only there and beside the lesson. What the learner types is the learner's. For threads the
 * same is in core/guest.c and run/outside.c. */
#include "shell/session_trust.h"

#include "base/beneath.h"
#include "base/memory.h"
#include "base/state_folder.h"
#include "lesson/lesson.h"
#include "script/script_file.h"
#include "shell/session_inside.h"
#include "shell/session_noticing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "work/05-join"; a lesson's name is that of its file, which may begin with a dot. */
static char *scratch_folder(const char *lesson)
{
    struct buffer within = {0};
    buffer_printf(&within, "work/%s%s", lesson[0] == '.' ? "_" : "", lesson);
    char *folder = state_folder(within.bytes);
    buffer_free(&within);
    return folder;
}

static void use_lesson(struct lab *lab, struct machine *m, void *lesson)
{
    (void)m;
    lab_use_lesson(lab, lesson);
}

void session_use_lesson(struct session *s, const struct lesson *lesson)
{
    const char *path = lesson ? lesson->original : NULL;
    const char *slash = path ? strrchr(path, '/') : NULL;
    s->lesson = lesson;
    free(s->lesson_folder);
    free(s->lesson_scratch);
    s->lesson_folder = s->lesson_scratch = NULL;
    if (path) {
        s->lesson_folder =
            slash ? memory_copy_bytes(path, (size_t)(slash - path) + 1) : memory_copy(".");
        s->lesson_scratch = scratch_folder(lesson->name);
    }
    struct lab_lesson places = {s->lesson_folder, s->lesson_scratch, s->rehearses};
    lab_do(s->lab, use_lesson, path ? &places : NULL);
    session_notice_in_lesson(s, path != NULL);
}

/* ---- Files ----------------------------------------------------------------------------------- */

bool session_may_write(struct session *s, const char *file, char **path)
{
    const char *why = NULL, *last;
    *path = NULL;
    if (!s->guest) {
        *path = memory_copy(file);
        return true;
    }
    if (!s->lesson_scratch)
        why = "there is no home directory for it";
    else if (!(why = beneath_refuses(file)) && strchr(file, '/'))
        why = "the name may not hold /";
    else if (!why && !beneath_make(s->lesson_scratch))
        why = strerror(errno);
    int folder = why ? -1 : beneath_open_folder(s->lesson_scratch, file, &last);
    struct stat status;
    if (folder >= 0 && fstatat(folder, last, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISLNK(status.st_mode))
        why = "it is a symbolic link";
    if (folder >= 0)
        close(folder);
    if (folder >= 0 && !why) {
        struct buffer whole = {0};
        buffer_printf(&whole, "%s/%s", s->lesson_scratch, file);
        *path = buffer_take(&whole);
        return true;
    }
    lines_tell(s, LINE_ERROR, "this lesson may not write %s: %s", file,
               why ? why : strerror(errno));
    return false;
}

bool session_read_script(struct session *s, const char *file, struct buffer *text,
                         struct buffer *why)
{
    if (!s->guest)
        return script_file_read(file, SCRIPT_FILE_PATIENCE_MS, text, why);
    const char *reason = beneath_refuses(file);
    int fd = reason ? -1 : beneath_open(s->lesson_folder ? s->lesson_folder : "", file);
    if (fd < 0 && !reason && s->lesson_scratch)
        fd = beneath_open(s->lesson_scratch, file);
    if (fd >= 0)
        return script_file_read_open(fd, file, SCRIPT_FILE_PATIENCE_MS, text, why);
    buffer_printf(why, "cannot read %s: %s", file,
                  reason ? "a lesson reads only files that lie beside it" : strerror(errno));
    return false;
}
