/* page_words.h - all that a page (page.h) says by itself, one row per sentence: which script says
 * it too (bits; 0: only the page as it is on paper); its key, by which page.c and the scripts know
 * it; and its words. In them {name} is filled in by whoever says it. */
#ifndef THRUM_EXPORT_PAGE_WORDS_H
#define THRUM_EXPORT_PAGE_WORDS_H

#include "base/buffer.h"

enum {
    PAGE_PAPER = 0,
    PAGE_VIEW = 1, /* page.js, which steps through what happened */
    PAGE_PLAY = 2, /* src/page/play.js, in which the reader goes another way */
    PAGE_BOTH = PAGE_VIEW | PAGE_PLAY
};

/* clang-format off */
#define PAGE_WORDS(X)                                                                              \
    /* headings, captions */                                                                       \
    X(PAGE_PAPER, title,        "{name}: what happened")                                           \
    X(PAGE_PLAY,  program,      "Program")                                                         \
    X(PAGE_PAPER, threads,      "Threads")                                                         \
    X(PAGE_PLAY,  objects,      "Objects and variables")                                           \
    X(PAGE_PAPER, columns,      "Step by step")                                                    \
    X(PAGE_PAPER, timeline,     "Timeline")                                                        \
    X(PAGE_PAPER, at_end,       "at the end")                                                      \
    X(PAGE_BOTH,  at_start,     "before the first step")                                           \
    X(PAGE_VIEW,  behind,       "after step {step}")                                               \
    X(PAGE_PAPER, picture,      "The timeline: what each thread was at, and who let whom go")      \
    X(PAGE_PAPER, timeline_is,  "Time runs to the right; steps at one instant are spread out.")    \
    X(PAGE_PAPER, does_step,    "does a step")                                                     \
    X(PAGE_PAPER, could_step,   "not its turn")                                                    \
    X(PAGE_PAPER, sleeps,       "sleeps")                                                          \
    X(PAGE_PAPER, works,        "works, or waits for something outside")                           \
    X(PAGE_PAPER, lets_go,      "lets go")                                                         \
    X(PAGE_PLAY,  legend,       "A column for each thread, a row for each step; time runs down.")  \
    X(PAGE_PAPER, legend_wait,  "waits")                                                           \
    X(PAGE_PLAY,  legend_still, "waits, or could go on and has not yet")                           \
    X(PAGE_PLAY,  legend_kept,  "is left, though it could go on")                                   \
    X(PAGE_PLAY,  legend_go,    "this step lets that thread go on")                                \
    /* tables */                                                                                   \
    X(PAGE_PLAY,  step,         "step")                                                            \
    X(PAGE_PLAY,  time,         "time")                                                            \
    X(PAGE_PAPER, others,       "others")                                                          \
    X(PAGE_PAPER, thread,       "thread")                                                          \
    X(PAGE_PAPER, state,        "state")                                                           \
    X(PAGE_PAPER, is_at,        "what it is at")                                                   \
    X(PAGE_PLAY,  kind,         "kind")                                                            \
    X(PAGE_PLAY,  name,         "name")                                                            \
    X(PAGE_PLAY,  value,        "value")                                                           \
    X(PAGE_VIEW,  gone,         "no more")                                                         \
    X(PAGE_VIEW,  not_yet,      "not yet there")                                                   \
    /* the step that is looked at */                                                               \
    X(PAGE_PAPER, first,        "To the beginning (Home)")                                         \
    X(PAGE_PAPER, back,         "One step back (Left arrow)")                                      \
    X(PAGE_PAPER, forth,        "One step on (Right arrow)")                                       \
    X(PAGE_PAPER, last,         "To the end (End)")                                                \
    X(PAGE_PAPER, slider,       "Step")                                                            \
    X(PAGE_VIEW,  of,           "step {step} of {all}")                                            \
    X(PAGE_VIEW,  next,         "Next: ")                                                          \
    X(PAGE_VIEW,  instead,      "Instead could have gone: ")                                       \
    X(PAGE_VIEW,  nobody,       "Nobody else could have gone.")                                    \
    X(PAGE_VIEW,  the_end,      "Here the run ends.")                                              \
    X(PAGE_VIEW,  show,         "Columns:")                                                        \
    X(PAGE_BOTH,  is_next,      "◂ ")                                                              \
    X(PAGE_PAPER, marks,        "Marked: what the last step did. ◂ here these threads go on.")     \
    X(PAGE_PAPER, keys,         "Keys: Left and Right step, Page Up and Page Down by ten, Home and End. "\
                             "A click on a row goes there.")                                       \
    /* going another way (src/page/play.js) */                                                     \
    X(PAGE_PAPER, play_enter,   "Go another way from here")                                        \
    X(PAGE_PLAY,  play_return,  "Back to the page")                                                \
    X(PAGE_PLAY,  play_return_key, "Escape")                                                       \
    X(PAGE_PLAY,  play_undo,    "One step back")                                                   \
    X(PAGE_PLAY,  play_undo_key, "Backspace")                                                      \
    X(PAGE_PLAY,  play_next,    "Next step")                                                       \
    X(PAGE_PLAY,  play_next_key, "Right arrow")                                                    \
    X(PAGE_PLAY,  play_many,    "Up to 10,000 steps on")                                           \
    X(PAGE_PLAY,  play_end,     "To the end")                                                      \
    X(PAGE_PLAY,  play_many_key, "End")                                                            \
    X(PAGE_PLAY,  play_edit,    "Edit the program")                                                \
    X(PAGE_PLAY,  play_edited,  "Play this program")                                               \
    X(PAGE_PLAY,  play_as_it_was, "The program as it was")                                         \
    X(PAGE_PLAY,  play_orders,  "Search all orders")                                               \
    X(PAGE_PLAY,  play_orders_key, "e")                                                            \
    X(PAGE_PLAY,  play_all,     "All orders")                                                      \
    X(PAGE_PLAY,  play_searching, "Searching: {states} states so far.")                            \
    X(PAGE_PLAY,  play_stop,    "Stop the search")                                                 \
    X(PAGE_PLAY,  play_finding, "Play it")                                                         \
    X(PAGE_PLAY,  play_challenge, "Challenge me")                                                  \
    X(PAGE_PLAY,  play_hint,    "A hint")                                                          \
    X(PAGE_PLAY,  play_again,   "Begin anew")                                                      \
    X(PAGE_PLAY,  play_free,    "Give up")                                                         \
    X(PAGE_PLAY,  play_lost,    ": \"One step back\" takes steps back, \"Begin anew\" begins anew.")\
    X(PAGE_PLAY,  play_rules,   "You choose whose step is next; main goes by itself.")             \
    X(PAGE_PLAY,  play_no_challenge, "This cannot be played as a challenge: {why}.")               \
    X(PAGE_PLAY,  play_nothing, "There is nothing to reach:")                                      \
    X(PAGE_PLAY,  play_threads, "Threads: press one to let it do its next step")                   \
    X(PAGE_PLAY,  play_happened, "What happened")                                                  \
    X(PAGE_PLAY,  play_earlier, "Earlier steps")                                                   \
    X(PAGE_PLAY,  play_later,   "Later steps")                                                     \
    X(PAGE_PLAY,  play_without, "{count} more threads have no column here.")                       \
    X(PAGE_PLAY,  play_holds,   "holds {what}")                                                    \
    X(PAGE_PLAY,  play_where,   "Steps so far: {steps}. Time: {time}.")                            \
    X(PAGE_PLAY,  play_stuck,   "Nobody can go on.")                                               \
    X(PAGE_PLAY,  play_outside, "A thread asks or fetches something, which a page cannot.")        \
    X(PAGE_PLAY,  play_left,    "The schedule cannot be followed any further: choose who is next.")\
    X(PAGE_PLAY,  play_no_step, "There is no step in this program.")                               \
    X(PAGE_PLAY,  play_digit,   "The thread with that number does its next step")                  \
    X(PAGE_PLAY,  play_digit_key, "1 to 9")                                                        \
    X(PAGE_PLAY,  play_keys,    "List the keys")                                                   \
    X(PAGE_PLAY,  play_keys_key, "?")                                                              \
    X(PAGE_PLAY,  play_no_order, "The order that was asked for is none of this program: choose who is "\
                             "next.")                                                              \
    X(PAGE_PLAY,  play_link,    "Copy a link to this")                                             \
    X(PAGE_PLAY,  play_copied,  "This link was copied:")                                           \
    X(PAGE_PLAY,  play_copy,    "Copy this link:")                                                 \
    X(PAGE_PLAY,  play_linked,  "A program has come with the link, and has not been run:")         \
    X(PAGE_PLAY,  play_bad_link, "What has come with the link is no program, or too long.")        \
    X(PAGE_PLAY,  play_ignore,  "Leave it")                                                        \
    X(PAGE_PLAY,  play_old,     "This browser is too old to go another way in: it lacks "          \
                             "DecompressionStream.")                                               \
    /* lessons (shell/lesson_pages.c) */                                                           \
    X(PAGE_PAPER, lessons,      "Lessons")                                                         \
    X(PAGE_PAPER, lessons_about, "Each is a page that needs nothing else: its programs are played in it, step "\
                             "by step, by you.")                                                   \
    X(PAGE_PAPER, lessons_films, "Each is a page that needs nothing else. Its programs can be read here, but not "\
                             "played: this thrum was built without the core for that.")            \
    X(PAGE_PAPER, lesson_of,    "thrum lesson {name}")                                             \
    X(PAGE_PAPER, lesson_about, "Blocks with a button are played here; who goes next is drawn by lot where the "\
                             "lab leaves that to the system. In the lab the whole lesson is: ")    \
    X(PAGE_PAPER, lesson_film,  "The programs of this page cannot be played here, since this thrum was built "\
                             "without the core for that. In the lab they are: ")                   \
    X(PAGE_PAPER, lesson_play,  "Play it")                                                         \
    X(PAGE_PAPER, lesson_try,   "Try it")                                                          \
    X(PAGE_PAPER, lesson_finds, "What all orders come to")                                         \
    X(PAGE_PLAY,  lesson_task,  "Task")                                                            \
    X(PAGE_PAPER, lesson_checked, "It is checked here as you play: ")                               \
    X(PAGE_PAPER, lesson_write, "write your commands behind the last line.")                       \
    X(PAGE_PAPER, lesson_steps, "all that it takes is the right order of steps.")                  \
    X(PAGE_PAPER, lesson_buttons, " Of the lab's commands a page has buttons: for `explore` \"Search all "\
                             "orders\", for `replay` \"Play it\" behind that, for `undo` \"One step back\"; "\
                             "what `objects` and `threads` tell is always to be seen.")            \
    X(PAGE_PLAY,  lesson_done,  "Done.")                                                           \
    X(PAGE_PAPER, lesson_checks, "The lab checks whether it is done; here you see for yourself: ") \
    X(PAGE_PLAY,  lesson_yourself, "You see for yourself whether it is done: here it is not checked.")\
    X(PAGE_PAPER, lesson_lab,   "This one takes the lab: no program does what it asks.")           \
    X(PAGE_PAPER, lesson_edit,  "\"Edit the program\" lets you write the commands behind its last line.")\
    X(PAGE_PLAY,  lesson_hint,  "A hint")                                                          \
    X(PAGE_PAPER, lesson_answer, "An answer")                                                      \
    X(PAGE_PAPER, lesson_question, "Question")                                                     \
    X(PAGE_PAPER, lesson_open,  "Open an answer to see whether it is right.")                      \
    X(PAGE_PAPER, lesson_right, "Right. ")                                                         \
    X(PAGE_PAPER, lesson_wrong, "No. ")                                                            \
    X(PAGE_PAPER, lesson_challenge, "Challenge")                                                   \
    X(PAGE_PAPER, lesson_take,  "Play the challenge")                                              \
    X(PAGE_PAPER, lesson_before, "Before: ")                                                       \
    X(PAGE_PAPER, lesson_after, "Next: ")                                                          \
    /* what is said of the run */                                                                  \
    X(PAGE_PAPER, one_step,     "1 step")                                                          \
    X(PAGE_PAPER, many_steps,   "{count} steps")                                                   \
    X(PAGE_PAPER, one_thread,   "1 thread")                                                        \
    X(PAGE_PAPER, many_threads, "{count} threads")                                                 \
    X(PAGE_PLAY,  ended,        "The run came to its end.")                                        \
    X(PAGE_PLAY,  failed,       "What failed: {who}.")                                             \
    X(PAGE_PAPER, stopped,      "The run was stopped here.")                                       \
    X(PAGE_PAPER, stuck,        "Nobody can go on: {waits}.")                                      \
    X(PAGE_PAPER, left_out,     "The first {count} steps are left out: of a long run a page has the last "\
                             "10,000.")                                                            \
    X(PAGE_PAPER, more_threads, "{count} more threads did nothing in these steps and have no column.")\
    X(PAGE_PAPER, more_columns, "There are columns for {count} threads; what others did is in the last one.")\
    X(PAGE_PAPER, more_objects, "{count} more objects are not shown.")                             \
    X(PAGE_PAPER, not_kept,     "What objects and threads were at before step {step} is not known: it was too "\
                             "much to be kept.")                                                   \
    X(PAGE_PAPER, made_by,      "Made by thrum.")
/* clang-format on */

enum page_word {
#define PAGE_WORD_NUMBER(whose, key, words) PAGE_##key,
    PAGE_WORDS(PAGE_WORD_NUMBER)
#undef PAGE_WORD_NUMBER
        PAGE_WORD_COUNT
};

const char *page_words_text(enum page_word word);
/* The words of these scripts, as the element `words`. */
void page_words_add(struct buffer *out, unsigned whose);

#endif
