/* web_inside.h - what web*.c share. */
#ifndef THRUM_PAGE_WEB_INSIDE_H
#define THRUM_PAGE_WEB_INSIDE_H

#include "base/buffer.h"
#include "core/drive.h"
#include "page/web.h"
#include "script/explore_program.h"

struct explore_result;

/* The run as it was before a step of the reader's. */
struct web_past {
    struct drive drive;
    size_t printed, told; /* how long these were */
};

struct web {
    struct buffer inputs[WEB_INPUTS], answer;

    struct explore_program loaded; /* its machine never steps: explore begins there */
    struct source source;
    bool is_loaded;

    struct drive drive; /* of the run */
    bool begun;
    unsigned wishes;       /* enum web_wish */
    bool recorded;         /* who is chosen now, a recorded schedule has chosen */
    struct buffer said[2]; /* by enum web_said */
    struct web_past *past; /* the oldest first */
    size_t past_count, past_capacity, past_bytes;

    struct explore_result *found;
    struct explore_options *options; /* with which */
};

/* What explore has found of the program that was loaded. */
void web_forget_found(struct web *p);

#endif
