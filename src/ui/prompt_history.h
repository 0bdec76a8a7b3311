/* prompt_history.h - what was entered at the prompt, in this sitting and in earlier ones:
 * readline's history, kept as it was entered.
 *
 *     prompt_history_open(file_or_null);
 *     ... a key: prompt_history_detach(); ...
 *     ... a line ends or is given up: prompt_history_settle(); prompt_history_add(line); ...
 *     prompt_history_close();
 *
 * Readline lets a recalled line be edited in its place, and hangs on the entry what undoes that;
 * the same steps may hang on several entries and on the line being typed, and readline frees them
 * with whichever goes first. So they are taken off behind every key: what a line was edited to is
 * there when it is come back to, until the next Enter, but not the steps to it. Readline has one
 * history, so there is no parameter. */
#ifndef THRUM_UI_PROMPT_HISTORY_H
#define THRUM_UI_PROMPT_HISTORY_H

/* `file` may be NULL: then nothing is kept beyond this sitting. Nor is it where the file will not
 * do; then it says why, in a few words, else NULL. */
const char *prompt_history_open(const char *file);
void prompt_history_close(void);

/* Nothing is left to undo but in the line being typed. Not while readline searches. */
void prompt_history_detach(void);
/* Every entry is again what was entered; nothing is left to undo, also in the line being typed. */
void prompt_history_settle(void);
/* Adds what was entered, unless it is the newest entry again; before readline begins its next line,
 * for else Up would pass it over. */
void prompt_history_add(const char *text);

#endif
