/* page_words.h - all that a page (page.h) says by itself, one row per sentence: who says it, the
 * page as it is on PAPER or the VIEW that steps through it too; its key, by which page.c and
 * page.js know it; and its words. In them {name} is filled in by whoever says it. */
#ifndef THRUM_EXPORT_PAGE_WORDS_H
#define THRUM_EXPORT_PAGE_WORDS_H

/* clang-format off */
#define PAGE_WORDS(X)                                                                              \
    /* headings, captions */                                                                       \
    X(PAPER, title,        "{name}: what happened")                                                \
    X(PAPER, program,      "Program")                                                              \
    X(PAPER, threads,      "Threads")                                                              \
    X(PAPER, objects,      "Objects and variables")                                                \
    X(PAPER, columns,      "Step by step")                                                         \
    X(PAPER, timeline,     "Timeline")                                                             \
    X(PAPER, at_end,       "at the end")                                                           \
    X(VIEW,  at_start,     "before the first step")                                                \
    X(VIEW,  behind,       "after step {step}")                                                    \
    X(PAPER, picture,      "The timeline: what each thread was at, and who let whom go")           \
    X(PAPER, timeline_is,  "Time runs to the right; steps at one instant are spread out.")         \
    X(PAPER, does_step,    "does a step")                                                          \
    X(PAPER, could_step,   "not its turn")                                                                \
    X(PAPER, sleeps,       "sleeps")                                                               \
    X(PAPER, works,        "works, or waits for something outside")                                \
    X(PAPER, lets_go,      "lets go")                                                              \
    X(PAPER, legend,       "A column for each thread, a row for each step; time runs down.")       \
    X(PAPER, legend_wait,  "waits")                                                                \
    X(PAPER, legend_kept,  "could have gone on, another thread did")                               \
    X(PAPER, legend_go,    "this step lets that thread go on")                                     \
    /* tables */                                                                                   \
    X(PAPER, step,         "step")                                                                 \
    X(PAPER, time,         "time")                                                                 \
    X(PAPER, others,       "others")                                                               \
    X(PAPER, thread,       "thread")                                                               \
    X(PAPER, state,        "state")                                                                \
    X(PAPER, is_at,        "what it is at")                                                        \
    X(PAPER, kind,         "kind")                                                                 \
    X(PAPER, name,         "name")                                                                 \
    X(PAPER, value,        "value")                                                                \
    X(VIEW,  gone,         "no more")                                                              \
    X(VIEW,  not_yet,      "not yet there")                                                        \
    /* the step that is looked at */                                                               \
    X(PAPER, first,        "To the beginning (Home)")                                              \
    X(PAPER, back,         "One step back (Left arrow)")                                           \
    X(PAPER, forth,        "One step on (Right arrow)")                                            \
    X(PAPER, last,         "To the end (End)")                                                     \
    X(PAPER, slider,       "Step")                                                                 \
    X(VIEW,  of,           "step {step} of {all}")                                                 \
    X(VIEW,  next,         "Next: ")                                                               \
    X(VIEW,  instead,      "Instead could have gone: ")                                            \
    X(VIEW,  nobody,       "Nobody else could have gone.")                                         \
    X(VIEW,  the_end,      "Here the run ends.")                                                   \
    X(VIEW,  show,         "Columns:")                                                             \
    X(VIEW,  is_next,      "◂ ")                                                                   \
    X(PAPER, marks,        "Marked: what the last step did. ◂ here these threads go on.")          \
    X(PAPER, keys,         "Keys: Left and Right step, Page Up and Page Down by ten, Home and End. "\
                             "A click on a row goes there.")                                       \
    /* what is said of the run */                                                                  \
    X(PAPER, one_step,     "1 step")                                                               \
    X(PAPER, many_steps,   "{count} steps")                                                        \
    X(PAPER, one_thread,   "1 thread")                                                             \
    X(PAPER, many_threads, "{count} threads")                                                      \
    X(PAPER, ended,        "The run came to its end.")                                             \
    X(PAPER, stopped,      "The run was stopped here.")                                            \
    X(PAPER, stuck,        "Nobody can go on: {waits}.")                                           \
    X(PAPER, left_out,     "The first {count} steps are left out: of a long run a page has the last "\
                             "10,000.")                                                            \
    X(PAPER, more_threads, "{count} more threads did nothing in these steps and have no column.")  \
    X(PAPER, more_columns, "There are columns for {count} threads; what others did is in the last one.")\
    X(PAPER, more_objects, "{count} more objects are not shown.")                                  \
    X(PAPER, not_kept,     "What objects and threads were at before step {step} is not known: it was too "\
                             "much to be kept.")                                                   \
    X(PAPER, made_by,      "Made by thrum.")
/* clang-format on */

enum page_word {
#define PAGE_WORD_NUMBER(who, key, words) PAGE_##key,
    PAGE_WORDS(PAGE_WORD_NUMBER)
#undef PAGE_WORD_NUMBER
        PAGE_WORD_COUNT
};

#endif
