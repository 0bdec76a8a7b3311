/* web.h - thrum's own core as a page calls it: a program is loaded, its threads are let step as the
 * reader likes, and every order of it is searched. No pthread, no file, no terminal: all that goes
 * in or out is text in memory. The build makes a module of WebAssembly of it (Makefile.am, "The
 * core that pages bring along"), whose calls these are; core.js is the page's end of it.
 *
 *     struct web *p = web_new();
 *     memcpy(web_room(p, WEB_TEXT, length), text, length);
 *     if (web_load(p)) {                      // else the messages are in web_answer
 *         web_begin(p, SCHEDULE_MANUAL, 0);
 *         web_step(p, 1);
 *         web_view(p);                        // what is to be seen now, in web_answer
 *         web_back(p);
 *     }
 *     web_free(p);
 *
 * One thread. Where memory runs out the module traps, and is to be made anew. */
#ifndef THRUM_PAGE_WEB_H
#define THRUM_PAGE_WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __wasm__
#define WEB_CALL(name) __attribute__((export_name(#name)))
#define WEB_IMPORT(name) __attribute__((import_module("page"), import_name(#name)))
#else
#define WEB_CALL(name)
#define WEB_IMPORT(name)
#endif

/* What goes in. */
enum web_input {
    WEB_NAME,  /* the program's, for messages; none: "program" */
    WEB_TEXT,  /* the program */
    WEB_WORDS, /* of a call that takes words: see there */
    WEB_GIVEN, /* of a task: what its lesson gave of the program */
    WEB_INPUTS
};

/* Where a run stands. */
enum web_standing {
    WEB_GOES,    /* somebody can step */
    WEB_OVER,    /* main and all that it waited for have ended */
    WEB_STUCK,   /* nobody can ever go on */
    WEB_OUTSIDE, /* a thread asks or fetches, which nobody does here */
    WEB_LEFT,    /* the recorded schedule cannot be followed any further */
    WEB_NO_RUN,  /* nothing was begun, or there is no such schedule: web_answer says why */
};

/* What a run has said. */
enum web_said {
    WEB_PRINTED, /* as `thrum run` writes it to standard output */
    WEB_STEPS,   /* as `thrum run --trace` writes it */
};

struct web;

WEB_CALL(web_new) struct web *web_new(void);
WEB_CALL(web_free) void web_free(struct web *p);

/* Room for so many bytes of an input, which stays as it is until it is asked for again. */
WEB_CALL(web_room) char *web_room(struct web *p, enum web_input input, size_t bytes);
/* What the last call had to say: UTF-8, which ends in NUL. */
WEB_CALL(web_answer) const char *web_answer(const struct web *p);
WEB_CALL(web_answer_length) size_t web_answer_length(const struct web *p);

/* Reads the program; the answer has the messages, as `thrum run` writes them. False where it has
 * errors: then no other call does anything. */
WEB_CALL(web_load) bool web_load(struct web *p);

/* The program that was loaded is an attempt at the task of a lesson (task/attempt.h), from the next
 * web_begin on: the words are its check. False where they are none. And a hint of it: the words say
 * when it fits, as a check does; none: always. */
WEB_CALL(web_task) bool web_task(struct web *p);
WEB_CALL(web_task_hint) void web_task_hint(struct web *p);
/* The run that was begun goes to where the task is set, as its schedule has it; where the reader
 * decides, main goes alone. */
WEB_CALL(web_task_go) enum web_standing web_task_go(struct web *p);

/* Begins a run anew, in virtual time. `kind`: enum schedule_kind, of which a recorded one is in the
 * words, "main*6 alice*2". Who takes steps back later has WEB_UNDO in `wishes`; who follows what
 * explore has found, WEB_UNTIMED (unless it searched in virtual time). */
enum web_wish { WEB_UNDO = 1, WEB_UNTIMED = 2 };
WEB_CALL(web_begin)
enum web_standing web_begin(struct web *p, unsigned kind, uint64_t seed, unsigned wishes);
WEB_CALL(web_standing) enum web_standing web_standing(struct web *p);
/* At most so many steps, as the schedule has it, and of a recorded one no more than it has; behind
 * it, and where the reader decides and may take steps back, those who can step do one each in turn.
 */
