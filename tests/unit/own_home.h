/* own_home.h - a home of its own for a test, in which it finds and leaves what a lab keeps of its
 * user, and which is gone afterwards. */
#ifndef THRUM_TESTS_OWN_HOME_H
#define THRUM_TESTS_OWN_HOME_H

/* Makes an empty folder and names it to the lab (XDG_STATE_HOME). The path is good until the next
 * call; NULL, and errno, where it cannot be made. */
const char *own_home(void);
/* Deletes a folder and all that is in it. */
void delete_folder(const char *path);

#endif
