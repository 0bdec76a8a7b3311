/* lesson.h - a lesson: a Markdown file (CommonMark) read into sections and what stands in them.
 *
 *     struct diagnostics found = {0};
 *     struct source source;
 *     struct lesson *l = lesson_read("lessons/05-join.md", commands_words(), &found, &source);
 *     if (!l) ... errors are in `found`, each with its place in the file; nothing is played
 *     ...
 *     lesson_free(l);
 *
 * A file is taken whole or not at all: what comes back is free of errors. Its texts are valid UTF-8
 * without control characters, so that they may go to a terminal; only where it is said there are
 * line breaks, and tabs where commands and output have them.
 *
 * The file's first heading is the title ("2.4 Join"); each second-level heading begins a section.
 * What stands between the title and the first of them is the section 0, without a title. Every
 * section begins in a new lab, so that it can be played, tested and resumed by itself.
 *
 * No locks: a lesson is constant once it is read. */
#ifndef THRUM_LESSON_LESSON_H
#define THRUM_LESSON_LESSON_H

#include "base/buffer.h"
#include "lang/diagnostic.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LESSON_LONGEST = 1 << 20,  /* bytes of a lesson file */
    LESSON_GOAL_LONGEST = 160, /* characters of a task's goal, which stays in view */
    LESSON_MOST_HINTS = 60,    /* of a task */
};

/* The options of a `thrum` fence; the same words as the commands that set them. */
struct lesson_settings {
    bool fresh;   /* restart the lab first, with the settings it begins with */
    bool hidden;  /* run, not shown */
    bool program; /* a part of the lesson's program */
    bool paced;   /* one command at each key */
    bool seeded;  /* a seed was given: what `random seed` takes */
    uint64_t seed;
    char *schedule; /* "random 7", "manual": what `schedule` takes; NULL: as it is. `seed=7` alone
                       on a `thrum` block is "random 7" too */
    char *view;     /* the pane that is shown from here to the section's end: "columns"; or NULL */
    char *clock;    /* "virtual", "x10": what `clock` takes; NULL: as it is */
};

/* What `explore` must find for a block. */
struct lesson_verdict {
    size_t line;
    char *kind;      /* "proved", "deadlock", or several: "race,assertion"; NULL: the block has no
                        verdict */
    int64_t states;  /* -1: not said */
    char *schedules; /* as `explore` prints the number, or "unbounded"; NULL: not said */
    char *options;   /* of `explore`: "time=virtual spurious"; "" if none */
};

enum lesson_kind {
    LESSON_TEXT,
    LESSON_BLOCK,     /* ```thrum: commands to be run, with what they print and their verdict */
    LESSON_TASK,      /* ```check */
    LESSON_QUESTION,  /* a list with boxes */
    LESSON_CHALLENGE, /* ```challenge */
};

/* How a piece of text is to be set; the front ends tell these apart. */
enum lesson_style {
    LESSON_PARAGRAPH,
    LESSON_HEADING,   /* of the third level and below */
    LESSON_LIST_ITEM, /* its text begins with "- " or "3. ", two blanks before it for each list
                         around it; further paragraphs of the item with as many blanks */
    LESSON_QUOTE,
    LESSON_CODE, /* a fence that is not thrum's, or an indented block: lines as they are, each
                    ended by a newline, tabs made blanks */
};

struct lesson_answer {
    char *text;
    char *explanation; /* "" if there is none */
    bool right;
};

/* One thing in a section, in the order of the file. Which fields count depends on the kind; the
 * others are zero. */
