/* history_file.h - what was typed in earlier sittings, on disk. Several labs may be open at once:
 * each adds its own lines at the end. */
#ifndef THRUM_UI_HISTORY_FILE_H
#define THRUM_UI_HISTORY_FILE_H

/* The usual place, $XDG_STATE_HOME/thrum/history or ~/.local/state/thrum/history, malloc'd, its
 * folders made; NULL if there is no home. */
char *history_file_name(void);
/* Why the file is to be done without, in a few words; NULL if it will do, or is to be made. To be
 * asked first: a pipe or a device would keep the lab waiting. */
const char *history_file_problem(const char *name);
/* Reads the file into readline's history. */
void history_file_read(const char *name);
/* Adds the newest entry of readline's history to the file. */
void history_file_add(const char *name);
/* Cuts the file to what is worth keeping. */
void history_file_trim(const char *name);

#endif
