/* inputrc.h - the user's settings of readline, which it reads by itself when it begins. */
#ifndef THRUM_UI_INPUTRC_H
#define THRUM_UI_INPUTRC_H

/* Before any thread is made: where readline would wait for a pipe, or read what is no file, it gets
 * nothing to read. */
void inputrc_settle(void);
/* What is to be said of that, as a sentence; NULL: nothing. */
const char *inputrc_problem(void);

#endif
