/* shown.h - streams for people: whatever is written to one goes through utf8_add_visible, line
 * breaks and tabs aside, so that no control character of a file's name, of an option's value or of
 * a text reaches a terminal, whoever wrote it there, the C library included. */
#ifndef THRUM_BASE_SHOWN_H
#define THRUM_BASE_SHOWN_H

/* Puts such streams in the place of stdout and stderr, before anything is written to them. What has
 * to reach the descriptors as it is, is written to them directly. */
void shown_streams(void);

#endif
