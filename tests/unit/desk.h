/* desk.h - a lesson that is played on a desk which writes down what it is asked for.
 *
 *     TestSuite(player, .init = desk_begin, .fini = desk_end);
 *     play("# Test\n\n## One\n\nText.\n");
 *     player_open(player, 0);
 *     expect("| == 1 of 1: One ==\n ..."); */
#ifndef THRUM_TESTS_DESK_H
#define THRUM_TESTS_DESK_H

#include "base/buffer.h"
#include "lesson/player.h"

extern struct buffer told; /* what was asked of the desk, a line each: what is said behind "| " */
extern struct buffer kept; /* what it was asked to keep */
extern const char *clock_now; /* the lab's */
extern struct lesson *lesson;
extern struct progress *progress;
extern struct player *player;

void desk_begin(void);
void desk_end(void);
/* Reads a lesson; its player stands before it. */
void play(const char *text);
/* The same, in front of a room. */
void play_to_room(const char *text);
/* That was asked of the desk, exactly; then it is forgotten. */
void expect(const char *text);
void forget(void);
/* The lab comes to rest. */
void rest(void);
/* The open task's check holds, or the challenge is won. */
void hold(void);
/* Something else is typed, and has come to rest. */
void try(void);

#endif
