/* keys.h - cuts what a terminal sends into units: whole characters, whole escape sequences, pastes,
 * turns of the wheel. Pure: it is given bytes and the time, and reads nothing itself.
 *
 *     struct keys keys = {0};
 *     keys_feed(&keys, bytes, length, now);
 *     while (keys_next(&keys, now, &unit)) ...
 *     poll(..., keys_timeout(&keys, now));
 *     keys_free(&keys);
 *
 * A sequence whose end is missing is held back for 50 ms; then it is taken for what it looks like,
 * a typed Escape and more. One that no key sends, the terminal's answer to a question, is waited
 * for longer, and nothing of it is ever taken for typed. A zeroed struct is an empty one. */
#ifndef THRUM_UI_KEYS_H
#define THRUM_UI_KEYS_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* How long the rest of a sequence may keep one waiting, and of a paste, in milliseconds. */
#define KEYS_SEQUENCE_MS 50
#define KEYS_PASTE_MS 5000
#define KEYS_REPORT_MS 1000
/* More than that of one paste is left out. */
#define KEYS_PASTE_BYTES (16 * 1024 * 1024)

enum unit_kind {
    UNIT_TEXT,  /* one character, or Escape and one: for the line editor */
    UNIT_KEY,   /* another key's escape sequence: for the line editor if it knows it */
    UNIT_PASTE, /* pasted text: valid UTF-8, lines end with \n, no controls but that and tabs */
    UNIT_F1,
    UNIT_F2,
    UNIT_F3,
    UNIT_F4,
    UNIT_F5,
    UNIT_F6,
    UNIT_F7,
    UNIT_F8,
    UNIT_F9,
    UNIT_F10,
    UNIT_F11,
    UNIT_F12,
    UNIT_PAGE_UP,
    UNIT_PAGE_DOWN,
    UNIT_OTHER_PAGE_UP, /* with Alt, Control or Shift */
    UNIT_OTHER_PAGE_DOWN,
    UNIT_ALT_UP, /* with Alt alone, which readline and inputrc leave free */
    UNIT_ALT_DOWN,
    UNIT_WHEEL_UP,
    UNIT_WHEEL_DOWN,
    UNIT_REPORT, /* the terminal's answer to what it was asked: terminal_report */
};

struct unit {
    enum unit_kind kind;
    const char
        *bytes; /* what to hand to the line editor, or the paste; valid until the next call */
    size_t length;
};

struct keys {
    struct buffer pending; /* bytes not yet cut, from `taken` on */
    size_t taken;
    struct buffer paste; /* what there is of the paste that is coming in */
    bool pasting;
    int64_t last_ms; /* when the last bytes came */
};

/* Adds what the terminal sent; times are in milliseconds of any steady clock. */
void keys_feed(struct keys *k, const char *bytes, size_t length, int64_t now_ms);
/* Takes the next unit; false if there is none, or only the beginning of one. */
bool keys_next(struct keys *k, int64_t now_ms, struct unit *unit);
/* How many milliseconds until a held-back beginning has to be taken as it is; -1: nothing is held.
 */
int keys_timeout(const struct keys *k, int64_t now_ms);
void keys_free(struct keys *k);

#endif
