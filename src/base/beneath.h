/* beneath.h - files in a folder that may not be left: for names that somebody else wrote, such as a
 * lesson's author. A name is relative, without "..", and no part of it may be a symbolic link: each
 * is opened with O_NOFOLLOW, one after the other, so that none can be exchanged meanwhile. */
#ifndef THRUM_BASE_BENEATH_H
#define THRUM_BASE_BENEATH_H

#include <stdbool.h>

/* Why a name is none that stays beneath its folder, as the end of a sentence; NULL: it may. */
const char *beneath_refuses(const char *name);
/* Opens the folder in which `name` lies, beneath `folder`; `*last` is what it is called there, a
 * part of `name`. -1 with errno, which is ELOOP or ENOTDIR where a symbolic link is in the way. */
int beneath_open_folder(const char *folder, const char *name, const char **last);
/* Opens an ordinary file beneath a folder, which may be one that the program carries
 * (base/carried.h), to be read; -1 with errno. */
int beneath_open(const char *folder, const char *name);
/* Makes a folder and those above it, for nobody else to read; false with errno. The last part may
 * be no symbolic link. */
bool beneath_make(const char *folder);

#endif
