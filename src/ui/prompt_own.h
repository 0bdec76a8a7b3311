/* prompt_own.h - keys that do something else than readline 8.2 would, because its own way breaks:
 *
 *  - All its searches but Ctrl-R and Ctrl-S free what undoes an edit of the line that they began on
 *    while it is still in use. Their keys go to the older or newer line that begins with what
 * stands before the cursor, as history-search-backward does.
 *  - A keyboard macro played where a program reads key by key, as this one does, crashes with
 *    sequences in it. Its keys say so.
 *  - Ctrl-X Ctrl-E, an editor in bash, says what to do instead. */
#ifndef THRUM_UI_PROMPT_OWN_H
#define THRUM_UI_PROMPT_OWN_H

/* To be called after the user's inputrc has been read. `say` is called with a constant text from
 * within readline when a key has to explain itself. */
void prompt_own_bind(void (*say)(const char *text));

#endif
