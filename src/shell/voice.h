/* voice.h - spoken mode: what a session says to who cannot see a screen, whose terminal is read
 * out.
 *
 * All that is said goes through one place, voice_says, before a front end gets it: that has a
 * second voice, in which signs are words (base/spoken.h). What is a table or a picture has it where
 * its rows become text: who prints one asks voice_speaks. What changes by itself is told in
 * voice_news.c. The last thing said is kept in either voice, for `repeat`. */
#ifndef THRUM_SHELL_VOICE_H
#define THRUM_SHELL_VOICE_H

#include "base/buffer.h"
#include "script/silence.h"
#include "shell/session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How much is said without being asked for. */
enum voice_level {
    VOICE_QUIET,   /* what threads print, and what goes wrong */
    VOICE_NORMAL,  /* and what threads come to */
    VOICE_VERBOSE, /* and what variables and signals come to */
};

/* Lines as they were said, in the voice of who has a screen. */
struct voice_lines {
    struct buffer text; /* of each the kind, the thread, the text, each part ended by a NUL */
    size_t count;
};

/* What was told last of a thread or an object, and what there would be to tell. */
struct voice_subject {
    char *told[2], *seen[2]; /* what it is at; what it holds. NULL: nothing yet */
    int64_t since;           /* when it was first seen so */
};

struct voice_subjects {
    struct voice_subject *list; /* by index */
    size_t count, capacity;
};

/* Belongs to the front end's thread, as part of its session. */
struct voice {
    bool speaks;
    bool words; /* punctuation of code is said in words */
    enum voice_level level;
    struct voice_lines last, before; /* since the last input; between that and the one before */
    struct buffer line;              /* handed out last, as it is spoken */
    struct voice_subjects threads, objects;
    unsigned beginning;     /* of the lab, for which these are */
    int64_t looked;         /* when it looked last */
    struct silence silence; /* since something was last said or typed */
    bool calm;              /* nothing is left to be told, and nothing goes on */
    bool goes_on;           /* when it looked last something went on by itself */
    int64_t (*clock)(void); /* real milliseconds */
};

void voice_open(struct voice *v, const struct session_options *options);
void voice_free(struct voice *v);
bool voice_speaks(const struct session *s);

/* An input begins: what is said from here on is the last thing that was. */
void voice_listens(struct session *s);
/* A line is handed out: keeps it, and gives it its voice. False: spoken, it is nothing. */
bool voice_says(struct session *s, struct line *line);
/* A line of code, in words if that is wished. */
void voice_add_code(const struct session *s, const char *code, struct buffer *out);

/* `view spoken`, `view normal`, `view punctuation words`, `view punctuation signs`; false: it is
 * something else. */
bool voice_view(struct session *s, const char *arguments);
/* What spoken mode is: said when it begins, once nobody draws a screen any more. */
void voice_greets(struct session *s);
/* `quiet` alone: less is said. */
void voice_lower(struct session *s);

/* voice_news.c: looks what has changed, and tells it; how long poll() may sleep. */
void voice_look(struct session *s);
int voice_timeout(const struct session *s);
void voice_forget(struct voice *v);

#endif