struct lesson_item {
    enum lesson_kind kind;
    size_t line; /* in the file, from 1: where it begins; of a fence the line of the ``` */
    enum lesson_style style; /* LESSON_TEXT */
    char *note; /* of the speaker's: the comments `<!-- note: ... -->` right behind it, which are
                   shown to nobody else; lines; NULL: none */
    char *text; /* LESSON_TEXT: one block of text without line breaks (LESSON_CODE: with), markup
                   turned into plain text: `code` keeps its backquotes, emphasis is left out, a
                   link is its text and its address. LESSON_BLOCK, LESSON_CHALLENGE: the commands,
                   lines each ended by a newline; "" where a block only sets or restarts something.
                   LESSON_TASK: the expression, which may have line breaks. LESSON_QUESTION: what is
                   asked, the paragraph before the list */
    struct lesson_settings settings; /* LESSON_BLOCK, LESSON_CHALLENGE */
    /* LESSON_BLOCK */
    size_t *commands; /* where each begins in `text` */
    size_t command_count;
    bool shows_program; /* one of them is `show` */
    bool has_output;    /* an `output` fence stands behind it */
    bool unordered;     /* its lines may come in any order */
    size_t output_line;
    char *output; /* lines, each ended by a newline */
    struct lesson_verdict verdict;
    /* LESSON_TASK */
    char *goal; /* the paragraph before it, which says what to do: at most LESSON_GOAL_LONGEST
                   characters, "Task:" before it cut off; no item of its own */
    char **hints;
    char **hint_conditions; /* of each: when it fits, an expression as a check is; NULL: always */
    size_t hint_count;      /* at most LESSON_MOST_HINTS */
    char *solution; /* the commands of its `answer` block; of a LESSON_CHALLENGE the schedule that
                       wins, in segments ("alice*2 bob"), or NULL */
    size_t solution_line;
    /* LESSON_QUESTION */
    struct lesson_answer *answers;
    size_t answer_count;
    /* LESSON_CHALLENGE */
    char *finding; /* "deadlock", ... */
    uint64_t best; /* the fewest steps; 0: not said */
};

struct lesson_section {
    char *title; /* "" of section 0 */
    char *key;   /* what progress is kept by: its title in the original */
    char *note;  /* right behind the title, as of an item; or NULL */
    size_t line;
    bool new_sitting; /* a rule (---) stands before its heading: a lesson may well be left there */
    struct lesson_item *items;
    size_t item_count;
};

struct lesson {
    char *path;     /* as it was given, and so not for a terminal as it is */
    char *original; /* the path of the English one that this translates (translation.h); else
                       `path`. What a lesson may read lies beside it */
    char *language; /* "de"; "" where it translates none */
    char *name;   /* the file's name without folder and ending: "05-join"; progress is kept by it */
    char *number; /* what the title begins with: "2.4"; "" if it has no number */
    char *title;  /* the title without its number: "Join" */
    struct lesson_section *sections;
    size_t section_count;
    char *program;        /* the blocks that are marked so, one after the other; NULL: none is */
    size_t sitting_count; /* 1, and one more for each section that begins a new one */
    size_t task_count, question_count, challenge_count;
    size_t verdict_count;  /* blocks with a verdict */
    size_t misplaced_note; /* the line of a speaker's note that stands where it belongs to nothing,
                              the first; 0: none does */
};

/* Reads a file, and where it is a translation its original too; NULL with at least one error in
 * `found` where it cannot be read, is longer than LESSON_LONGEST, or is no lesson. `lab_words`: the
 * lab's own commands, ended by NULL, which its blocks may hold besides the language's (see
 * lang/parser.h). `source` gets the path and the file's text, for printing the diagnostics; the
 * caller frees source->text (NULL where there is none). */
struct lesson *lesson_read(const char *path, const char *const *lab_words,
                           struct diagnostics *found, struct source *source);
/* The same from a text in memory, whose lines end in a newline alone; source->name is the path. */
struct lesson *lesson_parse(const struct source *source, const char *const *lab_words,
                            struct diagnostics *found);
/* NULL is fine. */
/* CR LF becomes LF, and the mark that some editors put before UTF-8 goes, so that an offset means
 * the same to everyone who reads the text. */
void lesson_make_plain(struct buffer *text);
/* Adds the plain text of a lesson with its blocks of commands in the one layout (lang/format.h),
 * all else as it is. False where it has errors. */
bool lesson_format(const struct source *source, const char *const *lab_words, struct buffer *out,
                   struct diagnostics *found);
void lesson_free(struct lesson *l);

#endif
