/* subjects.h - the programs that a command line of a test here names, one after the other:
 *
 *     FIRST COUNT    the random programs with these numbers
 *     FILE...        these scripts */
#ifndef THRUM_TESTS_SUBJECTS_H
#define THRUM_TESTS_SUBJECTS_H

#include "../scripts.h"

void subject_random(uint64_t number, script_look *look, void *context);
/* All of them. False where one cannot be read. `tell`: after every 500 random ones. */
bool subjects_of_arguments(int argc, char **argv, script_look *look, void (*tell)(void *context),
                           void *context);
/* Prints the program, as comments of TAP. */
void subject_print(const char *text);

#endif