WEB_CALL(web_go) enum web_standing web_go(struct web *p, uint32_t most);
/* One step of one thread, whatever the schedule: from here on the reader decides. False where it
 * cannot step. */
WEB_CALL(web_step) bool web_step(struct web *p, uint32_t thread);
/* Takes the last step back; a schedule that was followed until then is followed again. False where
 * there is none, or it was too long ago. */
WEB_CALL(web_back) bool web_back(struct web *p);
/* Answers with the order of the steps that were done, as a recorded schedule is written; with
 * nothing where steps cannot be taken back, or there were too many. Begun again with the same seed
 * and wishes, it makes the same run. */
WEB_CALL(web_order) void web_order(struct web *p);
/* Begins it as a challenge: the reader has to make it come to what the words name, "deadlock", as
 * explore calls it, by choosing whose step is next; main goes by itself. Where it is none, false,
 * and the answer says why: then it has begun as by web_begin. */
WEB_CALL(web_challenge) bool web_challenge(struct web *p);
/* Answers with who has to be next in a challenge; with nothing where it is won or lost. */
WEB_CALL(web_hint) void web_hint(struct web *p);
/* Answers with what was said (enum web_said) since the run began, from this byte on. */
WEB_CALL(web_tell) void web_tell(struct web *p, unsigned said, size_t from);
/* Answers with what is to be seen now, as JSON:
 *
 *     steps, time    done so far; the clock, "0.25s"
 *     standing       enum web_standing
 *     undo           whether web_back would
 *     follows        whether a schedule says who is next; until the reader has stepped a thread
 *     said           how many bytes web_tell has, by enum web_said
 *     did            the last step, as the trace has it, without its time; "": there is none
 *     challenge      {goal, told, won, best, open}: what is to come about, in words; what is to be
 *                    said of where the reader stands, ""; whether it has come about, in as few
 *                    steps as it can, and whether it still can; null: it is none
 *     task           {done, missing, hints}: whether it is done; a sentence of what is missing, or
 *                    ""; which hints fit now, from 0; null: there is none
 *     threads        of each: number (for web_step), name, state, next (its step, in words; null
 *                    where it has none), at (else: what it is at, in words), holds, line (where in
 *                    the program, from 1; null where it does nothing)
 *     objects        of each: number, kind, name, value
 *     gone           {threads, objects}: numbers of those that are there no more
 *
 * Where not all is wanted, only of those that look otherwise than when this was called last. */
WEB_CALL(web_view) void web_view(struct web *p, bool all);
/* Answers with what happened as columns, a thread each, a row a step (watch/columns.h), as JSON:
 *
 *     heads     the names over them; of the others, who have no column, the last is "others"
 *     without   how many threads have none
 *     first, next, end  entries of the record: the first row's, behind the last row's, of all
 *     rows      [entry, step (0: it is none), time ("": as above), cell, ...] of each; a cell is
 *               [column, how it looks, text], or the column alone of who only goes on waiting; how
 *               they look is in watch/columns_looks.h
 *
 * From this entry on, or, where it is WEB_END, so that the last row is in it; so many rows. Where
 * not all is wanted, of a row that was in the last such answer, and looks as it did, the entry. */
#define WEB_END UINT32_MAX
WEB_CALL(web_columns) void web_columns(struct web *p, uint32_t first, uint32_t rows, bool all);

/* Searches every order of the program. The words are options as `thrum explore` takes them,
 * "--time=virtual --limit-memory=128". Returns what that would end with, and answers as it would
 * with --json; web_report answers in words, with lists so many columns wide. */
WEB_CALL(web_explore) int web_explore(struct web *p);
WEB_CALL(web_report) void web_report(struct web *p, int width);
/* Called now and then as a search goes on, at most ten times a second: by whoever hears it.
 * `share`: 0 where nobody knows. */
WEB_IMPORT(explored) void page_explored(double states, double open, double share);

#endif
