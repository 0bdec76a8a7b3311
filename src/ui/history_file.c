/* history_file.c - see history_file.h. */
#include "ui/history_file.h"

#include "base/state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>

#define KEPT_ENTRIES 2000
#define MOST_BYTES (64 * 1024 * 1024)

/* Makes the folders above a file, readable by nobody else. */
static void make_folders(char *name)
{
    for (char *slash = strchr(name + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(name, 0700);
        *slash = '/';
    }
}

char *history_file_name(void)
{
    char *name = state_folder("history");
    if (name)
        make_folders(name);
    return name;
}

const char *history_file_problem(const char *name)
{
    struct stat status;
    if (stat(name, &status) != 0)
        return errno == ENOENT ? NULL : "there is no way to the history file";
    if (!S_ISREG(status.st_mode))
        return "the history file is no plain file";
    if (access(name, R_OK | W_OK) != 0)
        return "the history file may not be read and written";
    if (status.st_size > MOST_BYTES)
        return "the history file is too large to be one";
    return NULL;
}

void history_file_read(const char *name)
{
    using_history();
    stifle_history(KEPT_ENTRIES);
    /* An entry of several lines is told from several entries by the time written before each. */
    history_write_timestamps = 1;
    history_comment_char = '#';
    history_multiline_entries = 1;
    read_history(name);
    using_history();
}

void history_file_add(const char *name)
{
    if (access(name, F_OK) != 0) {
        int made = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (made < 0)
            return;
        close(made);
    }
    append_history(1, name);
}

void history_file_trim(const char *name)
{
    history_truncate_file(name, KEPT_ENTRIES);
}
