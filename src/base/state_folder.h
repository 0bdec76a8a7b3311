/* state_folder.h - where thrum keeps what it has to remember of its user. */
#ifndef THRUM_BASE_STATE_FOLDER_H
#define THRUM_BASE_STATE_FOLDER_H

/* $XDG_STATE_HOME/thrum/WITHIN, or without XDG_STATE_HOME ~/.local/state/thrum/WITHIN, malloc'd;
 * NULL: there is no home directory. Nothing is made. */
char *state_folder(const char *within);

#endif
